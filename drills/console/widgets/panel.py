"""A titled box with a list in it."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical

from drills.console.frame import Frame
from drills.console.listings import Listing
from drills.console.search import Query
from drills.console.spans import Line, content
from drills.console.widgets.rows import Rows

MINUTE_MS = 60_000


class Panel(Vertical):
    """A box with a title in its upper edge and the keys that matter in its lower one."""

    def title(self, spans: Line, hints: str = "") -> None:
        """Set the title and the hints, where they changed."""
        if (spans, hints) != getattr(self, "_titled", None):
            self._titled = (spans, hints)
            self.border_title = content([spans]) if spans else None
            self.border_subtitle = content([((hints, "dim"),)]) if hints else None


class ListPanel(Panel):
    """A box with one list: how its rows and its title come out of a frame is given, and how often time changes them."""

    def __init__(
        self,
        listing: Callable[[Frame, Query], Listing],
        heading: Callable[[Frame], Line],
        hints: Callable[[Frame], str],
        *,
        id: str,
        pace_ms: int = MINUTE_MS,
    ) -> None:
        super().__init__(id=id, classes="panel")
        self._pace_ms = pace_ms
        self._key: object = None
        self._listing = listing
        self._heading = heading
        self._hints = hints
        self.rows = Rows(id=f"{id}-rows")

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.rows

    def show(self, frame: Frame) -> None:
        """Draw a frame, unless neither what is known nor what the clock changes has changed."""
        key = (frame.view.version, frame.words.lang, frame.now // self._pace_ms)
        if key == self._key:
            return
        self._key = key
        self.title(self._heading(frame), self._hints(frame))
        self.rows.show(self._listing(frame, Query()))
