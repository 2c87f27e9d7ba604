"""Shifts: the tired are slower and are noticed more; a hand-over rests them and leaves stale what nobody wrote down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.messages import Send
from engine.plan import Channel, Plan, Profile, Shift
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, action, bench, campaign, carry_out, fixed, foothold, give, of, order, run

LONG = Shift(since_ms=-9 * HOUR, tired_after_ms=10 * HOUR, slower=1300, slips=1500)


def plan(shift: Shift | None = LONG, **changes: Any) -> Plan:
    """The response team has been at work for nine hours."""
    chat = Channel("chat", (), fixed(MINUTE), fixed(MINUTE))
    made = bench(organisation=Profile(channels=(chat,)), **changes)
    return replace(made, teams=(replace(made.teams[0], shift=shift), *made.teams[1:]))


def took(sim: Simulation, team: str = IR) -> int:
    """How long a one-minute task takes now."""
    task = order(sim, team, "read-logs", "logs")
    sim.advance(sim.clock + 3 * MINUTE)
    begun, ended = of(sim, "task-started", task=task)[0].at, of(sim, "task-ended", task=task)[0].at
    return ended - begun


def test_the_tired_take_longer_and_handing_over_rests_them() -> None:
    """Ten hours of work are up one hour into the drill."""
    sim = run(plan(), MINUTE)
    assert took(sim) == MINUTE
    sim.advance(HOUR)
    assert took(sim) == 78_000
    assert took(sim, OPS) == MINUTE, "a team without shifts never tires"
    carry_out(sim, IR, "hand-over")
    assert took(sim) == MINUTE


def test_a_task_keeps_the_length_it_began_with() -> None:
    """Begun before the tenth hour, it ends as it would have."""
    sim = run(plan(), HOUR - 30_000)
    task = order(sim, IR, "read-logs", "logs")
    sim.advance(2 * HOUR)
    assert of(sim, "task-ended", task=task)[0].at == HOUR + 30_000


def test_the_tired_are_noticed_more() -> None:
    """An action that is noticed at two thirds is noticed always by the one and a half."""
    story = campaign(foothold("a-pc1", "a-pc2"))
    risky = action("isolate", noticed=667)
    heard = []
    for shift in (None, LONG):
        made = plan(shift, campaigns=(story,))
        made = replace(made, actions=tuple(risky if item.id == "isolate" else item for item in made.actions))
        sim = run(made, 2 * HOUR)
        sim._world.on_contact.append(lambda name, chance, thing: heard.append(chance))
        carry_out(sim, IR, "isolate", "a-pc1")
    assert heard == [667, 1000]


def test_what_the_last_shift_read_and_wrote_nowhere_is_stale() -> None:
    """What was attached to a message is on record; nothing is lost from the log."""
    sim = run(plan(campaigns=(campaign(foothold("app", leaves=("run-key", "implant"))),)), 2 * MINUTE)
    for verb in ("read-disk", "read-memory"):
        carry_out(sim, IR, verb, "app")
    give(sim, IR, Send(("dtc",), "chat", "", ("finding:run-key",)))
    assert carry_out(sim, IR, "hand-over").data["params"] == {"count": 1}
    assert {item.artefact: item.stale for item in sim.view(IR).findings if item.artefact} == {"run-key": False, "implant": True}
    assert {"finding:run-key", "finding:implant"} <= sim.view(IR).facts


def test_a_team_without_shifts_has_none_to_hand_over() -> None:
    """Said so, nothing changed."""
    sim = run(plan())
    assert carry_out(sim, OPS, "hand-over").data["params"]["reason"] == "no-shifts"
