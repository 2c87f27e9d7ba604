"""Weather: what falls, drawn for each place; batteries; lines and roads; the crews that go out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.plan import (
    AlertKind,
    Battery,
    Condition,
    Estate,
    Fall,
    HearsAt,
    Link,
    Local,
    Milestone,
    Need,
    Plan,
    Seen,
    Segment,
    Service,
    Site,
    Spread,
    Weather,
)
from engine.simulation import Simulation
from engine.weather import along
from engine.world import ISOLATED
from scenarios import province
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, asset, bench, campaign, carry_out, estate, fixed, foothold, of, record, run

MASTS = ("mast-a", "mast-b")


def _coast(**changes: object) -> Estate:
    """Two communes with a mast each on the operator's ring."""
    net = estate()
    net = replace(
        net,
        sites=(
            *net.sites[:2],
            replace(net.sites[2], lat_e6=0, lon_e6=0),
            replace(net.sites[3], lat_e6=0, lon_e6=1_000_000),
            Site("vt", "operator", "dtc"),
        ),
        segments=(*net.segments, Segment("vt-core", "vt", "core"), *(Segment(f"{site}-ran", site, "ran") for site in ("xa-a", "xa-b"))),
        links=(*net.links, *(Link(f"ring-{x}", "ring", "ring", "vt-core", f"xa-{x}-ran", 10, "dtc") for x in "ab")),
        assets=(*net.assets, *(asset(name, f"xa-{name[-1]}-ran", "bts", system="ht-tthc") for name in MASTS)),
        services=(
            *net.services,
            Service("cover", "so", "", Need("all"), (("xa-a", 100), ("xa-b", 40)), local=Local("bts", plane="ring")),
        ),
    )
    return replace(net, **changes)  # type: ignore[arg-type]


def _storm(*falls: Fall, **changes: Any) -> Plan:
    batteries = (Battery("accu", MASTS, fixed(3 * HOUR), 4 * HOUR),)
    weather = Weather("bao", HOUR, 4 * HOUR, falls)
    plan = bench(net=_coast(), weather=(weather,), batteries=batteries, lasts_ms=12 * HOUR)
    return replace(plan, **changes)


def _mains(*sites: str, **more: Any) -> Fall:
    return replace(Fall("mains", fixed(10 * MINUTE), 1000, sites=sites or ("xa-a",)), **more)


def _level(sim: Simulation, service: str, site: str = "xa-a") -> int:
    return sim._world.services.site_level(service, site)


def test_mains_out_the_office_goes_dark_at_once_and_the_mast_with_its_battery() -> None:
    """People lose the portal at 1:10, the mobile network at 4:10; all is told once for the place."""
    sim = run(_storm(_mains()), 70 * MINUTE + 1)
    assert (_level(sim, "tthc"), _level(sim, "cover")) == (0, 1000)
    sim.advance(70 * MINUTE + 3 * HOUR)
    assert _level(sim, "cover") == 1000
    sim.advance(70 * MINUTE + 3 * HOUR + 1)
    assert (_level(sim, "cover"), _level(sim, "cover", "xa-b")) == (0, 1000)
    sim.advance(12 * HOUR)
    told = [(e.kind, e.at, e.data) for e in sim.events if e.kind in ("mains-lost", "battery-started", "power-lost", "asset-changed")]
    assert told == [
        ("mains-lost", 70 * MINUTE, {"site": "xa-a"}),
        ("power-lost", 70 * MINUTE, {"site": "xa-a", "battery": ""}),
        ("battery-started", 70 * MINUTE, {"site": "xa-a", "battery": "accu", "low": 3 * HOUR, "high": 3 * HOUR}),
        ("power-lost", 250 * MINUTE, {"site": "xa-a", "battery": "accu"}),
    ]
    assert sim.truth.lost["cover"] == 100 * (12 * HOUR - 250 * MINUTE)


def test_who_sits_there_and_who_runs_the_masts_are_told() -> None:
    """The commune's team of the mains; the operator's team of the battery as well; nobody of the other commune."""
    sim = run(_storm(_mains()), 5 * HOUR)
    assert ("mains", "xa-a") in sim.view(IR).out
    assert ("power", "xa-a") in sim.view(OPS).out
    assert ("mains", "xa-a") not in sim.view(OPS).out
    assert {"mains-lost:xa-a", "power-lost:xa-a"} <= sim.view(IR).facts


def test_the_mains_back_bring_everything_back() -> None:
    """After as long as was drawn; a battery that was not empty never was felt."""
    sim = run(_storm(_mains(lasts=fixed(2 * HOUR))), 12 * HOUR)
    assert [e.data["battery"] for e in of(sim, "power-lost")] == [""]
    assert sim.truth.lost["cover"] == 0
    assert sim.truth.lost["tthc"] == 30 * 2 * HOUR
    assert sim.view(IR).out == ()


def test_an_asset_that_ails_otherwise_stays_ailing_when_the_power_is_back() -> None:
    """Isolated in the dark, it is isolated still; one reconnected in the dark works."""
    sim = run(_storm(_mains(lasts=fixed(2 * HOUR))), 61 * MINUTE)
    number = sim._world.index.asset_of["a-pc1"]
    sim._world.set_flag(number, ISOLATED, True)
    sim.advance(2 * HOUR)
    sim._world.set_flag(sim._world.index.asset_of["a-pc2"], ISOLATED, True)
    sim._world.set_flag(sim._world.index.asset_of["a-pc2"], ISOLATED, False)
    sim.advance(4 * HOUR)
    assert sim._world.state_name(number) == "isolated"
    assert _level(sim, "tthc") == 500


def test_power_takes_memory_and_footholds_with_it() -> None:
    """A held machine that went dark is of no use to anybody, and what its memory held is gone."""
    leaves = campaign(foothold("a-pc1", leaves=("implant",)))
    sim = run(_storm(_mains(), campaigns=(leaves,)), 69 * MINUTE)
    assert list(sim.truth.live_footholds) == ["a-pc1"]
    sim.advance(71 * MINUTE)
    assert list(sim.truth.live_footholds) == []
    assert [e.data["reason"] for e in of(sim, "artefact-lost")] == ["power"]


def test_fuel_carries_on() -> None:
    """Brought in time it adds its hours; brought too late it lights up again; it is nothing where the mains are there."""
    sim = run(_storm(_mains()), 2 * HOUR)
    assert carry_out(sim, OPS, "refuel", "xa-b").data["outcome"] == "nothing"
    assert carry_out(sim, OPS, "refuel", "xa-a").data["outcome"] == "done"
    sim.advance(70 * MINUTE + 7 * HOUR)
    assert _level(sim, "cover") == 1000, "three hours and four"
    sim.advance(70 * MINUTE + 7 * HOUR + 1)
    assert _level(sim, "cover") == 0
    again = carry_out(sim, OPS, "refuel", "xa-a").at
    assert _level(sim, "cover") == 1000
    sim.advance(again + 4 * HOUR - 1)
    assert _level(sim, "cover") == 1000


def test_a_broken_line_takes_a_crew() -> None:
    """No hand at the switchboard brings it back; the crew does; cutting it meanwhile keeps it cut."""
    plan = _storm(Fall("line", fixed(0), 1000, links=("ring-a", "tslcd-xa-a")))
    sim = run(plan, HOUR + 1)
    assert _level(sim, "cover") == 0
    refused = carry_out(sim, OPS, "restore-link", "xa-a").data
    assert (refused["outcome"], refused["params"]) == ("failed", {"reason": "broken"})
    assert {("line", "ring-a"), ("line", "tslcd-xa-a")} == set(sim.view(OPS).out)
    assert carry_out(sim, OPS, "repair-line", "ring-a").data["outcome"] == "done"
    assert _level(sim, "cover") == 1000
    assert carry_out(sim, OPS, "repair-line", "ring-a").data["outcome"] == "nothing"
    carry_out(sim, OPS, "cut-link", "xa-a")
    carry_out(sim, OPS, "repair-line", "tslcd-xa-a")
    assert not sim._world.network.is_up("tslcd-xa-a")
    carry_out(sim, OPS, "restore-link", "xa-a")
    assert sim._world.network.is_up("tslcd-xa-a")


def test_a_line_may_come_back_by_itself_once() -> None:
    """Repaired earlier, its return later is no news."""
    plan = _storm(Fall("line", fixed(0), 1000, links=("ring-a", "ring-b"), lasts=fixed(2 * HOUR)))
    sim = run(plan, HOUR + 1)
    carry_out(sim, OPS, "repair-line", "ring-a")
    sim.advance(4 * HOUR)
    assert [(e.data["link"], e.at) for e in of(sim, "line-up") if e.data["link"] == "ring-b"] == [("ring-b", 3 * HOUR)]
    assert len(of(sim, "line-up", link="ring-a")) == 1


def _flooded(**changes: Any) -> Simulation:
    road = Fall("road", fixed(5 * MINUTE), 1000, sites=("xa-a",))
    line = Fall("line", fixed(10 * MINUTE), 1000, links=("ring-a",))
    return run(_storm(road, line, _mains(), **changes), 30 * MINUTE)


def test_nobody_gets_in_where_the_road_is_cut() -> None:
    """Repair and fuel fail, and their team knows why; the other commune is reached."""
    sim = _flooded()
    sim.advance(2 * HOUR)
    for verb, target in (("repair-line", "ring-a"), ("refuel", "xa-a"), ("move-crew", "xa-a")):
        ended = carry_out(sim, OPS, verb, target).data
        assert (ended["outcome"], ended["params"]) == ("failed", {"reason": "road"})
    assert ("road", "xa-a") in sim.view(OPS).out
    assert carry_out(sim, OPS, "move-crew", "xa-b").data["outcome"] == "done"


def test_a_crew_that_was_there_before_works_on() -> None:
    """Stationed before the road closed, it repairs and refuels."""
    sim = _flooded()
    carry_out(sim, OPS, "move-crew", "xa-a")
    sim.advance(2 * HOUR)
    assert carry_out(sim, OPS, "repair-line", "ring-a").data["outcome"] == "done"
    assert carry_out(sim, OPS, "refuel", "xa-a").data["outcome"] == "done"
    assert carry_out(sim, IR, "refuel", "xa-a").data["outcome"] == "failed", "another team's crew is not there"


def test_a_team_has_as_many_crews_as_people_for_them() -> None:
    """Two people, two crews: a third place empties the first."""
    sim = _flooded()
    for site in ("xa-a", "xa-b", "ttdl"):
        carry_out(sim, OPS, "move-crew", site)
    sim.advance(2 * HOUR)
    assert carry_out(sim, OPS, "refuel", "xa-a").data["outcome"] == "failed"


def test_places_further_along_are_struck_later() -> None:
    """The share of the way, never before its beginning nor after its end."""
    track = (0, 0, 0, 2_000_000, 90 * MINUTE)
    assert [along(track, Site("x", "commune", "o", lat, lon)) for lat, lon in ((0, 0), (500_000, 1_000_000), (0, 9_000_000), (0, -5))] == [
        0,
        45 * MINUTE,
        90 * MINUTE,
        0,
    ]
    sim = run(_storm(_mains("xa-a", "xa-b", along=track)), 6 * HOUR)
    assert [(e.data["site"], e.at) for e in of(sim, "mains-lost")] == [("xa-a", 70 * MINUTE), ("xa-b", 115 * MINUTE)]


def test_its_beginning_and_end_are_conditions() -> None:
    """Whatever it strikes."""
    marks = (Milestone("b", Condition("weather", ref="bao", state="begun")), Milestone("o", Condition("weather", ref="bao", state="over")))
    sim = run(_storm(milestones=marks), 12 * HOUR)
    assert [(e.data["milestone"], e.at) for e in of(sim, "milestone")] == [("b", HOUR), ("o", 5 * HOUR)]


def test_its_alarms_are_true_and_innocent() -> None:
    """A sensor sees the place go dark; nobody hostile is behind it."""
    kinds = (AlertKind("dark", "edge", 2, record()),)
    sim = run(_storm(_mains(seen=(Seen("dark", 1000),)), alerts=kinds), 2 * HOUR)
    [alert] = sim.view(OPS).alerts
    assert alert.asset == "a-pc1"
    assert sim._telemetry.real[alert.id] is False


def test_every_place_has_its_own_luck_and_keeps_it() -> None:
    """The same seed strikes the same places at the same times, whatever a team does meanwhile; another seed others."""
    spread = Spread((0, HOUR, 2 * HOUR))
    fall = _mains("xa-a", "xa-b", "ttdl", chance=500, at=spread, lasts=spread)

    def struck(seed: int, busy: bool) -> list[tuple[str, int, str]]:
        sim = Simulation(_storm(fall), seed)
        if busy:
            for site in ("xa-a", "xa-b"):
                carry_out(sim, OPS, "cut-link", site)
                carry_out(sim, OPS, "refuel", site)
        sim.advance(12 * HOUR)
        return [(e.data["site"], e.at, e.kind) for e in sim.events if e.kind in ("mains-lost", "mains-back")]

    runs = [struck(seed, busy=False) for seed in range(12)]
    assert len({str(one) for one in runs}) > 4
    assert runs == [struck(seed, busy=True) for seed in range(12)]


# --- the province


@pytest.fixture(scope="module")
def storm() -> Plan:
    """A storm over the whole province: mains in every commune, half of the ring's lines, roads."""
    net = province.load_network("gia-lai-2025")[0]
    cover = next(service for service in net.services if service.id == "bts")
    cover = replace(cover, local=Local("bts", plane="ring"))
    net = replace(net, services=(*(service for service in net.services if service.id != "bts"), cover))
    communes = tuple(site.id for site in net.sites if site.kind == "commune")
    when, long = Spread((HOUR // 2, 2 * HOUR, 5 * HOUR)), Spread((HOUR, 3 * HOUR, 6 * HOUR))
    falls = (
        Fall("mains", when, 620, sites=communes, lasts=long, along=(13_780_000, 109_220_000, 13_970_000, 108_000_000, 90 * MINUTE)),
        Fall("line", when, 180, links=tuple(link.id for link in net.links if link.kind == "ring"), lasts=long),
        Fall("road", when, 250, sites=communes, lasts=long),
    )
    batteries = (
        Battery("pin", tuple(item.id for item in net.assets if item.kind == "bts"), Spread((2 * HOUR, 3 * HOUR, 4 * HOUR)), 4 * HOUR),
    )
    plan = bench(net=net, weather=(Weather("bao", 0, 8 * HOUR, falls),), batteries=batteries, lasts_ms=10 * HOUR, actions=())
    teams = (replace(plan.teams[0], may=(), hears_at=(HearsAt("bts", communes, fixed(5 * MINUTE)),)), replace(plan.teams[1], may=()))
    return replace(plan, teams=teams)


def test_a_storm_over_the_province_tells_of_places_not_of_devices(storm: Plan) -> None:
    """Some eighty communes dark: a few events for each, none for each of their devices; and the people there lose their cover."""
    sim = run(storm, 10 * HOUR)
    dark = {e.data["site"] for e in of(sim, "mains-lost")}
    assert 60 < len(dark) < 110
    assert len(of(sim, "asset-changed")) == 0
    assert len(sim.events) < 40 * len(dark), "a dozen services change when a commune's people lose them"
    assert sim.truth.lost["bts"] > 0
    assert sim.truth.lost["tthc"] > 0
    assert {place.site for place in sim.view(IR).places} <= {site for site, _ in sim._world.index.services["bts"].users}


def test_a_storm_is_the_same_in_slices(storm: Plan) -> None:
    """Run in one go or in uneven pieces."""
    whole, pieces = run(storm, 10 * HOUR), run(storm)
    for stop in (1, HOUR, HOUR + 7, 3 * HOUR, 3 * HOUR + 1, 10 * HOUR):
        pieces.advance(stop)
    assert whole.digest() == pieces.digest()
