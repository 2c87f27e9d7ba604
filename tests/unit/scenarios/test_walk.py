"""A responder who knows nothing but the view comes from the first alert to the first machine and to every other one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from engine.index import LOG_KEEPERS
from engine.messages import Input, Start
from engine.plan import Plan
from engine.simulation import Simulation
from scenarios import library
from scenarios.compiler import load
from scenarios.rules.walk import Walk
from tests.unit.engine.worlds import bench, campaign, foothold, seen, step

STORY, LITE = "ma-doc-tong-tien-trung-tam-du-lieu", "gia-lai-lite"
MINUTE = 60_000
SEEDS = range(401, 421)
READS = ("read-memory", "read-disk", "read-logs")
LOOKS = (*READS, "sweep")
AGAIN_MS = 20 * MINUTE
"""How long after a reading it is worth another: new traces may lie there."""


@cache
def walkable(name: str) -> Plan:
    """The story with one team that sees every sensor and has hands enough to look: what is tested is what looking can find."""
    plan = load(name, LITE)
    player = next(team for team in plan.teams if team.player)
    many = tuple((role, 60) for role, _ in player.staff) + tuple(
        (role, 60) for role in ("analyst", "forensic") if role not in dict(player.staff)
    )
    teams = tuple(replace(t, staff=many, may=tuple(dict.fromkeys((*t.may, *LOOKS)))) if t is player else t for t in plan.teams)
    sensors = tuple(replace(s, to=tuple({**dict(s.to), player.id: s.to[0][1]}.items())) if s.to else s for s in plan.sensors)
    actions = tuple(replace(a, authority="own", approval=None) if a.id in LOOKS else a for a in plan.actions)
    return replace(plan, teams=teams, sensors=sensors, actions=actions)


class Walker:
    """Reads whatever is named, searches for whatever is learnt, acts on nothing."""

    def __init__(self, sim: Simulation, team: str) -> None:
        self._sim = sim
        self._team = team
        self._done: dict[tuple[str, str], int] = {}
        self._keepers = [asset.id for asset in sim.plan.estate.assets if asset.kind in LOG_KEEPERS]
        self._at = sim.clock

    def look(self) -> None:
        """Order every look that is due."""
        view = self._sim.view(self._team)
        if not view.alerts:
            return
        named = {alert.asset for alert in view.alerts} | {item.id for item in view.assets} | set(self._keepers)
        for asset in sorted(named):
            for verb in READS:
                self._order(verb, asset)
        for indicator in view.indicators:
            self._order("sweep", indicator.id)

    def _order(self, verb: str, target: str) -> None:
        last = self._done.get((verb, target), -AGAIN_MS)
        if self._sim.clock - last < AGAIN_MS:
            return
        self._at = max(self._at + 1, self._sim.clock)
        self._done[verb, target] = self._at
        self._sim.submit(Input(self._at, "bot", self._team, f"{self._team}-1", Start(verb, target)))


def walked(plan: Plan, seed: int) -> tuple[set[str], dict[str, str], str]:
    """Machines that were taken early enough to be found, what the team holds of each, and the first of them."""
    team = next(team.id for team in plan.teams if team.player)
    sim = Simulation(plan, seed)
    walker = Walker(sim, team)
    while not sim.over and sim.clock < plan.lasts_ms - 1:
        walker.look()
        sim.advance(max(sim.clock, walker._at) + 2 * MINUTE)
    hostile = {campaign.id for campaign in plan.campaigns if not campaign.benign}
    taken: dict[str, int] = {}
    for event in sim.events:
        if event.kind == "foothold-gained" and event.data["campaign"] in hostile:
            taken.setdefault(event.data["asset"], event.at)
    due = {asset for asset, at in taken.items() if at < plan.lasts_ms - 90 * MINUTE}
    return due, {item.id: item.state for item in sim.view(team).assets}, min(taken, key=lambda asset: taken[asset])


@pytest.mark.parametrize("seed", SEEDS)
def test_looking_finds_the_first_machine_and_every_other(seed: int) -> None:
    """Patient zero and all machines that were taken stand in the view as suspect or worse."""
    due, held, first = walked(walkable(STORY), seed)
    assert due
    found = {asset for asset, state in held.items() if state in ("suspect", "confirmed", "isolated", "encrypted", "off")}
    assert first in found
    assert due <= found, sorted(due - found)


@pytest.mark.parametrize("name", library.names())
def test_static_walk_agrees(name: str) -> None:
    """From each first true alert of a campaign every machine that it takes within reach can be found."""
    walk = Walk(load(name))
    assert walk.alerts
    takers = {step for step, trail in walk.trails.items() if trail.step.gives_foothold and not walk.is_out_of_reach(trail)}
    assert takers
    for taker in takers:
        for start, alert in walk.first_alerts[walk.trails[taker].campaign]:
            assert taker in walk.reached(start, alert), (taker, alert)


def test_static_walk_sees_what_leaves_nothing() -> None:
    """A machine on which nothing lies and to which nothing points is not reached; with a trace that points, it is."""
    enter = foothold("a-pc1", leaves=("run-key",), seen=seen("odd-file"), then=("hop",))
    hop = step("hop", "move", ("spare",), needs_foothold=("a-pc1",), gives_foothold=True)
    assert Walk(bench(campaigns=(campaign(enter, hop),))).reached("enter", "odd-file") == {"enter"}
    told = replace(hop, leaves=("run-key",))
    assert Walk(bench(campaigns=(campaign(enter, told),))).reached("enter", "odd-file") == {"enter", "hop"}  # the tool is swept for
    logged = replace(hop, leaves=("proxy-line",))
    assert Walk(bench(campaigns=(campaign(enter, logged),))).reached("enter", "odd-file") == {"enter", "hop"}  # central logs are read
    unlike = replace(hop, leaves=("implant",))
    assert Walk(bench(campaigns=(campaign(enter, unlike),))).reached("enter", "odd-file") == {"enter"}


def test_static_walk_follows_what_points_back() -> None:
    """From the machine moved to, a trace that names its source leads to the machine moved from, and only that one."""
    plan = bench()
    enter = foothold("a-pc1", then=("hop",))
    hop = step("hop", "move", ("spare",), needs_foothold=("a-pc1",), gives_foothold=True, leaves=("run-key",), seen=seen("odd-file"))
    assert Walk(replace(plan, campaigns=(campaign(enter, hop),))).reached("hop", "odd-file") == {"hop"}
    artefacts = tuple(replace(item, points="source") if item.id == "run-key" else item for item in plan.artefacts)
    assert Walk(replace(plan, artefacts=artefacts, campaigns=(campaign(enter, hop),))).reached("hop", "odd-file") == {"enter", "hop"}


def test_only_first_alerts_are_beginnings() -> None:
    """What shows after something else has shown is no beginning."""
    enter = foothold("a-pc1", then=("hop",))
    hop = step("hop", "move", ("app",), seen=seen("odd-file"), then=("end",))
    end = step("end", "move", ("spare",), seen=seen("odd-traffic"))
    walk = Walk(bench(campaigns=(campaign(enter, hop, end),)))
    assert walk.first_alerts == {"ops-x": {("hop", "odd-file")}}
    assert set(walk.alerts) == {("hop", "odd-file"), ("end", "odd-traffic")}
