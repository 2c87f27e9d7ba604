"""What the console says: every word translated, every text found, every key once, every colour readable."""

from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from textual.color import Color

import drills.console
from drills.console.app import Console
from drills.console.commands import COMMANDS, FOOTER_MOST, PARTS, footer_commands
from drills.console.desk import Desk
from drills.console.spans import STYLES
from drills.console.themes import THEMES
from drills.console.widgets.bars import footer_width
from drills.console.words import Words
from drills.language import LOCALE
from tests.tui.fake import FakeDrill, plan

PACKAGE = Path(drills.console.__file__).parent
CATALOGUE = LOCALE / "vi" / "LC_MESSAGES" / "console.po"
SPEAKERS = ("tell", "mark")
LEAST_CONTRAST = 4.5


def _ids() -> set[str]:
    """Message ids in the code; the syntax tree also sees those inside f-strings."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in SPEAKERS and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def _translated() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def _holes(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", words))


def test_every_word_is_translated() -> None:
    """Each message id has a Vietnamese translation with the same placeholders, and the catalogue holds nothing else."""
    translated = _translated()
    assert sorted(words for words in _ids() if not translated.get(words)) == []
    assert sorted(set(translated) - _ids()) == []
    assert sorted(words for words in _ids() if _holes(words) != _holes(translated[words])) == []


def test_the_catalogue_is_composed_and_spelt_as_papers_are() -> None:
    """NFC, and tone marks as official papers print them."""
    for words in _translated().values():
        assert words == unicodedata.normalize("NFC", words)
        assert not re.search(r"(hoá|khoá|xoá|uỷ|cuộc chơi)\b", words)


def test_each_command_has_an_action() -> None:
    """A key that does nothing cannot be listed."""
    for command in COMMANDS:
        owner = Console if command.scope == "app" else Desk
        assert hasattr(owner, f"action_{command.id.partition('(')[0]}"), command.id
        assert command.part in PARTS


def test_no_key_is_used_twice_or_taken_by_terminals() -> None:
    """Keys are plain letters, function keys and safe controls."""
    keys = [key for command in COMMANDS for key in command.keys.split(",")]
    assert len(keys) == len(set(keys))
    assert not {"ctrl+i", "ctrl+m", "ctrl+j", "ctrl+s", "ctrl+o", "f12"} & set(keys)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_footer_fits_80_columns(lang: str) -> None:
    """At most six keys, F8 among them."""
    words = Words(plan(), lang)
    commands = footer_commands()
    assert len(commands) <= FOOTER_MOST
    assert "F8" in [command.key for command in commands]
    assert footer_width([(command.key, words.tell(command.word)) for command in commands]) <= 80


def _luminance(colour: Color) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [channel / 255 for channel in colour.rgb]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: Color, other: Color) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_tone_can_be_read(theme) -> None:  # type: ignore[no-untyped-def]
    """Contrast of at least 4.5 to 1 on the screen, on cards and under the cursor."""
    backs = [theme.background, theme.surface, theme.variables["tone-cursor"], theme.variables["tone-cursor-dim"]]
    for tone, style in STYLES.items():
        found = re.search(r"\$(tone-[\w-]+)(?: on \$(tone-[\w-]+))?", style)
        if found is None:
            continue
        fore = Color.parse(theme.variables[found[1]])
        on = [theme.variables[found[2]]] if found[2] else backs
        for back in on:
            assert _contrast(fore, Color.parse(back)) >= LEAST_CONTRAST, (tone, back)


async def test_no_colour_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR the marker and the glyphs still tell the cursor and the states."""
    from tests.tui.screen import lines, settle

    monkeypatch.setenv("NO_COLOR", "1")
    console = Console(FakeDrill(phase="running", why=""))
    async with console.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        row = next(row for row in lines(console) if "IAGRAI-PC01" in row)
        assert "▸" in row
        assert "▲" in row
        assert "○" in row


def test_words_are_made_in_both_languages() -> None:
    """Times, ranges and numbers as each language writes them."""
    vi, en = Words(plan(), "vi"), Words(plan(), "en")
    assert vi.spread(4 * 60_000, 8 * 60_000) == "4–8 phút"
    assert en.spread(4 * 60_000, 8 * 60_000) == "4–8 min"
    assert vi.spread(3_600_000 * 2, 3_600_000 * 4) == "2 giờ – 4 giờ"
    assert vi.count(12_345) == "12.345"
    assert en.count(12_345) == "12,345"
    assert vi.left(60_000, 0) == "còn 1 phút"
    assert vi.left(0, 60_000) == "quá 1 phút"
    assert vi.clock(90_000_000).endswith("5/7")
