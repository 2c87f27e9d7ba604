"""Services by commune: what people at each place lost of each service, the same integral as the score's."""

from __future__ import annotations

from engine.index import indexed
from engine.losses import Losses
from reports.analysis.record import Record
from reports.model import CommuneLoss, CommuneLosses

MICRO_MINUTE = 60_000 * 1_000_000
"""Millionths of a user-millisecond in a user-minute."""
MOST_SERVICES, MOST_PLACES = 5, 30


def communes(record: Record) -> CommuneLosses | None:
    """The five services that communes lost most, by the thirty communes that lost most; None where none lost anything."""
    micro = Losses(indexed(record.plan), record.events, record.end).micro
    sites = {site.id for site in record.plan.estate.sites if site.kind == "commune"}
    by_service: dict[str, int] = {}
    by_place: dict[str, int] = {}
    for (service, site), lost in micro.items():
        if site in sites and lost >= MICRO_MINUTE:
            by_service[service] = by_service.get(service, 0) + lost
            by_place[site] = by_place.get(site, 0) + lost
    if not by_place:
        return None
    services = sorted(by_service, key=lambda name: (-by_service[name], name))[:MOST_SERVICES]
    places = sorted(by_place, key=lambda name: (-by_place[name], name))
    words = record.words
    rows = tuple(
        CommuneLoss(
            site,
            words.name(site),
            tuple(words.number(micro.get((service, site), 0) // MICRO_MINUTE) for service in services),
            by_place[site] // MICRO_MINUTE,
            words.number(by_place[site] // MICRO_MINUTE),
        )
        for site in places[:MOST_PLACES]
    )
    return CommuneLosses(tuple(words.name(service) for service in services), rows, max(0, len(places) - MOST_PLACES))
