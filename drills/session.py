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
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Self

from drills.bundles import require_same_events, require_same_physics
from drills.easing import fastest
from drills.journalled import JournalledWorld, WorldBroke
from drills.language import mark
from drills.looks import Looks
from drills.pacer import Pacer, bounded
from drills.recovery import Progress, Recovered, re_execute
from drills.roster import Roster, roster_of, seat_id
from drills.store.check import assemble
from drills.store.errors import StoreError
from drills.store.journal import Shown, is_over, looks_of, numbered_inputs, pace_of, plan_hash
from drills.store.model import NewDrill, Record, Store
from drills.store.writer import Writer
from engine.bundle import ENGINE_VERSION, PHYSICS, Bundle, Evaluation, Header
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
    "on-its-way": mark("Not confirmed yet: it goes out by itself as soon as the line stands again. Do not order it twice."),
    "invalid": mark("This command does not fit: {why}"),
}
"""Refusals of the session's own, by receipt code; every other code is said by the plan's text `refusal.CODE`."""

LISTEN_MS = 1_000
"""Drill time between two looks whether the first news has come, while a skip runs to it."""

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

    def __init__(
        self, drill: str, world: JournalledWorld, clock_ms: Callable[[], int], *, speed: int = 1, looked: Iterable[str] = ()
    ) -> None:
        self.drill = drill
        self.plan: Plan = world.plan
        self.header: Header = world.header
        self.player = self.header.player
        self.seat = seat_id(self.player) if self.player else ""
        self.phase = Phase.PAUSED
        self.why = ""
        self.trouble: Exception | None = None
        self.act_while_paused = False
        self._world = world
        self._clock_ms = clock_ms
        self._pacer = Pacer(world.sim.clock, speed)
        self._wanted = self._pacer.speed
        self._committed_wall = clock_ms()
        self._skip_to = -1
        self._pause_after_skip = False
        self._listening = False
        self._caught_up = True
        self._views: dict[str, TeamView] = {}
        self._looks = Looks(looked)

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
        exercise: str = "",
        clock_ms: Callable[[], int] | None = None,
    ) -> Self:
        """A new drill in the store, paused at its first minute.

        Args:
            bots: team id → idle, novice, trained or expert, for the teams that no person plays.
            player: team that a person plays, '' for none.
            name: the player's name for the roster, kept outside the journal.
            exercise: the one that it belongs to, '' = none.
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
        return cls.begin(store, NewDrill(new_id(), header, plan, exercise), roster, clock_ms=clock_ms)

    @classmethod
    def begin(cls, store: Store, new: NewDrill, roster: Roster, *, clock_ms: Callable[[], int] | None = None) -> Self:
        """A new drill whose header is known already."""
        lease = store.create(new)
        if roster.people:
            store.name_people(new.id, roster.people)
        world = JournalledWorld(new.plan, new.header, Writer(store, lease), Simulation(new.plan, new.header.seed))
        session = cls(new.id, world, clock_ms or monotonic_ms)
        session.why = "start"
        return session

    @classmethod
    def recover(cls, store: Store, drill: str, *, clock_ms: Callable[[], int] | None = None, progress: Progress | None = None) -> Self:
        """A drill from the store as it was last shown: paused, or over if it was.

        Raises:
            DrillBusy: another process has it open.
            PhysicsMismatch: it was recorded by an engine whose worlds run differently, by its number or as the events show.
            StoreDamaged: its records are not what was written.
        """
        lease = store.acquire(drill)
        try:
            raw = store.raw(drill)
            stored = assemble(raw)
            entry, records = stored.entry, stored.records
            require_same_physics(entry.header)
            found = re_execute(stored.plan, entry.header.seed, numbered_inputs(records), entry.horizon, progress)
            require_same_events(raw, stored, found)
            writer = Writer(store, lease, entry.horizon, entry.count)
            world = JournalledWorld(stored.plan, entry.header, writer, found.sim, records)
            session = cls(drill, world, clock_ms or monotonic_ms, speed=pace_of(records), looked=looks_of(records))
            session._take_up(found, records)
        except BaseException:
            store.release(lease)
            raise
        return session

    def _take_up(self, found: Recovered, records: Sequence[Record]) -> None:
        """After a recovery: blame what broke the world, and say where things stand."""
        self.phase, self.why = (Phase.OVER, "") if is_over(records) else (Phase.PAUSED, "recovered")
        for broken in found.broken:
            self._world.quarantine(broken.record, broken.at, broken.why)

    # --- looking

    @property
    def now(self) -> int:
        """Drill time (ms) that is shown: everything before it is on disk."""
        return self._world.horizon

    @property
    def speed(self) -> int:
        """Drill seconds per wall second, as they are in force."""
        return self._pacer.speed

    @property
    def is_eased(self) -> bool:
        """Whether the clock goes slower than was asked for, to leave time for an answer or a report."""
        return self._pacer.speed < self._wanted

    @property
    def skipping(self) -> int:
        """Drill time that a skip is running to, -1 where none is."""
        return self._skip_to

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All inputs so far, quarantined ones left out."""
        return self._world.inputs

    @property
    def events(self) -> Sequence[Event]:
        """Everything that happened so far: for control and for reports, never for a team's seats."""
        return self._world.sim.events

    def view(self, team: str) -> TeamView:
        """What a team knows. What is not on disk yet is put there first; while the disk refuses, the last picture stays."""
        if not self._world.is_durable and not self._commit():
            kept = self._views.get(team)
            if kept is not None:
                return kept
        view = self._world.sim.view(team)
        self._views[team] = view
        return view

    @property
    def looked(self) -> tuple[str, ...]:
        """Alerts that the person opened, before a resume as well, the one opened last at the end."""
        return self._looks.all

    def look(self, alerts: Iterable[str]) -> None:
        """The person opened these alerts (repeats of one, the one pointed at last); the next horizon says so."""
        self._looks.note(alerts)
        if self.phase is Phase.PAUSED and self._looks.waiting:  # no clock goes that would bring the next horizon
            self._commit()

    def digest(self) -> str:
        """The engine's digest of all events so far."""
        return self._world.sim.digest()

    def bundle(self) -> Bundle:
        """The drill as it stands, for scores and reports."""
        return self._world.bundle()

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
        if self._world.sim.clock >= target and not self._world.sim.over:
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
        self._wanted = bounded(speed)
        self._change_pace(self._allowed(), self._wall(wall_ms))

    def skip_to(self, at: int, wall_ms: int | None = None) -> None:
        """Run to drill time `at` as fast as possible, over the next ticks; a drill that was paused is paused again there."""
        was_paused = self.phase is Phase.PAUSED
        if at <= self._world.sim.clock or self.phase not in (Phase.PAUSED, Phase.RUNNING):
            return
        self.resume(wall_ms)
        if self.phase is Phase.RUNNING:
            self._skip_to, self._pause_after_skip = min(at, self.plan.lasts_ms), was_paused

    def skip_to_news(self, within_ms: int, wall_ms: int | None = None) -> None:
        """Run on as `skip_to` does, for at most `within_ms` of drill time, but stop where the player's team has an alert or a message.

        For the first minute: a person who has read the briefing is not left before an empty desk.
        """
        if not self._has_news():
            self.skip_to(self.now + within_ms, wall_ms)
            self._listening = self._skip_to >= 0

    def play_out(self, progress: Progress | None = None, stop: Callable[[], bool] | None = None) -> bool:
        """Without a screen: at full speed to the end, bots only; whether it got there before `stop` said to.

        Shows nothing, so it commits rarely: after a second of wall time or an hour of drill time.
        """
        self.phase, self.why = (self.phase, self.why) if self.phase is Phase.OVER else (Phase.RUNNING, "")
        while self.phase is Phase.RUNNING:
            self._go_on(min(self.plan.lasts_ms, self._world.horizon + HEADLESS_STEP_MS), HEADLESS_SLICE_MS)
            stopped = stop is not None and stop()
            if self._is_commit_due() or stopped:
                self._show(self._clock_ms())
            if progress is not None:
                progress(self._world.sim.clock, self.plan.lasts_ms)
            if stopped and self.phase is Phase.RUNNING:
                self._halt("hand")
        return self.phase is Phase.OVER

    # --- as a console plays it

    @property
    def controls(self) -> Session:
        """Whoever plays alone moves the clock, ends the drill and reads its score."""
        return self

    @property
    def hall(self) -> None:
        """It belongs to no exercise."""

    async def act(self, command: Command) -> Receipt:
        """A command of the person who plays; there is nothing to wait for."""
        return self.command(self.seat, self.player, command)

    # --- acting

    def command(self, seat: str, team: str, command: Command, origin: str = "seat") -> Receipt:
        """One command by one seat, on disk before anything follows from it. Refused commands leave a receipt that says why."""
        refused = self._refusal(command, origin)
        if refused:
            return Receipt(False, refused)
        try:
            receipt = self._world.submit(Input(self._world.next_at, origin, team, seat, command))
        except StoreError as error:
            self._hold("store", error)
            return Receipt(False, "store", {"why": str(error)})
        except WorldBroke as broke:
            self._freeze("fault", broke.args[0])
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
        self._world.grade(grade)

    def close(self) -> None:
        """Put everything on disk and let others open the drill."""
        if self.phase is Phase.CLOSED:
            return
        try:
            if self.phase is not Phase.OVER and self._commit():
                self._world.cache_events()
        finally:
            self.phase = Phase.CLOSED
            self._pacer.stop()
            self._world.close()

    # --- inside

    def _wall(self, wall_ms: int | None) -> int:
        return self._clock_ms() if wall_ms is None else wall_ms

    def _refusal(self, command: Command, origin: str) -> str:
        if self.phase in (Phase.OVER, Phase.CLOSED):
            return "over"
        if origin == "control" or isinstance(command, RealIncident):
            return ""
        if self.phase is Phase.FROZEN:
            return "frozen"
        return "paused" if self.phase is Phase.PAUSED and not self.act_while_paused and isinstance(command, _ACTS) else ""

    def _target(self, wall: int) -> int:
        return self._skip_to if self._skip_to >= 0 else min(self._pacer.due(wall), self.plan.lasts_ms)

    def _start_clock(self, wall: int) -> None:
        self._pacer.start(self._world.sim.clock, wall)
        self._committed_wall = wall
        self._caught_up = True

    def _go_on(self, target: int, budget_ms: int) -> bool:
        try:
            return self._listen(target, budget_ms) if self._listening else self._world.go_on(target, budget_ms)
        except WorldBroke as broke:
            self._freeze("fault", broke.args[0])
        except StoreError as error:
            self._hold("store", error)
        return True

    def _listen(self, target: int, budget_ms: int) -> bool:
        """Go on in small steps, and let the skip end where there is news."""
        started = time.perf_counter()
        while self._world.sim.clock < target:
            step = min(target, self._world.sim.clock + LISTEN_MS)
            if not self._world.go_on(step, budget_ms):
                return False
            if self._has_news():
                self._skip_to = self._world.sim.clock
                return True
            if (time.perf_counter() - started) * 1000 >= budget_ms:
                return self._world.sim.clock >= target
        return True

    def _has_news(self) -> bool:
        if not self.player or not self._world.sim.learnt(self.player):
            return False
        view = self._world.sim.view(self.player)
        return bool(view.alerts or view.messages)

    def _is_commit_due(self) -> bool:
        far = self._world.sim.clock >= min(self.plan.lasts_ms, self._world.horizon + HEADLESS_STEP_MS)
        return far or self._world.sim.over or self._clock_ms() - self._committed_wall >= HEADLESS_COMMIT_MS

    def _show(self, wall: int) -> None:
        """Put what was reached on disk, so that it may be shown."""
        self._committed_wall = wall
        if self._world.sim.over:
            self._end()
            return
        if self._commit() and 0 <= self._skip_to <= self._world.sim.clock:
            self._skip_to, self._listening = -1, False
            if self._pause_after_skip:
                self._halt("hand")
            else:
                self._start_clock(wall)
        if self.phase is Phase.RUNNING and self._allowed() != self.speed:
            self._change_pace(self._allowed(), wall)

    def _commit(self, **more: Shown) -> bool:
        try:
            self._say_horizon(**more)
        except StoreError as error:
            self._hold("store", error)
            return False
        return True

    def _say_horizon(self, **more: Shown) -> None:
        if self._looks.waiting:
            more["looked"] = self._looks.waiting
        self._world.commit(**more)
        self._looks.written()

    def _allowed(self) -> int:
        """The pace that was asked for, as far as it leaves the person who plays time for what is owed."""
        if not self.player or self.phase is Phase.OVER:
            return self._wanted
        return fastest(self.plan, self._world.sim.view(self.player), self._wanted)

    def _change_pace(self, speed: int, wall: int) -> None:
        self._pacer.set_speed(speed, self._world.sim.clock, wall)
        if self.phase not in (Phase.OVER, Phase.CLOSED):
            self._commit(speed=self.speed)

    def _halt(self, why: str) -> None:
        self._hold(why, None)
        if self._commit(pause=why):
            self._keep_events()

    def _keep_events(self) -> None:
        """While the clock stands: what happened is kept, for a report by a version that cannot run the records again."""
        try:
            self._world.cache_events()
        except StoreError as error:
            self._hold("store", error)

    def _hold(self, why: str, trouble: Exception | None) -> None:
        self._pacer.stop()
        self._skip_to, self._listening = -1, False
        self.phase, self.why, self.trouble = Phase.PAUSED, why, trouble

    def _freeze(self, why: str, trouble: Exception | None) -> None:
        self._halt(why)
        if self.why != "store":
            self.phase, self.trouble = Phase.FROZEN, trouble

    def _end(self) -> None:
        self._pacer.stop()
        try:
            self._say_horizon()
            self._world.end()
        except StoreError as error:
            self._hold("store", error)
            return
        self.phase, self.why = Phase.OVER, ""


def new_id() -> str:
    """A short id for a drill, easy to type and to say."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def monotonic_ms() -> int:
    """Wall time that only ever goes forward, ms."""
    return time.monotonic_ns() // 1_000_000
