"""Measures in force: who turns them, who hears, what services feel; and the ops that came with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.applied import Occasion
from engine.messages import Fire, Reply
from engine.plan import Condition, Effect, Inject, Milestone, Switch
from engine.plan import Reply as Answer
from engine.simulation import Simulation
from engine.views import SwitchView
from engine.world import OFF
from tests.unit.engine.worlds import (
    HOUR,
    IR,
    MINUTE,
    OPS,
    action,
    bench,
    campaign,
    carry_out,
    foothold,
    give,
    of,
    run,
    step,
)

FILTER = Switch("filter", caps=(("mail", 0),), lifts=(("tthc", 300),), told=(OPS,))
MUTE = Switch("mute", scope="site", caps=(("tthc", 200),))
ON, OFF_AGAIN = Effect("switch-on", "filter"), Effect("switch-off", "filter")


def _bench(*effects: Effect, target: str = "none", **more: object) -> Simulation:
    """The bench with the action `turn`, which carries the effects."""
    plan = bench(switches=(FILTER, MUTE))
    turn = action("convene", id="turn", target=target, effects=effects)
    teams = tuple(replace(team, may=(*team.may, "turn")) for team in plan.teams)
    return run(replace(plan, actions=(*plan.actions, turn), teams=teams, **more))  # type: ignore[arg-type]


def test_an_action_turns_a_switch_and_services_feel_it() -> None:
    """On once, known to the doer and to whoever is told; mail is capped, tthc guaranteed whatever falls below it."""
    sim = _bench(ON)
    sim._world.set_flag(sim._world.index.asset_of["app"], OFF, True)
    assert carry_out(sim, IR, "turn").data["outcome"] == "done"
    (event,) = of(sim, "switched")
    assert (event.to, event.data) == ((IR, OPS), {"switch": "filter", "on": 1, "site": "", "by": IR})
    assert (sim._world.services.level["mail"], sim._world.services.level["tthc"]) == (0, 300)
    assert sim.view(OPS).switches == (SwitchView("filter", "", True, event.at),)
    assert "switch-on:filter" in sim.view(IR).facts
    assert carry_out(sim, IR, "turn").data["outcome"] == "nothing", "it is on already"
    assert len(of(sim, "switched")) == 1


def test_a_switch_of_a_site_caps_only_there() -> None:
    """The task's asset tells the site; people elsewhere lose nothing."""
    sim = _bench(Effect("switch-on", "mute"), target="asset")
    carry_out(sim, IR, "turn", "a-pc1")
    services = sim._world.services
    assert (services.site_level("tthc", "xa-a"), services.site_level("tthc", "xa-b"), services.level["tthc"]) == (200, 1000, 1000)
    assert of(sim, "switched")[0].data["site"] == "xa-a"
    before = services.lost(sim.clock)["tthc"]
    sim.advance(sim.clock + HOUR)
    assert services.lost(sim.clock)["tthc"] - before == 30 * 800 * HOUR // 1000


def test_three_caps_on_one_service_restore_rightly() -> None:
    """Each cause lifts its own cap and nothing else; the lowest that is left counts."""
    board = _bench(ON)._world.services
    board.cap("tthc", "flood", 250)
    board.cap("tthc", "switch:x", 400)
    board.cap("tthc", "tampering", 100)
    levels = [board.level["tthc"]]
    for cause in ("tampering", "flood", "nobody", "switch:x"):
        board.uncap("tthc", cause)
        levels.append(board.level["tthc"])
    assert levels == [100, 250, 400, 400, 1000]


def test_a_cap_goes_before_a_guarantee_and_a_stop_before_both() -> None:
    """Floors give the highest, caps the lowest; nothing runs that was stopped."""
    board = _bench(ON)._world.services
    board.lift("tthc", "fail-over", 800)
    board.lift("tthc", "switch:x", 600)
    board.cap("tthc", "flood", 250)
    assert board.level["tthc"] == 250
    board.stopped.add("tthc")
    board.uncap("tthc", "flood")
    assert board.level["tthc"] == 0


def test_replies_and_injects_turn_switches() -> None:
    """One application of effects for all of them: what an inject turns on, a reply turns off."""
    inject = Inject("ask", None, (IR,), "phone", (Answer("no", "decline", (OFF_AGAIN,)),), effects=(ON, Effect("switch-on", "mute@xa-b")))
    sim = _bench(ON, injects=(inject,))
    give(sim, "", Fire("ask"), origin="control")
    assert sim._world.services.site_level("tthc", "xa-b") == 200
    (message,) = sim.view(IR).messages
    give(sim, IR, Reply(message.id, "no"))
    assert [(e.data["switch"], e.data["on"], e.data["by"]) for e in of(sim, "switched")] == [
        ("filter", 1, ""),
        ("mute", 1, ""),
        ("filter", 0, IR),
    ]
    assert sim._world.services.level["mail"] == 1000


def test_a_step_turns_a_switch_and_another_needs_it() -> None:
    """Nobody but the told hear of it, and not by whom; the door is shut while it is off."""
    opens = step("open", "act", ("app",), effects=(ON,))
    sim = run(bench(switches=(FILTER,), campaigns=(campaign(step("in", needs_switch="filter"), opens, first=("in", "open")),)), 10 * MINUTE)
    assert of(sim, "step-blocked", step="in")[0].data["reason"] == "no-switch"
    (event,) = of(sim, "switched")
    assert (event.to, event.data["by"]) == ((OPS,), "")
    after = run(bench(switches=(FILTER,), campaigns=(campaign(replace(opens, then=("in",)), step("in", needs_switch="filter")),)), HOUR)
    assert of(after, "step-succeeded", step="in")


def test_a_switch_may_be_on_from_the_beginning() -> None:
    """Those who are told know it from the drill's first minute on, though it was so in the history."""
    plan = bench(switches=(replace(FILTER, starts=True),), campaigns=(campaign(step("enter"), starts_ms=-HOUR),))
    sim = run(plan, 1)
    assert sim.view(OPS).switches == (SwitchView("filter", "", True, 0),)
    assert sim.view(IR).switches == ()
    assert sim._world.services.level["mail"] == 0


def test_stop_puts_a_machine_out_of_work_until_somebody_powers_it_on() -> None:
    """Off, nothing lost on disk; reconnecting powers it on."""
    sim = run(bench(campaigns=(campaign(step("halt", "stop", ("app",))),)), 5 * MINUTE)
    assert (sim._world.services.level["tthc"], sim.truth.ruined) == (0, ())
    carry_out(sim, OPS, "reconnect", "app")
    assert sim._world.services.level["tthc"] == 1000


def _follow(condition: Condition) -> tuple[Simulation, list[tuple[int, bool]]]:
    sim = run(bench(switches=(FILTER, MUTE)))
    told: list[tuple[int, bool]] = []
    sim._conditions.follow(condition, lambda holds: told.append((sim._clock.now, holds)))
    return sim, told


def test_an_edge_is_told_each_way_and_of_its_beginning() -> None:
    """False now, true, false, true: once each."""
    sim, told = _follow(Condition("blocked", ref="c2"))
    sim._world.know((IR,), "a-pc1", "suspect", "test")
    for moment, on in ((MINUTE, True), (2 * MINUTE, True), (3 * MINUTE, False), (4 * MINUTE, True)):
        sim.advance(moment)
        (sim._world.blocked.add if on else sim._world.blocked.discard)("c2")
        sim._world.tell("blocked", "c2")
    assert told == [(0, False), (MINUTE, True), (3 * MINUTE, False), (4 * MINUTE, True)]


def test_for_ms_delays_rising_edges_only() -> None:
    """Down for ten minutes before it counts; up again at once."""
    sim, told = _follow(Condition("service", ref="tthc", value=0, for_ms=10 * MINUTE))
    app = sim._world.index.asset_of["app"]
    for moment, down in ((MINUTE, True), (5 * MINUTE, False), (20 * MINUTE, True), (40 * MINUTE, False)):
        sim.advance(moment)
        sim._world.set_flag(app, OFF, down)
    sim.advance(HOUR)
    assert told == [(0, False), (30 * MINUTE, True), (40 * MINUTE, False)]


@pytest.mark.parametrize(
    ("window", "days", "edges"),
    [
        ((8, 10), (), [(0, False), (40, True), (160, False)]),
        ((22, 8), (), [(0, True), (40, False)]),
        ((8, 10), ("fri",), [(0, False), (40, True), (160, False)]),
        ((8, 10), ("sat", "sun"), [(0, False)]),
        ((7, 7), (), [(0, True)]),
    ],
)
def test_hours_open_and_close(window: tuple[int, int], days: tuple[str, ...], edges: list[tuple[int, bool]]) -> None:
    """The bench begins on a Friday at 07:20; a window may pass midnight, and a whole day has no edges."""
    opens, closes = window
    length = (closes - opens) % 24 or 24
    sim, told = _follow(Condition("hours", value=opens * HOUR, for_ms=length * HOUR, targets=days))
    sim.advance(6 * HOUR)
    assert [(moment // MINUTE, holds) for moment, holds in told] == edges


def test_a_night_window_belongs_to_the_day_on_which_it_opens() -> None:
    """Thursday's night still holds on Friday at 07:20, Friday's does not begin before the evening."""
    _, thursday = _follow(Condition("hours", value=22 * HOUR, for_ms=10 * HOUR, targets=("thu",)))
    _, friday = _follow(Condition("hours", value=22 * HOUR, for_ms=10 * HOUR, targets=("fri",)))
    assert (thursday, friday) == ([(0, True)], [(0, False)])


def test_a_lock_and_a_service_at_a_site_are_followed() -> None:
    """What people at one site have of a service has edges of its own."""
    sim, told = _follow(Condition("service", ref="tthc", state="xa-a", value=200))
    locked: list[bool] = []
    sim._conditions.follow(Condition("locked", ref="svc"), locked.append)
    sim.advance(MINUTE)
    sim._world.services.cap("tthc", "test", 200, site="xa-a")
    sim._world.services.cap("tthc", "test", 200, site="xa-b")
    sim.advance(2 * MINUTE)
    sim._world.services.uncap("tthc", "test", site="xa-a")
    assert told == [(0, False), (MINUTE, True), (2 * MINUTE, False)]
    carry_out(sim, OPS, "lock-account", "svc")
    carry_out(sim, OPS, "unlock-account", "svc")
    assert locked == [False, True, False]


def test_a_condition_asks_for_a_switch_anywhere_or_at_a_place() -> None:
    """`mute` has a state per site."""
    there = Milestone("there", Condition("switch", ref="mute", state="xa-a"))
    plan = replace(bench(switches=(MUTE,)), milestones=(Milestone("any", Condition("switch", ref="mute")), there))
    sim = run(plan)
    turn = Effect("switch-on", "mute")
    sim._effects._applied.apply((replace(turn, ref="mute@xa-b"),), Occasion((), "test"))
    sim.advance(MINUTE)
    assert [event.data["milestone"] for event in of(sim, "milestone")] == ["any"]
    sim._effects._applied.apply((replace(turn, ref="mute@xa-a"),), Occasion((), "test"))
    assert [event.data["milestone"] for event in of(sim, "milestone")] == ["any", "there"]


def test_what_the_adversary_turns_is_unseen_by_those_who_are_not_told() -> None:
    """Two worlds: a step that turns a switch leaves nothing in the views of teams that are not told."""
    turns = step("turn", "act", ("app",), effects=(Effect("switch-on", "mute@xa-b"),))
    quiet = run(bench(switches=(MUTE,), campaigns=(campaign(foothold("b-pc1")),)), HOUR)
    turned = run(bench(switches=(MUTE,), campaigns=(campaign(foothold("b-pc1"), turns, first=("enter", "turn")),)), HOUR)
    assert of(turned, "switched")
    assert quiet.view(IR) == turned.view(IR)
