"""One refresh: an immutable picture that every panel of the console draws from."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field, replace
from functools import cached_property

from drills.console.atlas import Atlas
from drills.console.words import Words
from engine.plan import Plan
from engine.views import AlertView, AssetView, IndicatorView, MessageView, TaskView, TeamView

OPEN = ("awaiting", "queued", "running")
"""States of a task that is not over."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a person can point at: kind alert, asset, site, link, indicator, account, service, backup, task,
    message, duty."""

    kind: str
    id: str


@dataclass(frozen=True)
class Frame:
    """What is shown: the team's view, the clock, and what the person at this console selected and has looked at."""

    words: Words
    atlas: Atlas
    view: TeamView
    now: int
    speed: int = 1
    phase: str = "running"
    why: str = ""
    skipping: int = -1
    selected: Thing | None = None
    seen: frozenset[str] = field(default_factory=frozenset)
    """Alerts that were looked at from this console."""
    eased: bool = False
    """Whether the clock was slowed to leave time for an answer."""
    link: str = ""
    """How the line to the host is: '' fine, lost, refused."""
    is_guest: bool = False
    """Whether the clock, the end and the score are exercise control's."""
    early: bool = True
    """Whether this is within the first ten minutes of somebody at this console."""

    @property
    def plan(self) -> Plan:
        """The drill's plan."""
        return self.atlas.plan

    @property
    def running(self) -> bool:
        """Whether the clock goes."""
        return self.phase == "running"

    def select(self, thing: Thing | None) -> Frame:
        """The same picture with something else selected."""
        return replace(self, selected=thing)

    @cached_property
    def alerts(self) -> dict[str, AlertView]:
        """Alerts by id."""
        return {alert.id: alert for alert in self.view.alerts}

    @cached_property
    def assets(self) -> dict[str, AssetView]:
        """What is known of assets, by id."""
        return {asset.id: asset for asset in self.view.assets}

    @cached_property
    def indicators(self) -> dict[str, IndicatorView]:
        """Known indicators by id."""
        return {item.id: item for item in self.view.indicators}

    @cached_property
    def tasks(self) -> dict[str, TaskView]:
        """Tasks by id."""
        return {task.id: task for task in self.view.tasks}

    @cached_property
    def messages(self) -> dict[str, MessageView]:
        """Messages by id."""
        return {message.id: message for message in self.view.messages}

    @cached_property
    def levels(self) -> dict[str, int]:
        """Services heard to have changed: their level."""
        return {service.id: service.level for service in self.view.services}

    @cached_property
    def open_tasks(self) -> tuple[TaskView, ...]:
        """Tasks that are not over, the oldest first."""
        return tuple(task for task in self.view.tasks if task.state in OPEN)

    @cached_property
    def waiting(self) -> tuple[MessageView, ...]:
        """Messages that wait for an answer, the most urgent first."""
        open_ones = [m for m in self.view.messages if m.replies and not m.replied and not m.missed]
        return tuple(sorted(open_ones, key=lambda m: (m.due < 0, m.due, m.at)))

    @cached_property
    def repeats(self) -> dict[str, tuple[AlertView, ...]]:
        """Alerts of one kind on one device, oldest first, by the id of the first; the last of each says how they stand."""
        groups: dict[tuple[str, str], list[AlertView]] = {}
        for alert in self.view.alerts:
            groups.setdefault((alert.kind, alert.asset), []).append(alert)
        return {group[0].id: tuple(group) for group in groups.values()}

    @cached_property
    def _leads(self) -> dict[str, str]:
        return {alert.id: lead for lead, group in self.repeats.items() for alert in group}

    def lead(self, alert: str) -> str:
        """The alert under which an alert is listed: the first of its kind on its device."""
        return self._leads.get(alert, alert)

    def alike(self, alert: str) -> tuple[AlertView, ...]:
        """An alert's kind on its device: every time it was raised, oldest first."""
        return self.repeats.get(self.lead(alert), ())

    @cached_property
    def fresh(self) -> tuple[AlertView, ...]:
        """The last alert of each kind on each device, where nobody looked at it, checked or judged it yet."""
        tried = {task.target for task in self.view.tasks}
        last = {group[-1].id for group in self.repeats.values()}
        return tuple(a for a in self.view.alerts if a.id in last and a.id not in self.seen and not a.verdict and a.id not in tried)

    @cached_property
    def fresh_ids(self) -> frozenset[str]:
        """Ids of those."""
        return frozenset(alert.id for alert in self.fresh)

    def tasks_on(self, target: str) -> tuple[TaskView, ...]:
        """Tasks on a target, the oldest first."""
        return tuple(task for task in self.view.tasks if task.target == target)

    def exists(self, thing: Thing) -> bool:
        """Whether a thing can be pointed at in this picture."""
        tables: dict[str, Container[str]] = {
            "alert": self.alerts,
            "indicator": self.indicators,
            "task": self.tasks,
            "message": self.messages,
        }
        if thing.kind in tables:
            return thing.id in tables[thing.kind]
        return self.atlas.has(thing.kind, thing.id)
