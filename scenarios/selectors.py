"""Selectors resolved on a network: who is meant by `{kind: workstation, site: commune}`, in the network's own order."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.plan import Asset, Estate
from scenarios.compiling.desk import Desk, Path_
from scenarios.model.conditions import Selector

_SINGLE = {"kind": "kind", "segment": "segment", "system": "system", "platform": "platform"}
_SEVERAL = {"weakness": "weaknesses", "control": "controls", "exposes": "exposes"}


class Places:
    """A network's assets, found by what they are. Built once, each way of asking when it is first asked."""

    def __init__(self, estate: Estate) -> None:
        self.assets = estate.assets
        self.position = {asset.id: place for place, asset in enumerate(estate.assets)}
        self._segments = {segment.id: segment for segment in estate.segments}
        self._site_kind = {site.id: site.kind for site in estate.sites}
        self._by: dict[str, dict[str, set[int]]] = {}

    def having(self, key: str) -> dict[str, set[int]]:
        """Value of a selector's key → positions of the assets that have it."""
        found = self._by.get(key)
        if found is None:
            found = self._by[key] = {}
            for place, asset in enumerate(self.assets):
                for value in self._values(key, asset):
                    found.setdefault(value, set()).add(place)
        return found

    def _values(self, key: str, asset: Asset) -> Iterable[str]:
        if key in _SINGLE:
            value: str = getattr(asset, _SINGLE[key])
            return (value,) if value else ()
        if key in _SEVERAL:
            values: tuple[str, ...] = getattr(asset, _SEVERAL[key])
            return values
        segment = self._segments[asset.segment]
        if key == "zone":
            return (segment.zone,)
        return dict.fromkeys((segment.site, self._site_kind[segment.site]))

    def ids(self, places: Collection[int]) -> tuple[str, ...]:
        """Asset ids in the network's order."""
        return tuple(self.assets[place].id for place in sorted(places))


class Chooser:
    """Resolves what trainers write as targets; names that are not there and selectors that match nothing are faults."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.places = Places(desk.estate)
        self._sets: dict[str, set[int] | None] = {}
        self._open: list[str] = []
        self._nameable = {*self.places.position, *desk.scenario.sets}

    def choose(self, targets: str | list[str] | Selector, path: Path_) -> tuple[str, ...]:
        """Asset ids that are meant; () after a fault was noted."""
        found = self._resolve(targets, path)
        return self.places.ids(found) if found else ()

    def check_sets(self) -> None:
        """Resolve every named set, used or not."""
        for name in self._desk.scenario.sets:
            self._set(name, ("sets", name))

    def _resolve(self, targets: str | list[str] | Selector, path: Path_) -> set[int] | None:
        """Positions of assets, None where a fault was noted."""
        if isinstance(targets, str):
            return self._name(targets, path)
        if isinstance(targets, list):
            parts = [self._name(name, (*path, place)) for place, name in enumerate(targets)]
            if not parts:
                self._nothing(path)
                return None
            return None if None in parts else set().union(*(part for part in parts if part is not None))
        return self._select(targets, path)

    def _name(self, name: str, path: Path_) -> set[int] | None:
        if name in self._desk.scenario.sets:
            return self._set(name, path)
        if self._desk.known("asset", name, path, self._nameable):
            return {self.places.position[name]}
        return None

    def _set(self, name: str, path: Path_) -> set[int] | None:
        if name in self._open:
            self._desk.fault(
                "DT1303",
                path,
                f"Tập «{name}» được định nghĩa bằng chính nó.",
                f"The set `{name}` is made of itself.",
                ("Viết lại tập bằng các khóa kind, site, zone …", "Write it with kind, site, zone …"),
            )
            return None
        if name not in self._sets:
            self._open.append(name)
            self._sets[name] = self._resolve(self._desk.scenario.sets[name], ("sets", name))
            self._open.pop()
        return self._sets[name]

    def _select(self, selector: Selector, path: Path_) -> set[int] | None:
        chosen: set[int] | None = None
        broken = False
        for key in ("asset", "set"):
            names: list[str] | None = getattr(selector, key)
            if names is not None:
                part = self._resolve(names, (*path, key))
                broken |= part is None
                chosen = _both(chosen, part or set())
        for key in ("kind", "site", "segment", "zone", "system", *_SEVERAL, "platform"):
            values: list[str] | None = getattr(selector, key)
            if values is not None:
                table = self.places.having(key)
                wanted = [value for place, value in enumerate(values) if self._desk.known(key, value, (*path, key, place), table)]
                broken |= len(wanted) < len(values)
                chosen = _both(chosen, set().union(*(table[value] for value in wanted)))
        if selector.single:
            everything = range(len(self.places.assets)) if chosen is None else chosen
            chosen = {place for place in everything if self.places.assets[place].count == 1}
        return None if broken else self._less(chosen, selector, path)

    def _less(self, chosen: set[int] | None, selector: Selector, path: Path_) -> set[int] | None:
        if chosen is None:
            chosen = set(range(len(self.places.assets)))
        if selector.but is not None:
            without = self._resolve(selector.but, (*path, "but"))
            if without is None:
                return None
            chosen = chosen - without
        if not chosen:
            self._nothing(path)
        return chosen or None

    def _nothing(self, path: Path_) -> None:
        self._desk.fault(
            "DT1302",
            path,
            f"Không có thiết bị nào của mạng «{self._desk.estate.id}» khớp với lựa chọn này.",
            f"No asset of the network `{self._desk.estate.id}` fits this selector.",
            ("Bỏ bớt một khóa, hoặc xem «dientap networks show».", "Drop a key, or look at `dientap networks show`."),
        )


def _both(one: set[int] | None, other: set[int]) -> set[int]:
    return other if one is None else one & other
