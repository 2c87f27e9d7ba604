"""Campaigns and steps → the plan's."""

from __future__ import annotations

from engine import plan
from scenarios import library
from scenarios.compiling import attack
from scenarios.compiling.choices import ChoiceCompiler
from scenarios.compiling.conditions import ConditionCompiler
from scenarios.compiling.desk import Desk, Path_
from scenarios.compiling.effects import LASTING_EFFECTS, effects, turns
from scenarios.model import adversary as authored
from scenarios.model.adversary import ServicePlace, StepPlace
from scenarios.model.quantities import spread
from scenarios.selectors import Chooser


class AdversaryCompiler:
    """Compiles campaigns; `artefacts` and `alerts` gather what they leave and raise."""

    def __init__(self, desk: Desk, chooser: Chooser, conditions: ConditionCompiler) -> None:
        self._desk = desk
        self._chooser = chooser
        self._conditions = conditions
        self._choices = ChoiceCompiler(desk, conditions)
        self._techniques = attack.techniques(library.CATALOG, desk.scenario.attack)
        self._assets = {asset.id: asset for asset in desk.estate.assets}
        self.artefacts: set[str] = set()
        self.alerts: set[str] = set()

    def campaigns(self) -> tuple[plan.Campaign, ...]:
        """All campaigns, in the order they are written."""
        if not self._techniques:
            listed = ", ".join(attack.versions(library.CATALOG))
            self._desk.fault(
                "DT1310",
                ("attack",),
                f"Không có bảng kỹ thuật ATT&CK {self._desk.scenario.attack}.",
                f"There is no table of ATT&CK {self._desk.scenario.attack}.",
                (f"Có: {listed}.", f"There are: {listed}."),
            )
        self._unique_steps()
        return tuple(self._campaign(name, item) for name, item in self._desk.scenario.adversary.items())

    def _unique_steps(self) -> None:
        first: dict[str, str] = {}
        for campaign, item in self._desk.scenario.adversary.items():
            for step in item.steps:
                if step in first:
                    self._desk.fault(
                        "DT1304",
                        ("adversary", campaign, "steps", step),
                        f"Mã bước «{step}» đã có trong chiến dịch «{first[step]}».",
                        f"The step id `{step}` stands in campaign `{first[step]}` already.",
                        ("Đổi tên một trong hai.", "Rename one of them."),
                        key=True,
                    )
                first.setdefault(step, campaign)

    def _campaign(self, name: str, item: authored.Campaign) -> plan.Campaign:
        path: Path_ = ("adversary", name)
        self._desk.say(f"campaign.{name}", item.name, (*path, "name"))
        alarm = None
        if item.alarm is not None:
            then = self._desk.all_known("step", item.alarm.then, (*path, "alarm", "then"), item.steps)
            alarm = plan.Alarm(spread(item.alarm.after), round(1000 / item.alarm.hurry), then)
        return plan.Campaign(
            id=name,
            starts_ms=item.starts,
            first=self._desk.all_known("step", item.first, (*path, "first"), item.steps) or (next(iter(item.steps)),),
            steps=tuple(self._step(step, body, item, (*path, "steps", step)) for step, body in item.steps.items()),
            starts_when=self._conditions.maybe(item.when, (*path, "when")),
            starts_spread=None if item.spread is None else spread(item.spread),
            channels=self._desk.all_known("indicator", item.channels, (*path, "channels")),
            alarm=alarm,
            benign=item.benign,
            choices=self._choices.choices(name, item),
        )

    def _step(self, name: str, item: authored.Step, campaign: authored.Campaign, path: Path_) -> plan.Step:
        desk = self._desk
        desk.say(f"step.{name}", item.did, (*path, "did"))
        desk.say(f"step.{name}.diary", item.diary, (*path, "diary"))
        targets, on = self._place(item, campaign, path)
        self._branches(item, campaign, path)
        self._meets_needs(item, targets, path)
        technique, tactic = self._technique(item, path)
        self.artefacts.update(desk.all_known("artefact", item.leaves, (*path, "leaves")))
        seen = {alert: chance for alert, chance in item.seen.items() if desk.known("alert", alert, (*path, "seen", alert), key=True)}
        self.alerts.update(seen)
        return plan.Step(
            id=name,
            verb=item.do,
            technique=technique,
            tactic=tactic,
            targets=targets,
            takes=spread(item.takes),
            chance=item.chance,
            pick=item.pick,
            on=on,
            needs_foothold=self._foothold(item.needs, path),
            needs_account=item.needs.account or "",
            needs_weakness=item.needs.weakness or "",
            over=item.needs.over or "",
            channel=item.needs.channel,
            leaves=tuple(item.leaves),
            seen=tuple(plan.Seen(alert, chance) for alert, chance in seen.items()),
            gives_account=desk.all_known("account", item.gives.account, (*path, "gives", "account")),
            gives_foothold=item.gives.foothold,
            people=item.people,
            front=self._front(item, path),
            when=self._conditions.maybe(item.when, (*path, "when")),
            wait=item.wait,
            then=tuple(item.then),
            one_of=tuple(item.one_of.items()),
            again_after=None if item.again is None else spread(item.again.after),
            again_times=0 if item.again is None else item.again.times,
            otherwise=tuple(item.otherwise),
            skipped=tuple(item.skipped),
            unhurried=item.unhurried,
            until=self._until(item, path),
            paused_by=self._conditions.maybe(item.paused_by, (*path, "paused_by")),
            needs_switch=self._switch(item.needs, path),
            effects=self._effects(item, path),
        )

    def _switch(self, needs: authored.StepNeeds, path: Path_) -> str:
        if needs.switch is not None:
            self._desk.known("switch", needs.switch, (*path, "needs", "switch"))
        return needs.switch or ""

    def _effects(self, item: authored.Step, path: Path_) -> tuple[plan.Effect, ...]:
        """What a success brings about: its turns of switches, then its other effects."""
        target = "service" if item.do == "flood" else "asset"
        turned = turns(self._desk, item.turns, (*path, "turns"), target)
        return turned + effects(self._desk, item.effects, (*path, "effects"), LASTING_EFFECTS, target)

    def _front(self, item: authored.Step, path: Path_) -> plan.Front | None:
        front = item.front
        if front is not None and front.moves and front.lanes > 1:
            self._moves("front", path, "lanes: 1")
        if not (front is not None and front.moves):
            if front is not None and front.next == "nearest":
                self._moves("front", path, "moves: true")
            if item.paused_by is not None:
                self._moves("paused_by", path, "front: {moves: true}")
        return None if front is None else plan.Front(spread(front.every), front.most, front.lanes, front.moves, front.next == "nearest")

    def _moves(self, key: str, path: Path_, lacking: str) -> None:
        self._desk.fault(
            "DT1314",
            (*path, key),
            f"Điều này chỉ dùng với «{lacking}».",
            f"This goes with `{lacking}` only.",
            (f"Thêm «{lacking}», hoặc bỏ đi.", f"Add `{lacking}`, or drop it."),
            key=True,
        )

    def _until(self, item: authored.Step, path: Path_) -> plan.Condition | None:
        if item.until is not None and item.do != "tamper":
            self._desk.fault(
                "DT1314",
                (*path, "until"),
                "Chỉ bước «tamper» có «until».",
                "Only `tamper` has `until`.",
                ("Bỏ khóa «until».", "Drop `until`."),
                key=True,
            )
        return self._conditions.maybe(item.until, (*path, "until"))

    def _place(self, item: authored.Step, campaign: authored.Campaign, path: Path_) -> tuple[tuple[str, ...], str]:
        """Target ids, or the step whose place is taken."""
        where: Path_ = (*path, "on")
        if isinstance(item.on, StepPlace):
            self._desk.known("step", item.on.step, (*where, "step"), campaign.steps)
            return (), item.on.step
        if (item.do == "flood") != isinstance(item.on, ServicePlace):
            self._desk.fault(
                "DT1314",
                where,
                "Chỉ bước «flood» nhắm vào dịch vụ, và nó phải nhắm vào dịch vụ.",
                "Only `flood` strikes services, and it strikes nothing else.",
                (
                    "Viết «on: {service: tthc}» cho flood, thiết bị cho các bước khác.",
                    "Write `on: {service: tthc}` for flood, assets for every other verb.",
                ),
            )
            return (), ""
        if isinstance(item.on, ServicePlace):
            return self._desk.all_known("service", item.on.service, (*where, "service")), ""
        return self._chooser.choose(item.on, where), ""

    def _branches(self, item: authored.Step, campaign: authored.Campaign, path: Path_) -> None:
        desk = self._desk
        for key, names in (("then", item.then), ("otherwise", item.otherwise), ("skipped", item.skipped)):
            desk.all_known("step", names, (*path, key), campaign.steps)
        for name in item.one_of:
            desk.known("step", name, (*path, "one_of", name), campaign.steps, key=True)
        total = sum(item.one_of.values())
        if item.one_of and not 995 <= total <= 1005:
            desk.fault(
                "DT1313",
                (*path, "one_of"),
                f"Các tỷ lệ rẽ nhánh cộng lại là {total / 10:g}%.",
                f"The shares add up to {total / 10:g}%.",
                ("Sửa cho tổng bằng 100%.", "Make them add up to 100%."),
                key=True,
            )
        if item.wait and item.when is None:
            desk.fault(
                "DT1314",
                (*path, "wait"),
                "«wait» cần có điều kiện «when».",
                "`wait` needs a condition `when`.",
                ("Thêm «when: …».", "Add `when: …`."),
                key=True,
            )

    def _technique(self, item: authored.Step, path: Path_) -> tuple[str, str]:
        if item.technique is None:
            if item.do != "act":
                self._desk.fault(
                    "DT1314",
                    path,
                    "Bước tấn công phải có mã kỹ thuật ATT&CK.",
                    "A step needs its ATT&CK technique.",
                    ("Thêm «technique: T1566.001».", "Add `technique: T1566.001`."),
                    key=True,
                )
            return "", ""
        tactics = self._techniques.get(item.technique)
        if tactics is None:
            if self._techniques:
                parent = item.technique.split(".")[0]
                beside = sorted(known for known in self._techniques if known.split(".")[0] == parent)[:8]
                hint = (
                    (f"Cùng nhóm còn có: {', '.join(beside)}.", f"Beside it there are: {', '.join(beside)}.")
                    if beside
                    else (
                        "Tra lại mã trên trang ATT&CK của đúng phiên bản; mã có thể đã bị thay.",
                        "Look the id up in that version; it may have been replaced.",
                    )
                )
                version = self._desk.scenario.attack
                self._desk.fault(
                    "DT1310",
                    (*path, "technique"),
                    f"ATT&CK {version} không có «{item.technique}» (sai mã hoặc đã bị bỏ).",
                    f"ATT&CK {version} has no `{item.technique}` (mistyped or retired).",
                    hint,
                )
            return item.technique, item.tactic or ""
        if item.tactic is not None and item.tactic not in tactics:
            listed = ", ".join(tactics)
            self._desk.fault(
                "DT1310",
                (*path, "tactic"),
                f"Kỹ thuật «{item.technique}» không thuộc chiến thuật «{item.tactic}».",
                f"The technique `{item.technique}` does not belong to the tactic `{item.tactic}`.",
                (f"Chọn trong: {listed}.", f"Choose among: {listed}."),
            )
        return item.technique, item.tactic or tactics[0]

    def _foothold(self, needs: authored.StepNeeds, path: Path_) -> tuple[str, ...]:
        if needs.foothold is None:
            return ()
        return ("*",) if needs.foothold == "any" else self._chooser.choose(needs.foothold, (*path, "needs", "foothold"))

    def _meets_needs(self, item: authored.Step, targets: tuple[str, ...], path: Path_) -> None:
        """What a step asks for is there, and its weakness true of one target at least (`rules.doors` sees to the rest)."""
        needs, desk = item.needs, self._desk
        if needs.account is not None:
            desk.known("account", needs.account, (*path, "needs", "account"))
        if needs.over is not None:
            desk.known("exposes", needs.over, (*path, "needs", "over"), self._chooser.places.having("exposes"))
        weakness = needs.weakness
        if weakness is None or not desk.known("weakness", weakness, (*path, "needs", "weakness"), self._chooser.places.having("weakness")):
            return
        if targets and item.do != "flood" and not any(weakness in self._assets[target].weaknesses for target in targets):
            desk.fault(
                "DT1314",
                (*path, "needs", "weakness"),
                f"Không mục tiêu nào của bước này có «{weakness}».",
                f"No target of this step has `{weakness}`.",
                ("Đổi mục tiêu («on») hoặc bỏ điều kiện này.", "Choose other targets (`on`) or drop this need."),
            )
