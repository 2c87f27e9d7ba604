"""Segments and the devices in them: numbered, named, addressed, guarded, weak.

Who of many like devices has a control or a weakness is drawn from its id, so a device is the same in every edition.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.plan import Asset, Segment
from scenarios.building.ground import Faults, Path_, Spot
from scenarios.communes import share_of
from scenarios.model.network import Network
from scenarios.model.premises import ByClass, Device, Equipment, Traits, Zone

INSIDE = tuple(ipaddress.ip_network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
"""Where addresses of the model may lie (RFC 1918, RFC 6598)."""
HOSTS = 254
"""Hosts of each 256 addresses: the first and the last stay free."""

Shares = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Kit:
    """Equipment of a template, ready to be set up."""

    key: str
    kind: str
    platform: str
    systems: Shares
    """One, or the share of the sites where it is which."""
    users: int
    people: int
    controls: Shares
    weaknesses: Shares
    exposes: tuple[str, ...]
    number: ByClass | None
    group: ByClass | None
    scales: bool


class Devices:
    """Builds segments and assets of all sites."""

    def __init__(self, spec: Network, spots: Iterable[Spot], faults: Faults, assets_at_least: int = 0) -> None:
        self._spec = spec
        self._spots = list(spots)
        self._by_id = {spot.id: spot for spot in self._spots}
        self._faults = faults
        shapes = {spot.shape: spot for spot in reversed(self._spots)}
        self._kits = {shape: dict(self._kits_of(spot)) for shape, spot in shapes.items()}
        self._ranges = {shape: dict(self._ranges_of(spot)) for shape, spot in shapes.items()}
        """shape → segment → first address and the one after the last."""
        self._scale = self._factor(assets_at_least)
        self.by_key: dict[tuple[str, str], list[str]] = {}
        """(site, equipment key) → ids of its devices."""
        self.by_segment: dict[str, list[str]] = {}
        self._changed: set[tuple[str, str]] = set()

    # --- what a template holds

    def _kits_of(self, spot: Spot) -> Iterator[tuple[str, tuple[_Kit, ...]]]:
        change = self._spec.changes.get(spot.id)
        for key, zone in spot.template.segments.items():
            path = self._path(spot, key)
            self._faults.known("zone", zone.zone, self._spec.words.zones, (*path, "zone"))
            own = change.adds.get(key, {}) if change else {}
            kits = (
                self._kit(name, item, ("changes", spot.id, "adds", key, name) if name in own else (*path, "equipment", name))
                for name, item in zone.equipment.items()
            )
            yield key, tuple(kit for kit in kits if kit is not None)

    def _path(self, spot: Spot, segment: str) -> Path_:
        """Where the spec says what a segment is."""
        shared = segment in self._spec.templates[spot.template_id].segments
        return ("templates", spot.template_id, "segments", segment) if shared else ("changes", spot.id, "segments", segment)

    def _kit(self, key: str, item: Equipment, path: Path_) -> _Kit | None:
        if not self._faults.known("device", item.device, self._spec.devices, (*path, "device")):
            return None
        device = self._spec.devices[item.device]
        self._faults.known("kind", device.kind, self._spec.words.kinds, ("devices", item.device, "kind"))
        systems = item.system if isinstance(item.system, dict) else {item.system: 1000} if item.system else {}
        for system in systems:
            self._faults.known("system", system, self._spec.systems, (*path, "system"))
        users = device.users if item.users is None else item.users
        exposes = tuple(dict.fromkeys((*device.exposes, *item.exposes)))
        controls, weaknesses = _joined(device, item, "controls"), _joined(device, item, "weaknesses")
        return _Kit(key, device.kind, device.platform, tuple(systems.items()), users, item.people, controls, weaknesses, exposes,
                    item.number, item.group, item.scales)  # fmt: skip

    def _ranges_of(self, spot: Spot) -> Iterator[tuple[str, tuple[int, int]]]:
        for key, zone in spot.template.segments.items():
            yield key, self._range_of(zone, (*self._path(spot, key), "addresses"))

    def _range_of(self, zone: Zone, path: Path_) -> tuple[int, int]:
        try:
            network = ipaddress.ip_network(zone.addresses)
        except ValueError:
            self._faults.note(
                path, f"«{zone.addresses}» không phải là dải địa chỉ.", f"`{zone.addresses}` is no range of addresses.", code="DT1320"
            )
            return 0, 1 << 32
        if not isinstance(network, ipaddress.IPv4Network) or not any(network.subnet_of(block) for block in INSIDE if block.version == 4):
            self._faults.note(
                path,
                f"Dải «{zone.addresses}» nằm ngoài vùng địa chỉ riêng.",
                f"The range `{zone.addresses}` is not a private one.",
                code="DT1401",
            )
        return int(network.network_address), int(network.broadcast_address) + 1

    # --- how many

    def _factor(self, assets_at_least: int) -> int:
        """By how much equipment that `scales` is multiplied."""
        fixed = scaling = 0
        for spot, _, kit in self._placed():
            count = spot.number_of(kit.key, _number(kit, spot.size))
            scaling += count if kit.scales else 0
            fixed += 0 if kit.scales else count
        if not scaling or fixed + scaling >= assets_at_least:
            return 1
        return -(-(assets_at_least - fixed) // scaling)

    def _placed(self) -> Iterator[tuple[Spot, str, _Kit]]:
        return ((spot, key, kit) for spot, key, kit in self._templated() if spot.keeps_segment(key) and spot.keeps_equipment(kit.key))

    def _templated(self) -> Iterator[tuple[Spot, str, _Kit]]:
        """What each site has by its template, whether this edition builds it or not."""
        for spot in self._spots:
            for key, kits in self._kits[spot.shape].items():
                yield from ((spot, key, kit) for kit in kits)

    # --- building

    def segments(self) -> tuple[Segment, ...]:
        """The engine's segments, site by site."""
        return tuple(
            Segment(f"{spot.id}-{key}", spot.id, zone.zone)
            for spot in self._spots
            for key, zone in spot.template.segments.items()
            if spot.keeps_segment(key)
        )

    def assets(self) -> tuple[Asset, ...]:
        """The engine's assets, segment by segment."""
        found: list[Asset] = []
        taken: dict[tuple[str, str], int] = {}
        for spot, key, kit in self._templated():
            first = taken.get((spot.id, key), 0)
            taken[spot.id, key] = first + self._span(spot, kit)  # what is not built keeps its addresses all the same
            if spot.keeps_segment(key) and spot.keeps_equipment(kit.key):
                made = list(self._make(spot, key, kit, first))
                self.by_key[spot.id, kit.key] = [asset.id for asset in made]
                self.by_segment.setdefault(f"{spot.id}-{key}", []).extend(asset.id for asset in made)
                found.extend(made)
        for (site, key), hosts in taken.items():
            self._room(site, key, hosts)
        self._check_changes()
        return tuple(found)

    def _span(self, spot: Spot, kit: _Kit) -> int:
        return _number(kit, spot.size) * (self._scale if kit.scales else 1)

    def _room(self, site: str, key: str, hosts: int) -> None:
        spot = self._by_id[site]
        step = spot.template.segments[key].step
        end = self._ranges[spot.shape][key][1]
        if hosts > step // 256 * HOSTS or self._base(spot, key) + step > end:
            path = (*self._path(spot, key), "addresses")
            self._faults.note(path, f"Không đủ địa chỉ cho «{spot.id}».", f"There are too few addresses for `{spot.id}`.", code="DT1320")

    def _base(self, spot: Spot, segment: str) -> int:
        """Before the first address of a site's segment; one that only this site has begins at its range's own beginning."""
        shared = segment in self._spec.templates[spot.template_id].segments
        return self._ranges[spot.shape][segment][0] + (spot.number if shared else 0) * spot.template.segments[segment].step

    def _make(self, spot: Spot, segment: str, kit: _Kit, first: int) -> Iterator[Asset]:
        base = self._base(spot, segment)
        system = _one_of(spot.id, kit.systems)
        count = getattr(kit.group, spot.size) if kit.group else 1
        where, name = f"{spot.id}-{segment}", f"{spot.short}-{kit.key.upper()}"
        change = self._spec.changes.get(spot.id)
        for number, suffix in enumerate(_suffixes(kit, spot.number_of(kit.key, self._span(spot, kit)))):
            asset = f"{spot.id}-{kit.key}{suffix}"
            traits = change.equipment.get(f"{kit.key}{suffix}") if change else None
            controls, weaknesses, exposes = _drawn(asset, kit) if traits is None else self._stated(spot.id, f"{kit.key}{suffix}", traits)
            address = _dotted(base, first + number)
            yield Asset(asset, f"{name}{suffix}", where, kit.kind, kit.platform, system, count, kit.users * count, controls, weaknesses,
                        exposes or kit.exposes, address, kit.people)  # fmt: skip

    def _stated(self, site: str, suffix: str, traits: Traits) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        self._changed.add((site, suffix))
        asset = f"{site}-{suffix}"
        chosen = (_chosen(asset, tuple(shares.items())) for shares in (traits.controls, traits.weaknesses))
        return (*chosen, tuple(traits.exposes))  # type: ignore[return-value]

    def _check_changes(self) -> None:
        """A change of a device that is not there is a fault, unless the site is built as one node only."""
        full = {spot.id for spot in self._spots if spot.extent.is_full}
        for site, change in self._spec.changes.items():
            for suffix in change.equipment:
                if site in full and (site, suffix) not in self._changed:
                    there = [asset.removeprefix(f"{site}-") for (place, _), ids in self.by_key.items() if place == site for asset in ids]
                    self._faults.known("asset", suffix, there, ("changes", site, "equipment", suffix))


def _joined(device: Device, item: Equipment, what: str) -> Shares:
    mine: Mapping[str, int] = getattr(item, what)
    base: Mapping[str, int] = getattr(device, what)
    return tuple({**base, **mine}.items())


def _number(kit: _Kit, size: str) -> int:
    found: int = getattr(kit.number, size) if kit.number else 1
    return found


def _suffixes(kit: _Kit, count: int) -> Iterable[str]:
    return [""] if kit.number is None else [f"{number:02}" for number in range(1, count + 1)]


def _one_of(site: str, shares: Shares) -> str:
    """The one that falls to a site by the shares given; the same for all its equipment that shares them."""
    draw, reached = share_of(site, *(name for name, _ in shares)), 0
    for name, share in shares:
        reached += share
        if draw < reached:
            return name
    return shares[-1][0] if shares else ""


def _drawn(asset: str, kit: _Kit) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return _chosen(asset, kit.controls), _chosen(asset, kit.weaknesses), kit.exposes


def _chosen(asset: str, shares: Shares) -> tuple[str, ...]:
    return tuple([name for name, share in shares if share >= 1000 or share_of(asset, name) < share])


def _dotted(base: int, host: int) -> str:
    """The address of the host-th device after a base, never .0 or .255."""
    value = base + host // HOSTS * 256 + host % HOSTS + 1
    return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"
