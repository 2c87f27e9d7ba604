"""Whether a scenario is a drill: many runs of it, and what they must show before a person plays it.

A scenario is proved by playing it: every level of bots over many seeds, crews of mixed levels with a control that fires
the stand-by situations, and each option of each dilemma in the hands of the reference. The lines that are judged:

    levels      harm falls and score rises from idle to novice to trained to expert; paired by seed in most seeds
    span        idle fails, an expert succeeds, a novice is between them
    reach       nearly every step, situation and choice of the adversary happens in some run
    lulls       no seat goes long without seeing something or being asked (idle crews left out)
    dilemmas    no option is best in all four columns: a choice with one right answer is a quiz; and one in which the
                options come to the same everywhere is no choice

Everything is a pure function of plan and seeds; whoever has several processes spreads the `Task`s over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median_low

from engine.bots import LEVELS, Crew
from engine.bundle import ENGINE_VERSION, PHYSICS, Baselines, Bundle, Curve, Header
from engine.draws import Draws
from engine.messages import Event
from engine.plan import Plan
from engine.rehearsal import play, run_bots
from engine.scoring import curve, score
from engine.simulation import Simulation

MIXED, REFERENCE, IDLE = "mixed", "reference", "idle"
SKILLED = LEVELS[1:]
PAIRED = 700
"""Seeds in which a level must do better than the one below it, per-mille."""
FAILS, SUCCEEDS = 400, 650
"""An idle crew earns less than the first, an expert one at least the second, per-mille: the bounds of Đạt and Khá."""
REACHED = 950
"""Steps, situations and choices that must happen in some run, per-mille."""
LULL_MS = 20 * 60_000
"""Longest time in which a seat may see nothing."""
CLEARLY = 667
"""An option is better in a column where it is so in at least this share of the seeds in which the options differ, per-mille."""
COLUMNS = ("service", "data", "evidence", "information")
UNSEEN = frozenset(("order-refused", "note", "watch-set", "board-changed"))
"""Kinds of event that a seat brings about by itself and that show it nothing of the world."""


@dataclass(frozen=True, slots=True)
class Task:
    """One run to make: a level (or `mixed`, or the reference with a dilemma's option) under a seed."""

    level: str
    seed: int
    dilemma: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run showed. Shares are per-mille."""

    task: Task
    score: int
    coverage: int
    harm: tuple[int, int, int, int]
    """Service (user-ms), data, evidence, information."""
    weighted: int
    """Milli-points."""
    happened: frozenset[str]
    """`step:…`, `inject:…` and `choice:…:…` that took place."""
    lulls: tuple[tuple[str, int, int], ...]
    """Every team's longest time without anything to see: team, from when (ms), how long (ms)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One judged line: a code, what it is about, what was found, as parameters for words."""

    code: str
    about: str
    found: dict[str, object]
    is_met: bool


def tasks(plan: Plan, seeds: Sequence[int]) -> tuple[Task, ...]:
    """All runs that prove a plan."""
    levels = [Task(level, seed) for level in (*LEVELS, MIXED) for seed in seeds]
    options = [Task(REFERENCE, seed, dilemma.id, option) for dilemma in plan.dilemmas for option in dilemma.options for seed in seeds]
    return (*levels, *options)


# --- playing -----------------------------------------------------------------------------------------------------------


class Prover:
    """Makes the runs of one plan; keeps the variants of it that the options of its dilemmas need."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._variants: dict[tuple[str, str], Plan] = {}
        self._nobody: dict[int, Curve] = {}
        """seed → what it comes to when nobody acts: measures of harm are shares of it."""

    def run(self, task: Task) -> Run:
        """Play one task."""
        plan = self._variant(task)
        sim = Simulation(plan, task.seed)
        standbys = _standbys(plan, task) if task.level == MIXED else ()
        run_bots(sim, Crew(plan, _levels(plan, task), task.seed), plan.lasts_ms, standbys=standbys)
        return _read(sim, task, self._baseline(task.seed))

    def _baseline(self, seed: int) -> Curve:
        if seed not in self._nobody:
            self._nobody[seed] = curve(play(self._plan, seed, IDLE).events, self._plan.lasts_ms)
        return self._nobody[seed]

    def _variant(self, task: Task) -> Plan:
        if not task.option:
            return self._plan
        key = (task.dilemma, task.option)
        if key not in self._variants:
            dilemma = next(item for item in self._plan.dilemmas if item.id == task.dilemma)
            orders = dilemma.orders[dilemma.options.index(task.option)]
            self._variants[key] = replace(self._plan, reference=(*orders, *self._plan.reference))
        return self._variants[key]


def _levels(plan: Plan, task: Task) -> dict[str, str]:
    """Every team's level; mixed crews draw theirs."""
    if task.level != MIXED:
        return dict.fromkeys([team.id for team in plan.teams], task.level)
    return {team.id: Draws(task.seed).lowest(f"mixed:{team.id}", LEVELS) for team in plan.teams}


def _standbys(plan: Plan, task: Task) -> list[tuple[int, str]]:
    """A control by script: every stand-by situation once, at a moment of its own."""
    draws = Draws(task.seed)
    return sorted((draws.number("standby", inject.id) % plan.lasts_ms, inject.id) for inject in plan.injects if inject.when is None)


def _read(sim: Simulation, task: Task, nobody: Curve) -> Run:
    plan, events = sim.plan, tuple(sim.events)
    header = Header(ENGINE_VERSION, PHYSICS, "", sim.seed, "", {}, "", Baselines(nobody, nobody))
    card = score(Bundle(header, plan, tuple(sim.inputs), plan.lasts_ms, events))
    harm = card.harm
    return Run(
        task,
        card.score,
        card.coverage,
        (harm.service, harm.data, harm.evidence, harm.information),
        harm.weighted,
        frozenset(_happened(events)),
        tuple(_lulls(plan, events)),
    )


def _happened(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        if event.kind in ("step-started", "step-succeeded", "step-failed", "step-blocked"):
            yield f"step:{event.data['step']}"
        elif event.kind == "message" and event.data["inject"]:
            yield f"inject:{event.data['inject']}"
        elif event.kind == "adversary-chose":
            yield f"choice:{event.data['choice']}:{event.data['option']}"


def _lulls(plan: Plan, events: Sequence[Event]) -> Iterator[tuple[str, int, int]]:
    for team in plan.teams:
        moments = [0, *(event.at for event in events if event.at >= 0 and team.id in event.to and event.kind not in UNSEEN), plan.lasts_ms]
        length, since = max((later - earlier, earlier) for earlier, later in pairwise(moments))
        yield team.id, since, length


def expected(plan: Plan) -> frozenset[str]:
    """All that ought to happen in some run."""
    steps = {f"step:{step.id}" for campaign in plan.campaigns for step in campaign.steps}
    choices = [choice for campaign in plan.campaigns for choice in campaign.choices]
    options = {f"choice:{choice.id}:{option.id}" for choice in choices for option in choice.options}
    return frozenset(steps | options | {f"inject:{inject.id}" for inject in plan.injects})


# --- judging -----------------------------------------------------------------------------------------------------------


def judge(plan: Plan, runs: Sequence[Run]) -> list[Line]:
    """Every line that the runs are held against, in the order of the page."""
    by_level = {level: [run for run in runs if run.task.level == level] for level in (*LEVELS, MIXED)}
    return [
        *_ordered(by_level),
        *_spanned(by_level),
        _reached(plan, [run for run in runs if run.task.level != REFERENCE]),
        *_lulled(plan, [run for run in runs if run.task.level in SKILLED]),
        *(_chosen(plan, dilemma.id, runs) for dilemma in plan.dilemmas),
    ]


def _ordered(by_level: dict[str, list[Run]]) -> Iterator[Line]:
    measures: dict[str, Callable[[Run], int]] = {"score": lambda run: run.score, "harm": lambda run: -run.weighted}
    for what, better in measures.items():
        middles = [median_low([better(run) for run in by_level[level]]) for level in LEVELS]
        yield Line("levels", what, {"medians": [abs(value) for value in middles]}, all(low < high for low, high in pairwise(middles)))
        for low, high in pairwise(LEVELS):
            pairs = list(zip(by_level[low], by_level[high], strict=True))
            share = sum(better(above) > better(below) for below, above in pairs) * 1000 // max(1, len(pairs))
            yield Line("paired", what, {"low": low, "high": high, "permille": share}, share >= PAIRED)


def _spanned(by_level: dict[str, list[Run]]) -> Iterator[Line]:
    idle, novice, expert = (median_low([run.score for run in by_level[level]]) for level in ("idle", "novice", "expert"))
    yield Line("span", "idle", {"permille": idle}, idle < FAILS)
    yield Line("span", "novice", {"permille": novice}, idle < novice < expert)
    yield Line("span", "expert", {"permille": expert}, expert >= SUCCEEDS)


def _reached(plan: Plan, runs: Iterable[Run]) -> Line:
    wanted = expected(plan)
    missing = sorted(wanted.difference(*(run.happened for run in runs)))
    share = (len(wanted) - len(missing)) * 1000 // max(1, len(wanted))
    return Line("reach", "", {"permille": share, "missing": missing}, share >= REACHED)


def _lulled(plan: Plan, runs: Sequence[Run]) -> Iterator[Line]:
    for team in plan.teams:
        found = [(length, since, run) for run in runs for name, since, length in run.lulls if name == team.id]
        length, since, run = max(found, key=lambda item: (item[0], -item[1]), default=(0, 0, None))
        data: dict[str, object] = {"length": length, "since": since}
        if run is not None:
            data |= {"level": run.task.level, "seed": run.task.seed, "runs": sum(item[0] > LULL_MS for item in found), "of": len(found)}
        yield Line("lull", team.id, data, length <= LULL_MS)


def _chosen(plan: Plan, dilemma: str, runs: Sequence[Run]) -> Line:
    options = next(item.options for item in plan.dilemmas if item.id == dilemma)
    harms = {
        option: {run.task.seed: run.harm for run in runs if (run.task.dilemma, run.task.option) == (dilemma, option)} for option in options
    }
    winner = next((option for option in options if all(_beats(harms, option, other) for other in options if other != option)), "")
    best = {column: _leading(harms, place) for place, column in enumerate(COLUMNS)}
    return Line("dilemma", dilemma, {"winner": winner, "best": best}, not winner and any(best.values()))


def _beats(harms: dict[str, dict[int, tuple[int, int, int, int]]], option: str, other: str) -> bool:
    """Whether one option is clearly better than another in all four columns, seed by seed."""
    return all(_clearly_less(harms[option], harms[other], place) for place in range(len(COLUMNS)))


def _clearly_less(mine: dict[int, tuple[int, int, int, int]], theirs: dict[int, tuple[int, int, int, int]], place: int) -> bool:
    differ = [(mine[seed][place], theirs[seed][place]) for seed in mine if mine[seed][place] != theirs[seed][place]]
    better = sum(own < their for own, their in differ)
    return bool(differ) and better * 1000 >= CLEARLY * len(differ)


def _leading(harms: dict[str, dict[int, tuple[int, int, int, int]]], place: int) -> list[str]:
    """The options that are clearly worse than none in a column and clearly better than some; empty where all come to the same."""
    behind = {
        option: [other for other in harms if other != option and _clearly_less(harms[other], harms[option], place)] for option in harms
    }
    ahead = {other for others in behind.values() for other in others}
    return [option for option in harms if option in ahead and not behind[option]]
