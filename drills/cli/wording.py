"""typer's own help words in the person's language: those that it does not look up through gettext itself."""

from __future__ import annotations

import typer
from typer.core import TyperCommand, TyperGroup

from drills.language import _, mark

HELP = mark("Show this help and stop.")
COMPLETION = (
    mark("Install completion for the current shell."),
    mark("Show completion for the current shell, to copy it or customize the installation."),
)


def translate(command: TyperCommand | TyperGroup, parent: typer.Context | None = None) -> None:
    """Say the help of `--help` and of shell completion in this process's language, down the whole tree of commands."""
    context = typer.Context(command, info_name=command.name, parent=parent, **command.context_settings)
    option = command.get_help_option(context)
    if option is not None:
        option.help = _(HELP)
    for parameter in command.params:
        words = getattr(parameter, "help", None)
        if words in COMPLETION:
            parameter.help = _(words)  # type: ignore[attr-defined]
    if isinstance(command, TyperGroup):
        for child in command.commands.values():
            translate(child, context)  # type: ignore[arg-type]
