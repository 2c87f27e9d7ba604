"""What each verb of the adversary does to the world once it succeeds."""

from __future__ import annotations

from collections.abc import Callable

from engine.draws import quantile
from engine.plan import Step
from engine.world import ENCRYPTED, OFF, WIPED, Hold, World

DEFACED_TRUST = 25
"""Public trust lost when a page shows a false notice, per-mille (author's estimate)."""
FLOODED_LEVEL = 250
"""What a flood leaves of a service, per-mille (author's estimate)."""
FLOOD_MS = 45 * 60_000
"""How long a flood lasts where its step does not say (author's estimate)."""

UNOFFERED = ("deliver", "beacon", "exfiltrate", "act")
"""Verbs whose `over` is a way and no door: mail waits at its server, a beacon and an exfiltration go out from the machine,
a harmless person's doing asks nobody."""


class Verbs:
    """The verbs of one campaign."""

    def __init__(self, world: World, campaign: str) -> None:
        self._world = world
        self._campaign = campaign
        self._table: dict[str, Callable[[Step, str], int]] = {
            "deliver": self._enter,
            "exploit": self._enter,
            "login": self._enter,
            "move": self._enter,
            "escalate": self._enter,
            "discover": self._enter,
            "collect": self._enter,
            "beacon": self._enter,
            "act": self._enter,
            "persist": self._persist,
            "exfiltrate": self._exfiltrate,
            "encrypt": self._encrypt,
            "wipe": self._wipe,
            "deface": self._deface,
            "flood": self._flood,
            "stop": self._stop,
            "tamper": self._tamper,
            "spoof": self._spoof,
        }

    def apply(self, step: Step, target: str) -> int:
        """Do it; people whose data got out by it, 0 for most verbs."""
        if step.gives_account:
            self._world.stolen.update(step.gives_account)
        return self._table[step.verb](step, target)

    def fresh(self, step: Step, number: int) -> bool:
        """Whether a front has anything left to do there."""
        if step.verb == "encrypt":
            return not self._world.flags[number] & (ENCRYPTED | WIPED)
        if step.verb == "wipe":
            return not self._world.flags[number] & WIPED
        if step.verb == "stop":
            return not self._world.flags[number] & OFF
        if step.verb == "tamper":
            return number not in self._world.tampering.there
        if step.verb == "spoof":
            return number not in self._world.holds
        return number not in self._world.holds or not step.gives_foothold

    def _enter(self, step: Step, target: str) -> int:
        if step.gives_foothold:
            hold = Hold(self._campaign, self._world.clock.now, step.needs_account)
            self._world.gain(self._world.index.asset_of[target], hold)
        return 0

    def _persist(self, step: Step, target: str) -> int:
        self._enter(step, target)
        hold = self._world.holds.get(self._world.index.asset_of[target])
        if hold is not None:
            hold.persists = True
        return 0

    def _exfiltrate(self, step: Step, target: str) -> int:
        people = step.people or self._world.index.assets[self._world.index.asset_of[target]].people
        self._world.expose(people, step.id)
        return people

    def _encrypt(self, step: Step, target: str) -> int:
        world = self._world
        number = world.index.asset_of[target]
        self._destroy_copies(target)
        if world.set_flag(number, ENCRYPTED, True):
            world.emit("asset-encrypted", (), {"asset": target, "campaign": self._campaign})
            world.lose_traces(target, volatile_only=False, reason="encrypted")
            world.tell("ruined", target)
        return 0

    def _wipe(self, step: Step, target: str) -> int:
        """Copies go where copies lie; elsewhere the asset's own traces and, but for log servers, the asset."""
        world = self._world
        number = world.index.asset_of[target]
        world.lose_traces(target, volatile_only=False, reason="wiped")
        if self._destroy_copies(target) or world.index.assets[number].kind in ("log-server", "backup-server", "storage"):
            return 0
        if world.set_flag(number, WIPED, True):
            world.emit("asset-wiped", (), {"asset": target, "campaign": self._campaign})
            world.tell("ruined", target)
        return 0

    def _tamper(self, step: Step, target: str) -> int:
        """It works as before and says something false."""
        self._world.tampering.begin(self._world.index.asset_of[target], self._campaign)
        return self._enter(step, target)

    def _spoof(self, step: Step, target: str) -> int:
        """It is taken for the thing itself by whoever is near: it holds the place, and the thing goes on working."""
        self._world.gain(self._world.index.asset_of[target], Hold(self._campaign, self._world.clock.now, step.needs_account))
        return 0

    def _destroy_copies(self, target: str) -> int:
        """Stored copies that can be reached there are gone."""
        world = self._world
        gone = [copy for copy in world.index.copies_on.get(target, ()) if copy not in world.copies_offline]
        fresh = [copy for copy in gone if copy not in world.copies_lost]
        world.copies_lost.update(fresh)
        for copy in fresh:
            world.emit("copy-destroyed", (), {"backup": copy, "asset": world.index.backups[copy].asset})
        return len(gone)

    def _deface(self, step: Step, target: str) -> int:
        self._world.lose_trust(DEFACED_TRUST, step.id)
        return 0

    def _stop(self, step: Step, target: str) -> int:
        """Shuts it down: nothing is lost but what lay in memory, and it stays off until somebody powers it on."""
        self._world.set_flag(self._world.index.asset_of[target], OFF, True)
        return 0

    def _flood(self, step: Step, target: str) -> int:
        """Presses a service down for a while, or until an indicator it shows is blocked."""
        world = self._world
        length = FLOOD_MS
        if step.again_after is not None:
            length = quantile(step.again_after, world.draws.number(f"flood:{step.id}", target))
        world.services.cap(target, "flood", FLOODED_LEVEL)
        until, ends = world.floods.get(target, (0, ()))
        shown = tuple(item for name in step.leaves for item in world.index.artefacts[name].reveals)
        world.floods[target] = (max(until, world.clock.now + length), ends + shown)

        def ebb() -> None:
            if world.floods.get(target, (0, ()))[0] == world.clock.now:
                world.end_flood(target)

        world.clock.later(length, ebb)
        return 0
