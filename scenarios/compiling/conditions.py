"""Authored conditions → the engine's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import plan
from scenarios.compiling.desk import Desk, Path_
from scenarios.compiling.facts import check_fact
from scenarios.model import conditions as authored
from scenarios.model.conditions import KEYS
from scenarios.selectors import Chooser

_OPS = {model: name for name, model in KEYS.items()}
DAY_MS = 24 * 3_600_000
LEVELS = ("suspected", "ordinary", "serious", "over")
BY_OTHER_WAYS = ("message", "report")
"""Ways to get out beside the channels: sent to somebody who may not have it."""
TARGETED = {"asset", "site", "link", "account", "indicator", "service", "backup", "form", "team", "system", "person"}


class ConditionCompiler:
    """Compiles conditions; every name in them is checked."""

    def __init__(self, desk: Desk, chooser: Chooser) -> None:
        self._desk = desk
        self._chooser = chooser
        self._makers: dict[str, Callable[[Any, Path_], plan.Condition]] = {
            "all": lambda item, path: self._joined("all", item.all, (*path, "all")),
            "any": lambda item, path: self._joined("any", item.any, (*path, "any")),
            "not": lambda item, path: plan.Condition("not", of=(self.compile(item.not_, (*path, "not")),)),
            "at": lambda item, path: plan.Condition("at", value=item.at),
            "milestone": lambda item, path: self._of("milestone", item.milestone, path),
            "step": self._step,
            "done": lambda item, path: self._action("action", "done", item.done, item, path),
            "ordered": lambda item, path: self._action("ordered", "ordered", item.ordered, item, path),
            "service": self._service,
            "footholds_in": self._footholds,
            "encrypted": self._encrypted,
            "tampered": self._tampered,
            "weather": self._weather,
            "relapse": self._relapse,
            "knows": self._knows,
            "report": self._report,
            "replied": self._replied,
            "ignored": lambda item, path: self._of("inject", item.ignored, (*path, "ignored"), op="ignored"),
            "hours": self._hours,
            "locked": lambda item, path: self._of("account", item.locked, (*path, "locked"), op="locked"),
            "blocked": lambda item, path: self._of("indicator", item.blocked, (*path, "blocked"), op="blocked"),
            "switch": self._switch,
            "pile": self._pile,
            "chose": self._chose,
            "leaked": self._leaked,
        }

    def compile(self, condition: Any, path: Path_) -> plan.Condition:
        """The engine's condition."""
        return self._makers[_OPS[type(condition)]](condition, path)

    def maybe(self, condition: Any, path: Path_) -> plan.Condition | None:
        """The engine's condition, None where none was written."""
        return None if condition is None else self.compile(condition, path)

    def _joined(self, op: str, parts: list[Any], path: Path_) -> plan.Condition:
        return plan.Condition(op, of=tuple(self.compile(part, (*path, place)) for place, part in enumerate(parts)))

    def _of(self, kind: str, ref: str, path: Path_, op: str = "") -> plan.Condition:
        self._desk.known(kind, ref, path if op else (*path, kind))
        return plan.Condition(op or kind, ref=ref)

    def _team(self, team: str | None, path: Path_) -> str:
        if team is not None:
            self._desk.known("team", team, (*path, "team"))
        return team or ""

    def _step(self, item: authored.StepState, path: Path_) -> plan.Condition:
        self._desk.known("step", item.step, (*path, "step"))
        return plan.Condition("step", ref=item.step, state=item.is_)

    def _action(self, op: str, key: str, action: str, item: authored.ActionDone | authored.ActionOrdered, path: Path_) -> plan.Condition:
        targets: tuple[str, ...] = ()
        if self._desk.known("action", action, (*path, key)) and item.on is not None:
            targets = self._targets(action, item.on, (*path, "on"))
        return plan.Condition(op, ref=action, team=self._team(item.team, path), value=item.times, targets=targets)

    def _targets(self, action: str, on: Any, path: Path_) -> tuple[str, ...]:
        kind = self._desk.scenario.actions[action].target
        if kind == "asset":
            return self._chooser.choose(on, path)
        if kind not in TARGETED or not isinstance(on, (str, list)):
            self._desk.fault(
                "DT1301",
                path,
                f"Biện pháp «{action}» không có đối tượng loại này.",
                f"The action `{action}` has no such target.",
                ("Bỏ khóa «on», hoặc viết mã của đối tượng.", "Drop `on`, or write the target's id."),
            )
            return ()
        many = isinstance(on, list)
        return tuple(
            name for place, name in enumerate(on if many else [on]) if self._desk.known(kind, name, (*path, place) if many else path)
        )

    def _service(self, item: authored.ServiceLevel, path: Path_) -> plan.Condition:
        self._desk.known("service", item.service, (*path, "service"))
        return plan.Condition("service", ref=item.service, state=self._site(item.site, path), value=item.at_most, for_ms=item.down_for)

    def _site(self, site: str | None, path: Path_) -> str:
        if site is not None:
            self._desk.known("site", site, (*path, "site"))
        return site or ""

    def _hours(self, item: authored.WithinHours, _: Path_) -> plan.Condition:
        opens, closes = item.hours
        return plan.Condition("hours", value=opens, for_ms=(closes - opens) % DAY_MS or DAY_MS, targets=tuple(item.days))

    def _chose(self, item: authored.Chose, path: Path_) -> plan.Condition:
        if self._desk.known("choice", item.chose, (*path, "chose")) and item.is_ is not None:
            choices = [
                campaign.choices[item.chose] for campaign in self._desk.scenario.adversary.values() if item.chose in campaign.choices
            ]
            self._desk.known("option", item.is_, (*path, "is"), choices[0].options)
        return plan.Condition("chose", ref=item.chose, state=item.is_ or "")

    def _leaked(self, item: authored.Leaked, path: Path_) -> plan.Condition:
        self._desk.known("channel", item.leaked, (*path, "leaked"), {*self._desk.names["channel"], *BY_OTHER_WAYS})
        return plan.Condition("leaked", ref=item.leaked)

    def _pile(self, item: authored.PiledUp, path: Path_) -> plan.Condition:
        self._desk.known("pile", item.pile, (*path, "pile"))
        return plan.Condition("pile", ref=item.pile, value=item.at_least)

    def _switch(self, item: authored.SwitchOn, path: Path_) -> plan.Condition:
        if self._desk.known("switch", item.switch, (*path, "switch")) and item.site is not None:
            scope = self._desk.scenario.switches[item.switch].scope
            self._desk.known("site" if scope == "none" else scope, item.site, (*path, "site"))
        return plan.Condition("switch", ref=item.switch, state=item.site or "")

    def _footholds(self, item: authored.Footholds, path: Path_) -> plan.Condition:
        targets = () if item.footholds_in == "any" else self._chooser.choose(item.footholds_in, (*path, "footholds_in"))
        if item.none_for is not None:
            return plan.Condition("footholds", state="none", for_ms=item.none_for, targets=targets)
        return plan.Condition("footholds", value=item.more_than, for_ms=item.for_, targets=targets)

    def _encrypted(self, item: authored.Encrypted, path: Path_) -> plan.Condition:
        targets = self._chooser.choose(item.encrypted, (*path, "encrypted"))
        return plan.Condition("encrypted", value=item.at_least, targets=targets)

    def _tampered(self, item: authored.Tampered, path: Path_) -> plan.Condition:
        targets = self._chooser.choose(item.tampered, (*path, "tampered"))
        return plan.Condition("tampered", value=item.at_least, targets=targets)

    def _weather(self, item: authored.WeatherState, path: Path_) -> plan.Condition:
        self._desk.known("weather", item.weather, (*path, "weather"))
        return plan.Condition("weather", ref=item.weather, state=item.is_)

    def _relapse(self, item: authored.Relapsed, path: Path_) -> plan.Condition:
        targets = () if item.relapse == "any" else self._chooser.choose(item.relapse, (*path, "relapse"))
        return plan.Condition("relapse", targets=targets)

    def _knows(self, item: authored.Knows, path: Path_) -> plan.Condition:
        check_fact(self._desk, item.knows, (*path, "knows"))
        return plan.Condition("knows", ref=item.knows, team=self._team(item.team, path))

    def _report(self, item: authored.ReportSent, path: Path_) -> plan.Condition:
        self._desk.known("form", item.report, (*path, "report"), {*self._desk.names["form"], *LEVELS})
        return plan.Condition("report", ref=item.report, team=self._team(item.team, path))

    def _replied(self, item: authored.InjectReplied, path: Path_) -> plan.Condition:
        if self._desk.known("inject", item.replied, (*path, "replied")) and item.with_ is not None:
            replies = self._desk.scenario.injects[item.replied].replies
            self._desk.known("reply", item.with_, (*path, "with"), {*replies, *(reply.tag for reply in replies.values())})
        return plan.Condition("replied", ref=item.replied, state=item.with_ or "")
