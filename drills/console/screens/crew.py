"""Who sits in the team, what each of them looks at, and what they say to each other."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input

from drills.console.frame import Frame
from drills.console.keyboard import typed
from drills.console.port import Hall
from drills.console.screens.card import Card
from drills.console.spans import Line, one_line
from drills.language import mark
from drills.protocol import LONGEST_SAYING, Member
from engine.texts import clean

LINES = 12
"""Lines of chat that are shown."""
LOOK_S = 0.5
ROLES = {
    "lead": mark("team lead"),
    "analyst": mark("analyst seat"),
    "operator": mark("operator seat"),
    "communications": mark("communications seat"),
    "observer": mark("observer"),
}


class CrewCard(Card[None]):
    """The team's list and chat; Enter sends, Esc closes. An observer's line is a note for control instead."""

    BINDINGS = [Binding("escape", "close", show=False)]

    def __init__(self, frame: Frame, hall: Hall) -> None:
        super().__init__(frame)
        self._hall = hall
        self._said: object = None
        self.entry = Input(id="chat", compact=True, max_length=LONGEST_SAYING, select_on_focus=False)

    def extras(self) -> Iterable[Widget]:
        """A line of one's own."""
        return (self.entry,)

    def on_mount(self) -> None:
        """Begin to write, and look for what others say."""
        super().on_mount()
        self.entry.focus()
        self.set_interval(LOOK_S, self._look)

    def _look(self) -> None:
        now = (self._hall.members, self._hall.chat)
        if now != self._said:
            self._said = now
            self.tell()

    def tell(self) -> None:
        """Put the words up."""
        super().tell()
        tell = self.frame.words.tell
        self.entry.placeholder = tell("A note for control, with the time") if self._observes else tell("A line to the team")

    @property
    def _observes(self) -> bool:
        return self._hall.role == "observer"

    def title_words(self) -> Line:
        """Its name."""
        return ((self.frame.words.tell("The team"), "title"),)

    def lines(self) -> tuple[Line, ...]:
        """Members, then the last lines."""
        words = self.frame.words
        spoken = [
            ((f"{words.clock(max(0, said.at))[:5]} ", "dim"), (f"{said.seat}: ", "label"), (one_line(clean(said.text)), ""))
            for said in self._hall.chat[-LINES:]
        ]
        return (*(self._member(member) for member in self._hall.members), (), *spoken)

    def _member(self, member: Member) -> Line:
        words = self.frame.words
        sign = ("●", "good") if member.present else ("○", "dim")
        role = words.tell(ROLES[member.role]) if member.role in ROLES else member.role
        at = f"  ▶ {self._thing(member)}" if member.thing else ""
        return (sign, (f" {member.seat} ", "strong"), (f"{one_line(clean(member.name))} · {role}", ""), (at, "info"))

    def _thing(self, member: Member) -> str:
        """What a seat points at, where this picture knows it."""
        frame = self.frame
        if member.kind == "alert":
            alert = frame.alerts.get(member.thing)
            return frame.words.name(alert.asset) if alert is not None else ""
        return one_line(frame.words.name(member.thing))

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the last line."""
        tell = self.frame.words.tell
        return (("Enter", tell("Send")), ("Esc", tell("Close")))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Say it."""
        event.stop()
        text = typed(self.entry.value).strip()
        self.entry.value = ""
        if not text:
            return
        if self._observes:
            self._hall.observe(text, "")
            self.app.notify(self.frame.words.tell("Noted for control."), markup=False)
        else:
            self._hall.say(text)
