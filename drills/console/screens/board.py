"""The case board: hypotheses, scope, indicators, the course of events, the evidence log, and a page about the row chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from drills.console import boarding
from drills.console.board.pages import page
from drills.console.board.rows import BY_ID, SECTIONS, Section
from drills.console.dossiers.page import Page
from drills.console.frame import Frame
from drills.console.screens.asking import Asking
from drills.console.screens.card import keys_words
from drills.console.search import Query
from drills.console.spans import Line, bar, content
from drills.console.widgets.bars import Bar, HeaderBar
from drills.console.widgets.panel import ListPanel, Panel
from drills.console.widgets.rows import Rows

if TYPE_CHECKING:
    from drills.console.desk import Desk

HALVES = (("hypothesis", "timeline"), ("scope", "indicator"))
"""Sections of the left and of the right column where there are two."""
WIDE = 100
"""Columns from which the last line names every key, and the line of parts the board."""


class Detail(Panel):
    """The page about the row under the cursor."""

    def __init__(self) -> None:
        super().__init__(id="board-detail", classes="panel")
        self.text = Static(id="board-detail-text", markup=False)
        self.scroller = VerticalScroll(self.text, id="board-detail-scroll", can_focus=False)
        self._page: Page | None = None

    def compose(self) -> ComposeResult:
        """The text."""
        yield self.scroller

    def show(self, found: Page) -> None:
        """Draw a page, from its top where it is another."""
        if found == self._page:
            return
        if self._page is None or found.title != self._page.title:
            self.scroller.scroll_home(animate=False)
        self._page = found
        self.title(found.title)
        self.text.update(content(found.lines))


class Board(Asking):
    """The case board; everything on it is put there by keys, and goes into the report."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b,escape,q", "leave_board", show=False),
        Binding("a,n", "add", show=False),
        Binding("tab", "section(1)", show=False),
        Binding("shift+tab", "section(-1)", show=False),
        Binding("right,l", "section(1)", show=False),
        Binding("left,h", "section(-1)", show=False),
        *(Binding(str(number), f"go({number})", show=False) for number in range(1, len(SECTIONS) + 1)),
        Binding("space", "desk('pause')", show=False),
        Binding("plus,equals_sign", "desk('faster')", show=False),
        Binding("minus", "desk('slower')", show=False),
    ]
    ASKING = frozenset(("leave_board", "add", "section", "go", "desk"))

    def __init__(self) -> None:
        super().__init__()
        self.header = HeaderBar(id="header")
        self.tabs = Bar(id="board-tabs")
        self.panels = {section.id: _panel(section) for section in SECTIONS}
        self.detail = Detail()
        self.footer = Bar(id="footer")
        self.frame: Frame | None = None
        self.section = SECTIONS[0].id

    def compose(self) -> ComposeResult:
        """Two columns of lists, the evidence log under them, the page of the chosen row at the bottom."""
        yield self.header
        yield self.tabs
        with Horizontal(id="board-halves"):
            for number, half in enumerate(HALVES):
                with Vertical(classes="board-half", id=f"board-half-{number}"):
                    for name in half:
                        yield self.panels[name]
        yield self.panels["evidence"]
        yield self.detail
        yield self.footer

    def on_mount(self) -> None:
        """Begin at the hypotheses."""
        self._turn(self.section)
        self.show(self.console.frame())

    def on_resize(self, event: events.Resize) -> None:
        """Another size: draw once the panels have theirs."""
        self.call_after_refresh(self.console.draw, force=True)

    def on_screen_resume(self) -> None:
        """A dialogue is over: say what it changed."""
        if self.frame is not None:
            self.call_after_refresh(self.console.draw, force=True)

    # --- drawing

    def show(self, frame: Frame) -> None:
        """Draw a frame."""
        self.frame = frame
        if not self.is_mounted:
            return
        self.header.show(frame)
        self.tabs.say((self._tab_words(frame),))
        for panel in self.panels.values():
            panel.show(frame)
        if self._rows.place < 0:
            self._rows.action_edge(0)
        self.detail.show(page(frame, self._rows.key))
        self.footer.say((self._keys(frame),))

    def _keys(self, frame: Frame) -> Line:
        """What can be done in this part, and the way back."""
        tell, width = frame.words.tell, self.size.width or self.app.size.width
        left: Line = ((f" {tell(BY_ID[self.section].hint)}", "key"),)
        more = (("Tab", tell("Next part")), ("F1", tell("Help"))) if width >= WIDE else ()
        right = keys_words((*more, ("b", tell("Back to the desk")), ("F8", tell("REAL INCIDENT"))))
        return bar(left, (*right, (" ", "")), width)

    def _tab_words(self, frame: Frame) -> Line:
        """The parts by number; the present one is marked."""
        wide = (self.size.width or self.app.size.width) >= WIDE
        out: list[tuple[str, str]] = [(f" {frame.words.tell('Case board')} ", "chip"), (" ", "")] if wide else []
        for number, section in enumerate(SECTIONS, start=1):
            shown = f" {number} {frame.words.tell(section.word)} "
            out += [(shown, "band" if section.id == self.section else "dim")]
        return tuple(out)

    @property
    def _rows(self) -> Rows:
        return self.panels[self.section].rows

    # --- moving

    def _turn(self, section: str) -> None:
        """To a part: its list has the keys."""
        self.remove_class(*(f"-at-{item.id}" for item in SECTIONS))
        self.add_class(f"-at-{section}")
        self.section = section
        self._rows.focus()
        if self._rows.place < 0:
            self._rows.action_edge(0)
        if self.frame is not None:
            self.show(self.frame)

    def action_go(self, number: int) -> None:
        """1–5."""
        self._turn(SECTIONS[number - 1].id)

    def action_section(self, step: int) -> None:
        """Tab, → and ←."""
        names = [section.id for section in SECTIONS]
        self._turn(names[(names.index(self.section) + step) % len(names)])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click into another list."""
        for name, panel in self.panels.items():
            if panel.rows is event.widget and name != self.section:
                self._turn(name)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """The page follows the cursor."""
        event.stop()
        if self.frame is not None:
            self.detail.show(page(self.frame, self._rows.key))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Enter on a row."""
        event.stop()
        self.ask(boarding.open_row(self._desk, event.key))

    def on_rows_begun(self, event: Rows.Begun) -> None:
        """Enter where there is no row: begin one."""
        event.stop()
        if not event.key:
            self.action_add()

    # --- keys

    @property
    def _desk(self) -> Desk:
        return self.console.desk

    def action_add(self) -> None:
        """A: something new in this part."""
        self.ask(boarding.add(self._desk, self.section))

    async def action_desk(self, action: str) -> None:
        """The clock's keys work here as well."""
        await self._desk.run_action(action)

    def action_leave_board(self) -> None:
        """B, Esc: back to the desk."""
        self.dismiss()


def _panel(section: Section) -> ListPanel:
    """A list of the board with its number, name and count."""
    number = SECTIONS.index(section) + 1

    def heading(frame: Frame) -> Line:
        rows = sum(1 for row in section.rows(frame, Query()).rows if row.key)
        return ((f"{number} ", "key"), (frame.words.tell(section.word), "title"), (f" {rows}" if rows else "", "title"))

    return ListPanel(section.rows, heading, lambda frame: frame.words.tell(section.hint), id=f"board-{section.id}")
