"""A bundle read once: events by kind, tasks, alerts with their truth, footholds. Every section of the report starts here."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.bundle import Bundle
from engine.messages import Data, Event
from engine.plan import Campaign, Step
from reports.model import Cite, Statement
from reports.words import Words

MOST_CITES = 8
"""More events than this are cited by the first and the last of them."""


@dataclass(slots=True)
class TaskRun:
    """A task from order to end; times are drill ms, -1 where it did not come to that."""

    id: str
    owner: str
    doer: str
    action: str
    target: str
    params: Data
    seat: str
    why: str
    ordered: int
    """Position of the event that told the order."""
    ordered_at: int
    awaited: bool
    approved_at: int = -1
    approved_by: str = ""
    started_at: int = -1
    ended: int = -1
    ended_at: int = -1
    outcome: str = ""
    said: Data = field(default_factory=dict)


@dataclass(slots=True)
class AlertSeen:
    """An alert as one team got it. `real`: something hostile was behind it."""

    id: str
    event: int
    at: int
    raised: int
    kind: str
    severity: int
    asset: str
    team: str
    real: bool
    verdict: str = ""
    judged: int = -1
    """Position of the event that judged it last."""
    first_judged: int = -1
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Grip:
    """The adversary came to hold an asset (`held`) or lost it."""

    event: int
    at: int
    asset: str
    held: bool


class Record:
    """One bundle, indexed. Remembers which events were cited, so that the timeline can show them all."""

    def __init__(self, bundle: Bundle, words: Words) -> None:
        self.bundle = bundle
        self.plan = bundle.plan
        self.words = words
        self.events: tuple[Event, ...] = bundle.events
        self.end = max(0, min(bundle.horizon, bundle.plan.lasts_ms))
        self.ended_early = self.end < bundle.plan.lasts_ms
        """Then what the two other runs lost by service is not known at the same moment, and is not compared."""
        self.cited: set[int] = set()
        self.by_kind: dict[str, list[int]] = {}
        self._every: dict[tuple[str, ...], list[tuple[int, Event]]] = {}
        for position, event in enumerate(self.events):
            self.by_kind.setdefault(event.kind, []).append(position)
        estate = self.plan.estate
        self.assets = {asset.id: asset for asset in estate.assets}
        self.segments = {segment.id: segment for segment in estate.segments}
        self.sites = {site.id: site for site in estate.sites}
        self.services = {service.id: service for service in estate.services}
        self.actions = {action.id: action for action in self.plan.actions}
        self.teams = {team.id: team for team in self.plan.teams}
        self.campaigns: dict[str, Campaign] = {campaign.id: campaign for campaign in self.plan.campaigns}
        self.steps: dict[tuple[str, str], Step] = {
            (campaign.id, step.id): step for campaign in self.plan.campaigns for step in campaign.steps
        }
        self.tasks = self._read_tasks()
        self.alerts = self._read_alerts()
        self.grips = tuple(
            Grip(position, event.at, str(event.data.get("asset", "")), event.kind == "foothold-gained")
            for position, event in self.every("foothold-gained", "foothold-lost")
        )

    # --- events

    def every(self, *kinds: str) -> list[tuple[int, Event]]:
        """Events of these kinds with their positions, in order."""
        found = self._every.get(kinds)
        if found is None:
            positions = sorted(position for kind in kinds for position in self.by_kind.get(kind, ()))
            found = self._every[kinds] = [(position, self.events[position]) for position in positions]
        return found

    def first(self, kind: str, **wanted: object) -> int:
        """Position of the first event of a kind whose data has these values, -1 if there is none."""
        for position in self.by_kind.get(kind, ()):
            data = self.events[position].data
            if all(data.get(key) == value for key, value in wanted.items()):
                return position
        return -1

    def cite(self, *positions: int) -> tuple[Cite, ...]:
        """Evidence: these events will stand in the timeline."""
        known = [position for position in dict.fromkeys(positions) if 0 <= position < len(self.events)]
        if len(known) > MOST_CITES:
            known = known[: MOST_CITES // 2] + known[-MOST_CITES // 2 :]
        self.cited.update(known)
        return tuple(Cite(position, self.words.clock(self.events[position].at)) for position in known)

    def state(self, text: str, *positions: int) -> Statement:
        """A sentence with its evidence."""
        return Statement(text, self.cite(*positions))

    # --- people and places

    def hostile(self, campaign: object) -> bool:
        """Whether a campaign is an attack and not a harmless person's doing."""
        found = self.campaigns.get(str(campaign))
        return found is not None and not found.benign

    def attack(self, event: Event) -> bool:
        """Whether an adversary step's event is the attacker's doing: not a bystander's, whichever story he stands in."""
        key = (str(event.data.get("campaign", "")), str(event.data.get("step", "")))
        return self.hostile(key[0]) and (key not in self.steps or self.steps[key].verb != "act")

    def site_of(self, asset: str) -> str:
        """The site an asset stands at, '' if unknown."""
        found = self.assets.get(asset)
        segment = self.segments.get(found.segment) if found is not None else None
        return segment.site if segment is not None else ""

    def team_name(self, team: str) -> str:
        """A team's name; control where there is none."""
        return self.words.authored(f"team.{team}", team) if team else self.words.text("Exercise control")

    def place_of(self, asset: str) -> str:
        """An asset by name and place."""
        site = self.site_of(asset)
        name = self.words.name(asset)
        return self.words.text("{asset_name} ({place})", asset_name=name, place=self.words.name(site)) if site else name

    def held_at(self, at: int) -> set[str]:
        """Assets that the adversary holds just after `at`."""
        held: set[str] = set()
        for grip in self.grips:
            if grip.at > at:
                break
            (held.add if grip.held else held.discard)(grip.asset)
        return held

    def ever_held(self) -> set[str]:
        """Assets that the adversary held at any time."""
        return {grip.asset for grip in self.grips if grip.held}

    # --- reading

    def _read_tasks(self) -> dict[str, TaskRun]:
        tasks: dict[str, TaskRun] = {}
        for position, event in self.every("task-ordered", "task-approved", "task-started", "task-ended"):
            name = str(event.data.get("task", ""))
            if event.kind == "task-ordered" and name not in tasks:
                tasks[name] = self._ordered(position, event)
            run = tasks.get(name)
            if run is None:
                continue
            if event.kind == "task-approved" and run.approved_at < 0:
                run.approved_at, run.approved_by = event.at, str(event.data.get("by", ""))
            elif event.kind == "task-started" and run.started_at < 0:
                run.started_at = event.at
            elif event.kind == "task-ended" and run.ended < 0:
                run.ended, run.ended_at = position, event.at
                run.outcome = str(event.data.get("outcome", ""))
                said = event.data.get("params")
                run.said = said if isinstance(said, dict) else {}
        return tasks

    def _ordered(self, position: int, event: Event) -> TaskRun:
        data = event.data
        owner = str(data.get("team") or (event.to[0] if event.to else ""))
        params = data.get("params")
        return TaskRun(
            id=str(data.get("task", "")),
            owner=owner,
            doer=str(data.get("doer") or owner),
            action=str(data.get("action", "")),
            target=str(data.get("target", "")),
            params=params if isinstance(params, dict) else {},
            seat=str(data.get("seat", "")),
            why=str(data.get("why", "")),
            ordered=position,
            ordered_at=event.at,
            awaited=data.get("state") == "awaiting",
        )

    def _read_alerts(self) -> dict[str, AlertSeen]:
        met = self._hostile_contacts()
        alerts: dict[str, AlertSeen] = {}
        for position, event in self.every("alert"):
            data = event.data
            kind, asset = str(data.get("kind", "")), str(data.get("asset", ""))
            raised = int(data.get("raised", event.at))
            real = any(at <= raised for at in met.get((kind, asset), ()))
            name = str(data.get("alert", position))
            team = event.to[0] if event.to else ""
            alerts[name] = AlertSeen(name, position, event.at, raised, kind, int(data.get("severity", 0)), asset, team, real)
        for position, event in self.every("triaged", "marked"):
            seen = alerts.get(str(event.data.get("alert", "")))
            if seen is not None:
                seen.verdict, seen.judged = str(event.data.get("verdict", "")), position
                seen.by_hand = event.kind == "marked"
                seen.first_judged = position if seen.first_judged < 0 else seen.first_judged
        return alerts

    def _hostile_contacts(self) -> dict[tuple[str, str], list[int]]:
        """(alert kind, asset) → when an attack that can raise that alert met that asset."""
        kinds = {key: tuple(item.alert for item in step.seen) for key, step in self.steps.items() if self.hostile(key[0])}
        met: dict[tuple[str, str], list[int]] = {}
        for _, event in self.every("step-started", "step-succeeded", "step-failed"):
            key = (str(event.data.get("campaign", "")), str(event.data.get("step", "")))
            for kind in kinds.get(key, ()):
                met.setdefault((kind, str(event.data.get("asset", ""))), []).append(event.at)
        return met

    def alert_of(self, position: int) -> AlertSeen | None:
        """The alert that an event at this position brought."""
        return self.alerts.get(str(self.events[position].data.get("alert", "")))


def judged_real(verdict: str) -> bool:
    """Whether a verdict, by triage or by hand, says that an alert is true."""
    return verdict in ("likely-true", "true")


def judged_false(verdict: str) -> bool:
    """Whether a verdict says that an alert is false."""
    return verdict in ("likely-false", "false")
