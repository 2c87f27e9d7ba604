"""Every Vietnamese letter that goes in comes out: on the screen, in the report, through the codec and the placeholders."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from drills.console.app import Console
from engine.plan import Text
from engine.texts import clean, fill
from reports.render import write
from tests.tui.fake import FakeDrill
from tests.tui.screen import settle, text
from tests.unit.reports.pages import Page
from tests.unit.reports.sample import played, spoken

BARE = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
SMALL = "".join(unicodedata.normalize("NFC", letter + tone) for letter in BARE for tone in TONES) + "đ"
LETTERS = SMALL + SMALL.upper()
WORDS = [LETTERS[start : start + 6] for start in range(0, len(LETTERS), 6)]
"""All 146 letters with their marks, in words short enough never to be cut."""


def test_there_are_so_many() -> None:
    """12 vowels by 6 tones and đ, in both cases, each one code point."""
    assert len(LETTERS) == len(set(LETTERS)) == 2 * (12 * 6 + 1)
    assert unicodedata.is_normalized("NFC", LETTERS)


def test_placeholders_and_cleaning_leave_them() -> None:
    """What is filled into a text, and what is stripped before a screen, keep every letter."""
    assert clean(LETTERS) == LETTERS
    assert fill("«{name}»", {"name": LETTERS}) == f"«{LETTERS}»"


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_screen_shows_every_letter(size: tuple[int, int]) -> None:
    """The situation of the briefing, in the smallest and in the usual window."""
    drill = FakeDrill()
    said = "\n".join(" ".join(WORDS[start : start + 7]) for start in range(0, len(WORDS), 7))
    drill.plan = replace(drill.plan, texts=drill.plan.texts | {"scenario.situation": Text(said, said)})
    console = Console(drill, "vi")
    async with console.run_test(size=size) as pilot:
        await settle(pilot)
        if size[1] < 34:
            await pilot.press("enter")
            await settle(pilot)
        shown = text(console)
    assert [word for word in WORDS if word not in shown] == []


@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_report_prints_every_letter(form: str) -> None:
    """Names and free words with every letter stand whole on the page, in Markdown and in JSON."""
    made = write(spoken(played(), LETTERS), form, "vi").decode()
    found = " ".join(Page(made).text) if form == "html" else made
    assert LETTERS in found
