"""The console without a screen: short commands in both languages, and what they do."""

from __future__ import annotations

import io

import pytest

from drills.console.plain.desk import PlainDesk
from drills.console.plain.loop import play
from drills.console.plain.orders import Order, understood
from drills.console.screens.reply import in_drawn_order
from engine.messages import Declare, Mark, Note, RealIncident, Reply, Start
from tests.tui.fake import HOSTILE, FakeDrill


def desk_of(drill: FakeDrill, lang: str = "vi") -> tuple[PlainDesk, list[str]]:
    said: list[str] = []
    desk = PlainDesk(drill, lang, said.append)
    desk.begin()
    return desk, said


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("1", Order("choose", 1)),
        ("xem 3", Order("see", 3)),
        ("see TTDL-FILE01", Order("see", 0, "TTDL-FILE01")),
        ("Trả lời 1 2 sẽ gửi lúc 9 giờ", Order("answer", 1, "2 sẽ gửi lúc 9 giờ")),
        ("tra loi 1 2", Order("answer", 1, "2")),
        ("làm cô-lập máy-x", Order("do", 0, "cô-lập máy-x")),
        ("sự cố thật", Order("real")),
        ("GIÚP", Order("help")),
        ("ừ", Order("yes")),
        ("kết luận 2 đúng", Order("judge", 2, "đúng")),
    ],
)
def test_commands_as_people_type_them(line: str, order: Order) -> None:
    """With and without marks, in both languages."""
    assert understood(line) == order


@pytest.mark.parametrize("line", ["", "   ", "abc", "xemm 3"])
def test_what_is_no_command_is_none(line: str) -> None:
    """Nothing happens by accident."""
    assert understood(line) is None


async def test_an_order_is_shown_with_its_price_and_done_after_yes() -> None:
    """The alert's page, its actions by number, the price, then the word."""
    drill = FakeDrill(phase="running", why="")
    desk, said = desk_of(drill)
    await desk.take("cảnh báo")
    await desk.take("1")
    assert any("Vì sao" in line or "đáng ngờ" in line for line in said)
    assert drill.looked == ("a1",)
    before = len(said)
    await desk.take("làm isolate-host TTDL-FILE01")
    assert drill.commands == []
    assert len(said) > before + 3
    await desk.take("ừ")
    assert drill.commands == [Start("isolate-host", "ttdl-file01")]
    await desk.take("ừ")
    assert len(drill.commands) == 1, "once"


async def test_answering_judging_noting_declaring() -> None:
    """Each by one line."""
    drill = FakeDrill(phase="running", why="")
    desk, _ = desk_of(drill)
    second = in_drawn_order(drill.shown.messages[0])[1].id
    for line in ("trả lời 1 2 hẹn 9 giờ", "kết luận 2 sai", "ghi gọi 3 xã", "declare ordinary", "real incident", "thoát"):
        await desk.take(line)
    assert drill.commands == [Reply("m1", second, "hẹn 9 giờ"), Mark("a2", "false"), Note("gọi 3 xã"), Declare("ordinary"), RealIncident()]
    assert desk.has_left


async def test_wrong_numbers_and_words_say_what_to_do() -> None:
    """No command, no fault."""
    drill = FakeDrill(phase="running", why="")
    desk, said = desk_of(drill)
    for line in ("99", "xem may-la", "trả lời 9 1", "kết luận 1 xanh", "làm bay-lên", "hủy 99", "vớ vẩn", "mức lạ", "tìm khong-co"):
        before = len(said)
        await desk.take(line)
        assert len(said) > before, line
    assert drill.commands == []


async def test_hostile_words_stay_words() -> None:
    """No control character of an author's or a person's reaches the terminal."""
    desk, said = desk_of(FakeDrill(phase="running", why=""))
    await desk.take("cảnh báo")
    await desk.take("1")
    assert "\x1b" in HOSTILE
    assert not [line for line in said if "\x1b" in line]


async def test_through_a_pipe() -> None:
    """Lines in, lines out, and it ends with them."""
    drill = FakeDrill(phase="running", why="")
    said: list[str] = []
    await play(drill, "en", io.StringIO("status\nnote through a pipe\n"), said.append)
    assert drill.commands == [Note("through a pipe")]
    assert any("09" in line or "06" in line for line in said)
