"""What a store keeps and what it promises: plain data, and the protocol that every store fulfils.

Called by `drills.session`, `drills.store.archive` and the command line. A drill in a store is its header, its plan (kept
once for all drills of that plan), a chain of records and a cache of the events that the records give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from drills.store.errors import LeaseLost, UnknownDrill
from engine.bundle import Header
from engine.plan import Plan, Text

INPUT = "input"
HORIZON = "horizon"
EVALUATION = "evaluation"
QUARANTINE = "quarantine"
END = "end"

SHOWN = (INPUT, HORIZON, END)
"""Kinds of record that say how far a drill went; a grade may come later and about earlier."""

OPEN = "open"
OVER = "over"


@dataclass(frozen=True, slots=True)
class NewDrill:
    """A drill about to be kept. `header.plan_hash` must be that of `plan`; `exercise` is the one that it belongs to, '' = none."""

    id: str
    header: Header
    plan: Plan
    exercise: str = ""

    @property
    def title(self) -> Text:
        """What the plan's scenario is called."""
        return self.plan.texts.get("scenario.title", Text(self.plan.scenario, self.plan.scenario))


@dataclass(frozen=True, slots=True)
class Draft:
    """A record before it is written: `at` is drill time in ms, `body` canonical JSON."""

    kind: str
    at: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """A written record: `wall` is ms since 1970, `chain` the hash (hex) over everything up to and with it."""

    seq: int
    kind: str
    at: int
    body: bytes
    wall: int
    chain: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One drill as a list shows it."""

    id: str
    title: Text
    header: Header
    scenario: str
    network: str
    created: int
    """Wall time, ms since 1970."""
    state: str
    """open or over."""
    horizon: int
    """Drill time up to which something was shown."""
    count: int
    head: str
    """Hash of the last record, of the header where there is none."""
    epoch: int
    owner: str
    """Who has, or last had, the drill open."""
    exercise: str = ""
    """The exercise that it belongs to, '' where it stands alone."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A whole drill, its chain and plan checked."""

    entry: Entry
    plan: Plan
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class CachedEvents:
    """The events that the records give up to `horizon`, as compressed canonical JSON, and the engine's digest of them."""

    horizon: int
    digest: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Raw:
    """A drill as it lies on the disk, nothing checked yet: for verification and export."""

    id: str
    title: Text
    created: int
    header: bytes
    plan: bytes
    """Canonical JSON."""
    start: str
    """Hash over what the drill says of itself; the chain begins with it."""
    head: str
    count: int
    horizon: int
    state: str
    records: tuple[Record, ...]
    events: CachedEvents | None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to append to a drill: held by one process at a time, told apart by its epoch."""

    drill: str
    epoch: int


Batch = tuple[Lease, Sequence[Draft]]
"""What one drill wants written."""

Appended = int | LeaseLost | UnknownDrill
"""The number of a drill's last record, or why nothing of its batch was written."""


class Store(Protocol):
    """What every store does. All writes are atomic and on disk when the call returns."""

    def create(self, drill: NewDrill) -> Lease:
        """Keep a new drill and hold it."""

    def acquire(self, drill: str) -> Lease:
        """Hold a drill that is there.

        Raises:
            DrillBusy: a living process holds it.
        """

    def release(self, lease: Lease) -> None:
        """Let others hold the drill."""

    def append(self, lease: Lease, drafts: Sequence[Draft]) -> int:
        """Write records, all or none; the number of the last record of the drill.

        Raises:
            LeaseLost: another process took the drill over.
            StoreError: the disk refused; nothing was written.
        """

    def append_all(self, batches: Sequence[Batch]) -> Sequence[Appended]:
        """Write the records of many drills in one transaction; what came of each, in their order.

        A drill whose lease is lost, or that is not there, fails alone: its error stands in its place.

        Raises:
            StoreError: the disk refused; nothing of any drill was written.
        """

    def cache_events(self, lease: Lease, events: CachedEvents) -> None:
        """Keep the events that the records give, in place of those kept before."""

    def load(self, drill: str) -> Stored:
        """A whole drill.

        Raises:
            UnknownDrill: none is there.
            StoreDamaged: chain or plan are not what was written.
        """

    def raw(self, drill: str) -> Raw:
        """A drill as it lies on the disk, unchecked."""

    def restore(self, drill: Raw) -> None:
        """Keep a drill that came from elsewhere, as it is; one of the same id must not be there."""

    def entries(self) -> tuple[Entry, ...]:
        """All drills, newest first."""

    def find(self, name: str) -> str:
        """The id meant by an id, a beginning of one, or `last`.

        Raises:
            UnknownDrill: none or several are meant.
        """

    def name_people(self, drill: str, people: dict[str, str]) -> None:
        """Keep the names behind seats, outside the chain."""

    def people(self, drill: str) -> dict[str, str]:
        """Names by seat id."""

    def forget_people(self, drill: str) -> None:
        """Erase the names behind a drill's seats; the drill itself stays whole."""

    def close(self) -> None:
        """Let go of everything."""
