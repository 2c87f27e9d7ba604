"""What the console works out by itself: what would fall, what is offered, where places stand, what to suggest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from drills.console.atlas import Atlas
from drills.console.consequences import levels, losses, silences_party
from drills.console.dossiers import dossier
from drills.console.feed import feed
from drills.console.frame import Frame, Thing
from drills.console.glossary import terms, underlined
from drills.console.listings import Row, alert_rows, inbox_rows, objective_rows
from drills.console.messages import deadlines
from drills.console.offers import all_offers, fits, offer_for, offers
from drills.console.places import placed, states, whole
from drills.console.search import Query, folded
from drills.console.spans import bar, fit, line, plain, width_of
from drills.console.suggestions import suggestions
from drills.console.words import Words
from engine.messages import Event
from engine.plan import Need, Service, Site
from engine.views import AssetView, FindingView, SiteView
from tests.samples import MINUTE, OPERATOR, PLAYER
from tests.tui.fake import alert, plan, view


def frame(lang: str = "vi", **changes: object) -> Frame:
    """A frame over the hand-made view."""
    made = plan()
    shown = view(**changes)
    return Frame(Words(made, lang), Atlas(made), shown, shown.now)


# --- consequences


def test_isolating_the_only_machine_of_a_service_stops_it() -> None:
    """By the plan of the network, for all who use it."""
    now = frame(services=())
    found = losses(now, now.atlas.actions["isolate-host"], "ttdl-file01")
    assert [(loss.service, loss.before, loss.after, loss.users) for loss in found] == [("tthc", 1000, 0, 40)]


def test_what_is_lost_already_is_not_lost_again() -> None:
    """Of a machine known to be off the network nothing more falls."""
    now = frame(services=(), assets=(AssetView("ttdl-file01", "isolated", 0, "isolate-host"),))
    assert losses(now, now.atlas.actions["isolate-host"], "ttdl-file01") == ()


def test_reading_a_machine_stops_nothing() -> None:
    """Only effects that take a machine down count."""
    now = frame()
    assert losses(now, now.atlas.actions["collect-disk"], "ttdl-file01") == ()


@pytest.mark.parametrize(
    ("need", "gone", "level"),
    [
        (Need("all", of=(Need("asset", "a"), Need("asset", "b"))), {"a"}, 0),
        (Need("any", of=(Need("asset", "a"), Need("asset", "b"))), {"a"}, 500),
        (Need("any", of=(Need("asset", "a"), Need("asset", "b"))), {"a", "b"}, 0),
        (Need("k", k=2, of=(Need("asset", "a"), Need("asset", "b"), Need("asset", "c"))), {"c"}, 500),
        (Need("k", k=2, of=(Need("asset", "a"), Need("asset", "b"), Need("asset", "c"))), {"b", "c"}, 0),
        (Need("any", of=(Need("asset", "a"), Need("asset", "b"))), set(), 1000),
    ],
)
def test_levels_follow_the_engine_rules(need: Need, gone: set[str], level: int) -> None:
    """All of, any of, k of n; degraded where a part that could be done without is missing."""

    made = plan()
    small = Atlas(replace(made, estate=replace(made.estate, services=(Service("s", "cntt", "ht-tthc", need, ()),))))
    assert levels(small, gone, (), ()) == {"s": level}


def test_cutting_a_commune_line_silences_its_party_committee() -> None:
    """The confirmation has to say so; other actions do not."""
    now = frame()
    cut = replace(
        now.atlas.actions["isolate-host"], target="site", effects=(replace(now.atlas.actions["isolate-host"].effects[0], verb="cut-link"),)
    )
    assert silences_party(now, cut, "xa-ia-grai")
    assert silences_party(now, cut, "tslcd-xa-ia-grai")
    assert not silences_party(now, cut, "ttdl")
    assert not silences_party(now, now.atlas.actions["isolate-host"], "xa-ia-grai")


# --- offers


def test_offers_follow_the_thing_and_what_the_team_may() -> None:
    """An alert brings its own actions and those of its device; each names who does it."""
    found = {offer.action.id: offer for offer in offers(frame(), Thing("alert", "a1"))}
    assert found["triage-alert"].targets == ("a1",)
    assert found["isolate-host"].target == "ttdl-file01"
    assert "restore-backup" not in found
    assert {offer.action.id for offer in offers(frame(), Thing("asset", "ttdl-file01"))} >= {"isolate-host", "restore-backup"}
    assert found["stop-service"].word == "leader"


def test_what_another_team_runs_is_a_request() -> None:
    """Authority follows the operator of the machine."""
    now = frame()
    action = replace(now.atlas.actions["isolate-host"], authority="operator")
    theirs, nobodys = offer_for(now, action, "ttdl-file01"), offer_for(now, action, "xa-ia-grai-pc01")
    assert theirs is not None
    assert (theirs.word, theirs.doer) == ("team", OPERATOR)
    assert nobodys is not None
    assert (nobodys.word, nobodys.doer) == ("own", PLAYER)


def test_what_is_so_already_is_not_offered() -> None:
    """A machine known to be isolated is not isolated again."""
    now = frame(assets=(AssetView("ttdl-file01", "isolated", 0, "isolate-host"),))
    assert not fits(now, now.atlas.actions["isolate-host"], "ttdl-file01")


def test_the_menu_holds_every_action_of_the_team() -> None:
    """Also those that need no target."""
    assert {offer.action.id for offer in all_offers(frame())} == {action.id for action in plan().actions}


# --- map


def _sites(number: int) -> tuple[Site, ...]:
    return tuple(
        Site(f"s{n}", "commune", "o", 13_000_000 + (n * 7919) % 900_000, 108_000_000 + (n * 104_729) % 900_000) for n in range(number)
    )


@pytest.mark.parametrize(("width", "height"), [(44, 7), (78, 16), (120, 40)])
def test_all_135_places_find_a_cell_of_their_own(width: int, height: int) -> None:
    """Nobody is left out or covered, inside the map, and the map is the same each time."""
    sites = _sites(135)
    cells = placed(sites, width, height, whole(sites))
    assert len(set(cells.values())) == 135
    assert all(0 <= x < width and 0 <= y < height for x, y in cells.values())
    assert cells == placed(sites, width, height, whole(sites))


def test_north_is_up_and_east_is_right() -> None:
    """A place to the north stands higher, one to the east further right."""
    sites = (Site("south-west", "commune", "o", 13_000_000, 108_000_000), Site("north-east", "commune", "o", 14_000_000, 109_000_000))
    cells = placed(sites, 40, 10, whole(sites))
    assert cells["north-east"] == (39, 0)
    assert cells["south-west"] == (0, 9)


def test_a_place_stands_as_its_gravest_sign() -> None:
    """Suspect by an unchecked alert, hit by a confirmed machine, down when no line is left."""
    now = frame(assets=(AssetView("xa-ia-grai-pc01", "confirmed", 0, ""),))
    assert states(now, ("xa-ia-grai", "ttdl")) == {"xa-ia-grai": "hit", "ttdl": "suspect"}
    assert states(frame(sites=(SiteView("xa-ia-grai", (), 0),)), ("xa-ia-grai",)) == {"xa-ia-grai": "down"}
    assert states(frame(sites=(SiteView("xa-ia-grai", ("internet",), 0),)), ("xa-ia-grai",), "tthc") == {"xa-ia-grai": "degraded"}


# --- suggestions, deadlines


def test_suggestions_are_three_and_end_in_waiting() -> None:
    """At most three, the last to wait on purpose, whatever is known."""
    bare: dict[str, Any] = {"alerts": (), "assets": (), "messages": (), "duties": (), "indicators": ()}
    nothing: dict[str, Any] = {}
    for changes in (nothing, bare):
        found = suggestions(frame(**changes))
        assert 1 <= len(found) <= 3
        assert found[-1].deed == "watch"
        assert found[-1].until % (5 * MINUTE) == 0
        assert found[-1].until >= frame().now + 10 * MINUTE


def test_suggestions_name_only_what_the_team_knows() -> None:
    """Every thing suggested stands in the view."""
    now = frame()
    for item in suggestions(now, 9):
        assert item.thing is None or item.thing.kind == "duty" or now.exists(item.thing)


def test_the_nearest_deadline_comes_first_with_its_basis() -> None:
    """An answer at 06:24, then a report by the drill's rules."""
    first, second = deadlines(frame())
    assert first.what == "Trả lời Phóng viên"
    assert second.basis == "theo quy chế diễn tập"


# --- lists and words


def test_search_ignores_tone_marks_and_leaves_words_out() -> None:
    """«gia rai» finds Gia Rai; !word leaves out."""
    rows = [Row("1", (("Xã Ia Grai", ""),)), Row("2", (("Phường Quy Nhơn", ""),), "đã khóa")]
    assert [row.key for row in Query("ia grai").of(rows)] == ["1"]
    assert [row.key for row in Query("KHOA").of(rows)] == ["2"]
    assert [row.key for row in Query("!grai").of(rows)] == ["2"]
    assert folded("Đội ƯCSC") == "doi ucsc"


def test_fresh_alerts_are_bold_until_somebody_looked() -> None:
    """Seen, checked or judged: no longer new."""
    now = frame()
    assert now.fresh_ids == {"a1", "a2"}
    seen = replace(now, seen=frozenset(("a1",)))
    assert seen.fresh_ids == {"a2"}
    tones = {row.key: row.cells[3][1] for row in alert_rows(seen, Query()).rows}
    assert tones == {"a1": "", "a2": "strong"}


def test_repeats_stand_on_one_row_and_the_gravest_on_top() -> None:
    """The same kind on the same device is one row, known by its first time; what is very grave and not judged comes first."""
    grave = alert("g", MINUTE, kind="scan", severity=4)
    more = tuple(alert(f"n{number}", 9 * MINUTE + number) for number in range(3))
    now = frame(alerts=(grave, *view().alerts, *more))
    rows = alert_rows(now, Query()).rows
    assert [row.key for row in rows] == ["g", "a1", "a2"]
    assert "×4" in rows[1].cells[5][0]
    assert rows[1].cells[1][0] == now.words.clock(9 * MINUTE)
    judged = frame(alerts=(replace(grave, verdict="false"), *view().alerts))
    assert [row.key for row in alert_rows(judged, Query()).rows] == ["a2", "a1", "g"]
    again = frame(alerts=(alert("b1", 0, verdict="false"), alert("b2", MINUTE)))
    assert alert_rows(again, Query()).rows[0].cells[6][0] == "chưa xem"


def test_objectives_tell_no_plot() -> None:
    """A measure that did not begin is not named: its name tells what is still to be found."""
    waiting = frame(measures=())
    running = frame()
    assert [row.key for row in objective_rows(waiting, Query()).rows] == [item.id for item in plan().objectives]
    assert any(row.key == "detect/time-to-contain" for row in objective_rows(running, Query()).rows)


def test_the_inbox_puts_what_waits_first() -> None:
    """Messages to answer, reports owed, then the rest."""
    assert [row.key for row in inbox_rows(frame(), Query()).rows] == ["message:m1", "duty:first-report"]


def test_the_feed_names_things_and_stays_plain() -> None:
    """A line per event, newest first; ids of assets become names."""
    events = (
        Event(MINUTE, "note", (PLAYER,), {"text": "gọi [b]xã[/b]\x1b[0m", "seat": "s"}),
        Event(2 * MINUTE, "swept", (PLAYER,), {"indicator": "loader", "value": "9f2c", "hits": ["ttdl-file01"], "blind": 3}),
    )
    texts = [item.words for item in feed(frame(feed=events))]
    assert texts == ["Rà quét 9f2c: thấy trên TTDL-FILE01; 3 máy không kiểm tra được", "Ghi sổ: gọi [b]xã[/b][0m"]


def test_a_dossier_says_known_and_unknown() -> None:
    """What was found stands under known, what nobody looked at under not known."""
    finding = FindingView("f1", 9 * MINUTE, "ttdl-file01", "run-key", (), (), "t1")
    page = dossier(frame(findings=(finding,)).select(Thing("asset", "ttdl-file01")))
    words = "\n".join(plain(line) for line in page.lines)
    assert "Đã biết" in words
    assert "Chưa biết: cái gì chạy trong bộ nhớ" in words
    assert "Giải quyết TTHC" in words


def test_terms_are_underlined_once_and_whole() -> None:
    """A term is marked where it is a word of its own."""
    every = terms(Words(plan(), "vi"))
    assert underlined(every, "Gọi về máy chủ điều khiển.") == (("Gọi về ", ""), ("máy chủ điều khiển", "term"), (".", ""))
    assert underlined(every, "XC2Y") == (("XC2Y", ""),)


def test_lines_are_cut_and_padded_to_the_cell() -> None:
    """Vietnamese letters are one cell each; a cut shows an ellipsis."""
    assert fit("Trung tâm dữ liệu", 8) == "Trung t…"
    assert fit("xã", 4) == "xã  "
    made = bar(line("một dòng khá dài để bị cắt bớt"), line("phải"), 20)
    assert width_of(made) == 20
    assert plain(made).endswith("phải")
