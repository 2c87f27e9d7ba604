"""A live world and its journal, kept in step: whatever happens to the one is in the other.

Used by `drills.session`, which adds the clock and what people may do. Nothing here knows a pace or a screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from drills.drive import Drive
from drills.recovery import re_execute
from drills.store.journal import (
    Shown,
    bots_of,
    encode_events,
    end_draft,
    evaluation_draft,
    evaluations_of,
    horizon_draft,
    input_draft,
    numbered_inputs,
    quarantine_draft,
)
from drills.store.model import Draft, Lease, Record
from drills.store.writer import Writer
from engine.bots import Crew
from engine.bundle import Bundle, Evaluation, Header
from engine.codec import recordable
from engine.errors import UserError
from engine.messages import Command, Input, Receipt
from engine.plan import Plan
from engine.simulation import Simulation


class WorldBroke(Exception):
    """The engine raised; the world was taken back to what is on disk. The first argument is the engine's error."""


class _BrokenInput(Exception):
    """A bot's input (record, at, error) that the engine broke on."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A command that waits for its record to be on disk; `ref` is the seat's own name for it."""

    seat: str
    team: str
    origin: str
    command: Command
    ref: str = ""


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
        self._levels = bots_of(records, header)
        self._staged: list[Input] = []
        self._said = 0
        self._install(sim)

    def _install(self, sim: Simulation) -> None:
        self.sim = sim
        self._drive = Drive(sim, Crew(self.plan, self._levels, self.header.seed), self._submit_bot)

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
    def waits(self) -> bool:
        """Whether records wait to be written."""
        return self._writer.waiting > 0

    @property
    def bots(self) -> dict[str, str]:
        """Teams that bots play now, with their levels."""
        return dict(self._levels)

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

    # --- many drills on one disk

    def batch(self, staged: Sequence[Staged], **more: Shown) -> tuple[Draft, ...]:
        """All that has to be on disk now: bots' inputs, how far the drill is shown, and people's commands.

        The world must stand still until `written` or `refused` says what became of it.
        """
        behind = self.sim.clock > self._writer.horizon
        if behind or more:
            self._writer.put(horizon_draft(self.sim.clock, **more))
        at = self.next_at
        self._staged = [Input(at + place, item.origin, item.team, item.seat, item.command) for place, item in enumerate(staged)]
        for item, entry in zip(staged, self._staged, strict=True):
            self._writer.put(input_draft(entry, item.ref))
        self._said = len(staged) + int(behind or bool(more))
        return self._writer.batch()

    def written(self, batch: Sequence[Draft], last: int) -> list[Receipt]:
        """The batch is on disk: people's commands are applied, in their order; what the world makes of each.

        Raises:
            WorldBroke: the engine broke on one of them; it and those after it are quarantined. The second argument holds the
                receipts of those before it.
        """
        self._writer.written(batch, last)
        staged, self._staged = self._staged, []
        first = last - len(staged) + 1
        receipts: list[Receipt] = []
        for number, item in enumerate(staged, first):
            self._inputs.append((number, item))
            try:
                receipts.append(self.sim.submit(item))
            except UserError as error:
                self.quarantine(number, item.at, str(error))
                receipts.append(Receipt(False, "invalid", {"why": str(error)}))
            except Exception as error:  # noqa: BLE001 - law 9: the input being applied is blamed
                for later, after in enumerate(staged[number - first + 1 :], number + 1):
                    self.quarantine(later, after.at, "the drill froze before it")
                try:
                    self._take_back(error, number, item.at)
                except WorldBroke as broke:
                    raise WorldBroke(error, receipts) from broke
        return receipts

    def refused(self) -> None:
        """The disk refused the batch: people's commands are as if they had never been given, the rest goes on waiting."""
        self._writer.withdraw(self._said)
        self._staged = []

    @property
    def lease(self) -> Lease:
        """The right under which its records are written."""
        return self._writer.lease

    def man(self, levels: dict[str, str]) -> None:
        """From now on these teams are played by bots of these levels, and no others."""
        self._levels = levels
        self._install(self.sim)

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
