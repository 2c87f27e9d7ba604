"""The organisation profile → the plan's, in the organisations of this network."""

from __future__ import annotations

from collections.abc import Iterable

from engine import plan
from scenarios.compiling.desk import Desk, Path_
from scenarios.model import profile as authored

DRILL_RULES = plan.Text("theo quy chế diễn tập", "by the drill's rules")
"""What is printed where no legal basis is known for certain."""


class ProfileCompiler:
    """Compiles the profile that the scenario names; what its network does not have is left out of a shared profile."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._orgs = {org.id: org.kind for org in desk.estate.orgs}
        self._own = desk.is_own("profiles", desk.scenario.profile)
        self.authored = desk.scenario.profiles.get(desk.scenario.profile) or authored.Profile(
            name={"vi": "–", "en": "–"}  # type: ignore[arg-type]
        )
        self._bodies = {**self.authored.bodies, **desk.scenario.bodies}
        for role, org in desk.scenario.bodies.items():
            desk.known("org", org, ("bodies", role))

    @property
    def path(self) -> Path_:
        """Where the profile stands."""
        return ("profiles", self._desk.scenario.profile)

    def compile(self, actions: Iterable[str]) -> plan.Profile:
        """The profile; `actions`: those that the plan holds."""
        held = set(actions)
        return plan.Profile(self._answers(), self._orders(held), self._severities(held), self._forms())

    # --- names

    def bodies(self, names: list[str], path: Path_, *, strict: bool = False) -> tuple[str, ...]:
        """The organisations that are meant, each once; `*` stands for itself."""
        return tuple(dict.fromkeys(org for place, name in enumerate(names) for org in self.body(name, (*path, place), strict=strict)))

    def body(self, name: str, path: Path_, *, strict: bool = False) -> list[str]:
        """The organisation, or those of a kind, that a name means in this network."""
        if name == "*":
            return ["*"]
        if name.endswith(":*"):
            return [org for org, kind in self._orgs.items() if kind == name[:-2]]
        org = self._bodies.get(name, name)
        if org in self._orgs:
            return [org]
        if strict or self._own:
            self._desk.known("org", name, path, {*self._orgs, *self._bodies})
        return []

    # --- parts

    def _answers(self) -> tuple[tuple[str, str], ...]:
        """Single organisations win over a whole kind."""
        found: dict[str, str] = {}
        path: Path_ = (*self.path, "answers_to")
        for who, whom in sorted(self.authored.answers_to.items(), key=lambda pair: not pair[0].endswith(":*")):
            above = self.body(whom, (*path, who))
            if above:
                found |= dict.fromkeys(self.body(who, (*path, who)), above[0])
        return tuple(sorted((who, whom) for who, whom in found.items() if who != whom))

    def _orders(self, held: set[str]) -> tuple[plan.MayOrder, ...]:
        out = []
        for place, rule in enumerate(self.authored.may_order):
            path: Path_ = (*self.path, "may_order", place)
            for number, action in enumerate(rule.actions):
                self._desk.known("action", action, (*path, "actions", number), {"*", *self._desk.scenario.actions})
            actions = tuple(action for action in rule.actions if action == "*" or action in held)
            whom = self.bodies(rule.whom, (*path, "whom"))
            if actions and whom:
                out += [plan.MayOrder(who, whom, actions, rule.on_paper_within) for who in self.body(rule.who, (*path, "who"))]
        return tuple(out)

    def _severities(self, held: set[str]) -> tuple[plan.Severity, ...]:
        out = []
        for level, rule in self.authored.severities.items():
            path: Path_ = (*self.path, "severities", level)
            calls = []
            for name, roles in rule.calls.items():
                for role, number in roles.items():
                    self._desk.known("role", role, (*path, "calls", name, role), key=True)
                    calls += [(org, role, number) for org in self.body(name, (*path, "calls", name))]
            for place, action in enumerate(rule.opens):
                self._desk.known("action", action, (*path, "opens", place))
            opens = tuple(action for action in rule.opens if action in held)
            out.append(plan.Severity(level, self.bodies(rule.by, (*path, "by")), tuple(calls), rule.alarm, opens))
        return tuple(out)

    def _forms(self) -> tuple[plan.Form, ...]:
        desk = self._desk
        placed = [
            (name, form, (*self.path, "forms", name)) for name, form in self.authored.forms.items() if name not in desk.scenario.forms
        ]
        placed += [(name, form, ("forms", name)) for name, form in desk.scenario.forms.items()]
        return tuple(self._form(name, form, path) for name, form, path in placed)

    def _form(self, name: str, form: authored.Form, path: Path_) -> plan.Form:
        desk = self._desk
        desk.known("form", name, path, key=True)
        desk.texts[f"form.{name}.basis"] = printed(form.basis)
        fields = []
        for place, field in enumerate(form.fields):
            if desk.known("field", field, (*path, "fields", place)):
                known = desk.scenario.fields[field]
                desk.say(f"field.{field}", known.name, ("fields", field, "name"))
                fields.append(plan.FormField(field, known.kind, known.asked))
        return plan.Form(name, form.kind, tuple(fields), "head" if form.signed == "head" else "")


def printed(basis: authored.Basis | None, *, shortened: bool = False) -> plan.Text:
    """A basis as papers print it; a term `shortened` for the drill is the drill's own, whatever the law's is."""
    if basis is None or not basis.sure:
        return DRILL_RULES
    if shortened:
        return plan.Text(f"{DRILL_RULES.vi}; căn cứ gốc: {basis.vi}", f"{DRILL_RULES.en}; after: {basis.en}")
    return plan.Text(basis.vi, basis.en)
