"""An event in a sentence, in the third person and the past as a report tells it."""

from __future__ import annotations

from collections.abc import Callable

from engine.messages import Event
from reports.analysis.decisions import LEVELS, OUTCOMES, inject_name, order_text, reply_text
from reports.analysis.record import Record, TaskRun, judged_false, judged_real
from reports.words import N_

REASONS = {
    "no-foothold": N_("no device held to work from"),
    "no-account": N_("the account no longer works"),
    "no-path": N_("no path"),
    "no-channel": N_("no command channel"),
    "isolated": N_("the device is isolated"),
    "not-granted": N_("the account has no rights there"),
    "not-offered": N_("the device offers no such service"),
    "cut": N_("the line is cut"),
}


def event_text(record: Record, position: int) -> str:
    """One event as a sentence; what has no sentence of its own speaks through the plan's `event.KIND`."""
    event = record.events[position]
    teller = _TELLERS.get(event.kind)
    if teller is not None:
        return teller(record, event)
    if record.words.speaker.has(f"event.{event.kind}"):
        return record.words.speaker.say(f"event.{event.kind}", event.data)
    return event.kind


def _step(record: Record, event: Event) -> str:
    words, data = record.words, event.data
    name = words.speaker.say(f"step.{data.get('step', '')}", data).rstrip(".")
    asset = str(data.get("asset", ""))
    where = words.text("{what_name}: {asset_name}", what_name=name, asset_name=record.place_of(asset)) if asset else name
    if event.kind == "step-blocked":
        reason = str(data.get("reason", ""))
        return words.text(
            "Blocked – {what_name} ({reason_name})",
            what_name=where,
            reason_name=words.text(REASONS[reason]) if reason in REASONS else words.authored(f"reason.{reason}", reason),
        )
    if event.kind == "step-gave-up":
        return words.text("Gave up – {what_name}", what_name=name)
    if event.kind == "step-failed":
        return words.text("Failed – {what_name}", what_name=where)
    return where if record.hostile(data.get("campaign")) else words.text("Harmless: {what_name}", what_name=where)


def _task(record: Record, event: Event) -> str:
    words = record.words
    task = record.tasks.get(str(event.data.get("task", "")))
    what = (
        order_text(record, str(event.data.get("action", "")), str(event.data.get("target", "")))
        if task is None
        else order_text(record, task.action, task.target)
    )
    if event.kind == "task-ordered":
        return words.text("Ordered: {what_name}", what_name=what)
    outcome = str(event.data.get("outcome", ""))
    ended = words.text("{what_name} – {outcome_name}", what_name=what, outcome_name=words.text(OUTCOMES.get(outcome, outcome)))
    return ended + _since(record, task) if task is not None else ended


def _since(record: Record, task: TaskRun) -> str:
    return " " + record.words.text("(ordered {clock})", clock=record.words.clock(task.ordered_at))


def task_told(record: Record, task: TaskRun) -> str:
    """An order, of whom it was asked where that was another team, and what became of it."""
    words = record.words
    what = order_text(record, task.action, task.target)
    if task.doer != task.owner:
        what = words.text("Asks {team_name}: {what_name}", team_name=record.team_name(task.doer), what_name=what)
    if task.ended_at < 0:
        return words.text("{what_name} – {outcome_name}", what_name=what, outcome_name=words.text("still under way at the end"))
    outcome = words.text(OUTCOMES.get(task.outcome, task.outcome))
    ended = words.text("{outcome_name} at {clock}", outcome_name=outcome, clock=words.clock(task.ended_at))
    return words.text("{what_name} – {outcome_name}", what_name=what, outcome_name=ended)


def _alert(record: Record, event: Event) -> str:
    words, data = record.words, event.data
    kind = words.authored(f"alert.{data.get('kind', '')}", str(data.get("kind", ""))).rstrip(".")
    return words.text("Alert: {what_name} – {asset_name}", what_name=kind, asset_name=record.place_of(str(data.get("asset", ""))))


def _judged(record: Record, event: Event) -> str:
    words = record.words
    alert = record.alerts.get(str(event.data.get("alert", "")))
    verdict = str(event.data.get("verdict", ""))
    word = words.text("true") if judged_real(verdict) else words.text("false") if judged_false(verdict) else words.text("unclear")
    what = words.authored(f"alert.{alert.kind}", alert.kind).rstrip(".") if alert else words.text("an alert")
    where = words.name(alert.asset) if alert else ""
    return words.text("Judged {verdict_name}: {what_name} – {asset_name}", verdict_name=word, what_name=what, asset_name=where)


def trace_told(record: Record, event: Event) -> str:
    """A trace that was read, and where."""
    words, data = record.words, event.data
    what = words.authored(f"artefact.{data.get('artefact', '')}", str(data.get("artefact", ""))).rstrip(".")
    return words.text("{what_name} – {asset_name}", what_name=what, asset_name=words.name(str(data.get("asset", ""))))


def _found(record: Record, event: Event) -> str:
    words = record.words
    if not event.data.get("artefact"):
        return words.text("Nothing unusual found – {asset_name}", asset_name=record.place_of(str(event.data.get("asset", ""))))
    return words.text("Found: {what_name}", what_name=trace_told(record, event))


KNOWN = {
    "suspect": N_("under suspicion"),
    "confirmed": N_("confirmed as taken over"),
    "isolated": N_("isolated"),
    "encrypted": N_("encrypted"),
    "off": N_("switched off"),
    "clean": N_("cleaned"),
    "restored": N_("restored"),
    "up": N_("working"),
    "wiped": N_("wiped"),
    "no-power": N_("without power"),
}


def _asset(record: Record, event: Event) -> str:
    state = str(event.data.get("state", ""))
    name = record.place_of(str(event.data.get("asset", "")))
    return record.words.text("{asset_name}: {state_name}", asset_name=name, state_name=record.words.text(KNOWN.get(state, state)))


def service_told(record: Record, level: int) -> str:
    """A service's level in words."""
    words = record.words
    if level >= 1000:
        return words.text("works normally")
    return words.text("stopped") if level <= 0 else words.text("works at {share}", share=words.percent(level))


def _service(record: Record, event: Event) -> str:
    words = record.words
    name = words.name(str(event.data.get("service", "")))
    told = service_told(record, int(event.data.get("level", 1000)))
    if event.kind == "service-noticed":
        return words.text("Hears: {service_name} {told}", service_name=name, told=told)
    losing = int(event.data.get("rate", 0))
    users = words.plural("{n} user without it", "{n} users without it", losing)
    return words.text("{service_name} {told}, {users_told}", service_name=name, told=told, users_told=users) if losing else f"{name} {told}"


def _message(record: Record, event: Event) -> str:
    words, data = record.words, event.data
    team = words.join(record.team_name(name) for name in event.to)
    inject = str(data.get("inject", ""))
    if inject:
        return words.text("To {team_name} – {what_name}", team_name=team, what_name=inject_name(record, inject))
    params = data.get("params")
    said = words.speaker.say(str(data.get("text", "")), params if isinstance(params, dict) else {})
    return words.text("To {team_name} – {what_name}", team_name=team, what_name=said)


def _missed(record: Record, event: Event) -> str:
    inject = str(event.data.get("inject", ""))
    what = inject_name(record, inject) if inject else record.words.text("another team's request")
    return record.words.text("Left unanswered: {what_name}", what_name=what)


def _request(record: Record, event: Event) -> str:
    words, data = record.words, event.data
    answers = {"accepted": words.text("accepted"), "declined": words.text("declined"), "late": words.text("not answered in time")}
    answer = str(data.get("answer", ""))
    what = order_text(record, str(data.get("action", "")), str(data.get("target", "")))
    return words.text("Request {answer_name}: {what_name}", answer_name=answers.get(answer, answer), what_name=what)


def _report(record: Record, event: Event) -> str:
    words, data = record.words, event.data
    form = words.authored(f"form.{data.get('form', '')}", str(data.get("form", "")))
    if event.kind == "duty-missed":
        return words.text("Deadline passed: {form_name}", form_name=form)
    if event.kind == "duty-started":
        return words.text("Owed from now: {form_name}, due {clock}", form_name=form, clock=words.clock(int(data.get("due", 0))))
    receiver = str(data.get("organisation", ""))
    sent = words.text("Sent {form_name}", form_name=form)
    if receiver:
        sent = words.text("Sent {form_name} to {receiver_name}", form_name=form, receiver_name=words.name(receiver))
    return sent if data.get("on_time", True) else words.text("{what_name} – late", what_name=sent)


def _declared(record: Record, event: Event) -> str:
    level = str(event.data.get("level", ""))
    return record.words.text("Declared: {level_name}", level_name=record.words.text(LEVELS.get(level, level)))


def _named(msgid: str, key: str, prefix: str = "") -> Callable[[Record, Event], str]:
    """A teller that names one value of the event's data."""

    def tell(record: Record, event: Event) -> str:
        value = str(event.data.get(key, ""))
        name = record.words.authored(f"{prefix}{value}", value) if prefix else record.words.name(value)
        return record.words.text(msgid, what_name=name)

    return tell


def _place(msgid: str, key: str) -> Callable[[Record, Event], str]:
    """A teller that names a device and where it stands."""
    return lambda record, event: record.words.text(msgid, what_name=record.place_of(str(event.data.get(key, ""))))


def _lost(record: Record, event: Event) -> str:
    return record.words.text("Trace destroyed: {what_name}", what_name=trace_told(record, event))


def _harm(record: Record, event: Event) -> str:
    words, column = record.words, str(event.data.get("column", ""))
    amount = int(event.data.get("amount", 0))
    if column == "data":
        return words.text("Personal data of {amount} people exposed", amount=words.number(amount))
    if column == "evidence":
        return words.text("Evidence lost: {amount} points", amount=words.number(amount))
    if column == "service":
        return words.text("Waiting costs people {amount} hours", amount=words.number(amount))
    if amount < 0:
        return words.text("Public trust rises by {amount}", amount=words.permille(-amount))
    return words.text("Public trust falls by {amount}", amount=words.permille(amount))


_TELLERS: dict[str, Callable[[Record, Event], str]] = {
    **dict.fromkeys(("step-started", "step-succeeded", "step-failed", "step-blocked", "step-gave-up"), _step),
    **dict.fromkeys(("task-ordered", "task-ended"), _task),
    **dict.fromkeys(("triaged", "marked"), _judged),
    **dict.fromkeys(("asset-known", "asset-changed"), _asset),
    **dict.fromkeys(("service-changed", "service-noticed"), _service),
    **dict.fromkeys(("report-sent", "duty-missed", "duty-started"), _report),
    "alert": _alert,
    "found": _found,
    "message": _message,
    "replied": lambda record, event: reply_text(record, event, str(event.data.get("free", ""))),
    "reply-missed": _missed,
    "request-answered": _request,
    "declared": _declared,
    "artefact-lost": _lost,
    "harm-counted": _harm,
    "milestone": _named(N_("Milestone: {what_name}"), "milestone", "milestone."),
    "adversary-alarmed": lambda record, event: record.words.text("The attacker notices the response and hurries"),
    "channel-switched": _named(N_("Switches its command channel: {what_name}"), "indicator"),
    "asset-encrypted": _place(N_("Encrypted: {what_name}"), "asset"),
    "asset-wiped": _place(N_("Wiped: {what_name}"), "asset"),
    "foothold-gained": _place(N_("Taken over: {what_name}"), "asset"),
    "foothold-lost": _place(N_("Attacker thrown out: {what_name}"), "asset"),
    "copy-destroyed": _place(N_("Backup copy destroyed: {what_name}"), "asset"),
    "isolated-wrongly": _place(N_("Isolated though nothing hostile was on it: {what_name}"), "asset"),
    "marked-wrongly": _judged,
    "cut-wrongly": _named(N_("Line cut though nothing hostile was there: {what_name}"), "site"),
    "indicator-blocked": _named(N_("Blocked: {what_name}"), "indicator"),
    "indicator-unblocked": _named(N_("Unblocked: {what_name}"), "indicator"),
    "account-locked": _named(N_("Account locked: {what_name}"), "account"),
    "account-reset": _named(N_("Account reset: {what_name}"), "account"),
    "account-unlocked": _named(N_("Account unlocked: {what_name}"), "account"),
    "link-cut": _named(N_("Line cut: {what_name}"), "site"),
    "link-restored": _named(N_("Line restored: {what_name}"), "site"),
    "asset-restored": _place(N_("Restored from a copy: {what_name}"), "asset"),
    "backup-checked": _named(N_("Backup checked: {what_name}"), "backup"),
    "reserve-started": _named(N_("On reserve power: {what_name}"), "reserve", "reserve."),
    "reserve-empty": _named(N_("Reserve ran dry: {what_name}"), "reserve", "reserve."),
    "reserve-saved": _named(N_("Power is back: {what_name}"), "reserve", "reserve."),
    "real-incident": lambda record, event: record.words.text("REAL INCIDENT called: the drill froze"),
    "watch-set": lambda record, event: record.words.text("Goes on watching"),
    "note": lambda record, event: record.words.text("Note: {what_name}", what_name=str(event.data.get("text", ""))),
}
