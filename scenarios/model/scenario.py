"""The whole scenario, and the shared catalogue beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from scenarios.model.adversary import Campaign
from scenarios.model.base import Authored, Id, Text, Written, fault
from scenarios.model.conditions import Targets
from scenarios.model.msel import Duty, Inject, Reentry, Reserve
from scenarios.model.objectives import Dilemma, Milestone, Objective, Order, Weights
from scenarios.model.people import Person
from scenarios.model.piles import Pile
from scenarios.model.profile import Channel, Form, Profile, ReportField, Signature
from scenarios.model.quantities import Length
from scenarios.model.response import Action, Team
from scenarios.model.switches import Switch
from scenarios.model.telemetry import AlertKind, Artefact, Benign, Format, Indicator, Noise, Observation, Program, Sensor
from scenarios.model.weather import Battery, Weather


def _moment(value: Any) -> Any:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise fault("moment", given=str(value))
    return value


Moment = Annotated[str, BeforeValidator(_moment), WithJsonSchema({"type": "string", "examples": ["2026-03-13T07:20+07:00"]})]


class Catalog(Authored):
    """The shared catalogue (`scenarios/catalog/*.yaml`); a scenario may add to each section or replace an entry."""

    actions: dict[Id, Action] = {}
    sensors: dict[Id, Sensor] = {}
    alerts: dict[Id, AlertKind] = {}
    artefacts: dict[Id, Artefact] = {}
    indicators: dict[Id, Indicator] = {}
    benign: dict[Id, Benign] = {}
    observations: dict[Id, Observation] = {}
    logs: dict[Id, Format] = {}
    """Log formats: a line with {fields}, the same in both languages, and the product's own names and constants."""
    programs: dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]+$", max_length=80)], Program] = {}
    """Program files by their name in small letters: what stands in their version resource."""
    words: dict[Id, dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9*~][a-z0-9:._-]*$")], Text]] = {}
    """Words of the program: group → name → text (`event: {task-ended: …}` becomes the text `event.task-ended`)."""
    profiles: dict[Id, Profile] = {}
    people: dict[Id, Person] = {}
    """People beside the teams, by office."""
    fields: dict[Id, ReportField] = {}
    """Fields that forms may hold."""


class Scenario(Catalog):
    """A scenario: `scenario.yaml` and the files it includes."""

    scenario: Id
    """The folder's name."""
    title: Text
    summary: Text | None = None
    """One sentence for lists."""
    network: Id
    profile: Id
    attack: Annotated[str, StringConstraints(pattern=r"^v\d+(\.\d+)?$")]
    """ATT&CK version of the technique ids."""
    starts: Moment
    """Local wall time of the drill's first minute, with offset."""
    lasts: Annotated[Length, Field(gt=0)]
    include: list[Written] = []
    """Sibling files whose keys are joined to this one's."""
    briefing: Text
    situation: Text
    """The situation before the drill, a few lines."""
    sets: dict[Id, Targets] = {}
    """Named selections of assets."""
    teams: Annotated[dict[Id, Team], Field(min_length=1)]
    adversary: Annotated[dict[Id, Campaign], Field(min_length=1)]
    noise: dict[Id, Noise] = {}
    switches: dict[Id, Switch] = {}
    piles: dict[Id, Pile] = {}
    injects: dict[Id, Inject] = {}
    bodies: dict[Id, Id] = {}
    """Role of the profile → organisation that has it here."""
    signers: dict[Id, Signature] = {}
    """Organisation → who signs its papers here, before the profile's."""
    channels: dict[Id, Channel] = {}
    """Channels beside the profile's, or in their place."""
    forms: dict[Id, Form] = {}
    """Forms beside the profile's, or in their place."""
    duties: dict[Id, Duty] = {}
    reserves: dict[Id, Reserve] = {}
    reentry: dict[Id, Reentry] = {}
    weather: dict[Id, Weather] = {}
    batteries: dict[Id, Battery] = {}
    milestones: dict[Id, Milestone] = {}
    objectives: dict[Id, Objective] = {}
    weights: Weights
    reference: list[Order] = []
    dilemmas: dict[Id, Dilemma] = {}
