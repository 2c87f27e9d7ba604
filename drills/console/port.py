"""What the console needs of a drill: `drills.session.Session` has it, tests bring a hand-made one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from engine.bundle import Bundle
from engine.messages import Command, Receipt
from engine.plan import Plan
from engine.scoring import Scorecard
from engine.views import TeamView


class Drill(Protocol):
    """A drill as one seat plays it."""

    drill: str
    """Its id, under which it is resumed."""
    plan: Plan
    player: str
    """Team of the person at this console."""
    seat: str
    why: str
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

    def command(self, seat: str, team: str, command: Command) -> Receipt:
        """Do something; accepted or refused at once."""

    def tick(self) -> bool:
        """Let the world go on for a few ms; True = call again at once."""

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

    def real_incident(self, seat: str, team: str) -> None:
        """SỰ CỐ THẬT: freeze the drill."""

    def finish(self) -> None:
        """End the drill now."""

    def bundle(self) -> Bundle:
        """Everything a report needs."""

    def scorecard(self) -> Scorecard:
        """How it stands, or how it ended."""
