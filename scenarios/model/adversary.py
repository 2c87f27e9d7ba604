"""Campaigns and their steps."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from scenarios.model.base import Authored, Count, Id, Names, Text
from scenarios.model.choices import Choice
from scenarios.model.conditions import Condition, Selector, Targets
from scenarios.model.quantities import Duration, Share, SignedLength
from scenarios.model.response import Effects

Verb = Literal[
    "deliver",
    "exploit",
    "login",
    "escalate",
    "discover",
    "move",
    "persist",
    "beacon",
    "collect",
    "exfiltrate",
    "encrypt",
    "wipe",
    "deface",
    "flood",
    "stop",
    "tamper",
    "spoof",
    "act",
]


class StepPlace(Authored):
    """The asset on which another step last succeeded."""

    step: Id


class ServicePlace(Authored):
    """Services, for `flood`."""

    service: Names


def _place_shape(value: Any) -> str:
    if isinstance(value, list):
        return "~names"
    if isinstance(value, (StepPlace, ServicePlace, Selector)):
        return {StepPlace: "~step", ServicePlace: "~service", Selector: "~selector"}[type(value)]
    if isinstance(value, dict):
        return "~step" if "step" in value else "~service" if "service" in value else "~selector"
    return "~name"


Place = Annotated[
    Annotated[Id, Tag("~name")]
    | Annotated[list[Id], Tag("~names")]
    | Annotated[StepPlace, Tag("~step")]
    | Annotated[ServicePlace, Tag("~service")]
    | Annotated[Selector, Tag("~selector")],
    Discriminator(_place_shape),
    Field(description="where a step strikes: a set or asset, a list, a selector, {step: S} or {service: S}"),
]


class StepNeeds(Authored):
    """What a step needs before it can be tried."""

    foothold: Literal["any"] | Targets | None = None
    """`any`, or machines of which at least one must be held."""
    account: Id | None = None
    """An account of the network that the adversary must have got."""
    weakness: Id | None = None
    """A weakness that the target must have."""
    over: Id | None = None
    """Network service by which the target must be reachable from a foothold (from the internet while none is held)."""
    channel: bool = False
    """A live command channel."""
    switch: Id | None = None
    """A switch that must be on (remote support opened, a line joined again)."""


class StepGives(Authored):
    """What a success brings."""

    foothold: bool = False
    account: Names = []
    """Accounts of the network."""


class StepFront(Authored):
    """A step that goes from machine to machine as one front."""

    every: Duration
    most: Annotated[int, Field(ge=1)]
    lanes: Annotated[int, Field(ge=1, le=64)] = 1
    moves: bool = False
    """It is at one place at a time, and gone when it comes to the next."""
    next: Literal["keyed", "nearest"] = "keyed"
    """Where a moving one goes on to: anywhere, or to one of the nearest places."""


class StepAgain(Authored):
    """Tries again after a failure."""

    after: Duration
    times: Annotated[int, Field(ge=1, le=100)]


class Step(Authored):
    """One thing the adversary does. Step ids are unique in the whole scenario."""

    did: Text
    """What the attacker did, for the report."""
    diary: Text
    """The same in the attacker's first person."""
    do: Verb
    technique: Annotated[str, StringConstraints(pattern=r"^T\d{4}(\.\d{3})?$")] | None = None
    """ATT&CK technique id; only `act` (a harmless person's doing) may leave it out."""
    tactic: Annotated[str, StringConstraints(pattern=r"^TA\d{4}$")] | None = None
    """ATT&CK tactic id; left out, the technique's own (its first)."""
    on: Place
    pick: Count = 0
    """How many of the candidates are chosen by draw (0 = one; all for a front)."""
    takes: Duration
    chance: Share = 1000
    needs: StepNeeds = StepNeeds()
    gives: StepGives = StepGives()
    leaves: Names = []
    """Artefact ids."""
    seen: dict[Id, Share] = {}
    """Alert kind → chance that it is raised (where its sensor covers the machine)."""
    people: Count = 0
    """People exposed by an exfiltration (0 = those the target holds)."""
    front: StepFront | None = None
    when: Condition | None = None
    """Checked when its turn comes: false = left out, and `skipped` follows."""
    wait: bool = False
    """With `when`: wait for it instead."""
    then: Names = []
    one_of: dict[Id, Share] = {}
    """Exactly one of these follows as well, by these shares (together 100%)."""
    again: StepAgain | None = None
    otherwise: Names = []
    """Follows when it gave up."""
    skipped: Names = []
    turns: dict[Id, Literal["on", "off"]] = {}
    """Switches that a success turns."""
    effects: Effects = []
    """What a success brings about besides (switches, trust, evidence)."""
    unhurried: bool = False
    """Does not go faster when the adversary is alarmed."""
    paused_by: Condition | None = None
    """A moving front lies still while this holds: it hears that it is hunted."""
    until: Condition | None = None
    """With `tamper`: while this holds the machine tells the truth (`{not: {hours: …}}`: at night only)."""


class CampaignAlarm(Authored):
    """What a campaign does when it notices a partial containment."""

    after: Duration
    hurry: Annotated[float, Field(ge=1, le=20)] = 1
    """2 = twice as fast."""
    then: Names = []
    """Steps that start, once."""


class Campaign(Authored):
    """A graph of steps."""

    name: Text
    starts: SignedLength = 0
    """Drill time of its beginning; negative = history (`-9d`), which leaves only traces."""
    spread: Duration | None = None
    """Drawn and added to `starts`."""
    when: Condition | None = None
    """It waits for this as well."""
    first: Names = []
    """Steps it begins with; left out, the first one listed."""
    channels: Names = []
    """Indicators (domain, address) of its command channel, in order of preference."""
    alarm: CampaignAlarm | None = None
    benign: bool = False
    """A false trail: an innocent cause, no attacker."""
    choices: dict[Id, Choice] = {}
    """Its decisions; ids are unique in the whole scenario."""
    steps: Annotated[dict[Id, Step], Field(min_length=1)]
