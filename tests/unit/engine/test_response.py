"""Orders and tasks: what is refused and why, who does it, who waits for whom, how it ends."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import engine
from engine.messages import Cancel, Start
from engine.plan import Action, Plan
from engine.simulation import Simulation
from tests.unit.engine.worlds import (
    HOUR,
    IR,
    MINUTE,
    OPS,
    action,
    bench,
    carry_out,
    fixed,
    give,
    of,
    of_task,
    order,
    run,
)


def _with(*actions: Action, **more: object) -> Plan:
    plan = bench(**more)  # type: ignore[arg-type]
    changed = {item.id: item for item in actions}
    return replace(plan, actions=tuple(changed.get(item.id, item) for item in plan.actions))


def _may(team: str, *, but: tuple[str, ...]) -> Plan:
    plan = bench()
    return replace(plan, teams=tuple(replace(t, may=tuple(a for a in t.may if a not in but)) if t.id == team else t for t in plan.teams))


def _code(sim: Simulation, team: str, *start: object, **more: object) -> str:
    return give(sim, team, Start(*start, **more)).code  # type: ignore[arg-type]


def _state(sim: Simulation, task: str, team: str = IR) -> str:
    return next(item.state for item in sim.view(team).tasks if item.id == task)


OPERATED = action("isolate", authority="operator")
LED = action("isolate", authority="leader", approval=fixed(10 * MINUTE))


# --- refusals: each code means one thing


@pytest.mark.parametrize(
    ("verb", "target"),
    [
        ("isolate", "nowhere"),
        ("isolate", ""),
        ("isolate", "xa-a"),
        ("triage", "x"),
        ("cut-link", "app"),
        ("sweep", "c2"),
        ("lock-account", "x"),
        ("stop-service", "x"),
        ("check-backup", "app"),
        ("report", "x"),
        ("convene", "app"),
    ],
)
def test_a_target_that_is_not_there(verb: str, target: str) -> None:
    """Unknown to the estate, of another sort, or (an indicator, an alert) not known to the team."""
    assert _code(run(bench()), IR, verb, target) == "unknown-target"


@pytest.mark.parametrize("kind", ["link", "team"])
def test_other_sorts_of_target(kind: str) -> None:
    """A line and a team may be named where an action is aimed at one."""
    sim = run(_with(action("patch", target=kind)))
    names = {"link": "net-ttdl", "team": OPS}
    assert _code(sim, IR, "patch", "app") == "unknown-target"
    assert _code(sim, IR, "patch", names[kind]) == ""


def test_an_unknown_action() -> None:
    """Not in the list."""
    assert _code(run(bench()), IR, "dance") == "unknown-action"


def test_a_wrong_kind_of_target() -> None:
    """Only workstations."""
    sim = run(_with(action("isolate", kinds=("workstation",))))
    assert _code(sim, IR, "isolate", "app") == "wrong-kind"
    assert _code(sim, IR, "isolate", "a-pc1") == ""


def test_an_action_that_nobody_may_do() -> None:
    """Not this team's, nor anybody's."""
    plan = _may(IR, but=("patch",))
    plan = replace(plan, teams=tuple(replace(team, may=tuple(a for a in team.may if a != "patch")) for team in plan.teams))
    assert _code(run(plan), IR, "patch", "app") == "not-allowed"


def test_an_action_of_another_team() -> None:
    """Not the team's own: it is told whose it is, and may ask."""
    sim = run(_may(IR, but=("patch",)))
    receipt = give(sim, IR, Start("patch", "app"))
    assert (receipt.code, receipt.params["team"]) == ("not-yours", OPS)
    assert _code(sim, IR, "patch", "app", ask=True) == ""


@pytest.mark.parametrize(
    ("target", "verb", "kind"),
    [
        ("app", "isolate", "asset"),
        ("svc", "lock-account", "account"),
        ("app-old", "check-backup", "backup"),
        ("xa-b", "cut-link", "site"),
        ("tthc", "stop-service", "service"),
    ],
)
def test_authority_follows_who_runs_it(target: str, verb: str, kind: str) -> None:
    """The operator does it at once; others are told to ask. Where nobody of the drill runs it, anybody may."""
    plan = _with(action(verb, authority="operator"))
    assert _code(run(plan), OPS, verb, target) == ""
    sim = run(plan)
    assert _code(sim, IR, verb, target) == ("" if target == "xa-b" else "not-yours")
    assert kind == sim.plan.actions[[a.id for a in sim.plan.actions].index(verb)].target


def test_an_operator_that_may_not_do_it() -> None:
    """Its operator is not given this action: nobody may do it there."""
    plan = replace(_may(OPS, but=("isolate",)))
    plan = replace(plan, actions=tuple(OPERATED if item.id == "isolate" else item for item in plan.actions))
    assert _code(run(plan), IR, "isolate", "app") == "not-allowed"


def test_direction_must_be_asked_for() -> None:
    """Ordered without asking it is refused; asked for, it waits."""
    sim = run(_with(LED))
    assert _code(sim, IR, "isolate", "a-pc1") == "needs-direction"
    task = order(sim, IR, "isolate", "a-pc1", ask=True)
    assert _state(sim, task) == "awaiting"


def test_the_same_order_twice() -> None:
    """While it runs, no second one; another team's does not count; once over, again."""
    sim = run(bench())
    order(sim, IR, "isolate", "a-pc1")
    assert _code(sim, IR, "isolate", "a-pc1") == "already-running"
    assert _code(sim, OPS, "isolate", "a-pc1") == ""
    sim.advance(5 * MINUTE)
    assert _code(sim, IR, "isolate", "a-pc1") == ""


def test_a_team_without_anybody_for_it() -> None:
    """Nobody of that role, or too few altogether: said at once instead of waiting for ever."""
    sim = run(_with(action("isolate", staff=(("analyst", 1), ("forensic", 1))), action("patch", staff=(("analyst", 3),))))
    receipt = give(sim, IR, Start("isolate", "a-pc1"))
    assert (receipt.code, receipt.params["role"]) == ("no-staff-ever", "forensic")
    assert _code(sim, IR, "patch", "app") == "no-staff-ever"
    carry_out(sim, IR, "call-help")
    assert _code(sim, IR, "patch", "app") == ""


def test_cancelling_what_cannot_be_cancelled() -> None:
    """Unknown, another team's, or over."""
    sim = run(bench())
    task = order(sim, IR, "isolate", "a-pc1")
    assert give(sim, IR, Cancel("zzz")).code == "no-such-task"
    assert give(sim, OPS, Cancel(task)).code == "no-such-task"
    sim.advance(5 * MINUTE)
    assert give(sim, IR, Cancel(task)).code == "task-over"


def test_every_refusal_is_said_in_words() -> None:
    """No code of the engine without a text in the catalogue that everybody shares."""
    used: set[str] = set()
    for module in Path(engine.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Receipt" and len(node.args) > 1:
                code = node.args[1]
                assert isinstance(code, ast.Constant), ast.dump(code)
                assert isinstance(code.value, str)
                used.add(code.value)
    words = (Path(engine.__file__).parents[1] / "scenarios" / "catalog" / "words.yaml").read_text(encoding="utf-8")
    said = set(words[words.index("  refusal:") :].split("\n\n")[0].replace(" ", "").split("\n"))
    known = {line.split(":")[0] for line in said}
    assert used - known == set()
    assert len(used) > 12


# --- a task's life


def test_a_task_from_order_to_end() -> None:
    """Ordered, started, ended, each told to the team with what it needs to know."""
    sim = run(bench())
    task = order(sim, IR, "isolate", "a-pc1")
    assert _state(sim, task) == "running", "whose people are free begins at once"
    sim.advance(30_000)
    assert _state(sim, task) == "running"
    sim.advance(MINUTE + 1)
    view = sim.view(IR).tasks[0]
    assert (view.state, view.ordered_at, view.started_at, view.ended_at, view.seat) == ("done", 0, 0, MINUTE, "ir-1")
    assert sim.truth.actions_finished == 1


@pytest.mark.parametrize("stage", ["awaiting", "queued", "running"])
def test_a_cancelled_task_never_takes_hold(stage: str) -> None:
    """Whatever it was doing, it stops, its people are free, and nothing happens."""
    made = LED if stage == "awaiting" else action("isolate", staff=(("analyst", 2),), takes=fixed(10 * MINUTE))
    sim = run(_with(made, action("patch", takes=fixed(5 * MINUTE))))
    if stage == "queued":
        order(sim, IR, "patch", "db")
    task = order(sim, IR, "isolate", "app", ask=True)
    sim.advance(MINUTE)
    assert _state(sim, task) == stage
    assert give(sim, IR, Cancel(task)).accepted
    assert give(sim, IR, Cancel(task)).code == "task-over"
    sim.advance(HOUR)
    assert _state(sim, task) == "cancelled"
    assert sim._world.flags[sim._world.index.asset_of["app"]] == 0
    assert [item.free for item in sim.view(IR).staff] == [2, 1]
    assert [event.data["outcome"] for event in of_task(sim, "task-ended", task)] == ["cancelled"]
    assert order(sim, IR, "isolate", "app", ask=True) != task


def test_a_task_cancelled_as_it_ends_is_cancelled() -> None:
    """In the millisecond in which it would have taken hold the cancel comes first."""
    sim = run(bench())
    task = order(sim, IR, "isolate", "a-pc1")
    assert give(sim, IR, Cancel(task), MINUTE).accepted
    sim.advance(HOUR)
    assert _state(sim, task) == "cancelled"
    assert not of(sim, "asset-changed")


def test_tasks_queue_for_people_in_order() -> None:
    """Two analysts, three tasks: the third begins when the first is over."""
    sim = run(bench())
    tasks = [order(sim, IR, "isolate", name) for name in ("a-pc1", "a-pc2", "app")]
    sim.advance(30_000)
    assert [_state(sim, task) for task in tasks] == ["running", "running", "queued"]
    sim.advance(90_000)
    assert [_state(sim, task) for task in tasks] == ["done", "done", "running"]


def test_people_are_taken_all_at_once_or_not_at_all() -> None:
    """Who waits for a leader does not hold an analyst meanwhile; the picture of free people is true."""
    led = action("isolate", staff=(("analyst", 1), ("lead", 1)))
    sim = run(_with(led, action("patch", staff=(("lead", 1),), takes=fixed(10 * MINUTE))))
    order(sim, IR, "patch", "app")
    waiting = order(sim, IR, "isolate", "a-pc1")
    sim.advance(MINUTE)
    assert _state(sim, waiting) == "queued"
    assert [item.free for item in sim.view(IR).staff] == [2, 0]
    pool = sim._response.staff[IR]
    assert (pool.free("analyst"), pool.free("lead")) == (2, 0)


def test_a_cancelled_waiter_lets_the_next_one_in_at_once() -> None:
    """Two analysts wanted, one free: the one behind, who needs one, must not wait for the first to be done."""
    sim = run(_with(action("isolate", staff=(("analyst", 2),)), action("patch", takes=fixed(HOUR))))
    order(sim, IR, "patch", "db")
    first = order(sim, IR, "isolate", "app")
    second = order(sim, IR, "patch", "app")
    sim.advance(MINUTE)
    assert _state(sim, second) == "queued", "nobody overtakes"
    give(sim, IR, Cancel(first))
    sim.advance(2 * MINUTE)
    assert _state(sim, second) == "running"


def test_help_that_leaves_lets_those_at_work_finish() -> None:
    """Both analysts at work, one called away: his task goes on, the next one waits for the other."""
    sim = run(bench())
    tasks = [order(sim, IR, "isolate", name) for name in ("a-pc1", "a-pc2", "app", "spare")]
    sim.advance(1000)
    sim._response.add_people(IR, "analyst", -1)
    sim.advance(MINUTE + 1000)
    assert [_state(sim, task) for task in tasks] == ["done", "done", "running", "queued"]
    sim.advance(4 * MINUTE)
    assert [_state(sim, task) for task in tasks] == ["done"] * 4


def test_a_role_that_was_not_there_may_arrive() -> None:
    """The first forensic analyst of a team."""
    sim = run(_with(action("isolate", staff=(("forensic", 1),))))
    assert _code(sim, IR, "isolate", "a-pc1") == "no-staff-ever"
    sim._response.add_people(IR, "forensic", 1)
    assert carry_out(sim, IR, "isolate", "a-pc1").data["outcome"] == "done"
