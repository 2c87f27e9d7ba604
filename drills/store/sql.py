"""Drills in a database: all the SQL there is. What databases do differently stands in `sqlite` and `postgres`."""

from __future__ import annotations

import hashlib
import os
import platform
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, delete, insert, select, update

from drills.language import mark
from drills.store import schema
from drills.store.chain import genesis
from drills.store.check import assemble
from drills.store.errors import LeaseLost, StoreDamaged, StoreError, UnknownDrill
from drills.store.faults import said_plainly
from drills.store.journal import decode_header, decode_plan, encode_header, encode_plan
from drills.store.model import OPEN, Appended, Batch, CachedEvents, Draft, Entry, Lease, NewDrill, Raw, Record, Stored
from drills.store.names import meant, missing
from drills.store.sql_exercises import SqlExercises
from drills.store.tip import Tip
from drills.store.upgrade import bring_up_to_date
from drills.store.wall import wall_ms
from engine.plan import Plan, Text


class SqlStore(SqlExercises, ABC):
    """A store behind an engine of SQLAlchemy's.

    Args:
        place: what the store is called in messages, without secrets.
        wall: wall time in ms since 1970.

    Raises:
        StoreError: the database cannot be opened, written or understood.
    """

    def __init__(self, place: str, engine: Engine, wall: Callable[[], int] = wall_ms) -> None:
        self.place = place
        self._wall = wall
        self._engine = engine
        self._held: dict[str, Lease] = {}
        self._doubts: dict[str, Tip] = {}
        with said_plainly(place):
            bring_up_to_date(place, self._reading, self._changing_tables)

    # --- what databases do differently

    @abstractmethod
    def _hold(self, drill: str) -> None:
        """Keep other processes from holding a drill, until `_let_go` or the end of this process.

        Raises:
            DrillBusy: a living process holds it.
        """

    @abstractmethod
    def _let_go(self, drill: str) -> None:
        """Let others hold a drill."""

    @abstractmethod
    def backup(self, path: Path) -> None:
        """Copy the store to a file while it is in use, as it stands at one moment."""

    @abstractmethod
    def _changing_tables(self) -> AbstractContextManager[Connection]:
        """A transaction in which no other process changes tables."""

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with said_plainly(self.place), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with said_plainly(self.place), self._engine.begin() as connection:
            yield connection

    # --- holding

    def create(self, drill: NewDrill) -> Lease:
        """Keep a new drill and hold it."""
        header, created = encode_header(drill.header), self._wall()
        start = genesis(drill.id, drill.title, created, header)
        raw = Raw(drill.id, drill.title, created, header, encode_plan(drill.plan), start, start, 0, 0, OPEN, (), None)
        self._put(raw, drill.plan, drill.exercise)
        return self.acquire(drill.id)

    def acquire(self, drill: str) -> Lease:
        """Hold a drill that is there; a holder that died is followed, a living one is not."""
        self._hold(drill)
        try:
            with self._writing() as connection:
                table = schema.drills
                taken = update(table).where(table.c.id == drill).values(epoch=table.c.epoch + 1, owner=this_process())
                epoch = connection.scalar(taken.returning(table.c.epoch))
                if epoch is None:
                    raise missing(drill)
        except BaseException:
            self._let_go(drill)
            raise
        self._doubts.pop(drill, None)
        lease = self._held[drill] = Lease(drill, epoch)
        return lease

    def _owner(self, drill: str) -> str:
        with self._reading() as connection:
            return str(self._row(connection, drill).owner)

    def release(self, lease: Lease) -> None:
        """Let others hold the drill."""
        if self._held.get(lease.drill) == lease:
            if lease.drill in self._doubts:
                with suppress(StoreError):  # whoever follows reads a batch that was cut off as written, as after a power cut
                    self.append(lease, ())
            del self._held[lease.drill]
            self._let_go(lease.drill)

    def close(self) -> None:
        """Let go of all drills and of the database."""
        for lease in tuple(self._held.values()):
            self.release(lease)
        self._engine.dispose()

    def try_writing(self) -> None:
        """Write what is there already: whether a write goes through just now.

        Raises:
            StoreError: it does not.
        """
        with self._writing() as connection:
            connection.execute(update(schema.about).values(value=schema.about.c.value))

    # --- writing

    def append(self, lease: Lease, drafts: Sequence[Draft]) -> int:
        """Write records, all or none, on disk when it returns; the number of the drill's last record."""
        (outcome,) = self.append_all([(lease, drafts)])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def append_all(self, batches: Sequence[Batch]) -> tuple[Appended, ...]:
        """Write many drills' records in one transaction; the statements are as many for one drill as for forty."""
        wall = self._wall()
        with self._writing() as connection:
            tips = self._settled(connection, {lease.drill for lease, _ in batches})
            before = {drill: replace(tip) for drill, tip in tips.items()}
            outcomes: list[Appended] = []
            rows: list[dict[str, object]] = []
            grown: dict[str, Tip] = {}
            for lease, drafts in batches:
                tip = _fenced(tips, lease)
                if not isinstance(tip, Tip):
                    outcomes.append(tip)
                    continue
                rows += [_record_row(lease.drill, record) for record in tip.grow(drafts, wall)]
                outcomes.append(tip.written)
                if drafts:
                    grown[lease.drill] = tip
            if rows:
                connection.execute(insert(schema.records), rows)
                connection.execute(_MOVE_TIP, [_tip_row(tip) for tip in grown.values()])
            self._doubts.update((drill, before[drill]) for drill in grown)
        for drill in tips:
            self._doubts.pop(drill, None)
        return tuple(outcomes)

    def _settled(self, connection: Connection, drills: Iterable[str]) -> dict[str, Tip]:
        """Where drills end. What a commit wrote that was cut off before it was confirmed, and said to be refused, is taken back."""
        tips = self._tips(connection, drills)
        for drill, confirmed in tuple(self._doubts.items()):
            tip = tips.get(drill)
            if tip is not None and tip.epoch == confirmed.epoch and tip.head != confirmed.head:
                table = schema.records.c
                connection.execute(delete(schema.records).where(table.drill == drill, table.seq > confirmed.written))
                connection.execute(_MOVE_TIP, [_tip_row(confirmed)])
                tips[drill] = replace(confirmed)
        return tips

    def _tips(self, connection: Connection, drills: Iterable[str]) -> dict[str, Tip]:
        table = schema.drills.c
        wanted = select(table.id, table.epoch, table.owner, table.head, table.written, table.horizon, table.state)
        found = connection.execute(wanted.where(table.id.in_(sorted(drills))).order_by(table.id).with_for_update())
        return {row.id: Tip(*row) for row in found}

    def cache_events(self, lease: Lease, events: CachedEvents) -> None:
        """Keep the events that the records give."""
        with self._writing() as connection:
            self._require_held(connection, lease)
            _put_events(connection, lease.drill, events)

    def restore(self, drill: Raw) -> None:
        """Keep a drill that came from elsewhere, as it is."""
        self._put(drill, decode_plan(drill.plan))

    def _put(self, drill: Raw, plan: Plan, exercise: str = "") -> None:
        header = decode_header(drill.header)
        with self._writing() as connection:
            if self._has(connection, drill.id):
                raise StoreDamaged(mark("drill {drill} is in the store already, with other records"), {"drill": drill.id})
            if connection.scalar(select(schema.plans.c.hash).where(schema.plans.c.hash == header.plan_hash)) is None:
                body = zlib.compress(drill.plan, 6)
                kept = self._insert(schema.plans).values(hash=header.plan_hash, body=body, packed=_sum(body))
                connection.execute(kept.on_conflict_do_nothing())  # another host may keep the same plan at this moment
            connection.execute(
                insert(schema.drills).values(
                    id=drill.id,
                    title_vi=drill.title.vi,
                    title_en=drill.title.en,
                    scenario=plan.scenario,
                    network=plan.network,
                    created=drill.created,
                    plan=header.plan_hash,
                    header=drill.header,
                    start=drill.start,
                    head=drill.head,
                    written=drill.count,
                    horizon=drill.horizon,
                    state=drill.state,
                    epoch=0,
                    owner="",
                    exercise=exercise,
                )
            )
            if drill.records:
                connection.execute(insert(schema.records), [_record_row(drill.id, record) for record in drill.records])
            if drill.events is not None:
                _put_events(connection, drill.id, drill.events)

    # --- reading

    def load(self, drill: str) -> Stored:
        """A whole drill, checked."""
        with self._reading() as connection:
            row = self._row(connection, drill)
            return assemble(self._raw(connection, row), int(row.epoch), str(row.owner), str(row.exercise))

    def raw(self, drill: str) -> Raw:
        """A drill as it lies on the disk."""
        with self._reading() as connection:
            return self._raw(connection, self._row(connection, drill))

    def entries(self) -> tuple[Entry, ...]:
        """All drills, newest first."""
        with self._reading() as connection:
            table = schema.drills
            found = connection.execute(select(table).order_by(table.c.created.desc(), table.c.id)).all()
            return tuple(_entry(row) for row in found)

    def find(self, name: str) -> str:
        """The id meant by a name."""
        with self._reading() as connection:
            table = schema.drills
            ids = connection.scalars(select(table.c.id).order_by(table.c.created.desc(), table.c.id)).all()
        return meant(name, ids)

    # --- people

    def name_people(self, drill: str, people: dict[str, str]) -> None:
        """Keep the names behind seats."""
        with self._writing() as connection:
            self._row(connection, drill)
            table = schema.people
            connection.execute(delete(table).where(table.c.drill == drill, table.c.seat.in_(people)))
            connection.execute(insert(table), [{"drill": drill, "seat": seat, "name": name} for seat, name in sorted(people.items())])

    def people(self, drill: str) -> dict[str, str]:
        """Names by seat id."""
        with self._reading() as connection:
            self._row(connection, drill)
            table = schema.people
            found = connection.execute(select(table.c.seat, table.c.name).where(table.c.drill == drill).order_by(table.c.seat)).all()
            return {row.seat: row.name for row in found}

    def forget_people(self, drill: str) -> None:
        """Erase the names behind a drill's seats."""
        with self._writing() as connection:
            self._row(connection, drill)
            connection.execute(delete(schema.people).where(schema.people.c.drill == drill))

    # --- inside

    def _has(self, connection: Connection, drill: str) -> bool:
        return connection.scalar(select(schema.drills.c.id).where(schema.drills.c.id == drill)) is not None

    def _row(self, connection: Connection, drill: str) -> Row[Any]:
        row = connection.execute(select(schema.drills).where(schema.drills.c.id == drill)).one_or_none()
        if row is None:
            raise missing(drill)
        return row

    def _require_held(self, connection: Connection, lease: Lease) -> None:
        tip = _fenced(self._tips(connection, [lease.drill]), lease)
        if not isinstance(tip, Tip):
            raise tip

    def _raw(self, connection: Connection, row: Row[Any]) -> Raw:
        plan = connection.execute(select(schema.plans).where(schema.plans.c.hash == row.plan)).one_or_none()
        table = schema.records
        found = connection.execute(select(table).where(table.c.drill == row.id).order_by(table.c.seq)).all()
        records = tuple(Record(r.seq, r.kind, r.at, r.body, r.wall, r.chain) for r in found)
        kept = connection.execute(select(schema.events).where(schema.events.c.drill == row.id)).one_or_none()
        return Raw(
            id=row.id,
            title=Text(row.title_vi, row.title_en),
            created=row.created,
            header=row.header,
            plan=b"" if plan is None else _unpacked(plan),
            start=row.start,
            head=row.head,
            count=row.written,
            horizon=row.horizon,
            state=row.state,
            records=records,
            events=None if kept is None else CachedEvents(kept.horizon, kept.digest, _intact(kept)),
        )


_MOVE_TIP = (
    update(schema.drills)
    .where(schema.drills.c.id == bindparam("drill"))
    .values({name: bindparam(f"new_{name}") for name in ("head", "written", "horizon", "state")})
)


def _fenced(tips: Mapping[str, Tip], lease: Lease) -> Tip | LeaseLost | UnknownDrill:
    """Where a lease's holder may go on writing, or why it may not."""
    tip = tips.get(lease.drill)
    return missing(lease.drill) if tip is None else tip.lost(lease) or tip


def _tip_row(tip: Tip) -> dict[str, object]:
    return {"drill": tip.drill, "new_head": tip.head, "new_written": tip.written, "new_horizon": tip.horizon, "new_state": tip.state}


def _put_events(connection: Connection, drill: str, events: CachedEvents) -> None:
    connection.execute(delete(schema.events).where(schema.events.c.drill == drill))
    values = {"drill": drill, "horizon": events.horizon, "digest": events.digest, "body": events.body, "packed": _sum(events.body)}
    connection.execute(insert(schema.events).values(values))


def _record_row(drill: str, record: Record) -> dict[str, object]:
    return {
        "drill": drill,
        "seq": record.seq,
        "kind": record.kind,
        "at": record.at,
        "body": record.body,
        "wall": record.wall,
        "chain": record.chain,
    }


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        title=Text(row.title_vi, row.title_en),
        header=decode_header(row.header),
        scenario=row.scenario,
        network=row.network,
        created=row.created,
        state=row.state,
        horizon=row.horizon,
        count=row.written,
        head=row.head,
        epoch=row.epoch,
        owner=row.owner,
        exercise=row.exercise,
    )


def _unpacked(row: Row[Any]) -> bytes:
    """A plan's bytes; none where what lies there is not what was put there, which its hash then tells."""
    try:
        return zlib.decompress(row.body) if _sum(row.body) == row.packed else b""
    except zlib.error:
        return b""


def _intact(row: Row[Any]) -> bytes:
    return bytes(row.body) if _sum(row.body) == row.packed else b""


def _sum(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def this_process() -> str:
    """Who holds what this process holds."""
    return f"{platform.node()}:{os.getpid()}"
