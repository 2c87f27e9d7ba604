"""A province's network as it is written: templates per kind of site, counts by population class, overrides by site.

`scenarios.province` expands it. A network is either a whole description (`Network`) or a smaller edition of another one
(`Edition`: a few communes in full, one node for each of the rest).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from scenarios.model.base import Authored, Id, Names, Text
from scenarios.model.premises import AccountKind, Device, Equipment, Joint, Plane, Positive, Template, Traits, Zone
from scenarios.model.quantities import Length, Share
from scenarios.model.services import Need, Service

Degrees = Annotated[float, Field(ge=-180, le=180)]
Place = Annotated[list[Degrees], Field(min_length=2, max_length=2)]
"""Latitude and longitude in degrees."""
Short = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]*$", max_length=24)]
"""How the names of a site's devices begin: TTDL, IAGRAI."""


class Site(Authored):
    """A place that is named. Without `org` it is an organisation of its own name."""

    name: Text
    template: Id
    org: Id | None = None
    at: Place | None = None
    short: Short | None = None
    """How its devices' names begin; left out = the id in capitals."""


class Town(Authored):
    """A town (seat of a former district) where lines meet."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    at: Place
    title: Text | None = None
    """What it is called in full where a site's name says `{title}`: huyện Ia Pa, thành phố Pleiku."""


class PerTown(Authored):
    """One site in each town: `<key>-<town>`; `{town}` and `{title}` in its name are the town's."""

    name: Text
    template: Id
    org: Id | None = None
    short: Short
    """Followed by a hyphen and the town's id in capitals."""


class Communes(Authored):
    """The communes and wards: a table beside the network, a template, an estimate of their people."""

    table: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*\.tsv$")]
    """Tab-separated: code, name, type, lat, lon, and if need be area_km2, district (a town's id)."""
    template: Id
    districts: Id | None = None
    """Key of the `per_town` sites that are a tier between commune and province; the table then names each commune's."""
    population: Positive
    """People of the province."""
    ward_weight: Annotated[int, Field(ge=1, le=20)] = 2
    """People of a ward against those of a commune."""
    spread: Share = 0
    """How far communes differ from the mean, to either side."""
    middle_from: Positive
    """People from which a commune counts as `middle`."""
    large_from: Positive


class SiteChange(Authored):
    """What is different at one site."""

    population: Positive | None = None
    node: Id | None = None
    """Site at whose segment `core` its lines meet the province's network, instead of the nearest node."""
    lines: dict[Id, LineChange] = {}
    equipment: dict[Id, Traits] = {}
    """Device, by what follows the site in its id (`pc03`) → traits in place of those drawn for it."""
    adds: dict[Id, dict[Id, Equipment]] = {}
    """Segment of the template → devices that only this site has there; small editions keep them."""
    segments: dict[Id, Zone] = {}
    """Segments that only this site has; small editions keep them."""
    joints: list[Joint] = []
    """How they are joined to the others."""


class LineChange(Authored):
    """What is different about one line of a site."""

    kind: Id | None = None
    to: Id | None = None
    mbps: Positive | None = None
    operator: Id | None = None


class Trunk(Authored):
    """A line of its own, between two segments."""

    kind: Id
    plane: Plane
    a: Id
    b: Id
    mbps: Positive
    operator: Id


class Ring(Authored):
    """Nodes joined one to the next, in two planes where both are given; closed unless `open`."""

    nodes: Annotated[list[Id], Field(min_length=2)]
    """Towns."""
    mbps: Positive
    operator: Id
    open: bool = False
    """A spur: its last node hangs on the one before."""


class Backbone(Authored):
    """How the towns' nodes are joined."""

    node: Id
    """Key of the `per_town` sites that are its nodes."""
    lines: dict[Id, Plane]
    """Kind of line → plane; every stretch of a ring gets one of each: `<kind>-<town>-<town>`."""
    rings: dict[Id, Ring]


class Rule(Authored):
    """Traffic that firewalls let through."""

    plane: Plane
    allow: dict[Id, Names]
    """`to` zone → network services."""


class Organisation(Authored):
    """An organisation that has no site of its own, or has several."""

    kind: Id
    name: Text


class System(Authored):
    """An information system: its level (cấp độ) and its three bodies."""

    name: Text
    level: Annotated[int, Field(ge=1, le=5)]
    owner: Id
    """Chủ quản."""
    operator: Id
    """Đơn vị vận hành."""
    specialised: Id
    """Đơn vị chuyên trách."""
    trusts: Names = []
    """Systems whose machines and accounts it takes on trust: clean those first, or the attackers come back through them."""


class Account(Authored):
    """A log-in."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    kind: AccountKind
    org: Id
    grants: Names
    """Assets, or segments (all assets there)."""
    each: dict[Id, Names] = {}
    """Template → its devices at every site that the account opens as well: what a domain's administrator may do."""


class Copies(Authored):
    """Stored copies of assets, one of each age."""

    of: Names
    on: Id
    ages: Annotated[list[Length], Field(min_length=1)]
    offline: bool = False


class Words(Authored):
    """What the network's own vocabulary is called."""

    site_kinds: dict[Id, Text]
    zones: dict[Id, Text]
    kinds: dict[Id, Text]
    """Kinds of device."""
    lines: dict[Id, Text]
    """Kinds of line."""


class Network(Authored):
    """A whole province."""

    network: Id
    name: Text
    summary: Text
    communes: Communes
    towns: dict[Id, Town]
    per_town: dict[Id, PerTown] = {}
    devices: dict[Id, Device]
    templates: dict[Id, Template]
    sites: dict[Id, Site]
    changes: dict[Id, SiteChange] = {}
    organisations: dict[Id, Organisation]
    systems: dict[Id, System]
    backbone: Backbone
    trunks: dict[Id, Trunk] = {}
    rules: dict[Id, list[Rule]]
    """`from` zone → what it may reach."""
    accounts: dict[Id, Account] = {}
    backups: list[Copies] = []
    parts: dict[Id, Need] = {}
    """Needs that several services share."""
    services: dict[Id, Service]
    words: Words


class Edition(Authored):
    """A smaller edition of another network: the same spec, these communes in full, some in part, one node for each of the rest."""

    network: Id
    name: Text
    summary: Text
    same_as: Id
    in_full: Names
    """Communes (site ids)."""
    leaves_out: Names = []
    """Equipment keys that are left out even there."""
    in_part: dict[Id, dict[Id, Positive]] = {}
    """Site → equipment key → how many of it stand, besides what its template keeps."""


for _model in (SiteChange, Network):
    _model.model_rebuild()
