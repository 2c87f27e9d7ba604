"""Teams, actions and the effects that actions, replies and injects have."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from scenarios.model.base import Authored, Id, Names, Text, Words
from scenarios.model.quantities import Duration, Factor, Length, Share, SignedLength

Headcount = Annotated[int, Field(ge=1, le=500)]


Heard = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*(@[a-z0-9][a-z0-9-]*)?$", max_length=160)]
"""A service, or a service at one site or at all sites of a kind."""


class Effect(Authored):
    """What takes hold: a verb the engine knows, what it is about, how much. A plain verb may be written alone."""

    do: Id
    on: Annotated[str, StringConstraints(max_length=200)] = ""
    value: int = 0


def _effect(value: Any) -> Any:
    return {"do": value} if isinstance(value, str) else value


def _effects(value: Any) -> Any:
    return [_effect(item) for item in value] if isinstance(value, list) else [_effect(value)]


_EFFECT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["do"],
    "additionalProperties": False,
    "properties": {"do": {"type": "string"}, "on": {"type": "string"}, "value": {"type": "integer"}},
}
_ONE = {"anyOf": [{"type": "string"}, _EFFECT_SCHEMA]}
Effects = Annotated[list[Effect], BeforeValidator(_effects), WithJsonSchema({"anyOf": [*_ONE["anyOf"], {"type": "array", "items": _ONE}]})]
"""One effect or several; each a verb, or `{do: verb, on: what, value: n}`."""


class Action(Authored):
    """Something a team can do."""

    name: Text
    """As a button says it."""
    effect: Text
    """«Ảnh hưởng»: who loses what for how long."""
    evidence: Text
    """«Chứng cứ»: what is at risk or kept."""
    code: Annotated[str, StringConstraints(pattern=r"^(RA\d{4}|DT-[A-Z0-9-]+)$")]
    """RE&CT id, or an own `DT-` id."""
    stage: Literal["identify", "contain", "eradicate", "recover", "coordinate"]
    target: Literal[
        "none", "alert", "asset", "site", "link", "account", "indicator", "service", "backup", "form", "team", "system", "person"
    ] = "none"
    kinds: Names = []
    """Target kinds it applies to; left out = all."""
    staff: Annotated[dict[Id, Headcount], Field(min_length=1)]
    """Role → people it takes."""
    takes: Duration
    authority: Literal["own", "operator", "leader"] = "own"
    approval: Duration | None = None
    """With authority leader: how long direction takes."""
    needs_proof: Literal["any"] | Names = []
    """Systems that must have been proven clean first (`any`: some system)."""
    noticed: Share = 0
    """Chance that the adversary notices when it touches something of theirs."""
    effects: Effects
    works: dict[Id, Annotated[int, Field(ge=1, le=1_000_000)]] = {}
    """Pile → items an hour that it works off until the pile is empty; `takes` is its set-up time then."""


class Shift(Authored):
    """How long a team has been at work, and what tiredness does."""

    since: SignedLength = 0
    """When its shift began; negative = before the drill."""
    tired_after: Annotated[Length, Field(gt=0)]
    slower: Factor = 1300
    """Length of a tired team's work, against a rested one's."""
    slips: Factor = 1500
    """Chance that the adversary notices a tired team's work, against a rested one's."""


class Team(Authored):
    """A team: whom it acts for, its people, what it sees, what it may do, and its first card."""

    name: Text
    org: Id
    """Organisation of the network for which it acts."""
    player: bool = False
    """The seat that `dientap play` takes."""
    brief: Text
    """«Anh/chị là …»"""
    decides: Text
    """«Được tự quyết: …»"""
    asks: Text
    """«Phải xin ý kiến: …»"""
    reports: Text
    """«Báo cáo cho: …»"""
    staff: Annotated[dict[Id, Headcount], Field(min_length=1)]
    """Role → people."""
    may: Words
    """Action ids, or `stage:contain` for every action of a stage."""
    sees: dict[Id, Duration] = {}
    """Sensor → delay until its alerts reach this team."""
    hears: dict[Heard, Duration] = {}
    """Service → how long until the team notices its loss; `service@site` (or `service@kind-of-site`): what people at that
    site have of it."""
    shift: Shift | None = None
    """Left out = nobody tires in this drill."""
