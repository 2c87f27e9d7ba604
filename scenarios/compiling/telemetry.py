"""Sensors, alerts, artefacts, indicators, noise and log lines → the plan's."""

from __future__ import annotations

from collections.abc import Iterable

from engine import plan
from engine.index import LOG_KEEPERS
from engine.records import used_by
from scenarios.compiling.desk import Desk, Path_
from scenarios.compiling.records import RecordCompiler
from scenarios.model import telemetry as authored
from scenarios.model.quantities import spread
from scenarios.model.telemetry import SEVERITIES
from scenarios.selectors import Chooser

PLACES = frozenset(("disk", "memory", "source")) | LOG_KEEPERS
"""Where a trace may lie, besides an asset that keeps logs."""


class TelemetryCompiler:
    """Compiles what is used or written by the scenario itself; catalogue entries that nothing uses stay out of the plan."""

    def __init__(self, desk: Desk, chooser: Chooser) -> None:
        self._desk = desk
        self._chooser = chooser
        self._records = RecordCompiler(desk)
        self._records.indicators = {name: None for name in desk.scenario.indicators if desk.is_own("indicators", name)}

    # --- what is used

    def artefacts(self, used: Iterable[str]) -> tuple[plan.Artefact, ...]:
        """The artefacts that steps leave, and the scenario's own."""
        every = self._desk.scenario.artefacts
        wanted = set(used)
        return tuple(self._artefact(name, item) for name, item in every.items() if name in wanted or self._desk.is_own("artefacts", name))

    def alerts(self, used: Iterable[str]) -> tuple[plan.AlertKind, ...]:
        """The alert kinds that steps and noise raise, and the scenario's own."""
        every = self._desk.scenario.alerts
        wanted = set(used)
        return tuple(self._alert(name, item) for name, item in every.items() if name in wanted or self._desk.is_own("alerts", name))

    def sensors(self, alerts: tuple[plan.AlertKind, ...]) -> tuple[plan.Sensor, ...]:
        """The sensors of these alerts, with the teams that see them."""
        wanted = {alert.sensor for alert in alerts} | {name for team in self._desk.scenario.teams.values() for name in team.sees}
        out = []
        for name, item in self._desk.scenario.sensors.items():
            if name in wanted or self._desk.is_own("sensors", name):
                self._desk.say(f"sensor.{name}", item.name, ("sensors", name, "name"))
                to = tuple((team, spread(card.sees[name])) for team, card in self._desk.scenario.teams.items() if name in card.sees)
                out.append(plan.Sensor(name, item.control or "", to))
        return tuple(out)

    def benign(self) -> tuple[plan.Benign, ...]:
        """Harmless records: all of them, catalogue's and own."""
        kinds = {asset.kind for asset in self._desk.estate.assets} | {"*"}
        out = []
        for name, item in self._desk.scenario.benign.items():
            path: Path_ = ("benign", name)
            if self._desk.is_own("benign", name):
                self._desk.all_known("kind", item.kinds, (*path, "kinds"), kinds)
            out.append(plan.Benign(name, tuple(item.kinds), self._records.record(item.line, (*path, "line")), item.count))
        return tuple(out)

    def noise(self) -> tuple[plan.Noise, ...]:
        """False alarms."""
        out = []
        for name, item in self._desk.scenario.noise.items():
            path: Path_ = ("noise", name)
            self._desk.known("alert", item.alert, (*path, "alert"))
            targets = self._chooser.choose(item.on, (*path, "on"))
            out.append(plan.Noise(name, item.alert, targets, spread(item.every)))
        return tuple(out)

    def indicators(self, used: Iterable[str]) -> tuple[plan.Indicator, ...]:
        """The indicators that anything named so far, and the scenario's own."""
        wanted = {*self._records.indicators, *used}
        return tuple(self._indicator(name, item) for name, item in self._desk.scenario.indicators.items() if name in wanted)

    # --- one of each

    def _artefact(self, name: str, item: authored.Artefact) -> plan.Artefact:
        path: Path_ = ("artefacts", name)
        desk = self._desk
        desk.say(f"artefact.{name}", item.means, (*path, "means"))
        if item.where not in PLACES:
            desk.known("asset", item.where, (*path, "where"), {*PLACES, *desk.names["asset"]})
        lines = self._records.of_artefact(item, path)
        reveals = self._name_indicators(item.reveals, (*path, "reveals"))
        points = "" if item.points == "none" else item.points
        if points and not used_by(lines, ()).source:
            desk.fault(
                "DT1330",
                (*path, "points"),
                f"Dấu vết «{name}» chỉ về máy nguồn mà không dòng nhật ký nào nêu máy ấy.",
                f"The artefact `{name}` points to the machine it came from, and none of its lines names that machine.",
                (
                    "Thêm {source} hoặc {source_address} vào một dòng, hoặc bỏ «points».",
                    "Put {source} or {source_address} into a line, or drop `points`.",
                ),
            )
        secrecy = "" if item.secrecy == "none" else item.secrecy
        return plan.Artefact(name, item.where, lines, reveals, item.lives, item.weight, item.benign, points, secrecy)

    def _alert(self, name: str, item: authored.AlertKind) -> plan.AlertKind:
        path: Path_ = ("alerts", name)
        desk = self._desk
        desk.known("sensor", item.sensor, (*path, "sensor"))
        for suffix, key, text in (
            ("", "says", item.says),
            (".why", "why", item.why),
            (".else", "else", item.else_),
            (".next", "next", item.next),
        ):
            desk.say(f"alert.{name}{suffix}", text, (*path, key))
        indicators = self._name_indicators(item.indicators, (*path, "indicators"))
        return plan.AlertKind(name, item.sensor, SEVERITIES[item.severity], self._records.record(item.line, (*path, "line")), indicators)

    def _indicator(self, name: str, item: authored.Indicator) -> plan.Indicator:
        path: Path_ = ("indicators", name)
        desk = self._desk
        desk.say(f"indicator.{name}", item.name, (*path, "name"))
        values = tuple(item.values or ())
        if item.account is not None and desk.known("account", item.account, (*path, "account")):
            values = values or (next(known.name for known in desk.estate.accounts if known.id == item.account),)
        if item.kind == "account" and item.account is None:
            desk.fault(
                "DT1317",
                path,
                f"Dấu hiệu «{name}» thuộc loại tài khoản phải nêu tài khoản.",
                f"The indicator `{name}` is of kind account and must name one.",
                ("Thêm «account: mã tài khoản của mạng».", "Add `account:` with an account of the network."),
                key=True,
            )
        elif not values and item.account is None:
            desk.fault(
                "DT1317",
                path,
                f"Dấu hiệu «{name}» không có giá trị.",
                f"The indicator `{name}` has no values.",
                ("Thêm «values: […]».", "Add `values: […]`."),
                key=True,
            )
        return plan.Indicator(name, item.kind, values, item.account or "")

    def _name_indicators(self, names: list[str], path: Path_) -> tuple[str, ...]:
        known = self._desk.all_known("indicator", names, path)
        self._records.indicators.update(dict.fromkeys(known))
        return known

    def formats(self) -> tuple[plan.LogFormat, ...]:
        """The formats of the records made so far."""
        return self._records.formats()
