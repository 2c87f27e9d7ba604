"""A scenario is called as its folder, so that one name finds it everywhere."""

from __future__ import annotations

from pathlib import Path

from engine.plan import Plan
from scenarios.compiling.desk import Desk


def check(desk: Desk, plan: Plan, path: Path) -> None:
    """Note a scenario whose id is not its folder's name."""
    name = path.resolve().name
    if plan.scenario != name:
        desk.fault(
            "DT1408",
            ("scenario",),
            f"Kịch bản tên «{plan.scenario}» nằm trong thư mục «{name}».",
            f"The scenario `{plan.scenario}` lies in a folder named `{name}`.",
            ("Đổi tên thư mục hoặc khóa «scenario».", "Rename the folder or the key `scenario`."),
        )
