"""Who can reach whom: connectivity plane by plane, and the firewalls' rules between zones.

Connectivity is a component number per segment and plane, recomputed only when a line goes up or down; a question costs a
few look-ups. No graph library is called inside an event.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.index import PLANES, Index, components


class Network:
    """Reachability under the lines that are up now."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._segments = len(index.zone)
        self._up = bytearray(b"\x01" * len(index.joins))
        self._pivoted: dict[int, list[int]] = {}
        """segment → where one could move on to from there, under the lines that are up."""
        self.parts: list[list[int]] = list(index.whole)
        """plane → segment → number of the part that it belongs to; replaced, never changed in place."""

    def is_up(self, link: str) -> bool:
        """Whether the line carries traffic."""
        return bool(self._up[self._index.links[link]])

    def plane_of(self, link: str) -> str:
        """The plane that the line belongs to."""
        return PLANES[self._index.joins[self._index.links[link]][0]]

    def set_up(self, link: str, up: bool) -> bool:
        """Bring a line up or down; True where that changed anything."""
        number = self._index.links[link]
        if bool(self._up[number]) == up:
            return False
        self._up[number] = up
        self._pivoted.clear()
        plane = self._index.joins[number][0]
        self.parts[plane] = components(self._segments, self._index.joins_of[plane], self._up)
        return True

    def reaches(self, source: int, target: int, service: str) -> bool:
        """Whether a host of segment `source` reaches `service` on a host of segment `target`."""
        if source == target:
            return True
        zone = self._index.zone
        for plane in self._index.allowed.get((zone[source], zone[target], service), ()):
            component = self.parts[plane]
            if component[source] == component[target]:
                return True
        return False

    def reached_from(self, sources: Sequence[int], target: int, service: str) -> int:
        """The first of these segments from which a host reaches `service` in segment `target`, -1 where none does."""
        zone, allowed = self._index.zone, self._index.allowed_into.get((self._index.zone[target], service), {})
        for source in sources:
            if source == target:
                return source
            for plane in allowed.get(zone[source], ()):
                part = self.parts[plane]
                if part[source] == part[target]:
                    return source
        return -1

    def path(self, sources: list[int], target: int, service: str, longest: int = 3) -> list[int]:
        """Segments to pass through from any source to reach `service` in `target`; [] where there is no way.

        The last entry is `target`; a direct way has length 1.
        """
        trail: dict[int, list[int]] = {source: [] for source in sources}
        frontier = sources
        for _ in range(longest):
            for source in frontier:
                if self.reaches(source, target, service):
                    return [*trail[source], target]
            reached: list[int] = []
            for source in frontier:
                for segment in self._pivots(source):
                    if segment not in trail:
                        trail[segment] = [*trail[source], segment]
                        reached.append(segment)
            frontier = reached
        return []

    def _pivots(self, source: int) -> list[int]:
        """Segments that an attacker in `source` could move on to, in the order of the estate: some host there offers what
        firewalls let through."""
        known = self._pivoted.get(source)
        if known is None:
            offered = self._index.pivots
            known = self._pivoted[source] = [
                segment
                for segment in range(self._segments)
                if segment != self._index.internet and any(self.reaches(source, segment, service) for service in offered[segment])
            ]
        return known
