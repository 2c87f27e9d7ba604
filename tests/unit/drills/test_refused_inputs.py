"""Commands that no record can hold are refused before they reach the journal."""

from __future__ import annotations

import pytest

from drills.session import Phase, Session
from drills.store.memory import MemoryStore
from engine.messages import Command, Note, Start
from tests.samples import PLAYER, small_plan


@pytest.mark.parametrize(
    "command",
    [Note("\ud800"), Note("x" * 20_000), Start("isolate-host", "ttdl-file01", {"share": 0.5}), Start("isolate-host", why="\udfff")],
)
def test_a_command_that_cannot_be_recorded(command: Command) -> None:
    """Half a letter, a fraction, a flood of words: refused in words, nothing is journalled, the drill goes on."""
    store = MemoryStore(iter(range(10**9)).__next__)
    session = Session.create(store, small_plan(), 3, {"van-hanh": "idle"}, PLAYER)
    session.resume()
    before = session.inputs
    receipt = session.command(session.seat, PLAYER, command)
    assert (receipt.accepted, receipt.code) == (False, "bad-params")
    assert session.inputs == before
    assert session.phase is Phase.RUNNING
    assert session.command(session.seat, PLAYER, Note("ghi chú")).accepted
