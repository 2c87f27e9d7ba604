"""What a good team does beside its own machines: tells those who must know, gives evidence into the right hands, works off
what has piled up.

Rules over the view and what is published; what was done stands in the view, so nothing is remembered here.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bots.playbook import Wish
from engine.bots.skills import Skill
from engine.channels import CARRIES_FROM, MOST_ATTACHED
from engine.index import Index
from engine.messages import HandOver, Send, Start
from engine.plan import Channel
from engine.views import TeamView

TOLD_STATES = ("confirmed", "encrypted")
"""States of a machine that others are told of."""
GATHERS_MS = 30 * 60_000
"""After one message what is new is gathered this long before the next (author's estimate)."""
INVESTIGATES = "police"
"""Kind of organisation into whose hands evidence goes."""


class Teamwork:
    """The rules of one team at one level that concern other teams."""

    def __init__(self, index: Index, team: str, skill: Skill) -> None:
        self._index = index
        self._team = team
        self._skill = skill
        profile = index.plan.organisation
        played = {org: name for org, name in index.org_team.items() if name and name != team}
        self._org = index.teams[team].org
        above = dict(profile.answers).get(self._org, "")
        leader = next((other.org for other in index.plan.teams if other.player and other.id != team), "")
        self._readers = tuple(dict.fromkeys(org for org in (above, leader) if org in played))
        """Organisations that are told whatever is certain: whom it answers to, and who leads."""
        self._played = played
        self._investigator = next((org for org in sorted(played) if index.org_kind[org] == INVESTIGATES), "")
        mine = [channel for channel in profile.channels if not channel.per_km_ms and (not channel.only or self._org in channel.only)]
        self._channels = sorted(mine, key=self._rank)
        may = set(index.teams[team].may)
        self._work = [action for action in index.plan.actions if action.id in may and action.works and action.target == "none"]

    def wishes(self, view: TeamView) -> Iterator[Wish]:
        """All that there is reason to do and that was not done."""
        if self._skill.shares:
            yield from self._tell(view)
        if self._skill.hands_over and self._investigator:
            yield from self._hand_over(view)
        if self._skill.works_off:
            yield from self._work_off(view)

    # --- telling

    def _rank(self, channel: Channel) -> tuple[bool, int, str]:
        """The quickest first; whoever is discreet takes one that does not leak."""
        quick = [spread.table[len(spread.table) // 2] for spread in (channel.takes, channel.read_after)]
        return self._skill.discreet and channel.leaks > 0, sum(quick), channel.id

    def _tell(self, view: TeamView) -> Iterator[Wish]:
        """What is certain goes to whom the team answers to, to who leads, and to who runs the machine."""
        down = {service.id for service in view.services if service.level < CARRIES_FROM}
        channel = next((item.id for item in self._channels if down.isdisjoint(item.needs)), "")
        if not channel:
            return
        indicators = [f"indicator:{item.id}" for item in view.indicators]
        worth: dict[str, list[str]] = {org: list(indicators) for org in self._readers}
        for asset in view.assets:
            if asset.state in TOLD_STATES:
                runs = self._index.teams[self._index.operator_of(asset.id)].org if self._index.operator_of(asset.id) else ""
                for org in dict.fromkeys((*self._readers, runs)):
                    if org in self._played:
                        worth.setdefault(org, []).append(f"state:{asset.id}:{asset.state}")
        for org, facts in worth.items():
            yield from self._letter(view, org, channel, facts)

    def _letter(self, view: TeamView, org: str, channel: str, facts: list[str]) -> Iterator[Wish]:
        """One message to an organisation with what it was not told yet, and did not tell itself."""
        sent = [item for item in view.sent if item.organisation == org]
        known = {fact for item in sent for fact in item.about}
        for message in view.messages:
            if message.sender == f"team.{self._played[org]}":
                known.update(message.params.get("about", ()))
        fresh = [fact for fact in facts if fact not in known and fact in view.since]
        if fresh:
            since = max(min(view.since[fact] for fact in fresh), max((item.at + GATHERS_MS for item in sent), default=0))
            yield Wish(f"tell:{org}:{len(sent)}", since, 4, Send((org,), channel, about=tuple(fresh[:MOST_ATTACHED])))

    # --- evidence

    def _hand_over(self, view: TeamView) -> Iterator[Wish]:
        """What the team sealed goes to the investigators, with the number of the record."""
        for seal in view.board.custody:
            if seal.by == self._team and not seal.records:
                command = HandOver(seal.id, self._investigator, f"BB-{seal.id}")
                yield Wish(f"hand-over:{seal.id}", seal.at, 4, command, prompt=True)

    # --- piles

    def _work_off(self, view: TeamView) -> Iterator[Wish]:
        """Whoever counts a pile that grows sets people to it, as long as others of their kind stay free."""
        waiting = {pile.id: pile.since for pile in view.piles if pile.waiting}
        if not waiting or not self._work:
            return
        free = {staff.role: staff.free for staff in view.staff}
        for action in self._work:
            since = max((waiting[pile] for pile, _ in action.works if pile in waiting), default=-1)
            if since < 0 or any(free.get(role, 0) <= number for role, number in action.staff):
                continue
            tasks = [task for task in view.tasks if task.action == action.id]
            ended = max((task.ended_at for task in tasks), default=-1)
            if any(task.ended_at < 0 for task in tasks) or ended >= since or (action.id, "") in view.refused:
                continue
            yield Wish(f"work-off:{action.id}:{len(tasks)}", since, 6, Start(action.id, "", ask=True))
