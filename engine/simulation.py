"""The door: the only way to run a drill.

Session, replay, bots, rehearsals, what-if, benchmarks and tests all use `Simulation` and nothing behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.adversary import Adversary
from engine.applied import Applied
from engine.board import Board
from engine.channels import Channels
from engine.clock import Clock
from engine.codec import canonical, plain, recordable
from engine.conditions import Conditions
from engine.coordination import Coordination
from engine.draws import Draws
from engine.effects import Effects
from engine.errors import InvalidInput, OutOfOrder
from engine.index import indexed
from engine.investigation import Investigation
from engine.messages import (
    Cancel,
    Declare,
    Event,
    Finish,
    Fire,
    HandOver,
    Hypothesis,
    Input,
    Mark,
    Note,
    Pin,
    RealIncident,
    Receipt,
    Reply,
    Scope,
    Send,
    Start,
    Watch,
)
from engine.observations import Observations
from engine.people import People
from engine.piles import Piles
from engine.plan import Plan
from engine.recovery import Recovery
from engine.response import Outcome, Response, Task
from engine.shifts import Shifts
from engine.switches import Switches
from engine.telemetry import Telemetry
from engine.views import TeamView
from engine.weather import Climate
from engine.world import World

VERDICTS = ("true", "false", "unsure")


@dataclass(frozen=True, slots=True)
class Truth:
    """What really is: for control, scoring and tests; no team ever sees it."""

    now: int
    footholds: tuple[str, ...]
    live_footholds: tuple[str, ...]
    stolen_accounts: tuple[str, ...]
    ruined: tuple[str, ...]
    copies_lost: tuple[str, ...]
    service_levels: dict[str, int]
    lost: dict[str, int]
    """User-milliseconds lost, by service."""
    people_exposed: int
    evidence_lost: int
    trust_lost: int
    steps_resolved: int
    actions_finished: int


class Simulation:
    """One drill's world.

    Args:
        plan: what to play; indexed once and shared between runs.
        seed: decides every draw, together with the plan.
        salt, salt_from: a different future from that moment on (ms), for expected worth; 0 = the drill's own luck.
        trace: receives every key drawn, for tests.
    """

    def __init__(
        self,
        plan: Plan,
        seed: int,
        *,
        salt: int = 0,
        salt_from: int = 0,
        trace: dict[tuple[str, str, int, int], int] | None = None,
    ) -> None:
        self.plan = plan
        self.seed = seed
        index = indexed(plan)
        begins = min([0, *(campaign.starts_ms for campaign in plan.campaigns), *(weather.starts_ms for weather in plan.weather)])
        clock = Clock(begins)
        self._clock = clock
        self._draws = Draws(seed, trace)
        self._salt, self._salt_from = salt, salt_from
        world = World(index, clock, self._draws)
        self._world = world
        telemetry = Telemetry(world)
        self._telemetry = telemetry
        conditions = Conditions(world)
        self._conditions = conditions
        applied = Applied(world)
        Switches(world, applied)
        self._piles = Piles(world, conditions, applied)
        self._response = Response(world, conditions, applied, self._piles, self._take_hold)
        investigation = Investigation(world, telemetry)
        self._adversary = Adversary(world, conditions, telemetry, applied)
        people = People(world, conditions, self._response, applied)
        shifts = Shifts(world, self._response)
        self._channels = Channels(world, conditions, people)
        self._coordination = Coordination(world, conditions, self._response, applied, people)
        recovery = Recovery(world, conditions)
        self._climate = Climate(world, conditions, telemetry, self._response)
        self._board = Board(world, telemetry)
        observations = Observations(world, conditions, investigation)
        crafts = {**self._climate.verbs, **self._adversary.roaming.verbs, **observations.verbs}
        parts = (recovery, crafts, applied, people, shifts, self._board)
        self._effects = Effects(world, self._response, investigation, self._coordination, *parts)
        self._last_input = -1
        self.inputs: list[Input] = []
        self.over = False
        self._reached = begins
        self.advance(0)

    def _take_hold(self, task: Task) -> Outcome:
        return self._effects.take_hold(task)

    # --- the three verbs

    @property
    def clock(self) -> int:
        """Everything strictly before this drill time (ms) has run."""
        return self._reached

    @property
    def events(self) -> list[Event]:
        """All events so far, in order; not to be changed."""
        return self._world.events

    @property
    def next_at(self) -> int:
        """When something happens next, at the latest the drill's end."""
        peek = self._clock.peek()
        return self.plan.lasts_ms if peek == float("inf") else min(int(peek), self.plan.lasts_ms)

    def advance(self, until: int, max_events: int | None = None) -> int:
        """Run everything strictly before `until` (never past the drill's end), or about `max_events` of it.

        Returns:
            The drill time reached: everything strictly before it has run.
        """
        if self.over:
            return self._reached
        goal = min(until, self.plan.lasts_ms)
        if self._salt and self._draws.salt == 0 and goal > self._salt_from:
            self._run(self._salt_from, None)
            self._draws.salt = self._salt
        self._run(goal, max_events)
        if self._reached >= self.plan.lasts_ms:
            self._end()
        return self._reached

    def _run(self, goal: int, max_events: int | None) -> None:
        clock = self._clock
        if goal <= self._reached:
            return
        if max_events is not None:
            done = 0
            while clock.peek() < goal:
                moment = clock.peek()
                while clock.peek() == moment:  # all of one moment, so that an input never lands in its middle
                    clock.step()
                    done += 1
                if done >= max_events:
                    self._reached = int(moment) + 1
                    if self._reached < goal:
                        clock.run_to(self._reached)
                        return
                    break
        clock.run_to(goal)
        self._reached = goal

    def submit(self, entry: Input) -> Receipt:
        """Apply one input at its moment, before anything else that happens then.

        Raises:
            OutOfOrder: it lies before the clock, or another input has its millisecond.
            InvalidInput: its team is not in this drill.
        """
        if entry.at < self._reached or entry.at <= self._last_input:
            raise OutOfOrder(f"input at {entry.at} ms, clock at {self._reached} ms, last input at {self._last_input} ms")
        if entry.team not in self._world.index.teams and not isinstance(entry.command, (Fire, Finish, RealIncident)):
            raise InvalidInput(f"no team {entry.team!r} in this drill")
        self.advance(entry.at)
        if self._salt and entry.at >= self._salt_from:
            self._draws.salt = self._salt
        self._last_input = entry.at
        if self.over:
            return Receipt(False, "drill-over", {})
        if not recordable(entry.command):
            return Receipt(False, "bad-params", {"what": type(entry.command).__name__})
        self.inputs.append(entry)
        return self._apply(entry)

    def _apply(self, entry: Input) -> Receipt:
        team, seat, command = entry.team, entry.seat, entry.command
        if isinstance(command, Start):
            return self._order(team, seat, command)
        if isinstance(command, Cancel):
            return self._response.cancel(team, command)
        if isinstance(command, Mark):
            return self._mark(team, command)
        if isinstance(command, Reply):
            return self._coordination.reply(team, seat, command)
        if isinstance(command, Declare):
            return self._coordination.declare(team, seat, command)
        if isinstance(command, Send):
            return self._channels.send(team, seat, command)
        if isinstance(command, Watch):
            return self._coordination.watch(team, command)
        if isinstance(command, Note):
            return self._coordination.note(team, seat, command)
        if isinstance(command, (Hypothesis, Scope, Pin, HandOver)):
            return self._board.take(team, seat, command)
        return self._control(entry)

    def _order(self, team: str, seat: str, command: Start) -> Receipt:
        """An order; a refusal stands in the team's own log, so that whoever reads its view knows it was tried."""
        receipt = self._response.order(team, seat, command)
        if not receipt.accepted:
            data = {"action": command.action, "target": command.target, "code": receipt.code}
            self._world.emit("order-refused", (team,), data)
        return receipt

    def _control(self, entry: Input) -> Receipt:
        command = entry.command
        if isinstance(command, RealIncident):
            self._world.emit("real-incident", tuple(self._world.index.teams), {"seat": entry.seat, "team": entry.team})
            return Receipt(True)
        if entry.origin != "control":
            return Receipt(False, "not-allowed", {"action": type(command).__name__})
        if isinstance(command, Fire):
            return self._coordination.fire(command.inject)
        if isinstance(command, Finish):
            self._end()
            return Receipt(True)
        raise InvalidInput(f"{type(command).__name__} is no command")

    def _mark(self, team: str, command: Mark) -> Receipt:
        alerts = self._world.knowledge[team].alerts
        if command.alert not in alerts:
            return Receipt(False, "unknown-target", {"target": command.alert})
        if command.verdict not in VERDICTS:
            return Receipt(False, "bad-params", {"what": command.verdict})
        kind, asset = alerts[command.alert]
        self._world.emit("marked", (team,), {"alert": command.alert, "verdict": command.verdict, "kind": kind, "asset": asset})
        if command.verdict != "unsure" and (command.verdict == "true") != self._telemetry.real[command.alert]:
            self._world.emit("marked-wrongly", (), {"alert": command.alert, "verdict": command.verdict, "team": team})
        if command.verdict == "true":
            self._world.know((team,), asset, "suspect", kind)
        return Receipt(True, id=command.alert)

    def _end(self) -> None:
        if self.over:
            return
        lost = self._world.services.lost(self._clock.now)
        self._piles.close()
        self._world.emit("drill-ended", tuple(self._world.index.teams), {})
        self._world.emit("services-counted", (), {"lost": lost})
        self.over = True

    # --- looking

    def view(self, team: str) -> TeamView:
        """What the team knows at this moment."""
        return self._world.knowledge[team].view(self._reached)

    def learnt(self, team: str) -> int:
        """How many events the team has learnt: the version of its view, without the cost of one."""
        return len(self._world.knowledge[team].log)

    @property
    def truth(self) -> Truth:
        """What really is at this moment."""
        world = self._world
        names = world.index.assets
        return Truth(
            now=self._reached,
            footholds=tuple(sorted(names[number].id for number in world.holds)),
            live_footholds=tuple(sorted(names[number].id for number in world.live)),
            stolen_accounts=tuple(sorted(world.stolen)),
            ruined=tuple(names[number].id for number in sorted(world.ruined)),
            copies_lost=tuple(sorted(world.copies_lost)),
            service_levels=dict(world.services.level),
            lost=world.services.lost(self._reached),
            people_exposed=world.people_exposed,
            evidence_lost=world.evidence_lost,
            trust_lost=world.trust_lost,
            steps_resolved=self._adversary.resolved,
            actions_finished=self._response.finished,
        )

    def digest(self) -> str:
        """SHA-256 over the canonical events: the same for the same plan, seed, physics and inputs."""
        from hashlib import sha256

        hasher = sha256()
        for event in self._world.events:
            hasher.update(canonical(plain(event)))
            hasher.update(b"\n")
        return hasher.hexdigest()
