"""The console application: it reads the drill a few times a second and hands every screen one immutable frame."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from drills.console.atlas import Atlas
from drills.console.commands import bindings
from drills.console.desk import Desk
from drills.console.frame import Frame, Thing
from drills.console.mirror import FIRST_MINUTES_MS
from drills.console.palette import Keys, Palette
from drills.console.port import Drill, Hall
from drills.console.refusals import refusal_words
from drills.console.screens.board import Board
from drills.console.screens.briefing import Briefing
from drills.console.screens.card import Card
from drills.console.screens.cards import LEAST, Frozen, Glossary, Help, Leave, Mirror, TooSmall
from drills.console.screens.ending import Ending
from drills.console.themes import DARK, DEFAULTS, NAMES, THEMES
from drills.console.words import Words
from drills.language import LANGUAGES
from drills.protocol import Say
from engine.messages import Command, Receipt
from engine.scoring import Scorecard
from engine.texts import clean

TICK_S = 0.05
"""How often the drill is asked to go on; it shows something new about five times a second."""
FIRST_NEWS_MS = 5 * 60_000
"""Drill time that is passed over at most, from the briefing to the first alert: nobody begins before an empty desk."""
TICKS_AT_ONCE = 3
"""Slices of work in one go, so that keys are never waited for longer than about 30 ms."""


class Console(App[None]):
    """One seat of a drill.

    Args:
        drill: the drill, usually a `drills.session.Session`.
        lang: language to begin in, vi or en.
    """

    CSS_PATH = "console.tcss"
    TITLE = "DIỄN TẬP"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-huge")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]
    COMMANDS = {Keys}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("app")]

    def __init__(self, drill: Drill, lang: str = "vi") -> None:
        super().__init__()
        self.drill = drill
        self.words = Words(drill.plan, lang)
        self.atlas = Atlas(drill.plan)
        self.seen: frozenset[str] = frozenset(drill.looked)
        self.selected: Thing | None = Thing("alert", drill.looked[-1]) if drill.looked else None
        self.desk = Desk()
        self._drawn: object = None
        self._played_ms = FIRST_MINUTES_MS if drill.now >= FIRST_MINUTES_MS else 0
        """Wall time that the clock went, up to the first ten minutes: a fast clock must not cut them short."""
        self._mirrored = self._played_ms >= FIRST_MINUTES_MS
        self._ended = False
        self._heard = 0
        """Words of control that were shown."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our tones, for a theme that does not know them."""
        return dict(DEFAULTS)

    def get_default_screen(self) -> Screen[Any]:
        """The desk lies under everything."""
        return self.desk

    def on_mount(self) -> None:
        """Draw, brief, and let the drill go on."""
        self.draw()
        self.set_interval(TICK_S, self._tick)
        self._begin()

    # --- drawing

    def frame(self) -> Frame:
        """The picture of this moment."""
        drill = self.drill
        view = drill.view(drill.player)
        return Frame(
            self.words,
            self.atlas,
            view,
            drill.now,
            drill.speed,
            str(drill.phase),
            drill.why,
            drill.skipping,
            self.selected,
            self.seen,
            drill.is_eased,
            drill.hall.link if drill.hall is not None else "",
            drill.controls is None,
            self._played_ms < FIRST_MINUTES_MS,
        )

    def draw(self, *, force: bool = False) -> None:
        """Show this moment, if it differs from the last that was shown."""
        drill = self.drill
        clock = (drill.now, drill.phase, drill.why, drill.speed, drill.skipping)
        hall = () if drill.hall is None else (drill.hall.link, drill.hall.members, len(drill.hall.chat), drill.view(drill.player).version)
        key = (clock, hall, self.words.lang, self.selected, len(self.seen), self.size)
        if force or key != self._drawn:
            self._drawn = key
            frame = self.frame()
            if self.selected is not None and not frame.exists(self.selected):
                self.selected = None
                frame = frame.select(None)
            self.desk.show(frame)
            for screen in self.screen_stack:
                if isinstance(screen, Board):
                    screen.show(frame)

    def _tick(self) -> None:
        if self.drill.phase == "running":
            self._played_ms += round(TICK_S * 1000)
        for _ in range(TICKS_AT_ONCE):
            if not self.drill.tick():
                break
        self.draw()
        self._watch()
        if self.drill.hall is not None:
            self._hear(self.drill.hall)

    def _hear(self, hall: Hall) -> None:
        """What came from the host beside the picture: late answers, words of control, the end of our stay."""
        while hall.late:
            message, receipt = hall.late.pop(0)
            if not receipt.accepted:
                self.tell(self.refusal(receipt), grave=True)
            elif not isinstance(message, Say):
                self.tell(f"✓ {self.words.tell('It has arrived, and is accepted.')}")
        for notice in hall.notices[self._heard :]:
            self.tell(clean(notice.text) or self.words.tell("Word from the host: {code}", code=notice.code), grave=True)
        self._heard = len(hall.notices)
        if hall.link == "refused":
            self.exit()

    def _watch(self) -> None:
        """Bring up what the drill's state calls for: frozen, over, ten minutes gone."""
        frozen = [screen for screen in self.screen_stack if isinstance(screen, Frozen)]
        if frozen and self.drill.phase in ("running", "paused") and self.screen is frozen[-1]:
            self.pop_screen()  # control, elsewhere, let it go on
        elif self.drill.phase == "frozen" and not frozen:
            self.push_screen(Frozen(self.frame()), self._unfreeze)
        elif self.drill.phase == "over" and not self._ended:
            self._ended = True
            self._clear_cards()
            controls = self.drill.controls
            bundle = controls.bundle if controls is not None else None
            self.push_screen(Ending(self.frame(), self.drill.drill, self._scorecard(), bundle))
        elif not self._mirrored and self._played_ms >= FIRST_MINUTES_MS and self.screen is self.desk:
            self._mirrored = True
            self._hold_up_the_mirror()

    def _hold_up_the_mirror(self) -> None:
        """Tell the first ten minutes while the clock is held; it goes on afterwards if it went before."""
        controls = self.drill.controls if self.drill.phase == "running" else None
        if controls is not None:
            controls.pause()

        def looked(_: None) -> None:
            if controls is not None and self.drill.phase == "paused":
                controls.resume()
            self.draw(force=True)

        self.draw(force=True)
        self.push_screen(Mirror(self.frame()), looked)

    def _scorecard(self) -> Scorecard | None:
        """The score, None where it cannot be worked out: the report says why."""
        if self.drill.controls is None:
            return None
        try:
            return self.drill.controls.scorecard()
        except (ArithmeticError, LookupError, ValueError):
            return None

    def _clear_cards(self) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()

    # --- beginning and leaving

    def _begin(self) -> None:
        if self.drill.controls is None or (self.drill.phase == "paused" and self.drill.why in ("start", "recovered")):
            self.push_screen(Briefing(self.frame()), self._briefed)

    def _briefed(self, begin: bool | None) -> None:
        controls = self.drill.controls
        if not begin:
            self.exit()
        elif controls is not None:
            first = self.drill.why == "start"
            controls.resume()
            if first:
                controls.skip_to_news(FIRST_NEWS_MS)
            self.draw()

    def action_leave(self) -> None:
        """Ask whether to leave; nothing is lost by it."""
        if self.drill.phase == "over" or any(isinstance(screen, Leave) for screen in self.screen_stack):
            self.exit()
        else:
            self.push_screen(Leave(self.frame(), self.drill.drill), self._left)

    async def action_quit(self) -> None:
        """Ctrl+Q, and the palette's own word for it."""
        self.action_leave()

    def _left(self, what: str | None) -> None:
        if what == "leave":
            self.exit()
        elif what == "end" and self.drill.controls is not None:
            self.drill.controls.finish()
            self.draw(force=True)

    def _unfreeze(self, what: str | None) -> None:
        controls = self.drill.controls
        if what == "resume" and controls is not None:
            controls.resume()
        elif what == "end" and controls is not None:
            controls.finish()
        self.draw(force=True)

    # --- commands of the program

    def action_real_incident(self) -> None:
        """F8: SỰ CỐ THẬT. One key, at once."""
        if self.drill.phase in ("running", "paused"):
            self.drill.real_incident(self.drill.seat, self.drill.player)
            self.draw(force=True)
            self._watch()

    def action_language(self) -> None:
        """F2: the other language, everywhere at once."""
        other = LANGUAGES[(LANGUAGES.index(self.words.lang) + 1) % len(LANGUAGES)]
        self.words = Words(self.drill.plan, other)
        self.draw(force=True)
        for screen in self.screen_stack:
            if isinstance(screen, Card):
                screen.retell(self.frame())

    def action_theme(self) -> None:
        """F3: the next theme."""
        names = list(NAMES)
        place = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(place + 1) % len(names)]
        self.tell(self.words.tell("Colours: {name}", name=self.words.tell(NAMES[self.theme])))

    def action_help(self) -> None:
        """F1."""
        self.push_screen(Help(self.frame()))

    def action_glossary(self) -> None:
        """F4."""
        self.push_screen(Glossary(self.frame(), self.desk.page_words()))

    def action_command_palette(self) -> None:
        """F5: everything by its name."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(placeholder=self.words.tell("Find a command …")))

    def on_resize(self, event: events.Resize) -> None:
        """Say so where the terminal is too small for anything."""
        columns, rows = LEAST
        small = event.size.width < columns or event.size.height < rows
        shown = isinstance(self.screen, TooSmall)
        if small and not shown:
            self.push_screen(TooSmall(self.frame()))
        elif shown and not small:
            self.pop_screen()

    # --- acting

    async def order(self, command: Command) -> Receipt:
        """Send a command and say what became of it, if it was refused."""
        receipt = await self.drill.act(command)
        if not receipt.accepted:
            self.tell(self.refusal(receipt), grave=True)
        self.draw(force=True)
        return receipt

    def refusal(self, receipt: Receipt) -> str:
        """Why a command was refused, and what to do instead."""
        return refusal_words(self.words, receipt)

    def tell(self, said: str, *, grave: bool = False) -> None:
        """A passing word at the edge of the screen; whatever matters stands in a list as well."""
        self.notify(said, severity="warning" if grave else "information", timeout=8 if grave else 4, markup=False)
