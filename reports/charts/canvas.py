"""A canvas of pixels for Altair: layers of marks at given places, turned to an accessible, deterministic SVG.

Origin is the top left corner. Vega's own axes and legends are not used: their layout depends on measured text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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


class Canvas:
    """Collects layers; `svg` draws them."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._layers: list[Chart] = []

    def rects(self, rows: Sequence[Row], **style: Any) -> None:
        """Boxes from (x, y) to (x2, y2)."""
        self._add(rows, "mark_rect", style, far=True)

    def rules(self, rows: Sequence[Row], **style: Any) -> None:
        """Straight lines from (x, y) to (x2, y2)."""
        self._add(rows, "mark_rule", {"color": RULE, **style}, far=True)

    def line(self, rows: Sequence[Row], **style: Any) -> None:
        """One line through points in the order given."""
        self._add(rows, "mark_line", style, order=True)

    def points(self, rows: Sequence[Row], **style: Any) -> None:
        """Symbols; a row's `angle` turns its own."""
        self._add(rows, "mark_point", {"filled": True, "opacity": 1, **style})

    def texts(self, rows: Sequence[Row], **style: Any) -> None:
        """Texts; a line feed breaks the line."""
        self._add(
            rows, "mark_text", {"align": "left", "baseline": "middle", "color": INK, "lineBreak": "\n", "fontSize": TEXT_SIZE, **style}
        )

    def legend(self, items: Iterable[tuple[str, str, str]], y: float, column: float, left: float = 0) -> None:
        """Symbols with their meaning, in columns: (text, colour, shape)."""
        for number, (text, color, shape) in enumerate(items):
            x = left + number * column
            self.points([{"x": x + 6, "y": y}], color=color, shape=shape, size=70)
            self.texts([{"x": x + 17, "y": y, "text": text}], fontSize=SMALL, color=INK)

    def time_axis(self, axis: TimeAxis, top: float, bottom: float) -> None:
        """Grid lines with clock times under them."""
        self.rules([{"x": x, "y": top, "x2": x, "y2": bottom} for _, x in axis.ticks])
        self.texts([{"x": x, "y": bottom + 11, "text": text} for text, x in axis.ticks], align="center", fontSize=SMALL, color=MUTED)

    def _add(self, rows: Sequence[Row], mark: str, style: dict[str, Any], *, far: bool = False, order: bool = False) -> None:
        if not rows:
            return
        import altair as alt

        across = alt.Scale(domain=[0, self.width], nice=False, zero=False)
        down = alt.Scale(domain=[self.height, 0], nice=False, zero=False)
        channels: dict[str, Any] = {
            "x": alt.X("x:Q", scale=across, axis=None),
            "y": alt.Y("y:Q", scale=down, axis=None),
        }
        if far:
            channels |= {"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}
        if order:
            channels["order"] = alt.Order("n:Q")
            rows = [{**row, "n": number} for number, row in enumerate(rows)]
        if mark == "mark_text":
            channels["text"] = alt.Text("text:N")
        if "angle" in rows[0]:
            channels["angle"] = alt.Angle("angle:Q", scale=None)
        values: list[dict[str, Any]] = [dict(row) for row in rows]
        chart = getattr(alt.Chart(alt.InlineData(values=values)), mark)(**style)
        self._layers.append(chart.encode(**channels))

    def svg(self, name: str, title: str, description: str) -> str:
        """The picture, with ids of its own and a title and description that screen readers find."""
        import altair as alt

        layered: Any = alt.layer(*self._layers).properties(width=self.width, height=self.height, background="transparent", padding=2)
        layered = layered.configure(font=FONT, aria=False).configure_view(stroke=None).configure_text(font=FONT)
        drawn: str = _converter().vegalite_to_svg(layered.to_dict(), allowed_base_urls=[])
        return _accessible(drawn, name, title, description)


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
