"""A page of the inspector, and the few ways of setting a line on it."""

from __future__ import annotations

from dataclasses import dataclass

from drills.console import signs
from drills.console.frame import Frame
from drills.console.glossary import Term, terms, underlined
from drills.console.spans import Line, Span, one_line
from engine.texts import clean


@dataclass(frozen=True, slots=True)
class Page:
    """A title of one line, and the lines under it."""

    title: Line
    lines: tuple[Line, ...]


class Sheet:
    """Collects the lines of a page."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.lines: list[Line] = []
        self._terms: tuple[Term, ...] = terms(frame.words)

    def add(self, *spans: Span | str) -> None:
        """A line of spans."""
        self.lines.append(tuple((span, "") if isinstance(span, str) else span for span in spans))

    def text(self, words: str, tone: str = "") -> None:
        """Running text, its glossary terms underlined."""
        for part in words.split("\n"):
            self.lines.append(underlined(self._terms, clean(part), tone))

    def fact(self, label: str, words: str, tone: str = "") -> None:
        """«label: words», left out where there are no words."""
        if words:
            self.lines.append(((f"{label}: ", "label"), *underlined(self._terms, one_line(clean(words)), tone)))

    def raw(self, words: str) -> None:
        """A log line as its product wrote it."""
        self.lines.append((("│ ", "dim"), (one_line(clean(words)), "raw")))

    def gap(self) -> None:
        """An empty line, never two."""
        if self.lines and self.lines[-1]:
            self.lines.append(())

    def page(self, *title: Span | str) -> Page:
        """The page as collected."""
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        return Page(tuple((span, "strong") if isinstance(span, str) else span for span in title), tuple(self.lines))


def asset_state(frame: Frame, asset: str) -> Span:
    """What is known of an asset, glyph and word."""
    known = frame.assets.get(asset)
    if known is None:
        return (f"{signs.UNKNOWN.glyph} {frame.words.tell(signs.UNKNOWN.word)}", signs.UNKNOWN.tone)
    sign = signs.ASSET[known.state]
    return (f"{sign.glyph} {frame.words.said(f'state.{known.state}', known.state)}", sign.tone)


def service_list(frame: Frame, services: tuple[str, ...]) -> str:
    """Services by name with what is heard of them."""
    out = []
    for service in services:
        level = frame.levels.get(service, 1000)
        name = frame.words.name(service)
        out.append(name if level >= 1000 else f"{name} {signs.service_sign(level).glyph}")
    return ", ".join(out)
