"""The floor: what a bare SimPy model of the same kind of drill costs on this machine, in this minute.

Speed is told as a ratio to it, so that a number means the same on every machine. It is the least that any scored drill
has to do: an intruder who takes one step after another, users who raise false alarms, eight analysts with a queue of
alerts, isolation and repair, zones with a firewall between them, services that fall with the servers they need, a log.
It has no telemetry, no fog of war, no messages, no scoring and no keyed draws: the real engine has all of these.

One *exchange* is one attack step and one defender action done. One *floor run* is 72 drill hours on 5,000 hosts.

    python -m benchmarks.floor [--hosts 50 500 5000 50000] [--hours 720] [--rounds 5] [--json]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Generator
from dataclasses import dataclass, field
from random import Random
from statistics import median
from time import process_time
from typing import Any

import simpy

MINUTE = 60.0
HOUR = 60 * MINUTE
STEP_EVERY = 10 * MINUTE
USER_EVERY = MINUTE
TRIAGE_TAKES = 15 * MINUTE
REPAIR_TAKES = 4 * HOUR
ANALYSTS = 8
HOSTS_A_ZONE = 12
ZONES = (3, 160)
HUBS = 2
SHARED = 7
"""Zones whose servers the others' services need."""
RUN_HOSTS, RUN_HOURS = 5_000, 72.0

WELL, TAKEN, CUT_OFF = range(3)


@dataclass(slots=True)
class Net:
    """Hosts in zones, who holds them, which services stand; every change costs the same however many hosts there are."""

    hosts: int
    seed: int
    zones: int = 0
    state: bytearray = field(default_factory=bytearray)
    taken: list[int] = field(default_factory=list)
    place: dict[int, int] = field(default_factory=dict)
    """Where in `taken` a host stands, so that it leaves in one move."""
    reach: list[int] = field(default_factory=list)
    """Bit z of entry y: zone y may open connections into zone z."""
    users_of: list[list[int]] = field(default_factory=list)
    fell_at: dict[int, float] = field(default_factory=dict)
    lost: float = 0.0
    log: list[tuple[float, str, int, int]] = field(default_factory=list)
    steps: int = 0
    actions: int = 0

    def __post_init__(self) -> None:
        self.zones = max(ZONES[0], min(ZONES[1], self.hosts // HOSTS_A_ZONE))
        self.state = bytearray(self.hosts)
        hubs = (1 << HUBS) - 1
        self.reach = [(1 << self.zones) - 1 if zone < HUBS else 1 << zone | hubs for zone in range(self.zones)]
        self.users_of = [[] for _ in range(self.zones)]
        for zone in range(HUBS, self.zones):
            provider = HUBS + zone % SHARED
            if provider < zone:
                self.users_of[provider].append(zone)
        self._take(0)

    def step(self, now: float, chance: Random) -> int | None:
        """The intruder tries once; returns the host on which a sensor saw it, if one did."""
        self.steps += 1
        roll = chance.random
        if not self.taken:
            door = int(roll() * self.hosts)
            if self.state[door] == WELL:
                self._take(door)
                self.log.append((now, "door", door, -1))
            return door if roll() < 0.3 else None
        source = self.taken[int(roll() * len(self.taken))]
        here = source % self.zones
        there = here if roll() < 0.6 else int(roll() * self.zones)
        if not self.reach[here] >> there & 1:
            self.log.append((now, "stopped", source, there))
            return source if roll() < 0.1 else None
        goal = there + self.zones * int(roll() * ((self.hosts - there - 1) // self.zones + 1))
        fell = self.state[goal] == WELL and roll() < 0.5
        if fell:
            self._take(goal)
        self.log.append((now, "moved" if fell else "failed", source, goal))
        return goal if roll() < (0.5 if fell else 0.2) else None

    def isolate(self, now: float, host: int) -> bool:
        """An analyst is done with an alert; a host that is held is cut off, and what needs it falls."""
        self.actions += 1
        if self.state[host] != TAKEN:
            self.log.append((now, "false", host, -1))
            return False
        last = self.taken.pop()
        gap = self.place.pop(host)
        if last != host:
            self.taken[gap] = last
            self.place[last] = gap
        self.state[host] = CUT_OFF
        self.log.append((now, "isolated", host, -1))
        if host < self.zones:
            falling = [host]
            while falling:
                zone = falling.pop()
                if zone not in self.fell_at:
                    self.fell_at[zone] = now
                    falling += self.users_of[zone]
        return True

    def repair(self, now: float, host: int) -> None:
        """The host is back, and what fell with it stands again."""
        self.actions += 1
        self.state[host] = WELL
        self.log.append((now, "repaired", host, -1))
        if host < self.zones:
            rising = [host]
            while rising:
                zone = rising.pop()
                since = self.fell_at.pop(zone, None)
                if since is not None:
                    self.lost += now - since
                    rising += self.users_of[zone]

    def _take(self, host: int) -> None:
        self.state[host] = TAKEN
        self.place[host] = len(self.taken)
        self.taken.append(host)

    def digest(self) -> str:
        """The same for the same hosts, hours and seed."""
        return hashlib.sha256(repr((self.log, round(self.lost, 3))).encode()).hexdigest()


def run(hosts: int = RUN_HOSTS, hours: float = RUN_HOURS, seed: int = 7) -> Net:
    """One drill of the bare model."""
    net = Net(hosts, seed)
    attack, users, desk = (Random(f"{seed}/{cause}") for cause in ("attack", "users", "desk"))
    env = simpy.Environment()
    alerts: simpy.Store = simpy.Store(env)

    def intruder() -> Generator[simpy.Event, Any, None]:
        while True:
            yield env.timeout(attack.expovariate(1 / STEP_EVERY))
            seen = net.step(env.now, attack)
            if seen is not None:
                alerts.put(seen)

    def office() -> Generator[simpy.Event, Any, None]:
        while True:
            yield env.timeout(users.expovariate(1 / USER_EVERY))
            if users.random() < 0.05:
                alerts.put(int(users.random() * hosts))

    def analyst() -> Generator[simpy.Event, Any, None]:
        while True:
            host = yield alerts.get()
            yield env.timeout(desk.expovariate(1 / TRIAGE_TAKES))
            if net.isolate(env.now, host):
                env.process(workshop(host))

    def workshop(host: int) -> Generator[simpy.Event, Any, None]:
        yield env.timeout(REPAIR_TAKES)
        net.repair(env.now, host)

    env.process(intruder())
    env.process(office())
    for _ in range(ANALYSTS):
        env.process(analyst())
    env.run(until=hours * HOUR)
    return net


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the bare model ran, in CPU time."""

    hosts: int
    hours: float
    seconds: float
    exchanges_per_s: float


def measure(hosts: int = RUN_HOSTS, hours: float = RUN_HOURS, seed: int = 7) -> Pace:
    """Run once; building the net stands outside the time."""
    begun = process_time()
    Net(hosts, seed)
    built = process_time()
    net = run(hosts, hours, seed)
    seconds = max(process_time() - built - (built - begun), 1e-9)
    return Pace(hosts, hours, seconds, min(net.steps, net.actions) / seconds)


def main() -> None:
    """Print the floor at several sizes."""
    parser = argparse.ArgumentParser(description="The floor: a bare SimPy drill.")
    parser.add_argument("--hosts", type=int, nargs="+", default=[50, 500, 5_000, 50_000])
    parser.add_argument("--hours", type=float, default=720.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = []
    for hosts in asked.hosts:
        measure(hosts, 1.0)
        rounds = [measure(hosts, asked.hours) for _ in range(asked.rounds)]
        seconds = median(one.seconds for one in rounds)
        rate = round(median(one.exchanges_per_s for one in rounds))
        rows.append({"hosts": hosts, "exchanges_per_s": rate, "run_ms": round(seconds / asked.hours * RUN_HOURS * 1000, 2)})
    if asked.json:
        json.dump(rows, sys.stdout, indent=1)
        return
    print(f"{'hosts':>7} {'exchanges/s':>12} {'72 h in ms':>11}")
    for row in rows:
        print(f"{row['hosts']:>7,} {row['exchanges_per_s']:>12,} {row['run_ms']:>11.2f}")


if __name__ == "__main__":
    main()
