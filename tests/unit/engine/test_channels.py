"""Messages between organisations: carried or held, read in time, attached facts, what gets out, and nothing but that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.messages import Mark, Send
from engine.plan import Channel, Condition, Inject, Org, Plan, Profile
from engine.simulation import Simulation
from tests.unit.engine.worlds import (
    HOUR,
    IR,
    MINUTE,
    OPS,
    at,
    bench,
    campaign,
    carry_out,
    estate,
    fixed,
    foothold,
    give,
    of,
    run,
    seen,
)

CHAT = Channel("chat", (), fixed(MINUTE), fixed(2 * MINUTE))
MAIL = Channel("mail", ("mail",), fixed(MINUTE), fixed(10 * MINUTE), paper=True)
COURIER = Channel("courier", (), fixed(5 * MINUTE), fixed(0), per_km_ms=90_000, paper=True)
ORGS = (Org("so", "department", IR), Org("dtc", "operator", OPS), Org("cong-an", "police"), Org("bao-chi", "press"), Org("xa", "commune"))
ATTACK = campaign(foothold("app", seen=seen("odd-file"), leaves=("run-key", "implant")))


def plan(*channels: Channel, need_to_know: tuple[tuple[str, tuple[str, ...]], ...] = (), **changes: Any) -> Plan:
    """The bench with channels, and an attack that the response team sees and reads."""
    profile = Profile(channels=channels or (CHAT, MAIL, COURIER), need_to_know=need_to_know)
    return bench(net=estate(orgs=ORGS), campaigns=(ATTACK,), organisation=profile, **changes)


def knowing(made: Plan) -> Simulation:
    """The response team judged the alert true and read the machine's disk."""
    sim = run(made, 4 * MINUTE)
    give(sim, IR, Mark(sim.view(IR).alerts[0].id, "true"))
    carry_out(sim, IR, "read-disk", "app")
    return sim


def test_what_is_attached_is_known_to_whoever_reads_it() -> None:
    """Finding, indicator, state and alert arrive when the message is read, not when it comes; the words arrive at once."""
    sim = knowing(plan())
    facts = ("finding:run-key", "indicator:tool", "state:app:confirmed", "alert:odd-file")
    before = sim.view(OPS)
    assert not set(facts) & before.facts
    start = sim.clock
    assert give(sim, IR, Send(("dtc",), "chat", "Xem giúp máy APP", facts)).accepted
    sim.advance(start + 2 * MINUTE)
    view = sim.view(OPS)
    assert [(m.kind, m.via, m.sender, m.params["text"]) for m in view.messages] == [("note", "chat", f"team.{IR}", "Xem giúp máy APP")]
    assert view.messages[0].at == start + MINUTE
    assert not set(facts) & view.facts
    sim.advance(start + 4 * MINUTE)
    view, mine = sim.view(OPS), sim.view(IR)
    assert set(facts) <= view.facts
    assert [(a.id, a.state, a.source) for a in view.assets] == [("app", "confirmed", f"team.{IR}")]
    assert [(f.asset, f.artefact) for f in view.findings] == [("app", "run-key")]
    assert view.findings[0].records == next(f.records for f in mine.findings if f.artefact == "run-key")
    assert [i.id for i in view.indicators] == ["tool"]
    assert give(sim, OPS, Mark(view.alerts[0].id, "true")).accepted, "a shared alert may be judged"


def test_one_cannot_attach_what_one_does_not_know() -> None:
    """Nor what is no finding of anybody's, nor to nobody, nor by a channel that is not there."""
    sim = knowing(plan(replace(CHAT, only=("so",))))
    for command, code in (
        (Send(("dtc",), "chat", "x", ("finding:implant",)), "not-known"),
        (Send(("dtc",), "chat", "x", ("done:read-disk",)), "not-known"),
        (Send(("nobody",), "chat", "x"), "unknown-target"),
        (Send(("so",), "chat", "x"), "unknown-target"),
        (Send((), "chat", "x"), "unknown-target"),
        (Send(("dtc",), "pigeon", "x"), "no-such-channel"),
        (Send(("dtc",), "chat", " "), "bad-params"),
        (Send(("dtc",), "chat", "x" * 2001), "bad-params"),
    ):
        assert give(sim, IR, command).code == code
    assert give(sim, OPS, Send(("so",), "chat", "x")).code == "no-such-channel"
    assert not of(sim, "sent")


def _held_until_back(down: str) -> list[int]:
    """When a mail from the team on xa-a arrives, its channel having been down at one end."""
    sim = knowing(plan())
    carry_out(sim, OPS, "cut-link" if down.startswith("xa") else "stop-service", down)
    # the commune's other line is cut as well: nothing of mail is left at that end
    if down.startswith("xa"):
        sim._world.set_link("net-xa-a", False)
    give(sim, IR, Send(("dtc",), "mail", "Thư"))
    sim.advance(sim.clock + HOUR)
    assert of(sim, "message-held")
    assert not [m for m in sim.view(OPS).messages if m.kind == "note"]
    assert [item.text for item in sim.view(IR).sent] == ["Thư"], "its sender is told no more than that it went out"
    if down.startswith("xa"):
        sim._world.set_link("net-xa-a", True)
    else:
        carry_out(sim, OPS, "start-service", down)
    back = sim.clock
    sim.advance(back + HOUR)
    return [m.at - back for m in sim.view(OPS).messages if m.kind == "note"]


def test_mail_is_held_while_its_service_is_down_and_comes_when_it_is_back() -> None:
    """Whole service: held, carried on."""
    (after,) = _held_until_back("mail")
    assert after <= MINUTE


def test_mail_is_held_while_the_senders_own_line_is_down() -> None:
    """The service runs; the end that writes has lost its line."""
    (after,) = _held_until_back("xa-a")
    assert after <= MINUTE


def test_a_courier_always_goes_and_takes_his_time_by_the_kilometre() -> None:
    """Whatever is down."""
    made = plan()
    sites = tuple(replace(site, lat_e6=13_900_000 + (90_000 if site.id == "ttdl" else 0), lon_e6=108_000_000) for site in made.estate.sites)
    sim = knowing(replace(made, estate=replace(made.estate, sites=sites)))
    carry_out(sim, OPS, "stop-service", "mail")
    start = sim.clock
    give(sim, IR, Send(("dtc",), "courier", "Công văn"))
    sim.advance(start + HOUR)
    (message,) = [m for m in sim.view(OPS).messages if m.kind == "note"]
    assert message.at == start + 5 * MINUTE + 9 * 90_000


def test_a_chat_may_get_out_and_conditions_hear_of_it() -> None:
    """Only with something attached; an inject can hang on it."""
    press = Inject("press", Condition("leaked", ref="chat"), (OPS,), "phone")
    sim = knowing(plan(replace(CHAT, leaks=1000), injects=(press,)))
    give(sim, IR, Send(("dtc",), "chat", "không kèm gì"))
    sim.advance(sim.clock + 5 * MINUTE)
    assert not of(sim, "leak")
    give(sim, IR, Send(("dtc",), "chat", "kèm", ("finding:run-key",)))
    sim.advance(sim.clock + 5 * MINUTE)
    (leak,) = of(sim, "leak")
    assert (leak.to, leak.data["cause"], leak.data["to"]) == ((), "chat", "bao-chi")
    assert sim.truth.trust_lost == 6
    assert len(of(sim, "message", inject="press")) == 1


def test_a_secret_in_the_wrong_hands_is_a_leak() -> None:
    """To those who may have it, it is not."""
    made = plan(need_to_know=(("personal", ("cong-an",)),))
    artefacts = tuple(replace(item, secrecy="personal") if item.id == "run-key" else item for item in made.artefacts)
    for to, leaks in (("cong-an", 0), ("xa", 1)):
        sim = knowing(replace(made, artefacts=artefacts))
        give(sim, IR, Send((to,), "chat", "", ("finding:run-key",)))
        sim.advance(sim.clock + 5 * MINUTE)
        assert len(of(sim, "leak", cause="message")) == leaks
        assert sim.truth.trust_lost == 15 * leaks


def test_the_sender_learns_the_same_whatever_becomes_of_the_message() -> None:
    """Two worlds: held at the far end or read at once, every event of the sender's is the same."""
    worlds = []
    for broken in (False, True):
        made = plan(Channel("mail", ("tthc",), fixed(MINUTE), fixed(10 * MINUTE)))
        quiet = replace(made, teams=tuple(replace(team, hears=()) for team in made.teams))
        sim = knowing(quiet)
        if broken:
            sim._world.services.stopped.add("tthc")
            sim._world.services.refresh("tthc")
        give(sim, IR, Send(("dtc",), "mail", "Thư", ("finding:run-key",)))
        sim.advance(2 * HOUR)
        worlds.append([(event.at, event.kind, event.data) for event in sim.view(IR).feed])
        assert bool(of(sim, "message-held")) == broken
        assert bool(of(sim, "shared")) != broken
    assert worlds[0] == worlds[1]


def test_another_teams_letters_are_seen_by_nobody_else() -> None:
    """Two worlds for a third: what two others write to each other changes nothing it sees."""
    worlds = []
    for writes in (False, True):
        sim = knowing(plan(milestones=(), injects=(Inject("later", at(HOUR), (OPS,), "phone"),)))
        if writes:
            give(sim, IR, Send(("cong-an",), "chat", "riêng", ("finding:run-key",)))
        sim.advance(3 * HOUR)
        worlds.append([(event.at, event.kind, event.data) for event in sim.view(OPS).feed])
    assert worlds[0] == worlds[1]


def test_hostile_words_are_kept_as_they_are() -> None:
    """Shown and kept, never parsed."""
    sim = knowing(plan())
    words = "{asset} \x1b[2J [bold]"
    give(sim, IR, Send(("dtc",), "chat", words))
    sim.advance(sim.clock + 5 * MINUTE)
    assert sim.view(OPS).messages[0].params["text"] == words
