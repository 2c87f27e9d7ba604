"""Words to other organisations, with facts attached; people to call, with what is known of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drills.console.atlas import Atlas
from drills.console.contacts import channels, people_listing, person_lines
from drills.console.facts import attachable, fact_words
from drills.console.frame import Frame
from drills.console.sending import channel_listing, receivers
from drills.console.spans import plain
from drills.console.words import Words
from engine.messages import Send, Start
from engine.plan import Action, Channel, Effect, Person, Signer, Spread, Text
from engine.views import ContactView, ServiceView
from tests.samples import MINUTE
from tests.tui.conftest import Open
from tests.tui.fake import FakeDrill
from tests.tui.screen import settle, text

NOW = Spread((0,))
FACTS = {
    "alert:odd-file": 1, "indicator:loader": 2, "state:ttdl-file01:suspect": 3, "service-down:tthc@xa-ia-grai": 4, "milestone:first": 5,
}  # fmt: skip
WORDS = {
    "via.chat": Text("nhóm chat", "the group chat"),
    "via.mail": Text("thư điện tử", "mail"),
    "person.chief": Text("Phó Chủ tịch UBND tỉnh", "Vice-chairman"),
    "person.fixer": Text("Kỹ sư nhà thầu", "The vendor's engineer"),
    "number.desk": Text("máy bàn", "desk"),
    "number.mobile": Text("di động", "mobile"),
    "action.call": Text("Gọi điện", "Call"),
}


def calling_drill() -> FakeDrill:
    """The small drill with two channels and two people."""
    drill = FakeDrill()
    plan = drill.plan
    team = next(item for item in plan.teams if item.player)
    people = (
        Person("chief", "cntt", numbers=(("desk", 0), ("mobile", 1)), signs=NOW),
        Person("fixer", "dtc", numbers=(("mobile", 1),), contract="lapsed"),
    )
    organisation = replace(
        plan.organisation,
        people=people,
        signers=(Signer("cntt", "chief"),),
        channels=(
            Channel("chat", (), NOW, NOW, leaks=30),
            Channel("mail", ("tthc",), NOW, NOW, paper=True),
            Channel("radio", (), NOW, NOW, only=("xa",)),
        ),
    )
    call = Action("call", "DT-6010", "person", (("lead", 1),), Spread((MINUTE, MINUTE)), (Effect("call"),), group="coordinate")
    drill.plan = replace(
        plan,
        organisation=organisation,
        actions=(*plan.actions, call),
        teams=tuple(replace(item, may=(*item.may, "call")) if item.id == team.id else item for item in plan.teams),
        texts={**plan.texts, **WORDS},
    )
    drill.learn(
        facts=frozenset(FACTS),
        since={fact: minute * MINUTE for fact, minute in FACTS.items()},
        contacts=(ContactView("chief", -1, 4 * MINUTE, ("desk",)),),
        services=(ServiceView("tthc", 0, MINUTE),),
    )
    return drill


def _frame(lang: str = "vi") -> Frame:
    drill = calling_drill()
    return Frame(Words(drill.plan, lang), Atlas(drill.plan), drill.shown, drill.now)


def test_channels_say_what_is_heard_of_them() -> None:
    """What is not ours is not offered; what leaks, what counts as paper, what is down."""
    assert [item.id for item in channels(_frame())] == ["chat", "mail"]
    chat, mail = [" ".join(cell for cell, _ in row.cells) for row in channel_listing(_frame()).rows]
    assert "dễ lộ ra ngoài" in chat
    assert "chưa nghe trục trặc" in chat
    assert "gián đoạn" in mail
    assert "có giá trị văn bản" in mail


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_facts_are_said_by_name(lang: str) -> None:
    """Newest first, nothing that cannot be attached, no id."""
    frame = _frame(lang)
    found = attachable(frame)
    assert found[0].startswith("service-down:")
    assert "milestone:first" not in found
    said = [fact_words(frame, fact) for fact in found]
    assert any("TTDL-FILE01" in words for words in said)
    assert not any(name in words for words in said for name in ("service-down", "tthc@", "xa-ia-grai", "state:", "odd-file"))


def test_people_say_what_is_known_of_them() -> None:
    """Tried and not reached, a dead number, whom he signs for, a contract that has lapsed."""
    frame = _frame()
    rows = [" ".join(cell for cell, _ in row.cells) for row in people_listing(frame).rows]
    assert any("Phó Chủ tịch" in row and "không trả lời lúc 06:04" in row for row in rows)
    assert any("Kỹ sư" in row and "chưa gọi" in row for row in rows)
    chief = "\n".join(plain(line) for line in person_lines(frame, "chief"))
    assert "máy bàn ✖" in chief
    assert "Ký cho" in chief
    assert "phụ lục" in "\n".join(plain(line) for line in person_lines(frame, "fixer"))


def test_whoever_takes_part_comes_first() -> None:
    """Bodies with a team of the drill stand before those without; our own is not there."""
    listed = [row.key for row in receivers(_frame()).rows]
    assert listed[0] == "dtc"
    assert "cntt" not in listed


async def test_what_can_be_attached_leaves_room_for_the_keys(opened: Open) -> None:
    """Many facts on a small screen: the last line of the card still says which key goes on."""
    drill = calling_drill()
    many = {
        f"state:{asset.id}:{state}": MINUTE
        for asset in drill.plan.estate.assets
        for state in ("suspect", "confirmed", "off", "clean", "isolated")
    }
    drill.learn(facts=frozenset(many), since=many)
    async with opened(drill, size=(80, 24)) as (console, pilot):
        for key in ("g", "enter", "enter"):
            await pilot.press(key)
            await settle(pilot)
        assert "F10" in text(console)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_message_is_written_and_sent(opened: Open, size: tuple[int, int]) -> None:
    """G: whom, by what, with what; the command holds it all."""
    drill = calling_drill()
    async with opened(drill, size=size) as (console, pilot):
        await pilot.press("g")
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        await pilot.press("down", "enter", "f10")
        await settle(pilot)
        assert "Gửi tới: " in text(console)
        await pilot.press(*"xem gap", "enter")
        await settle(pilot)
    assert drill.commands == [Send(("dtc",), "chat", "xem gap", ("service-down:tthc@xa-ia-grai",))]


async def test_somebody_is_called(opened: Open) -> None:
    """P: whom, what is known of him, call, confirm."""
    drill = calling_drill()
    async with opened(drill) as (_, pilot):
        await pilot.press("p")
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    (order,) = drill.commands
    assert isinstance(order, Start)
    assert (order.action, order.target) in {("call", "chief"), ("call", "fixer")}
