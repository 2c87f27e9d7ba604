"""The first panel: lists of things to point at (alerts, devices, indicators, accounts, services, copies), one at a time."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

from drills.console.frame import Frame, Thing
from drills.console.listings import MODES
from drills.console.search import Query
from drills.console.spans import Line, Span
from drills.console.widgets.panel import MINUTE_MS, Panel
from drills.console.widgets.rows import Rows
from drills.language import mark

WORDS = {
    "alert": mark("Alerts"),
    "asset": mark("Devices"),
    "indicator": mark("Indicators"),
    "account": mark("Accounts"),
    "service": mark("Services"),
    "backup": mark("Copies"),
}


class Queue(Panel):
    """Lists by mode, with a filter; ← and → change the mode."""

    BINDINGS = [
        Binding("right,l", "mode(1)", show=False),
        Binding("left,h", "mode(-1)", show=False),
        Binding("escape", "clear", show=False),
    ]

    class Pointed(Message):
        """The person pointed at a thing; `opened` if with Enter."""

        def __init__(self, thing: Thing, opened: bool) -> None:
            super().__init__()
            self.thing = thing
            self.opened = opened

    class Begun(Message):
        """Enter was pressed before anything was pointed at: it came to the first row, if there is one."""

        def __init__(self, is_empty: bool) -> None:
            super().__init__()
            self.is_empty = is_empty

    class Turned(Message):
        """Another list was chosen, or filtered."""

    def __init__(self) -> None:
        super().__init__(id="queue", classes="panel")
        self.mode = "alert"
        self.query_text = ""
        self.rows = Rows(id="queue-rows")
        self.filter = Input(id="queue-filter", compact=True)
        self._cursors: dict[str, str] = {}
        self._key: object = None

    def compose(self) -> ComposeResult:
        """The list, and the filter under it while one is typed."""
        yield self.rows
        yield self.filter

    def on_mount(self) -> None:
        """No filter at first."""
        self.filter.display = False

    # --- what it shows

    def show(self, frame: Frame) -> None:
        """Draw a frame, unless nothing in it concerns the list."""
        key = (frame.view.version, frame.words.lang, self.mode, self.query_text, len(frame.seen), self.size, frame.now // MINUTE_MS)
        if key == self._key:
            return
        self._key = key
        query = Query(self.query_text)
        listing = MODES[self.mode](frame, query)
        if query and not listing.rows:
            listing = replace(listing, empty=frame.words.tell("Nothing fits the filter «{filter}». Esc clears it.", filter=query.text))
        self.title(self._heading(frame), self._hints(frame))
        self.filter.placeholder = frame.words.tell("words to find, !word to leave out – Enter keeps, Esc clears")
        self.rows.show(listing)

    def _heading(self, frame: Frame) -> Line:
        """The lists by name, as many as fit; the present one always."""
        tell = frame.words.tell
        numbers = {"alert": len(frame.repeats), "asset": len(frame.view.assets), "indicator": len(frame.view.indicators)}
        modes = list(WORDS)
        first = modes.index(self.mode)
        out: list[Span] = []
        room = self.size.width - 6 - len(self.query_text)
        for mode in (*modes[first:], *modes[:first]):
            count = f" {numbers[mode]}" if numbers.get(mode) else ""
            fresh = f" ({tell('{count} new', count=len(frame.fresh))})" if mode == "alert" and frame.fresh else ""
            word = f"{tell(WORDS[mode])}{count}"
            if out and room < len(word) + len(fresh) + 3:
                break
            if out:
                out.append((" · ", "dim"))
            out += [(word, "title" if mode == self.mode else "dim"), (fresh, "warn")]
            room -= len(word) + len(fresh) + 3
        if self.query_text:
            out.append((f"  / {self.query_text}", "accent"))
        return tuple(out)

    def _hints(self, frame: Frame) -> str:
        tell = frame.words.tell
        keys = [tell("/ filter"), tell("← → other lists")]
        if self.mode == "alert":
            keys.insert(1, tell("t judge"))
        return "  ".join(keys)

    # --- what the person does

    def turn(self, mode: str) -> None:
        """Show another list."""
        if mode == self.mode:
            return
        self._cursors[self.mode] = self.rows.key
        self.mode = mode
        self.query_text = ""
        self.filter.value = ""
        self.filter.display = False
        self.rows.key = self._cursors.get(mode, "")
        self.post_message(self.Turned())

    def point(self, thing: Thing) -> None:
        """Put the cursor on a thing, in the list where it stands."""
        if thing.kind in MODES:
            self.turn(thing.kind)
            self.rows.put_cursor(thing.id)

    def action_mode(self, step: int) -> None:
        """The next or previous list."""
        modes = list(MODES)
        self.turn(modes[(modes.index(self.mode) + step) % len(modes)])

    def start_filter(self) -> None:
        """Let the person type a filter."""
        self.filter.display = True
        self.filter.focus()

    def action_clear(self) -> None:
        """Clear the filter."""
        self.filter.value = ""
        self.query_text = ""
        self.filter.display = False
        self.rows.focus()
        self.post_message(self.Turned())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as one types."""
        event.stop()
        self.query_text = event.value
        self.post_message(self.Turned())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter and go to what it found."""
        event.stop()
        self.filter.display = bool(self.query_text)
        self.rows.focus()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Say what is pointed at."""
        event.stop()
        self.post_message(self.Pointed(Thing(self.mode, event.key), isinstance(event, Rows.Chosen)))

    def on_rows_begun(self, event: Rows.Begun) -> None:
        """Say that the person begins."""
        event.stop()
        self.post_message(self.Begun(is_empty=not event.key))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Say what was opened."""
        event.stop()
        self.post_message(self.Pointed(Thing(self.mode, event.key), True))
