"""The engine is pure: no luck but keyed draws, no wall clock, no fractions, no order that hangs on memory."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import engine
from engine.codec import canonical, plain
from engine.plan import Plan
from engine.records import Lines
from engine.rehearsal import baselines, play
from tests.samples import small_plan
from tests.unit.engine.test_bots import BUSY

ROOT = Path(engine.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
FORBIDDEN = {"random", "secrets", "time", "uuid", "os", "threading", "socket", "asyncio", "subprocess", "numpy"}
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "perf_counter", "urandom", "getrandbits", "fromtimestamp"}


OF_THE_PLAN = ("conditions.py", "index.py", "piles.py")
"""Modules that know a value of the plan by its identity, which the plan keeps for as long as it lives."""


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            yield f"{node.func.value.id}.{node.func.attr}"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_luck_and_no_clock_from_outside(module: Path) -> None:
    """No `random`, no wall time, nothing of the machine."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    imported = {alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not imported & FORBIDDEN
    assert not {call for call in _calls(tree) if call.split(".")[0] in ("datetime", "date", "time") and call.split(".")[1] in CLOCKS}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_fractions(module: Path) -> None:
    """No true division, no float literal, no call of float or round, but for the sentinel of an empty calendar and the map's drawing."""
    if module.name == "topology.py":
        pytest.skip("draws the estate, outside any run")
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not isinstance(node, ast.Div), module
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), module
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("float", "round", "hash", "id"):
            infinity = node.func.id == "float" and ast.unparse(node) == "float('inf')"
            assert infinity or (node.func.id == "id" and module.name in OF_THE_PLAN), ast.unparse(node)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_loop_over_a_bare_set(module: Path) -> None:
    """The order of a set hangs on hashing: none is walked without sorting it, as far as its making can be seen."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    loops = [node.iter for node in ast.walk(tree) if isinstance(node, ast.For)]
    for node in ast.walk(tree):
        if isinstance(node, (ast.ListComp, ast.DictComp)):
            loops += [part.iter for part in node.generators]
    made = (ast.Set, ast.SetComp)
    bare = [
        ast.unparse(loop)
        for loop in loops
        if isinstance(loop, made) or (isinstance(loop, ast.Call) and ast.unparse(loop.func) in ("set", "frozenset"))
    ]
    assert bare == []


def _walk(value: object, where: str) -> Iterator[tuple[str, object]]:
    yield where, value
    if is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            yield from _walk(getattr(value, item.name), f"{where}.{item.name}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(key, where)
            yield from _walk(item, f"{where}[{key!r}]")
    elif isinstance(value, (list, tuple, set, frozenset, Lines)):
        for part in value:
            yield from _walk(part, where)


PLAIN = (int, str, bool, type(None), tuple, list, dict, frozenset, Lines)


@pytest.mark.parametrize("plan", [small_plan(), BUSY], ids=["sample", "busy"])
def test_whole_drills_hold_nothing_but_plain_values(seed: int, plan: Plan) -> None:
    """Plan, inputs, events, views, truth and curves: ints, words and our own classes, all through."""
    sim = play(plan, seed, "expert")
    views = [sim.view(team.id) for team in plan.teams]
    for name, value in {
        "plan": plan,
        "inputs": sim.inputs,
        "events": sim.events,
        "views": views,
        "truth": sim.truth,
        "curves": baselines(plan, seed),
    }.items():
        for where, item in _walk(value, name):
            assert isinstance(item, PLAIN) or is_dataclass(item), f"{where} is a {type(item).__name__}"
    for event in sim.events:
        canonical(plain(event))


SCRIPT = """
import sys
from engine.rehearsal import play
from tests.samples import small_plan
from tests.unit.engine.test_bots import BUSY
for plan in (small_plan(noise_every_ms=120_000), BUSY):
    for level in ("idle", "expert", "reference"):
        print(play(plan, 20_260_313, level).digest())
"""


def test_the_digest_does_not_hang_on_the_process() -> None:
    """The same drills in processes of their own, with hashing seeded two ways: the same digests as here."""
    own = [
        play(plan, 20_260_313, level).digest()
        for plan in (small_plan(noise_every_ms=120_000), BUSY)
        for level in ("idle", "expert", "reference")
    ]
    for number in ("0", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": number, "PYTHONPATH": str(ROOT.parent)}
        found = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=environment, check=True, cwd=ROOT.parent)
        assert found.stdout.split() == own
