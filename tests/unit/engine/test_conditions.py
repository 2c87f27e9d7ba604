"""Conditions: each kind, the time it must last, and what it is told by. All are watched through milestones."""

from __future__ import annotations

from typing import Any

import pytest

from engine.messages import Cancel, Declare, Reply, Start
from engine.plan import Condition, Inject, Milestone
from engine.plan import Reply as Answer
from engine.simulation import Simulation
from engine.world import ENCRYPTED, OFF
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, at, bench, campaign, carry_out, foothold, give, of, run, step


def _reached(sim: Simulation) -> int | None:
    """When the milestone was recorded."""
    found = of(sim, "milestone", milestone="m")
    assert len(found) <= 1
    return found[0].at if found else None


def _watch(condition: Condition, **more: Any) -> Simulation:
    return run(bench(milestones=(Milestone("m", condition),), **more))


def _flip(sim: Simulation, name: str, bit: int, on: bool, when: int) -> None:
    sim.advance(when)
    world = sim._world
    world.set_flag(world.index.asset_of[name], bit, on)
    if bit == ENCRYPTED:
        world.tell("ruined", name)


def _all(*parts: Condition) -> Condition:
    return Condition("all", of=parts)


def _any(*parts: Condition) -> Condition:
    return Condition("any", of=parts)


def _not(part: Condition) -> Condition:
    return Condition("not", of=(part,))


@pytest.mark.parametrize(
    ("condition", "moment"),
    [
        (at(5 * MINUTE), 5 * MINUTE),
        (at(0), 0),
        (_all(at(5 * MINUTE), at(9 * MINUTE)), 9 * MINUTE),
        (_any(at(5 * MINUTE), at(9 * MINUTE)), 5 * MINUTE),
        (_not(at(5 * MINUTE)), 0),
        (_all(_not(at(5 * MINUTE)), at(9 * MINUTE)), None),
        (_all(), 0),
        (_any(), None),
    ],
)
def test_time_and_the_three_ways_to_join(condition: Condition, moment: int | None) -> None:
    """All, any and not, over drill time."""
    sim = _watch(condition)
    sim.advance(HOUR)
    assert _reached(sim) == moment


@pytest.mark.parametrize(
    ("state", "moment"), [("started", 0), ("", MINUTE), ("succeeded", MINUTE), ("failed", None), ("blocked", None), ("gave-up", None)]
)
def test_a_step_that_works(state: str, moment: int | None) -> None:
    """A step's states, as they come."""
    sim = _watch(Condition("step", ref="enter", state=state), campaigns=(campaign(step("enter")),))
    sim.advance(HOUR)
    assert _reached(sim) == moment


@pytest.mark.parametrize(
    ("made", "state"),
    [(step("s", chance=0), "failed"), (step("s", targets=("app",), needs_account="svc"), "blocked"), (step("s", chance=0), "gave-up")],
)
def test_a_step_that_does_not(made: object, state: str) -> None:
    """Failed, blocked and given up."""
    sim = _watch(Condition("step", ref="s", state=state), campaigns=(campaign(made),))  # type: ignore[arg-type]
    sim.advance(HOUR)
    assert _reached(sim) is not None


def test_a_milestone_on_a_milestone() -> None:
    """One may wait for another."""
    plan = bench(milestones=(Milestone("m", Condition("milestone", ref="first")), Milestone("first", at(MINUTE))))
    sim = run(plan, HOUR)
    assert _reached(sim) == MINUTE


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("action", ref="isolate"), 2),
        (Condition("action", ref="isolate", value=2), 4),
        (Condition("action", ref="isolate", team=OPS), 4),
        (Condition("action", ref="isolate", targets=("b-pc1", "app")), 4),
        (Condition("action", ref="isolate", team=OPS, targets=("a-pc1",)), None),
        (Condition("ordered", ref="isolate"), 1),
        (Condition("ordered", ref="isolate", team=OPS), 3),
        (Condition("action", ref="patch"), None),
    ],
)
def test_actions_by_whom_on_what_how_often(condition: Condition, expected: int | None) -> None:
    """Ordered at minutes 1 and 3, done at 2 and 4."""
    sim = _watch(condition)
    give(sim, IR, Start("isolate", "a-pc1"), MINUTE)
    give(sim, OPS, Start("isolate", "app"), 3 * MINUTE)
    sim.advance(HOUR)
    assert _reached(sim) == (None if expected is None else expected * MINUTE)


def test_a_cancelled_action_was_never_done() -> None:
    """Ordered, it counts as ordered alone."""
    sim = _watch(Condition("action", ref="isolate"))
    task = give(sim, IR, Start("isolate", "a-pc1")).id
    assert give(sim, IR, Cancel(task)).accepted
    sim.advance(HOUR)
    assert _reached(sim) is None


def test_a_service_that_stands_at_or_below() -> None:
    """The moment it goes down."""
    sim = _watch(Condition("service", ref="tthc", value=500))
    _flip(sim, "app", OFF, True, 7 * MINUTE)
    assert _reached(sim) == 7 * MINUTE


def test_a_service_that_is_down_for_long_enough() -> None:
    """Ten minutes without a break: an outage of eight does not count towards the next."""
    sim = _watch(Condition("service", ref="tthc", value=0, for_ms=10 * MINUTE))
    for on, when in ((True, 5), (False, 13), (True, 20)):
        _flip(sim, "app", OFF, on, when * MINUTE)
    sim.advance(HOUR)
    assert _reached(sim) == 30 * MINUTE


def test_the_clock_of_one_outage_does_not_ring_in_the_next() -> None:
    """Down at 5, up at 13, down at 14: at 15 it has been down for a minute, not for ten."""
    sim = _watch(Condition("service", ref="tthc", value=0, for_ms=10 * MINUTE))
    for on, when in ((True, 5), (False, 13), (True, 14), (False, 20)):
        _flip(sim, "app", OFF, on, when * MINUTE)
    sim.advance(HOUR)
    assert _reached(sim) is None


def test_lasting_parts_of_a_whole() -> None:
    """Both for five minutes, from different moments on: when the later one has lasted."""
    parts = (Condition("service", ref="tthc", for_ms=5 * MINUTE), Condition("service", ref="mail", for_ms=5 * MINUTE))
    sim = _watch(_all(*parts))
    _flip(sim, "app", OFF, True, 3 * MINUTE)
    _flip(sim, "spare", OFF, True, 6 * MINUTE)
    sim.advance(HOUR)
    assert _reached(sim) == 11 * MINUTE


def _held(**more: object) -> Condition:
    return Condition("footholds", targets=("a-pc1", "a-pc2"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("condition", "moment"),
    [
        (_held(), MINUTE),
        (_held(value=1), 2 * MINUTE),
        (_held(value=2), None),
        (_held(state="none"), 0),
        (_all(Condition("milestone", ref="in"), _held(state="none")), 11 * MINUTE),
        (_all(Condition("milestone", ref="in"), _held(state="none", for_ms=5 * MINUTE)), 16 * MINUTE),
    ],
)
def test_footholds_more_than_or_none(condition: Condition, moment: int | None) -> None:
    """Two machines taken at 1 and 2 minutes, isolated at 10 and 11."""
    story = campaign(foothold("a-pc1", then=("next",)), step("next", targets=("a-pc2",), gives_foothold=True))
    plan = bench(campaigns=(story,), milestones=(Milestone("m", condition), Milestone("in", _held(value=1))))
    sim = run(plan, 9 * MINUTE)
    give(sim, IR, Start("isolate", "a-pc1"), 9 * MINUTE)
    give(sim, IR, Start("isolate", "a-pc2"), 10 * MINUTE)
    sim.advance(HOUR)
    assert _reached(sim) == moment


def _ruined(**more: object) -> Condition:
    return Condition("encrypted", targets=("app", "db"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("condition", "moment"), [(_ruined(), 5), (_ruined(value=2), 9)])
def test_machines_encrypted(condition: Condition, moment: int) -> None:
    """At least one, at least two."""
    sim = _watch(condition)
    _flip(sim, "app", ENCRYPTED, True, 5 * MINUTE)
    _flip(sim, "db", ENCRYPTED, True, 9 * MINUTE)
    assert _reached(sim) == moment * MINUTE


@pytest.mark.parametrize(("verb", "target"), [("reimage", "app"), ("restore-backup", "app-old")])
def test_a_machine_that_came_back_is_not_encrypted(verb: str, target: str) -> None:
    """Rebuilt or restored, a condition on the ruin notices."""
    sim = _watch(_all(Condition("action", ref=verb), _not(_ruined())))
    _flip(sim, "app", ENCRYPTED, True, MINUTE)
    carry_out(sim, OPS, verb, target)
    sim.advance(HOUR)
    assert _reached(sim) is not None
    lasting = _watch(_ruined(for_ms=20 * MINUTE))
    _flip(lasting, "app", ENCRYPTED, True, MINUTE)
    carry_out(lasting, OPS, verb, target)
    _flip(lasting, "app", ENCRYPTED, True, 10 * MINUTE)
    lasting.advance(HOUR)
    assert _reached(lasting) == 30 * MINUTE


@pytest.mark.parametrize(("team", "known"), [(IR, True), (OPS, False), ("", True)])
def test_what_a_team_knows(team: str, known: bool) -> None:
    """A fact of one team's is no fact of another's; no team named, anybody's."""
    sim = _watch(Condition("knows", ref="state:a-pc1:isolated", team=team))
    carry_out(sim, IR, "isolate", "a-pc1")
    assert (_reached(sim) is not None) == known


@pytest.mark.parametrize(
    ("condition", "holds"), [(("initial", IR), True), (("initial", OPS), False), (("initial", ""), True), (("other", ""), False)]
)
def test_reports_by_whom(condition: tuple[str, str], holds: bool) -> None:
    """Which form went out, from which team."""
    sim = _watch(Condition("report", ref=condition[0], team=condition[1]))
    carry_out(sim, IR, "report", "initial")
    assert (_reached(sim) is not None) == holds


def test_a_declared_level_is_a_report() -> None:
    """Declaring is telling."""
    sim = _watch(Condition("report", ref="serious", team=IR))
    give(sim, IR, Declare("serious"))
    assert _reached(sim) is not None


@pytest.mark.parametrize(
    ("op", "state", "moment"),
    [("replied", "", 3), ("replied", "yes", 3), ("replied", "comply", 3), ("replied", "no", None), ("ignored", "", None)],
)
def test_answers_and_silence(op: str, state: str, moment: int | None) -> None:
    """Any answer, that answer, an answer of that kind."""
    ask = Inject("ask", at(MINUTE), (IR,), "phone", (Answer("yes", "comply"), Answer("no", "decline")), 10 * MINUTE)
    sim = _watch(Condition(op, ref="ask", state=state), injects=(ask,))
    sim.advance(3 * MINUTE)
    give(sim, IR, Reply(sim.view(IR).messages[0].id, "yes"))
    sim.advance(HOUR)
    assert _reached(sim) == (None if moment is None else moment * MINUTE)


def test_silence_counts_once_its_time_is_over() -> None:
    """Ten minutes without a word."""
    ask = Inject("ask", at(MINUTE), (IR,), "phone", (Answer("yes", "comply"),), 10 * MINUTE)
    sim = _watch(Condition("ignored", ref="ask"), injects=(ask,))
    sim.advance(HOUR)
    assert _reached(sim) == 11 * MINUTE


def test_a_milestone_is_recorded_the_first_time_and_never_again() -> None:
    """Down twice, one record."""
    sim = _watch(Condition("service", ref="tthc"))
    for on, when in ((True, 5), (False, 6), (True, 7)):
        _flip(sim, "app", OFF, on, when * MINUTE)
    sim.advance(HOUR)
    assert _reached(sim) == 5 * MINUTE


def test_what_a_milestone_brings_about_may_bring_about_another() -> None:
    """A chain within one moment comes out in its order, each once."""
    links = [Milestone(f"m{n}", Condition("milestone", ref=f"m{n - 1}") if n else at(MINUTE)) for n in range(6)]
    sim = run(bench(milestones=tuple(reversed(links))), HOUR)
    assert [event.data["milestone"] for event in of(sim, "milestone")] == [f"m{n}" for n in range(6)]
