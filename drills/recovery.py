"""Re-execution of a journal: the same world again, from inputs alone; no bot code runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from engine.messages import Input, Receipt
from engine.plan import Plan
from engine.simulation import Simulation

Progress = Callable[[int, int], None]
"""Told (drill time reached, drill time to reach)."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The input that the engine broke on: its record number, and why. `record` 0: no input is to blame."""

    record: int
    at: int
    why: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """A world as it stood at the horizon, and the inputs that had to be left out to get there."""

    sim: Simulation
    broken: tuple[Broken, ...]
    whole: bool
    """False: the world breaks by itself before the horizon is reached; then the last of `broken` says why."""
    receipts: dict[int, Receipt] = field(default_factory=dict)
    """Record number → what the world answered to its input."""


def re_execute(plan: Plan, seed: int, inputs: Sequence[tuple[int, Input]], horizon: int, progress: Progress | None = None) -> Recovered:
    """The world at `horizon` (ms) after these numbered inputs; an input that breaks the engine is left out, and named."""
    kept = list(inputs)
    broken: list[Broken] = []
    while True:
        sim = Simulation(plan, seed)
        receipts: dict[int, Receipt] = {}
        fault = _play(sim, kept, horizon, receipts, progress)
        if fault is None:
            return Recovered(sim, tuple(broken), whole=True, receipts=receipts)
        broken.append(fault)
        if fault.record == 0:
            return Recovered(sim, tuple(broken), whole=False, receipts=receipts)
        kept = [(record, item) for record, item in kept if record != fault.record]


def _play(
    sim: Simulation, inputs: Sequence[tuple[int, Input]], horizon: int, receipts: dict[int, Receipt], progress: Progress | None
) -> Broken | None:
    for record, item in inputs:
        try:
            sim.advance(item.at)
        except Exception as error:  # noqa: BLE001 - whatever the engine raises, the drill is kept
            return Broken(0, sim.clock, repr(error))
        try:
            receipts[record] = sim.submit(item)
        except Exception as error:  # noqa: BLE001 - as above, with an input to blame
            return Broken(record, item.at, repr(error))
        if progress is not None:
            progress(sim.clock, horizon)
    try:
        sim.advance(horizon)
    except Exception as error:  # noqa: BLE001 - as above
        return Broken(0, sim.clock, repr(error))
    return None
