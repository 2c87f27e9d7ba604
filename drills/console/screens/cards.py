"""Small cards: help, glossary, the mirror, SỰ CỐ THẬT, leaving, a question, and a terminal that is too small."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from drills.console import signs
from drills.console.commands import COMMANDS, PARTS, Command, bindings
from drills.console.frame import Frame
from drills.console.glossary import Term, found_in, terms
from drills.console.mirror import mirror
from drills.console.screens.card import Card
from drills.console.spans import Line, content, fit

LEAST = (60, 18)
"""Columns and rows below which nothing can be shown."""
WIDTH, AROUND, BEFORE_HELP = 92, 6, 29
"""Cells of a card, of its edges, and before a key's description."""


class Help(Card[None]):
    """All keys, made from the commands, and how a drill is played."""

    BINDINGS = [
        Binding("f1,enter", "close", show=False),
        Binding("down,j", "scroll_text(1)", show=False),
        Binding("up,k", "scroll_text(-1)", show=False),
    ]

    def title_words(self) -> Line:
        """Its name."""
        return ((self.frame.words.tell("Help"), "title"),)

    def lines(self) -> tuple[Line, ...]:
        """How to play, then the keys by part, then the signs."""
        tell = self.frame.words.tell
        out: list[Line] = [
            ((tell("Choose something in a list: it is explained beside it, with what can be done about it."), ""),),
            (
                (
                    tell(
                        "Nothing is done before you have seen its price and said Enter. Check before you act: half of all alerts are false."
                    ),
                    "",
                ),
            ),
        ]
        for part in PARTS:
            out += [(), ((tell(part), "title"),)]
            for command in COMMANDS:
                if command.part == part:
                    out += self._key(command)
        out += [(), ((tell("Signs"), "title"),), *self._signs()]
        return tuple(out)

    def _key(self, command: Command) -> list[Line]:
        """A key, its name, and what it does, set under itself where it needs more than a line."""
        tell = self.frame.words.tell
        room = max(20, min(WIDTH, self.app.size.width * 96 // 100) - BEFORE_HELP - AROUND)
        first, *rest = textwrap.wrap(tell(command.help), room)
        head: Line = ((fit(command.key, 7), "key"), (fit(tell(command.word), BEFORE_HELP - 7), "strong"), (first, ""))
        return [head, *(((" " * BEFORE_HELP + part, ""),) for part in rest)]

    def _signs(self) -> list[Line]:
        words = self.frame.words
        alerts = [(f"{sign.glyph} {words.said(f'severity.{level}', str(level))}   ", sign.tone) for level, sign in signs.SEVERITY.items()]
        states = [
            (f"{sign.glyph} {words.said(f'state.{state}', state)}   ", sign.tone)
            for state, sign in signs.ASSET.items()
            if state != "restored"
        ]
        verdicts = [(f"{sign.glyph} {words.tell(sign.word)}   ", sign.tone) for sign in dict.fromkeys(signs.VERDICT.values())]
        places = [(f"{sign.glyph} {words.tell(sign.word)}   ", sign.tone) for sign in signs.SITE.values()]
        offers = ((f"• {words.tell('yours to decide')}   ", "good"), (f"✎ {words.tell('needs direction')}   ", "warn"))
        return [
            tuple(alerts),
            tuple(verdicts),
            tuple(states),
            tuple(places),
            (*offers, (f"⇄ {words.tell('another team, by request')}", "info")),
        ]


class Glossary(Card[None]):
    """Words of the trade; those on the page that was shown come first."""

    BINDINGS = [
        Binding("f4,enter", "close", show=False),
        Binding("down,j", "scroll_text(1)", show=False),
        Binding("up,k", "scroll_text(-1)", show=False),
    ]

    def __init__(self, frame: Frame, page: str) -> None:
        super().__init__(frame)
        self._page = page

    def title_words(self) -> Line:
        """Its name."""
        return ((self.frame.words.tell("What words mean"), "title"),)

    def lines(self) -> tuple[Line, ...]:
        """Terms of the page, then all others."""
        tell = self.frame.words.tell
        every = terms(self.frame.words)
        here = found_in(every, self._page)
        out: list[Line] = []
        if here:
            out += [((tell("On this page"), "title"),), *map(_meaning, here), ()]
        out += [((tell("All words"), "title"),), *(_meaning(term) for term in every if term not in here)]
        return tuple(out) if every else (((tell("This drill brings no glossary."), "dim"),),)


def _meaning(term: Term) -> Line:
    return ((f"{term.word}: ", "label"), (term.meaning, ""))


class Mirror(Card[None]):
    """What was done in the first ten minutes."""

    BINDINGS = [Binding("enter", "close", show=False)]

    def title_words(self) -> Line:
        """Its name."""
        return ((self.frame.words.tell("The first ten minutes"), "title"),)

    def lines(self) -> tuple[Line, ...]:
        """The mirror."""
        return mirror(self.frame)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the last line."""
        return (("Enter", self.frame.words.tell("Go on")),)


class Frozen(Card[str | None]):
    """SỰ CỐ THẬT, or a fault of ours: the drill stands still until somebody decides. Result: resume or end."""

    BINDINGS = [Binding("t", "decide('resume')", show=False), Binding("k", "decide('end')", show=False)]

    def title_words(self) -> Line:
        """What it is."""
        tell = self.frame.words.tell
        said = tell("REAL INCIDENT") if self.frame.why == "real-incident" else tell("THE DRILL IS FROZEN")
        return ((f" {said} ", "chip"),)

    def lines(self) -> tuple[Line, ...]:
        """What happened and what to do now."""
        tell = self.frame.words.tell
        if self.frame.why != "real-incident":
            return (
                (
                    (
                        tell(
                            "Something in the program went wrong. Everything up to {time} is kept.",
                            time=self.frame.words.clock(self.frame.now),
                        ),
                        "strong",
                    ),
                ),
                ((tell("What caused it is set aside and recorded. You may go on from there, or end the drill and read its report."), ""),),
            )
        return (
            ((tell("The drill stopped at {time}. Nothing in it goes on.", time=self.frame.words.clock(self.frame.now)), "strong"),),
            (),
            ((f"1. {tell('Leave this screen as it is.')}", ""),),
            ((f"2. {tell('Report the real incident as your unit prescribes, over its real lines.')}", ""),),
            ((f"3. {tell('Tell exercise control. It is recorded that this seat raised it.')}", ""),),
            (),
            (
                (
                    tell("Exercise control lets the drill go on, or ends it.")
                    if self.frame.is_guest
                    else tell("Only when the real incident is in hand, or the key was pressed by mistake:"),
                    "dim",
                ),
            ),
        )

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the last line."""
        tell = self.frame.words.tell
        if self.frame.is_guest:
            return (("Ctrl+Q", tell("Leave")),)
        return (("t", tell("Go on with the drill")), ("k", tell("End the drill")), ("Ctrl+Q", tell("Leave")))

    def action_decide(self, what: str) -> None:
        """Resume, or end after one more question; a guest waits for control."""
        if not self.frame.is_guest:
            _decide(self, what)

    def action_close(self) -> None:
        """It does not go away by accident."""


class Leave(Card[str | None]):
    """Leaving is safe: the drill is kept. Result: leave or end."""

    BINDINGS = [Binding("enter,q", "decide('leave')", show=False), Binding("k", "decide('end')", show=False)]

    def __init__(self, frame: Frame, drill: str) -> None:
        super().__init__(frame)
        self._drill = drill

    def title_words(self) -> Line:
        """The question."""
        return ((self.frame.words.tell("Leave?"), "title"),)

    def lines(self) -> tuple[Line, ...]:
        """What is kept and how to come back."""
        tell = self.frame.words.tell
        if self.frame.is_guest:
            return (((tell("The drill goes on without you. Come back with the same command and code."), ""),),)
        return (
            ((tell("The drill is kept as it stands at {time}. Nothing is lost.", time=self.frame.words.clock(self.frame.now)), ""),),
            ((f"{tell('Go on later with')}: ", "label"), (f"dientap drills resume {self._drill}", "strong")),
        )

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the last line."""
        tell = self.frame.words.tell
        if self.frame.is_guest:
            return (("Enter", tell("Leave")), ("Esc", tell("Stay")))
        return (("Enter", tell("Leave")), ("k", tell("End the drill now and see the result")), ("Esc", tell("Stay")))

    def action_decide(self, what: str) -> None:
        """Leave, or end the drill after one more question; ending is not a guest's."""
        if what == "leave" or not self.frame.is_guest:
            _decide(self, what)


class Ask(Card[bool | None]):
    """A yes-or-no question; yes has a key of its own, so that Enter twice does nothing."""

    BINDINGS = [Binding("y", "yes", show=False)]

    def __init__(self, frame: Frame, title: Callable[[Frame], str], text: Callable[[Frame], str], yes: Callable[[Frame], str]) -> None:
        super().__init__(frame)
        self._title, self._text, self._yes = title, text, yes

    def title_words(self) -> Line:
        """The question."""
        return ((self._title(self.frame), "title"),)

    def lines(self) -> tuple[Line, ...]:
        """What it means."""
        return (((self._text(self.frame), ""),),)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the last line."""
        return (("y", self._yes(self.frame)), ("Esc", self.frame.words.tell("Leave it")))

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)


def _decide(card: Card[str | None], what: str) -> None:
    """Close a card with a decision; ending a drill cannot be undone, so it is asked once more."""
    if what != "end":
        card.dismiss(what)
        return
    question = Ask(
        card.frame,
        lambda now: now.words.tell("End this drill for good?"),
        lambda now: now.words.tell(
            "It stops at {time} and cannot be taken up again; only its result is left.", time=now.words.clock(now.now)
        ),
        lambda now: now.words.tell("End it"),
    )

    def answered(yes: bool | None) -> None:
        if yes:
            card.dismiss("end")

    card.app.push_screen(question, answered)


class TooSmall(ModalScreen[None]):
    """Shown while the terminal is too small for anything else."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("app")]

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self._frame = frame

    def compose(self) -> ComposeResult:
        """One sentence."""
        tell = self._frame.words.tell
        columns, rows = LEAST
        said = tell("Make the window larger: at least {columns} columns and {rows} rows. The drill goes on.", columns=columns, rows=rows)
        yield Static(content([((" DIỄN TẬP ", "chip"),), ((said, ""),)]), markup=False)
