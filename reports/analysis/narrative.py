"""The eight headings that leaders expect, filled from numbers: every sentence rests on events or on the scorecard.

Causes and lessons are offered as what the numbers show, for exercise control to conclude from: a count does not know why.
"""

from __future__ import annotations

from engine.scoring import Scorecard
from reports.analysis.decisions import WAITING, waiting_parts
from reports.analysis.findings import POSITIVE, moments, shortcomings, strengths
from reports.analysis.improvement import fixes, weak_measures
from reports.analysis.record import Record
from reports.model import FactRow, Facts, Metric, Narrative, ObjectiveRow, Statement, Tally, Verdict
from reports.words import N_, middle, rounded


def narrative(
    record: Record,
    card: Scorecard,
    told: Facts,
    verdict: Verdict,
    objectives: tuple[ObjectiveRow, ...],
    metrics: tuple[Metric, ...],
    tallies: tuple[Tally, ...],
    known: tuple[FactRow, ...],
) -> Narrative:
    """All eight sections."""
    counts = {tally.id: tally for tally in tallies}
    return Narrative(
        situation=_situation(record, told),
        results=_results(record, verdict, objectives, metrics),
        strengths=strengths(record, objectives),
        weaknesses=_weaknesses(record, objectives, counts),
        causes=_causes(record, known),
        lessons=_lessons(record, objectives, counts),
        fixes=fixes(record, objectives),
        proposals=_proposals(record, card, told),
    )


def _situation(record: Record, told: Facts) -> tuple[Statement, ...]:
    words = record.words
    out = [
        Statement(
            words.text(
                "The simulated drill “{title}” ran by the scenario's clock from {begins} to {ends}, {date}, "
                "on a model of {network}: {communes} communes and wards, {assets} devices, {services} services.",
                title=told.title,
                begins=told.begins,
                ends=told.ends,
                date=told.long_date,
                network=words.authored(f"network.{told.network}", words.text("a province's network")),
                communes=words.number(told.communes),
                assets=words.number(told.assets),
                services=words.number(told.services),
            )
        )
    ]
    if told.ended_early:
        out.append(
            Statement(words.text("The drill was ended early: {length} of {planned} planned.", length=told.length, planned=told.planned))
        )
    parties = [words.text("{team_name} ({played_by})", team_name=party.name, played_by=party.played_by) for party in told.parties]
    out.append(Statement(words.text("Taking part: {teams}.", teams=words.join(parties))))
    out.extend(Statement(line) for line in words.lines("scenario.situation"))
    return (*out, _attack(record), _declared(record))


def _attack(record: Record) -> Statement:
    words = record.words
    wins = [p for p, e in record.every("step-succeeded") if record.attack(e)]
    if not wins:
        return Statement(words.text("The attacker did not succeed with a single step."))
    steps = {(record.events[p].data.get("campaign"), record.events[p].data.get("step")) for p in wins}
    blocked = sum(record.attack(e) for _, e in record.every("step-blocked"))
    encrypted = len({e.data.get("asset") for _, e in record.every("asset-encrypted")})
    parts = [
        words.plural("{n} step succeeded", "{n} steps succeeded", len(steps)),
        words.plural("{n} device was taken over", "{n} devices were taken over", len(record.ever_held())),
    ]
    if encrypted:
        parts.append(words.plural("{n} was encrypted", "{n} were encrypted", encrypted))
    if blocked:
        parts.append(words.plural("{n} attempt was blocked", "{n} attempts were blocked", blocked))
    return record.state(words.text("Of the attack {what_name}.", what_name=words.join(parts)), wins[0], wins[-1])


def _declared(record: Record) -> Statement:
    words = record.words
    found = record.every("declared")
    if not found:
        return Statement(words.text("No team declared an incident."))
    position, event = found[0]
    team = record.team_name(str(event.data.get("team") or (event.to[0] if event.to else "")))
    return record.state(
        words.text("{team_name} first declared an incident at {moment}.", team_name=team, moment=words.moment(event.at)), position
    )


def _results(record: Record, verdict: Verdict, objectives: tuple[ObjectiveRow, ...], metrics: tuple[Metric, ...]) -> tuple[Statement, ...]:
    words = record.words
    overall = N_("Overall: {word}. {score} points; all due items were judged.")
    if verdict.coverage < 1000:
        overall = N_(
            "Overall: {word}. {score} points on the {coverage} of due items that were judged "
            "({range} if the rest had earned nothing or everything)."
        )
    told = {"word": verdict.word, "score": verdict.score_text, "coverage": verdict.coverage_text, "range": verdict.range_text}
    out = [
        Statement(words.text(overall, **told)),
        Statement(verdict.sentence),
    ]
    for letter, msgid in (
        ("P", N_("Good: {names}.")),
        ("S", N_("Fair: {names}.")),
        ("M", N_("Adequate: {names}.")),
        ("U", N_("Not met: {names}.")),
    ):
        names = [objective.title for objective in objectives if objective.rating == letter]
        if names:
            out.append(Statement(words.text(msgid, names="; ".join(names))))
    reached = [
        words.text("{metric_name} {length}", metric_name=metric.name, length=metric.value)
        for metric in metrics
        if metric.value_ms is not None
    ]
    if reached:
        out.append(Statement("; ".join(reached) + "."))
    return tuple(out)


def _weaknesses(record: Record, objectives: tuple[ObjectiveRow, ...], counts: dict[str, Tally]) -> tuple[Statement, ...]:
    weak = [measure for _, measure in weak_measures(objectives) if measure.share is not None and measure.share < POSITIVE]
    out = [*shortcomings(record, weak)]
    for name in ("reports-late", "unanswered", "wrong-isolations", "alerts-wrong", "alerts-unseen", "evidence-lost", "copies-lost"):
        tally = counts[name]
        if tally.value:
            out.append(Statement(record.words.text("{what_name}: {value}.", what_name=tally.name, value=tally.text), tally.cites))
    return tuple(out)


def _causes(record: Record, known: tuple[FactRow, ...]) -> tuple[Statement, ...]:
    words = record.words
    out = [_waited(record, where) for where in ("direction", "team", "staff")]
    late = [fact for fact in known if fact.alert_at is not None and any(knew.at is not None for knew in fact.teams)]
    delays = [min(knew.at for knew in fact.teams if knew.at is not None) - fact.alert_at for fact in late if fact.alert_at is not None]
    if delays:
        shown = words.length(max(0, middle(delays) or 0))
        out.append(
            Statement(words.text("From the first alert of a key fact to the first team that knew: {length} (median).", length=shown))
        )
    spreads = _spreads(known)
    if spreads:
        length, fact = max(spreads, key=lambda pair: pair[0])
        out.append(
            Statement(
                words.text(
                    "From the first team that knew to the last: up to {length} ({what_name}).",
                    length=words.length(length),
                    what_name=fact.text,
                ),
                tuple(cite for knew in fact.teams for cite in knew.cites),
            )
        )
    unknown = [fact for fact in known if all(knew.at is None for knew in fact.teams)]
    if unknown:
        text = words.plural("{n} key fact was never known to any team.", "{n} key facts were never known to any team.", len(unknown))
        out.append(Statement(text, tuple(cite for fact in unknown for cite in fact.cites[:1])))
    return tuple(statement for statement in out if statement is not None)


def _spreads(known: tuple[FactRow, ...]) -> list[tuple[int, FactRow]]:
    out = []
    for fact in known:
        times = [knew.at for knew in fact.teams if knew.at is not None]
        if len(times) > 1 and max(times) > min(times):
            out.append((max(times) - min(times), fact))
    return out


def _waited(record: Record, where: str) -> Statement | None:
    """All waiting of one sort, charged where it waited."""
    words = record.words
    waits: list[tuple[int, int]] = []
    for task in record.tasks.values():
        begun = task.started_at if task.started_at >= 0 else (task.ended_at if task.ended_at >= 0 else record.end)
        waits += [(ms, task.ordered) for place, ms in waiting_parts(task, begun) if place == where and ms >= 60_000]
    if not waits:
        return None
    total, longest = sum(ms for ms, _ in waits), max(waits)
    text = words.text(
        "Waiting {where_name}: {length} in all over {n} orders, the longest {longest}.",
        where_name=words.text(WAITING[where]),
        length=words.length(total),
        n=words.number(len(waits)),
        longest=words.length(longest[0]),
    )
    return record.state(text, longest[1])


LESSONS = {
    "time": N_("Time is won before the action: agree beforehand who may decide, and look at high alerts at once."),
    "harm": N_("The order of work decides what people lose: save what many depend on first, and know it beforehand."),
    "count": N_("Before isolating, rebuilding or restoring: what is lost by it, and is it the right device?"),
    "reply": N_("Questions from outside come at the worst moment: decide beforehand who answers and what may be said."),
    "duty": N_("A short report in time is worth more than a full one late: send what is known, mark what is not."),
}


def _lessons(record: Record, objectives: tuple[ObjectiveRow, ...], counts: dict[str, Tally]) -> tuple[Statement, ...]:
    words = record.words
    weak = [measure for _, measure in weak_measures(objectives)]
    out: dict[str, Statement] = {}
    for measure in weak:
        if measure.kind in LESSONS:
            out.setdefault(measure.kind, Statement(words.text(LESSONS[measure.kind]), moments(record, measure.cites)))
    if counts["evidence-lost"].value:
        text = words.text("Evidence in memory goes first: collect it before switching off, rebuilding or restoring.")
        out.setdefault("evidence", Statement(text, counts["evidence-lost"].cites))
    if counts["copies-lost"].value:
        text = words.text("A backup that the network can reach is no backup: keep one copy off-line.")
        out.setdefault("copies", Statement(text, counts["copies-lost"].cites))
    return tuple(out.values())


def _proposals(record: Record, card: Scorecard, told: Facts) -> tuple[Statement, ...]:
    words = record.words
    out = [
        words.text(
            "Exercise control to consider and approve the results; "
            "teams may ask for a review within one day, with an answer that gives its reason."
        ),
        words.text("The lead bodies to carry out the tasks above; the drill to be repeated on the same scenario once they are done."),
    ]
    unjudged = sum(measure.state == "unjudged" for objective in card.objectives for measure in objective.measures)
    if unjudged:
        text = words.plural(
            "Evaluators to grade {n} item that is still open.", "Evaluators to grade {n} items that are still open.", unjudged
        )
        out.insert(0, text)
    if any(party.bot for party in told.parties):
        out.append(words.text("Invite the bodies that the machine stood in for to take part themselves next time."))
    if card.coverage < 800:
        share = words.percent(rounded(card.coverage, 1))
        out.append(
            words.text(
                "Only {share} of the due items are judged, so no overall rating is given; do not compare this drill with others.",
                share=share,
            )
        )
    return tuple(Statement(text) for text in out)
