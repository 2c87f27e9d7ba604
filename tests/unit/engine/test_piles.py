"""Piles in a drill: what makes them grow, who counts them, who works them off, what they cost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.applied import Occasion
from engine.bundle import Baselines, Bundle, Curve, Header
from engine.messages import Cancel
from engine.plan import Condition, Effect, Flow, Measure, Milestone, Objective, Pile, Queue, Switch
from engine.rehearsal import play
from engine.scoring import score
from engine.simulation import Simulation
from engine.views import PileView
from engine.world import OFF
from scenarios.compiling.piles import of_queue
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, action, bench, campaign, carry_out, estate, foothold, give, of, order, run, step

QUEUE = Queue(60, HOUR, 1500)
MUTE = Switch("mute")


def _queued(queue: Queue = QUEUE) -> Simulation:
    net = estate()
    service = replace(net.services[0], queue=queue)
    return run(bench(net=replace(net, services=(service, net.services[1])), piles=(of_queue(service, (IR, OPS)),)))


def _turn(sim: Simulation, when: int, *, down: bool) -> None:
    sim.advance(when)
    sim._world.set_flag(sim._world.index.asset_of["app"], OFF, down)


def _told(sim: Simulation) -> list[tuple[int, int, int, int]]:
    return [(e.at // MINUTE, e.data["waiting"], e.data["late"], e.data["total"]) for e in of(sim, "pile-counted")]


def _apply(sim: Simulation, verb: str, ref: str, value: int = 0) -> bool:
    return sim._effects._applied.apply((Effect(verb, ref, value),), Occasion((), "test"))


def _count(sim: Simulation, pile: str = "p") -> tuple[int, int, int]:
    tally = sim._world.tallies[pile]
    tally.run(sim.clock)
    return tally.waiting, tally.late, tally.total


# --- a service's queue


def test_a_queue_grows_while_the_service_is_down() -> None:
    """Sixty an hour, late after an hour: counted at full half hours, told to both teams that hear of the service."""
    sim = _queued()
    _turn(sim, 10 * MINUTE, down=True)
    sim.advance(2 * HOUR + MINUTE)
    assert _told(sim) == [(30, 20, 0, 20), (60, 50, 0, 50), (90, 80, 20, 80), (120, 110, 50, 110)]
    assert of(sim, "pile-counted")[0].to == (IR, OPS)
    assert sim.view(OPS).piles == (PileView("tthc", 110, 50, 110, 2 * HOUR),)


def test_a_queue_is_worked_off_first_in_first_out() -> None:
    """Down an hour, back with half as much again: thirty an hour go; whoever waits after the hour goes out of time."""
    sim = _queued()
    _turn(sim, 0, down=True)
    _turn(sim, HOUR, down=False)
    sim.advance(4 * HOUR)
    assert _told(sim) == [(30, 30, 0, 30), (60, 60, 0, 60), (90, 45, 29, 60), (120, 30, 59, 60), (150, 15, 59, 60), (180, 0, 59, 60)]


def test_a_second_outage_adds_to_what_is_left() -> None:
    """Thirty left, then sixty an hour on top."""
    sim = _queued()
    for when, down in ((0, True), (60, False), (120, True)):
        _turn(sim, when * MINUTE, down=down)
    sim.advance(3 * HOUR)
    assert _count(sim, "tthc")[0] == 90


def test_a_queue_that_is_never_worked_off_stays() -> None:
    """No spare hands: told as long as anything of it changes, and never as gone."""
    sim = _queued(Queue(60, HOUR, 1000))
    _turn(sim, 0, down=True)
    _turn(sim, 45 * MINUTE, down=False)
    sim.advance(5 * HOUR)
    assert _told(sim) == [(30, 30, 0, 30), (60, 45, 0, 45), (90, 45, 30, 45), (120, 45, 45, 45)]


def test_a_service_that_is_merely_slow_takes_work_in() -> None:
    """Half its level is enough."""
    sim = _queued()
    sim._world.services.cap("tthc", "flood", 500)
    sim.advance(2 * HOUR)
    assert _told(sim) == []


# --- what a pile hangs on


def _piled(pile: Pile, **more: Any) -> Simulation:
    return run(bench(piles=(pile,), switches=(MUTE,), **more))


def test_the_first_flow_that_holds_gives_the_rate() -> None:
    """Behind the switch slower, without it faster, and nothing while the machine is off."""
    slow = Flow(60, Condition("all", of=(Condition("switch", ref="mute"), Condition("not", of=(Condition("service", ref="tthc"),)))))
    fast = Flow(120, Condition("not", of=(Condition("service", ref="tthc"),)))
    sim = _piled(Pile("p", (slow, fast), starts_with=5, most=400))
    assert _count(sim) == (5, 0, 5)
    sim.advance(HOUR)
    assert _count(sim)[0] == 125
    _apply(sim, "switch-on", "mute")
    sim.advance(2 * HOUR)
    assert _count(sim)[0] == 185
    _turn(sim, 2 * HOUR, down=True)
    sim.advance(4 * HOUR)
    assert _count(sim)[0] == 185
    _apply(sim, "switch-off", "mute")
    _turn(sim, 4 * HOUR, down=False)
    sim.advance(6 * HOUR - 1)
    assert _count(sim) == (400, 0, 400), "never more than `most`"
    moved = {event.at: (event.data["rate_in"], event.data["rate_out"]) for event in of(sim, "pile-moved")}
    assert moved == {0: (120, 0), HOUR: (60, 0), 2 * HOUR: (0, 0), 4 * HOUR: (120, 0)}


def test_a_flow_may_go_by_how_many_machines_are_held() -> None:
    """Two held: twice the rate; one thrown out: once; none: nothing."""
    pile = Pile("p", (Flow(60, each=("a-pc1", "a-pc2", "b-pc1")),))
    sim = _piled(pile, campaigns=(campaign(foothold("a-pc1", "a-pc2")),))
    sim.advance(5 * MINUTE)
    assert sim._world.tallies["p"].rate_in == 120
    world = sim._world
    world.release(world.index.asset_of["a-pc1"], "test")
    assert world.tallies["p"].rate_in == 60
    world.tampering.begin(world.index.asset_of["b-pc1"], "test")
    world.tampering.begin(world.index.asset_of["a-pc2"], "test")
    assert world.tallies["p"].rate_in == 120, "held and tampered with counts once"
    world.tampering.mend(world.index.asset_of["b-pc1"], "test")
    world.release(world.index.asset_of["a-pc2"], "test")
    assert world.tallies["p"].rate_in == 60
    world.tampering.mend(world.index.asset_of["a-pc2"], "test")
    assert world.tallies["p"].rate_in == 0


def test_a_condition_is_told_at_the_very_moment() -> None:
    """A hundred at sixty an hour: after 100 minutes, not a ms sooner; and again below when it is taken away."""
    holds = Condition("pile", ref="p", value=100)
    sim = _piled(Pile("p", (Flow(60),)), milestones=(Milestone("many", holds),))
    sim.advance(2 * HOUR)
    assert [event.at for event in of(sim, "milestone")] == [100 * MINUTE]
    told: list[bool] = []
    sim._conditions.follow(holds, told.append)
    assert _apply(sim, "pile-take", "p", 30)
    sim.advance(3 * HOUR)
    assert told == [True, False, True]


def test_one_off_changes_are_bounded() -> None:
    """A batch fits as far as there is room; no more is taken than lies there."""
    sim = _piled(Pile("p", (), most=50))
    assert _apply(sim, "pile-add", "p", 80)
    assert _count(sim) == (50, 0, 50)
    assert not _apply(sim, "pile-add", "p", 1)
    assert _apply(sim, "pile-take", "p", 70)
    assert not _apply(sim, "pile-take", "p", 1)
    assert _count(sim) == (0, 0, 50)


def test_what_came_in_the_history_lies_there_and_is_not_charged() -> None:
    """A step of last night adds to what the drill begins with."""
    leak = step("leak", "act", ("app",), effects=(Effect("pile-add", "p", 40),))
    sim = _piled(Pile("p", (Flow(60),), harms=(("data", 1),)), campaigns=(campaign(leak, starts_ms=-HOUR),))
    sim.advance(HOUR + 1)
    assert (_count(sim), sim.truth.people_exposed) == ((100, 0, 100), 60)


# --- harm


def test_harm_is_charged_by_what_comes_in_and_what_lies_there() -> None:
    """One person for two items that come; one user-hour for an item that lies an hour."""
    pile = Pile("p", (Flow(60),), harms=(("data", 2), ("evidence", 30)), standing=(("service", 1), ("information", 10)))
    sim = _piled(pile)
    sim.advance(2 * HOUR + 1)
    assert (sim.truth.people_exposed, sim.truth.evidence_lost) == (60, 4)
    lain = sum(event.data["amount"] for event in of(sim, "harm-counted", column="service"))
    assert lain == 119  # 2 h × (0 + 120) / 2, the last ms not yet a whole unit
    assert sim.truth.trust_lost == 11


def test_what_is_left_is_charged_at_the_end_and_counted() -> None:
    """Whole units until the very end, and a measure of the last count."""
    objective = Objective("o", "RS.MI", (Measure("left", "count", 10, ref="pile:p", target=0, limit=720),))
    pile = Pile("p", (Flow(60),), harms=(("data", 1),))
    plan = bench(piles=(pile,), objectives=(objective,), lasts_ms=6 * HOUR)
    sim = play(plan, 1, "idle")
    flat = Curve((0,), (0,), (0,), (0,), (0,))
    header = Header("0", 1, "h", 1, "", {}, IR, Baselines(flat, flat))
    bundle = Bundle(header, plan, (), 6 * HOUR, tuple(sim.events))
    assert sim.truth.people_exposed == 360
    assert of(sim, "piles-counted")[0].data == {"piles": {"p": {"waiting": 360, "late": 0, "total": 360}}}
    (measured,) = score(bundle).objectives[0].measures
    assert (measured.state, measured.value, measured.earned) == ("judged", 360, 5000)


# --- counting


def test_people_count_only_once_they_can_and_only_what_is_new() -> None:
    """Told from the next full half hour after they know; not again while nothing changes."""
    pile = Pile(
        "p",
        (Flow(60, Condition("not", of=(Condition("at", value=70 * MINUTE),))),),
        counters=(IR,),
        needs=Condition("knows", ref="state:app:suspect"),
    )
    sim = _piled(pile)
    sim.advance(40 * MINUTE)
    sim._world.know((IR,), "app", "suspect", "test")
    sim.advance(5 * HOUR)
    assert _told(sim) == [(60, 60, 0, 60), (90, 70, 0, 70)]
    assert sim.view(OPS).piles == ()


def test_nobody_else_learns_anything_of_a_pile() -> None:
    """Two worlds: a pile that a team does not count leaves its view as it was."""
    pile = Pile("p", (Flow(60, Condition("footholds", targets=("b-pc1",))),), harms=(("evidence", 1),), counters=(OPS,))
    quiet = run(bench(campaigns=(campaign(foothold("b-pc1")),)), 3 * HOUR)
    piled = run(bench(piles=(pile,), campaigns=(campaign(foothold("b-pc1")),)), 3 * HOUR)
    assert _told(piled)
    assert quiet.view(IR) == piled.view(IR)


def test_no_pile_draws_anything() -> None:
    """Keyed draws: the keys of a drill are the same with and without piles."""
    keys: list[dict[tuple[str, str, int, int], int]] = [{}, {}]
    for trace, piles in zip(keys, ((), (Pile("p", (Flow(60),), counters=(IR,)),)), strict=True):
        run(bench(piles=piles, campaigns=(campaign(foothold("a-pc1")),)), 3 * HOUR, trace=trace)
    assert keys[0] == keys[1]


# --- working off


def _working(pile: Pile, *works: tuple[str, int], **more: Any) -> Simulation:
    plan = bench(piles=(pile, Pile("q", (), starts_with=30)))
    retype = action("convene", id="retype", effects=(), works=works)
    teams = tuple(replace(team, may=(*team.may, "retype")) for team in plan.teams)
    return run(replace(plan, actions=(*plan.actions, retype), teams=teams, **more))


def test_a_task_works_a_pile_off_and_ends_when_it_is_empty() -> None:
    """Ninety at sixty an hour after a minute's set-up; its people are busy meanwhile."""
    sim = _working(Pile("p", (), starts_with=90), ("p", 60))
    task = order(sim, IR, "retype")
    sim.advance(30 * MINUTE)
    assert {item.role: item.free for item in sim.view(IR).staff}["analyst"] == 1
    assert sim._world.tallies["p"].rate_out == 60
    sim.advance(2 * HOUR)
    (ended,) = of(sim, "task-ended", task=task)
    assert ended.data["outcome"] == "done"
    assert ended.at == 91 * MINUTE
    assert sim._world.tallies["p"].rate_out == 0
    assert {item.role: item.free for item in sim.view(IR).staff}["analyst"] == 2


def test_a_task_on_two_piles_ends_with_the_last() -> None:
    """Thirty and ninety, each at sixty an hour."""
    sim = _working(Pile("p", (), starts_with=90), ("p", 60), ("q", 60))
    ended = carry_out(sim, IR, "retype")
    assert ended.at == 91 * MINUTE
    assert [_count(sim, name)[0] for name in ("p", "q")] == [0, 0]


def test_an_empty_pile_is_done_at_once_and_a_cancelled_task_rests() -> None:
    """Nothing to do is soon done; who stops takes the rate along."""
    sim = _working(Pile("p", (), starts_with=0), ("p", 60))
    assert carry_out(sim, IR, "retype").at == MINUTE
    busy = _working(Pile("p", (Flow(120),), starts_with=90), ("p", 60))
    task = order(busy, IR, "retype")
    busy.advance(10 * MINUTE)
    assert busy._world.tallies["p"].rate_out == 60
    give(busy, IR, Cancel(task))
    assert busy._world.tallies["p"].rate_out == 0
    busy.advance(5 * HOUR)
    assert [event.data["outcome"] for event in of(busy, "task-ended")] == ["cancelled"]


@pytest.mark.parametrize("slices", [1, 7, 1000])
def test_a_drill_with_piles_runs_the_same_in_any_slices(slices: int) -> None:
    """The slicing law, over flows, thresholds, counts and work."""
    pile = Pile("p", (Flow(45, each=("a-pc1", "b-pc1")),), late_after_ms=40 * MINUTE, harms=(("data", 3),), counters=(IR,))
    milestone = Milestone("many", Condition("pile", ref="p", value=37))
    enter = campaign(foothold("a-pc1", "b-pc1"))
    whole = _working(pile, ("p", 80), campaigns=(enter,), milestones=(milestone,))
    sliced = _working(pile, ("p", 80), campaigns=(enter,), milestones=(milestone,))
    for sim in (whole, sliced):
        sim.advance(100 * MINUTE)
        order(sim, IR, "retype")
    whole.advance(4 * HOUR)
    for moment in range(100 * MINUTE, 4 * HOUR, 140 * MINUTE // slices):
        sliced.advance(moment)
        sliced._world.tallies["p"].run(sliced.clock)
    sliced.advance(4 * HOUR)
    assert whole.digest() == sliced.digest()
