"""A scenario's files and the shared catalogue, joined into one tree."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import get_origin

from engine.plan import Text
from scenarios import library
from scenarios.model.scenario import Scenario
from scenarios.source import Node, Source

_SIBLING = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]*\.ya?ml$")
MOST_INCLUDES = 40
SECTIONS = frozenset(name for name, field in Scenario.model_fields.items() if get_origin(field.annotation) is dict)
"""Keys that hold named entries: a scenario may spread them over several files."""


@dataclass(slots=True)
class Material:
    """What a scenario is made of: one tree, and which entries are its own rather than the catalogue's."""

    source: Source
    root: Node
    own: dict[str, frozenset[str]]
    """Section → ids that the scenario itself holds."""
    version: str
    """SHA-256 over the scenario's files."""


def read(folder: Path, catalog: Path, source: Source) -> Material | None:
    """Scenario and catalogue as one tree; None where the scenario's main file cannot be read."""
    hasher = hashlib.sha256()
    scenario = _scenario(folder, source, hasher)
    shared = read_catalog(catalog, source)
    if scenario is None:
        return None
    own = {key: frozenset(node.value) for key, node in _entries(scenario).items() if isinstance(node.value, dict)}
    return Material(source, _overlay(shared, scenario), own, hasher.hexdigest())


def read_catalog(folder: Path, source: Source) -> Node:
    """All catalogue files as one tree; an entry that stands in two of them is a fault."""
    root = Node({}, library.shown(folder), 0, 0)
    for path in sorted(folder.rglob("*.yaml")):
        node = source.read(path, library.shown(path))
        if node is not None:
            _join(root, node, source, depth=1)
    return root


def _entries(node: Node) -> dict[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def _scenario(folder: Path, source: Source, hasher: hashlib._Hash) -> Node | None:
    main = folder / library.MAIN
    root = source.read(main, library.shown(main))
    parts = [] if root is None else _includes(root, folder, source)
    for path in [main, *sorted(path for path, _ in parts)]:
        _hash_file(path, hasher)
    if root is None:
        return None
    for path, _ in parts:
        node = source.read(path, library.shown(path))
        if node is not None:
            _join(root, node, source, depth=0, sections=SECTIONS)
    return root


def _hash_file(path: Path, hasher: hashlib._Hash) -> None:
    try:
        data = path.read_bytes()
    except OSError:
        return
    hasher.update(path.name.encode() + b"\0" + data.replace(b"\r\n", b"\n") + b"\0")


def _includes(root: Node, folder: Path, source: Source) -> list[tuple[Path, Node]]:
    """Sibling files that `include` names; anything else is refused (a scenario reads its own folder only)."""
    listed = _entries(root).get("include")
    if listed is None or not isinstance(listed.value, list):
        return []
    found: list[tuple[Path, Node]] = []
    for item in listed.value[:MOST_INCLUDES]:
        place = (item.file, item.line, item.column)
        if not isinstance(item.value, str) or not _SIBLING.match(item.value) or item.value == library.MAIN:
            source.report(
                "DT1115",
                place,
                Text("Chỉ được kèm tệp .yaml nằm cùng thư mục.", "Only .yaml files of the same folder may be included."),
                Text("Viết tên tệp, không có đường dẫn: adversary.yaml.", "Write the file's name without a path: adversary.yaml."),
            )
            continue
        path = folder / item.value
        if not path.is_file() or path.resolve().parent != folder.resolve():
            source.report(
                "DT1115",
                place,
                Text(f"Không có tệp «{item.value}» trong thư mục kịch bản.", f"There is no file `{item.value}` in the scenario's folder."),
                Text("Kiểm tra tên tệp, hoặc bỏ dòng này.", "Check the name, or drop this line."),
            )
            continue
        if path not in [known for known, _ in found]:
            found.append((path, item))
    return found


def _join(base: Node, more: Node, source: Source, depth: int, sections: frozenset[str] = frozenset()) -> None:
    """Move the entries of one tree into another; `depth` levels of equal keys are joined (and `sections`), below that they are faults."""
    into = _entries(base)
    for key, node in _entries(more).items():
        if key not in into:
            into[key] = node
            base.keys[key] = more.keys[key]
        elif (depth > 0 or key in sections) and isinstance(into[key].value, dict) and isinstance(node.value, dict):
            _join(into[key], node, source, depth if key == "words" else max(0, depth - 1))
        else:
            file, line, column = base.keys[key]
            source.report(
                "DT1107",
                more.keys[key],
                Text(f"Khóa «{key}» đã có ở {file}:{line}:{column}.", f"The key `{key}` stands at {file}:{line}:{column} already."),
                Text("Bỏ một trong hai, hoặc gộp lại.", "Drop one of the two, or join them."),
            )


def _overlay(shared: Node, scenario: Node) -> Node:
    """The scenario over the catalogue: its entries are added, or stand in place of the catalogue's of the same id."""
    root = Node({}, scenario.file, scenario.line, scenario.column, dict(shared.keys) | dict(scenario.keys))
    merged = dict(_entries(shared))
    for key, node in _entries(scenario).items():
        below = merged.get(key)
        both = below is not None and isinstance(below.value, dict) and isinstance(node.value, dict)
        merged[key] = _over(below, node, levels=2 if key == "words" else 1) if both and below is not None else node
    root.value = merged
    return root


def _over(below: Node, above: Node, levels: int) -> Node:
    entries = dict(_entries(below))
    for key, node in _entries(above).items():
        old = entries.get(key)
        deeper = levels > 1 and old is not None and isinstance(old.value, dict) and isinstance(node.value, dict)
        entries[key] = _over(old, node, levels - 1) if deeper and old is not None else node
    return Node(entries, above.file, above.line, above.column, below.keys | above.keys)
