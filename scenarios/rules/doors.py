"""A step finds a door at its targets: its account opens some of them, and they offer the service that it goes over."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from engine.plan import Campaign, Plan, Step, Text
from engine.verbs import UNOFFERED
from scenarios.compiling.desk import Desk, Path_
from scenarios.diagnostics import FAULT, WARNING

NAMED = 6
"""So many machines are named, then it says that there are more."""


def check(desk: Desk, plan: Plan, _: Path) -> None:
    """Note every step that none of its targets lets in, and warn of targets that it can never take."""
    grants = {account.id: frozenset(account.grants) for account in plan.estate.accounts}
    offers = {asset.id: asset.exposes for asset in plan.estate.assets}
    for campaign in plan.campaigns:
        for step in campaign.steps:
            path: Path_ = ("adversary", campaign.id, "steps", step.id, "needs")
            targets = _targets(campaign, step)
            if step.verb == "flood" or not targets:
                continue
            if step.needs_account in grants:
                opened = grants[step.needs_account]
                _ungranted(desk, (*path, "account"), step, targets, [target for target in targets if target not in opened])
            # where another step succeeded a machine is mostly held, and who holds it needs no service of it
            if step.over and step.verb not in UNOFFERED and not step.on:
                _unoffered(desk, (*path, "over"), step, targets, [target for target in targets if step.over not in offers[target]])


def _targets(campaign: Campaign, step: Step) -> tuple[str, ...]:
    """Its candidates, or those of the step whose place it takes."""
    steps = {item.id: item for item in campaign.steps}
    seen: set[str] = set()
    while step.on and step.on in steps and step.id not in seen:
        seen.add(step.id)
        step = steps[step.on]
    return step.targets


def _ungranted(desk: Desk, path: Path_, step: Step, targets: Collection[str], left: list[str]) -> None:
    if len(left) == len(targets):
        message = Text(
            f"Tài khoản «{step.needs_account}» không có quyền trên mục tiêu nào của bước này.",
            f"The account `{step.needs_account}` opens none of this step's targets.",
        )
    else:
        message = Text(
            f"Tài khoản «{step.needs_account}» không có quyền trên {_some(left)}: bước này không bao giờ chiếm được.",
            f"The account `{step.needs_account}` does not open {_some(left)}: this step never takes them.",
        )
    hint = Text(
        "Đổi mục tiêu («on»), đổi tài khoản, hoặc thêm vào «grants» (hay «each») của tài khoản trong tệp mạng.",
        "Choose other targets (`on`) or another account, or add them to the account's `grants` (or `each`) in the network's file.",
    )
    _report(desk, path, message, hint, targets, left)


def _unoffered(desk: Desk, path: Path_, step: Step, targets: Collection[str], left: list[str]) -> None:
    if len(left) == len(targets):
        message = Text(f"Không mục tiêu nào của bước này mở dịch vụ «{step.over}».", f"No target of this step offers `{step.over}`.")
    else:
        message = Text(
            f"{_some(left)} không mở dịch vụ «{step.over}»: bước này không bao giờ chiếm được.",
            f"{_some(left)} do not offer `{step.over}`: this step never takes them.",
        )
    hint = Text(
        "Đổi mục tiêu («on»), đổi «over», hoặc thêm vào «exposes» của thiết bị trong tệp mạng.",
        "Choose other targets (`on`) or another `over`, or add it to the devices' `exposes` in the network's file.",
    )
    _report(desk, path, message, hint, targets, left)


def _report(desk: Desk, path: Path_, message: Text, hint: Text, targets: Collection[str], left: list[str]) -> None:
    if left:
        desk.report("DT1411", path, message, hint, severity=FAULT if len(left) == len(targets) else WARNING)


def _some(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (f" … ({len(names)})" if len(names) > NAMED else "")
