"""Lines: what joins a site's own segments, what leads from it to the province, and the rings among the towns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise

from engine.plan import FlowRule, Link
from scenarios.building.ground import Faults, Path_, Spot
from scenarios.communes import share_of
from scenarios.model.network import LineChange, Network, Ring
from scenarios.model.premises import SiteLine

NODE = "node"
DISTRICT = "district"
INSIDE_MBPS = 10_000
"""Inside a site: the firewall's own ports (author's estimate)."""


class Lines:
    """Builds the links and flow rules of a network."""

    def __init__(self, spec: Network, spots: Iterable[Spot], segments: Collection[str], orgs: Collection[str], faults: Faults) -> None:
        self._spec = spec
        self._spots = list(spots)
        self._segments = frozenset(segments)
        self._orgs = frozenset(orgs)
        self._faults = faults

    def links(self) -> tuple[Link, ...]:
        """Every link, ids unique."""
        found: dict[str, Link] = {}
        for path, link in self._all():
            if link.id in found:
                self._faults.note(path, f"Đường truyền «{link.id}» trùng tên.", f"The link `{link.id}` stands twice.", code="DT1319")
            found[link.id] = link
            self._check(path, link)
        return tuple(found.values())

    def _check(self, path: Path_, link: Link) -> None:
        self._faults.known("org", link.operator, self._orgs, (*path, "operator"))
        self._faults.known("link-kind", link.kind, self._spec.words.lines, (*path, "kind"))
        for end in (link.a, link.b):
            self._faults.known("segment", end, self._segments, path)

    def _all(self) -> Iterator[tuple[Path_, Link]]:
        for name, trunk in self._spec.trunks.items():
            yield ("trunks", name), Link(name, trunk.kind, trunk.plane, trunk.a, trunk.b, trunk.mbps, trunk.operator)
        for name, ring in self._spec.backbone.rings.items():
            yield from self._ring(ring, ("backbone", "rings", name))
        for spot in self._spots:
            yield from self._inside(spot)
            yield from self._from(spot)

    # --- among the towns

    def _ring(self, ring: Ring, path: Path_) -> Iterator[tuple[Path_, Link]]:
        for place, town in enumerate(ring.nodes):
            self._faults.known("town", town, self._spec.towns, (*path, "nodes", place))
        ends = ring.nodes if ring.open else [*ring.nodes, ring.nodes[0]]
        backbone = self._spec.backbone
        for one, other in pairwise(ends):
            for kind, plane in backbone.lines.items():
                a, b = (f"{backbone.node}-{town}-core" for town in (one, other))
                yield path, Link(f"{kind}-{one}-{other}", kind, plane, a, b, ring.mbps, ring.operator)

    # --- of one site

    def _inside(self, spot: Spot) -> Iterator[tuple[Path_, Link]]:
        for place, joint in enumerate(spot.template.joints):
            path: Path_ = ("templates", spot.template_id, "joints", place)
            for key in joint.segments:
                self._faults.known("segment", key, spot.template.segments, (*path, "segments"))
            kept = [key for key in joint.segments if spot.keeps_segment(key)]
            for key in kept[1:]:
                a, b = f"{spot.id}-{kept[0]}", f"{spot.id}-{key}"
                yield path, Link(f"fw-{joint.plane}-{spot.id}-{key}", "firewall", joint.plane, a, b, INSIDE_MBPS, spot.org)

    def _from(self, spot: Spot) -> Iterator[tuple[Path_, Link]]:
        changes = self._changes(spot)
        for key, line in spot.template.lines.items():
            path: Path_ = ("templates", spot.template_id, "lines", key)
            if not self._faults.known("segment", line.of, spot.template.segments, (*path, "of")) or not spot.keeps_segment(line.of):
                continue
            change = changes.get(key)
            name = f"{key}-{spot.id}"
            mbps = change.mbps if change and change.mbps else getattr(line.mbps, spot.size)
            operator = change.operator if change and change.operator else _operator(name, line)
            kind = change.kind if change and change.kind else line.kind
            far = self._far(spot, change.to if change and change.to else line.to)
            yield path, Link(name, kind, line.plane, f"{spot.id}-{line.of}", far, mbps, operator)

    def _changes(self, spot: Spot) -> Mapping[str, LineChange]:
        change = self._spec.changes.get(spot.id)
        if change is None:
            return {}
        for key in change.lines:
            self._faults.known("line", key, spot.template.lines, ("changes", spot.id, "lines", key))
        return change.lines

    def _far(self, spot: Spot, to: str) -> str:
        if to == DISTRICT and self._spec.communes.districts:
            return f"{self._spec.communes.districts}-{spot.town}-core"
        if to != NODE:
            return to
        change = self._spec.changes.get(spot.id)
        node = change.node if change and change.node else f"{self._spec.backbone.node}-{spot.town}"
        return f"{node}-core"

    # --- what may pass

    def rules(self) -> tuple[FlowRule, ...]:
        """Flow rules in the spec's order."""
        zones = self._spec.words.zones
        found = []
        for source, rules in self._spec.rules.items():
            self._faults.known("zone", source, zones, ("rules", source))
            for place, rule in enumerate(rules):
                for target, services in rule.allow.items():
                    self._faults.known("zone", target, zones, ("rules", source, place, "allow", target))
                    found.append(FlowRule(source, target, tuple(services), rule.plane))
        return tuple(found)


def _operator(link: str, line: SiteLine) -> str:
    """Who runs a line: drawn by the shares given, the same for that line everywhere."""
    draw, reached = share_of(link, "operator"), 0
    for operator, share in line.operator.items():
        reached += share
        if draw < reached:
            return operator
    return next(reversed(line.operator))
