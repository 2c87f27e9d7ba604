"""The card that answers a message: who asks what until when, the offered answers, and a line of one's own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input, Static

from drills.console.frame import Frame
from drills.console.keyboard import typed
from drills.console.listings import Column, Listing, Row
from drills.console.messages import body, reply_words, sender
from drills.console.offers import offer_for
from drills.console.screens.card import Card
from drills.console.screens.confirm import request_lines
from drills.console.spans import Line, content
from drills.console.widgets.rows import Rows
from engine.views import MessageView, ReplyView


@dataclass(frozen=True, slots=True)
class Answer:
    """The chosen answer and the seat's own words."""

    reply: str
    free: str


class ReplyCard(Card[Answer | None]):
    """Read a message and, where it waits for one, choose an answer."""

    BINDINGS = [Binding("enter", "close", show=False)]

    def __init__(self, frame: Frame, message: str) -> None:
        super().__init__(frame)
        self.message = message
        self.rows = Rows(id="replies", enter_begins=False)
        self.marked = Static(id="marked", markup=False)
        self.free = Input(id="free", compact=True, max_length=400, select_on_focus=False)

    def extras(self) -> Iterable[Widget]:
        """Answers, the marked one in full, and a line of one's own."""
        return (self.rows, self.marked, self.free)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return any(item.id == self.message for item in self.frame.waiting)

    def tell(self) -> None:
        """Put the words up."""
        super().tell()
        message = self.frame.messages[self.message]
        rows = []
        for number, reply in enumerate(in_drawn_order(message), start=1):
            rows.append(Row(reply.id, ((str(number), "key"), (reply_words(self.frame, message, reply.id), ""))))
        self.rows.show(Listing((Column(1), Column(0)), tuple(rows)))
        self.rows.styles.height = max(1, len(rows))
        self.rows.display = self.marked.display = self.free.display = self.is_open
        self.free.placeholder = self.frame.words.tell("In your own words (may stay empty)")
        self._show_marked()
        if self.is_open and self.focused is None:
            self.rows.focus()

    def _show_marked(self) -> None:
        """The marked answer as it would go out, whole; until one is marked, that one has to be."""
        words = self.frame.words
        if self.rows.place < 0:
            self.marked.update(content([((words.tell("No answer is chosen yet: ↑ ↓ or a digit."), "dim"),)]))
            return
        said = reply_words(self.frame, self.frame.messages[self.message], self.rows.key)
        self.marked.update(content([((f"{words.tell('You will say')}: ", "label"), (said, "strong"))]))

    def title_words(self) -> Line:
        """Who writes, how, when."""
        words, message = self.frame.words, self.frame.messages[self.message]
        via = words.said(f"via.{message.via}", message.via)
        return ((sender(self.frame, message), "title"), (f" · {via} · {words.clock(message.at)}", ""))

    def lines(self) -> tuple[Line, ...]:
        """What is said, until when, and what was answered."""
        words, message = self.frame.words, self.frame.messages[self.message]
        out: list[Line] = [((part, ""),) for part in body(self.frame, message).split("\n")]
        out += [*self._cost(), ()]
        if message.replied:
            said = reply_words(self.frame, message, message.replied)
            out.append(((f"✓ {words.tell('Answered at {time}', time=words.clock(message.replied_at))}: ", "good"), (said, "")))
        elif message.missed:
            out.append(((f"✖ {words.tell('Time ran out without an answer.')}", "danger"),))
        elif message.due >= 0:
            left = words.left(message.due, self.frame.now)
            out.append(((words.tell("They wait until {time}, {left}.", time=words.clock(message.due), left=left), "warn"),))
        else:
            out.append(((words.tell("No answer is expected."), "dim"),))
        return tuple(out)

    def _cost(self) -> tuple[Line, ...]:
        """For a request from another team: what saying yes would cost."""
        message = self.frame.messages[self.message]
        action = self.frame.atlas.actions.get(str(message.params.get("action", "")))
        if message.kind != "request" or action is None or not self.is_open:
            return ()
        target = str(message.params.get("target", ""))
        offer = offer_for(self.frame, action, target)
        return ((), *request_lines(self.frame, offer, target)) if offer is not None else ()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the last line."""
        tell = self.frame.words.tell
        if not self.is_open:
            return (("Esc", tell("Close")),)
        return (("↑ ↓", tell("Choose an answer")), ("Tab", tell("Own words")), ("Enter", tell("Send")), ("Esc", tell("Later")))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Send the answer under the cursor."""
        event.stop()
        self._send()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Moving sends nothing; the answer it came to is shown whole."""
        event.stop()
        self._show_marked()

    def on_key(self, event: events.Key) -> None:
        """Digits mark an answer; any other letter is the beginning of one's own words."""
        if not self.is_open or self.focused is not self.rows or not event.is_printable or not event.character:
            return
        event.stop()
        if event.character.isdigit():
            self.rows.mark_nth(int(event.character))
        else:
            self.free.focus()
            self.free.insert_text_at_cursor(event.character)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter after one's own words sends the answer under the cursor."""
        event.stop()
        self._send()

    def _send(self) -> None:
        if self.is_open and self.rows.place >= 0:
            self.dismiss(Answer(self.rows.key, typed(self.free.value)))


def in_drawn_order(message: MessageView) -> tuple[ReplyView, ...]:
    """Offered answers in an order that says nothing about them: drawn by the message's id, which the drill's seed keys.

    Yes and no to a request keep their places.
    """
    if message.kind == "request":
        return message.replies

    def drawn(reply: ReplyView) -> bytes:
        return hashlib.blake2b(f"{message.id}/{message.at}/{reply.id}".encode(), digest_size=8).digest()

    return tuple(sorted(message.replies, key=drawn))
