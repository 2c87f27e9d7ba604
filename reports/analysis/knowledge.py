"""What was known when: for every key fact the moment it came true, the first alert, and when each team came to know.

To know is to have judged an alert of it true, read a trace of it, confirmed the device, or read a message to which one of
these was attached; an alert that nobody looked at is not knowledge.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.analysis.record import Record, judged_real
from reports.model import FactRow, Knew

MOST_FACTS = 24


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something that came true, before it is put in words."""

    id: str
    text: str
    event: int
    at: int
    asset: str
    alerts: frozenset[str]
    artefacts: frozenset[str]
    service: str = ""


def knowledge(record: Record) -> tuple[FactRow, ...]:
    """Key facts in the order in which they came true."""
    facts = sorted([*_step_facts(record), *_service_facts(record)], key=lambda fact: fact.event)
    return tuple(_row(record, fact) for fact in facts[:MOST_FACTS])


def _step_facts(record: Record) -> list[_Fact]:
    """The first success of every hostile step that leaves something to see."""
    seen: set[tuple[str, str]] = set()
    facts: list[_Fact] = []
    for position, event in record.every("step-succeeded"):
        key = (str(event.data.get("campaign", "")), str(event.data.get("step", "")))
        step = record.steps.get(key)
        if key in seen or step is None or not record.attack(event) or not (step.seen or step.leaves):
            continue
        seen.add(key)
        asset = str(event.data.get("asset", ""))
        facts.append(
            _Fact(
                id=f"step:{key[1]}",
                text=record.words.text(
                    "{what_name}: {asset_name}",
                    what_name=record.words.authored(f"step.{key[1]}").rstrip("."),
                    asset_name=record.words.name(asset),
                ),
                event=position,
                at=event.at,
                asset=asset,
                alerts=frozenset(item.alert for item in step.seen),
                artefacts=frozenset(step.leaves),
            )
        )
    return facts


def _service_facts(record: Record) -> list[_Fact]:
    """The first time each service that some team listens to fell."""
    heard = {service for team in record.plan.teams for service, _ in team.hears}
    facts: list[_Fact] = []
    done: set[str] = set()
    for position, event in record.every("service-changed"):
        service = str(event.data.get("service", ""))
        if service in done or service not in heard or int(event.data.get("level", 1000)) >= 1000 or event.at < 0:
            continue
        done.add(service)
        text = record.words.text("{service_name} disturbed", service_name=record.words.name(service))
        facts.append(_Fact(f"service:{service}", text, position, event.at, "", frozenset(), frozenset(), service))
    return facts


def _row(record: Record, fact: _Fact) -> FactRow:
    words = record.words
    alerts = [
        alert
        for alert in record.alerts.values()
        if alert.real and alert.asset == fact.asset and alert.kind in fact.alerts and alert.at >= fact.at
    ]
    alert = min(alerts, key=lambda item: (item.at, item.event), default=None)
    teams = tuple(_knew(record, fact, team) for team in record.teams)
    known = sorted((knew.at, knew.name) for knew in teams if knew.at is not None)
    return FactRow(
        id=fact.id,
        text=fact.text,
        at=fact.at,
        clock=words.clock(fact.at),
        alert_at=alert.at if alert else None,
        alert_clock=words.clock(alert.at) if alert else "–",
        first_team=known[0][1] if known else words.text("nobody"),
        first_after=words.length(known[0][0] - max(fact.at, 0)) if known else "–",
        spread=words.length(known[-1][0] - known[0][0]) if len(known) > 1 else "–",
        teams=teams,
        cites=record.cite(fact.event, *((alert.event,) if alert else ())),
    )


def _knew(record: Record, fact: _Fact, team: str) -> Knew:
    position = _first_known(record, fact, team)
    at = record.events[position].at if position >= 0 else None
    event = record.events[position] if position >= 0 else None
    return Knew(
        team=team,
        name=record.team_name(team),
        at=at,
        clock=record.words.clock(at) if at is not None else "–",
        after=record.words.length(at - max(fact.at, 0)) if at is not None else "–",
        cites=record.cite(position) if position >= 0 else (),
        told_by=record.team_name(str(event.data.get("from", ""))) if event is not None and event.kind == "shared" else "",
    )


def _first_known(record: Record, fact: _Fact, team: str) -> int:
    """Position of the first event that let a team know the fact, -1 if none did."""
    kinds = ("service-noticed", "shared") if fact.service else ("triaged", "marked", "found", "asset-known", "shared")
    for position, event in record.every(*kinds):
        if event.at >= fact.at and team in event.to and _tells(record, fact, position):
            return position
    return -1


def _tells(record: Record, fact: _Fact, position: int) -> bool:
    event = record.events[position]
    data = event.data
    if event.kind == "shared":
        return _shared(record, fact, position)
    if event.kind == "service-noticed":
        return data.get("service") == fact.service and int(data.get("level", 1000)) < 1000
    if event.kind in ("triaged", "marked"):
        alert = record.alert_of(position)
        return alert is not None and judged_real(str(data.get("verdict", ""))) and alert.asset == fact.asset and alert.kind in fact.alerts
    if data.get("asset") != fact.asset:
        return False
    if event.kind == "found":
        return data.get("artefact") in fact.artefacts
    return data.get("state") in ("confirmed", "encrypted")


def _shared(record: Record, fact: _Fact, position: int) -> bool:
    """Whether what was attached to a message tells the fact: a confirmed device, a trace, an alert that the sender had judged real."""
    data = record.events[position].data
    if fact.service:
        return any(str(item).partition("@")[0] == f"service-down:{fact.service}" for item in data.get("about", ()))
    if any(item.get("asset") == fact.asset and item.get("state") in ("confirmed", "encrypted") for item in data.get("states", ())):
        return True
    if any(item.get("asset") == fact.asset and item.get("artefact") in fact.artefacts for item in data.get("findings", ())):
        return True
    for item in data.get("alerts", ()):
        alert = record.alerts.get(str(item.get("alert", "")))
        if alert is None or alert.asset != fact.asset or alert.kind not in fact.alerts:
            continue
        if 0 <= alert.first_judged < position and judged_real(alert.verdict):
            return True
    return False
