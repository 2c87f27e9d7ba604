"""Judged measures as findings: whose work it was, which moments it rests on, and in what words it stands in the report."""

from __future__ import annotations

from collections import Counter

from engine.plan import Condition, Measure
from reports.analysis.marks import measure_of
from reports.analysis.record import Record, judged_real
from reports.model import Cite, MeasureRow, ObjectiveRow, Statement
from reports.words import N_

MOST = 6
POSITIVE = 650
"""A measure that earned this share of its points was met well enough (Fair) to be called a strength."""


# --- whose


def team_of(record: Record, measure: MeasureRow) -> str:
    """The team whose work a measure judges, '' where it judges them all."""
    plan = measure_of(record, measure.objective, measure.id)
    found = _team(record, plan) if plan else ""
    objective = next((item for item in record.plan.objectives if item.id == measure.objective), None)
    return found or (objective.team if objective else "")


def _team(record: Record, plan: Measure) -> str:
    if plan.kind == "duty":
        return next((duty.team for duty in record.plan.duties if duty.id == plan.ref), "")
    if plan.kind == "reply":
        position = record.first("replied", inject=plan.ref)
        told = record.events[position].to if position >= 0 else ()
        asked = next((inject.to for inject in record.plan.injects if inject.id == plan.ref), ())
        return next(iter(told or asked), "")
    if plan.kind == "harm" and plan.ref.startswith("service:"):
        service = record.services.get(plan.ref[8:])
        return next((org.team for org in record.plan.estate.orgs if service and org.id == service.org), "")
    if plan.kind == "time":
        return _reacher(record, plan.until)
    kinds = {"wrong-isolations": ("isolated-wrongly", "cut-wrongly"), "wrong-marks": ("marked-wrongly",)}.get(plan.ref, ())
    doers = Counter(team for _, event in record.every(*kinds) for team in _acting(record, event.at)) if kinds else Counter()
    return doers.most_common(1)[0][0] if doers else ""


def _reacher(record: Record, milestone: str) -> str:
    """Who reached a milestone, or who alone could have."""
    position = record.first("milestone", milestone=milestone)
    if position >= 0:
        acting = _acting(record, record.events[position].at)
        if len(acting) == 1:
            return acting[0]
    plan = next((item for item in record.plan.milestones if item.id == milestone), None)
    if plan is None:
        return ""
    if len(plan.shown_to) == 1:
        return plan.shown_to[0]
    named = set(_named(plan.when))
    return named.pop() if len(named) == 1 else ""


def _named(condition: Condition) -> list[str]:
    return [*([condition.team] if condition.team else []), *(team for part in condition.of for team in _named(part))]


def _acting(record: Record, at: int) -> list[str]:
    """Teams that finished an action, found or judged something at this very moment."""
    teams = [task.doer for task in record.tasks.values() if task.ended_at == at and task.outcome == "done"]
    seen = [team for _, event in record.every("found", "triaged", "marked") if event.at == at for team in event.to[:1]]
    return list(dict.fromkeys([*teams, *seen]))


def people_play(record: Record) -> bool:
    """Whether any team was played by people."""
    return any(team not in record.bundle.header.bots for team in record.teams) and bool(record.bundle.header.player)


def _label(record: Record, team: str) -> str:
    """A team's name; where people play, a team that the machine played is marked as such."""
    words = record.words
    if not team:
        return words.text("All teams")
    if people_play(record) and team in record.bundle.header.bots:
        return words.text("{team_name} (played by the machine)", team_name=record.team_name(team))
    return record.team_name(team)


def _order(record: Record, team: str) -> int:
    return 2 if not team else 1 if team in record.bundle.header.bots else 0


# --- in what words


def moments(record: Record, cites: tuple[Cite, ...]) -> tuple[Cite, ...]:
    """Evidence without the drill's end: that proves what never came, but it is no moment to look at."""
    return tuple(cite for cite in cites if record.events[cite.event].kind != "drill-ended")


def finding(record: Record, measure: MeasureRow) -> str:
    """A measure, what was reached and what was aimed at; where nothing came, by when it was wanted."""
    words = record.words
    if measure.kind == "reply" and measure.share == 1000:
        return words.text("{what_name}: {value}", what_name=measure.title, value=measure.value)
    wanted = _wanted_by(record, measure)
    if wanted is not None:
        return words.text(
            "{measure_name}: {value} (wanted by {clock})", measure_name=measure.title, value=measure.value, clock=words.clock(wanted)
        )
    return words.text("{measure_name}: {value} (target: {target})", measure_name=measure.title, value=measure.value, target=measure.target)


def _wanted_by(record: Record, measure: MeasureRow) -> int | None:
    """Drill ms at which a time that was never reached had its target."""
    plan = measure_of(record, measure.objective, measure.id)
    if plan is None or plan.kind != "time" or measure.amount is not None:
        return None
    since = record.first("milestone", milestone=plan.since) if plan.since else -1
    return plan.target + (record.events[since].at if since >= 0 else 0)


def _said(record: Record, measure: MeasureRow) -> Statement:
    text = record.words.text(
        "{team_name}: {what_name}", team_name=_label(record, team_of(record, measure)), what_name=finding(record, measure)
    )
    return Statement(text, moments(record, measure.cites))


# --- strengths and shortcomings


def strengths(record: Record, objectives: tuple[ObjectiveRow, ...]) -> tuple[Statement, ...]:
    """What went well, people's teams first; a fault that stayed under its limit is no strength, nor is what nobody did."""
    if not any(item.origin in ("seat", "bot") for item in record.bundle.inputs):
        return ()
    good = [measure for objective in objectives for measure in objective.measures if _positive(measure)]
    good.sort(key=lambda measure: _order(record, team_of(record, measure)))
    return (*[_said(record, measure) for measure in good[:MOST]], *_work(record))


def _positive(measure: MeasureRow) -> bool:
    if measure.share is None or measure.share < POSITIVE or measure.relapsed:
        return False
    return measure.kind != "count" or measure.amount == 0


def _work(record: Record) -> list[Statement]:
    """What teams found and judged rightly: people's teams alone where people play."""
    words = record.words
    teams = [team for team in record.teams if not people_play(record) or team not in record.bundle.header.bots]
    benign = {artefact.id for artefact in record.plan.artefacts if artefact.benign}
    out = []
    for team in teams:
        traces = {
            (event.data.get("asset"), event.data.get("artefact")): position
            for position, event in record.every("found")
            if team in event.to and event.data.get("artefact") and event.data.get("artefact") not in benign
        }
        right = [
            alert for alert in record.alerts.values() if alert.real and judged_real(alert.verdict) and _judge(record, alert.judged) == team
        ]
        if traces:
            text = words.plural("{n} trace of the attack was collected.", "{n} traces of the attack were collected.", len(traces))
            out.append(_by(record, team, text, *sorted(traces.values())))
        if right:
            text = words.plural("{n} true alert was recognised.", "{n} true alerts were recognised.", len(right))
            out.append(_by(record, team, text, *sorted(alert.judged for alert in right)))
    return out


def _judge(record: Record, position: int) -> str:
    return next(iter(record.events[position].to), "") if position >= 0 else ""


def _by(record: Record, team: str, text: str, *positions: int) -> Statement:
    told = record.words.text(N_("{team_name}: {what_name}"), team_name=_label(record, team), what_name=text)
    return record.state(told, *positions)


def shortcomings(record: Record, weak: list[MeasureRow]) -> tuple[Statement, ...]:
    """What was missed, each with the team whose work it was."""
    return tuple(_said(record, measure) for measure in weak[:MOST])
