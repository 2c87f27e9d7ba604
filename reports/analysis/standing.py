"""Piles and measures in force over time: what grew, what was worked off, what was on from when to when."""

from __future__ import annotations

from engine.messages import Data
from engine.plan import Pile
from reports.analysis.record import Record
from reports.model import PileMark, PileRow, SwitchRow, SwitchSpan

HOUR = 3_600_000
MOST_MARKS = 24
"""Moments of one pile that its table shows at most."""


def piles(record: Record) -> tuple[PileRow, ...]:
    """Piles that ever held anything, each with the moments at which its rates changed."""
    return tuple(row for pile in record.plan.piles if (row := _pile(record, pile)) is not None)


def _pile(record: Record, pile: Pile) -> PileRow | None:
    words = record.words
    moved = [
        (position, event) for position, event in record.every("pile-moved") if event.data.get("pile") == pile.id and event.at <= record.end
    ]
    marks = [_mark(record, max(0, event.at), event.data) for _, event in moved]
    last = _at_the_end(record, pile.id)
    if last is not None:
        marks.append(PileMark(record.end, words.clock(record.end), last[0], 0, 0, last[2]))
    elif marks:
        marks.append(_run_on(record, marks[-1]))
    if not any(mark.waiting or mark.total for mark in marks):
        return None
    most = max(marks, key=lambda mark: mark.waiting)
    return PileRow(
        id=pile.id,
        name=words.authored(f"pile.{pile.id}", words.name(pile.id)),
        unit=words.authored(f"pile.{pile.id}.unit", ""),
        marks=tuple(_thinned(marks)),
        most=most.waiting,
        most_text=words.number(most.waiting),
        most_clock=most.clock,
        end_text=words.number(marks[-1].waiting),
        total_text=words.number(marks[-1].total),
        late_text=words.number(last[1]) if last is not None else "–",
        cites=record.cite(*(position for position, _ in moved)),
    )


def _mark(record: Record, at: int, data: Data) -> PileMark:
    amount, came, went, total = (int(data.get(key, 0)) for key in ("amount", "rate_in", "rate_out", "total_in"))
    return PileMark(at, record.words.clock(at), amount, came, went, total)


def _at_the_end(record: Record, pile: str) -> tuple[int, int, int] | None:
    """Waiting, late and in all as counted for the last time; None where the drill was not played to an end."""
    for _, event in record.every("piles-counted"):
        counted = event.data.get("piles")
        found = counted.get(pile) if isinstance(counted, dict) else None
        if isinstance(found, dict):
            return int(found.get("waiting", 0)), int(found.get("late", 0)), int(found.get("total", 0))
    return None


def _run_on(record: Record, mark: PileMark) -> PileMark:
    """The last rates carried on to the end of what was played."""
    passed = record.end - mark.at
    waiting = max(0, mark.waiting + (mark.rate_in - mark.rate_out) * passed // HOUR)
    return PileMark(
        record.end, record.words.clock(record.end), waiting, mark.rate_in, mark.rate_out, mark.total + mark.rate_in * passed // HOUR
    )


def _thinned(marks: list[PileMark]) -> list[PileMark]:
    """As many as a table can show: the first, the last, and evenly among the rest."""
    if len(marks) <= MOST_MARKS:
        return marks
    step = (len(marks) - 1) / (MOST_MARKS - 1)
    return [marks[round(number * step)] for number in range(MOST_MARKS)]


def switches(record: Record) -> tuple[SwitchRow, ...]:
    """Measures that were turned, each with the stretches in which it was in force."""
    turned: dict[tuple[str, str], list[tuple[int, int, bool]]] = {
        (switch.id, ""): [(0, -1, True)] for switch in record.plan.switches if switch.starts and switch.scope == "none"
    }
    by: dict[tuple[str, str], str] = {}
    for position, event in record.every("switched"):
        key = (str(event.data.get("switch", "")), str(event.data.get("site", "")))
        turned.setdefault(key, []).append((max(0, event.at), position, bool(event.data.get("on"))))
        by.setdefault(key, str(event.data.get("by", "")))
    return tuple(_switch(record, key, edges, by.get(key, "")) for key, edges in turned.items() if key in by)


def _switch(record: Record, key: tuple[str, str], edges: list[tuple[int, int, bool]], by: str) -> SwitchRow:
    words = record.words
    spans: list[SwitchSpan] = []
    since = -1
    for at, _, on in edges:
        if on and since < 0:
            since = at
        elif not on and since >= 0:
            spans.append(SwitchSpan(since, at))
            since = -1
    if since >= 0:
        spans.append(SwitchSpan(since, record.end))
    name = words.authored(f"switch.{key[0]}", key[0])
    told = [
        words.text("{first} to {last}", first=words.clock(span.start), last=words.clock(span.end))
        if span.end < record.end
        else words.text("from {clock} to the end", clock=words.clock(span.start))
        for span in spans
    ]
    return SwitchRow(
        id="@".join(part for part in key if part),
        name=words.text("{what_name} ({place})", what_name=name, place=words.name(key[1])) if key[1] else name,
        by=record.team_name(by) if by else words.text("situation or attacker"),
        spans=tuple(spans),
        told="; ".join(told) or words.text("never in force"),
        cites=record.cite(*(position for _, position, _ in edges if position >= 0)),
    )
