"""What is wrong with a command line, in the person's language: typer says it in English only."""

from __future__ import annotations

import re

from typer.exceptions import TyperException

from drills.language import _, mark

_PATTERNS = (
    (r"No such option: (?P<name>\S+?)( \(Possible options: (?P<near>.+)\))?", mark("there is no option {name}{near}")),
    (r"No such command '(?P<name>.+?)'\.?( Did you mean (?P<near>.+)\?)?", mark("there is no command {name}{near}")),
    (r"Missing (argument|parameter) '(?P<name>.+?)'\.?.*", mark("{name} is missing")),
    (r"Missing option '(?P<name>.+?)'\.?.*", mark("option {name} is missing")),
    (r"Missing command\.", mark("a command is missing")),
    (r"Got unexpected extra argument\(s\) \((?P<name>.+)\)", mark("too much: {name}")),
    (r"Option '?(?P<name>\S+?)'? requires .*\.", mark("option {name} needs a value")),
    (r"Invalid value for '?(?P<name>.+?)'?: (?P<why>.+)", mark("{name}: this value does not fit ({why})")),
)


def usage_fault(error: TyperException) -> tuple[str, str]:
    """What is wrong, and what to do."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "dientap"
    return _said(error.format_message()), _("`{command} --help` shows what it understands.").format(command=command)


def _said(message: str) -> str:
    for pattern, words in _PATTERNS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            values = {name: value or "" for name, value in found.groupdict().items()}
            if values.get("near"):
                values["near"] = _("; nearest: {found}").format(found=values["near"])
            return _(words).format(**values)
    return message
