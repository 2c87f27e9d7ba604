"""A plan indexed once and shared by every run: names become integers, lists become look-ups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cached_property

from engine.draws import share
from engine.errors import InvalidPlan
from engine.hours import Hours
from engine.plan import Action, Asset, Backup, Battery, Condition, Indicator, MayOrder, Need, Plan, Reentry, Service, Spread, Team
from engine.records import Used, used_by

FEW = 48
"""Up to so many candidates are ranked together; more are ranked site by site."""
LOG_KEEPERS = frozenset(("proxy", "firewall", "dns", "vpn", "mail-gateway", "log-server"))
"""Kinds of asset that keep logs of what others do."""
PLANES = ("tslcd", "internet", "ring", "local")
PIVOT_SERVICES = ("smb", "rdp", "winrm", "ssh", "https")
"""What an attacker moves over when looking for a way round."""
PIVOT_KINDS = ("workstation", "server", "file-server", "web-server", "jump-host")
"""What an attacker can work from on the way."""


class Index:
    """Look-ups over a plan. Holds no state of any run."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        estate = plan.estate
        self.assets: tuple[Asset, ...] = estate.assets
        self.asset_of: dict[str, int] = {asset.id: number for number, asset in enumerate(estate.assets)}
        self.segment_of: dict[str, int] = {segment.id: number for number, segment in enumerate(estate.segments)}
        self.site_of_segment: tuple[str, ...] = tuple(segment.site for segment in estate.segments)
        self.zone: tuple[str, ...] = tuple(segment.zone for segment in estate.segments)
        segment_of = self.segment_of
        self.segment: list[int] = [segment_of[asset.segment] for asset in estate.assets]
        self.site: list[str] = [self.site_of_segment[number] for number in self.segment]
        self.internet: int = next((n for n, s in enumerate(estate.segments) if s.zone == "internet"), -1)
        kinds = {site.id: site.kind for site in estate.sites}
        self.core: int = next((n for n, s in enumerate(estate.segments) if s.zone == "server" and kinds[s.site] == "datacentre"), -1)
        """Segment that a site's TSLCD line must lead to."""
        offices = {s.site: n for n, s in enumerate(estate.segments) if s.zone == "office"}
        ringed = {end for link in estate.links if link.plane == "ring" for end in (link.a, link.b)}
        self.seats: dict[str, dict[str, int]] = {
            "tslcd": offices,
            "internet": offices,
            "ring": {s.site: n for n, s in enumerate(estate.segments) if s.zone == "ran"},
        }
        """plane → site → segment from which people there use it: their office, or their masts."""
        self.hubs: dict[str, tuple[int, ...]] = {
            "tslcd": (self.core,) if self.core >= 0 else (),
            "internet": (self.internet,) if self.internet >= 0 else (),
            "ring": tuple(n for n, s in enumerate(estate.segments) if kinds[s.site] == "operator" and s.id in ringed),
        }
        """plane → segments of which a site must reach one: the province's core, the internet, any operator's core (in a
        storm operators carry each other's subscribers)."""
        self.links = {link.id: number for number, link in enumerate(estate.links)}
        self.teams: dict[str, Team] = {team.id: team for team in plan.teams}
        self.actions: dict[str, Action] = {action.id: action for action in plan.actions}
        self.services: dict[str, Service] = {service.id: service for service in estate.services}
        self.indicators: dict[str, Indicator] = {item.id: item for item in plan.indicators}
        self.artefacts = {item.id: item for item in plan.artefacts}
        self.alerts = {item.id: item for item in plan.alerts}
        self.sensors = {item.id: item for item in plan.sensors}
        self.accounts = {item.id: item for item in estate.accounts}
        self.backups: dict[str, Backup] = {item.id: item for item in estate.backups}
        self.injects = {item.id: item for item in plan.injects}
        self.milestones = {item.id: item for item in plan.milestones}
        self.may: dict[str, tuple[str, ...]] = {
            action.id: tuple(team.id for team in plan.teams if action.id in team.may) for action in plan.actions
        }
        """action → teams that may do it."""
        self.switches = {item.id: item for item in plan.switches}
        self.hours = Hours.of(plan.starts)
        self.systems = {item.id: item for item in estate.systems}
        self.sites = {item.id: item for item in estate.sites}
        self.org_team = {org.id: org.team for org in estate.orgs}
        self.org_kind = {org.id: org.kind for org in estate.orgs}
        self.forms = {form.id: form for form in plan.organisation.forms}
        self.people = {person.id: person for person in plan.organisation.people}
        self.signers = {signer.org: signer for signer in plan.organisation.signers}
        self.answers: dict[str, str] = dict(plan.organisation.answers)
        """organisation → the one it answers to."""
        self.users_total = {service.id: sum(users for _, users in service.users) for service in estate.services}
        self.users_at: dict[str, dict[str, int]] = {service.id: dict(service.users) for service in estate.services}
        self.fail_overs = {action.id for action in plan.actions if any(effect.verb == "fail-over" for effect in action.effects)}
        """Actions that ask for a standby of their target."""
        self.service_order = _order(self.services)
        self.leans_on = _dependents(self.services)
        self.ranges: dict[str, tuple[int, int]] = {item.id: _published(item.takes) for item in plan.actions}

    @cached_property
    def allowed(self) -> dict[tuple[str, str, str], tuple[int, ...]]:
        """(from zone, to zone, network service) → planes over which firewalls let it through."""
        found: defaultdict[tuple[str, str, str], set[int]] = defaultdict(set)
        for rule in self.plan.estate.rules:
            for service in rule.services:
                found[rule.from_zone, rule.to_zone, service].add(PLANES.index(rule.plane))
        return {key: tuple(sorted(planes)) for key, planes in found.items()}

    @cached_property
    def allowed_into(self) -> dict[tuple[str, str], dict[str, tuple[int, ...]]]:
        """(to zone, network service) → from zone → planes over which firewalls let it through."""
        found: defaultdict[tuple[str, str], dict[str, tuple[int, ...]]] = defaultdict(dict)
        for (source, target, service), planes in self.allowed.items():
            found[target, service][source] = planes
        return dict(found)

    @cached_property
    def joins(self) -> tuple[tuple[int, int, int], ...]:
        """Every link as (plane, segment, segment)."""
        return tuple((PLANES.index(link.plane), self.segment_of[link.a], self.segment_of[link.b]) for link in self.plan.estate.links)

    @cached_property
    def whole(self) -> tuple[list[int], ...]:
        """plane → segment → its part of the plane while every line is up; not to be changed."""
        up = b"\x01" * len(self.joins)
        return tuple(components(len(self.zone), joins, up) for joins in self.joins_of)

    @cached_property
    def joins_of(self) -> tuple[tuple[tuple[int, int, int], ...], ...]:
        """plane → its links as (number, segment, segment)."""
        return tuple(tuple((number, a, b) for number, (of, a, b) in enumerate(self.joins) if of == plane) for plane in range(len(PLANES)))

    @cached_property
    def start_planes(self) -> dict[str, tuple[str, ...]]:
        """site with an office or masts → planes over which it hangs on the province while every line is up."""
        reached = {plane: self.reached(self.whole, plane) for plane in self.seats}
        sites = dict.fromkeys(site for seats in self.seats.values() for site in seats)
        return {site: tuple(plane for plane in self.seats if site in reached[plane]) for site in sites}

    def reached(self, parts: Sequence[list[int]], plane: str) -> set[str]:
        """Sites that reach a hub of the plane; all that have a seat in it where there is no hub."""
        seats, hubs, part = self.seats[plane], self.hubs[plane], parts[PLANES.index(plane)]
        ends = {part[hub] for hub in hubs}
        return {site for site, segment in seats.items() if not hubs or part[segment] in ends}

    @cached_property
    def local(self) -> dict[str, dict[str, tuple[tuple[int, ...], int]]]:
        """service → site → the devices that carry it there, and how many they stand for."""
        return {service.id: self._carriers(service) for service in self.services.values() if service.local is not None}

    def _carriers(self, service: Service) -> dict[str, tuple[tuple[int, ...], int]]:
        local, found = service.local, defaultdict[str, list[int]](list)
        assert local is not None
        for number, (asset, site) in enumerate(zip(self.assets, self.site, strict=True)):
            alike = asset.kind == local.kind and local.system in ("", asset.system)
            if (asset.id == f"{site}-{local.asset}") if local.asset else alike:
                found[site].append(number)
        return {site: (tuple(numbers), sum(self.assets[n].count for n in numbers)) for site, numbers in found.items()}

    @cached_property
    def carries(self) -> dict[int, tuple[str, ...]]:
        """asset → services that it carries at its own site."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for service, sites in self.local.items():
            for numbers, _ in sites.values():
                for number in numbers:
                    found[number].append(service)
        return {number: tuple(services) for number, services in found.items()}

    @cached_property
    def moving(self) -> frozenset[int]:
        """Assets whose stop matters to the people of their own site: workstations, and what carries a service there."""
        return frozenset((*self.carries, *(number for number, asset in enumerate(self.assets) if asset.kind == "workstation")))

    @cached_property
    def heard_at(self) -> dict[str, tuple[str, ...]]:
        """service → sites of which somebody hears what people there have of it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for service, site in self.hearers:
            found[service].append(site)
        return {service: tuple(sites) for service, sites in found.items()}

    @cached_property
    def hearers(self) -> dict[tuple[str, str], tuple[tuple[str, Spread], ...]]:
        """(service, site) → teams that notice what people there have of it, and after how long."""
        found: defaultdict[tuple[str, str], list[tuple[str, Spread]]] = defaultdict(list)
        for team in self.plan.teams:
            for item in team.hears_at:
                for site in item.sites:
                    found[item.service, site].append((team.id, item.after))
        return {place: tuple(teams) for place, teams in found.items()}

    def keeper(self, kind: str, asset: str) -> str:
        """The asset of that kind that keeps logs of what `asset` does: its site's own, else the province's; itself if none."""
        known = self._keepers.get((kind, asset))
        if known is None:
            site = self.site[self.asset_of[asset]]
            of_kind = self.of_kinds((kind,))
            near = [name for name in of_kind if self.site[self.asset_of[name]] == site]
            central = [name for name in of_kind if self.sites[self.site[self.asset_of[name]]].kind == "datacentre"]
            known = self._keepers[kind, asset] = next(iter((*near, *central)), asset)
        return known

    @cached_property
    def _keepers(self) -> dict[tuple[str, str], str]:
        return {}

    def numbers(self, targets: tuple[str, ...]) -> frozenset[int]:
        """The assets of a condition as numbers, made once."""
        known = self._numbers.get(id(targets))
        if known is None:
            known = self._numbers[id(targets)] = frozenset(self.asset_of[target] for target in targets)
        return known

    @cached_property
    def everything(self) -> frozenset[int]:
        """Every asset."""
        return frozenset(range(len(self.assets)))

    @cached_property
    def _numbers(self) -> dict[int, frozenset[int]]:
        return {}

    @cached_property
    def kinds(self) -> dict[str, dict[str, str]]:
        """Sort of target → its ids, each with its kind ('' where the sort has none)."""
        estate, plan = self.plan.estate, self.plan
        return {
            "asset": {item.id: item.kind for item in estate.assets},
            "site": {item.id: item.kind for item in estate.sites},
            "link": {item.id: item.kind for item in estate.links},
            "account": {item.id: item.kind for item in estate.accounts},
            "indicator": {item.id: item.kind for item in plan.indicators},
            "service": dict.fromkeys(self.services, ""),
            "backup": dict.fromkeys(self.backups, ""),
            "team": dict.fromkeys(self.teams, ""),
            "system": dict.fromkeys(self.systems, ""),
            "person": {person.id: "vendor" if person.contract else "" for person in plan.organisation.people},
            "form": {name.removeprefix("form."): "" for name in plan.texts if name.startswith("form.") and name.count(".") == 1},
        }

    @cached_property
    def workstations(self) -> dict[str, int]:
        """How many workstations each site has."""
        count: defaultdict[str, int] = defaultdict(int)
        for asset, site in zip(self.assets, self.site, strict=True):
            if asset.kind == "workstation":
                count[site] += asset.count
        return dict(count)

    @cached_property
    def users_of(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """site → services that have users there, and how many."""
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for service, sites in self.users_at.items():
            for site, users in sites.items():
                if users:
                    found[site][service] = users
        return {site: tuple(services.items()) for site, services in found.items()}

    @cached_property
    def through_hosts(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """site → services that people there use through the site's machines, and how many."""
        return {site: tuple(one for one in there if self.services[one[0]].access) for site, there in self.users_of.items()}

    def of_kinds(self, kinds: Iterable[str]) -> list[str]:
        """Assets of these kinds, in the order of the estate."""
        return [self.assets[number].id for number in sorted([n for kind in kinds for n in self._by_kind.get(kind, ())])]

    @cached_property
    def _by_kind(self) -> dict[str, tuple[int, ...]]:
        """kind → its assets: once a plan, because an estate has tens of thousands and every bot asks."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, asset in enumerate(self.assets):
            found[asset.kind].append(number)
        return {kind: tuple(numbers) for kind, numbers in found.items()}

    @cached_property
    def by_segment(self) -> dict[int, tuple[int, ...]]:
        """segment → its assets."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number, segment in enumerate(self.segment):
            found[segment].append(number)
        return {segment: tuple(numbers) for segment, numbers in found.items()}

    @cached_property
    def told_of_ruin(self) -> dict[str, tuple[tuple[str, bool], ...]]:
        """asset that somebody runs or leans on → teams that hear when it is ruined; True where the team runs it."""
        hears = {team.id: {service for service, _ in team.hears} for team in self.plan.teams}
        found: dict[str, tuple[tuple[str, bool], ...]] = {}
        for asset in self.assets:
            operator = self.operator_of(asset.id)
            leaning = self.leans_on.get(("asset", asset.id), ())
            if operator:
                found[asset.id] = tuple((t, t == operator) for t in hears if t == operator or not hears[t].isdisjoint(leaning))
        return found

    @cached_property
    def artefact_uses(self) -> dict[str, Used]:
        """artefact → what its lines show beyond the machine."""
        return {item.id: used_by(item.records, self.indicators) for item in self.plan.artefacts}

    @cached_property
    def alert_uses(self) -> dict[str, Used]:
        """alert kind → what its line shows beyond the machine."""
        return {item.id: used_by((item.record,), self.indicators) for item in self.plan.alerts}

    @cached_property
    def asked_actions(self) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
        """(action or ordered, action) → by which team ('' any), on which target ('' any) conditions anywhere in the plan ask for it."""
        plan = self.plan
        parts = (plan.campaigns, plan.injects, plan.duties, plan.reserves, plan.milestones, plan.objectives, plan.piles)
        found: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for condition in _conditions(parts):
            if condition.op in ("action", "ordered"):
                found[condition.op, condition.ref].update((condition.team, target) for target in condition.targets or ("",))
        return {key: frozenset(asked) for key, asked in found.items()}

    @cached_property
    def asked_piles(self) -> dict[str, tuple[int, ...]]:
        """pile → numbers of waiting items that a condition anywhere in the plan asks for."""
        plan = self.plan
        found: defaultdict[str, set[int]] = defaultdict(set)
        for condition in _conditions((plan.campaigns, plan.injects, plan.reserves, plan.milestones, plan.piles)):
            if condition.op == "pile":
                found[condition.ref].add(max(1, condition.value))
        return {pile: tuple(sorted(numbers)) for pile, numbers in found.items()}

    @cached_property
    def offering(self) -> dict[str, frozenset[int]]:
        """Network service → assets that offer it."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, asset in enumerate(self.assets):
            for service in asset.exposes:
                found[service].append(number)
        return {service: frozenset(numbers) for service, numbers in found.items()}

    @cached_property
    def granted(self) -> dict[str, frozenset[int]]:
        """Account → assets that it opens."""
        return {name: frozenset(self.asset_of[asset] for asset in account.grants) for name, account in self.accounts.items()}

    @cached_property
    def pivots(self) -> tuple[frozenset[str], ...]:
        """Segment → services over which an attacker could take one of its hosts on the way to another."""
        found: list[set[str]] = [set() for _ in self.zone]
        for number, asset in enumerate(self.assets):
            if asset.kind in PIVOT_KINDS:
                found[self.segment[number]].update(asset.exposes)
        return tuple(frozenset(services.intersection(PIVOT_SERVICES)) for services in found)

    @cached_property
    def reentries(self) -> dict[str, tuple[Reentry, ...]]:
        """asset → what must be typed in again when it is restored from a copy."""
        found: defaultdict[str, list[Reentry]] = defaultdict(list)
        for item in self.plan.reentries:
            for asset in item.assets:
                found[asset].append(item)
        return {asset: tuple(items) for asset, items in found.items()}

    @cached_property
    def ends(self) -> dict[str, tuple[str, ...]]:
        """link → the sites that it joins, the one that hangs on it (a commune, where there is one) first."""
        found = {}
        for link in self.plan.estate.links:
            sites = dict.fromkeys(self.site_of_segment[self.segment_of[end]] for end in (link.a, link.b))
            found[link.id] = tuple(sorted(sites, key=lambda site: self.sites[site].kind != "commune"))
        return found

    @cached_property
    def first_at(self) -> dict[str, str]:
        """site → its first asset in the order of the estate: where an alarm about the place itself is seen."""
        found: dict[str, str] = {}
        for asset, site in zip(self.assets, self.site, strict=True):
            found.setdefault(site, asset.id)
        return found

    @cached_property
    def powered(self) -> dict[tuple[str, str], tuple[int, ...]]:
        """(site, battery or '' for none) → devices that go dark together there."""
        on = {asset: item.id for item in self.plan.batteries for asset in item.assets}
        found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, (asset, site) in enumerate(zip(self.assets, self.site, strict=True)):
            found[site, on.get(asset.id, "")].append(number)
        return {place: tuple(numbers) for place, numbers in found.items()}

    @cached_property
    def batteries_at(self) -> dict[str, tuple[Battery, ...]]:
        """site → batteries on which some of its devices stand."""
        found: defaultdict[str, list[Battery]] = defaultdict(list)
        for item in self.plan.batteries:
            for site in dict.fromkeys(self.site[self.asset_of[asset]] for asset in item.assets):
                found[site].append(item)
        return {site: tuple(items) for site, items in found.items()}

    @cached_property
    def battery_ranges(self) -> dict[str, tuple[int, int]]:
        """battery → how long it lasts, from its 10th to its 90th percentile (ms)."""
        return {item.id: _published(item.lasts) for item in self.plan.batteries}

    def awaiting_proof(self, system: str) -> tuple[str, ...]:
        """Teams that may do something for which that system must be proven clean, or any."""
        waiting = [action.id for action in self.plan.actions if {system, "*"} & {*action.needs_proof}]
        return tuple(team.id for team in self.plan.teams if not set(waiting).isdisjoint(team.may))

    @cached_property
    def copies_on(self) -> dict[str, tuple[str, ...]]:
        """asset → ids of the stored copies that it holds."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for backup in self.plan.estate.backups:
            found[backup.held_on].append(backup.id)
        return {asset: tuple(ids) for asset, ids in found.items()}

    @cached_property
    def opened_by(self) -> dict[str, tuple[str, ...]]:
        """action that waits for a level to be declared → the levels that open it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for severity in self.plan.organisation.severities:
            for action in severity.opens:
                found[action].append(severity.level)
        return {action: tuple(levels) for action, levels in found.items()}

    def order_rule(self, who: str, whom: str, action: str) -> MayOrder | None:
        """The rule of the profile by which one organisation may order that action of another, None where it only asks."""
        return next(
            (
                rule
                for rule in self.plan.organisation.orders
                if rule.who == who and (whom in rule.whom or "*" in rule.whom) and (action in rule.actions or "*" in rule.actions)
            ),
            None,
        )

    def is_over_head(self, who: str, whom: str) -> bool:
        """Whether an order from one organisation to another goes round the one between them (vượt cấp)."""
        above = self.answers.get(whom, "")
        seen = {whom}
        if above in ("", who):
            return False
        while above and above not in seen:
            if above == who:
                return True
            seen.add(above)
            above = self.answers.get(above, "")
        return False

    @cached_property
    def home(self) -> dict[str, str]:
        """Organisation → its (first) site in the estate."""
        outside = {segment.site for segment in self.plan.estate.segments if segment.zone == "internet"}
        return {site.org: site.id for site in reversed(self.plan.estate.sites) if site.id not in outside}

    @cached_property
    def unwatched(self) -> int:
        """Machines on which no agent looks."""
        return sum(asset.count for asset in self.assets if asset.kind in ("workstation", "server") and "edr" not in asset.controls)

    @cached_property
    def face(self) -> dict[str, str]:
        """service → the first asset that it needs: where an attack on the service itself is seen."""
        leaves = {name: _leaves(service.needs) for name, service in self.services.items()}
        return {name: next((ref for kind, ref in found if kind == "asset"), "") for name, found in leaves.items()}

    def needed_by(self, service: str) -> frozenset[str]:
        """Assets that a service needs, its own and not those of the services below it."""
        return frozenset(ref for kind, ref in _leaves(self.services[service].needs) if kind == "asset")

    def operator_of(self, target: str) -> str:
        """The team that runs a target (asset, link, service, account, backup, site), '' where no team of the drill does."""
        known = self._operators.get(target)
        if known is None:
            known = self._operators[target] = self._operator(target)
        return known

    @cached_property
    def _operators(self) -> dict[str, str]:
        return {}

    def _operator(self, target: str) -> str:
        if target in self.asset_of:
            number = self.asset_of[target]
            system = self.systems.get(self.assets[number].system)
            org = system.operator if system else self.sites[self.site[number]].org
        elif target in self.links:
            org = self.plan.estate.links[self.links[target]].operator
        elif target in self.services:
            system = self.systems.get(self.services[target].system)
            org = system.operator if system else self.services[target].org
        elif target in self.accounts:
            org = self.accounts[target].org
        elif target in self.backups:
            return self.operator_of(self.backups[target].held_on)
        elif target in self.sites:
            org = self.sites[target].org
        elif target in self.systems:
            org = self.systems[target].operator
        else:
            return ""
        return self.org_team.get(org, "")

    def grouped(self, name: str, targets: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The candidates of a step or noise by site (together where they are few), for keyed choice."""
        found = self._groups.get(name)
        if found is None:
            if len(targets) <= FEW:
                found = {"": targets}
            else:
                sites: defaultdict[str, list[str]] = defaultdict(list)
                for target in targets:
                    sites[self.site[self.asset_of[target]]].append(target)
                found = {site: tuple(ids) for site, ids in sites.items()}
            self._groups[name] = found
        return found

    @cached_property
    def _groups(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {}


def components(size: int, joins: Sequence[tuple[int, int, int]], up: Sequence[int]) -> list[int]:
    """Which segments are joined by those of these lines (number, segment, segment) that are up: segment → number of its part."""
    parent = list(range(size))

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    joined = [(a, b) for number, a, b in joins if up[number]]
    for a, b in joined:
        parent[find(a)] = find(b)
    parts = list(range(size))  # whoever has no line there is a part of its own
    for a, b in joined:
        parts[a], parts[b] = find(a), find(b)
    return parts


def _published(spread: Spread) -> tuple[int, int]:
    return share(spread, 100), share(spread, 900)


def _conditions(thing: object) -> Iterator[Condition]:
    """Every condition that stands anywhere in plain data."""
    if isinstance(thing, tuple):
        for item in thing:
            yield from _conditions(item)
    elif is_dataclass(thing):
        if isinstance(thing, Condition):
            yield thing
        for part in fields(thing):
            yield from _conditions(getattr(thing, part.name))


def _leaves(need: Need) -> list[tuple[str, str]]:
    if need.op in ("asset", "link", "service"):
        return [(need.op, need.ref)]
    return [leaf for part in need.of for leaf in _leaves(part)]


def _all_leaves(service: Service) -> list[tuple[str, str]]:
    """What its level may hang on: what it needs, and what stands ready for it."""
    return _leaves(service.needs) + (_leaves(service.standby) if service.standby else [])


def _dependents(services: dict[str, Service]) -> dict[tuple[str, str], tuple[str, ...]]:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, service in services.items():
        for leaf in dict.fromkeys(_all_leaves(service)):
            found[leaf].append(name)
    return {leaf: tuple(names) for leaf, names in found.items()}


def _order(services: dict[str, Service]) -> tuple[str, ...]:
    """Services after those they lean on; a cycle is refused."""
    done: dict[str, bool] = {}
    out: list[str] = []

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            raise InvalidPlan(f"services lean on each other in a circle: {' → '.join((*trail, name))}")
        if name in done:
            return
        done[name] = True
        for kind, ref in _all_leaves(services[name]):
            if kind == "service" and ref in services:
                visit(ref, (*trail, name))
        out.append(name)

    for name in sorted(services):
        visit(name, ())
    return tuple(out)


_LATEST: list[tuple[Plan, Index]] = []


def indexed(plan: Plan) -> Index:
    """The plan's index, built once while the same plan is in use."""
    for known, index in _LATEST:
        if known is plan:
            return index
    index = Index(plan)
    _LATEST.insert(0, (plan, index))
    del _LATEST[4:]
    return index
