"""Drills in a PostgreSQL database, which several hosts may share.

Who holds a drill has an advisory lock on it, in a session of its own that the server ends when the host dies; the epoch in
`drills` keeps out whoever lost a drill and does not know it yet. A connection that breaks costs the write that was under
way and nothing else: the next one finds the server again, and takes again what was held.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from drills.language import mark
from drills.store.errors import BackedUpElsewhere, DrillBusy, NoPostgres
from drills.store.faults import said_plainly
from drills.store.sql import SqlStore, this_process
from drills.store.wall import wall_ms

if TYPE_CHECKING:
    import psycopg

CONNECT_S = 5
"""How long a connection may take to come about."""

CHECK_S = 5.0
"""How often a store that writes looks whether the session of its locks still lives."""

_SESSION = (
    "SET lock_timeout = '5s'",  # as long as a write to a file waits for another's
    "SET idle_in_transaction_session_timeout = '20s'",  # a host that hangs in the middle of a write keeps nobody else out
    "SET tcp_keepalives_idle = 10",  # a host that lost its power is noticed after 25 s
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",  # law 4
)
_CLIENT = {
    "connect_timeout": CONNECT_S,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_KEY = "hashtextextended(current_schema() || '/' || :name, 0)"
"""The number of an advisory lock: locks are the database's, names the schema's."""


class PostgresStore(SqlStore):
    """The store in a database of a server.

    Args:
        url: `postgresql://USER@HOST/DATABASE`, with what else libpq takes (its manual, «connection strings»).
        wall: wall time in ms since 1970.

    Raises:
        NoPostgres: the library is not installed, or the address is none of PostgreSQL.
        StoreError: the server does not answer, or the database cannot be written or understood.
    """

    _insert = staticmethod(insert)

    def __init__(self, url: str, wall: Callable[[], int] = wall_ms) -> None:
        address = _address(url)
        self._holds = Holds(_engine(address, poolclass=NullPool))
        place = URL.create("postgresql", host=address.host, port=address.port, database=address.database)
        super().__init__(place.render_as_string(), _engine(address, pool_pre_ping=True, pool_size=4, max_overflow=8), wall)

    def _hold(self, drill: str) -> None:
        with said_plainly(self.place):
            is_held = self._holds.take(drill)
        if not is_held:
            raise DrillBusy(mark("drill {drill} is open in {owner}"), {"drill": drill, "owner": self._owner(drill)})

    def _let_go(self, drill: str) -> None:
        self._holds.give_back(drill)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with said_plainly(self.place):
            self._holds.keep()
            with self._engine.begin() as connection:
                yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        one_moment = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with said_plainly(self.place), one_moment.begin() as connection:
            yield connection

    @contextmanager
    def _changing_tables(self) -> Iterator[Connection]:
        with self._writing() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_KEY})"), {"name": "tables"})
            yield connection

    def backup(self, path: Path) -> None:
        """A server's database is not copied by this program."""
        raise BackedUpElsewhere(mark("the drills lie in {path}, which is copied by the server's own tools"), {"path": self.place})

    def close(self) -> None:
        """Let go of all drills and of the server."""
        super().close()
        self._holds.close()


class Holds:
    """The advisory locks of one store, all in one session of their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._session: Connection | None = None
        self._drills: set[str] = set()
        self._turn = threading.Lock()
        self._checked = 0.0

    def take(self, drill: str) -> bool:
        """Hold a drill; whether nobody else holds it."""
        with self._turn:
            if drill in self._drills:
                return False
            self._ensure()
            is_taken = self._ask("pg_try_advisory_lock", drill)
            if is_taken:
                self._drills.add(drill)
            return is_taken

    def give_back(self, drill: str) -> None:
        """Let others hold a drill; a server that does not answer has taken it back, or will."""
        with self._turn:
            self._drills.discard(drill)
            try:
                if self._session is not None:
                    self._ask("pg_advisory_unlock", drill)
            except DBAPIError:
                self._drop()

    def keep(self) -> None:
        """Look, every few seconds, whether the session lives; in a new one, take again what was held.

        What somebody else took in between stays theirs: the epoch then refuses the write.
        """
        with self._turn:
            if self._drills and time.monotonic() - self._checked >= CHECK_S:
                self._ensure()

    def close(self) -> None:
        """End the session."""
        with self._turn:
            self._drop()
            self._engine.dispose()

    def _ensure(self) -> None:
        if self._session is not None:
            try:
                self._session.execute(text("SELECT 1"))
            except DBAPIError:
                self._drop()
        if self._session is None:
            self._session = self._engine.connect()
            for drill in sorted(self._drills):
                self._ask("pg_try_advisory_lock", drill)
        self._checked = time.monotonic()

    def _ask(self, function: str, drill: str) -> bool:
        assert self._session is not None
        return bool(self._session.scalar(text(f"SELECT {function}({_KEY})"), {"name": f"drill/{drill}"}))

    def _drop(self) -> None:
        if self._session is not None:
            self._session.invalidate()
            self._session.close()
            self._session = None


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise NoPostgres(mark("the store's address is none of PostgreSQL"), {}) from error
    if address.get_backend_name() not in ("postgresql", "postgres"):
        raise NoPostgres(mark("the store's address is none of PostgreSQL"), {})
    return address.set(drivername="postgresql+psycopg")


def _engine(address: URL, **pool: Any) -> Engine:
    given = {name: value for name, value in _CLIENT.items() if name not in address.query}
    try:
        engine = create_engine(address, connect_args={**given, "application_name": f"dientap {this_process()}"}, **pool)
    except ImportError as error:
        raise NoPostgres(mark("the library that speaks with PostgreSQL is not installed"), {}) from error
    event.listen(engine, "connect", _configure)
    return engine


def _configure(connection: psycopg.Connection, _: object) -> None:
    for setting in _SESSION:
        connection.execute(setting.encode())
    connection.commit()
