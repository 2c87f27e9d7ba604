"""Finding scenarios, and what ships with the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios import compiler, library, province, starter
from scenarios.diagnostics import FAULT, as_text
from scenarios.model.scenario import Scenario
from scenarios.source import Source


def test_by_name_by_folder_and_by_file(tmp_path: Path) -> None:
    """One of the library, a folder of one's own, or its main file."""
    (tmp_path / "scenario.yaml").write_text("scenario: x", encoding="utf-8")
    assert library.find(str(tmp_path)) == tmp_path
    assert library.find(str(tmp_path / "scenario.yaml")) == tmp_path
    for name in library.names():
        assert library.find(name) == library.LIBRARY / name


@pytest.mark.parametrize("name", ["", ".", "..", "/", "nobody", "../library", "a\0b"])
def test_what_is_no_scenario(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but a folder with a scenario in it is one."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(library.UnknownScenario):
        library.find(name)


def test_nearest_name_is_offered() -> None:
    """A slip of the finger is set right."""
    for name in library.names():
        with pytest.raises(library.UnknownScenario, match=f"nearest: {name}"):
            library.find(name[:-1])


def test_path_is_shown_as_typed_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative where it lies below, whole elsewhere."""
    monkeypatch.chdir(tmp_path)
    assert library.shown(tmp_path / "a" / "b.yaml") == "a/b.yaml"
    assert library.shown(Path("/elsewhere/b.yaml")) == "/elsewhere/b.yaml"


def editions(name: str) -> list[str]:
    """The shipped networks that are the same province in the same years as the one that a scenario names."""
    own = province._read(compiler.read(name).network, Source()).spec.network
    return [network for network in province.names() if province._read(network, Source()).spec.network == own]


@pytest.mark.parametrize(("name", "network"), [(name, network) for name in library.names() for network in editions(name)])
def test_shipped_scenario_has_no_fault_on_any_edition_of_its_network(name: str, network: str) -> None:
    """Every scenario of the library can be played on the full network and on the small one."""
    found = [item for item in compiler.check(name, network) if item.severity == FAULT]
    assert found == [], as_text(found, "en")


def test_shipped_scenarios_are_read() -> None:
    """Their authored models can be listed without a network."""
    assert [type(compiler.read(name)) for name in library.names()] == [Scenario] * len(library.names())


def test_starter_can_be_played_as_it_is(tmp_path: Path) -> None:
    """A new scenario has no fault and no warning on the networks that ship."""
    folder = tmp_path / "kich-ban-cua-toi"
    folder.mkdir()
    for name, body in starter.files(folder.name).items():
        (folder / name).write_bytes(body)
    found = compiler.check(str(folder))
    assert [item.code for item in found] == ["DT1406"], as_text(found, "en")


@pytest.mark.parametrize(
    ("name", "good"),
    [("ma-doc-o-xa", True), ("a", True), ("", False), ("Ma-doc", False), ("mã-độc", False), ("../x", False), ("x" * 81, False)],
)
def test_names_a_scenario_may_have(name: str, good: bool) -> None:
    """Small ASCII letters, digits and hyphens, so that a folder of that name is safe everywhere."""
    assert starter.fits(name) is good
