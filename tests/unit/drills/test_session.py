"""A live drill: its clock, its commands, its journal, and what becomes of it when things break."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from drills.bundles import OtherEvents, bundle_of
from drills.session import COMMIT_MS, LISTEN_MS, Phase, Session
from drills.store.errors import DrillBusy, StoreFull
from drills.store.journal import inputs_of
from drills.store.memory import MemoryStore
from drills.store.model import END, HORIZON, INPUT, QUARANTINE, Draft, Lease
from engine.bundle import PHYSICS, Evaluation
from engine.errors import PhysicsMismatch
from engine.messages import Mark, Note, RealIncident, Start
from engine.plan import Plan
from engine.rehearsal import play as rehearse
from engine.replay import replay_bundle
from engine.simulation import Simulation
from tests.samples import HOUR, MINUTE, OPERATOR, PLAYER, small_plan
from tests.unit.drills.clocks import HandClock

SEAT = f"{PLAYER}-1"


class FailingStore(MemoryStore):
    """A store whose disk can be full."""

    is_full = False

    def append(self, lease: Lease, drafts: Sequence[Draft]) -> int:
        if self.is_full:
            raise StoreFull("the disk is full, {path} could not be written", {"path": "drills"})
        return super().append(lease, drafts)


@pytest.fixture
def store() -> FailingStore:
    """An empty store."""
    return FailingStore()


@pytest.fixture
def clock() -> HandClock:
    """A wall clock."""
    return HandClock()


@pytest.fixture
def session(store: FailingStore, clock: HandClock) -> Session:
    """A drill of seed 4 with a person in the response team and a trained bot in the other."""
    return Session.create(store, small_plan(), 4, {OPERATOR: "trained"}, PLAYER, clock_ms=clock)


def play(session: Session, clock: HandClock, wall_ms: int, step_ms: int = COMMIT_MS) -> None:
    """Tick as a screen would, for that much wall time."""
    for _ in range(wall_ms // step_ms):
        clock.pass_ms(step_ms)
        while session.tick():
            pass


def again(store: MemoryStore, session: Session, clock: HandClock) -> Session:
    """The same drill after its process died."""
    store._drills[session.drill].is_held = False
    return Session.recover(store, session.drill, clock_ms=clock)


# --- the clock


def test_new_drill_waits_at_its_first_minute(session: Session) -> None:
    """A new drill is paused at 0 and ticking changes nothing."""
    assert (session.now, session.phase, session.why) == (0, Phase.PAUSED, "start")
    assert not session.tick()
    assert session.now == 0


def test_clock_runs_at_its_pace(session: Session, clock: HandClock) -> None:
    """Drill time follows wall time, times the speed."""
    session.resume()
    play(session, clock, 4_000)
    assert session.now == 4_000
    session.set_speed(10)
    play(session, clock, 4_000)
    assert session.now == 44_000


def test_pause_holds_the_clock(session: Session, clock: HandClock) -> None:
    """While paused no drill time passes, and none is made up for afterwards."""
    session.resume()
    play(session, clock, 2_000)
    session.pause()
    play(session, clock, 60_000)
    assert (session.now, session.phase, session.why) == (2_000, Phase.PAUSED, "hand")
    session.resume()
    play(session, clock, 1_000)
    assert session.now == 3_000


def test_closed_lid_pauses_and_says_so(session: Session, clock: HandClock) -> None:
    """A gap of over five seconds between two ticks pauses the drill where it was."""
    session.resume()
    play(session, clock, 2_000)
    clock.pass_ms(5_001)
    session.tick()
    assert (session.now, session.phase, session.why) == (2_000, Phase.PAUSED, "gap")


def test_skip_goes_there_and_pauses_again(session: Session, clock: HandClock) -> None:
    """A skip from a pause arrives exactly and pauses; from a running clock it goes on."""
    session.skip_to(30 * MINUTE)
    play(session, clock, 1_000)
    assert (session.now, session.phase, session.skipping) == (30 * MINUTE, Phase.PAUSED, -1)
    session.resume()
    session.skip_to(40 * MINUTE)
    play(session, clock, 1_000)
    assert session.phase is Phase.RUNNING
    assert 40 * MINUTE <= session.now < 41 * MINUTE


def test_drill_ends_by_itself(session: Session, clock: HandClock) -> None:
    """At the plan's end the drill is over, with an end record that states the digest, and refuses commands."""
    session.skip_to(10 * HOUR)
    play(session, clock, 1_000)
    assert (session.phase, session.now) == (Phase.OVER, 2 * HOUR)
    assert session.command(SEAT, PLAYER, Note("muộn")).code == "over"


def test_pace_does_not_change_the_world(store: FailingStore, clock: HandClock) -> None:
    """Slow ticks, fast ticks and no screen at all give the same events."""
    digests = set()
    for speed, step in ((60, 50), (600, 200), (3600, 1000)):
        session = Session.create(store, small_plan(), 3, {OPERATOR: "expert", PLAYER: "trained"}, clock_ms=clock)
        session.set_speed(speed)
        session.resume()
        while session.phase is Phase.RUNNING:
            play(session, clock, 1000, step)
        digests.add(session.digest())
    headless = Session.create(store, small_plan(), 3, {OPERATOR: "expert", PLAYER: "trained"}, clock_ms=clock)
    assert headless.play_out()
    assert digests == {headless.digest()}


@pytest.mark.parametrize("seed", [3, 4, 7, 8])
def test_run_without_a_screen_is_what_a_rehearsal_plays(store: FailingStore, seed: int) -> None:
    """A journalled run in slices, at any budget, gives the events of a rehearsal that is played in one go."""
    plan = small_plan(lasts_ms=20 * HOUR)
    session = Session.create(store, plan, seed, {OPERATOR: "trained", PLAYER: "trained"})
    assert session.play_out()
    assert session.digest() == rehearse(plan, seed, "trained").digest()


# --- commands


def test_command_is_on_disk_before_it_is_acknowledged(session: Session, store: FailingStore, clock: HandClock) -> None:
    """When `command` returns, the store has the input."""
    session.resume()
    play(session, clock, 2_000)
    receipt = session.command(SEAT, PLAYER, Start("isolate-host", "ttdl-file01"))
    assert receipt.accepted
    (kept,) = inputs_of(store.raw(session.drill).records)
    assert (kept.at, kept.origin, kept.team, kept.seat) == (2_000, "seat", PLAYER, SEAT)


def test_two_commands_never_share_a_millisecond(session: Session, clock: HandClock) -> None:
    """Commands given at one moment of the clock come one after the other."""
    session.resume()
    play(session, clock, 1_000)
    for text in ("một", "hai", "ba"):
        assert session.command(SEAT, PLAYER, Note(text)).accepted
    assert [item.at for item in session.inputs] == [1000, 1001, 1002]


def test_refusal_comes_from_the_engine_with_its_code(session: Session, clock: HandClock) -> None:
    """An order that does not fit is refused by code, and the drill goes on."""
    session.resume()
    assert session.command(SEAT, PLAYER, Start("isolate-host", "no-such-host")).code == "unknown-target"
    play(session, clock, 1_000)
    assert session.phase is Phase.RUNNING


def test_while_paused_one_may_note_but_not_act(session: Session) -> None:
    """In a pause notes are taken and orders are refused, unless control allows them."""
    assert session.command(SEAT, PLAYER, Note("đọc lại")).accepted
    assert session.command(SEAT, PLAYER, Start("isolate-host", "ttdl-file01")).code == "paused"
    session.act_while_paused = True
    assert session.command(SEAT, PLAYER, Start("isolate-host", "ttdl-file01")).accepted


def test_command_of_no_team_is_refused_and_left_out_of_replay(session: Session, store: FailingStore, clock: HandClock) -> None:
    """A command that the engine cannot take at all is answered, and quarantined for later re-executions."""
    session.resume()
    receipt = session.command("x", "no-team", Mark("a", "true"))
    assert (receipt.accepted, receipt.code) == (False, "invalid")
    assert session.inputs == ()
    play(session, clock, 1_000)
    assert again(store, session, clock).inputs == ()


# --- the journal


def test_horizon_is_on_disk_before_it_is_shown(session: Session, store: FailingStore, clock: HandClock) -> None:
    """At every tick the store's horizon is what the session shows, and views say no later moment."""
    session.set_speed(20)
    session.resume()
    for _ in range(40):
        play(session, clock, 50, 50)
        assert store.load(session.drill).entry.horizon == session.now
        assert session.view(PLAYER).now == session.now


def test_commits_are_grouped(session: Session, store: FailingStore, clock: HandClock) -> None:
    """However often a screen ticks, about five horizons a second are written."""
    session.set_speed(60)
    session.resume()
    before = len(store.raw(session.drill).records)
    play(session, clock, 2_000, 10)
    horizons = [record for record in store.raw(session.drill).records[before:] if record.kind == HORIZON]
    assert 8 <= len(horizons) <= 11


def test_finished_drill_replays_to_its_digest(session: Session, store: FailingStore, clock: HandClock) -> None:
    """The journal alone, bots' inputs included, gives the same events again; the end record states their digest."""
    session.set_speed(60)
    session.resume()
    play(session, clock, 30_000)
    assert session.command(SEAT, PLAYER, Start("collect-disk", "xa-ia-grai-pc01")).accepted
    session.skip_to(10 * HOUR)
    play(session, clock, 1_000)
    kinds = [record.kind for record in store.raw(session.drill).records]
    assert (kinds[-1], kinds.count(END)) == (END, 1)
    assert {item.origin for item in session.inputs} == {"seat", "bot"}
    assert replay_bundle(session.bundle()).digest() == session.digest()


def test_grade_is_kept_even_after_the_end(session: Session, store: FailingStore, clock: HandClock) -> None:
    """A grade given after the end is in the journal and in the bundle, and moves no horizon."""
    session.skip_to(10 * HOUR)
    play(session, clock, 1_000)
    grade = Evaluation(20 * MINUTE, "inform", "reporter", 500, "trả lời đúng người", "control-1")
    session.grade(grade)
    assert session.bundle().evaluations == (grade,)
    assert store.load(session.drill).entry.horizon == 2 * HOUR
    assert again(store, session, clock).bundle().evaluations == (grade,)


# --- after a crash


def test_killed_drill_comes_back_as_it_was_shown(session: Session, store: FailingStore, clock: HandClock) -> None:
    """A drill that was never closed comes back at its last horizon, paused, with the same view and the same speed."""
    session.set_speed(60)
    session.resume()
    play(session, clock, 30_000)
    session.command(SEAT, PLAYER, Start("isolate-host", "xa-ia-grai-pc01", why="nghi nhiễm"))
    play(session, clock, 600)
    shown, view, speed = session.now, session.view(PLAYER), session.speed
    back = again(store, session, clock)
    assert (back.now, back.phase, back.why, back.speed) == (shown, Phase.PAUSED, "recovered", speed)
    assert back.view(PLAYER) == view
    assert back.inputs == session.inputs


@pytest.mark.parametrize("cut_s", [1, 7, 15, 22, 31, 44, 53])
def test_killed_drill_has_the_same_future(store: FailingStore, clock: HandClock, cut_s: int) -> None:
    """Wherever it was cut, a resumed drill of bots ends with the events of one that was never cut."""
    whole = Session.create(store, small_plan(), 3, {OPERATOR: "trained", PLAYER: "expert"}, clock_ms=clock)
    assert whole.play_out()
    cut = Session.create(store, small_plan(), 3, {OPERATOR: "trained", PLAYER: "expert"}, clock_ms=clock)
    cut.set_speed(131)
    cut.resume()
    play(cut, clock, cut_s * 1000)
    back = again(store, cut, clock)
    assert 0 < back.now < 2 * HOUR
    assert back.play_out()
    assert back.digest() == whole.digest()


def test_drill_that_is_open_cannot_be_opened_twice(session: Session, store: FailingStore, clock: HandClock) -> None:
    """A second opener is refused until the first closes."""
    with pytest.raises(DrillBusy):
        Session.recover(store, session.drill, clock_ms=clock)
    session.close()
    assert Session.recover(store, session.drill, clock_ms=clock).phase is Phase.PAUSED


def test_drill_of_another_physics_is_not_run_again(
    session: Session, store: FailingStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drill recorded by an engine whose worlds run differently is refused, and stays free for others."""
    session.close()
    monkeypatch.setattr("drills.bundles.PHYSICS", PHYSICS + 1)
    for _ in range(2):
        with pytest.raises(PhysicsMismatch, match=f"physics {PHYSICS}"):
            Session.recover(store, session.drill, clock_ms=clock)


# --- when things break


def test_full_disk_refuses_the_command_and_pauses(session: Session, store: FailingStore, clock: HandClock) -> None:
    """While the disk is full a command is refused as if it never was, the drill pauses, and goes on once there is space."""
    session.resume()
    play(session, clock, 1_000)
    store.is_full = True
    receipt = session.command(SEAT, PLAYER, Start("isolate-host", "ttdl-file01"))
    assert (receipt.accepted, receipt.code, session.phase, session.why) == (False, "store", Phase.PAUSED, "store")
    session.resume()
    assert session.phase is Phase.PAUSED
    store.is_full = False
    session.resume()
    play(session, clock, 1_000)
    assert (session.phase, session.trouble) == (Phase.RUNNING, None)
    assert session.command(SEAT, PLAYER, Start("isolate-host", "ttdl-file01")).accepted
    assert len(inputs_of(store.raw(session.drill).records)) == 1


def test_full_disk_shows_nothing_that_is_not_written(session: Session, store: FailingStore, clock: HandClock) -> None:
    """While the disk is full the clock and the views stay at the last moment that is on disk."""
    session.resume()
    play(session, clock, 1_000)
    view = session.view(PLAYER)
    store.is_full = True
    play(session, clock, 5_000)
    assert (session.now, session.phase, session.why) == (1_000, Phase.PAUSED, "store")
    assert session.view(PLAYER) == view


def test_real_incident_freezes_and_control_lets_go(session: Session, store: FailingStore, clock: HandClock) -> None:
    """SỰ CỐ THẬT freezes the drill, paused or not, is journalled, and control may resume it."""
    session.resume()
    play(session, clock, 1_000)
    session.real_incident(SEAT, PLAYER)
    assert (session.phase, session.why) == (Phase.FROZEN, "real-incident")
    assert isinstance(session.inputs[-1].command, RealIncident)
    play(session, clock, 4_000)
    frozen_at = session.now
    assert frozen_at <= 1_001
    assert session.command(SEAT, PLAYER, Start("isolate-host", "ttdl-file01")).code == "frozen"
    session.resume()
    play(session, clock, 1_000)
    assert session.now > frozen_at


def test_control_ends_a_frozen_drill(session: Session, store: FailingStore, clock: HandClock) -> None:
    """Control may end a drill at any moment; it is over, with its report."""
    session.real_incident(SEAT, PLAYER)
    session.finish()
    assert session.phase is Phase.OVER
    assert store.load(session.drill).entry.state == "over"
    assert replay_bundle(session.bundle()).digest() == session.digest()


def test_input_that_breaks_the_engine_is_quarantined(
    session: Session, store: FailingStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The drill freezes, the input is blamed in the journal, and everything before it lives on."""
    _break_on(monkeypatch, "bomb")
    session.resume()
    play(session, clock, 1_000)
    session.command(SEAT, PLAYER, Note("trước"))
    assert session.command(SEAT, PLAYER, Note("bomb")).code == "frozen"
    assert (session.phase, session.why) == (Phase.FROZEN, "fault")
    assert "boom" in str(session.trouble)
    assert [record.kind for record in store.raw(session.drill).records].count(QUARANTINE) == 1
    session.resume()
    play(session, clock, 2_000)
    assert [item.command for item in session.inputs] == [Note("trước")]
    assert session.view(PLAYER).now == session.now > 2_000


def test_input_that_killed_the_process_is_quarantined_at_recovery(
    session: Session, store: FailingStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input that was journalled just before the engine took the process down is left out when the drill comes back."""
    session.resume()
    play(session, clock, 1_000)
    session.command(SEAT, PLAYER, Note("bomb"))
    _break_on(monkeypatch, "bomb")
    back = again(store, session, clock)
    assert (back.inputs, back.phase) == ((), Phase.PAUSED)
    monkeypatch.undo()
    assert again(store, back, clock).inputs == ()


def test_engine_that_breaks_by_itself_freezes_at_the_last_horizon(
    session: Session, store: FailingStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no input to blame the drill freezes at what was shown, and control may end it with its report."""
    session.resume()
    play(session, clock, 3_000)
    genuine = Simulation.advance

    def breaking(self: Simulation, until: int, max_events: int | None = None) -> int:
        if until > 3_000:
            raise RuntimeError("boom")
        return genuine(self, until, max_events)

    monkeypatch.setattr(Simulation, "advance", breaking)
    play(session, clock, 2_000)
    assert (session.phase, session.why, session.now) == (Phase.FROZEN, "fault", 3_000)
    session.finish()
    assert session.phase is Phase.OVER
    assert store.raw(session.drill).records[-1].kind == END


def test_journal_holds_no_name_of_a_person(store: FailingStore, clock: HandClock) -> None:
    """A player's name is in the roster and nowhere in the records, header or plan."""
    session = Session.create(store, small_plan(), 3, {OPERATOR: "idle"}, PLAYER, name="Nguyễn Văn An", clock_ms=clock)
    session.command(SEAT, PLAYER, Note("x"))
    raw = store.raw(session.drill)
    assert store.people(session.drill) == {SEAT: "Nguyễn Văn An"}
    assert "Văn An".encode() not in b"".join([raw.header, raw.plan, *(record.body for record in raw.records)])
    assert [record.kind for record in raw.records] == [INPUT]


def _break_on(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    genuine = Simulation.submit

    def breaking(self: Simulation, entry: object) -> object:
        if getattr(entry.command, "text", "") == text:  # type: ignore[attr-defined]
            raise RuntimeError("boom")
        return genuine(self, entry)  # type: ignore[arg-type]

    monkeypatch.setattr(Simulation, "submit", breaking)


# --- what a person has looked at


def test_what_was_looked_at_survives_a_kill(session: Session, store: FailingStore, clock: HandClock) -> None:
    """Alerts that were opened, while the clock went and while it was held, are known after a kill, the last one last; no event moves."""
    session.resume()
    play(session, clock, 1_000)
    digest = session.digest()
    session.look(["a1"])
    session.look(["a3", "a2"])
    play(session, clock, 1_000)
    session.pause()
    session.look(["a4"])
    session.look(["a2"])
    back = again(store, session, clock)
    assert back.looked == session.looked == ("a1", "a3", "a4", "a2")
    assert (back.digest(), back.inputs) == (digest, ())


def test_looks_wait_for_a_full_disk(session: Session, store: FailingStore, clock: HandClock) -> None:
    """A look that could not be written is written with the next horizon, once."""
    session.resume()
    play(session, clock, 1_000)
    store.is_full = True
    session.look(["a1"])
    play(session, clock, 1_000)
    store.is_full = False
    session.resume()
    play(session, clock, 1_000)
    said = [record for record in store.raw(session.drill).records if b"looked" in record.body]
    assert [record.kind for record in said] == [HORIZON]
    assert again(store, session, clock).looked == ("a1",)


def test_looking_at_one_thing_again_and_again_writes_once(session: Session, store: FailingStore, clock: HandClock) -> None:
    """Looking where one looks already writes nothing."""
    for _ in range(5):
        session.look(["a1"])
    assert sum(b"looked" in record.body for record in store.raw(session.drill).records) == 1


# --- the first minute


def test_the_first_news_is_run_to_and_no_further(session: Session, store: FailingStore, clock: HandClock) -> None:
    """A skip to the first news stops within its step of the team's first alert or message, and the clock goes on from there."""
    session.resume()
    session.skip_to_news(HOUR)
    while session.skipping >= 0:
        play(session, clock, COMMIT_MS)
    view = session.view(PLAYER)
    first = min([*(item.at for item in view.alerts), *(item.at for item in view.messages)])
    assert first <= session.now <= first + LISTEN_MS
    assert session.phase is Phase.RUNNING
    play(session, clock, 3_000)
    assert first + 2_000 <= session.now <= first + LISTEN_MS + 4_000
    assert replay_bundle(session.bundle()).digest() == session.digest()


def test_where_nothing_comes_the_skip_is_bounded(session: Session, store: FailingStore, clock: HandClock) -> None:
    """Without news the skip ends after the time it was given; with news there already, it does not begin."""
    session.resume()
    session.skip_to_news(2_000)
    play(session, clock, 1_000)
    assert session.skipping < 0
    assert 2_000 <= session.now <= 3_000
    session.skip_to_news(HOUR)
    while session.skipping >= 0:
        play(session, clock, COMMIT_MS)
    session.skip_to_news(HOUR)
    assert session.skipping < 0


# --- another engine under the same number


def _engine_that_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine of the same physics number whose worlds differ from the first second on."""
    genuine = Simulation.__init__

    def changed(self: Simulation, plan: Plan, seed: int) -> None:
        genuine(self, plan, seed + 1)

    monkeypatch.setattr(Simulation, "__init__", changed)


def _engine_that_breaks(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """An engine of the same physics number that cannot get past a moment."""
    genuine = Simulation.advance

    def breaking(self: Simulation, until: int, max_events: int | None = None) -> int:
        if until > at:
            raise RuntimeError("boom")
        return genuine(self, until, max_events)

    monkeypatch.setattr(Simulation, "advance", breaking)


def test_a_drill_that_runs_differently_here_is_refused_and_still_reported(
    session: Session, store: FailingStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other events than those that were seen: no resume, the drill stays free, and its bundle has the events that were kept."""
    session.set_speed(60)
    session.resume()
    play(session, clock, 60_000)
    session.close()
    kept = session.bundle()
    _engine_that_differs(monkeypatch)
    for _ in range(2):
        with pytest.raises(OtherEvents, match="other events than were seen"):
            Session.recover(store, session.drill, clock_ms=clock)
    assert bundle_of(store, session.drill) == kept


def test_a_drill_that_breaks_here_is_refused_and_reported_as_far_as_it_was_kept(
    session: Session, store: FailingStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A world that does not reach what was shown is no empty desk to go on from; the report ends where events were kept."""
    session.resume()
    play(session, clock, 3_000)
    session.command(SEAT, PLAYER, Note("trước"))
    session.pause()
    paused_at = session.now
    session.resume()
    play(session, clock, 3_000)
    session.command(SEAT, PLAYER, Note("sau"))
    store._drills[session.drill].is_held = False
    _engine_that_breaks(monkeypatch, 2_000)
    with pytest.raises(OtherEvents, match="boom"):
        Session.recover(store, session.drill, clock_ms=clock)
    bundle = bundle_of(store, session.drill)
    assert bundle.horizon == paused_at < store.raw(session.drill).horizon
    assert [item.command for item in bundle.inputs] == [Note("trước")]


def test_without_kept_events_the_refusal_stands_for_the_report_as_well(
    session: Session, store: FailingStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was kept before the kill, and the records cannot be run again: no invented report."""
    session.resume()
    play(session, clock, 3_000)
    _engine_that_breaks(monkeypatch, 2_000)
    with pytest.raises(OtherEvents):
        bundle_of(store, session.drill)


def test_an_input_that_was_taken_and_now_breaks_is_another_engine(
    session: Session, store: FailingStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records after it prove that the engine which recorded it took it: leaving it out would show another drill."""
    session.resume()
    play(session, clock, 1_000)
    session.command(SEAT, PLAYER, Note("bomb"))
    play(session, clock, 1_000)
    _break_on(monkeypatch, "bomb")
    with pytest.raises(OtherEvents):
        again(store, session, clock)
