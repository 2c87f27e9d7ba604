"""What each role may do: commands by their type, actions by what their effects do.

Roles divide the work of a team; they are no second authority beside that of the plan (`engine.response` asks whether the
team itself may). The lead may do everything that the team may. Any seat may raise «SỰ CỐ THẬT» and any seat that takes part
may write into the log. Only the published plan is looked at, so a refusal tells nothing about the world.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from drills.hall.codes import ANALYST, COMMUNICATIONS, CONTROL, LEAD, LEADERSHIP, OBSERVER, OPERATOR
from drills.language import mark
from engine.messages import (
    Cancel,
    Command,
    Declare,
    Finish,
    Fire,
    HandOver,
    Hypothesis,
    Mark,
    Note,
    Pin,
    RealIncident,
    Reply,
    Scope,
    Send,
    Start,
    Watch,
)
from engine.plan import Action, Plan


class Work(Enum):
    """Kinds of work in a team; an action with effects of several kinds is of the one that stands last here."""

    LOOK = "look"
    """Find out, and keep what was found; it changes nothing that anybody else notices."""
    SPEAK = "speak"
    """Tell, ask and report; organise people and paper."""
    CHANGE = "change"
    """Change what runs: isolate, block, lock, stop, restore."""
    DIRECT = "direct"
    """What binds the whole team: shifts, contracts, an order on paper."""


WORK_OF = {
    **dict.fromkeys(
        (
            "triage",
            "read-memory",
            "read-disk",
            "read-logs",
            "observe",
            "sweep",
            "watch-account",
            "check-backup",
            "compare-copy",
            "preserve-evidence",
        ),
        Work.LOOK,
    ),
    **dict.fromkeys(
        (
            "notify",
            "report",
            "statement",
            "warn-public",
            "brief-communes",
            "ask-direction",
            "ask-vendor",
            "call",
            "call-help",
            "call-out",
            "convene",
            "paper",
            "paper-end",
        ),
        Work.SPEAK,
    ),
    **dict.fromkeys(
        (
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
            "correct",
            "prove-clean",
            "intercept",
            "move-crew",
            "refuel",
            "repair-line",
        ),
        Work.CHANGE,
    ),
    **dict.fromkeys(("sign-addendum", "confirm-orders", "hand-over"), Work.DIRECT),
}
"""Kind of work by effect verb. Verbs that say what else an action brings about (trust, flags, switches, piles …) have none."""

WORK_OF_STAGE = {
    "identify": Work.LOOK,
    "contain": Work.CHANGE,
    "eradicate": Work.CHANGE,
    "recover": Work.CHANGE,
    "coordinate": Work.SPEAK,
}
"""Kind of work of an action whose effects have none, by its stage."""

WORKS: Mapping[str, frozenset[Work]] = {
    LEAD: frozenset(Work),
    ANALYST: frozenset((Work.LOOK,)),
    OPERATOR: frozenset((Work.LOOK, Work.CHANGE)),
    COMMUNICATIONS: frozenset((Work.SPEAK,)),
}
"""Kinds of work by role; roles that are not here start nothing. Whoever may change a machine may look at it first."""

_ALL_TAKE_PART: tuple[type[Command], ...] = (Note, RealIncident)
_ALL_IN_TEAM = (*_ALL_TAKE_PART, Watch, Pin)
_BY_CASE = (Mark, Hypothesis, Scope, HandOver)
COMMANDS: Mapping[str, tuple[type[Command], ...]] = {
    LEAD: (*_ALL_IN_TEAM, *_BY_CASE, Reply, Send, Declare),
    ANALYST: (*_ALL_IN_TEAM, *_BY_CASE),
    OPERATOR: (*_ALL_IN_TEAM, Mark),
    COMMUNICATIONS: (*_ALL_IN_TEAM, Reply, Send),
    OBSERVER: _ALL_TAKE_PART,
    CONTROL: (*_ALL_TAKE_PART, Fire, Finish),
    LEADERSHIP: (RealIncident,),
}
"""Commands by role, besides starting and cancelling actions."""

NAMES = {
    LEAD: mark("team lead"),
    ANALYST: mark("analyst"),
    OPERATOR: mark("operator"),
    COMMUNICATIONS: mark("communications"),
    OBSERVER: mark("observer"),
    CONTROL: mark("exercise control"),
    LEADERSHIP: mark("leadership"),
}
"""What roles are called."""

REFUSALS = {
    "role-look": mark("Finding out is for the analyst and the operator. Say what you need in the team's chat, or ask the lead."),
    "role-speak": mark("Messages, calls and reports leave through communications or the lead. Hand them the facts in the team's chat."),
    "role-change": mark("Only the operator and the lead change machines, accounts and lines. Propose it in the team's chat."),
    "role-case": mark("The analyst and the lead judge alerts, keep the case board and hand over evidence. Tell them what you see."),
    "role-lead": mark("Only the team's lead decides this. Propose it in the team's chat."),
    "role-observer": mark("An observer only writes notes. What you see and think belongs in a note."),
    "role-leadership": mark("From here the drill is only watched. For anything else turn to exercise control."),
    "role-control": mark("Only exercise control does this."),
    "role-team": mark("This is for the teams to decide. Exercise control fires situations, answers for others and steers the clock."),
    "role-unknown": mark("This seat has no role. Ask exercise control."),
}
"""Why a role may not, and what to do instead, by refusal code."""

_FOR = {Work.LOOK: "role-look", Work.SPEAK: "role-speak", Work.CHANGE: "role-change", Work.DIRECT: "role-lead"}
_OUTSIDE = {OBSERVER: "role-observer", LEADERSHIP: "role-leadership", CONTROL: "role-team"}


def may(role: str, command: Command, plan: Plan, task_action: str = "") -> str:
    """'' where a seat of that role may give this command, else why not (a code of `REFUSALS`).

    Args:
        plan: the drill's plan, or what of it is published; its actions are looked at.
        task_action: for `Cancel`: the action of that task, as the team's view names it ('' = not known: only the lead may).
    """
    if role not in COMMANDS:
        return "role-unknown"
    if isinstance(command, Start):
        return _may_start(role, command.action, plan)
    if isinstance(command, Cancel):
        return _may_start(role, task_action, plan) if task_action else _refused(role, "role-lead", role == LEAD)
    return _refused(role, _why_not(command), isinstance(command, COMMANDS[role]))


def works_of(action: Action) -> Work:
    """What kind of work an action is."""
    kinds = [WORK_OF[effect.verb] for effect in action.effects if effect.verb in WORK_OF]
    order = list(Work)
    return max(kinds, key=order.index) if kinds else WORK_OF_STAGE.get(action.group, Work.DIRECT)


def actions_of(role: str, plan: Plan) -> frozenset[str]:
    """Ids of the actions that a seat of that role may start, as far as its team may."""
    kinds = WORKS.get(role, frozenset())
    return frozenset(action.id for action in plan.actions if works_of(action) in kinds)


def _may_start(role: str, name: str, plan: Plan) -> str:
    action = next((action for action in plan.actions if action.id == name), None)
    if action is None:  # the engine says that there is no such action
        return _refused(role, "", role in WORKS)
    work = works_of(action)
    return _refused(role, _FOR[work], work in WORKS.get(role, frozenset()))


def _refused(role: str, code: str, allowed: bool) -> str:
    return "" if allowed else _OUTSIDE.get(role, code)


def _why_not(command: Command) -> str:
    if isinstance(command, (Fire, Finish)):
        return "role-control"
    if isinstance(command, (Reply, Send)):
        return "role-speak"
    return "role-case" if isinstance(command, _BY_CASE) else "role-lead"
