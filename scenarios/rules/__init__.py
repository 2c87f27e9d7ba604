"""Laws that a scenario keeps, one check per file.

`WORDS` look at every string of the files, readable or not as a whole, `sources` at their numbers; `PLANS` look at the
compiled plan beside the scenario. A new rule is a module with a function `check` and a line here.
"""

from __future__ import annotations

from pathlib import Path

from engine.plan import Plan
from scenarios import library
from scenarios.compiling.desk import Desk
from scenarios.compiling.reading import Material
from scenarios.rules import (
    addresses,
    alerts,
    domains,
    doors,
    folder,
    profile,
    relapse,
    situations,
    sources,
    steps,
    telephones,
    thinking,
    walk,
    wording,
)
from scenarios.rules.strings import strings

WORDS = (addresses, domains, telephones, wording)
PLANS = (alerts, doors, folder, profile, relapse, situations, steps, thinking, walk)


def check_words(material: Material) -> None:
    """Run every rule about what is written."""
    for item in strings(material.root):
        for rule in WORDS:
            rule.check(item, material.source)
    sources.check(material.root, material.source, material.root.file.removesuffix(library.MAIN))


def check(desk: Desk, plan: Plan, path: Path) -> None:
    """Run every rule about what was made of it; `path`: the scenario's folder."""
    for rule in PLANS:
        rule.check(desk, plan, path)
