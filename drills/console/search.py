"""The filter grammar of every list: words that must occur, `!word` that must not; marks and capitals do not count."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drills.console.listings import Row


def folded(text: str) -> str:
    """Text without tone marks and capitals, so that «gia rai» finds «Gia Rai» and «Già Rài»."""
    spread = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("Đ", "d"))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


class Query:
    """A filter as it was typed; an empty one lets everything through."""

    def __init__(self, text: str = "") -> None:
        self.text = unicodedata.normalize("NFC", text).strip()
        words = folded(self.text).split()
        self._wanted = [word for word in words if not word.startswith("!")]
        self._unwanted = [word[1:] for word in words if len(word) > 1 and word.startswith("!")]

    def __bool__(self) -> bool:
        return bool(self._wanted or self._unwanted)

    def takes(self, row: Row) -> bool:
        """Whether a row passes."""
        if not self:
            return True
        text = folded(" ".join([*(cell for cell, _ in row.cells), row.more]))
        return all(word in text for word in self._wanted) and not any(word in text for word in self._unwanted)

    def of(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Rows that pass."""
        return tuple(row for row in rows if self.takes(row))

    def first(self, rows: Iterable[Row], most: int) -> tuple[Row, ...]:
        """The first `most` rows that pass."""
        return tuple(islice((row for row in rows if self.takes(row)), most))
