"""What makes people think: a true choice, a false trail with an innocent cause, and a reference to be measured against."""

from __future__ import annotations

from pathlib import Path

from engine.plan import Plan, Text
from scenarios.compiling.desk import Desk
from scenarios.diagnostics import WARNING


def check(desk: Desk, plan: Plan, _: Path) -> None:
    """Warn of what is missing."""
    if not plan.dilemmas:
        _warn(
            desk,
            Text("Kịch bản không nêu tình huống tiến thoái lưỡng nan nào.", "The scenario declares no dilemma."),
            Text("Thêm «dilemmas» với ít nhất hai lựa chọn.", "Add `dilemmas` with two options at least."),
        )
    if not any(campaign.benign for campaign in plan.campaigns):
        _warn(
            desk,
            Text(
                "Kịch bản không có dấu hiệu gây nhầm nào có nguyên nhân vô hại.", "The scenario has no false trail with an innocent cause."
            ),
            Text("Thêm một chiến dịch «benign: true» gồm các bước «do: act».", "Add a campaign `benign: true` of steps `do: act`."),
        )
    if not plan.reference:
        _warn(
            desk,
            Text(
                "Kịch bản không có phương án tham chiếu, nên không tính được thiệt hại đã tránh.",
                "The scenario has no reference response, so avoided harm cannot be measured.",
            ),
            Text("Thêm «reference».", "Add `reference`."),
        )
    if not plan.noise:
        _warn(desk, Text("Kịch bản không có cảnh báo giả.", "The scenario raises no false alarms."), Text("Thêm «noise».", "Add `noise`."))


def _warn(desk: Desk, message: Text, hint: Text) -> None:
    desk.report("DT1409", ("scenario",), message, hint, severity=WARNING)
