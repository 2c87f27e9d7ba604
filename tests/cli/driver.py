"""`dientap` with a small scenario in place of any that is named: for tests that run it in a process of its own.

python tests/cli/driver.py run anything --seed 3          the small plan
DRIVER_HOURS=400 python tests/cli/driver.py run anything  the same, lasting longer
DRIVER_SHIFT=1 python tests/cli/driver.py drills resume x an engine of the same physics number whose worlds are others
"""

from __future__ import annotations

import os

from drills import recovery
from drills.cli import main, opening
from engine.plan import Plan
from engine.simulation import Simulation
from tests.samples import HOUR, MINUTE, small_plan


def plan_of(scenario: str, network: str) -> Plan:
    """The small plan, whatever is asked for."""
    return small_plan(lasts_ms=int(os.environ.get("DRIVER_HOURS", "2")) * HOUR, noise_every_ms=90 * MINUTE)


class Shifted(Simulation):
    """The same plan under another seed than is asked for."""

    def __init__(self, plan: Plan, seed: int) -> None:
        super().__init__(plan, seed + int(os.environ.get("DRIVER_SHIFT", "0")))


if __name__ == "__main__":
    opening.plan_of = plan_of
    setattr(recovery, "Simulation", Shifted)  # noqa: B010 - a stand-in for another version of the engine
    main()
