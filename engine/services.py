"""Services: their level out of what they need, who loses them where, and the loss integrated exactly.

Between two changes the number of people losing a service is constant, so the loss is rate × time in integers:
users × per-mille × ms inside, user-milliseconds outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.plan import Need, Service

if TYPE_CHECKING:
    from engine.world import World


_Bounds = dict[tuple[str, str], dict[str, int]]


class ServiceBoard:
    """Levels and losses of every service; told of changes by the world, asked by everyone."""

    def __init__(self, world: World) -> None:
        self._world = world
        index = world.index
        self._index = index
        names = list(index.services)
        self.level: dict[str, int] = dict.fromkeys(names, 1000)
        self._rate: dict[str, int] = dict.fromkeys(names, 0)
        self._lost: dict[str, int] = dict.fromkeys(names, 0)
        self._since: dict[str, int] = dict.fromkeys(names, 0)
        self.stopped: set[str] = set()
        self._at_least: dict[tuple[str, str], dict[str, int]] = {}
        self._at_most: dict[tuple[str, str], dict[str, int]] = {}
        """(service, site or '') → cause → level that it guarantees, or leaves; causes never overwrite each other."""
        self._bounded: set[str] = set()
        """Sites where some service was ever bounded."""
        self.paper: set[str] = set()
        self._at_start = index.start_planes
        self._planes = dict(self._at_start)
        self._rerouted: set[str] = set()
        """Sites whose lines are not those of the start."""
        self._site_hosts: dict[str, int] = {}
        self._hosts_lost: dict[str, int] = {}
        self._local: dict[str, dict[str, int]] = {name: {} for name in names}
        """Service → site whose lines or machines ail → users × per-mille who lose it there on top of the service's own loss."""
        self._local_sum: dict[str, int] = dict.fromkeys(names, 0)

    # --- levels

    def changed(self, kind: str, ref: str) -> None:
        """An asset, link or service changed: recompute whatever leans on it, in order of dependence."""
        leaning = self._index.leans_on.get((kind, ref))
        if leaning:
            self._settle(set(leaning))

    def refresh(self, service: str) -> None:
        """Recompute one service, after its stop, fail-over, flood or paper changed."""
        self._settle({service}, force=True)

    def cap(self, service: str, cause: str, level: int, site: str = "") -> None:
        """Hold a service at a level (per-mille) at most while this cause lasts, everywhere or at a site; the lowest counts."""
        self._bound(self._at_most, service, cause, level, site)

    def uncap(self, service: str, cause: str, site: str = "") -> None:
        """This cause holds it down no longer."""
        self._unbound(self._at_most, service, cause, site)

    def lift(self, service: str, cause: str, level: int, site: str = "") -> None:
        """Guarantee a level (per-mille) at least while this cause lasts; the highest counts, but never against a cap."""
        self._bound(self._at_least, service, cause, level, site)

    def unlift(self, service: str, cause: str, site: str = "") -> None:
        """This cause guarantees nothing any more."""
        self._unbound(self._at_least, service, cause, site)

    def _bound(self, bounds: _Bounds, service: str, cause: str, level: int, site: str) -> None:
        bounds.setdefault((service, site), {})[cause] = level
        if site:
            self._bounded.add(site)
        self._rebound(service, site)

    def _unbound(self, bounds: _Bounds, service: str, cause: str, site: str) -> None:
        if bounds.get((service, site), {}).pop(cause, None) is not None:
            self._rebound(service, site)

    def _rebound(self, service: str, site: str) -> None:
        if not site:
            self.refresh(service)
        else:
            if self._count_local(service, site, self._index.users_at[service].get(site, 0)):
                self._settle_rate(service)
            self._world.tell("site", site)

    def _within(self, name: str, site: str, level: int) -> int:
        """The level after every floor and cap there."""
        floors, caps = self._at_least.get((name, site)), self._at_most.get((name, site))
        if floors and name not in self.stopped:
            level = max(level, *floors.values())
        return min(level, *caps.values()) if caps else level

    def _settle(self, dirty: set[str], force: bool = False) -> None:
        for name in self._index.service_order:
            if name not in dirty:
                continue
            before = self.level[name]
            self.level[name] = self._compute(name)
            if self.level[name] != before:
                dirty.update(self._index.leans_on.get(("service", name), ()))
                self._recount(name)
                self._world.service_moved(name)
            elif force:
                self._recount(name)

    def _compute(self, name: str) -> int:
        service = self._index.services[name]
        level = 0 if name in self.stopped else self._need(service, service.needs)
        return self._within(name, "", level)

    def _need(self, service: Service, need: Need) -> int:
        if need.op == "asset":
            return 1000 if self._world.serves(self._index.asset_of[need.ref]) else 0
        if need.op == "link":
            return 1000 if self._world.network.is_up(need.ref) else 0
        if need.op == "service":
            return self.level[need.ref]
        parts = [self._need(service, part) for part in need.of]
        if need.op == "all":
            return min(parts, default=1000)
        wanted = 1 if need.op == "any" else need.k
        standing = sorted(parts, reverse=True)[:wanted]
        best = standing[-1] if len(standing) == wanted else 0
        if best and min(parts) < best:
            return min(best, service.degraded_permille)
        return best

    # --- who loses it

    def lines_moved(self) -> list[str]:
        """Lines changed: find what every site can still use; the sites for which that is not what it was."""
        moved = []
        for site, before in self._planes.items():
            planes = self._world.planes_of(site)
            if planes != before:
                self._planes[site] = planes
                (self._rerouted.discard if planes == self._at_start[site] else self._rerouted.add)(site)
                moved.append(site)
        for site in moved:
            self._recount_site(site)
        return moved

    def workstations_moved(self, site: str, change: int) -> None:
        """Some of a site's workstations stopped (change > 0) or work again."""
        self._hosts_lost[site] = self._hosts_lost.get(site, 0) + change
        total = self._index.workstations.get(site, 0)
        self._site_hosts[site] = 1000 - min(1000, 1000 * self._hosts_lost[site] // total) if total else 1000
        self._recount_site(site)

    def _recount_site(self, site: str) -> None:
        """Something changed at one site: only its own part of every service's loss."""
        for name, users in self._index.users_of.get(site, ()):
            if self._count_local(name, site, users):
                self._settle_rate(name)
        self._world.tell("site", site)

    def _count_local(self, name: str, site: str, users: int) -> bool:
        """Count what a site loses on top of the service's own loss; True where that changed."""
        here = self._local[name]
        part = users * (self.level[name] - self.site_level(name, site))
        before = here.get(site, 0)
        here[site] = part  # kept where it is nothing, too: it counts again when the service comes back
        self._local_sum[name] += part - before
        return part != before

    def site_level(self, name: str, site: str) -> int:
        """What people at a site have of a service: the weakest of service, line and their own machines.

        A service that needs no line of the site (mobile, loudspeakers) does not hang on its machines either.
        """
        level = self.level[name]
        access = self._index.services[name].access
        if access:
            hosts = self._site_hosts.get(site, 1000)
            level = 0 if site in self._rerouted and self._has_no_way(access, site) else min(hosts, level)
        return self._within(name, site, level) if site in self._bounded else level

    def _has_no_way(self, access: tuple[str, ...], site: str) -> bool:
        """Whether none of the lines by which a service came to the site leads there any more."""
        ways = set(access).intersection(self._at_start[site])
        return bool(ways) and not ways.intersection(self._planes[site])

    def _recount(self, name: str) -> None:
        """The service itself changed: every site that ails counts anew against its level."""
        users = self._index.users_at[name]
        for site in self._local[name]:
            self._count_local(name, site, users.get(site, 0))
        self._settle_rate(name)

    def _settle_rate(self, name: str) -> None:
        """How many lose it now; losses count from the drill's first minute on, history is not charged."""
        level = self.level[name]
        rate = self._index.users_total[name] * (1000 - level) + self._local_sum[name]
        if name in self.paper:
            rate = rate * (1000 - self._index.services[name].paper_permille) // 1000
        before = self._rate[name]
        if rate == before:
            return
        now, since = self._world.clock.now, max(0, self._since[name])
        if now > since:
            self._lost[name] += before * (now - since)
        self._since[name] = now
        self._rate[name] = rate
        self._world.emit(
            "service-changed",
            (),
            {"service": name, "level": level, "rate": rate // 1000, "milli": rate, "lost": self._lost[name] // 1000},
        )

    def lost(self, now: int) -> dict[str, int]:
        """User-milliseconds lost until `now`, by service."""
        return {
            name: (self._lost[name] + self._rate[name] * max(0, now - max(0, self._since[name]))) // 1000 for name in self._index.services
        }
