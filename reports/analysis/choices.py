"""What the attacker decided, and what held when they did: the truth, for exercise control and those who read the report."""

from __future__ import annotations

from engine.messages import Data
from reports.analysis.record import Record
from reports.analysis.telling import REASONS
from reports.model import ChoiceRow
from reports.words import N_

_SEEN: dict[str, str] = {
    "action": N_("a team finished: {what_name}"),
    "ordered": N_("a team ordered: {what_name}"),
    "report": N_("a team sent: {what_name}"),
    "declared": N_("a team declared: {what_name}"),
    "replied": N_("a team answered: {what_name}"),
    "ignored": N_("nobody answered: {what_name}"),
    "knows": N_("a team knew: {what_name}"),
    "step": N_("a step of theirs had come to its end: {what_name}"),
    "failed": N_("they had tried long enough: {what_name}"),
    "service": N_("a service was down: {what_name}"),
    "footholds": N_("machines were in their hands"),
    "encrypted": N_("machines were encrypted"),
    "tampered": N_("altered content was in use"),
    "relapse": N_("a machine fell again"),
    "milestone": N_("this had come true: {what_name}"),
    "hours": N_("it was the hour for it"),
    "at": N_("their time had come"),
    "locked": N_("an account was locked: {what_name}"),
    "blocked": N_("an indicator was blocked: {what_name}"),
    "pile": N_("enough had piled up: {what_name}"),
    "chose": N_("an earlier decision of theirs: {what_name}"),
    "switch": N_("a measure was in force: {what_name}"),
    "leaked": N_("something had got out: {what_name}"),
    "isolated": N_("a machine was isolated: {what_name}"),
    "cut": N_("a line was cut: {what_name}"),
}
"""Kind of condition → what it says of the world when it held."""
_OTHER = N_("this held: {what_name}")
_PREFIXES = {
    "action": "action.",
    "ordered": "action.",
    "report": "form.",
    "declared": "level.",
    "replied": "inject.",
    "ignored": "inject.",
    "step": "step.",
    "failed": "step.",
    "milestone": "milestone.",
    "pile": "pile.",
    "chose": "choice.",
    "switch": "switch.",
    "leaked": "via.",
}


def choices(record: Record) -> tuple[ChoiceRow, ...]:
    """Every decision of an attack, in order of time, with the reasons that held."""
    return tuple(
        _row(record, position) for position, event in record.every("adversary-chose") if record.hostile(event.data.get("campaign"))
    )


def _row(record: Record, position: int) -> ChoiceRow:
    event, words = record.events[position], record.words
    choice, option = str(event.data.get("choice", "")), str(event.data.get("option", ""))
    because = event.data.get("because")
    reasons = [item for item in because if isinstance(item, dict)] if isinstance(because, list) else []
    return ChoiceRow(
        event=position,
        at=event.at,
        clock=words.clock(event.at),
        campaign=words.authored(f"campaign.{event.data.get('campaign', '')}"),
        asked=words.authored(f"choice.{choice}", choice),
        chosen=words.authored(str(event.data.get("reasoning", "")), option),
        reasons=tuple(dict.fromkeys(reason_text(record, item) for item in reasons)),
        moved=any(_is_team_deed(item) for item in reasons),
        cites=record.cite(position),
    )


def _is_team_deed(item: Data) -> bool:
    """Whether a reason is something that a team did."""
    return item.get("op") in (
        "action",
        "ordered",
        "report",
        "declared",
        "replied",
        "ignored",
        "locked",
        "blocked",
        "switch",
        "isolated",
        "cut",
    )


def _fact(record: Record, fact: str) -> str:
    """What a team knew, by the name of the thing that the fact is about."""
    head, _, rest = fact.partition(":")
    thing = rest.partition(":")[0].partition("@")[0]
    prefix = {"finding": "artefact.", "alert": "alert.", "done": "action.", "milestone": "milestone.", "declared": "level."}.get(head, "")
    named = record.words.authored(f"{prefix}{thing}", thing) if prefix else record.words.name(thing)
    return named or record.words.text("something was known")


def reason_text(record: Record, item: Data) -> str:
    """One reason: what held, or did not, and since when."""
    words = record.words
    op, ref, at = str(item.get("op", "")), str(item.get("ref", "")), int(item.get("at", 0))
    prefix = _PREFIXES.get(op, "")
    name = words.authored(f"{prefix}{ref}", words.name(ref)) if prefix else words.name(ref)
    if op == "knows":
        name = _fact(record, ref)
    elif op in ("replied", "ignored"):
        name = words.authored(f"inject.{ref}.from", name)
    if op in _SEEN:
        said = words.text(_SEEN[op], what_name=name.rstrip(".?"))
    elif op in REASONS:  # why a way of theirs came to its end, in the words of the timeline
        said = words.text(REASONS[op])
    else:
        said = words.authored(f"reason.{op}", words.text(_OTHER, what_name=name))
    if not item.get("holds", 1):
        return words.text("not: {what_name}", what_name=said)
    return words.text("{what_name} (since {clock})", what_name=said, clock=words.clock(at)) if at > 0 else said
