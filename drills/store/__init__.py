"""Where drills are kept: `open_store()` gives the store of this machine's user, or the one that DIENTAP_STORE names.

Importing this package loads no database library; opening a store does.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drills.store.sql import SqlStore

ENVIRONMENT = "DIENTAP_DATA"
STORE = "DIENTAP_STORE"
"""Environment: address of a PostgreSQL database that holds the drills in place of the file."""

FILE = "drills.sqlite3"


def data_folder() -> Path:
    """The folder that holds drills and logs: DIENTAP_DATA, else the system's place for a user's data."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("dientap", appauthor=False)


def open_store(folder: Path | None = None) -> SqlStore:
    """The store in a folder, made where there is none; without one, the database that DIENTAP_STORE names, else the user's file.

    Raises:
        StoreError: the folder or the database cannot be used, or what is in it cannot.
    """
    address = os.environ.get(STORE, "")
    if folder is None and address:
        from drills.store.postgres import PostgresStore

        return PostgresStore(address)
    from drills.store.sqlite import SqliteStore

    return SqliteStore((folder or data_folder()) / FILE)
