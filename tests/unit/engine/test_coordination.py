"""Messages and their answers, reports and their clocks, milestones, levels, reserves."""

from __future__ import annotations

from typing import Any

import pytest

from engine.messages import Declare, Fire, Reply, Start, Watch
from engine.plan import Alarm, Condition, Duty, Effect, Inject, Measure, Milestone, Objective, Plan, Reserve
from engine.plan import Reply as Answer
from engine.simulation import Simulation
from engine.world import NO_POWER
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, at, bench, campaign, carry_out, fixed, foothold, give, of, run, step

YES = Answer("yes", "comply", (Effect("trust", value=10), Effect("flag", "said-yes")))
NO = Answer("no", "decline", (Effect("trust", value=-20),))


def _ask(**more: object) -> Inject:
    made = {"id": "ask", "when": at(5 * MINUTE), "to": (IR,), "via": "phone", "replies": (YES, NO), "reply_within_ms": 20 * MINUTE} | more
    return Inject(**made)  # type: ignore[arg-type]


def _with(*injects: Inject, until: int = 0, **more: object) -> Simulation:
    return run(bench(injects=injects, **more), until)  # type: ignore[arg-type]


# --- injects


def test_an_inject_arrives_when_its_condition_holds() -> None:
    """With who writes, what is said, what may be answered and by when."""
    sim = _with(_ask(), until=6 * MINUTE)
    (message,) = sim.view(IR).messages
    assert (message.at, message.kind, message.via) == (5 * MINUTE, "inject", "phone")
    assert (message.sender, message.text, message.due) == ("inject.ask.from", "inject.ask.says", 25 * MINUTE)
    assert [(reply.id, reply.tag) for reply in message.replies] == [("yes", "comply"), ("no", "decline")]
    assert "message:ask" in sim.view(IR).facts
    assert sim.view(OPS).messages == ()


def test_an_answer_does_what_it_says() -> None:
    """Effects apply, facts follow, the free words are kept; a second answer is refused."""
    sim = _with(_ask(), until=6 * MINUTE)
    message = sim.view(IR).messages[0].id
    sim._world.lose_trust(50, "test")
    assert give(sim, IR, Reply(message, "maybe")).code == "unknown-reply"
    assert give(sim, IR, Reply(message, "yes", "Vâng, chúng tôi làm ngay.")).accepted
    assert give(sim, IR, Reply(message, "no")).code == "already-so"
    assert (sim.truth.trust_lost, sim.view(IR).messages[0].replied) == (40, "yes")
    assert {"replied:ask", "flag:said-yes"} <= sim.view(IR).facts
    assert of(sim, "replied")[0].data["free"] == "Vâng, chúng tôi làm ngay."
    sim.advance(HOUR)
    assert not of(sim, "reply-missed")


def test_an_inject_that_nobody_answers_is_ignored_at_a_price() -> None:
    """Its own price, or the usual one."""
    usual = _with(_ask(), until=HOUR)
    priced = _with(_ask(ignored=(Effect("evidence-lost", value=3),)), until=HOUR)
    assert [event.at for event in of(usual, "reply-missed")] == [25 * MINUTE]
    assert usual.view(IR).messages[0].missed
    assert (usual.truth.trust_lost, usual.truth.evidence_lost) == (4, 0)
    assert (priced.truth.trust_lost, priced.truth.evidence_lost) == (0, 3)


def test_an_answer_that_comes_late_changes_nothing_any_more() -> None:
    """It is heard, and marked late; its effects are gone."""
    sim = _with(_ask(), until=HOUR)
    lost = sim.truth.trust_lost
    assert give(sim, IR, Reply(sim.view(IR).messages[0].id, "no")).accepted
    assert of(sim, "replied")[0].data["late"] is True
    assert sim.truth.trust_lost == lost


def test_an_answer_in_its_last_millisecond_is_in_time() -> None:
    """Inputs come before what happens at their moment."""
    sim = _with(_ask(), until=25 * MINUTE)
    give(sim, IR, Reply(sim.view(IR).messages[0].id, "yes"))
    sim.advance(HOUR)
    assert of(sim, "replied")[0].data["late"] is False
    assert not of(sim, "reply-missed")


def test_one_answer_of_two_teams() -> None:
    """Each has its own call; whoever says nothing is told so, and the inject is not ignored."""
    sim = _with(_ask(to=(IR, OPS)), until=6 * MINUTE, milestones=(Milestone("m", Condition("ignored", ref="ask")),))
    give(sim, OPS, Reply(sim.view(OPS).messages[0].id, "yes"))
    sim.advance(HOUR)
    assert [event.to for event in of(sim, "reply-missed")] == [(IR,)]
    assert not of(sim, "milestone")
    assert sim.truth.trust_lost == 0


def test_a_message_without_answers_asks_for_none() -> None:
    """Read it and go on."""
    sim = _with(_ask(replies=(), reply_within_ms=0), until=HOUR)
    assert sim.view(IR).messages[0].due == -1
    assert not of(sim, "reply-missed")
    assert give(sim, IR, Reply(sim.view(IR).messages[0].id, "yes")).code == "unknown-reply"


def test_an_inject_waits_while_its_carrier_is_down() -> None:
    """Mail does not arrive while mail is down; it arrives when it is back, once."""
    sim = _with(_ask(carried_by="mail"))
    carry_out(sim, OPS, "stop-service", "mail")
    sim.advance(HOUR)
    assert sim.view(IR).messages == ()
    carry_out(sim, OPS, "start-service", "mail")
    (message,) = sim.view(IR).messages
    assert message.at > HOUR
    assert message.due == message.at + 20 * MINUTE
    sim.advance(3 * HOUR)
    assert len(of(sim, "message")) == 1


def test_a_message_waits_only_where_its_carrier_is_down() -> None:
    """A commune whose line is broken gets it when the line is back, with the full time to answer; the others have long had it."""
    sim = _with(_ask(to=(IR, OPS), carried_by="mail", effects=(Effect("trust", value=-3),)), until=MINUTE)
    sim._world.break_link("net-xa-a", True)
    sim.advance(HOUR)
    assert sim._world.services.level["mail"] == 1000
    assert [event.to for event in of(sim, "message")] == [(OPS,)]
    assert [event.to for event in of(sim, "reply-missed")] == [(OPS,)]
    sim._world.break_link("net-xa-a", False)
    sim.advance(HOUR + 2)
    assert sim.view(IR).messages[0].due == HOUR + 20 * MINUTE
    assert give(sim, IR, Reply(sim.view(IR).messages[0].id, "yes")).accepted
    sim.advance(3 * HOUR)
    assert [event.to for event in of(sim, "message")] == [(OPS,), (IR,)]
    assert [event.data["cause"] for event in of(sim, "harm-counted")].count("inject:ask") == 1


def test_a_stand_by_inject_waits_for_controls_hand() -> None:
    """Fired once; unknown names and second firings are refused; while the carrier is down it waits."""
    sim = _with(_ask(when=None, carried_by="mail"), until=HOUR)
    assert not of(sim, "message")
    assert give(sim, "", Fire("nothing"), origin="control").code == "unknown-target"
    carry_out(sim, OPS, "stop-service", "mail")
    for _ in range(2):
        assert give(sim, "", Fire("ask"), origin="control").accepted
    assert not of(sim, "message")
    carry_out(sim, OPS, "start-service", "mail")
    assert len(of(sim, "message")) == 1
    assert give(sim, "", Fire("ask"), origin="control").code == "already-so"


def test_what_an_inject_brings_when_it_arrives() -> None:
    """Indicators told, help sent, a flag raised, approval made quick, the adversary alarmed."""
    effects = (
        Effect("reveal", "c2"),
        Effect("staff", "analyst", 2),
        Effect("flag", "warned"),
        Effect("speed-approval"),
        Effect("trust", value=-7),
    )
    sim = _with(_ask(effects=effects), until=6 * MINUTE)
    view = sim.view(IR)
    assert [item.id for item in view.indicators] == ["c2"]
    assert view.staff[0].total == 4
    assert "flag:warned" in view.facts
    assert IR in sim._response.convened
    assert sim.truth.trust_lost == 7


def test_an_inject_may_alarm_the_adversary() -> None:
    """A leak to the press: those who are inside read it too."""
    story = campaign(foothold("a-pc1", then=("slow",)), step("slow", "collect", takes=fixed(2 * HOUR)), alarm=Alarm(fixed(MINUTE), 500))
    sim = _with(_ask(effects=(Effect("alarm-adversary", "ops-x"),)), until=HOUR, campaigns=(story,))
    assert [event.at for event in of(sim, "adversary-alarmed")] == [6 * MINUTE]


# --- duties


def _owing(**more: Any) -> Plan:
    return bench(
        milestones=(Milestone("noticed", at(10 * MINUTE), (IR,)),),
        duties=(Duty("first", IR, "initial", "so", "noticed", 30 * MINUTE),),
        **more,
    )


@pytest.mark.parametrize(("ordered", "state", "on_time"), [(12, "sent", True), (50, "late", False), (None, "missed", None)])
def test_a_report_in_time_late_or_never(ordered: int | None, state: str, on_time: bool | None) -> None:
    """Counted from its milestone; missed, it costs trust, and it may still be sent."""
    sim = run(_owing(), 11 * MINUTE)
    (duty,) = sim.view(IR).duties
    assert (duty.due, duty.state, duty.form, duty.organisation) == (40 * MINUTE, "open", "initial", "so")
    if ordered is not None:
        give(sim, IR, Start("report", "initial", {"summary": "x"}), ordered * MINUTE)
    sim.advance(2 * HOUR)
    assert sim.view(IR).duties[0].state == state
    assert [event.data["on_time"] for event in of(sim, "report-sent")] == ([] if on_time is None else [on_time])
    assert sim.truth.trust_lost == (0 if on_time else 5)
    assert len(of(sim, "duty-missed")) == (0 if on_time else 1)


def test_a_report_before_anybody_asks_fulfils_its_duty() -> None:
    """Sent early it goes to whoever will ask for it, and the duty begins fulfilled."""
    sim = run(_owing())
    carry_out(sim, IR, "report", "initial", summary="sớm")
    assert of(sim, "report-sent")[0].data == {
        "form": "initial",
        "organisation": "so",
        "duty": "",
        "on_time": True,
        "fields": {"summary": "sớm"},
    }
    sim.advance(2 * HOUR)
    assert sim.view(IR).duties[0].state == "sent"
    assert not of(sim, "duty-missed")


def test_another_teams_report_fulfils_no_duty() -> None:
    """It is the owing team's to send."""
    sim = run(_owing(), 11 * MINUTE)
    carry_out(sim, OPS, "report", "initial")
    sim.advance(HOUR)
    assert sim.view(IR).duties[0].state == "missed"


def test_whoever_a_report_is_for_reads_it() -> None:
    """A duty towards an organisation that a team acts for arrives there as a message; each time it is sent."""
    plan = bench(
        milestones=(Milestone("m", at(MINUTE)),),
        duties=(Duty("d1", IR, "initial", "dtc", "m", HOUR), Duty("d2", IR, "initial", "dtc", "m", HOUR)),
    )
    ids = []
    for began in (2 * MINUTE, 9 * MINUTE):
        sim = run(plan, began)
        for _ in range(2):
            carry_out(sim, IR, "report", "initial")
        messages = sim.view(OPS).messages
        ids.append([message.id for message in messages])
    assert ids[0] == ids[1], "an id is made from its cause, never from the clock"
    assert [(item.kind, item.sender, item.params["form"]) for item in messages] == [("report", "team.ir", "initial")] * 2
    assert sim.view(IR).messages == ()
    assert give(sim, OPS, Reply(messages[0].id, "yes")).code == "not-open"


# --- milestones, levels, watches


def test_a_timed_measure_runs_for_those_who_may_know_both_ends() -> None:
    """Begun and met, with its due time; a measure that ends in the truth shows nothing."""
    done = Condition("action", ref="isolate")
    open_, closed = Milestone("open", at(MINUTE), (IR,)), Milestone("closed", done, (IR,))
    hidden = Milestone("hidden", done)
    objective = Objective(
        "o", "RS", (Measure("t", "time", 1, "open", "closed", target=9 * MINUTE), Measure("u", "time", 1, "open", "hidden", target=MINUTE))
    )
    sim = run(bench(milestones=(open_, closed, hidden), objectives=(objective,)), 2 * MINUTE)
    states = {item.id: (item.state, item.due) for item in sim.view(IR).measures}
    assert states == {"t": ("running", 10 * MINUTE)}, "what did not begin is not even named"
    carry_out(sim, IR, "isolate", "a-pc1")
    assert [item.state for item in sim.view(IR).measures] == ["met"]


def test_a_timed_measure_turns_late_at_its_due_time() -> None:
    """Nine minutes gone and not met; met in the end, it shows as met."""
    done = Condition("action", ref="isolate")
    ends = (Milestone("open", at(MINUTE), (IR,)), Milestone("closed", done, (IR,)))
    objective = Objective("o", "RS", (Measure("t", "time", 1, "open", "closed", target=9 * MINUTE),))
    sim = run(bench(milestones=ends, objectives=(objective,)), 10 * MINUTE)
    assert sim.view(IR).measures[0].state == "running"
    sim.advance(10 * MINUTE + 1)
    assert sim.view(IR).measures[0].state == "late"
    carry_out(sim, IR, "isolate", "a-pc1")
    assert sim.view(IR).measures[0].state == "met"
    sim.advance(HOUR)
    assert sim.view(OPS).measures == ()


def test_a_measure_that_was_met_before_it_began_does_not_run() -> None:
    """Contained before it was noticed."""
    objective = Objective("o", "RS", (Measure("t", "time", 1, "open", "closed", target=MINUTE),))
    plan = bench(milestones=(Milestone("open", at(HOUR), (IR,)), Milestone("closed", at(MINUTE), (IR,))), objectives=(objective,))
    assert run(plan, 2 * HOUR).view(IR).measures[0].state == "met"


def test_levels_are_declared_to_everybody() -> None:
    """By a team, on a scale; the same twice is refused, an unknown one too; it may go down again."""
    sim = run(bench())
    assert give(sim, IR, Declare("terrible")).code == "bad-params"
    assert give(sim, IR, Declare("serious")).accepted
    assert sim.view(OPS).declared == "serious"
    assert give(sim, OPS, Declare("serious")).code == "already-so"
    assert give(sim, OPS, Declare("ordinary")).accepted
    assert {"declared:serious", "declared:ordinary"} <= sim.view(IR).facts


def test_waiting_on_purpose_needs_a_moment_to_come() -> None:
    """Now and the past are no waiting."""
    sim = run(bench(), HOUR)
    assert give(sim, IR, Watch(HOUR)).code == "bad-params"
    assert give(sim, IR, Watch(2 * HOUR, "x")).accepted
    sim.advance(3 * HOUR)
    assert [event.at for event in of(sim, "watch-due")] == [2 * HOUR]


# --- reserves


def _reserve(saved: Condition) -> Plan:
    return bench(reserves=(Reserve("ups", at(10 * MINUTE), saved, fixed(20 * MINUTE), ("app", "spare")),))


def _dark(sim: Simulation) -> bool:
    return bool(sim._world.flags[sim._world.index.asset_of["app"]] & NO_POWER)


def test_a_reserve_runs_dry_and_comes_back_when_saved() -> None:
    """Battery from minute 10, dark at 30, light at 60."""
    sim = run(_reserve(at(HOUR)), 30 * MINUTE)
    assert not _dark(sim)
    sim.advance(31 * MINUTE)
    assert _dark(sim)
    assert sim.truth.service_levels == {"tthc": 0, "mail": 0}
    sim.advance(HOUR + 1)
    assert not _dark(sim)
    assert [event.kind for event in sim.events if event.kind.startswith("reserve")] == ["reserve-started", "reserve-empty", "reserve-saved"]


def test_a_reserve_saved_in_time_lasts() -> None:
    """The generator runs before the battery is empty."""
    sim = run(_reserve(at(25 * MINUTE)), HOUR)
    assert [event.kind for event in sim.events if event.kind.startswith("reserve")] == ["reserve-started", "reserve-saved"]
    assert not _dark(sim)
