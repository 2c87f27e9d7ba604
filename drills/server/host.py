"""The host: lines come in, the exercise goes round, and everybody is told what is theirs to know.

One loop does everything; only waiting for the disk and hashing codes happen in threads. A round (`beat`): every running
drill goes on for a few milliseconds; all that has to be on disk is written in one transaction; then commands are
acknowledged and pictures sent. Meanwhile the loop serves the sockets.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from drills.exercise import Batch, Exercise, Outcome, Seat
from drills.grouped import GroupedSession
from drills.hall.codes import CONTROL, OBSERVER, Issued, Refusal, hashed, new_token, read_code, token_hash
from drills.hall.limiter import Limiter
from drills.hall.roles import may
from drills.protocol import (
    BAD_CODE,
    FORBIDDEN,
    GOING_DOWN,
    PROTOCOL,
    WRONG_VERSION,
    Ack,
    Crew,
    Do,
    FromClient,
    Hello,
    Look,
    Member,
    Notice,
    Observe,
    Point,
    Refused,
    Said,
    Say,
    Steer,
    Welcome,
    encoded,
)
from drills.server.books import Books
from drills.server.connections import MOST_UNDER_WAY, Line
from drills.server.overview import overview
from drills.server.pages import Feed
from drills.server.steering import steer
from drills.server.streams import TeamStream
from drills.session import Phase
from drills.store.errors import StoreError
from drills.store.model import Store
from engine.codec import canonical, digest, plain
from engine.messages import Cancel, RealIncident, Receipt
from engine.published import published
from engine.texts import clean

BEAT_MS = 50
"""Wall time between two rounds, where the machine keeps up."""
CHAT_KEPT = 200
"""Lines of a team's chat that are kept for whoever comes back."""
LONGEST_NAME = 60
OVERVIEW_MS = 1_000
PAGE_S = 1.0
"""Between two looks whether pages in browsers have to change."""

Place = tuple[str, str]
"""(drill, team)."""
_log = logging.getLogger("dientap.host")


@dataclass(slots=True)
class Chat:
    """What a team said."""

    lines: deque[Said] = field(default_factory=lambda: deque(maxlen=CHAT_KEPT))
    count: int = 0
    refs: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Door:
    """Somebody who was let in, or why not: `refused` with the code to close the line with."""

    seat: Seat | None = None
    token: str = ""
    refused: Refused | None = None
    close: int = BAD_CODE


class Host:
    """A running exercise.

    Args:
        books: the codes, seats and audit log of the exercise, kept in the store.
        clock_ms: a clock that never goes back; wall_ms: ms since 1970, for codes that expire.
    """

    def __init__(self, exercise: Exercise, store: Store, books: Books, *, clock_ms: Callable[[], int], wall_ms: Callable[[], int]) -> None:
        self.exercise = exercise
        self.books = books
        self.limiter = Limiter(clock_ms)
        self._store = store
        self._clock_ms = clock_ms
        self._wall_ms = wall_ms
        self._streams: dict[Place, TeamStream] = {}
        self._lines: defaultdict[Place, list[Line]] = defaultdict(list)
        self._control: list[Line] = []
        self._waiting: dict[tuple[str, str, str], list[Line]] = {}
        """(drill, seat, reference) → lines that wait for what becomes of it."""
        self._pointing: dict[tuple[str, str], Point] = {}
        self._changed_crews: set[Place] = set()
        self._chats: defaultdict[Place, Chat] = defaultdict(Chat)
        self._observed: set[tuple[str, str]] = set()
        self._plans: dict[Place, tuple[str, bytes]] = {}
        self._hashing = ThreadPoolExecutor(1, "codes")
        self._writing = ThreadPoolExecutor(1, "disk")
        self.feed = Feed(self)
        self._overview_seq = 0
        self._overview_at = 0
        self._stopping = asyncio.Event()

    @property
    def is_stopping(self) -> bool:
        """Whether the host is about to end."""
        return self._stopping.is_set()

    def now_ms(self) -> int:
        """The host's own clock (ms), which never goes back."""
        return self._clock_ms()

    # --- the door

    async def admit(self, hello: Hello, address: str, roles: tuple[str, ...] = ()) -> Door:
        """Let somebody in by a token or a join code; where roles are named, by a code for one of those only."""
        if hello.protocol != PROTOCOL:
            return Door(refused=Refused("version", {"host": PROTOCOL, "client": hello.protocol}), close=WRONG_VERSION)
        if hello.token:
            seat = self.exercise.by_token(token_hash(hello.token))
            return Door(seat, hello.token) if seat is not None else Door(refused=Refused("token-unknown"))
        wait_ms = self.limiter.wait_ms(address)
        if wait_ms:
            return Door(refused=Refused("code-locked", {"minutes": -(-wait_ms // 60_000)}))
        code = read_code(hello.code)
        found = code if isinstance(code, Refusal) else await self._known(code)
        if isinstance(found, Refusal):
            if found.code == "code-unknown":
                self.limiter.wrong(address)
                self.books.note(self._wall_ms(), address, "wrong-code", {})
            return Door(refused=Refused(found.code, dict(found.params)))
        if roles and found.scope.role not in roles:
            return Door(refused=Refused("code-elsewhere"), close=FORBIDDEN)
        self.limiter.right(address, found.hash)
        token = new_token()
        seat = self.exercise.take_seat(found.scope, clean(hello.name)[:LONGEST_NAME].strip(), token_hash(token))
        try:
            await self._in_turn(self.books.came_in, found.hash, seat, self._wall_ms())
        except StoreError as error:
            self.exercise.seats.pop((seat.drill, seat.id), None)
            return Door(refused=Refused("store", {"why": str(error)}), close=GOING_DOWN)
        self.books.note(self._wall_ms(), seat.id, "joined", {"drill": seat.drill, "role": seat.role})
        return Door(seat, token)

    async def _known(self, code: str) -> Issued | Refusal:
        name = await asyncio.get_running_loop().run_in_executor(self._hashing, hashed, code, self.books.salt)
        return self.books.codes.find(name, self._wall_ms())

    def welcome(self, seat: Seat, token: str) -> Welcome:
        """What a seat is told first."""
        title = self.exercise.title
        place = seat.drill, seat.team
        plan = self.plan(place)[0] if seat.team else ""
        branch = self._stream(place).branch if seat.team else ""
        return Welcome(
            PROTOCOL, self.exercise.id, title.vi, title.en, seat.drill, branch, seat.team, seat.id, seat.role, token, plan
        )  # fmt: skip

    def plan(self, place: Place) -> tuple[str, bytes]:
        """The published plan of a team: its hash and its canonical JSON."""
        known = self._plans.get(place)
        if known is None:
            drill, team = place
            shown = plain(published(self.exercise.drills[drill].plan, team))
            known = self._plans[place] = digest(shown), canonical(shown)
        return known

    def attach(self, seat: Seat, hello: Hello) -> Line:
        """A line of somebody who was let in: what the seat missed is in it already."""
        if seat.role == CONTROL:
            line = Line(seat.id, lambda: encoded(overview(self, self._overview_seq)))
            self._control.append(line)
            line.answer(encoded(overview(self, self._overview_seq)))
            return line
        place = seat.drill, seat.team
        stream = self._stream(place)
        line = Line(seat.id, stream.snapshot)
        for frame in stream.since(hello.seen, hello.branch):
            line.answer(frame)
        for said in self._chats[place].lines:
            line.answer(encoded(said))
        self._lines[place].append(line)
        self.exercise.arrive(seat)
        self._changed_crews.add(place)
        return line

    def detach(self, seat: Seat, line: Line) -> None:
        """The line is gone."""
        lines = self._control if seat.role == CONTROL else self._lines[seat.drill, seat.team]
        if line in lines:
            lines.remove(line)
        if seat.role != CONTROL and not any(other.seat == seat.id for other in lines):
            self.exercise.leave(seat)
            self._changed_crews.add((seat.drill, seat.team))

    # --- what a seat says

    def take(self, seat: Seat, line: Line, message: FromClient) -> None:
        """One message of somebody who was let in."""
        match message:
            case Do():
                self._do(seat, line, message)
            case Say():
                self._say(seat, message)
            case Point():
                self._pointing[seat.drill, seat.id] = Point(message.kind[:20], message.thing[:80])
                self._changed_crews.add((seat.drill, seat.team))
            case Look():
                if seat.team:
                    self.exercise.drills[seat.drill].look(message.alerts[:100])
            case Observe():
                self._observe(seat, line, message)
            case Steer():
                self._steer(seat, line, message)
            case _:
                line.close(FORBIDDEN)

    def _do(self, seat: Seat, line: Line, message: Do) -> None:
        receipt = self._staged(seat, line, message)
        if receipt is not None:
            line.answer(encoded(Ack(message.ref, receipt)))

    def _staged(self, seat: Seat, line: Line, message: Do) -> Receipt | None:
        """A receipt that can be given at once; None: it comes when the disk has the command."""
        if not seat.team:
            return Receipt(False, "role-control")
        key = seat.drill, seat.id, message.ref
        if key in self._waiting:
            self._waiting[key].append(line)
            return None
        session = self.exercise.drills[seat.drill]
        if message.branch != self._stream((seat.drill, seat.team)).branch:
            return Receipt(False, "branch-left")
        known = session.answered.get((seat.id, message.ref))
        if known is not None:
            return known
        refusal = may(seat.role, message.command, session.plan, self._task_action(session, seat.team, message))
        if refusal:
            return Receipt(False, refusal)
        if len(line.under_way) >= MOST_UNDER_WAY:
            return Receipt(False, "too-many", {"most": MOST_UNDER_WAY})
        receipt = session.stage(seat.id, seat.team, message.command, message.ref)
        if receipt is None:
            self._waiting[key] = [line]
            line.under_way.add(message.ref)
            if isinstance(message.command, RealIncident):
                self.books.note(self._wall_ms(), seat.id, "real-incident", {"drill": seat.drill})
        return receipt

    def _task_action(self, session: GroupedSession, team: str, message: Do) -> str:
        command = message.command
        if not isinstance(command, Cancel):
            return ""
        return next((task.action for task in session.view(team).tasks if task.id == command.task), "")

    def _say(self, seat: Seat, message: Say) -> None:
        text = clean(message.text).strip()
        place = seat.drill, seat.team
        chat = self._chats[place]
        if not text or not seat.team or (seat.id, message.ref) in chat.refs:
            return
        chat.count += 1
        chat.refs[seat.id, message.ref] = chat.count
        said = Said(chat.count, seat.id, self.exercise.drills[seat.drill].now, text)
        chat.lines.append(said)
        self._to_team(place, encoded(said))

    def _observe(self, seat: Seat, line: Line, message: Observe) -> None:
        """An observer's note goes into control's log, once; no team learns of it."""
        text = clean(message.text).strip()
        receipt = Receipt(bool(text)) if seat.role == OBSERVER else Receipt(False, "observers-only")
        if receipt.accepted and (seat.id, message.ref) not in self._observed:
            self._observed.add((seat.id, message.ref))
            at = min(max(0, message.at), self.exercise.drills[seat.drill].now)
            params = {
                "drill": seat.drill,
                "team": seat.team,
                "at": at,
                "objective": message.objective[:80],
                "text": text,
                "ref": message.ref,
            }
            self.books.note(self._wall_ms(), seat.id, "observed", params)
        line.answer(encoded(Ack(message.ref, receipt)))

    def _steer(self, seat: Seat, line: Line, message: Steer) -> None:
        if seat.role != CONTROL:
            line.answer(encoded(Ack(message.ref, Receipt(False, "role-control"))))
            return
        receipt = steer(self, seat.id, message)
        self.books.note(
            self._wall_ms(), seat.id, message.what, {"drill": message.drill, "accepted": int(receipt.accepted), **_short(message.params)}
        )
        line.answer(encoded(Ack(message.ref, receipt)))
        self._overview_at = 0

    # --- the round

    async def run(self) -> None:
        """Go round until `stop`."""
        drawing = asyncio.create_task(self._publish())
        try:
            await self._rounds()
        finally:
            drawing.cancel()

    async def _publish(self) -> None:
        while not self._stopping.is_set():
            await self.feed.publish()
            await asyncio.sleep(PAGE_S)

    async def _rounds(self) -> None:
        while not self._stopping.is_set():
            begun = self._clock_ms()
            await self.beat()
            rest = max(1, BEAT_MS - (self._clock_ms() - begun))
            try:
                await asyncio.wait_for(self._stopping.wait(), rest / 1000)
            except TimeoutError:
                continue

    async def beat(self) -> None:
        """One round."""
        for _ in self.exercise.slices():
            await asyncio.sleep(0)
        batches = self.exercise.batches()
        if batches:
            for drill, settled in self.exercise.settle(batches, await self._on_disk(batches)):
                self._acknowledge(drill, settled.seat, settled.ref, settled.receipt)
        for session in self.exercise.ended():
            await self._keep(session)
        if self.books.has_notes:
            await self._write_notes()
        self._show()

    async def _on_disk(self, batches: Sequence[Batch]) -> Sequence[Outcome]:
        wanted = [(batch.lease, batch.drafts) for batch in batches]
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writing, self._store.append_all, wanted)
        except StoreError as error:
            return [error] * len(batches)

    async def _in_turn(self, work: Callable[..., None], *things: object) -> None:
        """Do something with the store when it has done what it does."""
        await asyncio.get_running_loop().run_in_executor(self._writing, work, *things)

    async def _keep(self, session: GroupedSession) -> None:
        try:
            await self._in_turn(session.keep)
        except StoreError as error:
            _log.warning("drill %s is over, its last record waits: %s", session.drill, error)

    async def _write_notes(self) -> None:
        try:
            await self._in_turn(self.books.write_notes)
        except StoreError as error:
            _log.warning("control's log waits: %s", error)

    def _acknowledge(self, drill: str, seat: str, ref: str, receipt: Receipt) -> None:
        frame = encoded(Ack(ref, receipt))
        for line in self._waiting.pop((drill, seat, ref), ()):
            line.under_way.discard(ref)
            line.answer(frame)

    def _show(self) -> None:
        for place, lines in self._lines.items():
            if lines:
                frame = self._stream(place).advance()
                if frame is not None:
                    for line in lines:
                        line.push(frame)
        for place in sorted(self._changed_crews):
            self._to_team(place, encoded(self._crew(place)))
        self._changed_crews.clear()
        now = self._clock_ms()
        if self._control and now - self._overview_at >= OVERVIEW_MS:
            self._overview_at = now
            self._overview_seq += 1
            frame = encoded(overview(self, self._overview_seq))
            for line in self._control:
                line.push(frame)

    def _crew(self, place: Place) -> Crew:
        drill, team = place
        found = []
        for seat in self.exercise.team_seats(drill, team):
            point = self._pointing.get((drill, seat.id), Point())
            present = (drill, seat.id) in self.exercise.present
            found.append(Member(seat.id, seat.role, seat.name, present, point.kind, point.thing))
        return Crew(tuple(found))

    def _to_team(self, place: Place, frame: str) -> None:
        for line in self._lines[place]:
            line.answer(frame)

    def tell(self, notice: Notice, drill: str = "") -> None:
        """A word to everybody, or to everybody in one drill."""
        frame = encoded(notice)
        for place, lines in self._lines.items():
            if drill in ("", place[0]):
                for line in lines:
                    line.answer(frame)

    def _stream(self, place: Place) -> TeamStream:
        stream = self._streams.get(place)
        if stream is None:
            stream = self._streams[place] = TeamStream(self.exercise.drills[place[0]], place[1])
        return stream

    # --- the end

    async def stop(self) -> None:
        """Tell everybody, put everything on disk, let the drills go."""
        self._stopping.set()
        for session in self.exercise.drills.values():
            if session.phase is Phase.RUNNING:
                session.pause()
        await self.beat()
        for lines in (*self._lines.values(), self._control):
            for line in lines:
                line.close(GOING_DOWN)
        await self._in_turn(self.exercise.close)
        self.feed.close()
        self._hashing.shutdown(wait=False, cancel_futures=True)
        self._writing.shutdown(wait=True)


def _short(params: Mapping[str, object]) -> dict[str, str]:
    return {key[:40]: str(value)[:200] for key, value in list(params.items())[:10]}
