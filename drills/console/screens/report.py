"""A report half written, with the body that it goes to."""

from __future__ import annotations

from textual.binding import Binding

from drills.console.addressees import address_lines, addressee_listing, first_addressee
from drills.console.forms import fields
from drills.console.frame import Frame
from drills.console.keyboard import typed
from drills.console.screens.choice import Choice
from drills.console.screens.form import Form
from drills.console.spans import Line


class ReportForm(Form):
    """Fill a report and choose who gets it; the result is the order's parameters, {to, fields}."""

    BINDINGS = [Binding("f9", "address", show=False)]

    def __init__(self, frame: Frame, form: str) -> None:
        super().__init__(
            frame,
            lambda now: now.words.value("form", form),
            lambda now: fields(now, form),
            self._address_lines,
            lambda now: now.words.tell("Go on to send"),
        )
        self._form = form
        self.to = first_addressee(frame, form)

    def _address_lines(self, frame: Frame) -> tuple[Line, ...]:
        hint = frame.words.tell("● is for you to write; the rest is filled in from what is known. Everything can be changed.")
        return (*address_lines(frame, self._form, self.to), ((hint, "dim"),))

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The form's keys, and the one for another body."""
        first, *rest = super().keys()
        return (first, ("F9", self.frame.words.tell("Another body")), *rest)

    def action_address(self) -> None:
        """F9: another body."""
        title = self.frame.words.tell("To whom?")
        card = Choice(self.frame, lambda _: title, lambda now: addressee_listing(now, self._form, self.to))
        self.app.push_screen(card, self._addressed)

    def _addressed(self, chosen: str | None) -> None:
        if chosen:
            self.to = chosen
            self.tell()

    def action_send(self) -> None:
        """Take what was written, and to whom."""
        written = {key: typed(entry.value) for key, entry in self.inputs.items()}
        self.dismiss({"to": self.to, "fields": written} if self.to else {"fields": written})
