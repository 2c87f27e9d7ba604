"""Services: their level out of what they need, who loses them, what that adds up to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import InvalidPlan
from engine.index import Index
from engine.messages import Start
from engine.plan import Estate, FlowRule, Link, Need, Segment, Service, Site
from engine.simulation import Simulation
from engine.world import ENCRYPTED, ISOLATED, OFF, WIPED
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, asset, bench, campaign, carry_out, estate, fixed, foothold, give, of, run, step


def _with(*services: Service, **changes: object) -> Estate:
    return estate(services=services, **changes)


def _service(needs: Need, **more: object) -> Service:
    made = Service("s", "so", "ht-tthc", needs, (("xa-a", 10),))
    return replace(made, **more)  # type: ignore[arg-type]


def _asset(name: str) -> Need:
    return Need("asset", name)


ALL = Need("all", of=(_asset("app"), _asset("db")))
ANY = Need("any", of=(_asset("app"), _asset("spare")))
TWO_OF_THREE = Need("k", of=(_asset("app"), _asset("spare"), _asset("db")), k=2)


@pytest.mark.parametrize(
    ("needs", "down", "level"),
    [
        (ALL, (), 1000),
        (ALL, ("app",), 0),
        (ANY, ("app",), 500),
        (ANY, ("app", "spare"), 0),
        (TWO_OF_THREE, ("db",), 500),
        (TWO_OF_THREE, ("db", "app"), 0),
        (Need("any", of=(ALL, _asset("spare"))), ("db",), 500),
        (Need("all", of=(ANY, _asset("db"))), ("app",), 500),
        (Need("all"), ("app",), 1000),
    ],
)
def test_a_level_is_what_its_parts_allow(needs: Need, down: tuple[str, ...], level: int) -> None:
    """All needs all, any and k of n go on degraded while enough is left, and stop when it is not."""
    sim = run(bench(net=_with(_service(needs))))
    world = sim._world
    for name in down:
        world.set_flag(world.index.asset_of[name], OFF, True)
    assert world.services.level["s"] == level
    for name in down:
        world.set_flag(world.index.asset_of[name], OFF, False)
    assert world.services.level["s"] == 1000


def test_a_loss_cascades_to_what_leans_on_it() -> None:
    """Sign-on down, the portal that needs it down; the one that can do without it degraded."""
    sign_on = _service(_asset("spare"), id="sso")
    portal = _service(Need("all", of=(_asset("app"), Need("service", "sso"))), id="portal")
    counter = _service(Need("any", of=(_asset("db"), Need("service", "portal"))), id="counter", degraded_permille=700)
    sim = run(bench(net=_with(counter, portal, sign_on)))
    world = sim._world
    world.set_flag(world.index.asset_of["spare"], OFF, True)
    assert world.services.level == {"sso": 0, "portal": 0, "counter": 700}


def test_services_that_lean_on_each_other_are_refused() -> None:
    """A circle has no level."""
    circle = (_service(Need("service", "b"), id="a"), _service(Need("service", "a"), id="b"))
    with pytest.raises(InvalidPlan, match="circle"):
        Index(bench(net=_with(*circle)))


def test_a_line_as_a_need() -> None:
    """A service that stands on one line falls with it."""
    sim = run(bench(net=_with(_service(Need("link", "tslcd-xa-a")))))
    carry_out(sim, OPS, "cut-link", "xa-a")
    assert sim.truth.service_levels["s"] == 0
    carry_out(sim, OPS, "restore-link", "xa-a")
    assert sim.truth.service_levels["s"] == 1000


def _lost(sim: Simulation, service: str, since: int) -> int:
    """Users losing the service, over a minute in which nothing happens."""
    before = sim.truth.lost[service]
    sim.advance(since + MINUTE)
    return (sim.truth.lost[service] - before) // MINUTE


def test_a_site_with_no_line_left_loses_what_it_reached_over_them() -> None:
    """The data network cut, broadband carries; both cut, the commune's users lose it and the others do not."""
    sim = run(bench())
    carry_out(sim, OPS, "cut-link", "xa-a")
    assert _lost(sim, "tthc", sim.clock) == 0
    assert _lost(sim, "mail", sim.clock) == 0
    sim._world.set_link("net-xa-a", False)
    assert _lost(sim, "tthc", sim.clock) == 30
    assert _lost(sim, "mail", sim.clock) == 7
    sim._world.set_link("net-xa-a", True)
    assert _lost(sim, "tthc", sim.clock) == 0


def _chain() -> Estate:
    """A third commune whose only line leads through the first, and an upstream that all broadband runs through."""
    net = estate()
    return replace(
        net,
        sites=(*net.sites, Site("xa-c", "commune", "xa"), Site("isp", "operator", "dtc")),
        segments=(*net.segments, Segment("xa-c-office", "xa-c", "office"), Segment("isp-core", "isp", "core")),
        links=(
            *(link for link in net.links if not link.id.startswith("net-")),
            Link("tslcd-xa-c", "fibre", "tslcd", "xa-c-office", "xa-a-office", 10, "dtc"),
            *(Link(f"net-{x}", "broadband", "internet", f"{x}-office", "isp-core", 10, "dtc") for x in ("xa-a", "xa-b", "xa-c")),
            Link("upstream", "fibre", "internet", "isp-core", "internet", 10, "dtc"),
        ),
        services=(
            Service("tthc", "so", "", _asset("app"), (("xa-a", 30), ("xa-b", 10), ("xa-c", 5)), ("tslcd",)),
            Service("mail", "so", "", _asset("spare"), (("xa-a", 7), ("xa-b", 2)), ("internet",)),
        ),
    )


def test_a_cut_reaches_every_site_behind_it() -> None:
    """Whoever's way to the province led over the line loses it, not only its two ends."""
    sim = run(bench(net=_chain()))
    sim._world.set_link("tslcd-xa-a", False)
    assert _lost(sim, "tthc", sim.clock) == 35
    assert {event.data["site"] for event in of(sim, "site-access-changed")} == {"xa-a", "xa-c"}
    sim._world.set_link("upstream", False)
    assert _lost(sim, "mail", sim.clock) == 9
    sim._world.set_link("tslcd-xa-a", True)
    assert _lost(sim, "tthc", sim.clock) == 0


def test_a_site_that_never_had_a_line_loses_nothing_by_anothers_cut() -> None:
    """What is charged is what was lost in the drill, not what was never there."""
    net = _chain()
    net = replace(net, links=tuple(link for link in net.links if link.id != "net-xa-b"))
    sim = run(bench(net=net))
    sim._world.set_link("tslcd-xa-c", False)
    assert _lost(sim, "mail", sim.clock) == 0


def test_people_without_their_machines_lose_their_services() -> None:
    """Half of a commune's workstations off, half of its users lose; servers do not count as workstations."""
    sim = run(bench())
    carry_out(sim, IR, "isolate", "a-pc1")
    assert _lost(sim, "tthc", sim.clock) == 15
    carry_out(sim, IR, "power-off", "a-pc2")
    assert _lost(sim, "tthc", sim.clock) == 30
    carry_out(sim, IR, "reconnect", "a-pc1")
    assert _lost(sim, "tthc", sim.clock) == 15


def test_groups_of_like_devices_count_for_each() -> None:
    """A group of three workstations beside a single one: the group off, three quarters lose."""
    net = estate()
    grouped = asset("a-pc1", "xa-a-office", "workstation", count=3)
    sim = run(bench(net=replace(net, assets=(grouped, *net.assets[1:]))))
    carry_out(sim, IR, "isolate", "a-pc1")
    assert _lost(sim, "tthc", sim.clock) == 22, "three quarters of 30, and half a user rounded down"


def test_paper_saves_its_share_and_ends() -> None:
    """While the procedure runs on paper 40 % of the loss is saved; ended, nothing is."""
    sim = run(bench())
    carry_out(sim, OPS, "power-off", "app")
    assert _lost(sim, "tthc", sim.clock) == 40
    carry_out(sim, OPS, "paper", "tthc")
    assert _lost(sim, "tthc", sim.clock) == 24
    assert carry_out(sim, OPS, "paper", "tthc").data["outcome"] == "nothing"
    carry_out(sim, OPS, "paper-end", "tthc")
    assert _lost(sim, "tthc", sim.clock) == 40


def test_a_fail_over_guarantees_its_level_until_the_service_is_stopped() -> None:
    """80 % from the reserve site while the main one is dead; switched off by hand it is off."""
    sim = run(bench())
    carry_out(sim, OPS, "power-off", "app")
    carry_out(sim, OPS, "fail-over", "tthc")
    assert sim.truth.service_levels["tthc"] == 800
    assert _lost(sim, "tthc", sim.clock) == 8
    carry_out(sim, OPS, "stop-service", "tthc")
    assert sim.truth.service_levels["tthc"] == 0
    started = carry_out(sim, OPS, "start-service", "tthc")
    assert (started.data["outcome"], sim.truth.service_levels["tthc"]) == ("done", 800)


@pytest.mark.parametrize("ailing", [OFF, ISOLATED, ENCRYPTED, WIPED])
def test_a_fail_over_needs_a_living_standby(ailing: int) -> None:
    """A reserve that does not stand takes nothing over, and the order says so; mended, it does."""
    sim = run(bench())
    carry_out(sim, OPS, "power-off", "app")
    reserve = sim._world.index.asset_of["reserve"]
    sim._world.set_flag(reserve, ailing, True)
    failed = carry_out(sim, OPS, "fail-over", "tthc")
    assert (failed.data["outcome"], failed.data["params"]) == ("failed", {"reason": "standby-down"})
    assert sim.truth.service_levels["tthc"] == 0
    sim._world.set_flag(reserve, ailing, False)
    assert carry_out(sim, OPS, "fail-over", "tthc").data["outcome"] == "done"
    assert sim.truth.service_levels["tthc"] == 800


def test_a_standby_that_falls_takes_the_service_with_it() -> None:
    """What it carries hangs on it from then on, at once and both ways."""
    sim = run(bench())
    carry_out(sim, OPS, "power-off", "app")
    carry_out(sim, OPS, "fail-over", "tthc")
    carry_out(sim, OPS, "power-off", "reserve")
    assert sim.truth.service_levels["tthc"] == 0
    carry_out(sim, OPS, "reconnect", "reserve")
    assert sim.truth.service_levels["tthc"] == 800


def test_a_standby_that_falls_hurts_nobody_before_it_carries_anything() -> None:
    """The service runs on its own parts until a fail-over."""
    sim = run(bench())
    carry_out(sim, OPS, "power-off", "reserve")
    assert sim.truth.service_levels["tthc"] == 1000


def test_without_a_standby_a_fail_over_is_refused() -> None:
    """Everybody can read in the estate that there is none."""
    receipt = give(run(bench()), OPS, Start("fail-over", "mail"))
    assert (receipt.accepted, receipt.code) == (False, "no-standby")


def test_a_stopped_service_comes_back_by_starting_it() -> None:
    """Started while its parts are dead it does not come up, and the order says so."""
    sim = run(bench())
    carry_out(sim, OPS, "stop-service", "mail")
    carry_out(sim, OPS, "power-off", "spare")
    assert carry_out(sim, OPS, "start-service", "mail").data["outcome"] == "nothing"
    carry_out(sim, OPS, "reconnect", "spare")
    assert sim.truth.service_levels["mail"] == 1000


def test_a_flood_presses_a_service_down_and_passes() -> None:
    """A quarter is left while it lasts, also of a fail-over; afterwards all is as before."""
    flood = step("flood", "flood", ("tthc",), again_after=fixed(10 * MINUTE))
    sim = run(bench(campaigns=(campaign(flood),)), 5 * MINUTE)
    assert sim.truth.service_levels["tthc"] == 250
    carry_out(sim, OPS, "fail-over", "tthc")
    assert sim.truth.service_levels["tthc"] == 250
    sim.advance(12 * MINUTE)
    assert sim.truth.service_levels["tthc"] == 1000


def test_a_flood_that_lasts_longer_is_not_ended_by_an_earlier_one() -> None:
    """Two waves on one service: it is free when the last of them is over."""
    first = step("first", "flood", ("tthc",), again_after=fixed(10 * MINUTE), then=("second",))
    second = step("second", "flood", ("tthc",), takes=fixed(5 * MINUTE), again_after=fixed(10 * MINUTE))
    sim = run(bench(campaigns=(campaign(first, second),)), 12 * MINUTE)
    assert sim.truth.service_levels["tthc"] == 250
    sim.advance(17 * MINUTE)
    assert sim.truth.service_levels["tthc"] == 1000


def test_history_is_not_charged() -> None:
    """What was down before the first minute costs from the first minute on."""
    story = campaign(foothold("app", then=("ruin",)), step("ruin", "encrypt", ("app",), needs_foothold=("app",)), starts_ms=-2 * HOUR)
    sim = run(bench(campaigns=(story,)), HOUR)
    assert sim._world.flags[sim._world.index.asset_of["app"]] & ENCRYPTED
    assert sim.truth.lost["tthc"] == 40 * HOUR


def test_the_change_is_told_with_what_was_lost_until_then() -> None:
    """`service-changed` carries the users losing it now and the loss so far, for whoever reads the events alone."""
    sim = run(bench())
    carry_out(sim, OPS, "power-off", "app")
    down = sim.clock
    carry_out(sim, OPS, "reconnect", "app")
    first, last = of(sim, "service-changed", service="tthc")
    assert (first.data["rate"], first.data["lost"]) == (40, 0)
    assert (last.data["rate"], last.data["level"]) == (0, 1000)
    assert last.data["lost"] == 40 * (last.at - first.at)
    assert down >= first.at


def test_teams_hear_of_it_after_their_delay_and_of_what_stands_then() -> None:
    """A loss that is over before the telephone rings was never heard of."""
    sim = run(bench())
    world = sim._world
    world.set_flag(world.index.asset_of["app"], OFF, True)
    sim.advance(90_000)
    assert [view.level for view in sim.view(OPS).services] == [0]
    assert sim.view(IR).services == ()
    world.set_flag(world.index.asset_of["app"], OFF, False)
    sim.advance(10 * MINUTE)
    assert sim.view(IR).services == ()
    assert [view.level for view in sim.view(OPS).services] == [1000]
    assert "service-down:tthc" in sim.view(OPS).facts


def test_rules_do_not_matter_to_lines() -> None:
    """Sites reach services by lines; firewall rules are the attackers' matter."""
    sim = run(bench(net=estate(rules=(FlowRule("office", "server", ("smb",), "ring"),))))
    assert _lost(sim, "tthc", 0) == 0
