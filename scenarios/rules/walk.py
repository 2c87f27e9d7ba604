"""From every first true alert an honest reader can come to every machine that the attackers took.

A static walk over what the plan says, not over any run: an alert names a machine; its own traces and the logs that others
keep of it are read; what they reveal is searched for; what they point to is read in turn. What this cannot reach, nobody
can find by looking, whatever the luck of the drill.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from engine.index import LOG_KEEPERS, Index, indexed
from engine.investigation import NETWORK_HOLDERS
from engine.plan import Artefact, Plan, Step, Text
from scenarios.compiling.desk import Desk
from scenarios.diagnostics import FAULT, WARNING
from scenarios.rules.steps import followers

OUTSIDE = frozenset(("vendor", "national", "internet"))
"""Kinds of site that are not the province's own."""


@dataclass(frozen=True, slots=True)
class Trail:
    """A step's places: the machines it may meet, those it may come from, and its traces with where they may lie."""

    step: Step
    campaign: str
    assets: frozenset[str]
    sources: frozenset[str]
    traces: tuple[tuple[Artefact, frozenset[str]], ...]


class Walk:
    """What can be reached from an alert."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._index: Index = indexed(plan)
        hostile = [(campaign.id, step) for campaign in plan.campaigns if not campaign.benign for step in campaign.steps]
        self._steps = {step.id: step for _, step in hostile}
        self._taken = frozenset(asset for _, step in hostile if step.gives_foothold for asset in self._met(step))
        self.trails = {step.id: self._trail(campaign, step) for campaign, step in hostile if step.verb != "flood"}

    def _met(self, step: Step) -> frozenset[str]:
        seen: set[str] = set()
        while step.on and step.id not in seen:
            seen.add(step.id)
            step = self._steps.get(step.on, step)
        return frozenset(target for target in step.targets if target in self._index.asset_of)

    def _trail(self, campaign: str, step: Step) -> Trail:
        assets = self._met(step)
        named = frozenset(step.needs_foothold)
        sources = self._taken if not named or "*" in named else named  # the engine, too, works from any grip where none is named
        traces = [self._index.artefacts[name] for name in step.leaves if name in self._index.artefacts]  # else a fault already
        return Trail(
            step, campaign, assets, sources, tuple((item, self._places(item, assets, sources)) for item in traces if not item.benign)
        )

    def _places(self, artefact: Artefact, assets: frozenset[str], sources: frozenset[str]) -> frozenset[str]:
        where = artefact.where
        if where in ("memory", "disk"):
            return assets
        if where == "source":
            return sources or assets
        return frozenset((where,)) if where in self._index.asset_of else frozenset(self._index.keeper(where, asset) for asset in assets)

    @cached_property
    def _logs(self) -> list[str]:
        """Machines that keep logs of others: whoever looks into anything reads these."""
        return self._index.of_kinds(LOG_KEEPERS)

    @cached_property
    def alerts(self) -> list[tuple[str, str]]:
        """(step, alert kind) of every alert that a team may get of a hostile step."""
        told = {kind.id for kind in self._plan.alerts if kind.sensor in self._index.sensors and self._index.sensors[kind.sensor].to}
        return [(name, seen.alert) for name, trail in self.trails.items() for seen in trail.step.seen if seen.alert in told]

    @cached_property
    def first_alerts(self) -> dict[str, set[tuple[str, str]]]:
        """Campaign → the (step, alert)s by which it shows first: no step on the way to them is seen."""
        told = defaultdict(set)
        for step, alert in self.alerts:
            told[step].add((step, alert))
        found: dict[str, set[tuple[str, str]]] = {}
        for campaign in self._plan.campaigns:
            open_, passed = list(campaign.first), set[str]()
            first = found.setdefault(campaign.id, set())
            while open_:
                name = open_.pop()
                if name in passed or name not in self._steps:
                    continue
                passed.add(name)
                if name in told:
                    first |= told[name]
                else:
                    open_ += followers(self._steps[name])
        return found

    def is_out_of_reach(self, trail: Trail) -> bool:
        """Whether all its machines stand with bodies outside the province that no team plays: nobody can look there."""
        index = self._index
        sites = {index.sites[index.site[index.asset_of[asset]]] for asset in trail.assets}
        return all(site.kind in OUTSIDE and not index.org_team.get(site.org) for site in sites)

    def reached(self, step: str, alert: str) -> frozenset[str]:
        """Steps whose traces a reader can come to who begins with that alert of that step."""
        begin = self.trails[step]
        known = set(self._logs).union(begin.assets, *(places for _, places in begin.traces))
        indicators = set(self._index.alerts[alert].indicators)
        reached: set[str] = set()
        unread = [(trail, item, places) for trail in self.trails.values() for item, places in trail.traces]
        while True:
            now = [one for one in unread if one[2] & known or self._swept(one[1], one[2], indicators)]
            if not now:
                break
            readable = set(map(id, now))
            unread = [one for one in unread if id(one) not in readable]
            for trail, item, _ in now:
                reached.add(trail.step.id)
                known |= trail.assets
                indicators.update(item.reveals)
                if item.points:
                    known |= trail.sources
        return frozenset(reached) | {name for name, trail in self.trails.items() if trail.assets and trail.assets <= known}

    def _swept(self, artefact: Artefact, places: frozenset[str], indicators: set[str]) -> bool:
        """Whether a search for something known answers with this trace."""
        kinds = {self._index.indicators[name].kind for name in artefact.reveals if name in indicators}
        for place in places if kinds else ():
            holder = self._index.assets[self._index.asset_of[place]]
            if "edr" in holder.controls or ("logs" in holder.controls and artefact.where != "memory"):
                return True
            if any(holder.kind in NETWORK_HOLDERS.get(kind, ()) for kind in kinds):
                return True
        return False


def check(desk: Desk, plan: Plan, _: Path) -> None:
    """Note every step that takes a machine and cannot be found by looking."""
    walk = Walk(plan)
    if not walk.alerts:
        return
    from_alert = {(step, alert): walk.reached(step, alert) for step, alert in walk.alerts}
    for name, trail in walk.trails.items():
        if not trail.step.gives_foothold or walk.is_out_of_reach(trail):
            continue
        lacking = sorted({alert for step, alert in walk.first_alerts[trail.campaign] if name not in from_alert[step, alert]})
        nowhere = not any(name in found for found in from_alert.values())
        if not nowhere and not lacking:
            continue
        hint = Text(
            "Thêm dấu vết ở nhật ký tập trung, dấu hiệu («reveals») trùng với bước khác, hoặc «points: source».",
            "Leave a trace in a central log, reveal an indicator that another step shares, or write `points: source`.",
        )
        if nowhere:
            message = Text(
                f"Từ không cảnh báo thật nào lần được tới «{name}»: bước này không để lại gì đọc được.",
                f"No true alert leads to `{name}`: the step leaves nothing that can be read.",
            )
        else:
            message = Text(
                f"Từ cảnh báo {', '.join(lacking)} không lần được tới «{name}».",
                f"`{name}` cannot be reached from the alert {', '.join(lacking)}.",
            )
        path = ("adversary", trail.campaign, "steps", name)
        desk.report("DT1420", path, message, hint, key=True, severity=FAULT if nowhere else WARNING)
