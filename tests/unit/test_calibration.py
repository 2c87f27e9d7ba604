"""The calibration's lines: which of them a plan is held against, and when one is missed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.calibration import Evidence, Line, Run, doors, guarded, judge
from engine.bots.skills import LEVELS
from engine.plan import Condition, Measure, Objective, Plan
from scenarios import compiler
from tests.unit.engine.worlds import HOUR, bench, campaign, step

GOOD = dict(zip(LEVELS, ((100, 900, 4000), (300, 700, 3000), (600, 400, 1500), (900, 100, 500)), strict=True))
"""Level → score, harm, user-hours of tthc lost."""


def _plan() -> Plan:
    """Two campaigns, either of which opens the third; one service that is guarded."""
    opens = Condition("any", of=(Condition("step", ref="pick", state="succeeded"), Condition("step", ref="phish", state="succeeded")))
    story = (campaign(step("pick"), id="back"), campaign(step("phish"), id="front"), campaign(step("burn"), id="crew", starts_when=opens))
    return bench(campaigns=story, objectives=(Objective("o", "RS", (Measure("h", "harm", 10, ref="service:tthc"),)),))


def _runs(**changes: object) -> Evidence:
    """Eight seeds that meet every line; `changes` in the idle runs."""
    runs: Evidence = {}
    for level, (score, harm, lost) in GOOD.items():
        runs[level] = [
            Run(n, score, 1000, (), harm, {"tthc": lost * HOUR}, ("tthc",), ("burn", str(n % 4)), ("back", "front")[n % 2])
            for n in range(8)
        ]
    runs["idle"] = [replace(run, **changes) for run in runs["idle"]]  # type: ignore[arg-type]
    return runs


def _missed(plan: Plan, runs: Evidence) -> list[str]:
    return [line.what for line in judge(plan, runs) if line.is_met is False]


def test_what_a_plan_has_decides_what_is_asked() -> None:
    """Doors and guarded services are read off the plan: the shipped scenario's, and none where there are none."""
    shipped = compiler.load("ma-doc-tong-tien-trung-tam-du-lieu", "gia-lai-lite")
    assert guarded(shipped) == ("tthc",)
    assert set(doors(shipped).values()) == {"lure", "vendor"}
    assert (guarded(bench()), doors(bench())) == ((), {})
    lines = [line.what for line in judge(bench(), _runs())]
    assert not [what for what in lines if "tthc" in what or "door" in what]


def test_good_runs_meet_every_line() -> None:
    """Nothing is missed, and what is only told is not judged."""
    found: list[Line] = judge(_plan(), _runs())
    assert _missed(_plan(), _runs()) == []
    assert [line.what for line in found if line.is_met is None] == ["runs judged in full"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"score": 400}, "score, median"),
        ({"harm": 600}, "weighted harm"),
        ({"score": 400}, "score: novice above idle"),
        ({"harm": 600}, "harm: novice above idle"),
        ({"fell": ()}, "goes down when nobody acts"),
        ({"lost": {"tthc": 1900 * HOUR}}, "expert's loss"),
        ({"lost": {"tthc": 1900 * HOUR}}, "seeds with expert under"),
        ({"path": ("burn",)}, "distinct sets"),
        ({"path": ("burn",)}, "commonest"),
        ({"door": "front"}, "doors that led"),
    ],
)
def test_a_line_that_is_missed_is_named(changes: dict[str, object], said: str) -> None:
    """Each want is seen."""
    assert [what for what in _missed(_plan(), _runs(**changes)) if said in what]
