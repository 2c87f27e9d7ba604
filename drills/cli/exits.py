"""The exit codes of `dientap`, in one place; docs/exit-codes.md says the same, and a test compares the two."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the shell learns from a command."""

    DONE = 0
    """The thing asked for was done."""
    FAILED = 1
    """The command ran, and what it was asked for did not succeed."""
    USAGE = 2
    """The command line, a name or a scenario is at fault; nothing was begun."""
    NO_CONNECTION = 3
    """No connection to the host of a drill."""
    REFUSED = 4
    """The host refused the seat or its code."""
    PROTOCOL = 5
    """Two versions of the program, or of its records, do not understand each other."""
    STORE = 6
    """The store of drills is damaged, locked, full or cannot be written."""
    ABORTED = 7
    """A drill was frozen or broken off before its end."""
    FAULT = 70
    """A fault of ours; the log file has the details."""
    INTERRUPTED = 130
    """Interrupted from the keyboard; what was journalled is kept."""
