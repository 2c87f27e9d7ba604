"""Observations → the plan's."""

from __future__ import annotations

from engine import plan
from scenarios.compiling.conditions import ConditionCompiler
from scenarios.compiling.desk import Desk, Path_
from scenarios.model import telemetry as authored
from scenarios.selectors import Chooser


class ObservationCompiler:
    """Compiles what can be seen by going and looking; `artefacts` gathers what it shows."""

    def __init__(self, desk: Desk, chooser: Chooser, conditions: ConditionCompiler) -> None:
        self._desk = desk
        self._chooser = chooser
        self._conditions = conditions
        self.artefacts: set[str] = set()

    def observations(self) -> tuple[plan.Observation, ...]:
        """All of them."""
        return tuple(self._observation(name, item) for name, item in self._desk.scenario.observations.items())

    def _observation(self, name: str, item: authored.Observation) -> plan.Observation:
        path: Path_ = ("observations", name)
        desk = self._desk
        desk.say(f"observation.{name}", item.name, (*path, "name"))
        desk.say(f"observation.{name}.else", item.else_, (*path, "else"))
        if item.needs is not None:
            desk.known("asset", item.needs, (*path, "needs"))
        targets = self._chooser.choose(item.on, (*path, "on"))
        sees = tuple(self._sight(sight, (*path, "sees", place)) for place, sight in enumerate(item.sees))
        return plan.Observation(name, targets, sees, item.needs or "")

    def _sight(self, item: authored.Sight, path: Path_) -> plan.Sight:
        if self._desk.known("artefact", item.tells, (*path, "tells")):
            self.artefacts.add(item.tells)
        if item.about is not None:
            self._desk.known("asset", item.about, (*path, "about"))
        return plan.Sight(self._conditions.maybe(item.while_, (*path, "while")), item.tells, item.chance, item.about or "")
