"""Every number names its source, or says that it is the author's estimate.

Looked at: lengths of time, shares, and counts of what happens in the world (`per_hour`, `people` ...). What counts as said:
a comment on the number's line, on or above any key that it stands under, or at the head of its file, that says
`source: …` or estimate, or names a work with its year (DBIR 2024) or a [mark] of the file's own list of sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.plan import Text
from scenarios.diagnostics import WARNING
from scenarios.model.quantities import length_ms
from scenarios.source import Node, Source

SHOWN = frozenset({"with", "vi", "en"})
"""What stands under these is read by people: a number there is part of the story's text."""
COUNTED = frozenset({"per_hour", "per_10k", "each", "people", "users", "population", "most", "starts_with"})
_SHARE = re.compile(r"^\d{1,3}(\.\d)?%$", re.ASCII)
_NAMED = re.compile(
    r"\bsources?:|\bestimate[sd]?\b|\bước (?:tính|lượng)\b|\bnguồn:|"
    r"\bnotes §\d+|(?-i:\b[A-Z][\w-]+),? (?:19|20)\d\d\b|\[[\w-]+\]|\bRFC \d+",
    re.IGNORECASE,
)


def check(root: Node, source: Source, folder: str = "") -> None:
    """Note each entry that holds a number without a source: once, at its first such number.

    Args:
        folder: only what stands in this folder's files is looked at (a trainer need not answer for the catalogue).
    """
    heads = {file: _names(_head(source, file)) for file in source.lines}
    for section, (where, node) in _entries(root):
        file = where[0]
        told = heads.get(file, False) or _told(source, file, where[1])
        for name, (place, item) in _entries(node):
            if not item.file.startswith(folder) or (item.file != file and heads.get(item.file, False)):
                continue
            known = (told and item.file == file) or _told(source, *place[:2])
            bare = None if known else next(_bare(item, source), None)
            if bare is not None:
                source.report(
                    "DT1440",
                    (bare.file, bare.line, bare.column),
                    Text(
                        f"«{section}.{name}»: con số {bare.value} không ghi nguồn.",
                        f"`{section}.{name}`: the number {bare.value} names no source.",
                    ),
                    Text(
                        "Ghi chú ngay dòng đó, trên mục đó hoặc ở đầu tệp: # nguồn: …, hoặc # ước tính.",
                        "Say in a comment on that line, above its entry or at the head of the file: # source: …, or # estimate.",
                    ),
                    WARNING,
                )


def _entries(node: Node) -> Iterator[tuple[str, tuple[tuple[str, int, int], Node]]]:
    if isinstance(node.value, dict):
        for key, item in node.value.items():
            yield key, (node.keys[key], item)
    elif isinstance(node.value, list):
        for number, item in enumerate(node.value, start=1):
            yield str(number), ((item.file, item.line, item.column), item)


def _bare(node: Node, source: Source, key: str = "") -> Iterator[Node]:
    """Numbers below a node for which nothing is said on their line, nor on or above a key between."""
    value = node.value
    if isinstance(value, (dict, list)):
        for name, (place, item) in _entries(node):
            if name not in SHOWN and not _told(source, *place[:2]):
                yield from _bare(item, source, name if isinstance(value, dict) else key)
    elif _is_number(value, key) and not _names(source.comments.get(node.file, {}).get(node.line, "")):
        yield node


def _is_number(value: object, key: str) -> bool:
    if isinstance(value, str):
        return bool(_SHARE.match(value)) or (value[-1:] in "dhms" and bool(length_ms(value)))
    return type(value) is int and value > 0 and key in COUNTED


def _told(source: Source, file: str, line: int) -> bool:
    """Whether a comment on this line, or the lines of comment right above it, name a source."""
    comments, lines = source.comments.get(file, {}), source.lines.get(file, [])
    said = [comments.get(line, "")]
    above = line - 1
    while above in comments and lines[above - 1].lstrip().startswith("#"):
        said.append(comments[above])
        above -= 1
    return any(map(_names, said))


def _head(source: Source, file: str) -> str:
    """The comment with which a file begins."""
    comments, lines = source.comments.get(file, {}), source.lines.get(file, [])
    said = []
    for number, line in enumerate(lines, start=1):
        if not line.startswith("#"):
            break
        said.append(comments.get(number, ""))
    return " ".join(said)


def _names(comment: str) -> bool:
    return bool(comment) and bool(_NAMED.search(comment))
