"""Harm is exact, service by service and place by place: the engine's integrals against a naive sum over steps of time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.index import indexed
from engine.losses import Losses
from engine.plan import Battery, Link, Local, Need, Plan, Segment, Service, Site, Spread
from engine.scoring import curve
from engine.simulation import Simulation
from engine.world import ENCRYPTED, ISOLATED, NO_POWER, OFF
from tests.unit.engine.worlds import HOUR, asset, bench, estate

PLANES = {"xa-a": ("tslcd-xa-a", "net-xa-a"), "xa-b": ("tslcd-xa-b", "net-xa-b")}
MASTS = {"xa-a": ("mast-a1", "mast-a2"), "xa-b": ("mast-b",)}
ASSETS = ("app", "db", "spare", "a-pc1", "a-pc2", "b-pc1", *MASTS["xa-a"], *MASTS["xa-b"], "xa-a-box")
LINKS = (*(link for pair in PLANES.values() for link in pair), "ring-a", "ring-ab", "ring-b")
LASTS = 2 * HOUR


def _plan() -> Plan:
    net = estate()
    services = (
        Service(
            "both",
            "so",
            "",
            Need("all", of=(Need("asset", "app"), Need("asset", "db"))),
            (("xa-a", 31), ("xa-b", 13)),
            ("tslcd", "internet"),
            paper_permille=333,
        ),
        Service(
            "either",
            "so",
            "",
            Need("any", of=(Need("asset", "app"), Need("asset", "spare"))),
            (("xa-a", 7), ("xa-b", 5)),
            ("tslcd",),
            degraded_permille=617,
            paper_permille=250,
        ),
        Service("over", "so", "", Need("all", of=(Need("service", "either"), Need("asset", "db"))), (("xa-b", 3),), ("internet",)),
        Service("cover", "vt", "", Need("asset", "db"), (("xa-a", 101), ("xa-b", 57)), local=Local("bts", plane="ring"), paper_permille=77),
        Service("speakers", "so", "", Need("all"), (("xa-a", 19), ("xa-b", 23)), ("internet",), local=Local(asset="box")),
    )
    assets = (
        *net.assets,
        asset("a-pc3", "xa-a-office", "workstation"),
        asset("mast-a1", "xa-a-ran", "bts", count=3),
        asset("mast-a2", "xa-a-ran", "bts", count=4),
        asset("mast-b", "xa-b-ran", "bts", count=2),
        asset("xa-a-box", "xa-a-office", "speaker-controller"),
    )
    rings = (("ring-a", "xa-a-ran", "vt-core"), ("ring-ab", "xa-a-ran", "xa-b-ran"), ("ring-b", "xa-b-ran", "vt-core"))
    return bench(
        net=replace(
            net,
            sites=(*net.sites, Site("vt", "operator", "dtc")),
            segments=(*net.segments, Segment("vt-core", "vt", "core"), *(Segment(f"{site}-ran", site, "ran") for site in MASTS)),
            links=(*net.links, *(Link(name, "ring", "ring", one, other, 10, "dtc") for name, one, other in rings)),
            services=services,
            assets=assets,
        ),
        batteries=(Battery("accu", ("mast-a1", "mast-b"), Spread((HOUR,))),),
        lasts_ms=LASTS,
    )


PLAN = _plan()

change = st.one_of(
    st.tuples(st.just("asset"), st.sampled_from(ASSETS), st.sampled_from((ISOLATED, OFF, ENCRYPTED)), st.booleans()),
    st.tuples(st.just("link"), st.sampled_from(LINKS), st.just(0), st.booleans()),
    st.tuples(st.just("paper"), st.sampled_from(("both", "either", "cover")), st.just(0), st.booleans()),
    st.tuples(st.just("power"), st.sampled_from(("xa-a", "xa-a accu", "xa-b", "xa-b accu")), st.just(NO_POWER), st.booleans()),
    st.tuples(st.just("cap"), st.sampled_from(("cover", "both")), st.sampled_from((0, 450)), st.booleans()),
    st.tuples(st.just("lift"), st.sampled_from(("cover", "both")), st.just(310), st.booleans()),
    st.tuples(st.just("stop"), st.sampled_from(("both", "either")), st.just(0), st.booleans()),
)
changes = st.lists(st.tuples(st.integers(0, LASTS - 1), change), max_size=14)


def _apply(sim: Simulation, what: str, name: str, bit: int, on: bool) -> None:
    """One change to the world, as the engine's own parts make it."""
    world = sim._world
    if what == "asset":
        world.set_flag(world.index.asset_of[name], bit, on)
    elif what == "link":
        world.set_link(name, on)
    elif what == "power":
        site, _, battery = name.partition(" ")
        (sim._climate._darken if on else sim._climate._light)(site, battery)
    elif what == "cap":
        world.services.cap(name, "test", bit, "xa-a") if on else world.services.uncap(name, "test", "xa-a")
    elif what == "lift":
        world.services.lift(name, "test", bit, "xa-a") if on else world.services.unlift(name, "test", "xa-a")
    else:
        chosen = {"paper": world.services.paper, "stop": world.services.stopped}[what]
        (chosen.add if on else chosen.discard)(name)
        world.services.refresh(name)


class Naive:
    """The same estate, understood in the plainest way: who can use what, asked anew after every change."""

    def __init__(self) -> None:
        self.flags = {item.id: set[int]() for item in PLAN.estate.assets}
        self.cut: set[str] = set()
        self.paper: set[str] = set()
        self.stopped: set[str] = set()
        self.caps: dict[str, int] = {}
        self.lifts: dict[str, int] = {}

    def apply(self, what: str, name: str, bit: int, on: bool) -> None:
        """One change."""
        if what == "asset":
            (self.flags[name].add if on else self.flags[name].discard)(bit)
        elif what == "link":
            (self.cut.discard if on else self.cut.add)(name)
        elif what == "power":
            site, _, battery = name.partition(" ")
            for item in PLAN.estate.assets:
                on_battery = item.id in PLAN.batteries[0].assets
                if item.segment.startswith(site) and on_battery == bool(battery):
                    (self.flags[item.id].add if on else self.flags[item.id].discard)(bit)
        elif what in ("cap", "lift"):
            bounds = self.caps if what == "cap" else self.lifts
            bounds[name] = bit if on else {"cap": 1000, "lift": 0}[what]
        else:
            chosen = {"paper": self.paper, "stop": self.stopped}[what]
            (chosen.add if on else chosen.discard)(name)

    def _levels(self) -> dict[str, int]:
        def up(name: str) -> bool:
            return not self.flags[name]

        both = 1000 if up("app") and up("db") else 0
        either = {2: 1000, 1: 617, 0: 0}[up("app") + up("spare")]
        both, either = (0 if name in self.stopped else level for name, level in (("both", both), ("either", either)))
        over = min(either, 1000 if up("db") else 0)
        return {"both": both, "either": either, "over": over, "cover": 1000 if up("db") else 0, "speakers": 1000}

    def level(self, service: Service, site: str) -> int:
        """What people at a site have of a service, with the measures in force there."""
        level = self._there(service, site)
        if site != "xa-a":
            return level
        least = 0 if service.id in self.stopped else self.lifts.get(service.id, 0)
        return min(max(level, least), self.caps.get(service.id, 1000))

    def _there(self, service: Service, site: str) -> int:
        level = self._levels()[service.id]
        if service.id == "cover":
            masts = [item for item in PLAN.estate.assets if item.id in MASTS[site]]
            lost = sum(item.count for item in masts if self.flags[item.id])
            return min(level, 1000 - 1000 * lost // sum(item.count for item in masts)) if self._ring(site) else 0
        hosts = [item.id for item in PLAN.estate.assets if item.kind == "workstation" and item.segment == f"{site}-office"]
        standing = 1000 - 1000 * sum(bool(self.flags[name]) for name in hosts) // len(hosts)
        ways = {"tslcd": PLANES[site][0], "internet": PLANES[site][1]}
        if all(ways[plane] in self.cut for plane in service.access) or (service.id == "speakers" and self.flags.get(f"{site}-box")):
            return 0
        return min(level, standing)

    def _ring(self, site: str) -> bool:
        other = "ring-b" if site == "xa-a" else "ring-a"
        return f"ring-{site[-1]}" not in self.cut or not {"ring-ab", other} & self.cut

    def losing(self, service: Service) -> dict[str, int]:
        """Millionths of a user losing it now, by site."""
        kept = 1000 - service.paper_permille if service.id in self.paper else 1000
        return {site: users * (1000 - self.level(service, site)) * kept for site, users in service.users}


@given(changes)
@settings(max_examples=60, deadline=None)
def test_losses_are_the_integral_of_who_is_losing(story: list[tuple[int, tuple[str, str, int, bool]]]) -> None:
    """Random outages, cuts, isolations and paper procedures: the engine's user-milliseconds are those of the naive
    sum, and its events tell the same of every place, to the last millionth."""
    sim, naive = Simulation(PLAN, 1), Naive()
    expected = {(service.id, site): 0 for service in PLAN.estate.services for site, _ in service.users}
    story = sorted(story, key=lambda item: item[0])
    for (now, one), (after, _) in pairwise([*story, (LASTS, ("end", "", 0, False))]):
        sim.advance(now)
        _apply(sim, *one)
        naive.apply(*one)
        for service in PLAN.estate.services:
            for site, losing in naive.losing(service).items():
                expected[service.id, site] += losing * (after - now)
    sim.advance(LASTS)
    places = Losses(indexed(PLAN), sim.events, LASTS)
    assert places.micro == {place: lost for place, lost in expected.items() if lost}
    exact = {service.id: sum(expected[service.id, site] for site, _ in service.users) // 1_000_000 for service in PLAN.estate.services}
    assert sim.truth.lost == exact
    assert [event.data["lost"] for event in sim.events if event.kind == "services-counted"] == [exact]
    assert places.of() == sum(expected.values()) // 1_000_000
    assert {name: places.of(name) for name in exact} == exact
    assert sum(places.by_site().values()) <= places.of() < sum(places.by_site().values()) + 2
    assert places.of(where="commune") == places.of()


@given(changes)
@settings(max_examples=30, deadline=None)
def test_a_curve_read_off_the_events_agrees_with_the_world(story: list[tuple[int, tuple[str, str, int, bool]]]) -> None:
    """Scores come from events alone; at its every sample, and at the end, the curve is off by less than a user-millisecond a service."""
    sim = Simulation(PLAN, 1)
    samples: dict[int, int] = {}
    moments = sorted({*range(0, LASTS, 5 * 60_000), *(now for now, _ in story)})
    for moment in moments:
        sim.advance(moment)
        samples[moment] = sum(sim.truth.lost.values())
        for now, one in story:
            if now == moment:
                _apply(sim, *one)
    sim.advance(LASTS)
    drawn = curve(sim.events, LASTS)
    samples[LASTS] = sum(sim.truth.lost.values())
    assert all(abs(value - samples[moment]) <= 5 for moment, value in zip(drawn.at, drawn.service, strict=True))
    assert all(abs(lost - sim.truth.lost[name]) <= 1 for name, lost in drawn.services.items())
    assert list(drawn.service) == sorted(drawn.service)
