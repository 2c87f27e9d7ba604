"""Who lost what where, out of a drill's events alone: the same integral as `engine.services`, place by place.

Summed over the places of a service it is that service's loss exactly, before either is rounded to user-milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.footing import Footing
from engine.index import PLANES, Index
from engine.messages import Data, Event

UP = "up"


@dataclass(slots=True)
class _Tally:
    """One service at one place: millionths of a user losing it since `since` (ms), and what that came to."""

    users: int
    rate: int = 0
    since: int = 0
    lost: int = 0

    def turn(self, rate: int, now: int) -> None:
        """From now on so many lose it."""
        if now > self.since:
            self.lost += self.rate * (now - self.since)
            self.since = now
        self.rate = rate


class Losses:
    """Losses of every service at every place where it has users, up to drill time `end` (ms).

    History is not charged. `micro` holds millionths of user-milliseconds by (service, site), nothing where nothing was lost.
    """

    def __init__(self, index: Index, events: Sequence[Event], end: int) -> None:
        self._index = index
        self._footing = Footing(index)
        self._level = dict.fromkeys(index.services, 1000)
        self._saved = dict.fromkeys(index.services, 0)
        self._stopped: set[str] = set()
        self._bounds: dict[tuple[str, str], tuple[int, int]] = {}
        """(service, site) → level that measures in force guarantee there, and level that they leave."""
        self._down: set[int] = set()
        self._tallies = {(name, site): _Tally(users) for name, there in index.users_at.items() for site, users in there.items()}
        heed: dict[str, Callable[[int, Data], None]] = {
            "asset-changed": self._asset_changed,
            "site-access-changed": self._access_changed,
            "service-changed": self._service_changed,
            "place-bounded": self._place_bounded,
            "power-lost": lambda at, data: self._power(at, data, True),
            "power-back": lambda at, data: self._power(at, data, False),
        }
        for event in events:
            if event.at > end:
                break
            if event.kind in heed:
                heed[event.kind](event.at, event.data)
        for tally in self._tallies.values():
            tally.turn(tally.rate, end)
        self.micro: dict[tuple[str, str], int] = {place: tally.lost for place, tally in self._tallies.items() if tally.lost}

    # --- sums, user-milliseconds

    def of(self, service: str = "", where: str = "") -> int:
        """Lost of a service ('' = of all) at a site or at the sites of a kind ('' = everywhere)."""
        sites = self._index.sites
        return (
            sum(
                lost
                for (name, site), lost in self.micro.items()
                if service in ("", name) and (where in ("", site) or sites[site].kind == where)
            )
            // 1_000_000
        )

    def by_site(self) -> dict[str, int]:
        """Lost by the people of each site, of all services."""
        return self._folded(lambda _, site: site)

    def by_service_org(self) -> dict[str, int]:
        """Lost of the services of each organisation."""
        return self._folded(lambda name, _: self._index.services[name].org)

    def by_site_org(self) -> dict[str, int]:
        """Lost by the people of each organisation's sites."""
        return self._folded(lambda _, site: self._index.sites[site].org)

    def _folded(self, key: Callable[[str, str], str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for (name, site), lost in self.micro.items():
            found[key(name, site)] = found.get(key(name, site), 0) + lost
        return {name: lost // 1_000_000 for name, lost in found.items()}

    # --- reading events

    def _asset_changed(self, at: int, data: Data) -> None:
        self._devices(at, (self._index.asset_of[data["asset"]],), data["state"] != UP)

    def _devices(self, at: int, numbers: Sequence[int], down: bool) -> None:
        """These devices stopped, or work again; those of which that is nothing new do not count twice."""
        for number in numbers:
            if (number in self._down) != down:
                (self._down.add if down else self._down.discard)(number)
                site = self._index.site[number]
                if number in self._index.moving:
                    self._settle_all(site, at, self._footing.device_moved(number, site, down))

    def _power(self, at: int, data: Data, dark: bool) -> None:
        """A site's devices went dark together, or back; of those that something else ails an event of their own follows."""
        self._devices(at, self._index.powered[data["site"], data["battery"]], dark)

    def _access_changed(self, at: int, data: Data) -> None:
        site = data["site"]
        self._footing.reach(site, tuple(plane for plane in PLANES if plane in data["planes"]))
        self._settle_all(site, at)

    def _place_bounded(self, at: int, data: Data) -> None:
        self._bounds[data["service"], data["site"]] = (data["low"], data["high"])
        self._settle(data["service"], data["site"], at)

    def _service_changed(self, at: int, data: Data) -> None:
        name = data["service"]
        (self._stopped.add if data["stopped"] else self._stopped.discard)(name)
        self._level[name], self._saved[name] = data["level"], data["saved"]
        for site in self._index.users_at[name]:
            self._settle(name, site, at)

    def _settle_all(self, site: str, at: int, names: Sequence[str] | None = None) -> None:
        """Count anew what people at a site have of these services, or of all that they use."""
        for name in self._index.services if names is None else names:
            self._settle(name, site, at)

    def _settle(self, name: str, site: str, at: int) -> None:
        tally = self._tallies.get((name, site))
        if tally is not None:
            low, high = self._bounds.get((name, site), (0, 1000))
            level = min(self._level[name], self._footing.ceiling(name, site))
            level = min(level if name in self._stopped else max(level, low), high)
            tally.turn(tally.users * (1000 - level) * (1000 - self._saved[name]), at)
