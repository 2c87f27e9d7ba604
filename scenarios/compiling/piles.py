"""Piles, and the queues of services, → the plan's piles."""

from __future__ import annotations

from engine import plan
from scenarios.compiling.conditions import ConditionCompiler
from scenarios.compiling.desk import Desk, Path_
from scenarios.model import piles as authored
from scenarios.selectors import Chooser

TAKES_IN_FROM = 500
"""A service at this level (per-mille) or above takes work in."""
COUNTED_EVERY_MS = 30 * 60_000
"""How often people report a pile, where its author does not say (estimate)."""
FILES_OF = ("Hồ sơ chờ – ", "Files waiting – ")
FILES = plan.Text("hồ sơ", "files")


class PileCompiler:
    """Compiles what is counted."""

    def __init__(self, desk: Desk, chooser: Chooser, conditions: ConditionCompiler) -> None:
        self._desk = desk
        self._chooser = chooser
        self._conditions = conditions

    def piles(self) -> tuple[plan.Pile, ...]:
        """All piles: the scenario's own, and one named as the service for each queue that it does not replace."""
        desk = self._desk
        own = tuple(self._pile(name, item) for name, item in desk.scenario.piles.items())
        queued = [service for service in desk.estate.services if service.queue is not None and service.id not in desk.scenario.piles]
        for service in queued:
            name = desk.texts.get(f"service.{service.id}", plan.Text(service.id, service.id))
            desk.texts[f"pile.{service.id}"] = plan.Text(FILES_OF[0] + name.vi, FILES_OF[1] + name.en)
            desk.texts[f"pile.{service.id}.unit"] = FILES
        hears = {team: card.hears for team, card in desk.scenario.teams.items()}
        return own + tuple(of_queue(service, tuple(team for team in hears if service.id in hears[team])) for service in queued)

    def _pile(self, name: str, item: authored.Pile) -> plan.Pile:
        path: Path_ = ("piles", name)
        desk = self._desk
        desk.say(f"pile.{name}", item.name, (*path, "name"))
        desk.say(f"pile.{name}.unit", item.unit, (*path, "unit"))
        if item.most and item.starts_with > item.most:
            desk.fault(
                "DT1323",
                (*path, "starts_with"),
                f"Ban đầu đã có {item.starts_with}, nhiều hơn mức trần {item.most}.",
                f"It starts with {item.starts_with}, more than its bound of {item.most}.",
                ("Sửa «starts_with» hoặc «most».", "Change `starts_with` or `most`."),
            )
        counting = item.counted_by
        where: Path_ = (*path, "counted_by")
        return plan.Pile(
            id=name,
            comes=self._flows(item.comes, (*path, "comes")),
            goes=self._flows(item.goes, (*path, "goes")),
            starts_with=item.starts_with,
            most=item.most,
            late_after_ms=item.late_after,
            harms=tuple((column, harm.per) for column, harm in item.harm.items()),
            standing=tuple((column, harm.per) for column, harm in item.standing_harm.items()),
            counters=() if counting is None else desk.all_known("team", counting.teams, (*where, "teams")),
            every_ms=COUNTED_EVERY_MS if counting is None else counting.every,
            needs=None if counting is None else self._conditions.maybe(counting.needs, (*where, "needs")),
        )

    def _flows(self, items: list[authored.Flow], path: Path_) -> tuple[plan.Flow, ...]:
        return tuple(
            plan.Flow(
                item.per_hour,
                self._conditions.maybe(item.while_, (*path, place, "while")),
                () if item.each is None else self._chooser.choose(item.each, (*path, place, "each")),
            )
            for place, item in enumerate(items)
        )


def of_queue(service: plan.Service, counters: tuple[str, ...]) -> plan.Pile:
    """The pile of a service's queue: work that comes while it takes nothing in, caught up with when it does.

    Those who hear of the service count it, because the people at the counters do.
    """
    queue = service.queue
    assert queue is not None
    down = plan.Condition("service", ref=service.id, value=TAKES_IN_FROM - 1)
    spare = queue.per_hour * (queue.drain_permille - 1000) // 1000
    goes = (plan.Flow(spare, plan.Condition("not", of=(down,))),) if spare > 0 else ()
    return plan.Pile(service.id, (plan.Flow(queue.per_hour, down),), goes, late_after_ms=queue.slack_ms, counters=counters)
