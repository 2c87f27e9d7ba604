"""What the machine itself is: Python, its encodings, memory, its clocks."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from drills.doctor.finding import Finding, State
from drills.language import mark

LEAST_PYTHON = (3, 11)
LETTERS = "ăâđêôơư ỷ ỡ ặ Ệ – «» … ✓"
"""Letters and signs that every page of the program may hold."""

SEAT_MB, HOST_MB = 300, 1500
"""Memory (MB) that a seat needs, and that a host of a full hall takes: the measure that hosts are tested by."""

LOOKS, LOOK_MS = 6, 20
STEP_MS = 100
"""How far wall clock and monotonic clock may part while they are looked at, a tenth of a second: less is ordinary slewing."""
STALL_MS = 250
"""A pause of 20 ms that takes this long tells of a machine that is overloaded (author's estimate)."""
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right shows a day before this one."""


# --- Python


def python() -> Sequence[Finding]:
    """Which Python this is."""
    return [judged_python(tuple(sys.version_info[:3]), 64 if sys.maxsize > 2**32 else 32, f"{platform.system()} {platform.machine()}")]


def judged_python(version: tuple[int, ...], bits: int, system: str) -> Finding:
    """New enough, and with room for a province."""
    values: dict[str, object] = {"version": ".".join(map(str, version)), "bits": bits, "system": system.strip()}
    found = mark("{version}, {bits} bit, {system}")
    if version[:2] < LEAST_PYTHON:
        return Finding("python", State.ERROR, found, values, mark("Install Python 3.11 or newer, then dientap again in it."))
    if bits < 64:
        return Finding(
            "python", State.WARNING, found, values, mark("Install a 64-bit Python: a host needs more memory than 32 bits reach.")
        )
    return Finding("python", State.GOOD, found, values)


# --- encodings


def encoding() -> Sequence[Finding]:
    """Whether what is printed and what files are called can be Vietnamese."""
    return [judged_encoding(getattr(sys.stdout, "encoding", None) or "ascii", sys.getfilesystemencoding())]


def judged_encoding(output: str, files: str) -> Finding:
    """Output first: without it nothing can be read."""
    values: dict[str, object] = {"output": output, "files": files}
    if not can_say(LETTERS, output):
        advice = mark(
            "Set PYTHONUTF8=1 (on Windows: setx PYTHONUTF8 1, then a new window; elsewhere choose a UTF-8 locale such as C.UTF-8)."
        )
        return Finding("encoding", State.ERROR, mark("{output} lacks Vietnamese letters"), values, advice)
    if not can_say(LETTERS, files):
        words, advice = mark("file names in {files} cannot be Vietnamese"), mark("Choose a UTF-8 locale, or keep to names without marks.")
        return Finding("encoding", State.WARNING, words, values, advice)
    return Finding("encoding", State.GOOD, mark("{output}, file names {files}"), values)


def can_say(text: str, encoding: str) -> bool:
    """Whether a text can be written in an encoding."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


# --- memory


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory in MB; `free` = what programs can still get. -1 = not known."""

    free: int
    all: int


def memory() -> Sequence[Finding]:
    """How much memory there is, and how many processors."""
    return [judged_memory(_memory(), os.cpu_count() or 1)]


def judged_memory(found: Memory, processors: int) -> Finding:
    """A seat needs little, a host more."""
    values: dict[str, object] = {"free": found.free, "all": found.all, "processors": processors, "seat": SEAT_MB, "host": HOST_MB}
    if found.free < 0:
        return Finding(
            "memory", State.GOOD, mark("{all} MB in all, {processors} processors") if found.all >= 0 else mark("not told here"), values
        )
    words = mark("{free} of {all} MB free, {processors} processors")
    if found.free < SEAT_MB:
        return Finding("memory", State.ERROR, words, values, mark("Close other programs: even one seat needs {seat} MB."))
    if found.free < HOST_MB:
        return Finding("memory", State.WARNING, words, values, mark("Enough for a seat. To host a full hall, {host} MB should be free."))
    return Finding("memory", State.GOOD, words, values)


def _memory() -> Memory:
    if sys.platform == "win32":
        return _windows_memory()
    if sys.platform == "darwin":
        done = subprocess.run(["/usr/sbin/sysctl", "-n", "hw.memsize"], capture_output=True, text=True, timeout=5, check=False)
        return Memory(-1, int(done.stdout) // 2**20 if done.stdout.strip().isdigit() else -1)
    path = Path("/proc/meminfo")
    return read_meminfo(path.read_text(encoding="ascii")) if path.is_file() else Memory(-1, -1)


def read_meminfo(text: str) -> Memory:
    """Linux's /proc/meminfo, in kB."""
    found = {name: int(size) // 1024 for name, size in re.findall(r"^(\w+): +(\d+) kB", text, re.MULTILINE)}
    return Memory(found.get("MemAvailable", -1), found.get("MemTotal", -1))


if sys.platform == "win32":

    def _windows_memory() -> Memory:
        import ctypes

        class Status(ctypes.Structure):
            _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong)] + [
                (name, ctypes.c_ulonglong) for name in ("all", "free", "all_paged", "free_paged", "all_virtual", "free_virtual", "extended")
            ]

        status = Status()
        status.length = ctypes.sizeof(status)
        if not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
            return Memory(-1, -1)
        return Memory(status.free // 2**20, status.all // 2**20)


# --- clocks

Reading = tuple[int, int]
"""Monotonic and wall clock at one moment, ms."""


def clock() -> Sequence[Finding]:
    """Both clocks, looked at a few times."""
    return [judged_clock(readings(lambda: (time.monotonic_ns() // 1_000_000, time.time_ns() // 1_000_000), time.sleep))]


def readings(read: Callable[[], Reading], sleep: Callable[[float], None]) -> list[Reading]:
    """Several readings, 20 ms apart."""
    out = [read()]
    for _ in range(LOOKS):
        sleep(LOOK_MS / 1000)
        out.append(read())
    return out


def judged_clock(found: Sequence[Reading]) -> Finding:
    """Whether time runs forward, evenly, and shows a possible day."""
    now = datetime.fromtimestamp(found[-1][1] / 1000, UTC)
    pairs = list(pairwise(found))
    jump = max((abs((wall - wall_before) - (run - run_before)) for (run_before, wall_before), (run, wall) in pairs), default=0)
    pause = max((run - before for (before, _), (run, _) in pairs), default=0)
    shown = now.astimezone()
    values: dict[str, object] = {"now": shown.strftime("%d/%m/%Y %H:%M %z"), "jump": jump, "pause": pause}
    if any(run < before for (before, _), (run, _) in pairs):
        advice = mark("Restart the machine (or the virtual machine's host); until then no drill keeps time here.")
        return Finding("clock", State.ERROR, mark("the monotonic clock runs backwards"), values, advice)
    if now < WRITTEN:
        advice = mark("Set date and time: certificates and the log of the exercise depend on them.")
        return Finding("clock", State.ERROR, mark("it is set to {now}"), values, advice)
    if jump > STEP_MS:
        advice = mark("Let time synchronisation finish, then look again. A drill's own clock is not moved by it; times in the log are.")
        return Finding("clock", State.WARNING, mark("the wall clock jumped by {jump} ms while it was looked at"), values, advice)
    if pause > STALL_MS:
        advice = mark("Close other programs: a drill whose clock stalls for five seconds pauses by itself.")
        return Finding("clock", State.WARNING, mark("a short pause took {pause} ms: the machine is overloaded"), values, advice)
    return Finding("clock", State.GOOD, mark("{now}, runs evenly"), values)
