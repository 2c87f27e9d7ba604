"""Whatever is done to a scenario's files, `check` answers with diagnostics and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import compiler, starter
from scenarios.diagnostics import CODES
from tests.unit.scenarios import sample

FILES = {name: body.decode() for name, body in starter.files(sample.STARTER).items()}
LINES = sorted({line for body in FILES.values() for line in body.split("\n") if line.strip()})
SNIPPETS = [
    "",
    "null",
    "[]",
    "{}",
    "-1",
    "true",
    '"x"',
    "1e9",
    "~",
    "[[]]",
    "{a: 1}",
    "T1566",
    "{at: 1h}",
    "5m",
    "-9d",
    "each:alert",
    "\t",
    "&a",
    "*a",
    "{all: []}",
]
WORDS = (
    "adversary",
    "steps",
    "on",
    "when",
    "teams",
    "staff",
    "may",
    "lines",
    "with",
    "replies",
    "measures",
    "takes",
    "sets",
    "words",
    "include",
)

many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def spoil(folder: Path) -> Path:
    """The scenario's folder, to be written anew by each example."""
    return folder


def check(folder: Path, file: str, text: str) -> None:
    """Spoil one file, check, put it back."""
    path = folder / file
    good = path.read_bytes()
    path.write_text(text, encoding="utf-8")
    try:
        for item in compiler.check(str(folder)):
            assert item.code in CODES
            assert item.message.vi
            assert item.message.en
            assert item.line >= 0
    finally:
        path.write_bytes(good)


@many
@given(st.sampled_from(sorted(FILES)), st.data())
def test_lines_dropped_doubled_or_moved(spoil: Path, file: str, data: st.DataObject) -> None:
    """A line goes missing, stands twice, or comes from elsewhere."""
    lines = FILES[file].split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place : place + data.draw(st.integers(0, 2))] = data.draw(st.lists(st.sampled_from(LINES), max_size=2))
        lines = lines or [""]
    check(spoil, file, "\n".join(lines))


@many
@given(st.sampled_from(sorted(FILES)), st.sampled_from(WORDS), st.sampled_from(SNIPPETS), st.integers(0, 5))
def test_values_of_any_shape(spoil: Path, file: str, key: str, snippet: str, nth: int) -> None:
    """Some key gets a value of a shape that it never has."""
    lines = FILES[file].split("\n")
    places = [number for number, line in enumerate(lines) if line.strip().startswith(f"{key}:")]
    if not places:
        return
    place = places[nth % len(places)]
    indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
    lines[place] = f"{indent}{key}: {snippet}"
    check(spoil, file, "\n".join(lines))


@many
@given(st.sampled_from(sorted(FILES)), st.integers(0, 10_000), st.text(max_size=8))
def test_characters_thrown_in(spoil: Path, file: str, place: int, text: str) -> None:
    """Any characters anywhere."""
    body = FILES[file]
    place %= len(body)
    check(spoil, file, body[:place] + text + body[place:])


def test_file_missing(folder: Path) -> None:
    """Each file in turn is gone, or is a folder."""
    for name in ("adversary.yaml", "situations.yaml"):
        path = folder / name
        good = path.read_bytes()
        path.unlink()
        assert [item.code for item in compiler.check(str(folder))] == ["DT1115"]
        path.mkdir()
        assert [item.code for item in compiler.check(str(folder))] == ["DT1115"]
        shutil.rmtree(path)
        path.write_bytes(good)


def test_include_may_not_leave_the_folder(folder: Path) -> None:
    """Neither by a path nor through a link."""
    outside = folder.parent / "outside.yaml"
    outside.write_text("secret: 1", encoding="utf-8")
    (folder / "link.yaml").symlink_to(outside)
    path = folder / "scenario.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("situations.yaml]", "situations.yaml, link.yaml]"), encoding="utf-8")
    found = compiler.check(str(folder))
    assert [item.code for item in found] == ["DT1115"]
    assert "secret" not in str(found)
