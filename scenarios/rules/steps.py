"""Every step can be reached from its campaign's beginning."""

from __future__ import annotations

from pathlib import Path

from engine.plan import Campaign, Plan, Step
from scenarios.compiling.desk import Desk


def check(desk: Desk, plan: Plan, _: Path) -> None:
    """Note every step that no other leads to."""
    for campaign in plan.campaigns:
        reached = reachable(campaign)
        for step in campaign.steps:
            if step.id not in reached:
                desk.fault(
                    "DT1405",
                    ("adversary", campaign.id, "steps", step.id),
                    f"Không bước nào dẫn tới «{step.id}».",
                    f"No step leads to `{step.id}`.",
                    (
                        "Nối nó vào «then», «otherwise», «skipped», «one_of» của bước khác, hoặc bỏ đi.",
                        "Name it in `then`, `otherwise`, `skipped` or `one_of` of another step, or drop it.",
                    ),
                    key=True,
                )


def reachable(campaign: Campaign) -> set[str]:
    """Ids of the steps that may ever begin."""
    steps = {step.id: step for step in campaign.steps}
    open_ = [*campaign.first, *(campaign.alarm.then if campaign.alarm else ())]
    open_ += [name for choice in campaign.choices for option in choice.options for name in option.then]
    reached: set[str] = set()
    while open_:
        name = open_.pop()
        if name in reached or name not in steps:
            continue
        reached.add(name)
        open_ += followers(steps[name])
    return reached


def followers(step: Step) -> list[str]:
    """Steps that may follow a step, whatever comes of it."""
    return [*step.then, *step.otherwise, *step.skipped, *(follower for follower, _ in step.one_of)]
