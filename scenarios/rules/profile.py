"""The organisation profile holds on the day the scenario plays, and every team has its place in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from engine.plan import Plan, Text
from scenarios.compiling.desk import Desk
from scenarios.diagnostics import WARNING


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
    _everybody_answers(desk, plan)


def _everybody_answers(desk: Desk, plan: Plan) -> None:
    """A team whose organisation answers to nobody can neither be ordered nor go over a head."""
    placed = {who for who, _ in plan.organisation.answers} | {whom for _, whom in plan.organisation.answers}
    for team in plan.teams if placed else ():
        if team.org not in placed:
            desk.report(
                "DT1451",
                ("teams", team.id, "org"),
                Text(
                    f"Hồ sơ «{plan.profile}» không nói «{team.org}» báo cáo cho ai.",
                    f"The profile `{plan.profile}` does not say to whom `{team.org}` answers.",
                ),
                Text("Thêm vào «answers_to» của hồ sơ.", "Add it to the profile's `answers_to`."),
                severity=WARNING,
            )
