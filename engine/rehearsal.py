"""Headless runs with bots: baselines of a drill, calibration, tests."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from engine.bots import Crew, Submit
from engine.bundle import Baselines, Curve
from engine.memory import unswept
from engine.messages import Fire, Input
from engine.plan import Plan
from engine.scoring import curve
from engine.simulation import Simulation


def run_bots(
    sim: Simulation,
    crew: Crew,
    until: int,
    submit: Submit | None = None,
    progress: Callable[[int], None] | None = None,
    standbys: Iterable[tuple[int, str]] = (),
) -> None:
    """Run to `until` (ms), letting the bots act whenever they would.

    Args:
        submit: where inputs go; the simulation's own door by default.
        progress: told the drill time now and then.
        standbys: (drill time in ms, situation) that a control by script fires, earliest first.
    """
    door = submit or sim.submit
    waiting = deque(standbys)
    while not sim.over and sim.clock < until:
        crew.act(sim, door)
        soonest = waiting[0][0] if waiting else until
        sim.advance(min(until, crew.wakes_at(sim), max(soonest, sim.clock + 1)))
        while waiting and waiting[0][0] <= sim.clock and not sim.over:
            last = sim.inputs[-1].at + 1 if sim.inputs else 0
            door(Input(max(sim.clock, last), "control", "", "control", Fire(waiting.popleft()[1])))
        if progress is not None:
            progress(sim.clock)


def play(plan: Plan, seed: int, level: str) -> Simulation:
    """A whole drill with every team played at one level."""
    sim = Simulation(plan, seed)
    with unswept():
        run_bots(sim, Crew(plan, dict.fromkeys([team.id for team in plan.teams], level), seed), plan.lasts_ms)
    return sim


def baselines(plan: Plan, seed: int) -> Baselines:
    """Nobody acting, and the authored reference response, under the drill's own draws."""
    return Baselines(nobody=_curve(plan, seed, "idle"), reference=_curve(plan, seed, "reference"))


def _curve(plan: Plan, seed: int, level: str) -> Curve:
    return curve(play(plan, seed, level).events, plan.lasts_ms, plan)
