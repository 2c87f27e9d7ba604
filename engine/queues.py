"""Work that piles up while a service is down: files waiting, and files that pass their legal time.

Exact in integers: arrivals are a rate, an outage a length. Whoever hears of the service hears of its queue, because the
people at the counters count it.
"""

from __future__ import annotations

from engine.clock import Process
from engine.plan import Queue
from engine.world import World

DOWN = 500
"""Below this level (per-mille) nothing is taken in."""
COUNTED_EVERY_MS = 30 * 60_000
"""How often the counters report their pile (author's estimate)."""
HOUR_MS = 3_600_000


class Queues:
    """The piles of every service that has one."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._piles = {service.id: Pile(service.queue) for service in world.index.plan.estate.services if service.queue is not None}
        self._hearers = {
            name: tuple(team.id for team in world.index.plan.teams if name in {heard for heard, _ in team.hears}) for name in self._piles
        }
        world.on("service", self._look)

    def _look(self, name: str) -> None:
        if name not in self._piles or self._world.clock.now < 0:
            return
        pile, now = self._piles[name], self._world.clock.now
        down = self._world.services.level[name] < DOWN
        if down != pile.down:
            pile.turn(down, now)
            if down:
                self._world.clock.start(self._count(name, pile))

    def _count(self, name: str, pile: Pile) -> Process:
        """Told every half hour while it is down, at the next count once it is back, and when the pile is gone."""
        clock = self._world.clock
        outage = pile.since
        while pile.since == outage:
            yield clock.pause(COUNTED_EVERY_MS)
            self._tell(name, pile)
        back = pile.since
        rest = pile.gone_in(clock.now)
        if not pile.down and rest > 0:
            yield clock.pause(rest)
            if pile.since == back:
                self._tell(name, pile)

    def _tell(self, name: str, pile: Pile) -> None:
        waiting, late = pile.count(self._world.clock.now)
        self._world.emit("queue-counted", self._hearers[name], {"service": name, "waiting": waiting, "late": late})


class Pile:
    """What waits at one service; `since` is when it last went down or came back (ms)."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._waiting = 0
        self._late = 0
        self.down = False
        self.since = 0

    def turn(self, down: bool, now: int) -> None:
        """The service went down, or came back."""
        self._waiting, self._late = self.count(now)
        self.down, self.since = down, now

    def count(self, now: int) -> tuple[int, int]:
        """Items waiting, and items that have passed their time so far."""
        length = now - self.since
        if self.down:
            late = arrivals(self._queue, max(0, length - self._queue.slack_ms))
            return self._waiting + arrivals(self._queue, length), self._late + late
        return max(0, self._waiting - self._spare * length // HOUR_MS), self._late

    def gone_in(self, now: int) -> int:
        """How long until nothing waits any more, 0 where that is never or already."""
        waiting = self.count(now)[0]
        return -(-waiting * HOUR_MS // self._spare) if self._spare > 0 else 0

    @property
    def _spare(self) -> int:
        """Items an hour that are worked off beyond those that arrive."""
        return max(0, self._queue.per_hour * (self._queue.drain_permille - 1000) // 1000)


def arrivals(queue: Queue, length_ms: int) -> int:
    """Items that arrive in that time."""
    return queue.per_hour * length_ms // HOUR_MS
