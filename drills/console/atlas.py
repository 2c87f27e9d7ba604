"""The published estate, looked up the way a screen asks: nothing here depends on a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from functools import cached_property

from engine.index import indexed
from engine.plan import Account, Action, Asset, Backup, Link, Need, Plan, Service, Site, Team


class Atlas:
    """Look-ups over a plan's estate, teams and actions."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._index = indexed(plan)
        estate = plan.estate
        self.assets: dict[str, Asset] = {item.id: item for item in estate.assets}
        self.sites: dict[str, Site] = {item.id: item for item in estate.sites}
        self.links: dict[str, Link] = {item.id: item for item in estate.links}
        self.accounts: dict[str, Account] = {item.id: item for item in estate.accounts}
        self.services: dict[str, Service] = {item.id: item for item in estate.services}
        self.backups: dict[str, Backup] = {item.id: item for item in estate.backups}
        self.systems = {item.id: item for item in estate.systems}
        self.segments = {item.id: item for item in estate.segments}
        self.teams: dict[str, Team] = {item.id: item for item in plan.teams}
        self.actions: dict[str, Action] = {item.id: item for item in plan.actions}
        self.duties = {item.id: item for item in plan.duties}
        self.above: dict[str, str] = dict(plan.organisation.answers)
        """organisation → the one it answers to."""

    def has(self, kind: str, name: str) -> bool:
        """Whether the estate holds such a thing."""
        tables: dict[str, Container[str]] = {
            "asset": self.assets,
            "site": self.sites,
            "link": self.links,
            "account": self.accounts,
            "service": self.services,
            "backup": self.backups,
            "duty": self.duties,
            "team": self.teams,
        }
        return name in tables.get(kind, ())

    def site_of(self, asset: str) -> str:
        """The site where an asset stands."""
        return self.segments[self.assets[asset].segment].site

    def operator(self, target: str) -> str:
        """The team that runs a target, '' where no team of the drill does."""
        return self._index.operator_of(target)

    def range(self, action: str) -> tuple[int, int]:
        """The published range of an action's time (ms)."""
        return self._index.ranges[action]

    def doer(self, team: str, action: Action, target: str) -> str:
        """Who would do an action for a team: the team itself, the one to ask, '' if nobody (the rule is the engine's)."""
        may = [item.id for item in self.plan.teams if action.id in item.may]
        if action.authority == "operator":
            operator = self.operator(target)
            if operator:
                return operator if operator in may else ""
        if team in may:
            return team
        return may[0] if may else ""

    def leaning(self, kind: str, ref: str) -> tuple[str, ...]:
        """Services that need a thing themselves, in the plan's order."""
        return self._index.leans_on.get((kind, ref), ())

    def all_leaning(self, kind: str, ref: str) -> tuple[str, ...]:
        """Services that need a thing, by themselves or through another service, in order of dependence."""
        found = set(self.leaning(kind, ref))
        for name in self._index.service_order:
            if name not in found and any(need.ref in found for need in leaves(self.services[name].needs) if need.op == "service"):
                found.add(name)
        return tuple(name for name in self._index.service_order if name in found)

    def users(self, service: str) -> int:
        """People who use a service."""
        return self._index.users_total[service]

    @property
    def service_order(self) -> tuple[str, ...]:
        """Services, each after those that it needs."""
        return self._index.service_order

    @cached_property
    def _by_site(self) -> dict[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for asset in self.plan.estate.assets:
            found[self.segments[asset.segment].site].append(asset.id)
        return {site: tuple(assets) for site, assets in found.items()}

    def assets_at(self, site: str) -> tuple[str, ...]:
        """Assets of a site, in the plan's order."""
        return self._by_site.get(site, ())

    @cached_property
    def _links_by_site(self) -> dict[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for link in self.plan.estate.links:
            for end in dict.fromkeys((self.segments[link.a].site, self.segments[link.b].site)):
                found[end].append(link.id)
        return {site: tuple(links) for site, links in found.items()}

    def links_of(self, site: str) -> tuple[str, ...]:
        """Lines that end at a site."""
        return self._links_by_site.get(site, ())

    def site_of_link(self, link: str) -> str:
        """The end of a line that hangs on it: the commune's, where there is one."""
        record = self.links[link]
        ends = [self.segments[end].site for end in (record.a, record.b)]
        return next((site for site in ends if self.sites[site].kind == "commune"), ends[0])

    @cached_property
    def _users_at(self) -> dict[str, tuple[tuple[str, int], ...]]:
        found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for service in self.plan.estate.services:
            for site, users in service.users:
                if users:
                    found[site].append((service.id, users))
        return {site: tuple(pairs) for site, pairs in found.items()}

    def used_at(self, site: str) -> tuple[tuple[str, int], ...]:
        """(service, people) that a site uses."""
        return self._users_at.get(site, ())

    @cached_property
    def _copies(self) -> dict[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for backup in sorted(self.plan.estate.backups, key=lambda item: item.age_ms):
            found[backup.asset].append(backup.id)
        return {asset: tuple(copies) for asset, copies in found.items()}

    def copies_of(self, asset: str) -> tuple[str, ...]:
        """Stored copies of an asset, the newest first."""
        return self._copies.get(asset, ())

    @cached_property
    def communes(self) -> tuple[Site, ...]:
        """The communes and wards."""
        return tuple(site for site in self.plan.estate.sites if site.kind == "commune")

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Forms that have a name, in the profile's order; texts have none that outlives their being stored."""
        named = {text[5:] for text in self.plan.texts if text.startswith("form.") and text.count(".") == 1}
        listed = [form.id for form in self.plan.organisation.forms if form.id in named]
        return (*listed, *sorted(named.difference(listed)))


def leaves(need: Need) -> list[Need]:
    """The things a need names."""
    if need.op in ("asset", "link", "service"):
        return [need]
    return [leaf for part in need.of for leaf in leaves(part)]
