"""`RemoteDrill`: a seat's drill as the console plays it (`drills.console.port`), kept up to date over a line.

The line may break at any moment, and frames may come twice or in another order. Then it is dialled again, with longer
and longer pauses; the host sends what is missing, and whatever was not confirmed is said again under its own reference.
The clock is the host's: it is shown and never moved from here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from drills.language import mark
from drills.protocol import (
    BAD_CODE,
    FORBIDDEN,
    PROTOCOL,
    WRONG_VERSION,
    Ack,
    Bye,
    Clock,
    Crew,
    Do,
    FromClient,
    FromHost,
    Hello,
    Look,
    Malformed,
    Member,
    Notice,
    Observe,
    Patch,
    Point,
    Refused,
    Said,
    Say,
    Snapshot,
    Welcome,
    encoded,
    from_host,
)
from drills.remote.errors import LineLost, NoConnection, NotLetIn, OtherVersion
from drills.remote.outbox import Outbox, Sayable, new_ref
from drills.wire import applied, blank, heard
from engine.errors import InvalidInput
from engine.messages import Command, RealIncident, Receipt
from engine.plan import Plan, Text
from engine.texts import clean
from engine.views import TeamView

PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Before each new try; the last one again and again."""
PATIENCE_S = 10.0
"""A host that says nothing for so long while something waits to be confirmed is not there any more."""
HURRY_S = 3.0
"""So long a person's order is waited for; then it is on its way, and what became of it is told when it is known."""
ON_ITS_WAY = "on-its-way"
_PASSING = frozenset(("store", "code-locked"))
"""Refusals that pass by themselves: whoever sat there already tries again."""
_FINAL = frozenset((BAD_CODE, FORBIDDEN, WRONG_VERSION))


class Line(Protocol):
    """Frames there and back; every method raises LineLost where the line is gone."""

    async def send(self, frame: str) -> None:
        """Say a frame."""

    async def receive(self) -> str:
        """The next frame."""

    async def close(self) -> None:
        """Hang up."""


Dial = Callable[[], Awaitable[Line]]
"""A new line; raises LineLost where nobody answers."""
Fetch = Callable[[str], Awaitable[Plan]]
"""The published plan, for the bearer of a token; raises LineLost where it does not come."""
Wait = Callable[[float], Awaitable[None]]


class Hall:
    """What a seat of an exercise has beside its drill: its line, who sits in the team, and what they say.

    Attributes:
        link: '' while the line stands, lost while it is dialled again, refused when the host lets the seat in no more.
    """

    def __init__(self, drill: RemoteDrill) -> None:
        self._drill = drill
        self.link = "lost"
        self.refused: Refused | None = None
        self.role = ""
        self.title = Text("", "")
        self.members: tuple[Member, ...] = ()
        self.chat: tuple[Said, ...] = ()
        self.notices: tuple[Notice, ...] = ()

    @property
    def late(self) -> list[tuple[Sayable, Receipt]]:
        """Answers to what was on its way, each taken once by whoever shows it."""
        return self._drill.outbox.late

    def say(self, text: str) -> None:
        """A line in the team's chat."""
        if said := clean(text).strip():
            self._drill.tell(Say(new_ref(), said))

    def point(self, kind: str, thing: str) -> None:
        """What this seat looks at, for its team."""
        self._drill.hint(Point(kind, thing))

    def observe(self, text: str, objective: str) -> None:
        """An observer's note about this moment."""
        self._drill.tell(Observe(new_ref(), text, self._drill.now, objective))


class RemoteDrill:
    """One seat's drill at a host. `open` it before it is shown, `close` it in the end.

    Args:
        dial, fetch: how to reach the host.
        code: join code; afterwards the host's token is used.
        wait: lets so many seconds pass.
    """

    controls = None
    """The clock, the end and the score belong to exercise control."""

    def __init__(
        self, dial: Dial, fetch: Fetch, code: str, name: str = "", *, wait: Wait = asyncio.sleep, patience_s: float = PATIENCE_S
    ) -> None:
        self._dial, self._fetch, self._wait = dial, fetch, wait
        self._patience_s = patience_s
        self._hello = Hello(PROTOCOL, code=code, name=name)
        self._token, self._plan_hash = "", ""
        self._words: dict[str, Text] = {}
        self._seq, self._branch = -1, ""
        self._line: Line | None = None
        self._live: asyncio.Task[None] | None = None
        self._started = asyncio.Event()
        self._clock = Clock(0, "paused", "start")
        self._view: TeamView | None = None
        self._looked: dict[str, None] = {}
        self._sending: set[asyncio.Future[None]] = set()
        self.outbox = Outbox()
        self.hall = Hall(self)
        self.plan: Plan
        self.drill = self.player = self.seat = ""

    # --- coming and going

    async def open(self) -> None:
        """Come in, and wait for the first picture.

        Raises:
            NoConnection, NotLetIn, OtherVersion: it did not come to that.
        """
        try:
            await self._meet()
        except LineLost as lost:
            raise NoConnection(mark("no connection to the host"), {}) from lost
        self._live = asyncio.create_task(self._stay())
        await self._started.wait()
        if self.hall.refused is not None:
            raise _not_let_in(self.hall.refused)

    async def close(self) -> None:
        """Say good-bye and hang up."""
        live, line = self._live, self._line
        self._live = self._line = None
        if live is not None:
            live.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await live
        if line is not None:
            with contextlib.suppress(LineLost):
                await line.send(encoded(Bye()))
                await line.close()

    async def _meet(self) -> None:
        """Dial, say who we are, get the plan where it is another, and say again what was not confirmed.

        Raises:
            LineLost: it did not come to that.
            NotLetIn, OtherVersion: the host refused.
        """
        line = await self._dial()
        try:
            hello = Hello(PROTOCOL, token=self._token, seen=self._seq, branch=self._branch) if self._token else self._hello
            await line.send(encoded(hello))
            async with asyncio.timeout(self._patience_s):  # unlike wait_for it never swallows that we are told to stop
                answer = _message(await line.receive())
            if isinstance(answer, Refused) and answer.code in _PASSING and self._token:
                raise LineLost
            if isinstance(answer, Refused):
                raise _not_let_in(answer)
            if not isinstance(answer, Welcome):
                raise LineLost
            await self._welcomed(answer)
            self._line, self.hall.link = line, ""
            for message in self.outbox:
                await line.send(encoded(message))
        except TimeoutError as late:
            await _drop(line)
            raise LineLost from late
        except (LineLost, NotLetIn, OtherVersion):
            await _drop(line)
            raise

    async def _welcomed(self, welcome: Welcome) -> None:
        if welcome.protocol != PROTOCOL:
            raise OtherVersion(
                mark("the host speaks version {theirs} and this program {ours}"), {"theirs": welcome.protocol, "ours": PROTOCOL}
            )
        if welcome.plan != self._plan_hash:
            plan = await self._fetch(welcome.token)
            plan.texts.update(self._words)
            self.plan, self._plan_hash = plan, welcome.plan
        self.drill, self.player, self.seat = welcome.drill, welcome.team, welcome.seat
        self.hall.role, self.hall.title = welcome.role, Text(welcome.title_vi, welcome.title_en)
        self._token = welcome.token

    async def _stay(self) -> None:
        """Listen; when the line breaks, dial again for as long as it takes."""
        while True:
            try:
                await self._listen()
            except LineLost as lost:
                await self._hang_up()
                if lost.code in _FINAL:
                    self._out(Refused("closed"))
                    return
            if not await self._again():
                return

    async def _again(self) -> bool:
        """Dial until somebody answers; False = let in no more."""
        self.hall.link = "lost"
        for number in range(1_000_000):
            await self._wait(PAUSES_S[min(number, len(PAUSES_S) - 1)])
            try:
                await self._meet()
            except LineLost:
                self.hall.link = "lost"
            except (NotLetIn, OtherVersion) as error:
                self._out(Refused(str(error.args[1].get("code", "version"))))
                return False
            else:
                return True
        return False

    def _out(self, refused: Refused) -> None:
        self.hall.link, self.hall.refused = "refused", refused
        self._started.set()

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await _drop(line)

    # --- what comes in

    async def _listen(self) -> None:
        """Take frames until the line breaks.

        Raises:
            LineLost: it did, or what came made no sense in its place.
        """
        while True:
            line = self._line
            if line is None:
                raise LineLost
            try:
                async with asyncio.timeout(self._patience_s):
                    frame = await line.receive()
            except TimeoutError as silence:
                if self.outbox:
                    raise LineLost from silence
                continue
            self._take(_message(frame))

    def _take(self, message: FromHost) -> None:
        match message:
            case Snapshot():
                self._pictured(None, message)
            case Patch():
                self._patched(message)
            case Ack():
                self.outbox.confirmed(message)
            case Crew():
                self.hall.members = message.members
            case Said():
                self._said(message)
            case Notice():
                self.hall.notices = (*self.hall.notices, message)
            case Refused():
                raise LineLost(FORBIDDEN)

    def _patched(self, patch: Patch) -> None:
        """One beat: the next one; an older one came twice; with any other, something is missing and the host is asked again."""
        if patch.branch == self._branch and patch.seq <= self._seq:
            return
        if self._view is None or patch.branch != self._branch or patch.seq != self._seq + 1:
            raise LineLost
        self._pictured(self._view, patch)

    def _pictured(self, before: TeamView | None, message: Snapshot | Patch) -> None:
        try:
            view = applied(before, message.view)
            words = heard(message.words)
        except InvalidInput as error:
            self._seq = -1  # whatever we hold does not fit: everything anew
            raise LineLost from error
        self._words.update(words)
        self.plan.texts.update(words)
        self._view, self._clock = view, message.clock
        self._seq, self._branch = message.seq, message.branch
        self._started.set()

    def _said(self, said: Said) -> None:
        self.outbox.heard(said, self.seat)
        if said.number not in {line.number for line in self.hall.chat}:
            self.hall.chat = tuple(sorted((*self.hall.chat, said), key=lambda line: line.number))

    # --- the drill, as the console reads it

    @property
    def why(self) -> str:
        """Reason of a pause or freeze."""
        return self._clock.why

    @property
    def phase(self) -> str:
        """What the drill is doing, as the host says it."""
        return self._clock.phase

    @property
    def now(self) -> int:
        """Drill time (ms) that may be shown."""
        return self._clock.now

    @property
    def speed(self) -> int:
        """Drill seconds per wall second."""
        return self._clock.speed

    @property
    def is_eased(self) -> bool:
        """Whether the clock goes slower than control asked for."""
        return self._clock.eased

    @property
    def skipping(self) -> int:
        """Drill time that a skip runs to, -1 where none is."""
        return self._clock.skipping

    def view(self, team: str) -> TeamView:
        """What the team knows, as it came last."""
        return self._view or blank(team)

    @property
    def looked(self) -> tuple[str, ...]:
        """Alerts that were opened from here."""
        return tuple(self._looked)

    def look(self, alerts: Iterable[str]) -> None:
        """The person opened these alerts."""
        opened = tuple(alerts)
        self._looked = {name: None for name in self._looked if name not in opened} | dict.fromkeys(opened)
        self.hint(Look(opened))

    def tick(self) -> bool:
        """Nothing to do: the host's beats come by themselves."""
        return False

    async def act(self, command: Command) -> Receipt:
        """Do something. While no answer comes it is on its way: it is said again until the host confirms it."""
        answer = self.tell(Do(new_ref(), self._branch, command))
        try:
            return await asyncio.wait_for(answer, HURRY_S)
        except TimeoutError:
            return Receipt(False, ON_ITS_WAY)

    def real_incident(self, seat: str, team: str) -> None:
        """SỰ CỐ THẬT: the host freezes the drill."""
        self.tell(Do(new_ref(), self._branch, RealIncident()))

    # --- what goes out

    def tell(self, message: Sayable) -> asyncio.Future[Receipt]:
        """Say something that must arrive."""
        answer = self.outbox.put(message)
        self.hint(message)
        return answer

    def hint(self, message: FromClient) -> None:
        """Say something now, if the line stands."""
        line = self._line
        if line is not None and not self.hall.link:
            task = asyncio.ensure_future(_send(line, encoded(message)))
            self._sending.add(task)  # held, so that none is thrown away half sent
            task.add_done_callback(self._sending.discard)


async def _drop(line: Line) -> None:
    with contextlib.suppress(LineLost):
        await line.close()


async def _send(line: Line, frame: str) -> None:
    with contextlib.suppress(LineLost):  # whoever listens learns of it, and says everything again
        await line.send(frame)


def _message(frame: str) -> FromHost:
    try:
        return from_host(frame)
    except Malformed as error:
        raise LineLost from error


def _not_let_in(refused: Refused) -> NotLetIn | OtherVersion:
    values = {name: str(value) for name, value in refused.params.items()}
    if refused.code == "version":
        return OtherVersion(mark("the host speaks another version of the protocol"), values | {"code": refused.code})
    return NotLetIn(refused.code, values | {"code": refused.code})
