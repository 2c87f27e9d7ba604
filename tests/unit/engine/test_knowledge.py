"""A view is exactly the fold of the events addressed to the team."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.index import indexed
from engine.knowledge import Knowledge
from engine.messages import Declare, Event, Note, Start, Watch
from engine.plan import Condition, Milestone
from engine.rehearsal import play
from engine.views import TeamView
from tests.samples import small_plan
from tests.unit.engine.worlds import IR, MINUTE, OPS, bench, carry_out, give, order, run


def _folded(plan: Any, events: list[Event], team: str, now: int) -> TeamView:
    knowledge = Knowledge(indexed(plan), team)
    for event in events:
        if team in event.to:
            knowledge.learn(event)
    return knowledge.view(now)


@pytest.mark.parametrize("level", ["novice", "expert", "reference"])
def test_a_view_is_the_fold_of_the_teams_events(seed: int, level: str) -> None:
    """Nothing but addressed events goes in: folding them again, from nothing, gives the same picture."""
    plan = small_plan(noise_every_ms=5 * MINUTE)
    sim = play(plan, seed, level)
    for team in plan.teams:
        assert sim.view(team.id) == _folded(plan, sim.events, team.id, sim.clock)


def test_looking_often_or_once_gives_the_same_picture() -> None:
    """The fold is taken up where it was left; looks in between change nothing."""
    plan = small_plan()
    events = play(plan, 3, "expert").events
    knowledge = Knowledge(indexed(plan), "doi-ucsc")
    for event in events:
        if "doi-ucsc" in event.to:
            knowledge.learn(event)
            knowledge.view(event.at)
    assert knowledge.view(events[-1].at) == _folded(plan, events, "doi-ucsc", events[-1].at)


def test_the_feed_keeps_the_order_of_events() -> None:
    """What follows from an event is told after it to everybody, not only to those told first."""
    heard = Milestone("heard", Condition("knows", ref="declared:serious", team=IR), (IR, OPS))
    sim = run(bench(milestones=(heard,)))
    give(sim, IR, Declare("serious"))
    for team in (IR, OPS):
        assert [event.kind for event in sim.view(team).feed] == ["declared", "milestone"]


def test_the_version_grows_with_each_event_and_with_nothing_else() -> None:
    """A seat may ask whether there is anything new without being sent it."""
    sim = run(bench())
    assert (sim.view(IR).version, sim.learnt(IR)) == (0, 0)
    sim.advance(MINUTE)
    assert sim.view(IR).version == 0
    give(sim, IR, Note("a"))
    assert (sim.view(IR).version, sim.learnt(IR), sim.view(OPS).version) == (1, 1, 0)
    assert sim.view(IR) is sim.view(IR)


def _view(*events: tuple[str, dict[str, Any]], team: str = IR) -> TeamView:
    return _folded(bench(), [Event(n, kind, (team,), data) for n, (kind, data) in enumerate(events)], team, 100)


def _known(*states: str) -> str:
    view = _view(*[("asset-known", {"asset": "app", "state": state, "source": "x"}) for state in states])
    return view.assets[0].state


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (("suspect", "confirmed"), "confirmed"),
        (("confirmed", "suspect"), "confirmed"),
        (("isolated", "suspect"), "isolated"),
        (("isolated", "confirmed"), "isolated"),
        (("encrypted", "confirmed"), "encrypted"),
        (("encrypted", "isolated"), "encrypted"),
        (("isolated", "encrypted"), "encrypted"),
        (("isolated", "off"), "off"),
        (("confirmed", "clean"), "clean"),
        (("isolated", "restored"), "restored"),
        (("restored", "suspect"), "suspect"),
        (("encrypted", "restored"), "restored"),
        (("clean", "confirmed"), "confirmed"),
    ],
)
def test_a_lesser_word_does_not_hide_a_graver_one(states: tuple[str, ...], shown: str) -> None:
    """Suspicion of a machine that is off the network does not put it back in the picture; a remedy does."""
    assert _known(*states) == shown


def test_an_account_that_was_reset_is_no_longer_locked() -> None:
    """A new password unlocks."""
    sim = run(bench())
    carry_out(sim, IR, "lock-account", "svc")
    assert sim.view(IR).locked == ("svc",)
    carry_out(sim, IR, "reset-account", "svc")
    assert sim.view(IR).locked == ()


def test_staff_at_work_are_not_free() -> None:
    """Free people are those at no task; the doing team's, not the asking one's."""
    sim = run(bench())
    order(sim, IR, "isolate", "a-pc1")
    sim.advance(sim.clock + 1000)
    (analysts, leads) = sim.view(IR).staff
    assert (analysts.total, analysts.free) == (2, 1)
    assert (leads.total, leads.free) == (1, 1)
    assert [item.free for item in sim.view(OPS).staff] == [2]
    sim.advance(sim.clock + 2 * MINUTE)
    assert sim.view(IR).staff[0].free == 2


def test_done_is_a_fact_only_of_what_was_done() -> None:
    """What came to nothing was not done."""
    sim = run(bench())
    carry_out(sim, IR, "isolate", "app")
    assert {"done:isolate", "done:isolate:app"} <= sim.view(IR).facts
    carry_out(sim, OPS, "isolate", "app")
    assert not {"done:isolate", "done:isolate:app"} & sim.view(OPS).facts


def test_a_watch_stands_until_it_is_due() -> None:
    """Waiting on purpose shows, and ends."""
    sim = run(bench())
    give(sim, IR, Watch(5 * MINUTE, "chờ"))
    assert sim.view(IR).watches == ((5 * MINUTE, "chờ"),)
    sim.advance(5 * MINUTE + 1)
    assert sim.view(IR).watches == ()


def test_indicators_are_learnt_once_and_swept_hits_add_up() -> None:
    """The first source stays; later sweeps only add."""
    view = _view(
        ("learnt", {"indicators": {"c2": "v"}, "source": "x"}),
        ("swept", {"indicator": "c2", "value": "v", "hits": ["app"], "blind": 3}),
        ("swept", {"indicator": "c2", "value": "v", "hits": ["db"], "blind": 2}),
        ("indicator-blocked", {"indicator": "c2", "value": "v"}),
    )
    (known,) = view.indicators
    assert (known.hits, known.blind, known.swept_at, known.blocked, known.at) == (("app", "db"), 2, 2, True, 0)
    assert {"indicator:c2", "swept:c2", "hits:c2", "blocked:c2"} <= view.facts


def test_a_hand_mark_outweighs_triage() -> None:
    """What a person judged stays, whatever the triage then says."""
    alert = {"alert": "x", "kind": "scan", "sensor": "edge", "severity": 1, "asset": "app", "raised": 0, "fields": {}, "indicators": {}}
    view = _view(
        ("alert", alert),
        ("marked", {"alert": "x", "verdict": "false", "kind": "scan", "asset": "app"}),
        ("triaged", {"alert": "x", "verdict": "likely-true", "hint": "h", "task": "t"}),
    )
    assert (view.alerts[0].verdict, view.alerts[0].marked) == ("false", True)


def test_every_addressed_event_is_in_the_feed() -> None:
    """The feed is the team's whole diary, those kinds that the fold has no use for included."""
    sim = run(bench())
    give(sim, IR, Note("a"))
    give(sim, IR, Start("isolate", "nowhere"))
    assert list(sim.view(IR).feed) == [event for event in sim.events if IR in event.to]
    assert replace(sim.view(IR), feed=()).feed == ()
