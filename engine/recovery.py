"""Recovery: what comes back in the wrong order is lost again, and nobody reconnects without proof.

A system trusts others (sign-on, the hypervisors below it). While the adversary sits in one of those, or holds an account
there that nobody has reset, a machine that comes back is theirs again before long.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from engine.knowledge import REMEDIES
from engine.plan import Effect, Spread
from engine.world import Hold

if TYPE_CHECKING:
    from engine.conditions import Conditions
    from engine.response import Outcome, Task
    from engine.world import World

RELAPSE_AFTER = Spread((12 * 60_000, 25 * 60_000, 60 * 60_000))
"""How long until a machine that came back too early is theirs again (author's estimate)."""
ANY = "*"


class Recovery:
    """Relapse and proof in a run."""

    def __init__(self, world: World, conditions: Conditions) -> None:
        self._world = world
        self._conditions = conditions
        self._accounts: dict[str, tuple[str, ...]] = {}
        self.verbs: dict[str, Callable[[Task, Effect], Outcome]] = {"prove-clean": self._prove}

    # --- relapse

    def came_back(self, asset: int) -> None:
        """A machine was restored, rebuilt or reconnected: whoever sits in what it trusts will be back on it."""
        if self._betrayer(asset):
            name = self._world.index.assets[asset].id
            after = self._world.draws.sample("relapse", name, RELAPSE_AFTER)
            self._world.clock.later(after, self._relapse, asset)

    def _relapse(self, asset: int) -> None:
        world = self._world
        campaign = self._betrayer(asset)
        if not campaign or asset in world.holds or not world.usable(asset):
            return
        world.gain(asset, Hold(campaign, world.clock.now), reason="relapse")
        name = world.index.assets[asset].id
        self._conditions.latch(f"relapse:{name}")
        self._conditions.latch("relapse:")

    def _betrayer(self, asset: int) -> str:
        """The campaign that could come back to a machine through what its system trusts, '' where none could."""
        world, index = self._world, self._world.index
        system = index.systems.get(index.assets[asset].system)
        if system is None or not system.trusts:
            return ""
        held = min((number for number in world.live if index.assets[number].system in system.trusts), default=-1)
        if held >= 0:
            return world.live[held].campaign
        usable = world.stolen - world.locked
        if usable.isdisjoint(account for trusted in system.trusts for account in self._accounts_into(trusted)):
            return ""
        return world.intruder

    def _accounts_into(self, system: str) -> tuple[str, ...]:
        """Accounts that open a machine of a system."""
        known = self._accounts.get(system)
        if known is None:
            index = self._world.index
            members = {asset.id for asset in index.assets if asset.system == system}
            known = tuple(item.id for item in index.accounts.values() if not members.isdisjoint(item.grants))
            self._accounts[system] = known
        return known

    # --- proof

    def _prove(self, task: Task, effect: Effect) -> Outcome:
        """Show that a system is clean: nobody sits in it, and all that was found of it has been dealt with.

        What is said of a failure counts only what the team itself knows to be open.
        """
        world, system = self._world, task.target
        known = world.knowledge[task.owner].states
        assets = world.index.assets
        open_ = sum(state not in REMEDIES for name, state in known.items() if assets[world.index.asset_of[name]].system == system)
        if open_ or any(assets[number].system == system for number in world.holds):
            return "nothing", {"reason": "not-proven", "count": open_}
        told = dict.fromkeys((*task.to, *world.index.awaiting_proof(system)))
        world.emit("proven", tuple(told), {"system": system})
        return "done", {}


def lacks_proof(facts: Collection[str], wanted: tuple[str, ...]) -> str:
    """The first system whose proof a team lacks (`*`: any proof at all), '' where it has what it takes."""
    for system in wanted:
        if system == ANY:
            if not any(fact.startswith("proven:") for fact in facts):
                return ANY
        elif f"proven:{system}" not in facts:
            return system
    return ""
