"""Who is meant by a selector, on a network small enough to know by heart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenarios.compiling import reading
from scenarios.compiling.desk import Desk
from scenarios.library import CATALOG
from scenarios.model.conditions import Selector
from scenarios.model.scenario import Scenario
from scenarios.selectors import Chooser
from scenarios.source import Source
from tests.unit.scenarios import sample


@pytest.fixture
def chooser(folder: Path) -> Chooser:
    """A chooser on the starter scenario's sets and the sample network."""
    from scenarios import library

    material = reading.read(folder, library.CATALOG, Source())
    assert material is not None
    scenario = Scenario.model_validate(material.root.plain())
    return Chooser(Desk(material, scenario, sample.estate()))


def choose(chooser: Chooser, targets: Any) -> tuple[str, ...]:
    """The assets meant, with no fault told."""
    chosen = chooser.choose(Selector.model_validate(targets) if isinstance(targets, dict) else targets, ("sets",))
    assert chooser._desk.material.source.found == []
    return chosen


PCS = tuple(f"{site}-pc0{n}" for site in ("xa-ia-grai", "xa-ia-ly") for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("targets", "chosen"),
    [
        ("ttdl-file01", ("ttdl-file01",)),
        ("commune-pcs", PCS),
        (["xa-ia-ly-pc01", "ttdl-db01"], ("ttdl-db01", "xa-ia-ly-pc01")),
        (["file-servers", "ttdl-log01"], ("ttdl-file01", "ttdl-log01")),
        ({"kind": "workstation", "site": "xa-ia-ly"}, PCS[3:]),
        ({"site": ["xa-ia-ly", "xa-ia-grai"], "kind": "workstation"}, PCS),
        ({"zone": ["server", "db"]}, ("ttdl-file01", "ttdl-db01", "ttdl-log01")),
        ({"segment": "ttdl-db"}, ("ttdl-db01",)),
        ({"system": "tthc"}, ("ttdl-db01",)),
        ({"platform": "linux"}, ("ttdl-db01", "ttdl-log01")),
        ({"control": "edr"}, ("ttdl-file01", PCS[0], PCS[3])),
        ({"weakness": "untrained", "control": "edr"}, (PCS[0], PCS[3])),
        ({"exposes": ["sql", "ssh"]}, ("ttdl-db01", "ttdl-log01")),
        ({"site": "xa-ia-ly", "single": True}, PCS[3:]),
        ({"set": "commune-pcs", "but": {"site": "xa-ia-ly"}}, PCS[:3]),
        ({"asset": ["ttdl-db01", "ttdl-log01"], "but": "ttdl-db01"}, ("ttdl-log01",)),
    ],
)
def test_chosen_in_the_network_s_order(chooser: Chooser, targets: Any, chosen: tuple[str, ...]) -> None:
    """Every key must hold, several values mean any of them, and the order is the network's."""
    assert choose(chooser, targets) == chosen


@pytest.mark.parametrize(
    ("targets", "code"),
    [
        ({"kind": "workstatoin"}, "DT1301"),
        ({"kind": "workstation", "zone": "db"}, "DT1302"),
        ({"kind": "camera", "single": True}, "DT1302"),
        ({"set": "commune-pcs", "but": "commune-pcs"}, "DT1302"),
        ("nobody", "DT1301"),
        (["ttdl-db01", "nobody"], "DT1301"),
        ([], "DT1302"),
    ],
)
def test_what_selects_nothing_is_told(chooser: Chooser, targets: Any, code: str) -> None:
    """One fault, and no asset."""
    asked = Selector.model_validate(targets) if isinstance(targets, dict) else targets
    assert chooser.choose(asked, ("sets",)) == ()
    assert [item.code for item in chooser._desk.material.source.found] == [code]


def test_catalogue_ships() -> None:
    """The catalogue that ships holds its tables."""
    assert {path.suffix for path in CATALOG.iterdir()} >= {".yaml", ".tsv"}
