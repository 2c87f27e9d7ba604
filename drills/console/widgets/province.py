"""The map's panel: the chart, or the same places as a list."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.message import Message

from drills.console import signs
from drills.console.frame import Frame
from drills.console.listings import Column, Listing, Row
from drills.console.places import states
from drills.console.widgets.chart import Chart
from drills.console.widgets.panel import Panel
from drills.console.widgets.rows import Rows


class Province(Panel):
    """Map and list of places."""

    class Changed(Message):
        """Zoom, layer or form of the map changed."""

    def __init__(self) -> None:
        super().__init__(id="province", classes="panel")
        self.chart = Chart()
        self.rows = Rows(id="places")
        self.as_list = False

    def compose(self) -> ComposeResult:
        """Chart and list; one of them is shown."""
        yield self.chart
        yield self.rows

    def on_mount(self) -> None:
        """The map first."""
        self.rows.display = False

    def show(self, frame: Frame) -> None:
        """Draw a frame."""
        tell = frame.words.tell
        layer = frame.words.name(self.chart.service) if self.chart.service else tell("what is known")
        listed = tell("v map") if self.as_list else tell("v list")
        self.title(((tell("Map"), "title"), (f" · {layer}", "")), f"{tell('z zoom')}  {tell('s service')}  {listed}")
        if self.as_list:
            self.rows.show(self._listing(frame))
        else:
            self.chart.show(frame)

    def _listing(self, frame: Frame) -> Listing:
        sites = [site.id for site in frame.plan.estate.sites if site.kind != "internet" and site.id != "internet"]
        found = states(frame, sites, self.chart.service)
        order = list(signs.SITE)
        sites.sort(key=lambda site: (order.index(found[site]), frame.words.name(site)))
        rows = []
        for site in sites:
            sign = signs.SITE[found[site]]
            rows.append(Row(site, ((sign.glyph, sign.tone), (frame.words.name(site), ""), (frame.words.tell(sign.word), sign.tone))))
        return Listing((Column(1), Column(0), Column(14)), tuple(rows))

    def toggle_list(self) -> None:
        """Between map and list."""
        self.as_list = not self.as_list
        self.chart.display = not self.as_list
        self.rows.display = self.as_list
        (self.rows if self.as_list else self.chart).focus()
        self.post_message(self.Changed())

    def toggle_zoom(self) -> None:
        """Nearer or whole, about the place under the cursor."""
        if not self.chart.cursor:
            self.chart.action_walk(1, 0)
        self.chart.zoomed = not self.chart.zoomed
        self.post_message(self.Changed())

    def set_service(self, service: str) -> None:
        """Show how one service reaches every place; '' = what is known."""
        self.chart.service = service
        self.post_message(self.Changed())

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Walking the list is walking the map."""
        event.stop()
        self.chart.cursor = event.key
        self.post_message(Chart.Walked(event.key, False))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open a place."""
        event.stop()
        self.post_message(Chart.Walked(event.key, True))
