"""Evidence: every trace that the attack left, who read it and when, what was kept, and what was destroyed before it was read."""

from __future__ import annotations

from reports.analysis.record import Record
from reports.model import TraceRow
from reports.words import N_

_FATES = {
    "kept": N_("kept: sealed before it could be lost"),
    "read": N_("read"),
    "lost": N_("destroyed before anybody read it ({reason_name})"),
    "unread": N_("still there, read by nobody"),
}


def traces(record: Record) -> tuple[TraceRow, ...]:
    """Traces of attacks, in the order in which they were left."""
    rows: list[TraceRow] = []
    seen: set[tuple[str, str]] = set()
    for position, event in record.every("artefact-left"):
        artefact, asset = str(event.data.get("artefact", "")), str(event.data.get("asset", ""))
        if (artefact, asset) in seen or not _is_attack(record, str(event.data.get("step", ""))):
            continue
        seen.add((artefact, asset))
        rows.append(_row(record, position, artefact, asset))
    return tuple(rows)


def _is_attack(record: Record, step: str) -> bool:
    """Whether a step belongs to an attack, and is no bystander's doing."""
    return any(name == step and record.hostile(campaign) and item.verb != "act" for (campaign, name), item in record.steps.items())


def _row(record: Record, position: int, artefact: str, asset: str) -> TraceRow:
    words, event = record.words, record.events[position]
    read = [
        (place, found)
        for place, found in record.every("found")
        if found.data.get("artefact") == artefact and asset in (found.data.get("asset"), found.data.get("source"))
    ]
    first: dict[str, tuple[int, int]] = {}
    for place, found in read:
        for team in found.to:
            first.setdefault(team, (place, found.at))
    lost = next(
        (
            (place, gone)
            for place, gone in record.every("artefact-lost")
            if gone.data.get("artefact") == artefact and gone.data.get("asset") == asset
        ),
        None,
    )
    fate = "read" if first else "lost" if lost is not None else "kept" if _was_kept(record, asset, event.at) else "unread"
    reason = str(lost[1].data.get("reason", "")) if lost is not None else ""
    return TraceRow(
        artefact=words.authored(f"artefact.{artefact}", artefact),
        where=record.place_of(asset),
        at=event.at,
        clock=words.clock(event.at),
        read=tuple(
            words.text("{team_name}, {clock}", team_name=record.team_name(team), clock=words.clock(at)) for team, (_, at) in first.items()
        ),
        fate=fate,
        fate_text=words.text(_FATES[fate], reason_name=words.authored(f"reason.{reason}", reason)),
        cites=record.cite(*(place for place, _ in first.values()), *((lost[0],) if lost is not None and not first else ())),
    )


def _was_kept(record: Record, asset: str, since: int) -> bool:
    """Whether evidence of a device was preserved after a trace was left there."""
    keeping = {action.id for action in record.plan.actions if any(effect.verb == "preserve-evidence" for effect in action.effects)}
    return any(
        task.action in keeping and task.target == asset and task.outcome == "done" and task.ended_at >= since
        for task in record.tasks.values()
    )
