"""The adversary: campaigns as graphs of steps, played on the real network.

One process per running step (a front, too, is one process however many hosts it takes). A step needs footholds,
accounts, reachability and a live command channel at its start and again at its end; what is in its way makes it look
for another path, another channel, another door; what it notices makes it hurry.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import Any

from simpy import Event

from engine.applied import Applied, Occasion
from engine.candidates import Candidates
from engine.choices import Choices
from engine.clock import SHORTEST_MS, Process, Wait
from engine.conditions import Conditions
from engine.plan import Campaign, Effect, Step
from engine.reach import Reach
from engine.roaming import Roaming
from engine.telemetry import Telemetry
from engine.verbs import UNOFFERED, Verbs
from engine.world import Hold, World

ABANDONED = "abandoned"
"""What halts a step that a decision put aside: nobody is told so again."""
PIVOT_CHANCE = 600
"""Chance that a detour's next host falls, per-mille (author's estimate: most hosts of a flat office segment do)."""
BRIEFED_CHANCE = 400
"""Phishing chance after the communes were warned, per-mille of before (click rates fall from about 30 % to 5-15 %)."""
BEACON_GAP_MS = 40 * 60_000
"""How often a beacon is looked at by sensors, where its step names no interval (author's estimate)."""


class Adversary:
    """All campaigns of a run."""

    def __init__(self, world: World, conditions: Conditions, telemetry: Telemetry, applied: Applied) -> None:
        self._world = world
        self.applied = applied
        self.resolved = 0
        """Attempts that came to an end, whatever end."""
        self.roaming = Roaming(world, conditions)
        applied.register("alarm-adversary", self._alarm)
        runs = [CampaignRun(self, world, conditions, telemetry, campaign) for campaign in world.index.plan.campaigns]
        self._runs = [run for run in runs if not run.campaign.benign]
        world.on_contact.append(self._touched)

    def _touched(self, action: str, noticed: int, thing: str) -> None:
        """A response met something of the adversary's: does anybody there notice?"""
        for run in self._runs:
            if run.begun and self._world.draws.chance(f"noticed:{action}:{run.campaign.id}", thing, noticed):
                run.alarm("action", action)

    def _alarm(self, effect: Effect, occasion: Occasion) -> bool:
        """Alarm one campaign by a scenario's hand."""
        named = [run for run in self._runs if run.campaign.id == effect.ref and run.begun]
        for run in named:
            run.alarm("effect", occasion.cause)
        return bool(named)


class CampaignRun:
    """One campaign as it goes."""

    def __init__(self, adversary: Adversary, world: World, conditions: Conditions, telemetry: Telemetry, campaign: Campaign) -> None:
        self._adversary = adversary
        self._world = world
        self._conditions = conditions
        self._telemetry = telemetry
        self._verbs = Verbs(world, campaign.id)
        self.campaign = campaign
        self.begun = False
        self._steps = {step.id: step for step in campaign.steps}
        self._entered: set[str] = set()
        self._placed: dict[str, str] = {}
        self._reach = Reach(world)
        self._candidates = Candidates(world, self._verbs, self._barred)
        self._channel = 0
        self._hurry = 1000
        self._alarmed = False
        self._waits: dict[Wait, str] = {}
        """Waits under way, in the order in which they began → the steps that wait."""
        self._under_way: set[str] = set()
        self._given_up: set[str] = set()
        """Steps that a decision put aside: they never begin, or go no further."""
        self._why: dict[str, str] = {}
        """Step → what was last in its way."""
        self._choices = Choices(world, conditions, adversary.applied, campaign, self._turn_to)
        world.clock.later(campaign.starts_ms - world.clock.now, self._opening)

    # --- beginning and ending

    def _opening(self) -> None:
        condition = self.campaign.starts_when
        if condition is None:
            self._world.clock.start(self._begin())
        else:
            self._conditions.when(condition, lambda: self._world.clock.start(self._begin()))

    def _begin(self) -> Process:
        spread = self.campaign.starts_spread
        if spread is not None:
            yield self._world.clock.pause(self._world.draws.sample("starts", self.campaign.id, spread))
        self.begin(self.campaign.first)

    def begin(self, steps: tuple[str, ...]) -> None:
        """Start the steps named; a campaign begins with the first of them."""
        if not self.begun:
            self.begun = True
            self._world.emit("campaign-started", (), {"campaign": self.campaign.id})
            self._choices.open()
        for name in steps:
            if name not in self._entered and name not in self._given_up:
                self._entered.add(name)
                self._world.clock.start(self._run(self._steps[name]))

    def stop(self, steps: tuple[str, ...]) -> None:
        """Give steps up: what is under way ends at its next moment, what waits never begins."""
        fresh = [name for name in steps if name not in self._given_up]
        self._given_up.update(fresh)
        for name in fresh:
            if name in self._under_way:
                self._mark(self._steps[name], "abandoned", "")
        for wait in [wait for wait, step in self._waits.items() if step in self._given_up]:
            wait.hurry(0)

    def _turn_to(self, given_up: tuple[str, ...], begun: tuple[str, ...]) -> None:
        self.stop(given_up)
        self.begin(begun)

    def alarm(self, what: str, about: str) -> None:
        """Somebody touched something of theirs: after a while they hurry, and may start what they kept for that."""
        alarm = self.campaign.alarm
        if alarm is None or self._alarmed:
            return
        self._alarmed = True
        self._world.clock.later(self._world.draws.sample("alarm", self.campaign.id, alarm.delay), self._hasten, what, about)

    def _hasten(self, what: str, about: str) -> None:
        alarm = self.campaign.alarm
        if alarm is None or not self._world.live:
            self._alarmed = False
            return
        self._hurry = alarm.hurry
        self._choices.say_own("~alarm", "hurry", what, about)
        self._world.emit("adversary-alarmed", (), {"campaign": self.campaign.id, "hurry": alarm.hurry})
        for wait in sorted(self._waits, key=lambda item: item.due):
            wait.hurry(alarm.hurry)
        self.begin(alarm.then)

    def _wait(self, ms: int, step: Step) -> Event:
        """An event after that time, or sooner where they hurry."""
        if step.unhurried:
            return self._world.clock.pause(ms)
        wait = self._world.clock.wait(ms * self._hurry // 1000, self._waited)
        self._waits[wait] = step.id
        return wait

    def _waited(self, wait: Wait) -> None:
        del self._waits[wait]

    # --- one step

    def _run(self, step: Step) -> Process:
        choice = self._choices.before.get(step.id)
        if choice is not None:
            yield self._world.clock.pause(self._choices.thinks(choice))
            self._choices.decide(choice)
        if step.when is not None and step.id not in self._given_up:
            if step.wait:
                yield from self._await(step)
            elif not self._conditions.holds(step.when):
                self.begin(step.skipped)
                return
        if step.id in self._given_up:
            return
        self._mark(step, "started", "")
        self._under_way.add(step.id)
        done = yield from self._play(step)
        self._under_way.discard(step.id)
        if step.id in self._given_up:
            return
        if not done:
            self._mark(step, "gave-up", "")
            self._choices.say_own("~door", step.id, self._why.pop(step.id, "failed"), step.id)
            self.begin(step.otherwise)
            return
        self._conditions.latch(f"step:{step.id}:succeeded")
        self.begin(step.then)
        if step.one_of:
            self.begin((self._world.draws.weighted("branch", step.id, step.one_of),))

    def _play(self, step: Step) -> Generator[Event, Any, bool]:
        """Try, as often as it may be tried; whether it worked."""
        tries = 0
        while True:
            done = yield from (self._front(step) if step.front else self._tries(step))
            if done or tries >= step.again_times or step.again_after is None or step.id in self._given_up:
                return bool(done)
            tries += 1
            yield self._wait(self._world.draws.sample(f"again:{step.id}", self.campaign.id, step.again_after), step)

    def _await(self, step: Step) -> Process:
        """Wait until the step's condition holds."""
        event = self._world.clock.event()
        if step.when is not None:
            self._conditions.when(step.when, lambda: _succeed(event))
        yield event

    def _tries(self, step: Step) -> Process:
        """A plain step: its chosen targets one after another; one success is success."""
        done = False
        placed = self._placed.get(step.on, "")
        targets = self._candidates.pick(step) if not step.on else [placed] if placed else []
        for target in targets:
            done = (yield from self._attempt(step, target)) or done
        return done

    def _front(self, step: Step) -> Process:
        """A step that spreads: `lanes` hosts at every beat, until `most` are taken or nothing is left."""
        front = step.front
        assert front is not None
        if front.moves:
            return (yield from self._adversary.roaming.go(step, self._beat, self._goes_on, self._strike, self.stop))
        taken = 0
        self._candidates.reopen(step)
        while taken < front.most:
            yield self._beat(step)
            if not self._goes_on(step):
                break
            batch = self._candidates.batch(step, min(front.lanes, front.most - taken))
            if not batch:
                break
            for place, target in enumerate(batch):
                if self._strike(step, target, looked=not place):
                    taken += 1
                else:
                    self._candidates.spare(step, target)
        return taken > 0

    def _beat(self, step: Step) -> Event:
        """The time until a front's next move."""
        assert step.front is not None
        return self._wait(self._world.draws.sample(f"beat:{step.id}", self.campaign.id, step.front.every), step)

    def _goes_on(self, step: Step) -> bool:
        """Whether nothing halts the step everywhere."""
        reason = self._halted(step)
        if reason:
            self._blocked(step, "", reason)
        return not reason

    def _attempt(self, step: Step, target: str) -> Process:
        reason = self._hindered(step, target)
        if reason == "no-path":
            yield from self._detour(step, target)
            reason = self._hindered(step, target)
        if reason:
            self._blocked(step, target, reason)
            return False
        takes = self._world.draws.sample(f"takes:{step.id}", target, step.takes)
        yield self._wait(takes, step)
        return self._strike(step, target)

    def _strike(self, step: Step, target: str, looked: bool = False) -> bool:
        """The attempt comes to its end: blocked, failed or done; `looked`: nothing is in its way, as was just found."""
        self._adversary.resolved += 1
        reason = "" if looked else self._hindered(step, target)
        if reason:
            self._blocked(step, target, reason)
            return False
        source = self._reach.source(step, target)
        seen_on = self._world.index.face[target] if step.verb == "flood" else target
        chance = step.chance * BRIEFED_CHANCE // 1000 if step.verb == "deliver" and self._world.briefed else step.chance
        if not self._world.draws.chance(f"chance:{step.id}", target, chance):
            self._mark(step, "failed", target)
            self._telemetry.notice(step.id, step.seen, seen_on, source, step.needs_account, failed=True)
            return False
        for artefact in step.leaves:
            self._world.leave(self._world.index.artefacts[artefact], seen_on, source, step.needs_account, step.id)
        self._placed[step.id] = target
        data = {"campaign": self.campaign.id, "step": step.id, "verb": step.verb, "technique": step.technique, "asset": target}
        if source and source != target:
            data["source"] = source
        people = self._verbs.apply(step, target)
        self._world.emit("step-succeeded", (), data | {"people": people} if people else data)
        self._telemetry.notice(step.id, step.seen, seen_on, source, step.needs_account)
        if step.effects:
            self._adversary.applied.apply(step.effects, Occasion((), step.id, target))
        if step.until is not None:
            self._conditions.follow(step.until, partial(self._world.tampering.hide, self._world.index.asset_of[target]))
        if step.verb == "beacon":
            self._world.clock.start(self._beacon(step, target))
        return True

    def _beacon(self, step: Step, target: str) -> Process:
        """The command channel goes on talking, which sensors may see, and finds out when it is cut."""
        number = self._world.index.asset_of[target]
        while True:
            gap = BEACON_GAP_MS
            if step.again_after is not None:
                gap = self._world.draws.sample(f"gap:{step.id}", target, step.again_after)
            yield self._world.clock.pause(max(SHORTEST_MS, gap))
            if number not in self._world.holds or step.id in self._given_up:
                return
            if self._channel_live() and self._gets_out(number):
                self._telemetry.notice(step.id, step.seen, target, target, "")

    def _gets_out(self, number: int) -> bool:
        """Whether that foothold itself still runs and reaches the internet: a machine taken off the network calls nobody."""
        world = self._world
        return number in world.live and world.network.reaches(world.index.segment[number], world.index.internet, "https")

    # --- what stands in its way

    def _halted(self, step: Step) -> str:
        """Why the step cannot go on anywhere, '' if it can."""
        if step.id in self._given_up:
            return ABANDONED
        if step.channel and not self._channel_live():
            return "no-channel"
        if step.needs_account and (step.needs_account not in self._world.stolen or step.needs_account in self._world.locked):
            return "no-account"
        if step.needs_foothold and not self._reach.held(step):
            return "no-foothold"
        if step.needs_switch and not self._world.switches[step.needs_switch]:
            return "no-switch"
        return ""

    def _hindered(self, step: Step, target: str) -> str:
        """Why the step cannot go on against this target now, '' if it can."""
        reason = self._halted(step)
        return reason if reason or step.verb == "flood" else self._barred(step, self._world.index.asset_of[target])

    def _barred(self, step: Step, number: int) -> str:
        """What about this target itself is in the way, '' where nothing is."""
        world = self._world
        if not world.usable(number) and step.verb != "spoof":  # who imitates a thing does not need it to work
            return "isolated"
        if step.needs_weakness and (step.needs_weakness not in world.index.assets[number].weaknesses or number in world.patched):
            return "patched"
        shut = self._shut(step, number)
        if shut:
            return shut
        if step.over and not self._reach.reachable(step, number):
            return "no-path"
        return ""

    def _shut(self, step: Step, number: int) -> str:
        """Why that machine's own door stays shut to the step whatever the network does, '' if it opens.

        A machine that is held already needs no door: whoever sits there works on the spot.
        """
        index = self._world.index
        if step.needs_account and number not in index.granted[step.needs_account]:
            return "not-granted"
        if step.over and number not in index.offering.get(step.over, ()) and step.verb not in UNOFFERED and number not in self._world.live:
            return "not-offered"
        return ""

    def _blocked(self, step: Step, target: str, reason: str) -> None:
        if reason == ABANDONED:
            return
        self._why[step.id] = reason
        self._world.emit("step-blocked", (), {"campaign": self.campaign.id, "step": step.id, "asset": target, "reason": reason})
        self._conditions.latch(f"step:{step.id}:blocked")
        if reason in ("no-channel", "no-account") and self._world.clock.now >= 0:
            self.alarm(reason, step.id)

    def _mark(self, step: Step, state: str, target: str) -> None:
        if state != "failed" or target:
            self._world.emit(f"step-{state}", (), {"campaign": self.campaign.id, "step": step.id, "asset": target})
        self._conditions.latch(f"step:{step.id}:{state}")

    # --- ways round

    def _channel_live(self) -> bool:
        """A command channel that is not blocked, from a foothold that gets out; switches to the next where one is blocked."""
        world = self._world
        channels = self.campaign.channels
        while self._channel < len(channels) and channels[self._channel] in world.blocked:
            self._channel += 1
            if self._channel < len(channels):
                before, now = channels[self._channel - 1 : self._channel + 1]
                world.emit("channel-switched", (), {"campaign": self.campaign.id, "indicator": now})
                self._choices.say_own("~channel", now, "blocked", before)
                self.alarm("blocked", before)
        if channels and self._channel >= len(channels):
            return False
        internet = world.index.internet
        return internet >= 0 and world.network.reached_from(world.live_segments, internet, "https") >= 0

    def _detour(self, step: Step, target: str) -> Process:
        """Search another path on the same network and take its hosts one by one."""
        world = self._world
        goal = world.index.segment[world.index.asset_of[target]]
        hops = world.network.path(self._reach.sources(step), goal, step.over)
        if len(hops) < 2:
            return
        world.emit("path-searched", (), {"campaign": self.campaign.id, "step": step.id, "hops": len(hops)})
        self._choices.say_own("~path", step.id, "no-path", target)
        for segment in hops[:-1]:
            if world.live_in.get(segment):
                continue
            yield self._wait(world.draws.sample(f"detour:{step.id}", str(segment), step.takes), step)
            if step.id in self._given_up:
                return
            self._adversary.resolved += 1
            names = [world.index.assets[number].id for number in self._reach.pivots(step, segment)]
            pick = world.draws.lowest(f"detour-host:{step.id}", names[:24])
            if not pick or not world.draws.chance(f"detour-chance:{step.id}", pick, PIVOT_CHANCE):
                return
            world.gain(world.index.asset_of[pick], Hold(self.campaign.id, world.clock.now))
            self._telemetry.notice(step.id, step.seen, pick, "", step.needs_account)


def _succeed(event: Event) -> None:
    event.succeed()
