"""A team's people: taken for a task all at once or not at all, in the order in which they were asked for.

Whoever waits keeps later askers for the same roles waiting, so that nobody is overtaken for ever; whoever asks for more
than the team has keeps nobody waiting. Leaving the queue lets the next one in at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from simpy import Event

from engine.clock import Clock

Hands = tuple[tuple[str, int], ...]
"""How many of which roles."""


@dataclass(slots=True, eq=False)
class Place:
    """A place in the queue: `event` comes true when the people are there."""

    hands: Hands
    event: Event
    roles: frozenset[str]
    taken: bool = False


class Staff:
    """The people of one team. `total` may fall below those at work: they finish first."""

    def __init__(self, clock: Clock, roles: Hands) -> None:
        self._clock = clock
        self.total: dict[str, int] = dict(roles)
        self._busy: dict[str, int] = {}
        self._queue: list[Place] = []

    def free(self, role: str) -> int:
        """People of the role at no task."""
        return self.total.get(role, 0) - self._busy.get(role, 0)

    def lacking(self, hands: Hands) -> str:
        """The first role of which the team has too few altogether, '' where it has enough."""
        for role, number in hands:
            if self.total.get(role, 0) < number:
                return role
        return ""

    def ask(self, hands: Hands) -> Place:
        """Queue for people."""
        place = Place(hands, self._clock.env.event(), frozenset([role for role, _ in hands]))
        if not self._queue and self._has(hands):
            place.taken = True
            self._move(hands, 1)
            return place
        self._queue.append(place)
        self._serve()
        return place

    def leave(self, place: Place) -> None:
        """Give the people back, or the place in the queue."""
        if place.taken:
            place.taken = False
            self._move(place.hands, -1)
        elif place in self._queue:
            self._queue.remove(place)
        self._serve()

    def change(self, role: str, number: int) -> int:
        """More hands arrive, or some leave; how many there are now."""
        self.total[role] = max(0, self.total.get(role, 0) + number)
        self._serve()
        return self.total[role]

    def _has(self, hands: Hands) -> bool:
        total, busy = self.total, self._busy
        return all(total.get(role, 0) - busy.get(role, 0) >= number for role, number in hands)

    def _move(self, hands: Hands, sign: int) -> None:
        for role, number in hands:
            self._busy[role] = self._busy.get(role, 0) + sign * number

    def _serve(self) -> None:
        if not self._queue:
            return
        kept: set[str] = set()
        for place in tuple(self._queue):
            roles = place.roles
            if kept.isdisjoint(roles) and self._has(place.hands):
                self._queue.remove(place)
                place.taken = True
                self._move(place.hands, 1)
                place.event.succeed()
            elif not self.lacking(place.hands):
                kept |= roles
