"""A stored drill as the bundle that scores and reports read, and whether it still is what it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from drills.language import mark
from drills.recovery import Progress, re_execute
from drills.store.check import Fault, assemble, hash_faults
from drills.store.errors import StoreDamaged
from drills.store.journal import decode_events, encode_events, evaluations_of, events_digest, final_digest_of, inputs_of, numbered_inputs
from drills.store.model import Raw, Store, Stored
from engine.bundle import PHYSICS, Bundle, Header
from engine.errors import PhysicsMismatch
from engine.messages import Event
from engine.simulation import Simulation


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. `digest` is that of the re-executed events, '' where they could not be re-executed."""

    drill: str
    records: int
    horizon: int
    digest: str
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        """Nothing was found."""
        return not self.faults


def require_same_physics(header: Header) -> None:
    """Refuse to run a drill again that was recorded by an engine whose worlds run differently.

    Raises:
        PhysicsMismatch: the recorded number is another.
    """
    if header.physics != PHYSICS:
        raise PhysicsMismatch(f"recorded with physics {header.physics} (dientap {header.engine}); this is physics {PHYSICS}")


def bundle_of(store: Store, drill: str, progress: Progress | None = None) -> Bundle:
    """The bundle of a stored drill: its kept events where they are up to date, else its records re-executed."""
    raw = store.raw(drill)
    stored = assemble(raw)
    entry = stored.entry
    events = _kept(raw)
    if events is None:
        events = tuple(_again(stored, progress).events)
    return Bundle(entry.header, stored.plan, inputs_of(stored.records), entry.horizon, events, evaluations_of(stored.records))


def completed(raw: Raw, progress: Progress | None = None) -> Raw:
    """The drill with its events up to date, as an export holds it."""
    if raw.events is not None and raw.events.horizon == raw.horizon:
        return raw
    sim = _again(assemble(raw), progress)
    return replace(raw, events=encode_events(sim.events, raw.horizon, sim.digest()))


def verify(raw: Raw, progress: Progress | None = None) -> Verdict:
    """Check the hashes of a drill, then run its records again and compare what happens with what was kept."""
    faults = list(hash_faults(raw))
    digest = ""
    if not faults:
        stored = assemble(raw)
        sim: Simulation | None = None
        try:
            sim = _again(stored, progress)
        except (StoreDamaged, PhysicsMismatch) as error:
            faults.append(Fault("world", mark("the records cannot be run again: {why}"), {"why": str(error)}))
        if sim is not None:
            digest = sim.digest()
            faults += _event_faults(raw, sim)
    return Verdict(raw.id, len(raw.records), raw.horizon, digest, tuple(faults))


def _event_faults(raw: Raw, sim: Simulation) -> Iterator[Fault]:
    stated = final_digest_of(raw.records)
    if stated and stated != sim.digest():
        yield Fault("world", mark("run again, the records give other events than the drill ended with"))
    if raw.events is None:
        return
    try:
        events = decode_events(raw.events)
    except StoreDamaged:
        yield Fault("events", mark("the kept events are not what was written"))
        return
    if events_digest(events) != raw.events.digest or events_digest(sim.events[: len(events)]) != raw.events.digest:
        yield Fault("events", mark("the kept events are not those that the records give"))


def _kept(raw: Raw) -> tuple[Event, ...] | None:
    if raw.events is None or raw.events.horizon != raw.horizon:
        return None
    try:
        events = decode_events(raw.events)
    except StoreDamaged:
        return None
    return events if events_digest(events) == raw.events.digest else None


def _again(stored: Stored, progress: Progress | None) -> Simulation:
    header = stored.entry.header
    require_same_physics(header)
    found = re_execute(stored.plan, header.seed, numbered_inputs(stored.records), stored.entry.horizon, progress)
    if found.broken:
        broken = found.broken[0]
        raise StoreDamaged(
            mark("record {record} breaks the engine at {at} ms: {why}"), {"record": broken.record, "at": broken.at, "why": broken.why}
        )
    return found.sim
