"""Harm over time, the four harms side by side, and what people had of each service."""

from __future__ import annotations

from reports.charts.canvas import SMALL, Canvas, TimeAxis, wrapped
from reports.charts.style import INK, LOSS, MUTED, PALE, RUN
from reports.model import HarmCurve, Report, ServiceRow
from reports.words import Words

MINUTE = 60_000


def _end(report: Report) -> int:
    return (report.end_minute - report.start_minute) * MINUTE


def nice_top(value: int) -> int:
    """The next of 1, 2, 2.5, 5 × 10^n (as ints from 4 up) that is not below a value."""
    top = 1
    while True:
        for step in (1, 2, 5):
            if top * step >= value:
                return max(4, top * step)
        top *= 10


def harm_curves(report: Report, words: Words) -> str:
    """User-hours lost: nobody, this drill, reference."""
    width, height, left, bottom = 470, 250, 52, 214
    canvas = Canvas(width, height)
    axis = TimeAxis(words, _end(report), left, 362)
    top = nice_top(max(max(curve.lost) for curve in report.curves))
    scale = (bottom - 16) / top
    canvas.time_axis(axis, 16, bottom)
    marks = [top * part // 4 for part in range(5)]
    canvas.rules([{"x": left, "y": bottom - mark * scale, "x2": 362, "y2": bottom - mark * scale} for mark in marks])
    canvas.texts(
        [{"x": left - 6, "y": bottom - mark * scale, "text": words.number(mark)} for mark in marks],
        align="right",
        fontSize=SMALL,
        color=MUTED,
    )
    canvas.texts([{"x": 0, "y": 4, "text": words.text("user-hours of service lost")}], fontSize=SMALL, color=MUTED)
    for curve in sorted(report.curves, key=lambda item: item.id == "today"):
        color, dash, thick = RUN[curve.id]
        canvas.line(
            [{"x": axis.x(at), "y": round(bottom - lost * scale, 1)} for at, lost in zip(curve.at, curve.lost, strict=True)],
            color=color,
            strokeDash=dash,
            strokeWidth=thick,
        )
    for curve, y in _spread_labels(report.curves, bottom, scale):
        bold = "bold" if curve.id == "today" else "normal"
        canvas.texts([{"x": 369, "y": y, "text": wrapped(curve.name, 16)}], fontSize=SMALL, color=RUN[curve.id][0], fontWeight=bold)
    return canvas.svg("curves", words.text("Service lost over time"), _curves_told(report, words))


def _curves_told(report: Report, words: Words) -> str:
    parts = [
        words.text("{run_name}: {hours} user-hours at the end", run_name=curve.name, hours=words.number(curve.lost[-1]))
        for curve in report.curves
    ]
    return "; ".join(parts) + "."


def _spread_labels(curves: tuple[HarmCurve, ...], bottom: float, scale: float) -> list[tuple[HarmCurve, float]]:
    """Labels at the ends of the lines, pushed apart where they would meet."""
    placed: list[tuple[HarmCurve, float]] = []
    for curve in sorted(curves, key=lambda item: (-item.lost[-1], item.id)):
        y = bottom - curve.lost[-1] * scale
        placed.append((curve, max(y, placed[-1][1] + 30) if placed else max(y, 14)))
    below = bottom + 8
    for number in range(len(placed) - 1, -1, -1):
        curve, y = placed[number]
        below = min(y, below)
        placed[number] = (curve, round(below, 1))
        below -= 30
    return placed


def harm_columns(report: Report, words: Words) -> str:
    """Four harms, three bars each, every harm on its own scale."""
    cell, left, bar = 194, 4, 172
    canvas = Canvas(4 * cell, 128)
    for number, harm in enumerate(report.harms):
        x = number * cell + left
        canvas.texts([{"x": x, "y": 8, "text": harm.name}], fontWeight="bold")
        canvas.texts([{"x": x, "y": 23, "text": harm.unit}], fontSize=SMALL, color=MUTED)
        top = max(harm.nobody, harm.today, harm.reference, 1)
        runs = (
            ("nobody", harm.nobody, harm.nobody_text),
            ("today", harm.today, harm.today_text),
            ("reference", harm.reference, harm.reference_text),
        )
        for row, (run, value, shown) in enumerate(runs):
            y = 36 + row * 32
            length = max(1.5, max(0, value) * bar / top)
            canvas.texts([{"x": x, "y": y + 6, "text": _run_name(report, run)}], fontSize=SMALL, color=INK)
            canvas.rects([{"x": x, "y": y + 14, "x2": x + length, "y2": y + 22}], color=RUN[run][0], opacity=1)
            canvas.texts([{"x": x + bar, "y": y + 6, "text": shown}], align="right", fontSize=SMALL, fontWeight="bold")
    return canvas.svg("harms", words.text("The four harms"), _harms_told(report, words))


def _run_name(report: Report, run: str) -> str:
    return next(curve.name for curve in report.curves if curve.id == run)


def _harms_told(report: Report, words: Words) -> str:
    parts = [
        words.text(
            "{harm_name} ({unit}): {nobody} with nobody responding, {today} in this drill, {reference} with the reference response",
            harm_name=harm.name,
            unit=harm.unit,
            nobody=harm.nobody_text,
            today=harm.today_text,
            reference=harm.reference_text,
        )
        for harm in report.harms
    ]
    return "; ".join(parts) + "."


def service_levels(report: Report, words: Words) -> str:
    """For each service that anybody lost: the share of its users who had it, over time."""
    rows = [row for row in report.services if row.lost > 0 and row.users]
    if not rows:
        return ""
    width, left, right, pitch, tall = 780, 200, 690, 40, 26
    bottom = 6 + pitch * len(rows)
    canvas = Canvas(width, bottom + 46)
    axis = TimeAxis(words, _end(report), left, right)
    canvas.time_axis(axis, 2, bottom)
    for number, row in enumerate(rows):
        y = 4 + number * pitch
        canvas.rects([{"x": left, "y": y, "x2": right, "y2": y + tall}], color=PALE, opacity=1)
        canvas.rects(_losses(row, axis, y, tall), color=LOSS, opacity=1)
        canvas.rules([{"x": left, "y": y + tall, "x2": right, "y2": y + tall}], color=INK)
        canvas.texts([{"x": left - 8, "y": y + tall / 2, "text": wrapped(row.name, 28)}], align="right", fontSize=SMALL)
        canvas.texts([{"x": right + 8, "y": y + tall / 2, "text": row.lost_text}], fontSize=SMALL, fontWeight="bold")
    canvas.texts([{"x": right + 8, "y": bottom + 11, "text": words.text("user-minutes")}], fontSize=SMALL, color=MUTED)
    canvas.legend(
        ((words.text("users served"), PALE, "square"), (words.text("users without the service"), LOSS, "square")), bottom + 32, left
    )
    told = "; ".join(
        words.text("{service_name}: {minutes} user-minutes lost", service_name=row.name, minutes=row.lost_text) for row in rows
    )
    return canvas.svg("services", words.text("Who had which service"), told + ".")


def _losses(row: ServiceRow, axis: TimeAxis, y: float, tall: float) -> list[dict[str, float]]:
    """The part of the users without it hangs from the top; even a few are drawn a pixel high."""
    return [
        {"x": axis.x(span.start), "y": y, "x2": axis.x(span.end), "y2": round(y + max(1.5, min(1.0, span.losing / row.users) * tall), 1)}
        for span in row.spans
        if span.losing
    ]
