"""What commands print: data on stdout, one JSON document or a table; progress on a terminal's stderr; files with care."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drills.cli.failures import FileInTheWay, NotWritten
from drills.language import mark

Report = Callable[[int, int], None]
"""Told (done, all)."""


def write_json(value: Any) -> None:
    """One JSON document on stdout, keys sorted."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n")


def write_line(words: str = "") -> None:
    """One line on stdout."""
    sys.stdout.write(words + "\n")


def write_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table on stdout; cells are text, never markup."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(Text(head), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)
    console.print(table)


def write_file(path: Path, body: bytes, *, force: bool) -> None:
    """A file, whole or not at all; one that is there is replaced only with `force`.

    Raises:
        FileInTheWay, NotWritten: it is there, or cannot be written.
    """
    require_free(path, force=force)
    half = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        half.write_bytes(body)
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True) if half.parent.is_dir() else None
        raise NotWritten(mark("{path} could not be written: {why}"), {"path": str(path), "why": error.strerror or str(error)}) from error


def require_free(path: Path, *, force: bool) -> None:
    """Refuse to overwrite, before work is done for nothing."""
    if path.is_dir():
        raise NotWritten(mark("{path} is a folder"), {"path": str(path)})
    if path.exists() and not force:
        raise FileInTheWay(mark("{path} is there already"), {"path": str(path)})


@contextmanager
def progress(words: str) -> Iterator[Report]:
    """A progress bar on stderr while something runs; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=max(1, whole))


def _silent(done: int, whole: int) -> None:
    """Nobody watches."""


@contextmanager
def busy(words: str) -> Iterator[None]:
    """A spinner on stderr while something runs whose length is not known."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(words):
        yield
