"""Response times, each from two named events so that a reader can recompute it, and counts.

Source: the definitions are this project's reading of the customary names (time to detect, acknowledge, contain, recover,
notify); where an event never came, the time is «not reached» and not a number.
"""

from __future__ import annotations

from reports.analysis.province import mapped_service
from reports.analysis.record import Record, judged_false, judged_real
from reports.analysis.service import spans_of
from reports.analysis.telling import event_text
from reports.model import Metric, Statement, Tally
from reports.words import N_, middle

NAMES = {
    "dwell": (N_("Time the attacker stayed"), N_("from the first hostile success, before the drill as well, to the last grip lost")),
    "detect": (
        N_("Time to detect (MTTD)"),
        N_("from the first hostile success in the drill to the first alert rightly judged true or device confirmed"),
    ),
    "triage": (N_("Time to acknowledge (MTTA)"), N_("from a true alert to its first judgement; the median")),
    "contain": (
        N_("Time to contain (MTTC)"),
        N_("from the first declaration to the moment after which the attacker held no working device"),
    ),
    "recover": (N_("Time to recover (MTTR)"), N_("from the first declaration to the service being whole again")),
    "notify": (N_("Time to notify (MTTN)"), N_("from the first declaration to the first report sent")),
}


def metrics(record: Record) -> tuple[Metric, ...]:
    """The times, in the order of an incident."""
    declared = next((position for position, event in record.every("declared") if event.data.get("level") != "over"), -1)
    return (
        _metric(record, "detect", first_hostile(record, since=0), detected(record)),
        _metric(record, "triage", *_median_triage(record)),
        _metric(record, "contain", declared, contained(record)),
        _metric(record, "recover", declared, _recovered(record)),
        _metric(record, "notify", declared, next((position for position, _ in record.every("report-sent")), -1)),
        _metric(record, "dwell", first_hostile(record), _eradicated(record)),
    )


def _metric(record: Record, name: str, start: int, end: int) -> Metric:
    words = record.words
    title, definition = NAMES[name]
    times = [record.events[position].at if position >= 0 else None for position in (start, end)]
    value = times[1] - times[0] if times[0] is not None and times[1] is not None else None
    shown = words.text("not reached")
    if value is not None:
        shown = words.length(value) if value >= 0 else words.text("{length} earlier", length=words.length(-value))
    return Metric(name, words.text(title), words.text(definition), shown, value, _statement(record, start), _statement(record, end))


def _statement(record: Record, position: int) -> Statement | None:
    if position < 0:
        return None
    return record.state(event_text(record, position), position)


def first_hostile(record: Record, since: int | None = None) -> int:
    """Position of the first hostile success, from a drill time on."""
    for position, event in record.every("step-succeeded"):
        if record.attack(event) and (since is None or event.at >= since):
            return position
    return -1


def detected(record: Record) -> int:
    """Position of the first event by which a team rightly took something for hostile."""
    for position, event in record.every("triaged", "marked", "asset-known"):
        if event.kind == "asset-known":
            if event.data.get("state") == "confirmed" and event.data.get("asset") in record.held_at(event.at):
                return position
            continue
        alert = record.alert_of(position)
        if alert is not None and alert.real and judged_real(str(event.data.get("verdict", ""))):
            return position
    return -1


def _median_triage(record: Record) -> tuple[int, int]:
    """The median true alert and its first judgement; (-1, -1) where none was judged."""
    judged = [alert for alert in record.alerts.values() if alert.real and alert.first_judged >= 0]
    times = {alert.id: record.events[alert.first_judged].at - alert.at for alert in judged}
    wanted = middle(times.values())
    found = next((alert for alert in judged if times[alert.id] == wanted), None)
    return (found.event, found.first_judged) if found else (-1, -1)


def contained(record: Record) -> int:
    """Position of the event after which, until the end, the adversary held no device that works on the network."""
    held: set[str] = set()
    off: set[str] = set()
    last, was_live = -1, False
    for position, event in record.every("foothold-gained", "foothold-lost", "asset-changed", "asset-known"):
        asset, state = str(event.data.get("asset", "")), str(event.data.get("state", ""))
        if event.kind == "foothold-gained":
            held.add(asset)
        elif event.kind == "foothold-lost":
            held.discard(asset)
        elif state in ("isolated", "off", "no-power"):
            off.add(asset)
        elif state in ("up", "restored"):
            off.discard(asset)
        live = bool(held - off)
        if was_live and not live:
            last = position
        was_live = live
    return -1 if was_live else last


def _eradicated(record: Record) -> int:
    """Position of the last grip lost, if none was held at the end."""
    if not record.grips or record.held_at(record.end):
        return -1
    return record.grips[-1].event


def _recovered(record: Record) -> int:
    """Position of the event by which the mapped service was whole again for good; -1 if it never was, or never fell."""
    service = mapped_service(record)
    if service is None:
        return -1
    spans = spans_of(record, service.id)
    if not spans or spans[-1].losing or not any(span.losing for span in spans):
        return -1
    back = next(span.end for span in reversed(spans) if span.losing)
    found = [p for p, e in record.every("service-changed") if e.data.get("service") == service.id and e.at == back]
    return found[-1] if found else -1


# --- counts


def tallies(record: Record) -> tuple[Tally, ...]:
    """What can be counted, good and bad."""
    return (*_alert_tallies(record), *_action_tallies(record), *_evidence_tallies(record), *_report_tallies(record))


def _tally(record: Record, name: str, title: str, positions: list[int], value: int | None = None) -> Tally:
    number = len(positions) if value is None else value
    return Tally(name, record.words.text(title), number, record.words.number(number), record.cite(*positions))


def _alert_tallies(record: Record) -> tuple[Tally, ...]:
    alerts = list(record.alerts.values())

    claims = [(alert, judged_real(alert.verdict)) for alert in alerts if judged_real(alert.verdict) or judged_false(alert.verdict)]
    right = [alert for alert, claimed in claims if claimed == alert.real]
    wrong = [alert for alert, claimed in claims if claimed != alert.real]
    missed = [alert.event for alert in alerts if alert.real and not alert.verdict]
    return (
        _tally(record, "alerts-true", N_("True alerts received"), [], sum(alert.real for alert in alerts)),
        _tally(record, "alerts-false", N_("False alerts received"), [], sum(not alert.real for alert in alerts)),
        _tally(record, "alerts-right", N_("Alerts judged rightly"), [], len(right)),
        _tally(record, "alerts-wrong", N_("Alerts judged wrongly"), [alert.judged for alert in wrong]),
        _tally(record, "alerts-unseen", N_("True alerts that nobody judged"), missed),
    )


def _action_tallies(record: Record) -> tuple[Tally, ...]:
    blocked = [p for p, e in record.every("step-blocked") if record.attack(e)]
    wrong = [p for p, _ in record.every("isolated-wrongly", "cut-wrongly")]
    failed = [task.ended for task in record.tasks.values() if task.outcome == "failed"]
    return (
        _tally(record, "blocked", N_("Attack attempts blocked"), [], len(blocked)),
        _tally(record, "wrong-isolations", N_("Devices or lines isolated that nobody hostile was on"), wrong),
        _tally(record, "failed", N_("Actions that failed"), failed),
    )


def _evidence_tallies(record: Record) -> tuple[Tally, ...]:
    benign = {artefact.id for artefact in record.plan.artefacts if artefact.benign}
    found = {
        (event.data.get("asset"), event.data.get("artefact")): position
        for position, event in reversed(record.every("found"))
        if event.data.get("artefact") and event.data.get("artefact") not in benign
    }
    lost = record.every("artefact-lost")
    weight = sum(int(event.data.get("weight", 0)) for _, event in lost)
    return (
        _tally(record, "evidence-found", N_("Traces of the attack collected"), sorted(found.values())),
        _tally(
            record,
            "evidence-lost",
            N_("Evidence points destroyed before anybody collected them"),
            [position for position, _ in lost],
            weight,
        ),
        _tally(record, "copies-lost", N_("Backup copies destroyed"), [position for position, _ in record.every("copy-destroyed")]),
    )


def _report_tallies(record: Record) -> tuple[Tally, ...]:
    sent = record.every("report-sent")
    return (
        _tally(record, "reports-sent", N_("Reports sent"), [position for position, _ in sent]),
        _tally(record, "reports-late", N_("Reports late or never sent"), [position for position, _ in record.every("duty-missed")]),
        _tally(
            record, "unanswered", N_("Situations and requests left unanswered"), [position for position, _ in record.every("reply-missed")]
        ),
    )
