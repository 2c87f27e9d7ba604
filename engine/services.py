"""Services: their level out of what they need, who loses them where, and the loss integrated exactly.

Between two changes the number of people losing a service is constant, so the loss is rate × time in integers: millionths
of a user × ms inside (a per-mille of the level times a per-mille that paper leaves), user-milliseconds outside. The same
sum over places is `engine.losses`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.footing import Footing
from engine.plan import Need, Service

if TYPE_CHECKING:
    from engine.world import World


_Bounds = dict[tuple[str, str], dict[str, int]]


FAIL_OVER = "fail-over"
"""The cause of a floor that lasts as long as the service's standby stands."""


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
        self.footing = Footing(index)
        self._told: dict[str, tuple[int, int, int, bool]] = dict.fromkeys(names, (0, 1000, 0, False))
        """Service → (rate, level, share that paper saves, stopped) as last told to the log."""
        self._local: dict[str, dict[str, int]] = {name: {} for name in names}
        """Service → site that ails → users × per-mille who lose it there on top of the service's own loss."""
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
            floors, caps = self._at_least.get((service, site)), self._at_most.get((service, site))
            low, high = max(floors.values(), default=0) if floors else 0, min(caps.values(), default=1000) if caps else 1000
            self._world.emit("place-bounded", (), {"service": service, "site": site, "low": low, "high": high})
            self._recount_at(service, site, self._index.users_at[service].get(site, 0))
            self._world.tell("site", site)

    def _within(self, name: str, site: str, level: int) -> int:
        """The level after every floor and cap there."""
        floors, caps = self._at_least.get((name, site)), self._at_most.get((name, site))
        if floors and name not in self.stopped:
            level = max(level, *(min(floor, self.standing_by(name)) if cause == FAIL_OVER else floor for cause, floor in floors.items()))
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

    def standing_by(self, name: str) -> int:
        """Level at which its standby could carry a service now, 0 where there is none or it does not stand."""
        service = self._index.services[name]
        return self._need(service, service.standby) if service.standby else 0

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

    def lines_moved(self, plane: str) -> list[str]:
        """A line of the plane came or went: the sites for which that changes what they reach."""
        moved = self.footing.lines_moved(plane, self._world.network.parts)
        for site in moved:
            self._recount_all(site)
        return moved

    def device_moved(self, asset: int, lost: bool) -> None:
        """A device stopped, or works again: only its site's own part of what people there use."""
        if asset not in self._index.moving:
            return
        site = self._index.site[asset]
        carried = self.footing.device_moved(asset, site, lost)
        if carried is None:
            self._hosts_moved(site)
            return
        for name in carried:
            self._recount_at(name, site, self._index.users_at[name].get(site, 0))
        self._world.tell("site", site)

    def devices_moved(self, site: str, assets: Sequence[int], lost: bool) -> None:
        """Several devices of one site stopped at once, or work again."""
        index = self._index
        whole, carried = False, dict[str, None]()
        dirty: set[str] = set()
        for asset in assets:
            if asset in index.moving:
                services = self.footing.device_moved(asset, site, lost)
                whole |= services is None
                carried.update(dict.fromkeys(services or ()))
            dirty.update(index.leans_on.get(("asset", index.assets[asset].id), ()))
        if dirty:
            self._settle(dirty)
        if whole:
            self._recount_all(site)
        elif carried:
            for name in carried:
                self._recount_at(name, site, index.users_at[name].get(site, 0))
            self._world.tell("site", site)

    def _recount_all(self, site: str) -> None:
        """Something changed at one site for all that people use there: only its own part of every service's loss."""
        for name, users in self._index.users_of.get(site, ()):
            self._recount_at(name, site, users)
        self._world.tell("site", site)

    def _hosts_moved(self, site: str) -> None:
        """Workstations of a site stopped or work again, by far the most frequent change: only what is used through them counts."""
        share = self.footing.hosts(site)
        if share is None or site in self._bounded:
            self._recount_all(site)
            return
        levels, hearers = self.level, self._index.hearers
        for name, users in self._index.through_hosts.get(site, ()):
            here, level = self._local[name], levels[name]
            before, part = here.get(site, 0), users * (level - share) if share < level else 0
            here[site] = part
            if part != before:
                self._local_sum[name] += part - before
                self._settle_rate(name)
            if (name, site) in hearers:
                self._world.place_moved(name, site)
        self._world.tell("site", site)

    def _recount_at(self, name: str, site: str, users: int) -> None:
        if self._count_local(name, site, users):
            self._settle_rate(name)
        if (name, site) in self._index.hearers:
            self._world.place_moved(name, site)

    def _count_local(self, name: str, site: str, users: int) -> bool:
        """Count what a site loses on top of the service's own loss; True where that changed."""
        here = self._local[name]
        part = users * (self.level[name] - self.site_level(name, site))
        before = here.get(site, 0)
        here[site] = part  # kept where it is nothing, too: it counts again when the service comes back
        self._local_sum[name] += part - before
        return part != before

    def site_level(self, name: str, site: str) -> int:
        """What people at a site have of a service: the weakest of the service, their lines, machines and local devices."""
        level = min(self.level[name], self.footing.ceiling(name, site))
        return self._within(name, site, level) if site in self._bounded else level

    def _saved(self, name: str) -> int:
        """Share of the loss that paper saves now."""
        return self._index.services[name].paper_permille if name in self.paper else 0

    def _recount(self, name: str) -> None:
        """The service itself changed: every site that ails counts anew against its level."""
        users = self._index.users_at[name]
        for site in self._local[name]:
            self._count_local(name, site, users.get(site, 0))
        self._settle_rate(name)
        for site in self._index.heard_at.get(name, ()):
            self._world.place_moved(name, site)

    def _settle_rate(self, name: str) -> None:
        """How many lose it now; losses count from the drill's first minute on, history is not charged."""
        level, saved, stopped = self.level[name], self._saved(name), name in self.stopped
        rate = (self._index.users_total[name] * (1000 - level) + self._local_sum[name]) * (1000 - saved)
        before, told = self._rate[name], (rate, level, saved, stopped)
        if told == self._told[name]:
            return
        now, since = self._world.clock.now, max(0, self._since[name])
        if now > since:
            self._lost[name] += before * (now - since)
        self._since[name] = now
        self._rate[name] = rate
        self._told[name] = told
        self._world.emit(
            "service-changed",
            (),
            {
                "service": name,
                "level": level,
                "saved": saved,
                "stopped": int(stopped),
                "rate": rate // 1_000_000,
                "micro": rate,
                "lost": self._lost[name] // 1_000_000,
            },
        )

    def lost(self, now: int) -> dict[str, int]:
        """User-milliseconds lost until `now`, by service."""
        return {
            name: (self._lost[name] + self._rate[name] * max(0, now - max(0, self._since[name]))) // 1_000_000
            for name in self._index.services
        }
