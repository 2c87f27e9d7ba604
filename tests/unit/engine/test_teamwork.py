"""What bots do with other teams: tell what is certain to whom it concerns, hand evidence over, work off what piles up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.bots.skills import SKILLS
from engine.bots.teamwork import GATHERS_MS, Teamwork
from engine.index import indexed
from engine.messages import HandOver, Send, Start
from engine.plan import Channel, Flow, Org, Pile, Plan, Profile
from engine.rehearsal import play
from engine.simulation import Simulation
from tests.unit.engine.test_bots import BUSY
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, action, bench, campaign, carry_out, estate, fixed, foothold, give, run

CHAT = Channel("chat", ("mail",), fixed(10_000), fixed(2 * MINUTE), leaks=30)
MAIL = Channel("mail", ("mail",), fixed(MINUTE), fixed(10 * MINUTE))
PHONE = Channel("phone", (), fixed(20 * MINUTE), fixed(20 * MINUTE))
ORGS = (Org("so", "department", IR), Org("dtc", "police", OPS), Org("xa", "commune"))
PROFILE = Profile(answers=(("so", "dtc"),), channels=(CHAT, MAIL, PHONE))


def plan(**changes: Any) -> Plan:
    """The response team answers to the police, who also run the data centre; one machine is taken."""
    made: dict[str, Any] = {
        "net": estate(orgs=ORGS),
        "organisation": PROFILE,
        "campaigns": (campaign(foothold("app", leaves=("run-key",))),),
    }
    return bench(**made | changes)


def wishes(sim: Simulation, level: str = "expert", team: str = IR) -> list[Any]:
    """What the rules of a level wish for, as the team's view stands."""
    return list(Teamwork(indexed(sim.plan), team, replace(SKILLS[level], shares=True)).wishes(sim.view(team)))


def test_what_is_certain_is_told_once() -> None:
    """A confirmed machine and what was found on it go to whom the team answers to; what was said is not said again."""
    sim = run(plan(), 5 * MINUTE)
    assert wishes(sim) == []
    carry_out(sim, IR, "read-disk", "app")
    (wish,) = wishes(sim)
    assert wish.command == Send(("dtc",), "mail", about=("indicator:tool", "state:app:confirmed"))
    assert give(sim, IR, wish.command).accepted
    assert wishes(sim) == []
    sim.advance(HOUR)
    assert "state:app:confirmed" in sim.view(OPS).facts
    assert wishes(sim, team=OPS) == []  # what came from there is not told there


def test_the_next_message_gathers_what_is_new() -> None:
    """Not every line by itself."""
    sim = run(plan(campaigns=(campaign(foothold("app", "spare", leaves=("run-key",))),)), 5 * MINUTE)
    carry_out(sim, IR, "read-disk", "app")
    give(sim, IR, wishes(sim)[0].command)
    sent = sim.view(IR).sent[0].at
    carry_out(sim, IR, "read-disk", "spare")
    (wish,) = wishes(sim)
    assert wish.command.about == ("state:spare:confirmed",)
    assert wish.since >= sent + GATHERS_MS


def test_the_channel_is_one_that_carries_and_that_does_not_leak() -> None:
    """The quickest for a novice, who chats; a discreet team writes; with the mail known to be down it telephones."""
    sim = run(plan(), 5 * MINUTE)
    carry_out(sim, IR, "read-disk", "app")
    assert {level: wishes(sim, level)[0].command.channel for level in ("novice", "trained", "expert")} == {
        "novice": "chat",
        "trained": "mail",
        "expert": "mail",
    }
    sim._world.emit("service-noticed", (IR,), {"service": "mail", "level": 0})
    assert wishes(sim)[0].command.channel == "phone"


def test_sealed_evidence_goes_to_the_investigators() -> None:
    """Once, with the number of its record; a novice forgets, and the police keep their own."""
    sim = run(plan(), 5 * MINUTE)
    carry_out(sim, IR, "preserve-evidence", "app")
    seal = sim.view(IR).board.custody[0].id
    over = [wish.command for wish in wishes(sim) if isinstance(wish.command, HandOver)]
    assert over == [HandOver(seal, "dtc", f"BB-{seal}")]
    assert not [wish for wish in wishes(sim, "novice") if isinstance(wish.command, HandOver)]
    assert give(sim, IR, over[0]).accepted
    assert not [wish for wish in wishes(sim) if isinstance(wish.command, HandOver)]
    carry_out(sim, OPS, "preserve-evidence", "spare")
    assert not [wish for wish in wishes(sim, team=OPS) if isinstance(wish.command, HandOver)]


def test_piles_are_worked_off_by_those_who_are_spare() -> None:
    """Again with every count that finds something; not while it runs, and not with the last hands."""
    pile = Pile("files", (Flow(60),), counters=(IR,), every_ms=30 * MINUTE)
    sort = action("convene", id="sort-files", works=(("files", 600),), effects=())
    made = plan(piles=(pile,), campaigns=())
    teams = tuple(replace(team, may=(*team.may, "sort-files")) for team in made.teams)
    made = replace(made, actions=(*made.actions, sort), teams=teams, texts=made.texts)
    sim = run(made, HOUR + 1)
    (wish,) = wishes(sim)
    assert (wish.command, wish.urgency) == (Start("sort-files", "", ask=True), 6)
    assert wishes(sim, "novice") == []
    give(sim, IR, wish.command)
    sim.advance(HOUR + 2)
    assert wishes(sim) == []
    lone = tuple(replace(team, staff=(("analyst", 1),)) for team in teams)
    assert wishes(run(replace(made, teams=lone), HOUR + 1)) == []


def test_whole_drills_hold_such_deeds() -> None:
    """Bots that share and hand over really do, and nothing of it is refused."""
    busy = replace(BUSY, estate=estate(orgs=ORGS), organisation=PROFILE)
    sim = play(busy, 3, "expert")
    kinds = {type(entry.command) for entry in sim.inputs}
    assert {Send, HandOver} <= kinds
    sent = [entry for entry in sim.inputs if isinstance(entry.command, Send)]
    assert sum(event.kind == "sent" for event in sim.events) == len(sent)
    handed = [entry for entry in sim.inputs if isinstance(entry.command, HandOver)]
    assert sum(event.kind == "custody" for event in sim.events) == len(handed)
