"""Everything the console says about a frame, for tests that compare or search it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drills.console.addressees import addressee_listing, first_addressee
from drills.console.board.pages import page
from drills.console.board.rows import evidence_rows, hypothesis_rows, indicator_rows, scope_rows, timeline_rows
from drills.console.contacts import people_listing, person_lines
from drills.console.dossiers import dossier
from drills.console.dossiers.situation import situation
from drills.console.facts import attachable, fact_words, pinnable
from drills.console.feed import feed
from drills.console.forms import fields
from drills.console.frame import Frame, Thing
from drills.console.glossary import terms
from drills.console.listings import MODES, Listing, feed_rows, inbox_rows, objective_rows, task_rows
from drills.console.menus import menu_listing, menu_offers
from drills.console.messages import body, deadlines, reply_words
from drills.console.mirror import mirror
from drills.console.offers import offers
from drills.console.screens.briefing import Briefing
from drills.console.screens.confirm import confirm_lines
from drills.console.screens.ending import _happened
from drills.console.search import Query
from drills.console.sending import channel_listing, receivers
from drills.console.spans import Line, plain
from drills.console.standing import standing_lines
from drills.console.suggestions import suggestions


def things(frame: Frame) -> Iterator[Thing]:
    """Something of every kind that can be pointed at."""
    view = frame.view
    yield from (Thing("alert", item.id) for item in view.alerts)
    yield from (Thing("asset", item.id) for item in view.assets)
    yield from (Thing("indicator", item.id) for item in view.indicators)
    yield from (Thing("task", item.id) for item in view.tasks)
    yield from (Thing("service", name) for name in frame.atlas.services)
    yield from (Thing("account", name) for name in list(frame.atlas.accounts)[:12])
    yield from (Thing("backup", name) for name in list(frame.atlas.backups)[:12])
    yield from (Thing("site", name) for name in list(frame.atlas.sites)[:25])
    yield from (Thing("link", name) for name in list(frame.atlas.links)[:12])


def said(frame: Frame) -> Iterator[str]:
    """Everything the console would say about a frame."""
    for rows in (*MODES.values(), task_rows, inbox_rows, objective_rows, feed_rows):
        yield from _rows(rows(frame, Query()))
    yield from (item.words for item in feed(frame, 2000))
    for thing in things(frame):
        here = frame.select(thing)
        told = dossier(here)
        yield from _plain((told.title, *told.lines))
        for offer in offers(here, thing):
            yield from _plain(confirm_lines(here, offer, offer.targets[0]))
    for message in frame.view.messages:
        yield body(frame, message)
        yield from (reply_words(frame, message, reply.id) for reply in message.replies)
    yield from (f"{item.what} {item.why}" for item in suggestions(frame, 9))
    yield from (f"{item.what} {item.basis}" for item in deadlines(frame))
    yield from _plain(mirror(frame))
    yield from _rows(menu_listing(frame))
    yield from _plain(line for offer in menu_offers(frame).values() for line in confirm_lines(frame, offer, offer.targets[0]))


def said_aside(frame: Frame) -> Iterator[str]:
    """What the cards say that stand beside the desk: briefing, people, letters, reports, words, the end."""
    card = Briefing(frame)
    yield from _plain((*card._roles(), *card._situation(), *situation(frame).lines))
    yield from _rows(people_listing(frame))
    for person in frame.plan.organisation.people:
        yield from _plain(person_lines(frame, person.id))
    yield from _rows(receivers(frame))
    yield from _rows(channel_listing(frame))
    yield from (fact_words(frame, fact) for fact in (*attachable(frame), *pinnable(frame)))
    for rows in (hypothesis_rows, scope_rows, indicator_rows, timeline_rows, evidence_rows):
        listing = rows(frame, Query())
        yield from _rows(listing)
        for row in listing.rows:
            found = page(frame, row.key)
            yield from _plain((found.title, *found.lines))
    for form in frame.atlas.forms:
        yield from _rows(addressee_listing(frame, form, first_addressee(frame, form)))
        yield from (f"{field.label}: {field.text}" for field in fields(frame, form))
    yield from _plain(standing_lines(frame))
    yield from (f"{term.word}: {term.meaning}" for term in terms(frame.words))
    yield from _plain(_happened(frame))


def _rows(listing: Listing) -> Iterator[str]:
    for row in listing.rows:
        yield " ".join(cell for cell, _ in row.cells)


def _plain(lines: Iterable[Line]) -> Iterator[str]:
    yield from (plain(line) for line in lines)
