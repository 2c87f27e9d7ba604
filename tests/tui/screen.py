"""What a person would read on the screen: its lines as plain text."""

from __future__ import annotations

from textual.app import App
from textual.pilot import Pilot


def lines(app: App[None]) -> list[str]:
    """The screen's rows, top to bottom."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def text(app: App[None]) -> str:
    """The whole screen."""
    return "\n".join(lines(app))


async def settle(pilot: Pilot[None]) -> None:
    """Wait until a dialogue that was begun has put up its next card."""
    for _ in range(4):
        await pilot.pause()
