"""The shipped scenario on the console: whatever a real drill brings up has words, in both languages, for every team."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from drills.cli import opening
from drills.console.app import Console
from drills.console.atlas import Atlas
from drills.console.dossiers import dossier
from drills.console.feed import feed
from drills.console.frame import Frame, Thing
from drills.console.listings import MODES, feed_rows, inbox_rows, objective_rows, task_rows
from drills.console.menus import menu_listing, menu_offers
from drills.console.messages import body, deadlines, reply_words
from drills.console.mirror import mirror
from drills.console.offers import offers
from drills.console.screens.confirm import confirm_lines
from drills.console.search import Query
from drills.console.spans import Line, plain
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


def _things(frame: Frame) -> Iterator[Thing]:
    """Something of every kind that can be pointed at."""
    view = frame.view
    yield from (Thing("alert", item.id) for item in view.alerts)
    yield from (Thing("asset", item.id) for item in view.assets)
    yield from (Thing("indicator", item.id) for item in view.indicators)
    yield from (Thing("task", item.id) for item in view.tasks)
    yield from (Thing("service", name) for name in frame.atlas.services)
    yield from (Thing("account", name) for name in list(frame.atlas.accounts)[:12])
    yield from (Thing("backup", name) for name in list(frame.atlas.backups)[:12])
    yield from (Thing("site", name) for name in list(frame.atlas.sites)[:25])
    yield from (Thing("link", name) for name in list(frame.atlas.links)[:12])


def _said(frame: Frame) -> Iterator[str]:
    """Everything the console would say about a frame."""
    for rows in (*MODES.values(), task_rows, inbox_rows, objective_rows, feed_rows):
        for row in rows(frame, Query()).rows:
            yield " ".join(cell for cell, _ in row.cells)
    yield from (item.words for item in feed(frame, 2000))
    for thing in _things(frame):
        here = frame.select(thing)
        page = dossier(here)
        yield from _plain((page.title, *page.lines))
        for offer in offers(here, thing):
            yield from _plain(confirm_lines(here, offer, offer.targets[0]))
    for message in frame.view.messages:
        yield body(frame, message)
        yield from (reply_words(frame, message, reply.id) for reply in message.replies)
    yield from (f"{item.what} {item.why}" for item in suggestions(frame, 9))
    yield from (f"{item.what} {item.basis}" for item in deadlines(frame))
    yield from _plain(mirror(frame))
    yield from (" ".join(cell for cell, _ in row.cells) for row in menu_listing(frame).rows)
    yield from _plain(line for offer in menu_offers(frame).values() for line in confirm_lines(frame, offer, offer.targets[0]))


def _plain(lines: Iterator[Line] | tuple[Line, ...]) -> Iterator[str]:
    yield from (plain(line) for line in lines)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("hours", [0, 2, 6])
def test_nothing_is_said_as_an_id(lang: str, hours: int) -> None:
    """No text id, unfilled hole, control character or empty sentence reaches a person of any team."""
    for team in _plan().teams:
        for words in _said(_frame(team.id, lang, hours)):
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
