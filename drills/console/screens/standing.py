"""A card of what stands: measures in force, what is counted, services by place."""

from __future__ import annotations

from textual.binding import Binding

from drills.console.screens.card import Card
from drills.console.spans import Line
from drills.console.standing import standing_lines


class Standing(Card[None]):
    """What holds at this moment as the team has heard, in full; the strip on the desk is its short form."""

    BINDINGS = [
        Binding("m,enter", "close", show=False),
        Binding("down,j", "scroll_text(1)", show=False),
        Binding("up,k", "scroll_text(-1)", show=False),
    ]

    def title_words(self) -> Line:
        """Its name, and when."""
        words = self.frame.words
        return ((words.tell("What stands now"), "title"), (f" · {words.clock(self.frame.now)}", "dim"))

    def lines(self) -> tuple[Line, ...]:
        """The three lists."""
        return standing_lines(self.frame)
