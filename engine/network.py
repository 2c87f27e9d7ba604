"""Who can reach whom: connectivity plane by plane, and the firewalls' rules between zones.

Connectivity is a component number per segment and plane, recomputed only when a line goes up or down; a question costs a
few look-ups. No graph library is called inside an event.
"""

from __future__ import annotations

from engine.index import PLANES, Index

PIVOT_SERVICES = ("smb", "rdp", "winrm", "ssh", "https")
"""What an attacker moves over when looking for a way round."""


class Network:
    """Reachability under the lines that are up now."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._segments = len(index.zone)
        self._up = bytearray(b"\x01" * len(index.joins))
        self._component: list[list[int]] = [self._components(plane) for plane in range(len(PLANES))]

    def _components(self, plane: int) -> list[int]:
        parent = list(range(self._segments))

        def find(node: int) -> int:
            while parent[node] != node:
                parent[node] = parent[parent[node]]
                node = parent[node]
            return node

        for number, (link_plane, a, b) in enumerate(self._index.joins):
            if link_plane == plane and self._up[number]:
                parent[find(a)] = find(b)
        return [find(node) for node in range(self._segments)]

    def is_up(self, link: str) -> bool:
        """Whether the line carries traffic."""
        return bool(self._up[self._index.links[link]])

    def set_up(self, link: str, up: bool) -> bool:
        """Bring a line up or down; True where that changed anything."""
        number = self._index.links[link]
        if bool(self._up[number]) == up:
            return False
        self._up[number] = up
        plane = self._index.joins[number][0]
        self._component[plane] = self._components(plane)
        return True

    def joined(self, plane: str, a: int, b: int) -> bool:
        """Whether two segments are joined in that plane."""
        component = self._component[PLANES.index(plane)]
        return component[a] == component[b]

    def reaches(self, source: int, target: int, service: str) -> bool:
        """Whether a host of segment `source` reaches `service` on a host of segment `target`."""
        if source == target:
            return True
        zone = self._index.zone
        for plane in self._index.allowed.get((zone[source], zone[target], service), ()):
            component = self._component[plane]
            if component[source] == component[target]:
                return True
        return False

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
                for segment in range(self._segments):
                    if segment not in trail and segment != self._index.internet and self._pivots(source, segment):
                        trail[segment] = [*trail[source], segment]
                        reached.append(segment)
            frontier = reached
        return []

    def _pivots(self, source: int, target: int) -> bool:
        return any(self.reaches(source, target, service) for service in PIVOT_SERVICES)
