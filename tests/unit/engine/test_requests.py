"""Waiting for a signature, asking another team, and the luck of a task."""

from __future__ import annotations

from dataclasses import replace

from engine.messages import Cancel, Reply, Start
from engine.plan import Action, Plan, Spread
from engine.simulation import Simulation
from tests.unit.engine.worlds import (
    HOUR,
    IR,
    MINUTE,
    OPS,
    action,
    bench,
    campaign,
    carry_out,
    fixed,
    give,
    of,
    of_task,
    order,
    run,
    seen,
    step,
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


def test_a_leaders_word_takes_its_time_and_half_of_it_once_convened() -> None:
    """Ten minutes for the signature; five with the team around one table."""
    slow, quick = run(_with(LED)), run(_with(LED))
    carry_out(quick, IR, "convene")
    for sim, wait in ((slow, 10), (quick, 5)):
        task = order(sim, IR, "isolate", "a-pc1", ask=True)
        began = sim.clock
        sim.advance(began + HOUR)
        assert of_task(sim, "task-approved", task)[0].data["by"] == "leader"
        assert of_task(sim, "task-approved", task)[0].at == began + wait * MINUTE
        assert _state(sim, task) == "done"


def _requested(until: int = 0) -> tuple[Simulation, str, str]:
    """The response team asks the operator to isolate the server: the task, the operator's message."""
    sim = run(_with(OPERATED), until)
    task = order(sim, IR, "isolate", "app", ask=True)
    (message,) = sim.view(OPS).messages
    assert (message.kind, message.sender, message.params["why"]) == ("request", "team.ir", "")
    return sim, task, message.id


def test_a_request_accepted_is_done_by_those_who_were_asked() -> None:
    """Their people, their time; both are told."""
    sim, task, message = _requested()
    assert _state(sim, task) == "awaiting"
    assert sim.view(OPS).tasks == ()
    assert give(sim, OPS, Reply(message, "accept")).accepted
    assert sim.view(OPS).messages[0].replied == "accept"
    sim.advance(30_000)
    assert ([item.free for item in sim.view(IR).staff], [item.free for item in sim.view(OPS).staff]) == ([2, 1], [1])
    assert _state(sim, task) == _state(sim, task, OPS) == "running"
    sim.advance(HOUR)
    assert _state(sim, task) == _state(sim, task, OPS) == "done"
    assert of(sim, "request-answered")[0].data["answer"] == "accepted"
    assert of(sim, "request-answered")[0].to == (IR,)
    assert give(sim, OPS, Reply(message, "accept")).code == "already-so"


def test_a_request_declined_fails_with_its_reason() -> None:
    """The answer is no."""
    sim, task, message = _requested()
    give(sim, OPS, Reply(message, "decline"))
    sim.advance(HOUR)
    assert _state(sim, task) == "failed"
    assert of_task(sim, "task-ended", task)[0].data["params"] == {"reason": "declined"}
    assert sim.view(OPS).tasks == ()
    order(sim, IR, "isolate", "app", ask=True)


def test_a_request_that_nobody_answers_fails_late() -> None:
    """Forty minutes without a word; an answer after that is too late."""
    sim, task, message = _requested()
    sim.advance(HOUR)
    assert _state(sim, task) == "failed"
    assert of(sim, "request-answered")[0].data["answer"] == "late"
    assert sim.view(OPS).messages[0].missed
    assert give(sim, OPS, Reply(message, "accept")).code == "already-so"


def test_a_request_that_was_withdrawn() -> None:
    """Cancelled by who asked: an answer meets nothing any more, and the asked never hear of a task."""
    sim, task, message = _requested()
    assert give(sim, IR, Cancel(task)).accepted
    assert give(sim, OPS, Reply(message, "accept")).code == "task-over"
    sim.advance(HOUR)
    assert sim.view(OPS).tasks == ()
    assert not sim.view(OPS).messages[0].missed


def test_only_the_asked_may_answer_and_only_with_an_offered_word() -> None:
    """Neither the asker nor an unknown word."""
    sim, _, message = _requested()
    assert give(sim, IR, Reply(message, "accept")).code == "not-open"
    assert give(sim, OPS, Reply(message, "maybe")).code == "unknown-reply"
    assert give(sim, OPS, Reply("zzz", "accept")).code == "not-open"


def test_saying_yes_without_people_for_it() -> None:
    """Whoever has nobody for it cannot say yes; a no is heard."""
    sim = run(_with(action("isolate", authority="operator", staff=(("lead", 1),))))
    task = order(sim, IR, "isolate", "app", ask=True)
    message = sim.view(OPS).messages[0].id
    assert give(sim, OPS, Reply(message, "accept")).code == "no-staff-ever"
    assert give(sim, OPS, Reply(message, "decline")).accepted
    assert _state(sim, task) == "failed"


def test_either_side_may_stop_an_accepted_request() -> None:
    """The doer cancels what it has begun; both see it."""
    sim, task, message = _requested()
    give(sim, OPS, Reply(message, "accept"))
    sim.advance(30_000)
    assert give(sim, OPS, Cancel(task)).accepted
    sim.advance(HOUR)
    assert _state(sim, task) == _state(sim, task, OPS) == "cancelled"
    assert [item.free for item in sim.view(OPS).staff] == [2]


# --- luck


def test_durations_are_drawn_for_the_task_and_its_target() -> None:
    """Who else was busy before, and when it was ordered, do not change how long it takes."""
    slow = action("isolate", takes=Spread((MINUTE, 20 * MINUTE)))
    times = []
    for busy in (False, True):
        sim = run(_with(slow), seed=11)
        if busy:
            for name in ("a-pc2", "spare", "bk"):
                order(sim, IR, "isolate", name)
            order(sim, OPS, "isolate", "a-pc1")
        task = order(sim, IR, "isolate", "a-pc1")
        sim.advance(3 * HOUR)
        view = next(item for item in sim.view(IR).tasks if item.id == task)
        times.append(view.ended_at - view.started_at)
    assert times[0] == times[1]


def test_a_tasks_id_is_made_from_its_cause() -> None:
    """The same order has the same id whatever was ordered before it; the second of its kind has another."""
    ids = []
    for before in ((), ("a-pc2", "spare")):
        sim = run(bench())
        for name in before:
            order(sim, IR, "isolate", name)
        ids.append(order(sim, IR, "isolate", "a-pc1"))
    assert ids[0] == ids[1]
    sim.advance(10 * MINUTE)
    assert order(sim, IR, "isolate", "a-pc1") != ids[0]


def test_triage_of_an_alert_that_was_told() -> None:
    """An alert is a target for the team that got it, and for no other."""
    sim = run(bench(campaigns=(campaign(step("enter", seen=seen("odd-file"))),)), 5 * MINUTE)
    alert = sim.view(IR).alerts[0].id
    assert _code(sim, OPS, "triage", alert) == "unknown-target"
    assert carry_out(sim, IR, "triage", alert).data["outcome"] == "done"
