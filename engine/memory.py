"""Python's garbage collector while a whole drill is run at one go."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SWEPT_AFTER = 600_000
"""Containers that runs may leave behind before all of memory is searched once: some eight busy drills, about 100 MB."""

_left_behind = [0]
"""How many, since memory was last searched."""


@contextmanager
def unswept() -> Iterator[None]:
    """No search for unreachable objects meanwhile, nor because of what was made meanwhile.

    What a drill makes it keeps, above all its events, so that a search finds nothing. Switching the collector on again would
    make it search all of that at the very next allocation: it is filed among the old objects instead (`gc.freeze` and
    `gc.unfreeze` move lists, they look at nothing), and all of memory is searched once so much was made that finished runs
    may weigh.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            _file_away()
            gc.enable()


def _file_away() -> None:
    _left_behind[0] += gc.get_count()[0]
    if _left_behind[0] >= SWEPT_AFTER:
        _left_behind[0] = 0
        gc.collect()
    elif not gc.get_freeze_count():  # else somebody keeps objects out of every search, and unfreezing would end that
        gc.freeze()
        gc.unfreeze()
