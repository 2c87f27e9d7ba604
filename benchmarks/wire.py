"""What a team's seats cost on the line: bytes and microseconds of a patch, of a snapshot and of the published plan.

Experts play; the host looks once a drill second, as it does at ten times real time with ten beats a second. A patch is
made, written as JSON and counted once a team, whatever the number of its seats; then it is read and applied as a seat
does it.

    uv run python benchmarks/wire.py [SCENARIO] [--network NAME] [--hours 4] [--json]
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from drills.protocol import Clock, Patch, Snapshot, encoded, from_host
from drills.wire import applied, change, spelt
from engine.bots import Crew
from engine.codec import canonical, plain
from engine.plan import Plan
from engine.published import published, words_for
from engine.rehearsal import run_bots
from engine.simulation import Simulation
from engine.views import TeamView
from scenarios import compiler

BEAT_MS = 1000
HOUR_MS = 3_600_000


@dataclass
class Line:
    """What went to one team."""

    view: TeamView | None = None
    far: TeamView | None = None
    words: set[str] = field(default_factory=set)
    sizes: list[int] = field(default_factory=list)
    making_us: list[int] = field(default_factory=list)
    reading_us: list[int] = field(default_factory=list)

    def beat(self, plan: Plan, seq: int, view: TeamView) -> None:
        """One patch there and read."""
        begun = time.process_time_ns()
        news = view.feed[len(self.view.feed) if self.view else 0 :]
        words = {name: text for name, text in words_for(plan, news).items() if name not in self.words}
        self.words.update(words)
        frame = encoded(Patch(seq, "main", Clock(view.now, "running", speed=10), change(self.view, view), spelt(words)))
        self.making_us.append((time.process_time_ns() - begun) // 1000)
        self.sizes.append(len(frame.encode()))
        begun = time.process_time_ns()
        message = from_host(frame)
        assert isinstance(message, Patch)
        self.far = applied(self.far, message.view)
        self.reading_us.append((time.process_time_ns() - begun) // 1000)
        self.view = view


def share(values: Sequence[int], permille: int) -> int:
    """A quantile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * permille // 1000)]


def measure(plan: Plan, hours: int) -> dict[str, object]:
    """Play and count."""
    sim = Simulation(plan, 11)
    crew = Crew(plan, dict.fromkeys([team.id for team in plan.teams], "expert"), 11)
    lines = {team.id: Line() for team in plan.teams}
    for seq, moment in enumerate(range(BEAT_MS, hours * HOUR_MS + 1, BEAT_MS)):
        run_bots(sim, crew, moment)
        for team, line in lines.items():
            line.beat(plan, seq, sim.view(team))
    found: dict[str, object] = {}
    for team, line in lines.items():
        assert line.view is not None
        begun = time.process_time_ns()
        words = spelt(words_for(plan, line.view.feed))
        snapshot = encoded(Snapshot(0, "main", Clock(0, "running"), change(None, line.view), words)).encode()
        snapshot_ms = (time.process_time_ns() - begun) // 1_000_000
        begun = time.process_time_ns()
        told = canonical(plain(published(plan, team)))
        plan_ms = (time.process_time_ns() - begun) // 1_000_000
        found[team] = {
            "patches": len(line.sizes),
            "bytes_in_all": sum(line.sizes),
            "bytes_p50": share(line.sizes, 500),
            "bytes_p99": share(line.sizes, 990),
            "bytes_most": max(line.sizes[1:]),
            "making_us_p50": share(line.making_us, 500),
            "making_us_p99": share(line.making_us, 990),
            "making_us_most": max(line.making_us[1:]),
            "reading_us_p50": share(line.reading_us, 500),
            "reading_us_p99": share(line.reading_us, 990),
            "snapshot_bytes": len(snapshot),
            "snapshot_ms": snapshot_ms,
            "plan_bytes": len(told),
            "plan_gzip_bytes": len(gzip.compress(told)),
            "plan_ms": plan_ms,
        }
    return found


def main() -> None:
    """Say what was measured."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("scenario", nargs="?", default="ma-doc-tong-tien-trung-tam-du-lieu")
    arguments.add_argument("--network", default="gia-lai-2025")
    arguments.add_argument("--hours", type=int, default=4)
    arguments.add_argument("--json", action="store_true")
    asked = arguments.parse_args()
    found = measure(compiler.load(asked.scenario, asked.network), asked.hours)
    if asked.json:
        print(json.dumps(found, indent=2))
        return
    for team, numbers in found.items():
        assert isinstance(numbers, dict)
        print(team, " ".join(f"{name}={value}" for name, value in numbers.items()))


if __name__ == "__main__":
    main()
