"""Reports that went out, field by field against what the team could know, with the rule that asked for them."""

from __future__ import annotations

from typing import Any

from engine.messages import Data
from reports.analysis.record import Record
from reports.model import FieldRow, PaperRow
from reports.words import N_

VERDICTS = {
    "right": N_("fits what was known"),
    "wrong": N_("does not fit what was known"),
    "empty-but-known": N_("left out although known"),
    "not-knowable": N_("left out, and could not be known"),
    "claimed-unknown": N_("claimed without being known"),
}
GOOD = ("right", "not-knowable")
BASIS = N_("by the drill's own rules")


def papers(record: Record) -> tuple[PaperRow, ...]:
    """Judged reports in order of time."""
    return tuple(_row(record, position) for position, event in record.every("report-judged") if event.at >= 0)


def _row(record: Record, position: int) -> PaperRow:
    event, words = record.events[position], record.words
    data = event.data
    team, form, to = str(data.get("team", "")), str(data.get("form", "")), str(data.get("organisation", ""))
    sent = _sent(record, position, team, form)
    written = record.events[sent].data if sent >= 0 else {}
    fields = data.get("fields")
    rows = tuple(_field(record, item, written) for item in fields) if isinstance(fields, list) else ()
    basis, late, owed = str(data.get("basis", "")), bool(data.get("late")), bool(data.get("duty"))
    return PaperRow(
        event=position,
        at=event.at,
        clock=words.clock(event.at),
        team_name=record.team_name(team),
        form=words.authored(f"form.{form}", form),
        to=words.name(to) if to else words.text("nobody named"),
        astray=_astray(record, position, team, form),
        late=late,
        timing=words.text("late") if late else words.text("in time") if owed else words.text("not asked for"),
        basis=words.authored(basis, words.text(BASIS)) if basis else "",
        signed_by=words.text("not signed: it counts as a notice") if data.get("unsigned") else _signer(record, written),
        fields=rows,
        right=sum(row.good for row in rows),
        cites=record.cite(sent if sent >= 0 else position),
    )


def _sent(record: Record, judged: int, team: str, form: str) -> int:
    """Position of the sending that a judgement speaks of: the last of that team's before it, -1 if there is none."""
    found = -1
    for position, event in record.every("report-sent"):
        if position > judged:
            break
        if event.data.get("form") == form and team in event.to:
            found = position
    return found


def _astray(record: Record, judged: int, team: str, form: str) -> str:
    """Where a report should have gone that was misdirected."""
    at = record.events[judged].at
    for _, event in record.every("report-misdirected"):
        if event.at == at and event.data.get("team") == team and event.data.get("form") == form:
            return record.words.name(str(event.data.get("should", "")))
    return ""


def _signer(record: Record, written: Data) -> str:
    who = str(written.get("signed_by", ""))
    return record.words.authored(f"person.{who}", record.words.name(who)) if who else ""


def _field(record: Record, item: Any, written: Data) -> FieldRow:
    words = record.words
    name, verdict = str(item.get("field", "")), str(item.get("verdict", ""))
    said = written.get("fields")
    value = said.get(name, "") if isinstance(said, dict) else ""
    shown = words.some([words.name(str(part)) for part in value]) if isinstance(value, (list, tuple)) else str(value)
    return FieldRow(
        name=words.authored(f"field.{name}", name),
        said=shown or "–",
        verdict=verdict,
        word=words.text(VERDICTS.get(verdict, verdict)),
        good=verdict in GOOD,
    )
