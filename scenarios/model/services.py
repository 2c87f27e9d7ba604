"""What people use, and what it needs to stand."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.model.base import Authored, Count, Id, Text, fault
from scenarios.model.premises import Plane, Positive
from scenarios.model.quantities import Length, Share


class NeedOne(Authored):
    """Exactly one of: an asset, a line, a service, or a named part."""

    asset: Id | None = None
    link: Id | None = None
    service: Id | None = None
    part: Id | None = None


class NeedAll(Authored):
    """Everything here."""

    all: Annotated[list[Need], Field(min_length=1)]


class NeedAny(Authored):
    """At least one of these."""

    any: Annotated[list[Need], Field(min_length=1)]


class NeedSome(Authored):
    """At least so many of these."""

    at_least: Positive
    of: Annotated[list[Need], Field(min_length=1)]


class NeedEach(Authored):
    """That device at every site of a template, at least `share` of them."""

    each: Id
    """Template."""
    asset: Id
    """What follows the site in the asset's id."""
    share: Share


def _need_shape(value: Any) -> str:
    if isinstance(value, str):
        return "~asset"
    if isinstance(value, (NeedAll, NeedAny, NeedSome, NeedEach, NeedOne)):
        return {NeedAll: "~all", NeedAny: "~any", NeedSome: "~at_least", NeedEach: "~each", NeedOne: "~leaf"}[type(value)]
    if isinstance(value, dict):
        return next((f"~{key}" for key in ("all", "any", "at_least", "each") if key in value), "~leaf")
    raise fault("need_shape")


Need = Annotated[
    Annotated[Id, Tag("~asset")]
    | Annotated[NeedAll, Tag("~all")]
    | Annotated[NeedAny, Tag("~any")]
    | Annotated[NeedSome, Tag("~at_least")]
    | Annotated[NeedEach, Tag("~each")]
    | Annotated[NeedOne, Tag("~leaf")],
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


class Local(Authored):
    """What carries a service at one place: devices of a kind that stand there, or one device; and how they are reached."""

    kind: Id | None = None
    """Kind of device: where half of these at a site are dead, people there have half of the service."""
    system: Id | None = None
    """Only those of this system."""
    asset: Id | None = None
    """Instead of `kind`: the one device, by what follows the site in its id (`his01`)."""
    plane: Plane | None = None
    """Plane by which they hang on the rest (`ring`: masts cut off are dead masts)."""


class Service(Authored):
    """Something that people use."""

    name: Text
    org: Id
    system: Id
    needs: Need
    users: dict[Id, Usage] = {}
    """Site or kind of site → users there; a site's own entry goes before its kind's."""
    access: Annotated[list[Literal["tslcd", "internet", "ring"]], Field(max_length=3)] = []
    """Planes by which a site may reach it; left out = none is needed."""
    degraded: Share = 500
    """What is left of it when a part that it could do without is lost."""
    paper: Share = 0
    """Share of the loss that a paper procedure saves."""
    queue: Pile | None = None
    local: Local | None = None
    """What it hangs on at each place, beside what it needs as a whole."""
    standby: Need | None = None
    """What stands ready to take it over in a fail-over; left out = nothing does."""


for _model in (NeedAll, NeedAny, NeedSome, Service):
    _model.model_rebuild()
