"""The command palette, made from the same commands as keys and help; it names the key and the part of each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from drills.console.commands import COMMANDS, Command
from drills.console.search import folded

if TYPE_CHECKING:
    from drills.console.app import Console


class Palette(CommandPalette):
    """The palette, in which F8 works as everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f8", "app.real_incident", show=False)]


class Keys(Provider):
    """All commands by name, in the language that is spoken, found without tone marks."""

    @property
    def _console(self) -> Console:
        return cast("Console", self.app)

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for command in COMMANDS:
            yield DiscoveryHit(self._name(command), partial(self._run, command), help=self._help(command))

    async def search(self, query: str) -> Hits:
        """What fits the words typed."""
        wanted = folded(query).split()
        for place, command in enumerate(COMMANDS):
            name, said = self._name(command), self._help(command)
            text = folded(f"{name} {said} {command.word} {command.help}")
            if all(word in text for word in wanted):
                close = 1.0 if folded(name).find(wanted[0]) >= 0 else 0.5
                yield Hit(close - place / 1000, name, partial(self._run, command), help=said)

    def _name(self, command: Command) -> str:
        tell = self._console.words.tell
        return f"{tell(command.part)}: {tell(command.word)} · {command.key}"

    def _help(self, command: Command) -> str:
        return self._console.words.tell(command.help)

    def _run(self, command: Command) -> Any:
        console = self._console
        target = console if command.scope == "app" else console.desk
        return console.call_later(target.run_action, command.id)
