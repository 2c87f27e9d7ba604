"""What every store keeps for a hall: exercises, seats, join codes, control's log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drills.store.errors import StoreDamaged, UnknownExercise
from drills.store.exercises import Audited, Code, Exercise, HallStore, SeatRow
from engine.plan import Text
from tests.contract.test_store_contract import new_drill

HALL = Exercise("hoi1", 1_700_000_000_000, Text("Buổi diễn tập", "The exercise"), "nho", "mang", "joint", b'{"a":1}', "open")
SEAT = SeatRow("hoi1", "aaaa2222", "doi-ucsc", "doi-ucsc-1", "lead")
CODE = Code("hoi1", "c0", {"drill": "aaaa2222", "team": "doi-ucsc", "role": "lead"}, 2_000)


def test_exercise_comes_back_and_changes_its_state(store: HallStore) -> None:
    """An exercise is kept once, as it was given; newest first in the list."""
    store.create_exercise(HALL)
    store.create_exercise(replace(HALL, id="hoi2", created=HALL.created + 1))
    assert store.exercise("hoi1") == HALL
    store.set_exercise_state("hoi1", "over")
    assert [(kept.id, kept.state) for kept in store.exercises()] == [("hoi2", "open"), ("hoi1", "over")]
    with pytest.raises(StoreDamaged, match="hoi1"):
        store.create_exercise(HALL)
    assert store.exercise("hoi1").state == "over"


def test_unknown_exercise_is_named(store: HallStore) -> None:
    """No exercise by an id is an error that names it."""
    with pytest.raises(UnknownExercise, match="hoi9"):
        store.exercise("hoi9")
    with pytest.raises(UnknownExercise, match="hoi9"):
        store.set_exercise_state("hoi9", "over")


def test_exercise_knows_its_drills(store: HallStore) -> None:
    """Drills say which exercise they belong to; those that stand alone belong to none."""
    store.create_exercise(HALL)
    for drill in ("zzzz2222", "aaaa2222"):
        store.create(replace(new_drill(drill), exercise="hoi1"))
    store.create(new_drill("bbbb2222"))
    assert store.drills_of("hoi1") == ("zzzz2222", "aaaa2222")
    assert {entry.id: entry.exercise for entry in store.entries()} == {"zzzz2222": "hoi1", "aaaa2222": "hoi1", "bbbb2222": ""}
    assert store.load("aaaa2222").entry.exercise == "hoi1"


def test_seat_is_found_by_its_token_alone(store: HallStore) -> None:
    """A seat is replaced by a later one of its id, and found by the token that it has now."""
    store.create_exercise(HALL)
    store.put_seat(SEAT)
    store.put_seat(replace(SEAT, drill="bbbb2222"))
    assert store.seat_by_token("") is None
    store.put_seat(replace(SEAT, role="analyst", token_hash="t1"))
    store.put_seat(replace(SEAT, drill="", team="", seat="control-1", role="control", token_hash="t2"))
    assert store.seat_by_token("t1") == replace(SEAT, role="analyst", token_hash="t1")
    store.put_seat(replace(SEAT, token_hash="t3"))
    assert store.seat_by_token("t1") is None
    assert [(seat.drill, seat.seat, seat.token_hash) for seat in store.seats("hoi1")] == [
        ("", "control-1", "t2"),
        ("aaaa2222", "doi-ucsc-1", "t3"),
        ("bbbb2222", "doi-ucsc-1", ""),
    ]
    assert store.seats("hoi2") == ()


def test_code_opens_until_it_expires_or_is_taken_back(store: HallStore) -> None:
    """A code counts who came in by it; expired, revoked and unknown ones open nothing, and count nothing."""
    store.create_exercise(HALL)
    store.put_code(CODE)
    store.put_code(replace(CODE, hash="c1"))
    assert store.use_code("hoi1", "c0", 1_000) == replace(CODE, used=1)
    assert store.use_code("hoi1", "c0", 1_999) == replace(CODE, used=2)
    assert [store.use_code(*key) for key in (("hoi1", "c0", 2_000), ("hoi1", "c9", 1_000), ("hoi2", "c0", 1_000))] == [None] * 3
    assert store.revoke_code("hoi1", "c1", 1_500)
    assert not store.revoke_code("hoi1", "c1", 1_600)
    assert not store.revoke_code("hoi1", "c9", 1_600)
    assert store.use_code("hoi1", "c1", 1_700) is None
    assert store.codes("hoi1") == (replace(CODE, used=2), replace(CODE, hash="c1", revoked=1_500))


def test_control_log_is_numbered_by_exercise(store: HallStore) -> None:
    """Lines are numbered from 1 in each exercise and read from any line on."""
    for exercise in ("hoi1", "hoi2"):
        store.create_exercise(replace(HALL, id=exercise))
    given = [("hoi1", "pause", {}), ("hoi2", "end", {}), ("hoi1", "speed", {"speed": 5, "vì sao": ["chậm"]})]
    assert [store.put_audit(exercise, 1_000, "control-1", what, params) for exercise, what, params in given] == [1, 1, 2]
    first, second = store.audit("hoi1")
    assert (first, second) == (
        Audited(1, 1_000, "control-1", "pause", {}),
        Audited(2, 1_000, "control-1", "speed", {"speed": 5, "vì sao": ["chậm"]}),
    )
    assert store.audit("hoi1", after=1) == (second,)


def test_code_is_kept_once(store: HallStore) -> None:
    """A code that is there already is not replaced: it may have been taken back."""
    store.create_exercise(HALL)
    store.put_code(CODE)
    store.revoke_code("hoi1", "c0", 1_500)
    with pytest.raises(StoreDamaged, match="hoi1"):
        store.put_code(CODE)
    assert store.use_code("hoi1", "c0", 1_000) is None
