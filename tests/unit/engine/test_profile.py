"""What the organisation profile decides: orders and requests, levels, what a level opens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.messages import Declare, Reply, Start
from engine.plan import MayOrder, Org, Plan, Profile, Severity, Team
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, bench, carry_out, estate, give, of, order, run

TOP = "top"


def plan(profile: Profile, **changes: Any) -> Plan:
    """A chair, a department under it, and the centre under the department."""
    made = bench(net=estate(orgs=(Org("so", "department", IR), Org("dtc", "operator", OPS), Org("tinh", "authority", TOP))), **changes)
    chair = Team(TOP, "tinh", (("analyst", 1),), made.teams[0].may)
    # only the centre may touch servers' accounts: everybody else asks it
    actions = tuple(replace(item, authority="operator") if item.id == "lock-account" else item for item in made.actions)
    return replace(made, teams=(*made.teams, chair), actions=actions, organisation=profile)


CHAIN = (("dtc", "so"), ("so", "tinh"))


def asked(sim: Simulation, team: str) -> Any:
    """What the centre was asked by a team's order to lock an account."""
    order(sim, team, "lock-account", "svc", ask=True)
    (message,) = sim.view(OPS).messages
    return message


def test_without_a_rule_it_is_a_request() -> None:
    """Which may be declined without a word."""
    sim = run(plan(Profile(CHAIN)), MINUTE)
    message = asked(sim, IR)
    assert (message.kind, message.text) == ("request", "what.request")
    assert give(sim, OPS, Reply(message.id, "decline")).accepted


def test_with_a_rule_it_is_an_order_and_declining_takes_a_reason() -> None:
    """`may_order` of that action, to that organisation."""
    sim = run(plan(Profile(CHAIN, (MayOrder("so", ("dtc",), ("lock-account",)),))), MINUTE)
    message = asked(sim, IR)
    assert (message.kind, message.text) == ("order", "what.order")
    assert give(sim, OPS, Reply(message.id, "decline")).code == "needs-why"
    assert give(sim, OPS, Reply(message.id, "decline", "  ")).code == "needs-why"
    assert give(sim, OPS, Reply(message.id, "decline", "Tài khoản này chạy sao lưu đêm nay")).accepted
    assert [event.data["answer"] for event in of(sim, "request-answered")] == ["declined"]
    assert not of(sim, "order-over-head")


def test_a_rule_for_another_action_orders_nothing() -> None:
    """A rule is for what it names."""
    sim = run(plan(Profile(CHAIN, (MayOrder("so", ("dtc",), ("isolate",)),))), MINUTE)
    assert asked(sim, IR).kind == "request"


def test_an_order_round_the_one_between_is_over_his_head() -> None:
    """The chair may order everybody, but the centre answers to the department; who is named in the rule is not gone round."""
    sim = run(plan(Profile(CHAIN, (MayOrder("tinh", ("*",), ("*",)),))), MINUTE)
    assert asked(sim, TOP).kind == "order"
    (event,) = of(sim, "order-over-head")
    assert event.to == ()
    assert event.data["organisation"] == "dtc"
    sim = run(plan(Profile(CHAIN, (MayOrder("tinh", ("dtc",), ("*",)),))), MINUTE)
    asked(sim, TOP)
    assert not of(sim, "order-over-head")


def test_a_level_is_declared_by_whom_the_profile_names() -> None:
    """Others are told whose it is; it costs trust while the public felt nothing, and calls people up, once."""
    severity = Severity("serious", ("so",), (("dtc", "analyst", 2),), 12)
    sim = run(plan(Profile(CHAIN, severities=(severity,))), MINUTE)
    refused = give(sim, OPS, Declare("serious"))
    assert (refused.code, refused.params["organisation"]) == ("not-yours-to-declare", ["so"])
    assert give(sim, OPS, Declare("ordinary")).accepted, "the profile says nothing of that level"
    for level in ("serious", "ordinary", "serious"):
        assert give(sim, IR, Declare(level)).accepted
    assert sim.truth.trust_lost == 12
    assert sim.view(OPS).staff[0].total == 4


def test_declaring_costs_nothing_once_the_public_feels_it() -> None:
    """A service that is down has said it already."""
    sim = run(plan(Profile(severities=(Severity("serious", (), (), 12),))), MINUTE)
    carry_out(sim, OPS, "stop-service", "tthc")
    give(sim, IR, Declare("serious"))
    assert sim.truth.trust_lost == 0


def test_a_level_opens_actions() -> None:
    """Refused, with the level that is needed, until it stands; refused again when it is over."""
    sim = run(plan(Profile(severities=(Severity("serious", opens=("call-help",)),))), MINUTE)
    refused = give(sim, IR, Start("call-help"))
    assert (refused.code, refused.params["level"]) == ("needs-level", ["serious"])
    give(sim, IR, Declare("serious"))
    carry_out(sim, IR, "call-help")
    give(sim, IR, Declare("over"))
    sim.advance(HOUR)
    assert give(sim, IR, Start("call-help")).code == "needs-level"
