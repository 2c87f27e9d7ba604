"""SimPy's environment as we use it: int milliseconds, waits that can be shortened, calls at a later moment.

Nothing here is ever interrupted: a wait that must end early is *hurried*, a task that must stop is *told*, and whoever
waits for people leaves their queue by its place there. That keeps SimPy's interrupt traps out of the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from heapq import heappop, heappush
from typing import Any

from simpy import Environment, Event, Timeout
from simpy.events import NORMAL

SHORTEST_MS = 1000
"""Nothing that repeats for ever repeats faster, or the clock would stand still over it."""
Process = Generator[Event, Any, Any]


class Clock(Environment):
    """Drill time and what is to happen; no other module imports simpy's environment.

    SimPy's queue holds its own events and, beside them, plain calls (`later`): most of what is to happen is one call at
    one moment, and an event that calls back costs several times as much.
    """

    now: int = 0
    """Drill time, ms: an attribute, where SimPy has a property, because everything that happens asks for it."""
    _queue: list[Any]

    def __init__(self, starts: int) -> None:
        super().__init__(initial_time=starts)
        self.now = starts

    def run_to(self, goal: int) -> None:
        """Run everything strictly before `goal` (ms) and stand there.

        SimPy's `run(until)` schedules an event to stop it, raises out of its loop and leaves that as the very next thing
        to happen; a drill is run from input to input, hundreds of times, so the loop stands here.
        """
        queue = self._queue
        while queue and queue[0][0] < goal:
            moment, _, _, thing = heappop(queue)
            self._now = self.now = moment
            if type(thing) is partial:
                thing()
            else:
                _happens(thing)
        if goal > self.now:
            self._now = self.now = goal

    def step(self) -> None:
        """Let the next thing happen."""
        moment, _, _, thing = heappop(self._queue)
        self._now = self.now = moment
        if type(thing) is partial:
            thing()
        else:
            _happens(thing)

    def start(self, process: Process) -> None:
        """Begin a process at this moment."""
        self.process(process)

    def pause(self, ms: int) -> Event:
        """An event `ms` from now."""
        return Timeout(self, max(0, ms))

    def later(self, ms: int, call: Callable[..., None], *things: Any) -> None:
        """Call with these things `ms` from now: cheaper than a process."""
        heappush(self._queue, (self.now + ms if ms > 0 else self.now, NORMAL, next(self._eid), partial(call, *things)))

    def wait(self, ms: int, over: Callable[[Wait], None]) -> Wait:
        """A wait whose rest can be shortened; `over` is called first when it ends."""
        return Wait(self, max(0, ms), over)


def _happens(event: Any) -> None:
    """Let those go on that wait for it."""
    callbacks, event.callbacks = event.callbacks, None
    for callback in callbacks or ():  # a wait that was hurried has had its turn already
        callback(event)
    if not event.ok and not event.defused:
        raise event.value


class Wait(Event):
    """A wait that can be hurried: yield it."""

    def __init__(self, clock: Clock, ms: int, over: Callable[[Wait], None]) -> None:
        self.env = clock
        self.callbacks = [over]
        self._ok = True
        self._value = None
        self._clock = clock
        self.due = clock.now + ms
        clock.schedule(self, NORMAL, ms)

    def hurry(self, permille: int) -> None:
        """Let only `permille` (at most 1000) of the rest remain (0 = end now)."""
        if self.processed:
            return
        rest = (self.due - self._clock.now) * permille // 1000
        self.due = self._clock.now + rest
        self._clock.schedule(self, NORMAL, rest)
