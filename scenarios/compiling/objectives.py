"""Milestones, objectives, weights, the reference response and dilemmas → the plan's."""

from __future__ import annotations

from engine import plan
from scenarios.compiling.conditions import TARGETED, ConditionCompiler
from scenarios.compiling.desk import Desk, Path_
from scenarios.compiling.facts import check_fact
from scenarios.compiling.response import places
from scenarios.model import objectives as authored
from scenarios.model.objectives import CountMeasure, HarmMeasure, ReplyMeasure, ReportMeasure, TimeMeasure

EACH = ("each:suspect", "each:confirmed", "each:indicator", "each:alert")


class ObjectivesCompiler:
    """Compiles what is judged and what it is compared with."""

    def __init__(self, desk: Desk, conditions: ConditionCompiler) -> None:
        self._desk = desk
        self._conditions = conditions

    def milestones(self) -> tuple[plan.Milestone, ...]:
        """All milestones."""
        out = []
        for name, item in self._desk.scenario.milestones.items():
            path: Path_ = ("milestones", name)
            self._desk.say(f"milestone.{name}", item.name, (*path, "name"))
            shown = self._desk.all_known("team", item.shown_to, (*path, "shown_to"))
            out.append(plan.Milestone(name, self._conditions.compile(item.when, (*path, "when")), shown))
        return tuple(out)

    def objectives(self) -> tuple[plan.Objective, ...]:
        """All objectives with their measures."""
        out = []
        for name, item in self._desk.scenario.objectives.items():
            path: Path_ = ("objectives", name)
            self._desk.say(f"objective.{name}", item.title, (*path, "title"))
            if item.team is not None:
                self._desk.known("team", item.team, (*path, "team"))
            measures = tuple(self._measure(measure, body, (*path, "measures", measure)) for measure, body in item.measures.items())
            out.append(plan.Objective(name, item.csf, measures, item.team or ""))
        return tuple(out)

    def _measure(self, name: str, item: authored.Measure, path: Path_) -> plan.Measure:
        desk = self._desk
        desk.say(f"measure.{name}", item.title, (*path, "title"))
        if isinstance(item, (TimeMeasure, HarmMeasure, CountMeasure)) and item.target >= item.limit:
            desk.fault(
                "DT1316",
                (*path, "target"),
                "Mức đạt («target») phải nhỏ hơn giới hạn («limit»).",
                "`target` must be less than `limit`.",
                ("Đủ điểm ở «target», không điểm ở «limit».", "Full points at `target`, none at `limit`."),
            )
        if isinstance(item, TimeMeasure):
            for key, milestone in (("from", item.time.from_), ("to", item.time.to)):
                if milestone is not None:
                    desk.known("milestone", milestone, (*path, "time", key))
            return plan.Measure(
                name, "time", item.points, since=item.time.from_ or "", until=item.time.to, target=item.target, limit=item.limit
            )
        if isinstance(item, HarmMeasure):
            if item.harm.startswith("service:"):
                service, _, where = item.harm.removeprefix("service:").partition("@")
                if desk.known("service", service, (*path, "harm")) and where:
                    places(desk, service, where, (*path, "harm"))
            return plan.Measure(name, "harm", item.points, ref=item.harm, target=item.target, limit=item.limit)
        if isinstance(item, CountMeasure):
            if ":" in item.count:
                desk.known("pile", item.count.partition(":")[2], (*path, "count"))
            return plan.Measure(name, "count", item.points, ref=item.count, target=item.target, limit=item.limit)
        if isinstance(item, ReplyMeasure):
            return self._reply(name, item, path)
        if isinstance(item, ReportMeasure):
            return self._report(name, item, path)
        desk.known("duty", item.duty, (*path, "duty"))
        return plan.Measure(name, "duty", item.points, ref=item.duty)

    def _report(self, name: str, item: ReportMeasure, path: Path_) -> plan.Measure:
        self._desk.known("duty", item.report, (*path, "report"))
        if item.limit >= item.target:
            self._desk.fault(
                "DT1316",
                (*path, "limit"),
                "Ở phép đo báo cáo, «limit» phải nhỏ hơn «target».",
                "In a report's measure `limit` must be less than `target`.",
                ("Đủ điểm từ «target» trở lên, không điểm từ «limit» trở xuống.", "Full points from `target` up, none from `limit` down."),
            )
        return plan.Measure(name, "report", item.points, ref=item.report, target=item.target, limit=item.limit)

    def _reply(self, name: str, item: ReplyMeasure, path: Path_) -> plan.Measure:
        if self._desk.known("inject", item.reply, (*path, "reply")):
            tags = {reply.tag for reply in self._desk.scenario.injects[item.reply].replies.values()}
            self._desk.all_known("reply", item.tags, (*path, "tags"), tags)
        return plan.Measure(name, "reply", item.points, ref=item.reply, tags=tuple(item.tags))

    def weights(self) -> plan.Weights:
        """How harms fold."""
        item = self._desk.scenario.weights
        return plan.Weights(item.service, item.data, item.evidence, item.information, item.avoidable_at_least)

    def reference(self) -> tuple[plan.Order, ...]:
        """The reference response."""
        return self._orders(self._desk.scenario.reference, ("reference",))

    def dilemmas(self) -> tuple[plan.Dilemma, ...]:
        """All dilemmas, each option with its orders."""
        out = []
        for name, item in self._desk.scenario.dilemmas.items():
            path: Path_ = ("dilemmas", name)
            self._desk.say(f"dilemma.{name}", item.title, (*path, "title"))
            for option, body in item.options.items():
                self._desk.say(f"dilemma.{name}.{option}", body.title, (*path, "options", option, "title"))
            orders = tuple(self._orders(body.orders, (*path, "options", option, "orders")) for option, body in item.options.items())
            out.append(plan.Dilemma(name, tuple(item.options), orders))
        return tuple(out)

    def _orders(self, items: list[authored.Order], path: Path_) -> tuple[plan.Order, ...]:
        return tuple(self._order(item, (*path, place)) for place, item in enumerate(items))

    def _order(self, item: authored.Order, path: Path_) -> plan.Order:
        desk = self._desk
        desk.known("team", item.team, (*path, "team"))
        for place, fact in enumerate(item.knows):
            check_fact(desk, fact, (*path, "knows", place))
        knows = tuple(item.knows)
        if item.declare is not None:
            return plan.Order(item.team, "declare", item.declare, item.after, knows, level=item.level or "")
        if item.reply is not None:
            if desk.known("inject", item.reply, (*path, "reply")):
                desk.known("reply", item.with_ or "", (*path, "with"), desk.scenario.injects[item.reply].replies)
            return plan.Order(item.team, "reply", item.reply, item.after, knows, item.with_ or "", item.level or "")
        if desk.known("action", item.do or "", (*path, "do")):
            self._target(item, path)
        return plan.Order(item.team, item.do or "", item.on, item.after, knows, level=item.level or "")

    def _target(self, item: authored.Order, path: Path_) -> None:
        kind = self._desk.scenario.actions[item.do or ""].target
        each = {"asset": EACH[:2], "indicator": EACH[2:3], "alert": EACH[3:], "account": EACH[2:3]}.get(kind, ())
        if kind == "none":
            if item.on:
                self._desk.fault(
                    "DT1301",
                    (*path, "on"),
                    f"Biện pháp «{item.do}» không có đối tượng.",
                    f"The action `{item.do}` has no target.",
                    ("Bỏ khóa «on».", "Drop `on`."),
                )
            return
        among = {*each, *(self._desk.names[kind] if kind in TARGETED else ())}
        where: Path_ = (*path, "on") if item.on else path
        self._desk.known("target", item.on, where, among)
