"""What the golden files hold, and how they are written: `python -m tests.golden.record`.

Why a digest may move: the engine plays the same inputs differently (the sample's idle drill moves, surely: raise
`engine.bundle.PHYSICS`, then record); the bots decide otherwise (the other levels move; recorded drills replay without
bots, so physics stays); a shipped scenario or network changed (its plan's hash moves). Record, and say in the commit which.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.bundle import PHYSICS, Bundle, Header
from engine.codec import digest, plain
from engine.plan import Plan
from engine.rehearsal import baselines, play
from engine.scoring import score
from scenarios import compiler, library
from tests.samples import HOUR, small_plan

HERE = Path(__file__).parent
SEED = 7
LITE = "gia-lai-lite"
PROVINCE = "gia-lai-2025"
"""The network of which LITE is the small edition."""


def sample() -> dict[str, Any]:
    """The sample's drills under this physics."""
    plan = small_plan(lasts_ms=4 * HOUR)
    return {"physics": PHYSICS, "drills": {level: played(plan, level) for level in ("idle", "novice", "trained", "expert", "reference")}}


def shipped(name: str) -> dict[str, Any]:
    """A shipped scenario's drills on the small network, or on its own where that is another province."""
    own = compiler.read(name).network
    plan = compiler.load(name, LITE if own == PROVINCE else own)
    return {
        "physics": PHYSICS,
        "plan": digest(plain(plan)),
        "drills": {level: played(plan, level) for level in ("idle", "trained", "reference")},
    }


def played(plan: Plan, level: str) -> dict[str, Any]:
    """One drill: its digest, and what a person would look at first when that moved."""
    sim = play(plan, SEED, level)
    header = Header("", PHYSICS, "", SEED, "", {}, "", baselines(plan, SEED))
    card = score(Bundle(header, plan, tuple(sim.inputs), plan.lasts_ms, tuple(sim.events)))
    return {
        "digest": sim.digest(),
        "events": len(sim.events),
        "inputs": len(sim.inputs),
        "harm": plain(card.harm),
        "score": card.score,
        "coverage": card.coverage,
        "rating": card.rating,
        "card": digest(plain(card)),
    }


def recorded(name: str) -> Any:
    """What the file of that name says."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def write() -> None:
    """Write every file anew."""
    for name, found in {"sample": sample(), **{scenario: shipped(scenario) for scenario in library.names()}}.items():
        (HERE / f"{name}.json").write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
