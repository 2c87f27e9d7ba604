"""Conditions on the world, watched without polling: a condition is looked at again only when something it hangs on happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from engine.plan import Condition
from engine.world import World

HOLDS, RUINS = "hold", "ruined"
"""Topics about assets: told as `hold:ASSET`, watched once for all assets of a condition."""


class Watch:
    """One condition and what to do the first time it holds."""

    __slots__ = ("call", "condition", "fired", "since")

    def __init__(self, condition: Condition, call: Callable[[], None]) -> None:
        self.condition = condition
        self.call = call
        self.fired = False
        self.since: dict[int, int] = {}
        """id of a level part with `for_ms` → moment since which it holds."""


class Conditions:
    """All watches of a run, and the little history that conditions may ask about."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.latched: dict[str, int] = {}
        """What happened, counted: step:ID:STATE, action:..., ordered:..., milestone:ID, report:..., replied:..., ignored:..."""
        self._by_topic: defaultdict[str, list[Watch]] = defaultdict(list)
        self._pending: list[Watch] = []
        self._looking = False
        world.heard.append(self._look)

    def latch(self, name: str) -> None:
        """Something happened: count it and let the conditions look."""
        self.latched[name] = self.latched.get(name, 0) + 1
        self._look(name)

    def when(self, condition: Condition, call: Callable[[], None]) -> None:
        """Call once, at the first moment the condition holds (now, if it does)."""
        watch = Watch(condition, call)
        for topic in dict.fromkeys(self._topics(condition)):
            self._by_topic[topic].append(watch)
        self._arm_times(watch, condition)
        self._check(watch)

    def holds(self, condition: Condition) -> bool:
        """Whether it holds at this moment (a `for_ms` counts from a watch's own start, so here it is ignored)."""
        return self._test(condition, None)

    # --- looking

    def _look(self, topic: str) -> None:
        kind, _, asset = topic.partition(":")
        watches = self._by_topic.get(kind if kind in (HOLDS, RUINS) else topic)
        if not watches:
            return
        if kind in (HOLDS, RUINS):
            number = self._world.index.asset_of[asset]
            self._pending.extend(watch for watch in watches if not watch.fired and self._concerns(watch.condition, number))
        else:
            self._pending.extend(watch for watch in watches if not watch.fired)
        if self._looking:
            return
        self._looking = True
        try:
            while self._pending:
                self._check(self._pending.pop(0))
        finally:
            self._looking = False

    def _concerns(self, condition: Condition, asset: int) -> bool:
        """Whether the state of that asset counts for the condition."""
        if condition.targets and condition.op in ("footholds", "encrypted"):
            return asset in self._world.index.numbers(condition.targets)
        return any(self._concerns(part, asset) for part in condition.of)

    def _check(self, watch: Watch) -> None:
        if not watch.fired and self._test(watch.condition, watch):
            watch.fired = True
            watch.call()

    def _arm_times(self, watch: Watch, condition: Condition) -> None:
        if condition.op == "at":
            self._world.clock.later(condition.value - self._world.clock.now, lambda: self._check(watch))
        for part in condition.of:
            self._arm_times(watch, part)

    # --- what a condition hangs on

    def _topics(self, condition: Condition) -> list[str]:
        op, ref = condition.op, condition.ref
        if op in ("all", "any", "not"):
            return [topic for part in condition.of for topic in self._topics(part)]
        if op == "footholds":
            return [HOLDS]
        if op == "encrypted":
            return [RUINS]
        if op == "knows":
            return [f"fact:{ref}"]
        if op == "service":
            return [f"service:{ref}"]
        if op == "at":
            return []
        return self._latches(condition)

    def _latches(self, condition: Condition) -> list[str]:
        """Names under which what the condition asks for is counted."""
        op, ref, team, state = condition.op, condition.ref, condition.team, condition.state
        if op in ("action", "ordered"):
            targets = condition.targets or ("",)
            return [f"{op}:{ref}:{team}:{target}" for target in targets]
        if op == "report":
            return [f"report:{ref}:{team}"]
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
        if op in ("service", "footholds", "encrypted"):
            return self._lasting(condition, watch, self._level(condition))
        count = sum(self.latched.get(name, 0) for name in self._latches(condition))
        return count >= max(1, condition.value)

    def _level(self, condition: Condition) -> bool:
        world = self._world
        if condition.op == "service":
            return world.services.level[condition.ref] <= condition.value
        numbers = world.index.numbers(condition.targets)
        if condition.op == "encrypted":
            return len(world.ruined & numbers) >= max(1, condition.value)
        held = len(world.live.keys() & numbers)
        return held == 0 if condition.state == "none" else held > condition.value

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
            self._world.clock.later(condition.for_ms, lambda: self._check(watch))
        return now - watch.since[key] >= condition.for_ms
