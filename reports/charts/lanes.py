"""The swimlanes: what the attacker, the world and each team did, on one clock."""

from __future__ import annotations

from reports.analysis.timeline import CATEGORIES
from reports.charts.canvas import SMALL, Canvas, TimeAxis, wrapped
from reports.charts.style import CATEGORY, FAINT, INK, MUTED
from reports.model import Entry, Report
from reports.words import Words

MINUTE = 60_000
PITCH = 13
NEAR = 11
"""Symbols closer than this many pixels stand under each other."""
MOST_ROWS = 8


def swimlanes(report: Report, words: Words) -> str:
    """The chart, '' where nothing happened during the drill."""
    entries = [entry for entry in report.timeline if entry.at >= 0]
    if not entries:
        return ""
    width, left, right = 900, 150, 890
    axis = TimeAxis(words, (report.end_minute - report.start_minute) * MINUTE, left, right)
    lanes = [(lane, _rows([entry for entry in entries if entry.lane == lane.id], axis)) for lane in report.lanes]
    top = 26.0
    heights = [max(34, PITCH * (1 + max((row for _, _, row in placed), default=0)) + 14) for _, placed in lanes]
    bottom = top + sum(heights)
    canvas = Canvas(width, int(bottom + 20))
    y = top
    for number, ((lane, _), height) in enumerate(zip(lanes, heights, strict=True)):
        if number % 2 == 0:
            canvas.rects([{"x": 0, "y": y, "x2": right, "y2": y + height}], color=FAINT, opacity=1)
        canvas.texts([{"x": 6, "y": y + height / 2, "text": wrapped(lane.name, 22, 3)}], fontSize=SMALL, fontWeight="bold")
        y += height
    canvas.time_axis(axis, top, bottom)
    _notable(canvas, report, axis, top, bottom)
    _symbols(canvas, [(placed, height) for (_, placed), height in zip(lanes, heights, strict=True)], top)
    canvas.legend([(words.text(CATEGORIES[name]), color, shape) for name, (color, shape) in CATEGORY.items()], bottom + 36)
    return canvas.svg("lanes", words.text("The attack and the teams on one clock"), _told(report, entries, words))


def _rows(entries: list[Entry], axis: TimeAxis) -> list[tuple[Entry, float, int]]:
    """(entry, x, row): each symbol in the first row that is free there; what finds none shares the last."""
    ends: list[float] = []
    placed = []
    for entry in entries:
        x = axis.x(entry.at)
        row = next((number for number, end in enumerate(ends) if x - end >= NEAR), len(ends))
        row = min(row, MOST_ROWS - 1)
        if row == len(ends):
            ends.append(x)
        ends[row] = max(ends[row], x)
        placed.append((entry, x, row))
    return placed


def _symbols(canvas: Canvas, lanes: list[tuple[list[tuple[Entry, float, int]], float]], top: float) -> None:
    """One layer a category, so that the drawing stays small."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in CATEGORY}
    y = top
    for placed, height in lanes:
        for entry, x, row in placed:
            found[entry.category].append({"x": x, "y": y + 13 + row * PITCH})
        y += height
    for name, rows in found.items():
        color, shape = CATEGORY[name]
        canvas.points(rows, color=color, shape=shape, size=62)


def _notable(canvas: Canvas, report: Report, axis: TimeAxis, top: float, bottom: float) -> None:
    """Dashed lines with the numbers of the notable moments."""
    spots = [(number, axis.x(moment.at)) for number, moment in enumerate(report.notable, 1) if moment.at >= 0]
    canvas.rules([{"x": x, "y": top - 6, "x2": x, "y2": bottom} for _, x in spots], color=MUTED, strokeDash=[4, 3])
    places: list[tuple[int, float]] = []
    for number, x in spots:
        places.append((number, max(x, places[-1][1] + 18) if places else x))
    canvas.points([{"x": x, "y": top - 14} for _, x in places], shape="circle", size=230, color=INK)
    canvas.texts(
        [{"x": x, "y": top - 13.5, "text": str(number)} for number, x in places],
        align="center",
        color="white",
        fontWeight="bold",
        fontSize=SMALL,
    )


def _told(report: Report, entries: list[Entry], words: Words) -> str:
    counts = [(lane.name, sum(entry.lane == lane.id for entry in entries)) for lane in report.lanes]
    return "; ".join(words.plural("{lane_name}: {n} line", "{lane_name}: {n} lines", count, lane_name=name) for name, count in counts) + "."
