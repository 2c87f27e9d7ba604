"""The timeline: the attack and the teams side by side, with every event that the report cites.

Like things that follow each other (one step on forty hosts, one refusal after another) are told as one line.
"""

from __future__ import annotations

from dataclasses import replace

from engine.messages import Event
from reports.analysis.record import Record
from reports.analysis.telling import event_text
from reports.model import Entry, Lane
from reports.words import N_

ADVERSARY, WORLD = "adversary", "world"
TRUTH = {
    "step-succeeded",
    "step-blocked",
    "step-gave-up",
    "adversary-alarmed",
    "channel-switched",
    "asset-encrypted",
    "asset-wiped",
    "copy-destroyed",
}
ALWAYS = frozenset(
    {"step-succeeded", "step-blocked", "step-gave-up", "adversary-alarmed", "channel-switched", "copy-destroyed", "milestone"}
    | {"reserve-started", "reserve-empty", "reserve-saved", "isolated-wrongly", "cut-wrongly", "task-ended", "declared"}
    | {"message", "replied", "reply-missed", "request-answered", "report-sent", "duty-missed", "real-incident", "backup-checked"}
)
"""Kinds that are told whenever they happen; others when they are cited, or as `_chosen` says."""
GROUPED = frozenset({"step-succeeded", "step-blocked", "asset-encrypted", "asset-wiped", "copy-destroyed", "artefact-lost"})
"""Kinds of which a run within a few minutes is told as one line."""
GROUP_GAP = 20 * 60_000
CATEGORIES = {
    "attack": N_("attack succeeds"),
    "blocked": N_("attack blocked"),
    "alert": N_("alert"),
    "action": N_("action or finding"),
    "contact": N_("message, report, declaration"),
    "service": N_("service, situation, milestone"),
}


def timeline(record: Record) -> tuple[Entry, ...]:
    """All lines in order. Built last, when everything that is cited is known."""
    told: dict[tuple[str, str, str], int] = {}
    entries: list[Entry] = []
    told_once = _told_once(record)
    for position, event in enumerate(record.events):
        if position not in record.cited and not _chosen(record, told_once, position, event):
            continue
        entry = _entry(record, position, event)
        key = (event.kind, str(event.data.get("campaign", "")), str(event.data.get("step", event.data.get("reason", ""))))
        last = told.get(key)
        if event.kind in GROUPED and last is not None and event.at - entries[last].at <= GROUP_GAP:
            before = entries[last]
            entries[last] = replace(before, count=before.count + 1, more=(*before.more, position))
            continue
        told[key] = len(entries)
        entries.append(entry)
    return tuple(_counted(record, entry) for entry in entries)


def _counted(record: Record, entry: Entry) -> Entry:
    if entry.count < 2:
        return entry
    last = record.events[entry.more[-1]].at
    text = record.words.text("{what_name} – {n} times until {clock}", what_name=entry.text, n=entry.count, clock=record.words.clock(last))
    return replace(entry, text=text)


def lanes(record: Record, entries: tuple[Entry, ...]) -> tuple[Lane, ...]:
    """Lanes of the chart: the adversary, the world, then teams in the plan's order."""
    words = record.words
    names = {ADVERSARY: words.text("Attacker"), WORLD: words.text("Services and situations")}
    names |= {team: record.team_name(team) for team in record.teams}
    used = {entry.lane for entry in entries} | {ADVERSARY, WORLD}
    return tuple(Lane(lane, name) for lane, name in names.items() if lane in used or lane in record.teams)


def _chosen(record: Record, told_once: set[int], position: int, event: Event) -> bool:
    """Whether an event that nobody cites belongs into the timeline."""
    if event.kind in ("step-succeeded", "step-blocked"):
        return event.at >= 0 or record.hostile(event.data.get("campaign"))
    if event.kind in ALWAYS:
        return event.at >= 0
    return position in told_once


def _told_once(record: Record) -> set[int]:
    """Positions of the first true alert of a kind on a device, of orders that never ended, of traces found, of levels that moved."""
    chosen = {task.ordered for task in record.tasks.values() if task.ended < 0}
    alerts: set[tuple[str, str]] = set()
    for alert in sorted(record.alerts.values(), key=lambda alert: alert.event):
        if alert.real and (alert.kind, alert.asset) not in alerts:
            alerts.add((alert.kind, alert.asset))
            chosen.add(alert.event)
    levels: dict[str, int] = {}
    for position, event in record.every("found", "service-noticed", "service-changed"):
        if event.kind == "service-changed":
            service, level = str(event.data.get("service", "")), int(event.data.get("level", 1000))
            if level != levels.get(service, 1000) and event.at >= 0:
                chosen.add(position)
            levels[service] = level
        elif event.kind == "service-noticed" or event.data.get("artefact"):
            chosen.add(position)
    return chosen


def _entry(record: Record, position: int, event: Event) -> Entry:
    lane = _lane(record, event)
    step = str(event.data.get("step", ""))
    diary = f"step.{step}.diary"
    says = lane == ADVERSARY and event.kind == "step-succeeded" and record.words.speaker.has(diary)
    return Entry(
        event=position,
        at=event.at,
        clock=record.words.clock(event.at),
        lane=lane,
        lane_name=_lane_name(record, lane),
        category=_category(event, lane),
        text=event_text(record, position),
        technique=_technique(record, event) if lane == ADVERSARY else "",
        diary=record.words.speaker.say(diary, event.data) if says else "",
    )


def _lane(record: Record, event: Event) -> str:
    if event.kind.startswith("step-") or event.kind in TRUTH:
        campaign = event.data.get("campaign")
        return ADVERSARY if campaign is None or record.hostile(campaign) else WORLD
    if (
        event.kind in ("message", "milestone", "service-changed", "isolated-wrongly", "cut-wrongly", "artefact-lost", "harm-counted")
        or not event.to
    ):
        return WORLD
    if event.kind == "declared":
        return str(event.data.get("team") or event.to[0])
    return event.to[0]


def _lane_name(record: Record, lane: str) -> str:
    if lane == ADVERSARY:
        return record.words.text("Attacker")
    return record.words.text("Services and situations") if lane == WORLD else record.team_name(lane)


def _category(event: Event, lane: str) -> str:
    if lane == ADVERSARY:
        return "blocked" if event.kind in ("step-blocked", "step-gave-up") else "attack"
    if event.kind == "alert":
        return "alert"
    if event.kind in (
        "message",
        "replied",
        "reply-missed",
        "request-answered",
        "report-sent",
        "duty-missed",
        "duty-started",
        "declared",
        "real-incident",
    ):
        return "contact"
    return "service" if lane == WORLD or event.kind == "service-noticed" else "action"


def _technique(record: Record, event: Event) -> str:
    named = str(event.data.get("technique", ""))
    if named:
        return named
    step = record.steps.get((str(event.data.get("campaign", "")), str(event.data.get("step", ""))))
    return step.technique if step is not None else ""
