"""What moves a live world: the engine in short slices, and the bots in between."""

from __future__ import annotations

import time

from engine.bots import LOOK_MS, Crew, Submit
from engine.simulation import Simulation

_FIRST_SLICE = 200
_SMALLEST, _LARGEST = 20, 20_000


class Drive:
    """Moves one world towards a moment.

    Args:
        crew: the bots.
        submit: where the bots' inputs go.
    """

    def __init__(self, sim: Simulation, crew: Crew, submit: Submit) -> None:
        self.sim = sim
        self._crew = crew
        self._submit = submit
        self._slice = _FIRST_SLICE

    def run(self, until: int, budget_ms: int) -> bool:
        """Go on until drill time `until`, or until about `budget_ms` of wall time are used up; whether it got there."""
        sim = self.sim
        started = time.perf_counter()
        is_first = True  # a person may have acted since the last call: then the bots' next look must not be passed over
        while sim.clock < until and not sim.over:
            self._crew.act(sim, self._submit)
            next_look = (sim.clock // LOOK_MS + 1) * LOOK_MS
            stop = min(until, next_look if is_first else self._crew.wakes_at(sim))
            is_first = False
            while sim.clock < stop and not sim.over:
                self._step(stop, budget_ms)
                if (time.perf_counter() - started) * 1000 >= budget_ms:
                    return sim.clock >= until or sim.over
        return True

    def _step(self, stop: int, budget_ms: int) -> None:
        before = time.perf_counter()
        self.sim.advance(stop, max_events=self._slice)
        used_ms = (time.perf_counter() - before) * 1000
        if used_ms > budget_ms / 2:
            self._slice = max(_SMALLEST, self._slice // 2)
        elif used_ms < budget_ms / 8:
            self._slice = min(_LARGEST, self._slice * 2)
