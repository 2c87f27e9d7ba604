"""One process at a time may write a drill: a lock that the operating system takes back when its holder dies.

An SQLite file under exclusive transaction is the lock, because it works alike on every system we name, within a process
and between processes, and leaves nothing behind that could be stale. The epoch in the store guards what a lock cannot
(a network folder that forgets its locks).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path


class DrillLock:
    """A held lock; `release` or the end of the process lets it go."""

    def __init__(self, path: Path) -> None:
        """Take the lock at once.

        Raises:
            sqlite3.OperationalError: somebody holds it ("database is locked"), or the folder cannot be written.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            self._connection.close()
            raise

    def release(self) -> None:
        """Let others take it."""
        self._connection.close()


def locks_work(folder: Path) -> bool:
    """Whether a lock in that folder keeps a second one out; some network folders grant every lock that is asked for.

    Raises:
        OSError: the folder cannot be written.
    """
    path = folder / "probe.lock"
    try:
        first = DrillLock(path)
    except sqlite3.Error:
        return False
    try:
        DrillLock(path).release()
    except sqlite3.OperationalError:
        return True
    finally:
        first.release()
    return False
