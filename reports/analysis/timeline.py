"""The timeline: the attack and the teams side by side, with every event that the report cites.

An order stands where it was given and says what became of it. Like things that follow each other (one step on forty
hosts, one team's triage of six alerts, services that fall together) are told as one line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.messages import Event
from reports.analysis.decisions import target_name
from reports.analysis.record import Record, TaskRun
from reports.analysis.telling import event_text, service_told, task_told, trace_told
from reports.model import Decision, Entry, Lane
from reports.words import N_

ADVERSARY, WORLD = "adversary", "world"
TRUTH = frozenset(
    {"adversary-alarmed", "adversary-chose", "asset-tampered", "channel-switched", "asset-encrypted", "asset-wiped", "copy-destroyed"}
)
ALWAYS = frozenset(
    {"step-succeeded", "step-blocked", "step-gave-up", "adversary-alarmed", "channel-switched", "copy-destroyed", "milestone"}
    | {"reserve-started", "reserve-empty", "reserve-saved", "isolated-wrongly", "cut-wrongly", "declared", "request-answered"}
    | {"replied", "reply-missed", "report-sent", "duty-missed", "real-incident", "backup-checked", "message"}
    | {"adversary-chose", "asset-tampered", "asset-mended", "switched", "proven", "report-misdirected", "order-over-head", "leak"}
)
"""Kinds that are told whenever they happen, but for `_silent`; others when they are cited, or as `_told_once` says."""
CONTACT = frozenset(
    {"message", "replied", "reply-missed", "request-answered", "report-sent", "duty-missed", "duty-started", "declared", "real-incident"}
    | {"report-misdirected", "order-over-head", "leak"}
)
OF_WORLD = frozenset({"message", "milestone", "service-changed", "isolated-wrongly", "cut-wrongly", "artefact-lost", "harm-counted"})
GAPS = {
    "step-succeeded": 20,
    "step-blocked": 20,
    "asset-encrypted": 20,
    "asset-wiped": 20,
    "asset-tampered": 20,
    "copy-destroyed": 20,
    "artefact-lost": 20,
    "task-ordered": 20,
    "service-changed": 3,
    "found": 10,
}
"""Kinds of which a run is told as one line, and how many minutes may lie between two of it."""
MINUTE = 60_000
CATEGORIES = {
    "attack": N_("attack succeeds"),
    "blocked": N_("attack blocked"),
    "alert": N_("alert"),
    "action": N_("action or finding"),
    "contact": N_("message, report, declaration"),
    "service": N_("service, situation, milestone"),
}


@dataclass(slots=True)
class _Group:
    """Events told as one line."""

    positions: list[int]
    last_at: int


def timeline(record: Record) -> tuple[Entry, ...]:
    """All lines in order. Built last, when everything that is cited is known."""
    wanted = _positions(record)
    open_groups: dict[tuple[str, ...], _Group] = {}
    groups: list[_Group] = []
    for position in sorted(wanted):
        event = record.events[position]
        gap = GAPS.get(event.kind)
        key = _key(record, event)
        group = open_groups.get(key) if gap is not None else None
        if group is not None and gap is not None and event.at - group.last_at <= gap * MINUTE:
            group.positions.append(position)
            group.last_at = event.at
            continue
        open_groups[key] = _Group([position], event.at)
        groups.append(open_groups[key])
    return tuple(_line(record, group, wanted) for group in groups)


def _positions(record: Record) -> dict[int, tuple[int, ...]]:
    """Position of each event to be told → further events that its line answers for (the end of an order's task)."""
    once = _told_once(record)
    wanted: dict[int, tuple[int, ...]] = {}
    ends = {task.ended: task for task in record.tasks.values() if task.ended >= 0}
    for position, event in enumerate(record.events):
        if position in ends and event.kind == "task-ended":
            continue
        if position in record.cited or position in once or (event.kind in ALWAYS and not _silent(record, event)):
            wanted[position] = ()
    for task in record.tasks.values():
        wanted[task.ordered] = (task.ended,) if task.ended >= 0 else ()
    return wanted


def _silent(record: Record, event: Event) -> bool:
    """What a line of its own would only repeat: history of harmless people, requests that their order's line tells."""
    if event.kind in ("step-succeeded", "step-blocked"):
        return event.at < 0 and not record.attack(event)
    if event.kind in ("message", "replied", "reply-missed") and not event.data.get("inject"):
        return True
    if event.kind == "request-answered":
        return event.data.get("answer") == "accepted"
    return event.at < 0


def _told_once(record: Record) -> set[int]:
    """Positions of the first true alert of a kind on a device, of the first reading of a trace, of levels that moved."""
    chosen: set[int] = set()
    alerts: set[tuple[str, str]] = set()
    for alert in sorted(record.alerts.values(), key=lambda alert: alert.event):
        if alert.real and (alert.kind, alert.asset) not in alerts:
            alerts.add((alert.kind, alert.asset))
            chosen.add(alert.event)
    traces: set[tuple[str, str]] = set()
    levels: dict[str, int] = {}
    for position, event in record.every("found", "service-changed"):
        if event.kind == "service-changed":
            service, level = str(event.data.get("service", "")), int(event.data.get("level", 1000))
            if level != levels.get(service, 1000) and event.at >= 0:
                chosen.add(position)
            levels[service] = level
        else:
            trace = (str(event.data.get("asset", "")), str(event.data.get("artefact", "")))
            if trace[1] and trace not in traces:
                traces.add(trace)
                chosen.add(position)
    return chosen


def _key(record: Record, event: Event) -> tuple[str, ...]:
    """Events with one key are like each other."""
    data = event.data
    if event.kind == "task-ordered":
        task = record.tasks.get(str(data.get("task", "")))
        return (event.kind, task.owner, task.doer, task.action) if task is not None else (event.kind, str(data.get("task", "")))
    if event.kind == "service-changed":
        return (event.kind, service_told(record, int(data.get("level", 1000))))
    if event.kind == "found":
        return (event.kind, *event.to[:1])
    return (event.kind, str(data.get("campaign", "")), str(data.get("step", data.get("reason", ""))))


def _line(record: Record, group: _Group, wanted: dict[int, tuple[int, ...]]) -> Entry:
    first = group.positions[0]
    entry = _entry(record, first, record.events[first])
    more = tuple(dict.fromkeys([*group.positions[1:], *(other for position in group.positions for other in wanted[position])]))
    return replace(entry, text=_text(record, group, entry.text), count=len(group.positions), more=more)


def _text(record: Record, group: _Group, alone: str) -> str:
    words = record.words
    events = [record.events[position] for position in group.positions]
    tasks = [
        record.tasks[str(event.data["task"])]
        for event in events
        if event.kind == "task-ordered" and str(event.data.get("task")) in record.tasks
    ]
    if len(tasks) == len(events):
        return task_told(record, tasks[0]) if len(tasks) == 1 else _orders(record, tasks)
    if len(events) == 1:
        return alone
    if events[0].kind == "service-changed":
        names = dict.fromkeys(words.name(str(event.data.get("service", ""))) for event in events)
        told = service_told(record, int(events[-1].data.get("level", 1000)))
        return words.text("{names}: {told}", names=words.some(names, 6), told=told)
    if events[0].kind == "found":
        traces = [trace_told(record, event) for event in events]
        return words.text(
            "Found {n} traces until {clock}: {names}", n=len(traces), clock=words.clock(events[-1].at), names=words.some(traces, 3)
        )
    return words.text("{what_name} – {n} times until {clock}", what_name=alone, n=len(events), clock=words.clock(events[-1].at))


def _orders(record: Record, tasks: list[TaskRun]) -> str:
    """One team's like orders: what they were aimed at, and how many were done."""
    words = record.words
    targets = [name for name in dict.fromkeys(target_name(record, task.target) for task in tasks) if name]
    done = sum(task.outcome == "done" for task in tasks)
    counted = words.text("{n} orders until {clock}, {done} done", n=len(tasks), clock=words.clock(tasks[-1].ordered_at), done=done)
    name = words.authored(f"action.{tasks[0].action}", tasks[0].action)
    if not targets:
        return words.text("{what_name} – {counted}", what_name=name, counted=counted)
    return words.text("{what_name}: {names} – {counted}", what_name=name, names=words.some(targets, 3), counted=counted)


def lanes(record: Record) -> tuple[Lane, ...]:
    """Lanes of the chart: the adversary, the world, then teams in the plan's order."""
    teams = [Lane(team, record.team_name(team)) for team in record.teams]
    return (Lane(ADVERSARY, _lane_name(record, ADVERSARY)), Lane(WORLD, _lane_name(record, WORLD)), *teams)


def linked(made: tuple[Decision, ...], entries: tuple[Entry, ...]) -> tuple[Decision, ...]:
    """Decisions, each with whether its event has a line in the timeline to lead to."""
    anchors = {position for entry in entries for position in (entry.event, *entry.more)}
    return tuple(replace(decision, linked=decision.event in anchors) for decision in made)


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
    if event.kind in OF_WORLD or not event.to:
        return WORLD
    if event.kind in ("declared", "task-ordered"):
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
    if event.kind in CONTACT:
        return "contact"
    return "service" if lane == WORLD or event.kind == "service-noticed" else "action"


def _technique(record: Record, event: Event) -> str:
    named = str(event.data.get("technique", ""))
    if named:
        return named
    step = record.steps.get((str(event.data.get("campaign", "")), str(event.data.get("step", ""))))
    return step.technique if step is not None else ""
