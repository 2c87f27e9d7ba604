"""Rows of the cards that ask: the menu of actions, targets, levels."""

from __future__ import annotations

from drills.console import signs
from drills.console.frame import Frame
from drills.console.listings import Column, Listing, Row, alert_rows, copy_rows, service_rows
from drills.console.offers import STAGES, Offer, all_offers, fitting, offers
from drills.console.search import Query
from drills.console.spans import one_line
from drills.console.widgets.inspector import OFFER_COLUMNS, is_elsewhere, offer_row
from engine.texts import clean

REPORTS = ("report", "notify")
"""Effects that send a form."""
LEVELS = ("suspected", "ordinary", "serious", "over")


def menu_offers(frame: Frame) -> dict[str, Offer]:
    """Offers of the menu by key: near ones first, then all."""
    near = {f"near:{offer.action.id}": offer for offer in offers(frame, frame.selected)}
    return near | {f"all:{offer.action.id}": offer for offer in all_offers(frame)}


def menu_listing(frame: Frame) -> Listing:
    """Actions for what is selected, then everything by stage."""
    words = frame.words
    rows: list[Row] = []
    found = menu_offers(frame)
    near = {key: offer for key, offer in found.items() if key.startswith("near:")}
    if near:
        rows.append(_heading(words.tell("For what is selected")))
        rows += [offer_row(frame, offer, key, named=is_elsewhere(frame, offer)) for key, offer in near.items()]
    for stage in (*STAGES, ""):
        of_stage = {
            key: offer
            for key, offer in found.items()
            if key.startswith("all:") and (offer.action.group == stage if stage else offer.action.group not in STAGES)
        }
        if of_stage:
            rows.append(_heading(words.said(f"group.{stage}", words.tell("Other actions"))))
            rows += [offer_row(frame, offer, key) for key, offer in of_stage.items()]
    return Listing(OFFER_COLUMNS, tuple(rows), words.tell("This team has no action."))


def _heading(text: str) -> Row:
    return Row("", ((f" {text}", "title"),))


def target_listing(frame: Frame, offer: Offer) -> Listing:
    """What an action could be done to."""
    kind = offer.action.target
    targets = fitting(frame, offer.action) if offer.whole else offer.targets
    wanted = set(targets)
    ready = {"alert": alert_rows, "service": service_rows, "backup": copy_rows}.get(kind)
    if ready is not None:
        listing = ready(frame, Query())
        return Listing(listing.columns, tuple(row for row in listing.rows if row.key in wanted), listing.empty)
    words = frame.words
    rows = []
    for target in targets:
        if kind == "asset":
            known = frame.assets.get(target)
            sign = signs.ASSET[known.state] if known else signs.UNKNOWN
            place = words.name(frame.atlas.site_of(target))
            rows.append(Row(target, ((sign.glyph, sign.tone), (words.name(target), "strong" if known else ""), (place, "dim"))))
        elif kind == "indicator":
            item = frame.indicators[target]
            said = words.said(f"kind-of-indicator.{item.kind}", item.kind)
            rows.append(Row(target, (("·", "dim"), (one_line(clean(item.value)), "strong"), (said, "dim"))))
        else:
            rows.append(Row(target, (("·", "dim"), (words.name(target), ""), ("", ""))))
    return Listing((Column(1), Column(0), Column(30)), tuple(rows))


def levels_listing(frame: Frame) -> Listing:
    """Levels of an incident, the present one marked."""
    rows = []
    for level in LEVELS:
        standing = level == frame.view.declared
        rows.append(Row(level, (("▶" if standing else "·", "accent" if standing else "dim"), (frame.words.value("level", level), ""))))
    return Listing((Column(1), Column(0)), tuple(rows))


def about_what(frame: Frame) -> str:
    """The thing that the actions near at hand are about: an alert stands for its device."""
    thing = frame.selected
    if thing is None:
        return ""
    return frame.alerts[thing.id].asset if thing.id in frame.alerts else thing.id
