"""What is put to people and what becomes of it: milestones, injects and replies, small commands, things that run dry.

Reports and duties stand in `engine.reports`, requests between teams in `engine.requests`, levels in `engine.levels`.
"""

from __future__ import annotations

from engine.applied import Applied, Occasion
from engine.channels import CARRIES_FROM
from engine.conditions import Conditions
from engine.levels import Levels
from engine.messages import Data, Declare, Note, Receipt, Reply, Watch
from engine.people import People
from engine.plan import Inject, Measure, Milestone, Reserve, Spread
from engine.reports import Reports
from engine.requests import Requests
from engine.response import Response
from engine.world import ENCRYPTED, NO_POWER, WIPED, World

IGNORED_TRUST = 4
"""Trust lost by a message ignored, per-mille (author's estimate; an inject may name its own price)."""
RUIN_SEEN = Spread((2 * 60_000, 4 * 60_000, 9 * 60_000))
RUIN_TOLD = Spread((8 * 60_000, 15 * 60_000, 35 * 60_000))
"""How long until an operator sees that a machine is encrypted, and until others hear of it (author's estimate)."""


class Coordination:
    """Milestones, injects, answers and reserves of a run."""

    def __init__(self, world: World, conditions: Conditions, response: Response, applied: Applied, people: People) -> None:
        self._world = world
        self._conditions = conditions
        self._response = response
        self._applied = applied
        self._open: dict[str, tuple[Inject, str]] = {}
        """Message id → its inject, and who may answer."""
        self._answered: set[str] = set()
        """Messages that were answered, and injects that anybody answered in time."""
        self._missed: set[str] = set()
        self._fired: set[str] = set()
        self._waiting: dict[str, tuple[Inject, tuple[str, ...]]] = {}
        """Inject → itself, and the teams that do not have it yet: what carries it is down at their place."""
        self._looks_again = False
        self._everybody = tuple((team, False) for team in world.index.teams)
        """Who hears of the ruin of a machine that no team of the drill runs."""
        self.reports = Reports(world, conditions, self._pass_on)
        self._requests = Requests(world, response, self, people)
        self._levels = Levels(world, conditions, response, self.public_knows)
        world.on("ruined", self._ruin)
        for topic in ("service", "site", "lines"):
            world.on(topic, self._carrier_moved)
        plan = world.index.plan
        for milestone in plan.milestones:
            conditions.when(milestone.when, lambda milestone=milestone: self._reached(milestone))  # type: ignore[misc]
        for inject in plan.injects:
            if inject.when is not None:
                conditions.when(inject.when, lambda inject=inject: self._deliver(inject))  # type: ignore[misc]
        for reserve in plan.reserves:
            conditions.when(reserve.starts, lambda reserve=reserve: self._run_dry(reserve))  # type: ignore[misc]

    # --- milestones

    def _reached(self, milestone: Milestone) -> None:
        world = self._world
        world.emit("milestone", milestone.shown_to, {"milestone": milestone.id})
        self._conditions.latch(f"milestone:{milestone.id}")
        for duty in world.index.plan.duties:
            if duty.since == milestone.id:
                self.reports.begin(duty)
        for objective in world.index.plan.objectives:
            for measure in objective.measures:
                self._progress(milestone, objective.id, objective.team, measure)

    def _progress(self, milestone: Milestone, objective: str, team: str, measure: Measure) -> None:
        """Tell how a timed measure stands to those who may know both of its ends."""
        if measure.kind != "time" or milestone.id not in (measure.since, measure.until):
            return
        until = self._world.index.milestones[measure.until]
        teams = [name for name in until.shown_to if team in ("", name)]
        data: Data = {"objective": objective, "measure": measure.id}
        if milestone.id == measure.until:
            data["state"] = "met"
        else:
            if f"milestone:{measure.until}" in self._conditions.latched:
                return
            data |= {"state": "running", "due": self._world.clock.now + measure.target}
        shown = tuple(name for name in teams if name in milestone.shown_to)
        if shown:
            self._world.emit("objective-progress", shown, data)
            if "due" in data:
                self._world.clock.later(measure.target, self._overdue, shown, objective, measure)

    def _overdue(self, shown: tuple[str, ...], objective: str, measure: Measure) -> None:
        if f"milestone:{measure.until}" not in self._conditions.latched:
            self._world.emit("objective-progress", shown, {"objective": objective, "measure": measure.id, "state": "late"})

    def _pass_on(self, name: str, team: str, receiver: str, form: str) -> None:
        """A report arrives with the team that acts for whom it is addressed to."""
        params = {"form": form, "team": team}
        self.message(name, (receiver,), "report", "mail", f"team.{team}", "what.report-received", params, (), -1, "")

    # --- injects

    def fire(self, name: str) -> Receipt:
        """Control's hand."""
        inject = self._world.index.injects.get(name)
        if inject is None:
            return Receipt(False, "unknown-target", {"target": name})
        if name in self._fired:
            return Receipt(False, "already-so", {"target": name})
        self._deliver(inject)
        return Receipt(True, id=name)

    def _deliver(self, inject: Inject) -> None:
        if inject.id in self._fired:
            return
        self._put_before(inject, inject.to)

    def _carries(self, inject: Inject, team: str) -> bool:
        """Whether what carries it works at the place of the team."""
        services, site = self._world.services, self._world.index.home.get(self._world.index.teams[team].org, "")
        name = inject.carried_by
        return not name or (services.site_level(name, site) if site else services.level[name]) >= CARRIES_FROM

    def _carrier_moved(self, _: str) -> None:
        if self._waiting and not self._looks_again:
            self._looks_again = True
            self._world.clock.later(0, self._carry_again)

    def _carry_again(self) -> None:
        self._looks_again = False
        waiting, self._waiting = self._waiting, {}
        for inject, teams in waiting.values():
            self._put_before(inject, teams)

    def _put_before(self, inject: Inject, teams: tuple[str, ...]) -> None:
        """Teams at whose place the carrier is down get it when it is back there; what it brings comes with the first of them."""
        reached = tuple(team for team in teams if self._carries(inject, team))
        if reached != teams:
            self._waiting[inject.id] = (inject, tuple(team for team in teams if team not in reached))
        if teams and not reached:
            return
        due = self._world.clock.now + inject.reply_within_ms if inject.replies and inject.reply_within_ms else -1
        for team in reached:
            name = self._world.draws.opaque("inject", team, inject.id)
            self._open[name] = (inject, team)
            replies = tuple((reply.id, reply.tag) for reply in inject.replies)
            text = f"inject.{inject.id}"
            self.message(name, (team,), "inject", inject.via, f"{text}.from", f"{text}.says", {}, replies, due, inject.id)
        if inject.id not in self._fired:
            self._fired.add(inject.id)
            self._applied.apply(inject.effects, Occasion(inject.to, f"inject:{inject.id}"))
        if due >= 0:
            self._world.clock.later(inject.reply_within_ms, self._inject_due, inject, reached)

    def _inject_due(self, inject: Inject, teams: tuple[str, ...]) -> None:
        """Whoever of them has not answered is told so; the inject is ignored where nobody has."""
        for team in teams:
            name = self._world.draws.opaque("inject", team, inject.id)
            if name not in self._answered:
                self._missed.add(name)
                self._world.emit("reply-missed", (team,), {"message": name, "inject": inject.id})
        if inject.id in self._answered or f"ignored:{inject.id}" in self._conditions.latched:
            return
        self._conditions.latch(f"ignored:{inject.id}")
        if inject.ignored:
            self._applied.apply(inject.ignored, Occasion(inject.to, f"ignored:{inject.id}"))
        else:
            self._world.lose_trust(IGNORED_TRUST, f"ignored:{inject.id}")

    def message(
        self,
        name: str,
        to: tuple[str, ...],
        kind: str,
        via: str,
        sender: str,
        text: str,
        params: Data,
        replies: tuple[tuple[str, str], ...],
        due: int,
        inject: str,
    ) -> None:
        """Something arrives in the inbox of the teams named."""
        data = {"message": name, "inject": inject, "via": via, "sender": sender, "text": text, "params": params, "due": due, "kind": kind}
        self._world.emit("message", to, data | {"replies": [{"id": item, "tag": tag} for item, tag in replies]})

    def reply(self, team: str, seat: str, command: Reply) -> Receipt:
        """Answer an inject or a request."""
        if self._requests.asks(command.message, team):
            return self._requests.reply(team, seat, command)
        inject, may = self._open.get(command.message, (None, ""))
        if inject is None or team != may:
            return Receipt(False, "not-open", {})
        if command.message in self._answered:
            return Receipt(False, "already-so", {})
        chosen = next((reply for reply in inject.replies if reply.id == command.reply), None)
        if chosen is None:
            return Receipt(False, "unknown-reply", {})
        late = command.message in self._missed
        self._answered.add(command.message)
        if not late:
            self._answered.add(inject.id)
        data = {
            "message": command.message,
            "reply": chosen.id,
            "by": seat,
            "free": command.free,
            "inject": inject.id,
            "tag": chosen.tag,
            "late": late,
        }
        self._world.emit("replied", (team,), data)
        if not late:
            self._applied.apply(chosen.effects, Occasion((team,), f"replied:{inject.id}:{chosen.id}", by=team))
        for name in ("", chosen.id, chosen.tag):
            self._conditions.latch(f"replied:{inject.id}:{name}")
        return Receipt(True, id=command.message)

    # --- small commands

    def declare(self, team: str, seat: str, command: Declare) -> Receipt:
        """Declare, raise, lower or close the incident; every team hears it."""
        return self._levels.declare(team, seat, command)

    def watch(self, team: str, command: Watch) -> Receipt:
        """Waiting on purpose: a decision, and recorded as one."""
        now = self._world.clock.now
        if not now < command.until <= self._world.index.plan.lasts_ms:
            return Receipt(False, "bad-params", {"what": "until"})
        self._world.emit("watch-set", (team,), {"until": command.until, "note": command.note})
        data = {"until": command.until, "note": command.note}
        self._world.clock.later(command.until - now, self._world.emit, "watch-due", (team,), data)
        return Receipt(True)

    def note(self, team: str, seat: str, command: Note) -> Receipt:
        """A line in the team's log."""
        self._world.emit("note", (team,), {"text": command.text, "seat": seat})
        return Receipt(True)

    # --- what the rest of the world tells us

    def public_knows(self) -> bool:
        """Whether people already feel that something is wrong."""
        return any(level < 700 for level in self._world.services.level.values()) or bool(self._world.people_exposed)

    def isolated(self, asset: str, held: bool) -> None:
        """An asset was taken off the network; wrongly, if nobody hostile was on it."""
        if not held:
            self._world.emit("isolated-wrongly", (), {"asset": asset})

    def cut(self, site: str, held: bool) -> None:
        """A site's line was cut; wrongly, if nothing hostile was there."""
        if not held:
            self._world.emit("cut-wrongly", (), {"site": site})

    def restored(self, asset: str) -> None:
        """An asset came back from a copy."""
        self._world.emit("asset-restored", (), {"asset": asset})

    def _ruin(self, asset: str) -> None:
        """An asset was encrypted or wiped: whoever runs it finds out first, those who lean on it by telephone."""
        if self._world.clock.now < 0:
            return
        world = self._world
        if not world.flags[world.index.asset_of[asset]] & (ENCRYPTED | WIPED):
            return
        for team, runs_it in world.index.told_of_ruin.get(asset, self._everybody):
            after = world.draws.sample(f"ruin:{team}", asset, RUIN_SEEN if runs_it else RUIN_TOLD)
            world.clock.later(after, self._ruin_known, team, asset)

    def _ruin_known(self, team: str, asset: str) -> None:
        if self._world.flags[self._world.index.asset_of[asset]] & (ENCRYPTED | WIPED):
            self._world.know((team,), asset, "encrypted", "users")

    def _run_dry(self, reserve: Reserve) -> None:
        world = self._world
        world.emit("reserve-started", (), {"reserve": reserve.id})
        lasts = world.draws.sample("reserve", reserve.id, reserve.lasts)
        world.clock.later(lasts, self._empty, reserve)

    def _empty(self, reserve: Reserve) -> None:
        world = self._world
        if self._conditions.holds(reserve.saved):
            world.emit("reserve-saved", (), {"reserve": reserve.id})
            return
        world.emit("reserve-empty", (), {"reserve": reserve.id})
        numbers = [world.index.asset_of[asset] for asset in reserve.assets]
        for number in numbers:
            world.set_flag(number, NO_POWER, True)

        def power_back() -> None:
            world.emit("reserve-saved", (), {"reserve": reserve.id})
            for number in numbers:
                world.set_flag(number, NO_POWER, False)

        self._conditions.when(reserve.saved, power_back)
