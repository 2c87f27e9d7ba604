"""The shipped scenario on the console: whatever a real drill brings up has words, in both languages, for every team."""

from __future__ import annotations

import re
from functools import cache

import pytest

from drills.cli import opening
from drills.console.app import Console
from drills.console.atlas import Atlas
from drills.console.frame import Frame
from drills.console.suggestions import suggestions
from drills.console.words import Words
from drills.session import Session
from drills.store.memory import MemoryStore
from engine.bots import Crew
from engine.messages import Start
from engine.plan import Plan
from engine.rehearsal import run_bots
from engine.simulation import Simulation
from tests.samples import HOUR
from tests.tui.said import said
from tests.tui.screen import settle, text

SCENARIO, NETWORK = "ma-doc-tong-tien-trung-tam-du-lieu", "gia-lai-lite"
RAW_ID = re.compile(
    r"\b(?:alert|action|event|state|verdict|form|artefact|inject|duty|measure|objective|sensor|role|reason|outcome|what|tag|level|plane)\.[a-z]"
)
"""A text id that was not turned into words."""


@cache
def _plan() -> Plan:
    return opening.plan_of(SCENARIO, NETWORK)


@cache
def _played(hours: int) -> Simulation:
    """The drill after some hours, all teams played by bots."""
    plan = _plan()
    sim = Simulation(plan, 7)
    run_bots(sim, Crew(plan, {team.id: "trained" for team in plan.teams}, 7), hours * HOUR)
    return sim


def _frame(team: str, lang: str, hours: int) -> Frame:
    plan = _plan()
    shown = _played(hours).view(team)
    return Frame(Words(plan, lang), Atlas(plan), shown, shown.now)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("hours", [0, 2, 6])
def test_nothing_is_said_as_an_id(lang: str, hours: int) -> None:
    """No text id, unfilled hole, control character or empty sentence reaches a person of any team."""
    for team in _plan().teams:
        for words in said(_frame(team.id, lang, hours)):
            assert not RAW_ID.search(words), words
            assert not re.search(r"\{[a-z_]+\}", words), words
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", words), repr(words)


def test_the_two_languages_do_not_mix() -> None:
    """The English console says the program's words in English: no Vietnamese letters in what it adds itself."""
    frame = _frame("doi-ucsc", "en", 2)
    for item in suggestions(frame, 9):
        assert not re.search(r"[ăâđêôơưạảấầẩẫậắằẳẵặ]", item.why), item.why


async def test_a_real_session_is_played_from_the_first_key() -> None:
    """Briefing, first alert, an order: the journal holds what the keys did."""
    plan = _plan()
    player = next(team.id for team in plan.teams if team.player)
    bots = {team.id: "idle" for team in plan.teams if team.id != player}
    session = Session.create(MemoryStore(), plan, 7, bots, player)
    console = Console(session, "vi")
    async with console.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "Anh/chị là" in text(console)
        await pilot.press("enter")
        await settle(pilot)
        session.skip_to(HOUR // 8)
        while session.skipping >= 0:
            session.tick()
        console.draw(force=True)
        await pilot.press("enter", "t")
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        assert any(isinstance(item.command, Start) and item.command.action == "triage" for item in session.inputs)
        assert console.frame().open_tasks
    session.close()
