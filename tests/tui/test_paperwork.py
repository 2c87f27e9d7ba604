"""Papers that are owed, what lies with a signer, orders by word of mouth; suggestions that name whom to call and to write to."""

from __future__ import annotations

from dataclasses import replace

from drills.console.atlas import Atlas
from drills.console.dossiers import dossier
from drills.console.feed import feed
from drills.console.frame import Frame, Thing
from drills.console.listings import inbox_rows
from drills.console.paperwork import owed_papers, signatures
from drills.console.search import Query
from drills.console.spans import plain
from drills.console.standing import standing_lines
from drills.console.suggestions import Suggestion, suggestions
from drills.console.words import Words
from engine.messages import Event, Start
from engine.plan import Action, Effect, Spread, Text
from engine.views import AssetView, ContactView, FindingView, PaperView, SentView, TaskView
from tests.samples import MINUTE, PLAYER
from tests.tui.conftest import Open
from tests.tui.fake import FakeDrill
from tests.tui.screen import settle, text
from tests.tui.test_sending import calling_drill

MOST = 20


def paper_drill(**changes: object) -> FakeDrill:
    """The small drill with a paper owed, one that is done, and a task that lies with the vice-chairman."""
    drill = calling_drill()
    plan = drill.plan
    confirm = Action("confirm-orders", "DT-6020", "none", (("lead", 1),), Spread((MINUTE, MINUTE)), (Effect("confirm-orders"),))
    drill.plan = replace(
        plan,
        actions=(*plan.actions, confirm),
        teams=tuple(replace(item, may=(*item.may, "confirm-orders")) for item in plan.teams),
        texts={
            **plan.texts,
            "action.confirm-orders": Text("Hoàn thiện văn bản", "Put orders on paper"),
            "observation.look": Text("Xem trang từ ngoài", "The page from outside"),
            "observation.look.else": Text("Không thấy gì lạ", "Nothing odd"),
        },
    )
    waits = TaskView("t7", "stop-service", "tthc", {}, "awaiting", 5 * MINUTE, MINUTE, MINUTE, "s")
    shown = {
        "papers": (PaperView("p1", "isolate-host", "ttdl-file01", 40 * MINUTE, "owed"), PaperView("p2", "convene", "", MINUTE, "done")),
        "tasks": (waits,),
        "feed": (Event(6 * MINUTE, "task-awaits", (PLAYER,), {"task": "t7", "person": "chief"}),),
        "messages": (),
        "alerts": (),
        "contacts": (),
    }
    drill.learn(**(shown | changes))
    return drill


def _frame(drill: FakeDrill, lang: str = "vi") -> Frame:
    return Frame(Words(drill.plan, lang), Atlas(drill.plan), drill.shown, drill.now)


def _found(drill: FakeDrill, deed: str, action: str = "") -> list[Suggestion]:
    return [item for item in suggestions(_frame(drill), MOST) if item.deed == deed and item.action == action]


def test_what_is_owed_and_what_waits_for_a_signature() -> None:
    """With the time until which, and with whom it lies; what is done is not owed."""
    frame = _frame(paper_drill())
    assert [paper.id for paper in owed_papers(frame)] == ["p1"]
    assert [(item.task.id, item.person) for item in signatures(frame)] == [("t7", "chief")]
    card = "\n".join(plain(line) for line in standing_lines(frame))
    inbox = "\n".join(" ".join(cell for cell, _ in row.cells) for row in inbox_rows(frame, Query()).rows)
    for said in (card, inbox):
        assert "Hoàn thiện văn bản: Cô lập máy · TTDL-FILE01 (chỉ đạo miệng)" in said
        assert "06:40" in said
        assert "chờ Phó Chủ tịch UBND tỉnh" in said
    assert "Báo cáo ban đầu" in card


def test_a_call_is_suggested_to_whoever_it_lies_with() -> None:
    """Until he was reached after it was written."""
    (call,) = _found(paper_drill(), "order", "call")
    assert (call.what, call.target) == ("Gọi Phó Chủ tịch UBND tỉnh", "chief")
    assert _found(paper_drill(contacts=(ContactView("chief", 7 * MINUTE, 7 * MINUTE),)), "order", "call") == []
    assert _found(paper_drill(contacts=(ContactView("chief", 2 * MINUTE, 2 * MINUTE),)), "order", "call") != []


def test_the_paper_is_suggested_until_it_is_under_way() -> None:
    """Ordered by word of mouth, due at a time."""
    (found,) = _found(paper_drill(), "order", "confirm-orders")
    assert "06:40" in found.why
    going = TaskView("t8", "confirm-orders", "", {}, "running", 0, 0, 0, "s", 0)
    assert _found(paper_drill(tasks=(going,)), "order", "confirm-orders") == []


def test_a_letter_is_suggested_to_whoever_runs_the_machine() -> None:
    """Confirmed, run by another team, and not told yet."""
    fact = "state:ttdl-file01:confirmed"
    changes = {"assets": (AssetView("ttdl-file01", "confirmed", MINUTE, "x"),), "facts": frozenset((fact,)), "since": {fact: MINUTE}}
    (found,) = _found(paper_drill(**changes), "write")
    assert (found.target, found.fact) == ("dtc", fact)
    assert _found(paper_drill(**changes, sent=(SentView("l", MINUTE, "dtc", "chat", "", (fact,)),)), "write") == []
    assert _found(paper_drill(), "write") == []


def test_a_look_at_nothing_says_so() -> None:
    """On the device's page and in the log, in the observation's own words."""
    finding = FindingView("t3", MINUTE, "ttdl-file01", "", (), (), "t3", "look")
    event = Event(MINUTE, "collected", (PLAYER,), {"asset": "ttdl-file01", "what": "observe:look", "task": "t3"})
    frame = _frame(paper_drill(findings=(finding,), feed=(event,)))
    page = dossier(frame.select(Thing("asset", "ttdl-file01")))
    assert any("Không thấy gì lạ" in plain(line) for line in page.lines)
    assert feed(frame)[0].words == "Xem trang từ ngoài: Không thấy gì lạ"


async def test_an_order_by_word_of_mouth(opened: Open) -> None:
    """`o` on the card of what is the leader's to decide; the order says that it was oral."""
    drill = paper_drill(tasks=())
    async with opened(drill) as (console, pilot):
        console.selected = Thing("service", "tthc")
        await pilot.press("a")
        await settle(pilot)
        await pilot.press(*"dung")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "Theo chỉ đạo miệng" in text(console)
        await pilot.press("o")
        await settle(pilot)
        assert drill.commands == [Start("stop-service", "tthc", {"oral": 1})]
