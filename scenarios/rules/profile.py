"""The organisation profile holds on the day the scenario plays: who answers to whom has changed three times since 2025."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from engine.plan import Plan
from scenarios.compiling.desk import Desk


def check(desk: Desk, plan: Plan, _: Path) -> None:
    """Note a profile whose years do not hold the scenario's first day."""
    profile = desk.scenario.profiles.get(plan.profile)
    if profile is None:
        return
    day = datetime.fromisoformat(plan.starts).date()
    if (profile.since and day < profile.since) or (profile.until and day > profile.until):
        fitting = [
            name
            for name, item in desk.scenario.profiles.items()
            if (not item.since or day >= item.since) and (not item.until or day <= item.until)
        ]
        listed = ", ".join(fitting) or "–"
        desk.fault(
            "DT1407",
            ("profile",),
            f"Hồ sơ «{plan.profile}» không có hiệu lực ngày {day:%d/%m/%Y}.",
            f"The profile `{plan.profile}` does not hold on {day:%Y-%m-%d}.",
            (f"Hồ sơ hợp ngày đó: {listed}.", f"Profiles for that day: {listed}."),
        )
