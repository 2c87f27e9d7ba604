"""Proof: what many runs of a scenario must show, on runs made up and on a small scenario really played."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.bots import LEVELS
from engine.plan import Dilemma, Inject, Order, Plan
from engine.proof import LULL_MS, MIXED, REFERENCE, Line, Prover, Run, Task, expected, judge, tasks
from tests.samples import small_plan

SEEDS = range(1, 5)
BETTER = {"idle": (0, 400), "novice": (500, 300), "trained": (650, 200), "expert": (800, 100), MIXED: (600, 250)}


def _plan() -> Plan:
    """The small plan with one stand-by situation and a choice between two orders."""
    plan = small_plan()
    team = plan.teams[0].id
    standby = Inject("standby", None, (team,), "mail")
    options = ((Order(team, plan.actions[0].id),), ())
    return replace(plan, injects=(*plan.injects, standby), dilemmas=(Dilemma("choice", ("act", "wait"), options),))


PLAN = _plan()


def _run(level: str, seed: int, **more: object) -> Run:
    score, harm = BETTER.get(level, (0, 0))
    lulls = tuple((team.id, 0, LULL_MS) for team in PLAN.teams)
    base = Run(Task(level, seed), score, 1000, (harm, harm, harm, harm), harm * 1000, expected(PLAN), lulls)
    return replace(base, **more)  # type: ignore[arg-type]


def _good() -> list[Run]:
    runs = [_run(level, seed) for level in (*LEVELS, MIXED) for seed in SEEDS]
    for seed in SEEDS:  # one is better for services, the other for evidence
        runs.append(_run(REFERENCE, seed, task=Task(REFERENCE, seed, "choice", "act"), harm=(1, 5, 9, 5)))
        runs.append(_run(REFERENCE, seed, task=Task(REFERENCE, seed, "choice", "wait"), harm=(9, 5, 1, 5)))
    return runs


def _missed(runs: list[Run]) -> list[tuple[str, str]]:
    return [(line.code, line.about) for line in judge(PLAN, runs) if not line.is_met]


def _told(plan: Plan, **harms: tuple[int, int, int, int]) -> Line:
    """The line of a choice whose options came to these harms under every seed."""
    runs = [run for run in _good() if run.task.level != REFERENCE]
    for option, harm in harms.items():
        runs += [_run(REFERENCE, seed, task=Task(REFERENCE, seed, "choice", option), harm=harm) for seed in SEEDS]
    return next(line for line in judge(plan, runs) if line.code == "dilemma")


def test_a_good_scenario_is_proved() -> None:
    """Nothing is missed where everything is as it should be."""
    assert _missed(_good()) == []


@pytest.mark.parametrize(
    ("level", "change", "missed"),
    [
        ("expert", {"score": 640}, {("levels", "score"), ("paired", "score"), ("span", "expert")}),
        ("idle", {"score": 450}, {("span", "idle")}),
        ("trained", {"weighted": 350_000}, {("levels", "harm"), ("paired", "harm")}),
        ("novice", {"lulls": ((PLAN.teams[0].id, 60_000, LULL_MS + 1),)}, {("lull", PLAN.teams[0].id)}),
    ],
)
def test_each_line_can_be_missed(level: str, change: dict[str, object], missed: set[tuple[str, str]]) -> None:
    """What spoils one line is found by that line."""
    runs = [replace(run, **change) if run.task.level == level else run for run in _good()]  # type: ignore[arg-type]
    assert set(_missed(runs)) == missed


def test_idle_teams_may_be_bored() -> None:
    """Whoever does nothing is asked nothing: their waiting is not counted."""
    bored = ((PLAN.teams[0].id, 0, 3 * LULL_MS),)
    assert _missed([replace(run, lulls=bored) if run.task.level == "idle" else run for run in _good()]) == []


def test_what_never_happens_is_named() -> None:
    """A situation that no run ever reaches, by its name."""
    runs = [replace(run, happened=run.happened - {"inject:standby"}) for run in _good()]
    (line,) = [line for line in judge(PLAN, runs) if line.code == "reach"]
    assert line.found["missing"] == ["inject:standby"]


def test_a_quiz_is_called_a_quiz() -> None:
    """An option that is best in all four columns is an answer, not a choice; one that ties in a column is not that."""

    quiz = _told(PLAN, act=(1, 1, 1, 1), wait=(2, 2, 2, 2))
    assert (quiz.is_met, quiz.found["winner"]) == (False, "act")
    tied = _told(PLAN, act=(1, 1, 1, 2), wait=(2, 2, 2, 2))
    assert (tied.is_met, tied.found["winner"]) == (True, "")
    assert tied.found["best"] == {"service": ["act"], "data": ["act"], "evidence": ["act"], "information": []}


def test_options_that_come_to_the_same_are_no_choice() -> None:
    """Where nothing differs nothing is decided, however it is told."""
    same = _told(PLAN, act=(3, 3, 3, 3), wait=(3, 3, 3, 3))
    assert (same.is_met, same.found["winner"]) == (False, "")
    assert not any(same.found["best"].values())  # type: ignore[attr-defined]


def test_two_options_may_share_a_column() -> None:
    """Of three, two may do equally well where the third does worse: both are named, the third is not."""
    options = (*PLAN.dilemmas[0].orders, ())
    plan = replace(PLAN, dilemmas=(Dilemma("choice", ("act", "wait", "half"), options),))
    line = _told(plan, act=(1, 5, 3, 3), wait=(1, 4, 3, 3), half=(2, 5, 3, 3))
    assert line.is_met
    assert line.found["best"] == {"service": ["act", "wait"], "data": ["wait"], "evidence": [], "information": []}


def test_runs_are_what_their_tasks_say() -> None:
    """The same task gives the same run; control fires the stand-by in mixed crews; an option's orders are played."""
    prover = Prover(PLAN)
    made = {task: prover.run(task) for task in tasks(PLAN, (3,))}
    assert len(made) == len(LEVELS) + 1 + 2
    assert all(Prover(PLAN).run(task) == run for task, run in list(made.items())[-3:])
    assert "inject:standby" in made[Task(MIXED, 3)].happened
    assert all("inject:standby" not in run.happened for task, run in made.items() if task.level != MIXED)
    assert {name for name, _, _ in made[Task("expert", 3)].lulls} == {team.id for team in PLAN.teams}


def test_harm_is_measured_against_nobody() -> None:
    """A crew that lost a tenth of what nobody's run loses earns for it: the baseline is the idle run of the same seed."""
    prover = Prover(PLAN)
    idle = prover.run(Task("idle", 3))
    assert idle.weighted == prover.run(Task("idle", 3)).weighted
    card = prover.run(Task("expert", 3))
    bundle_harm = [measure for objective in PLAN.objectives for measure in objective.measures if measure.kind == "harm"]
    assert bundle_harm, "the small plan judges harm"
    assert card.weighted < idle.weighted
    assert card.score > idle.score
