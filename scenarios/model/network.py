"""A province's network as it is written: templates per kind of site, counts by population class, overrides by site.

`scenarios.province` expands it. A network is either a whole description (`Network`) or a smaller edition of another one
(`Edition`: a few communes in full, one node for each of the rest).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, WithJsonSchema

from scenarios.model.base import Authored, Count, Id, Names, Text, fault
from scenarios.model.quantities import Length, Share

Plane = Literal["tslcd", "internet", "ring", "local"]
AccountKind = Literal["user", "admin", "service", "vendor", "domain-admin"]
Positive = Annotated[int, Field(ge=1, le=1_000_000_000)]
Degrees = Annotated[float, Field(ge=-180, le=180)]
Place = Annotated[list[Degrees], Field(min_length=2, max_length=2)]
"""Latitude and longitude in degrees."""
Prefix = Annotated[str, StringConstraints(pattern=r"^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/\d{1,2}$")]
Short = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]*$", max_length=24)]
"""How the names of a site's devices begin: TTDL, IAGRAI."""

CLASSES = ("small", "middle", "large", "ward")
"""Population classes of a commune; other sites count as `middle`."""


def _amount(value: Any) -> Any:
    if type(value) is int:
        return dict.fromkeys(CLASSES, value)
    return value


class ByClass(Authored):
    """A number for each population class."""

    small: Count
    middle: Count
    large: Count
    ward: Count


_NUMBER = {"type": "integer", "minimum": 0}
_BY_CLASS = {
    "type": "object",
    "required": list(CLASSES),
    "additionalProperties": False,
    "properties": dict.fromkeys(CLASSES, _NUMBER),
}
Amount = Annotated[
    ByClass,
    BeforeValidator(_amount),
    WithJsonSchema({"anyOf": [_NUMBER, _BY_CLASS]}),
    Field(description="a number, or one for each population class"),
]


def _likely(value: Any) -> Any:
    if isinstance(value, str):
        return {value: "100%"}
    if isinstance(value, list):
        return {item if isinstance(item, str) else "": "100%" for item in value}
    return value


Likely = Annotated[
    dict[Id, Share],
    BeforeValidator(_likely),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}},
                              {"type": "object", "additionalProperties": {"type": "string", "pattern": r"^\d{1,3}(\.\d)?%$"}}]}),
    Field(description="names that every device has, or name → share of the devices that have it"),
]  # fmt: skip


class Traits(Authored):
    """What a device is guarded by, where it is weak, what it offers."""

    controls: Likely = {}
    """edr, logs (forwarded), mfa, mail-gateway, backup, netmon; with the share of devices that have it."""
    weaknesses: Likely = {}
    """unpatched, macro, weak-password, no-mfa, old-vpn ...; with the share of devices that have it."""
    exposes: Names = []
    """Network services it offers: smb, rdp, winrm, ssh, https, smtp, vpn, ldap, sql, backup, hypervisor, dns."""


class Device(Traits):
    """A kind of device as it is bought and set up."""

    kind: Id
    platform: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    users: Count = 0
    """People who work at one of them."""


class Equipment(Traits):
    """Devices of one kind in a segment; traits here are added to the device's own."""

    device: Id
    number: Amount | None = None
    """How many, numbered 01, 02 ...; left out = a single one, without a number."""
    group: Amount | None = None
    """How many like devices each of them stands for."""
    system: Id | None = None
    """The information system that they belong to."""
    users: Count | None = None
    people: Count = 0
    """People whose personal data each of them holds."""
    scales: bool = False
    """More of these when a network is blown up for benchmarks."""


class Zone(Authored):
    """A segment of every site of a template: `<site>-<key>`."""

    zone: Id
    addresses: Prefix
    """Where its addresses begin: site number n of the template begins n × `step` further on."""
    step: Positive = 256
    """Addresses for one site."""
    equipment: dict[Id, Equipment] = {}


class Line(Authored):
    """A line from one segment of each site: `<key>-<site>`."""

    kind: Id
    plane: Plane
    of: Id
    """Segment (its key) from which it leads."""
    to: Id
    """`node` = the segment `core` of the nearest transmission node, or a segment's id."""
    mbps: Amount
    operator: Annotated[dict[Id, Share], BeforeValidator(_likely)]
    """Who runs it: one organisation, or organisation → share of the sites."""


class Joint(Authored):
    """Segments of one site that stand behind the same firewall."""

    plane: Plane
    segments: Annotated[list[Id], Field(min_length=2)]
    """The first is joined to each of the others."""


class SiteAccount(Authored):
    """An account that each site has: `<key>-<site>`."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    """Log-in name, followed by a dot and the site's short name."""
    kind: AccountKind = "user"
    grants: Names
    """Equipment keys."""


class SiteBackup(Authored):
    """Copies that each site keeps of a device."""

    of: Id
    """Equipment key."""
    on: Id
    """Equipment key of what holds them."""
    ages: Annotated[list[Length], Field(min_length=1)]
    offline: bool = False


class Reduced(Authored):
    """What remains of a site in an edition where it is one node."""

    keep: Names
    """Equipment keys; of numbered ones the first."""
    segments: Names


class Template(Authored):
    """A kind of site: its segments, devices, lines and accounts."""

    kind: Id
    """commune, datacentre, department, police, operator, node, hospital, post, national, internet ..."""
    segments: dict[Id, Zone] = {}
    lines: dict[Id, Line] = {}
    joints: list[Joint] = []
    accounts: dict[Id, SiteAccount] = {}
    backups: list[SiteBackup] = []
    reduced: Reduced | None = None
    """Left out = such a site is always there in full."""


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


class PerTown(Authored):
    """One site in each town: `<key>-<town>`; `{town}` in its name is the town's."""

    name: Text
    template: Id
    org: Id | None = None
    short: Short
    """Followed by a hyphen and the town's id in capitals."""


class Communes(Authored):
    """The communes and wards: a table beside the network, a template, an estimate of their people."""

    table: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*\.tsv$")]
    """Tab-separated: code, name, type, lat, lon, area_km2."""
    template: Id
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


class Account(Authored):
    """A log-in."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    kind: AccountKind
    org: Id
    grants: Names
    """Assets, or segments (all assets there)."""


class Copies(Authored):
    """Stored copies of assets, one of each age."""

    of: Names
    on: Id
    ages: Annotated[list[Length], Field(min_length=1)]
    offline: bool = False


class Leaf(Authored):
    """Exactly one of: an asset, a line, a service, or a named part."""

    asset: Id | None = None
    link: Id | None = None
    service: Id | None = None
    part: Id | None = None


class AllOf(Authored):
    """Everything here."""

    all: Annotated[list[Need], Field(min_length=1)]


class AnyOf(Authored):
    """At least one of these."""

    any: Annotated[list[Need], Field(min_length=1)]


class AtLeast(Authored):
    """At least so many of these."""

    at_least: Positive
    of: Annotated[list[Need], Field(min_length=1)]


class Each(Authored):
    """That device at every site of a template, at least `share` of them."""

    each: Id
    """Template."""
    asset: Id
    """What follows the site in the asset's id."""
    share: Share


def _need_shape(value: Any) -> str:
    if isinstance(value, str):
        return "~asset"
    if isinstance(value, (AllOf, AnyOf, AtLeast, Each, Leaf)):
        return {AllOf: "~all", AnyOf: "~any", AtLeast: "~at_least", Each: "~each", Leaf: "~leaf"}[type(value)]
    if isinstance(value, dict):
        return next((f"~{key}" for key in ("all", "any", "at_least", "each") if key in value), "~leaf")
    raise fault("need_shape")


Need = Annotated[
    Annotated[Id, Tag("~asset")]
    | Annotated[AllOf, Tag("~all")]
    | Annotated[AnyOf, Tag("~any")]
    | Annotated[AtLeast, Tag("~at_least")]
    | Annotated[Each, Tag("~each")]
    | Annotated[Leaf, Tag("~leaf")],
    Discriminator(_need_shape),
    Field(description="an asset id, {link: …}, {service: …}, {part: …}, {all: …}, {any: …}, {at_least: n, of: …} or {each: …}"),
]


class Usage(Authored):
    """Users at a site: so many at each, and so many for every 10,000 people who live there."""

    each: Count = 0
    per_10k: Count = 0


class Pile(Authored):
    """Work that piles up while the service is down."""

    per_hour: Positive
    slack: Length
    """How long until the first of it is late."""


class Service(Authored):
    """Something that people use."""

    name: Text
    org: Id
    system: Id
    needs: Need
    users: dict[Id, Usage] = {}
    """Site or kind of site → users there; a site's own entry goes before its kind's."""
    access: Annotated[list[Literal["tslcd", "internet"]], Field(max_length=2)] = []
    """Planes by which a site may reach it; left out = none is needed."""
    degraded: Share = 500
    """What is left of it when a part that it could do without is lost."""
    paper: Share = 0
    """Share of the loss that a paper procedure saves."""
    queue: Pile | None = None


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
    """A smaller edition of another network: the same spec, these communes in full, one node for each of the rest."""

    network: Id
    name: Text
    summary: Text
    same_as: Id
    in_full: Names
    """Communes (site ids)."""


for _model in (SiteChange, AllOf, AnyOf, AtLeast, Service, Network):
    _model.model_rebuild()

NetworkSpec = Network
"""The root of a whole description, under the name that other modules ask for."""
