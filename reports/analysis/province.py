"""The map: how long each commune and ward was without one service, from the events that moved it.

What a commune has of a service is the weakest of the service itself, the lines that lead there and its own machines,
the same rule as the engine's; what paper saves is not taken off, because the map shows the line, not the counter.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.plan import Service
from reports.analysis.record import Record
from reports.model import Place, Province
from reports.words import Words

PREFERRED = "tthc"
"""Case handling is what citizens feel; another service is mapped only where the plan has none of that name."""
_MINUTE = 60_000
_WHOLE = 1000


def mapped_service(record: Record) -> Service | None:
    """The service that the map and leadership's table speak of: used at the most places, case handling if there is one."""
    services = record.services
    if PREFERRED in services:
        return services[PREFERRED]
    return max(services.values(), key=lambda service: len(service.users), default=None)


def province(record: Record) -> Province | None:
    """Loss by commune; None where the estate has no communes with coordinates that use the service."""
    service = mapped_service(record)
    if service is None:
        return None
    users = dict(service.users)
    sites = [site for site in record.plan.estate.sites if site.kind == "commune" and (site.lat_e6 or site.lon_e6) and site.id in users]
    if not sites:
        return None
    lost = _lost(record, service, [site.id for site in sites])
    words = record.words
    low, high = bounds(lost.values())
    places = tuple(
        Place(site.id, words.name(site.id), site.lat_e6, site.lon_e6, time, _told(record, time), band(time, low, high))
        for site, time in ((site, lost[site.id]) for site in sites)
    )
    name = words.name(service.id)
    alike = _alike(words, name, list(lost.values()))
    return Province(service.id, name, places, sum(place.lost_ms > 0 for place in places), _bands(words, low, high), alike)


def _told(record: Record, lost: int) -> str:
    return record.words.length(lost) if lost >= 60_000 else record.words.text("under a minute") if lost else record.words.text("none")


def bounds(lost: Iterable[int]) -> tuple[int, int]:
    """Where the middle and the long band begin (ms): thirds of those that lost something, moved to a step that parts them."""
    times = sorted(time // _MINUTE * _MINUTE for time in lost if time >= _MINUTE)
    if not times:
        return _MINUTE, _MINUTE
    steps = sorted(set(times))[1:]
    low = next((step for step in steps if step >= times[len(times) // 3]), times[0] + _MINUTE)
    return low, next((step for step in steps if step > low and step >= times[2 * len(times) // 3]), low)


def band(lost: int, low: int, high: int) -> str:
    """The band of a length of time; each bound belongs to the longer band."""
    if lost < _MINUTE:
        return "none"
    return "short" if lost < low else "middle" if lost < high else "long"


def _bands(words: Words, low: int, high: int) -> dict[str, str]:
    first, last = words.length(low), words.length(high)
    return {
        "none": words.text("no loss"),
        "short": words.text("under {length}", length=first),
        "middle": words.text("{first} to under {last}", first=first, last=last),
        "long": words.text("{length} or more", length=last),
    }


def _alike(words: Words, service: str, lost: list[int]) -> str:
    """The sentence that stands instead of a map on which every mark would be the same."""
    if max(lost) - min(lost) >= _MINUTE:
        return ""
    number = words.number(len(lost))
    if max(lost) < _MINUTE:
        return words.text("None of the {n} communes and wards lost {service_name}.", n=number, service_name=service)
    length = words.length(max(lost))
    return words.text(
        "All {n} communes and wards lost {service_name} alike, for {length} each.", n=number, service_name=service, length=length
    )


def _lost(record: Record, service: Service, sites: list[str]) -> dict[str, int]:
    """Site → ms lost, each ms weighted by the per-mille that was missing."""
    level = _WHOLE
    planes: dict[str, set[str]] = {}
    machines = _Machines(record)
    rate = dict.fromkeys(sites, 0)
    since = dict.fromkeys(sites, 0)
    total = dict.fromkeys(sites, 0)

    def settle(site: str, at: int) -> None:
        """Count what was lost up to now, then take the new rate."""
        now = max(0, at)
        total[site] += rate[site] * (now - since[site])
        since[site] = now
        reached = not service.access or site not in planes or bool(planes[site] & set(service.access))
        rate[site] = _WHOLE - (min(level, machines.share(site)) if reached else 0)

    for _, event in record.every("service-changed", "site-access-changed", "asset-changed"):
        touched: list[str] = []
        if event.kind == "service-changed" and event.data.get("service") == service.id:
            level = int(event.data.get("level", level))
            touched = sites
        elif event.kind == "site-access-changed":
            site = str(event.data.get("site", ""))
            planes[site] = set(event.data.get("planes", ()))
            touched = [site]
        elif event.kind == "asset-changed":
            touched = machines.change(str(event.data.get("asset", "")), str(event.data.get("state", "up")))
        for site in touched:
            if site in rate:
                settle(site, event.at)
    for site in sites:
        settle(site, record.end)
    return {site: amount // _WHOLE for site, amount in total.items()}


class _Machines:
    """Workstations at work by site."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._all: dict[str, int] = {}
        self._lost: dict[str, int] = {}
        self._down: set[str] = set()
        for asset in record.plan.estate.assets:
            if asset.kind == "workstation":
                site = record.site_of(asset.id)
                self._all[site] = self._all.get(site, 0) + asset.count

    def change(self, asset: str, state: str) -> list[str]:
        """Note that a device stopped or works again; the sites where that counts."""
        device = self._record.assets.get(asset)
        if device is None or device.kind != "workstation" or (asset in self._down) == (state != "up"):
            return []
        down = state != "up"
        (self._down.add if down else self._down.discard)(asset)
        site = self._record.site_of(asset)
        self._lost[site] = self._lost.get(site, 0) + (device.count if down else -device.count)
        return [site]

    def share(self, site: str) -> int:
        """Per-mille of a site's workstations at work."""
        total = self._all.get(site, 0)
        return _WHOLE - min(_WHOLE, _WHOLE * self._lost.get(site, 0) // total) if total else _WHOLE
