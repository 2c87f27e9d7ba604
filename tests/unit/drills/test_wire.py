"""Patches: applied in order they give the same picture; the same place twice, a lost one or a wrong one is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drills.wire import applied, as_seen, blank, change, heard, spelt
from engine.bots import Crew
from engine.codec import canonical, plain
from engine.errors import InvalidInput
from engine.messages import Hypothesis, Input, Mark, Note, Pin, Scope
from engine.plan import Text
from engine.rehearsal import run_bots
from engine.simulation import Simulation
from engine.views import TeamView
from tests.samples import HOUR, MINUTE, PLAYER, small_plan

PLAN = small_plan()
SEED = 7
"""Of a drill with several alerts in its first hour."""


def through(patch: dict[str, Any]) -> dict[str, Any]:
    """A patch as it comes out of the wire."""
    found: dict[str, Any] = json.loads(json.dumps(patch))
    return found


def same(left: TeamView, right: TeamView) -> bool:
    return canonical(plain(left)) == canonical(plain(right))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), gaps=st.lists(st.integers(1, 20 * MINUTE), min_size=2, max_size=12))
def test_patches_in_order_give_the_same_picture(seed: int, gaps: list[int]) -> None:
    """A played drill, looked at at any moments: patch by patch and by one snapshot, for every team."""
    sim = Simulation(PLAN, seed)
    crew = Crew(PLAN, dict.fromkeys([team.id for team in PLAN.teams], "expert"), seed)
    near: dict[str, TeamView] = {}
    far: dict[str, TeamView] = {}
    moment = 0
    for number, gap in enumerate(gaps):
        moment = min(moment + gap, PLAN.lasts_ms)
        run_bots(sim, crew, moment)
        for command in (Note(f"sổ {number}"), Hypothesis(f"giả thuyết {number % 3}"), Scope("ttdl-file01", number % 2 == 0)):
            sim.submit(Input(max(sim.clock, sim.inputs[-1].at + 1 if sim.inputs else 0), "seat", PLAYER, "s", command))
        for team in PLAN.teams:
            view = sim.view(team.id)
            far[team.id] = applied(far.get(team.id), through(change(near.get(team.id), view)))
            near[team.id] = view
            assert same(far[team.id], as_seen(view))
            assert same(applied(None, through(change(None, view))), as_seen(view))
    assert near[PLAYER].board.hypotheses


def _played(until: int) -> Simulation:
    sim = Simulation(PLAN, SEED)
    run_bots(sim, Crew(PLAN, dict.fromkeys([team.id for team in PLAN.teams], "expert"), SEED), until)
    return sim


def test_nothing_new_is_an_empty_patch() -> None:
    """The same moment twice costs nothing; another moment costs its time alone."""
    sim = _played(HOUR)
    view = sim.view(PLAYER)
    assert change(view, view) == {}
    sim.advance(HOUR + 2)
    later = sim.view(PLAYER)
    assert change(replace(view, now=0), view) == {"now": view.now}
    assert later.now > view.now


def test_only_what_changed_goes_out() -> None:
    """One alert judged by hand: its place in the one list that changed, and one line of the log."""
    sim = _played(HOUR)
    view = sim.view(PLAYER)
    assert len(view.tasks) > 1
    sim.submit(Input(HOUR, "seat", PLAYER, "s", Mark(view.alerts[0].id, "false")))
    patch = change(view, sim.view(PLAYER))
    assert list(patch["alerts"]) == ["at"]
    assert list(patch["alerts"]["at"]) == ["0"]
    assert [kind for _, kind, _ in patch["feed"]] == ["marked"]
    assert "tasks" not in patch


def test_nobody_reads_who_else_was_told() -> None:
    """Events come without the other teams that learnt them."""
    view = _played(HOUR).view(PLAYER)
    assert {event.to for event in as_seen(view).feed} == {(PLAYER,)}
    others = {team.id for team in PLAN.teams} - {PLAYER}
    frames = json.dumps([row for row in change(None, view)["feed"] if len(row) != 3])
    assert frames == "[]"
    assert not others & set(change(None, view))


def test_a_pinned_fact_and_a_scope_come_back_as_they_were() -> None:
    """The board travels like the lists."""
    sim = _played(HOUR)
    before = sim.view(PLAYER)
    fact = min(before.facts)
    sim.submit(Input(HOUR, "seat", PLAYER, "s", Pin(fact, "vì sao")))
    after = sim.view(PLAYER)
    patch = through(change(before, after))
    assert same(applied(applied(None, through(change(None, before))), patch), as_seen(after))


@pytest.mark.parametrize(
    "patch",
    [
        {},
        {"team": "x", "now": "soon"},
        {"team": "x", "alerts": {"n": 2, "at": {"1": {}}}},
        {"team": "x", "alerts": {"at": {"0": {}}}},
        {"team": "x", "alerts": {"n": 1, "at": {"0": {"id": 1}}}},
        {"team": "x", "tasks": []},
        {"team": "x", "feed": [[0, "note"]]},
        {"team": "x", "feed": [["0", "note", {}]]},
        {"team": "x", "since": {"a": "b"}},
        {"team": "x", "refused": [["a"]]},
        {"team": "x", "board": {"pins": {"n": -1, "at": {"-1": {}}}}},
        {"team": "x", "watches": "soon"},
    ],
)
def test_what_is_no_patch_is_refused(patch: dict[str, Any]) -> None:
    """Nothing half-applied: the wrong shape, a place that is not there, another type."""
    with pytest.raises(InvalidInput):
        applied(None, patch)


def test_a_blank_picture_knows_nothing() -> None:
    """What a snapshot is a patch to."""
    view = blank(PLAYER)
    assert view.team == PLAYER
    assert change(view, view) == {}
    assert not view.feed
    assert not view.facts


def test_words_travel_in_both_languages() -> None:
    """There and back; anything else is refused."""
    words = {"alert.a": Text("Cảnh báo", "Alert")}
    assert heard(through(spelt(words))) == words
    for wrong in ({"a": "b"}, {"a": ["b"]}, {"a": [1, 2]}, ["a"]):
        with pytest.raises(InvalidInput):
            heard(wrong)  # type: ignore[arg-type]
