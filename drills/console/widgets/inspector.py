"""The inspector: what is known of the selected thing in plain words, and the actions that it allows."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from drills.console.dossiers import dossier
from drills.console.dossiers.page import Page
from drills.console.frame import Frame
from drills.console.listings import Column, Listing, Row
from drills.console.offers import Offer, cost_words, has_staff, is_running, offers, staff_words
from drills.console.spans import Line, content
from drills.console.widgets.panel import Panel
from drills.console.widgets.rows import Rows

OFFER_COLUMNS = (Column(1), Column(0), Column(14, 60), Column(13), Column(12, 60))


def offer_heading(frame: Frame) -> Row:
    """What the columns of offered actions say."""
    tell = frame.words.tell
    return Row("", (("", ""), *((said, "label") for said in (tell("Action"), tell("Staff"), tell("Time"), tell("What is lost")))))


def offer_row(frame: Frame, offer: Offer, key: str, *, named: bool = False) -> Row:
    """An action in a list: who decides, its name, staff, published time, what would fall."""
    words = frame.words
    running = bool(offer.target) and is_running(frame, offer.action.id, offer.target)
    signs = {"own": ("•", "good"), "leader": ("✎", "warn"), "team": ("⇄", "info")}
    sign = ("▶", "info") if running else signs[offer.word]
    name = words.value("action", offer.action.id)
    if named and offer.target:
        name = f"{name} · {frame_name(frame, offer.action.target, offer.target)}"
    low, high = frame.atlas.range(offer.action.id)
    waits = offer.word == "own" and not has_staff(frame, offer.action)
    staff = words.name(offer.doer) if offer.word == "team" else staff_words(frame, offer.action, short=True)
    cells = (sign, (name, ""), (staff, "warn" if waits else "dim"), (words.spread(low, high), "dim"), (cost_words(frame, offer), ""))
    return Row(key, cells, f"{offer.action.id} {offer.action.code}")


def frame_name(frame: Frame, kind: str, target: str) -> str:
    """A target's name in a list."""
    if kind == "alert" and target in frame.alerts:
        return frame.words.name(frame.alerts[target].asset)
    if kind == "indicator" and target in frame.indicators:
        return frame.indicators[target].value
    return frame.words.name(target)


class Inspector(Panel):
    """Plain words above, actions below."""

    class Offered(Message):
        """The person chose an action from the list."""

        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    def __init__(self) -> None:
        super().__init__(id="inspector", classes="panel")
        self.text = Static(id="inspector-text", markup=False)
        self.scroller = VerticalScroll(self.text, id="inspector-scroll")
        self.rows = Rows(id="offers")
        self._page: Page | None = None
        self._offers: dict[str, Offer] = {}
        self._key: object = None

    def compose(self) -> ComposeResult:
        """Text, and the list of actions."""
        yield self.scroller
        yield self.rows

    def show(self, frame: Frame) -> None:
        """Draw a frame; what did not change since the last is left alone."""
        key = (frame.view.version, frame.selected, frame.words.lang, frame.now // 60_000)
        if key == self._key:
            return
        self._key = key
        page = dossier(frame)
        if page != self._page:
            if self._page is not None and page.title != self._page.title:
                self.scroller.scroll_home(animate=False)
            self._page = page
            self.text.update(content(page.lines))
        self._show_offers(frame)
        title: Line = page.title
        self.title(title, frame.words.tell("a actions  F4 explain words") if frame.selected else "")

    def _show_offers(self, frame: Frame) -> None:
        found = offers(frame, frame.selected)
        self._offers = {f"{offer.action.id}": offer for offer in found}
        rows = tuple(offer_row(frame, offer, key, named=is_elsewhere(frame, offer)) for key, offer in self._offers.items())
        self.rows.show(Listing(OFFER_COLUMNS, (offer_heading(frame), *rows) if rows else ()))
        self.set_class(bool(rows), "-offers")

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """An action was chosen."""
        event.stop()
        offer = self._offers.get(event.key)
        if offer is not None:
            self.post_message(self.Offered(offer))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Moving among actions is nobody else's business."""
        event.stop()


def is_elsewhere(frame: Frame, offer: Offer) -> bool:
    """Whether an action's target is neither the thing selected nor where it stands, so that it must be named."""
    thing = frame.selected
    if thing is None or not offer.target or offer.action.target in ("alert", "site"):
        return False
    alert = frame.alerts.get(thing.id)
    return offer.target not in (thing.id, alert.asset if alert else "")
