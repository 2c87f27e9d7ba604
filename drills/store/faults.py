"""The database's complaints as ours: what happened to which file, and what the person can do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, OperationalError

from drills.language import mark
from drills.store.errors import StoreDamaged, StoreError, StoreFull, StoreLocked, StoreUnwritable

_KINDS: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (("disk is full", "no space left"), StoreFull, mark("the disk is full, {path} could not be written")),
    (("database is locked", "database table is locked"), StoreLocked, mark("{path} is held by another program")),
    (
        ("readonly", "read-only", "unable to open", "permission denied", "not a directory", "file exists"),
        StoreUnwritable,
        mark("{path} cannot be written"),
    ),
    (
        ("malformed", "not a database", "file is encrypted", "no such table", "no such column", "disk i/o"),
        StoreDamaged,
        mark("{path} is damaged: {why}"),
    ),
)


def explained(error: BaseException, path: Path) -> StoreError:
    """A database or system error as one of ours."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    why = str(cause)
    for signs, kind, words in _KINDS:
        if any(sign in why.lower() for sign in signs):
            return kind(words, {"path": str(path), "why": why})
    if isinstance(cause, OSError):
        return StoreUnwritable(mark("{path} cannot be written"), {"path": str(path)})
    return StoreError(mark("{path}: {why}"), {"path": str(path), "why": why})


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """Let database and system errors leave as ours."""
    try:
        yield
    except (DBAPIError, OperationalError, sqlite3.Error, OSError) as error:
        raise explained(error, path) from error
