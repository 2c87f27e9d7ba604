"""What only a store on a disk can suffer: other processes, damage, a full disk, a folder that cannot be written."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from drills.store import open_store
from drills.store.errors import DrillBusy, StoreDamaged, StoreError, StoreFull, StoreLocked, StoreTooNew, StoreUnwritable
from drills.store.journal import encode_events, horizon_draft, input_draft
from drills.store.sqlite import SqliteStore
from tests.contract.test_store_contract import new_drill, note


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store lies."""
    return tmp_path / "drills.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """A store with one drill of three records and cached events."""
    made = SqliteStore(path)
    lease = made.create(new_drill())
    made.append(lease, [input_draft(note(1)), input_draft(note(2)), horizon_draft(1000)])
    made.cache_events(lease, encode_events([], 1000, "x"))
    made.release(lease)
    yield made
    made.close()


def change(path: Path, statement: str, *values: object) -> None:
    """Change the file behind the store's back."""
    with sqlite3.connect(path) as connection:
        assert connection.execute(statement, values).rowcount == 1


def flipped(path: Path, table: str, column: str, where: str) -> None:
    """Flip the lowest bit in the middle byte of one value."""
    with sqlite3.connect(path) as connection:
        (body,) = connection.execute(f"SELECT {column} FROM {table} WHERE {where}").fetchone()
        middle = len(body) // 2
        changed = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (changed,))


def test_it_writes_ahead_and_synchronises_fully(store: SqliteStore, path: Path) -> None:
    """The file uses a write-ahead log, and every connection syncs fully."""
    with store._reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_plan_is_stored_once(store: SqliteStore, path: Path) -> None:
    """Two drills of one plan keep one copy of it."""
    store.create(new_drill("bbbb2222"))
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM plans").fetchone() == (1,)


@pytest.mark.parametrize(
    ("table", "column", "where", "said"),
    [
        ("records", "body", "seq = 2", "record 2"),
        ("records", "body", "seq = 3", "record 3"),
        ("plans", "body", "1", "plan"),
        ("drills", "header", "1", "header"),
    ],
)
def test_one_changed_byte_is_found_and_named(store: SqliteStore, path: Path, table: str, column: str, where: str, said: str) -> None:
    """A flipped bit in a record, the plan or the header keeps the drill from loading, and the message names the place."""
    flipped(path, table, column, where)
    with pytest.raises(StoreDamaged, match=said):
        store.load("aaaa2222")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE records SET wall = wall + 1 WHERE seq = 1", "record 1"),
        ("UPDATE records SET at = at + 1 WHERE seq = 3", "record 3"),
        ("UPDATE records SET at = 'noon' WHERE seq = 2", "record 2"),
        ("UPDATE records SET kind = 'horizon' WHERE seq = 2", "record 2"),
        ("DELETE FROM records WHERE seq = 3", "2 records are there, 3 were written"),
        ("DELETE FROM records WHERE seq = 1", "record 2"),
        ("UPDATE drills SET horizon = 5000", "horizon"),
        ("UPDATE drills SET title_en = 'Another'", "header"),
        ("UPDATE drills SET created = created + 1", "header"),
    ],
)
def test_other_changes_are_found(store: SqliteStore, path: Path, statement: str, said: str) -> None:
    """Changed times, titles and horizons and removed records are found as well."""
    change(path, statement)
    with pytest.raises(StoreDamaged, match=said):
        store.load("aaaa2222")


def test_file_that_is_no_database_is_called_damaged(path: Path) -> None:
    """Something else under the store's name is damage, not a traceback."""
    path.write_bytes(b"this is not a database, but it is long enough to be taken for one" * 20)
    with pytest.raises(StoreDamaged, match=r"drills\.sqlite3"):
        SqliteStore(path)


def test_newer_schema_is_refused(store: SqliteStore, path: Path) -> None:
    """A store of a newer version is left alone."""
    change(path, "UPDATE about SET value = '99' WHERE key = 'schema'")
    with pytest.raises(StoreTooNew, match="99"):
        SqliteStore(path)


def test_store_held_by_another_program_says_so(store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody else holds the whole file, a write waits, then says who is in the way."""
    monkeypatch.setattr("drills.store.sqlite.BUSY_MS", 20)
    impatient = SqliteStore(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked):
        impatient.acquire("aaaa2222")
    other.close()
    impatient.acquire("aaaa2222")
    impatient.close()


def test_full_disk_refuses_and_loses_nothing(store: SqliteStore, path: Path) -> None:
    """When the disk is full the append is refused whole, and goes through once there is space."""
    lease = store.acquire("aaaa2222")
    with store._reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    big = [input_draft(note(10 + number, "x" * 5000)) for number in range(20)]
    with pytest.raises(StoreFull):
        store.append(lease, big)
    assert len(store.load("aaaa2222").records) == 3
    with store._reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert store.append(lease, big) == 23


def test_full_disk_refuses_every_drill_of_a_call(store: SqliteStore) -> None:
    """When the disk is full nobody's records are written, the small ones neither."""
    leases = [store.acquire("aaaa2222"), store.create(new_drill("bbbb2222"))]
    with store._reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFull):
        store.append_all([(leases[0], [horizon_draft(2000)]), (leases[1], [input_draft(note(1, "x" * 50_000))])])
    assert [len(store.load(drill).records) for drill in ("aaaa2222", "bbbb2222")] == [3, 0]


def test_statements_do_not_grow_with_drills(store: SqliteStore) -> None:
    """Two drills are written by as many statements as twelve."""
    leases = [store.create(new_drill(f"drill{number}")) for number in range(12)]
    said: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda _c, _u, statement, *_: said.append(statement))
    counts = []
    for some in (leases[:2], leases):
        said.clear()
        store.append_all([(lease, [input_draft(note(1)), horizon_draft(10)]) for lease in some])
        counts.append(len(said))
    assert counts[0] == counts[1] <= 4


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that this user may not write")
def test_unwritable_folder_says_what_to_do(tmp_path: Path) -> None:
    """A folder without the right to write gives a clear error."""
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnwritable) as raised:
        open_store(tmp_path / "new")
    assert "DIENTAP_DATA" in raised.value.hint


def test_folder_that_is_a_file_says_what_to_do(tmp_path: Path) -> None:
    """A file where the folder should be gives a clear error."""
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StoreError, match="data"):
        open_store(tmp_path / "data")


def test_living_process_keeps_its_drill_and_a_dead_one_is_followed(store: SqliteStore, path: Path) -> None:
    """Another process's drill cannot be opened while it lives, and at once when it was killed."""
    code = (
        "import sys; from pathlib import Path; from drills.store.sqlite import SqliteStore;"
        "store = SqliteStore(Path(sys.argv[1])); store.acquire('aaaa2222'); print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(DrillBusy, match=str(holder.pid)):
        store.acquire("aaaa2222")
    holder.kill()
    holder.communicate()
    assert store.acquire("aaaa2222").epoch == 3


def test_backup_of_a_live_store_is_whole(store: SqliteStore, tmp_path: Path) -> None:
    """A backup made while a drill is held and written holds everything that was committed."""
    lease = store.acquire("aaaa2222")
    store.append(lease, [horizon_draft(2000)])
    store.backup(tmp_path / "copy" / "backup.sqlite3")
    copy = SqliteStore(tmp_path / "copy" / "backup.sqlite3")
    assert copy.load("aaaa2222").records == store.load("aaaa2222").records
    assert [item.name for item in (tmp_path / "copy").glob("*.part")] == []
    copy.close()
