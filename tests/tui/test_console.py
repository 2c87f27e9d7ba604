"""The console as a person meets it: keys in, words on the screen and commands out."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from drills.console.app import FIRST_NEWS_MS, Console
from drills.console.frame import Thing
from drills.console.mirror import FIRST_MINUTES_MS
from drills.console.screens.briefing import Briefing
from drills.console.screens.cards import Ask, Frozen, Leave, TooSmall
from drills.console.screens.confirm import Confirm
from drills.console.screens.ending import Ending, written
from drills.console.screens.reply import ReplyCard, in_drawn_order
from engine.messages import Cancel, Declare, Mark, Note, RealIncident, Receipt, Reply, Start, Watch
from tests.samples import MINUTE
from tests.tui.conftest import Open
from tests.tui.fake import FakeDrill, alert, view
from tests.tui.screen import lines, settle, text


async def test_the_briefing_comes_first_and_enter_begins(opened: Open) -> None:
    """Who you are, what is assumed, the situation; the clock goes only after Enter."""
    drill = FakeDrill()
    async with opened(drill, briefed=False) as (console, pilot):
        assert isinstance(console.screen, Briefing)
        shown = text(console)
        assert "DIỄN TẬP" in shown
        assert "Anh/chị là Đội ứng cứu sự cố." in shown
        assert "F8" in shown
        assert "Trời nắng." in shown
        assert drill.phase == "paused"
        await pilot.press("enter")
        await settle(pilot)
        assert console.screen is console.desk
        assert drill.phase == "running"


async def test_a_short_screen_splits_the_briefing_in_two(opened: Open) -> None:
    """At 80x24 roles come first, the situation after Enter, the drill after another."""
    drill = FakeDrill()
    async with opened(drill, size=(80, 24), briefed=False) as (console, pilot):
        assert "Trời nắng." not in text(console)
        await pilot.press("enter")
        await settle(pilot)
        assert "Trời nắng." in text(console)
        assert drill.phase == "paused"
        await pilot.press("enter")
        await settle(pilot)
        assert drill.phase == "running"


async def test_an_action_is_chosen_confirmed_and_ordered(opened: Open) -> None:
    """Enter selects, a offers, the card names what falls, Enter orders, with the reason given."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press("down", "down", "a")
        await settle(pilot)
        await pilot.press(*"co lap", "enter")
        await settle(pilot)
        assert isinstance(console.screen, Confirm)
        shown = text(console)
        for words in ("Ảnh hưởng", "Chứng cứ", "Nhân lực còn lại", "Đối tượng tấn công có thể nhận ra", "Thẩm quyền"):
            assert words in shown
        assert "Giải quyết TTHC: gián đoạn" in shown
        await pilot.press("tab", *"lan nhanh", "enter", "f6", "enter")
        await settle(pilot)
    assert drill.commands == [Start("isolate-host", "ttdl-file01", {}, ask=False, why="lan nhanh", sure="low")]


async def test_what_is_not_ours_to_decide_takes_another_key(opened: Open) -> None:
    """Enter explains; x and then Enter ask; anything typed in between takes the x back."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press("a")
        await settle(pilot)
        await pilot.press("4", "enter")
        await settle(pilot)
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert "bấm x rồi Enter" in text(console)
        await pilot.press(*"may xa", "enter")
        await settle(pilot)
        assert drill.commands == []
        await pilot.press("x", "enter")
        await settle(pilot)
    assert drill.commands == [Start("stop-service", "tthc", {}, ask=True)]


async def test_deciding_while_the_clock_is_held_lets_it_go_on(opened: Open) -> None:
    """The card says so, and the session never has to refuse."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press("space")
        assert drill.phase == "paused"
        assert "TẠM DỪNG" in text(console)
        await pilot.press("a")
        await settle(pilot)
        await pilot.press("7", "enter")
        await settle(pilot)
        assert "Đồng hồ đang dừng" in text(console)
        await pilot.press("enter")
        await settle(pilot)
    assert drill.phase == "running"
    assert drill.commands == [Start("convene", "", {})]


async def test_an_alert_is_checked_or_judged(opened: Open) -> None:
    """T offers to check the alert or to judge it by hand."""
    drill = FakeDrill()
    async with opened(drill) as (_, pilot):
        await pilot.press("enter", "t")
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        await pilot.press("3", "enter")
        await settle(pilot)
    assert drill.commands == [Start("triage-alert", "a2"), Mark("a2", "false")]


async def test_a_message_is_answered(opened: Open) -> None:
    """R opens the most urgent message; the answer that was chosen goes out with one's own words."""
    drill = FakeDrill()
    second = in_drawn_order(drill.shown.messages[0])[1]
    async with opened(drill) as (console, pilot):
        await pilot.press("r")
        await settle(pilot)
        assert "Có bị tấn công không?" in text(console)
        await pilot.press("2", "tab", *"hen 9 gio", "enter")
        await settle(pilot)
    assert drill.commands == [Reply("m1", second.id, "hen 9 gio")]


async def test_no_answer_is_chosen_for_anyone(opened: Open) -> None:
    """Enter sends nothing until an answer was marked; letters become one's own words; the marked answer stands there whole."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press("r", "enter")
        await settle(pilot)
        await pilot.press("enter", *"sau", "enter")
        await settle(pilot)
        assert isinstance(console.screen, ReplyCard)
        assert console.screen.free.value == "sau"
        assert drill.commands == []
        assert "Chưa chọn câu nào" in text(console)
        await pilot.press("shift+tab", "1")
        await settle(pilot)
        assert "Sẽ trả lời:" in text(console)
        assert drill.commands == []


def test_the_order_of_answers_is_drawn_and_stays() -> None:
    """The same message always shows the same order; over many messages the first answer of the plan is not always first."""
    message = view().messages[0]
    assert in_drawn_order(message) == in_drawn_order(message)
    firsts = {in_drawn_order(replace(message, id=f"m{number}"))[0].id for number in range(20)}
    assert firsts == {"hand-over", "speculate"}


@pytest.mark.parametrize("card", ["leave", "frozen"])
async def test_a_drill_is_ended_only_after_another_question(opened: Open, card: str) -> None:
    """K asks once more, Esc goes back to the card, and only y ends the drill."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press("q" if card == "leave" else "f8")
        await settle(pilot)
        await pilot.press("k")
        await settle(pilot)
        assert isinstance(console.screen, Ask)
        await pilot.press("k", "enter", "escape")
        await settle(pilot)
        assert isinstance(console.screen, (Leave, Frozen))
        assert drill.phase != "over"
        await pilot.press("k", "y")
        await settle(pilot)
        assert drill.phase == "over"


async def test_a_report_is_half_written_and_shows_its_basis(opened: Open) -> None:
    """B: the form that is owed, its deadline with the basis, fields filled in; the officer supplies the rest."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press("f")
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        shown = text(console)
        assert "theo quy chế diễn tập" in shown
        assert "đang nghi TTDL-FILE01" in shown.split("Bị ảnh hưởng")[1].split("Dịch vụ")[0]
        assert "Công an tỉnh" in shown
        await pilot.press(*"ma doc", "f10")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    (order,) = drill.commands
    assert isinstance(order, Start)
    assert (order.action, order.target, order.params["to"]) == ("initial-report", "initial-report", "cong-an")
    assert order.params["fields"]["what"] == "ma doc"
    assert "gián đoạn" in order.params["fields"]["services"] or "chập chờn" in order.params["fields"]["services"]


async def test_notes_watches_and_levels(opened: Open) -> None:
    """N, w and d send their commands; what is typed decomposed is kept composed."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press("n")
        await settle(pilot)
        console.screen.query_one("Input").insert_text_at_cursor(unicodedata.normalize("NFD", "điện cho xã"))  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("w")
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
    assert drill.commands == [Note("điện cho xã"), Watch(20 * MINUTE, ""), Declare("ordinary")]


async def test_a_task_is_cancelled_only_after_a_question(opened: Open) -> None:
    """C asks, Enter does nothing, y cancels."""
    drill = FakeDrill()
    async with opened(drill) as (_, pilot):
        await pilot.press("3", "down", "c")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert drill.commands == []
        await pilot.press("y")
        await settle(pilot)
    assert drill.commands == [Cancel("t1")]


async def test_the_language_changes_while_playing(opened: Open) -> None:
    """F2 turns every panel and an open card to English, and back."""
    async with opened(FakeDrill()) as (console, pilot):
        assert "Cảnh báo 2" in text(console)
        await pilot.press("f2")
        await settle(pilot)
        assert "Alerts 2" in text(console)
        await pilot.press("f1")
        await settle(pilot)
        assert "Help" in text(console)
        await pilot.press("f2")
        await settle(pilot)
        assert "Trợ giúp" in text(console)


@pytest.mark.parametrize("keys", [(), ("n",), ("a",)], ids=["desk", "typing", "menu"])
async def test_f8_freezes_the_drill_from_anywhere(opened: Open, keys: tuple[str, ...]) -> None:
    """One key, at once; the card says what to do and does not go away by accident."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press(*keys)
        await pilot.press("f8")
        await settle(pilot)
        assert drill.commands == [RealIncident()]
        assert isinstance(console.screen, Frozen)
        assert "SỰ CỐ THẬT" in text(console)
        await pilot.press("escape", "enter", "space")
        assert isinstance(console.screen, Frozen)
        await pilot.press("t")
        await settle(pilot)
        assert drill.phase == "running"


async def test_five_tabs_at_80x24(opened: Open) -> None:
    """Digits turn the tabs; clock, deadline and counts stay in view on each."""
    async with opened(FakeDrill(), size=(80, 24)) as (console, pilot):
        wanted = {"1": "Cảnh báo 2", "2": "TTDL-FILE01", "3": "Đang làm", "4": "Liên lạc ·", "5": "Bản đồ ·"}
        for key, words in wanted.items():
            await pilot.press(key)
            await settle(pilot)
            rows = lines(console)
            assert words in "\n".join(rows)
            assert "06:10:00" in rows[0]
            assert "06:24" in rows[1]
            assert "✉ 1" in rows[1]
            assert all(len(row) == 80 for row in rows)
        assert "F8" in lines(console)[-1]


async def test_foreign_text_is_shown_as_it_stands(opened: Open) -> None:
    """Brackets are brackets, a click is not one, and no escape code reaches the screen."""
    async with opened(FakeDrill()) as (console, pilot):
        await pilot.press("end")
        await settle(pilot)
        shown = text(console)
        assert "[red]" in shown
        assert "[@click=app.quit]" in shown
        assert "\x1b" not in shown


async def test_the_cursor_stays_on_its_alert_while_the_list_moves(opened: Open) -> None:
    """New alerts push rows down; the cursor, the inspector and the next command stay with the same alert."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press("enter")
        assert console.desk.queue.rows.key == "a2"
        fresh = tuple(alert(f"n{number}", 9 * MINUTE + number) for number in range(30))
        drill.learn(alerts=(*drill.shown.alerts, *fresh))
        console.draw()
        await settle(pilot)
        assert console.desk.queue.rows.key == "a2"
        assert any("▸" in row and "IAGRAI-PC01" in row for row in lines(console))
        await pilot.press("t")
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
    assert drill.commands == [Start("triage-alert", "a2")]


async def test_a_thing_that_goes_is_no_longer_acted_on(opened: Open) -> None:
    """Where the selected alert is gone, the cursor is nowhere and t asks to choose again."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press("enter")
        drill.learn(alerts=drill.shown.alerts[:1])
        console.draw()
        await settle(pilot)
        assert console.selected is None
        await pilot.press("t")
        await settle(pilot)
        assert console.screen is console.desk
        assert drill.commands == []


async def test_a_terminal_too_small_says_so_and_recovers(opened: Open) -> None:
    """Below 60x18 one sentence; nothing breaks, and everything is back when there is room."""
    async with opened(FakeDrill()) as (console, pilot):
        await pilot.resize_terminal(50, 14)
        await settle(pilot)
        assert isinstance(console.screen, TooSmall)
        assert "60" in text(console)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert console.screen is console.desk


@pytest.mark.parametrize("size", [(60, 18), (79, 24), (100, 30), (200, 50), (300, 90)])
async def test_every_size_is_drawn(opened: Open, size: tuple[int, int]) -> None:
    """No size from 60x18 on fails, and rows are as wide as the screen."""
    async with opened(FakeDrill(), size=size) as (console, pilot):
        await pilot.press("enter", "2", "3", "4", "5", "v", "v", "z", "1")
        await settle(pilot)
        assert {len(row) for row in lines(console)} == {size[0]}


async def test_a_refusal_is_said_in_words(opened: Open) -> None:
    """What was refused says why and what to do, in the language spoken."""
    drill = FakeDrill()
    drill.receipt = Receipt(False, "already-running", {})
    async with opened(drill) as (console, pilot):
        await pilot.press("a")
        await settle(pilot)
        await pilot.press("7", "enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert [note.message for note in console._notifications] == ["Việc này đang làm rồi."]


async def test_the_end_is_told_in_words(opened: Open) -> None:
    """When the drill is over: the rating before the number, coverage, objectives, and how to read the report."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        drill.finish()
        console._tick()
        await settle(pilot)
        assert isinstance(console.screen, Ending)
        shown = text(console)
        assert "Khá (70/100 điểm; đã chấm 90% tiêu chí đến hạn)" in shown
        assert "Đã tránh được 68%" in shown
        assert "dientap report abcd2345" in shown
        assert "chưa chấm" in shown


@pytest.mark.parametrize(("avoided", "said"), [(-9321, "Thiệt hại nhiều hơn khi không ứng cứu"), (None, "chưa đo được")])
async def test_no_negative_share_is_told(opened: Open, avoided: int | None, said: str) -> None:
    """Below zero and without a measure the ending has words, and no number."""
    drill = FakeDrill()
    card = replace(drill.scorecard(), avoided=avoided)
    drill.scorecard = lambda: card  # type: ignore[method-assign]
    async with opened(drill) as (console, pilot):
        drill.finish()
        console._tick()
        await settle(pilot)
        assert said in text(console)
        assert "-9" not in text(console)


def test_a_report_takes_a_free_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there already is not written over."""
    monkeypatch.setattr("reports.render.write", lambda bundle, form, lang: b"<html>")
    bundle = FakeDrill().bundle()
    paths = [written(bundle, "abcd2345", "vi", tmp_path) for _ in range(2)]
    assert [path.name for path in paths] == ["abcd2345.html", "abcd2345-2.html"]
    assert {path.read_bytes() for path in paths} == {b"<html>"}


async def test_leaving_says_how_to_come_back(opened: Open) -> None:
    """Q asks and names the command that takes the drill up again."""
    async with opened(FakeDrill()) as (console, pilot):
        await pilot.press("q")
        await settle(pilot)
        assert isinstance(console.screen, Leave)
        assert "dientap drills resume abcd2345" in text(console)
        await pilot.press("escape")
        await settle(pilot)
        assert console.screen is console.desk


async def test_leaving_ends_the_program_cleanly() -> None:
    """Enter on the question ends it, and nothing that was still to be drawn complains."""
    console = Console(FakeDrill(phase="running", why=""))
    async with console.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("q")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    assert console.return_code == 0


async def test_advice_is_followed(opened: Open) -> None:
    """? shows suggestions with their reasons; the last is to wait, and choosing one begins it."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press("question_mark")
        await settle(pilot)
        shown = text(console)
        assert "Tôi nên làm gì?" in shown
        assert "Trả lời Phóng viên" in shown
        assert "Tiếp tục theo dõi" in shown
        await pilot.press("1", "enter")
        await settle(pilot)
        assert isinstance(console.screen, ReplyCard)


async def test_the_mirror_comes_once_after_ten_minutes() -> None:
    """What was looked at and what is not known yet, in one card that holds the clock; minutes of the person, not of the drill."""
    drill = FakeDrill(view(now=MINUTE), phase="running", why="")
    console = Console(drill)
    async with console.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        drill.shown = replace(drill.shown, now=11 * MINUTE)
        console._tick()
        assert console.screen is console.desk
        assert "Gợi ý" in text(console)
        console._played_ms = FIRST_MINUTES_MS
        console._tick()
        await settle(pilot)
        assert "đã xem 1 cảnh báo" in text(console)
        assert drill.phase == "paused"
        await pilot.press("enter")
        console._tick()
        await settle(pilot)
        assert console.screen is console.desk
        assert drill.phase == "running"
        assert sum("Gợi ý" in row for row in lines(console)) == 1


async def test_filter_finds_without_tone_marks(opened: Open) -> None:
    """/ filters the list as one types, says when nothing fits, and Esc clears it."""
    async with opened(FakeDrill()) as (console, pilot):
        await pilot.press("slash", *"trung binh")
        await settle(pilot)
        assert [row.key for row in console.desk.queue.rows.listing.rows] == ["a2"]
        await pilot.press(*"zzz")
        await settle(pilot)
        assert "Không có mục nào khớp với" in text(console)
        await pilot.press("escape")
        await settle(pilot)
        assert len(console.desk.queue.rows.listing.rows) == 2


async def test_devices_of_the_whole_estate_are_found_by_searching(opened: Open) -> None:
    """Without a filter the list shows what is known; with one, every device."""
    async with opened(FakeDrill()) as (console, pilot):
        await pilot.press("right")
        await settle(pilot)
        assert [row.key for row in console.desk.queue.rows.listing.rows] == ["ttdl-file01"]
        await pilot.press("slash", *"iagrai", "enter", "down")
        await settle(pilot)
        assert console.selected is not None
        assert console.selected.id == "xa-ia-grai-pc01"


async def test_the_map_is_walked_to_a_commune(opened: Open) -> None:
    """Arrows go to the place, the inspector explains it, v shows the same as a list."""
    async with opened(FakeDrill()) as (console, pilot):
        await pilot.press("5", "right", "right", "left")
        await settle(pilot)
        assert console.selected is not None
        assert console.selected.kind == "site"
        assert "Xã Ia Grai" in text(console)
        await pilot.press("v")
        await settle(pilot)
        assert console.desk.province.rows.display


async def test_pace_and_pause(opened: Open) -> None:
    """Plus, minus and space steer the clock, in words."""
    drill = FakeDrill()
    async with opened(drill) as (console, pilot):
        await pilot.press("plus", "plus")
        await settle(pilot)
        assert drill.speed == 5
        assert "nhanh gấp 5" in text(console)
        await pilot.press("minus")
        assert drill.speed == 2
        drill.is_eased = True
        drill.learn()
        console.draw()
        assert "chậm lại" in text(console)
        await pilot.press("space")
        await settle(pilot)
        assert drill.phase == "paused"


async def test_the_palette_finds_commands_without_tone_marks(opened: Open) -> None:
    """F5, then part of a name, then Enter does it."""
    async with opened(FakeDrill()) as (console, pilot):
        await pilot.press("f5")
        await settle(pilot)
        await pilot.press(*"tro giup")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "Trợ giúp" in text(console)


async def test_enter_begins_the_clock_and_passes_over_what_is_empty(opened: Open) -> None:
    """After the briefing the drill runs on to the first news; a drill that is taken up again does not."""
    drill = FakeDrill()
    async with opened(drill):
        assert drill.skipped_for == FIRST_NEWS_MS
    resumed = FakeDrill(why="recovered")
    async with opened(resumed):
        assert (resumed.phase, resumed.skipped_for) == ("running", 0)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_first_enter_shows_the_first_alert(opened: Open, size: tuple[int, int]) -> None:
    """At every size the strip says to press Enter, and Enter brings up the alert's own page."""
    drill = FakeDrill(view(alerts=(alert("a1", 5 * MINUTE),), messages=(), tasks=(), duties=()))
    async with opened(drill, size=size) as (console, pilot):
        assert "Bấm Enter để xem cảnh báo đầu tiên" in text(console)
        await pilot.press("enter")
        await settle(pilot)
        assert "Vì sao đáng ngờ" in text(console)
        assert drill.looked == ("a1",)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_first_enter_on_an_empty_desk_shows_the_map(opened: Open, size: tuple[int, int]) -> None:
    """Before any alert Enter is not a dead key: the map has the focus."""
    drill = FakeDrill(view(alerts=(), messages=(), tasks=(), duties=(), assets=()))
    async with opened(drill, size=size) as (console, pilot):
        assert "Bấm Enter để xem bản đồ" in text(console)
        await pilot.press("enter")
        await settle(pilot)
        assert console.focused is console.desk.province.chart


async def test_what_was_looked_at_is_not_new_again_after_a_resume(opened: Open) -> None:
    """Seen alerts come back as seen, the one looked at last is selected, and only the other one is new."""
    before = FakeDrill()
    async with opened(before) as (_, pilot):
        await pilot.press("down")
        await settle(pilot)
    assert len(before.looked) == 1
    after = FakeDrill(why="recovered")
    after.looked = before.looked
    async with opened(after) as (console, _):
        frame = console.frame()
        assert frame.selected == Thing("alert", before.looked[-1])
        assert [item.id for item in frame.fresh] == [item.id for item in after.shown.alerts if item.id not in before.looked]
        assert console.desk.queue.rows.key == before.looked[-1]
