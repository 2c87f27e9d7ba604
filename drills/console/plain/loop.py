"""Lines in, lines out, and the drill in between."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import TextIO

from drills.console.plain.desk import PlainDesk
from drills.console.port import Drill

LOOK_S = 0.25
"""How often it looks for something new."""
SETTLE_S = 1.0
"""After the last line of a pipe: time for answers to come."""


async def play(drill: Drill, lang: str, source: TextIO | None = None, write: Callable[[str], None] | None = None) -> None:
    """Play until the person leaves, the drill is over, or the pipe ends."""
    typed: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    lines = source or sys.stdin

    def read() -> None:
        """In a thread of its own that nobody waits for: a read from a terminal cannot be broken off."""
        for line in lines:
            loop.call_soon_threadsafe(typed.put_nowait, line)
        loop.call_soon_threadsafe(typed.put_nowait, None)

    desk = PlainDesk(drill, lang, write or _print)
    desk.begin()
    threading.Thread(target=read, daemon=True).start()
    while not desk.has_left:
        try:
            async with asyncio.timeout(LOOK_S):
                line = await typed.get()
        except TimeoutError:
            pass
        else:
            if line is None:
                await asyncio.sleep(SETTLE_S)
                desk.has_left = True
            else:
                await desk.take(line)
        drill.tick()
        desk.tell_news()
        hall = drill.hall
        if drill.phase == "over" or (hall is not None and hall.link == "refused"):
            return


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
