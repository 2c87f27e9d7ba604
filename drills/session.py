"""One drill, live: the door through which every surface plays it.

Called by the console, the command line and, later, the server; knows the engine and the store, no screen. A session is
synchronous and never waits: the surface calls `tick` ten or twenty times a second and then looks at `now`, `phase`,
`why` and `view(team)`.

    session = Session.create(store, plan, seed, bots={"van-hanh": "trained"}, player="doi-ucsc")    # paused, at 0
    session.resume()                         # let the clock run
    session.tick()                           # as often as you like; True = call again at once, there is work left
    session.view("doi-ucsc")                 # what the team knows at `session.now`
    session.command("doi-ucsc-1", "doi-ucsc", Start("isolate-host", "ttdl-file02"))     # -> Receipt, already on disk
    session.pause(); session.set_speed(5); session.skip_to(at); session.close()
    session = Session.recover(store, drill)  # after anything: the same state, the same future, paused

Laws kept here (DESIGN §3): 1 (one door, `at = max(clock, last input's at + 1)`), 4 (durable before shown), 7 (the clock
belongs to control) and 9 (an engine fault freezes this drill and blames the input being applied).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from drills.bundles import require_same_physics
from drills.drive import Drive
from drills.language import mark
from drills.pacer import Pacer
from drills.recovery import Progress, re_execute
from drills.roster import Roster, roster_of, seat_id
from drills.store.errors import StoreError
from drills.store.journal import (
    encode_events,
    end_draft,
    evaluation_draft,
    evaluations_of,
    input_draft,
    is_over,
    numbered_inputs,
    pace_of,
    plan_hash,
    quarantine_draft,
)
from drills.store.model import NewDrill, Store, Stored
from drills.store.writer import Writer
from engine.bots import Crew
from engine.bundle import ENGINE_VERSION, PHYSICS, Bundle, Evaluation, Header
from engine.errors import EngineFault, UserError
from engine.messages import Cancel, Command, Declare, Event, Finish, Input, RealIncident, Receipt, Reply, Start
from engine.plan import Plan
from engine.rehearsal import baselines
from engine.scoring import Scorecard, score
from engine.simulation import Simulation
from engine.views import TeamView

COMMIT_MS = 200
"""Wall time between two group commits: about five a second, and the rhythm in which a drill is shown."""

SLICE_MS = 8
"""Wall time that the engine may run in one tick, so that a screen or a server never waits 10 ms for it."""

REFUSALS = {
    "paused": mark("The drill is paused: you can read, judge alerts and take notes; acting goes on when the clock does."),
    "frozen": mark("The drill is frozen: exercise control decides whether it goes on or ends."),
    "over": mark("The drill is over."),
    "store": mark("The disk refused, so nothing was done: {why}"),
    "invalid": mark("This command does not fit: {why}"),
}
"""Refusals of the session's own, by receipt code; every other code is said by the plan's text `refusal.CODE`."""

HEADLESS_SLICE_MS = 50
"""The same without a screen."""

HEADLESS_COMMIT_MS = 1_000
HEADLESS_STEP_MS = 3_600_000
"""Wall time and drill time between two commits of a run that shows nothing."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_ACTS = (Start, Cancel, Reply, Declare)


class Phase(StrEnum):
    """What a drill is doing."""

    PAUSED = "paused"
    RUNNING = "running"
    FROZEN = "frozen"
    """By SỰ CỐ THẬT or by a fault of ours: control resumes or ends it."""
    OVER = "over"
    CLOSED = "closed"


class Session:
    """One live drill. Make it with `create` or `recover`.

    Attributes:
        drill: id of the drill in the store.
        phase: what it is doing.
        why: reason of a pause or freeze: start, hand, gap, store, recovered, real-incident, fault; '' otherwise.
        trouble: the error behind `store` and `fault`, None otherwise.
        player, seat: team and seat of the person who plays, '' when all are bots.
    """

    def __init__(self, stored: Stored, writer: Writer, sim: Simulation, clock_ms: Callable[[], int]) -> None:
        self.drill = stored.entry.id
        self.plan: Plan = stored.plan
        self.header: Header = stored.entry.header
        self.player = self.header.player
        self.seat = seat_id(self.player) if self.player else ""
        self.phase = Phase.OVER if is_over(stored.records) else Phase.PAUSED
        self.why = ""
        self.trouble: Exception | None = None
        self.act_while_paused = False
        self._writer = writer
        self._clock_ms = clock_ms
        self._inputs = numbered_inputs(stored.records)
        self._evaluations = list(evaluations_of(stored.records))
        self._pacer = Pacer(sim.clock, pace_of(stored.records))
        self._committed_wall = clock_ms()
        self._skip_to = -1
        self._pause_after_skip = False
        self._caught_up = True
        self._views: dict[str, TeamView] = {}
        self._install(sim)

    # --- making one

    @classmethod
    def create(
        cls,
        store: Store,
        plan: Plan,
        seed: int,
        bots: Mapping[str, str],
        player: str = "",
        *,
        name: str = "",
        clock_ms: Callable[[], int] | None = None,
    ) -> Session:
        """A new drill in the store, paused at its first minute.

        Args:
            bots: team id → idle, novice, trained or expert, for the teams that no person plays.
            player: team that a person plays, '' for none.
            name: the player's name for the roster, kept outside the journal.
        """
        roster = roster_of([player] if player else [], name)
        header = Header(
            engine=ENGINE_VERSION,
            physics=PHYSICS,
            plan_hash=plan_hash(plan),
            seed=seed,
            roster_hash=roster.hash,
            bots=dict(sorted(bots.items())),
            player=player,
            baselines=baselines(plan, seed),
        )
        return cls.begin(store, NewDrill(new_id(), header, plan), roster, clock_ms=clock_ms)

    @classmethod
    def begin(cls, store: Store, new: NewDrill, roster: Roster, *, clock_ms: Callable[[], int] | None = None) -> Session:
        """A new drill whose header is known already."""
        lease = store.create(new)
        if roster.people:
            store.name_people(new.id, roster.people)
        session = cls(store.load(new.id), Writer(store, lease), Simulation(new.plan, new.header.seed), clock_ms or monotonic_ms)
        session.why = "start"
        return session

    @classmethod
    def recover(cls, store: Store, drill: str, *, clock_ms: Callable[[], int] | None = None, progress: Progress | None = None) -> Session:
        """A drill from the store as it was last shown: paused, or over if it was.

        Raises:
            DrillBusy: another process has it open.
            PhysicsMismatch: it was recorded by an engine whose worlds run differently.
            StoreDamaged: its records are not what was written.
        """
        lease = store.acquire(drill)
        try:
            stored = store.load(drill)
            require_same_physics(stored.entry.header)
            inputs = numbered_inputs(stored.records)
            found = re_execute(stored.plan, stored.entry.header.seed, inputs, stored.entry.horizon, progress)
        except BaseException:
            store.release(lease)
            raise
        writer = Writer(store, lease, stored.entry.horizon, stored.entry.count)
        session = cls(stored, writer, found.sim, clock_ms or monotonic_ms)
        session.why = "" if session.phase is Phase.OVER else "recovered"
        for broken in found.broken:
            session._quarantine(broken.record, broken.at, broken.why)
        if not found.whole:
            session._freeze("fault", EngineFault(found.broken[-1].why))
        return session

    def _install(self, sim: Simulation) -> None:
        self._sim = sim
        self._drive = Drive(sim, Crew(self.plan, dict(self.header.bots), self.header.seed), self._submit_bot)

    # --- looking

    @property
    def now(self) -> int:
        """Drill time (ms) that is shown: everything before it is on disk."""
        return self._writer.horizon

    @property
    def speed(self) -> int:
        """Drill seconds per wall second."""
        return self._pacer.speed

    @property
    def skipping(self) -> int:
        """Drill time that a skip is running to, -1 where none is."""
        return self._skip_to

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All inputs so far, quarantined ones left out."""
        return tuple(item for _, item in self._inputs)

    @property
    def events(self) -> Sequence[Event]:
        """Everything that happened so far: for control and for reports, never for a team's seats."""
        return self._sim.events

    def view(self, team: str) -> TeamView:
        """What a team knows. What is not on disk yet is put there first; while the disk refuses, the last picture stays."""
        if self._sim.clock > self._writer.horizon and not self._commit():
            kept = self._views.get(team)
            if kept is not None:
                return kept
        view = self._sim.view(team)
        self._views[team] = view
        return view

    def digest(self) -> str:
        """The engine's digest of all events so far."""
        return self._sim.digest()

    def bundle(self) -> Bundle:
        """The drill as it stands, for scores and reports."""
        return Bundle(self.header, self.plan, self.inputs, self._sim.clock, tuple(self._sim.events), tuple(self._evaluations))

    def scorecard(self) -> Scorecard:
        """How it stands, or how it ended."""
        return score(self.bundle())

    # --- the clock

    def tick(self, wall_ms: int | None = None) -> bool:
        """Let the world go on as far as the pace asks, for at most about ten ms of work; whether there is more to do at once."""
        wall = self._wall(wall_ms)
        if self.phase is not Phase.RUNNING:
            return False
        if self._pacer.slept(wall) and self._skip_to < 0:
            self._halt("gap")
            return False
        target = self._target(wall)
        if self._sim.clock >= target and not self._sim.over:
            return False
        if self._caught_up and wall - self._committed_wall < COMMIT_MS:
            return False
        self._caught_up = self._go_on(target, SLICE_MS)
        if self.phase is Phase.RUNNING and (self._caught_up or wall - self._committed_wall >= COMMIT_MS):
            self._show(wall)
        return self.phase is Phase.RUNNING and not self._caught_up

    def resume(self, wall_ms: int | None = None) -> None:
        """Let the clock run, from a pause or, by control's word, from a freeze."""
        if self.phase in (Phase.PAUSED, Phase.FROZEN) and self._commit(speed=self.speed):
            self.phase, self.why, self.trouble = Phase.RUNNING, "", None
            self._start_clock(self._wall(wall_ms))

    def pause(self) -> None:
        """Hold the clock."""
        if self.phase is Phase.RUNNING:
            self._halt("hand")

    def set_speed(self, speed: int, wall_ms: int | None = None) -> None:
        """Change the pace; it is journalled, because human times are read beside it."""
        self._pacer.set_speed(speed, self._sim.clock, self._wall(wall_ms))
        if self.phase not in (Phase.OVER, Phase.CLOSED):
            self._commit(speed=self.speed)

    def skip_to(self, at: int, wall_ms: int | None = None) -> None:
        """Run to drill time `at` as fast as possible, over the next ticks; a drill that was paused is paused again there."""
        was_paused = self.phase is Phase.PAUSED
        if at <= self._sim.clock or self.phase not in (Phase.PAUSED, Phase.RUNNING):
            return
        self.resume(wall_ms)
        if self.phase is Phase.RUNNING:
            self._skip_to, self._pause_after_skip = min(at, self.plan.lasts_ms), was_paused

    def play_out(self, progress: Progress | None = None, stop: Callable[[], bool] | None = None) -> bool:
        """Without a screen: at full speed to the end, bots only; whether it got there before `stop` said to.

        Shows nothing, so it commits rarely: after a second of wall time or an hour of drill time.
        """
        self.phase, self.why = (self.phase, self.why) if self.phase is Phase.OVER else (Phase.RUNNING, "")
        while self.phase is Phase.RUNNING:
            self._go_on(min(self.plan.lasts_ms, self._writer.horizon + HEADLESS_STEP_MS), HEADLESS_SLICE_MS)
            stopped = stop is not None and stop()
            if self._is_commit_due() or stopped:
                self._show(self._clock_ms())
            if progress is not None:
                progress(self._sim.clock, self.plan.lasts_ms)
            if stopped and self.phase is Phase.RUNNING:
                self._halt("hand")
        return self.phase is Phase.OVER

    # --- acting

    def command(self, seat: str, team: str, command: Command, origin: str = "seat") -> Receipt:
        """One command by one seat, on disk before anything follows from it. Refused commands leave a receipt that says why."""
        refused = self._refusal(command, origin)
        if refused:
            return Receipt(False, refused)
        item = Input(self._next_at(), origin, team, seat, command)
        try:
            record = self._writer.commit_now(input_draft(item))
        except StoreError as error:
            self._hold("store", error)
            return Receipt(False, "store", {"why": str(error)})
        self._inputs.append((record, item))
        try:
            receipt = self._sim.submit(item)
        except UserError as error:
            self._quarantine(record, item.at, str(error))
            return Receipt(False, "invalid", {"why": str(error)})
        except Exception as error:  # noqa: BLE001 - law 9: this drill freezes, the input is blamed, the others go on
            self._break(error, record, item.at)
            return Receipt(False, "frozen")
        if isinstance(command, RealIncident):
            self._freeze("real-incident", None)
        return receipt

    def real_incident(self, seat: str, team: str) -> None:
        """SỰ CỐ THẬT: freeze, and journal it."""
        self.command(seat, team, RealIncident())

    def finish(self) -> None:
        """Control ends the drill now, frozen or not."""
        if self.phase not in (Phase.OVER, Phase.CLOSED):
            self.command("", "", Finish(), origin="control")
            self._end()

    def grade(self, grade: Evaluation) -> None:
        """Keep a person's grade; it may come after the end."""
        self._writer.commit_now(evaluation_draft(grade))
        self._evaluations.append(grade)

    def close(self) -> None:
        """Put everything on disk and let others open the drill."""
        if self.phase is Phase.CLOSED:
            return
        try:
            if self.phase is not Phase.OVER and self._commit():
                self._cache_events()
        finally:
            self.phase = Phase.CLOSED
            self._pacer.stop()
            self._writer.close()

    # --- inside

    def _wall(self, wall_ms: int | None) -> int:
        return self._clock_ms() if wall_ms is None else wall_ms

    def _next_at(self) -> int:
        last = self._inputs[-1][1].at if self._inputs else self._sim.clock - 1
        return max(self._sim.clock, last + 1)

    def _refusal(self, command: Command, origin: str) -> str:
        if self.phase in (Phase.OVER, Phase.CLOSED):
            return "over"
        if origin == "control" or isinstance(command, RealIncident):
            return ""
        if self.phase is Phase.FROZEN:
            return "frozen"
        return "paused" if self.phase is Phase.PAUSED and not self.act_while_paused and isinstance(command, _ACTS) else ""

    def _submit_bot(self, item: Input) -> Receipt:
        placed = replace(item, at=max(item.at, self._next_at()))
        record = self._writer.put(input_draft(placed))
        self._inputs.append((record, placed))
        try:
            return self._sim.submit(placed)
        except Exception as error:
            raise _BrokenInput(record, placed.at, error) from error

    def _target(self, wall: int) -> int:
        return self._skip_to if self._skip_to >= 0 else min(self._pacer.due(wall), self.plan.lasts_ms)

    def _start_clock(self, wall: int) -> None:
        self._pacer.start(self._sim.clock, wall)
        self._committed_wall = wall
        self._caught_up = True

    def _go_on(self, target: int, budget_ms: int) -> bool:
        try:
            return self._drive.run(target, budget_ms)
        except _BrokenInput as broken:
            self._break(broken.args[2], broken.args[0], broken.args[1])
        except Exception as error:  # noqa: BLE001 - law 9, with no input to blame
            self._break(error)
        return True

    def _is_commit_due(self) -> bool:
        far = self._sim.clock >= min(self.plan.lasts_ms, self._writer.horizon + HEADLESS_STEP_MS)
        return far or self._sim.over or self._clock_ms() - self._committed_wall >= HEADLESS_COMMIT_MS

    def _show(self, wall: int) -> None:
        """Put what was reached on disk, so that it may be shown."""
        self._committed_wall = wall
        if self._sim.over:
            self._end()
            return
        if self._commit() and 0 <= self._skip_to <= self._sim.clock:
            self._skip_to = -1
            if self._pause_after_skip:
                self._halt("hand")
            else:
                self._start_clock(wall)

    def _commit(self, **pace: int | str) -> bool:
        try:
            self._writer.commit_horizon(self._sim.clock, **pace)
        except StoreError as error:
            self._hold("store", error)
            return False
        return True

    def _halt(self, why: str) -> None:
        self._hold(why, None)
        self._commit(pause=why)

    def _hold(self, why: str, trouble: Exception | None) -> None:
        self._pacer.stop()
        self._skip_to = -1
        self.phase, self.why, self.trouble = Phase.PAUSED, why, trouble

    def _freeze(self, why: str, trouble: Exception | None) -> None:
        self._halt(why)
        if self.why != "store":
            self.phase, self.trouble = Phase.FROZEN, trouble

    def _end(self) -> None:
        self._pacer.stop()
        try:
            self._writer.commit_horizon(self._sim.clock)
            self._writer.commit_now(end_draft(self._sim.clock, self._sim.digest()))
            self._cache_events()
        except StoreError as error:
            self._hold("store", error)
            return
        self.phase, self.why = Phase.OVER, ""

    def _cache_events(self) -> None:
        self._writer.cache_events(encode_events(self._sim.events, self._sim.clock, self._sim.digest()))

    def _quarantine(self, record: int, at: int, why: str) -> None:
        self._inputs = [(number, item) for number, item in self._inputs if number != record]
        self._writer.commit_now(quarantine_draft(record, at, why))

    def _break(self, error: Exception, record: int = 0, at: int = 0) -> None:
        """The engine raised: take the world back to what is on disk, without the input to blame, and freeze."""
        try:
            if record:
                self._writer.commit()
                self._quarantine(record, at, repr(error))
            else:
                self._writer.forget_waiting()
                self._inputs = [(number, item) for number, item in self._inputs if number <= self._writer.count]
        except StoreError as refused:
            self._hold("store", refused)
            return
        self._install(re_execute(self.plan, self.header.seed, self._inputs, self._writer.horizon).sim)
        self._freeze("fault", error)


class _BrokenInput(Exception):
    """A bot's input (record, at, error) that the engine broke on."""


def new_id() -> str:
    """A short id for a drill, easy to type and to say."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def monotonic_ms() -> int:
    """Wall time that only ever goes forward, ms."""
    return time.monotonic_ns() // 1_000_000
