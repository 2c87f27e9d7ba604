"""Stores to check: the twin in memory, the file, and the server where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drills.store.exercises import HallStore
from drills.store.memory import MemoryStore
from drills.store.sqlite import SqliteStore


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HallStore]:
    """A store with a wall clock that moves a second at each reading."""
    wall = iter(range(1_700_000_000_000, 1_800_000_000_000, 1000)).__next__
    made: HallStore = MemoryStore(wall) if request.param == "memory" else SqliteStore(tmp_path / "drills.sqlite3", wall)
    yield made
    made.close()
