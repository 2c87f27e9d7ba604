"""The hall's tables in a database: exercises, seats, codes, control's log (`drills.store.exercises` says what they mean)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select, update

from drills.store import schema
from drills.store.exercises import Audited, Code, Exercise, SeatRow, code_is_there, exercise_is_there, no_exercise
from engine.codec import canonical
from engine.plan import Text


class SqlExercises:
    """What `drills.store.sql.SqlStore` keeps for a hall."""

    _insert: Callable[[Table], Any]
    """The database's own INSERT, which can say what to do where a row is there already."""

    def _writing(self) -> AbstractContextManager[Connection]:
        raise NotImplementedError

    def _reading(self) -> AbstractContextManager[Connection]:
        raise NotImplementedError

    # --- exercises

    def create_exercise(self, exercise: Exercise) -> None:
        """Keep a new exercise."""
        table = schema.exercises
        values = {
            "id": exercise.id,
            "created": exercise.created,
            "title_vi": exercise.title.vi,
            "title_en": exercise.title.en,
            "scenario": exercise.scenario,
            "network": exercise.network,
            "mode": exercise.mode,
            "header": exercise.header,
            "state": exercise.state,
        }
        with self._writing() as connection:
            made = self._insert(table).values(values).on_conflict_do_nothing().returning(table.c.id)
            if connection.scalar(made) is None:
                raise exercise_is_there(exercise.id)

    def exercise(self, exercise: str) -> Exercise:
        """An exercise by its id."""
        with self._reading() as connection:
            row = connection.execute(select(schema.exercises).where(schema.exercises.c.id == exercise)).one_or_none()
        if row is None:
            raise no_exercise(exercise)
        return _exercise(row)

    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, newest first."""
        table = schema.exercises
        with self._reading() as connection:
            return tuple(_exercise(row) for row in connection.execute(select(table).order_by(table.c.created.desc(), table.c.id)))

    def set_exercise_state(self, exercise: str, state: str) -> None:
        """Change what an exercise says of itself."""
        with self._writing() as connection:
            if not connection.execute(update(schema.exercises).where(schema.exercises.c.id == exercise).values(state=state)).rowcount:
                raise no_exercise(exercise)

    def drills_of(self, exercise: str) -> tuple[str, ...]:
        """The drills of an exercise, oldest first."""
        table = schema.drills.c
        with self._reading() as connection:
            found = connection.scalars(select(table.id).where(table.exercise == exercise).order_by(table.created, table.id))
            return tuple(found)

    # --- seats

    def put_seat(self, seat: SeatRow) -> None:
        """Keep a seat, in place of the one of the same drill and id."""
        kept = {"team": seat.team, "role": seat.role, "token_hash": seat.token_hash}
        row = self._insert(schema.seats).values(exercise=seat.exercise, drill=seat.drill, seat=seat.seat, **kept)
        with self._writing() as connection:
            connection.execute(row.on_conflict_do_update(index_elements=["exercise", "drill", "seat"], set_=kept))

    def seats(self, exercise: str) -> tuple[SeatRow, ...]:
        """The seats of an exercise."""
        table = schema.seats
        with self._reading() as connection:
            found = connection.execute(select(table).where(table.c.exercise == exercise).order_by(table.c.drill, table.c.seat))
            return tuple(SeatRow(*row) for row in found)

    def seat_by_token(self, token_hash: str) -> SeatRow | None:
        """The seat that a token opens."""
        if not token_hash:
            return None
        with self._reading() as connection:
            row = connection.execute(select(schema.seats).where(schema.seats.c.token_hash == token_hash)).first()
        return None if row is None else SeatRow(*row)

    # --- codes

    def put_code(self, code: Code) -> None:
        """Keep a new join code."""
        table = schema.codes
        values = {"exercise": code.exercise, "hash": code.hash, "scope": canonical(dict(code.scope))}
        made = self._insert(table).values(**values, expires=code.expires, revoked=code.revoked, used=code.used)
        with self._writing() as connection:
            if connection.scalar(made.on_conflict_do_nothing().returning(table.c.hash)) is None:
                raise code_is_there(code.exercise)

    def codes(self, exercise: str) -> tuple[Code, ...]:
        """The join codes of an exercise."""
        table = schema.codes
        with self._reading() as connection:
            found = connection.execute(select(table).where(table.c.exercise == exercise).order_by(table.c.hash))
            return tuple(_code(row) for row in found)

    def revoke_code(self, exercise: str, code_hash: str, now: int) -> bool:
        """Take a code back."""
        table = schema.codes.c
        meant = update(schema.codes).where(table.exercise == exercise, table.hash == code_hash, table.revoked == 0)
        with self._writing() as connection:
            return bool(connection.execute(meant.values(revoked=now)).rowcount)

    def use_code(self, exercise: str, code_hash: str, now: int) -> Code | None:
        """Come in by a code."""
        table = schema.codes.c
        meant = update(schema.codes).where(table.exercise == exercise, table.hash == code_hash, table.revoked == 0, table.expires > now)
        with self._writing() as connection:
            row = connection.execute(meant.values(used=table.used + 1).returning(*schema.codes.c)).one_or_none()
        return None if row is None else _code(row)

    # --- control's log

    def put_audit(self, exercise: str, wall: int, who: str, what: str, params: Mapping[str, object]) -> int:
        """Add a line to control's log."""
        table = schema.audit
        with self._writing() as connection:
            connection.execute(select(schema.exercises.c.id).where(schema.exercises.c.id == exercise).with_for_update())
            last = connection.scalar(select(func.max(table.c.seq)).where(table.c.exercise == exercise)) or 0
            row = {"exercise": exercise, "seq": last + 1, "wall": wall, "who": who, "what": what}
            connection.execute(insert(table).values(**row, params=canonical(dict(params))))
            return int(last) + 1

    def audit(self, exercise: str, after: int = 0) -> tuple[Audited, ...]:
        """Control's log behind a line."""
        return tuple(self._lines(exercise, after))

    def _lines(self, exercise: str, after: int) -> Iterator[Audited]:
        table = schema.audit
        with self._reading() as connection:
            for row in connection.execute(select(table).where(table.c.exercise == exercise, table.c.seq > after).order_by(table.c.seq)):
                yield Audited(row.seq, row.wall, row.who, row.what, json.loads(row.params))


def _exercise(row: Row[Any]) -> Exercise:
    title = Text(row.title_vi, row.title_en)
    return Exercise(row.id, row.created, title, row.scenario, row.network, row.mode, row.header, row.state)


def _code(row: Row[Any]) -> Code:
    return Code(row.exercise, row.hash, json.loads(row.scope), row.expires, row.revoked, row.used)
