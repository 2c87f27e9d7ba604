"""Exercise control's console against a real host: what it shows, and what its keys do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.widgets import Static

from drills.control.app import Control
from drills.control.line import ControlLine
from drills.protocol import CONTROL_PATH
from drills.remote.errors import NoConnection, NotLetIn
from drills.remote.line import Reach, address_of
from drills.session import Phase
from tests.samples import OPERATOR, PLAYER
from tests.server.halls import PATIENCE_S, Hall, hall


def line(running: Hall, code: str = "") -> ControlLine:
    """Control's line to a host."""
    return ControlLine(Reach(address_of(f"http://127.0.0.1:{running.port}"), CONTROL_PATH).dial, code or running.code("", "control"), "Ban")


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that the host does in its own time."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():
            await asyncio.sleep(0.01)


async def test_the_keys_steer_the_drill() -> None:
    """Start, faster, a bot in a team, a word to all, the end."""
    with hall() as running, running.seat() as lead:
        lead.snapshot()
        session = next(iter(running.opened.exercise.drills.values()))
        wire = line(running)
        await wire.open()
        app = Control(wire, "vi")
        async with app.run_test(size=(120, 36)) as pilot:
            await until(lambda: wire.overview is not None)
            app.fresh()
            assert "đang dừng" in str(app.query_one("#head", Static).render())
            await pilot.press("space")
            await until(lambda: session.phase is Phase.RUNNING)
            await pilot.press("+")
            await until(lambda: session.speed == 2)
            await pilot.press("o")
            await pilot.press("down", "enter")
            await until(lambda: session.bots.get(PLAYER) == "novice" and OPERATOR in session.bots)
            await pilot.press("b")
            await pilot.press(*"nghi", "enter")
            await asyncio.to_thread(lead.until, lambda message: getattr(message, "text", "") == "nghi")
            await pilot.press("e")
            await pilot.press("enter")
            assert session.phase is Phase.RUNNING
            await pilot.press("e")
            await pilot.press("down", "enter")
            await until(lambda: session.phase is Phase.OVER)
        await wire.close()


async def test_no_host_and_no_right_are_told_apart() -> None:
    """Nobody answers; somebody refuses."""
    with hall() as running:
        for code in ("7KM2-9XQT", running.code(PLAYER, "lead")):
            with pytest.raises(NotLetIn):
                await line(running, code).open()
        gone = line(running)
    with pytest.raises(NoConnection):
        await gone.open()
