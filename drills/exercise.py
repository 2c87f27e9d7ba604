"""An exercise: the drills of one scenario that are played at the same time, and who sits where.

*Joint*: all teams share one world. *Parallel*: each group of people has a world of its own, with the same seed, so the same
draws. Synchronous, knows no socket: the host goes round (`slices`, `batches`, `settle`) and tells the seats.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from drills.grouped import GroupedSession, Settled
from drills.hall.codes import CONTROL, LEADERSHIP, OBSERVER, Scope
from drills.roster import seat_id
from drills.session import Phase
from drills.store.model import Draft, Lease
from engine.errors import DientapError
from engine.plan import Plan, Text

Mode = Literal["joint", "parallel"]
Outcome = int | DientapError
"""Number of a drill's last record, or why its batch was not written."""
MAIN = "main"
"""The branch that a drill is on until somebody rewinds or forks it."""


ONLOOKERS = (OBSERVER, CONTROL, LEADERSHIP)
"""Roles that play no team."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One participant's place. `id` goes into the journal, `name` does not."""

    id: str
    drill: str
    team: str
    role: str
    token_hash: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one drill has to have on disk before it goes on."""

    drill: str
    lease: Lease
    drafts: tuple[Draft, ...]


@dataclass(slots=True)
class Exercise:
    """A live exercise.

    Attributes:
        drills: by id, in the order of their groups.
        groups: drill → what its people are called ('' in a joint exercise).
        level: how well bots play the teams where nobody sits.
    """

    id: str
    title: Text
    plan: Plan
    mode: Mode
    drills: dict[str, GroupedSession]
    groups: dict[str, str] = field(default_factory=dict)
    level: str = "trained"
    seats: dict[tuple[str, str], Seat] = field(default_factory=dict)
    """(drill, seat id) → seat."""
    present: set[tuple[str, str]] = field(default_factory=set)
    """Seats at which somebody is now."""
    held: dict[str, str] = field(default_factory=dict)
    """drill/team → bot level that control put there, 'people' where it keeps bots out."""

    # --- who sits where

    def take_seat(self, scope: Scope, name: str, token_hash: str) -> Seat:
        """A new seat for somebody who came by a code."""
        number = 1 + sum(1 for drill, seat in self.seats if drill == scope.drill and self.seats[drill, seat].team == scope.team)
        seat = Seat(scope.seat or seat_id(scope.team or scope.role, number), scope.drill, scope.team, scope.role, token_hash, name)
        self.seats[seat.drill, seat.id] = seat
        return seat

    def by_token(self, token_hash: str) -> Seat | None:
        """The seat that a token belongs to."""
        return next((seat for seat in self.seats.values() if secrets.compare_digest(seat.token_hash, token_hash)), None)

    def arrive(self, seat: Seat) -> None:
        """Somebody is at the seat: its team is played by people from now on."""
        self.present.add((seat.drill, seat.id))
        self._man(seat.drill)

    def leave(self, seat: Seat) -> None:
        """Nobody is at the seat for now. Its team stays with its people until control puts a bot there."""
        self.present.discard((seat.drill, seat.id))

    def team_seats(self, drill: str, team: str) -> list[Seat]:
        """The seats of a team, in the order in which they were taken."""
        return [seat for seat in self.seats.values() if seat.drill == drill and seat.team == team]

    def hand_over(self, drill: str, team: str, level: str) -> None:
        """Control lets a bot of that level play the team, or ('') gives it back to people."""
        self.held[f"{drill}/{team}"] = level or "people"
        self._man(drill)

    def remember_bots(self) -> None:
        """After a recovery: what control decided about bots is read off from who plays."""
        for drill, session in self.drills.items():
            taken = self._taken(drill)
            for team in session.plan.teams:
                if team.id in session.bots and team.id in taken:
                    self.held[f"{drill}/{team.id}"] = session.bots[team.id]
                elif team.id not in session.bots and team.id not in taken:
                    self.held[f"{drill}/{team.id}"] = "people"
            session.people = frozenset(team.id for team in session.plan.teams if team.id not in session.bots)

    def _taken(self, drill: str) -> frozenset[str]:
        """Teams in which somebody sat who may act."""
        return frozenset(seat.team for seat in self.seats.values() if seat.drill == drill and seat.role not in ONLOOKERS)

    def _man(self, drill: str) -> None:
        session = self.drills.get(drill)
        if session is None:
            return
        taken = self._taken(drill)
        bots = {}
        for team in session.plan.teams:
            held = self.held.get(f"{drill}/{team.id}", "")
            if held not in ("", "people"):
                bots[team.id] = held
            elif not held and team.id not in taken:
                bots[team.id] = self.level
        session.people = frozenset(team.id for team in session.plan.teams if team.id not in bots)
        if session.phase not in (Phase.OVER, Phase.CLOSED):
            session.man(bots)

    # --- the round

    def slices(self) -> Iterator[str]:
        """Let every running drill go on for one slice; after each, whoever asks may do something else."""
        for name, session in self.drills.items():
            if session.phase is Phase.RUNNING:
                session.tick()
                yield name

    def batches(self) -> list[Batch]:
        """What has to be written now. Every world stands still until `settle`."""
        return [Batch(name, session.lease, session.batch()) for name, session in self.drills.items() if not session.is_idle]

    def settle(self, batches: Sequence[Batch], outcomes: Sequence[Outcome]) -> list[tuple[str, Settled]]:
        """What became of the batches; (drill, what became of a command) for those who wait."""
        told: list[tuple[str, Settled]] = []
        for batch, outcome in zip(batches, outcomes, strict=True):
            session = self.drills[batch.drill]
            settled = session.written(outcome) if isinstance(outcome, int) else session.refused(outcome)
            told += [(batch.drill, item) for item in settled]
        return told

    def ended(self) -> list[GroupedSession]:
        """Drills that are over and whose last record is not on disk yet."""
        return [session for session in self.drills.values() if session.phase is Phase.OVER and not session.is_kept]

    def close(self) -> None:
        """Put everything on disk and let others open the drills."""
        for session in self.drills.values():
            session.close()
