"""The console of a guest: the clock is control's, the line may break, the team is seen and heard."""

from __future__ import annotations

import asyncio

from drills.console.app import Console
from drills.console.screens.ending import Ending
from drills.remote.seat import RemoteDrill
from drills.session import Session
from drills.store.memory import MemoryStore
from engine.messages import Note
from tests.hall import CODE, FakeHost
from tests.samples import OPERATOR, PLAYER
from tests.tui.fake import plan
from tests.tui.screen import settle, text


async def _at_once(_: float) -> None:
    await asyncio.sleep(0)


async def test_a_guest_plays_talks_and_survives_a_broken_line() -> None:
    """Briefing, a note, the clock's keys refused, the chat, the line lost and back, the end without a score."""
    wall = [0]
    session = Session.create(MemoryStore(), plan(), 7, {OPERATOR: "idle"}, PLAYER, clock_ms=lambda: wall[0])
    host = FakeHost(session)
    seat = RemoteDrill(host.dial, host.fetch, CODE, "Lan", wait=_at_once, patience_s=0.3)
    await seat.open()
    console = Console(seat, "vi")
    async with console.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "Anh/chị là" in text(console)
        await pilot.press("enter")
        await settle(pilot)
        assert session.phase == "paused", "entering starts nobody's clock"
        await pilot.press("space", "plus")
        await settle(pilot)
        assert session.phase == "paused"
        assert session.speed == 1
        session.resume()
        wall[0] += 1000
        host.beat()
        await pilot.press("n")
        await settle(pilot)
        await pilot.press(*"ghi so")
        await pilot.press("enter")
        await settle(pilot)
        if not session.inputs:
            await pilot.press("f10")
            await settle(pilot)
        assert [item.command for item in session.inputs] == [Note("ghi so")]
        await pilot.press("o")
        await settle(pilot)
        assert "Lan" in text(console)
        await pilot.press(*"alo", "enter")
        await settle(pilot)
        assert [said.text for said in host.said] == ["alo"]
        await pilot.press("escape")
        host.is_away = True
        host.lines[-1].break_off()
        await settle(pilot)
        await pilot.pause(0.2)
        assert "đang nối lại" in text(console)
        host.is_away = False
        await pilot.pause(0.3)
        assert "đang nối lại" not in text(console)
        session.finish()
        host.beat()
        await pilot.pause(0.3)
        assert isinstance(console.screen, Ending)
        assert "Ban điều hành" in text(console)
    await seat.close()
