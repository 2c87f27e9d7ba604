"""Injects, duties, reserves → the plan's."""

from __future__ import annotations

from engine import plan
from scenarios.compiling.conditions import ConditionCompiler
from scenarios.compiling.desk import Desk, Path_
from scenarios.compiling.effects import MESSAGE_EFFECTS, effects
from scenarios.compiling.profile import ProfileCompiler, printed
from scenarios.model import msel as authored
from scenarios.model.base import Text
from scenarios.model.profile import ProfileDuty
from scenarios.model.quantities import spread
from scenarios.selectors import Chooser


class MselCompiler:
    """Compiles what is put to teams and what they owe."""

    def __init__(self, desk: Desk, chooser: Chooser, conditions: ConditionCompiler, profile: ProfileCompiler) -> None:
        self._desk = desk
        self._chooser = chooser
        self._conditions = conditions
        self._profile = profile

    def injects(self) -> tuple[plan.Inject, ...]:
        """All situations."""
        return tuple(self._inject(name, item) for name, item in self._desk.scenario.injects.items())

    def _inject(self, name: str, item: authored.Inject) -> plan.Inject:
        path: Path_ = ("injects", name)
        desk = self._desk
        if item.standby == (item.when is not None):
            desk.fault(
                "DT1312",
                path,
                f"Tình huống «{name}» cần đúng một trong hai: «when» hoặc «standby: true».",
                f"The inject `{name}` needs exactly one of `when` and `standby: true`.",
                ("Thêm điều kiện, hoặc đánh dấu là tình huống dự bị.", "Add a condition, or mark it as stand-by."),
                key=True,
            )
        self._from(name, item, path)
        for key, text in (("says", item.says), ("expects", item.expects), ("mistake", item.mistake)):
            desk.say(f"inject.{name}.{key}", text, (*path, key))
        if item.carried_by is not None:
            desk.known("service", item.carried_by, (*path, "carried_by"))
        if item.objective is not None:
            desk.known("objective", item.objective, (*path, "objective"))
        if item.reply_within and not item.replies:
            desk.fault(
                "DT1312",
                (*path, "reply_within"),
                "Có hạn trả lời mà không có phương án trả lời.",
                "There is a time to reply but nothing to reply.",
                ("Thêm «replies», hoặc bỏ «reply_within».", "Add `replies`, or drop `reply_within`."),
                key=True,
            )
        return plan.Inject(
            id=name,
            when=self._conditions.maybe(item.when, (*path, "when")),
            to=desk.all_known("team", item.to, (*path, "to")),
            via=item.via,
            replies=tuple(self._reply(name, reply, body) for reply, body in item.replies.items()),
            reply_within_ms=item.reply_within,
            effects=effects(desk, item.effects, (*path, "effects"), MESSAGE_EFFECTS),
            ignored=effects(desk, item.if_ignored, (*path, "if_ignored"), MESSAGE_EFFECTS),
            carried_by=item.carried_by or "",
            objective=item.objective or "",
        )

    def _from(self, name: str, item: authored.Inject, path: Path_) -> None:
        """Who speaks: in words, or somebody of the drill's people."""
        if isinstance(item.from_, Text):
            self._desk.say(f"inject.{name}.from", item.from_, (*path, "from"))
        elif self._desk.known("person", item.from_.person, (*path, "from", "person")):
            person = self._desk.scenario.people[item.from_.person]
            self._desk.say(f"inject.{name}.from", person.name, ("people", item.from_.person, "name"))

    def _reply(self, inject: str, name: str, item: authored.Reply) -> plan.Reply:
        path: Path_ = ("injects", inject, "replies", name)
        self._desk.say(f"inject.{inject}.reply.{name}", item.says, (*path, "says"))
        return plan.Reply(name, item.tag, effects(self._desk, item.effects, (*path, "effects"), MESSAGE_EFFECTS))

    def duties(self) -> tuple[plan.Duty, ...]:
        """All reports that are owed."""
        return tuple(self._duty(name, item) for name, item in self._desk.scenario.duties.items())

    def _duty(self, name: str, item: authored.Duty) -> plan.Duty:
        path: Path_ = ("duties", name)
        desk = self._desk
        taken = self._taken_over(item, path)
        title = item.name or (taken.name if taken else None)
        form = item.form or (taken.form if taken else None)
        to = item.to or (taken.to if taken else [])
        within = item.within or ((taken.drill_within or taken.within) if taken else 0)
        basis = item.basis or (taken.basis if taken else None)
        missing = [key for key, value in (("name", title), ("form", form), ("to", to), ("within", within), ("basis", basis)) if not value]
        if missing:
            desk.fault(
                "DT1331",
                path,
                f"Trách nhiệm báo cáo «{name}» thiếu: {', '.join(missing)}.",
                f"The duty `{name}` lacks: {', '.join(missing)}.",
                ("Thêm vào, hoặc lấy của hồ sơ tổ chức bằng «as: …».", "Add them, or take them over from the profile by `as: …`."),
                key=True,
            )
        if title is not None:
            desk.say(f"duty.{name}", title, (*path, "name"))
        shortened = taken is not None and item.within is None and taken.drill_within is not None
        desk.texts[f"duty.{name}.basis"] = printed(basis, shortened=shortened)
        desk.known("team", item.team, (*path, "team"))
        if form is not None:
            desk.known("form", form, (*path, "form" if item.form else "as"))
        desk.known("milestone", item.since, (*path, "since"))
        orgs = self._profile.bodies(to, (*path, "to"), strict=bool(item.to))
        sure = basis is not None and basis.sure and not shortened
        return plan.Duty(name, item.team, form or "", orgs[0] if orgs else "", item.since, within, orgs[1:], sure)

    def _taken_over(self, item: authored.Duty, path: Path_) -> ProfileDuty | None:
        if item.as_ is None:
            return None
        duties = self._profile.authored.duties
        self._desk.known("duty", item.as_, (*path, "as"), duties)
        return duties.get(item.as_)

    def reserves(self) -> tuple[plan.Reserve, ...]:
        """All that runs dry."""
        return tuple(self._reserve(name, item) for name, item in self._desk.scenario.reserves.items())

    def _reserve(self, name: str, item: authored.Reserve) -> plan.Reserve:
        path: Path_ = ("reserves", name)
        return plan.Reserve(
            id=name,
            starts=self._conditions.compile(item.starts, (*path, "starts")),
            saved=self._conditions.compile(item.saved, (*path, "saved")),
            lasts=spread(item.lasts),
            assets=self._chooser.choose(item.powers, (*path, "powers")),
        )

    def reentries(self) -> tuple[plan.Reentry, ...]:
        """All that is typed in again after restoring."""
        found = []
        for name, item in self._desk.scenario.reentry.items():
            path: Path_ = ("reentry", name)
            self._desk.known("pile", item.pile, (*path, "pile"))
            found.append(plan.Reentry(self._chooser.choose(item.of, (*path, "of")), item.pile, item.per_hour))
        return tuple(found)
