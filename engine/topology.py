"""The estate as a graph: what joins what, and what hangs on one thing alone.

Called when a network is built, checked, listed or drawn, never inside an event. The one place that knows networkx.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import networkx as nx

from engine.plan import Estate, Need

OUTER_PLANES = ("tslcd", "internet", "ring")
"""Planes that join sites to each other."""
_HUBS = {"tslcd": "datacentre", "internet": "internet", "ring": "operator"}
"""Plane → kind of the sites that every other wants to reach over it."""

Thing = tuple[str, str]
"""asset, link or site, and its id."""


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """One thing whose loss alone takes services or sites with it."""

    kind: str
    """asset, link or site."""
    id: str
    services: tuple[str, ...] = ()
    """Services that go down altogether."""
    cut: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(plane, sites that it alone connects), itself not counted."""
    users: int = 0
    """Users who lose a service, counted once for each service."""

    @property
    def sites(self) -> tuple[str, ...]:
        """All sites that lose a plane."""
        return tuple(dict.fromkeys(site for _, sites in self.cut for site in sites))


def graph(estate: Estate, planes: Iterable[str] = (*OUTER_PLANES, "local")) -> nx.MultiGraph[str]:
    """Segments joined by the links of these planes. Nodes carry site and zone, edges plane and kind; an edge's key is its link's id."""
    wanted = frozenset(planes)
    found: nx.MultiGraph[str] = nx.MultiGraph()
    for segment in estate.segments:
        found.add_node(segment.id, site=segment.site, zone=segment.zone)
    for link in estate.links:
        if link.plane in wanted:
            found.add_edge(link.a, link.b, key=link.id, plane=link.plane, kind=link.kind)
    return found


# --- single points of failure ---------------------------------------------------------------------------------------


def single_points_of_failure(estate: Estate) -> tuple[SinglePoint, ...]:
    """Everything whose sole loss downs a service or cuts a site off, those that hurt most users first.

    Assets and links count through the services' needs; links and sites also by connectivity: bridges and articulation
    points of each plane, seen from the plane's hub (the data centre, the internet, the operators' cores).
    """
    cut: defaultdict[Thing, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for plane in OUTER_PLANES:
        for thing, sites in _cut_by(estate, plane):
            cut[thing].append((plane, sites))
    needs, usage = _Needs(estate), _Usage(estate)
    points = []
    for thing in (*needs.leaves, *(thing for thing in cut if thing not in needs.leaves)):
        services, planes = needs.downed(thing), tuple(cut.get(thing, ()))
        if services or planes:
            points.append(SinglePoint(*thing, services, planes, usage.losing(services, planes)))
    return tuple(sorted(points, key=lambda point: (-point.users, -len(point.sites), point.kind, point.id)))


class _Usage:
    """Who uses what where, over which planes."""

    def __init__(self, estate: Estate) -> None:
        self._total = {service.id: sum(count for _, count in service.users) for service in estate.services}
        has: defaultdict[str, set[str]] = defaultdict(set)
        for plane in OUTER_PLANES:
            for site in _joined_sites(estate, plane):
                has[site].add(plane)
        self._at: defaultdict[str, list[tuple[str, int, set[str], set[str]]]] = defaultdict(list)
        for service in estate.services:
            carried = {service.local.plane} if service.local else set()
            for site, count in service.users:
                self._at[site].append((service.id, count, has[site] & set(service.access), has[site] & carried))

    def losing(self, services: tuple[str, ...], cut: tuple[tuple[str, tuple[str, ...]], ...]) -> int:
        """Users of services that are down, and those at sites that lost every plane they reach a service by, or the one that
        its own devices there hang on."""
        lost: defaultdict[str, set[str]] = defaultdict(set)
        for plane, sites in cut:
            for site in sites:
                lost[site].add(plane)
        users = sum(self._total[name] for name in services)
        for site, planes in lost.items():
            for name, count, ways, carried in self._at[site]:
                if name not in services and ((ways and ways <= planes) or carried & planes):
                    users += count
        return users


# --- through needs


class _Needs:
    """Which services stand when something is lost."""

    def __init__(self, estate: Estate) -> None:
        self._services = {service.id: service for service in estate.services}
        self.leaves = dict.fromkeys(leaf for service in estate.services for leaf in _leaves(service.needs) if leaf[0] != "service")
        site_of = {segment.id: segment.site for segment in estate.segments}
        self._at: defaultdict[str, set[Thing]] = defaultdict(set)
        for asset in estate.assets:
            if ("asset", asset.id) in self.leaves:
                self._at[site_of[asset.segment]].add(("asset", asset.id))
        for link in estate.links:
            if ("link", link.id) in self.leaves:
                for end in (link.a, link.b):
                    self._at[site_of[end]].add(("link", link.id))

    def downed(self, thing: Thing) -> tuple[str, ...]:
        """Services that fall with an asset or a link, or with all that stands or ends at a site."""
        lost = frozenset(self._at[thing[1]] if thing[0] == "site" else (thing,))
        standing: dict[str, bool] = {}
        return tuple(name for name in self._services if lost and not self._stands(name, lost, standing))

    def _stands(self, name: str, lost: frozenset[Thing], standing: dict[str, bool]) -> bool:
        if name not in standing:
            standing[name] = True  # a service that leans on itself is refused elsewhere
            standing[name] = self._holds(self._services[name].needs, lost, standing)
        return standing[name]

    def _holds(self, need: Need, lost: frozenset[Thing], standing: dict[str, bool]) -> bool:
        if need.op in ("asset", "link"):
            return (need.op, need.ref) not in lost
        if need.op == "service":
            return self._stands(need.ref, lost, standing)
        wanted = {"all": len(need.of), "any": 1}.get(need.op, need.k)
        return sum(self._holds(part, lost, standing) for part in need.of) >= wanted


def _leaves(need: Need) -> Iterator[Thing]:
    if need.op in ("asset", "link", "service"):
        yield need.op, need.ref
    for part in need.of:
        yield from _leaves(part)


# --- through connectivity


def _towards(estate: Estate, plane: str) -> tuple[nx.MultiGraph[str], list[str]]:
    """A plane's graph and its hubs: segments of those sites that every other wants to reach, joined as if they were one."""
    hub_sites = {site.id for site in estate.sites if site.kind == _HUBS[plane]}
    joined = graph(estate, (plane,))
    hubs = [segment.id for segment in estate.segments if segment.site in hub_sites and joined.degree(segment.id)]
    for a, b in pairwise(hubs):  # two strands, so that neither is a bridge
        joined.add_edge(a, b, key=f"hub:{a}")
        joined.add_edge(a, b, key=f"hub:{a}:spare")
    return joined, hubs


def _joined_sites(estate: Estate, plane: str) -> set[str]:
    """Sites whose office reaches the plane's hub."""
    joined, hubs = _towards(estate, plane)
    if not hubs:
        return set()
    reached = nx.node_connected_component(joined, hubs[0])
    return {site for segment, site in _seats(estate, joined).items() if segment in reached}


def _cut_by(estate: Estate, plane: str) -> Iterator[tuple[Thing, tuple[str, ...]]]:
    """(link or site, sites whose office reaches the plane's hub through it alone)."""
    joined, hubs = _towards(estate, plane)
    if not hubs:
        return
    seats = _seats(estate, joined)
    order = {site.id: number for number, site in enumerate(estate.sites)}
    for thing, segments in (*_bridges(joined, hubs[0]), *_passages(joined, hubs)):
        sites = {seats[segment] for segment in segments if segment in seats} - {thing[1]}
        if sites:
            yield thing, tuple(sorted(sites, key=order.__getitem__))


def _seats(estate: Estate, joined: nx.MultiGraph[str]) -> dict[str, str]:
    """Segment → site, for the one segment of each site that people work from: its office, else its first in the plane."""
    chosen: dict[str, str] = {}
    for segment in estate.segments:
        if joined.degree(segment.id) and (segment.site not in chosen or segment.zone == "office"):
            chosen[segment.site] = segment.id
    return {segment: site for site, segment in chosen.items()}


def _bridges(joined: nx.MultiGraph[str], hub: str) -> Iterator[tuple[Thing, set[str]]]:
    """Links between sites without a second way, each with what hangs on it: the tree of bridges, seen from the hub."""
    simple: nx.Graph[str] = nx.Graph(joined)
    found = cast("Iterator[tuple[str, str]]", nx.bridges(simple, hub))
    bridges = [(a, b) for a, b in found if joined.number_of_edges(a, b) == 1]
    simple.remove_edges_from(bridges)
    below = {number: set(part) for number, part in enumerate(nx.connected_components(simple))}
    part_of = {segment: number for number, part in below.items() for segment in part}
    tree: nx.Graph[int] = nx.Graph()
    tree.add_node(part_of[hub])
    for a, b in bridges:
        is_outer = joined.nodes[a]["site"] != joined.nodes[b]["site"]
        tree.add_edge(part_of[a], part_of[b], link=next(iter(joined[a][b])), is_outer=is_outer)
    for parent, child in reversed(list(nx.bfs_edges(tree, part_of[hub]))):
        edge = tree[parent][child]
        if edge["is_outer"]:
            yield ("link", edge["link"]), set(below[child])
        below[parent] |= below[child]


def _passages(joined: nx.MultiGraph[str], hubs: Sequence[str]) -> Iterator[tuple[Thing, set[str]]]:
    """Sites that others reach the hub through, each with the segments of those others."""
    simple: nx.Graph[str] = nx.Graph(joined)
    reached: set[str] = nx.node_connected_component(simple, hubs[0])
    site_of = nx.get_node_attributes(simple, "site")
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    own: defaultdict[str, set[str]] = defaultdict(set)
    for segment in reached:
        own[site_of[segment]].add(segment)
        neighbours[site_of[segment]].update(site_of[other] for other in simple[segment])
    hub_sites = {site_of[hub] for hub in hubs}
    for site, near in neighbours.items():
        if site in hub_sites or len(near - {site}) < 2:
            continue
        around: nx.Graph[str] = simple.subgraph(reached - own[site])
        still: set[str] = nx.node_connected_component(around, hubs[0])
        lost = reached - own[site] - still
        if lost:
            yield ("site", site), lost
