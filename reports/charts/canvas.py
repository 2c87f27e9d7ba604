"""A canvas of pixels for Altair: layers of marks at given places, turned to an accessible, deterministic SVG.

Origin is the top left corner. Vega's own axes and legends are not used: their layout depends on measured text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from reports.charts.style import FONT, INK, MUTED, RULE
from reports.words import Words

if TYPE_CHECKING:
    from altair import Chart

Row = Mapping[str, Any]
TEXT_SIZE = 12
SMALL = 11
LETTER = 6.2
"""Pixels that a letter of `SMALL` text takes, on the safe side."""
_ROOT = re.compile(r"<svg[^>]*>")
_BOX = re.compile(r'viewBox="([^"]+)"')
_IDS = re.compile(r'(\bid="|url\(#|href="#)(clip|gradient)')


@cache
def _converter() -> Any:
    """vl-convert, knowing our font: its own lacks Vietnamese letters and the machine's would change the layout."""
    import vl_convert
    from fontpkg_be_vietnam_pro import ROOT

    vl_convert.register_font_directory(str(ROOT / "files"))
    return vl_convert


@dataclass(slots=True)
class _Layer:
    """Marks of one kind and style. `far`: from a point to another; `order`: joined in order."""

    mark: str
    style: dict[str, Any]
    far: bool
    order: bool
    rows: list[dict[str, Any]] = field(default_factory=list)


class Canvas:
    """Collects layers; `svg` draws them."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._layers: dict[tuple[str, str, int], _Layer] = {}

    def rects(self, rows: Sequence[Row], **style: Any) -> None:
        """Boxes from (x, y) to (x2, y2)."""
        self._add(rows, "rect", style, far=True)

    def rules(self, rows: Sequence[Row], **style: Any) -> None:
        """Straight lines from (x, y) to (x2, y2)."""
        self._add(rows, "rule", {"color": RULE, **style}, far=True)

    def line(self, rows: Sequence[Row], **style: Any) -> None:
        """One line through points in the order given."""
        self._add(rows, "line", style, order=True)

    def points(self, rows: Sequence[Row], **style: Any) -> None:
        """Symbols; a row's `angle` turns its own."""
        self._add(rows, "point", {"filled": True, "opacity": 1, **style})

    def texts(self, rows: Sequence[Row], **style: Any) -> None:
        """Texts; a line feed breaks the line."""
        self._add(rows, "text", {"align": "left", "baseline": "middle", "color": INK, "lineBreak": "\n", "fontSize": TEXT_SIZE, **style})

    def labels(self, rows: Sequence[Row], **style: Any) -> None:
        """Texts with a white rim, readable over symbols."""
        look = {"align": "left", "baseline": "middle", "color": INK, "fontSize": TEXT_SIZE, **style}
        self._add(rows, "text", {**look, "color": "white", "stroke": "white", "strokeWidth": 4}, apart=True)
        self._add(rows, "text", look, apart=True)

    def legend(self, items: Iterable[tuple[str, str, str]], y: float, left: float = 6) -> None:
        """Symbols with their meaning, (text, colour, shape) each; what finds no room begins a line, and the canvas grows."""
        x = left
        for text, color, shape in items:
            wide = 34 + LETTER * len(text)
            if x > left and x + wide > self.width:
                x, y = left, y + 20
            self.points([{"x": x + 6, "y": y}], color=color, shape=shape, size=70)
            self.texts([{"x": x + 17, "y": y, "text": text}], fontSize=SMALL, color=INK)
            x += wide
        self.height = max(self.height, round(y + 12))

    def time_axis(self, axis: TimeAxis, top: float, bottom: float) -> None:
        """Grid lines with clock times under them."""
        self.rules([{"x": x, "y": top, "x2": x, "y2": bottom} for _, x in axis.ticks])
        self.texts([{"x": x, "y": bottom + 11, "text": text} for text, x in axis.ticks], align="center", fontSize=SMALL, color=MUTED)

    def _add(
        self, rows: Sequence[Row], mark: str, style: dict[str, Any], *, far: bool = False, order: bool = False, apart: bool = False
    ) -> None:
        """Like marks share a layer, placed where the first was drawn, unless kept `apart`: few layers are drawn fast."""
        if not rows:
            return
        if order:
            rows = [{**row, "n": number} for number, row in enumerate(rows)]
        key = (mark, json.dumps(style, sort_keys=True), len(self._layers) if order or apart else -1)
        layer = self._layers.setdefault(key, _Layer(mark, style, far, order))
        layer.rows.extend(dict(row) for row in rows)

    def svg(self, name: str, title: str, description: str) -> str:
        """The picture, with ids of its own and a title and description that screen readers find."""
        import altair as alt
        from altair.utils.schemapi import debug_mode

        with debug_mode(False):  # checking every mark against the schema takes longer than drawing; a test draws with checks on
            spec = alt.layer(
                *[self._chart(layer) for layer in self._layers.values()],
                width=self.width,
                height=self.height,
                background="transparent",
                padding=2,
                config={"font": FONT, "aria": False, "view": {"stroke": None}, "text": {"font": FONT}},
            ).to_dict(validate=False)
        return _accessible(_converter().vegalite_to_svg(spec, allowed_base_urls=[]), name, title, description)

    def _chart(self, layer: _Layer) -> Chart:
        import altair as alt

        channels: dict[str, Any] = {
            "x": alt.X("x:Q", scale=alt.Scale(domain=[0, self.width], nice=False, zero=False), axis=None),
            "y": alt.Y("y:Q", scale=alt.Scale(domain=[self.height, 0], nice=False, zero=False), axis=None),
        }
        if layer.far:
            channels |= {"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}
        if layer.order:
            channels["order"] = alt.Order("n:Q")
        if layer.mark == "text":
            channels["text"] = alt.Text("text:N")
        if "angle" in layer.rows[0]:
            channels["angle"] = alt.Angle("angle:Q", scale=None)
        data = alt.InlineData(values=layer.rows)
        mark: Any = {"type": layer.mark, **layer.style}
        return alt.Chart(data, mark=mark).encode(**channels)


def _accessible(svg: str, name: str, title: str, description: str) -> str:
    box = _BOX.search(svg)
    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart-{name}" role="img" viewBox="{box[1] if box else "0 0 1 1"}" '
        f'aria-labelledby="chart-{name}-title chart-{name}-desc">'
        f'<title id="chart-{name}-title">{escape(title)}</title><desc id="chart-{name}-desc">{escape(description)}</desc>'
    )
    body = _ROOT.sub(lambda _: root, svg, count=1)
    return _IDS.sub(lambda found: f"{found[1]}{name}-{found[2]}", body)


class TimeAxis:
    """Drill time to pixels, with ticks on whole hours or parts of them."""

    def __init__(self, words: Words, end: int, left: float, right: float) -> None:
        self._end = max(end, 1)
        self._left = left
        self._right = right
        first = words.minute_of_day(0)
        last = first + max(1, end // 60_000)
        step = next((minutes for minutes in (5, 10, 15, 30, 60, 120, 240, 480) if (last - first) // minutes <= 10), 1440)
        marks = range(-(-first // step) * step, last + 1, step)
        self.ticks = [(f"{mark // 60 % 24:02}:{mark % 60:02}", self.x((mark - first) * 60_000)) for mark in marks]

    def x(self, at: int) -> float:
        """Pixels of a drill time; times outside stand at the edges."""
        share = min(max(at, 0), self._end) / self._end
        return round(self._left + share * (self._right - self._left), 1)


def wrapped(text: str, width: int, most: int = 2) -> str:
    """Text in at most `most` lines of about `width` letters."""
    lines = wrap(text, width) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: width - 1].rstrip(" ,;:–-") + "…"]
    return "\n".join(lines)
