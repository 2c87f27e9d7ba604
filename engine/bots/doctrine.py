"""What a scenario's author says should be done, played under the same fog as everybody: orders wait for what the team knows.

Orders with a level are the scenario's doctrine: bots from that level on know them, too, and react at their own pace. The
reference knows all of them and does not hesitate.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bots.playbook import Playbook, Wish
from engine.bots.skills import SKILLS
from engine.bots.teamwork import Teamwork
from engine.index import Index
from engine.messages import Command, Declare, Reply, Start
from engine.plan import Order
from engine.views import TeamView

DECLARE = "declare"
"""In an order, in place of an action: declare the incident's level named as target."""
DECLARED_BEFORE = {
    "suspected": ("suspected",),
    "ordinary": ("suspected", "ordinary"),
    "serious": ("suspected", "ordinary", "serious"),
    "over": ("suspected", "ordinary", "serious", "over"),
}
"""Level declared → levels that need no declaring any more."""


LEVELS = ("novice", "trained", "expert")


class AuthoredBook(Playbook):
    """The scenario's orders for one team, as far as a level knows them, first; what they leave open by the routine of that level."""

    def __init__(self, index: Index, team: str, level: str) -> None:
        self._is_reference = level == "reference"
        super().__init__(index, team, SKILLS["expert" if self._is_reference else level])
        self._teamwork = Teamwork(index, team, self._skill)
        known = LEVELS if self._is_reference else LEVELS[: LEVELS.index(level) + 1]
        mine = [order for order in index.plan.reference if order.team == team and (self._is_reference or order.level in known)]
        self._orders = list(enumerate(mine))

    def wishes(self, view: TeamView) -> list[Wish]:
        """Authored orders whose facts are known, then the routine."""
        routine = [*super().wishes(view), *self._teamwork.wishes(view)]
        return self._joined(self._orders, routine, view)

    def answers(self, view: TeamView) -> list[Wish]:
        """Authored answers, then the routine's."""
        routine = super().answers(view)
        return self._joined([item for item in self._orders if item[1].reply], routine, view)

    def _joined(self, orders: list[tuple[int, Order]], routine: list[Wish], view: TeamView) -> list[Wish]:
        chosen: dict[object, Wish] = {}
        for number, order in orders:
            for wish in self._authored(number, order, view):
                chosen.setdefault(_about(wish), wish)
        for wish in routine:
            chosen.setdefault(_about(wish), wish)
        return list(chosen.values())

    def _authored(self, number: int, order: Order, view: TeamView) -> Iterator[Wish]:
        if not view.facts.issuperset(order.knows):
            return
        since = order.after_ms if self._is_reference else max([order.after_ms, *(view.since[fact] for fact in order.knows)])
        if order.action == DECLARE:
            if order.target not in DECLARED_BEFORE.get(view.declared, ()):
                yield self._wish(f"order:{number}", since, 1, Declare(order.target))
            return
        if order.reply:
            yield from self._authored_reply(number, order, view)
            return
        for target in self._targets(order, view):
            key = (order.action, target)
            if key not in self._done and key not in view.refused and self._tried.get(key, (0, 0))[0] < 2:
                yield self._wish(f"order:{number}:{target}", since, number // 10, Start(order.action, target, ask=True))

    def _wish(self, key: str, since: int, urgency: int, command: Command) -> Wish:
        return Wish(key, since, urgency, command, prompt=self._is_reference, learnt=not self._is_reference)

    def _authored_reply(self, number: int, order: Order, view: TeamView) -> Iterator[Wish]:
        for message in view.messages:
            if message.text == f"inject.{order.target}.says" and not message.replied and not message.missed:
                yield Wish(f"order:{number}", message.at, 2, Reply(message.id, order.reply), prompt=True, learnt=not self._is_reference)

    def _targets(self, order: Order, view: TeamView) -> list[str]:
        if order.target in ("each:suspect", "each:confirmed"):
            state = order.target.split(":")[1]
            return [asset.id for asset in view.assets if asset.state == state]
        if order.target == "each:indicator":
            kinds = self._index.actions[order.action].kinds
            return [item.id for item in view.indicators if not kinds or item.kind in kinds]
        if order.target == "each:alert":
            return [alert.id for alert in view.alerts if not alert.verdict]
        return [order.target]


def _about(wish: Wish) -> object:
    """What a wish is about: two orders about the same thing are one."""
    command = wish.command
    if isinstance(command, Start):
        return command.action, command.target
    return command.message if isinstance(command, Reply) else command
