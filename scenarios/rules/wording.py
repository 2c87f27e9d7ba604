"""Words that date, mislead or hurt, tone marks where official papers do not put them, themes that a reviewer must see.

The words stand in `catalog/refused-words.tsv`, one a line: what is a fault in any text, what is better said otherwise in
Vietnamese, what is a theme. They are matched whole, whatever their case, with their exact accents (a Vietnamese word with
another accent is another word), and not inside the phrases that the line allows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from engine.plan import Text
from scenarios import library
from scenarios.diagnostics import FAULT, WARNING
from scenarios.rules.strings import PROSE, Written
from scenarios.source import Source

TABLE = library.CATALOG / "refused-words.tsv"

_LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
_WRONG_TONE = re.compile(
    r"\b\w*?(?:"
    r"o[àáảãạèéẻẽẹ]\b"  # hoá, khoẻ: the mark stands on the first of two open vowels
    r"|(?<!q)u[ỳýỷỹỵ]\b"  # thuỷ, but quý, where qu is the consonant
    r"|q[ùúủũụ]"  # qúy: the mark stands on the vowel
    r"|[òóỏõọ][ae]\w"  # hòan: before a last consonant it stands on the second
    r"|[ùúủũụ]y\w"
    r"|[ìíỉĩịỳýỷỹỵ]ê|[ừứửữự]ơ|[ùúủũụ]ô"  # tíên: ê, ơ and ô carry it
    r")\w*",
    re.IGNORECASE,
)
_MOVES = str.maketrans({letter: _LETTERS[place - place % 6] for place, letter in enumerate(_LETTERS)})
_TONES = {letter: place % 6 for place, letter in enumerate(_LETTERS)}


@dataclass(frozen=True, slots=True)
class Refused:
    """One word of the table."""

    kind: str
    """fault, better or theme."""
    word: str
    instead: Text
    but_in: tuple[str, ...]
    """Phrases in which it is right, lower case."""


@cache
def table() -> dict[str, Refused]:
    """Word in lower case → its line."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return {
        word.lower(): Refused(kind, word, Text(vi, en), tuple(phrase.lower() for phrase in but_in.split(";") if phrase))
        for kind, word, vi, en, but_in in cells
    }


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(table(), key=lambda word: (-len(word), word))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)


def refused(text: str) -> list[tuple[Refused, str]]:
    """The table's words in a text, each as it is written there."""
    found = []
    low = text.lower()
    for match in _pattern().finditer(text):
        item = table()[match[0].lower()]
        if not any(_within(low, match.start(), match.end(), phrase) for phrase in item.but_in):
            found.append((item, match[0]))
    return found


def _within(text: str, start: int, end: int, phrase: str) -> bool:
    at = text.find(phrase, max(0, start - len(phrase)))
    while 0 <= at <= start:
        if at + len(phrase) >= end:
            return True
        at = text.find(phrase, at + 1)
    return False


def misplaced(text: str) -> list[str]:
    """Words whose tone mark stands where official papers do not put it: hoá, thuỷ, hòan."""
    return [match[0] for match in _WRONG_TONE.finditer(text)]


def mended(word: str) -> str:
    """The word with its tone mark moved: hoá → hóa, hòan → hoàn."""
    low = word.lower()
    place = next((n for n, letter in enumerate(low) if _TONES.get(letter)), -1)
    if place < 0:
        return word
    tone, bare = _TONES[low[place]], low.translate(_MOVES)
    vowels = [n for n, letter in enumerate(bare) if letter in "aăâeêioôơuưy" and not (letter == "u" and bare[n - 1 : n] == "q")]
    strong = [n for n in vowels if bare[n] in "ăâêôơ"]
    is_open = vowels[-1] == len(bare) - 1
    carrier = strong[-1] if strong else vowels[0] if is_open and len(vowels) < 3 else vowels[min(1, len(vowels) - 1)]
    letter = _LETTERS[_LETTERS.index(bare[carrier]) + tone]
    marked = bare[:carrier] + letter + bare[carrier + 1 :]
    return "".join(new.upper() if old.isupper() else new for old, new in zip(word, marked, strict=True))


def check(item: Written, source: Source) -> None:
    """Note words that are not used, in Vietnamese texts; faults anywhere; themes in all that people read."""
    for word, written in refused(item.text):
        place = item.place(source, written)
        if word.kind == "fault":
            source.report("DT1404", place, Text(f"Không dùng «{written}».", f"“{written}” is not used."), word.instead, FAULT)
        elif word.kind == "theme" and item.key in PROSE:
            said = Text(f"«{written}»: chủ đề cần người duyệt.", f"“{written}”: a theme that a reviewer must see.")
            source.report("DT1441", place, said, word.instead, WARNING)
        elif word.kind == "better" and item.key == "vi":
            source.report("DT1404", place, Text(f"Nên thay «{written}».", f"“{written}” reads badly."), word.instead, WARNING)
    if item.key == "vi":
        for written in misplaced(item.text):
            right = mended(written)
            source.report(
                "DT1404",
                item.place(source, written),
                Text(f"Dấu thanh của «{written}» đặt chưa đúng chỗ.", f"The tone mark of “{written}” is out of place."),
                Text(f"Viết «{right}».", f"Write «{right}»."),
                WARNING,
            )
