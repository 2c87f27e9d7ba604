"""Stores to check: the twin in memory, the file, and the server where there is one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from drills.store.exercises import HallStore
from drills.store.memory import MemoryStore
from drills.store.postgres import PostgresStore
from drills.store.sqlite import SqliteStore

SERVER = os.environ.get("DIENTAP_TEST_POSTGRES", "")
"""Address of a PostgreSQL to test on, as somebody who may make schemas there; `.ci/postgres` starts one."""


@pytest.fixture
def postgres() -> Iterator[str]:
    """The address of an empty schema on the server."""
    if not SERVER:
        pytest.skip("no PostgreSQL: set DIENTAP_TEST_POSTGRES (see .ci/postgres)")
    name = f"test_{secrets.token_hex(8)}"
    engine = create_engine(make_url(SERVER).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield f"{SERVER}?options=-csearch_path%3D{name}"
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HallStore]:
    """A store with a wall clock that moves a second at each reading."""
    wall = iter(range(1_700_000_000_000, 1_800_000_000_000, 1000)).__next__
    made: HallStore
    if request.param == "memory":
        made = MemoryStore(wall)
    elif request.param == "sqlite":
        made = SqliteStore(tmp_path / "drills.sqlite3", wall)
    else:
        made = PostgresStore(request.getfixturevalue("postgres"), wall)
    yield made
    made.close()
