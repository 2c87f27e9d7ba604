"""Sites: which places there are, in what order, who they belong to, how much of each is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from engine.plan import Org, Site, Text
from scenarios.building.ground import Faults, Path_, Spot
from scenarios.communes import Commune, micro, nearest
from scenarios.model.base import Text as Written
from scenarios.model.network import Network


class Sites:
    """All places of a network. With `in_full`, other communes and all reducible sites are one node each."""

    def __init__(self, spec: Network, communes: Sequence[Commune], in_full: Collection[str] | None, faults: Faults) -> None:
        self._spec = spec
        self._faults = faults
        self._in_full = in_full
        self._numbers: Counter[str] = Counter()
        self._towns = [(name, micro(town.at[0]), micro(town.at[1])) for name, town in spec.towns.items()]
        self.spots: list[Spot] = []
        self._named()
        self._per_town()
        for commune in communes:
            self._commune(commune)
        self.by_id = {spot.id: spot for spot in self.spots}
        self._check(communes)

    def _check(self, communes: Sequence[Commune]) -> None:
        for name, times in Counter(spot.id for spot in self.spots).items():
            if times > 1:
                self._faults.note(("sites",), f"Điểm «{name}» có {times} lần.", f"The site `{name}` stands {times} times.", code="DT1319")
        for site in self._spec.changes:
            self._faults.known("site", site, self.by_id, ("changes", site))
        there = {commune.id for commune in communes}
        for place, name in enumerate(self._in_full or ()):
            self._faults.known("commune", name, there, ("in_full", place))

    def _named(self) -> None:
        for name, site in self._spec.sites.items():
            path: Path_ = ("sites", name)
            lat, lon = (micro(degree) for degree in site.at or (0, 0))
            short = site.short or name.replace("-", "").upper()
            self._add(name, _text(site.name), site.template, site.org or name, short, lat, lon, path)

    def _per_town(self) -> None:
        for key, group in self._spec.per_town.items():
            for town, where in self._spec.towns.items():
                name = Text(*(words.replace("{town}", where.name) for words in (group.name.vi, group.name.en)))
                lat, lon = (micro(degree) for degree in where.at)
                short = f"{group.short}-{town.upper()}"
                self._add(f"{key}-{town}", name, group.template, group.org or f"{key}-{town}", short, lat, lon, ("per_town", key))

    def _commune(self, commune: Commune) -> None:
        short = commune.slug.replace("-", "").upper()
        self._add(commune.id, commune.name, self._spec.communes.template, f"ubnd-{commune.id}", short, commune.lat_e6, commune.lon_e6,
                  ("communes",), commune)  # fmt: skip

    def _add(
        self, name: str, text: Text, template_id: str, org: str, short: str, lat: int, lon: int, path: Path_, commune: Commune | None = None
    ) -> None:
        template = self._spec.templates.get(template_id)
        if template is None:
            self._faults.known("template", template_id, self._spec.templates, (*path, "template"))
            return
        number = self._numbers[template_id]
        self._numbers[template_id] += 1
        is_full = self._in_full is None or template.reduced is None or name in self._in_full
        town = nearest(lat, lon, self._towns) if (lat or lon) and self._towns else ""
        people, size, code = (commune.population, commune.size, commune.code) if commune else (0, "middle", "")
        self.spots.append(Spot(name, text, template_id, template, org, number, short, lat, lon, people, size, code, town, is_full, path))

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


def _text(written: Written) -> Text:
    return Text(written.vi, written.en)
