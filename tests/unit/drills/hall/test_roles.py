"""Who may do what: every role with every command and every action, none forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from drills.hall.codes import ROLES
from drills.hall.roles import COMMANDS, NAMES, REFUSALS, WORK_OF, WORK_OF_STAGE, Work, actions_of, may, works_of
from drills.language import speak
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
from engine.plan import Action, Effect, Plan
from scenarios import compiler
from scenarios.compiling.effects import ACTION_EFFECTS, MESSAGE_EFFECTS
from tests.samples import small_plan

LOOK, SPEAK, CHANGE, DIRECT = "triage", "statement", "isolate", "hand-over"
LOOK_AND_CHANGE, ASIDE, ODD = "seize-machine", "generator", "odd"
COMMAND: tuple[Command, ...] = (
    Start(LOOK),
    Start(SPEAK),
    Start(CHANGE),
    Start(LOOK_AND_CHANGE),
    Start(ASIDE),
    Start(DIRECT),
    Cancel("t1"),
    Mark("a1", "true"),
    Hypothesis("x"),
    Scope("m1"),
    HandOver("s1", "cong-an"),
    Pin("asset:m1"),
    Watch(60_000),
    Reply("m1", "r1"),
    Send(("so-y-te",), "phone"),
    Declare("serious"),
    Note("x"),
    RealIncident(),
    Fire("i1"),
    Finish(),
)
# the commands above in their order: + may, else the refusal's last word
TABLE = {
    "lead": "+ + + + + + + + + + + + + + + + + + control control",
    "analyst": "+ speak change change change lead lead + + + + + + speak speak lead + + control control",
    "operator": "+ speak + + + lead lead + case case case + + speak speak lead + + control control",
    "communications": "look + change change change lead lead case case case case + + + + lead + + control control",
    "observer": " ".join(["observer"] * 16) + " + + observer observer",
    "control": " ".join(["team"] * 16) + " + + + +",
    "leadership": " ".join(["leadership"] * 17) + " + leadership leadership",
    "": " ".join(["unknown"] * 20),
}


def _action(name: str, group: str, *verbs: str) -> Action:
    return replace(small_plan().actions[0], id=name, group=group, effects=tuple(Effect(verb) for verb in verbs))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """One action of each kind of work, one of two kinds, and two whose effects are of none."""
    return replace(
        small_plan(),
        actions=(
            _action(LOOK, "identify", "triage"),
            _action(SPEAK, "coordinate", "trust", "statement"),
            _action(CHANGE, "contain", "isolate"),
            _action(LOOK_AND_CHANGE, "contain", "preserve-evidence", "isolate"),
            _action(ASIDE, "contain", "switch-on"),
            _action(DIRECT, "coordinate", "hand-over"),
            _action(ODD, "", "flag"),
        ),
    )


def test_every_kind_of_command_is_in_the_table() -> None:
    """No command was forgotten above, so none is let through or shut out by chance."""
    assert {type(command) for command in COMMAND} == set(get_args(Command))
    assert set(TABLE) == {*ROLES, ""}


@pytest.mark.parametrize("role", TABLE)
def test_what_a_role_may(role: str, plan: Plan) -> None:
    """Every command, against the table."""
    wanted = ["" if word == "+" else f"role-{word}" for word in TABLE[role].split()]
    assert [may(role, command, plan) for command in COMMAND] == wanted


@pytest.mark.parametrize("role", ROLES)
def test_who_may_start_may_cancel(role: str, plan: Plan) -> None:
    """Where the task's action is known, cancelling it is for those who may start it."""
    for action in plan.actions:
        assert may(role, Cancel("t1"), plan, action.id) == may(role, Start(action.id), plan)


def test_an_action_that_is_not_there_is_the_engine_s_to_refuse(plan: Plan) -> None:
    """Roles that may start something learn from the engine that there is no such action; others nothing at all."""
    assert may("analyst", Start("nothing"), plan) == ""
    assert may("observer", Start("nothing"), plan) == "role-observer"
    assert may("leadership", Start("nothing"), plan) == "role-leadership"


def test_an_action_of_no_known_kind_is_the_lead_s(plan: Plan) -> None:
    """What nobody can class is not open to everybody."""
    assert works_of(plan.actions[-1]) is Work.DIRECT
    assert [role for role in ROLES if may(role, Start(ODD), plan) == ""] == ["lead"]


def test_every_verb_of_an_action_has_a_kind_of_work() -> None:
    """The table holds exactly the engine's verbs of actions; those that anything may bring about have none."""
    assert set(WORK_OF) == ACTION_EFFECTS - MESSAGE_EFFECTS


def test_the_library_s_actions_are_shared_out() -> None:
    """In a real plan each kind of work has actions; the lead's are all; the three others' together are all but the lead's own."""
    plan = compiler.load("ma-doc-tong-tien-trung-tam-du-lieu", "gia-lai-lite")
    ids = {action.id for action in plan.actions}
    assert {action.group for action in plan.actions} <= set(WORK_OF_STAGE)
    shared = actions_of("analyst", plan) | actions_of("operator", plan) | actions_of("communications", plan)
    assert actions_of("lead", plan) == ids
    assert ids - shared == {action.id for action in plan.actions if works_of(action) is Work.DIRECT}
    assert actions_of("analyst", plan) < actions_of("operator", plan)
    assert actions_of("operator", plan).isdisjoint(actions_of("communications", plan))
    assert {"triage", "read-memory", "sweep"} <= actions_of("analyst", plan)
    assert {"isolate", "restore-backup", "lock-account"} <= actions_of("operator", plan)
    assert {"notify", "statement", "report"} <= actions_of("communications", plan)
    assert actions_of("observer", plan) == actions_of("control", plan) == frozenset()


def test_names_and_refusals_are_said_in_both_languages() -> None:
    """Every role has a name, every refusal a reason, in Vietnamese as well."""
    assert set(NAMES) == set(COMMANDS) == set(ROLES)
    assert {f"role-{word}" for row in TABLE.values() for word in row.split() if word != "+"} == set(REFUSALS)
    for words in (*NAMES.values(), *REFUSALS.values()):
        assert speak("vi")(words) != words
