"""A drill at rest: all that is needed to replay, report or question it."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.messages import Event, Input
from engine.plan import Plan

ENGINE_VERSION = "0.1.0"
PHYSICS = 2
"""Raised by every change that moves a golden digest: drills recorded under another number are never re-run."""


@dataclass(frozen=True, slots=True)
class Curve:
    """How one run went: the four harms over time, for comparison."""

    at: tuple[int, ...]
    service: tuple[int, ...]
    """User-milliseconds lost until `at`."""
    data: tuple[int, ...]
    evidence: tuple[int, ...]
    information: tuple[int, ...]
    services: dict[str, int] = field(default_factory=dict)
    """User-milliseconds lost at the end, by service."""


@dataclass(frozen=True, slots=True)
class Baselines:
    """The same world under the same draws with nobody acting, and with the authored reference response."""

    nobody: Curve
    reference: Curve


@dataclass(frozen=True, slots=True)
class Header:
    """What a bundle says of itself before anything is read: no wall time, no machine, no names of people."""

    engine: str
    physics: int
    plan_hash: str
    seed: int
    roster_hash: str
    bots: dict[str, str]
    """team id → bot level, for the teams that no person plays."""
    player: str
    """Team that a person plays, '' when all are bots."""
    baselines: Baselines
    pace: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A grade or an override by a person: stamped with the drill time of what it judges."""

    at: int
    objective: str
    measure: str
    earned: int
    """Per-mille of the measure's points."""
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """Header, plan, journal and cached events of one drill."""

    header: Header
    plan: Plan
    inputs: tuple[Input, ...]
    horizon: int
    """Drill time up to which the drill was shown, or its end."""
    events: tuple[Event, ...]
    evaluations: tuple[Evaluation, ...] = ()
    branch: str = ""
