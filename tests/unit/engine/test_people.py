"""People beside the teams: signatures that wait for one another, deputies, dead numbers, words of mouth, vendors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.messages import Cancel, Start
from engine.plan import Channel, Condition, Duty, Effect, Form, FormField, MayOrder, Milestone, Person, Plan, Profile, Signer
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, action, at, bench, carry_out, fixed, give, of, order, run

OFFICE = Condition("hours", value=7 * HOUR, for_ms=4 * HOUR + 30 * MINUTE)
"""07:00 to 11:30; the bench begins at 07:20."""
HEAD = Person("head", "so", there=OFFICE, numbers=(("desk", 1), ("mobile", 1)), signs=fixed(10 * MINUTE))
DEPUTY = Person("deputy", "so", numbers=(("mobile", 1),), signs=fixed(6 * MINUTE))
LED = {verb: action(verb, authority="leader", approval=fixed(3 * HOUR)) for verb in ("isolate", "paper", "confirm-orders", "stop-service")}


def plan(*people: Person, signers: tuple[Signer, ...] = (Signer("so", "head", "deputy"),), **changes: Any) -> Plan:
    """A head who signs for the response team's organisation, and his deputy; some measures need direction."""
    made = bench(**changes)
    actions = tuple(LED.get(item.id, item) for item in made.actions)
    profile = Profile(signers=signers, people=people or (HEAD, DEPUTY), oral_within_ms=2 * HOUR)
    return replace(made, actions=actions, organisation=profile)


def approved(sim: Simulation, task: str) -> tuple[int, str]:
    """When a task was signed, and by whom."""
    (event,) = of(sim, "task-approved", task=task)
    return event.at, event.data["by"]


# --- signatures


def test_two_papers_wait_for_each_other() -> None:
    """One head, one pair of hands: the second is signed after the first, and the wait stands to his name."""
    sim = run(plan())
    first, second = order(sim, IR, "isolate", "a-pc1", ask=True), order(sim, IR, "isolate", "a-pc2", ask=True)
    sim.advance(HOUR)
    assert approved(sim, first) == (10 * MINUTE, "head")
    assert approved(sim, second)[0] == 20 * MINUTE
    assert [event.data["length"] for event in of(sim, "signature-waited")] == [10 * MINUTE, 20 * MINUTE - 1]
    assert {event.data["person"] for event in of(sim, "signature-waited")} == {"head"}


def test_another_teams_papers_do_not_wait_for_this_head() -> None:
    """Where the profile names no signer, direction takes what the action says."""
    sim = run(plan())
    order(sim, IR, "isolate", "a-pc1", ask=True)
    other = order(sim, OPS, "stop-service", "tthc", ask=True)
    sim.advance(4 * HOUR)
    assert approved(sim, other) == (3 * HOUR + 1, "leader")


def test_an_absent_signers_papers_go_to_the_deputy() -> None:
    """After 11:30: twenty minutes until the deputy has it, then the deputy's own time."""
    sim = run(plan(), 5 * HOUR)
    task = order(sim, IR, "isolate", "a-pc1", ask=True)
    sim.advance(6 * HOUR)
    assert approved(sim, task) == (5 * HOUR + 26 * MINUTE, "deputy")


def test_on_leave_is_absent_at_any_hour_and_without_a_deputy_it_takes_an_hour() -> None:
    """Somebody on leave signs at home."""
    sim = run(plan(replace(HEAD, away=True), signers=(Signer("so", "head"),)))
    task = order(sim, IR, "isolate", "a-pc1", ask=True)
    sim.advance(2 * HOUR)
    assert approved(sim, task) == (70 * MINUTE, "head")


def test_a_convened_team_is_signed_for_in_half_the_time() -> None:
    """As direction was before there were signers."""
    sim = run(plan())
    carry_out(sim, IR, "convene")
    start = sim.clock
    task = order(sim, IR, "isolate", "a-pc1", ask=True)
    sim.advance(2 * HOUR)
    assert approved(sim, task)[0] == start + 5 * MINUTE


def test_a_cancelled_paper_is_not_carried_out() -> None:
    """Taken back while it lies with the head."""
    sim = run(plan())
    task = order(sim, IR, "isolate", "a-pc1", ask=True)
    sim.advance(MINUTE)
    assert give(sim, IR, Cancel(task)).accepted
    sim.advance(HOUR)
    assert not of(sim, "task-approved", task=task)
    assert not of(sim, "signature-waited")


def test_a_form_that_the_head_signs_goes_out_when_he_has() -> None:
    """Written in a minute, signed ten later, and the writer's hands are free meanwhile."""
    made = plan(milestones=(Milestone("m", at(0)),), duties=(Duty("d", IR, "initial", "cong-an", "m", HOUR),))
    form = Form("initial", "initial", (FormField("what", "text"),), signed="head")
    sim = run(replace(made, organisation=replace(made.organisation, forms=(form,))))
    task = order(sim, IR, "report", "initial", to="cong-an")
    sim.advance(2 * MINUTE)
    view = sim.view(IR)
    assert ([item.state for item in view.tasks if item.id == task], view.staff[0].free) == (["awaiting"], 2)
    assert not of(sim, "report-sent")
    sim.advance(HOUR)
    (sent,) = of(sim, "report-sent")
    assert (sent.at, sent.data["signed_by"]) == (11 * MINUTE, "head")


# --- by word of mouth


def test_an_oral_order_needs_its_signer_reached_within_the_hour() -> None:
    """Refused before the call and an hour after it; between, it runs at once."""
    sim = run(plan())
    spoken = Start("isolate", "a-pc1", {"oral": 1})
    refused = give(sim, IR, spoken)
    assert (refused.code, refused.params["person"]) == ("not-reached", "head")
    carry_out(sim, IR, "call", "head")
    assert give(sim, IR, spoken).accepted
    sim.advance(sim.clock + 2 * MINUTE)
    assert [event.data["outcome"] for event in of(sim, "task-ended", action="isolate")] == ["done"]
    sim.advance(sim.clock + HOUR)
    assert give(sim, IR, Start("isolate", "a-pc2", {"oral": 1})).code == "not-reached"
    assert give(sim, OPS, Start("stop-service", "tthc", {"oral": 1})).code == "no-signer"


def test_its_paper_must_follow() -> None:
    """Owed from the order on; put on paper (which is signed in turn) it is done, else it is missing."""
    for confirmed in (True, False):
        sim = run(plan())
        carry_out(sim, IR, "call", "head")
        order(sim, IR, "isolate", "a-pc1", oral=1)
        assert [paper.state for paper in sim.view(IR).papers] == ["owed"]
        if confirmed:
            carry_out(sim, IR, "confirm-orders", ask=True)
        sim.advance(5 * HOUR)
        assert [paper.state for paper in sim.view(IR).papers] == ["done" if confirmed else "missing"]
        assert len(of(sim, "paper-missing")) == (0 if confirmed else 1)


def test_an_order_to_another_body_may_have_to_follow_on_paper() -> None:
    """`on_paper_within` of the profile's rule."""
    made = plan()
    rule = MayOrder("so", ("dtc",), ("lock-account",), paper_within_ms=HOUR)
    actions = tuple(replace(item, authority="operator") if item.id == "lock-account" else item for item in made.actions)
    sim = run(replace(made, actions=actions, organisation=replace(made.organisation, orders=(rule,))))
    order(sim, IR, "lock-account", "svc", ask=True)
    assert [paper.due for paper in sim.view(IR).papers] == [HOUR]
    sim.advance(2 * HOUR)
    assert len(of(sim, "paper-missing")) == 1


# --- calls


KNOWS = Person("expert", "so", numbers=(("duty", 0), ("mobile", 1)), after=fixed(2 * MINUTE), effects=(Effect("reveal", "c2"),))


def test_a_dead_number_costs_a_try_and_is_not_tried_again() -> None:
    """Two numbers, one minute each, two until he is put through; the second call knows better."""
    sim = run(plan(KNOWS, signers=()))
    ended = carry_out(sim, IR, "call", "expert")
    assert ended.at == 4 * MINUTE
    assert [(e.kind, e.data["number"]) for e in sim.events if e.kind in ("dead-number", "reached")] == [
        ("dead-number", "duty"),
        ("reached", "mobile"),
    ]
    view = sim.view(IR)
    assert (view.contacts[0].dead, view.contacts[0].reached_at) == (("duty",), 4 * MINUTE)
    assert "reached:expert" in view.facts
    assert [item.id for item in view.indicators] == ["c2"]
    start = sim.clock
    assert carry_out(sim, IR, "call", "expert").at == start + 3 * MINUTE
    assert len(of(sim, "dead-number")) == 1


def test_nobody_answers_and_nothing_is_learnt() -> None:
    """Every number tried, none answered."""
    sim = run(plan(replace(KNOWS, answers=0), signers=()))
    ended = carry_out(sim, IR, "call", "expert")
    assert (ended.data["outcome"], ended.data["params"], ended.at) == ("nothing", {"reason": "not-reached"}, 2 * MINUTE)
    assert sim.view(IR).indicators == ()


def test_with_the_line_down_at_either_end_nobody_answers() -> None:
    """No number is found dead either; once the line is back the roster is the same as ever."""
    made = plan(KNOWS, signers=())
    phone = Channel("phone", ("mail",), fixed(MINUTE), fixed(0))
    sim = run(replace(made, organisation=replace(made.organisation, channels=(phone,))))
    carry_out(sim, OPS, "stop-service", "mail", ask=True)
    assert carry_out(sim, IR, "call", "expert").data["outcome"] == "nothing"
    assert {e.data["number"] for e in of(sim, "no-answer")} == {"duty", "mobile"}
    assert not of(sim, "dead-number")
    carry_out(sim, OPS, "start-service", "mail")
    assert carry_out(sim, IR, "call", "expert").data["outcome"] == "done"


def test_who_is_not_at_his_desk_answers_the_mobile_only() -> None:
    """On leave: the desk rings in an empty room."""
    sim = run(plan(replace(HEAD, away=True), signers=()))
    carry_out(sim, IR, "call", "head")
    assert [e.data["number"] for e in of(sim, "no-answer")] == ["desk"]
    assert [e.data["number"] for e in of(sim, "reached")] == ["mobile"]


def test_called_out_he_comes_once_with_his_hands() -> None:
    """A second call brings nobody more."""
    sim = run(plan(replace(KNOWS, brings=(("analyst", 2),)), signers=()))
    for _ in range(2):
        carry_out(sim, IR, "call-out", "expert")
    assert sim.view(IR).staff[0].total == 4


def test_a_vendor_whose_contract_lapsed_does_nothing_until_it_is_mended() -> None:
    """An addendum first; it is signed once."""
    vendor = replace(KNOWS, contract="lapsed", brings=(("analyst", 1),))
    sim = run(plan(vendor, signers=()))
    failed = carry_out(sim, IR, "ask-vendor", "expert")
    assert (failed.data["outcome"], failed.data["params"]["reason"]) == ("failed", "contract-lapsed")
    assert carry_out(sim, IR, "sign-addendum", "expert").data["outcome"] == "done"
    assert carry_out(sim, IR, "sign-addendum", "expert").data["outcome"] == "nothing"
    assert carry_out(sim, IR, "ask-vendor", "expert").data["outcome"] == "done"
    assert sim.view(IR).staff[0].total == 3


@pytest.mark.parametrize("answers", [0, 300, 1000])
def test_a_call_draws_the_same_whatever_else_goes_on(answers: int) -> None:
    """Another team's call to the same person changes nothing of this one's (law 3)."""
    traces: list[dict[Any, int]] = [{}, {}]
    made = plan(replace(KNOWS, answers=answers), signers=())
    for number, trace in enumerate(traces):
        sim = run(made, trace=trace)
        if number:
            order(sim, OPS, "call", "expert")
        carry_out(sim, IR, "call", "expert")
    both = traces[0].keys() & traces[1].keys()
    assert both
    assert all(traces[0][key] == traces[1][key] for key in both)
