"""The incident's level: declared by whom the profile lets declare it, at a price, calling up and opening what it says."""

from __future__ import annotations

from collections.abc import Callable

from engine.conditions import Conditions
from engine.messages import Declare, Receipt
from engine.plan import Severity
from engine.response import Response
from engine.world import World

LEVELS = ("suspected", "ordinary", "serious", "over")


class Levels:
    """Which level stands, and what hangs on it."""

    def __init__(self, world: World, conditions: Conditions, response: Response, public_knows: Callable[[], bool]) -> None:
        self._world = world
        self._conditions = conditions
        self._response = response
        self._public_knows = public_knows
        self._declared = ""
        self._severities: dict[str, Severity] = {item.level: item for item in world.index.plan.organisation.severities}
        self._called: set[str] = set()
        """Levels whose people were called up already."""
        response.level = lambda: self._declared

    def declare(self, team: str, seat: str, command: Declare) -> Receipt:
        """Declare, raise, lower or close the incident; every team hears it."""
        if command.level not in LEVELS:
            return Receipt(False, "bad-params", {"what": command.level})
        severity = self._severities.get(command.level)
        if severity is not None and severity.by and self._world.index.teams[team].org not in severity.by:
            return Receipt(False, "not-yours-to-declare", {"level": command.level, "organisation": list(severity.by)})
        if command.level == self._declared:
            return Receipt(False, "already-so", {})
        self._declared = command.level
        self._world.emit("declared", tuple(self._world.index.teams), {"level": command.level, "seat": seat, "team": team})
        for name in (team, ""):
            self._conditions.latch(f"report:{command.level}:{name}")
        if severity is not None:
            self._follow(severity)
        return Receipt(True)

    def _follow(self, severity: Severity) -> None:
        """What declaring costs and calls up, once a level."""
        if severity.level in self._called:
            return
        self._called.add(severity.level)
        if not self._public_knows():
            self._world.lose_trust(severity.alarm, f"declared:{severity.level}")
        for organisation, role, number in severity.calls:
            team = self._world.index.org_team.get(organisation, "")
            if team:
                self._response.add_people(team, role, number)
