"""Who closes the incident while the attackers still sit somewhere should meet them again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.plan import Campaign, Condition, Plan, Text
from scenarios.compiling.desk import Desk
from scenarios.diagnostics import INFO


def check(desk: Desk, plan: Plan, _: Path) -> None:
    """Say so where attackers settle in and nothing waits for «kết thúc sự cố»."""
    settled = [campaign for campaign in plan.campaigns if not campaign.benign and any(step.verb == "persist" for step in campaign.steps)]
    if settled and not any(_waits_for_the_end(campaign) for campaign in plan.campaigns):
        desk.report(
            "DT1412",
            ("adversary", settled[0].id),
            Text(
                f"Đối tượng của «{settled[0].id}» cài cắm để quay lại, nhưng đóng sự cố sớm thì không có gì xảy ra.",
                f"The attackers of `{settled[0].id}` settle in, and nothing happens to who closes too soon.",
            ),
            Text(
                "Thêm chiến dịch «when: {all: [{report: over}, {footholds_in: any}]}».",
                "Add a campaign `when: {all: [{report: over}, {footholds_in: any}]}`.",
            ),
            key=True,
            severity=INFO,
        )


def _waits_for_the_end(campaign: Campaign) -> bool:
    conditions = (campaign.starts_when, *(step.when for step in campaign.steps))
    return any(
        part.op == "report" and part.ref == "over" for condition in conditions if condition is not None for part in _parts(condition)
    )


def _parts(condition: Condition) -> Iterator[Condition]:
    yield condition
    for part in condition.of:
        yield from _parts(part)
