"""What the records of a journal say, and the bundle they make.

input       one command: {at, origin, team, seat, command, [ref]}; `ref` is the seat's own name for it, so that the same command
            that comes twice is done once
horizon     drill time up to which something was shown: {to, [speed], [pause], [looked], [bots]}; `speed`, `pause` and `bots`
            (TEAM=LEVEL of all teams that bots play) stand where they changed, `looked` names the alerts that the person opened
            since the horizon before, the last one last
evaluation  a person's grade
quarantine  an input that the engine broke on: {record, at, why}; re-execution leaves that record out
end         the drill is over: {at, digest}
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from drills.language import mark
from drills.store.errors import StoreDamaged
from drills.store.model import END, EVALUATION, HORIZON, INPUT, QUARANTINE, SHOWN, CachedEvents, Draft, Record
from engine.bundle import Evaluation, Header
from engine.codec import canonical, digest, plain, read, tagged
from engine.errors import DientapError
from engine.messages import Command, Event, Input
from engine.plan import Plan

_T = TypeVar("_T")
Shown = int | str | Sequence[str]
"""What a horizon says besides its time."""


def input_draft(item: Input, ref: str = "") -> Draft:
    """The record of an input."""
    body = {"at": item.at, "origin": item.origin, "seat": item.seat, "team": item.team, "command": tagged(item.command)}
    if ref:
        body["ref"] = ref
    return Draft(INPUT, item.at, canonical(body))


def horizon_draft(to: int, **more: Shown) -> Draft:
    """The record that says up to when the drill is shown; `more` is its speed, pause or looked."""
    return Draft(HORIZON, to, canonical({"to": to, **more}))


def evaluation_draft(grade: Evaluation) -> Draft:
    """The record of a person's grade."""
    return Draft(EVALUATION, grade.at, canonical(plain(grade)))


def quarantine_draft(seq: int, at: int, why: str) -> Draft:
    """The record that takes input record `seq` out of every re-execution."""
    return Draft(QUARANTINE, at, canonical({"at": at, "record": seq, "why": why}))


def end_draft(at: int, final_digest: str) -> Draft:
    """The last record of a drill that ran to its end."""
    return Draft(END, at, canonical({"at": at, "digest": final_digest}))


def input_of(record: Record) -> Input:
    """The input that a record holds."""
    body = _json(record.body, f"record {record.seq}")
    try:
        command = read(Command, body["command"])
        return Input(body["at"], body["origin"], body["team"], body["seat"], command)
    except (KeyError, DientapError) as error:
        raise StoreDamaged(mark("record {seq} (input) cannot be read: {why}"), {"seq": record.seq, "why": str(error)}) from error


def numbered_inputs(records: Iterable[Record]) -> list[tuple[int, Input]]:
    """The inputs of a journal with their record numbers, quarantined ones left out."""
    kept = tuple(records)
    out = {_json(record.body, f"record {record.seq}").get("record") for record in kept if record.kind == QUARANTINE}
    return [(record.seq, input_of(record)) for record in kept if record.kind == INPUT and record.seq not in out]


def inputs_of(records: Iterable[Record]) -> tuple[Input, ...]:
    """The inputs of a journal in order, quarantined ones left out."""
    return tuple(item for _, item in numbered_inputs(records))


def evaluations_of(records: Iterable[Record]) -> tuple[Evaluation, ...]:
    """The grades of a journal in order."""
    return tuple(read(Evaluation, _json(record.body, f"record {record.seq}")) for record in records if record.kind == EVALUATION)


def horizon_of(records: Iterable[Record]) -> int:
    """Drill time up to which something was shown, or may have been."""
    return max((record.at for record in records if record.kind in SHOWN), default=0)


def final_digest_of(records: Iterable[Record]) -> str:
    """The digest that the end record states, '' where the drill did not end."""
    return next((str(_json(record.body, f"record {record.seq}").get("digest", "")) for record in records if record.kind == END), "")


def is_over(records: Sequence[Record]) -> bool:
    """Whether the drill ran to its end."""
    return any(record.kind == END for record in records)


def pace_of(records: Iterable[Record]) -> int:
    """The speed last in force (1 = real time)."""
    speed = 1
    for record in records:
        if record.kind == HORIZON:
            speed = _json(record.body, f"record {record.seq}").get("speed", speed)
    return speed


def looks_of(records: Iterable[Record]) -> tuple[str, ...]:
    """Alerts that the person opened, each once, in the order in which each was opened last."""
    looked: dict[str, None] = {}
    for record in records:
        if record.kind == HORIZON:
            for alert in _json(record.body, f"record {record.seq}").get("looked", ()):
                looked.pop(alert, None)
                looked[alert] = None
    return tuple(looked)


def bots_of(records: Iterable[Record], header: Header) -> dict[str, str]:
    """The teams that bots play at the end of a journal, with their levels."""
    bots = dict(header.bots)
    for record in records:
        if record.kind == HORIZON:
            body = _json(record.body, f"record {record.seq}")
            if "bots" in body:
                bots = dict(item.split("=", 1) for item in body["bots"])
    return bots


def refs_of(records: Iterable[Record]) -> dict[tuple[str, str], int]:
    """(seat, its own name for a command) → number of the record that holds the command."""
    found: dict[tuple[str, str], int] = {}
    for record in records:
        if record.kind == INPUT:
            body = _json(record.body, f"record {record.seq}")
            if body.get("ref"):
                found[body["seat"], body["ref"]] = record.seq
    return found


def encode_plan(plan: Plan) -> bytes:
    """A plan's canonical JSON, the bytes that its hash is taken over."""
    return canonical(plain(plan))


def plan_hash(plan: Plan) -> str:
    """The hash that names a plan."""
    return digest(plain(plan))


def decode_plan(body: bytes) -> Plan:
    """A plan from its canonical JSON."""
    return _typed(Plan, body, "plan")


def encode_header(header: Header) -> bytes:
    """A header's canonical JSON."""
    return canonical(plain(header))


def decode_header(body: bytes) -> Header:
    """A header from its canonical JSON."""
    return _typed(Header, body, "header")


def events_digest(events: Iterable[Event]) -> str:
    """The digest of events as the engine takes it over a live world's."""
    hasher = hashlib.sha256()
    for event in events:
        hasher.update(canonical(plain(event)) + b"\n")
    return hasher.hexdigest()


def encode_events(events: Sequence[Event], horizon: int, taken_digest: str) -> CachedEvents:
    """Events for the cache."""
    return CachedEvents(horizon, taken_digest, zlib.compress(canonical([plain(event) for event in events]), 6))


def decode_events(cached: CachedEvents) -> tuple[Event, ...]:
    """Events from the cache."""
    try:
        listed = json.loads(zlib.decompress(cached.body))
        return tuple(read(Event, item) for item in listed)
    except (zlib.error, ValueError, DientapError) as error:
        raise StoreDamaged(mark("the kept events cannot be read: {why}"), {"why": str(error)}) from error


def _typed(kind: type[_T], body: bytes, what: str) -> _T:
    try:
        found: _T = read(kind, _json(body, what))
    except StoreDamaged:
        raise
    except DientapError as error:
        raise StoreDamaged(mark("the {what} cannot be read: {why}"), {"what": what, "why": str(error)}) from error
    return found


def _json(body: bytes, what: str) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise StoreDamaged(mark("the {what} cannot be read: {why}"), {"what": what, "why": str(error)}) from error
