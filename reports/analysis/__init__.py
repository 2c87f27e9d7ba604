"""Makes the report's data out of a bundle and its scorecard. Pure: no wall clock, no machine, no files but the catalogues."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from engine.bundle import Bundle
from engine.scoring import Scorecard, curve
from engine.texts import clean
from reports.analysis.board import boards
from reports.analysis.choices import choices
from reports.analysis.communes import communes
from reports.analysis.decisions import decisions
from reports.analysis.evidence import traces
from reports.analysis.knowledge import knowledge
from reports.analysis.marks import objectives, verdict
from reports.analysis.metrics import metrics, tallies
from reports.analysis.narrative import narrative
from reports.analysis.papers import papers
from reports.analysis.path import path
from reports.analysis.province import province
from reports.analysis.record import Record
from reports.analysis.service import curve_points, harm_columns, harm_curves, service_rows
from reports.analysis.standing import piles, switches
from reports.analysis.story import story
from reports.analysis.summary import compared, facts, notable
from reports.analysis.timeline import lanes, linked, timeline
from reports.model import Report
from reports.words import Words


def analyse(bundle: Bundle, scorecard: Scorecard, lang: str = "vi") -> Report:
    """The whole report as plain data.

    Args:
        bundle: a drill, finished or ended early.
        scorecard: what `engine.scoring.score` says of it.
        lang: vi or en.
    """
    record = Record(bundle, Words(bundle.plan, lang))
    today = curve(bundle.events, record.end)
    told = facts(record)
    result = verdict(record.words, scorecard)
    rows = objectives(record, scorecard)
    times, counts = metrics(record), tallies(record)
    known = knowledge(record)
    made, refused = decisions(record)
    text = narrative(record, scorecard, told, result, rows, times, counts, known)
    moments = notable(record)
    services = service_rows(record, today)
    way = path(record)
    decided, heaps, measures, sent, left = choices(record), piles(record), switches(record), papers(record), traces(record)
    cases = boards(record)
    entries = timeline(record)  # last: it shows every event that was cited above
    report: Report = _scrubbed(
        Report(
            lang=lang,
            facts=told,
            story=story(record),
            verdict=result,
            compared=compared(record, scorecard, today),
            notable=moments,
            narrative=text,
            objectives=rows,
            unjudged=tuple(measure for objective in rows for measure in objective.measures if measure.state != "judged"),
            lanes=lanes(record),
            timeline=entries,
            knowledge=known,
            services=services,
            curves=harm_curves(record, today),
            hours=curve_points(record, today),
            harms=harm_columns(record, today),
            path=way,
            node_names={node.id: node.name for node in way.nodes},
            province=province(record),
            decisions=linked(made, entries),
            refused=refused,
            metrics=times,
            tallies=counts,
            choices=decided,
            piles=heaps,
            switches=measures,
            papers=sent,
            communes=communes(record),
            traces=left,
            boards=cases,
            start_minute=record.words.minute_of_day(0),
            end_minute=record.words.minute_of_day(record.end),
        )
    )
    return report


def _scrubbed(value: Any) -> Any:
    """The same tree with every string free of control and direction marks, whoever wrote it."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple([_scrubbed(item) for item in value])
    if isinstance(value, dict):
        return {key: _scrubbed(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{item.name: _scrubbed(getattr(value, item.name)) for item in fields(value)})
    return value
