"""The estate as a graph: what hangs on one thing, and where places stand on a map of characters.

Called when a network is built, checked, listed or drawn, never inside an event. networkx is imported where it is
needed: a console that only places communes on its map need not wait for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from engine.plan import Estate, Need, Service, Site

if TYPE_CHECKING:
    import networkx as nx

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
    import networkx as nx

    wanted = frozenset(planes)
    found: nx.MultiGraph[str] = nx.MultiGraph()
    for segment in estate.segments:
        found.add_node(segment.id, site=segment.site, zone=segment.zone)
    for link in estate.links:
        if link.plane in wanted:
            found.add_edge(link.a, link.b, key=link.id, plane=link.plane, kind=link.kind)
    return found


def site_graph(estate: Estate, planes: Iterable[str] = OUTER_PLANES) -> nx.MultiGraph[str]:
    """Sites joined by the links of these planes; what joins a site's own segments is left out."""
    import networkx as nx

    wanted = frozenset(planes)
    site_of = {segment.id: segment.site for segment in estate.segments}
    found: nx.MultiGraph[str] = nx.MultiGraph()
    found.add_nodes_from(site.id for site in estate.sites)
    for link in estate.links:
        a, b = site_of[link.a], site_of[link.b]
        if link.plane in wanted and a != b:
            found.add_edge(a, b, key=link.id, plane=link.plane, kind=link.kind)
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
    needs = _Needs(estate)
    usage = _Usage(estate)
    points = []
    for thing in (*needs.leaves, *(thing for thing in cut if thing not in needs.leaves)):
        services, planes = needs.downed(thing), tuple(cut.get(thing, ()))
        if services or planes:
            points.append(SinglePoint(*thing, services, planes, usage.losing(services, planes)))
    return tuple(sorted(points, key=lambda point: (-point.users, -len(point.sites), point.kind, point.id)))


class _Usage:
    """Who uses what where."""

    def __init__(self, estate: Estate) -> None:
        self._total = {service.id: sum(count for _, count in service.users) for service in estate.services}
        self._at: defaultdict[str, list[tuple[Service, int]]] = defaultdict(list)
        for service in estate.services:
            for site, count in service.users:
                self._at[site].append((service, count))

    def losing(self, services: tuple[str, ...], cut: tuple[tuple[str, tuple[str, ...]], ...]) -> int:
        """Users of services that are down, and those at sites that lost every plane a service is reached by."""
        lost: defaultdict[str, set[str]] = defaultdict(set)
        for plane, sites in cut:
            for site in sites:
                lost[site].add(plane)
        users = sum(self._total[name] for name in services)
        for site, planes in lost.items():
            users += sum(
                count
                for service, count in self._at[site]
                if service.access and service.id not in services and planes.issuperset(service.access)
            )
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


def _cut_by(estate: Estate, plane: str) -> Iterator[tuple[Thing, tuple[str, ...]]]:
    """(link or site, sites whose office reaches the plane's hub through it alone)."""
    hub_sites = {site.id for site in estate.sites if site.kind == _HUBS[plane]}
    hubs = [segment.id for segment in estate.segments if segment.site in hub_sites]
    joined = graph(estate, (plane,))
    hubs = [hub for hub in hubs if joined.degree(hub)]
    if not hubs:
        return
    for a, b in pairwise(hubs):  # several hubs stand for one; two strands, so that neither is a bridge
        joined.add_edge(a, b, key=f"hub:{a}")
        joined.add_edge(a, b, key=f"hub:{a}:spare")
    seats = _seats(estate, joined)
    order = {site.id: number for number, site in enumerate(estate.sites)}
    found = (*_bridges(joined, hubs[0]), *_passages(joined, hubs))
    for thing, segments in found:
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
    import networkx as nx

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
    import networkx as nx

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


# --- a map of characters --------------------------------------------------------------------------------------------


def place(sites: Sequence[Site], columns: int, rows: int) -> dict[str, tuple[int, int]]:
    """A cell (column, row) of its own for every site, north up, as near to where it lies as the grid allows.

    Args:
        sites: sites with coordinates; those without are left out.
        columns, rows: size of the grid; it must hold them all.

    Raises:
        ValueError: the grid has fewer cells than there are sites.
    """
    shown = [site for site in sites if site.lat_e6 or site.lon_e6]
    if len(shown) > columns * rows:
        raise ValueError(f"{len(shown)} sites do not fit on {columns} x {rows} cells")
    if not shown:
        return {}
    wanted = {site.id: where for site, where in zip(shown, _project(shown, columns, rows), strict=True)}
    taken: dict[tuple[int, int], str] = {}
    for site in _crowded_first(wanted):
        taken[_free_cell(wanted[site], taken, columns, rows)] = site
    cells = {site: cell for cell, site in taken.items()}
    _swap(cells, wanted)
    return {site.id: cells[site.id] for site in shown}


_CELL = 1000
"""Positions on the grid are counted in thousandths of a cell."""


def _project(sites: Sequence[Site], columns: int, rows: int) -> Iterator[tuple[int, int]]:
    west, east = min(site.lon_e6 for site in sites), max(site.lon_e6 for site in sites)
    south, north = min(site.lat_e6 for site in sites), max(site.lat_e6 for site in sites)
    for site in sites:
        column = (site.lon_e6 - west) * (columns - 1) * _CELL // max(1, east - west)
        row = (north - site.lat_e6) * (rows - 1) * _CELL // max(1, north - south)
        yield column, row


def _crowded_first(wanted: dict[str, tuple[int, int]]) -> list[str]:
    """Sites with the most neighbours choose first: those at the edge of a crowd have room to give way."""

    def neighbours(name: str) -> int:
        column, row = wanted[name]
        return sum(abs(column - x) <= 2 * _CELL and abs(row - y) <= 2 * _CELL for x, y in wanted.values())

    return sorted(wanted, key=lambda name: (-neighbours(name), name))


def _distance(cell: tuple[int, int], where: tuple[int, int]) -> int:
    return (cell[0] * _CELL - where[0]) ** 2 + (cell[1] * _CELL - where[1]) ** 2


def _free_cell(where: tuple[int, int], taken: dict[tuple[int, int], str], columns: int, rows: int) -> tuple[int, int]:
    """The nearest free cell, looked for in growing squares."""
    middle = ((where[0] + _CELL // 2) // _CELL, (where[1] + _CELL // 2) // _CELL)
    best: tuple[int, tuple[int, int]] | None = None
    for reach in range(max(columns, rows) + 1):
        if best is not None and (reach - 1) ** 2 * _CELL * _CELL > best[0]:
            break
        for cell in _square(middle, reach):
            if 0 <= cell[0] < columns and 0 <= cell[1] < rows and cell not in taken:
                found = (_distance(cell, where), cell)
                best = found if best is None else min(best, found)
    assert best is not None
    return best[1]


def _square(middle: tuple[int, int], reach: int) -> Iterator[tuple[int, int]]:
    """Cells at exactly that reach around the middle."""
    x, y = middle
    if reach == 0:
        yield middle
        return
    for step in range(-reach, reach + 1):
        yield x + step, y - reach
        yield x + step, y + reach
    for step in range(-reach + 1, reach):
        yield x - reach, y + step
        yield x + reach, y + step


def _swap(cells: dict[str, tuple[int, int]], wanted: dict[str, tuple[int, int]]) -> None:
    """Let pairs change places while that brings them nearer to where they lie; each change lowers a finite sum."""
    names = sorted(cells)
    improved = True
    while improved:
        improved = False
        for place_, one in enumerate(names):
            for other in names[place_ + 1 :]:
                now = _distance(cells[one], wanted[one]) + _distance(cells[other], wanted[other])
                then = _distance(cells[other], wanted[one]) + _distance(cells[one], wanted[other])
                if then < now:
                    cells[one], cells[other] = cells[other], cells[one]
                    improved = True
