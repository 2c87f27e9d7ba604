"""Organisation profiles as trainers write them: who answers to whom, who may order what, levels, papers, and since when."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from scenarios.model.base import Authored, Id, Text, Written, fault
from scenarios.model.quantities import Duration, Length, Share
from scenarios.model.response import Headcount

BODY_PATTERN = r"^(\*|[a-z0-9][a-z0-9-]*(:\*)?)$"


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


Body = Annotated[str, StringConstraints(pattern=BODY_PATTERN, max_length=80)]
"""An organisation, a role that `bodies` names, `KIND:*` (every organisation of a kind), or `*`."""
_BODY_SCHEMA = {"type": "string", "pattern": BODY_PATTERN}
Bodies = Annotated[
    list[Body], BeforeValidator(_listed), WithJsonSchema({"anyOf": [_BODY_SCHEMA, {"type": "array", "items": _BODY_SCHEMA}]})
]
"""One of them, or several."""


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise fault("day", given=str(value)) from None


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


class Basis(Authored):
    """The law or rule by which something is owed. Where it is not `sure`, papers print «theo quy chế diễn tập»."""

    vi: Written
    en: Written
    sure: bool = False


class ReportField(Authored):
    """A field that forms may hold."""

    name: Text
    kind: Literal["text", "time", "systems", "services", "people", "level", "measures", "help"]
    """How it is checked: against what the team could know of moments, systems, services, people, the level, what was done."""
    asked: bool = False
    """The person writes it; nothing is filled in."""


class Form(Authored):
    """A paper: its kind, who signs it, its fields."""

    kind: Literal["notice", "initial", "situation", "plan", "direction", "final", "personal-data"]
    signed: Literal["none", "head"] = "none"
    """`head`: it waits for a signature before it goes out."""
    fields: Annotated[list[Id], Field(min_length=1)]
    basis: Basis | None = None


class OrderRule(Authored):
    """Who may order which actions of whom. Without such a rule one can only ask."""

    who: Body
    whom: Bodies
    actions: Bodies
    """Action ids, or `*`."""
    on_paper_within: Length = 0
    """The order must follow on paper by then; 0 = it need not."""


class SeverityRule(Authored):
    """A level of the incident: who may declare it, what that calls up, costs and opens."""

    by: Bodies = []
    """Left out = anybody."""
    calls: dict[Body, dict[Id, Headcount]] = {}
    """Organisation → role → people who join its team."""
    alarm: Annotated[int, Field(ge=0, le=1000)] = 0
    """Public trust lost, per-mille, where the public had felt nothing yet."""
    opens: list[Id] = []
    """Actions that may be ordered only while a level stands that opens them."""


class ProfileDuty(Authored):
    """A report that the rules ask for; a scenario's duty takes it over by `as`."""

    name: Text
    form: Id
    to: Bodies
    """The first is who must get it; to any of the others it goes as well."""
    within: Annotated[Length, Field(gt=0)]
    """The legal term."""
    drill_within: Annotated[Length, Field(gt=0)] | None = None
    """The term in a drill of some hours; left out = the legal one."""
    basis: Basis


class Signature(Authored):
    """Who signs for an organisation, and who in his place."""

    person: Id
    deputy: Id | None = None


class Channel(Authored):
    """A way to send words."""

    name: Text | None = None
    """Left out where `words: {via: …}` names it."""
    carried_by: list[Id] = []
    """Services that must work at both ends."""
    takes: Duration
    takes_by_km: Length = 0
    read_after: Duration
    """Until whoever got it has read it."""
    leaks: Share = 0
    """Chance that a message with something attached gets out."""
    paper: bool = False
    """It counts as paper."""
    only: Bodies = []
    """Organisations that have it; left out = everybody."""


class Profile(Authored):
    """An organisation profile, valid from one day to another."""

    name: Text
    since: Day | None = None
    until: Day | None = None
    bodies: dict[Id, Id] = {}
    """Role → organisation of the network; a scenario may put others in their place."""
    answers_to: dict[Body, Body] = {}
    """Who answers to whom."""
    may_order: list[OrderRule] = []
    severities: dict[Literal["suspected", "ordinary", "serious", "over"], SeverityRule] = {}
    forms: dict[Id, Form] = {}
    duties: dict[Id, ProfileDuty] = {}
    signers: dict[Body, Signature] = {}
    """Organisation → who signs its papers."""
    channels: dict[Id, Channel] = {}
    need_to_know: dict[Literal["personal", "secret"], Bodies] = {}
    """Who may have findings that hold personal data, or secrets."""
    oral_within: Annotated[Length, Field(gt=0)] = 7_200_000
    """What was ordered by word of mouth must be on paper within this time."""
