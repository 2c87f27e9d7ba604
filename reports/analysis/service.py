"""Service availability: levels over time, user-time lost, exactly as the engine integrated it, and the three harm curves."""

from __future__ import annotations

from engine.bundle import Curve
from engine.plan import Service
from reports.analysis.record import Record
from reports.model import CurvePoint, HarmColumn, HarmCurve, ServiceRow, Span
from reports.words import N_, rounded

HOUR = 3_600_000
RUNS = (("nobody", N_("Nobody responding")), ("today", N_("This drill")), ("reference", N_("Reference response")))


def people(service: Service) -> int:
    """Everybody who uses a service."""
    return sum(users for _, users in service.users)


def spans_of(record: Record, service: str) -> tuple[Span, ...]:
    """A service's stretches from the drill's first minute to its end."""
    spans: list[Span] = []
    start, level, micro, lost = 0, 1000, 0, 0

    def stretch(end: int) -> Span:
        return Span(start, end, level, micro // 1_000_000, lost + micro * (end - start) // 1_000_000)

    for _, event in record.every("service-changed"):
        if event.data.get("service") != service:
            continue
        at = min(max(0, event.at), record.end)
        if at > start:
            spans.append(stretch(at))
            start = at
        data = event.data
        level, micro, lost = int(data.get("level", level)), int(data.get("micro", 0)), int(data.get("lost", lost))
    if record.end > start:
        spans.append(stretch(record.end))
    return tuple(spans)


def service_rows(record: Record, today: Curve) -> tuple[ServiceRow, ...]:
    """Services, the one with the greatest loss first; those that nobody missed come last, in the plan's order."""
    rows = [_row(record, service, today) for service in record.plan.estate.services]
    order = {row.id: number for number, row in enumerate(rows)}
    return tuple(sorted(rows, key=lambda row: (-row.lost, order[row.id])))


def _row(record: Record, service: Service, today: Curve) -> ServiceRow:
    words = record.words
    spans = spans_of(record, service.id)
    lost = today.services.get(service.id, spans[-1].lost if spans else 0)
    down = sum(span.end - span.start for span in spans if span.losing)
    baselines = record.bundle.header.baselines
    changes = [
        position
        for position in record.by_kind.get("service-changed", ())
        if record.events[position].data.get("service") == service.id and record.events[position].at >= 0
    ]
    return ServiceRow(
        id=service.id,
        name=words.name(service.id),
        users=people(service),
        lost=lost,
        lost_text=words.user_minutes(lost),
        down_text=words.length(down) if down else words.text("none"),
        lowest=min((span.level for span in spans), default=1000),
        nobody_text=_whole_run(record, baselines.nobody, service.id),
        reference_text=_whole_run(record, baselines.reference, service.id),
        spans=spans,
        cites=record.cite(changes[0], changes[-1]) if changes else (),
    )


def _whole_run(record: Record, run: Curve, service: str) -> str:
    return "–" if record.ended_early else record.words.user_minutes(run.services.get(service, 0))


def harm_curves(record: Record, today: Curve) -> tuple[HarmCurve, ...]:
    """User-hours of service lost over time in the three runs, cut where this drill ended."""
    baselines = record.bundle.header.baselines
    out = []
    for (run, name), curve in zip(RUNS, (baselines.nobody, today, baselines.reference), strict=True):
        points = [(at, lost) for at, lost in zip(curve.at, curve.service, strict=True) if 0 <= at <= record.end] or [(0, 0)]
        if points[0][0] > 0:
            points.insert(0, (0, 0))
        if points[-1][0] < record.end:
            points.append((record.end, value_at(curve, record.end)))
        hours = tuple(rounded(lost, HOUR) for _, lost in points)
        out.append(HarmCurve(run, record.words.text(name), tuple(at for at, _ in points), hours))
    return tuple(out)


MOST_POINTS = 8


def curve_points(record: Record, today: Curve) -> tuple[CurvePoint, ...]:
    """The three curves as a table of a few columns: whole parts of the drill, and its end."""
    baselines = record.bundle.header.baselines
    step = next((minutes for minutes in (15, 30, 60, 120, 240) if record.end // (minutes * 60_000) <= MOST_POINTS), 480) * 60_000
    moments = [at for at in range(step, record.end, step) if record.end - at > step // 3]
    runs = (baselines.nobody, today, baselines.reference)
    return tuple(
        CurvePoint(at, record.words.clock(at), tuple(rounded(value_at(run, at), HOUR) for run in runs)) for at in [*moments, record.end]
    )


def value_at(curve: Curve, at: int, column: str = "service") -> int:
    """A curve's value at a moment: straight between two points of `service`, the last one reached for the counted columns."""
    values: tuple[int, ...] = getattr(curve, column)
    before = (0, 0)
    for moment, value in zip(curve.at, values, strict=True):
        if moment > at:
            if column != "service":
                return before[1]
            return before[1] + (value - before[1]) * (at - before[0]) // (moment - before[0])
        before = (moment, value)
    return before[1]


COLUMNS = (
    ("service", N_("Service"), N_("user-hours lost")),
    ("data", N_("Data"), N_("people exposed")),
    ("evidence", N_("Evidence"), N_("evidence points lost")),
    ("information", N_("Public information"), N_("public trust lost")),
)


def harm_columns(record: Record, today: Curve) -> tuple[HarmColumn, ...]:
    """The four harms, side by side and never summed."""
    words = record.words
    baselines = record.bundle.header.baselines
    columns = []
    for column, name, unit in COLUMNS:
        scale = HOUR if column == "service" else 1
        nobody, mine, reference = (
            rounded(value_at(run, record.end, column), scale) for run in (baselines.nobody, today, baselines.reference)
        )
        show = words.permille if column == "information" else words.number
        told = (show(nobody), show(mine), show(reference))
        columns.append(HarmColumn(column, words.text(name), words.text(unit), nobody, mine, reference, *told))
    return tuple(columns)
