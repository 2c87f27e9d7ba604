"""Exercises, their seats, join codes and control's log: what a hall keeps beside its drills.

Called by whoever hosts an exercise. Secrets come here hashed and are never seen otherwise; people's names stand in the
erasable `people` of each drill. All writes are atomic and on disk when the call returns. Besides
what is said below, every method may raise `StoreError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from drills.language import mark
from drills.store.errors import StoreDamaged, UnknownExercise
from drills.store.model import Store
from engine.plan import Text


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: one drill (joint) or several (parallel) of one scenario.

    Attributes:
        created: wall time, ms since 1970.
        mode: joint or parallel.
        header: canonical JSON of whoever hosts it; read by nobody here.
        state: a word of whoever hosts it.
    """

    id: str
    created: int
    title: Text
    scenario: str
    network: str
    mode: str
    header: bytes
    state: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat: whose it is is in the drill's `people`. `token_hash`: hash of the secret that it comes back with, '' = nobody sat there."""

    exercise: str
    drill: str
    team: str
    seat: str
    role: str
    token_hash: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A join code: `hash` of its letters and what it opens.

    Attributes:
        scope: what it is good for, as whoever made it wrote it: drill, team, role.
        expires: wall time (ms since 1970) from which it is good for nothing.
        revoked: wall time at which it was taken back; 0 = it was not.
        used: how often somebody came in by it.
    """

    exercise: str
    hash: str
    scope: Mapping[str, str]
    expires: int
    revoked: int = 0
    used: int = 0


@dataclass(frozen=True, slots=True)
class Audited:
    """One line of control's log. `seq` counts an exercise's lines from 1, `wall` is ms since 1970, `who` a seat id."""

    seq: int
    wall: int
    who: str
    what: str
    params: Mapping[str, object] = field(default_factory=dict)


class ExerciseStore(Protocol):
    """What every store keeps for a hall."""

    def create_exercise(self, exercise: Exercise) -> None:
        """Keep a new exercise; its drills say that they are its own (`NewDrill.exercise`).

        Raises:
            StoreDamaged: one of that id is there.
        """

    def exercise(self, exercise: str) -> Exercise:
        """An exercise by its id.

        Raises:
            UnknownExercise: none is there.
        """

    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, newest first."""

    def set_exercise_state(self, exercise: str, state: str) -> None:
        """Change what an exercise says of itself."""

    def drills_of(self, exercise: str) -> tuple[str, ...]:
        """The drills of an exercise, oldest first."""

    def put_seat(self, seat: SeatRow) -> None:
        """Keep a seat, in place of the one of the same drill and id."""

    def seats(self, exercise: str) -> tuple[SeatRow, ...]:
        """The seats of an exercise, by drill and id."""

    def seat_by_token(self, token_hash: str) -> SeatRow | None:
        """The seat that a token opens; None where it opens none."""

    def put_code(self, code: Code) -> None:
        """Keep a new join code.

        Raises:
            StoreDamaged: it is there already.
        """

    def codes(self, exercise: str) -> tuple[Code, ...]:
        """The join codes of an exercise, by hash."""

    def revoke_code(self, exercise: str, code_hash: str, now: int) -> bool:
        """Take a code back at wall time `now`; whether there was one to take back."""

    def use_code(self, exercise: str, code_hash: str, now: int) -> Code | None:
        """Come in by a code at wall time `now`, which counts it; None where there is none, or it is expired or taken back."""

    def put_audit(self, exercise: str, wall: int, who: str, what: str, params: Mapping[str, object]) -> int:
        """Add a line to control's log; its number. `params` is plain data."""

    def audit(self, exercise: str, after: int = 0) -> tuple[Audited, ...]:
        """Control's log behind line `after`."""


class HallStore(Store, ExerciseStore, Protocol):
    """A store of drills and of the exercises that they belong to: every store that there is."""


def exercise_is_there(exercise: str) -> StoreDamaged:
    """The error for an exercise that is kept twice."""
    return StoreDamaged(mark("exercise {exercise} is in the store already"), {"exercise": exercise})


def code_is_there(exercise: str) -> StoreDamaged:
    """The error for a join code that is kept twice."""
    return StoreDamaged(mark("exercise {exercise} has this join code already"), {"exercise": exercise})


def no_exercise(exercise: str) -> UnknownExercise:
    """The error for an exercise that is not there."""
    return UnknownExercise(mark("there is no exercise {name!r}"), {"name": exercise})
