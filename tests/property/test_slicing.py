"""However a run is cut into slices, and whoever looks in between, it is the same run."""

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

PLANS = (small_plan(lasts_ms=2 * HOUR, noise_every_ms=3 * MINUTE), BUSY)
slices = st.lists(st.tuples(st.integers(0, 40 * MINUTE), st.one_of(st.none(), st.integers(1, 30))), max_size=40)


@cache
def _played(number: int) -> tuple[tuple[Input, ...], str]:
    sim = play(PLANS[number], 11, "expert")
    return tuple(sim.inputs), sim.digest()


def _sliced(plan: Plan, inputs: tuple[Input, ...], cuts: list[tuple[int, int | None]]) -> Simulation:
    """The recorded inputs again, with the clock advanced in these slices in between."""
    sim = Simulation(plan, 11)
    waiting = list(inputs)
    for length, most in cuts:
        target = sim.clock + length
        while waiting and waiting[0].at < target:
            sim.advance(waiting[0].at, most)
            sim.submit(waiting.pop(0))
        reached = sim.advance(target, most)
        assert reached == sim.clock <= max(target, sim.clock)
        for team in plan.teams:
            assert sim.view(team.id).now == sim.clock
    for entry in waiting:
        sim.submit(entry)
    sim.advance(plan.lasts_ms)
    return sim


@given(st.sampled_from([0, 1]), slices)
@settings(max_examples=30, deadline=None)
def test_no_slicing_changes_anything(number: int, cuts: list[tuple[int, int | None]]) -> None:
    """Arbitrary slices, arbitrary bounds of work, looks at every stop: the same digest."""
    inputs, digest = _played(number)
    sim = _sliced(PLANS[number], inputs, cuts)
    assert sim.digest() == digest
    assert tuple(sim.inputs) == inputs


@given(st.integers(1, 3))
@settings(max_examples=3, deadline=None)
def test_the_smallest_slices(most: int) -> None:
    """One event at a time, from the first to the last."""
    inputs, digest = _played(1)
    sim = Simulation(PLANS[1], 11)
    for entry in inputs:
        while sim.clock < entry.at:
            before = sim.clock
            assert sim.advance(entry.at, most) > before
        sim.submit(entry)
    while not sim.over:
        sim.advance(PLANS[1].lasts_ms, most)
    assert sim.digest() == digest
