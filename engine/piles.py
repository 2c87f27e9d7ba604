"""Piles: what grows while something holds, is worked off while something else does, and is counted by people.

Files behind a portal, records that leak, false answers, orders on paper to be typed in again. A pile costs work when one
of its rates changes, when people count it and at the moments that somebody asks for; never per item, never per look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from engine.applied import Applied
from engine.conditions import Conditions
from engine.plan import Flow, Pile
from engine.tally import Tally
from engine.world import World

CHARGED_EVERY_MS = 5 * 60_000
"""How often the harm of a moving pile is charged, beside the moments at which its rates change."""
NEVER = 0


class Piles:
    """All piles of a run."""

    def __init__(self, world: World, conditions: Conditions, applied: Applied) -> None:
        self._world = world
        self._heaps = {pile.id: Heap(world, pile) for pile in world.index.plan.piles}
        self._works: dict[str, tuple[set[str], Callable[[], None]]] = {}
        """Task that works off → piles that are not empty yet, and what to call when all are."""
        self._leaning: dict[str, list[Heap]] = {}
        """asset → piles that grow or shrink by the number of such assets that are held or say something false."""
        applied.register("pile-add", lambda effect, _: self._heaps[effect.ref].change(effect.value))
        applied.register("pile-take", lambda effect, _: self._heaps[effect.ref].change(-effect.value))
        for heap in self._heaps.values():
            heap.on_empty = self._emptied
            for asset in heap.each:
                self._leaning.setdefault(asset, []).append(heap)
        if self._leaning:
            for topic in ("hold", "tampered"):
                world.on(topic, self._struck)
        if self._heaps:
            world.clock.later(-world.clock.now, self._open, conditions)

    def _open(self, conditions: Conditions) -> None:
        """From the drill's first minute on."""
        for heap in self._heaps.values():
            heap.open(conditions)

    def _struck(self, asset: str) -> None:
        for heap in self._leaning.get(asset, ()):
            heap.heed(self._world.index.asset_of[asset])

    # --- people who work it off

    def work(self, task: str, works: Iterable[tuple[str, int]], done: Callable[[], None]) -> None:
        """A task takes so many items an hour off piles until they are empty, and is told then (at once, if they are)."""
        rates = dict(works)
        self._works[task] = (set(rates), done)
        for pile, per_hour in rates.items():
            self._heaps[pile].workers[task] = per_hour
            self._heaps[pile].settle()

    def rest(self, task: str) -> None:
        """The task works no more."""
        piles, _ = self._works.pop(task, (set(), None))
        for pile in sorted(piles):
            self._heaps[pile].workers.pop(task, None)
            self._heaps[pile].settle()

    def _emptied(self, pile: str, tasks: Iterable[str]) -> None:
        for task in tasks:
            if task in self._works:
                piles, done = self._works[task]
                piles.discard(pile)
                if not piles:
                    del self._works[task]
                    done()

    # --- the end

    def close(self) -> None:
        """The drill is over: charge what is left, and count for the last time."""
        for heap in self._heaps.values():
            heap.charge()
        if self._heaps:
            counts = {name: {"waiting": h.tally.waiting, "late": h.tally.late, "total": h.tally.total} for name, h in self._heaps.items()}
            self._world.emit("piles-counted", (), {"piles": counts})


class Heap:
    """One pile as it goes."""

    def __init__(self, world: World, pile: Pile) -> None:
        self._world = world
        self._pile = pile
        self.tally: Tally = world.tallies[pile.id]
        self.workers: dict[str, int] = {}
        """Task → items an hour."""
        self.on_empty: Callable[[str, Iterable[str]], None] = lambda pile, tasks: None
        self.each = tuple(dict.fromkeys(asset for flow in (*pile.comes, *pile.goes) for asset in flow.each))
        self._holds: dict[int, bool] = {}
        """id of a flow (which the plan keeps) → whether its condition holds."""
        self._among: dict[int, set[int]] = {}
        """id of a flow → its assets that are held or say something false."""
        self._is_open = False
        self._charged: dict[tuple[str, bool], int] = {}
        """(column, whether for lying there) → units charged so far."""
        self._told = (0, 0, 0)
        self._counting = False
        """Whether people can count it (`needs` holds)."""
        self._asked = world.index.asked_piles.get(pile.id, ())
        self._round = 0
        self._ticking: set[int] = set()
        """Lengths of the beats that are under way."""

    # --- rates

    def open(self, conditions: Conditions) -> None:
        """Follow what its rates hang on."""
        pile = self._pile
        self.tally.begin()
        for flow in (*pile.comes, *pile.goes):
            if flow.each:
                self._among[id(flow)] = {number for number in self._world.index.numbers(flow.each) if self._is_struck(number)}
            if flow.when is not None:
                conditions.follow(flow.when, partial(self._turned, id(flow)))
        if pile.counters and pile.needs is not None:
            conditions.follow(pile.needs, self._seen)
        self._counting = bool(pile.counters) if pile.needs is None else self._counting
        self._is_open = True
        self.settle()

    def _turned(self, flow: int, holds: bool) -> None:
        self._holds[flow] = holds
        self.settle()

    def heed(self, asset: int) -> None:
        """The adversary may have struck one of the assets that are counted, or have lost it."""
        for flow in (*self._pile.comes, *self._pile.goes):
            if flow.each and self._is_open and asset in self._world.index.numbers(flow.each):
                among = self._among[id(flow)]
                (among.add if self._is_struck(asset) else among.discard)(asset)
        self.settle()

    def _is_struck(self, asset: int) -> bool:
        return asset in self._world.live or asset in self._world.tampering.there

    def _seen(self, holds: bool) -> None:
        self._counting = holds
        if self._is_open:
            self._beat()

    def _rate(self, flows: tuple[Flow, ...]) -> int:
        """Items an hour by the first flow that holds."""
        for flow in flows:
            if flow.when is None or self._holds.get(id(flow), False):
                return flow.per_hour * (len(self._among[id(flow)]) if flow.each else 1)
        return 0

    def settle(self) -> None:
        """A rate may have changed: everything until now by the old ones, from now on by the new ones."""
        if not self._is_open:
            return
        tally = self.tally
        self.charge()
        before = (tally.rate_in, tally.rate_out)
        tally.rate_in = self._rate(self._pile.comes)
        tally.rate_out = self._rate(self._pile.goes) + sum(self.workers.values())
        if before != (tally.rate_in, tally.rate_out):
            self._moved()
        else:
            self._look_out()

    def change(self, items: int) -> bool:
        """So many items come (or, negative, go) at once."""
        self.charge()
        moved = self.tally.add(items) if items > 0 else self.tally.take(-items)
        if moved and self._is_open:
            self._moved()
        return bool(moved)

    def _moved(self) -> None:
        tally = self.tally
        data = {"pile": self._pile.id, "amount": tally.waiting, "rate_in": tally.rate_in, "rate_out": tally.rate_out}
        self._world.emit("pile-moved", (), data | {"total_in": tally.total})
        self._look_out()

    # --- moments that matter

    def _look_out(self) -> None:
        """Let the conditions look, set free who works at an empty pile, and arm what comes next."""
        self._world.tell("pile", self._pile.id)
        if self.workers and self.tally.is_empty:
            idle = tuple(self.workers)
            self.workers.clear()
            self.settle()
            self.on_empty(self._pile.id, idle)
            return
        self._round += 1
        moments = [moment for moment in map(self.tally.until, self._asked) if moment != NEVER]
        if self.workers and self.tally.until_empty != NEVER:
            moments.append(self.tally.until_empty)
        if moments:
            self._world.clock.later(min(moments), self._cross, self._round)
        self._beat()

    def _cross(self, mine: int) -> None:
        if mine == self._round:
            self.tally.run(self._world.clock.now)
            self._look_out()

    def _beat(self) -> None:
        """Count and charge at full beats of drill time, while anything moves."""
        goes_on = self._goes_on()
        if self._counting and (goes_on or self._count() != self._told):
            self._tick(self._pile.every_ms)
        if goes_on and (self._pile.harms or self._pile.standing):
            self._tick(CHARGED_EVERY_MS)

    def _tick(self, every: int) -> None:
        if every not in self._ticking:
            self._ticking.add(every)
            self._world.clock.later(every - self._world.clock.now % every, self._on_beat, every)

    def _goes_on(self) -> bool:
        return self.tally.moves or bool(self._pile.standing and self.tally.waiting)

    def _on_beat(self, every: int) -> None:
        self._ticking.discard(every)
        self.charge()
        if self._counting and every == self._pile.every_ms:
            self._tell()
        if self._goes_on():
            self._beat()

    # --- counting and charging

    def _count(self) -> tuple[int, int, int]:
        return self.tally.waiting, self.tally.late, self.tally.total

    def _tell(self) -> None:
        count = self._count()
        if count != self._told:
            self._told = count
            waiting, late, total = count
            self._world.emit("pile-counted", self._pile.counters, {"pile": self._pile.id, "waiting": waiting, "late": late, "total": total})

    def charge(self) -> None:
        """Let time pass until now, and charge the whole units of harm that are due."""
        tally = self.tally
        tally.run(self._world.clock.now)
        for column, per in self._pile.harms:
            self._charge(column, False, tally.came // per)
        for column, per in self._pile.standing:
            self._charge(column, True, tally.item_hours // per)

    def _charge(self, column: str, lying: bool, due: int) -> None:
        fresh = due - self._charged.get((column, lying), 0)
        if fresh > 0:
            self._charged[column, lying] = due
            self._world.charge(column, fresh, f"pile:{self._pile.id}")
