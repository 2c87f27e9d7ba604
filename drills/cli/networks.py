"""`dientap networks`: which networks there are, and what one is made of: sites, devices, lines, services, weak points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drills.language import _, current

if TYPE_CHECKING:
    from engine.plan import Estate, Link, Need, Text
    from engine.topology import SinglePoint
    from scenarios.province import Heading

app = typer.Typer(help=_("Networks: the model of the province that drills are played on."), no_args_is_help=True)

NETWORK = typer.Argument(metavar="NETWORK", help=_("Network: a name of the list, or a YAML file."), show_default=False)
JSON = typer.Option("--json", help=_("One JSON document on stdout."))

SHOWN_POINTS = 16
"""Single points of failure on the page; the others are counted."""
NAMED_PARTS = 6
"""Members of a need that are named; of more only the first is."""


class Words:
    """Names of a network's things in the language of this process."""

    def __init__(self, estate: Estate, texts: dict[str, Text]) -> None:
        from engine.texts import clean

        self._clean = clean
        self._texts = texts
        self._assets = {asset.id: asset.name for asset in estate.assets}
        self._links = {link.id: link for link in estate.links}
        self._site_of = {segment.id: segment.site for segment in estate.segments}
        self._kinds = {site.id: site.kind for site in estate.sites}

    def say(self, group: str, name: str) -> str:
        """The text `group.name`, the name itself where there is none."""
        text = self._texts.get(f"{group}.{name}")
        return name if text is None else self._clean(text.vi if current() == "vi" else text.en)

    def both(self, group: str, name: str) -> dict[str, str]:
        """The text in both languages, for scripts."""
        text = self._texts[f"{group}.{name}"]
        return {"vi": text.vi, "en": text.en}

    def asset(self, name: str) -> str:
        """A device as officers see it."""
        return self._assets[name]

    def link(self, name: str) -> str:
        """A line by its kind and its ends; that a line to the internet ends there need not be said."""
        link = self._links[name]
        sites = dict.fromkeys(self._site_of[end] for end in (link.a, link.b))
        ends = [self.say("site", site) for site in sites if self._kinds[site] != "internet"]
        return f"{self.say('link-kind', link.kind)} {' – '.join(ends)}"

    def thing(self, kind: str, name: str) -> str:
        """An asset, link or site."""
        return {"asset": self.asset, "link": self.link}.get(kind, lambda site: self.say("site", site))(name)

    def need(self, need: Need, *, inner: bool = False) -> str:
        """What a service needs, in one line: `A · B or C · 2 of 3: D, E, F`."""
        if need.op == "asset":
            return self.asset(need.ref)
        if need.op == "link":
            return self.link(need.ref)
        if need.op == "service":
            return f"«{self.say('service', need.ref)}»"
        series = self._series(need)
        if series:
            return series
        parts = [self.need(part, inner=True) for part in need.of]
        if need.op == "k" or (need.op == "any" and len(set(parts)) == 1 < len(parts)):
            named = ", ".join(dict.fromkeys(parts))
            return _("{wanted} of {count}: {parts}").format(wanted=need.k or 1, count=len(parts), parts=named)
        said = (" · " if need.op == "all" else _(" or ")).join(parts)
        return f"({said})" if inner and need.op == "any" and len(parts) > 1 else said

    def _series(self, need: Need) -> str:
        """Like devices in short: `TTDL-FW01/02`, `4 of 6 TTDL-HV01…06`; '' where they are not alike."""
        if need.op == "all" or any(part.op != "asset" for part in need.of):
            return ""
        names = [self.asset(part.ref) for part in need.of]
        if need.op == "k" and len(names) > NAMED_PARTS:
            return _("{wanted} of {count}: {first} …").format(wanted=need.k, count=len(names), first=names[0])
        stems = {name.rstrip("0123456789") for name in names}
        if len(stems) > 1 or len(names) < 2:
            return ""
        numbers = [name.removeprefix(*stems) for name in names]
        if need.op == "any":
            return f"{names[0]}/{'/'.join(numbers[1:])}"
        return _("{wanted} of {count} {first}…{last}").format(wanted=need.k, count=len(names), first=names[0], last=numbers[-1])


# --- list


@app.command("list", help=_("The networks that come with the program."))
def list_networks(as_json: Annotated[bool, JSON] = False) -> None:
    from drills.cli.output import busy, write_json, write_table
    from scenarios import province

    with busy(_("Building the networks")):
        found = [summary(province.heading(name), province.load_network(name)[0]) for name in province.names()]
    if as_json:
        write_json(found)
        return
    heads = (_("Network"), _("Name"), _("Sites"), _("Assets"), _("Lines"), _("Services"))
    rows = [
        (item["name"], item["title"][current()], *(_number(item[key]) for key in ("sites", "assets", "links", "services")))
        for item in found
    ]
    write_table(heads, rows)


def summary(heading: Heading, estate: Estate) -> dict[str, Any]:
    """A network in a list, for scripts."""
    return {
        "name": heading.id,
        "title": {"vi": heading.name.vi, "en": heading.name.en},
        "summary": {"vi": heading.summary.vi, "en": heading.summary.en},
        "sites": len(estate.sites),
        "segments": len(estate.segments),
        "assets": len(estate.assets),
        "devices": sum(asset.count for asset in estate.assets),
        "links": len(estate.links),
        "services": len(estate.services),
        "people": sum(site.population for site in estate.sites),
    }


# --- show


@app.command(help=_("One network: sites, devices, lines, services, systems and single points of failure."))
def show(
    network: Annotated[str, NETWORK],
    every_point: Annotated[bool, typer.Option("--all", help=_("Every single point of failure, not only the worst."))] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    from drills.cli.output import busy, write_json
    from engine.topology import single_points_of_failure
    from scenarios import province

    with busy(_("Building the network")):
        heading = province.heading(network)
        estate, texts = province.load_network(network)
        points = single_points_of_failure(estate)
    words = Words(estate, texts)
    if as_json:
        write_json(details(heading, estate, words, points))
        return
    _write_head(heading, estate)
    _write_sites(estate, words)
    _write_assets(estate, words)
    _write_links(estate, words)
    _write_services(estate, words)
    _write_systems(estate, words)
    _write_points(points, words, every=every_point)


def details(heading: Heading, estate: Estate, words: Words, points: Sequence[SinglePoint]) -> dict[str, Any]:
    """A network with what it is made of, for scripts."""
    from engine.codec import plain

    sites = _site_of_segment(estate)
    assets = Counter(sites[asset.segment] for asset in estate.assets)
    users = {service.id: sum(count for _, count in service.users) for service in estate.services}
    levels = {system.id: system.level for system in estate.systems}
    return {
        **summary(heading, estate),
        "site_list": [
            {"id": site.id, "name": words.both("site", site.id), "kind": site.kind, "org": site.org, "population": site.population,
             "lat_e6": site.lat_e6, "lon_e6": site.lon_e6, "assets": assets[site.id]}
            for site in estate.sites
        ],
        "assets_by_kind": dict(Counter(asset.kind for asset in estate.assets)),
        "links_by_kind": dict(Counter(link.kind for link in estate.links)),
        "service_list": [
            {"id": service.id, "name": words.both("service", service.id), "users": users[service.id], "system": service.system,
             "level": levels[service.system], "needs": plain(service.needs)}
            for service in estate.services
        ],
        "systems": [{**plain(system), "name": words.both("system", system.id)} for system in estate.systems],
        "single_points": [
            {"kind": point.kind, "id": point.id, "services": list(point.services), "users": point.users,
             "cut": {plane: list(names) for plane, names in point.cut}}
            for point in points
        ],
    }  # fmt: skip


def _site_of_segment(estate: Estate) -> dict[str, str]:
    return {segment.id: segment.site for segment in estate.segments}


def _number(value: int) -> str:
    """A whole number with the language's thousands mark: 1.234 or 1,234."""
    return f"{value:,}".replace(",", "." if current() == "vi" else ",")


def _write_head(heading: Heading, estate: Estate) -> None:
    from drills.cli.output import write_line
    from engine.texts import clean

    vietnamese = current() == "vi"
    write_line(f"{heading.id}  {clean(heading.name.vi if vietnamese else heading.name.en)}")
    write_line(f"  {clean(heading.summary.vi if vietnamese else heading.summary.en)}")
    people = sum(site.population for site in estate.sites)
    devices = sum(asset.count for asset in estate.assets)
    said = _("  {assets} assets stand for {devices} devices; {people} people live here (estimate).")
    write_line(said.format(assets=_number(len(estate.assets)), devices=_number(devices), people=_number(people)))


def _write_sites(estate: Estate, words: Words) -> None:
    sites = _site_of_segment(estate)
    kinds = {site.id: site.kind for site in estate.sites}
    assets = Counter(kinds[sites[asset.segment]] for asset in estate.assets)
    count = Counter(kinds.values())
    rows = [(words.say("site-kind", kind), _number(number), _number(assets[kind])) for kind, number in count.items()]
    _table(_("Sites"), (_("Kind"), _("Sites"), _("Assets")), rows, total=(len(estate.sites), len(estate.assets)))


def _write_assets(estate: Estate, words: Words) -> None:
    count = Counter(asset.kind for asset in estate.assets)
    devices: Counter[str] = Counter()
    guarded: Counter[str] = Counter()
    for asset in estate.assets:
        devices[asset.kind] += asset.count
        guarded[asset.kind] += asset.count if "edr" in asset.controls else 0
    rows = [
        (words.say("kind", kind), _number(number), _number(devices[kind]), _number(guarded[kind]) if guarded[kind] else "–")
        for kind, number in count.most_common()
    ]
    total = (len(estate.assets), sum(devices.values()), sum(guarded.values()))
    _table(_("Assets"), (_("Kind"), _("Assets"), _("Devices"), _("With EDR")), rows, total=total)


def _write_links(estate: Estate, words: Words) -> None:
    by_kind: dict[tuple[str, str], list[Link]] = {}
    for link in estate.links:
        by_kind.setdefault((link.kind, link.plane), []).append(link)
    planes = {"tslcd": _("dedicated network"), "internet": _("internet"), "ring": _("mobile backhaul"), "local": _("inside a site")}
    rows = [
        (words.say("link-kind", kind), planes[plane], _number(len(links)), _bodies(words, (link.operator for link in links)))
        for (kind, plane), links in by_kind.items()
    ]
    _table(_("Lines"), (_("Kind"), _("Plane"), _("Lines"), _("Run by")), rows)


def _bodies(words: Words, orgs: Iterable[str]) -> str:
    found = Counter(orgs)
    if len(found) > NAMED_PARTS:
        return _("each site")
    return ", ".join(words.say("org", org) for org, _count in found.most_common())


def _write_services(estate: Estate, words: Words) -> None:
    rows = [
        (words.say("service", service.id), _number(sum(count for _site, count in service.users)), words.need(service.needs))
        for service in estate.services
    ]
    _table(_("Services"), (_("Service"), _("Users"), _("Needs")), rows)


def _write_systems(estate: Estate, words: Words) -> None:
    rows = [
        (
            words.say("system", system.id),
            str(system.level),
            *(words.say("org", org) for org in (system.owner, system.operator, system.specialised)),
        )
        for system in estate.systems
    ]
    _table(_("Information systems"), (_("System"), _("Level"), _("Owner"), _("Operator"), _("Specialised body")), rows)


def _write_points(points: Sequence[SinglePoint], words: Words, *, every: bool) -> None:
    from drills.cli.output import write_line

    telling = [point for point in points if point.services or point.kind == "site" or len(point.sites) > 1]
    last_lines = len({site for point in points if point not in telling for site in point.sites})
    shown = telling if every else telling[:SHOWN_POINTS]
    planes = {"tslcd": _("dedicated network"), "internet": _("internet"), "ring": _("mobile backhaul")}
    rows = [
        (
            words.thing(point.kind, point.id),
            ", ".join(words.say("service", name) for name in point.services) or "–",
            ", ".join(f"{planes[plane]} {len(sites)}" for plane, sites in point.cut) or "–",
            _number(point.users) if point.users else "–",
        )
        for point in shown
    ]
    _table(_("Single points of failure"), (_("If this alone fails"), _("Services down"), _("Sites cut off"), _("Users hit")), rows)
    if len(shown) < len(telling):
        write_line(_("  … and {count} more: --all").format(count=len(telling) - len(shown)))
    write_line(_("  {count} sites hang on one line in some plane; most have another plane beside it.").format(count=last_lines))


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], total: Sequence[int] = ()) -> None:
    """A titled table; columns that hold numbers stand to the right."""
    from drills.cli.output import write_line, write_table

    body = [list(row) for row in rows]
    if total:
        body.append([_("Total"), *(_number(value) for value in total)])
    shown = list(heads)
    for column, head in enumerate(heads):
        if column and all(row[column].strip("–") == "" or row[column][0].isdigit() for row in body):
            width = max(len(head), *(len(row[column]) for row in body))
            shown[column] = head.rjust(width)
            for row in body:
                row[column] = row[column].rjust(width)
    write_line()
    typer.secho(title, bold=True)
    write_table(shown, body)
