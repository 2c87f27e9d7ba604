"""What a service is at one place: its own devices, its ring, who hears of it, what is asked and judged of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.index import Index
from engine.plan import (
    Condition,
    Estate,
    HearsAt,
    Link,
    Local,
    Measure,
    Milestone,
    Need,
    Objective,
    Plan,
    Segment,
    Service,
    Site,
    Team,
)
from engine.rehearsal import baselines
from engine.scoring import curve
from engine.simulation import Simulation
from engine.topology import single_points_of_failure
from engine.world import OFF
from scenarios import province
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, asset, bench, campaign, estate, fixed, foothold, of, run, step

COVER = Service("cover", "so", "", Need("asset", "app"), (("xa-a", 100), ("xa-b", 40)), local=Local("bts", "radio", plane="ring"))
RECORDS = Service("records", "so", "", Need("all"), (("xa-a", 20), ("xa-b", 30)), local=Local(asset="his"))


def _valley() -> Estate:
    """Two communes in a row on the operator's ring plane, masts of two systems in the first, a records server in it."""
    net = estate()
    return replace(
        net,
        sites=(*net.sites, Site("vt", "operator", "dtc")),
        segments=(*net.segments, Segment("vt-core", "vt", "core"), Segment("xa-a-ran", "xa-a", "ran"), Segment("xa-b-ran", "xa-b", "ran")),
        links=(
            *net.links,
            Link("ring-a", "ring", "ring", "xa-a-ran", "vt-core", 10, "dtc"),
            Link("ring-b", "ring", "ring", "xa-b-ran", "xa-a-ran", 10, "dtc"),
        ),
        assets=(
            *net.assets,
            asset("mast-1", "xa-a-ran", "bts", system="radio", count=3),
            asset("mast-2", "xa-a-ran", "bts", system="radio"),
            asset("mast-x", "xa-a-ran", "bts", system="other", count=9),
            asset("xa-a-his", "xa-a-office"),
        ),
        services=(*net.services, COVER, RECORDS),
    )


def _set(sim: Simulation, name: str, on: bool) -> None:
    sim._world.set_flag(sim._world.index.asset_of[name], OFF, on)


def _levels(sim: Simulation, service: str) -> tuple[int, int]:
    services = sim._world.services
    return services.site_level(service, "xa-a"), services.site_level(service, "xa-b")


def test_a_share_of_the_masts_is_a_share_of_the_cover() -> None:
    """Three of four layers dead leave a quarter there; another operator's masts, and the other commune, are not concerned."""
    sim = run(bench(net=_valley()))
    _set(sim, "mast-x", True)
    assert _levels(sim, "cover") == (1000, 1000)
    _set(sim, "mast-1", True)
    assert _levels(sim, "cover") == (250, 1000)
    _set(sim, "mast-2", True)
    assert _levels(sim, "cover") == (0, 1000)
    assert sim.truth.service_levels["cover"] == 1000, "the core stands"
    _set(sim, "mast-1", False)
    assert _levels(sim, "cover") == (750, 1000)


def test_a_site_s_own_server_is_all_or_nothing_there() -> None:
    """Where the records server is down nobody has the records; where there is none, people have what the service gives."""
    sim = run(bench(net=_valley()))
    _set(sim, "xa-a-his", True)
    assert _levels(sim, "records") == (0, 1000)
    sim.advance(HOUR)
    assert sim.truth.lost["records"] == 20 * HOUR


def test_masts_cut_off_are_dead_masts() -> None:
    """The ring broken before the first commune silences both; between them, only the second; their offices have other lines."""
    sim = run(bench(net=_valley()))
    world = sim._world
    world.set_link("ring-b", False)
    assert _levels(sim, "cover") == (1000, 0)
    world.set_link("ring-a", False)
    assert _levels(sim, "cover") == (0, 0)
    assert _levels(sim, "tthc") == (1000, 1000)
    assert {event.data["site"]: event.data["planes"] for event in of(sim, "site-access-changed")} == {
        "xa-a": ["tslcd", "internet"],
        "xa-b": ["tslcd", "internet"],
    }
    world.set_link("ring-a", True)
    assert _levels(sim, "cover") == (1000, 0)


def _hearing() -> Plan:
    plan = bench(net=_valley())
    return replace(plan, teams=(replace(plan.teams[0], hears_at=(HearsAt("cover", ("xa-a",), fixed(5 * MINUTE)),)), plan.teams[1]))


def test_a_place_is_heard_of_by_those_who_listen_there() -> None:
    """After its delay, at the level of that moment; nobody else hears, and the other commune is not heard of."""
    sim = run(_hearing(), MINUTE)
    _set(sim, "mast-1", True)
    sim._world.set_link("ring-b", False)
    sim.advance(3 * MINUTE)
    _set(sim, "mast-2", True)
    sim.advance(7 * MINUTE)
    assert [(place.service, place.site, place.level) for place in sim.view(IR).places] == [("cover", "xa-a", 0)]
    assert sim.view(IR).services == ()
    assert "service-down:cover@xa-a" in sim.view(IR).facts
    assert sim.view(OPS).places == ()


def test_the_core_s_fall_is_heard_at_the_place_too() -> None:
    """A service that falls altogether falls for the people there."""
    sim = run(_hearing(), MINUTE)
    _set(sim, "app", True)
    sim.advance(7 * MINUTE)
    assert [(place.site, place.level) for place in sim.view(IR).places] == [("xa-a", 0)]


def test_a_condition_may_ask_after_one_place() -> None:
    """Under 300 ‰ in the first commune for ten minutes; the service as a whole never was."""
    there = Condition("service", ref="cover", state="xa-a", value=300, for_ms=10 * MINUTE)
    whole = Condition("service", ref="cover", value=300)
    plan = bench(net=_valley(), milestones=(Milestone("dark", there), Milestone("all-dark", whole)))
    sim = run(plan, MINUTE)
    _set(sim, "mast-1", True)
    sim.advance(HOUR)
    assert [(event.data["milestone"], event.at) for event in of(sim, "milestone")] == [("dark", 11 * MINUTE)]


def test_a_measure_may_judge_one_place() -> None:
    """Its baseline and its value are what the people there lost, by site or by kind of site."""
    dark = campaign(foothold("mast-1"), step("off", "wipe", ("mast-1",)), first=("enter", "off"))
    measures = (
        Measure("a", "harm", 5, ref="service:cover@xa-a", target=100, limit=900),
        Measure("all", "harm", 5, ref="service:cover@commune", target=100, limit=900),
    )
    plan = bench(net=_valley(), campaigns=(dark,), objectives=(Objective("o", "RS.MI", measures),), lasts_ms=HOUR)
    nobody = baselines(plan, 1).nobody
    sim = run(plan, HOUR)
    ends = curve(sim.events, HOUR, plan).services
    assert nobody.services["cover@xa-a"] == ends["cover@xa-a"] == 75 * (HOUR - MINUTE)
    assert ends["cover@commune"] == ends["cover"] == ends["cover@xa-a"]
    assert "cover@xa-a" not in curve(sim.events, HOUR).services


@pytest.fixture(scope="module")
def storm_net() -> Plan:
    """The province's own network with mobile cover that hangs on masts and ring."""
    net = province.load_network("gia-lai-2025")[0]
    cover = next(service for service in net.services if service.id == "bts")
    cover = replace(cover, needs=Need("all"), local=Local("bts", "mang-di-dong-a", plane="ring"))
    return bench(net=replace(net, services=(cover,)), teams=(Team(IR, "dtc", (), ()),), actions=(), sensors=(), alerts=())


def test_a_ring_cut_isolates_the_communes_that_topology_says_and_no_other(storm_net: Plan) -> None:
    """Every single line of the ring plane whose loss cuts anybody off, and ten of those whose loss does not."""
    says = {
        point.id: {site for plane, sites in point.cut if plane == "ring" for site in sites}
        for point in single_points_of_failure(storm_net.estate)
        if point.kind == "link"
    }
    rings = [link.id for link in storm_net.estate.links if link.plane == "ring"]
    cutting = [link for link in rings if says.get(link)]
    spare = [link for link in rings if not says.get(link)]
    assert len(spare) >= 10
    assert max(len(says[link]) for link in cutting) > 3, "a spur carries several communes"
    world = run(storm_net)._world
    users = world.index.users_at["bts"]
    for link in (*cutting, *spare[:10]):
        world.set_link(link, False)
        dark = {site for site in users if world.services.site_level("bts", site) == 0}
        assert dark == says.get(link, set()) & users.keys(), link
        world.set_link(link, True)
    assert all(world.services.site_level("bts", site) == 1000 for site in users)


def test_two_cuts_of_a_ring_isolate_what_lies_between(storm_net: Plan) -> None:
    """One cut anywhere on the western ring harms nobody; a second one darkens the towns between the two."""
    world = run(storm_net)._world
    users = world.index.users_at["bts"]
    world.set_link("ring-pleiku-ia-grai", False)
    assert all(world.services.site_level("bts", site) for site in users)
    world.set_link("ring-duc-co-chu-prong", False)
    dark = {site for site in users if not world.services.site_level("bts", site)}
    assert {"xa-duc-co", "xa-ia-grai"} <= dark
    assert "xa-chu-prong" not in dark


def test_devices_are_found_by_kind_system_and_name() -> None:
    """What carries a service where."""
    index = Index(bench(net=_valley()))
    names = {site: [index.assets[n].id for n in numbers] for site, (numbers, _) in index.local["cover"].items()}
    assert names == {"xa-a": ["mast-1", "mast-2"]}
    assert {site: count for site, (_, count) in index.local["records"].items()} == {"xa-a": 1}
