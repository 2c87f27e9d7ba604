"""What this machine can do, and what to do about what it cannot. `dientap doctor` shows it; nothing is changed or left behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from drills.doctor.finding import Check, Finding, examined
from drills.hall.addresses import PORT


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about.

    Attributes:
        folder: the data folder.
        port: where a host would listen.
        cert, key: an own certificate that it would show.
    """

    folder: Path
    port: int = PORT
    cert: Path | None = None
    key: Path | None = None


def examine(question: Question) -> list[Finding]:
    """Everything, in the order in which it is said; takes about a second, more where a disk or terminal does not answer."""
    from drills.doctor import folder, lines, machine, terminal
    from drills.store.wall import wall_ms

    checks: dict[str, Check] = {
        "python": machine.python,
        "encoding": machine.encoding,
        "terminal": terminal.terminal,
        "colours": terminal.colours,
        "letters": terminal.letters,
        "folder": lambda: folder.folder(question.folder),
        "disk": lambda: folder.disk(question.folder),
        "files": lambda: folder.files(question.folder),
        "store": lambda: folder.store(question.folder),
        "loopback": lines.loopback,
        "port": lambda: lines.port(question.port),
        "network": lines.network,
        "certificate": lambda: lines.certificate(question.folder, question.cert, question.key, wall_ms()),
        "clock": machine.clock,
        "memory": machine.memory,
    }
    return examined(checks)
