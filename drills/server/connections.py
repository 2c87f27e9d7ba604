"""The host's end of one line: what is to be sent waits in a bounded queue, and what was asked is answered.

A line that cannot keep up is not waited for: when its queue is full, the frames in it are dropped and it gets the whole
picture once it takes something again. Answers to its own commands are never dropped; a seat may have so many under way.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

LONGEST_QUEUE = 64
MOST_UNDER_WAY = 64
"""Commands of one seat that wait for the disk."""
FRAMES_A_SECOND, FRAMES_AT_ONCE = 20, 60
"""What one line may send: more than any person types or any console sends."""


class Line:
    """One connection of a seat.

    Args:
        whole: makes the frame with the whole picture at the moment at which it is sent.
    """

    def __init__(self, seat: str, whole: Callable[[], str]) -> None:
        self.seat = seat
        self.under_way: set[str] = set()
        self._whole = whole
        self._answers: deque[str] = deque()
        self._frames: deque[str] = deque()
        self._is_behind = False
        self._wake = asyncio.Event()
        self._closing = 0

    def push(self, frame: str) -> None:
        """A frame of the team's stream; dropped with those before it where the line does not keep up."""
        if self._is_behind:
            return
        if len(self._frames) >= LONGEST_QUEUE:
            self._frames.clear()
            self._is_behind = True
        else:
            self._frames.append(frame)
        self._wake.set()

    def answer(self, frame: str) -> None:
        """A frame for this seat alone, never dropped."""
        self._answers.append(frame)
        self._wake.set()

    def close(self, code: int) -> None:
        """Send what waits, then close with that code."""
        self._closing = code
        self._wake.set()

    async def pump(self, send: Callable[[str], Awaitable[None]]) -> int:
        """Send what comes, until `close`; the code to close with."""
        while True:
            while self._answers or self._frames or self._is_behind:
                if self._answers:
                    await send(self._answers.popleft())
                elif self._is_behind:
                    self._is_behind = False
                    await send(self._whole())
                else:
                    await send(self._frames.popleft())
            if self._closing:
                return self._closing
            self._wake.clear()
            await self._wake.wait()


class Pace:
    """How many frames a line may send: a bucket that fills with time."""

    def __init__(self, now_ms: int) -> None:
        self._left = FRAMES_AT_ONCE * 1_000
        self._at = now_ms

    def takes(self, now_ms: int) -> bool:
        """Whether one more frame is let in now."""
        self._left = min(FRAMES_AT_ONCE * 1_000, self._left + (now_ms - self._at) * FRAMES_A_SECOND)
        self._at = now_ms
        if self._left < 1_000:
            return False
        self._left -= 1_000
        return True
