"""Replay: the recorded inputs again, under the physics that recorded them and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.bundle import PHYSICS, Baselines, Bundle, Curve, Header
from engine.errors import PhysicsMismatch
from engine.rehearsal import play
from engine.replay import replay, replay_bundle
from tests.samples import small_plan
from tests.unit.engine.worlds import HOUR

FLAT = Curve((0,), (0,), (0,), (0,), (0,))


def test_a_bundle_is_re_executed() -> None:
    """The same events, up to its horizon."""
    sim = play(small_plan(), 6, "expert")
    header = Header("0", PHYSICS, "", 6, "", {}, "", Baselines(FLAT, FLAT))
    bundle = Bundle(header, sim.plan, tuple(sim.inputs), sim.clock, tuple(sim.events))
    assert replay_bundle(bundle).digest() == sim.digest()
    half = replay_bundle(replace(bundle, inputs=tuple(entry for entry in bundle.inputs if entry.at < HOUR), horizon=HOUR))
    assert half.clock == HOUR
    assert half.events == [event for event in sim.events if event.at < HOUR]


@pytest.mark.parametrize("physics", [PHYSICS - 1, PHYSICS + 1])
def test_another_physics_is_refused(physics: int) -> None:
    """An older or a newer world's drill: said, with what still works."""
    header = Header("0", physics, "", 6, "", {}, "", Baselines(FLAT, FLAT))
    with pytest.raises(PhysicsMismatch, match=f"physics {physics}") as caught:
        replay_bundle(Bundle(header, small_plan(), (), 0, ()))
    assert "Reports still work" in caught.value.hint


def test_errors_survive_being_made_again() -> None:
    """SimPy makes a failed process's error anew from its arguments."""
    error = PhysicsMismatch("recorded under another")
    assert str(type(error)(*error.args)) == str(error)


def test_an_empty_replay_is_the_drill_that_nobody_played() -> None:
    """No inputs: the idle run."""
    plan = small_plan()
    assert replay(plan, 2, (), plan.lasts_ms).digest() == play(plan, 2, "idle").digest()
