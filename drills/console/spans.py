"""Styled text without markup: a span is (text, tone), a line is a tuple of spans.

Text from people and scenarios only ever travels as span text, so brackets in it are brackets. A tone names what the
text means; `STYLES` says how each looks, in colours that the themes define.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from textual.content import Content

Span = tuple[str, str]
Line = tuple[Span, ...]

STYLES = {
    "": "",
    "strong": "bold",
    "dim": "$tone-dim",
    "label": "bold $tone-label",
    "title": "bold $tone-accent",
    "accent": "$tone-accent",
    "key": "bold $tone-key",
    "danger": "bold $tone-danger",
    "warn": "$tone-warn",
    "info": "$tone-info",
    "good": "$tone-good",
    "raw": "$tone-raw",
    "term": "underline",
    "band": "bold $tone-band on $tone-band-back",
    "chip": "bold $tone-chip on $tone-chip-back",
}
"""How each tone looks; every state is said by a glyph and a word besides."""

ELLIPSIS = "…"


def line(*spans: Span | str) -> Line:
    """A line out of spans and plain strings."""
    return tuple((span, "") if isinstance(span, str) else span for span in spans)


def content(lines: Iterable[Line]) -> Content:
    """Lines as content for a widget."""
    parts: list[str | tuple[str, str]] = []
    for number, spans in enumerate(lines):
        if number:
            parts.append("\n")
        parts.extend((text, STYLES[tone]) if STYLES[tone] else text for text, tone in spans if text)
    return Content.assemble(*parts)


def one_line(text: str) -> str:
    """Text that fits on one line of a list."""
    return " ".join(text.split())


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Text cut or padded to exactly `width` cells, with an ellipsis where it was cut."""
    if width <= 0:
        return ""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + ELLIPSIS
    padding = " " * (width - length)
    return padding + text if right else text + padding


def width_of(spans: Line) -> int:
    """How many cells a line takes."""
    return sum(cell_len(text) for text, _ in spans)


def clip(spans: Line, width: int) -> Line:
    """A line cut to `width` cells."""
    out: list[Span] = []
    left = width
    for text, tone in spans:
        need = cell_len(text)
        if need > left:
            if left > 0:
                out.append((fit(text, left), tone))
            return tuple(out)
        out.append((text, tone))
        left -= need
    return tuple(out)


def bar(left: Line, right: Line, width: int) -> Line:
    """One line of `width` cells with a part at each end; the left part gives way."""
    room = width - width_of(right)
    if room < 8:
        return clip(left, width)
    kept = clip(left, room - 1)
    return (*kept, (" " * (room - width_of(kept)), ""), *right)


def plain(spans: Line) -> str:
    """The words of a line."""
    return "".join(text for text, _ in spans)
