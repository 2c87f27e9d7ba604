"""The map of the province: places by their centroids, marked by glyph and colour, counted, walked with the arrows."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from drills.console import signs
from drills.console.frame import Frame
from drills.console.places import CELL_ASPECT, Cell, Window, around, placed, states, whole
from drills.console.spans import STYLES, Line, fit
from engine.plan import Site

CENTRE = "■"
"""How the data centre is marked, in the tone of its state."""
ZOOM = 3
LEGEND_LINES = 3
ROOMY = 56
"""Cells from which the legend explains the mark of the data centre."""
NOTED = 4
"""Places in trouble that the legend names."""


class Chart(Widget, can_focus=True):
    """The map itself; its last two lines are the legend with counts and the place under the cursor."""

    BINDINGS = [
        Binding("left,h", "walk(-1,0)", show=False),
        Binding("right,l", "walk(1,0)", show=False),
        Binding("up,k", "walk(0,-1)", show=False),
        Binding("down,j", "walk(0,1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Walked(Message):
        """The cursor came to a place; `opened` if Enter was pressed."""

        def __init__(self, site: str, opened: bool) -> None:
            super().__init__()
            self.site = site
            self.opened = opened

    def __init__(self) -> None:
        super().__init__(id="chart")
        self.cursor = ""
        self.zoomed = False
        self.service = ""
        self._frame: Frame | None = None
        self._states: dict[str, str] = {}
        self._grid: dict[Cell, tuple[str, str]] = {}
        self._labels: dict[Cell, tuple[str, str]] = {}
        self._legend: tuple[Line, ...] = ()
        self._drawn: object = None

    # --- what it shows

    def show(self, frame: Frame) -> None:
        """Draw a frame, if anything on the map changed."""
        self._frame = frame
        key = (frame.view.version, frame.words.lang, self.size, self.cursor, self.zoomed, self.service)
        if key != self._drawn:
            self._drawn = key
            self._draw(frame)
            self.refresh()

    def on_resize(self) -> None:
        """Place everything anew."""
        if self._frame is not None:
            self.show(self._frame)

    @property
    def area(self) -> Size:
        """Cells of the map proper."""
        return Size(self.size.width, max(1, self.size.height - LEGEND_LINES))

    def _sites(self, frame: Frame) -> tuple[Site, ...]:
        """Data centres first, so that they keep their place; then the communes."""
        centres = tuple(site for site in frame.plan.estate.sites if site.kind == "datacentre")
        return (*centres, *frame.atlas.communes)

    def _window(self, frame: Frame) -> Window:
        sites = self._sites(frame)
        at = frame.atlas.sites.get(self.cursor)
        return around(sites, at, ZOOM) if self.zoomed and at is not None else whole(sites)

    def cells(self, frame: Frame) -> dict[str, Cell]:
        """Where each place stands now."""
        return placed(self._sites(frame), self.area.width, self.area.height, self._window(frame), 10 if self.zoomed else 2)

    def _draw(self, frame: Frame) -> None:
        sites = self._sites(frame)
        found = self.cells(frame)
        self._states = states(frame, [site.id for site in sites], self.service)
        self._grid, self._labels = {}, {}
        for site in sites:
            if site.id in found:
                sign = signs.SITE[self._states[site.id]]
                centre = site.kind == "datacentre"
                tone = "accent" if centre and sign.tone == "dim" else sign.tone
                self._grid[found[site.id]] = (CENTRE if centre else sign.glyph, tone)
        self._write_labels(frame, sites, found)
        self._legend = (*self._counts(frame), self._here(frame))

    def _write_labels(self, frame: Frame, sites: tuple[Site, ...], found: dict[str, Cell]) -> None:
        """Names beside the glyphs: all that fit when zoomed, otherwise of places in trouble, the centre and the island."""
        named = [s for s in sites if s.id in found and (self.zoomed or self._is_notable(s, found))]
        order = list(signs.SITE)
        named.sort(key=lambda s: (s.kind != "datacentre", order.index(self._states[s.id])))
        for site in named:
            column, row = found[site.id]
            name = frame.words.name(site.id)
            short = "TTDL" if site.kind == "datacentre" and not self.zoomed else name.removeprefix("Xã ").removeprefix("Phường ")
            width = min(len(short), self.area.width - column - 2)
            span = range(column + 1, column + 3 + width)
            if width < 3 or any((x, row) in self._grid or (x, row) in self._labels for x in span):
                continue
            tone = signs.SITE[self._states[site.id]].tone
            for offset, letter in enumerate(fit(short, width)):
                self._labels[column + 2 + offset, row] = (letter, tone)

    def _is_notable(self, site: Site, found: dict[str, Cell]) -> bool:
        return site.kind == "datacentre" or self._states[site.id] not in ("normal", "degraded") or site.id == self.cursor

    def _counts(self, frame: Frame) -> tuple[Line, Line]:
        """How many communes stand how, in two lines."""
        communes = [site.id for site in frame.atlas.communes]
        counted = {state: sum(1 for site in communes if self._states[site] == state) for state in signs.SITE}
        parts = [
            (f"{sign.glyph} {counted[state]} {frame.words.tell(sign.word)}  ", sign.tone) for state, sign in reversed(signs.SITE.items())
        ]
        total = (frame.words.tell("{count} communes:", count=len(communes)) + "  ", "dim")
        mark = ((f"{CENTRE} TTDL", "accent"),) if self.size.width >= ROOMY else ()
        return (total, *parts[:2]), (*parts[2:], *mark)

    def _here(self, frame: Frame) -> Line:
        """The place under the cursor; without one, the places in trouble; without any, how to walk."""
        if self.cursor in self._states:
            sign = signs.SITE[self._states[self.cursor]]
            return ((f"▸ {frame.words.name(self.cursor)} ", "strong"), (f"{sign.glyph} {frame.words.tell(sign.word)}", sign.tone))
        order = list(signs.SITE)
        grave = sorted((s for s, state in self._states.items() if state != "normal"), key=lambda s: order.index(self._states[s]))
        if not grave:
            return ((frame.words.tell("Arrows: walk. Enter: open the place."), "dim"),)
        out: list[tuple[str, str]] = []
        for site in grave[:NOTED]:
            sign = signs.SITE[self._states[site]]
            out.append((f"{sign.glyph} {frame.words.name(site)}  ", sign.tone))
        if len(grave) > NOTED:
            out.append((f"+{len(grave) - NOTED}", "dim"))
        return tuple(out)

    # --- what the person does

    def action_walk(self, across: int, down: int) -> None:
        """To the nearest place in a direction."""
        if self._frame is None:
            return
        found = self.cells(self._frame)
        here = found.get(self.cursor)
        if here is None:
            centre = next(iter(found), "")
            self._move(centre)
            return
        ahead = []
        for site, (column, row) in found.items():
            along = (column - here[0]) * across + CELL_ASPECT * (row - here[1]) * down
            aside = abs((column - here[0]) * down) + abs(CELL_ASPECT * (row - here[1]) * across)
            if along > 0 and site != self.cursor:
                ahead.append((along + 2 * aside, site))
        if ahead:
            self._move(min(ahead)[1])

    def _move(self, site: str) -> None:
        if site and self._frame is not None:
            self.cursor = site
            self.show(self._frame)
            self.post_message(self.Walked(site, False))

    def action_choose(self) -> None:
        """Open the place under the cursor."""
        if self.cursor:
            self.post_message(self.Walked(self.cursor, True))

    def on_click(self, event: events.Click) -> None:
        """Go to the place nearest to the click."""
        if self._frame is not None:
            found = self.cells(self._frame)
            if found:
                self._move(min(found, key=lambda site: (abs(found[site][0] - event.x) + CELL_ASPECT * abs(found[site][1] - event.y), site)))

    # --- drawing

    def render_line(self, y: int) -> Strip:
        """One line of the map or of its legend."""
        width = self.size.width
        base = self.visual_style
        if y >= self.area.height:
            number = y - self.area.height
            spans = self._legend[number] if number < len(self._legend) else ()
            segments = [Segment(text, (base + self._style(tone)).rich_style) for text, tone in spans]
            return Strip(segments).adjust_cell_length(width, base.rich_style)
        here = self.cells(self._frame).get(self.cursor) if self._frame is not None else None
        segments = []
        for x in range(width):
            glyph, tone = self._grid.get((x, y)) or self._labels.get((x, y)) or (" ", "")
            style = base + self._style(tone)
            if here == (x, y):
                style = base + self._style("chip" if self.has_focus else "band")
            segments.append(Segment(glyph, style.rich_style))
        return Strip(segments)

    def _style(self, tone: str) -> Style:
        return Style.parse(STYLES[tone], self.app.theme_variables) if STYLES[tone] else Style()
