"""A small scenario to begin from: plain files with comments, played on the small network."""

from __future__ import annotations

import re
from pathlib import Path

from scenarios.model.base import ID_PATTERN

FOLDER = Path(__file__).parent / "starting"
NAME = "kich-ban-moi"
"""Its name in the files that ship; `files` writes the trainer's own in its place."""


def fits(name: str) -> bool:
    """Whether a scenario may have that name."""
    return len(name) <= 80 and re.match(ID_PATTERN, name) is not None


def files(name: str) -> dict[str, bytes]:
    """File name → contents of a new scenario."""
    return {path.name: path.read_text(encoding="utf-8").replace(NAME, name).encode() for path in sorted(FOLDER.glob("*.yaml"))}
