"""A line for the case board: words to write, and how sure one is (F6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Static

from drills.console.forms import Field
from drills.console.frame import Frame
from drills.console.keyboard import typed
from drills.console.screens.confirm import SURE, sure_line
from drills.console.screens.form import Form
from drills.console.spans import Line, content


class Entry(Form):
    """Fill one or two lines; the result has them by key, and `sure`.

    Args:
        sure: how sure the entry is so far.
    """

    BINDINGS = [Binding("f6", "sure", show=False)]

    def __init__(
        self,
        frame: Frame,
        title: Callable[[Frame], str],
        fields: Callable[[Frame], tuple[Field, ...]],
        note: Callable[[Frame], tuple[Line, ...]],
        sure: str = "",
    ) -> None:
        super().__init__(frame, title, fields, note, lambda now: now.words.tell("Put it on the board"))
        self.sure = sure
        self.sure_line = Static(id="sure", markup=False)

    def extras(self) -> Iterable[Widget]:
        """The lines to write, then how sure."""
        yield from super().extras()
        yield self.sure_line

    def tell(self) -> None:
        """Put the words up."""
        super().tell()
        self.sure_line.update(content([sure_line(self.frame, self.sure)]))

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The form's keys, and the one for how sure."""
        first, *rest = super().keys()
        return (first, ("F6", self.frame.words.tell("How sure")), *rest)

    def action_sure(self) -> None:
        """How sure: round and round."""
        self.sure = SURE[(SURE.index(self.sure) + 1) % len(SURE)]
        self.tell()

    def action_send(self) -> None:
        """Take what was written, and how sure."""
        self.dismiss({**{key: typed(entry.value) for key, entry in self.inputs.items()}, "sure": self.sure})
