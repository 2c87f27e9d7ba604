"""Looking at a thing that is not a log: a page from outside, an answer, a patient's record, a loudspeaker, a bearing.

What is seen depends on this moment and on where one looks from. That nothing was seen says so much and no more: no
machine becomes clean by it. A sight lies nowhere but with those who saw it, so seeing it is keeping it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.conditions import Conditions
from engine.investigation import Investigation
from engine.knowledge import OBSERVED
from engine.plan import Effect, Observation, Sight
from engine.world import Trace, World

if TYPE_CHECKING:
    from engine.response import Outcome, Task


class Observations:
    """What teams see when they go and look."""

    def __init__(self, world: World, conditions: Conditions, investigation: Investigation) -> None:
        self._world = world
        self._conditions = conditions
        self._investigation = investigation
        self._times: dict[tuple[str, str, str], int] = {}
        """(observation, team, target) → how often it was looked at."""
        found: defaultdict[str, list[Observation]] = defaultdict(list)
        for observation in world.index.plan.observations:
            sites = [world.index.site[world.index.asset_of[target]] for target in observation.targets]
            for place in dict.fromkeys((*observation.targets, *sites)):
                found[place].append(observation)
        self._at = dict(found)
        """Asset or site → what can be observed there."""

    @property
    def verbs(self) -> dict[str, Callable[[Task, Effect], Outcome]]:
        """What actions may do of this."""
        return {"observe": self._observe}

    def _observe(self, task: Task, effect: Effect) -> Outcome:
        world = self._world
        here = [item for item in self._at.get(task.target, ()) if effect.ref in ("", item.id)]
        able = [item for item in here if not item.needs or world.serves(world.index.asset_of[item.needs])]
        if here and not able:
            return "failed", {"reason": "off"}
        seen = sum([self._look(task, item) for item in able])
        if seen:
            return "done", {"count": seen}
        if not here:
            world.emit("collected", task.to, {"asset": task.target, "what": OBSERVED, "task": task.id})
        return "nothing", {"reason": "nothing-seen"}

    def _look(self, task: Task, observation: Observation) -> bool:
        """One look; whether there was anything to see."""
        key = (observation.id, task.owner, task.target)
        nth = self._times.get(key, 0)
        self._times[key] = nth + 1
        sight = self._seen(observation, task, nth)
        if sight is None:
            data = {"asset": task.target, "what": OBSERVED + observation.id, "task": task.id}
            self._world.emit("collected", task.to, data)
            return False
        index = self._world.index
        spot = self._spot(observation, task.target)
        artefact = index.artefacts[sight.artefact]
        step = f"{observation.id}:{task.owner}:{task.target}:{nth}"
        trace = Trace(artefact, sight.about or spot, spot, "", "", self._world.clock.now, step, frozenset(task.to), sealed=True)
        self._investigation.tell(task, trace, observation.id, confirms=bool(sight.about))
        return True

    def _seen(self, observation: Observation, task: Task, nth: int) -> Sight | None:
        for place, sight in enumerate(observation.sees):
            if sight.when is not None and not self._conditions.holds(sight.when):
                continue
            if self._world.draws.chance(f"observe:{observation.id}:{place}:{task.owner}", f"{task.target}:{nth}", sight.chance):
                return sight
        return None

    def _spot(self, observation: Observation, target: str) -> str:
        """The asset that was looked at; for a site, the observation's first one there."""
        index = self._world.index
        if target in index.asset_of:
            return target
        return next(asset for asset in observation.targets if index.site[index.asset_of[asset]] == target)
