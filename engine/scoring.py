"""Score: what each judged item earned, by which events, with coverage and range."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Harm:
    """The four harms, never summed but in `weighted` (milli-points, by the scenario's declared weights)."""

    service: int
    """User-milliseconds lost."""
    data: int
    """People whose data was exposed, or records lost."""
    evidence: int
    """Evidence points destroyed before anybody collected them."""
    information: int
    """Public trust lost, per-mille."""
    weighted: int


@dataclass(frozen=True, slots=True)
class MeasureScore:
    """One judged item. `state`: not-due, unjudged, judged. `earned` and `points` in milli-points."""

    objective: str
    id: str
    kind: str
    state: str
    points: int
    earned: int
    value: int | None
    """What was measured (ms, per-mille, number), None where there is none."""
    target: int
    limit: int
    evidence: tuple[int, ...]
    """Positions in the event list of the events that decided it."""


@dataclass(frozen=True, slots=True)
class ObjectiveScore:
    """An objective's measures folded. rating: P S M U, '' where under 80 % of its due points are judged."""

    id: str
    points: int
    due: int
    judged: int
    earned: int
    rating: str
    measures: tuple[MeasureScore, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """score = earned / judged in per-mille; low and high: if the unjudged earned nothing or everything."""

    score: int
    coverage: int
    low: int
    high: int
    rating: str
    harm: Harm
    avoided: int | None
    """(nobody - team) / (nobody - reference) of weighted harm, per-mille; None where not measurable."""
    objectives: tuple[ObjectiveScore, ...]
