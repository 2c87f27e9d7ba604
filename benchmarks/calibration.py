"""Whether a scenario can be won and lost: every level of bots over many seeds, held against what a good drill owes.

No clock is read here: the same plan and seeds give the same table on every machine. What a scenario does not have (no
service that its objectives guard, no campaign that one of several doors opens) is left out by its own data.

    python -m benchmarks.calibration [--scenario NAME] [--network NAME] [--seeds 30] [--json]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import pairwise
from statistics import median

from engine.bots.skills import LEVELS
from engine.bundle import ENGINE_VERSION, PHYSICS, Baselines, Bundle, Curve, Header
from engine.plan import Condition, Plan
from engine.rehearsal import play
from engine.scoring import HOUR_MS, curve, score
from engine.simulation import Simulation
from scenarios import compiler

SCENARIO = "ma-doc-tong-tien-trung-tam-du-lieu"
PROCESSES = 2
FIRST_SEED = 1
PAIRED = 0.7
"""Share of seeds in which a level must do better than the one below it."""
KEPT = 0.25
"""What an expert may lose of a guarded service, of what is lost when nobody acts."""
NEARLY_ALL = 0.95
"""What is expected of every seed leaves room for one stroke of luck in twenty."""
DOWN = 500
"""A service at or below this level is lost to its users, per-mille."""
PATHS = 4
"""Distinct sets of succeeded steps that idle runs must show."""
HALF = 0.5
FULL = 1000

Evidence = dict[str, list["Run"]]
"""Level → its runs, in the order of the seeds."""


@dataclass(frozen=True, slots=True)
class Run:
    """One drill with one level of bots in every seat. Shares are per-mille, losses user-milliseconds."""

    seed: int
    score: int
    coverage: int
    unjudged: tuple[str, ...]
    """Measures that came due and could not be judged."""
    harm: int
    """Weighted, milli-points."""
    lost: dict[str, int]
    """Guarded service → its loss."""
    fell: tuple[str, ...]
    """Guarded services that were down at some time."""
    path: tuple[str, ...]
    """Hostile steps that succeeded, sorted."""
    door: str
    """Campaign that led where one of several may, '' where none did or could."""


@dataclass(frozen=True, slots=True)
class Line:
    """One judged line; `is_met` is None where it is only told."""

    what: str
    measured: str
    goal: str
    is_met: bool | None


# --- what a plan has ---------------------------------------------------------------------------------------------------


def guarded(plan: Plan) -> tuple[str, ...]:
    """Services whose loss the objectives measure one by one."""
    refs = [measure.ref for objective in plan.objectives for measure in objective.measures if measure.kind == "harm"]
    return tuple(dict.fromkeys(ref.removeprefix("service:") for ref in refs if ref.startswith("service:")))


def doors(plan: Plan) -> dict[str, str]:
    """Step that lets another campaign begin → the campaign it stands in, where several campaigns may open one; else {}."""
    owner = {step.id: campaign.id for campaign in plan.campaigns for step in campaign.steps}
    for campaign in plan.campaigns:
        found = {name: owner[name] for name in _any_of(campaign.starts_when) if owner[name] != campaign.id}
        if len(set(found.values())) > 1:
            return found
    return {}


def _any_of(condition: Condition | None) -> Iterator[str]:
    """Steps whose success alone makes the condition true."""
    if condition is None:
        return
    if condition.op == "step" and condition.state == "succeeded":
        yield condition.ref
    elif condition.op == "any":
        for part in condition.of:
            yield from _any_of(part)


# --- playing -----------------------------------------------------------------------------------------------------------


def played(plan: Plan, seed: int) -> dict[str, Run]:
    """One seed at every level; what nobody did is the baseline of the others."""
    sims = {level: play(plan, seed, level) for level in LEVELS}
    nobody = curve(sims["idle"].events, plan.lasts_ms)
    return {level: _read(sim, level, nobody) for level, sim in sims.items()}


def _read(sim: Simulation, level: str, nobody: Curve) -> Run:
    plan, events = sim.plan, tuple(sim.events)
    levels = {team.id: level for team in plan.teams}
    header = Header(ENGINE_VERSION, PHYSICS, "", sim.seed, "", levels, "", Baselines(nobody, nobody))
    card = score(Bundle(header, plan, tuple(sim.inputs), plan.lasts_ms, events))
    names = guarded(plan)
    fell = {e.data["service"] for e in events if e.kind == "service-changed" and e.at >= 0 and e.data["level"] <= DOWN}
    hostile = {campaign.id for campaign in plan.campaigns if not campaign.benign}
    succeeded = [e.data["step"] for e in events if e.kind == "step-succeeded" and e.data["campaign"] in hostile]
    leads = doors(plan)
    return Run(
        seed=sim.seed,
        score=card.score,
        coverage=card.coverage,
        unjudged=tuple(m.id for objective in card.objectives for m in objective.measures if m.state == "unjudged"),
        harm=card.harm.weighted,
        lost={name: sim.truth.lost[name] for name in names},
        fell=tuple(name for name in names if name in fell),
        path=tuple(sorted(set(succeeded))),
        door=next((leads[step] for step in succeeded if step in leads), ""),
    )


_PLANS: list[Plan] = []
"""The plan of this process, read once."""


def _prepare(scenario: str, network: str | None) -> None:
    _PLANS.append(compiler.load(scenario, network))


def _work(seed: int) -> dict[str, Run]:
    return played(_PLANS[0], seed)


def rehearse(scenario: str, network: str | None, seeds: Sequence[int]) -> Evidence:
    """Every level over these seeds, in spawned processes."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, context, _prepare, (scenario, network)) as pool:
        found = list(pool.map(_work, seeds))
    return {level: [runs[level] for runs in found] for level in LEVELS}


# --- judging -----------------------------------------------------------------------------------------------------------


def judge(plan: Plan, runs: Evidence) -> list[Line]:
    """Every line that this plan can be held against."""
    return [
        _medians("score, median per mille", runs, lambda run: run.score, 1),
        _medians("weighted harm, median points", runs, lambda run: -run.harm, -1000),
        *_pairs(runs),
        *(line for name in guarded(plan) for line in _service(name, runs)),
        *_variety(runs["idle"]),
        *_led(plan, runs["idle"]),
        *_covered(runs),
    ]


def _medians(what: str, runs: Evidence, better: Callable[[Run], int], unit: int) -> Line:
    """Strictly better from level to level; printed in its own unit and sign."""
    found = [median(better(run) for run in runs[level]) for level in LEVELS]
    told = " ".join(f"{int(value) // unit:,}" for value in found)
    return Line(what, told, "strictly better", all(low < high for low, high in pairwise(found)))


def _pairs(runs: Evidence) -> Iterator[Line]:
    ways: tuple[tuple[str, Callable[[Run], int]], ...] = (("score", lambda run: run.score), ("harm", lambda run: -run.harm))
    for what, better in ways:
        for low, high in pairwise(LEVELS):
            share = _share([better(b) > better(a) for a, b in zip(runs[low], runs[high], strict=True)])
            yield Line(f"{what}: {high} above {low}, seed by seed", f"{share:.0%}", f"at least {PAIRED:.0%}", share >= PAIRED)


def _service(name: str, runs: Evidence) -> Iterator[Line]:
    """A service that the objectives guard: lost when nobody acts, kept by experts."""
    idle, expert = runs["idle"], runs["expert"]
    falls = _share([name in run.fell for run in idle])
    least = min(run.lost[name] for run in idle) // HOUR_MS
    yield Line(
        f"{name} goes down when nobody acts",
        f"{falls:.0%}, least loss {least:,} user-hours",
        f"at least {NEARLY_ALL:.0%}",
        falls >= NEARLY_ALL,
    )
    ratios = [run.lost[name] / max(1, other.lost[name]) for run, other in zip(expert, idle, strict=True)]
    yield Line(f"{name}: expert's loss of idle's, median", f"{median(ratios):.1%}", f"under {KEPT:.0%}", median(ratios) < KEPT)
    kept = _share([ratio < KEPT for ratio in ratios])
    yield Line(
        f"{name}: seeds with expert under {KEPT:.0%}",
        f"{kept:.0%}, worst {max(ratios):.0%}",
        f"at least {NEARLY_ALL:.0%}",
        kept >= NEARLY_ALL,
    )


def _variety(idle: Sequence[Run]) -> Iterator[Line]:
    paths = Counter(run.path for run in idle)
    most = paths.most_common(1)[0][1]
    yield Line("distinct sets of succeeded steps, idle", f"{len(paths)} in {len(idle)}", f"at least {PATHS}", len(paths) >= PATHS)
    yield Line("the commonest of them", f"in {most} of {len(idle)}", f"at most {HALF:.0%}", most <= HALF * len(idle))


def _led(plan: Plan, idle: Sequence[Run]) -> Iterator[Line]:
    """Where one of several campaigns may open another, each of them leads at times."""
    wanted = dict.fromkeys(doors(plan).values())
    if wanted:
        found = Counter(run.door for run in idle)
        told = ", ".join(f"{door} {found[door]}" for door in wanted)
        yield Line("doors that led, idle", told, "each at times", all(found[door] for door in wanted))


def _covered(runs: Evidence) -> Iterator[Line]:
    """Told, not judged: what could not be measured, and how often."""
    every = [run for level in LEVELS for run in runs[level]]
    told = Counter(name for run in every for name in run.unjudged)
    names = ", ".join(f"{name} {count}" for name, count in told.most_common()) or "none"
    yield Line("runs judged in full", f"{_share([run.coverage == FULL for run in every]):.0%}; unjudged: {names}", "", None)


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found)


def main() -> None:
    """Rehearse, print, and fail where a line is missed."""
    parser = argparse.ArgumentParser(description="A scenario's calibration: every level of bots over many seeds.")
    parser.add_argument("--scenario", default=SCENARIO)
    parser.add_argument("--network", help="another network than the scenario's own")
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--first", type=int, default=FIRST_SEED, help="the first seed")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.seeds < 1:
        parser.error("--seeds must be at least 1")
    runs = rehearse(asked.scenario, asked.network, range(asked.first, asked.first + asked.seeds))
    lines = judge(compiler.load(asked.scenario, asked.network), runs)
    if asked.json:
        found = {"lines": [asdict(line) for line in lines], "runs": {level: [asdict(run) for run in runs[level]] for level in LEVELS}}
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        print(f"{asked.scenario}, {asked.seeds} seeds, {' < '.join(LEVELS)}")
        for line in lines:
            print(f"{line.what:44} {line.measured:44} {line.goal}{'   MISSED' if line.is_met is False else ''}")
    sys.exit(any(line.is_met is False for line in lines))


if __name__ == "__main__":
    main()
