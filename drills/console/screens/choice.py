"""A card that asks to choose one of several: numbered, and filtered where there are many."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual.widget import Widget
from textual.widgets import Input

from drills.console.frame import Frame
from drills.console.listings import Column, Listing, Row
from drills.console.screens.card import Card
from drills.console.search import Query
from drills.console.spans import Line
from drills.console.widgets.rows import Rows

FILTER_FROM = 10
"""From this many rows on, what is typed filters them; below, digits mark a row. Only Enter takes it."""
MOST = 400
MOST_SHOWN = 20
"""Rows shown at once."""
AROUND = 8
"""Rows of the screen that a card needs besides its list."""


class Choice(Card[str | None]):
    """Choose a row; the result is its key, or None.

    Args:
        title: the question.
        listing: rows out of a frame; keys '' are headings.
        note: lines above the rows.
    """

    BINDINGS = [("down", "move(1)"), ("up", "move(-1)"), ("enter", "choose")]

    def __init__(
        self,
        frame: Frame,
        title: Callable[[Frame], str],
        listing: Callable[[Frame], Listing],
        note: Callable[[Frame], tuple[Line, ...]] | None = None,
    ) -> None:
        super().__init__(frame)
        self._title = title
        self._listing = listing
        self._note = note
        self.rows = Rows()
        self.filter = Input(compact=True)
        self._all = Listing((Column(0),), ())

    def extras(self) -> Iterable[Widget]:
        """The filter and the rows."""
        return (self.filter, self.rows)

    def tell(self) -> None:
        """Put words and rows up."""
        super().tell()
        self._all = self._listing(self.frame)
        self.filter.display = self.is_long
        self.filter.placeholder = self.frame.words.tell("type to find")
        self._show()
        if self.rows.place < 0:
            self.rows.action_edge(0)
        (self.filter if self.is_long else self.rows).focus()

    @property
    def is_long(self) -> bool:
        """Whether there are too many rows for digits."""
        return sum(1 for row in self._all.rows if row.key) >= FILTER_FROM

    def _show(self) -> None:
        query = Query(self.filter.value)
        rows = self._all.rows[:MOST] if not query else query.first((row for row in self._all.rows if row.key), MOST)
        if not self.is_long:
            rows = tuple(_numbered(rows))
        columns = self._all.columns if self.is_long else (Column(1), *self._all.columns)
        self.rows.show(Listing(columns, tuple(rows), self.frame.words.tell("Nothing fits. Type less.") if query else self._all.empty))
        self.rows.styles.height = max(1, min(len(rows), MOST_SHOWN, self.size.height - AROUND))

    def title_words(self) -> Line:
        """The question."""
        return ((self._title(self.frame), "title"),)

    def lines(self) -> tuple[Line, ...]:
        """The note."""
        return self._note(self.frame) if self._note is not None else ()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the last line."""
        tell = self.frame.words.tell
        if not self._all.rows:
            return (("Esc", tell("Close")),)
        first = ("↑ ↓", tell("Move")) if self.is_long else ("1–9 ↑ ↓", tell("Move"))
        return (first, ("Enter", tell("Choose")), ("Esc", tell("Close")))

    def on_input_changed(self) -> None:
        """Filter as one types; the first find is under the cursor."""
        self._show()
        if self.rows.place < 0:
            self.rows.action_edge(0)

    def on_input_submitted(self) -> None:
        """Enter in the filter chooses."""
        self.action_choose()

    def on_key(self, event: events.Key) -> None:
        """Digits move the mark where the rows are numbered; they take nothing."""
        if not self.is_long and event.character and event.character.isdigit():
            event.stop()
            self.rows.mark_nth(int(event.character))

    def action_move(self, step: int) -> None:
        """Move among rows while the filter has the focus."""
        self.rows.action_step(step)

    def action_choose(self) -> None:
        """Take the row under the cursor."""
        if self.rows.place >= 0:
            self.dismiss(self.rows.key)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Take a row."""
        event.stop()
        self.dismiss(event.key)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Moving chooses nothing."""
        event.stop()


def _numbered(rows: Iterable[Row]) -> Iterable[Row]:
    number = 0
    for row in rows:
        if not row.key:
            yield row
            continue
        number += 1
        yield Row(row.key, ((str(number) if number <= 9 else " ", "key"), *row.cells), row.more)
