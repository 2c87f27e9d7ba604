"""What people type: composed (NFC) whatever the input method sent, one line, without control characters."""

from __future__ import annotations

from drills.console.spans import one_line
from engine.texts import clean


def typed(text: str) -> str:
    """A person's line as it is kept and shown."""
    return one_line(clean(text))
