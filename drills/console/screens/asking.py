"""A screen from which dialogues begin: one at a time, and no key meant for a dialogue acts on the screen behind it."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import work
from textual.screen import Screen

if TYPE_CHECKING:
    from drills.console.app import Console

Flow = Coroutine[Any, Any, None]


class Asking(Screen[None]):
    """Base of the desk and of the case board."""

    ASKING: ClassVar[frozenset[str]] = frozenset()
    """Actions of this screen's keys, which rest while a dialogue is about to come up."""

    def __init__(self) -> None:
        super().__init__()
        self._asking = False

    @property
    def console(self) -> Console:
        """The application."""
        return cast("Console", self.app)

    @work(group="flow")
    async def _flow(self, flow: Flow) -> None:
        try:
            await flow
        finally:
            self._asking = False

    def ask(self, flow: Flow) -> None:
        """Begin a dialogue, unless one is open already or about to be: quick typing must not start two."""
        if self._asking or self.app.screen is not self:
            flow.close()
            return
        self._asking = True
        self._flow(flow)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a dialogue is about to come up, keys that were meant for it do nothing here."""
        return not (self._asking and action in self.ASKING)
