"""Leadership's first page: what drill it was, nobody / this drill / reference side by side, and three moments to look at.

The moments are chosen by what followed them in time and are worded so: what a decision was worth is found by running
the drill again without it, not by looking at what came after.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.bundle import Curve
from engine.scoring import Scorecard
from reports.analysis.decisions import BOT_LEVELS
from reports.analysis.marks import duty_value
from reports.analysis.metrics import detected, first_hostile
from reports.analysis.province import mapped_service
from reports.analysis.record import Record, TaskRun
from reports.analysis.service import HOUR, people, value_at
from reports.analysis.story import least
from reports.analysis.telling import event_text
from reports.model import Compared, Facts, Notable, Party
from reports.words import N_, Words, rounded

SOON = 5 * 60_000
LATER = 30 * 60_000
MOST = 3


# --- what drill it was


def facts(record: Record) -> Facts:
    """The drill's own data; nothing of the machine or the hour at which the report is made."""
    bundle, plan, words = record.bundle, record.plan, record.words
    header = bundle.header
    return Facts(
        title=words.authored("scenario.title", plan.scenario),
        scenario=plan.scenario,
        network=plan.network,
        version=plan.version,
        profile=words.authored(f"profile.{plan.profile}", plan.profile),
        attack=plan.attack,
        seed=header.seed,
        engine=header.engine,
        physics=header.physics,
        plan_hash=header.plan_hash,
        branch=bundle.branch,
        pace=header.pace,
        date=words.date(),
        long_date=words.long_date(),
        begins=words.moment(0),
        ends=words.moment(record.end),
        ended_early=record.ended_early,
        length=words.length(record.end),
        planned=words.length(plan.lasts_ms),
        parties=tuple(_party(record, team) for team in record.teams),
        communes=sum(site.kind == "commune" for site in plan.estate.sites),
        assets=sum(asset.count for asset in plan.estate.assets),
        services=len(plan.estate.services),
        inputs=len(bundle.inputs),
        events=len(bundle.events),
    )


def _party(record: Record, team: str) -> Party:
    words, header = record.words, record.bundle.header
    level = header.bots.get(team, "")
    if level:
        played = words.text(
            "played by the machine, {level_name}", level_name=words.text(BOT_LEVELS[level]) if level in BOT_LEVELS else level
        )
    else:
        played = words.text("people taking part")
    return Party(team, record.team_name(team), words.name(record.teams[team].org), level, played, team == header.player)


# --- nobody, this drill, reference


def compared(record: Record, card: Scorecard, today: Curve) -> tuple[Compared, ...]:
    """Leadership's table; the same formula in all three columns."""
    rows = [*_service_lines(record, today), *_counted_lines(record, card), *_duty_lines(record)]
    return tuple(rows)


def _service_lines(record: Record, today: Curve) -> list[Compared]:
    """One service's loss as time: user-time lost over all its users, and the files that could not be taken meanwhile."""
    service = mapped_service(record)
    if service is None or not people(service):
        return []
    words = record.words
    baselines = record.bundle.header.baselines
    times = [curve.services.get(service.id, 0) // people(service) for curve in (baselines.nobody, today, baselines.reference)]
    label = words.text("{service_name} out of use", service_name=words.name(service.id))
    shown = [words.length(time) if time >= 60_000 else words.text("none") for time in times]
    rows = [Compared("service", label, words.text("time, averaged over all users"), *_comparable(record, shown))]
    if service.queue is not None:
        files = [words.number(rounded(service.queue.per_hour * time, HOUR)) for time in times]
        label = words.text("Files that could not be received in time")
        rows.append(Compared("files", label, words.text("estimate"), *_comparable(record, files)))
    return rows


def _comparable(record: Record, shown: list[str]) -> list[str]:
    """Nobody, today, reference; today alone where the drill ended before the other two."""
    return ["–", shown[1], "–"] if record.ended_early else shown


def _counted_lines(record: Record, card: Scorecard) -> list[Compared]:
    words = record.words
    baselines = record.bundle.header.baselines
    lines = (
        ("data", N_("People whose personal data was exposed"), N_("people"), card.harm.data),
        ("evidence", N_("Evidence destroyed before it was collected"), N_("points"), card.harm.evidence),
        ("information", N_("Public trust lost"), N_("estimate of the model"), card.harm.information),
    )
    rows = []
    for column, label, unit, today in lines:
        nobody, reference = (value_at(curve, record.end, column) for curve in (baselines.nobody, baselines.reference))
        show = words.permille if column == "information" else words.number
        rows.append(Compared(column, words.text(label), words.text(unit), *map(show, (nobody, today, reference))))
    return rows


def _duty_lines(record: Record) -> list[Compared]:
    """The first report owed by the team that people play, or by any."""
    words = record.words
    duties = [duty for duty in record.plan.duties if duty.team == record.bundle.header.player] or list(record.plan.duties)
    if not duties:
        return []
    duty = duties[0]
    form = words.authored(f"form.{duty.form}", duty.form)
    return [Compared("report", form, words.text("first report owed"), words.text("not sent"), duty_value(record, duty.id), "–")]


# --- moments worth looking at


@dataclass(frozen=True, slots=True)
class _Jump:
    """The number of people without service before and after a moment."""

    event: int
    at: int
    before: int
    after: int


def notable(record: Record) -> tuple[Notable, ...]:
    """Three moments of this drill in order of time; fewer where little happened."""
    chosen: dict[int, Notable] = {}
    for find in (_fall, _leak, _stand, _recovery, _detection, _declaration):
        if len(chosen) == MOST:
            break
        moment = find(record)
        if moment is not None and moment.cites[0].event not in chosen:
            chosen[moment.cites[0].event] = moment
    return tuple(sorted(chosen.values(), key=lambda moment: (moment.at, moment.cites[0].event)))


def _jumps(record: Record) -> list[_Jump]:
    """For each moment at which losses moved: people without service just before it, and five minutes later."""
    rates: dict[str, int] = {}
    totals: list[tuple[int, int, int]] = []
    before_first = 0
    for position, event in record.every("service-changed"):
        rates[str(event.data.get("service", ""))] = int(event.data.get("rate", 0))
        if event.at < 0:
            before_first = sum(rates.values())
            continue
        totals.append((event.at, position, sum(rates.values())))
    jumps = []
    for number, (at, position, _) in enumerate(totals):
        if number and totals[number - 1][0] == at:
            continue
        before = totals[number - 1][2] if number else before_first
        after = [total for later, _, total in totals[number:] if later <= at + SOON][-1]
        jumps.append(_Jump(position, at, before, after))
    return jumps


def _moment(record: Record, position: int, followed: str, *more: int) -> Notable:
    event = record.events[position]
    words = record.words
    text = event_text(record, position)
    task = record.tasks.get(str(event.data.get("task", "")))
    team = task.owner if task is not None else event.to[0] if len(event.to) == 1 else ""
    if team:
        text = words.text("{team_name}: {what_name}", team_name=record.team_name(team), what_name=text)
    return Notable(event.at, words.clock(event.at), text, followed, record.cite(position, *more))


def _cause_near(record: Record, at: int, *kinds: str) -> int:
    """Position of the last event of these kinds in the minutes up to a moment, -1 if there is none."""
    found = [position for position, event in record.every(*kinds) if at - SOON <= event.at <= at and _worth_telling(record, position)]
    return found[-1] if found else -1


def _worth_telling(record: Record, position: int) -> bool:
    event = record.events[position]
    if event.kind == "task-ended":
        return event.data.get("outcome") == "done"
    return event.kind != "step-succeeded" or record.attack(event)


def _fall(record: Record) -> Notable | None:
    """The sharpest rise in people without service."""
    worst = max(_jumps(record), key=lambda jump: (jump.after - jump.before, -jump.at), default=None)
    if worst is None or worst.after - worst.before < least(record):
        return None
    position = _cause_near(record, worst.at, "step-succeeded", "task-ended", "reserve-empty")
    followed = record.words.text(
        "Within five minutes users without service rose from {before} to {after}.",
        before=record.words.number(worst.before),
        after=record.words.number(worst.after),
    )
    return _moment(record, position if position >= 0 else worst.event, followed, worst.event)


def _recovery(record: Record) -> Notable | None:
    """The sharpest fall in people without service."""
    best = min(_jumps(record), key=lambda jump: (jump.after - jump.before, jump.at), default=None)
    if best is None or best.before - best.after < least(record):
        return None
    position = _cause_near(record, best.at, "task-ended", "reserve-saved")
    followed = record.words.text(
        "Within five minutes users without service fell from {before} to {after}.",
        before=record.words.number(best.before),
        after=record.words.number(best.after),
    )
    return _moment(record, position if position >= 0 else best.event, followed, best.event)


def _stand(record: Record) -> Notable | None:
    """The action after which the attacker lost most: devices within a minute, attempts blocked within half an hour."""
    lost = [grip.at for grip in record.grips if not grip.held]
    blocked = [event.at for _, event in record.every("step-blocked") if record.attack(event)]
    best: tuple[int, int, int, int] | None = None
    for task in record.tasks.values():
        if task.outcome != "done" or task.ended < 0 or not _resists(record, task):
            continue
        freed = sum(task.ended_at <= at <= task.ended_at + 60_000 for at in lost)
        stopped = sum(task.ended_at <= at <= task.ended_at + LATER for at in blocked)
        worth = (2 * freed + stopped, -task.ended, freed, stopped)
        best = max(best, worth) if best else worth
    if best is None or not best[0]:
        return None
    words = record.words
    parts = [words.plural("the attacker lost {n} device", "the attacker lost {n} devices", best[2])] if best[2] else []
    parts += [words.plural("{n} attack attempt was blocked", "{n} attack attempts were blocked", best[3])] if best[3] else []
    return _moment(record, -best[1], words.text("In the half hour after it {what_name}.", what_name=words.join(parts)))


RESISTING = frozenset(
    {"isolate", "power-off", "cut-link", "block-indicator", "quarantine-mail", "lock-account", "reset-account", "revoke-vendor"}
    | {"stop-service", "protect-backups", "restore-backup", "reimage", "patch", "remove-persistence"}
)
"""Effects that can take something from the attacker; what only looks or tells is not among them."""


def _resists(record: Record, task: TaskRun) -> bool:
    action = record.actions.get(task.action)
    return action is not None and any(effect.verb in RESISTING for effect in action.effects)


def _detection(record: Record) -> Notable | None:
    found, began = detected(record), first_hostile(record, since=0)
    if found < 0:
        return None
    words = record.words
    if began >= 0 and record.events[began].at <= record.events[found].at:
        after = words.length(record.events[found].at - record.events[began].at)
        return _moment(
            record, found, words.text("First right judgement, {length} after the first hostile success in the drill.", length=after), began
        )
    return _moment(record, found, words.text("First right judgement of the drill."))


def _leak(record: Record) -> Notable | None:
    position = record.first("harm-counted", column="data")
    if position < 0:
        return None
    step = _cause_near(record, record.events[position].at, "step-succeeded")
    followed = event_text(record, position) + "."
    return _moment(record, step if step >= 0 else position, followed, position)


def _declaration(record: Record) -> Notable | None:
    position = next((number for number, _ in record.every("declared")), -1)
    if position < 0:
        return None
    words: Words = record.words
    sent = next((number for number, event in record.every("report-sent") if event.at >= record.events[position].at), -1)
    if sent < 0:
        return _moment(record, position, words.text("No report was sent after it."))
    length = words.length(record.events[sent].at - record.events[position].at)
    return _moment(record, position, words.text("The first report left {length} later.", length=length), sent)
