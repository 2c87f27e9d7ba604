"""A responder who only looks: collects, sweeps, asks others to, and goes from one machine to the next that a line names.

The seats of all teams work at one table: each sees its own team's view, and nothing else is known. What later alerts say,
what somebody writes and what a monitor tells counts for nothing: a walk begins with one alert and grows by what is read.
One thing needs no reading: a machine that shows a ransom note shows it to whoever sits there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.index import LOG_KEEPERS, indexed
from engine.messages import Command, Data, Input, Receipt, Reply, Start
from engine.plan import Action, Plan
from engine.simulation import Simulation

LOOKS = frozenset(("read-memory", "read-disk", "read-logs", "sweep", "observe"))
"""Verbs of actions that only look."""
MINUTE = 60_000
AGAIN_MS = 20 * MINUTE
"""How long after a look it is worth another: new traces may lie there."""
ROUND_MS = 2 * MINUTE
"""Drill time between two rounds of orders."""
HANDS = 60
"""People of each role that a team has: what is tested is what looking can find, not how fast a few people look."""
HARMS = frozenset(("asset-encrypted", "asset-wiped", "asset-tampered"))
ELSEWHERE = frozenset(("act", "flood", "spoof"))
"""Verbs that happen to people or to a service: they break into no machine."""


def many_hands(plan: Plan) -> Plan:
    """The same story with more people in the same roles; nobody sees more than before, and nobody may do more."""
    return replace(plan, teams=tuple(replace(team, staff=tuple((role, HANDS) for role, _ in team.staff)) for team in plan.teams))


class Walker:
    """The seats of all teams, walking.

    Args:
        sim: a drill in which `team` has just got the alert with this id.
    """

    def __init__(self, sim: Simulation, team: str, alert: str) -> None:
        self._sim = sim
        self._index = indexed(sim.plan)
        self._teams = [item.id for item in sim.plan.teams]
        self._looks = [action for action in sim.plan.actions if action.effects and all(e.verb in LOOKS for e in action.effects)]
        self._ordered: dict[tuple[str, str], int] = {}
        """(action, target) → when it was last ordered."""
        self._refused: set[tuple[str, str, str]] = set()
        """(action, target, team) that will be refused whenever it is tried."""
        self._heard = dict.fromkeys(self._teams, 0)
        self._at = sim.clock
        begin = next(item for item in sim.view(team).alerts if item.id == alert)
        keepers = [asset.id for asset in sim.plan.estate.assets if asset.kind in LOG_KEEPERS]
        self._named: dict[str, None] = dict.fromkeys((begin.asset, *keepers))
        """Machines worth a look: the alert's, what a line named, and (the published estate says so) who keeps logs of others."""
        self._known = {name for name, _ in begin.indicators}
        self.hit: set[str] = set()
        """Machines of which a line or a search says that the attackers were at work there."""
        self.suspect: set[str] = set()
        """Machines from which, a line says, the attackers came."""

    def walk(self) -> None:
        """Look, and go on looking until the drill ends."""
        while not self._sim.over and self._sim.clock < self._sim.plan.lasts_ms - 1:
            self._learn()
            self._agree()
            for action in self._looks:
                for target in self._targets(action):
                    self._order(action, target)
            self._sim.advance(max(self._sim.clock, self._at) + ROUND_MS)
        self._learn()

    # --- what was read

    def _learn(self) -> None:
        for team in self._teams:
            feed = self._sim.view(team).feed
            for event in feed[self._heard[team] :]:
                if event.kind == "found":
                    self._found(event.data)
                elif event.kind == "swept":
                    self._mark(self.hit, event.data["hits"])
                elif event.kind == "asset-known":
                    self._shown(event.data)
            self._heard[team] = len(feed)

    def _found(self, data: Data) -> None:
        if self._index.artefacts[data["artefact"]].benign:
            return
        self._known.update(data["indicators"])
        if "observation" not in data:  # what was looked at says of itself whether it shows a machine to be hit
            self._mark(self.hit, [data["asset"]])
        if "source" in data["facts"]:
            self._mark(self.suspect, [data["facts"]["source"]])

    def _shown(self, data: Data) -> None:
        if data["state"] == "encrypted" or (data["source"] in self._index.artefacts and data["state"] == "confirmed"):
            self._mark(self.hit, [data["asset"]])
        elif data["source"] in self._index.artefacts and data["state"] == "suspect":
            self._mark(self.suspect, [data["asset"]])

    def _mark(self, as_what: set[str], assets: Iterable[str]) -> None:
        as_what.update(assets)
        self._named.update(dict.fromkeys(assets))

    # --- orders

    def _agree(self) -> None:
        """Whoever is asked for a look says yes."""
        looks = {action.id for action in self._looks}
        for team in self._teams:
            for message in self._sim.view(team).messages:
                asked = message.kind in ("request", "order") and message.params["action"] in looks
                if asked and not message.replied and not message.missed:
                    self._submit(team, Reply(message.id, "accept"))

    def _targets(self, action: Action) -> list[str]:
        if action.target == "indicator":
            return sorted(self._known)
        index = self._index
        if action.target == "site":
            return list(dict.fromkeys(index.site[index.asset_of[name]] for name in self._named))
        return [name for name in self._named if not action.kinds or index.assets[index.asset_of[name]].kind in action.kinds]

    def _order(self, action: Action, target: str) -> None:
        """By a team that may, else by one that may ask."""
        if self._sim.clock - self._ordered.get((action.id, target), -AGAIN_MS) < AGAIN_MS:
            return
        for team in sorted(self._teams, key=lambda team: action.id not in self._index.teams[team].may):
            if (action.id, target, team) in self._refused:
                continue
            receipt = self._submit(team, Start(action.id, target, ask=True))
            if receipt.accepted:
                self._ordered[action.id, target] = self._at
                return
            if receipt.code not in ("already-running", "unknown-target"):
                self._refused.add((action.id, target, team))

    def _submit(self, team: str, command: Command) -> Receipt:
        self._at = max(self._at + 1, self._sim.clock)
        return self._sim.submit(Input(self._at, "seat", team, f"{team}-1", command))


@dataclass(frozen=True, slots=True)
class Attack:
    """What really happened in a drill, by its events. Only hostile campaigns count."""

    compromised: dict[str, int]
    """Machine → since when (ms) the attackers held it, or it was encrypted, wiped or altered by them."""
    touched: frozenset[str]
    """Machines on which one of their steps succeeded or left a trace, and those that they held on the way."""
    entries: dict[str, str]
    """Campaign that breaks into machines → its patient zero: the first machine on which a step of it succeeded."""


def attack_of(sim: Simulation) -> Attack:
    """Read the truth off a drill's events."""
    index = indexed(sim.plan)
    hostile = {campaign.id: campaign for campaign in sim.plan.campaigns if not campaign.benign}
    breaks_in = {name for name, campaign in hostile.items() if any(step.gives_foothold for step in campaign.steps)}
    steps = {step.id for campaign in hostile.values() for step in campaign.steps}
    compromised: dict[str, int] = {}
    touched: set[str] = set()
    entries: dict[str, str] = {}
    for event in sim.events:
        data = event.data
        if event.kind in (*HARMS, "foothold-gained") and data["campaign"] in hostile:
            compromised.setdefault(data["asset"], event.at)
        elif event.kind == "artefact-left" and data["step"] in steps:
            touched.add(data["asset"])
        elif event.kind == "step-succeeded" and data["campaign"] in hostile and data["asset"] in index.asset_of:
            touched.add(data["asset"])
            if data["campaign"] in breaks_in and data["verb"] not in ELSEWHERE:
                entries.setdefault(data["campaign"], data["asset"])
    return Attack(compromised, frozenset(touched | compromised.keys()), entries)
