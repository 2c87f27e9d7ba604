"""The attack's path: devices in columns of network segments, moves as numbered arrows in order of time."""

from __future__ import annotations

from math import atan2, degrees, hypot

from reports.analysis.path import STATES
from reports.charts.canvas import SMALL, Canvas, wrapped
from reports.charts.style import FAINT, INK, MUTED, STATE
from reports.model import PathNode, Report
from reports.words import Words

ROW = 52
HEAD = 60
REACH = 11
"""Pixels between an arrow and the middle of a device."""
ASIDE = (0, 0.24, -0.24, 0.1, -0.1)
"""How far devices of a column stand aside, in columns, so that arrows past them can be seen."""


def attack_path(report: Report, words: Words) -> str:
    """The graph, '' where the attack reached nothing."""
    path = report.path
    if not path.nodes:
        return ""
    column = min(190, max(104, 900 // len(path.columns)))
    rows = 1 + max(node.row for node in path.nodes)
    width, bottom = column * len(path.columns), HEAD + ROW * rows
    canvas = Canvas(width, bottom + 40)
    for number, place in enumerate(path.columns):
        x = number * column
        canvas.rects([{"x": x + 3, "y": 0, "x2": x + column - 3, "y2": bottom}], color=FAINT, opacity=1)
        canvas.texts(
            [{"x": x + column / 2, "y": 12, "text": wrapped(place.name, column // 7, 1)}], align="center", fontSize=SMALL, fontWeight="bold"
        )
        canvas.texts([{"x": x + column / 2, "y": 32, "text": wrapped(place.place, column // 7)}], align="center", fontSize=10, color=MUTED)
    spots = {node.id: _spot(node, column) for node in path.nodes}
    _moves(canvas, report, spots)
    for state, (color, shape) in STATE.items():
        rows_of = [{"x": spots[node.id][0], "y": spots[node.id][1]} for node in path.nodes if node.state == state]
        canvas.points(rows_of, color=color, shape=shape, size=150, stroke="white", strokeWidth=1.5)
    canvas.labels(
        [{"x": spots[node.id][0], "y": spots[node.id][1] + 15, "text": wrapped(node.name, column // 6, 1)} for node in path.nodes],
        align="center",
        fontSize=10,
    )
    used = [state for state in STATES if any(node.state == state for node in path.nodes)]
    canvas.legend([(words.text(STATES[state]), *STATE[state]) for state in used], bottom + 22)
    told = words.text(
        "{nodes} devices or groups in {columns} segments, {moves} moves; the list follows.",
        nodes=words.number(len(path.nodes)),
        columns=words.number(len(path.columns)),
        moves=words.number(len(path.edges)),
    )
    return canvas.svg("path", words.text("The attack's path through the network"), told)


def _spot(node: PathNode, column: int) -> tuple[float, float]:
    """Neighbours in a column stand aside in turn, so that a move past them can be seen; so do neighbouring columns."""
    aside = round(column * ASIDE[node.row % len(ASIDE)])
    lower = 0 if node.column % 2 else 15
    return node.column * column + column / 2 + aside, HEAD + ROW * node.row + 8 + lower


def _moves(canvas: Canvas, report: Report, spots: dict[str, tuple[float, float]]) -> None:
    lines, heads, numbers = [], [], []
    for edge in report.path.edges:
        (x, y), (x2, y2) = spots[edge.source], spots[edge.target]
        far = hypot(x2 - x, y2 - y) or 1.0
        dx, dy = (x2 - x) / far, (y2 - y) / far
        lines.append(
            {"x": round(x + dx * REACH, 1), "y": round(y + dy * REACH, 1), "x2": round(x2 - dx * REACH, 1), "y2": round(y2 - dy * REACH, 1)}
        )
        heads.append(
            {"x": round(x2 - dx * (REACH + 2), 1), "y": round(y2 - dy * (REACH + 2), 1), "angle": round(degrees(atan2(dy, dx)) + 90)}
        )
        numbers.append({"x": round(x + dx * far * 0.55, 1), "y": round(y + dy * far * 0.55, 1), "text": str(edge.order)})
    canvas.rules(lines, color=MUTED, strokeWidth=1.3)
    canvas.points(heads, color=MUTED, shape="triangle", size=38)
    canvas.points([{"x": row["x"], "y": row["y"]} for row in numbers], color="white", shape="circle", size=190, stroke=MUTED, strokeWidth=1)
    canvas.texts(numbers, align="center", fontSize=10, color=INK)
