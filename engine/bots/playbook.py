"""What a bot would like to do, read off its team's view and the published estate alone.

Each rule adds wishes: since when there was reason for it, how urgent it is, and the command. A wish that the view shows
as done or refused is not made again, so a bot needs no memory of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.bots.skills import Skill
from engine.index import Index
from engine.messages import Command, Data, Declare, Mark, Reply, Start
from engine.plan import Action
from engine.views import AlertView, TeamView

CENTRAL = ("log-server", "firewall", "proxy", "mail-gateway", "vpn")
"""Kinds of asset whose logs tell about others."""
EDGE_KINDS = ("domain", "address", "url")
FITTING = ("verify", "hand-over", "inform", "comply", "admit", "delay", "decline", "promise", "silence", "speculate")
"""Kinds of reply, the more fitting first: check, hand over to who may speak, say what is known."""
PRIVILEGED = ("domain-admin", "admin", "service")
"""Kinds of account whose password opens much."""
AGAIN_MS = 15 * 60_000
"""A failed or lost order is tried again after this long, a few times."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something worth doing: `key` names its cause for the draw of the delay; urgency 0 is the most urgent."""

    key: str
    since: int
    urgency: int
    command: Command
    prompt: bool = False
    """A word, not work: reaction takes a third of the time."""
    learnt: bool = False
    """From the scenario's doctrine: not everybody remembers it in time."""


class Playbook:
    """The rules of one team at one level."""

    def __init__(self, index: Index, team: str, skill: Skill) -> None:
        self._index = index
        self._team = team
        self._skill = skill
        self._by_verb: dict[str, list[Action]] = {}
        for action in index.plan.actions:
            for effect in action.effects:
                self._by_verb.setdefault(effect.verb, []).append(action)
        self._may = set(index.teams[team].may)
        self._made: dict[tuple[str, str, int, int, int], Wish] = {}
        self._settled: set[tuple[str, str, bool]] = set()
        self._resolved: dict[tuple[str, str, bool], Action | None] = {}
        self._central = tuple(name for name in index.of_kinds(CENTRAL) if index.operator_of(name))
        self._declarer = _declarers(index)
        self._keys = tuple(
            account for account in index.plan.estate.accounts if account.kind in PRIVILEGED and any(map(self._in_centre, account.grants))
        )
        self._forms = {duty.id: duty for duty in index.plan.duties}
        self._copies: dict[str, list[str]] = {}
        for backup in sorted(index.plan.estate.backups, key=lambda item: item.age_ms):
            self._copies.setdefault(backup.asset, []).append(backup.id)

    def wishes(self, view: TeamView) -> list[Wish]:
        """All that there is reason to do and that was not done."""
        self._view = view
        self._tried: dict[tuple[str, str], tuple[int, int]] = {}
        self._done: dict[tuple[str, str], int] = {}
        for task in view.tasks:
            key = (task.action, task.target)
            if task.state in ("failed", "cancelled"):
                count = self._tried.get(key, (0, 0))[0]
                self._tried[key] = (count + 1, task.ended_at)
            else:
                self._done[key] = task.ended_at
        rules = (
            self._alerts,
            self._messages,
            self._duties,
            self._hosts,
            self._logs,
            self._indicators,
            self._copies_first,
            self._privileged,
            self._outage,
            self._declare,
            self._call,
        )
        self._out: list[Wish] = []
        for rule in rules:
            rule()
        return self._out

    def answers(self, view: TeamView) -> list[Wish]:
        """Only what there is to answer: messages alone give no other reason."""
        self._view = view
        self._out = []
        self._messages()
        return self._out

    # --- orders

    def _order(self, verb: str, target: str, since: int, urgency: int, *, ask: bool = False) -> None:
        """The team's own action with that verb, or, where it may ask, the one of the team that can."""
        asked = (verb, target, ask)
        if asked in self._settled:
            return
        action = self._resolve(verb, target, ask)
        if action is None:
            self._settled.add(asked)
            return
        key = (action.id, target)
        if key in self._done or key in self._view.refused:
            if self._done.get(key, 0) >= 0:
                self._settled.add(asked)  # done once is done: only saves asking again
            return
        count, last = self._tried.get(key, (0, 0))
        if count:
            if count > 2:
                return
            since = last + AGAIN_MS
        made = (action.id, target, count, since, urgency)
        wish = self._made.get(made)
        if wish is None:
            wish = self._made[made] = Wish(f"{action.id}:{target}:{count}", since, urgency, Start(action.id, target, ask=True))
        self._out.append(wish)

    def _renew(self, verb: str, target: str, since: int, urgency: int) -> None:
        """Like `_order`, and again where the last time was before there was reason anew."""
        action = self._resolve(verb, target, True)
        if action is None:
            return
        key = (action.id, target)
        done = self._done.get(key)
        if done is None:
            self._order(verb, target, since, urgency, ask=True)
        elif 0 <= done < since:
            self._out.append(Wish(f"{action.id}:{target}:since:{since}", since, urgency, Start(action.id, target, ask=True)))

    def _resolve(self, verb: str, target: str, ask: bool) -> Action | None:
        """The action with that verb that applies to the target and that the team may do, or, where it may ask, any team."""
        asked = (verb, target, ask)
        if asked not in self._resolved:
            self._resolved[asked] = self._action(verb, target, ask)
        return self._resolved[asked]

    def _action(self, verb: str, target: str, ask: bool) -> Action | None:
        operator = self._index.operator_of(target)
        for action in self._by_verb.get(verb, ()):
            if action.kinds and self._index.kinds[action.target].get(target) not in action.kinds:
                continue
            mine = action.id in self._may and (action.authority != "operator" or operator in ("", self._team))
            if mine or (ask and any(action.id in team.may for team in self._index.teams.values())):
                return action
        return None

    def _ordered(self, verb: str, target: str) -> bool:
        return any((action.id, target) in self._done for action in self._by_verb.get(verb, ()))

    def _finished_at(self, verb: str, target: str) -> int:
        return max((self._done.get((action.id, target), -1) for action in self._by_verb.get(verb, ())), default=-1)

    # --- rules

    def _alerts(self) -> None:
        for alert in self._view.alerts:
            if alert.marked:
                continue
            if not alert.verdict:
                self._order("triage", alert.id, alert.at, 6 - alert.severity)
            else:
                at = self._finished_at("triage", alert.id)
                self._out.append(Wish(f"mark:{alert.id}", max(at, alert.at), 1, Mark(alert.id, self._verdict(alert)), prompt=True))

    def _verdict(self, alert: AlertView) -> str:
        if alert.verdict == "unclear":
            return "true" if alert.severity >= 3 else "unsure"
        return "true" if alert.verdict == "likely-true" else "false"

    def _messages(self) -> None:
        for message in self._view.messages:
            if not message.replies or message.replied or message.missed:
                continue
            tags = {reply.tag: reply.id for reply in reversed(message.replies)}
            if message.kind == "request" and self._is_rash(message.params):
                self._out.append(Wish(f"reply:{message.id}", message.at, 2, Reply(message.id, tags["decline"]), prompt=True))
                continue
            best = next((tags[tag] for tag in FITTING if tag in tags), message.replies[0].id)
            self._out.append(Wish(f"reply:{message.id}", message.at, 2, Reply(message.id, best), prompt=True))

    def _is_rash(self, asked: Data) -> bool:
        """Whether a request would stop what others lean on, on a machine against which nothing was found."""
        action, target = self._index.actions.get(asked["action"]), asked["target"]
        stops = action is not None and any(effect.verb in ("isolate", "power-off") for effect in action.effects)
        if not stops or not self._skill.spares or not self._vital(target):
            return False
        return not any(asset.id == target and asset.state in ("confirmed", "encrypted") for asset in self._view.assets)

    def _duties(self) -> None:
        for duty in self._view.duties:
            if duty.state in ("open", "missed"):
                since = duty.due - self._forms[duty.id].within_ms
                self._order("report", duty.form, since, 2)
                self._order("notify", "", since, 3)

    def _confirmed(self) -> list[tuple[str, int]]:
        return [(asset.id, asset.since) for asset in self._view.assets if asset.state == "confirmed"]

    def _vital(self, asset: str) -> bool:
        return ("asset", asset) in self._index.leans_on

    def _in_centre(self, asset: str) -> bool:
        return self._index.sites[self._index.site[self._index.asset_of[asset]]].kind == "datacentre"

    def _hosts(self) -> None:
        skill = self._skill
        judged_true = {alert.asset for alert in self._view.alerts if alert.marked and alert.verdict == "true"}
        for asset in self._view.assets:
            name, since = asset.id, asset.since
            worth = asset.state == "confirmed" or (asset.state == "suspect" and name in judged_true)
            if worth and skill.reads:
                self._order("read-disk", name, since, 2)
                self._order("observe", name, since, 3)
            if asset.state == "confirmed" and skill.seals:
                self._order("read-memory", name, since, 2)
                self._order("preserve-evidence", name, since, 4)
            if asset.state == "confirmed" or (worth and not skill.reads):
                self._contain(name, since)
            if asset.state == "isolated" and skill.cleans:
                self._order("remove-persistence", name, since, 5)
            if asset.state == "clean" and self._ordered("isolate", name):
                self._order("reconnect", name, since, 5)
            if asset.state == "encrypted":
                self._bring_back(name, since)

    def _contain(self, name: str, since: int) -> None:
        if self._skill.spares and self._vital(name):
            self._order("remove-persistence", name, since, 3, ask=True)
            return
        if self._skill.seals and self._finished_at("read-memory", name) < 0 and self._resolve("read-memory", name, False):
            return
        self._order("isolate", name, since, 1, ask=self._skill.blocks)

    def _logs(self) -> None:
        """One confirmed foothold is reason to read what the central logs keep; a second, to read them again is not."""
        confirmed = self._confirmed()
        if not confirmed or not self._skill.reads:
            return
        first = min(since for _, since in confirmed)
        for name in self._central:
            self._order("read-logs", name, first, 3)
        if self._skill.foresees:
            self._order("harden-edr", self._index.site[self._index.asset_of[confirmed[0][0]]], first, 5)

    def _indicators(self) -> None:
        skill = self._skill
        for indicator in self._view.indicators:
            if skill.blocks and indicator.kind in EDGE_KINDS and not indicator.blocked:
                self._order("block-indicator", indicator.id, indicator.at, 2, ask=True)
            account = self._index.indicators[indicator.id].account
            if skill.blocks and account and account not in self._view.locked:
                self._order("lock-account", account, indicator.at, 1, ask=True)
                if self._index.accounts[account].kind == "vendor":
                    self._order("revoke-vendor", "", indicator.at, 2, ask=True)
            if skill.sweeps and indicator.swept_at < 0:
                self._order("sweep", indicator.id, indicator.at, 4)

    def _copies_first(self) -> None:
        """The stored copies are what everything else can be rebuilt from."""
        skill = self._skill
        if not skill.protects:
            return
        confirmed = self._confirmed()
        central = [since for name, since in confirmed if self._in_centre(name)]
        reason = confirmed if skill.foresees else []
        moments = central + [since for _, since in reason]
        if moments:
            self._order("protect-backups", "", min(moments), 1, ask=True)
            self._order("brief-communes", "", min(moments), 6)
            if skill.foresees and "done:protect-backups" in self._view.facts:  # not before: they would hurry to the copies
                self._order("revoke-vendor", "", min(moments), 4, ask=True)

    def _privileged(self) -> None:
        """Who sits on one machine of the data centre reads the passwords that lie in its memory: reset those that open much.

        Again whenever another machine there comes under suspicion, for the new passwords lie there, too.
        """
        confirmed = self._confirmed()
        if not self._skill.foresees or not confirmed:
            return
        begun = min(since for _, since in confirmed)
        touched = [(max(begun, a.since), a.id) for a in self._view.assets if a.state in ("suspect", "confirmed") and self._in_centre(a.id)]
        for account in self._keys:
            if not self._leads() and self._resolve("reset-account", account.id, False) is None:
                continue  # who leads asks for it, who can does it: nobody else need ask, too
            granted = self._index.granted[account.id]
            opens = [since for since, name in touched if account.kind != "service" or self._index.asset_of[name] in granted]
            if opens:
                self._renew("reset-account", account.id, max(opens), 2 if account.kind == "domain-admin" else 3)

    def _outage(self) -> None:
        down = [service for service in self._view.services if service.level < 500]
        serious = [since for name, since in self._confirmed() if self._in_centre(name)] + [service.since for service in down]
        if serious:
            self._order("convene", "", min(serious), 3)
        for service in down:
            if self._skill.blocks and self._index.services[service.id].paper_permille:
                self._order("paper", service.id, service.since, 3)
            if self._skill.foresees and self._index.services[service.id].standby is not None:
                self._order("fail-over", service.id, service.since, 0)
        if down and self._skill.blocks:
            self._order("statement", "", min(service.since for service in down), 5)

    def _bring_back(self, name: str, since: int) -> None:
        copies = self._copies.get(name, [])
        verdicts = {copy.id: copy.verdict for copy in self._view.backups}
        if self._skill.checks and copies:
            for copy in copies:
                if verdicts.get(copy) == "clean":
                    self._order("restore-backup", copy, since, 1)
                    return
                if copy not in verdicts:
                    self._order("check-backup", copy, since, 1)
                    return
        for copy in copies:
            if verdicts.get(copy) not in ("unreadable", "infected") and self._tried_less("restore-backup", copy):
                self._order("restore-backup", copy, since, 1)
                return
        self._order("reimage", name, since, 3)

    def _tried_less(self, verb: str, target: str) -> bool:
        return all(self._tried.get((action.id, target), (0, 0))[0] < 1 for action in self._by_verb.get(verb, ()))

    def _call(self) -> None:
        """Whoever brings hands or knows something is called once an attack is certain; a lapsed contract is mended first."""
        confirmed = self._confirmed()
        if not confirmed or not self._skill.blocks:
            return
        since = min(moment for _, moment in confirmed)
        for person in self._index.plan.organisation.people:
            if person.contract:
                if not self._tried_less("ask-vendor", person.id):
                    self._order("sign-addendum", person.id, since, 5)
                self._order("ask-vendor", person.id, since, 5)
            elif person.brings:
                self._order("call-out", person.id, since, 4)
            elif person.effects:
                self._order("call", person.id, since, 4)

    def _declare(self) -> None:
        level, reason = "", -1
        confirmed = self._confirmed()
        down = [service.since for service in self._view.services if service.level < 500]
        if confirmed:
            level, reason = "suspected", confirmed[0][1]
        if len(confirmed) > 1 or any(self._in_centre(name) for name, _ in confirmed):
            level, reason = "ordinary", confirmed[-1][1]
        if down:
            level, reason = "serious", min(down)
        order = ("", "suspected", "ordinary", "serious", "over")
        while level and self._team != self._declarer[level]:  # what is another's to declare is left to it
            level = order[order.index(level) - 1]
        if level and order.index(level) > order.index(self._view.declared):
            self._out.append(Wish(f"declare:{level}", reason, 1, Declare(level), prompt=True))

    def _leads(self) -> bool:
        """Whether this team leads the others: the player's, or the first where nobody plays."""
        return self._team == next((team.id for team in self._index.plan.teams if team.player), self._index.plan.teams[0].id)


def _declarers(index: Index) -> dict[str, str]:
    """Level → the team that declares it: the player's (or the first) where it may, else the first team that may."""
    by = {item.level: item.by for item in index.plan.organisation.severities}
    teams = sorted(index.plan.teams, key=lambda team: not team.player)
    found = {}
    for level in ("suspected", "ordinary", "serious", "over"):
        allowed = [team.id for team in teams if not by.get(level) or team.org in by[level]]
        found[level] = allowed[0] if allowed else ""
    return found
