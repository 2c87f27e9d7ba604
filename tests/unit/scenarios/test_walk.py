"""A responder who knows nothing but the views comes from the first true alert to the first machine and to every other one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from engine.plan import Plan
from engine.simulation import Simulation
from scenarios import library
from scenarios.compiler import load
from scenarios.rules.walk import Walk
from tests.unit.engine.worlds import bench, campaign, foothold, seen, step
from tests.walker import MINUTE, Walker, attack_of, many_hands

FIRST_SEED, SEEDS, QUICK = 401, 25, 2
"""Seeds of each scenario, and how many of them the quick suite takes."""
DUE_MS = 45 * MINUTE
"""What was compromised later than this before the end need not be found: two rounds of readings and what they lead to."""


@cache
def walkable(name: str) -> Plan:
    """The shipped story on its own network."""
    return many_hands(load(name))


def begun(plan: Plan, seed: int) -> Walker:
    """A walk that begins with the first true alert that any team gets."""
    sim = Simulation(plan, seed)
    heard = 0
    while not sim.over:
        for event in sim.events[heard:]:
            if event.kind == "alert" and sim._telemetry.real[event.data["alert"]]:
                return Walker(sim, event.to[0], event.data["alert"])
        heard = len(sim.events)
        sim.advance(sim.next_at + 1)
    raise AssertionError("no true alert")


def drills() -> list[object]:
    """Every scenario under every seed, the quick ones unmarked."""
    found: list[object] = []
    for place in range(SEEDS):
        marks = () if place < QUICK else (pytest.mark.slow,)
        found += [pytest.param(name, FIRST_SEED + place, marks=marks) for name in library.names()]
    return found


@pytest.mark.parametrize(("name", "seed"), drills())
def test_looking_finds_patient_zero_and_every_compromised_machine(name: str, seed: int) -> None:
    """The machines that the walk calls hit or suspect are all that the attackers took or harmed, and none that they never met."""
    plan = walkable(name)
    walker = begun(plan, seed)
    walker.walk()
    attack = attack_of(walker._sim)
    found = walker.hit | walker.suspect
    due = {asset for asset, since in attack.compromised.items() if since < plan.lasts_ms - DUE_MS}
    assert due
    assert due <= found, sorted(due - found)
    assert found <= attack.touched, sorted(found - attack.touched)
    assert attack.entries
    assert set(attack.entries.values()) <= found, attack.entries


def test_a_walker_who_does_not_sweep_stops_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk finds its way by reading and searching: without a search, or without a reading, machines stay hidden."""
    name = "ma-doc-tong-tien-trung-tam-du-lieu"
    for blind in ("sweep", "read-logs"):
        monkeypatch.setattr("tests.walker.LOOKS", frozenset(("read-memory", "read-disk", "read-logs", "sweep")) - {blind})
        missed = 0
        for seed in range(FIRST_SEED, FIRST_SEED + 2):
            walker = begun(walkable(name), seed)
            walker.walk()
            missed += len(attack_of(walker._sim).compromised.keys() - walker.hit - walker.suspect)
        assert missed, blind


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
