"""typer's own help words in the person's language: those that it does not look up through gettext itself."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from drills.language import _, mark

HELP = mark("Show this help and stop.")
COMPLETION = (
    mark("Install completion for the current shell."),
    mark("Show completion for the current shell, to copy it or customize the installation."),
)


def translate(command: Any, parent: typer.Context | None = None) -> None:
    """Say the help of `--help` and of shell completion in this process's language, down the whole tree of commands.

    Args:
        command: typer's command or group; its class is not part of typer's public interface.
    """
    context = typer.Context(command, info_name=command.name, parent=parent, **command.context_settings)
    option = command.get_help_option(context)
    if option is not None:
        option.help = _(HELP)
    for parameter in command.params:
        if getattr(parameter, "help", None) in COMPLETION:
            parameter.help = _(parameter.help)
    if isinstance(command, TyperGroup):
        for child in command.commands.values():
            translate(child, context)
