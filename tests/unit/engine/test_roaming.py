"""A front that moves: at one place at a time, on to a near one, still while it is hunted, caught where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.plan import Condition, Front, Plan, Segment, Site
from engine.simulation import Simulation
from engine.world import OFF
from tests.unit.engine.worlds import HOUR, IR, MINUTE, asset, at, bench, campaign, carry_out, estate, fixed, of, run, step

WARDS = 8
"""Wards in a row, one degree apart."""


def _row(seed_front: Front | None = None, **more: Any) -> Plan:
    net = estate()
    names = [f"ward-{number}" for number in range(WARDS)]
    net = replace(
        net,
        sites=(*net.sites, *(Site(name, "commune", "so", 0, number * 1_000_000) for number, name in enumerate(names))),
        segments=(*net.segments, *(Segment(f"{name}-ran", name, "ran") for name in names)),
        assets=(*net.assets, *(asset(f"bts-{number}", f"ward-{number}-ran", "bts") for number in range(WARDS))),
    )
    front = seed_front or Front(fixed(10 * MINUTE), 20, moves=True, nearest=True)
    roam = step("roam", "spoof", tuple(f"bts-{number}" for number in range(WARDS)), front=front, **more)
    return bench(net=net, campaigns=(campaign(roam),), lasts_ms=12 * HOUR)


def _stops(sim: Simulation) -> list[tuple[int, int]]:
    """(moment, ward) of every place it came to."""
    return [(e.at, int(e.data["asset"][4:])) for e in of(sim, "step-succeeded", step="roam")]


@pytest.mark.parametrize("seed", range(5))
def test_it_is_at_one_place_at_a_time_and_goes_to_a_near_one(seed: int) -> None:
    """Every ten minutes on, to one of the three nearest but the one it came from; the place before is free again."""
    sim = run(_row(), 3 * HOUR, seed=seed)
    stops = _stops(sim)
    assert [when for when, _ in stops] == [number * 10 * MINUTE for number in range(1, len(stops) + 1)]
    assert len(stops) == 17
    for (_, before), (_, ward), (_, after) in zip(stops, stops[1:], stops[2:], strict=False):
        assert after not in (before, ward)
        others = sorted((abs(other - ward), other) for other in range(WARDS) if other not in (ward, before))
        assert after in [other for _, other in others[:3]]
    assert list(sim.truth.footholds) == [f"bts-{stops[-1][1]}"]
    assert {e.data["reason"] for e in of(sim, "foothold-lost")} == {"moved"}


def test_it_goes_away_when_it_is_done() -> None:
    """After as many places as it was to visit, nothing is held."""
    sim = run(_row(Front(fixed(10 * MINUTE), 3, moves=True)), 2 * HOUR)
    assert len(_stops(sim)) == 3
    assert list(sim.truth.footholds) == []


def test_whoever_imitates_a_mast_does_not_need_it() -> None:
    """Dark masts are imitated all the same, and the real ones work on."""
    sim = run(_row(), MINUTE)
    for number in range(WARDS):
        sim._world.set_flag(sim._world.index.asset_of[f"bts-{number}"], OFF, True)
    sim.advance(HOUR)
    assert len(_stops(sim)) == 5


def test_it_lies_still_while_it_hears_that_it_is_hunted() -> None:
    """Between the 25th and the 95th minute nothing moves."""
    hunted = Condition("all", of=(at(25 * MINUTE), Condition("not", of=(at(95 * MINUTE),))))
    sim = run(_row(paused_by=hunted), 2 * HOUR)
    assert [when // MINUTE for when, _ in _stops(sim)] == [10, 20, 95, 105, 115]


def _ward_at(sim: Simulation) -> str:
    return f"ward-{_stops(sim)[-1][1]}"


def test_it_is_caught_where_it_is() -> None:
    """Closed in on at its own place: held no more, on its way no more, and those who did it know."""
    slow = Front(fixed(60 * MINUTE), 20, moves=True, nearest=True)
    sim = run(_row(slow), HOUR + MINUTE)
    done = carry_out(sim, IR, "intercept", _ward_at(sim)).data
    assert done["outcome"] == "done"
    assert list(sim.truth.footholds) == []
    assert [(e.to, e.data["site"]) for e in of(sim, "rover-caught")] == [((IR,), _ward_at(sim))]
    sim.advance(6 * HOUR)
    assert len(_stops(sim)) == 1
    assert carry_out(sim, IR, "intercept", _ward_at(sim)).data["outcome"] == "nothing"


def test_next_door_it_is_caught_half_of_the_time_and_far_away_never() -> None:
    """Over many seeds, from a ward beside it; and from the other end of the row."""
    slow = Front(fixed(60 * MINUTE), 20, moves=True, nearest=True)
    plan = _row(slow)
    caught = {"near": 0, "far": 0}
    for seed in range(60):
        for where in caught:
            sim = run(plan, HOUR + MINUTE, seed=seed)
            ward = _stops(sim)[-1][1]
            beside, away = (ward + 1 if ward < 4 else ward - 1), (0 if ward > 3 else WARDS - 1)
            outcome = carry_out(sim, IR, "intercept", f"ward-{beside if where == 'near' else away}").data["outcome"]
            caught[where] += outcome == "done"
    assert caught["far"] == 0
    assert 18 <= caught["near"] <= 42


def test_it_takes_the_same_way_whatever_is_done_elsewhere() -> None:
    """Its way is its own: another team's work changes nothing of it."""
    quiet, busy = run(_row(), seed=3), run(_row(), seed=3)
    for site in ("xa-a", "xa-b"):
        carry_out(busy, IR, "intercept", site)
    for sim in (quiet, busy):
        sim.advance(3 * HOUR)
    assert _stops(quiet) == _stops(busy)
