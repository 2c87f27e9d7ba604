"""Work that piles up while a service is down: files waiting, and files that pass their legal time.

Exact in integers: arrivals are a rate, an outage a length. Whoever hears of the service hears of its queue, because the
people at the counters count it.
"""

from __future__ import annotations

from engine.clock import Process
from engine.plan import Queue, Service
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
        self._down_since: dict[str, int] = {}
        self._waiting: dict[str, int] = {}
        self._late: dict[str, int] = {}
        self._queued = {service.id: service for service in world.index.plan.estate.services if service.queue is not None}
        world.heard.append(self._look)

    def _look(self, topic: str) -> None:
        name = topic.removeprefix("service:")
        if name == topic or name not in self._queued or self._world.clock.now < 0:
            return
        down = self._world.services.level[name] < DOWN
        if down and name not in self._down_since:
            self._down_since[name] = self._world.clock.now
            self._world.clock.start(self._pile_up(self._queued[name]))
        elif not down and name in self._down_since:
            del self._down_since[name]

    def _pile_up(self, service: Service) -> Process:
        """Count every half hour while it is down, then once it is back, then when the pile is gone."""
        queue = service.queue
        if queue is None:
            return
        began = self._down_since[service.id]
        before, late_before = self._waiting.get(service.id, 0), self._late.get(service.id, 0)
        while self._down_since.get(service.id) == began:
            yield self._world.clock.pause(COUNTED_EVERY_MS)
            length = self._world.clock.now - began
            self._tell(service, before + arrivals(queue, length), late_before + arrivals(queue, max(0, length - queue.slack_ms)))
        spare = queue.per_hour * (queue.drain_permille - 1000) // 1000
        if spare > 0:
            yield self._world.clock.pause(self._waiting[service.id] * HOUR_MS // spare)
            if service.id not in self._down_since:
                self._tell(service, 0, self._late[service.id])

    def _tell(self, service: Service, waiting: int, late: int) -> None:
        self._waiting[service.id], self._late[service.id] = waiting, late
        teams = tuple(team.id for team in self._world.index.plan.teams if service.id in {name for name, _ in team.hears})
        self._world.emit("queue-counted", teams, {"service": service.id, "waiting": waiting, "late": late})


def arrivals(queue: Queue, length_ms: int) -> int:
    """Items that arrive in that time."""
    return queue.per_hour * length_ms // HOUR_MS
