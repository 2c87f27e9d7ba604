"""Conditions on the world, watched without polling: a condition is looked at again only when something it hangs on happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from engine.messages import Data
from engine.plan import Condition
from engine.world import World

HOLDS, RUINS, TAMPERS = "hold", "ruined", "tampered"
"""Topics about assets: watched once for all assets of a condition."""

_TOPIC_OF = {"footholds": HOLDS, "encrypted": RUINS, "tampered": TAMPERS}

FACT = "fact:"
LATCHED = ("milestone", "step", "action", "ordered", "report", "replied", "ignored", "chose", "leaked")
"""Ops that ask for something that happened, and when."""
LEVELS = ("service", "site", "locked", "blocked", "switch", "pile")
"""Topics of the world that a condition may hang on by one name each."""


class Watch:
    """One condition and what to do the first time it holds."""

    __slots__ = ("call", "condition", "fired", "since")

    def __init__(self, condition: Condition, call: Callable[[], None]) -> None:
        self.condition = condition
        self.call = call
        self.fired = False
        self.since: dict[int, int] = {}
        """id of a level part with `for_ms` → moment since which it holds."""

    def hear(self, holds: bool) -> None:
        """Whether the condition holds now."""
        if holds and not self.fired:
            self.fired = True
            self.call()


class Edge(Watch):
    """One condition that is followed: told at every change, and of its state when it was taken up."""

    __slots__ = ("_state", "_told")

    def __init__(self, condition: Condition, told: Callable[[bool], None]) -> None:
        super().__init__(condition, lambda: None)
        self._told = told
        self._state: bool | None = None

    def hear(self, holds: bool) -> None:
        """Pass on what is new."""
        if holds != self._state:
            self._state = holds
            self._told(holds)


class Headcount:
    """How many of some assets are held, or ruined: kept up to date one by one, never counted over."""

    __slots__ = ("among", "gauges", "members")

    def __init__(self, members: frozenset[int], there: Iterable[int]) -> None:
        self.members = members
        self.among: set[int] = {number for number in there if number in members}
        self.gauges: dict[int, Gauge] = {}
        """id of a condition (which its watches keep) → what is asked of the count."""


class Gauge:
    """A condition on a headcount, and the watches that look again when it turns: a count that moves within its bound turns nothing."""

    __slots__ = ("_among", "_at_least", "_none", "is_met", "watches")

    def __init__(self, condition: Condition, among: set[int]) -> None:
        self._among = among
        self._none = condition.op == "footholds" and condition.state == "none"
        self._at_least = max(1, condition.value) if condition.op != "footholds" else condition.value + 1
        self.is_met = self.reads()
        self.watches: list[Watch] = []

    def reads(self) -> bool:
        """Whether the condition holds of the count as it is."""
        return not self._among if self._none else len(self._among) >= self._at_least


class Conditions:
    """All watches of a run, and the little history that conditions may ask about."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.latched: dict[str, int] = {}
        """What happened, counted: step:ID:STATE, action:..., ordered:..., milestone:ID, report:..., replied:..., ignored:..."""
        self._latched_at: dict[str, int] = {}
        """The same → when last (ms)."""
        self._by_topic: defaultdict[str, list[Watch]] = defaultdict(list)
        self._counts: dict[str, dict[int, Headcount]] = {HOLDS: {}, RUINS: {}, TAMPERS: {}}
        """topic → id of a condition's targets (which the plan keeps) → how many of them."""
        self._counts_of: dict[str, dict[int, list[Headcount]]] = {HOLDS: {}, RUINS: {}, TAMPERS: {}}
        """topic → asset → the counts that it belongs to, found when something first happens to it."""
        self._names: dict[int, tuple[str, ...]] = {}
        """id of a condition (which the plan, or a watch, keeps) → names under which what it asks for is counted."""
        self._pending: list[Watch] = []
        self._looking = False
        self._facts: defaultdict[str, list[Watch]] = defaultdict(list)
        world.on("fact", self._learnt)
        for topic in LEVELS:
            world.on(topic, lambda thing, topic=topic: self._look(f"{topic}:{thing}"))  # type: ignore[misc]
        self._there = {HOLDS: world.live, RUINS: world.ruined, TAMPERS: world.tampering.there}
        for topic in self._there:
            world.on(topic, partial(self._touched, topic))

    def latch(self, name: str) -> None:
        """Something happened: count it and let the conditions look."""
        self.latched[name] = self.latched.get(name, 0) + 1
        self._latched_at[name] = self._world.clock.now
        watches = self._by_topic.get(name)
        if watches:
            self._ask(watches)

    def when(self, condition: Condition, call: Callable[[], None]) -> None:
        """Call once, at the first moment the condition holds (now, if it does)."""
        self._arm(Watch(condition, call))

    def follow(self, condition: Condition, call: Callable[[bool], None]) -> None:
        """Call with True and with False at every edge, first with the state now; `for_ms` delays rising edges only."""
        self._arm(Edge(condition, call))

    def _arm(self, watch: Watch) -> None:
        condition = watch.condition
        for topic in dict.fromkeys(self._topics(condition)):
            if topic in self._counts:
                self._gauge(topic, condition, watch)
            elif topic.startswith(FACT):
                fact = topic[len(FACT) :]
                self._facts[fact].append(watch)
                self._world.asked_facts.add(fact)
            else:
                self._by_topic[topic].append(watch)
        self._arm_times(watch, condition)
        self._check(watch)

    def holds(self, condition: Condition) -> bool:
        """Whether it holds at this moment (a `for_ms` counts from a watch's own start, so here it is ignored)."""
        return self._test(condition, None)

    def reasons(self, condition: Condition) -> list[Data]:
        """Why it holds at this moment: the parts that make it so, each with the moment at which it last came about."""
        return self._reasons(condition, True)

    def _reasons(self, condition: Condition, holds: bool) -> list[Data]:
        if condition.op == "not":
            return self._reasons(condition.of[0], not holds)
        if condition.of:
            decisive = [part for part in condition.of if self.holds(part) == holds]
            return [found for part in decisive for found in self._reasons(part, holds)]
        names = self._latches(condition) if condition.op in LATCHED else ()
        at = max((self._latched_at[name] for name in names if name in self._latched_at), default=self._world.clock.now)
        return [reason(condition.op, condition.ref, at, team=condition.team, state=condition.state, holds=holds)]

    # --- looking

    def _learnt(self, fact: str) -> None:
        watches = self._facts.get(fact)
        if watches:
            self._ask(watches)

    def _look(self, topic: str) -> None:
        watches = self._by_topic.get(topic)
        if watches:
            self._ask(watches)

    def _touched(self, topic: str, asset: str) -> None:
        number = self._world.index.asset_of[asset]
        counts = self._counts_of[topic].get(number)
        if counts is None:
            counts = self._counts_of[topic][number] = [one for one in self._counts[topic].values() if number in one.members]
        is_there = number in self._there[topic]
        turned: list[Watch] = []
        for count in counts:
            if is_there == (number in count.among):
                continue
            (count.among.add if is_there else count.among.discard)(number)
            for gauge in count.gauges.values():
                if gauge.reads() != gauge.is_met:
                    gauge.is_met = not gauge.is_met
                    turned += gauge.watches
        if turned:
            self._ask(turned)

    def _ask(self, watches: list[Watch]) -> None:
        self._pending.extend(watch for watch in watches if not watch.fired)
        if self._looking:
            return
        self._looking = True
        try:
            while self._pending:
                self._check(self._pending.pop(0))
        finally:
            self._looking = False

    def _gauge(self, topic: str, condition: Condition, watch: Watch) -> None:
        """Let the watch look again whenever what the condition asks of a count of this topic turns."""
        if _TOPIC_OF.get(condition.op) == topic:
            count = self._headcount(topic, condition.targets)
            gauge = count.gauges.get(id(condition))
            if gauge is None:
                gauge = count.gauges[id(condition)] = Gauge(condition, count.among)
            gauge.watches.append(watch)
        for part in condition.of:
            self._gauge(topic, part, watch)

    def _check(self, watch: Watch) -> None:
        if not watch.fired:
            watch.hear(self._test(watch.condition, watch))

    def _arm_times(self, watch: Watch, condition: Condition) -> None:
        if condition.op == "at":
            self._world.clock.later(condition.value - self._world.clock.now, self._check, watch)
        elif condition.op == "hours":
            self._arm_hours(watch, condition)
        for part in condition.of:
            self._arm_times(watch, part)

    def _arm_hours(self, watch: Watch, window: Condition) -> None:
        """Look again whenever the window may open or close."""
        clock, index = self._world.clock, self._world.index
        rest = index.hours.next_edge(window, clock.now)

        def edge() -> None:
            self._check(watch)
            if not watch.fired:
                self._arm_hours(watch, window)

        if clock.now + rest < index.plan.lasts_ms:
            clock.later(rest, edge)

    # --- what a condition hangs on

    def _topics(self, condition: Condition) -> list[str]:
        op, ref = condition.op, condition.ref
        if op in ("all", "any", "not"):
            return [topic for part in condition.of for topic in self._topics(part)]
        if op in _TOPIC_OF:
            return [_TOPIC_OF[op]]
        if op == "knows":
            return [FACT + ref]
        if op == "service":
            return [f"service:{ref}"] + ([f"site:{condition.state}"] if condition.state else [])
        if op in ("locked", "blocked", "switch", "pile"):
            return [f"{op}:{ref}"]
        if op in ("at", "hours"):
            return []
        return list(self._latches(condition))

    def _latches(self, condition: Condition) -> tuple[str, ...]:
        """Names under which what the condition asks for is counted, put together once."""
        names = self._names.get(id(condition))
        if names is None:
            names = self._names[id(condition)] = tuple(self._named(condition))
        return names

    def _named(self, condition: Condition) -> list[str]:
        op, ref, team, state = condition.op, condition.ref, condition.team, condition.state
        if op in ("action", "ordered"):
            targets = condition.targets or ("",)
            return [f"{op}:{ref}:{team}:{target}" for target in targets]
        if op == "relapse":
            return [f"relapse:{target}" for target in condition.targets or ("",)]
        if op == "report":
            return [f"report:{ref}:{team}"]
        if op == "chose":
            return [f"choice:{ref}:{state}"]
        if op == "weather":
            return [f"weather:{ref}:{state}"]
        if op in ("step", "replied"):
            return [f"{op}:{ref}:{state or ('succeeded' if op == 'step' else '')}"]
        return [f"{op}:{ref}"]

    # --- testing

    def _test(self, condition: Condition, watch: Watch | None) -> bool:
        op = condition.op
        if op == "all":
            return False not in [self._test(part, watch) for part in condition.of]  # all are asked: each may start its `for_ms`
        if op == "any":
            return True in [self._test(part, watch) for part in condition.of]
        if op == "not":
            return not self._test(condition.of[0], watch)
        if op == "at":
            return self._world.clock.now >= condition.value
        if op == "knows":
            teams = self._world.knowledge
            asked = [condition.team] if condition.team else list(teams)
            return any(condition.ref in teams[team].facts for team in asked)
        if op == "service" or op in _TOPIC_OF:
            return self._lasting(condition, watch, self._level(condition))
        if op in _STATES:
            return _STATES[op](self._world, condition)
        latched, count = self.latched, 0
        for name in self._latches(condition):
            count += latched.get(name, 0)
        return count >= max(1, condition.value)

    def _level(self, condition: Condition) -> bool:
        world = self._world
        if condition.op == "service":
            services, site = world.services, condition.state
            return (services.site_level(condition.ref, site) if site else services.level[condition.ref]) <= condition.value
        count = self._headcount(_TOPIC_OF[condition.op], condition.targets)
        gauge = count.gauges.get(id(condition))
        return (gauge or Gauge(condition, count.among)).reads()

    def _headcount(self, topic: str, targets: tuple[str, ...]) -> Headcount:
        counts = self._counts[topic]
        count = counts.get(id(targets))
        if count is None:
            count = counts[id(targets)] = Headcount(
                self._world.index.numbers(targets) if targets else self._world.index.everything, self._there[topic]
            )
            self._counts_of[topic].clear()
        return count

    def _lasting(self, condition: Condition, watch: Watch | None, now_true: bool) -> bool:
        """Whether it has held for `for_ms`; arms a look at the moment it will have."""
        if not condition.for_ms or watch is None:
            return now_true
        key = id(condition)
        if not now_true:
            watch.since.pop(key, None)
            return False
        now = self._world.clock.now
        if key not in watch.since:
            watch.since[key] = now
            self._world.clock.later(condition.for_ms, self._check, watch)
        return now - watch.since[key] >= condition.for_ms


def reason(op: str, ref: str, at: int, *, team: str = "", state: str = "", holds: bool = True) -> Data:
    """One reason of a decision: what held (or, `holds` 0, did not), and since when."""
    return {"op": op, "ref": ref, "team": team, "state": state, "holds": int(holds), "at": at}


def _is_on(world: World, condition: Condition) -> bool:
    places = world.switches.get(condition.ref, {})
    return condition.state in places if condition.state else bool(places)


def _has_piled_up(world: World, condition: Condition) -> bool:
    tally = world.tallies[condition.ref]
    tally.run(world.clock.now)
    return tally.waiting >= max(1, condition.value)


_STATES: dict[str, Callable[[World, Condition], bool]] = {
    "hours": lambda world, condition: world.index.hours.within(condition, world.clock.now),
    "locked": lambda world, condition: condition.ref in world.locked,
    "blocked": lambda world, condition: condition.ref in world.blocked,
    "switch": _is_on,
    "pile": _has_piled_up,
}
"""What is read off the world as it stands."""
