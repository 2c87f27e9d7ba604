"""The pinned ATT&CK technique ids and RE&CT action codes that ship with the program."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=4)
def techniques(catalog: Path, version: str) -> dict[str, tuple[str, ...]]:
    """Technique id → its tactic ids, of one ATT&CK version; {} where that version does not ship.

    Source: MITRE ATT&CK, ids and names only (docs/notices.md).
    """
    path = catalog / f"attack-{version}-techniques.tsv"
    return {row[0]: tuple(row[3].split(",")) for row in _rows(path) if len(row) > 3}


def versions(catalog: Path) -> list[str]:
    """ATT&CK versions that ship."""
    return sorted(path.name.removeprefix("attack-").removesuffix("-techniques.tsv") for path in catalog.glob("attack-*-techniques.tsv"))


@lru_cache(maxsize=4)
def react_codes(catalog: Path) -> frozenset[str]:
    """RE&CT response action ids. Source: atc-project/atc-react, Apache-2.0."""
    return frozenset(row[0] for row in _rows(catalog / "react-actions.tsv"))


def _rows(path: Path) -> list[list[str]]:
    if not path.is_file():
        return []
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]
