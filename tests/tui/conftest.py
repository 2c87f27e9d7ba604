"""A running console over a hand-made drill."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from textual.pilot import Pilot

from drills.console.app import Console
from tests.tui.fake import FakeDrill
from tests.tui.screen import settle

Open = Callable[..., AbstractAsyncContextManager[tuple[Console, Pilot[None]]]]


@pytest.fixture
def opened() -> Open:
    """Open a console: `async with opened(drill, size=(80, 24)) as (console, pilot)`; the briefing is behind it."""

    @asynccontextmanager
    async def run(
        drill: FakeDrill, *, size: tuple[int, int] = (120, 36), lang: str = "vi", briefed: bool = True
    ) -> AsyncIterator[tuple[Console, Pilot[None]]]:
        console = Console(drill, lang)
        console._mirrored = True
        async with console.run_test(size=size) as pilot:
            await settle(pilot)
            if briefed:
                await pilot.press("enter")
                if size[1] < 34:
                    await pilot.press("enter")
                await settle(pilot)
            yield console, pilot

    return run
