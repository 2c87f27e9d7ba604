"""Draws hang on causes: two runs that differ in one input share their past, and every key that both know its value."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.messages import Input
from engine.plan import Plan
from engine.rehearsal import play
from engine.simulation import Simulation
from tests.samples import HOUR, small_plan
from tests.unit.engine.test_bots import BUSY
from tests.unit.engine.worlds import MINUTE

PLANS = (small_plan(lasts_ms=3 * HOUR, noise_every_ms=5 * MINUTE), BUSY)
LEVELS = ("trained", "expert", "reference")
Trace = dict[tuple[str, str, int, int], int]


def _run(plan: Plan, seed: int, inputs: tuple[Input, ...], **salt: int) -> tuple[Simulation, Trace]:
    trace: Trace = {}
    sim = Simulation(plan, seed, trace=trace, **salt)
    for entry in inputs:
        sim.submit(entry)
    sim.advance(plan.lasts_ms)
    return sim, trace


@cache
def _recorded(number: int, seed: int, level: str) -> tuple[tuple[Input, ...], Simulation, Trace]:
    inputs = tuple(play(PLANS[number], seed, level).inputs)
    return inputs, *_run(PLANS[number], seed, inputs)


drills = st.tuples(st.sampled_from([0, 1]), st.integers(1, 6), st.sampled_from(LEVELS))


Alarm = tuple[int, tuple[str, ...], str]


def _noise(sim: Simulation) -> dict[Alarm, str]:
    """False alarms as they reached their teams: when, whom, of which machine → the id (of the kind that no step raises)."""
    told = [event for event in sim.events if event.kind == "alert" and event.data["kind"] == "scan"]
    return {(event.at, event.to, event.data["asset"]): event.data["alert"] for event in told}


def _disturbed(*sims: Simulation) -> set[str]:
    """Machines that went down or came back in any of the runs: what they raise depends on it."""
    return {event.data["asset"] for sim in sims for event in sim.events if event.kind == "asset-changed"}


@given(drills, st.data())
@settings(max_examples=40, deadline=None)
def test_one_input_less(drill: tuple[int, int, str], data: st.DataObject) -> None:
    """Its past is the same, every shared key has the same value, false alarms move only with their machine, no key is drawn twice."""
    inputs, whole, trace = _recorded(*drill)
    if not inputs:
        return
    gone = data.draw(st.integers(0, len(inputs) - 1))
    plan = PLANS[drill[0]]
    other, other_trace = _run(plan, drill[1], inputs[:gone] + inputs[gone + 1 :])
    moment = inputs[gone].at
    assert [e for e in whole.events if e.at < moment] == [e for e in other.events if e.at < moment]
    shared = trace.keys() & other_trace.keys()
    assert shared
    assert all(trace[key] == other_trace[key] for key in shared)
    ours, theirs, moved = _noise(whole), _noise(other), _disturbed(whole, other)
    assert {key for key in ours.keys() ^ theirs.keys() if key[2] not in moved} == set()
    assert all(ours[key] == theirs[key] for key in ours.keys() & theirs.keys())


@given(drills, st.data())
@settings(max_examples=20, deadline=None)
def test_one_input_shifted(drill: tuple[int, int, str], data: st.DataObject) -> None:
    """The last input half an hour later: the past until its first moment is the same, and so is every shared value."""
    inputs, whole, trace = _recorded(*drill)
    if not inputs:
        return
    late = data.draw(st.integers(1, 30 * MINUTE))
    last = inputs[-1]
    moved = Input(last.at + late, last.origin, last.team, last.seat, last.command)
    other, other_trace = _run(PLANS[drill[0]], drill[1], (*inputs[:-1], moved))
    assert [e for e in whole.events if e.at < last.at] == [e for e in other.events if e.at < last.at]
    assert all(trace[key] == other_trace[key] for key in trace.keys() & other_trace.keys())


@given(drills, st.integers(0, 3 * HOUR), st.integers(1, 9))
@settings(max_examples=25, deadline=None)
def test_a_salt_changes_only_what_comes_after_it(drill: tuple[int, int, str], since: int, salt: int) -> None:
    """Draws before `salt_from` are the drill's own; those at or after it are salted, every one."""
    inputs, whole, trace = _recorded(*drill)
    other, other_trace = _run(PLANS[drill[0]], drill[1], inputs, salt=salt, salt_from=since)
    assert [e for e in whole.events if e.at < since] == [e for e in other.events if e.at < since]
    own = {key: value for key, value in other_trace.items() if key[3] == 0}
    assert own.items() <= trace.items()
    assert {key[3] for key in other_trace} <= {0, salt}
    before = Simulation(PLANS[drill[0]], drill[1], trace={})
    for entry in inputs:
        if entry.at < since:
            before.submit(entry)
    before.advance(since)
    assert before._draws.trace == own


@given(drills)
@settings(max_examples=10, deadline=None)
def test_the_same_again_draws_the_same(drill: tuple[int, int, str]) -> None:
    """Key for key."""
    inputs, whole, trace = _recorded(*drill)
    again, other = _run(PLANS[drill[0]], drill[1], inputs)
    assert other == trace
    assert again.digest() == whole.digest()
