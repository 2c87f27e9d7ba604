"""What people use and who may touch what: services with their needs and users, systems, accounts, stored copies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.plan import Account, Backup, Local, Need, Queue, Service, System
from engine.texts import length
from scenarios.building.devices import Devices
from scenarios.building.ground import Faults, Path_, Spot
from scenarios.model import services as spec_
from scenarios.model.network import Network


class Services:
    """Builds services, systems, accounts and backups once the devices and lines stand."""

    def __init__(
        self, spec: Network, spots: Iterable[Spot], devices: Devices, links: Collection[str], orgs: Collection[str], faults: Faults
    ) -> None:
        self._spec = spec
        self._spots = list(spots)
        self._devices = devices
        self._assets = {asset for ids in devices.by_key.values() for asset in ids}
        self._links = frozenset(links)
        self._orgs = frozenset(orgs)
        self._faults = faults
        self._open: list[str] = []

    # --- systems

    def systems(self) -> tuple[System, ...]:
        """Information systems with their three bodies."""
        for name, item in self._spec.systems.items():
            for body in ("owner", "operator", "specialised"):
                self._faults.known("org", getattr(item, body), self._orgs, ("systems", name, body))
            for place, trusted in enumerate(item.trusts):
                self._faults.known("system", trusted, self._spec.systems, ("systems", name, "trusts", place))
        return tuple(
            System(name, item.level, item.owner, item.operator, item.specialised, tuple(item.trusts))
            for name, item in self._spec.systems.items()
        )

    # --- services

    def services(self) -> tuple[Service, ...]:
        """Services in the spec's order; none may lean on itself."""
        found = tuple(self._service(name, item) for name, item in self._spec.services.items())
        leans = {
            service.id: {name for need in (service.needs, service.standby) if need for name in _services_in(need)} for service in found
        }
        for name in leans:
            if name in _followed(name, leans):
                self._faults.note(
                    ("services", name, "needs"), f"Dịch vụ «{name}» cần chính nó.", f"The service `{name}` needs itself.", code="DT1321"
                )
        return found

    def _service(self, name: str, item: spec_.Service) -> Service:
        path: Path_ = ("services", name)
        self._faults.known("org", item.org, self._orgs, (*path, "org"))
        self._faults.known("system", item.system, self._spec.systems, (*path, "system"))
        queue = Queue(item.queue.per_hour, item.queue.slack) if item.queue else None
        needs = self._need(item.needs, (*path, "needs"))
        users = tuple(self._users(item, path))
        local = self._local(item.local, (*path, "local")) if item.local else None
        standby = None if item.standby is None else self._need(item.standby, (*path, "standby"))
        return Service(name, item.org, item.system, needs, users, tuple(item.access), item.degraded, item.paper, queue, local, standby)

    def _local(self, item: spec_.Local, path: Path_) -> Local:
        """What carries it at each place: a kind of device or one device, and there must be such a device somewhere."""
        if (item.kind is None) == (item.asset is None):
            self._faults.note(path, "Cần đúng một trong: kind, asset.", "Exactly one of kind, asset is needed.", code="DT1216")
        kits = [
            (key, kit)
            for template in self._spec.templates.values()
            for zone in template.segments.values()
            for key, kit in zone.equipment.items()
        ]
        if item.kind is not None:
            kinds = [self._spec.devices[kit.device].kind for _, kit in kits if kit.device in self._spec.devices]
            self._faults.known("kind", item.kind, kinds, (*path, "kind"))
        if item.system is not None:
            systems = [name for _, kit in kits for name in ([kit.system] if isinstance(kit.system, str) else kit.system or ())]
            self._faults.known("system", item.system, systems, (*path, "system"))
        if item.asset is not None:
            keys = [key for key, _ in kits]
            self._faults.known("asset", item.asset, [*keys, *(f"{key}01" for key in keys)], (*path, "asset"))
        return Local(item.kind or "", item.system or "", item.asset or "", item.plane or "")

    def _users(self, item: spec_.Service, path: Path_) -> Iterator[tuple[str, int]]:
        there = {spot.id for spot in self._spots} | {spot.template.kind for spot in self._spots}
        for key in item.users:
            self._faults.known("user", key, there, (*path, "users", key))
        for spot in self._spots:
            usage = item.users.get(spot.id) or item.users.get(spot.template.kind)
            if usage is not None:
                count = usage.each + usage.per_10k * spot.population // 10_000
                if count:
                    yield spot.id, count

    # --- needs

    def _need(self, need: spec_.Need, path: Path_) -> Need:
        if isinstance(need, str):
            self._faults.known("asset", need, self._assets, path)
            return Need("asset", need)
        if isinstance(need, spec_.NeedAll):
            return Need("all", of=self._needs(need.all, (*path, "all")))
        if isinstance(need, spec_.NeedAny):
            return Need("any", of=self._needs(need.any, (*path, "any")))
        if isinstance(need, spec_.NeedSome):
            return self._at_least(need, path)
        if isinstance(need, spec_.NeedEach):
            return self._each(need, path)
        return self._leaf(need, path)

    def _needs(self, needs: list[spec_.Need], path: Path_) -> tuple[Need, ...]:
        return tuple(self._need(part, (*path, place)) for place, part in enumerate(needs))

    def _at_least(self, need: spec_.NeedSome, path: Path_) -> Need:
        if need.at_least > len(need.of):
            self._faults.note((*path, "at_least"), f"Cần {need.at_least} nhưng chỉ liệt kê {len(need.of)}.",
                              f"{need.at_least} are needed, only {len(need.of)} are listed.", code="DT1216")  # fmt: skip
        return Need("k", of=self._needs(need.of, (*path, "of")), k=need.at_least)

    def _each(self, need: spec_.NeedEach, path: Path_) -> Need:
        self._faults.known("template", need.each, self._spec.templates, (*path, "each"))
        wanted = [f"{spot.id}-{need.asset}" for spot in self._spots if spot.template_id == need.each]
        there = [asset for asset in wanted if asset in self._assets]
        if not there:
            self._faults.note(
                (*path, "asset"),
                f"Không điểm nào của mẫu «{need.each}» có «{need.asset}».",
                f"No site of `{need.each}` has `{need.asset}`.",
            )
        return Need("k", of=tuple(Need("asset", asset) for asset in there), k=-(-len(there) * need.share // 1000))

    def _leaf(self, need: spec_.NeedOne, path: Path_) -> Need:
        given = {key: value for key in ("asset", "link", "service", "part") if (value := getattr(need, key)) is not None}
        if len(given) != 1:
            self._faults.note(
                path,
                "Cần đúng một trong: asset, link, service, part.",
                "Exactly one of asset, link, service, part is needed.",
                code="DT1216",
            )
            return Need("all")
        kind, name = next(iter(given.items()))
        if kind == "part":
            return self._part(name, (*path, "part"))
        among: Mapping[str, Collection[str]] = {"asset": self._assets, "link": self._links, "service": self._spec.services}
        self._faults.known(kind, name, among[kind], (*path, kind))
        return Need(kind, name)

    def _part(self, name: str, path: Path_) -> Need:
        if not self._faults.known("part", name, self._spec.parts, path):
            return Need("all")
        if name in self._open:
            self._faults.note(path, f"Phần «{name}» cần chính nó.", f"The part `{name}` needs itself.", code="DT1321")
            return Need("all")
        self._open.append(name)
        found = self._need(self._spec.parts[name], ("parts", name))
        self._open.pop()
        return found

    # --- accounts

    def accounts(self) -> tuple[Account, ...]:
        """Named accounts, then those that each site has."""
        named = tuple(
            Account(
                name,
                item.name,
                item.kind,
                tuple(dict.fromkeys((*self._granted(item.grants, ("accounts", name, "grants")), *self._everywhere(item.each, name)))),
                self._org(item.org, ("accounts", name)),
            )
            for name, item in self._spec.accounts.items()
        )
        return named + tuple(self._site_accounts())

    def _org(self, org: str, path: Path_) -> str:
        self._faults.known("org", org, self._orgs, (*path, "org"))
        return org

    def _granted(self, names: list[str], path: Path_) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for place, name in enumerate(names):
            if name in self._devices.by_segment:
                found.update(dict.fromkeys(self._devices.by_segment[name]))
            elif self._faults.known("asset", name, self._assets, (*path, place)):
                found[name] = None
        return tuple(found)

    def _everywhere(self, each: Mapping[str, list[str]], account: str) -> Iterator[str]:
        """Devices that an account opens at every site of a template."""
        for template, keys in each.items():
            path: Path_ = ("accounts", account, "each", template)
            if not self._faults.known("template", template, self._spec.templates, path):
                continue
            there = {name for zone in self._spec.templates[template].segments.values() for name in zone.equipment}
            for place, key in enumerate(keys):
                self._faults.known("device", key, there, (*path, place))
            for spot in self._spots:
                if spot.template_id == template:
                    yield from (asset for key in keys for asset in self._devices.by_key.get((spot.id, key), ()))

    def _site_accounts(self) -> Iterator[Account]:
        for spot in self._spots:
            for key, item in spot.template.accounts.items():
                granted = [asset for equipment in item.grants for asset in self._devices.by_key.get((spot.id, equipment), ())]
                if granted:
                    yield Account(f"{key}-{spot.id}", f"{item.name}.{spot.short.lower()}", item.kind, tuple(granted), spot.org)

    # --- stored copies

    def backups(self) -> tuple[Backup, ...]:
        """Stored copies, ids unique: `bk-<asset>-<age>`."""
        found: dict[str, Backup] = {}
        for place, copies in enumerate(self._spec.backups):
            path: Path_ = ("backups", place)
            self._faults.known("asset", copies.on, self._assets, (*path, "on"))
            for asset in copies.of:
                if self._faults.known("asset", asset, self._assets, (*path, "of")):
                    self._copies(found, asset, copies.on, copies.ages, copies.offline, path)
        for spot in self._spots:
            self._site_backups(found, spot)
        return tuple(found.values())

    def _site_backups(self, found: dict[str, Backup], spot: Spot) -> None:
        for place, item in enumerate(spot.template.backups):
            holders = self._devices.by_key.get((spot.id, item.on), ())
            for asset in self._devices.by_key.get((spot.id, item.of), ()):
                if holders:
                    self._copies(found, asset, holders[0], item.ages, item.offline, ("templates", spot.template_id, "backups", place))

    def _copies(self, found: dict[str, Backup], asset: str, on: str, ages: list[int], offline: bool, path: Path_) -> None:
        for age in ages:
            name = f"bk-{asset}-{_age(age)}"
            if name in found:
                self._faults.note(path, f"Bản sao lưu «{name}» có hai lần.", f"The copy `{name}` stands twice.", code="DT1319")
            found[name] = Backup(name, asset, age, on, offline)


def _age(ms: int) -> str:
    """An age as part of an id: 9h, 8d."""
    number, unit = length(ms, "en").split(" ")[:2]
    hours = ms // 3_600_000
    return f"{hours}h" if unit == "h" and hours else f"{number}{unit[0]}"


def _services_in(need: Need) -> set[str]:
    """Services that a need names."""
    if need.op == "service":
        return {need.ref}
    return {name for part in need.of for name in _services_in(part)}


def _followed(name: str, leans: Mapping[str, set[str]]) -> set[str]:
    """All services that a service leans on, near and far."""
    found: set[str] = set()
    open_ = list(leans[name])
    while open_:
        other = open_.pop()
        if other not in found:
            found.add(other)
            open_.extend(leans.get(other, ()))
    return found
