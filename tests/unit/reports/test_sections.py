"""Decisions of the attacker, piles and measures, judged reports, services by commune, evidence: sections with their evidence."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from engine.bundle import Bundle
from engine.messages import Event
from engine.plan import Flow, Pile, Switch, Text
from engine.scoring import score
from reports.analysis import analyse
from reports.analysis.choices import reason_text
from reports.analysis.record import Record
from reports.charts.standing import standing
from reports.model import Report
from reports.render import write
from reports.words import Words
from tests.samples import MINUTE, PLAYER
from tests.unit.reports.sample import empty, played

TEXTS = {
    "pile.files": Text("Hồ sơ chờ", "Files waiting"),
    "pile.files.unit": Text("hồ sơ", "files"),
    "switch.name-blocked": Text("Chặn tên định danh", "Sender name blocked"),
    "choice.wait-or-go": Text("Chờ hay làm ngay?", "Wait or go on?"),
    "choice.wait-or-go.go.because": Text("Bị lộ rồi, làm ngay.", "Seen; go on."),
    "field.what": Text("Sự việc", "What happened"),
}


@cache
def _bundle() -> Bundle:
    """The small drill with a decision, a pile, a measure and two judged reports put into it."""
    drill = played()
    plan = replace(
        drill.plan,
        piles=(Pile("files", (Flow(60),), counters=(PLAYER,)),),
        switches=(Switch("name-blocked"),),
        texts={**drill.plan.texts, **TEXTS},
    )
    campaign = next(item.id for item in plan.campaigns if not item.benign)
    action = plan.actions[0].id
    because = [{"op": "action", "ref": action, "team": PLAYER, "state": "", "holds": 1, "at": 9 * MINUTE}]
    decided = {
        "campaign": campaign,
        "choice": "wait-or-go",
        "option": "go",
        "because": because,
        "reasoning": "choice.wait-or-go.go.because",
    }
    fields = [{"field": "what", "kind": "text", "verdict": "right"}, {"field": "since", "kind": "time", "verdict": "empty-but-known"}]
    sent = {"form": "initial-report", "organisation": "xa", "duty": "", "on_time": True, "fields": {"what": "mã độc"}}
    judged = {"team": PLAYER, "form": "initial-report", "organisation": "xa", "duty": "first", "fields": fields}
    more = [
        Event(10 * MINUTE, "adversary-chose", (), decided),
        Event(10 * MINUTE, "pile-moved", (), {"pile": "files", "amount": 0, "rate_in": 60, "rate_out": 0, "total_in": 0}),
        Event(20 * MINUTE, "switched", (PLAYER,), {"switch": "name-blocked", "on": 1, "site": "", "by": PLAYER}),
        Event(30 * MINUTE, "report-sent", (PLAYER,), sent),
        Event(30 * MINUTE, "report-judged", (), {**judged, "wrong_body": True, "late": True, "basis": "duty.first.basis"}),
        Event(
            30 * MINUTE, "report-misdirected", (), {"team": PLAYER, "form": "initial-report", "to": "xa", "should": "cong-an", "basis": ""}
        ),
        Event(40 * MINUTE, "switched", (PLAYER,), {"switch": "name-blocked", "on": 0, "site": "", "by": PLAYER}),
        Event(70 * MINUTE, "pile-moved", (), {"pile": "files", "amount": 60, "rate_in": 0, "rate_out": 30, "total_in": 60}),
    ]
    events = tuple(sorted((*drill.events, *more), key=lambda event: event.at))
    return replace(drill, plan=plan, events=events)


@cache
def _report(lang: str = "en") -> Report:
    return analyse(_bundle(), score(played()), lang)


def test_a_decision_says_what_held() -> None:
    """The question, the choice, the reason with its time, that a team moved it, and a line of the timeline to go to."""
    (choice,) = _report().choices
    assert (choice.asked, choice.chosen, choice.moved) == ("Wait or go on?", "Seen; go on.", True)
    (reason,) = choice.reasons
    assert reason.startswith("a team finished: ")
    assert reason.endswith("(since 06:09)")
    entry = next(entry for entry in _report().timeline if entry.event == choice.event)
    assert entry.lane == "adversary"


def test_what_did_not_hold_is_said_to_be_missing() -> None:
    """A reason of the other sign."""
    record = Record(_bundle(), Words(_bundle().plan, "en"))
    said = reason_text(record, {"op": "switch", "ref": "name-blocked", "holds": 0, "at": 5})
    assert said == "not: a measure was in force: Sender name blocked"


def test_a_pile_moves_between_its_marks() -> None:
    """Most, end and total; after the last mark the last rates go on."""
    (pile,) = _report().piles
    assert (pile.most, pile.most_clock, pile.total_text) == (60, "07:10", "60")
    assert [mark.waiting for mark in pile.marks] == [0, 60, 60 - 30 * (120 - 70) // 60]


def test_a_measure_has_its_stretch() -> None:
    """From the minute it was turned on to the minute it was turned off, and who did it."""
    (row,) = _report().switches
    assert [(span.start, span.end) for span in row.spans] == [(20 * MINUTE, 40 * MINUTE)]
    assert row.told == "06:20 to 06:40"
    assert len(row.cites) == 2


def test_a_report_is_judged_field_by_field() -> None:
    """Its words, its verdicts, where it should have gone, and that it was late."""
    paper = next(paper for paper in _report().papers if paper.clock == "06:30")
    assert paper.late
    assert paper.astray == Words(_bundle().plan, "en").name("cong-an")
    assert [(field.said, field.verdict, field.good) for field in paper.fields] == [
        ("mã độc", "right", True),
        ("–", "empty-but-known", False),
    ]
    assert paper.right == 1


def test_communes_add_up_to_what_they_lost() -> None:
    """Place by place, the worst first."""
    losses = _report().communes
    assert losses is not None
    totals = [place.total for place in losses.places]
    assert totals == sorted(totals, reverse=True)
    assert all(len(place.lost) == len(losses.services) for place in losses.places)


def test_evidence_says_who_read_what() -> None:
    """A trace that a team found names the team; nothing is both read and lost unread."""
    found = {str(event.data.get("artefact")) for event in _bundle().events if event.kind == "found" and event.data.get("artefact")}
    assert any(trace.read for trace in _report().traces) == bool(found)
    assert all((trace.fate == "read") == bool(trace.read) for trace in _report().traces)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_sections_are_printed(lang: str) -> None:
    """In the page and in Markdown, in both languages; nothing is printed where nothing was."""
    words = Words(_bundle().plan, lang)
    for form in ("html", "md"):
        page = write(_bundle(), form, lang).decode()
        for said in (words.authored("choice.wait-or-go"), words.authored("pile.files"), words.authored("switch.name-blocked")):
            assert said in page
    assert standing(analyse(empty(), score(empty()), lang), words) == ""
