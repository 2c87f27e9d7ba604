"""Where places stand on the map, and how each of them stands as far as the team knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from drills.console.frame import Frame
from drills.console.signs import SITE
from engine.plan import Site

Cell = tuple[int, int]
"""Column and row on the map."""
CELL_ASPECT = 2
"""A terminal cell is about twice as high as wide."""
GAP = 2
"""Columns from one glyph to the next on the same row."""
REACH = 5
"""Rows within which the nearest free cell is looked for first."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the map, micro-degrees."""

    south: int
    west: int
    north: int
    east: int


def whole(sites: Sequence[Site]) -> Window:
    """The window that holds all these sites."""
    lats = [site.lat_e6 for site in sites] or [0]
    lons = [site.lon_e6 for site in sites] or [0]
    return Window(min(lats), min(lons), max(lats), max(lons))


def around(sites: Sequence[Site], centre: Site, part: int) -> Window:
    """A window of one `part`-th of the whole, about a site."""
    full = whole(sites)
    half_lat = max(1, (full.north - full.south) // (2 * part))
    half_lon = max(1, (full.east - full.west) // (2 * part))
    return Window(centre.lat_e6 - half_lat, centre.lon_e6 - half_lon, centre.lat_e6 + half_lat, centre.lon_e6 + half_lon)


@lru_cache(maxsize=64)
def placed(sites: tuple[Site, ...], width: int, height: int, window: Window, gap: int = GAP) -> dict[str, Cell]:
    """Site → cell: by its centroid, north up, in proportion, moved to the nearest free cell where two would meet.

    Sites outside the window are left out. The order of the sites decides who gives way, so the same map comes out each
    time.
    """
    if width < 1 or height < 1:
        return {}
    span_lon, span_lat = max(1, window.east - window.west), max(1, window.north - window.south)
    inside = [s for s in sites if window.west <= s.lon_e6 <= window.east and window.south <= s.lat_e6 <= window.north]
    taken: set[Cell] = set()
    found: dict[str, Cell] = {}
    for site in inside:
        column = (site.lon_e6 - window.west) * (width - 1) // span_lon
        row = (window.north - site.lat_e6) * (height - 1) // span_lat
        rings = tuple(dict.fromkeys((gap, 1)))  # where the map is full, glyphs may touch: nobody is left out
        cell = next((cell for room in rings for cell in _rings(column, row, width, height) if _is_free(cell, taken, room)), None)
        if cell is not None:
            taken.add(cell)
            found[site.id] = cell
    return found


def _is_free(cell: Cell, taken: set[Cell], gap: int) -> bool:
    column, row = cell
    return all((column + step, row) not in taken for step in range(1 - gap, gap))


def _rings(column: int, row: int, width: int, height: int) -> Iterator[Cell]:
    """Cells about a cell, the nearest first; the rest of the map comes last, row by row."""
    yield column, row
    near = [
        (x, y)
        for y in range(max(0, row - REACH), min(height, row + REACH + 1))
        for x in range(max(0, column - REACH * CELL_ASPECT), min(width, column + REACH * CELL_ASPECT + 1))
    ]
    near.sort(key=lambda cell: ((cell[0] - column) ** 2 + (CELL_ASPECT * (cell[1] - row)) ** 2, cell[1], cell[0]))
    yield from near
    yield from ((x, y) for y in range(height) for x in range(width))


def state_of_site(frame: Frame, site: str, service: str = "") -> str:
    """How a place stands as far as the team knows: a key of `signs.SITE`, the gravest that holds.

    With `service`, only how that service reaches the place.
    """
    return states(frame, (site,), service)[site]


def states(frame: Frame, sites: Sequence[str], service: str = "") -> dict[str, str]:
    """The state of many places at once."""
    heard = {item.id: set(item.planes) for item in frame.view.sites}
    if service:
        here = {place.site: place.level for place in frame.view.places if place.service == service}
        return {site: _service_state(frame, service, heard.get(site), here.get(site, 1000)) for site in sites}
    grave: dict[str, str] = {}
    for asset in frame.view.assets:
        _worsen(grave, frame.atlas.site_of(asset.id), _ASSET_GRAVITY.get(asset.state, "normal"))
    for alert in frame.view.alerts:
        if alert.asset in frame.atlas.assets and alert.verdict in ("", "unclear", "unsure") and alert.severity >= SUSPECT_FROM:
            _worsen(grave, frame.atlas.site_of(alert.asset), "suspect")
    for site, planes in heard.items():
        known = {frame.atlas.links[link].plane for link in frame.atlas.links_of(site)} & {"tslcd", "internet"}
        if known - planes:
            _worsen(grave, site, "degraded" if planes else "down")
    for place in frame.view.places:
        if place.level < 1000:
            _worsen(grave, place.site, "degraded")
    for link in frame.view.cut:
        _worsen(grave, frame.atlas.site_of_link(link), "degraded")
    return {site: grave.get(site, "normal") for site in sites}


SUSPECT_FROM = 2
"""Severity from which an unchecked alert makes its place suspect."""
_ASSET_GRAVITY = {"suspect": "suspect", "confirmed": "hit", "encrypted": "hit", "isolated": "degraded", "off": "degraded"}
_ORDER = tuple(SITE)


def _worsen(grave: dict[str, str], site: str, state: str) -> None:
    if _ORDER.index(state) < _ORDER.index(grave.get(site, "normal")):
        grave[site] = state


def _service_state(frame: Frame, service: str, planes: set[str] | None, here: int) -> str:
    """How a service reaches a place over the planes left there (None: none heard lost); `here`: what was heard of it there."""
    access = set(frame.atlas.services[service].access)
    if planes is not None and access and not access & planes:
        return "down"
    level = min(here, frame.levels.get(service, 1000))
    return "down" if level <= 0 else "normal" if level >= 1000 else "degraded"
