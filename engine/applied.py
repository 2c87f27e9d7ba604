"""What replies, injects, steps, choices and actions alike may bring about: one table, one application.

Each part of the world registers the verbs that are its own; whoever lets effects take hold calls `apply` and knows
nothing of what is behind them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.plan import Effect
from engine.world import World


@dataclass(frozen=True, slots=True)
class Occasion:
    """On what occasion effects take hold: the teams concerned, the cause, what it is about, and the team that acts."""

    teams: tuple[str, ...]
    cause: str
    target: str = ""
    by: str = ""
    """'' where no team acts: an inject, or the adversary."""


Bring = Callable[[Effect, Occasion], bool]
"""Brings one effect about; whether anything changed by it."""


class Applied:
    """The verbs that effects may carry wherever they stand."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._verbs: dict[str, Bring] = {
            "trust": self._trust,
            "evidence-lost": self._evidence,
            "flag": self._flag,
            "reveal": self._reveal,
            "tell-people": self._tell_people,
        }

    @property
    def verbs(self) -> frozenset[str]:
        """Verbs that were registered."""
        return frozenset(self._verbs)

    def register(self, verb: str, bring: Bring) -> None:
        """A part of the world takes a verb as its own."""
        self._verbs[verb] = bring

    def apply(self, effects: tuple[Effect, ...], occasion: Occasion) -> bool:
        """Let effects take hold, in order; whether anything changed."""
        changed = [self._verbs[effect.verb](effect, occasion) for effect in effects]
        return any(changed)

    def _trust(self, effect: Effect, occasion: Occasion) -> bool:
        self._world.lose_trust(-effect.value, occasion.cause)
        return True

    def _evidence(self, effect: Effect, occasion: Occasion) -> bool:
        self._world.evidence_lost += effect.value
        self._world.count_harm("evidence", effect.value, occasion.cause)
        return True

    def _flag(self, effect: Effect, occasion: Occasion) -> bool:
        self._world.emit("flagged", occasion.teams, {"flag": effect.ref})
        return True

    def _reveal(self, effect: Effect, occasion: Occasion) -> bool:
        data = {"indicators": {effect.ref: self._world.value(effect.ref)}, "source": occasion.cause}
        self._world.emit("learnt", occasion.teams, data)
        return True

    def _tell_people(self, effect: Effect, occasion: Occasion) -> bool:
        """How many people are concerned, as somebody says it."""
        self._world.emit("learnt", occasion.teams, {"indicators": {}, "source": occasion.cause, "people": effect.value})
        return True
