"""Drills of a hall: written together, shown and acknowledged only when the disk has said so."""

from __future__ import annotations

import pytest

from drills.grouped import GroupedSession, Settled
from drills.session import COMMIT_MS, Phase, Session
from drills.store.errors import StoreFull
from drills.store.journal import inputs_of
from drills.store.memory import MemoryStore
from drills.store.model import END, INPUT, QUARANTINE
from engine.messages import Command, Input, Mark, Note, RealIncident, Receipt, Start
from engine.simulation import Simulation
from tests.samples import OPERATOR, PLAYER, small_plan
from tests.unit.drills.clocks import HandClock

SEAT = f"{PLAYER}-1"
FULL = StoreFull("the disk is full, {path} could not be written", {"path": "drills"})


@pytest.fixture
def store() -> MemoryStore:
    """An empty store."""
    return MemoryStore()


@pytest.fixture
def clock() -> HandClock:
    """A wall clock."""
    return HandClock()


@pytest.fixture
def drill(store: MemoryStore, clock: HandClock) -> GroupedSession:
    """A drill of seed 4 with people in the response team and a trained bot in the other, its clock running."""
    session = GroupedSession.create(store, small_plan(), 4, {OPERATOR: "trained"}, clock_ms=clock)
    session.resume()
    return session


def beat(store: MemoryStore, drill: GroupedSession) -> list[Settled]:
    """One round: everything on disk, everything acknowledged."""
    return drill.written(store.append(drill.lease, drill.batch())) if not drill.is_idle else []


def play(store: MemoryStore, drill: GroupedSession, clock: HandClock, wall_ms: int) -> None:
    """Rounds as a host makes them, for that much wall time."""
    for _ in range(wall_ms // COMMIT_MS):
        clock.pass_ms(COMMIT_MS)
        while drill.tick():
            pass
        beat(store, drill)


def again(store: MemoryStore, drill: GroupedSession, clock: HandClock) -> GroupedSession:
    """The same drill after its process died."""
    store._drills[drill.drill].is_held = False
    return GroupedSession.recover(store, drill.drill, clock_ms=clock)


def test_nothing_is_shown_before_the_disk_has_it(store: MemoryStore, drill: GroupedSession, clock: HandClock) -> None:
    """The world may be ahead; now and view are as of the last word from the disk."""
    play(store, drill, clock, 2_000)
    shown, seen = drill.now, drill.view(PLAYER)
    clock.pass_ms(COMMIT_MS * 5)
    drill.tick()
    assert (drill.now, drill.view(PLAYER)) == (shown, seen)
    beat(store, drill)
    assert drill.now > shown
    assert drill.view(PLAYER).now == drill.now


def test_a_command_is_answered_only_after_the_disk_and_stands_in_the_journal_under_its_name(
    store: MemoryStore, drill: GroupedSession
) -> None:
    """Staged, written, applied, acknowledged: in this order."""
    before = drill.view(PLAYER)
    assert drill.stage(SEAT, PLAYER, Note("đã rõ"), "r-1") is None
    assert drill.stage(SEAT, PLAYER, Start("không có", "x"), "r-2") is None
    assert drill.view(PLAYER) == before
    assert not [record for record in store.load(drill.drill).records if record.kind == INPUT]
    done = beat(store, drill)
    assert [(item.ref, item.receipt.accepted, item.receipt.code) for item in done] == [("r-1", True, ""), ("r-2", False, "unknown-action")]
    assert [item.command for item in inputs_of(store.load(drill.drill).records)] == [Note("đã rõ"), Start("không có", "x")]


def test_a_refusing_disk_leaves_no_trace_of_a_command_and_holds_the_drill(
    store: MemoryStore, drill: GroupedSession, clock: HandClock
) -> None:
    """The command is answered with why; after the disk has room, the drill goes on as if nobody had asked."""
    play(store, drill, clock, 1_000)
    drill.stage(SEAT, PLAYER, Note("mất"), "r-1")
    drill.batch()
    (answer,) = drill.refused(FULL)
    assert (answer.receipt.accepted, answer.receipt.code, drill.phase, drill.why) == (False, "store", Phase.PAUSED, "store")
    drill.resume()
    play(store, drill, clock, 2_000)
    assert not inputs_of(store.load(drill.drill).records)
    copy = again(store, drill, clock)
    assert (copy.now, copy.digest()) == (drill.now, drill.digest())


def test_a_killed_host_comes_back_with_all_that_was_acknowledged_and_knows_what_it_was_asked(
    store: MemoryStore, drill: GroupedSession, clock: HandClock
) -> None:
    """The same world, and the same answer to a command that is sent again."""
    play(store, drill, clock, 30_000)
    drill.stage(SEAT, PLAYER, Note("một"), "r-1")
    drill.stage(SEAT, PLAYER, Start("không có"), "r-2")
    done = {item.ref: item.receipt for item in beat(store, drill)}
    drill.tick()
    copy = again(store, drill, clock)
    assert copy.answered == {(SEAT, ref): receipt for ref, receipt in done.items()}
    assert copy.now == drill.now
    copy.resume()
    play(store, copy, clock, 20_000)
    assert copy.now > drill.now
    whole = Session.recover(_released(store, copy), copy.drill, clock_ms=clock)
    assert whole.digest() == copy.digest()


def _released(store: MemoryStore, drill: GroupedSession) -> MemoryStore:
    store._drills[drill.drill].is_held = False
    return store


def test_grouped_and_single_session_make_the_same_world_of_the_same_inputs(clock: HandClock) -> None:
    """How a drill is written changes nothing in it."""
    marks: list[tuple[int, Command]] = [(60_000, Note("a")), (180_000, Mark("không có", "true"))]
    digests = []
    for kind in (Session, GroupedSession):
        store = MemoryStore()
        session = kind.create(store, small_plan(), 4, {OPERATOR: "trained"}, clock_ms=clock)
        for at, command in marks:
            session.skip_to(at)
            while session.now < at:
                session.tick(clock.pass_ms(COMMIT_MS))
                if isinstance(session, GroupedSession):
                    beat(store, session)
            session.act_while_paused = True
            session.command(SEAT, PLAYER, command)
            if isinstance(session, GroupedSession):
                beat(store, session)
        digests.append(session.digest())
    assert digests[0] == digests[1]


def test_a_command_that_breaks_the_engine_freezes_this_drill_and_takes_back_those_behind_it(
    store: MemoryStore, drill: GroupedSession, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those before it are done; it and those after it are quarantined and said to be frozen."""
    play(store, drill, clock, 1_000)
    taken = Simulation.submit

    def breaking(self: Simulation, entry: Input) -> Receipt:
        if entry.command == Note("vỡ"):
            raise RuntimeError("boom")
        return taken(self, entry)

    monkeypatch.setattr(Simulation, "submit", breaking)
    for place, text in enumerate(("trước", "vỡ", "sau")):
        drill.stage(SEAT, PLAYER, Note(text), f"r-{place}")
    done = beat(store, drill)
    assert [item.receipt.code for item in done] == ["", "frozen", "frozen"]
    assert (drill.phase, drill.why) == (Phase.FROZEN, "fault")
    beat(store, drill)
    assert [record.kind for record in store.load(drill.drill).records].count(QUARANTINE) == 2
    assert [item.command for item in inputs_of(store.load(drill.drill).records)] == [Note("trước")]
    assert again(store, drill, clock).digest() == drill.digest()


def test_a_real_incident_freezes_at_once(store: MemoryStore, drill: GroupedSession) -> None:
    """Whatever the drill was doing."""
    drill.stage(SEAT, PLAYER, RealIncident(), "r-1")
    beat(store, drill)
    assert (drill.phase, drill.why) == (Phase.FROZEN, "real-incident")
    assert drill.stage(SEAT, PLAYER, Start("x"), "r-2") == Receipt(False, "frozen")


def test_bots_can_be_put_in_and_taken_out_and_a_recovered_drill_knows_who_plays(
    store: MemoryStore, drill: GroupedSession, clock: HandClock
) -> None:
    """The journal says who plays from when on."""
    play(store, drill, clock, 1_000)
    drill.man({OPERATOR: "expert", PLAYER: "novice"})
    play(store, drill, clock, 1_000)
    assert again(store, drill, clock).bots == {OPERATOR: "expert", PLAYER: "novice"}


def test_ending_is_written_before_it_is_said(store: MemoryStore, drill: GroupedSession, clock: HandClock) -> None:
    """Control ends the drill; its last record is kept afterwards, once."""
    play(store, drill, clock, 1_000)
    drill.finish()
    assert drill.phase is Phase.RUNNING
    beat(store, drill)
    assert drill.phase is Phase.OVER
    drill.keep()
    drill.keep()
    kinds = [record.kind for record in store.load(drill.drill).records]
    assert kinds.count(END) == 1
    assert again(store, drill, clock).is_kept


def test_the_pace_leaves_time_to_those_who_sit_there(store: MemoryStore, drill: GroupedSession, clock: HandClock) -> None:
    """Only teams with people are waited for."""
    plan = drill.plan
    drill.set_speed(3_600)
    assert drill.speed == 3_600
    play(store, drill, clock, 10_000)
    drill.people = frozenset(team.id for team in plan.teams)
    play(store, drill, clock, 400)
    owes = any(
        message.replies and not message.replied and not message.missed for team in drill.people for message in drill.view(team).messages
    )
    assert drill.is_eased == owes or drill.phase is Phase.OVER


def test_a_batch_may_be_empty_of_commands_and_idle_says_so(store: MemoryStore, drill: GroupedSession, clock: HandClock) -> None:
    """Nothing to write, nothing written."""
    beat(store, drill)
    assert drill.is_idle
    count = len(store.load(drill.drill).records)
    beat(store, drill)
    assert len(store.load(drill.drill).records) == count
