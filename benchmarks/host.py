"""What a hall costs: many seats in many drills over real sockets, the load generator a process of its own.

    python -m benchmarks.host [--drills 40] [--seats 5] [--observers 0] [--seconds 60] [--speed 10] [--every 5] [--json]

Each seat joins by a code, fetches its plan, keeps its team's picture and gives one command every `--every` seconds. Told
are the times from sending a command to hearing that it is done (the store's commits included), whether any frame was lost,
repeated or did not fit, and the host's own memory and share of a core. `--observers N`: one joint drill with N observers.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import multiprocessing
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from websockets.asyncio.client import connect

from drills.exercise import Mode
from drills.hall.codes import new_salt
from drills.hall.places import Wanted
from drills.protocol import PLAN_PATH, PROTOCOL, SEAT_PATH, Ack, Do, Hello, Patch, Refused, Snapshot, Welcome, encoded, from_host
from drills.server.opening import open_exercise
from drills.server.serving import bound, serve
from drills.session import monotonic_ms
from drills.store import open_store
from drills.store.wall import wall_ms
from drills.wire import applied
from engine.messages import Mark, Note
from engine.views import TeamView
from scenarios import compiler

SCENARIO, NETWORK = "ma-doc-tong-tien-trung-tam-du-lieu", "gia-lai-2025"
ROLES = ("lead", "analyst", "operator", "communications", "analyst")
JOINING = 20
"""Seats that join at a time."""


@dataclass(slots=True)
class Tally:
    """What the seats met."""

    waits_ms: list[float] = field(default_factory=list)
    frames: int = 0
    octets: int = 0
    snapshots: int = 0
    gaps: int = 0
    refused: int = 0
    joined: int = 0
    unanswered: int = 0


def serve_hall(pipe: Connection, drills: int, seats: int, observers: int, speed: int, folder: str) -> None:
    """The host's process."""
    plan = compiler.load(SCENARIO, NETWORK)
    player = next(team.id for team in plan.teams if team.player)
    if observers:
        wanted = [Wanted("", team.id, role) for team in plan.teams for role in ("lead", "analyst")] + [Wanted("", player, "observer")]
    else:
        wanted = [Wanted(f"{number}", player, ROLES[seat % len(ROLES)]) for number in range(drills) for seat in range(seats)]
    store = open_store(Path(folder))
    salt = new_salt()
    mode: Mode = "joint" if observers else "parallel"
    opened = open_exercise(store, plan, 7, mode, wanted, "trained", salt=salt, wall_ms=wall_ms())
    for session in opened.exercise.drills.values():
        session.set_speed(speed)
        session.resume()
    listener = bound("127.0.0.1", 0)
    pipe.send((listener.getsockname()[1], [(item.code, item.wanted.role) for item in opened.handed]))
    serve(opened.exercise, store, opened.books, listener, clock_ms=monotonic_ms, wall_ms=wall_ms)


async def seat(
    port: int, code: str, tally: Tally, chance: Random, until: float, every: float, *, acts: bool, gate: asyncio.Semaphore
) -> None:
    """One participant."""
    await gate.acquire()
    is_waiting = True
    try:
        async with connect(f"ws://127.0.0.1:{port}{SEAT_PATH}", compression=None, max_size=None, open_timeout=60) as line:
            await line.send(encoded(Hello(PROTOCOL, code=code)))
            welcome = from_host(await line.recv())
            if not isinstance(welcome, Welcome):
                tally.refused += isinstance(welcome, Refused)
                return
            if acts:
                await asyncio.to_thread(_fetch, port, welcome.token)
            gate.release()
            is_waiting = False
            await _take_part(line, welcome.branch, tally, chance, until, every, acts=acts)
    finally:
        if is_waiting:
            gate.release()


async def _take_part(line: Any, branch: str, tally: Tally, chance: Random, until: float, every: float, *, acts: bool) -> None:
    tally.joined += 1
    sent: dict[str, float] = {}
    picture: list[Any] = [None, -1]
    hearing = asyncio.create_task(_hear(line, tally, sent, picture))
    await asyncio.sleep(chance.uniform(0, every))
    number = 0
    while time.monotonic() < until and not hearing.done():
        if acts:
            number += 1
            ref = f"r-{number}"
            sent[ref] = time.perf_counter()
            await line.send(encoded(Do(ref, branch, _command(picture[0], chance, number))))
        await asyncio.sleep(every)
    await asyncio.sleep(1)
    tally.unanswered += len(sent)
    hearing.cancel()


def _command(view: TeamView | None, chance: Random, number: int) -> Mark | Note:
    if view is not None and view.alerts and chance.random() < 0.5:
        return Mark(chance.choice(view.alerts).id, chance.choice(("true", "false", "unsure")))
    return Note(f"ghi chú số {number}")


async def _hear(line: Any, tally: Tally, sent: dict[str, float], picture: list[Any]) -> None:
    async for frame in line:
        message = from_host(frame)
        tally.frames += 1
        tally.octets += len(frame)
        if isinstance(message, Ack):
            tally.waits_ms.append((time.perf_counter() - sent.pop(message.ref)) * 1000)
            tally.refused += not message.receipt.accepted
        elif isinstance(message, Snapshot):
            tally.snapshots += 1
            picture[:] = applied(None, message.view), message.seq
        elif isinstance(message, Patch):
            tally.gaps += message.seq != picture[1] + 1
            picture[:] = applied(picture[0], message.view), message.seq


def _fetch(port: int, token: str) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{PLAN_PATH}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        json.loads(gzip.decompress(answer.read()))


def used(pid: int) -> tuple[float, float]:
    """Megabytes that a process holds, and CPU seconds that it took; Linux only."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    held = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return held, (int(ticks[11]) + int(ticks[12])) / 100


async def load(port: int, codes: list[tuple[str, str]], seconds: float, every: float, observers: int, pid: int) -> dict[str, Any]:
    """Let the seats play, and tell what they met."""
    tally, chance, gate = Tally(), Random(7), asyncio.Semaphore(JOINING)
    players = [code for code, role in codes if role not in ("control", "leadership", "observer")]
    watching = [code for code, role in codes if role == "observer"] * observers
    begun = time.monotonic()
    until = begun + seconds + (len(players) + len(watching)) * 0.06
    people = [(code, True) for code in players] + [(code, False) for code in watching]
    going = [
        asyncio.create_task(seat(port, code, tally, Random(chance.random()), until, every, acts=acts, gate=gate)) for code, acts in people
    ]
    await asyncio.sleep(max(1.0, until - begun - seconds))
    _, cpu_before = used(pid)
    since = time.monotonic()
    await asyncio.sleep(seconds / 2)
    held, cpu_after = used(pid)
    share = (cpu_after - cpu_before) / (time.monotonic() - since)
    await asyncio.gather(*going)
    waits = sorted(tally.waits_ms)

    def at(permille: int) -> float:
        return round(waits[min(len(waits) - 1, len(waits) * permille // 1000)], 1) if waits else -1.0

    return {
        "seats": len(people),
        "joined": tally.joined,
        "commands": len(waits),
        "unanswered": tally.unanswered,
        "refused": tally.refused,
        "p50_ms": at(500),
        "p90_ms": at(900),
        "p99_ms": at(990),
        "max_ms": at(1000),
        "frames": tally.frames,
        "megabytes": round(tally.octets / 1e6, 1),
        "snapshots": tally.snapshots,
        "gaps": tally.gaps,
        "host_megabytes": round(held),
        "host_cores": round(share, 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="A hall under load.")
    parser.add_argument("--drills", type=int, default=40)
    parser.add_argument("--seats", type=int, default=5, help="in each drill")
    parser.add_argument("--observers", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--speed", type=int, default=10)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    with tempfile.TemporaryDirectory() as folder:
        process = context.Process(
            target=serve_hall, args=(there, asked.drills, asked.seats, asked.observers, asked.speed, folder), daemon=True
        )
        process.start()
        port, codes = here.recv()
        found = asyncio.run(load(port, codes, asked.seconds, asked.every, asked.observers, process.pid or 0))
        process.terminate()
        process.join(20)
    if asked.json:
        json.dump(found, sys.stdout, indent=1)
        print()
    else:
        for name, value in found.items():
            print(f"{name:16} {value}")
    sys.exit(not (found["p99_ms"] <= 150 and not found["gaps"] and not found["unanswered"]))


if __name__ == "__main__":
    main()
