"""Teams, actions and effects → the plan's."""

from __future__ import annotations

from collections.abc import Iterator

from engine import plan
from scenarios import library
from scenarios.compiling import attack
from scenarios.compiling.desk import Desk, Path_
from scenarios.compiling.effects import ACTION_EFFECTS, effects
from scenarios.model import response as authored
from scenarios.model.quantities import spread


class ResponseCompiler:
    """Compiles teams and the actions they may take."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actions(self) -> tuple[plan.Action, ...]:
        """Actions that some team may take, and the scenario's own."""
        allowed = {name for team, card in self._desk.scenario.teams.items() for name in may(self._desk, team, card)}
        every = self._desk.scenario.actions
        return tuple(self._action(name, item) for name, item in every.items() if name in allowed or self._desk.is_own("actions", name))

    def teams(self) -> tuple[plan.Team, ...]:
        """All teams; the first is the player's where none says so."""
        cards = self._desk.scenario.teams
        chosen = next((name for name, card in cards.items() if card.player), next(iter(cards)))
        taken: dict[str, str] = {}
        out = []
        for name, card in cards.items():
            self._org(name, card, taken)
            out.append(self._team(name, card, player=name == chosen))
        return tuple(out)

    def _org(self, team: str, card: authored.Team, taken: dict[str, str]) -> None:
        path: Path_ = ("teams", team, "org")
        self._desk.known("org", card.org, path)
        if card.org in taken:
            self._desk.fault(
                "DT1305",
                path,
                f"Tổ chức «{card.org}» đã do đội «{taken[card.org]}» đại diện.",
                f"The team `{taken[card.org]}` acts for `{card.org}` already.",
                ("Mỗi tổ chức chỉ có một đội.", "One team for each organisation."),
            )
        taken.setdefault(card.org, team)

    def _team(self, name: str, card: authored.Team, *, player: bool) -> plan.Team:
        path: Path_ = ("teams", name)
        desk = self._desk
        desk.say(f"team.{name}", card.name, (*path, "name"))
        for suffix in ("brief", "decides", "asks", "reports"):
            desk.say(f"team.{name}.{suffix}", getattr(card, suffix), (*path, suffix))
        for role in card.staff:
            desk.known("role", role, (*path, "staff", role), key=True)
        for sensor in card.sees:
            desk.known("sensor", sensor, (*path, "sees", sensor), key=True)
        hears = tuple(
            (service, spread(delay))
            for service, delay in card.hears.items()
            if "@" not in service and desk.known("service", service, (*path, "hears", service), key=True)
        )
        allowed = may(desk, name, card)
        self._covers(card, allowed, (*path, "may"))
        return plan.Team(
            name, card.org, tuple(card.staff.items()), allowed, hears, player, tuple(self._hears_at(card, path)), _shift(card.shift)
        )

    def _hears_at(self, card: authored.Team, path: Path_) -> Iterator[plan.HearsAt]:
        """What it notices place by place."""
        for key, delay in card.hears.items():
            service, _, where = key.partition("@")
            if where and self._desk.known("service", service, (*path, "hears", key), key=True):
                sites = places(self._desk, service, where, (*path, "hears", key), key=True)
                if sites:
                    yield plan.HearsAt(service, sites, spread(delay))

    def _covers(self, card: authored.Team, allowed: tuple[str, ...], path: Path_) -> None:
        """A team that may do a thing must have the people for it."""
        places = {written: place for place, written in enumerate(card.may)}
        for name in allowed:
            action = self._desk.scenario.actions[name]
            short = {role: number for role, number in action.staff.items() if card.staff.get(role, 0) < number}
            if short:
                at = places.get(name, places.get(f"stage:{action.stage}", 0))
                listed = ", ".join(f"{number} {role}" for role, number in short.items())
                self._desk.fault(
                    "DT1306",
                    (*path, at),
                    f"Đội không đủ người cho «{name}»: cần {listed}.",
                    f"The team lacks the people for `{name}`: it takes {listed}.",
                    ("Thêm người vào «staff», hoặc bỏ biện pháp này.", "Add people to `staff`, or drop the action."),
                )

    def _action(self, name: str, item: authored.Action) -> plan.Action:
        path: Path_ = ("actions", name)
        desk = self._desk
        desk.say(f"action.{name}", item.name, (*path, "name"))
        desk.say(f"action.{name}.effect", item.effect, (*path, "effect"))
        desk.say(f"action.{name}.evidence", item.evidence, (*path, "evidence"))
        if item.code.startswith("RA") and item.code not in attack.react_codes(library.CATALOG):
            desk.fault(
                "DT1311",
                (*path, "code"),
                f"RE&CT không có mã «{item.code}».",
                f"RE&CT has no code `{item.code}`.",
                (
                    "Tra scenarios/catalog/react-actions.tsv, hoặc đặt mã riêng DT-….",
                    "Look in scenarios/catalog/react-actions.tsv, or use an own DT-… code.",
                ),
            )
        for role in item.staff:
            desk.known("role", role, (*path, "staff", role), key=True)
        approval = None if item.approval is None else spread(item.approval)
        if (item.authority == "leader") != (item.approval is not None):
            desk.fault(
                "DT1314",
                path,
                "«approval» đi cùng «authority: leader», và ngược lại.",
                "`approval` goes with `authority: leader`, and the other way round.",
                ("Thêm hoặc bỏ «approval».", "Add or drop `approval`."),
                key=True,
            )
        return plan.Action(
            id=name,
            code=item.code,
            target=item.target,
            staff=tuple(item.staff.items()),
            takes=spread(item.takes),
            effects=effects(desk, item.effects, (*path, "effects"), ACTION_EFFECTS, item.target),
            authority=item.authority,
            kinds=tuple(item.kinds),
            noticed=item.noticed,
            approval=approval,
            group=item.stage,
            works=tuple((pile, rate) for pile, rate in item.works.items() if desk.known("pile", pile, (*path, "works", pile), key=True)),
            needs_proof=("*",) if item.needs_proof == "any" else desk.all_known("system", list(item.needs_proof), (*path, "needs_proof")),
        )


def places(desk: Desk, service: str, where: str, path: Path_, *, key: bool = False) -> tuple[str, ...]:
    """Sites that are meant by a site's id or a kind of site, those with users of the service; () after a fault was noted."""
    kinds = {site.id: site.kind for site in desk.estate.sites}
    if not desk.known("site", where, path, {*kinds, *kinds.values()}, key=key):
        return ()
    users = next((item.users for item in desk.estate.services if item.id == service), ())
    return tuple(site for site, _ in users if where in (site, kinds[site]))


def _shift(item: authored.Shift | None) -> plan.Shift | None:
    return None if item is None else plan.Shift(item.since, item.tired_after, item.slower, item.slips)


def _only_looks(action: authored.Action) -> bool:
    """Whether all it does is observe: what there is to observe is each story's own, so a stage does not bring it along."""
    return all(effect.do == "observe" for effect in action.effects)


def may(desk: Desk, team: str, card: authored.Team) -> tuple[str, ...]:
    """Action ids that a team's `may` names, stages written out, in the catalogue's order."""
    path: Path_ = ("teams", team, "may")
    every = desk.scenario.actions
    named: set[str] = set()
    stages = {f"stage:{action.stage}" for action in every.values()}
    for place, word in enumerate(card.may):
        if word.startswith("stage:") and word in stages:
            named.update(name for name, action in every.items() if f"stage:{action.stage}" == word and not _only_looks(action))
        elif desk.known("action", word, (*path, place), {*every, *stages}):
            named.add(word)
    return tuple(name for name in every if name in named)
