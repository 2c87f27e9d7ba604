"""Short commands as people type them, in Vietnamese with or without marks, and in English."""

from __future__ import annotations

from dataclasses import dataclass

from drills.console.search import folded

WORDS: dict[str, tuple[str, ...]] = {
    "help": ("giup", "help", "?"),
    "status": ("tinh hinh", "status"),
    "alerts": ("canh bao", "alerts"),
    "messages": ("tin", "messages"),
    "tasks": ("viec", "tasks"),
    "advise": ("goi y", "advise"),
    "find": ("tim", "find"),
    "see": ("xem", "see"),
    "do": ("lam", "do"),
    "judge": ("ket luan", "judge"),
    "answer": ("tra loi", "answer"),
    "note": ("ghi", "note"),
    "say": ("noi", "say"),
    "crew": ("doi", "crew"),
    "declare": ("muc", "declare"),
    "cancel": ("huy", "cancel"),
    "yes": ("u", "vang", "yes", "y"),
    "no": ("thoi", "no"),
    "language": ("ngon ngu", "language"),
    "real": ("su co that", "real incident"),
    "leave": ("thoat", "quit"),
}
"""Command → how it is said, without marks; the first is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Order:
    """One line as understood: a command, the number that follows it (0 = none), and the rest as typed."""

    what: str
    number: int = 0
    rest: str = ""


def understood(line: str) -> Order | None:
    """The command in a line; None where there is none. A number alone chooses from the list printed last."""
    words = line.split()
    if not words:
        return None
    if words[0].isascii() and words[0].isdecimal():
        return Order("choose", int(words[0][:6]), " ".join(words[1:]))
    for length in (3, 2, 1):
        head = folded(" ".join(words[:length]))
        for what, ways in WORDS.items():
            if head in ways and len(words) >= length:
                return _with_number(what, words[length:])
    return None


def _with_number(what: str, rest: list[str]) -> Order:
    if rest and rest[0].isascii() and rest[0].isdecimal():
        return Order(what, int(rest[0][:6]), " ".join(rest[1:]))
    return Order(what, 0, " ".join(rest))
