"""From a compact network spec to the whole network of a province: the same bytes on every machine, in a tenth of a second.

`expand` turns a spec into an Estate and its texts; `load_network` does so for a network that ships with the program, or
for a file of one's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from engine.errors import UnknownName
from engine.plan import Estate, Segment, Text
from scenarios import communes, library
from scenarios.building.devices import Devices
from scenarios.building.ground import Faults, Misfit
from scenarios.building.lines import Lines
from scenarios.building.services import Services
from scenarios.building.sites import Sites
from scenarios.compiling import faults as shape
from scenarios.diagnostics import ScenarioError, nearest
from scenarios.model.base import Text as Written
from scenarios.model.network import Edition, Network
from scenarios.source import Node, Source, find

HERE = Path(__file__).parent / "networks"
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a network is called."""

    id: str
    name: Text
    summary: Text


@dataclass(frozen=True, slots=True)
class _Read:
    """A network's file, read: the whole description, and what of it is built."""

    spec: Network
    heading: Heading
    edition: Edition | None
    root: Node
    folder: Path


# --- which networks there are


def names() -> list[str]:
    """Networks that ship with the program, in order."""
    return sorted(path.stem for path in HERE.glob("*.yaml"))


def heading(name_or_path: str) -> Heading:
    """What a network is called, by name or by the path of a YAML file.

    Raises:
        UnknownName: there is no such network.
        ScenarioError: its file does not have its shape.
    """
    return _read(name_or_path, Source()).heading


def load_network(name_or_path: str, assets_at_least: int = 0) -> tuple[Estate, dict[str, Text]]:
    """A network's estate and texts, by name or by the path of a YAML file.

    Args:
        assets_at_least: blow up what `scales` until there are so many assets (for benchmarks).

    Raises:
        UnknownName: there is no such network.
        ScenarioError: it has faults; all of them are in the error.
    """
    if name_or_path in names() and not assets_at_least:
        estate, texts = _shipped(name_or_path)
        return estate, dict(texts)
    return _load(name_or_path, assets_at_least)


@cache
def _shipped(name: str) -> tuple[Estate, dict[str, Text]]:
    return _load(name, 0)


def _load(name_or_path: str, assets_at_least: int) -> tuple[Estate, dict[str, Text]]:
    source = Source()
    read = _read(name_or_path, source)
    try:
        return expand(read.spec, read.folder, network=read.heading.id, edition=read.edition, assets_at_least=assets_at_least)
    except Misfit as error:
        for fault in error.faults:
            source.report(fault.code, find(read.root, fault.path), fault.message, fault.hint)
        raise ScenarioError.of(name_or_path, source.found) from None


# --- reading


def _read(name_or_path: str, source: Source) -> _Read:
    path = _find(name_or_path)
    root = source.read(path, library.shown(path))
    if root is None or not isinstance(root.value, dict):
        raise ScenarioError.of(name_or_path, source.found)
    if "same_as" not in root.value:
        spec = _validate(Network, root, source, name_or_path)
        return _Read(spec, _heading(spec), None, root, path.parent)
    edition = _validate(Edition, root, source, name_or_path)
    whole = _read(_beside(path, edition.same_as), source)
    return _Read(whole.spec, _heading(edition), edition, root, whole.folder)


def _beside(path: Path, name: str) -> str:
    own = path.with_name(f"{name}.yaml")
    return str(own) if own.is_file() and own != path else name


def _validate(model: type[Model], root: Node, source: Source, name: str) -> Model:
    try:
        found = model.model_validate(root.plain())
    except ValidationError as error:
        shape.report(error, model, root, source)
        raise ScenarioError.of(name, source.found) from None
    if source.found:
        raise ScenarioError.of(name, source.found)
    return found


def _heading(model: Network | Edition) -> Heading:
    return Heading(model.network, Text(model.name.vi, model.name.en), Text(model.summary.vi, model.summary.en))


def _find(name_or_path: str) -> Path:
    if name_or_path in names():
        return HERE / f"{name_or_path}.yaml"
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml") and path.is_file():
        return path
    close = nearest(name_or_path, names())
    known = f"gần nhất / nearest: {close}" if close else f"có / known: {', '.join(names())}"
    error = UnknownName(f"Không có mạng «{name_or_path}» / there is no network “{name_or_path}” ({known})")
    error.hint = "dientap networks list"
    raise error


# --- expanding


def expand(
    spec: Network,
    folder: Path = HERE,
    *,
    network: str = "",
    edition: Edition | None = None,
    assets_at_least: int = 0,
) -> tuple[Estate, dict[str, Text]]:
    """The whole network of a spec.

    Args:
        folder: where the table of communes lies.
        network: id of the estate; the spec's own if left out.
        edition: which communes are built in full or in part, every other site being one node; None = all in full.
        assets_at_least: blow up what `scales` until there are so many assets.

    Raises:
        Misfit: parts of the spec do not fit together; all faults at once.
        InvalidPlan: the table of communes cannot be used.
    """
    faults = Faults()
    people = communes.read(folder / spec.communes.table, spec.communes, spec.changes)
    sites = Sites(spec, people, edition, faults)
    faults.settle(spec.network)
    orgs = sites.orgs()
    org_ids = [org.id for org in orgs]
    devices = Devices(spec, sites.spots, faults, assets_at_least)
    segments = (*_outside(sites), *devices.segments())
    lines = Lines(spec, sites.spots, [segment.id for segment in segments], org_ids, faults)
    links = lines.links()
    assets = devices.assets()
    services = Services(spec, sites.spots, devices, [link.id for link in links], org_ids, faults)
    estate = Estate(
        network or spec.network, orgs, sites.sites(), segments, links, lines.rules(), services.systems(), assets, services.accounts(),
        services.backups(), services.services(),
    )  # fmt: skip
    faults.settle(spec.network)
    return estate, {**sites.texts(), **_words(spec)}


def _outside(sites: Sites) -> list[Segment]:
    """The internet is a site whose one segment bears its own name."""
    return [Segment(spot.id, spot.id, "internet") for spot in sites.spots if spot.template.kind == "internet"]


def _words(spec: Network) -> dict[str, Text]:
    groups: tuple[tuple[str, Mapping[str, Written]], ...] = (
        ("site-kind", spec.words.site_kinds),
        ("zone", spec.words.zones),
        ("kind", spec.words.kinds),
        ("link-kind", spec.words.lines),
        ("system", {name: item.name for name, item in spec.systems.items()}),
        ("service", {name: item.name for name, item in spec.services.items()}),
    )
    return {f"{group}.{name}": Text(item.vi, item.en) for group, items in groups for name, item in items.items()}
