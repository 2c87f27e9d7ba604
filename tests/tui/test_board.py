"""The case board: what it says, what its keys put there, what it says where nothing is there yet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drills.console.atlas import Atlas
from drills.console.board.custody import broken_by, holder, holds, unsealed
from drills.console.board.pages import page
from drills.console.board.rows import SECTIONS, is_empty, scope_rows, timeline_rows
from drills.console.facts import fact_words, facts_about, pinnable
from drills.console.feed import feed
from drills.console.frame import Frame, Thing
from drills.console.screens.board import Board
from drills.console.search import Query
from drills.console.spans import plain
from drills.console.words import Words
from engine.messages import Event, HandOver, Hypothesis, Pin, Scope, Start
from tests.samples import MINUTE, PLAYER
from tests.tui.boards import HASH, board_drill, full_board
from tests.tui.conftest import Open
from tests.tui.fake import FakeDrill
from tests.tui.screen import settle, text

SIZES = [(80, 24), (120, 36)]


def _frame(drill: FakeDrill, lang: str = "vi") -> Frame:
    return Frame(Words(drill.plan, lang), Atlas(drill.plan), drill.shown, drill.now)


def _rows(frame: Frame, section: str) -> list[str]:
    listing = next(item for item in SECTIONS if item.id == section).rows(frame, Query())
    return [" ".join(cell for cell, _ in row.cells) for row in listing.rows]


def _page(frame: Frame, key: str) -> str:
    found = page(frame, key)
    return "\n".join(plain(line) for line in (found.title, *found.lines))


# --- what it says


def test_an_empty_board_says_what_it_is_for_and_what_to_press() -> None:
    """Every part names a key, and the page says how to begin."""
    frame = _frame(board_drill(findings=(), indicators=(), assets=()))
    assert is_empty(frame)
    for section in SECTIONS:
        listing = section.rows(frame, Query())
        assert listing.rows == ()
        assert "bấm a" in listing.empty.lower() or "Từ đây" in listing.empty
    assert "giả thuyết đầu tiên: bấm a" in _page(frame, "")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_full_board_is_said_by_name(lang: str) -> None:
    """No id, no empty sign; hypotheses and scope carry their reasons."""
    frame = _frame(full_board(), lang)
    said = "\n".join(row for section in SECTIONS for row in _rows(frame, section.id))
    for words in ("TTDL-FILE01", "có tệp lạ", "có cảnh báo", "cùng một công cụ", "đang lây", HASH[:12]):
        assert words in said
    for name in ("ttdl-file01", "finding:run", "run-key", "first:", "isolate-host", "cong-an"):
        assert name not in said
    pages = "\n".join(_page(frame, row.key) for section in SECTIONS for row in section.rows(frame, Query()).rows if row.key)
    assert HASH in pages
    assert "BB-07" in pages
    for name in ("ttdl-file01", "run-key", "cong-an"):
        assert name not in pages


def test_what_is_likely_stands_first_and_what_is_unsure_is_suspected() -> None:
    """Order of hypotheses; in scope without being sure is suspected; what nobody placed stands below."""
    frame = _frame(full_board())
    first, *_ = _rows(frame, "hypothesis")
    assert "TTDL-FILE01 là máy đầu tiên" in first
    assert "nghi vấn" in _rows(frame, "scope")[0]
    lone = _frame(board_drill())
    keys = [row.key for row in scope_rows(lone, Query()).rows]
    assert keys == ["", "known:ttdl-file01"]


def test_the_course_of_events_goes_by_when_it_was_learnt() -> None:
    """Pinned facts and decisions with reasons, in order of time."""
    keys = [row.key for row in timeline_rows(_frame(full_board()), Query()).rows if row.key]
    assert keys == ["pin:finding:run-key", "reason:t5"]


# --- custody


def test_the_chain_breaks_where_our_own_work_broke_it() -> None:
    """Rebuilt after sealing and before any hand-over; handed over, it no longer matters."""
    frame = _frame(full_board())
    handed, kept = frame.view.board.custody
    assert broken_by(frame, handed) is None
    broken = broken_by(frame, kept)
    assert broken is not None
    assert broken.id == "t9"
    assert holder(frame, handed) == "Công an tỉnh"
    assert any("ĐỨT" in row for row in _rows(frame, "evidence"))
    assert "Chuỗi giao nhận đã đứt: Cài lại máy" in _page(frame, "seal:s2")
    early = replace(frame.view.tasks[0], ended_at=7 * MINUTE)
    assert broken_by(replace(frame, view=replace(frame.view, tasks=(early,))), kept) is None


def test_what_was_read_and_not_sealed_is_offered() -> None:
    """A reading with a trace, once, until its device is sealed; a look at nothing is no evidence."""
    (item,) = unsealed(_frame(board_drill()))
    assert (item.asset, item.findings) == ("ttdl-file01", 1)
    assert unsealed(_frame(full_board())) == ()


def test_a_seal_can_be_handed_on_by_whoever_holds_it() -> None:
    """Ours by the seal; another's only with a record to us."""
    frame = _frame(full_board())
    seal = frame.view.board.custody[0]
    assert holds(frame, seal)
    foreign = replace(seal, by="cong-an", hash="")
    assert not holds(frame, replace(foreign, records=()))
    own = frame.atlas.teams[PLAYER].org
    assert holds(frame, replace(foreign, records=(replace(seal.records[0], to=own),)))


# --- facts by name


def test_a_look_that_saw_nothing_says_so() -> None:
    """`observation.O.else` where nothing was seen, the observation's name where something was."""
    frame = _frame(board_drill())
    assert fact_words(frame, "looked:look") == "đã xem: Không thấy gì lạ"
    seen = replace(frame.view.findings[1], artefact="run-key")
    shown = replace(frame, view=replace(frame.view, findings=(seen,)))
    assert fact_words(shown, "looked:look") == "đã xem: Xem trang từ ngoài tỉnh"


def test_only_what_tells_of_the_case_can_be_pinned() -> None:
    """Newest first; what was done is no finding, indicators have their own list, what is there is not offered again."""
    assert pinnable(_frame(board_drill())) == ("looked:look", "finding:run-key", "state:ttdl-file01:suspect")
    assert "finding:run-key" not in pinnable(_frame(full_board()))
    about = facts_about(_frame(board_drill()), Thing("alert", "a1"))
    assert set(about) == {"finding:run-key", "state:ttdl-file01:suspect"}


def test_the_log_says_entries_by_what_they_are_about() -> None:
    """Each kind of entry in words."""
    entries = (
        {"item": "h1", "kind": "hypothesis", "text": "Vào qua thư", "state": "ruled-out", "sure": "", "seat": "s"},
        {"item": "ttdl-file01", "kind": "scope", "text": "có cảnh báo", "state": "in", "sure": "low", "seat": "s"},
        {"item": "looked:look", "kind": "pin", "text": "", "state": "", "sure": "", "seat": "s"},
    )
    events = tuple(Event(MINUTE, "board-changed", (PLAYER,), entry) for entry in entries)
    said = [item.words for item in feed(_frame(board_drill(feed=events)))]
    assert said == ["Ghim: đã xem: Không thấy gì lạ", "Phạm vi: TTDL-FILE01 nghi vấn – có cảnh báo", "Giả thuyết, đã loại trừ: Vào qua thư"]


# --- keys


@pytest.mark.parametrize("size", SIZES)
async def test_b_opens_the_board_and_b_goes_back(opened: Open, size: tuple[int, int]) -> None:
    """The empty board says its purpose at both sizes; its last line names the way back and F8."""
    async with opened(board_drill(), size=size) as (console, pilot):
        await pilot.press("b")
        await settle(pilot)
        assert isinstance(console.screen, Board)
        shown = text(console)
        for words in ("5 Sổ chứng cứ", "Bảng vụ việc để làm gì", "Chưa có giả thuyết", "b Về bàn làm việc", "F8 SỰ CỐ THẬT"):
            assert words in shown
        await pilot.press("f2")
        await settle(pilot)
        assert "No hypothesis yet" in text(console)
        assert "5 Evidence log" in text(console)
        await pilot.press("b")
        await settle(pilot)
        assert console.screen is console.desk


@pytest.mark.parametrize("size", SIZES)
async def test_every_part_is_reached_by_its_number(opened: Open, size: tuple[int, int]) -> None:
    """1–5 and Tab; the page follows the cursor."""
    async with opened(full_board(), size=size) as (console, pilot):
        await pilot.press("b")
        for number, words in enumerate(
            ("TTDL-FILE01 là máy đầu tiên", "có cảnh báo", "9f2c", "đang lây", "Hiện do ai giữ: Công an tỉnh"), 1
        ):
            await pilot.press(str(number))
            await settle(pilot)
            assert words in text(console)
        await pilot.press("tab")
        await settle(pilot)
        assert "Giả thuyết" in text(console)


async def test_a_hypothesis_is_put_changed_and_ruled_out(opened: Open) -> None:
    """A claim about a device with its words ready; later its state, with the reason."""
    drill = board_drill()
    async with opened(drill) as (console, pilot):
        for key in ("b", "a", "2", "enter", "enter", "enter"):
            await pilot.press(key)
            await settle(pilot)
        await pilot.press(*"vi")
        await pilot.press("f6", "f10")
        await settle(pilot)
        assert drill.commands == [Hypothesis("TTDL-FILE01 là máy bị xâm nhập đầu tiên", "open", "low", why="vi", about="first:ttdl-file01")]
        drill.learn(board=full_board().shown.board)
        console.draw(force=True)
        for key in ("1", "enter", "3", "enter", "f10"):
            await pilot.press(key)
            await settle(pilot)
        assert drill.commands[1] == Hypothesis("TTDL-FILE01 là máy đầu tiên", "ruled-out", "high", "h2", "", "first:ttdl-file01")


async def test_scope_facts_and_indicators(opened: Open) -> None:
    """A device is suspected, a fact pinned, an indicator swept for from the board."""
    drill = board_drill()
    async with opened(drill) as (_, pilot):
        for key in ("b", "2", "enter", "2", "enter", "f10", "4", "a", "enter", "f10", "3", "enter", "2", "enter", "enter"):
            await pilot.press(key)
            await settle(pilot)
        assert drill.commands[:2] == [Scope("ttdl-file01", True, "", "low"), Pin("looked:look")]
        assert isinstance(drill.commands[2], Start)
        assert drill.commands[2].target == "loader"


async def test_evidence_is_sealed_and_handed_over(opened: Open) -> None:
    """Sealing goes through its confirmation; a hand-over asks for whom and for the record's number."""
    drill = board_drill()
    async with opened(drill) as (_, pilot):
        for key in ("b", "5", "enter", "enter"):
            await pilot.press(key)
            await settle(pilot)
        assert drill.commands == [Start("preserve-evidence", "ttdl-file01")]
    drill = full_board()
    async with opened(drill) as (_, pilot):
        for key in ("b", "5", "enter", "enter", *"07", "enter"):
            await pilot.press(key)
            await settle(pilot)
        (command,) = drill.commands
        assert isinstance(command, HandOver)
        assert (command.evidence, command.sealed_as) == ("s1", "07")


async def test_i_puts_what_is_selected_on_the_board(opened: Open) -> None:
    """An alert stands for its device; with nothing selected it says what to do."""
    drill = board_drill()
    async with opened(drill) as (console, pilot):
        await pilot.press("i")
        await settle(pilot)
        assert drill.commands == []
        await pilot.press("down")
        await settle(pilot)
        await pilot.press("i")
        await settle(pilot)
        assert "trong phạm vi" in text(console)
        await pilot.press("enter", *"co", "f10")
        await settle(pilot)
        assert drill.commands == [Scope(drill.shown.alerts[1].asset, True, "co", "")]
