"""Case boards beside the truth: what was supposed and when it was right, scope, custody; and what a message told another team."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from engine.bundle import Bundle
from engine.messages import Data, Event
from engine.scoring import score
from reports.analysis import analyse
from reports.charts.standing import MOST_PILES, shown
from reports.model import CustodyRow, HypothesisRow, PileMark, PileRow, Report, ScopeRow, TeamBoard
from reports.render import write
from tests.samples import MINUTE, OPERATOR, PLAYER
from tests.unit.reports.sample import empty, played

FIRST, LATER, NEVER = "xa-ia-grai-pc01", "ttdl-file01", "ttdl-bk01"
HASH = "ab12" * 16


def _entry(at: int, kind: str, item: str, text: str, state: str = "", sure: str = "", **more: str) -> Event:
    data: Data = {"item": item, "kind": kind, "text": text, "state": state, "sure": sure, "seat": "s", **more}
    return Event(at * MINUTE, "board-changed", (PLAYER,), data)


def _bundle(*more: Event) -> Bundle:
    drill = played()
    return replace(drill, events=tuple(sorted((*drill.events, *more), key=lambda event: event.at)))


@cache
def _drill() -> Bundle:
    """The small drill with a board and a seal put into it."""
    seal = {"seal": "s1", "asset": LATER, "hash": HASH, "by": PLAYER, "task": "t"}
    handed = {"seal": "s1", "asset": LATER, "from": PLAYER, "to": "cong-an", "sealed_as": "BB-07", "seat": "s"}
    return _bundle(
        _entry(5, "hypothesis", "a", "first machine", "open", "low", why="odd file", about=f"first:{FIRST}"),
        _entry(20, "hypothesis", "a", "first machine", "likely", "high", why="odd file", about=f"first:{FIRST}"),
        _entry(6, "hypothesis", "b", "another first", "likely", about=f"first:{LATER}"),
        _entry(7, "hypothesis", "c", "backup is clean", "likely", about=f"clean:{NEVER}"),
        _entry(8, "hypothesis", "d", "server is clean", "likely", about=f"clean:{LATER}"),
        _entry(9, "hypothesis", "e", "somebody careless", "open"),
        _entry(65, "hypothesis", "f", "server taken", "ruled-out", about=f"taken:{LATER}"),
        _entry(66, "hypothesis", "g", "backup taken", "ruled-out", about=f"taken:{NEVER}"),
        _entry(10, "scope", NEVER, "shares a rack", "in", "low"),
        _entry(11, "scope", LATER, "quiet", "out"),
        _entry(12, "pin", f"state:{LATER}:suspect", "it began here"),
        Event(15 * MINUTE, "sealed", (PLAYER,), seal),
        Event(25 * MINUTE, "custody", (PLAYER,), handed),
        Event(30 * MINUTE, "custody-broken", (), {"seal": "s1", "asset": LATER, "team": OPERATOR, "reason": "read-disk"}),
    )


@cache
def _report(lang: str = "en") -> Report:
    return analyse(_drill(), score(played()), lang)


def _board() -> TeamBoard:
    (board,) = _report().boards
    return board


def test_hypotheses_stand_beside_the_truth() -> None:
    """Right, wrong, or in words that claim nothing; since when it was so, and when the team came to think so."""
    found = {row.text: row for row in _board().hypotheses}
    rights = {text: row.right for text, row in found.items()}
    assert rights == {
        "first machine": "right",
        "another first": "wrong",
        "backup is clean": "right",
        "server is clean": "wrong",
        "somebody careless": "open",
        "server taken": "wrong",
        "backup taken": "right",
    }
    first = found["first machine"]
    assert first.states == ("06:05 open, not very sure", "06:20 likely, very sure")
    assert first.truth.endswith("held likely at 06:20, 20 min after the drill began.")
    assert "IAGRAI-PC01" in found["another first"].truth
    assert "ruled out at 07:05 although it was so" in found["server taken"].truth
    assert "07:00" in found["server is clean"].truth
    assert all(row.cites for row in found.values())


def test_scope_is_held_against_what_was_taken() -> None:
    """What was put in and never fell, what was cleared and fell later, and what was missed."""
    inside, cleared = _board().scope
    assert (inside.state, inside.right, inside.truth) == ("suspected", False, "nobody broke into it")
    assert (cleared.state, cleared.right, cleared.truth) == ("cleared", False, "taken later, at 07:00")
    missed = _board().missed
    assert "PC01" in missed.upper()
    assert "BK01" not in missed.upper()


def test_custody_is_told_whole() -> None:
    """Hash value, hand-over with its number, who held it last, and the break that no team was told of."""
    (row,) = _board().custody
    assert row.hash == HASH
    assert row.moves == (row.moves[0],)
    assert "(BB-07)" in row.moves[0]
    assert row.broken.startswith("Broken at 06:30")
    assert row.holder in row.moves[0]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("kind", ["html", "md", "json"])
def test_boards_are_written(lang: str, kind: str) -> None:
    """In every format, hash and record number with them; what was cited stands in the timeline."""
    page = write(_drill(), kind, lang).decode()
    for words in ("odd file", HASH, "BB-07", "it began here"):
        assert words in page
    report = _report(lang)
    entries = {entry.event for entry in report.timeline}
    for board in report.boards:
        cited: tuple[HypothesisRow | ScopeRow | CustodyRow, ...] = (*board.hypotheses, *board.scope, *board.custody)
        for row in cited:
            assert {cite.event for cite in row.cites} <= entries


def test_no_board_says_so() -> None:
    """A drill in which nobody wrote anything down has no table."""
    report = analyse(empty(), score(empty()), "vi")
    assert report.boards == ()


def test_a_message_tells_another_team() -> None:
    """What was attached and read is known from then on, with who told it; before that it was not."""

    def knew(bundle: Bundle) -> tuple[int | None, str]:
        report = analyse(bundle, score(played()), "en")
        fact = next(row for row in report.knowledge if row.id == "step:mail")
        team = next(item for item in fact.teams if item.team == OPERATOR)
        return team.at, team.told_by

    told = {"message": "m", "from": PLAYER, "about": [], "indicators": {}, "findings": [], "alerts": []}
    states = [{"asset": FIRST, "state": "confirmed"}]
    shared = Event(3 * MINUTE, "shared", (OPERATOR,), {**told, "states": states})
    other = Event(3 * MINUTE, "shared", (OPERATOR,), {**told, "states": [{"asset": NEVER, "state": "confirmed"}]})
    before = knew(_bundle())
    assert knew(_bundle(other)) == before
    at, told_by = knew(_bundle(shared))
    assert at == 3 * MINUTE
    assert told_by
    assert before[0] != at


def _pile(name: str, *waiting: int) -> PileRow:
    marks = tuple(PileMark(number, "", amount, 0, 0, amount) for number, amount in enumerate(waiting))
    return PileRow(name, name, "", marks, max(waiting), "", "", "", "", "", ())


def test_of_many_piles_the_chart_draws_those_that_moved() -> None:
    """All of a few; of many, at most so many, in their order, and never one that stood still."""
    still = tuple(_pile(f"still-{number}", 5, 5, 5) for number in range(7))
    moved = tuple(_pile(f"moved-{number}", *range(number + 2)) for number in range(6))
    assert shown((*still, moved[0])) == (*still, moved[0])
    assert [pile.id for pile in shown((*still, *moved))] == [f"moved-{number}" for number in range(6)]
    many = tuple(_pile(f"moved-{number:02}", *range(number + 2)) for number in range(12))
    assert [pile.id for pile in shown(many)] == [f"moved-{number:02}" for number in range(12 - MOST_PILES, 12)]
