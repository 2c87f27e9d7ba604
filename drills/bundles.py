"""A stored drill as the bundle that scores and reports read, and whether it still is what it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from drills.language import filled, mark
from drills.recovery import Progress, Recovered, re_execute
from drills.store.check import Fault, assemble, hash_faults
from drills.store.errors import StoreDamaged
from drills.store.journal import decode_events, encode_events, evaluations_of, events_digest, final_digest_of, inputs_of, numbered_inputs
from drills.store.model import SHOWN, Raw, Store, Stored
from engine.bundle import ENGINE_VERSION, PHYSICS, Bundle, Header
from engine.errors import PhysicsMismatch
from engine.messages import Event
from engine.simulation import Simulation
from engine.texts import clock


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


class OtherPhysics(PhysicsMismatch):
    """Recorded under another `physics` number."""

    hint = mark(
        "Its report still works: `dientap report`. To go on with it, to verify it or to ask what-if, use the version that recorded it."
    )

    def __str__(self) -> str:
        return filled(self.args)


class OtherEvents(OtherPhysics):
    """Of the same `physics` number by its header, and yet another world."""

    code = "DT7002"
    hint = mark(
        "Recorded by dientap {recorded}, this is {present} and its worlds run differently: going on would show another drill than the "
        "one that was played. Go on with the version that recorded it; the report still works: `dientap report {drill}`."
    )


def require_same_physics(header: Header) -> None:
    """Refuse to run a drill again that was recorded by an engine whose worlds run differently.

    Raises:
        PhysicsMismatch: the recorded number is another.
    """
    if header.physics != PHYSICS:
        values = {"recorded": header.physics, "engine": header.engine, "present": PHYSICS}
        raise OtherPhysics(mark("recorded with physics {recorded} (dientap {engine}); this is physics {present}"), values)


def require_same_events(raw: Raw, stored: Stored, found: Recovered) -> None:
    """Refuse to go on with a drill whose records give other events here than those that people saw.

    Asked: whether the world reaches what was shown; whether every record but the very last is still taken by the engine
    (the last may be the one that took the process down); whether the kept events, and the digest of a drill that ended,
    are those that come out now.

    Raises:
        OtherEvents: they do not.
    """
    last = max((record.seq for record in raw.records if record.kind in SHOWN), default=-1)
    broken = next((item for item in found.broken if item.record != last), None)
    if broken is not None:
        values: dict[str, object] = {"at": clock(stored.plan.starts, broken.at), "why": broken.why}
        raise _other_events(mark("run again, its records stop at {at} ({why})"), values, stored)
    stated = final_digest_of(raw.records)
    if not _gives(raw, found.sim) or (stated and stated != found.sim.digest()):
        raise _other_events(mark("run again, its records give other events than were seen"), {}, stored)


def _other_events(words: str, values: dict[str, object], stored: Stored) -> OtherEvents:
    whose = {"recorded": stored.entry.header.engine, "present": ENGINE_VERSION, "drill": stored.entry.id}
    return OtherEvents(words, {**values, **whose})


def _gives(raw: Raw, sim: Simulation) -> bool:
    """Whether a world gives the kept events, as far as there are readable ones (unreadable ones say nothing of the world)."""
    kept = _readable(raw)
    return raw.events is None or kept is None or events_digest(sim.events[: len(kept)]) == raw.events.digest


def bundle_of(store: Store, drill: str, progress: Progress | None = None) -> Bundle:
    """The bundle of a stored drill: its kept events where they are up to date, else its records re-executed.

    Where this version cannot run the records again, the drill as far as its events were kept: `horizon` says until when.

    Raises:
        PhysicsMismatch: it cannot, and no events were kept.
    """
    raw = store.raw(drill)
    stored = assemble(raw)
    entry, inputs, horizon = stored.entry, inputs_of(stored.records), stored.entry.horizon
    events = _kept(raw)
    if events is None:
        try:
            events = tuple(_same_again(raw, stored, progress).events)
        except PhysicsMismatch:
            events = _readable(raw)
            if events is None or raw.events is None:
                raise
            horizon = raw.events.horizon
            until = max([horizon - 1, *(event.at for event in events[-1:])])  # a command given while the clock stood is at the horizon
            inputs = tuple(item for item in inputs if item.at <= until)
    return Bundle(entry.header, stored.plan, inputs, horizon, events, evaluations_of(stored.records))


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
    """The kept events, where they are up to date."""
    return _readable(raw) if raw.events is not None and raw.events.horizon == raw.horizon else None


def _readable(raw: Raw) -> tuple[Event, ...] | None:
    """The kept events, where they are what was written."""
    if raw.events is None:
        return None
    try:
        events = decode_events(raw.events)
    except StoreDamaged:
        return None
    return events if events_digest(events) == raw.events.digest else None


def _same_again(raw: Raw, stored: Stored, progress: Progress | None) -> Simulation:
    """The world that people saw, or PhysicsMismatch; an input that took the process down is left out, as a recovery does."""
    header = stored.entry.header
    require_same_physics(header)
    found = re_execute(stored.plan, header.seed, numbered_inputs(stored.records), stored.entry.horizon, progress)
    require_same_events(raw, stored, found)
    return found.sim


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
