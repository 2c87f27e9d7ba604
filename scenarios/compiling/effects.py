"""Effects of actions, replies, injects and steps → the plan's: their verbs, and what they are about."""

from __future__ import annotations

from collections.abc import Mapping

from engine import plan
from scenarios.compiling.desk import Desk, Path_
from scenarios.diagnostics import nearest
from scenarios.model.response import Effect

LASTING_EFFECTS = frozenset({"switch-on", "switch-off", "pile-add", "pile-take", "trust", "evidence-lost"})
"""What needs no team to hear of it, so that the adversary's steps may bring it about, too."""
SHARED_EFFECTS = LASTING_EFFECTS | {"flag", "reveal", "tell-people", "alarm-adversary"}
MESSAGE_EFFECTS = SHARED_EFFECTS | {"staff", "speed-approval"}
"""Verbs of replies and injects."""
ACTION_EFFECTS = SHARED_EFFECTS | {
    "triage",
    "read-memory",
    "read-disk",
    "read-logs",
    "sweep",
    "observe",
    "watch-account",
    "check-backup",
    "compare-copy",
    "correct",
    "prove-clean",
    "repair-line",
    "refuel",
    "move-crew",
    "intercept",
    "preserve-evidence",
    "isolate",
    "reconnect",
    "power-off",
    "cut-link",
    "restore-link",
    "block-indicator",
    "unblock-indicator",
    "quarantine-mail",
    "lock-account",
    "unlock-account",
    "reset-account",
    "revoke-vendor",
    "stop-service",
    "start-service",
    "fail-over",
    "protect-backups",
    "restore-backup",
    "reimage",
    "patch",
    "remove-persistence",
    "harden-edr",
    "convene",
    "call-help",
    "paper",
    "paper-end",
    "notify",
    "report",
    "statement",
    "warn-public",
    "brief-communes",
    "ask-direction",
    "call",
    "call-out",
    "ask-vendor",
    "sign-addendum",
    "confirm-orders",
    "hand-over",
}
"""Verbs of actions (a test compares all of these with the engine's tables)."""

_ABOUT = {"pile-add": "pile", "pile-take": "pile", "staff": "role", "reveal": "indicator", "alarm-adversary": "campaign"}
_TURNS = ("switch-on", "switch-off")
_HAS_PLACE = {"site": ("asset", "site"), "system": ("asset", "service")}
"""Scope of a switch → targets of actions that tell the place."""


def effects(desk: Desk, items: list[Effect], path: Path_, verbs: frozenset[str], target: str = "") -> tuple[plan.Effect, ...]:
    """Effects, their verbs and names checked; `target`: the kind of thing that the occasion is about, '' for nothing."""
    for place, item in enumerate(items):
        where: Path_ = (*path, place)
        if item.do not in verbs:
            close = nearest(item.do, sorted(verbs))
            hint = (
                (f"Có phải «{close}»?", f"Did you mean `{close}`?")
                if close
                else (f"Có: {', '.join(sorted(verbs))}.", f"There are: {', '.join(sorted(verbs))}.")
            )
            desk.fault("DT1315", (*where, "do"), f"Không có hiệu lực «{item.do}».", f"There is no effect `{item.do}`.", hint)
        elif item.do in _TURNS:
            turnable(desk, item.on, (*where, "on"), target)
        elif item.do == "observe":
            if item.on:
                desk.known("observation", item.on, (*where, "on"))
        elif item.do in _ABOUT:
            desk.known(_ABOUT[item.do], item.on, (*where, "on"))
            if _ABOUT[item.do] == "pile" and item.value < 1:
                desk.fault(
                    "DT1323",
                    where,
                    "Hiệu lực này cần số lượng từ 1 trở lên.",
                    "This effect takes a number of 1 at least.",
                    ("Thêm «value: …».", "Add `value: …`."),
                )
    return tuple(plan.Effect(item.do, item.on, item.value) for item in items)


def turns(desk: Desk, items: Mapping[str, str], path: Path_, target: str = "") -> tuple[plan.Effect, ...]:
    """Switches that are turned `on` or `off` by a step or a decision."""
    for switch in items:
        turnable(desk, switch, (*path, switch), target)
    return tuple(plan.Effect(f"switch-{turn}", switch) for switch, turn in items.items())


def turnable(desk: Desk, ref: str, path: Path_, target: str) -> None:
    """A switch that is there, with a place (`SWITCH@PLACE`, or the occasion's own) exactly where it has several."""
    name, at, place = ref.partition("@")
    if not desk.known("switch", name, path):
        return
    scope = desk.scenario.switches[name].scope
    if at:
        if scope != "none":
            desk.known(scope, place, path)
        else:
            desk.fault(
                "DT1322",
                path,
                f"Biện pháp «{name}» không theo từng nơi.",
                f"The switch `{name}` has no places.",
                ("Bỏ phần sau dấu @.", "Drop the part after the @."),
            )
    elif scope != "none" and target not in _HAS_PLACE[scope]:
        desk.fault(
            "DT1322",
            path,
            f"Biện pháp «{name}» áp dụng theo từng nơi, mà ở đây không rõ nơi nào.",
            f"The switch `{name}` has several places, and none is named here.",
            (f"Viết {name}@MÃ-NƠI.", f"Write {name}@PLACE."),
        )
