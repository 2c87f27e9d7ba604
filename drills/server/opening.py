"""Making an exercise: its drills, its places and their codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from drills.exercise import Exercise, Mode
from drills.grouped import GroupedSession
from drills.hall.codes import CONTROL, Codes, Issued, Scope, hashed, new_code
from drills.hall.places import BESIDE, Wanted
from drills.server.books import Books
from drills.session import new_id
from drills.store.exercises import HallStore
from engine.plan import Plan, Text

GOOD_FOR_MS = 36 * 3_600_000
"""How long codes let people in, unless told otherwise: to the end of the day after."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A code as it is handed out, once: only its hash is kept."""

    code: str
    wanted: Wanted
    drill: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A new exercise with the codes to hand out."""

    exercise: Exercise
    books: Books
    handed: tuple[Handed, ...]


def open_exercise(
    store: HallStore,
    plan: Plan,
    seed: int,
    mode: Mode,
    wanted: Sequence[Wanted],
    level: str,
    *,
    salt: bytes,
    wall_ms: int,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Opened:
    """A new exercise, every team played by bots until somebody comes.

    Args:
        wanted: the seats that get codes; in a parallel exercise their groups name the drills, in a joint one they do not count.
        wall_ms: now, ms since 1970.
        told: hears (codes made, codes to make).
    """
    names = list(dict.fromkeys(item.group for item in wanted)) if mode == "parallel" else [""]
    bots = {team.id: level for team in plan.teams}
    exercise_id = new_id()
    drills = {}
    groups = {}
    for group in names:
        session = GroupedSession.create(store, plan, seed, bots, exercise=exercise_id)
        drills[session.drill], groups[session.drill] = session, group
    drill_of = {name: drill for drill, name in groups.items()}
    places = [(item, drill_of.get(item.group if mode == "parallel" else "", "")) for item in wanted] + [(item, "") for item in BESIDE]
    handed = [Handed(new_code(), item, drill) for item, drill in places]
    codes = Codes(_issued(handed, salt, wall_ms + GOOD_FOR_MS, told))
    title = plan.texts.get("scenario.title", Text(plan.scenario, plan.scenario))
    exercise = Exercise(exercise_id, title, plan, mode, drills, groups, level)
    books = Books(exercise_id, store, salt, codes)
    books.begin(exercise, wall_ms)
    return Opened(exercise, books, tuple(handed))


def _issued(handed: Sequence[Handed], salt: bytes, expires: int, told: Callable[[int, int], None]) -> list[Issued]:
    found = []
    with ThreadPoolExecutor(2) as hashing:  # scrypt lets go of the interpreter's lock
        for done, (item, name) in enumerate(zip(handed, hashing.map(lambda one: hashed(one.code, salt), handed), strict=True), 1):
            scope = Scope("" if item.wanted.role == CONTROL else item.drill, item.wanted.team, item.wanted.role)
            found.append(Issued(name, scope, expires))
            told(done, len(handed))
    return found
