"""The hall's tables in memory, as `drills.store.memory` keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from drills.store.exercises import Audited, Code, Exercise, SeatRow, code_is_there, exercise_is_there, no_exercise


class MemoryExercises:
    """Exercises, seats, codes and control's log, as long as the process lives."""

    def __init__(self) -> None:
        self._exercises: dict[str, Exercise] = {}
        self._seats: dict[tuple[str, str, str], SeatRow] = {}
        self._codes: dict[tuple[str, str], Code] = {}
        self._audit: dict[str, list[Audited]] = {}

    def create_exercise(self, exercise: Exercise) -> None:
        """Keep a new exercise."""
        if exercise.id in self._exercises:
            raise exercise_is_there(exercise.id)
        self._exercises[exercise.id] = exercise

    def exercise(self, exercise: str) -> Exercise:
        """An exercise by its id."""
        if exercise not in self._exercises:
            raise no_exercise(exercise)
        return self._exercises[exercise]

    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, newest first."""
        return tuple(sorted(self._exercises.values(), key=lambda kept: (-kept.created, kept.id)))

    def set_exercise_state(self, exercise: str, state: str) -> None:
        """Change what an exercise says of itself."""
        self._exercises[exercise] = replace(self.exercise(exercise), state=state)

    def put_seat(self, seat: SeatRow) -> None:
        """Keep a seat."""
        self._seats[seat.exercise, seat.drill, seat.seat] = seat

    def seats(self, exercise: str) -> tuple[SeatRow, ...]:
        """The seats of an exercise."""
        return tuple(seat for key, seat in sorted(self._seats.items()) if key[0] == exercise)

    def seat_by_token(self, token_hash: str) -> SeatRow | None:
        """The seat that a token opens."""
        return next((seat for seat in self._seats.values() if token_hash and seat.token_hash == token_hash), None)

    def put_code(self, code: Code) -> None:
        """Keep a new join code."""
        if (code.exercise, code.hash) in self._codes:
            raise code_is_there(code.exercise)
        self._codes[code.exercise, code.hash] = code

    def codes(self, exercise: str) -> tuple[Code, ...]:
        """The join codes of an exercise."""
        return tuple(code for key, code in sorted(self._codes.items()) if key[0] == exercise)

    def revoke_code(self, exercise: str, code_hash: str, now: int) -> bool:
        """Take a code back."""
        code = self._codes.get((exercise, code_hash))
        if code is None or code.revoked:
            return False
        self._codes[exercise, code_hash] = replace(code, revoked=now)
        return True

    def use_code(self, exercise: str, code_hash: str, now: int) -> Code | None:
        """Come in by a code."""
        code = self._codes.get((exercise, code_hash))
        if code is None or code.revoked or now >= code.expires:
            return None
        used = self._codes[exercise, code_hash] = replace(code, used=code.used + 1)
        return used

    def put_audit(self, exercise: str, wall: int, who: str, what: str, params: Mapping[str, object]) -> int:
        """Add a line to control's log."""
        lines = self._audit.setdefault(exercise, [])
        lines.append(Audited(len(lines) + 1, wall, who, what, dict(params)))
        return len(lines)

    def audit(self, exercise: str, after: int = 0) -> tuple[Audited, ...]:
        """Control's log behind a line."""
        return tuple(self._audit.get(exercise, [])[after:])
