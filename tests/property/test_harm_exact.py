"""Harm is exact: the engine's integrals against a naive sum over small steps of time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.plan import Need, Plan, Service
from engine.scoring import curve
from engine.simulation import Simulation
from engine.world import ENCRYPTED, ISOLATED, OFF
from tests.unit.engine.worlds import HOUR, asset, bench, estate

PLANES = {"xa-a": ("tslcd-xa-a", "net-xa-a"), "xa-b": ("tslcd-xa-b", "net-xa-b")}
ASSETS = ("app", "db", "spare", "a-pc1", "a-pc2", "b-pc1")
LINKS = tuple(link for pair in PLANES.values() for link in pair)
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
    )
    assets = (*net.assets, asset("a-pc3", "xa-a-office", "workstation"))
    return bench(net=replace(net, services=services, assets=assets), lasts_ms=LASTS)


PLAN = _plan()

change = st.one_of(
    st.tuples(st.just("asset"), st.sampled_from(ASSETS), st.sampled_from((ISOLATED, OFF, ENCRYPTED)), st.booleans()),
    st.tuples(st.just("link"), st.sampled_from(LINKS), st.just(0), st.booleans()),
    st.tuples(st.just("paper"), st.sampled_from(("both", "either")), st.just(0), st.booleans()),
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

    def apply(self, what: str, name: str, bit: int, on: bool) -> None:
        """One change."""
        if what == "asset":
            (self.flags[name].add if on else self.flags[name].discard)(bit)
        elif what == "link":
            (self.cut.discard if on else self.cut.add)(name)
        else:
            chosen = {"paper": self.paper, "stop": self.stopped}[what]
            (chosen.add if on else chosen.discard)(name)

    def _levels(self) -> dict[str, int]:
        def up(name: str) -> bool:
            return not self.flags[name]

        both = 1000 if up("app") and up("db") else 0
        either = {2: 1000, 1: 617, 0: 0}[up("app") + up("spare")]
        both, either = (0 if name in self.stopped else level for name, level in (("both", both), ("either", either)))
        return {"both": both, "either": either, "over": min(either, 1000 if up("db") else 0)}

    def losing(self, service: Service) -> int:
        """Users × per-mille losing it now."""
        level = self._levels()[service.id]
        total = 0
        for site, users in service.users:
            hosts = [item.id for item in PLAN.estate.assets if item.kind == "workstation" and item.segment == f"{site}-office"]
            standing = 1000 - 1000 * sum(bool(self.flags[name]) for name in hosts) // len(hosts)
            ways = {"tslcd": PLANES[site][0], "internet": PLANES[site][1]}
            connected = any(ways[plane] not in self.cut for plane in service.access)
            total += users * (1000 - (min(level, standing) if connected else 0))
        return total * (1000 - service.paper_permille) // 1000 if service.id in self.paper else total


@given(changes)
@settings(max_examples=60, deadline=None)
def test_losses_are_the_integral_of_who_is_losing(story: list[tuple[int, tuple[str, str, int, bool]]]) -> None:
    """Random outages, cuts, isolations and paper procedures: the engine's user-milliseconds are those of the naive sum."""
    sim, naive = Simulation(PLAN, 1), Naive()
    expected = {service.id: 0 for service in PLAN.estate.services}
    story = sorted(story, key=lambda item: item[0])
    for (now, one), (after, _) in pairwise([*story, (LASTS, ("end", "", 0, False))]):
        sim.advance(now)
        _apply(sim, *one)
        naive.apply(*one)
        for service in PLAN.estate.services:
            expected[service.id] += naive.losing(service) * (after - now)
    sim.advance(LASTS)
    exact = {name: value // 1000 for name, value in expected.items()}
    assert sim.truth.lost == exact
    assert [event.data["lost"] for event in sim.events if event.kind == "services-counted"] == [exact]


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
    assert all(abs(value - samples[moment]) <= 3 for moment, value in zip(drawn.at, drawn.service, strict=True))
    assert all(abs(lost - sim.truth.lost[name]) <= 1 for name, lost in drawn.services.items())
    assert list(drawn.service) == sorted(drawn.service)
