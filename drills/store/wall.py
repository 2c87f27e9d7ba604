"""Wall time: read here for the journal, and nowhere near the engine."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def wall_ms() -> int:
    """Now, in ms since 1970."""
    return time.time_ns() // 1_000_000


def wall_text(moment: int) -> str:
    """A wall time in the person's own zone: 2025-07-04 07:30."""
    return datetime.fromtimestamp(moment / 1000, tz=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
