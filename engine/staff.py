"""A team's people: taken for a task all at once or not at all, in the order in which they were asked for.

Whoever waits keeps later askers for the same roles waiting, so that nobody is overtaken for ever; whoever asks for more
than the team has keeps nobody waiting. Leaving the queue lets the next one in at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.clock import Clock

Hands = tuple[tuple[str, int], ...]
"""How many of which roles."""


@dataclass(slots=True, eq=False)
class Place:
    """A place at work or in the queue: then `ready` is called when the people are there."""

    hands: Hands
    ready: Callable[[], None] | None = None
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

    def at_once(self, hands: Hands) -> Place | None:
        """People who are free and for whom nobody waits."""
        if self._queue or self._short(hands):
            return None
        self._move(hands, 1)
        return Place(hands, taken=True)

    def ask(self, hands: Hands, ready: Callable[[], None]) -> Place:
        """Queue for people; `ready` is called by the clock, in this moment at the earliest."""
        place = Place(hands, ready)
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
        if self._queue:
            self._serve()

    def change(self, role: str, number: int) -> int:
        """More hands arrive, or some leave; how many there are now."""
        self.total[role] = max(0, self.total.get(role, 0) + number)
        self._serve()
        return self.total[role]

    def _short(self, hands: Hands) -> str:
        """The first role of which too few are free, '' where enough are."""
        for role, number in hands:
            if self.total.get(role, 0) - self._busy.get(role, 0) < number:
                return role
        return ""

    def _move(self, hands: Hands, sign: int) -> None:
        busy = self._busy
        for role, number in hands:
            busy[role] = busy.get(role, 0) + sign * number

    def _serve(self) -> None:
        """Let in whoever can go, each by a call of its own in this moment."""
        kept: set[str] = set()
        for place in tuple(self._queue):
            roles = [role for role, _ in place.hands]
            if kept.isdisjoint(roles) and not self._short(place.hands):
                self._queue.remove(place)
                place.taken = True
                self._move(place.hands, 1)
                if place.ready is not None:
                    self._clock.later(0, place.ready)
            elif not self.lacking(place.hands):
                kept.update(roles)
