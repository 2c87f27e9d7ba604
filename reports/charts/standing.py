"""Piles over time, each on its own scale, over the stretches in which measures were in force."""

from __future__ import annotations

from itertools import pairwise

from reports.charts.canvas import SMALL, Canvas, TimeAxis, wrapped
from reports.charts.curves import nice_top
from reports.charts.style import INK, LOSS, MUTED, PALE, TEAL
from reports.model import PileRow, Report
from reports.words import Words

MINUTE = 60_000
WIDTH, LEFT, RIGHT = 780, 220, 690
TALL, PITCH = 64, 86
BAR, BAR_PITCH = 12, 26
MOST_PILES = 8
"""Piles that the chart draws; the table has all."""


def standing(report: Report, words: Words) -> str:
    """The chart, '' where nothing was ever counted and nothing ever in force."""
    measures = [row for row in report.switches if row.spans]
    if not report.piles and not measures:
        return ""
    heaps = shown(report.piles)
    left_out = len(report.piles) - len(heaps)
    bottom = 8 + PITCH * len(heaps) + BAR_PITCH * len(measures)
    canvas = Canvas(WIDTH, bottom + (46 if left_out else 26))
    axis = TimeAxis(words, (report.end_minute - report.start_minute) * MINUTE, LEFT, RIGHT)
    canvas.time_axis(axis, 2, bottom)
    for number, pile in enumerate(heaps):
        _pile(canvas, pile, axis, 8 + PITCH * number, words)
    top = 8 + PITCH * len(heaps)
    for number, row in enumerate(measures):
        y = top + BAR_PITCH * number
        canvas.rects([{"x": LEFT, "y": y, "x2": RIGHT, "y2": y + BAR}], color=PALE, opacity=1)
        canvas.rects(
            [{"x": axis.x(span.start), "y": y, "x2": max(axis.x(span.end), axis.x(span.start) + 2), "y2": y + BAR} for span in row.spans],
            color=TEAL,
            opacity=1,
        )
        canvas.texts([{"x": LEFT - 8, "y": y + BAR / 2, "text": wrapped(row.name, 32)}], align="right", fontSize=SMALL)
    if left_out:
        said = words.text("{count} more in the table below", count=words.number(left_out))
        canvas.texts([{"x": LEFT, "y": bottom + 36, "text": said}], fontSize=SMALL, color=MUTED)
    return canvas.svg("standing", words.text("What piled up, and which measures were in force"), _told(report, words))


def shown(piles: tuple[PileRow, ...]) -> tuple[PileRow, ...]:
    """The piles that the chart draws, in the plan's order: all of a few; of many, those that moved most often."""
    if len(piles) <= MOST_PILES:
        return piles
    ranked = sorted(piles, key=lambda pile: (-_swing(pile), -pile.most, pile.id))
    kept = {pile.id for pile in ranked[:MOST_PILES] if _swing(pile)}
    return tuple(pile for pile in piles if pile.id in kept)


def _swing(pile: PileRow) -> int:
    """How often what waits went up or down between two marks."""
    waiting = [mark.waiting for mark in pile.marks]
    return sum(1 for before, after in pairwise(waiting) if before != after)


def _pile(canvas: Canvas, pile: PileRow, axis: TimeAxis, y: float, words: Words) -> None:
    top = nice_top(pile.most)
    base = y + TALL
    points = [{"x": axis.x(mark.at), "y": round(base - mark.waiting * TALL / top, 1)} for mark in pile.marks]
    canvas.rules([{"x": LEFT, "y": base, "x2": RIGHT, "y2": base}], color=INK)
    canvas.texts([{"x": LEFT - 8, "y": y + TALL / 2, "text": wrapped(pile.name, 32)}], align="right", fontSize=SMALL)
    canvas.texts([{"x": LEFT - 8, "y": y + 4, "text": words.number(top)}], align="right", fontSize=SMALL, color=MUTED)
    canvas.texts([{"x": LEFT - 8, "y": base, "text": "0"}], align="right", fontSize=SMALL, color=MUTED)
    canvas.line(points, color=LOSS, strokeWidth=2.5)
    canvas.texts([{"x": RIGHT + 8, "y": points[-1]["y"], "text": pile.end_text}], fontSize=SMALL, fontWeight="bold")


def _told(report: Report, words: Words) -> str:
    heaps = [
        words.text(
            "{pile_name}: at most {most} at {clock}, {rest} at the end",
            pile_name=pile.name,
            most=pile.most_text,
            clock=pile.most_clock,
            rest=pile.end_text,
        )
        for pile in report.piles
    ]
    measures = [words.text("{what_name}: {told}", what_name=row.name, told=row.told) for row in report.switches]
    return "; ".join([*heaps, *measures]) + "."
