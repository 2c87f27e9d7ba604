"""A list of keyed rows: the cursor stays on its key however the rows move, and only what is seen is drawn."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from drills.console.listings import Column, Listing, Row
from drills.console.spans import STYLES, fit

MARKER = "▸"
"""Marks the row of the cursor, so that colour is not needed to see it."""
_EMPTY = Listing((Column(0),), ())


class Rows(ScrollView, can_focus=True):
    """A list. Rows with an empty key are headings, which the cursor steps over."""

    BINDINGS = [
        Binding("down,j", "step(1)", show=False),
        Binding("up,k", "step(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor came to a row by the person's doing."""

        def __init__(self, rows: Rows, key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> Rows:
            """The list."""
            return self.rows

    class Begun(Moved):
        """Enter was pressed while there was no cursor: it came to the first row. Key '' where there is no row."""

    class Chosen(Moved):
        """Enter was pressed on a row, or it was clicked twice."""

    def __init__(self, *, id: str | None = None, classes: str | None = None, enter_begins: bool = True) -> None:
        """`enter_begins`: whether Enter, while there is no cursor, comes to the first row."""
        super().__init__(id=id, classes=classes)
        self._enter_begins = enter_begins
        self.listing = _EMPTY
        self.key = ""
        """Key of the row under the cursor, '' while there is none."""
        self._last = 0
        self._styles_cache_key: object = None
        self._tones: dict[tuple[str, str], Style] = {}

    # --- what it shows

    def show(self, listing: Listing) -> None:
        """Show other rows; the cursor follows its key, and is nowhere if that row is gone."""
        if listing == self.listing:
            return
        self.listing = listing
        self._resize_virtual()
        place = self.place
        if place >= 0:
            if place != self._last:
                self._last = place
                self._reveal()
        else:
            self.key = ""
        self.refresh()

    @property
    def place(self) -> int:
        """Index of the cursor's row, -1 where there is none."""
        if not self.key:
            return -1
        return next((number for number, row in enumerate(self.listing.rows) if row.key == self.key), -1)

    def put_cursor(self, key: str) -> None:
        """Put the cursor on a row, without saying so to anyone."""
        self.key = key
        self._last = max(0, self.place)
        self._reveal()
        self.refresh()

    @property
    def room(self) -> int:
        """Cells of a row: what the scroll bar leaves."""
        return self.scrollable_content_region.width

    def _resize_virtual(self) -> None:
        self.virtual_size = Size(self.room, len(self.listing.rows))

    def _reveal(self) -> None:
        place = self.place
        if place >= 0 and self.size.height:
            self.scroll_to_region(Region(0, place, 1, 1), animate=False, force=True)

    def on_resize(self) -> None:
        """Keep the cursor's row in sight."""
        self._resize_virtual()
        self.call_after_refresh(self._reveal)

    # --- moving

    def action_step(self, step: int) -> None:
        """One row up or down; from nowhere, to the first."""
        place = self.place
        self._go(place + step if place >= 0 else self._last if self._last and step < 0 else 0, step)

    def action_page(self, step: int) -> None:
        """One screen up or down."""
        self._go(max(0, self.place) + step * max(1, self.size.height - 1), step)

    def action_edge(self, place: int) -> None:
        """To the first or last row."""
        self._go(0 if place == 0 else len(self.listing.rows) - 1, 1 if place == 0 else -1)

    def _go(self, place: int, step: int) -> None:
        rows = self.listing.rows
        place = min(len(rows) - 1, max(0, place))
        while 0 <= place < len(rows) and not rows[place].key:
            place += 1 if step > 0 else -1
        if not 0 <= place < len(rows):
            return
        self.key, self._last = rows[place].key, place
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self, self.key))

    def mark_nth(self, number: int) -> None:
        """The cursor to the nth row that is no heading, counted from 1; nowhere else if there is none."""
        places = [place for place, row in enumerate(self.listing.rows) if row.key]
        if 1 <= number <= len(places):
            self._go(places[number - 1], 1)

    def action_choose(self) -> None:
        """Enter: open the row; with no cursor yet, come to the first row instead, or do nothing."""
        if self.place < 0:
            if self._enter_begins:
                self.action_step(1)
                self.post_message(self.Begun(self, self.key))
        else:
            self.post_message(self.Chosen(self, self.key))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a click on the cursor's row opens it."""
        place = event.y + self.scroll_offset.y
        if not 0 <= place < len(self.listing.rows) or not self.listing.rows[place].key:
            return
        if self.listing.rows[place].key == self.key:
            self.action_choose()
        else:
            self._go(place, 1)

    # --- drawing

    def render_line(self, y: int) -> Strip:
        """One line of the list."""
        width = self.room
        place = y + self.scroll_offset.y
        rows = self.listing.rows
        if not rows:
            return self._strip(self._hint(y, width), "")
        if place >= len(rows):
            return self._strip([(" " * width, "")], "")
        row = rows[place]
        if not row.key and len(row.cells) > 1:
            return self._strip(self._cells(row, width, " "), "")
        if not row.key:
            return self._strip([(fit("".join(text for text, _ in row.cells), width), row.cells[0][1] if row.cells else "")], "")
        is_cursor = row.key == self.key
        back = ("cursor" if self.has_focus else "cursor-dim") if is_cursor else ""
        return self._strip(self._cells(row, width, MARKER if is_cursor else " "), back)

    def _hint(self, y: int, width: int) -> list[tuple[str, str]]:
        """What is said where there is no row, wrapped to the width."""
        lines, current = [], ""
        for word in self.listing.empty.split():
            if len(current) + len(word) + 1 > max(4, width - 2):
                lines.append(current)
                current = word
            else:
                current = f"{current} {word}".strip()
        lines.append(current)
        return [(" " + fit(lines[y], width - 1), "dim")] if y < len(lines) else [(" " * width, "")]

    def _cells(self, row: Row, width: int, marker: str) -> list[tuple[str, str]]:
        shown = [(cell, column) for cell, column in zip(row.cells, self.listing.columns, strict=False) if width >= column.least]
        fixed = sum(column.width for _, column in shown)
        flexible = sum(1 for _, column in shown if not column.width)
        room = max(0, width - 1 - fixed - (len(shown) - 1))
        out = [(marker, "key")]
        for number, ((text, tone), column) in enumerate(shown):
            size = column.width or room // max(1, flexible)
            if number:
                out.append((" ", ""))
            out.append((fit(text, size, right=column.right), tone))
        used = 1 + sum(column.width or room // max(1, flexible) for _, column in shown) + len(shown) - 1
        out.append((" " * max(0, width - used), ""))
        return out

    def _strip(self, cells: list[tuple[str, str]], back: str) -> Strip:
        base = self.visual_style
        segments = [Segment(text, (base + self._tone(tone, back)).rich_style) for text, tone in cells if text]
        return Strip(segments).adjust_cell_length(self.room, base.rich_style)

    def _tone(self, tone: str, back: str) -> Style:
        variables = self.app.theme_variables
        if self._styles_cache_key is not variables:
            self._styles_cache_key, self._tones = variables, {}
        found = self._tones.get((tone, back))
        if found is None:
            wanted = " ".join(part for part in (STYLES[tone], f"on $tone-{back}" if back else "") if part)
            found = self._tones[tone, back] = Style.parse(wanted, variables) if wanted else Style()
        return found
