"""How many situations there are and how they begin, so that a trainer sees the master events list at a glance."""

from __future__ import annotations

from pathlib import Path

from engine.plan import Condition, Inject, Plan, Text
from scenarios.compiling.desk import Desk
from scenarios.diagnostics import INFO


def check(desk: Desk, plan: Plan, _: Path) -> None:
    """Say how many injects are timed, conditional and stand-by."""
    kinds = [kind(inject) for inject in plan.injects]
    timed, conditional, standby = (kinds.count(name) for name in ("timed", "conditional", "standby"))
    desk.report(
        "DT1406",
        ("injects",),
        Text(
            f"{len(kinds)} tình huống: {timed} theo giờ, {conditional} theo điều kiện, {standby} dự bị.",
            f"{len(kinds)} injects: {timed} timed, {conditional} conditional, {standby} stand-by.",
        ),
        key=True,
        severity=INFO,
    )


def kind(inject: Inject) -> str:
    """timed, conditional or standby."""
    if inject.when is None:
        return "standby"
    return "timed" if _only_time(inject.when) else "conditional"


def _only_time(condition: Condition) -> bool:
    return condition.op == "at" or (condition.op in ("all", "any") and all(_only_time(part) for part in condition.of))
