"""People, signers and channels → the plan's."""

from __future__ import annotations

from engine import plan
from scenarios.compiling.conditions import ConditionCompiler
from scenarios.compiling.desk import Desk, Path_
from scenarios.compiling.effects import MESSAGE_EFFECTS, effects
from scenarios.compiling.profile import ProfileCompiler
from scenarios.model import people as authored
from scenarios.model.profile import Channel
from scenarios.model.quantities import spread


class PeopleCompiler:
    """Compiles whoever stands beside the teams; of the shared catalogue only those who sign here."""

    def __init__(self, desk: Desk, profile: ProfileCompiler, conditions: ConditionCompiler) -> None:
        self._desk = desk
        self._profile = profile
        self._conditions = conditions
        self._orgs = {org.id for org in desk.estate.orgs}

    def signers(self) -> tuple[plan.Signer, ...]:
        """Who signs for which organisation; a scenario's own line goes before the profile's."""
        out: dict[str, plan.Signer] = {}
        for section, path in ((self._profile.authored.signers, self._profile.path), (self._desk.scenario.signers, ())):
            for name, item in section.items():
                where: Path_ = (*path, "signers", name)
                for key, who in (("person", item.person), ("deputy", item.deputy)):
                    if who is not None and (not path or self._desk.is_own("profiles", self._desk.scenario.profile)):
                        self._signs(who, (*where, key))
                for org in self._profile.body(name, where, strict=not path):
                    if self._there(item.person):
                        deputy = item.deputy if item.deputy and self._there(item.deputy) else ""
                        out[org] = plan.Signer(org, item.person, deputy)
        return tuple(out.values())

    def _there(self, who: str) -> bool:
        """Whether somebody's organisation stands in this network."""
        person = self._desk.scenario.people.get(who)
        return person is not None and person.org in self._orgs and person.signs is not None

    def _signs(self, who: str, path: Path_) -> None:
        if self._desk.known("person", who, path) and self._desk.scenario.people[who].signs is None:
            self._desk.fault(
                "DT1332",
                path,
                f"«{who}» không ký văn bản nào.",
                f"`{who}` signs nothing.",
                ("Thêm «signs» cho người này, hoặc chọn người khác.", "Give him `signs`, or choose another."),
            )

    def people(self) -> tuple[plan.Person, ...]:
        """Those who sign here, and the scenario's own."""
        signing = {who for signer in self.signers() for who in (signer.person, signer.deputy)}
        every = self._desk.scenario.people
        return tuple(self._person(name, item) for name, item in every.items() if name in signing or self._desk.is_own("people", name))

    def _person(self, name: str, item: authored.Person) -> plan.Person:
        path: Path_ = ("people", name)
        desk = self._desk
        desk.known("org", item.org, (*path, "org"))
        desk.say(f"person.{name}", item.name, (*path, "name"))
        if item.calls_you is not None:
            desk.say(f"person.{name}.you", item.calls_you, (*path, "calls_you"))
        for key in ("knows", "wants", "never") if item.card is not None else ():
            desk.say(f"person.{name}.{key}", getattr(item.card, key), (*path, "card", key))
        windows = tuple(self._conditions.compile(window, (*path, "there", place)) for place, window in enumerate(item.there))
        there = None if not windows else windows[0] if len(windows) == 1 else plan.Condition("any", of=windows)
        brings = item.brings.staff if item.brings is not None else {}
        for role in brings:
            desk.known("role", role, (*path, "brings", "staff", role), key=True)
        return plan.Person(
            id=name,
            org=item.org,
            there=there,
            away=item.away,
            numbers=tuple((number, int(state == "works")) for number, state in item.numbers.items()),
            answers=item.answers.works,
            after=spread(item.answers.after),
            signs=None if item.signs is None else spread(item.signs.each),
            brings=tuple(brings.items()),
            effects=effects(desk, item.tells, (*path, "tells"), MESSAGE_EFFECTS),
            contract=item.contract or "",
        )

    def channels(self) -> tuple[plan.Channel, ...]:
        """The profile's channels, and the scenario's beside them or in their place."""
        path = self._profile.path
        placed = {name: (item, (*path, "channels", name)) for name, item in self._profile.authored.channels.items()}
        placed |= {name: (item, ("channels", name)) for name, item in self._desk.scenario.channels.items()}
        return tuple(self._channel(name, item, where) for name, (item, where) in placed.items())

    def _channel(self, name: str, item: Channel, path: Path_) -> plan.Channel:
        services = {service.id for service in self._desk.estate.services}
        if item.name is not None:
            self._desk.say(f"via.{name}", item.name, (*path, "name"))
        own = path[0] == "channels"
        needs = []
        for place, service in enumerate(item.carried_by):
            if service in services:
                needs.append(service)
            elif own:
                self._desk.known("service", service, (*path, "carried_by", place))
        return plan.Channel(
            id=name,
            needs=tuple(needs),
            takes=spread(item.takes),
            read_after=spread(item.read_after),
            per_km_ms=item.takes_by_km,
            leaks=item.leaks,
            paper=item.paper,
            only=self._profile.bodies(item.only, (*path, "only"), strict=own),
        )

    def need_to_know(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Who may have which findings."""
        path = self._profile.path
        rules = self._profile.authored.need_to_know
        return tuple((secrecy, self._profile.bodies(names, (*path, "need_to_know", secrecy))) for secrecy, names in rules.items())
