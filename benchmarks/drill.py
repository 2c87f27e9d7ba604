"""How fast the shipped scenario runs, as ratios to the floor (`floor.py`) measured in the same minutes.

Every measurement has the floor beside it; a ratio is taken in each round, on a seed of its own, and the median over the
rounds is printed. Times are CPU time of the process, so that a busy machine changes little.

    python -m benchmarks.drill [--rounds 5] [--scenario NAME] [--network NAME] [--json]
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from benchmarks import busy, floor
from drills.roster import roster_of
from drills.session import Session
from drills.store import open_store
from drills.store.journal import plan_hash
from drills.store.memory import MemoryStore
from drills.store.model import NewDrill, Store
from engine.bundle import ENGINE_VERSION, PHYSICS, Baselines, Curve, Header
from engine.plan import Plan
from engine.rehearsal import play
from engine.replay import replay
from engine.simulation import Simulation
from scenarios import compiler, province

SCENARIO = "ma-doc-tong-tien-trung-tam-du-lieu"
NETWORK = "gia-lai-2025"
SMALL_NETWORK = "gia-lai-lite"
LEVEL = "trained"
FIRST_SEED = 7
SMALL, LARGE = 500, 50_000
FLOOR_RUNS = 3
"""One floor run is short: where the floor is measured, it is the median of so many."""


NOTHING = Baselines(Curve((), (), (), (), ()), Curve((), (), (), (), ()))
"""Baselines are runs of their own and belong to no single drill's cost."""


@dataclass(frozen=True, slots=True)
class Line:
    """One result. `goal` is what the ratio is held against: 'at least 0.3', '' where it is only told."""

    what: str
    measured: str
    ratio: float
    goal: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Round:
    """One seed's drill, its replay and the floor of the same moment; CPU seconds, exchanges per CPU second."""

    floor_run: float
    floor_rate: float
    drill: float
    replay: float
    rate: float
    """Of the replay."""


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of a piece of work, and what it gave; garbage of before is swept first."""
    gc.collect()
    begun = process_time()
    result = work()
    return process_time() - begun, result


def floor_now() -> floor.Pace:
    """The floor at this moment."""
    gc.collect()
    return sorted((floor.measure() for _ in range(FLOOR_RUNS)), key=lambda pace: pace.seconds)[FLOOR_RUNS // 2]


def exchanges(sim: Simulation) -> float:
    """Attack steps and defender actions done, counted as pairs."""
    return (sim.truth.steps_resolved + sim.truth.actions_finished) / 2


def one_round(plan: Plan, seed: int) -> Round:
    """A whole drill with trained bots, and the same drill from its inputs alone."""
    pace = floor_now()
    taken, sim = cpu(lambda: play(plan, seed, LEVEL))
    again, copy = cpu(lambda: replay(plan, seed, sim.inputs, plan.lasts_ms))
    if copy.digest() != sim.digest():
        raise SystemExit(f"seed {seed}: the replay is another drill")
    return Round(pace.seconds, pace.exchanges_per_s, taken, again, exchanges(copy) / again)


def full_rate(filled: busy.Busy) -> tuple[float, float]:
    """Exchanges per CPU second where nobody rests, and of the floor before and after it."""
    before = floor_now().exchanges_per_s
    taken, sim = cpu(lambda: replay(filled.plan, filled.seed, filled.inputs, filled.plan.lasts_ms))
    return exchanges(sim) / taken, (before + floor_now().exchanges_per_s) / 2


def compile_once(scenario: str, network: str) -> float:
    """CPU seconds from the files to the plan, in a process that has not read them before."""
    return cpu(lambda: compiler.load(scenario, network))[0]


def compiled(scenario: str, network: str, rounds: int) -> list[tuple[float, float]]:
    """Seconds of loading and compiling, and of a floor run beside it, each in a process of its own."""
    found = []
    for _ in range(rounds):
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as fresh:
            found.append((fresh.submit(compile_once, scenario, network).result(), floor_now().seconds))
    return found


def journalled(store: Store, plan: Plan, seed: int) -> float:
    """CPU seconds of the same headless drill, played by a session that journals into this store."""
    people = roster_of([], "")
    header = Header(ENGINE_VERSION, PHYSICS, plan_hash(plan), seed, people.hash, {team.id: LEVEL for team in plan.teams}, "", NOTHING)
    session = Session.begin(store, NewDrill(f"bench{seed}", header, plan), people)
    taken = cpu(session.play_out)[0]
    session.close()
    return taken


def on_disk(plan: Plan, seed: int) -> float:
    """CPU seconds that SQLite adds to a drill kept in memory."""
    memory = journalled(MemoryStore(), plan, seed)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        disk = journalled(store, plan, seed)
        store.close()
    return disk - memory


def rate(plan: Plan, seed: int) -> float:
    """Exchanges per CPU second."""
    taken, sim = cpu(lambda: play(plan, seed, LEVEL))
    return exchanges(sim) / taken


def sized(scenario: str, network: str, assets: int) -> Plan:
    """The scenario on a network blown up until it has so many assets; indexed, as every host has it."""
    plan = replace(compiler.load(scenario, network), estate=province.load_network(network, assets)[0])
    play(plan, FIRST_SEED, LEVEL)
    return plan


def results(scenario: str, network: str, rounds: int) -> list[Line]:
    """Everything that is measured, in the order of the table."""
    seeds = range(FIRST_SEED, FIRST_SEED + rounds)
    loads = compiled(scenario, network, rounds)
    plan = compiler.load(scenario, network)
    play(plan, FIRST_SEED, LEVEL)
    found = [one_round(plan, seed) for seed in seeds]
    small, large = sized(scenario, SMALL_NETWORK, SMALL), sized(scenario, network, LARGE)
    kept = median(rate(large, seed) / rate(small, seed) for seed in seeds)
    stored = median(on_disk(plan, seed) / floor_now().seconds for seed in seeds)
    filled = busy.fill(plan, FIRST_SEED)
    full = [full_rate(filled) for _ in seeds]
    return [
        _line("exchange rate, nobody rests", _per_s(rate for rate, _ in full), median(rate / at for rate, at in full), least=0.3),
        _line("the same in the drill as it is", _per_s(one.rate for one in found), median(one.rate / one.floor_rate for one in found)),
        _line("headless drill", _ms(one.drill for one in found), median(one.drill / one.floor_run for one in found), most=12),
        _line("re-execution", _ms(one.replay for one in found), median(one.replay / one.floor_run for one in found), most=3),
        _line("load and compile", _ms(taken for taken, _ in loads), median(taken / run for taken, run in loads), most=100),
        _line(f"rate on {_assets(large)} of {_assets(small)} assets", "", kept, least=0.8),
        _line("journal on disk, on top of a drill", "", stored),
    ]


def _assets(plan: Plan) -> str:
    return f"{len(plan.estate.assets):,}"


def _per_s(rates: Iterable[float]) -> str:
    return f"{median(rates):,.0f}/s"


def _ms(seconds: Iterable[float]) -> str:
    return f"{median(seconds) * 1000:,.1f} ms"


def _line(what: str, measured: str, ratio: float, *, least: float | None = None, most: float | None = None) -> Line:
    if least is not None:
        return Line(what, measured, round(ratio, 3), f"at least {least}", ratio >= least)
    if most is not None:
        return Line(what, measured, round(ratio, 3), f"at most {most}", ratio <= most)
    return Line(what, measured, round(ratio, 3), "", True)


def main() -> None:
    """Measure, print, and fail where a goal is missed."""
    parser = argparse.ArgumentParser(description="The shipped scenario, as ratios to the floor.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scenario", default=SCENARIO)
    parser.add_argument("--network", default=NETWORK)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    lines = results(asked.scenario, asked.network, asked.rounds)
    if asked.json:
        json.dump([asdict(line) for line in lines], sys.stdout, indent=1)
        print()
    else:
        print(f"{'':34} {'measured':>14} {'ratio':>9}  goal")
        for line in lines:
            print(f"{line.what:34} {line.measured:>14} {line.ratio:>9,.3f}  {line.goal}{'' if line.is_met else '   MISSED'}")
    sys.exit(not all(line.is_met for line in lines))


if __name__ == "__main__":
    main()
