"""A real seat at a real host: the line that `dientap join` uses, over sockets, through a broken line and a host that comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from drills.remote.errors import NotLetIn
from drills.remote.line import Address, Reach
from drills.remote.seat import RemoteDrill
from drills.wire import as_seen
from engine.codec import canonical, plain
from engine.messages import Note, Start
from tests.samples import PLAYER
from tests.server.halls import Hall, hall


def seat_of(running: Hall, role: str = "lead", code: str = "") -> RemoteDrill:
    reach = Reach(Address("127.0.0.1", running.port, False))
    return RemoteDrill(reach.dial, reach.fetch, code or running.code(PLAYER, role), "Hồng")


async def until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to that")


async def test_a_seat_plays_talks_and_comes_back() -> None:
    """Plan, picture, words, a note, chat, crew, a line broken from outside: everything is there again."""
    with hall() as running:
        lead, analyst = seat_of(running), seat_of(running, "analyst")
        await lead.open()
        await analyst.open()
        assert (await lead.act(Note("gọi xã"))).accepted
        await until(lambda: any(event.kind == "note" for event in analyst.view(PLAYER).feed))
        assert analyst.plan.texts.get("event.note") == next(iter(running.opened.exercise.drills.values())).plan.texts.get("event.note")
        assert (await analyst.act(Start("isolate-host", "ttdl-file01"))).code in ("role-change", "paused")
        lead.hall.say("  ai trực?  ")
        lead.hall.point("asset", "ttdl-file01")
        await until(lambda: len(analyst.hall.chat) == 1 and not lead.outbox)
        await until(lambda: any(member.thing == "ttdl-file01" for member in analyst.hall.members))
        assert analyst._line is not None
        await analyst._line.close()
        assert (await lead.act(Note("gọi tỉnh"))).accepted
        await until(lambda: len([event for event in analyst.view(PLAYER).feed if event.kind == "note"]) == 2)
        session = next(iter(running.opened.exercise.drills.values()))
        await until(lambda: canonical(plain(analyst.view(PLAYER).feed)) == canonical(plain(as_seen(session.view(PLAYER)).feed)))
        await lead.close()
        await analyst.close()


async def test_an_observer_writes_for_control_alone() -> None:
    """Once, whatever comes twice; no team sees it; nobody else may."""
    with hall() as running:
        watcher, lead = seat_of(running, "observer"), seat_of(running)
        await watcher.open()
        await lead.open()
        watcher.hall.observe("07:44 gọi điện, không ghi sổ", "detect")
        await until(lambda: not watcher.outbox)
        lead.hall.observe("tôi cũng muốn", "")
        await until(lambda: not lead.outbox)
        store, exercise = running.opened.books.store, running.opened.exercise.id
        await until(lambda: any(entry.what == "observed" for entry in store.audit(exercise)))
        (entry,) = [entry for entry in store.audit(exercise) if entry.what == "observed"]
        assert entry.params["text"] == "07:44 gọi điện, không ghi sổ"
        assert entry.params["objective"] == "detect"
        assert not [event for event in lead.view(PLAYER).feed if "gọi điện" in str(event.data)]
        await watcher.close()
        await lead.close()


async def test_a_wrong_code_is_told_at_the_door() -> None:
    """By the host's own word."""
    with hall() as running:
        with pytest.raises(NotLetIn) as caught:
            await seat_of(running, code="0000-0000").open()
        assert caught.value.args[1]["code"] == "code-unknown"
