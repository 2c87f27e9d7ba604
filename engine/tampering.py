"""Tampering: what runs and is not to be trusted. Records, configurations and signs that say something false.

A tampered asset serves as before, and no check for malware tells. Copies taken meanwhile hold the false content; an older
one, a rebuild or a correction brings the true one back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.plan import Backup, Effect, Reentry

if TYPE_CHECKING:
    from engine.response import Outcome, Task
    from engine.world import World

HOUR_MS = 3_600_000


@dataclass(slots=True)
class Spell:
    """A time in which an asset says something false; `until` None = still."""

    campaign: str
    since: int
    until: int | None = None


class Tampering:
    """All that was tampered with in a run."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._spells: dict[int, list[Spell]] = {}
        self._hiding: dict[int, str] = {}
        """asset that tells the truth for now because it is made to → campaign that makes it."""
        self.there: dict[int, Spell] = {}
        """Assets that say something false now."""
        self.verbs: dict[str, Callable[[Task, Effect], Outcome]] = {"compare-copy": self._compare, "correct": self._correct}

    def begin(self, asset: int, campaign: str) -> None:
        """From now on the asset says something false."""
        self._hiding.pop(asset, None)
        if asset in self.there:
            return
        spell = self.there[asset] = Spell(campaign, self._world.clock.now)
        self._spells.setdefault(asset, []).append(spell)
        self._tell("asset-tampered", asset, {"campaign": campaign})

    def mend(self, asset: int, reason: str) -> bool:
        """It tells the truth again; False where it did already."""
        self._hiding.pop(asset, None)
        spell = self.there.pop(asset, None)
        if spell is None:
            return False
        spell.until = self._world.clock.now
        self._tell("asset-mended", asset, {"reason": reason})
        return True

    def hide(self, asset: int, hides: bool) -> None:
        """The adversary lets it tell the truth for a while, and lie again unless somebody put it right meanwhile."""
        if hides and asset in self.there:
            campaign = self.there[asset].campaign
            self.mend(asset, "hidden")
            self._hiding[asset] = campaign
        elif not hides and asset in self._hiding:
            self.begin(asset, self._hiding[asset])

    def _tell(self, kind: str, asset: int, more: dict[str, str]) -> None:
        name = self._world.index.assets[asset].id
        self._world.emit(kind, (), {"asset": name, **more})
        self._world.tell("tampered", name)

    # --- copies

    def altered(self, copy: Backup) -> Spell | None:
        """The false content that a stored copy holds, None in one that was taken while the asset told the truth."""
        taken = -copy.age_ms
        spells = self._spells.get(self._world.index.asset_of[copy.asset], ())
        return next((s for s in spells if s.since <= taken and (s.until is None or taken < s.until)), None)

    def restored(self, copy: Backup) -> None:
        """The asset was brought back from a copy: what that holds is what it says now."""
        number = self._world.index.asset_of[copy.asset]
        spell = self.altered(copy)
        if spell is None:
            self.mend(number, "restored")
        else:
            self.begin(number, spell.campaign)

    def to_reenter(self, copy: Backup) -> list[tuple[Reentry, int]]:
        """What came in since the copy was taken and must be typed in again: where it piles up, and how many items."""
        length = copy.age_ms + self._world.clock.now
        return [(item, item.per_hour * length // HOUR_MS) for item in self._world.index.reentries.get(copy.asset, ())]

    # --- what teams do

    def _compare(self, task: Task, effect: Effect) -> Outcome:
        """Hold a copy's content against another source: paper, the other body's list, the register."""
        world = self._world
        copy = world.index.backups[task.target]
        verdict = "matches" if self.altered(copy) is None else "altered"
        if copy.id in world.copies_lost:
            verdict = "unreadable"
        world.emit("backup-checked", task.to, {"backup": copy.id, "asset": copy.asset, "verdict": verdict})
        return "done", {"verdict": verdict}

    def _correct(self, task: Task, effect: Effect) -> Outcome:
        """Put right what is wrong now, by hand: records, a configuration, the entry of a domain."""
        if not self.mend(self._world.index.asset_of[task.target], "corrected"):
            return "nothing", {"reason": "nothing-wrong"}
        return "done", {}
