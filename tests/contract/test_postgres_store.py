"""What only a store on a server can suffer: other hosts, cut connections, a server that goes and comes back."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, event, insert, make_url, text

from drills.store import open_store, schema
from drills.store.check import hash_faults
from drills.store.errors import BackedUpElsewhere, DrillBusy, LeaseLost, NoPostgres, StoreUnreachable
from drills.store.journal import horizon_draft, input_draft
from drills.store.migrations import v1_drills
from drills.store.postgres import PostgresStore
from drills.store.sql import this_process
from tests.contract.line import Line
from tests.contract.test_schema import SAMPLE
from tests.contract.test_store_contract import new_drill, note

HOLDER = (
    "import sys; from drills.store.postgres import PostgresStore;"
    "store = PostgresStore(sys.argv[1]); store.acquire('aaaa2222'); print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def server(postgres: str) -> Iterator[Engine]:
    """The database behind the stores' backs."""
    engine = create_engine(make_url(postgres).set(drivername="postgresql+psycopg"))
    yield engine
    engine.dispose()


@pytest.fixture
def store(postgres: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgresStore]:
    """A store that looks after its locks at every write."""
    monkeypatch.setattr("drills.store.postgres.CHECK_S", 0.0)
    made = PostgresStore(postgres)
    yield made
    made.close()


@pytest.fixture
def line(postgres: str) -> Iterator[Line]:
    """A line to the server that can be cut."""
    made = Line(postgres)
    yield made
    made.close()


def cut_off(server: Engine) -> int:
    """End the sessions of this process's stores; how many there were."""
    ends = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = :name"
    with server.begin() as connection:
        return int(connection.scalar(text(ends), {"name": f"dientap {this_process()}"}) or 0)


def test_two_hosts_never_hold_one_drill(store: PostgresStore, postgres: str) -> None:
    """The second host is told who holds the drill, and follows once it was let go; the first may then write nothing."""
    first = store.create(new_drill())
    other = PostgresStore(postgres)
    with pytest.raises(DrillBusy, match=first.drill) as busy:
        other.acquire("aaaa2222")
    assert store.load("aaaa2222").entry.owner in str(busy.value)
    store.release(first)
    second = other.acquire("aaaa2222")
    with pytest.raises(LeaseLost):
        store.append(first, [horizon_draft(10)])
    with pytest.raises(DrillBusy):
        store.acquire("aaaa2222")
    assert other.append(second, [horizon_draft(10)]) == 1
    other.close()
    assert store.acquire("aaaa2222").epoch == second.epoch + 1


def test_killed_host_is_followed(store: PostgresStore, postgres: str) -> None:
    """While a host lives its drill is busy; when it is killed the server gives the drill back."""
    store.release(store.create(new_drill()))
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, postgres], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(DrillBusy, match=str(holder.pid)):
        store.acquire("aaaa2222")
    holder.kill()
    holder.communicate()
    for _ in range(100):  # the server notices when it next looks at the socket
        try:
            assert store.acquire("aaaa2222").epoch == 3
            break
        except DrillBusy:
            threading.Event().wait(0.05)
    else:
        pytest.fail("nobody could follow")


def test_cut_connections_are_made_again_with_what_was_held(store: PostgresStore, postgres: str, server: Engine) -> None:
    """All sessions are ended between two writes: the next write goes through, and the drill is still held."""
    lease = store.create(new_drill())
    store.append(lease, [horizon_draft(10)])
    assert cut_off(server) >= 2
    assert store.append(lease, [horizon_draft(20)]) == 2
    other = PostgresStore(postgres)
    with pytest.raises(DrillBusy):
        other.acquire("aaaa2222")
    other.close()


def test_drill_taken_while_the_line_was_cut_stays_taken(store: PostgresStore, postgres: str, server: Engine) -> None:
    """Who lost its session, and its drill with it, is refused; the new holder's records are alone."""
    lease = store.create(new_drill())
    cut_off(server)
    other = PostgresStore(postgres)
    taken = other.acquire("aaaa2222")
    with pytest.raises(LeaseLost):
        store.append(lease, [horizon_draft(10)])
    assert other.append(taken, [horizon_draft(20)]) == 1
    other.close()


def test_server_that_is_away_is_said_plainly_and_found_again(line: Line) -> None:
    """Without a server every write is refused whole, and after it came back the drill goes on."""
    store = PostgresStore(line.url)
    lease = store.create(new_drill())
    store.append(lease, [input_draft(note(1))])
    line.is_up = False
    line.cut()
    for _ in range(2):
        with pytest.raises(StoreUnreachable) as away:
            store.append_all([(lease, [input_draft(note(2)), horizon_draft(10)])])
        assert "127.0.0.1" in str(away.value)
        assert "PostgreSQL" in away.value.hint
    line.is_up = True
    assert store.append(lease, [input_draft(note(2)), horizon_draft(10)]) == 3
    assert list(hash_faults(store.raw("aaaa2222"))) == []
    store.close()


def test_batch_whose_confirmation_was_lost_is_taken_back(line: Line) -> None:
    """The server wrote, its word was lost, the caller was told that nothing was written: so nothing is, and nothing stands twice."""
    store = PostgresStore(line.url)
    leases = [store.create(new_drill(drill)) for drill in ("aaaa2222", "bbbb2222")]
    store.append_all([(lease, [input_draft(note(1))]) for lease in leases])
    line.swallows_commit = True
    with pytest.raises(StoreUnreachable):
        store.append_all([(lease, [input_draft(note(2, "mất")), horizon_draft(900)]) for lease in leases])
    assert len(store.load("aaaa2222").records) == 3
    assert list(store.append_all([(lease, [input_draft(note(3)), horizon_draft(800)]) for lease in leases])) == [3, 3]
    for lease in leases:
        raw = store.raw(lease.drill)
        assert list(hash_faults(raw)) == []
        assert [record.at for record in raw.records] == [1, 3, 800]
    store.close()


def test_drill_let_go_in_doubt_is_settled(line: Line) -> None:
    """A holder that lets a drill go after a lost confirmation takes its refused batch along."""
    store = PostgresStore(line.url)
    lease = store.create(new_drill())
    line.swallows_commit = True
    with pytest.raises(StoreUnreachable):
        store.append(lease, [input_draft(note(2))])
    store.release(lease)
    assert store.load("aaaa2222").records == ()
    store.close()


def test_reader_sees_one_moment(store: PostgresStore, postgres: str) -> None:
    """A drill that is read while its holder writes is whole every time."""
    lease = store.create(new_drill())
    reader, stop = PostgresStore(postgres), threading.Event()

    def write() -> None:
        at = 0
        while not stop.is_set():
            at += 10
            store.append(lease, [horizon_draft(at)])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = [len(reader.load("aaaa2222").records) for _ in range(60)]
    finally:
        stop.set()
        writer.join()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    reader.close()


def test_statements_do_not_grow_with_drills(store: PostgresStore) -> None:
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


def test_older_database_is_brought_up_to_date_once(postgres: str, server: Engine) -> None:
    """Two hosts open a database of schema 1 at the same moment; every record of it is whole, and the tables are those of today."""
    with sqlite3.connect(":memory:") as sample, server.begin() as connection:
        sample.executescript(SAMPLE.read_text(encoding="utf-8"))
        with Operations.context(MigrationContext.configure(connection)):
            v1_drills.upgrade()
        for table in (schema.about, schema.plans, schema.drills, schema.records, schema.events, schema.people):
            columns = [column.name for column in table.columns if column.name != "exercise"]
            rows = sample.execute(f"SELECT {', '.join(columns)} FROM {table.name}").fetchall()
            connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
    opened: list[PostgresStore] = []
    hosts = [threading.Thread(target=lambda: opened.append(PostgresStore(postgres))) for _ in range(2)]
    for host in hosts:
        host.start()
    for host in hosts:
        host.join()
    assert len(opened) == 2
    for one in opened:
        assert [list(hash_faults(one.raw(entry.id))) for entry in one.entries()] == [[], []]
        one.close()
    with server.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_backup_names_the_server_s_own_tool(store: PostgresStore, tmp_path: Path) -> None:
    """A database is not copied here; the error says by what it is, and shows no password."""
    with pytest.raises(BackedUpElsewhere) as raised:
        store.backup(tmp_path / "copy")
    assert "pg_dump" in raised.value.hint
    assert "@" not in str(raised.value)


def test_address_and_library_are_asked_for_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address of something else, a port where nobody listens and a missing library each say what to do; no password is shown."""
    for wrong in ("mysql://a@b/c", "drills.sqlite3"):
        with pytest.raises(NoPostgres):
            PostgresStore(wrong)
    monkeypatch.setenv("DIENTAP_STORE", "postgresql://ai:mat-khau@127.0.0.1:1/kho")
    with pytest.raises(StoreUnreachable) as away:
        open_store()
    assert "mat-khau" not in str(away.value)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(NoPostgres) as missing:
        open_store()
    assert "dientap[postgres]" in missing.value.hint
