"""Whether a drill is what was written: hashes only, nothing is re-executed here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from drills.language import mark
from drills.store.chain import first_break, genesis
from drills.store.errors import StoreDamaged
from drills.store.journal import decode_header, decode_plan, horizon_of, is_over
from drills.store.model import OPEN, OVER, Entry, Raw, Stored
from engine.errors import DientapError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as written. part: header, plan, record, journal, events, world, archive."""

    part: str
    says: str
    """English sentence with `{placeholders}`, in the catalogue."""
    values: dict[str, object] = field(default_factory=dict)

    def error(self) -> StoreDamaged:
        """The fault as something to raise."""
        return StoreDamaged(self.says, self.values)


def hash_faults(raw: Raw) -> Iterator[Fault]:
    """Everything in a drill that does not agree with its hashes."""
    if genesis(raw.id, raw.title, raw.created, raw.header) != raw.start:
        yield Fault("header", mark("the header (title, seed, teams, baselines) is not what was written"))
    broken = first_break(raw.start, raw.records)
    if broken is None:
        yield from _tail_faults(raw)
    else:
        where = {"seq": broken.seq, "kind": broken.kind, "at": broken.at}
        yield Fault("record", mark("record {seq} ({kind}, drill time {at} ms) is not what was written"), where)
    yield from _plan_faults(raw)


def _tail_faults(raw: Raw) -> Iterator[Fault]:
    head = raw.records[-1].chain if raw.records else raw.start
    if raw.count != len(raw.records) or raw.head != head:
        yield Fault("journal", mark("{found} records are there, {count} were written"), {"found": len(raw.records), "count": raw.count})
    elif raw.horizon != horizon_of(raw.records) or raw.state != (OVER if is_over(raw.records) else OPEN):
        yield Fault("journal", mark("the drill's state or horizon is not that of its records"))


def _plan_faults(raw: Raw) -> Iterator[Fault]:
    try:
        header = decode_header(raw.header)
    except DientapError:
        yield Fault("header", mark("the header cannot be read"))
        return
    if hashlib.sha256(raw.plan).hexdigest() != header.plan_hash:
        yield Fault("plan", mark("the plan is not what was written"))


def assemble(raw: Raw, epoch: int = 0, owner: str = "", exercise: str = "") -> Stored:
    """A whole drill from what lies on the disk.

    Raises:
        StoreDamaged: it does not agree with its hashes.
    """
    for fault in hash_faults(raw):
        raise fault.error()
    plan = decode_plan(raw.plan)
    entry = Entry(
        id=raw.id,
        title=raw.title,
        header=decode_header(raw.header),
        scenario=plan.scenario,
        network=plan.network,
        created=raw.created,
        state=raw.state,
        horizon=raw.horizon,
        count=raw.count,
        head=raw.head,
        epoch=epoch,
        owner=owner,
        exercise=exercise,
    )
    return Stored(entry, plan, raw.records)
