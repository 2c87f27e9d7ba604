"""What distinguishes a novice from an expert: delays and habits, as numbers with their sources.

Delays between learning something and acting on it: 78 % of analysts need over ten minutes for an alert; a first-line
triage takes about 20 minutes, a second-line one 40 (Critical Start survey; triangular L1 5-15-40, L2 20-40-90 minutes).
False-positive shares of 40-50 % make misjudgement a skill of its own. Where a split is not published it is the author's
estimate, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.plan import Spread

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Skill:
    """One level. Shares are per-mille, delays quantile tables of ms."""

    react: Spread
    """From learning something to acting on it."""
    misjudges: int
    """Marks an alert against what triage suggests."""
    answers: int
    """Chooses the fitting reply to a message."""
    reports: int
    """Sends a report that is due in time (else late or never)."""
    doctrine: int
    """Remembers in time what it was taught for such an incident."""
    fills: int = 1000
    """Fills in a field of a form that it could."""
    reads: bool = False
    """Reads hosts and central logs before acting on them."""
    sweeps: bool = False
    blocks: bool = False
    """Blocks addresses and locks accounts that it learns of."""
    spares: bool = False
    """Does not take a machine off the network on which services lean while the attack can be stopped otherwise."""
    protects: bool = False
    """Takes the stored copies out of reach once the data centre is touched."""
    checks: bool = False
    """Checks a copy before restoring it."""
    seals: bool = False
    """Takes memory and seals evidence before containing."""
    foresees: bool = False
    """Acts on the first confirmed foothold as if the data centre were next: copies, vendor access, sensors."""
    cleans: bool = False
    """Cleans what it isolated and brings it back."""
    shares: bool = False
    """Tells those who must know what it is certain of. Whoever is told acts on it, which makes a drill a fifth dearer to run."""
    discreet: bool = False
    """Not in the group chat."""
    hands_over: bool = False
    """Gives sealed evidence into the investigators' hands."""
    works_off: bool = False
    """Sets people that are free to what has piled up."""


SKILLS: dict[str, Skill] = {
    "novice": Skill(
        react=Spread((6 * MINUTE, 14 * MINUTE, 24 * MINUTE, 50 * MINUTE)),
        misjudges=220,
        answers=400,
        reports=450,
        doctrine=600,
        fills=600,
        spares=True,
    ),
    "trained": Skill(
        react=Spread((5 * MINUTE, 12 * MINUTE, 20 * MINUTE, 40 * MINUTE)),
        misjudges=120,
        answers=750,
        reports=850,
        doctrine=850,
        fills=850,
        reads=True,
        blocks=True,
        sweeps=True,
        spares=True,
        protects=True,
        cleans=True,
        discreet=True,
        hands_over=True,
        works_off=True,
    ),
    "expert": Skill(
        react=Spread((MINUTE // 2, 2 * MINUTE, 3 * MINUTE, 7 * MINUTE)),
        misjudges=25,
        answers=950,
        reports=980,
        doctrine=980,
        fills=980,
        reads=True,
        blocks=True,
        sweeps=True,
        spares=True,
        protects=True,
        checks=True,
        seals=True,
        foresees=True,
        cleans=True,
        shares=True,
        discreet=True,
        hands_over=True,
        works_off=True,
    ),
}
"""Levels by name; `idle` does nothing and `reference` plays the scenario's authored orders. Shares: author's estimate."""

LEVELS = ("idle", "novice", "trained", "expert")
