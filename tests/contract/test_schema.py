"""Stores of older versions open, with every byte that they had; newer ones are refused; nobody migrates twice."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from drills.store import schema, upgrade
from drills.store.check import hash_faults
from drills.store.errors import StoreDamaged
from drills.store.sqlite import SqliteStore
from tests.contract.test_store_contract import new_drill

SAMPLE = Path(__file__).parent / "stores" / "schema-1.sql"
"""A store as the version that knew schema 1 left it: one drill played to its end, one paused, a person's name."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of schema 1."""
    made = tmp_path / "drills.sqlite3"
    with sqlite3.connect(made) as connection:
        connection.executescript(SAMPLE.read_text(encoding="utf-8"))
    return made


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What schema 1 knew, as it lies in the file."""
    tables = {"plans": "hash", "records": "drill, seq", "events": "drill", "people": "drill"}
    drills = (
        "SELECT id, title_vi, title_en, created, plan, header, start, head, written, horizon, state, epoch, owner FROM drills ORDER BY id"
    )
    with sqlite3.connect(path) as connection:
        found = {name: connection.execute(f"SELECT * FROM {name} ORDER BY {order}").fetchall() for name, order in tables.items()}
        return {**found, "drills": connection.execute(drills).fetchall()}


def version(path: Path) -> str:
    """The schema version that a file states."""
    with sqlite3.connect(path) as connection:
        (found,) = connection.execute("SELECT value FROM about WHERE key = 'schema'").fetchone()
        return str(found)


def test_older_store_is_brought_up_to_date_and_keeps_every_byte(path: Path) -> None:
    """A store of schema 1 opens; its drills are whole and its bytes are what they were."""
    before = rows(path)
    store = SqliteStore(path)
    assert version(path) == str(schema.VERSION)
    assert rows(path) == before
    assert {entry.exercise for entry in store.entries()} == {""}
    assert sorted(entry.state for entry in store.entries()) == ["open", "over"]
    for entry in store.entries():
        assert list(hash_faults(store.raw(entry.id))) == []
        assert store.load(entry.id).entry.head == entry.head
    assert [store.people(entry.id) for entry in store.entries() if entry.state == "open"] == [{"doi-ucsc-1": "Nguyễn Văn An"}]
    store.close()


def test_drill_of_an_older_store_goes_on(path: Path) -> None:
    """A drill that was open can be held, and new ones are kept beside it."""
    store = SqliteStore(path)
    open_one = next(entry.id for entry in store.entries() if entry.state == "open")
    assert store.acquire(open_one).epoch == 2
    store.create(new_drill())
    assert store.drills_of("") == tuple(sorted((entry.id for entry in store.entries()), key=lambda drill: store.raw(drill).created))
    store.close()


def test_broken_upgrade_leaves_the_store_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong between two tables takes back the tables before it."""
    before, real = rows(path), upgrade.migrate

    def break_off(connection: Connection, found: str) -> None:
        real(connection, found)
        raise OSError("No space left on device")

    monkeypatch.setattr(upgrade, "migrate", break_off)
    with pytest.raises(Exception, match="full"):
        SqliteStore(path)
    monkeypatch.undo()
    assert (version(path), rows(path)) == ("1", before)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'codes'").fetchone() == (0,)
    SqliteStore(path).close()
    assert version(path) == str(schema.VERSION)


def test_processes_that_open_at_once_migrate_once(path: Path) -> None:
    """Four processes open an old store at the same moment; all of them read it whole."""
    code = (
        "import sys; from pathlib import Path; from drills.store.sqlite import SqliteStore; import alembic.operations, alembic.script;"
        "print('ready', flush=True); sys.stdin.readline();"
        "store = SqliteStore(Path(sys.argv[1])); print(len(store.entries()), len([store.load(e.id) for e in store.entries()]), flush=True)"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    said = []
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        out, _ = process.communicate(timeout=60)
        said.append((process.returncode, out.split()))
    assert said == [(0, ["2", "2"])] * 4
    assert version(path) == str(schema.VERSION)


def test_migrations_end_at_the_tables_of_a_new_store() -> None:
    """All migrations from nothing make the tables that a new store gets."""
    with create_engine("sqlite://").begin() as connection:
        upgrade.migrate(connection, "base")
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
        schema.audit.drop(connection)
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) != []


def test_a_file_that_says_nonsense_of_its_version_is_damaged(path: Path) -> None:
    """A version that is no number is damage, not a traceback."""
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE about SET value = 'zwei'")
    with pytest.raises(StoreDamaged, match="zwei"):
        SqliteStore(path)
