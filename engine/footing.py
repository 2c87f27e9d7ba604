"""What each place has to use services with: its lines, its machines, the devices that carry a service there.

Kept up to date one change at a time. Nothing here knows how a service itself stands: a place's *ceiling* is what people
there could have of it at most.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.index import Index


class Footing:
    """The state of all places of a run."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._at_start = index.start_planes
        self.planes: dict[str, tuple[str, ...]] = dict(self._at_start)
        """site → planes over which it hangs on the province now."""
        self._rerouted: set[str] = set()
        """Sites whose planes are not those of the start."""
        self._hosts_lost: dict[str, int] = {}
        self._hosts: dict[str, int] = {}
        """site where workstations stand still → share that works, per-mille."""
        self._carriers_lost: dict[tuple[str, str], int] = {}
        """(service, site) → devices carrying it there that do not work."""
        self._ailing: set[str] = set()
        """Sites where such a device ever failed."""

    def lines_moved(self, plane: str, parts: Sequence[list[int]]) -> list[str]:
        """A line of the plane came or went: sites for which it matters, in the order of the estate."""
        if not self._index.seats.get(plane):
            return []
        reached = self._index.reached(parts, plane)
        moved = [site for site in self._index.seats[plane] if (site in reached) != (plane in self.planes[site])]
        for site in moved:
            there = {*self.planes[site], plane} if site in reached else {*self.planes[site]} - {plane}
            self.reach(site, tuple(name for name in self._index.seats if name in there))
        return moved

    def reach(self, site: str, planes: tuple[str, ...]) -> None:
        """From now on a site hangs on the province by these planes, named in the order of the index."""
        self.planes[site] = planes
        (self._rerouted.discard if planes == self._at_start[site] else self._rerouted.add)(site)

    def device_moved(self, asset: int, site: str, lost: bool) -> tuple[str, ...] | None:
        """A device stopped or works again: services of which people at its site now have more or less, None for all they use."""
        device = self._index.assets[asset]
        count = device.count if lost else -device.count
        carried = self._index.carries.get(asset, ())
        for service in carried:
            self._carriers_lost[service, site] = self._carriers_lost.get((service, site), 0) + count
            self._ailing.add(site)
        if device.kind != "workstation":
            return carried
        self._hosts_lost[site] = self._hosts_lost.get(site, 0) + count
        self._hosts[site] = working(self._index.workstations[site], self._hosts_lost[site])
        return None

    def hosts(self, site: str) -> int | None:
        """Share of a site's workstations that works, per-mille; None where that alone does not tell what people there have."""
        return None if site in self._rerouted or site in self._ailing else self._hosts.get(site, 1000)

    def ceiling(self, name: str, site: str) -> int:
        """What people at a site could have of a service at most, per-mille.

        A service that needs no line of the site (mobile, loudspeakers) does not hang on its machines either.
        """
        service = self._index.services[name]
        level = 1000
        if service.access:
            if site in self._rerouted and self._cut_off(site, service.access):
                return 0
            level = self._hosts.get(site, 1000)
        local = service.local
        if local is None:
            return level
        if local.plane and site in self._rerouted and self._cut_off(site, (local.plane,)):
            return 0
        there = self._index.local[name].get(site)
        lost = self._carriers_lost.get((name, site), 0)
        return min(level, working(there[1], lost)) if there and lost else level

    def _cut_off(self, site: str, planes: tuple[str, ...]) -> bool:
        """Whether it had one of these planes at the start, and has none of those left."""
        ways = set(planes).intersection(self._at_start[site])
        return bool(ways) and not ways.intersection(self.planes[site])


def working(total: int, lost: int) -> int:
    """Share of devices that work, per-mille."""
    return 1000 - min(1000, 1000 * lost // total)
