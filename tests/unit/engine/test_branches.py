"""The story of a campaign: branches, waits, beginnings, luck."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.messages import Start
from engine.plan import Condition, Spread, Step
from engine.simulation import Simulation
from tests.unit.engine.worlds import (
    HOUR,
    IR,
    MINUTE,
    OPS,
    action,
    at,
    bench,
    campaign,
    carry_out,
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


@pytest.mark.parametrize(("cut", "done"), [((), ["mail"]), (("net-xa-a",), [])])
def test_what_needs_no_grip_comes_from_the_internet(cut: tuple[str, ...], done: list[str]) -> None:
    """Mail finds its way over the broadband, or, that being cut, finds none."""
    sim = run(bench(campaigns=(campaign(step("mail", "deliver", ("a-pc1",), over="smtp")),)))
    for link in cut:
        sim._world.set_link(link, False)
    sim.advance(HOUR)
    assert _done(sim) == done


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
