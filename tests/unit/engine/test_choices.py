"""Decisions of the adversary: what settles them, what they begin and give up, what is said of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.plan import Alarm, Campaign, Choice, ChoiceOption, Condition, Effect, Front, Milestone, Switch
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, at, bench, campaign, carry_out, fixed, foothold, of, run, seen, step

ENTER = foothold("a-pc1")
LOCKED = Condition("locked", ref="svc")


def _choice(*options: ChoiceOption, **more: Any) -> Choice:
    return replace(Choice("how", options, when=at(10 * MINUTE), after=fixed(2 * MINUTE)), **more)


def _story(choice: Choice, *steps: Any, **more: Any) -> Campaign:
    return campaign(ENTER, *steps, choices=(choice,), **more)


LOUD, QUIET = step("loud", "act", ("app",)), step("quiet", "act", ("db",))
ASKED = _choice(ChoiceOption("hush", LOCKED, then=("quiet",)), ChoiceOption("roar", then=("loud",)))


def _chosen(sim: Simulation) -> list[tuple[int, str, str]]:
    return [(event.at, event.data["choice"], event.data["option"]) for event in of(sim, "adversary-chose")]


def test_without_a_reason_the_free_option_is_taken() -> None:
    """Asked at ten minutes, decided two later; nobody hears of it."""
    sim = run(bench(campaigns=(_story(ASKED, LOUD, QUIET),)), HOUR)
    assert _chosen(sim) == [(12 * MINUTE, "how", "roar")]
    (event,) = of(sim, "adversary-chose")
    assert (event.to, event.data["reasoning"]) == ((), "choice.how.roar.because")
    assert event.data["because"] == [{"op": "at", "ref": "", "team": "", "state": "", "holds": 1, "at": 12 * MINUTE}]
    assert of(sim, "step-succeeded", step="loud")
    assert not of(sim, "step-started", step="quiet")


def test_what_a_team_did_settles_it_and_is_the_reason() -> None:
    """The account was locked while they thought."""
    sim = run(bench(campaigns=(_story(ASKED, LOUD, QUIET),)), 10 * MINUTE)
    carry_out(sim, OPS, "lock-account", "svc")
    sim.advance(HOUR)
    assert _chosen(sim) == [(12 * MINUTE, "how", "hush")]
    assert [(item["op"], item["ref"]) for item in of(sim, "adversary-chose")[0].data["because"]] == [("at", ""), ("locked", "svc")]
    assert of(sim, "step-succeeded", step="quiet")


def test_reasons_say_when_and_what_did_not_hold() -> None:
    """Of an `any` those that hold, of a `not` what failed to, each with its moment."""
    done = Condition("action", ref="convene", team=IR)
    never = Condition("action", ref="paper")
    either = Condition("any", of=(never, Condition("all", of=(done, Condition("not", of=(never,))))))
    asked = _choice(ChoiceOption("hush", either, then=("quiet",)), ChoiceOption("roar", then=("loud",)))
    sim = run(bench(campaigns=(_story(asked, LOUD, QUIET),)), 3 * MINUTE)
    ended = carry_out(sim, IR, "convene")
    sim.advance(HOUR)
    reasons = of(sim, "adversary-chose")[0].data["because"][1:]
    assert [(item["ref"], item["holds"]) for item in reasons] == [("convene", 1), ("paper", 0)]
    assert (reasons[0]["at"], reasons[0]["team"]) == (ended.at, IR)


def test_weights_decide_among_the_free_and_by_key() -> None:
    """Over many drills both come, about as weighed; the same seed always chooses the same."""
    asked = _choice(ChoiceOption("a", weight=800), ChoiceOption("b", weight=200))
    plan = bench(campaigns=(_story(asked),))
    got = [_chosen(run(plan, 15 * MINUTE, seed=seed))[0][2] for seed in range(60)]
    assert got == [_chosen(run(plan, 15 * MINUTE, seed=seed))[0][2] for seed in range(60)]
    assert 2 <= got.count("b") <= 25


def test_a_choice_before_a_step_holds_it_back() -> None:
    """The step begins when they have decided, or never where it is given up."""
    free = ChoiceOption("go")
    asked = _choice(ChoiceOption("drop", LOCKED, stops=("loud",), then=("quiet",)), free, when=None, at_step="loud")
    story = _story(asked, LOUD, QUIET, first=("enter", "loud"))
    sim = run(bench(campaigns=(story,)), HOUR)
    assert [event.at for event in of(sim, "step-started", step="loud")] == [2 * MINUTE]
    dropped = run(bench(campaigns=(story,)))
    carry_out(dropped, OPS, "lock-account", "svc")
    dropped.advance(HOUR)
    assert _chosen(dropped) == [(2 * MINUTE, "how", "drop")]
    assert not of(dropped, "step-started", step="loud")
    assert not of(dropped, "step-abandoned"), "it had not begun"
    assert of(dropped, "step-succeeded", step="quiet")


def test_steps_under_way_are_put_aside_at_once() -> None:
    """A long step, a front and one that waits: none of them acts any more, none goes on to what follows."""
    follow: dict[str, Any] = {"then": ("after",), "otherwise": ("after",)}
    long = replace(step("long", "exploit", ("app",), takes=fixed(HOUR), gives_foothold=True), **follow)
    front = step("front", "encrypt", ("a-pc2", "b-pc1"), **follow)
    front = replace(front, front=Front(fixed(8 * MINUTE), 2))
    waits = step("waits", "act", ("db",), when=at(30 * MINUTE), wait=True, then=("after",))
    asked = _choice(ChoiceOption("go", stops=("long", "front", "waits")))
    story = _story(asked, long, front, waits, step("after", "act", ("db",)), first=("enter", "long", "front", "waits"))
    plan = bench(campaigns=(story,), milestones=(Milestone("m", Condition("step", ref="long", state="abandoned")),))
    sim = run(plan, 3 * HOUR)
    assert [(event.at, event.data["step"]) for event in of(sim, "step-abandoned")] == [(12 * MINUTE, "long"), (12 * MINUTE, "front")]
    assert [event.at for event in of(sim, "milestone")] == [12 * MINUTE]
    assert sim.truth.footholds == ("a-pc1",)
    assert len(sim.truth.ruined) == 1, "the front's first host, before the decision"
    assert not of(sim, "step-started", step="after")
    assert not of(sim, "step-started", step="waits")
    assert not of(sim, "step-gave-up")


def test_a_choice_latches_and_brings_its_effects() -> None:
    """Conditions ask for it; an option turns switches like any step."""
    asked = _choice(ChoiceOption("go", effects=(Effect("switch-on", "open"),)), ChoiceOption("x", LOCKED))
    milestones = (Milestone("any", Condition("chose", ref="how")), Milestone("x", Condition("chose", ref="how", state="x")))
    plan = bench(campaigns=(_story(asked),), switches=(Switch("open", told=(IR,)),), milestones=milestones)
    sim = run(plan, HOUR)
    assert [event.data["milestone"] for event in of(sim, "milestone")] == ["any"]
    assert of(sim, "switched")[0].to == (IR,)


def test_a_choice_is_asked_from_its_campaign_s_beginning_on() -> None:
    """What came true before is true then; a campaign that never begins decides nothing."""
    late = _story(ASKED, LOUD, QUIET, starts_ms=HOUR)
    assert _chosen(run(bench(campaigns=(late,)), 2 * HOUR)) == [(HOUR + 2 * MINUTE, "how", "roar")]
    never = _story(ASKED, LOUD, QUIET, starts_when=LOCKED)
    assert _chosen(run(bench(campaigns=(never,)), 2 * HOUR)) == []


def test_what_comes_of_itself_stands_in_the_same_stream() -> None:
    """A channel switched, an alarm, a door given up: each with what brought it about; an innocent one decides nothing."""
    call = step("call", "beacon", ("a-pc1",), channel=True, again_after=fixed(5 * MINUTE), again_times=9)
    talk = step("talk", "act", ("a-pc1",), channel=True, when=at(30 * MINUTE), wait=True)
    shut = step("shut", "login", ("app",), needs_account="svc")
    story = campaign(
        ENTER,
        replace(call, when=at(2 * MINUTE), wait=True),
        talk,
        shut,
        first=("enter", "call", "talk", "shut"),
        channels=("c2", "c2-reserve"),
        alarm=Alarm(fixed(MINUTE), 500),
    )
    plan = bench(campaigns=(story,))
    sim = run(plan, 10 * MINUTE)
    sim._world.blocked.add("c2")
    sim.advance(2 * HOUR)
    said = {(event.data["choice"], event.data["option"]): event.data["because"][0] for event in of(sim, "adversary-chose")}
    assert said["~channel", "c2-reserve"]["ref"] == "c2"
    assert (said["~door", "shut"]["op"], said["~door", "shut"]["ref"]) == ("no-account", "shut")
    assert ("~alarm", "hurry") in said
    innocent = run(bench(campaigns=(replace(campaign(shut), benign=True),)), HOUR)
    assert of(innocent, "step-gave-up")
    assert not of(innocent, "adversary-chose")


def test_a_decision_shows_in_no_team_s_view() -> None:
    """Two worlds: the same steps, with and without a decision before them."""
    plain = campaign(ENTER, step("loud", "act", ("app",), when=at(12 * MINUTE), wait=True), first=("enter", "loud"))
    asked = _story(_choice(ChoiceOption("roar", then=("loud",)), ChoiceOption("x", LOCKED)), step("loud", "act", ("app",)))
    views = [run(bench(campaigns=(story,)), HOUR).view(IR) for story in (plain, asked)]
    assert views[0] == views[1]


def test_draws_are_keyed_by_the_choice() -> None:
    """Another choice of the same campaign moves no key of this one."""
    other = Choice("other", (ChoiceOption("a", weight=500), ChoiceOption("b", weight=500)), when=at(5 * MINUTE), after=fixed(MINUTE))
    first = _choice(ChoiceOption("a", weight=500), ChoiceOption("b", weight=500))
    traces: list[dict[tuple[str, str, int, int], int]] = [{}, {}]
    for trace, choices in zip(traces, ((first,), (other, first)), strict=True):
        run(bench(campaigns=(campaign(ENTER, choices=choices),)), HOUR, trace=trace)
    assert traces[0].items() <= traces[1].items()
    assert ("choice", "how", 0, 0) in traces[0]


def test_alerts_of_a_given_up_beacon_cease() -> None:
    """It calls no more."""
    call = step("call", "beacon", ("a-pc1",), again_after=fixed(5 * MINUTE), seen=seen("odd-file"), when=at(2 * MINUTE), wait=True)
    hush = _choice(ChoiceOption("hush", stops=("call",)), ChoiceOption("x", LOCKED))
    talks = run(bench(campaigns=(campaign(ENTER, call, first=("enter", "call")),)), HOUR)
    still = run(bench(campaigns=(_story(hush, call, first=("enter", "call")),)), HOUR)
    assert len(of(still, "alert")) < len(of(talks, "alert"))
    assert max(event.at for event in of(still, "alert")) <= 13 * MINUTE
