"""Whom a step goes for: its candidates in a keyed order of its own, each tried once, those spared kept for another try."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.plan import Step
from engine.verbs import Verbs
from engine.world import World


class Candidates:
    """The candidates of every step of one campaign. `barred`: what about a target is in a step's way, '' where nothing is."""

    def __init__(self, world: World, verbs: Verbs, barred: Callable[[Step, int], str]) -> None:
        self._world = world
        self._verbs = verbs
        self._barred = barred
        self._pools: dict[str, list[str]] = {}
        """Step → candidates that were looked at and are to be looked at again."""
        self._sources: dict[str, Iterator[str]] = {}
        """Step → its candidates not looked at yet."""
        self._spared: dict[str, list[str]] = {}
        """Front → hosts it came to and could not take: there again when it is tried again."""

    def pick(self, step: Step) -> list[str]:
        """Those that a plain step tries now; a retry may choose them again."""
        pool = self._pools.setdefault(step.id, [])
        out, passed = self._next(step, pool, step.pick or 1)
        self._pools[step.id] = [*pool, *passed, *out]
        return out

    def batch(self, step: Step, number: int) -> list[str]:
        """The next of a front, as many as that if there are."""
        out, passed = self._next(step, self._pools.setdefault(step.id, []), number)
        self.spare(step, *passed)
        return out

    def reopen(self, step: Step) -> None:
        """A front is tried (again): whom it spared is there again."""
        self._pools[step.id] = [*self._pools.get(step.id, ()), *self._spared.pop(step.id, ())]

    def spare(self, step: Step, *targets: str) -> None:
        """Let a front leave hosts for its next try."""
        self._spared.setdefault(step.id, []).extend(targets)

    def _next(self, step: Step, pool: list[str], number: int) -> tuple[list[str], list[str]]:
        """The next that fit, and those passed over on the way."""
        if step.id not in self._sources:
            self._sources[step.id] = self._world.draws.ranked(f"pick:{step.id}", self._world.index.grouped(step.id, step.targets))
        source, fits = self._sources[step.id], self._fits(step)
        out: list[str] = []
        passed: list[str] = []
        while len(out) < number:
            name = pool.pop(0) if pool else next(source, "")
            if not name:
                break
            (out if fits(name) else passed).append(name)
        return out, passed

    def _fits(self, step: Step) -> Callable[[str], bool]:
        if step.verb == "flood":
            return lambda _: True
        world = self._world
        number = world.index.asset_of
        if not step.front:
            return lambda name: world.usable(number[name])
        fresh, barred = self._verbs.fresh, self._barred  # what halts the whole step was looked at in this moment
        return lambda name: fresh(step, number[name]) and not barred(step, number[name])
