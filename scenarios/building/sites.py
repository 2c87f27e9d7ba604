"""Sites: which places there are, in what order, who they belong to, how much of each is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from engine.plan import Org, Site, Text
from scenarios.building.ground import Extent, Faults, Path_, Spot
from scenarios.communes import Commune, micro, nearest
from scenarios.model.base import Text as Written
from scenarios.model.network import Edition, Network, SiteChange, Town
from scenarios.model.premises import Template


class Sites:
    """All places of a network. In an edition, communes that it does not name and all reducible sites are one node each."""

    def __init__(self, spec: Network, communes: Sequence[Commune], edition: Edition | None, faults: Faults) -> None:
        self._spec = spec
        self._faults = faults
        self._edition = edition
        self._numbers: Counter[str] = Counter()
        self._towns = [(name, micro(town.at[0]), micro(town.at[1])) for name, town in spec.towns.items()]
        self.spots: list[Spot] = []
        self._named()
        self._per_town()
        alike = Counter(commune.slug for commune in communes)
        for commune in communes:
            self._commune(commune, commune.slug if alike[commune.slug] == 1 else commune.id)
        self.by_id = {spot.id: spot for spot in self.spots}
        self._check(communes)

    def _check(self, communes: Sequence[Commune]) -> None:
        for name, times in Counter(spot.id for spot in self.spots).items():
            if times > 1:
                self._faults.note(("sites",), f"Điểm «{name}» có {times} lần.", f"The site `{name}` stands {times} times.", code="DT1319")
        for site in self._spec.changes:
            self._faults.known("site", site, self.by_id, ("changes", site))
        there = {commune.id for commune in communes}
        if self._edition is None:
            return
        for place, name in enumerate(self._edition.in_full):
            self._faults.known("commune", name, there, ("in_full", place))
        for name, kept in self._edition.in_part.items():
            if self._faults.known("site", name, self.by_id, ("in_part", name)):
                there_is = [key for zone in self.by_id[name].template.segments.values() for key in zone.equipment]
                for key in kept:
                    self._faults.known("equipment", key, there_is, ("in_part", name, key))

    def _named(self) -> None:
        for name, site in self._spec.sites.items():
            path: Path_ = ("sites", name)
            lat, lon = (micro(degree) for degree in site.at or (0, 0))
            short = site.short or name.replace("-", "").upper()
            self._add(name, _text(site.name), site.template, site.org or name, short, lat, lon, path)

    def _per_town(self) -> None:
        for key, group in self._spec.per_town.items():
            for town, where in self._spec.towns.items():
                name = _named_after(group.name, where)
                lat, lon = (micro(degree) for degree in where.at)
                short = f"{group.short}-{town.upper()}"
                self._add(
                    f"{key}-{town}", name, group.template, group.org or f"{key}-{town}", short, lat, lon, ("per_town", key), town=town
                )

    def _commune(self, commune: Commune, called: str) -> None:
        short = called.replace("-", "").upper()
        self._add(commune.id, commune.name, self._spec.communes.template, f"ubnd-{commune.id}", short, commune.lat_e6, commune.lon_e6,
                  ("communes",), commune, self._district(commune))  # fmt: skip

    def _district(self, commune: Commune) -> str:
        """The town that a commune's table names as its district; '' where there is no such tier."""
        if self._spec.communes.districts is None:
            return ""
        self._faults.known("per_town", self._spec.communes.districts, self._spec.per_town, ("communes", "districts"))
        self._faults.known("town", commune.district, self._spec.towns, ("communes", "table"))
        return commune.district

    def _add(
        self, name: str, text: Text, template_id: str, org: str, short: str, lat: int, lon: int, path: Path_,
        commune: Commune | None = None, town: str = "",
    ) -> None:  # fmt: skip
        template = self._spec.templates.get(template_id)
        if template is None:
            self._faults.known("template", template_id, self._spec.templates, (*path, "template"))
            return
        number = self._numbers[template_id]
        self._numbers[template_id] += 1
        change = self._spec.changes.get(name)
        extent = self._extent(name, template, change)
        near = town or (nearest(lat, lon, self._towns) if (lat or lon) and self._towns else "")
        people, size, code = (commune.population, commune.size, commune.code) if commune else (0, "middle", "")
        own = change is not None and bool(change.adds or change.segments or change.joints)
        if own and change is not None:
            template = self._with_own(name, template, change)
        self.spots.append(Spot(name, text, template_id, template, org, number, short, lat, lon, people, size, code, near, extent, path,
                               name if own else template_id))  # fmt: skip

    def _extent(self, name: str, template: Template, change: SiteChange | None) -> Extent:
        """How much of a site the edition builds."""
        edition = self._edition
        if edition is None or template.reduced is None:
            return Extent()
        if name in edition.in_full:
            return Extent(leaves_out=frozenset(edition.leaves_out))
        groups = [*change.adds.values(), *(zone.equipment for zone in change.segments.values())] if change else []
        return Extent(False, parts=edition.in_part.get(name, {}), added=frozenset(key for group in groups for key in group))

    def _with_own(self, name: str, template: Template, change: SiteChange) -> Template:
        """A template with what only this site has."""
        segments = dict(template.segments)
        for key, more in change.adds.items():
            if self._faults.known("segment", key, template.segments, ("changes", name, "adds", key)):
                zone = segments[key]
                twice = zone.equipment.keys() & more.keys()
                if twice:
                    self._faults.note(
                        ("changes", name, "adds", key), f"Mẫu đã có «{min(twice)}».", f"The template has `{min(twice)}`.", code="DT1319"
                    )
                segments[key] = zone.model_copy(update={"equipment": {**zone.equipment, **more}})
        for key in change.segments.keys() & template.segments.keys():
            self._faults.note(("changes", name, "segments", key), f"Mẫu đã có «{key}».", f"The template has `{key}`.", code="DT1319")
        return template.model_copy(update={"segments": {**segments, **change.segments}, "joints": [*template.joints, *change.joints]})

    # --- what comes of it

    def sites(self) -> tuple[Site, ...]:
        """The engine's sites."""
        for template_id in dict.fromkeys(spot.template_id for spot in self.spots):
            kind = self._spec.templates[template_id].kind
            self._faults.known("site-kind", kind, self._spec.words.site_kinds, ("templates", template_id, "kind"))
        return tuple(
            Site(spot.id, spot.template.kind, spot.org, spot.lat_e6, spot.lon_e6, spot.population, spot.code) for spot in self.spots
        )

    def orgs(self) -> tuple[Org, ...]:
        """Organisations: those that are named, then those that a site is."""
        found = {name: Org(name, item.kind) for name, item in self._spec.organisations.items()}
        for spot in self.spots:
            if spot.org in found:
                continue
            if spot.org not in (spot.id, f"ubnd-{spot.id}") and spot.org not in self.by_id:
                self._faults.known("org", spot.org, [*self._spec.organisations, *self.by_id], (*spot.path, "org"))
                continue
            found[spot.org] = Org(spot.org, spot.template.kind)
        return tuple(found.values())

    def texts(self) -> dict[str, Text]:
        """Names of sites and organisations."""
        found = {f"site.{spot.id}": spot.name for spot in self.spots}
        for spot in self.spots:
            if spot.org == spot.id:
                found[f"org.{spot.org}"] = spot.name
            elif spot.org == f"ubnd-{spot.id}":
                found[f"org.{spot.org}"] = _committee(spot.name)
        return found | {f"org.{name}": _text(item.name) for name, item in self._spec.organisations.items()}


def _committee(name: Text) -> Text:
    return Text(f"UBND {name.vi[0].lower()}{name.vi[1:]}", f"People's Committee of {name.en}")


def _named_after(written: Written, town: Town) -> Text:
    title = town.title or Written(vi=town.name, en=town.name)
    pairs = ((written.vi, title.vi), (written.en, title.en))
    return Text(*(words.replace("{town}", town.name).replace("{title}", called) for words, called in pairs))


def _text(written: Written) -> Text:
    return Text(written.vi, written.en)
