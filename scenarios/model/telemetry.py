"""What can be seen: sensors, alerts, artefacts, log lines, indicators, noise."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from scenarios.model.base import Authored, Count, Id, Names, Text
from scenarios.model.conditions import Condition, Targets
from scenarios.model.quantities import Duration, Length, Share

Field_ = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=60)]
Template = Annotated[str, StringConstraints(max_length=1000)]
Technique = Annotated[str, StringConstraints(pattern=r"^T\d{4}(\.\d{3})?$")]
Word = Annotated[str, StringConstraints(pattern=r"^([a-z0-9_-]+)?$", max_length=40)]
LogLine = Annotated[str, StringConstraints(min_length=1, max_length=2000)]

SEVERITIES = {"low": 1, "medium": 2, "high": 3, "very-high": 4}


class Line(Authored):
    """A log line: its format and what fills the format's fields.

    Fields that the format names and that are standard (host, address, account, user, source, source_address, time, pid)
    fill themselves when they are not given.
    """

    log: Id
    """A log format's id."""
    with_: dict[Field_, Template] = Field({}, alias="with")
    """Field → value; values may name {host} {address} {domain} {account} {user} {source} {source_address} {time} {pid} {INDICATOR-ID}."""
    technique: Technique | None = None
    """ATT&CK id of what this line shows; left out = its step's."""


class LogFormat(Authored):
    """How a product writes a record: the line that people read, and what stands in its own log.

    A line alone may be written instead: then the product's names are those of the line.
    """

    line: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    """The line with {fields}, the same in both languages; it names only what it shows."""
    like: Id | None = None
    """Another format, whose log source, constants, names and clock it has too unless it says otherwise."""
    product: Word = ""
    """Sigma's log source: windows, linux, cisco ..."""
    category: Word = ""
    """Sigma's log source: process_creation, registry_set, webserver, proxy ..."""
    service: Word = ""
    """Sigma's log source: security, system, sysmon, auditd ..."""
    fixed: dict[Field_, Template | int] = {}
    """Native field → what stands in it unless a record says otherwise (EventID, Channel, Provider_Name ...): all that the
    product writes. It may name the line's own fields and what the product makes of itself ({sysmon_time} {guid} {sid} ...)."""
    names: dict[Field_, Field_ | None] = {}
    """Field of ours, standard ones included → the product's name for it; null = the product has no such field."""
    time: Field_ | None = None
    """The product's name for the moment, `time` if left out."""
    program: Field_ | None = None
    """Field that names the program file: what `programs` says of it is added to the record."""
    also: list[Field_] = []
    """Native fields that a record may carry without standing in the line."""


def _format(value: Any) -> Any:
    return {"line": value} if isinstance(value, str) else value


Format = Annotated[LogFormat, BeforeValidator(_format, json_schema_input_type=LogLine | LogFormat)]
"""A log format, or its line alone."""


class Program(Authored):
    """What a program file says of itself (its version resource), as process and image records show it."""

    original: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    """OriginalFileName."""
    description: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    product: Annotated[str, StringConstraints(min_length=1, max_length=120)] = "Microsoft® Windows® Operating System"
    company: Annotated[str, StringConstraints(min_length=1, max_length=80)] = "Microsoft Corporation"
    version: Annotated[str, StringConstraints(min_length=1, max_length=80)] = "10.0.20348.1 (WinBuild.160101.0800)"


class Sensor(Authored):
    """Raises alerts on assets that carry a control. Which team gets them, and when, stands with the team (`sees`)."""

    name: Text
    control: Id | None = None
    """Control that an asset must carry (edr, mail-gateway, logs, netmon ...); left out = every asset."""


class AlertKind(Authored):
    """What an alert says, first in plain words."""

    sensor: Id
    severity: Literal["low", "medium", "high", "very-high"]
    says: Text
    """Plain words, one sentence."""
    why: Text
    """Why it is suspicious."""
    else_: Text = Field(alias="else")
    """What else it may be."""
    next: Text
    """Where to look next."""
    line: Line
    indicators: Names = []
    """Indicators that it carries."""


class Indicator(Authored):
    """Something that can be searched for or blocked; the drill's value is drawn among `values`."""

    kind: Literal["domain", "address", "hash", "account", "url", "task", "file"]
    name: Text
    values: Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=300)]], Field(min_length=1)] | None = None
    """Left out for kind account: the account's name."""
    account: Id | None = None
    """For kind account: the network's account that it is."""


class Artefact(Authored):
    """A trace: where it lies, how long it lasts, what a reader learns."""

    means: Text
    """What it means, to a reader."""
    where: Id = "disk"
    """`disk` or `memory` of the asset concerned, `source` (disk of the attacker's foothold), an asset id that keeps central
    logs, or a kind of keeper (proxy, firewall, dns, vpn, mail-gateway, log-server): the site's own, else the province's."""
    lines: Annotated[list[Line], Field(min_length=1)]
    includes: Names = []
    """Traces of the catalogue whose lines lie with these: what else was done in the same breath, each line under its own
    technique. Only their lines come along, not what they mean or reveal."""
    as_: dict[Id, Id] = Field({}, alias="as")
    """Indicator that an included trace names → the one of this story that stands there."""
    reveals: Names = []
    """Indicators that a reader learns."""
    lives: Length = 0
    """0 = until overwritten."""
    weight: Count = 1
    """Evidence points lost when it is destroyed before anybody collected it."""
    benign: bool = False
    points: Literal["source", "none"] = "none"
    """`source`: whoever reads it also learns, as suspect, the machine that it came from; one of its lines must name it."""
    secrecy: Literal["none", "personal", "secret"] = "none"
    """Who may have it is said by the profile's `need_to_know`; sent to others it is a leak."""


class Sight(Authored):
    """What one sees, while a condition holds."""

    while_: Condition | None = Field(None, alias="while")
    """Left out = at any time."""
    tells: Id
    """The artefact that is seen: its lines, indicators and meaning."""
    chance: Share = 1000
    about: Id | None = None
    """The asset that it shows to be in the attackers' hands; left out = it says so of none."""


class Observation(Authored):
    """Looking at a thing that is not a log: from outside, on the spot, by asking. The answer depends on the moment."""

    name: Text
    on: Targets
    """What must be named as the action's target; a site's name stands for those that are there."""
    needs: Id | None = None
    """An asset that must work, or nobody can look."""
    sees: Annotated[list[Sight], Field(min_length=1)]
    """The first that holds is seen."""
    else_: Text = Field(alias="else")
    """What is said when there is nothing to see: the same whether it never is or not now."""


class Noise(Authored):
    """False alarms at realistic rates."""

    alert: Id
    on: Targets
    every: Duration


def _all_kinds(value: Any) -> Any:
    return ["*"] if value in ("all", "*") else value if isinstance(value, list) else [value]


class Benign(Authored):
    """A harmless record that lies among the traces of assets of these kinds."""

    kinds: Annotated[list[str], BeforeValidator(_all_kinds)]
    """Asset kinds, or `all`."""
    line: Line
    count: Annotated[int, Field(ge=1, le=50)] = 2
    """So many in each collection."""
