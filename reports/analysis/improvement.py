"""Three things to mend: from the measures that lost most, with who leads, by when, what it yields and how it is checked.

These are suggestions made by rule from the numbers, for exercise control to confirm or change.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.analysis.findings import finding, moments, team_of
from reports.analysis.record import Record
from reports.model import Fix, MeasureRow, ObjectiveRow
from reports.words import N_

MOST = 3
ENOUGH = 900
"""A measure that earned this share of its points needs no mending."""


@dataclass(frozen=True, slots=True)
class _Remedy:
    """What is usually mended for an outcome of the CSF, and how long that takes (author's estimate)."""

    task: str
    product: str
    days: int


REMEDIES = {
    "DE": _Remedy(
        N_("Review duty rosters and alert triage; set how soon a high alert must be looked at"), N_("duty and triage procedure"), 30
    ),
    "RS.MA": _Remedy(
        N_("Settle who declares, raises and closes an incident, on what basis and how soon"), N_("incident command rules"), 30
    ),
    "RS.AN": _Remedy(
        N_("Train evidence collection and custody before isolating or rebuilding"), N_("evidence sheet and hand-over form"), 45
    ),
    "RS.CO": _Remedy(
        N_("Settle who tells whom, and prepare report forms filled in beforehand"), N_("notification procedure, report templates"), 30
    ),
    "RS.MI": _Remedy(
        N_("Prepare containment plans for each system and delegate isolation beforehand"), N_("containment plan, written delegation"), 60
    ),
    "RC.RP": _Remedy(N_("Check backup copies, keep one set off-line and rehearse restoring"), N_("record of a trial restoration"), 60),
    "RC.CO": _Remedy(
        N_("Prepare public information and the spokesperson's answers"), N_("press statement templates, spokesperson roster"), 30
    ),
    "PR": _Remedy(N_("Close the doors that the attack used: accounts, remote access, weaknesses"), N_("list of weaknesses closed"), 60),
    "": _Remedy(N_("Review the way of working that this measure judges"), N_("amended procedure"), 45),
}
"""CSF category or function → remedy; the longest prefix that fits is taken."""

BY_KIND = {"reply": "RC.CO", "duty": "RS.CO"}
"""Kinds that are mended in their own way, whichever objective they stand under."""


def weak_measures(objectives: tuple[ObjectiveRow, ...]) -> list[tuple[ObjectiveRow, MeasureRow]]:
    """Judged measures that left points lying, the greatest loss first."""
    found = [
        (objective, measure)
        for objective in objectives
        for measure in objective.measures
        if measure.share is not None and measure.share < ENOUGH
    ]
    return sorted(found, key=lambda pair: -_missing(pair[1]))


def _missing(measure: MeasureRow) -> int:
    """Points left lying, in thousandths of a point."""
    points = float(measure.points.replace(",", "."))
    return round(points * (1000 - (measure.share or 0)))


def fixes(record: Record, objectives: tuple[ObjectiveRow, ...]) -> tuple[Fix, ...]:
    """At most three, each from another objective where there are enough."""
    weak = weak_measures(objectives)
    firsts = [pair for number, pair in enumerate(weak) if pair[0].id not in {other[0].id for other in weak[:number]}]
    order = [*firsts, *[pair for pair in weak if pair not in firsts]]
    return tuple(_fix(record, objective, measure) for objective, measure in order[:MOST])


def _remedy(csf: str) -> _Remedy:
    fitting = [key for key in REMEDIES if csf.startswith(key)]
    return REMEDIES[max(fitting, key=len)]


def _fix(record: Record, objective: ObjectiveRow, measure: MeasureRow) -> Fix:
    words = record.words
    remedy = _remedy(BY_KIND.get(measure.kind, objective.csf))
    team = team_of(record, measure) or record.bundle.header.player or next(iter(record.teams), "")
    lead = words.name(record.teams[team].org) if team in record.teams else words.text("Exercise control")
    others = [words.name(other.org) for other in record.teams.values() if other.id != team]
    return Fix(
        text=finding(record, measure),
        task=words.text(remedy.task),
        lead=lead,
        support=words.some(others, 3) if others else "–",
        deadline=words.text("by {date}", date=words.date(after_days=remedy.days)),
        product=words.text(remedy.product),
        recheck=words.text("the same measure in the next drill, target: {target}", target=measure.target),
        cites=moments(record, measure.cites),
    )
