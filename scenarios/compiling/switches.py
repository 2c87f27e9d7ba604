"""Switches → the plan's."""

from __future__ import annotations

from engine import plan
from scenarios.compiling.desk import Desk, Path_
from scenarios.model import switches as authored


class SwitchCompiler:
    """Compiles the measures that may be in force."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def switches(self) -> tuple[plan.Switch, ...]:
        """All switches."""
        return tuple(self._switch(name, item) for name, item in self._desk.scenario.switches.items())

    def _switch(self, name: str, item: authored.Switch) -> plan.Switch:
        path: Path_ = ("switches", name)
        desk = self._desk
        desk.say(f"switch.{name}", item.name, (*path, "name"))
        for key, levels in (("caps", item.caps), ("lifts", item.lifts)):
            for service in levels:
                desk.known("service", service, (*path, key, service), key=True)
        if item.starts and item.scope != "none":
            desk.fault(
                "DT1322",
                (*path, "starts"),
                "Biện pháp áp dụng theo từng nơi không thể áp dụng sẵn từ đầu.",
                "A switch of several places cannot be on from the beginning.",
                ("Bỏ «starts», hoặc để «scope: none».", "Drop `starts`, or let `scope` be none."),
                key=True,
            )
        told = desk.all_known("team", item.told, (*path, "told"))
        return plan.Switch(name, item.scope, tuple(item.caps.items()), tuple(item.lifts.items()), told, item.starts)
