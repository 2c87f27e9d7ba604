"""The books of an exercise: the codes that let people in, the seats they took, what control did; and taking one up again.

Everything is in the store, so that a host that was killed comes back with every seat, and everybody by his token.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from drills.exercise import Exercise, Mode, Seat
from drills.grouped import GroupedSession
from drills.hall.codes import Codes, Issued, Scope
from drills.store.exercises import Code, HallStore, SeatRow
from drills.store.exercises import Exercise as Kept
from engine.codec import canonical
from engine.messages import Data

OPEN, ENDED = "open", "ended"


@dataclass(slots=True)
class Books:
    """The books of one exercise; every method but `note` writes to the disk, and may raise `StoreError`.

    Attributes:
        salt: of its codes' hashes.
    """

    exercise: str
    store: HallStore
    salt: bytes
    codes: Codes
    _notes: list[tuple[int, str, str, Data]] = field(default_factory=list)

    def begin(self, exercise: Exercise, wall: int) -> None:
        """Keep a new exercise and its codes; its drills are in the store already."""
        header = {"groups": exercise.groups, "level": exercise.level, "salt": self.salt.hex()}
        plan = exercise.plan
        self.store.create_exercise(
            Kept(exercise.id, wall, exercise.title, plan.scenario, plan.network, exercise.mode, canonical(header), OPEN)
        )
        for code in self.codes.all:
            scope = {"drill": code.scope.drill, "role": code.scope.role, "team": code.scope.team}
            self.store.put_code(Code(exercise.id, code.hash, scope, code.expires))

    def came_in(self, code: str, seat: Seat, wall: int) -> None:
        """Somebody took a seat by the code with that hash."""
        self.store.put_seat(SeatRow(self.exercise, seat.drill, seat.team, seat.id, seat.role, seat.token_hash))
        if seat.name and seat.drill:
            self.store.name_people(seat.drill, {seat.id: seat.name})
        self.store.use_code(self.exercise, code, wall)

    def note(self, wall: int, who: str, what: str, params: Data) -> None:
        """Remember what somebody did for control's log; `write_notes` puts it on disk."""
        self._notes.append((wall, who, what, params))

    @property
    def has_notes(self) -> bool:
        """Whether anything waits for `write_notes`."""
        return bool(self._notes)

    def write_notes(self) -> None:
        """Put what was noted into control's log."""
        while self._notes:
            self.store.put_audit(self.exercise, *self._notes[0])
            self._notes.pop(0)

    def end(self) -> None:
        """The exercise was ended by control; it is not taken up again by itself."""
        self.store.set_exercise_state(self.exercise, ENDED)


def take_up(store: HallStore, exercise: str, told: Callable[[int, int], None] = lambda done, of: None) -> tuple[Exercise, Books]:
    """An exercise from the store as it was last shown: every drill paused or over, every seat known by its token.

    Raises:
        UnknownExercise: none is there.
        DrillBusy: another host has it.
        StoreDamaged: a drill's records are not what was written.
    """
    kept = store.exercise(exercise)
    header = json.loads(kept.header)
    names = store.drills_of(exercise)
    drills: dict[str, GroupedSession] = {}
    try:
        for done, name in enumerate(names, 1):
            drills[name] = GroupedSession.recover(store, name)
            told(done, len(names))
    except BaseException:
        for session in drills.values():
            session.close()
        raise
    salt = bytes.fromhex(header["salt"])
    plan = next(iter(drills.values())).plan
    mode: Mode = "joint" if kept.mode == "joint" else "parallel"
    found = Exercise(kept.id, kept.title, plan, mode, drills, dict(header["groups"]), str(header["level"]))
    people = {drill: store.people(drill) for drill in names}
    for row in store.seats(exercise):
        found.seats[row.drill, row.seat] = Seat(
            row.seat, row.drill, row.team, row.role, row.token_hash, people.get(row.drill, {}).get(row.seat, "")
        )
    found.remember_bots()
    return found, Books(exercise, store, salt, Codes(issued(store.codes(exercise))))


def issued(codes: Sequence[Code]) -> list[Issued]:
    """Codes as the door knows them."""
    return [
        Issued(
            code.hash,
            Scope(code.scope.get("drill", ""), code.scope.get("team", ""), code.scope["role"]),
            code.expires,
            bool(code.revoked),
            code.used,
        )
        for code in codes
    ]
