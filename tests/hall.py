"""A host without sockets: the protocol spoken over a real session, through lines that cut, repeat, mix up and go dead by a seed.

For tests of whatever sits at the other end. It keeps what the design asks of a host: a team's stream of beats, one answer
for one reference, a snapshot for whoever is too far behind.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field

from drills.protocol import (
    BAD_CODE,
    PROTOCOL,
    WRONG_VERSION,
    Ack,
    Bye,
    Clock,
    Crew,
    Do,
    Hello,
    Look,
    Member,
    Observe,
    Patch,
    Point,
    Refused,
    Said,
    Say,
    Snapshot,
    Welcome,
    encoded,
    from_client,
)
from drills.remote.errors import LineLost
from drills.session import Session
from drills.wire import change, spelt
from engine.codec import digest, plain, read
from engine.messages import Receipt
from engine.plan import Plan
from engine.published import published, words_for
from engine.views import TeamView

CODE = "7KM2-9XQT"
KEPT = 6
"""Beats of a team's stream that the host keeps."""


@dataclass
class Faults:
    """How bad a line is: chances per frame, per-mille."""

    cut: int = 0
    repeat: int = 0
    mix: int = 0
    dead: int = 0
    """It goes dead: nothing comes through any more, and nobody is told."""


class FakeLine:
    """One connection, as the seat holds it."""

    def __init__(self, host: FakeHost, chance: random.Random, faults: Faults) -> None:
        self._host, self._chance, self._faults = host, chance, faults
        self._in: asyncio.Queue[str | None] = asyncio.Queue()
        self._held: str = ""
        self.is_open, self.is_dead = True, False
        self.seat = ""

    # --- the seat's end

    async def send(self, frame: str) -> None:
        await asyncio.sleep(0)
        if not self.is_open:
            raise LineLost
        if self._strikes(self._faults.cut):
            self.break_off()
            raise LineLost
        if self.is_dead:
            return
        self._host.take(self, frame)
        if self._strikes(self._faults.repeat):
            self._host.take(self, frame)

    async def receive(self) -> str:
        frame = await self._in.get()
        if frame is None:
            self._in.put_nowait(None)
            raise LineLost(self._host.close_code)
        return frame

    async def close(self) -> None:
        self.break_off()

    # --- the host's end

    def give(self, frame: str) -> None:
        """A frame on its way to the seat; the first, the greeting, always arrives."""
        if not self.is_open or self.is_dead:
            return
        if self.seat and self._strikes(self._faults.cut):
            self.break_off()
        elif self.seat and self._strikes(self._faults.dead):
            self.is_dead = True
        elif self.seat and not self._held and self._strikes(self._faults.mix):
            self._held = frame
        else:
            self._in.put_nowait(frame)
            if self._strikes(self._faults.repeat):
                self._in.put_nowait(frame)
            if self._held:
                self._in.put_nowait(self._held)
                self._held = ""

    def break_off(self) -> None:
        """Both ends learn of it."""
        self.is_open = False
        self._in.put_nowait(None)

    def _strikes(self, permille: int) -> bool:
        return permille > 0 and self._chance.randrange(1000) < permille


@dataclass
class FakeHost:
    """A session with seats at the other end of lines."""

    session: Session
    seed: int = 1
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.team = self.session.player
        self.lines: list[FakeLine] = []
        self.answered: dict[str, Receipt] = {}
        self.notes: dict[str, Observe] = {}
        self.said: list[Said] = []
        self.said_refs: set[str] = set()
        self.points: list[Point] = []
        self.looks: list[Look] = []
        self.dials = 0
        self.fetches = 0
        self.close_code = 0
        self.refuses: Refused | None = None
        self.is_away = False
        self.protocol = PROTOCOL
        self.branch = "main"
        self._stream: list[str] = []
        self._seq = -1
        self._sent: TeamView | None = None
        self._plan = published(self.session.plan, self.team)

    # --- what a seat is given to reach it

    async def dial(self) -> FakeLine:
        self.dials += 1
        await asyncio.sleep(0)
        if self.is_away:
            raise LineLost
        line = FakeLine(self, self.chance, self.faults)
        self.lines.append(line)
        return line

    async def fetch(self, token: str) -> Plan:
        assert token == "token"
        self.fetches += 1
        found: Plan = read(Plan, plain(self._plan))
        return found

    # --- the host's own rounds

    def beat(self) -> None:
        """One beat of the team's stream, to everybody who listens."""
        self.session.tick()
        view = self.session.view(self.team)
        fresh = view.feed[len(self._sent.feed) if self._sent else 0 :]
        self._seq += 1
        patch = Patch(self._seq, self.branch, self._clock(), change(self._sent, view), spelt(words_for(self.session.plan, fresh)))
        self._stream.append(encoded(patch))
        self._sent = view
        for line in self.lines:
            if line.seat:
                line.give(self._stream[-1])

    def rewind(self, branch: str) -> None:
        """Control took the drill back: another branch, everything anew."""
        self.branch, self._stream = branch, []
        for line in self.lines:
            if line.seat:
                line.give(self._snapshot())

    def take(self, line: FakeLine, frame: str) -> None:
        """A frame of a seat's."""
        message = from_client(frame)
        if isinstance(message, Hello):
            self._greet(line, message)
        elif not line.seat:
            line.break_off()
        elif isinstance(message, Do):
            line.give(encoded(Ack(message.ref, self._done(message))))
        elif isinstance(message, Observe):
            self.notes[message.ref] = message
            line.give(encoded(Ack(message.ref, Receipt(True))))
        elif isinstance(message, Say):
            self._say(line, message)
        elif isinstance(message, Point):
            self.points.append(message)
        elif isinstance(message, Look):
            self.looks.append(message)
        elif isinstance(message, Bye):
            line.break_off()

    def _done(self, do: Do) -> Receipt:
        if do.branch != self.branch:
            return Receipt(False, "abandoned")
        if do.ref not in self.answered:
            self.answered[do.ref] = self.session.command(self.session.seat, self.team, do.command)
        return self.answered[do.ref]

    def _say(self, line: FakeLine, say: Say) -> None:
        if say.ref not in self.said_refs:
            self.said_refs.add(say.ref)
            self.said.append(Said(len(self.said), line.seat, self.session.now, say.text))
        for other in self.lines:
            if other.seat:
                other.give(encoded(self.said[-1]))

    def _greet(self, line: FakeLine, hello: Hello) -> None:
        if line.seat:
            return
        refused = self.refuses or (None if hello.token == "token" or hello.code == CODE else Refused("code-unknown"))
        if refused is not None:
            line.give(encoded(refused))
            self.close_code = WRONG_VERSION if refused.code == "version" else BAD_CODE
            line.break_off()
            return
        seat = self.session.seat
        welcome = Welcome(
            self.protocol,
            "e1",
            "Diễn tập",
            "Drill",
            self.session.drill,
            self.branch,
            self.team,
            seat,
            "lead",
            "token",
            digest(plain(self._plan)),
        )
        line.give(encoded(welcome))
        line.seat = seat
        missing = self._seq - hello.seen
        if hello.branch == self.branch and 0 <= missing <= min(KEPT, len(self._stream)):
            for frame in self._stream[len(self._stream) - missing :]:
                line.give(frame)
        else:
            line.give(self._snapshot())
        line.give(encoded(Crew((Member(seat, "lead", "Lan", True), Member(f"{self.team}-2", "observer")))))
        for said in self.said:
            line.give(encoded(said))

    def _snapshot(self) -> str:
        view = self.session.view(self.team) if self._sent is None else self._sent
        self._sent = view
        words = spelt(words_for(self.session.plan, view.feed))
        return encoded(Snapshot(self._seq, self.branch, self._clock(), change(None, view), words))

    def _clock(self) -> Clock:
        session = self.session
        return Clock(session.now, str(session.phase), session.why, session.speed, session.is_eased, session.skipping)
