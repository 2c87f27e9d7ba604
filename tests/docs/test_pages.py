"""What README and docs/ promise is there: commands, options, links, versions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from drills.cli.app import build
from engine.bundle import ENGINE_VERSION

TOP = Path(__file__).resolve().parents[2]
README = (TOP / "README.md").read_text(encoding="utf-8")
PAGES = [TOP / "README.md", TOP / "CHANGELOG.md", *sorted((TOP / "docs").glob("*.md"))]
COMMAND = re.compile(r"\bdientap((?: +(?:--?[a-z][\w-]*|[a-z]+(?=[\s`|)\"]|$)))+)", re.MULTILINE)


def test_the_first_blocks_are_one_line_each() -> None:
    """A newcomer copies one line to play and one line to test."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert [block.count("\n") for block in blocks] == [1, 1]
    assert blocks[0].rstrip().endswith("dientap play")
    assert "pytest" in blocks[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page names a file of the tree."""
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))]
    assert [link for link in links if not link.startswith("https://") and not (page.parent / link).is_file()] == []


def test_every_page_is_reached_from_the_readme() -> None:
    """A page that nothing links to is read by nobody."""
    assert [page.name for page in PAGES[1:] if f"{page.relative_to(TOP)})" not in README] == []


def test_the_architecture_names_files_that_are_there() -> None:
    """Every path of the tree and of the tables exists."""
    text = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")
    laws = re.findall(r"`((?:unit|contract|property|golden|diagnostics|cli)/[\w/.]*)`", text)
    tree = text.split("```text\n")[1].split("```")[0]
    package, named = "", []
    for line in tree.splitlines():
        if not line.startswith(" "):
            package = line.split()[0]
            named.append(package)
        else:
            first = re.split(r" {2,}", line.strip())[0]
            named += [package + word for word in first.split() if word.endswith(("/", ".py"))]
    assert laws
    assert len(named) > 30
    assert [path for path in [*(f"tests/{law}" for law in laws), *named] if not (TOP / path).exists()] == []


def _named() -> Iterator[tuple[str, list[str]]]:
    for page in PAGES:
        for found in COMMAND.finditer(page.read_text(encoding="utf-8")):
            yield page.name, found.group(1).split()


@pytest.mark.parametrize(("page", "words"), [pytest.param(page, words, id=f"{page}: {' '.join(words)}") for page, words in _named()])
def test_a_command_that_is_named_is_there(page: str, words: list[str]) -> None:
    """Commands, subcommands and options in the pages are those of the program."""
    command: Any = get_command(build())
    options = _options(command)
    for word in words:
        if word.startswith("-"):
            assert word in options, f"{page}: no option {word}"
        elif hasattr(command, "commands"):
            assert word in command.commands, f"{page}: no command {word}"
            command = command.commands[word]
            options |= _options(command)


def _options(command: Any) -> set[str]:
    return {"--help", *(name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts))}


def test_the_versions_agree() -> None:
    """The distribution, the engine and the changelog speak of the same version."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert project == ENGINE_VERSION
    assert f"\n## [{project}]" in (TOP / "CHANGELOG.md").read_text(encoding="utf-8")
