"""A seat over a bad line: whatever is cut, repeated, mixed up or dead, it sees what the host shows and nothing it said is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from drills.protocol import Refused
from drills.remote.errors import NoConnection, NotLetIn, OtherVersion
from drills.remote.seat import RemoteDrill
from drills.session import Session
from drills.store.memory import MemoryStore
from drills.wire import as_seen
from engine.codec import canonical, plain
from engine.messages import Note, Start
from tests.hall import CODE, FakeHost, Faults
from tests.samples import OPERATOR, PLAYER, small_plan

QUIET_S = 0.05
SEEDS = range(8)


class Wall:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.ms = 0

    def __call__(self) -> int:
        return self.ms


def session_of(wall: Wall, seed: int = 7) -> Session:
    session = Session.create(MemoryStore(), small_plan(), seed, {OPERATOR: "expert"}, PLAYER, clock_ms=wall)
    session.set_speed(60)
    return session


async def at_once(_: float) -> None:
    """No pause between two tries."""
    await asyncio.sleep(0)


def seat_of(host: FakeHost, code: str = CODE) -> RemoteDrill:
    return RemoteDrill(host.dial, host.fetch, code, "Lan", wait=at_once, patience_s=QUIET_S)


async def until(true: Callable[[], bool], most: int = 4000) -> None:
    """Let the loop run until something holds."""
    for turn in range(most):
        if true():
            return
        await asyncio.sleep(0.002 if turn > 50 else 0)
    raise AssertionError("it never came to that")


async def beats(host: FakeHost, wall: Wall, number: int) -> None:
    for _ in range(number):
        wall.ms += 250
        host.beat()
        await asyncio.sleep(0)


def agrees(seat: RemoteDrill, host: FakeHost) -> bool:
    view = host.session.view(PLAYER)
    return seat.now == host.session.now and canonical(plain(seat.view(PLAYER))) == canonical(plain(as_seen(view)))


async def test_a_seat_sees_what_the_host_shows() -> None:
    """Plan, picture and words come; a command is answered and shows; leaving hangs up."""
    wall = Wall()
    host = FakeHost(session_of(wall))
    seat = seat_of(host)
    await seat.open()
    assert (seat.player, seat.phase, seat.why, seat.hall.link) == (PLAYER, "paused", "start", "")
    assert not seat.plan.campaigns
    assert seat.controls is None
    host.session.resume()
    await beats(host, wall, 80)
    await until(lambda: agrees(seat, host))
    receipt = await seat.act(Note("đã gọi xã"))
    assert receipt.accepted
    await beats(host, wall, 4)
    await until(lambda: agrees(seat, host))
    assert any(event.data.get("text") == "đã gọi xã" for event in seat.view(PLAYER).feed)
    assert "event.note" not in seat.plan.texts or seat.plan.texts["event.note"] == host.session.plan.texts["event.note"]
    line = host.lines[-1]
    await seat.close()
    assert not line.is_open


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_bad_line_loses_nothing(seed: int) -> None:
    """Cut, repeated, mixed-up frames and dead lines: the same picture in the end, every command once and in the journal."""
    wall = Wall()
    host = FakeHost(session_of(wall), seed)
    seat = seat_of(host)
    await seat.open()
    host.faults.cut, host.faults.repeat, host.faults.mix, host.faults.dead = 60, 100, 60, 20
    host.session.resume()
    answers = []
    for number in range(12):
        answers.append(asyncio.create_task(seat.act(Note(f"ghi {number}"))))
        await beats(host, wall, 6)
    host.faults.cut = host.faults.repeat = host.faults.mix = host.faults.dead = 0
    for line in host.lines:
        line.break_off()
    receipts = await asyncio.gather(*answers)
    assert all(receipt.accepted for receipt in receipts)
    await beats(host, wall, 3)
    await until(lambda: agrees(seat, host))
    notes = [item.command.text for item in host.session.inputs if isinstance(item.command, Note)]
    assert sorted(notes) == sorted(f"ghi {number}" for number in range(12)), "each once"
    assert not seat.outbox
    assert host.dials > 1
    assert host.fetches == 1, "the plan came once"
    await seat.close()


async def test_a_dead_line_is_noticed_by_what_is_not_answered() -> None:
    """Nothing comes and nothing breaks: the unanswered command tells, and goes out again."""
    wall = Wall()
    host = FakeHost(session_of(wall))
    seat = seat_of(host)
    await seat.open()
    host.lines[-1].is_dead = True
    receipt = await seat.act(Note("còn đó không"))
    assert receipt.accepted
    assert host.dials == 2
    await seat.close()


async def test_who_is_too_far_behind_gets_everything_anew() -> None:
    """More beats than the host keeps went by while the line was down."""
    wall = Wall()
    host = FakeHost(session_of(wall))
    seat = seat_of(host)
    await seat.open()
    host.session.resume()
    await beats(host, wall, 2)
    host.is_away = True
    host.lines[-1].break_off()
    await until(lambda: seat.hall.link == "lost")
    await beats(host, wall, 20)
    host.is_away = False
    await until(lambda: agrees(seat, host))
    assert seat.hall.link == ""
    await seat.close()


async def test_another_branch_begins_anew() -> None:
    """After a rewind the picture is the new branch's; a command for the old one would be refused by name."""
    wall = Wall()
    host = FakeHost(session_of(wall))
    seat = seat_of(host)
    await seat.open()
    host.rewind("main-2")
    assert (await seat.act(Note("cũ"))).code == "abandoned"
    await until(lambda: seat._branch == "main-2")
    assert (await seat.act(Note("mới"))).accepted
    await seat.close()


async def test_refusals_of_the_world_come_back_as_they_are() -> None:
    """Paused: the host's own word for it."""
    wall = Wall()
    host = FakeHost(session_of(wall))
    seat = seat_of(host)
    await seat.open()
    receipt = await seat.act(Start("isolate-host", "ttdl-file01"))
    assert (receipt.accepted, receipt.code) == (False, "paused")
    await seat.close()


async def test_chat_arrives_once_and_in_order_for_everybody() -> None:
    """Two seats of a team talk over bad lines."""
    wall = Wall()
    host = FakeHost(session_of(wall), 5)
    one, two = seat_of(host), seat_of(host)
    await one.open()
    await two.open()
    host.faults = Faults()
    one.hall.say("ai trực máy chủ?")
    await until(lambda: len(two.hall.chat) == 1)
    host.lines[0].break_off()
    one.hall.say("có ai không?")
    two.hall.say("tôi đây")
    await until(lambda: len(one.hall.chat) == 3 and len(two.hall.chat) == 3)
    assert [line.text for line in one.hall.chat] == [line.text for line in two.hall.chat]
    assert not one.outbox
    assert [member.role for member in one.hall.members] == ["lead", "observer"]
    one.hall.point("asset", "ttdl-file01")
    one.look(("a1", "a2"))
    one.hall.observe("gọi điện, không ghi sổ", "detect")
    await until(lambda: bool(host.notes))
    assert host.points[-1].thing == "ttdl-file01"
    assert one.looked == host.looks[-1].alerts == ("a1", "a2")
    await one.close()
    await two.close()


@pytest.mark.parametrize(
    ("refused", "kind"),
    [(Refused("code-unknown"), NotLetIn), (Refused("version", {"theirs": 9}), OtherVersion), (Refused("role"), NotLetIn)],
)
async def test_who_is_refused_learns_why(refused: Refused, kind: type[Exception]) -> None:
    """At the door, before any screen."""
    host = FakeHost(session_of(Wall()))
    host.refuses = refused
    with pytest.raises(kind) as caught:
        await seat_of(host).open()
    assert caught.value.args[1]["code"] == refused.code


async def test_who_is_put_out_later_stays_out() -> None:
    """The code was withdrawn while the line was down: no endless dialling."""
    host = FakeHost(session_of(Wall()))
    seat = seat_of(host)
    await seat.open()
    host.refuses = Refused("code-revoked")
    host.lines[-1].break_off()
    await until(lambda: seat.hall.link == "refused")
    assert seat.hall.refused == Refused("code-revoked")
    dials = host.dials
    await asyncio.sleep(0.01)
    assert host.dials == dials
    await seat.close()


async def test_nobody_answers() -> None:
    """No host there, or one of another version."""
    host = FakeHost(session_of(Wall()))
    host.is_away = True
    with pytest.raises(NoConnection):
        await seat_of(host).open()
    host.is_away = False
    host.protocol = 99
    with pytest.raises(OtherVersion):
        await seat_of(host).open()


async def test_an_order_that_nobody_confirms_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person is not kept waiting, and learns what became of it when the line stands again."""
    monkeypatch.setattr("drills.remote.seat.HURRY_S", 0.02)
    host = FakeHost(session_of(Wall()))
    seat = seat_of(host)
    await seat.open()
    host.is_away = True
    host.lines[-1].break_off()
    receipt = await seat.act(Note("đừng mất"))
    assert (receipt.accepted, receipt.code) == (False, "on-its-way")
    host.is_away = False
    await until(lambda: bool(seat.hall.late))
    ((message, late),) = seat.hall.late
    assert late.accepted
    assert host.session.inputs[-1].command == Note("đừng mất") == getattr(message, "command", None)
    await seat.close()
