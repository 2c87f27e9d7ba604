"""The adversary reacts: what stands in its way, what it notices, how it goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.plan import Alarm, FlowRule, Link, Plan, Segment, Site, Step
from engine.simulation import Simulation
from tests.unit.engine.worlds import (
    HOUR,
    IR,
    MINUTE,
    OPS,
    asset,
    bench,
    campaign,
    carry_out,
    estate,
    fixed,
    foothold,
    of,
    run,
    seen,
    step,
)


def _done(sim: Simulation) -> list[str]:
    return [event.data["step"] for event in of(sim, "step-succeeded")]


def _story(*steps: Step, until: int = 6 * HOUR, seed: int = 1, **more: object) -> Simulation:
    return run(bench(campaigns=(campaign(*steps, **more),)), until, seed)


def test_steps_follow_each_other_after_their_time() -> None:
    """Each takes what it takes; what follows begins when it is done."""
    sim = _story(foothold("a-pc1", then=("two",)), step("two", "discover", takes=fixed(5 * MINUTE), needs_foothold=("*",)))
    assert [(event.data["step"], event.at) for event in of(sim, "step-succeeded")] == [("enter", MINUTE), ("two", 6 * MINUTE)]
    assert sim.truth.footholds == ("a-pc1",)


def test_a_failed_step_tries_again_and_gives_up() -> None:
    """Twice more, ten minutes apart; then another way."""
    never = step("never", chance=0, again_after=fixed(10 * MINUTE), again_times=2, then=("after",), otherwise=("other",))
    sim = _story(never, step("after", "discover"), step("other", "discover"))
    assert [event.at for event in of(sim, "step-failed", step="never")] == [MINUTE, 12 * MINUTE, 23 * MINUTE]
    assert len(of(sim, "step-gave-up", step="never")) == 1
    assert _done(sim) == ["other"]


def test_without_a_second_try_it_gives_up_at_once() -> None:
    """No `again`: one attempt."""
    sim = _story(step("never", chance=0, again_times=5))
    assert len(of(sim, "step-failed")) == 1
    assert len(of(sim, "step-gave-up")) == 1


@pytest.mark.parametrize(
    ("needs", "reason"),
    [
        ({"needs_foothold": ("*",)}, "no-foothold"),
        ({"needs_foothold": ("db",)}, "no-foothold"),
        ({"needs_account": "svc", "targets": ("app",)}, "no-account"),
        ({"needs_weakness": "old-vpn"}, "patched"),
        ({"channel": True}, "no-channel"),
        ({"over": "smb"}, "no-path"),
        ({"over": "ssh"}, "not-offered"),
    ],
)
def test_what_it_needs_it_must_have(needs: dict[str, Any], reason: str) -> None:
    """Each want stops it, and is named."""
    sim = _story(step("want", **needs))
    assert [event.data["reason"] for event in of(sim, "step-blocked")] == [reason]
    assert _done(sim) == []


def test_an_account_that_was_taken_opens_the_next_door_until_it_is_locked() -> None:
    """Stolen, it serves; locked meanwhile, it does not."""
    steal = step("steal", "collect", gives_account=("svc",), then=("login",))
    login = step("login", "login", ("app",), needs_account="svc", gives_foothold=True, takes=fixed(30 * MINUTE))
    plan = bench(campaigns=(campaign(steal, login),))
    free, locked = run(plan, HOUR), run(plan)
    carry_out(locked, OPS, "lock-account", "svc")
    locked.advance(HOUR)
    assert free.truth.footholds == ("app",)
    assert free.truth.stolen_accounts == ("svc",)
    assert locked.truth.footholds == ()
    assert of(locked, "step-blocked")[0].data["reason"] == "no-account"


def test_an_account_opens_only_what_it_grants() -> None:
    """The backup account opens the application server; a commune's PC it does not, however long they try."""
    steal = step("steal", "collect", ("app",), gives_account=("svc",), then=("own", "other"))
    own = step("own", "login", ("app",), needs_account="svc", gives_foothold=True)
    sim = _story(steal, own, step("other", "login", ("a-pc1",), needs_account="svc", again_after=fixed(MINUTE), again_times=2))
    assert _done(sim) == ["steal", "own"]
    assert [event.data["reason"] for event in of(sim, "step-blocked", step="other")] == ["not-granted"] * 3


def test_who_sits_on_a_machine_needs_no_service_of_it() -> None:
    """Nothing listens on that PC, so its neighbour cannot be taken from it; on the PC itself they work all the same."""
    net = estate()
    deaf = tuple(replace(item, exposes=()) if item.id.startswith("a-pc") else item for item in net.assets)
    here = step("here", "collect", ("a-pc1",), over="smb", needs_foothold=("*",), then=("there",))
    there = step("there", "move", ("a-pc2",), over="smb", needs_foothold=("*",), gives_foothold=True)
    sim = run(bench(net=replace(net, assets=deaf), campaigns=(campaign(foothold("a-pc1", then=("here",)), here, there),)), HOUR)
    assert _done(sim) == ["enter", "here"]
    assert of(sim, "step-blocked", step="there")[0].data["reason"] == "not-offered"


@pytest.mark.parametrize("verb", ["deliver", "beacon", "exfiltrate", "act"])
def test_what_goes_out_or_waits_asks_no_service_of_the_machine(verb: str) -> None:
    """Mail reaches a PC that offers no mail service; only the way must be there."""
    sim = _story(step("mail", verb, ("a-pc1",), over="smtp"), until=HOUR)
    assert _done(sim) == ["mail"]


def test_a_target_off_the_network_is_out_of_reach() -> None:
    """Isolated while the attacker is at work, it is not taken."""
    sim = run(bench(campaigns=(campaign(foothold("spare", takes=fixed(10 * MINUTE))),)))
    carry_out(sim, OPS, "isolate", "spare")
    sim.advance(HOUR)
    assert of(sim, "step-blocked")[0].data["reason"] == "isolated"


def test_a_patched_weakness_is_gone() -> None:
    """Patched before the exploit lands."""
    net = estate()
    weak = replace(net.assets[3], weaknesses=("old-vpn",))
    net = replace(net, assets=(*net.assets[:3], weak, *net.assets[4:]))
    plan = bench(net=net, campaigns=(campaign(step("exploit", targets=("app",), needs_weakness="old-vpn", takes=fixed(30 * MINUTE))),))
    bare, patched = run(plan, HOUR), run(plan)
    carry_out(patched, OPS, "patch", "app")
    patched.advance(HOUR)
    assert _done(bare) == ["exploit"]
    assert _done(patched) == []


# --- ways round


def _ring() -> Plan:
    """Commune B reaches the server too; commune A reaches commune B."""
    net = estate()
    rules = (
        FlowRule("office", "server", ("smb",), "tslcd"),
        FlowRule("office", "guest", ("rdp",), "local"),
        FlowRule("guest", "server", ("smb", "rdp"), "ring"),
    )
    net = replace(
        net,
        sites=(*net.sites, Site("depot", "department", "so")),
        segments=(*net.segments, Segment("depot-guest", "depot", "guest")),
        links=(
            *net.links,
            Link("a-depot", "radio", "local", "xa-a-office", "depot-guest", 10, "dtc"),
            Link("depot-server", "fibre", "ring", "depot-guest", "ttdl-server", 10, "dtc"),
        ),
        assets=(*net.assets, *(asset(name, "depot-guest", "workstation", exposes=("rdp",)) for name in ("kiosk1", "kiosk2"))),
        rules=rules,
    )
    move = step("move", "move", ("app",), over="smb", needs_foothold=("*",), gives_foothold=True, takes=fixed(10 * MINUTE))
    move = replace(move, again_after=fixed(10 * MINUTE), again_times=9)
    return bench(net=net, campaigns=(campaign(foothold("a-pc1", takes=fixed(20 * MINUTE), then=("move",)), move),))


def test_a_cut_path_makes_it_search_another(seed: int) -> None:
    """The direct line cut, it goes by the depot: host by host, on the same network."""
    plan = _ring()
    sim = run(plan, 0, seed)
    carry_out(sim, OPS, "cut-link", "xa-a")
    sim.advance(6 * HOUR)
    searched = of(sim, "path-searched", step="move")
    assert searched
    assert searched[0].data["hops"] == 2
    taken = {event.data["asset"] for event in of(sim, "foothold-gained")}
    assert taken & {"kiosk1", "kiosk2"}
    assert "app" in sim.truth.footholds


def test_a_way_round_leads_over_what_its_hosts_offer() -> None:
    """Machines at the depot that offer nothing that the firewall lets through cannot be taken on the way."""
    plan = _ring()
    deaf = tuple(replace(item, exposes=("smb",)) if item.id.startswith("kiosk") else item for item in plan.estate.assets)
    sim = run(replace(plan, estate=replace(plan.estate, assets=deaf)))
    carry_out(sim, OPS, "cut-link", "xa-a")
    sim.advance(6 * HOUR)
    assert not of(sim, "path-searched")
    assert sim.truth.footholds == ("a-pc1",)


def test_with_the_path_open_it_does_not_search() -> None:
    """Nobody makes a detour without need."""
    sim = run(_ring(), 6 * HOUR)
    assert not of(sim, "path-searched")
    assert sim.truth.footholds == ("a-pc1", "app")


def test_with_every_path_cut_it_stays_where_it_is() -> None:
    """No way at all: blocked, and then it gives up."""
    sim = run(_ring())
    carry_out(sim, OPS, "cut-link", "xa-a")
    sim._world.set_link("a-depot", False)
    sim.advance(6 * HOUR)
    assert sim.truth.footholds == ("a-pc1",)
    assert {event.data["reason"] for event in of(sim, "step-blocked")} == {"no-path"}
    assert of(sim, "step-gave-up", step="move")


# --- the channel


def _talking(channels: tuple[str, ...] = ("c2", "c2-reserve"), **alarm: object) -> Plan:
    beacon = step("beacon", "beacon", (), on="enter", again_after=fixed(10 * MINUTE), then=("late",))
    late = step("late", "collect", ("a-pc1",), channel=True, takes=fixed(2 * HOUR))
    made = campaign(foothold("a-pc1", then=("beacon",)), beacon, late, channels=channels, **alarm)
    return bench(campaigns=(made,))


def _know(sim: Simulation, *indicators: str) -> None:
    """The operator has been told of them."""
    sim._world.emit("learnt", (OPS,), {"indicators": {name: sim._world.value(name) for name in indicators}, "source": "test"})


def test_a_blocked_channel_is_switched() -> None:
    """The first blocked, it talks over the second, and work that needs a channel goes on."""
    sim = run(_talking(), 5 * MINUTE)
    _know(sim, "c2")
    carry_out(sim, OPS, "block-indicator", "c2")
    sim.advance(6 * HOUR)
    assert [event.data["indicator"] for event in of(sim, "channel-switched")] == ["c2-reserve"]
    assert "late" in _done(sim)


def test_with_every_channel_blocked_it_is_cut_off() -> None:
    """None left: no work that needs one."""
    sim = run(_talking(), 5 * MINUTE)
    _know(sim, "c2", "c2-reserve")
    for name in ("c2", "c2-reserve"):
        carry_out(sim, OPS, "block-indicator", name)
    sim.advance(6 * HOUR)
    assert "late" not in _done(sim)
    assert of(sim, "step-blocked", step="late")[0].data["reason"] == "no-channel"


def test_a_machine_off_the_network_is_not_heard_calling() -> None:
    """Isolated, its beacon raises no alarm though the channel lives elsewhere; connected again, it is heard again."""
    beacon = step("beacon", "beacon", (), on="enter", again_after=fixed(10 * MINUTE), seen=seen("odd-traffic"))
    other = step("other", "exploit", ("b-pc1",), gives_foothold=True)
    plan = bench(campaigns=(campaign(foothold("a-pc1", then=("other", "beacon")), other, beacon, channels=("c2",)),))

    def heard(since: int, until: int) -> int:
        return sum(since < event.data["raised"] < until for event in of(sim, "alert", asset="a-pc1"))

    sim = run(plan, 35 * MINUTE)
    assert heard(0, 35 * MINUTE)
    carry_out(sim, IR, "isolate", "a-pc1")
    away = sim.clock
    sim.advance(away + HOUR)
    carry_out(sim, IR, "reconnect", "a-pc1")
    back = sim.clock
    sim.advance(back + HOUR)
    assert not heard(away, back)
    assert heard(back, back + HOUR)


def test_a_foothold_that_cannot_get_out_has_no_channel() -> None:
    """The broadband cut, nobody answers."""
    sim = run(_talking(), 5 * MINUTE)
    sim._world.set_link("net-xa-a", False)
    sim._world.set_link("net-ttdl", False)
    sim._world.set_link("net-xa-b", False)
    sim.advance(6 * HOUR)
    assert "late" not in _done(sim)


def test_an_estate_without_the_internet_has_no_channel() -> None:
    """Nowhere to call."""
    net = estate()
    closed = replace(net, segments=tuple(replace(item, zone="guest") if item.id == "internet" else item for item in net.segments))
    sim = run(bench(net=closed, campaigns=_talking().campaigns), 6 * HOUR)
    assert "late" not in _done(sim)


# --- being noticed


def _noticed(chance: int, hurry: int = 250, **more: object) -> Plan:
    slow = step("slow", "collect", ("a-pc1",), takes=fixed(4 * HOUR), **more)
    grab = step("grab", "exfiltrate", ("db",), people=7)
    made = campaign(foothold("a-pc1", "a-pc2", then=("slow",)), slow, grab, alarm=Alarm(fixed(10 * MINUTE), hurry, ("grab",)))
    plan = bench(campaigns=(made,))
    return replace(plan, actions=tuple(replace(item, noticed=chance) if item.id == "isolate" else item for item in plan.actions))


def test_a_partial_containment_makes_it_hurry() -> None:
    """One of two machines isolated: ten minutes later the rest takes a quarter of its time, and what was kept for that begins."""
    sim = run(_noticed(1000), 5 * MINUTE)
    carry_out(sim, IR, "isolate", "a-pc2")
    sim.advance(6 * HOUR)
    (alarmed,) = of(sim, "adversary-alarmed")
    assert alarmed.at == of(sim, "task-ended")[0].at + 10 * MINUTE
    assert "grab" in _done(sim)
    begun = 2 * MINUTE
    rest = begun + 4 * HOUR - alarmed.at
    assert of(sim, "step-succeeded", step="slow")[0].at == alarmed.at + rest // 4


def test_an_unhurried_step_keeps_its_pace() -> None:
    """A download takes as long as the line lets it."""
    sim = run(_noticed(1000, unhurried=True), 5 * MINUTE)
    carry_out(sim, IR, "isolate", "a-pc2")
    sim.advance(6 * HOUR)
    assert of(sim, "step-succeeded", step="slow")[0].at == 2 * MINUTE + 4 * HOUR


@pytest.mark.parametrize(
    ("verb", "target"),
    [
        ("isolate", "a-pc2"),
        ("power-off", "a-pc2"),
        ("cut-link", "xa-a"),
        ("block-indicator", "c2"),
        ("lock-account", "svc"),
        ("reset-account", "svc"),
    ],
)
def test_every_touch_may_be_noticed(verb: str, target: str) -> None:
    """A machine, a line, a channel or an account of theirs."""
    slow = step("slow", "collect", ("a-pc1",), takes=fixed(4 * HOUR))
    made = campaign(foothold("a-pc1", "a-pc2", "app", gives_account=("svc",), then=("slow",)), slow, alarm=Alarm(fixed(MINUTE), 500))
    plan = bench(campaigns=(made,))
    sim = run(replace(plan, actions=tuple(replace(item, noticed=1000) for item in plan.actions)), 5 * MINUTE)
    _know(sim, "c2")
    carry_out(sim, OPS, verb, target)
    sim.advance(HOUR)
    assert len(of(sim, "adversary-alarmed")) == 1


@pytest.mark.parametrize(("chance", "target"), [(0, "a-pc2"), (1000, "spare")])
def test_what_it_does_not_notice_does_not_alarm_it(chance: int, target: str) -> None:
    """A discreet action, or one that touches nothing of theirs."""
    sim = run(_noticed(chance), 5 * MINUTE)
    carry_out(sim, OPS, "isolate", target)
    sim.advance(6 * HOUR)
    assert not of(sim, "adversary-alarmed")


def test_whoever_lost_everything_does_not_hurry() -> None:
    """All machines off the network when the alarm comes: nothing left to hurry with."""
    sim = run(_noticed(1000), 5 * MINUTE)
    for name in ("a-pc1", "a-pc2"):
        carry_out(sim, IR, "isolate", name)
    sim.advance(6 * HOUR)
    assert not of(sim, "adversary-alarmed")


def test_hurried_steps_keep_the_order_in_which_they_began() -> None:
    """Twelve of them due in the same millisecond end in the order of the story, on every machine."""
    names = tuple(f"s{n}" for n in range(12))
    many = [step(name, "collect", ("a-pc1",), takes=fixed(HOUR)) for name in names]
    made = campaign(foothold("a-pc1", "a-pc2", then=names), *many, alarm=Alarm(fixed(MINUTE), 500))
    plan = bench(campaigns=(made,))
    plan = replace(plan, actions=tuple(replace(item, noticed=1000) for item in plan.actions))
    sim = run(plan, 5 * MINUTE)
    carry_out(sim, IR, "isolate", "a-pc2")
    sim.advance(2 * HOUR)
    assert of(sim, "adversary-alarmed")
    assert tuple(_done(sim)[2:]) == names
