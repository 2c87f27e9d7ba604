"""Bringing a store's tables to this version, in one transaction: made where there are none, migrated where they are older.

`about.schema` says which version a store is of. Alembic is loaded only where there is something to migrate.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select, update

from drills.language import mark
from drills.store import schema
from drills.store.errors import StoreDamaged, StoreTooNew

Opens = Callable[[], AbstractContextManager[Connection]]
MIGRATIONS = Path(__file__).parent / "migrations"


def version_of(connection: Connection) -> int:
    """The schema version of a store; 0 = nothing is there yet."""
    if not inspect(connection).has_table(schema.about.name):
        return 0
    said = connection.scalar(select(schema.about.c.value).where(schema.about.c.key == "schema"))
    if said is None:
        return 0
    if not said.isdecimal():
        raise StoreDamaged(mark("the store is of no version that there is: {found!r}"), {"found": said})
    return int(said)


def bring_up_to_date(place: str, reading: Opens, writing_alone: Opens) -> None:
    """Make or migrate a store's tables where that is needed.

    Args:
        place: the store, for messages.
        reading: opens a transaction.
        writing_alone: opens one in which no other process changes tables; whoever waited for it looks again.

    Raises:
        StoreTooNew: a newer version wrote it.
    """
    with reading() as connection:
        found = version_of(connection)
    if found < schema.VERSION:
        with writing_alone() as connection:
            found = version_of(connection)
            if found < schema.VERSION:
                _write(connection, found)
    if found > schema.VERSION:
        words = mark("{path} was written by a newer version (schema {found}, this one knows {known})")
        raise StoreTooNew(words, {"path": place, "found": found, "known": schema.VERSION})


def _write(connection: Connection, found: int) -> None:
    if found:
        migrate(connection, str(found))
        connection.execute(update(schema.about).where(schema.about.c.key == "schema").values(value=str(schema.VERSION)))
    else:
        schema.metadata.create_all(connection)
        connection.execute(insert(schema.about).values(key="schema", value=str(schema.VERSION)))


def migrate(connection: Connection, found: str) -> None:
    """Run the migrations behind version `found`, in their order; 'base' = all of them."""
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)])
    steps = list(scripts.iterate_revisions("head", found))
    with Operations.context(MigrationContext.configure(connection)):
        for step in reversed(steps):
            step.module.upgrade()
