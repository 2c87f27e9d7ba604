"""Switches: measures that stay in force until somebody turns them off, and what services feel of them."""

from __future__ import annotations

from engine.applied import Applied, Occasion
from engine.plan import Effect, Switch
from engine.world import World


class Switches:
    """All switches of a run; which are on stands in `World.switches`."""

    def __init__(self, world: World, applied: Applied) -> None:
        self._world = world
        applied.register("switch-on", lambda effect, occasion: self.turn(effect, True, occasion))
        applied.register("switch-off", lambda effect, occasion: self.turn(effect, False, occasion))
        for switch in world.index.plan.switches:
            if switch.starts:
                self._set(switch, "", True)
                world.clock.later(-world.clock.now, self._tell, switch, "", Occasion((), ""))

    def turn(self, effect: Effect, on: bool, occasion: Occasion) -> bool:
        """Turn a switch on or off where the effect says, or where the occasion is; whether that was new."""
        name, _, place = effect.ref.partition("@")
        switch = self._world.index.switches[name]
        place = place or self._place(switch, occasion.target)
        if (place in self._world.switches[name]) == on:
            return False
        self._set(switch, place, on)
        self._tell(switch, place, occasion)
        self._world.tell("switch", name)
        return True

    def _place(self, switch: Switch, target: str) -> str:
        """The site or system that something belongs to, as the switch's scope asks."""
        index = self._world.index
        if switch.scope == "none":
            return ""
        number = index.asset_of.get(target, -1)
        if switch.scope == "site":
            return index.site[number] if number >= 0 else target
        if number >= 0:
            return index.assets[number].system
        return index.services[target].system if target in index.services else target

    def _set(self, switch: Switch, place: str, on: bool) -> None:
        world, cause = self._world, f"switch:{switch.id}"
        site = place if switch.scope == "site" else ""
        if on:
            world.switches[switch.id][place] = world.clock.now
        else:
            del world.switches[switch.id][place]
        if not on and not site and world.switches[switch.id]:
            return  # still on in another system: its services stay as they are
        for service, level in switch.caps:
            world.services.cap(service, cause, level, site) if on else world.services.uncap(service, cause, site)
        for service, level in switch.lifts:
            world.services.lift(service, cause, level, site) if on else world.services.unlift(service, cause, site)

    def _tell(self, switch: Switch, place: str, occasion: Occasion) -> None:
        to = tuple(dict.fromkeys((*occasion.teams, *switch.told)))
        on = int(place in self._world.switches[switch.id])
        self._world.emit("switched", to, {"switch": switch.id, "on": on, "site": place, "by": occasion.by})
