"""Selectors of assets and conditions on the world, as trainers write them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.model.base import Authored, Count, Id, Names, Words
from scenarios.model.quantities import Length, Share, SignedLength, TimeOfDay


class Selector(Authored):
    """Assets of the network by what they are: every key given must hold, each key takes one value or several (any of them)."""

    asset: Names | None = None
    """Asset ids."""
    set: Names | None = None
    """Names of the scenario's `sets`."""
    kind: Names | None = None
    """Asset kinds: workstation, server, domain-controller, hypervisor ..."""
    site: Names | None = None
    """Site ids or site kinds (commune, datacentre ...)."""
    segment: Names | None = None
    """Segment ids."""
    zone: Names | None = None
    """Zones: office, server, db, dmz, management, backup, core, ot, internet."""
    system: Names | None = None
    """Information system ids."""
    platform: Words | None = None
    """Platforms, as the network writes them."""
    weakness: Names | None = None
    """At least one of these weaknesses."""
    control: Names | None = None
    """At least one of these controls."""
    exposes: Names | None = None
    """At least one of these network services."""
    single: bool = False
    """Only assets that stand for one device."""
    but: Targets | None = None
    """Leave these out."""


def _target_shape(value: Any) -> str:
    if isinstance(value, list):
        return "~names"
    return "~selector" if isinstance(value, (dict, Selector)) else "~name"


Targets = Annotated[
    Annotated[Id, Tag("~name")] | Annotated[list[Id], Tag("~names")] | Annotated[Selector, Tag("~selector")],
    Discriminator(_target_shape),
    Field(description="a set's name or an asset id, a list of them, or a selector"),
]
Selector.model_rebuild()


class AllOf(Authored):
    """Every one of these holds."""

    all: Annotated[list[Condition], Field(min_length=1)]


class AnyOf(Authored):
    """At least one of these holds."""

    any: Annotated[list[Condition], Field(min_length=1)]


class NotThat(Authored):
    """This does not hold."""

    not_: Condition = Field(alias="not")


class AtTime(Authored):
    """Drill time has come."""

    at: SignedLength


class MilestoneReached(Authored):
    """A milestone was recorded."""

    milestone: Id


class StepState(Authored):
    """An adversary's step has come to a state."""

    step: Id
    is_: Literal["started", "succeeded", "failed", "blocked", "gave-up", "abandoned"] = Field("succeeded", alias="is")


class ActionDone(Authored):
    """A team finished an action, on one of the targets where any are named."""

    done: Id
    team: Id | None = None
    on: Targets | None = None
    times: Annotated[int, Field(ge=1)] = 1


class ActionOrdered(Authored):
    """A team ordered an action, finished or not."""

    ordered: Id
    team: Id | None = None
    on: Targets | None = None
    times: Annotated[int, Field(ge=1)] = 1


class ServiceLevel(Authored):
    """A service stands at or below a level for a while; without `at_most` it is down."""

    service: Id
    at_most: Share = 0
    down_for: Length = 0
    """How long it has stood so."""
    site: Id | None = None
    """What people at this site have of it."""


class Footholds(Authored):
    """The adversary holds more than so many of these machines, or (with `none_for`) has held none for so long."""

    footholds_in: Literal["any"] | Targets
    """`any`: anywhere at all."""
    more_than: Count = 0
    for_: Length = Field(0, alias="for")
    none_for: Length | None = None


class Encrypted(Authored):
    """At least so many of these machines are encrypted or wiped."""

    encrypted: Targets
    at_least: Annotated[int, Field(ge=1)] = 1


class Tampered(Authored):
    """At least so many of these machines work and say something false."""

    tampered: Targets
    at_least: Annotated[int, Field(ge=1)] = 1


class WeatherState(Authored):
    """Weather has begun, or is over."""

    weather: Id
    is_: Literal["begun", "over"] = Field("begun", alias="is")


class Relapsed(Authored):
    """One of these machines (`any`: any machine) came back too early and was taken again."""

    relapse: Literal["any"] | Targets


class Knows(Authored):
    """A team knows a fact: alert:KIND, finding:ARTEFACT, indicator:ID, state:ASSET:STATE, done:ACTION ..."""

    knows: Annotated[str, Field(min_length=3, max_length=200)]
    team: Id | None = None


class ReportSent(Authored):
    """A team sent a form."""

    report: Id
    team: Id | None = None


class InjectReplied(Authored):
    """An inject was answered; `with`: by that reply, or a reply of that tag."""

    replied: Id
    with_: Id | None = Field(None, alias="with")


class InjectIgnored(Authored):
    """An inject ran out of time unanswered."""

    ignored: Id


class WithinHours(Authored):
    """Local time lies between two times of day (past midnight if the second is earlier), on these days."""

    hours: Annotated[list[TimeOfDay], Field(min_length=2, max_length=2)]
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = []
    """Days on which the window opens; left out = every day."""


class AccountLocked(Authored):
    """An account is locked."""

    locked: Id


class IndicatorBlocked(Authored):
    """An indicator is blocked at the edge."""

    blocked: Id


class SwitchOn(Authored):
    """A switch is on, at a site (or system) where it is one of several; without one, anywhere."""

    switch: Id
    site: Id | None = None


class PiledUp(Authored):
    """At least so many items wait in a pile."""

    pile: Id
    at_least: Annotated[int, Field(ge=1)] = 1


class Chose(Authored):
    """The adversary has decided; `is`: for that option."""

    chose: Id
    is_: Id | None = Field(None, alias="is")


class Leaked(Authored):
    """Something sent got out: by a channel (a screen of the chat), `message` (to somebody who may not have it), or `report`."""

    leaked: Id


KEYS: dict[str, type[Authored]] = {
    "all": AllOf,
    "any": AnyOf,
    "not": NotThat,
    "at": AtTime,
    "milestone": MilestoneReached,
    "step": StepState,
    "done": ActionDone,
    "ordered": ActionOrdered,
    "service": ServiceLevel,
    "footholds_in": Footholds,
    "encrypted": Encrypted,
    "tampered": Tampered,
    "weather": WeatherState,
    "relapse": Relapsed,
    "knows": Knows,
    "report": ReportSent,
    "replied": InjectReplied,
    "ignored": InjectIgnored,
    "hours": WithinHours,
    "locked": AccountLocked,
    "blocked": IndicatorBlocked,
    "switch": SwitchOn,
    "pile": PiledUp,
    "chose": Chose,
    "leaked": Leaked,
}
"""The key that tells a condition's kind → its model."""

_NAMES = {model: name for name, model in KEYS.items()}


def _condition_key(value: Any) -> str:
    if isinstance(value, dict):
        return "~" + next((name for name in KEYS if name in value), "none")
    return "~" + _NAMES.get(type(value), "none")


Condition = Annotated[
    Annotated[AllOf, Tag("~all")]
    | Annotated[AnyOf, Tag("~any")]
    | Annotated[NotThat, Tag("~not")]
    | Annotated[AtTime, Tag("~at")]
    | Annotated[MilestoneReached, Tag("~milestone")]
    | Annotated[StepState, Tag("~step")]
    | Annotated[ActionDone, Tag("~done")]
    | Annotated[ActionOrdered, Tag("~ordered")]
    | Annotated[ServiceLevel, Tag("~service")]
    | Annotated[Footholds, Tag("~footholds_in")]
    | Annotated[Encrypted, Tag("~encrypted")]
    | Annotated[Tampered, Tag("~tampered")]
    | Annotated[WeatherState, Tag("~weather")]
    | Annotated[Relapsed, Tag("~relapse")]
    | Annotated[Knows, Tag("~knows")]
    | Annotated[ReportSent, Tag("~report")]
    | Annotated[InjectReplied, Tag("~replied")]
    | Annotated[InjectIgnored, Tag("~ignored")]
    | Annotated[WithinHours, Tag("~hours")]
    | Annotated[AccountLocked, Tag("~locked")]
    | Annotated[IndicatorBlocked, Tag("~blocked")]
    | Annotated[SwitchOn, Tag("~switch")]
    | Annotated[PiledUp, Tag("~pile")]
    | Annotated[Chose, Tag("~chose")]
    | Annotated[Leaked, Tag("~leaked")],
    Discriminator(_condition_key, custom_error_type="condition_shape", custom_error_message="condition_shape"),
]
for _model in (AllOf, AnyOf, NotThat):
    _model.model_rebuild()
