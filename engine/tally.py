"""How much lies in one pile: what came, what went, what waits and for how long, exact in integers.

Rates are items an hour, so that a millisecond moves as many 1/3,600,000 of an item as the rate says: amounts are counted
in that unit and nothing is ever rounded. All sums are closed forms of the sum over single milliseconds; how often
anybody looks changes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

HOUR_MS = 3_600_000
ITEM = HOUR_MS
"""Units of an item."""


class Tally:
    """One pile, first in, first out. `most` 0 = no bound; `late_after_ms` 0 = nothing is ever late."""

    def __init__(self, starts_with: int, most: int, late_after_ms: int) -> None:
        self._most = most * ITEM
        self._age = late_after_ms
        self._since = 0
        self._amount = starts_with * ITEM
        self._starts = self._amount
        self._in = self._amount
        self._late = 0
        self._lain = 0
        """Units × ms that lay there."""
        self.rate_in = 0
        self.rate_out = 0
        self._aged = 0
        """Units that came in up to `late_after_ms` ago."""
        self._ageing: deque[tuple[int, int]] = deque([(late_after_ms, 0), (0, self._amount)])
        """What came in since then: (ms, units a ms), or (0, units at once)."""

    # --- what there is

    @property
    def waiting(self) -> int:
        """Whole items that lie there."""
        return self._amount // ITEM

    @property
    def late(self) -> int:
        """Items that have ever waited longer than they may."""
        return self._late // ITEM

    @property
    def total(self) -> int:
        """Items that ever came in, those of the beginning among them."""
        return self._in // ITEM

    @property
    def came(self) -> int:
        """Items that came in since the beginning."""
        return (self._in - self._starts) // ITEM

    @property
    def item_hours(self) -> int:
        """Items × hours that lay there."""
        return self._lain // (ITEM * HOUR_MS)

    @property
    def moves(self) -> bool:
        """Whether anything of this changes while the rates stay as they are."""
        grows = self.rate_in > 0 and (not self._most or self._amount < self._most or self.rate_out > 0)
        shrinks = self.rate_out > 0 and self._amount > 0
        return grows or shrinks or (self._age > 0 and self._aged < self._in and self._amount > 0)

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies there, not even a part of an item."""
        return not self._amount

    @property
    def until_empty(self) -> int:
        """How long (ms) until nothing lies there at these rates; 0 = never, or already."""
        net = self.rate_out - self.rate_in
        return -(-self._amount // net) if net > 0 else 0

    def until(self, items: int) -> int:
        """How long (ms) until so many items wait, or no longer wait, at these rates; 0 = never."""
        net, short = self.rate_in - self.rate_out, items * ITEM - self._amount
        if short > 0:
            within = not self._most or items * ITEM <= self._most
            return -(-short // net) if net > 0 and within else 0
        return -short // -net + 1 if net < 0 else 0

    # --- what happens

    def begin(self) -> None:
        """The drill's first minute: whatever came before lies there and is nobody's doing."""
        self._starts = self._in

    def run(self, now: int) -> None:
        """Let time pass until `now` (ms); history does not count."""
        length = now - self._since
        if length <= 0:
            return
        self._since = now
        for ms, came, went in self._stretches(length):
            change = came - went
            self._lain += ms * self._amount + change * (ms * (ms - 1) // 2)
            self._amount += ms * change
            self._in += ms * came
            if self._age:
                self._grow_old(ms, came, went)

    def add(self, items: int) -> int:
        """So many come at once (those for which there is room); how many did, in items."""
        units = items * ITEM
        if self._most:
            units = min(units, max(0, self._most - self._amount))
        self._amount += units
        self._in += units
        if self._age:
            self._ageing.append((0, units))
        return units // ITEM

    def take(self, items: int) -> int:
        """So many are gone at once (those that there are); how many."""
        units = min(items * ITEM, self._amount)
        self._amount -= units
        return units // ITEM

    def _stretches(self, length: int) -> Iterator[tuple[int, int, int]]:
        """The time as (ms, units in a ms, units out a ms): as the rates say, until the pile is empty or full, and after."""
        came, went = self.rate_in, self.rate_out
        net = came - went
        room = self._amount if net < 0 else self._most - self._amount if self._most else -1
        if net == 0 or room < 0:
            yield length, came, went
            return
        steps = min(length, room // abs(net))
        if steps:
            yield steps, came, went
        if length > steps:  # the step in which it becomes empty or full
            rest = room - steps * abs(net)
            yield (1, came, came + rest) if net < 0 else (1, went + rest, went)
        if length > steps + 1:
            level = min(came, went)
            yield length - steps - 1, level, level

    def _grow_old(self, ms: int, came: int, went: int) -> None:
        """Over a stretch: what passes its age is late unless it is gone by then."""
        if came or not self._ageing or self._ageing[-1][1]:
            self._ageing.append((ms, came))
        else:
            self._ageing[-1] = (self._ageing[-1][0] + ms, 0)
        gone = self._in - self._amount - ms * went
        while ms or (self._ageing and not self._ageing[0][0]):
            length, units = self._ageing.popleft()
            if not length:  # a batch passes its age
                self._late += max(0, self._aged + units - max(self._aged, gone))
                self._aged += units
                continue
            steps = min(length, ms)
            self._late += clamped(self._aged - gone + units - went, units - went, steps, units)
            self._aged += steps * units
            gone += steps * went
            ms -= steps
            if length > steps:
                self._ageing.appendleft((length - steps, units))


def clamped(first: int, step: int, count: int, top: int) -> int:
    """The sum of `count` terms first, first + step, … each held between 0 and `top`."""
    if count <= 0 or top <= 0:
        return 0
    if step == 0:
        return count * min(max(first, 0), top)
    if step < 0:
        return clamped(first + step * (count - 1), -step, count, top)
    below = min(count, max(0, -(first // step)))
    """Terms that are not above 0."""
    under = min(count, max(0, -((first - top) // step)))
    """Terms that are below the top."""
    between = max(0, under - below)
    rising = between * first + step * ((below + under - 1) * between // 2) if between else 0
    return rising + (count - max(below, under)) * top
