"""Drills in one SQLite file: write-ahead log, full synchronisation, every write in one immediate transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite import insert

from drills.language import mark
from drills.store.errors import DrillBusy, StoreLocked
from drills.store.faults import explained, said_plainly
from drills.store.lock import DrillLock
from drills.store.sql import SqlStore
from drills.store.wall import wall_ms

BUSY_MS = 5_000
"""How long a write waits for another process's write before it says that the store is locked."""


class SqliteStore(SqlStore):
    """The store in one file.

    Args:
        path: the file; it and its folder are made where they are missing.
        wall: wall time in ms since 1970.

    Raises:
        StoreError: the file cannot be opened, written or understood.
    """

    _insert = staticmethod(insert)

    def __init__(self, path: Path, wall: Callable[[], int] = wall_ms) -> None:
        self.path = path
        self._locks: dict[str, DrillLock] = {}
        with said_plainly(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(str(path), _engine(path), wall)

    def _hold(self, drill: str) -> None:
        path = self.path.parent / "locks" / f"{drill}.lock"
        try:
            lock = DrillLock(path)
        except (sqlite3.Error, OSError) as error:
            plain = explained(error, path)
            if isinstance(plain, StoreLocked):
                raise DrillBusy(mark("drill {drill} is open in {owner}"), {"drill": drill, "owner": self._owner(drill)}) from error
            raise plain from error
        self._locks[drill] = lock

    def _let_go(self, drill: str) -> None:
        self._locks.pop(drill).release()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with said_plainly(self.path), self._engine.execution_options(is_write=True).begin() as connection:
            yield connection

    def _changing_tables(self) -> AbstractContextManager[Connection]:
        return self._writing()

    def backup(self, path: Path) -> None:
        """Copy the store to a file while it is in use, as it stands at one moment."""
        half = path.with_name(path.name + ".part")
        with said_plainly(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            source = sqlite3.connect(self.path)
            target = sqlite3.connect(half)
            try:
                source.backup(target)
            except BaseException:
                target.close()
                half.unlink(missing_ok=True)
                raise
            finally:
                source.close()
                target.close()
            half.replace(path)


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, so that a write takes its lock at once
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("is_write") else "BEGIN")
