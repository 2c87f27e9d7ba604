"""The house: pins that agree, a tree that stays small and typed."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

TOP = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("engine", "scenarios", "reports", "drills")
PINS = PROJECT["tool"]["uv"]["constraint-dependencies"]


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pinned() -> dict[str, str]:
    return dict(pin.split("==") for pin in PINS)


def test_both_lists_of_pins_are_the_same() -> None:
    """pip reads constraints.txt, uv reads pyproject.toml: one list, sorted, exact."""
    assert (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines() == PINS
    assert sorted(PINS, key=lambda pin: pin.split("==")[0]) == PINS
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", pin) for pin in PINS)


def test_every_direct_dependency_is_pinned() -> None:
    """Nothing is asked for by name that the pins leave open."""
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    names = {_canonical(re.split(r"[^\w.-]", requirement, maxsplit=1)[0]) for requirement in asked}
    assert names <= set(_pinned())


def _installed_closure() -> Iterator[str]:
    """Every library that our own requirements pull in here, by its canonical name."""
    waiting = [Requirement(text) for text in (*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"])]
    seen: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        name = _canonical(requirement.name)
        if name in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        yield name
        needs = metadata.requires(name) or []
        extras = [f'extra == "{extra}"' for extra in requirement.extras]
        waiting += [Requirement(text) for text in needs if "extra ==" not in text or any(extra in text for extra in extras)]


def test_what_is_installed_is_what_is_pinned() -> None:
    """The environment that runs these tests honours the pins, down to the last indirect library."""
    pinned = {name: Version(version) for name, version in _pinned().items()}
    installed = {name: Version(metadata.version(name)) for name in _installed_closure()}
    assert {name: version for name, version in installed.items() if pinned.get(name) != version} == {}


def test_no_registry_is_named() -> None:
    """Where libraries come from is the machine's business, not the repository's."""
    for path in ("pyproject.toml", "constraints.txt", ".ci/run", ".ci/pins", "README.md"):
        text = (TOP / path).read_text(encoding="utf-8")
        assert not re.search(r"index-url|extra-index|find-links|pypi\.|/simple\b", text), path


def _modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((TOP / package).rglob("*.py"))


def test_every_folder_of_modules_is_a_package() -> None:
    """A folder without __init__.py would be found in the tree and missed by tools."""
    assert [str(folder) for folder in {module.parent for module in _modules()} if not (folder / "__init__.py").is_file()] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    """Modules are nouns of the field."""
    empty = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "base_utils"}
    assert [str(module) for module in _modules() if module.stem in empty] == []


def test_only_one_module_interrupts_a_process() -> None:
    """SimPy's interrupts are safe only where a task's states are known (DESIGN §4, Cost)."""
    callers = {
        module.name
        for module in sorted((TOP / "engine").rglob("*.py"))
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "interrupt"
    }
    assert len(callers) <= 1
