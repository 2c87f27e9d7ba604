"""SimPy's environment as we use it: int milliseconds, waits that can be shortened, calls at a later moment.

Nothing here is ever interrupted: a wait that must end early is *ended*, a task that must stop is *told*, and a process
that waits in a resource's queue is left through its request. That keeps SimPy's interrupt traps out of the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from simpy import Environment, Event, Timeout

SHORTEST_MS = 1000
"""Nothing that repeats for ever repeats faster, or the clock would stand still over it."""
Process = Generator[Event, Any, Any]


class Calendar(Environment):
    """SimPy's environment, run up to a moment without an event of its own to stop it.

    `Environment.run(until)` schedules one, raises out of its loop and leaves it as the very next thing to happen; a drill
    is run from input to input, hundreds of times, so the loop stands here.
    """

    _now: int

    @property
    def moment(self) -> int:
        """Now, ms: SimPy's own property says int | float, ours are ints from the first."""
        return self._now

    def run_to(self, goal: int) -> None:
        """Process everything strictly before `goal` (ms) and stand there."""
        queue, step = self._queue, self.step
        while queue and queue[0][0] < goal:
            step()
        self._now = goal


class Clock:
    """Drill time and what is to happen. `env` is SimPy's; no other module imports simpy's environment."""

    __slots__ = ("env",)

    def __init__(self, starts: int) -> None:
        self.env = Calendar(initial_time=starts)

    @property
    def now(self) -> int:
        """Drill time, ms."""
        return self.env.moment

    def run_to(self, goal: int) -> None:
        """Run everything strictly before `goal` (ms) and stand there."""
        if goal > self.now:
            self.env.run_to(goal)

    def start(self, process: Process) -> None:
        """Begin a process at this moment."""
        self.env.process(process)

    def pause(self, ms: int) -> Event:
        """An event `ms` from now."""
        return self.env.timeout(max(0, ms))

    def later(self, ms: int, call: Callable[[], None]) -> None:
        """Call back `ms` from now: cheaper than a process."""
        Timeout(self.env, max(0, ms)).callbacks.append(lambda _: call())

    def wait(self, ms: int) -> Wait:
        """A wait whose rest can be shortened."""
        return Wait(self, max(0, ms))


class Wait:
    """A wait that can be hurried or ended: yield `event`."""

    __slots__ = ("_clock", "_round", "due", "event")

    def __init__(self, clock: Clock, ms: int) -> None:
        self._clock = clock
        self._round = 0
        self.event: Event = clock.env.event()
        self.due = clock.now + ms
        self._arm(ms)

    def _arm(self, ms: int) -> None:
        self._round += 1
        mine = self._round
        self._clock.later(ms, lambda: self._fire(mine))

    def _fire(self, mine: int) -> None:
        if mine == self._round and not self.event.triggered:
            self.event.succeed()

    def hurry(self, permille: int) -> None:
        """Let only `permille` of the rest remain (0 = end now)."""
        if self.event.triggered:
            return
        rest = (self.due - self._clock.now) * permille // 1000
        self.due = self._clock.now + rest
        self._arm(rest)
