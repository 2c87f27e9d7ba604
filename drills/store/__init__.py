"""Where drills are kept: `open_store()` gives the store of this machine's user.

Importing this package loads no database library; opening a store does.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drills.store.sqlite import SqliteStore

ENVIRONMENT = "DIENTAP_DATA"
FILE = "drills.sqlite3"


def data_folder() -> Path:
    """The folder that holds drills and logs: DIENTAP_DATA, else the system's place for a user's data."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("dientap", appauthor=False)


def open_store(folder: Path | None = None) -> SqliteStore:
    """The store in a folder, made where there is none.

    Raises:
        StoreError: the folder cannot be used, or what is in it cannot.
    """
    from drills.store.sqlite import SqliteStore

    return SqliteStore((folder or data_folder()) / FILE)
