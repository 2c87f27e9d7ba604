"""Every decision: an accepted command that starts, changes or cancels an action, answers, declares, waits or reports.

The journal holds commands and the events hold what became of them. An input's millisecond is its own, so the event that
it made at once is found by time, kind and content; a command that left none was refused.
"""

from __future__ import annotations

from engine.messages import Cancel, Declare, Event, Finish, Fire, Input, Reply, Start, Watch
from reports.analysis.record import Record, TaskRun
from reports.model import Decision
from reports.words import N_

OUTCOMES = {
    "done": N_("done"),
    "failed": N_("failed"),
    "cancelled": N_("cancelled"),
    "nothing": N_("nothing changed"),
}
BOT_LEVELS = {
    "idle": N_("idle"),
    "novice": N_("novice"),
    "trained": N_("trained"),
    "expert": N_("expert"),
    "reference": N_("reference response"),
}
LEVELS = {
    "suspected": N_("suspected incident"),
    "ordinary": N_("ordinary incident"),
    "serious": N_("serious incident"),
    "over": N_("incident over"),
}
SURE = {"low": N_("not sure"), "middle": N_("fairly sure"), "high": N_("sure")}
DECIDING = (Start, Cancel, Reply, Declare, Watch, Fire, Finish)


def decisions(record: Record) -> tuple[tuple[Decision, ...], int]:
    """The decisions in order, and how many commands were refused."""
    at_once: dict[int, list[int]] = {}
    for position, event in enumerate(record.events):
        at_once.setdefault(event.at, []).append(position)
    made: list[Decision] = []
    refused = 0
    for item in record.bundle.inputs:
        if not isinstance(item.command, DECIDING) or item.at > record.end:
            continue
        position = next((number for number in at_once.get(item.at, ()) if _answers(record.events[number], item)), -1)
        if position < 0 and not isinstance(item.command, Finish):
            refused += 1
            continue
        made.append(_decision(record, item, position))
    return tuple(made), refused


def _answers(event: Event, item: Input) -> bool:
    """Whether an event is what the command made at once."""
    command, data = item.command, event.data
    if isinstance(command, Fire):
        return event.kind == "message" and data.get("inject") == command.inject
    if item.team not in event.to:
        return False
    if isinstance(command, Start):
        return event.kind == "task-ordered" and data.get("action") == command.action and data.get("target") == command.target
    if isinstance(command, Cancel):
        return event.kind == "task-ended" and data.get("task") == command.task and data.get("outcome") == "cancelled"
    if isinstance(command, Reply):
        return event.kind == "replied" and data.get("message") == command.message
    if isinstance(command, Declare):
        return event.kind == "declared" and data.get("level") == command.level
    return event.kind == "watch-set" and isinstance(command, Watch) and data.get("until") == command.until


def _decision(record: Record, item: Input, position: int) -> Decision:
    words = record.words
    command = item.command
    task = record.tasks.get(str(record.events[position].data.get("task", ""))) if position >= 0 and isinstance(command, Start) else None
    outcome, waited, lasted, waited_ms = _fate(record, task) if task else (_reply_fate(record, item, position), "", "", 0)
    return Decision(
        event=position,
        at=item.at,
        clock=words.clock(item.at),
        team=item.team,
        team_name=record.team_name(item.team),
        seat=item.seat,
        by=played_by(record, item),
        kind=type(command).__name__.lower(),
        text=_told(record, item, position),
        why=command.why if isinstance(command, Start) else "",
        sure=words.text(SURE[command.sure]) if isinstance(command, Start) and command.sure in SURE else "",
        outcome=outcome,
        waited=waited,
        lasted=lasted,
        waited_ms=waited_ms,
    )


def played_by(record: Record, item: Input) -> str:
    """Who gave a command, where it was not simply the team's people: a seat, a machine named as one, or control."""
    words = record.words
    if item.origin == "control" or not item.team:
        return words.text("exercise control")
    if item.origin == "bot":
        return words.text("machine")
    return words.text("seat {seat}", seat=item.seat) if item.seat else ""


def order_text(record: Record, action: str, target: str) -> str:
    """An action and what it is aimed at."""
    name = record.words.authored(f"action.{action}", action)
    aim = target_name(record, target)
    return record.words.text("{action_name}: {target_name}", action_name=name, target_name=aim) if aim else name


def target_name(record: Record, target: str) -> str:
    """What a command's target is called; an alert by its kind and place."""
    if not target:
        return ""
    alert = record.alerts.get(target)
    if alert is not None:
        kind = record.words.authored(f"alert.{alert.kind}", alert.kind)
        return record.words.text(
            "alert “{what_name}” on {asset_name}", what_name=kind.rstrip("."), asset_name=record.words.name(alert.asset)
        )
    return record.words.name(target)


def _told(record: Record, item: Input, position: int) -> str:
    words, command = record.words, item.command
    if isinstance(command, Start):
        return order_text(record, command.action, command.target)
    if isinstance(command, Cancel):
        task = record.tasks.get(command.task)
        return words.text("Cancelled: {what_name}", what_name=order_text(record, task.action, task.target) if task else command.task)
    if isinstance(command, Declare):
        return words.text("Declared: {level_name}", level_name=words.text(LEVELS.get(command.level, command.level)))
    if isinstance(command, Watch):
        told = words.text("Goes on watching, looks again at {clock}", clock=words.clock(command.until))
        return f"{told} – {command.note}" if command.note else told
    if isinstance(command, Reply):
        return reply_text(record, record.events[position], command.free)
    if isinstance(command, Fire):
        return words.text("Delivered the stand-by situation “{what_name}”", what_name=inject_name(record, command.inject))
    return words.text("Ended the drill")


def inject_name(record: Record, inject: str) -> str:
    """A situation by who speaks and the first words."""
    words = record.words
    says = shortened(words.authored(f"inject.{inject}.says", inject), 90)
    sender = f"inject.{inject}.from"
    return f"{words.authored(sender)}: {says}" if words.speaker.has(sender) else says


def shortened(text: str, most: int) -> str:
    """The first line of a text, cut between words, without the quotation marks around it."""
    line = text.split("\n")[0].strip().strip('“”"')
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def reply_text(record: Record, event: Event, free: str = "") -> str:
    """An answer: to what, and which."""
    words, data = record.words, event.data
    inject, reply = str(data.get("inject", "")), str(data.get("reply", ""))
    if inject:
        sender = f"inject.{inject}.from"
        asked = words.authored(sender) if words.speaker.has(sender) else inject
        said = shortened(words.authored(f"inject.{inject}.reply.{reply}", reply), 110)
        told = words.text("Answered {asked}: “{said}”", asked=asked, said=said)
    else:
        told = words.text("Accepted another team's request") if reply == "accept" else words.text("Declined another team's request")
    return f"{told} ({free})" if free else told


def _fate(record: Record, task: TaskRun) -> tuple[str, str, str, int]:
    """What came of a task: outcome, waiting in words, working time in words, waiting in ms."""
    words = record.words
    outcome = words.text(OUTCOMES[task.outcome]) if task.outcome in OUTCOMES else words.text("still under way at the end")
    if task.ended_at >= 0:
        outcome = words.text("{outcome_name} at {clock}", outcome_name=outcome, clock=words.clock(task.ended_at))
    begun = task.started_at if task.started_at >= 0 else (task.ended_at if task.ended_at >= 0 else record.end)
    waited = begun - task.ordered_at
    lasted = words.length(task.ended_at - task.started_at) if task.ended_at >= 0 <= task.started_at else ""
    return outcome, _waiting(record, task, begun) if waited >= 60_000 else "", lasted, waited


def waiting_parts(task: TaskRun, begun: int) -> tuple[tuple[str, int], ...]:
    """Where a task waited before it began: (direction | team | staff, ms). It is charged where it waited."""
    if not task.awaited:
        return (("staff", begun - task.ordered_at),)
    word = "team" if task.doer != task.owner else "direction"
    granted = task.approved_at if task.approved_at >= 0 else begun
    return ((word, granted - task.ordered_at), ("staff", begun - granted))


WAITING = {"direction": N_("for direction"), "team": N_("for another team"), "staff": N_("for people to be free")}


def _waiting(record: Record, task: TaskRun, begun: int) -> str:
    words = record.words
    parts = [(where, ms) for where, ms in waiting_parts(task, begun) if ms >= 30_000]
    return ", ".join(
        words.text("{length} {where_name}", length=words.length(ms), where_name=words.text(WAITING[where])) for where, ms in parts
    )


def _reply_fate(record: Record, item: Input, position: int) -> str:
    if position >= 0 and isinstance(item.command, Reply):
        late = bool(record.events[position].data.get("late"))
        return record.words.text("late") if late else record.words.text("in time")
    return ""
