"""The adversary reacts: what stands in its way, what it notices, how it goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.messages import Start
from engine.plan import Alarm, Condition, FlowRule, Front, Link, Plan, Segment, Site, Spread, Step
from engine.simulation import Simulation
from tests.unit.engine.worlds import (
    HOUR,
    IR,
    MINUTE,
    OPS,
    action,
    asset,
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
        ({"needs_account": "svc"}, "no-account"),
        ({"needs_weakness": "old-vpn"}, "patched"),
        ({"channel": True}, "no-channel"),
        ({"over": "ssh"}, "no-path"),
    ],
)
def test_what_it_needs_it_must_have(needs: dict[str, object], reason: str) -> None:
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
        assets=(*net.assets, asset("kiosk1", "depot-guest", "workstation"), asset("kiosk2", "depot-guest", "workstation")),
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


def test_a_foothold_that_cannot_get_out_has_no_channel() -> None:
    """The broadband cut, nobody answers."""
    sim = run(_talking(), 5 * MINUTE)
    sim._world.set_link("net-xa-a", False)
    sim._world.set_link("net-ttdl", False)
    sim._world.set_link("net-xa-b", False)
    sim.advance(6 * HOUR)
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


# --- fronts


def _front(most: int = 10, lanes: int = 1, **more: object) -> Step:
    targets = ("app", "db", "spare", "a-pc2")
    return step("spread", "encrypt", targets, front=Front(fixed(3 * MINUTE), most, lanes), needs_foothold=("*",), **more)


def test_a_front_takes_one_host_a_beat_until_none_is_left() -> None:
    """Four hosts, four beats."""
    sim = _story(foothold("a-pc1", then=("spread",)), _front())
    assert [event.at for event in of(sim, "step-succeeded", step="spread")] == [MINUTE + n * 3 * MINUTE for n in range(1, 5)]
    assert set(sim.truth.ruined) == {"app", "db", "spare", "a-pc2"}


def test_a_front_goes_in_lanes_and_stops_at_its_most() -> None:
    """Two a beat, three in all."""
    sim = _story(foothold("a-pc1", then=("spread",)), _front(most=3, lanes=2))
    assert [event.at for event in of(sim, "step-succeeded", step="spread")] == [4 * MINUTE, 4 * MINUTE, 7 * MINUTE]


def test_a_front_stops_when_its_footholds_are_lost() -> None:
    """Off the network with the machine it works from."""
    sim = run(bench(campaigns=(campaign(foothold("a-pc1", then=("spread",)), _front()),)), 5 * MINUTE)
    carry_out(sim, IR, "isolate", "a-pc1")
    sim.advance(2 * HOUR)
    assert len(sim.truth.ruined) == 1
    assert of(sim, "step-blocked", step="spread")[0].data["reason"] == "no-foothold"


def test_a_front_passes_by_what_is_off_the_network() -> None:
    """What was isolated in time is spared."""
    sim = run(bench(campaigns=(campaign(foothold("a-pc1", takes=fixed(30 * MINUTE), then=("spread",)), _front()),)))
    carry_out(sim, OPS, "isolate", "db")
    sim.advance(2 * HOUR)
    assert set(sim.truth.ruined) == {"app", "spare", "a-pc2"}


def test_a_front_that_failed_finds_its_hosts_again() -> None:
    """Hosts out of reach at the first try are there at the second."""
    again = {"again_after": fixed(HOUR), "again_times": 1}
    sim = run(bench(campaigns=(campaign(foothold("a-pc1", takes=fixed(30 * MINUTE), then=("spread",)), _front(over="smb", **again)),)))
    carry_out(sim, OPS, "cut-link", "xa-a")
    carry_out(sim, IR, "isolate", "a-pc2")
    sim.advance(HOUR)
    assert sim.truth.ruined == ()
    carry_out(sim, OPS, "restore-link", "xa-a")
    sim.advance(3 * HOUR)
    assert set(sim.truth.ruined) == {"app", "spare"}


def test_a_front_that_failed_by_bad_luck_tries_the_same_hosts_again() -> None:
    """One host, a bad draw: the second try takes it."""
    for number in range(1, 40):
        spread = step("spread", "encrypt", ("app",), front=Front(fixed(MINUTE), 1), chance=500, again_after=fixed(MINUTE), again_times=20)
        sim = _story(spread, seed=number, until=HOUR)
        if of(sim, "step-failed"):
            assert sim.truth.ruined == ("app",)
            return
    pytest.fail("no seed failed the first time")


# --- branches


def test_a_condition_that_does_not_hold_leaves_a_step_out() -> None:
    """Skipped, it is followed by what stands under `skipped`, never by `then`."""
    maybe = step("maybe", "discover", when=at(HOUR), then=("yes",), skipped=("no",))
    sim = _story(maybe, step("yes", "discover"), step("no", "discover"))
    assert _done(sim) == ["no"]
    assert not of(sim, "step-started", step="maybe")


def test_a_step_may_wait_for_its_condition() -> None:
    """With `wait` it begins when the condition comes true."""
    sim = _story(step("patient", "discover", when=at(HOUR), wait=True))
    assert [event.at for event in of(sim, "step-succeeded")] == [HOUR + MINUTE]


def test_exactly_one_branch_is_taken() -> None:
    """Two branches, weights 7 and 3: over a hundred seeds both are seen, never together."""
    fork = step("fork", "discover", one_of=(("left", 700), ("right", 300)), then=("also",))
    plan = bench(
        campaigns=(campaign(fork, step("left", "discover"), step("right", "discover"), step("also", "discover")),), lasts_ms=10 * MINUTE
    )
    taken = [frozenset(_done(run(plan, 10 * MINUTE, number))) - {"fork", "also"} for number in range(100)]
    assert set(taken) == {frozenset({"left"}), frozenset({"right"})}
    assert 55 <= taken.count(frozenset({"left"})) <= 85


def test_a_step_is_entered_once() -> None:
    """Two ways lead to it; it is walked once."""
    one = step("one", "discover", then=("end",))
    two = step("two", "discover", then=("end",))
    sim = run(bench(campaigns=(campaign(one, two, step("end", "discover"), first=("one", "two")),)), HOUR)
    assert _done(sim).count("end") == 1


def test_a_campaign_begins_in_history_or_waits_for_its_condition() -> None:
    """History lies before the first minute and shows nothing to sensors; a condition holds the beginning back."""
    old = campaign(foothold("a-pc1"), starts_ms=-2 * HOUR)
    sim = run(bench(campaigns=(old,)))
    assert sim.clock == 0
    assert of(sim, "step-succeeded")[0].at == -2 * HOUR + MINUTE
    waiting = campaign(foothold("a-pc1"), starts_when=at(HOUR), starts_spread=fixed(5 * MINUTE))
    sim = run(bench(campaigns=(waiting,)), 2 * HOUR)
    assert of(sim, "campaign-started")[0].at == HOUR + 5 * MINUTE


def test_history_shows_nothing_to_sensors() -> None:
    """Nobody was watching last week."""
    sim = run(bench(campaigns=(campaign(foothold("a-pc1", seen=seen("odd-file")), starts_ms=-2 * HOUR),)), HOUR)
    assert not of(sim, "alert")


def test_a_warning_to_the_communes_lowers_the_chance_of_lures() -> None:
    """Of forty lures certain to work, well under half do once people were warned; other steps are not touched."""
    mails = [step(f"m{n}", "deliver", ("a-pc1", "a-pc2"), takes=fixed(30 * MINUTE)) for n in range(40)]
    scans = [step(f"x{n}", "exploit", ("a-pc1", "a-pc2"), takes=fixed(30 * MINUTE)) for n in range(40)]
    names = tuple(item.id for item in (*mails, *scans))
    plan = bench(campaigns=(campaign(*mails, *scans, first=names),))
    sim = run(plan)
    carry_out(sim, IR, "brief-communes")
    sim.advance(HOUR)
    done = _done(sim)
    assert sum(name.startswith("m") for name in done) in range(8, 26)
    assert sum(name.startswith("x") for name in done) == 40


def test_a_step_on_the_asset_of_another_goes_where_that_one_went(seed: int) -> None:
    """`on` names the step whose asset it is about."""
    sim = _story(
        step("enter", "exploit", ("a-pc1", "a-pc2"), gives_foothold=True, then=("stay",)),
        step("stay", "persist", (), on="enter"),
        seed=seed,
    )
    first, second = of(sim, "step-succeeded")
    assert first.data["asset"] == second.data["asset"]


def test_a_flood_is_seen_where_the_service_stands() -> None:
    """Sensors at the service's own machine see it, and its indicator ends it when blocked."""
    flood = step("flood", "flood", ("tthc",), seen=seen("odd-traffic"), leaves=("proxy-line",), again_after=fixed(5 * HOUR))
    sim = run(bench(campaigns=(campaign(flood),)), 10 * MINUTE)
    (alert,) = sim.view(OPS).alerts
    assert alert.asset == "app"
    assert sim.truth.service_levels["tthc"] == 250
    carry_out(sim, OPS, "block-indicator", "c2")
    assert sim.truth.service_levels["tthc"] == 1000


def test_two_campaigns_go_their_own_ways() -> None:
    """One gives up; the other waits for that and then begins."""
    first = campaign(step("one", chance=0), id="first")
    second = campaign(step("two", "discover"), id="second", starts_when=Condition("step", ref="one", state="gave-up"))
    sim = run(bench(campaigns=(first, second)), HOUR)
    assert [event.data["campaign"] for event in of(sim, "campaign-started")] == ["first", "second"]
    assert _done(sim) == ["two"]


def test_luck_differs_by_seed_and_by_nothing_else() -> None:
    """A step of even chance: the same seed, the same end; over sixty seeds both."""
    plan = bench(campaigns=(campaign(step("coin", chance=500, takes=Spread((0, HOUR)))),), lasts_ms=2 * HOUR)
    ends = [tuple(_done(run(plan, 2 * HOUR, number))) for number in range(60)]
    assert ends == [tuple(_done(run(plan, 2 * HOUR, number))) for number in range(60)]
    assert 15 < sum(end == ("coin",) for end in ends) < 45


def test_an_action_without_an_approval_time_needs_no_wait() -> None:
    """Direction given at once: the attack meets the cut in the same minute."""
    plan = bench()
    plan = replace(plan, actions=tuple(action("isolate", authority="leader") if item.id == "isolate" else item for item in plan.actions))
    sim = run(plan)
    assert give(sim, IR, Start("isolate", "a-pc1", ask=True)).accepted
    sim.advance(2 * MINUTE)
    assert sim.view(IR).tasks[0].state == "done"
