"""The store's twin in memory: for tests, and for runs that need no disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from drills.language import mark
from drills.store.chain import genesis
from drills.store.check import assemble
from drills.store.errors import DrillBusy, LeaseLost, StoreDamaged, UnknownDrill
from drills.store.journal import decode_header, decode_plan, encode_header, encode_plan
from drills.store.memory_exercises import MemoryExercises
from drills.store.model import OPEN, Appended, Batch, CachedEvents, Draft, Entry, Lease, NewDrill, Raw, Stored
from drills.store.names import meant, missing
from drills.store.tip import Tip
from drills.store.wall import wall_ms


@dataclass(slots=True)
class _Kept:
    raw: Raw
    exercise: str = ""
    epoch: int = 0
    is_held: bool = False
    people: dict[str, str] = field(default_factory=dict)


class MemoryStore(MemoryExercises):
    """Keeps drills as long as the process lives.

    Args:
        wall: wall time in ms since 1970.
    """

    def __init__(self, wall: Callable[[], int] = wall_ms) -> None:
        super().__init__()
        self._wall = wall
        self._drills: dict[str, _Kept] = {}

    def create(self, drill: NewDrill) -> Lease:
        """Keep a new drill and hold it."""
        header = encode_header(drill.header)
        created = self._wall()
        start = genesis(drill.id, drill.title, created, header)
        plan = encode_plan(drill.plan)
        self.restore(Raw(drill.id, drill.title, created, header, plan, start, start, 0, 0, OPEN, (), None))
        self._drills[drill.id].exercise = drill.exercise
        return self.acquire(drill.id)

    def acquire(self, drill: str) -> Lease:
        """Hold a drill that is there."""
        kept = self._kept(drill)
        if kept.is_held:
            raise DrillBusy(mark("drill {drill} is open in {owner}"), {"drill": drill, "owner": "this process"})
        kept.is_held = True
        kept.epoch += 1
        return Lease(drill, kept.epoch)

    def release(self, lease: Lease) -> None:
        """Let others hold the drill."""
        kept = self._kept(lease.drill)
        if kept.epoch == lease.epoch:
            kept.is_held = False

    def append(self, lease: Lease, drafts: Sequence[Draft]) -> int:
        """Write records, all or none; the number of the drill's last record."""
        kept = self._fenced(lease)
        raw = kept.raw
        tip = Tip(raw.id, kept.epoch, "", raw.head, raw.count, raw.horizon, raw.state)
        records = (*raw.records, *tip.grow(drafts, self._wall()))
        kept.raw = replace(raw, records=records, count=tip.written, head=tip.head, horizon=tip.horizon, state=tip.state)
        return tip.written

    def append_all(self, batches: Sequence[Batch]) -> tuple[Appended, ...]:
        """Write many drills' records; a drill that is lost or not there fails alone."""
        return tuple(self._appended(lease, drafts) for lease, drafts in batches)

    def _appended(self, lease: Lease, drafts: Sequence[Draft]) -> Appended:
        try:
            return self.append(lease, drafts)
        except (LeaseLost, UnknownDrill) as refused:
            return refused

    def cache_events(self, lease: Lease, events: CachedEvents) -> None:
        """Keep the events that the records give."""
        kept = self._fenced(lease)
        kept.raw = replace(kept.raw, events=events)

    def load(self, drill: str) -> Stored:
        """A whole drill, checked."""
        kept = self._kept(drill)
        return assemble(kept.raw, kept.epoch, exercise=kept.exercise)

    def raw(self, drill: str) -> Raw:
        """A drill as it is kept."""
        return self._kept(drill).raw

    def restore(self, drill: Raw) -> None:
        """Keep a drill that came from elsewhere."""
        if drill.id in self._drills:
            raise StoreDamaged(mark("drill {drill} is in the store already, with other records"), {"drill": drill.id})
        self._drills[drill.id] = _Kept(drill)

    def entries(self) -> tuple[Entry, ...]:
        """All drills, newest first."""
        newest_first = sorted(self._drills.values(), key=lambda kept: (-kept.raw.created, kept.raw.id))
        return tuple(self._entry(kept) for kept in newest_first)

    def find(self, name: str) -> str:
        """The id meant by a name."""
        return meant(name, [entry.id for entry in self.entries()])

    def drills_of(self, exercise: str) -> tuple[str, ...]:
        """The drills of an exercise, oldest first."""
        own = sorted((kept.raw.created, drill) for drill, kept in self._drills.items() if kept.exercise == exercise)
        return tuple(drill for _, drill in own)

    def name_people(self, drill: str, people: dict[str, str]) -> None:
        """Keep the names behind seats."""
        self._kept(drill).people.update(people)

    def people(self, drill: str) -> dict[str, str]:
        """Names by seat id."""
        return dict(self._kept(drill).people)

    def forget_people(self, drill: str) -> None:
        """Erase the names behind a drill's seats."""
        self._kept(drill).people.clear()

    def close(self) -> None:
        """Nothing is held outside the process."""

    def _kept(self, drill: str) -> _Kept:
        kept = self._drills.get(drill)
        if kept is None:
            raise missing(drill)
        return kept

    def _fenced(self, lease: Lease) -> _Kept:
        kept = self._kept(lease.drill)
        if kept.epoch != lease.epoch:
            raise LeaseLost(mark("drill {drill} was taken over by {owner}"), {"drill": lease.drill, "owner": "this process"})
        return kept

    def _entry(self, kept: _Kept) -> Entry:
        raw, plan = kept.raw, decode_plan(kept.raw.plan)
        header = decode_header(raw.header)
        return Entry(
            raw.id,
            raw.title,
            header,
            plan.scenario,
            plan.network,
            raw.created,
            raw.state,
            raw.horizon,
            raw.count,
            raw.head,
            kept.epoch,
            "",
            kept.exercise,
        )
