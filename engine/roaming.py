"""Fronts that move: something that is at one place at a time, gone when it comes to the next, and may be caught there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simpy import Event

from engine.clock import Process
from engine.conditions import Conditions
from engine.plan import Condition, Effect, Site, Step
from engine.world import World

if TYPE_CHECKING:
    from engine.response import Outcome, Task

NEAR = 3
"""Among so many of the nearest places the next is chosen, and so many count as neighbours of one."""
NEIGHBOUR_CHANCE = 500
"""Chance to catch it when it is at a neighbouring place, per-mille (author's estimate)."""


@dataclass(slots=True)
class Rover:
    """A front under way: where it stands ('' nowhere yet) and how it is stopped."""

    step: Step
    stop: Callable[[tuple[str, ...]], None]
    at: str = ""
    before: str = ""
    """Where it came from: it does not turn on the spot."""


class Roaming:
    """All moving fronts of a run."""

    def __init__(self, world: World, conditions: Conditions) -> None:
        self._world = world
        self._conditions = conditions
        self._rovers: dict[str, Rover] = {}
        self.verbs: dict[str, Callable[[Task, Effect], Outcome]] = {"intercept": self._intercept}

    def go(
        self,
        step: Step,
        beat: Callable[[Step], Event],
        goes_on: Callable[[Step], bool],
        strike: Callable[[Step, str], bool],
        stop: Callable[[tuple[str, ...]], None],
    ) -> Process:
        """One front's way: at every beat to the next place, until it has been at `most`, is stopped, or is caught."""
        rover = self._rovers[step.id] = Rover(step, stop)
        assert step.front is not None
        taken = tried = 0
        while taken < step.front.most and tried < 2 * step.front.most:
            yield beat(step)
            if step.paused_by is not None and self._conditions.holds(step.paused_by):
                yield self._until_quiet(step.paused_by)
            if not goes_on(step):
                break
            tried += 1
            target = self._next(rover)
            if target and strike(step, target):
                taken += 1
                self._leave(rover, "moved")
                rover.at, rover.before = target, rover.at
        self._leave(rover, "moved")
        del self._rovers[step.id]
        return taken > 0

    def _until_quiet(self, paused_by: Condition) -> Event:
        """It lies still as long as it hears that it is hunted."""
        quiet = self._world.clock.event()
        self._conditions.when(Condition("not", of=(paused_by,)), lambda: _succeed(quiet))
        return quiet

    def _leave(self, rover: Rover, reason: str) -> None:
        if rover.at:
            self._world.release(self._world.index.asset_of[rover.at], reason)

    def _next(self, rover: Rover) -> str:
        """The next place: by draw among all, or among the nearest to where it stands."""
        step, index = rover.step, self._world.index
        assert step.front is not None
        others = [target for target in step.targets if target not in (rover.at, rover.before)]
        if step.front.nearest and rover.at:
            here = self._site(rover.at)
            others = sorted(others, key=lambda target: (distance(here, self._site(target)), index.asset_of[target]))[:NEAR]
        return self._world.draws.lowest(f"roams:{step.id}", others)

    def _site(self, asset: str) -> Site:
        index = self._world.index
        return index.sites[index.site[index.asset_of[asset]]]

    def _intercept(self, task: Task, effect: Effect) -> Outcome:
        """Close in on a place (or on the place of an asset): what is there is caught, what is next door perhaps; what hangs on it ends."""
        for rover in list(self._rovers.values()):
            if rover.at and self._meets(task, rover):
                self._world.emit("rover-caught", task.to, {"step": rover.step.id, "site": self._site(rover.at).id})
                self._leave(rover, "caught")
                rover.at = ""
                rover.stop((rover.step.id,))
                return "done", {}
        return "nothing", {"reason": "nothing-found"}

    def _meets(self, task: Task, rover: Rover) -> bool:
        here, target = self._site(rover.at), task.target
        if target in self._world.index.asset_of:
            target = self._site(target).id
        if here.id == target:
            return True
        places = {self._site(target).id: self._site(target) for target in rover.step.targets}
        near = sorted((site for site in places.values() if site.id != here.id), key=lambda site: (distance(here, site), site.id))[:NEAR]
        if target not in [site.id for site in near]:
            return False
        return self._world.draws.chance(f"intercept:{rover.step.id}", f"{task.owner}:{target}", NEIGHBOUR_CHANCE)


def distance(one: Site, other: Site) -> int:
    """Square of the planar distance between two places, for comparison only (a degree is a degree in one province)."""
    north, east = one.lat_e6 - other.lat_e6, one.lon_e6 - other.lon_e6
    return north * north + east * east


def _succeed(event: Event) -> None:
    event.succeed()
