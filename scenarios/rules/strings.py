"""Every string of the files with its place, for the rules about what is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.source import Node, Source

PROSE = frozenset({"vi", "en"})


@dataclass(frozen=True, slots=True)
class Written:
    """One string; `key` is what it stands under (vi, en, a log field ...)."""

    key: str
    text: str
    node: Node

    def place(self, source: Source, part: str) -> tuple[str, int, int]:
        """Where a part of it stands: on its line if the line shows it, else at its beginning."""
        lines = source.lines.get(self.node.file, [])
        for number in range(self.node.line, min(self.node.line + self.text.count("\n") + 40, len(lines)) + 1):
            start = self.node.column - 1 if number == self.node.line else 0
            column = lines[number - 1].find(part, start)
            if column >= 0:
                return self.node.file, number, column + 1
        return self.node.file, self.node.line, self.node.column


def strings(root: Node) -> Iterator[Written]:
    """All strings below a node, in the order they are written."""
    stack: list[tuple[str, Node]] = [("", root)]
    while stack:
        key, node = stack.pop()
        value = node.value
        if isinstance(value, str):
            yield Written(key, value, node)
        elif isinstance(value, dict):
            stack.extend((name, item) for name, item in reversed(value.items()))
        elif isinstance(value, list):
            stack.extend((key, item) for item in reversed(value))
