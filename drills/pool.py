"""Long computations in processes of their own: spawned, never forked, given a scenario's name and small tasks."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from engine.proof import Prover, Run, Task

CHUNK = 4
"""Tasks handed over at a time: enough to keep a process busy, few enough for a bar to move."""

_PROVERS: list[Prover] = []
"""The one prover of this process, made when the process starts."""


def processes() -> int:
    """How many processes this machine has cores for."""
    return max(1, os.cpu_count() or 1)


def prove(scenario: str, network: str | None, tasks: Sequence[Task], jobs: int, told: Callable[[int, int], None]) -> list[Run]:
    """Make every run, in `jobs` processes; `told` hears (done, all).

    Runs come back in the order of the tasks, whoever made them.
    """
    if jobs == 1:
        _prepare(scenario, network)
        return list(_counted((_PROVERS[-1].run(task) for task in tasks), len(tasks), told))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _prepare, (scenario, network)) as pool:
        return list(_counted(pool.map(_run, tasks, chunksize=CHUNK), len(tasks), told))


def _counted(runs: Iterator[Run], whole: int, told: Callable[[int, int], None]) -> Iterator[Run]:
    for done, run in enumerate(runs, start=1):
        yield run
        told(done, whole)


def _prepare(scenario: str, network: str | None) -> None:
    from scenarios import compiler

    _PROVERS.append(Prover(compiler.load(scenario, network)))


def _run(task: Task) -> Run:
    return _PROVERS[-1].run(task)
