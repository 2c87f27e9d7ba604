"""An alert that no target's sensor could raise, or that no team would see, was meant otherwise."""

from __future__ import annotations

from pathlib import Path

from engine.plan import Plan, Text
from scenarios.compiling.desk import Desk
from scenarios.diagnostics import WARNING


def check(desk: Desk, plan: Plan, _: Path) -> None:
    """Warn of alerts that can never be raised where they are expected, and of sensors that nobody sees."""
    controls = {asset.id: asset.controls for asset in plan.estate.assets}
    sensors = {sensor.id: sensor for sensor in plan.sensors}
    kinds = {alert.id: alert for alert in plan.alerts}
    for campaign in plan.campaigns:
        for step in campaign.steps:
            for seen in step.seen:
                sensor = sensors.get(kinds[seen.alert].sensor) if seen.alert in kinds else None
                if sensor is None or not sensor.control or not step.targets or step.verb == "flood":
                    continue
                if not any(sensor.control in controls.get(target, ()) for target in step.targets):
                    desk.report(
                        "DT1410",
                        ("adversary", campaign.id, "steps", step.id, "seen", seen.alert),
                        Text(
                            f"Không mục tiêu nào của bước này có «{sensor.control}», nên cảnh báo không bao giờ nổi.",
                            f"No target of this step carries `{sensor.control}`, so the alert is never raised.",
                        ),
                        Text(
                            "Chọn cảnh báo của nguồn khác, hoặc mục tiêu có kiểm soát này.",
                            "Choose another sensor's alert, or targets with that control.",
                        ),
                        key=True,
                        severity=WARNING,
                    )
    for sensor in plan.sensors:
        if not sensor.to and any(alert.sensor == sensor.id for alert in plan.alerts):
            desk.report(
                "DT1410",
                ("sensors", sensor.id),
                Text(f"Không đội nào nhận cảnh báo của «{sensor.id}».", f"No team sees the alerts of `{sensor.id}`."),
                Text("Thêm vào «sees» của một đội.", "Add it to a team's `sees`."),
                key=True,
                severity=WARNING,
            )
