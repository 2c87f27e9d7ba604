"""A wall clock that tests turn by hand."""

from __future__ import annotations


class HandClock:
    """Reads the same until somebody moves it; ms."""

    def __init__(self) -> None:
        self.now = 10_000

    def __call__(self) -> int:
        return self.now

    def pass_ms(self, ms: int) -> int:
        """Move it on; the new reading."""
        self.now += ms
        return self.now
