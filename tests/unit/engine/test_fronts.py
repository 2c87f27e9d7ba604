"""Steps that go from host to host."""

from __future__ import annotations

from typing import Any

import pytest

from engine.plan import Front, Step
from engine.simulation import Simulation
from tests.unit.engine.worlds import (
    HOUR,
    IR,
    MINUTE,
    OPS,
    bench,
    campaign,
    carry_out,
    fixed,
    foothold,
    of,
    run,
    step,
)


def _done(sim: Simulation) -> list[str]:
    return [event.data["step"] for event in of(sim, "step-succeeded")]


def _story(*steps: Step, until: int = 6 * HOUR, seed: int = 1, **more: object) -> Simulation:
    return run(bench(campaigns=(campaign(*steps, **more),)), until, seed)


def _front(most: int = 10, lanes: int = 1, **more: Any) -> Step:
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
    again: dict[str, Any] = {"again_after": fixed(HOUR), "again_times": 1}
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
