"""What the console needs of a drill: `drills.session.Session` has it, tests bring a hand-made one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from drills.protocol import Do, Member, Notice, Observe, Refused, Said, Say
from engine.bundle import Bundle
from engine.messages import Command, Receipt
from engine.plan import Plan
from engine.scoring import Scorecard
from engine.views import TeamView


class Controls(Protocol):
    """The clock, the end and the result of a drill, in the hands of the person at this console."""

    def resume(self) -> None:
        """Let the clock run."""

    def pause(self) -> None:
        """Hold the clock."""

    def set_speed(self, speed: int) -> None:
        """Change the pace."""

    def skip_to(self, at: int) -> None:
        """Run to a drill time as fast as possible."""

    def skip_to_news(self, within_ms: int) -> None:
        """Run on as fast as possible until the team's first alert or message, for at most so much drill time."""

    def finish(self) -> None:
        """End the drill now."""

    def bundle(self) -> Bundle:
        """Everything a report needs."""

    def scorecard(self) -> Scorecard:
        """How it stands, or how it ended."""


class Hall(Protocol):
    """What a seat of an exercise has beside its drill: its line to the host, who sits in the team, and what they say."""

    @property
    def link(self) -> str:
        """'' while the line stands, lost while it is dialled again, refused when the host lets the seat in no more."""

    @property
    def refused(self) -> Refused | None:
        """Why it lets the seat in no more."""

    @property
    def role(self) -> str:
        """lead, analyst, operator, communications or observer."""

    @property
    def members(self) -> tuple[Member, ...]:
        """Who sits in the team."""

    @property
    def chat(self) -> tuple[Said, ...]:
        """The team's lines, in order."""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Words of control and of the host, the last one at the end."""

    @property
    def late(self) -> list[tuple[Do | Say | Observe, Receipt]]:
        """Answers to what was on its way, each taken once by whoever shows it."""

    def say(self, text: str) -> None:
        """A line in the team's chat."""

    def point(self, kind: str, thing: str) -> None:
        """What this seat looks at, for its team."""

    def observe(self, text: str, objective: str) -> None:
        """An observer's note about this moment."""


class Drill(Protocol):
    """A drill as one seat plays it."""

    drill: str
    """Its id, under which it is resumed."""
    plan: Plan
    player: str
    """Team of the person at this console."""
    seat: str

    @property
    def why(self) -> str:
        """Reason of a pause or freeze: start, hand, gap, store, recovered, real-incident, fault; '' otherwise."""

    @property
    def phase(self) -> str:
        """One of paused, running, frozen, over, closed."""

    @property
    def now(self) -> int:
        """Drill time (ms) that may be shown."""

    @property
    def speed(self) -> int:
        """Drill seconds per wall second."""

    @property
    def is_eased(self) -> bool:
        """Whether the clock goes slower than asked for, to leave time for an answer or a report."""

    @property
    def skipping(self) -> int:
        """Drill time that a skip runs to, -1 where none is."""

    def view(self, team: str) -> TeamView:
        """What a team knows."""

    @property
    def looked(self) -> tuple[str, ...]:
        """Alerts that the person opened, before a resume as well, the one opened last at the end."""

    def look(self, alerts: Iterable[str]) -> None:
        """The person opened these alerts, the one pointed at last; kept with the drill."""

    async def act(self, command: Command) -> Receipt:
        """Do something in the player's name: accepted, refused, or (`on-its-way`) not confirmed yet."""

    def tick(self) -> bool:
        """Let the world go on for a few ms; True = call again at once."""

    @property
    def controls(self) -> Controls | None:
        """What moves the clock, None where that is exercise control's."""

    @property
    def hall(self) -> Hall | None:
        """The exercise that this seat belongs to, None where one plays alone."""

    def real_incident(self, seat: str, team: str) -> None:
        """SỰ CỐ THẬT: freeze the drill."""
