"""The database's complaints as ours: what happened to which store, and what the person can do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, OperationalError

from drills.language import mark
from drills.store.errors import StoreDamaged, StoreError, StoreFull, StoreLocked, StoreUnreachable, StoreUnwritable

_Kind = tuple[type[StoreError], str]
_FULL: _Kind = (StoreFull, mark("the disk is full, {path} could not be written"))
_LOCKED: _Kind = (StoreLocked, mark("{path} is held by another program"))
_UNWRITABLE: _Kind = (StoreUnwritable, mark("{path} cannot be written"))
_DAMAGED: _Kind = (StoreDamaged, mark("{path} is damaged: {why}"))
_UNREACHABLE: _Kind = (StoreUnreachable, mark("{path} does not answer: {why}"))
_OTHER: _Kind = (StoreError, mark("{path}: {why}"))

_WORDS: tuple[tuple[tuple[str, ...], _Kind], ...] = (
    (("disk is full", "no space left"), _FULL),
    (("database is locked", "database table is locked"), _LOCKED),
    (("readonly", "read-only", "unable to open", "permission denied", "not a directory", "file exists"), _UNWRITABLE),
    (("malformed", "not a database", "file is encrypted", "no such table", "no such column", "disk i/o"), _DAMAGED),
)
"""What SQLite and the system say."""

_STATES: tuple[tuple[tuple[str, ...], _Kind], ...] = (
    (("53100",), _FULL),
    (("55P03", "40001", "40P01"), _LOCKED),
    (("08", "28", "3D", "53300", "57P", "25P03"), _UNREACHABLE),
    (("42501", "25006"), _UNWRITABLE),
    (("42P01", "42703", "XX"), _DAMAGED),
)
"""Beginnings of PostgreSQL's SQLSTATE codes (its manual, appendix A)."""


def explained(error: BaseException, place: str | Path) -> StoreError:
    """A database or system error as one of ours."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    why = str(cause).strip()
    kind, words = _kind(error, cause, why)
    return kind(words, {"path": str(place), "why": why})


def _kind(error: BaseException, cause: BaseException, why: str) -> _Kind:
    if isinstance(cause, (sqlite3.Error, OSError)):
        found = [kind for signs, kind in _WORDS if any(sign in why.lower() for sign in signs)]
        return found[0] if found else _UNWRITABLE if isinstance(cause, OSError) else _OTHER
    state = getattr(cause, "sqlstate", None)
    if state:
        found = [kind for signs, kind in _STATES if state.startswith(signs)]
        return found[0] if found else _OTHER
    return _UNREACHABLE if isinstance(error, OperationalError) else _OTHER


@contextmanager
def said_plainly(place: str | Path) -> Iterator[None]:
    """Let database and system errors leave as ours."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise explained(error, place) from error
