"""The adversary's decisions → the plan's."""

from __future__ import annotations

from engine import plan
from scenarios.compiling.conditions import ConditionCompiler
from scenarios.compiling.desk import Desk, Path_
from scenarios.compiling.effects import LASTING_EFFECTS, effects, turns
from scenarios.model import adversary as authored
from scenarios.model.choices import Choice, ChoiceOption
from scenarios.model.quantities import spread


class ChoiceCompiler:
    """Compiles the decisions of campaigns; their ids are unique in the whole scenario."""

    def __init__(self, desk: Desk, conditions: ConditionCompiler) -> None:
        self._desk = desk
        self._conditions = conditions
        self._first: dict[str, str] = {}
        """Choice → the campaign in which it stood first."""

    def choices(self, campaign: str, item: authored.Campaign) -> tuple[plan.Choice, ...]:
        """All decisions of a campaign."""
        return tuple(self._choice(campaign, name, body, item) for name, body in item.choices.items())

    def _choice(self, campaign: str, name: str, item: Choice, among: authored.Campaign) -> plan.Choice:
        path: Path_ = ("adversary", campaign, "choices", name)
        desk = self._desk
        if self._first.setdefault(name, campaign) != campaign:
            desk.fault(
                "DT1324",
                path,
                f"Quyết định «{name}» đã có trong chiến dịch «{self._first[name]}».",
                f"The choice `{name}` stands in campaign `{self._first[name]}` already.",
                ("Đổi tên một trong hai.", "Rename one of them."),
                key=True,
            )
        if (item.when is None) == (item.at_step is None):
            desk.fault(
                "DT1324",
                path,
                f"Quyết định «{name}» cần đúng một trong hai: «when» hoặc «at_step».",
                f"The choice `{name}` needs exactly one of `when` and `at_step`.",
                ("Viết khi nào đối tượng tấn công phải chọn.", "Say when the attacker has to choose."),
                key=True,
            )
        if all(option.if_ is not None for option in item.options.values()):
            desk.fault(
                "DT1324",
                (*path, "options"),
                "Ít nhất một phương án phải không có «if», kẻo có lúc không phương án nào đúng.",
                "One option at least must have no `if`, or none may fit.",
                ("Bỏ «if» của phương án cuối.", "Drop the `if` of the last option."),
                key=True,
            )
        if item.at_step is not None:
            desk.known("step", item.at_step, (*path, "at_step"), among.steps)
        desk.say(f"choice.{name}", item.asks, (*path, "asks"))
        return plan.Choice(
            id=name,
            options=tuple(self._option(name, option, body, among, (*path, "options", option)) for option, body in item.options.items()),
            when=self._conditions.maybe(item.when, (*path, "when")),
            at_step=item.at_step or "",
            after=spread(item.after),
        )

    def _option(self, choice: str, name: str, item: ChoiceOption, among: authored.Campaign, path: Path_) -> plan.ChoiceOption:
        desk = self._desk
        desk.say(f"choice.{choice}.{name}.because", item.because, (*path, "because"))
        return plan.ChoiceOption(
            id=name,
            when=self._conditions.maybe(item.if_, (*path, "if")),
            weight=item.weight,
            then=desk.all_known("step", item.then, (*path, "then"), among.steps),
            stops=desk.all_known("step", item.stops, (*path, "stops"), among.steps),
            effects=turns(desk, item.turns, (*path, "turns")) + effects(desk, item.effects, (*path, "effects"), LASTING_EFFECTS),
        )
