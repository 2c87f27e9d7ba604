"""Measures in force, what is counted, places short of a service; reports with their addressee; signs of the log."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import scenarios
from drills.console.atlas import Atlas
from drills.console.dossiers import dossier
from drills.console.feed import _MAKERS, SILENT, feed
from drills.console.frame import Frame, Thing
from drills.console.listings import service_rows
from drills.console.offers import offer_for
from drills.console.places import state_of_site
from drills.console.screens.confirm import confirm_lines
from drills.console.search import Query
from drills.console.signs import EVENT
from drills.console.spans import plain
from drills.console.standing import Moving, curve, moving, standing_lines, summary
from drills.console.suggestions import suggestions
from drills.console.words import Words
from engine import messages
from engine.messages import Start
from engine.views import AssetView, BackupView, PileView
from tests.samples import MINUTE
from tests.tui.conftest import Open
from tests.tui.screen import settle, text
from tests.tui.standing import standing_drill

WORDS = Path(scenarios.__file__).parent / "catalog" / "words.yaml"


def _frame(lang: str = "vi", **changes: object) -> Frame:
    drill = standing_drill()
    drill.learn(**changes)
    return Frame(Words(drill.plan, lang), Atlas(drill.plan), drill.shown, drill.now)


def _kinds_for_teams() -> set[str]:
    """Event kinds that teams may learn, out of the one list that there is of them."""
    listed = (messages.__doc__ or "").split("\nteams\n")[1]
    heads = [line[4:].split("  ")[0] for line in listed.splitlines() if re.match(r"    [a-z]", line)]
    return {kind.strip() for head in heads for kind in head.split(" / ")}


def test_every_event_has_words_and_a_sign() -> None:
    """Whatever a team may learn is said in the log with a sign before it, or is left out on purpose."""
    said = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    words = set(next(iter(said.values()))["event"])
    kinds = _kinds_for_teams() - SILENT
    assert sorted(kinds - EVENT.keys()) == []
    assert sorted(kind for kind in kinds if kind not in _MAKERS and kind not in words) == []


def test_a_pile_says_how_it_moves() -> None:
    """More since the count before, late ones, and the bars grow."""
    (item,) = moving(_frame())
    assert (item.change, item.before_at) == (1140, 5 * MINUTE)
    assert item.per_hour == 1140 * 15
    said = "\n".join(plain(line) for line in standing_lines(_frame()))
    assert "1.260 hồ sơ đang chờ · 12 quá hạn · tổng cộng 1.290 · tăng 1.140 so với 06:05" in said
    assert curve(item) == "▁▁█"


def test_one_count_claims_no_movement() -> None:
    """A pile that was counted once neither grows nor shrinks."""
    item = Moving(PileView("files", 5, 0, 5, 0), ((0, 5),))
    assert (item.change, item.per_hour, item.before_at) == (0, 0, -1)


def test_measures_and_places_are_named() -> None:
    """Names and places, never ids; what ended stands as ended."""
    said = "\n".join(plain(line) for line in standing_lines(_frame()))
    for words in (
        "Chặn tên định danh  từ 06:06",
        "Tắt loa một hãng (Xã Ia Grai)  từ 06:08",
        "thôi áp dụng lúc 06:09",
        "Xã Ia Grai: gián đoạn",
    ):
        assert words in said
    for name in ("name-blocked", "speakers-mute", "files", "xa-ia-grai"):
        assert name not in said
    assert "Hồ sơ giấy chờ nhập lại: 1.260" in plain(summary(_frame()))


def test_nothing_stands_at_first() -> None:
    """No strip while nothing was heard; the card says so."""
    frame = _frame(switches=(), piles=(), places=(), feed=())
    assert summary(frame) == ()
    assert "Chưa có số đếm nào." in "\n".join(plain(line) for line in standing_lines(frame))


def test_the_list_of_services_shows_places() -> None:
    """Under the service, the places that are short of it, on the page, and on the map."""
    rows = [" ".join(cell for cell, _ in row.cells) for row in service_rows(_frame(), Query()).rows]
    assert any("Xã Ia Grai" in row and "gián đoạn" in row for row in rows)
    assert not any("Trung tâm" in row and "gián đoạn" in row for row in rows)
    page = dossier(_frame().select(Thing("service", "tthc")))
    assert any("Xã Ia Grai: gián đoạn" in plain(line) for line in page.lines)
    site = dossier(_frame().select(Thing("site", "xa-ia-grai")))
    assert any("gián đoạn, từ 06:07" in plain(line) for line in site.lines)
    assert state_of_site(_frame(), "xa-ia-grai", "tthc") == "down"
    assert state_of_site(_frame(), "ttdl", "tthc") == "normal"


def test_the_log_says_who_turned_what() -> None:
    """A measure by another team, a count with its unit, each with its sign."""
    said = {item.words: item.glyph for item in feed(_frame())}
    assert any(words.startswith("Hồ sơ giấy chờ nhập lại: 1.260 hồ sơ đang chờ, 12 quá hạn") for words in said)
    assert any("bắt đầu áp dụng: Chặn tên định danh" in words for words in said)
    assert "" not in {glyph.strip() for glyph in said.values()}


def test_an_action_says_what_it_turns_and_works_off() -> None:
    """Before it is ordered."""
    frame = _frame()
    actions = frame.atlas.actions
    block, enter = (offer_for(frame, actions[name], "") for name in ("block-sender", "re-enter"))
    assert block is not None
    assert enter is not None
    assert any("Bắt đầu áp dụng: Chặn tên định danh" in plain(line) and "30%" in plain(line) for line in confirm_lines(frame, block, ""))
    assert any("mỗi giờ 90: Hồ sơ giấy chờ nhập lại" in plain(line) for line in confirm_lines(frame, enter, ""))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_suggestions_know_piles_and_places(lang: str) -> None:
    """What grows is worked off; where a service fails locally, the place is looked at."""
    found = suggestions(_frame(lang), 12)
    assert any(item.deed == "order" and item.action == "re-enter" for item in found)
    assert any(item.thing == Thing("service", "tthc") for item in found)


def test_suggestions_are_quiet_once_it_is_done() -> None:
    """Nothing to work off, no place short of anything."""
    frame = _frame(piles=(PileView("files", 0, 0, 1290, 9 * MINUTE),), places=(), assets=(AssetView("ttdl-file01", "clean", 0, ""),))
    assert not any(item.deed == "order" or item.thing == Thing("service", "tthc") for item in suggestions(frame, 12))


def test_an_altered_copy_is_no_good_copy() -> None:
    """Its sign and its page warn."""
    name = next(iter(standing_drill().plan.estate.backups)).id
    frame = _frame(backups=(BackupView(name, "ttdl-file01", "altered", MINUTE),))
    page = dossier(frame.select(Thing("backup", name)))
    assert any(tone == "danger" for line in page.lines for _, tone in line)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_strip_and_its_card(opened: Open, size: tuple[int, int]) -> None:
    """The strip tells it in one line; m shows all of it."""
    async with opened(standing_drill(), size=size) as (console, pilot):
        assert "Đang áp dụng: " in text(console)
        await pilot.press("m")
        await settle(pilot)
        for words in ("Biện pháp đang áp dụng", "Hồ sơ giấy chờ nhập lại", "tăng 1.140"):
            assert words in text(console)
        await pilot.press("m")
        await settle(pilot)
        assert console.screen is console.desk


async def test_a_report_goes_where_one_says(opened: Open) -> None:
    """The body that it is owed to stands first; another is warned of and sent to all the same; the signature is named."""
    drill = standing_drill()
    async with opened(drill) as (console, pilot):
        await pilot.press("f")
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        assert "Gửi tới: Công an tỉnh" in text(console)
        assert "do thủ trưởng ký" in text(console)
        await pilot.press("f9")
        await settle(pilot)
        assert "nơi phải gửi" in text(console)
        await pilot.press("2", "enter")
        await settle(pilot)
        assert "vẫn còn nợ báo cáo" in text(console)
        await pilot.press(*"ma doc", "f10")
        await settle(pilot)
        assert "Một báo điện tử" in text(console)
        await pilot.press("enter")
        await settle(pilot)
    (order,) = drill.commands
    assert isinstance(order, Start)
    assert (order.params["to"], order.params["fields"]["what"]) == ("bao", "ma doc")
