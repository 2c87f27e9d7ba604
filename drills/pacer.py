"""The pace of a drill: how much drill time is due at a moment of wall time.

Wall time is a monotonic clock's milliseconds, given by the caller, so that tests need no real time. Nothing here waits.
"""

from __future__ import annotations

GAP_MS = 5_000
"""More wall time than this between two ticks means that the machine slept (a closed lid): the drill pauses (law 7)."""

SPEEDS = (1, 2, 5, 10, 20, 60)
"""Speeds that a surface offers; 1 is real time."""

FASTEST = 3_600
"""No speed beyond this: an hour of drill time a second."""


class Pacer:
    """Turns wall time into drill time that is due, in whole steps of a second as the clock on a screen shows them.

    Args:
        at: drill time (ms) at which the drill stands.
        speed: drill seconds per wall second.
    """

    def __init__(self, at: int, speed: int = 1) -> None:
        self.speed = bounded(speed)
        self._from_at = at
        self._from_wall: int | None = None
        self._ticked = 0

    @property
    def running(self) -> bool:
        """Whether drill time goes on."""
        return self._from_wall is not None

    def start(self, at: int, wall_ms: int) -> None:
        """Let drill time go on from `at`."""
        self._from_at, self._from_wall, self._ticked = at, wall_ms, wall_ms

    def stop(self) -> None:
        """Hold drill time where it is."""
        self._from_wall = None

    def set_speed(self, speed: int, at: int, wall_ms: int) -> None:
        """Change the pace; what was due before the change stays due."""
        self.speed = bounded(speed)
        if self.running:
            self.start(at, wall_ms)

    def slept(self, wall_ms: int) -> bool:
        """Whether so much wall time passed since the tick before that nobody can have been watching."""
        asleep = self.running and wall_ms - self._ticked > GAP_MS
        self._ticked = wall_ms
        return asleep

    def due(self, wall_ms: int) -> int:
        """Drill time (ms) that should be reached by now; never earlier than where it was started."""
        if self._from_wall is None:
            return self._from_at
        passed = max(0, wall_ms - self._from_wall) * self.speed
        return max(self._from_at, (self._from_at + passed) // 1000 * 1000)


def bounded(speed: int) -> int:
    """A speed that can be kept."""
    return min(FASTEST, max(1, speed))
