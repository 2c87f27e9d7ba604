"""A card with fields to fill: reports half written, notes, the note to a watch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input, Static

from drills.console.forms import Field
from drills.console.frame import Frame
from drills.console.keyboard import typed
from drills.console.screens.card import Card
from drills.console.spans import Line, content


class Form(Card[dict[str, Any] | None]):
    """Fill fields; the result is key → words, or None.

    Args:
        title: the form's name.
        fields: fields out of a frame; those `asked` come first and are marked.
        note: lines above the fields.
        send: what Enter in the last field does, in words.
    """

    BINDINGS = [
        Binding("f10", "send", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self,
        frame: Frame,
        title: Callable[[Frame], str],
        fields: Callable[[Frame], tuple[Field, ...]],
        note: Callable[[Frame], tuple[Line, ...]],
        send: Callable[[Frame], str],
    ) -> None:
        super().__init__(frame)
        self._title = title
        self._fields = fields
        self._note = note
        self._send = send
        made = fields(frame)
        self.inputs = {field.key: Input(field.text, id=f"field-{field.key}", compact=True, max_length=400) for field in made}
        self.labels = {field.key: Static(classes="label", markup=False) for field in made}

    def extras(self) -> Iterable[Widget]:
        """A label and an input for each field."""
        for key, entry in self.inputs.items():
            yield self.labels[key]
            yield entry

    def on_mount(self) -> None:
        """Begin in the first field."""
        super().on_mount()
        next(iter(self.inputs.values())).focus()

    def tell(self) -> None:
        """Put the words up; what the person wrote stays."""
        super().tell()
        for field in self._fields(self.frame):
            mark = (("● ", "key"),) if field.asked else ()
            self.labels[field.key].update(content([(*mark, (field.label, "label"))]))

    def title_words(self) -> Line:
        """The form's name."""
        return ((self._title(self.frame), "title"),)

    def lines(self) -> tuple[Line, ...]:
        """The note."""
        return self._note(self.frame)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the last line."""
        tell = self.frame.words.tell
        if len(self.inputs) == 1:
            return (("Enter", self._send(self.frame)), ("Esc", tell("Leave it")))
        return (("Enter", tell("Next field")), ("F10", self._send(self.frame)), ("Esc", tell("Leave it")))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field; in the last it sends."""
        event.stop()
        entries = list(self.inputs.values())
        place = entries.index(event.input)
        if place + 1 < len(entries):
            entries[place + 1].focus()
        else:
            self.action_send()

    def action_send(self) -> None:
        """Take what was written."""
        self.dismiss({key: typed(entry.value) for key, entry in self.inputs.items()})
