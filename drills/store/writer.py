"""The pen of a live drill: gathers records and puts them on disk together."""

from __future__ import annotations

from collections.abc import Sequence

from drills.store.errors import StoreError
from drills.store.journal import Shown, horizon_draft
from drills.store.model import SHOWN, CachedEvents, Draft, Lease, Store


class Writer:
    """Writes one drill's records, in groups.

    Args:
        horizon: drill time (ms) that is on disk already.
        count: number of records that are on disk already.
    """

    def __init__(self, store: Store, lease: Lease, horizon: int = 0, count: int = 0) -> None:
        self.store = store
        self.lease = lease
        self.horizon = horizon
        self.count = count
        self._waiting: list[Draft] = []

    @property
    def waiting(self) -> int:
        """Number of records that are not on disk yet."""
        return len(self._waiting)

    def put(self, draft: Draft) -> int:
        """Let a record wait for the next commit; the number that it will have."""
        self._waiting.append(draft)
        return self.count + len(self._waiting)

    def commit(self) -> None:
        """Put everything that waits on disk, all or nothing; what could not be written goes on waiting."""
        if not self._waiting:
            return
        self.written(self._waiting, self.store.append(self.lease, self._waiting))

    def commit_horizon(self, to: int, **more: Shown) -> None:
        """Put everything on disk, with the word that the drill is shown up to `to`."""
        if to > self.horizon or more:
            self._waiting.append(horizon_draft(to, **more))
            try:
                self.commit()
            except StoreError:
                self._waiting.pop()
                raise
        else:
            self.commit()

    def commit_now(self, draft: Draft) -> int:
        """Put a record on disk before anything follows from it; its number. If the disk refuses, it is as if it never was."""
        seq = self.put(draft)
        try:
            self.commit()
        except StoreError:
            self._waiting.pop()
            raise
        return seq

    def batch(self) -> tuple[Draft, ...]:
        """What waits, for somebody who writes many drills' records at once and then says `written`."""
        return tuple(self._waiting)

    def written(self, batch: Sequence[Draft], last: int) -> None:
        """That batch is on disk; `last` is the number of the drill's last record."""
        self.count = last
        self.horizon = max([self.horizon, *(draft.at for draft in batch if draft.kind in SHOWN)])
        del self._waiting[: len(batch)]

    def withdraw(self, number: int) -> None:
        """Let go of the last `number` records that wait."""
        if number:
            del self._waiting[-number:]

    def forget_waiting(self) -> None:
        """Let go of what is not on disk: the world is taken back to before it."""
        self._waiting.clear()

    def cache_events(self, events: CachedEvents) -> None:
        """Keep the events that the records give."""
        self.store.cache_events(self.lease, events)

    def close(self) -> None:
        """Let others hold the drill."""
        self.store.release(self.lease)
