"""Every number names its source: what counts as said, what is looked at, and that everything shipped keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios import compiler, library, province, starter
from scenarios.rules import sources
from scenarios.source import Source


def bare(text: str) -> list[tuple[int, str]]:
    """Line and entry of each number that names no source in a file."""
    source = Source()
    root = source.read_bytes(text.encode(), "a.yaml")
    assert root is not None
    sources.check(root, source)
    return [(item.line, item.message.en.split("`")[1]) for item in source.found]


def test_a_bare_number_is_found_at_its_place() -> None:
    """A length, a share, a count of what happens; once for each entry."""
    assert bare("steps:\n  a:\n    takes: 20m\n    chance: 30%\n  b: {per_hour: 12}\n  c: {text: now}\n") == [
        (3, "steps.a"),
        (5, "steps.b"),
    ]


@pytest.mark.parametrize(
    "comment",
    ["estimate", "the author's estimate", "ước tính", "source: a survey of 40 centres", "nguồn: báo cáo quý", "DBIR 2024", "[post578070]",
     "domain notes §12"],
)  # fmt: skip
@pytest.mark.parametrize(
    "layout",
    ["# {}\nsteps:\n  a: {{takes: 20m}}\n", "steps:  # {}\n  a: {{takes: 20m}}\n", "steps:\n  # {}\n  a: {{takes: 20m}}\n",
     "steps:\n  a:\n    takes: 20m  # {}\n", "steps:\n  a:\n    takes:  # {}\n      low: 2m\n",
     "# {}\n# and more\nsteps:\n  a: {{takes: 20m}}\n"],
)  # fmt: skip
def test_where_a_source_may_be_named(comment: str, layout: str) -> None:
    """On the line, above or beside any key over it, at the head of the file."""
    assert bare(layout.format(comment)) == []


@pytest.mark.parametrize("comment", ["twenty minutes", "in 2026", "see below", "write the source here"])
def test_what_names_no_source(comment: str) -> None:
    """A remark is not a source."""
    assert bare(f"steps:\n  a:\n    takes: 20m  # {comment}\n") == [(3, "steps.a")]


def test_what_is_said_of_one_entry_is_not_said_of_the_next() -> None:
    """A comment speaks for what stands under it."""
    assert bare("steps:\n  # estimate\n  a: {takes: 20m}\n  b: {takes: 30m}\n") == [(4, "steps.b")]


def test_a_mark_inside_a_text_is_no_comment() -> None:
    """`#` in a quoted or block text starts no comment; after it one may."""
    assert bare('steps:\n  a: {says: "x # estimate", takes: 20m}\n') == [(2, "steps.a")]
    assert bare('steps:\n  a: {says: "x # y", takes: 20m}  # estimate\n') == []
    assert bare("steps:\n  a:\n    says: |\n      x\n      # estimate\n    takes: 20m\n") == [(6, "steps.a")]


def test_numbers_in_what_people_read_are_the_storys() -> None:
    """A text or a log line is no claim about the world."""
    assert bare("alerts:\n  a: {name: {vi: 10m, en: 10m}, line: {with: {window: 10m}}}\n") == []


@pytest.mark.parametrize("name", library.names())
def test_shipped_scenarios_name_their_sources(name: str) -> None:
    """Every file of the library."""
    assert [item.place() for item in compiler.check(name) if item.code == "DT1440"] == []


@pytest.mark.parametrize("path", sorted([*library.CATALOG.rglob("*.yaml"), *province.HERE.glob("*.yaml")]), ids=lambda path: path.stem)
def test_catalogue_and_networks_name_their_sources(path: Path) -> None:
    """Times of actions, thresholds, head counts, shares and rates."""
    source = Source()
    root = source.read(path, path.name)
    assert root is not None
    sources.check(root, source)
    assert [item.place() for item in source.found] == []


def test_the_starter_names_its_sources(tmp_path: Path) -> None:
    """What trainers begin from shows how."""
    folder = tmp_path / "kich-ban-cua-toi"
    folder.mkdir()
    for name, data in starter.files(folder.name).items():
        (folder / name).write_bytes(data)
    assert [item.place() for item in compiler.check(str(folder)) if item.code == "DT1440"] == []
