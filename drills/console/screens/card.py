"""A card over the desk: a title, a text that scrolls, sometimes a list or inputs, and its keys in the last line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from drills.console.commands import bindings
from drills.console.frame import Frame
from drills.console.spans import Line, content

Result = TypeVar("Result")
SHARE = 94
"""Part of the screen's height that a card may take, per cent."""
EDGES = 3
"""Rows of a card's border, and of the gap above its keys."""


class Card(ModalScreen[Result]):
    """Base of all cards. A subclass says its words in `title_words`, `lines` and `keys`, in the frame's language."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("app"),  # a modal screen hears nothing of the application's keys, and F8 must work everywhere
        Binding("escape", "close", show=False),
        Binding("pagedown", "scroll_text(1)", show=False),
        Binding("pageup", "scroll_text(-1)", show=False),
    ]

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame
        self.box = Vertical(id="card")
        self.body = Static(id="card-text", markup=False)
        self.scroller = VerticalScroll(id="card-body", can_focus=False)
        self.keys_line = Static(id="card-keys", markup=False)

    def compose(self) -> ComposeResult:
        """Text, then what the card adds, then its keys."""
        with self.box:
            with self.scroller:
                yield self.body
            yield from self.extras()
            yield self.keys_line

    def extras(self) -> Iterable[Widget]:
        """Widgets between the text and the keys."""
        return ()

    def on_mount(self) -> None:
        """Say everything."""
        self.tell()

    def retell(self, frame: Frame) -> None:
        """Say everything again, in another language or for another moment."""
        self.frame = frame
        self.tell()

    def tell(self) -> None:
        """Put the words up."""
        self.box.border_title = content([self.title_words()])
        lines = self.lines()
        self.body.update(content(lines))
        self.scroller.display = bool(lines)
        self.keys_line.update(content([keys_words(self.keys())]))
        self.call_after_refresh(self._fit)

    def on_resize(self) -> None:
        """Another size, another share for the text."""
        self.tell()

    def _fit(self) -> None:
        """Give the text what the rest of the card leaves, so that its keys are always seen."""
        others = sum(child.outer_size.height for child in self.box.children if child.display and child is not self.scroller)
        room = max(3, self.size.height * SHARE // 100 - EDGES - others)
        self.scroller.styles.max_height = room

    def title_words(self) -> Line:
        """The title."""
        return ()

    def lines(self) -> tuple[Line, ...]:
        """The text."""
        return ()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """(key, what it does) in the last line."""
        return (("Esc", self.frame.words.tell("Close")),)

    def action_close(self) -> None:
        """Away without doing anything."""
        self.dismiss(None)

    def action_scroll_text(self, step: int) -> None:
        """Scroll the text by a page."""
        self.scroller.scroll_relative(y=step * max(1, self.scroller.size.height - 1), animate=False)


def keys_words(keys: Iterable[tuple[str, str]]) -> Line:
    """«Enter Thực hiện · Esc Thôi»."""
    out: list[tuple[str, str]] = []
    for key, said in keys:
        if out:
            out.append((" · ", "dim"))
        out.extend(((key, "key"), (f" {said}", "")))
    return tuple(out)
