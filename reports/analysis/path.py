"""The attack's way through the network: devices in the order they were reached, in columns of network segments.

A move goes from the foothold that the engine names, or from outside; a second way between two devices is not drawn. Like
devices that one step reached in one segment stand as one node with a count, so that a spread of forty hosts is readable.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.messages import Event
from reports.analysis.record import Record
from reports.model import Path, PathColumn, PathEdge, PathNode
from reports.words import N_

STATES = {
    "held": N_("taken over"),
    "encrypted": N_("encrypted"),
    "wiped": N_("wiped"),
    "taken": N_("data taken out"),
    "touched": N_("touched"),
}
SINGLES = 4
"""So many devices of one segment and step are drawn one by one; the rest as one node."""
MOST_NODES = 34
OUTSIDE = "internet"
COMMUNES = "communes/"


@dataclass(slots=True)
class _Node:
    """A node while the path is being walked."""

    id: str
    segment: str
    at: int
    assets: list[str] = field(default_factory=list)


class _Walk:
    """Builds nodes and edges from successes in order."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.nodes: dict[str, _Node] = {}
        self.node_of: dict[str, str] = {}
        self.edges: dict[tuple[str, str, str], tuple[int, list[int]]] = {}
        self.undrawn: set[str] = set()
        self._singles: dict[tuple[str, str], int] = {}

    def go(self, position: int, event: Event) -> None:
        """One success: a move if the engine names where it came from, or if it is the first at its device."""
        data = event.data
        asset, step, named = str(data.get("asset", "")), str(data.get("step", "")), str(data.get("source", ""))
        if asset not in self.record.assets:
            return
        known = asset in self.node_of
        if not known and not self._place(asset, step, event.at):
            return
        if named not in self.node_of and known:
            return
        source, target = self.node_of.get(named, OUTSIDE), self.node_of[asset]
        if source == target or any(key[:2] in ((source, target), (target, source)) and key[2] != step for key in self.edges):
            return
        if source == OUTSIDE and OUTSIDE not in self.nodes:
            self.nodes[OUTSIDE] = _Node(OUTSIDE, OUTSIDE, event.at)
        self.edges.setdefault((source, target, step), (event.at, []))[1].append(position)

    def _place(self, asset: str, step: str, at: int) -> bool:
        segment = column_of(self.record, asset)
        number = self._singles.get((segment, step), 0)
        self._singles[segment, step] = number + 1
        name = asset if number < SINGLES else f"{segment}+{step}"
        if name not in self.nodes:
            if len(self.nodes) >= MOST_NODES:
                self.undrawn.add(asset)
                return False
            self.nodes[name] = _Node(name, segment, at)
        self.nodes[name].assets.append(asset)
        self.node_of[asset] = name
        return True


def column_of(record: Record, asset: str) -> str:
    """The column a device stands in: its segment, or one for all communes' like zones."""
    segment = record.segments[record.assets[asset].segment]
    site = record.sites.get(segment.site)
    return f"{COMMUNES}{segment.zone}" if site is not None and site.kind == "commune" else segment.id


def path(record: Record) -> Path:
    """The path of every hostile campaign, as one picture."""
    walk = _Walk(record)
    for position, event in record.every("step-succeeded"):
        if record.attack(event):
            walk.go(position, event)
    if not walk.nodes:
        return Path((), (), (), 0)
    segments = list(dict.fromkeys(node.segment for node in sorted(walk.nodes.values(), key=lambda node: node.segment != OUTSIDE)))
    columns = tuple(_column(record, walk, segment) for segment in segments)
    states = _states(record)
    nodes = _nodes(record, walk, segments, states)
    return Path(columns, nodes, _edges(record, walk), len(walk.undrawn))


def _states(record: Record) -> dict[str, str]:
    """Asset → the gravest thing that happened to it."""
    states = {grip.asset: "held" for grip in record.grips if grip.held}
    for _, event in record.every("step-succeeded"):
        if event.data.get("verb") == "exfiltrate" and record.attack(event):
            states[str(event.data.get("asset", ""))] = "taken"
    for kind, state in (("asset-encrypted", "encrypted"), ("asset-wiped", "wiped")):
        for _, event in record.every(kind):
            states[str(event.data.get("asset", ""))] = state
    return states


def _nodes(record: Record, walk: _Walk, segments: list[str], states: dict[str, str]) -> tuple[PathNode, ...]:
    words = record.words
    rows: dict[str, int] = {}
    out = []
    for node in walk.nodes.values():
        row = rows.get(node.segment, 0)
        rows[node.segment] = row + 1
        found = {states.get(asset, "touched") for asset in node.assets}
        state = next((name for name in ("wiped", "encrypted", "taken", "held") if name in found), "touched")
        if node.id == OUTSIDE:
            name = words.text("Attacker's servers")
        elif len(node.assets) == 1:
            name = words.name(node.assets[0])
        else:
            name = words.plural("{n} more device", "{n} more devices", len(node.assets))
        out.append(
            PathNode(
                id=node.id,
                name=name,
                zone=_zone(record, node.segment),
                column=segments.index(node.segment),
                row=row,
                at=node.at,
                clock=words.clock(node.at),
                state="outside" if node.id == OUTSIDE else state,
                state_word="" if node.id == OUTSIDE else words.text(STATES[state]),
                count=max(1, len(node.assets)),
            )
        )
    return tuple(out)


def _zone(record: Record, segment: str) -> str:
    if segment.startswith(COMMUNES):
        return segment[len(COMMUNES) :]
    return record.segments[segment].zone if segment in record.segments else OUTSIDE


def _column(record: Record, walk: _Walk, segment: str) -> PathColumn:
    words = record.words
    if segment == OUTSIDE:
        return PathColumn(words.text("Internet"), "")
    zone = _zone(record, segment)
    if not segment.startswith(COMMUNES):
        return PathColumn(words.authored(f"zone.{zone}", zone), words.name(record.segments[segment].site))
    sites = {record.site_of(asset) for node in walk.nodes.values() if node.segment == segment for asset in node.assets}
    place = words.name(min(sites)) if len(sites) == 1 else words.plural("{n} commune", "{n} communes and wards", len(sites))
    return PathColumn(words.authored(f"zone.{zone}", zone), place)


def _edges(record: Record, walk: _Walk) -> tuple[PathEdge, ...]:
    words = record.words
    edges = []
    for order, ((source, target, step), (at, positions)) in enumerate(walk.edges.items(), 1):
        event = record.events[positions[0]]
        edges.append(
            PathEdge(
                order=order,
                source=source,
                target=target,
                text=words.authored(f"step.{step}", step),
                technique=str(event.data.get("technique", "")),
                at=at,
                clock=words.clock(at),
                cites=record.cite(*positions[:3]),
            )
        )
    return tuple(edges)
