"""What an examination found: one thing of this machine, how it stands, and what to do where it does not stand well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from drills.language import Say, mark


class State(IntEnum):
    """How a thing stands, the worst last."""

    GOOD = 0
    WARNING = 1
    ERROR = 2


WORDS = {State.GOOD: mark("good"), State.WARNING: mark("warning"), State.ERROR: mark("error")}

NAMES = {
    "python": mark("Python"),
    "encoding": mark("Encoding"),
    "terminal": mark("Terminal"),
    "colours": mark("Colours"),
    "letters": mark("Vietnamese letters"),
    "folder": mark("Data folder"),
    "disk": mark("Free disk"),
    "files": mark("Writing files"),
    "names": mark("File names"),
    "locks": mark("Locks"),
    "store": mark("Drill store"),
    "loopback": mark("Loopback"),
    "port": mark("Port"),
    "network": mark("Network"),
    "certificate": mark("Certificate"),
    "clock": mark("Clock"),
    "memory": mark("Memory"),
}
"""What is looked at, in the order in which it is said."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        check: a key of `NAMES`.
        found, advice: English sentences with `{placeholders}`, in the catalogue; no advice where nothing is to be done.
        values: what fills them; also given to scripts as it is.
        sample: lines to be compared by eye, where the machine cannot tell.
    """

    check: str
    state: State
    found: str
    values: dict[str, object] = field(default_factory=dict)
    advice: str = ""
    sample: tuple[str, ...] = ()

    def said(self, say: Say) -> tuple[str, str]:
        """What was found and what to do, in words."""
        return say(self.found).format(**self.values), say(self.advice).format(**self.values) if self.advice else ""


Check = Callable[[], Sequence[Finding]]


def examined(checks: dict[str, Check]) -> list[Finding]:
    """The findings of all checks; one that fails itself is a finding, and the others go on."""
    out: list[Finding] = []
    for name, check in checks.items():
        try:
            out += check()
        except Exception as error:  # noqa: BLE001 - whatever a strange machine does, the other findings are wanted
            words, advice = mark("this could not be looked at: {why}"), mark("Send this line to whoever looks after the program.")
            out.append(Finding(name, State.WARNING, words, {"why": f"{type(error).__name__}: {error}"}, advice))
    return out


def worst(findings: Sequence[Finding]) -> State:
    """The worst state among them."""
    return max((finding.state for finding in findings), default=State.GOOD)
