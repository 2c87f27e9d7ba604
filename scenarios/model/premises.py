"""What a kind of site is made of: segments, devices, lines, accounts, stored copies."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from scenarios.model.base import Authored, Count, Id, Names
from scenarios.model.quantities import Length, Share

Plane = Literal["tslcd", "internet", "ring", "local"]
AccountKind = Literal["user", "admin", "service", "vendor", "domain-admin"]
Positive = Annotated[int, Field(ge=1, le=1_000_000_000)]
Prefix = Annotated[str, StringConstraints(pattern=r"^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/\d{1,2}$")]

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
    system: Id | dict[Id, Share] | None = None
    """The information system that they belong to; or system → share of the sites where it is that one."""
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


class SiteLine(Authored):
    """A line from one segment of each site: `<key>-<site>`."""

    kind: Id
    plane: Plane
    of: Id
    """Segment (its key) from which it leads."""
    to: Id
    """`node` = the segment `core` of the nearest transmission node, `district` = that of the commune's district, or a segment's id."""
    mbps: Amount
    operator: Likely
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
    """Equipment keys."""
    segments: Names


class Template(Authored):
    """A kind of site: its segments, devices, lines and accounts."""

    kind: Id
    """commune, datacentre, department, police, operator, node, hospital, post, national, internet ..."""
    segments: dict[Id, Zone] = {}
    lines: dict[Id, SiteLine] = {}
    joints: list[Joint] = []
    accounts: dict[Id, SiteAccount] = {}
    backups: list[SiteBackup] = []
    reduced: Reduced | None = None
    """Left out = such a site is always there in full."""
