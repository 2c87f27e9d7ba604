"""A person who owes an answer is left time for it, whatever pace was asked for."""

from __future__ import annotations

from drills.easing import READ_MS, WRITE_MS, fastest
from drills.session import COMMIT_MS, Session
from drills.store.memory import MemoryStore
from engine.messages import Reply
from engine.views import MessageView, TeamView
from tests.samples import OPERATOR, PLAYER, small_plan
from tests.unit.drills.clocks import HandClock

ASKED = 60


def waiting(view: TeamView) -> list[MessageView]:
    """Messages that an answer is owed to."""
    return [item for item in view.messages if item.replies and item.due >= 0 and not item.replied and not item.missed]


def test_an_open_answer_slows_the_clock_and_a_given_one_lets_it_go() -> None:
    """At sixty times real time a message still leaves a minute of wall time; answered, the pace asked for returns."""
    clock = HandClock()
    session = Session.create(MemoryStore(), small_plan(), 3, {OPERATOR: "trained"}, PLAYER, clock_ms=clock)
    session.set_speed(ASKED)
    session.resume()
    assert not session.is_eased
    while not waiting(session.view(PLAYER)):
        clock.pass_ms(COMMIT_MS)
        while session.tick():
            pass
    owed = waiting(session.view(PLAYER))[0]
    assert session.is_eased
    assert (owed.due - owed.at) // session.speed >= READ_MS
    for item in waiting(session.view(PLAYER)):
        assert session.command(f"{PLAYER}-1", PLAYER, Reply(item.id, item.replies[0].id)).accepted
    clock.pass_ms(COMMIT_MS)
    while session.tick():
        pass
    open_duties = [duty for duty in session.view(PLAYER).duties if duty.state == "open"]
    assert session.is_eased == bool(open_duties)


def test_a_duty_leaves_time_to_write() -> None:
    """The pace never leaves less wall time for a report than it takes to write one, nor falls below real time."""
    plan = small_plan()
    clock = HandClock()
    session = Session.create(MemoryStore(), plan, 3, {OPERATOR: "trained"}, PLAYER, clock_ms=clock)
    session.resume()
    session.skip_to(plan.lasts_ms // 2)
    while session.tick() or session.skipping >= 0:
        clock.pass_ms(COMMIT_MS)
    view = session.view(PLAYER)
    limit = fastest(plan, view, 3600)
    assert limit >= 1
    for duty in plan.duties:
        if any(item.id == duty.id and item.state == "open" for item in view.duties):
            assert limit == 1 or duty.within_ms // limit >= WRITE_MS
