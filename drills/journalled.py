"""A live world and its journal, kept in step: whatever happens to the one is in the other.

Used by `drills.session`, which adds the clock and what people may do. Nothing here knows a pace or a screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

from drills.drive import Drive
from drills.recovery import re_execute
from drills.store.journal import (
    Shown,
    encode_events,
    end_draft,
    evaluation_draft,
    evaluations_of,
    input_draft,
    numbered_inputs,
    quarantine_draft,
)
from drills.store.model import Record
from drills.store.writer import Writer
from engine.bots import Crew
from engine.bundle import Bundle, Evaluation, Header
from engine.codec import recordable
from engine.errors import UserError
from engine.messages import Input, Receipt
from engine.plan import Plan
from engine.simulation import Simulation


class WorldBroke(Exception):
    """The engine raised; the world was taken back to what is on disk. The first argument is the engine's error."""


class _BrokenInput(Exception):
    """A bot's input (record, at, error) that the engine broke on."""


class JournalledWorld:
    """One drill's world, bots and journal.

    Args:
        writer: the pen of its journal, at the end of `records`.
        sim: the world as `records` leave it.
    """

    def __init__(self, plan: Plan, header: Header, writer: Writer, sim: Simulation, records: Sequence[Record] = ()) -> None:
        self.plan = plan
        self.header = header
        self._writer = writer
        self._inputs = numbered_inputs(records)
        self._evaluations = list(evaluations_of(records))
        self._install(sim)

    def _install(self, sim: Simulation) -> None:
        self.sim = sim
        self._drive = Drive(sim, Crew(self.plan, dict(self.header.bots), self.header.seed), self._submit_bot)

    # --- looking

    @property
    def horizon(self) -> int:
        """Drill time (ms) that is on disk."""
        return self._writer.horizon

    @property
    def is_durable(self) -> bool:
        """Whether everything that the world went through is on disk."""
        return self.sim.clock <= self._writer.horizon

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All inputs so far, quarantined ones left out."""
        return tuple(item for _, item in self._inputs)

    @property
    def next_at(self) -> int:
        """When the next input may stand: at the clock, but no two inputs share a millisecond."""
        last = self._inputs[-1][1].at if self._inputs else -1
        return max(self.sim.clock, last + 1)

    def bundle(self) -> Bundle:
        """The drill as it stands."""
        events = tuple(self.sim.events)
        return Bundle(self.header, self.plan, self.inputs, self.sim.clock, events, tuple(self._evaluations))

    # --- moving

    def go_on(self, until: int, budget_ms: int) -> bool:
        """Let the world and its bots go on; whether `until` was reached within the budget.

        Raises:
            WorldBroke: the engine raised.
            StoreError: it did, and the journal could not be set right.
        """
        try:
            return self._drive.run(until, budget_ms)
        except _BrokenInput as broken:
            record, at, error = broken.args
            self._writer.commit()
            self._take_back(error, record, at)
        except Exception as error:  # noqa: BLE001 - law 9, with no input to blame
            self._writer.forget_waiting()
            self._inputs = [(number, item) for number, item in self._inputs if number <= self._writer.count]
            self._take_back(error)

    def submit(self, item: Input) -> Receipt:
        """A person's input: on disk first, then applied; what no record can hold is refused before either.

        Raises:
            StoreError: the disk refused, nothing happened.
            WorldBroke: the engine raised; the input is quarantined.
        """
        if not recordable(item.command):
            return Receipt(False, "bad-params", {"what": type(item.command).__name__})
        record = self._writer.commit_now(input_draft(item))
        self._inputs.append((record, item))
        try:
            return self.sim.submit(item)
        except UserError as error:
            self.quarantine(record, item.at, str(error))
            return Receipt(False, "invalid", {"why": str(error)})
        except Exception as error:  # noqa: BLE001 - law 9: the input being applied is blamed
            self._take_back(error, record, item.at)

    def _submit_bot(self, item: Input) -> Receipt:
        placed = replace(item, at=max(item.at, self.next_at))
        record = self._writer.put(input_draft(placed))
        self._inputs.append((record, placed))
        try:
            return self.sim.submit(placed)
        except Exception as error:
            raise _BrokenInput(record, placed.at, error) from error

    # --- the journal

    def commit(self, **more: Shown) -> None:
        """Put everything on disk, with the word that it is shown up to the world's clock.

        Raises:
            StoreError: the disk refused; what was not written goes on waiting.
        """
        self._writer.commit_horizon(self.sim.clock, **more)

    def end(self) -> None:
        """The drill is over: say so in the journal, with the digest."""
        self.commit()
        digest = self.sim.digest()
        self._writer.commit_now(end_draft(self.sim.clock, digest))
        self._cache_events(digest)

    def grade(self, grade: Evaluation) -> None:
        """Keep a person's grade."""
        self._writer.commit_now(evaluation_draft(grade))
        self._evaluations.append(grade)

    def cache_events(self) -> None:
        """Keep the events, so that a report need not run the drill again."""
        self._cache_events(self.sim.digest())

    def _cache_events(self, digest: str) -> None:
        self._writer.cache_events(encode_events(self.sim.events, self.sim.clock, digest))

    def quarantine(self, record: int, at: int, why: str) -> None:
        """Leave an input out of every re-execution."""
        self._inputs = [(number, item) for number, item in self._inputs if number != record]
        self._writer.commit_now(quarantine_draft(record, at, why))

    def close(self) -> None:
        """Let others hold the drill."""
        self._writer.close()

    def _take_back(self, error: Exception, record: int = 0, at: int = 0) -> NoReturn:
        """Take the world back to what is on disk, without the input to blame."""
        if record:
            self.quarantine(record, at, repr(error))
        self._install(re_execute(self.plan, self.header.seed, self._inputs, self._writer.horizon).sim)
        raise WorldBroke(error)
