"""Replay: the recorded inputs again, bots' too; no bot code runs, and the digest must match."""

from __future__ import annotations

from collections.abc import Iterable

from engine.bundle import PHYSICS, Bundle
from engine.errors import PhysicsMismatch
from engine.memory import unswept
from engine.messages import Input
from engine.plan import Plan
from engine.simulation import Simulation


def replay(plan: Plan, seed: int, inputs: Iterable[Input], horizon: int) -> Simulation:
    """A simulation brought by the recorded inputs to where the drill stood at `horizon` (ms)."""
    with unswept():
        simulation = Simulation(plan, seed)
        for entry in inputs:
            simulation.submit(entry)
        simulation.advance(horizon)
    return simulation


def replay_bundle(bundle: Bundle) -> Simulation:
    """The bundle's drill, re-executed.

    Raises:
        PhysicsMismatch: another version's physics recorded it.
    """
    if bundle.header.physics != PHYSICS:
        raise PhysicsMismatch(f"recorded under physics {bundle.header.physics}, this is {PHYSICS}")
    return replay(bundle.plan, bundle.header.seed, bundle.inputs, bundle.horizon)
