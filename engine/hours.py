"""Windows of local time: when `hours` conditions begin and cease to hold.

A window opens `value` ms after midnight, on the days named (`targets`, every day where none are), and stays open for
`for_ms`, past midnight if need be. Drill time is tied to the day by the plan's `starts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.plan import Condition

DAY_MS = 24 * 3_600_000
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Hours:
    """Local time of a drill: ms since midnight at drill time 0, and the weekday then (0 = Monday)."""

    since_midnight: int
    weekday: int

    @classmethod
    def of(cls, starts: str) -> Hours:
        """Local time of a plan's `starts` (ISO 8601 with offset)."""
        moment = datetime.fromisoformat(starts)
        return cls(((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1000, moment.weekday())

    def within(self, window: Condition, now: int) -> bool:
        """Whether drill time `now` (ms) lies in the window."""
        day, of_day = divmod(self.since_midnight + now, DAY_MS)
        today = window.value <= of_day < window.value + window.for_ms and self._opens(window, day)
        return today or (of_day + DAY_MS < window.value + window.for_ms and self._opens(window, day - 1))

    def next_edge(self, window: Condition, now: int) -> int:
        """How long (ms) until the window may open or close next."""
        of_day = (self.since_midnight + now) % DAY_MS
        return min((edge - of_day - 1) % DAY_MS + 1 for edge in (window.value, window.value + window.for_ms))

    def _opens(self, window: Condition, day: int) -> bool:
        return not window.targets or DAYS[(self.weekday + day) % 7] in window.targets
