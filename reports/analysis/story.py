"""What happened in this drill in a sentence or two: the first sign, the first damage, what it cost, how it ended."""

from __future__ import annotations

from reports.analysis.province import mapped_service
from reports.analysis.record import Record
from reports.analysis.service import people, spans_of
from reports.analysis.telling import event_text


def least(record: Record) -> int:
    """A loss of fewer people than this is not told: one in a hundred of the mapped service's users."""
    service = mapped_service(record)
    return max(1, people(service) // 100) if service is not None else 1


def interrupted(record: Record, service: str) -> int:
    """How long (ms) a service was disturbed for enough people to be told, all its interruptions together."""
    return sum(span.end - span.start for span in spans_of(record, service) if span.losing >= least(record))


def story(record: Record) -> str:
    """The drill in plain words, from its events alone."""
    words = record.words
    if not any(record.attack(event) for _, event in record.every("step-succeeded")):
        return words.text("The attack did not succeed in anything during this drill.")
    signs = [*_first_alert(record), *_first_damage(record)]
    cost = _cost(record)
    parts = ["; ".join(signs)] if signs else []
    parts.append(
        words.text("In all: {what_name}", what_name="; ".join(cost)) if cost else words.text("No service, device or data was lost")
    )
    parts.append(words.text("At the end {what_name}", what_name="; ".join(_end(record))))
    return ". ".join(parts) + "."


def _first_alert(record: Record) -> list[str]:
    real = [alert for alert in record.alerts.values() if alert.real and alert.at >= 0]
    if not real:
        return []
    first = min(real, key=lambda alert: (alert.at, alert.event))
    place = record.place_of(first.asset)
    return [record.words.text("The first true alert came at {clock}, on {what_name}", clock=record.words.clock(first.at), what_name=place)]


def _first_damage(record: Record) -> list[str]:
    kinds = ("asset-encrypted", "asset-wiped", "copy-destroyed", "harm-counted", "service-changed")
    for position, event in record.every(*kinds):
        if event.at >= 0 and _damages(record, position):
            told = event_text(record, position)
            return [
                record.words.text("the first visible damage at {clock}: {what_name}", clock=record.words.clock(event.at), what_name=told)
            ]
    return []


def _damages(record: Record, position: int) -> bool:
    event = record.events[position]
    if event.kind == "service-changed":
        return int(event.data.get("rate", 0)) >= least(record)
    return event.kind != "harm-counted" or event.data.get("column") == "data"


def _cost(record: Record) -> list[str]:
    words, service = record.words, mapped_service(record)
    out = []
    lost = interrupted(record, service.id) if service is not None else 0
    if service is not None and lost:
        name = words.name(service.id)
        out.append(
            words.text("{service_name} was interrupted, in part or wholly, for {length}", service_name=name, length=words.length(lost))
        )
    encrypted, copies = len(record.every("asset-encrypted")), len(record.every("copy-destroyed"))
    if encrypted:
        out.append(words.plural("{n} device encrypted", "{n} devices encrypted", encrypted))
    if copies:
        out.append(words.plural("{n} backup copy destroyed", "{n} backup copies destroyed", copies))
    exposed = exposed_people(record)
    if exposed:
        out.append(words.plural("personal data of {n} person exposed", "personal data of {n} people exposed", exposed))
    return out


def exposed_people(record: Record) -> int:
    """People whose personal data left during the drill."""
    return sum(int(event.data.get("amount", 0)) for _, event in record.every("harm-counted") if event.data.get("column") == "data")


def _end(record: Record) -> list[str]:
    words, service = record.words, mapped_service(record)
    held = len(record.held_at(record.end))
    out = [
        words.plural("the attacker still held {n} device", "the attacker still held {n} devices", held)
        if held
        else words.text("the attacker held no device")
    ]
    if service is not None:
        spans = spans_of(record, service.id)
        losing = spans[-1].losing if spans else 0
        name = words.name(service.id)
        if losing >= least(record):
            out.append(
                words.plural("{service_name} still failed {n} user", "{service_name} still failed {n} users", losing, service_name=name)
            )
        else:
            out.append(words.text("{service_name} was working", service_name=name))
    return out
