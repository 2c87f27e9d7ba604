"""The console of a seat that holds only what was published and told says exactly what one with the whole plan says."""

from __future__ import annotations

import json

import pytest

from drills.cli import opening
from drills.console.atlas import Atlas
from drills.console.frame import Frame
from drills.console.words import Words
from drills.wire import applied, as_seen, change
from engine.bots import Crew
from engine.codec import canonical, plain, read
from engine.messages import Event
from engine.plan import Plan, Text
from engine.published import published, words_for
from engine.rehearsal import run_bots
from engine.simulation import Simulation
from engine.views import TeamView
from tests.samples import HOUR
from tests.tui.said import said, said_aside

DRILLS = ("ma-doc-tong-tien-trung-tam-du-lieu", "mat-lien-lac-giua-bao", "tro-ly-ao-tra-loi-sai")
STEP = HOUR // 4
STOPS = {0: ("vi", "en"), HOUR: ("vi",), 4 * HOUR: ("en",)}


class Far:
    """The other end of a wire: everything it holds came as bytes."""

    def __init__(self, plan: Plan, team: str) -> None:
        self.plan: Plan = read(Plan, json.loads(canonical(plain(published(plan, team)))))
        self.atlas = Atlas(self.plan)
        self.view: TeamView | None = None

    def take(self, patch: bytes, words: dict[str, Text]) -> None:
        """One frame."""
        self.view = applied(self.view, json.loads(patch))
        self.plan.texts.update(words)


@pytest.mark.parametrize("scenario", DRILLS)
def test_a_far_console_says_what_a_near_one_says(scenario: str) -> None:
    """A whole morning played by experts: lists, pages, prices, suggestions, cards; every team, both languages."""
    plan = opening.plan_of(scenario, "gia-lai-lite")
    sim = Simulation(plan, 11)
    crew = Crew(plan, dict.fromkeys([team.id for team in plan.teams], "expert"), 11)
    atlas = Atlas(plan)
    far = {team.id: Far(plan, team.id) for team in plan.teams}
    sent: dict[str, TeamView] = {}
    for moment in range(0, max(STOPS) + STEP, STEP):
        run_bots(sim, crew, moment)
        for team, seat in far.items():
            view = sim.view(team)
            before = sent.get(team)
            patch = canonical(change(before, view))
            seat.take(patch, words_for(plan, view.feed[len(before.feed) if before else 0 :]))
            assert seat.view is not None
            assert canonical(plain(seat.view)) == canonical(plain(as_seen(view)))
            sent[team] = view
            for lang in STOPS.get(moment, ()):
                near = Frame(Words(plan, lang), atlas, view, view.now)
                there = Frame(Words(seat.plan, lang), seat.atlas, seat.view, view.now)
                assert list(said(there)) == list(said(near))
                assert list(said_aside(there)) == list(said_aside(near))
    assert any(view.messages and view.findings for view in sent.values())


def test_names_survive_where_a_person_types_the_id_of_a_text() -> None:
    """Words of a person never bring up a secret: only ids that the engine wrote are looked up."""
    plan = opening.plan_of(DRILLS[0], "gia-lai-lite")
    secret = next(name for name in plan.texts if name.startswith("inject.") and name.endswith(".says"))
    inject = secret.split(".")[1]
    order = {"action": plan.actions[0].id, "target": secret}
    tried = (
        Event(0, "note", ("doi-ucsc",), {"text": secret, "seat": "s"}),
        Event(0, "task-ordered", ("doi-ucsc",), order | {"params": {"hint": secret, "artefact": plan.artefacts[0].id}, "why": secret}),
        Event(0, "message", ("doi-ucsc",), {"kind": "note", "sender": "team.x", "text": secret, "inject": inject, "replies": []}),
    )
    assert words_for(plan, tried).keys() <= {"event.note", "event.task-ordered", "event.message"}


def test_what_is_published_is_no_more_than_what_the_first_screens_say() -> None:
    """Every text but the shared words is one that a screen shows from the start: nothing lies there for later."""
    plan = opening.plan_of(DRILLS[0], "gia-lai-lite")
    shown = published(plan, "doi-ucsc")
    for prefix in (
        "alert",
        "artefact",
        "inject",
        "step",
        "choice",
        "campaign",
        "milestone",
        "measure",
        "dilemma",
        "log",
        "sensor",
        "event",
    ):
        assert not [name for name in shown.texts if name.startswith(f"{prefix}.")], prefix
    assert "scenario.summary" not in shown.texts
    assert not [name for name in shown.texts if name.startswith("person.") and name.count(".") > 1]
