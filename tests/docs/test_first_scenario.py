"""docs/first-scenario.md, followed to the letter, gives a scenario that can be played."""

from __future__ import annotations

import re
from pathlib import Path

from scenarios import compiler, starter
from scenarios.diagnostics import as_text, faults

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "first-scenario.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
NAME = "ma-doc-o-xa"


def _write(folder: Path) -> Path:
    folder.mkdir()
    for name, body in starter.files(NAME).items():
        (folder / name).write_bytes(body)
    return folder


def test_what_the_page_quotes_stands_in_the_starter() -> None:
    """A reader finds each quoted line in the files that `scenarios new` wrote."""
    shipped = "\n".join(body.decode() for body in starter.files(NAME).values())
    quoted = [snippet for snippet in SNIPPETS if not snippet.startswith("# ")]
    assert quoted
    assert [line for snippet in quoted for line in snippet.splitlines() if line.strip() not in shipped] == []


def test_the_page_followed_to_the_letter_has_no_fault(tmp_path: Path) -> None:
    """The starter with the page's own lines added is checked without a fault, on both networks."""
    folder = _write(tmp_path / NAME)
    added = [snippet.splitlines() for snippet in SNIPPETS if snippet.startswith("# ")]
    assert added
    for head, *lines in added:
        name, key = head.removeprefix("# ").split(" → ")
        file = folder / name
        before, under, after = file.read_text(encoding="utf-8").partition(f"\n{key}")
        assert under, f"{name} has no {key}"
        rest, _, below = after.partition("\n")
        file.write_text("\n".join([before + under + rest, *lines, below]), encoding="utf-8")
    for network in ("gia-lai-lite", "gia-lai-2025"):
        found = faults(compiler.check(str(folder), network))
        assert found == [], as_text(found, "en")
