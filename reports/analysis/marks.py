"""Objectives and measures of the scorecard in words: what was aimed at, what was reached, by which events."""

from __future__ import annotations

from engine.bundle import Evaluation
from engine.plan import Condition, Measure
from engine.scoring import RATINGS as SCORE_RATINGS
from engine.scoring import MeasureScore, ObjectiveScore, Scorecard
from reports.analysis.record import Record
from reports.analysis.service import spans_of
from reports.analysis.story import exposed_people, interrupted
from reports.model import MeasureRow, ObjectiveRow, Verdict
from reports.words import N_, Words, rounded

RATINGS = {"P": N_("Good"), "S": N_("Fair"), "M": N_("Adequate"), "U": N_("Not met")}
STATES = {"judged": N_("judged"), "unjudged": N_("not judged yet"), "not-due": N_("did not come due")}
HALF = 500
"""A service below this level (per-mille) has failed again."""
COUNTED = {
    "wrong-isolations": N_("wrong isolations"),
    "evidence-lost": N_("evidence points lost"),
    "duties-late": N_("late reports"),
    "injects-ignored": N_("situations left unanswered"),
    "people-exposed": N_("people"),
    "copies-lost": N_("backup copies"),
    "assets-lost": N_("devices"),
    "wrong-marks": N_("alerts"),
}


def verdict(words: Words, card: Scorecard) -> Verdict:
    """The overall result: words first; no rating under 80 % coverage."""
    word = words.text(RATINGS[card.rating]) if card.rating in RATINGS else words.text("No overall rating")
    score = words.text("{score}/100", score=rounded(card.score, 10))
    coverage = words.percent(card.coverage)
    low, high = rounded(card.low, 10), rounded(card.high, 10)
    span = words.text("{low} to {high}", low=low, high=high) if low != high else words.number(low)
    avoided = _avoided(words, card)
    return Verdict(
        card.rating,
        word,
        card.score,
        card.coverage,
        card.low,
        card.high,
        card.avoided,
        score,
        coverage,
        span,
        avoided,
        _sentence(words, card),
    )


def _avoided(words: Words, card: Scorecard) -> str:
    """The share avoided; in words where a percentage would mislead."""
    if card.avoided is None:
        return words.text("not measurable")
    return words.percent(card.avoided) if card.avoided >= 0 else words.text("none, more harm than unanswered")


def _sentence(words: Words, card: Scorecard) -> str:
    if card.avoided is None:
        return words.text("The harm that a response could have avoided is too small here to be measured.")
    if card.avoided < 0:
        return words.text("More harm was done than with nobody responding.")
    if card.avoided >= 1000:
        return words.text(
            "The response avoided as much harm as the reference response, or more ({avoided}).", avoided=words.percent(card.avoided)
        )
    return words.text("The response avoided {avoided} of the harm that could be avoided.", avoided=words.percent(card.avoided))


def objectives(record: Record, card: Scorecard) -> tuple[ObjectiveRow, ...]:
    """Objectives in the scenario's order with their measures."""
    return tuple(_objective(record, item) for item in card.objectives)


def share_rating(share: int) -> str:
    """The rating letter of a share of points, per-mille, by the scorecard's own bounds."""
    return next((letter for bound, letter in SCORE_RATINGS if share >= bound), "U")


def _objective(record: Record, item: ObjectiveScore) -> ObjectiveRow:
    words = record.words
    plan = next((objective for objective in record.plan.objectives if objective.id == item.id), None)
    share = rounded(1000 * item.earned, item.judged) if item.judged else None
    word = words.text(RATINGS[item.rating]) if item.rating in RATINGS else _unrated(words, item)
    return ObjectiveRow(
        id=item.id,
        title=words.authored(f"objective.{item.id}", item.id),
        csf=plan.csf if plan else "",
        team=record.team_name(plan.team) if plan and plan.team else words.text("all teams"),
        points=words.points(item.judged),
        earned=words.points(item.earned),
        share=share,
        rating=item.rating,
        word=word,
        measures=tuple(_measure(record, measure) for measure in item.measures),
    )


def _unrated(words: Words, item: ObjectiveScore) -> str:
    """Why an objective has no rating, with how much of it was judged."""
    if not item.judged:
        return words.text("not enough to rate, nothing judged")
    return words.text("not enough to rate, {share} of the points judged", share=words.percent(rounded(1000 * item.judged, item.points)))


def _measure(record: Record, item: MeasureScore) -> MeasureRow:
    words = record.words
    plan = measure_of(record, item.objective, item.id)
    graded = _evaluation(record, item)
    judged = item.state == "judged"
    share = rounded(1000 * item.earned, item.points) if judged and item.points else None
    return MeasureRow(
        objective=item.objective,
        id=item.id,
        title=words.authored(f"measure.{item.id}", words.authored(f"measure.{item.objective}.{item.id}", item.id)),
        kind=item.kind,
        state=item.state,
        state_word=words.text(STATES[item.state]) if item.state in STATES else item.state,
        value=_value(record, item, plan) if judged else "–",
        amount=item.value if judged else None,
        relapsed=_relapsed(record, plan) is not None,
        target=_bound(record, item.kind, item.target, plan),
        limit=_bound(record, item.kind, item.limit, plan) if item.kind in ("time", "harm", "count") else "–",
        points=words.points(item.points),
        earned=words.points(item.earned) if judged else "–",
        share=share,
        word=words.text(RATINGS[share_rating(share)]) if share is not None else "",
        override=words.text("{reason} (graded by {who})", reason=graded.reason, who=graded.by) if graded else "",
        cites=record.cite(*item.evidence),
    )


def measure_of(record: Record, objective: str, measure: str) -> Measure | None:
    """The plan's measure of a score line."""
    for item in record.plan.objectives:
        if item.id == objective:
            return next((found for found in item.measures if found.id == measure), None)
    return None


def _evaluation(record: Record, item: MeasureScore) -> Evaluation | None:
    found = [grade for grade in record.bundle.evaluations if (grade.objective, grade.measure) == (item.objective, item.id)]
    return found[-1] if found else None


def _bound(record: Record, kind: str, value: int, plan: Measure | None) -> str:
    """A target or limit as people say it."""
    words = record.words
    if kind == "time":
        return words.length(value)
    if kind == "harm":
        return words.percent(value)
    if kind == "count":
        return _counted(words, value, plan)
    if kind == "reply":
        tags = [words.authored(f"tag.{tag}", tag) for tag in plan.tags] if plan else []
        return words.text("answered in time, in the sense “{kinds}”", kinds="”/“".join(tags)) if tags else words.text("answered in time")
    return words.text("in time")


def _value(record: Record, item: MeasureScore, plan: Measure | None) -> str:
    words = record.words
    if item.kind == "duty":
        return duty_value(record, plan.ref if plan else "")
    if item.kind == "reply":
        return _reply_value(record, plan.ref if plan else "")
    if item.value is None:
        return words.text("lost, where doing nothing would have lost none") if item.kind == "harm" else words.text("not reached")
    if item.kind == "time":
        return _time_value(record, item.value, plan)
    if item.kind == "harm":
        return words.percent(item.value)
    return _counted(words, item.value, plan)


def _time_value(record: Record, value: int, plan: Measure | None) -> str:
    """A time; a service that failed again after it came back has its whole loss beside it."""
    words = record.words
    service = _relapsed(record, plan)
    if service is not None:
        lost = words.length(interrupted(record, service))
        return words.text("first back after {length}, then interrupted again, {lost} in all", length=words.length(value), lost=lost)
    return words.length(value) if value else words.text("from the start")


def _relapsed(record: Record, plan: Measure | None) -> str | None:
    """The service whose return a time measures, if it failed again after that; None otherwise."""
    if plan is None or plan.kind != "time":
        return None
    back = record.first("milestone", milestone=plan.until)
    goal = next((item for item in record.plan.milestones if item.id == plan.since), None)
    service = _service_in(goal.when) if goal is not None else ""
    if back < 0 or service not in record.services:
        return None
    later = [span for span in spans_of(record, service) if span.start > record.events[back].at and span.level < HALF]
    return service if later else None


def _service_in(condition: Condition) -> str:
    """The first service that a condition asks about."""
    if condition.op == "service":
        return condition.ref
    return next((found for part in condition.of if (found := _service_in(part))), "")


def _counted(words: Words, value: int, plan: Measure | None) -> str:
    unit = COUNTED.get(plan.ref) if plan else None
    return f"{words.number(value)} {words.text(unit)}" if unit else words.number(value)


def duty_value(record: Record, duty: str) -> str:
    """How a report that was owed went: early, late by how much, or never."""
    words = record.words
    started = record.first("duty-started", duty=duty)
    sent = record.first("report-sent", duty=duty)
    if started < 0:
        return _not_owed(record, duty)
    due = int(record.events[started].data.get("due", 0))
    if sent < 0:
        return words.text("not sent") if due <= record.end else words.text("not sent yet, due at {clock}", clock=words.clock(due))
    late = record.events[sent].at - due
    if late > 0:
        return words.text("late by {length}", length=words.length(late))
    return words.text("in time, {length} to spare", length=words.length(-late))


def _not_owed(record: Record, duty: str) -> str:
    """A report that never came due: harmless where nothing was lost, and told with its reason where data left all the same."""
    words = record.words
    plan = next((item for item in record.plan.duties if item.id == duty), None)
    early = [event.at for _, event in record.every("report-sent") if plan is not None and event.data.get("form") == plan.form]
    if early:
        return words.text("sent at {clock}, before it was owed", clock=words.clock(early[0]))
    exposed = exposed_people(record)
    if plan is None or not (exposed or record.every("asset-encrypted")):
        return words.text("not owed")
    return words.text("not sent: “{milestone_name}” never came", milestone_name=words.authored(f"milestone.{plan.since}", plan.since))


def _reply_value(record: Record, inject: str) -> str:
    words = record.words
    position = record.first("replied", inject=inject)
    if position < 0:
        return words.text("not answered")
    event = record.events[position]
    tag = words.authored(f"tag.{event.data.get('tag', '')}", str(event.data.get("tag", "")))
    asked = record.first("message", inject=inject)
    after = words.length(event.at - record.events[asked].at) if asked >= 0 else "–"
    return words.text("{kind_name}, after {length}", kind_name=tag, length=after)
