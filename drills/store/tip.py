"""Where a drill's journal ends, and how it goes on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drills.language import mark
from drills.store.chain import extend
from drills.store.errors import LeaseLost
from drills.store.model import END, OVER, SHOWN, Draft, Lease, Record


@dataclass(slots=True)
class Tip:
    """The end of one drill's journal; `head`, `written`, `horizon` and `state` as `Entry` has them."""

    drill: str
    epoch: int
    owner: str
    head: str
    written: int
    horizon: int
    state: str

    def lost(self, lease: Lease) -> LeaseLost | None:
        """Why the holder of a lease may not write here; None where it may."""
        if lease.epoch == self.epoch:
            return None
        return LeaseLost(mark("drill {drill} was taken over by {owner}"), {"drill": self.drill, "owner": self.owner})

    def grow(self, drafts: Sequence[Draft], wall: int) -> list[Record]:
        """The records of some drafts; the journal ends behind them now."""
        new = extend(self.head, self.written + 1, drafts, wall)
        if new:
            self.head, self.written = new[-1].chain, new[-1].seq
        self.horizon = max([self.horizon, *(draft.at for draft in drafts if draft.kind in SHOWN)])
        self.state = OVER if any(draft.kind == END for draft in drafts) else self.state
        return new
