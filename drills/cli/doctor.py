"""`dientap doctor`: what this machine can do, and what to do about what it cannot."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drills.cli.exits import Exit
from drills.hall.addresses import PORT
from drills.language import _, speak

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from drills.doctor.finding import Finding

GLYPHS = ("✓", "!", "✗")
COLOURS = ("green", "yellow", "bold red")


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on stdout, nothing else."))] = False,
    port: Annotated[int, typer.Option(help=_("Port on which a host would listen."), min=1, max=65_535)] = PORT,
    cert: Annotated[Path | None, typer.Option(help=_("Certificate (PEM) that a host would show."), show_default=False)] = None,
    key: Annotated[Path | None, typer.Option(help=_("Its key (PEM)."), show_default=False)] = None,
) -> int:
    from drills.cli.output import write_json
    from drills.doctor import Question, examine
    from drills.doctor.finding import State, worst
    from drills.store import data_folder

    found = examine(Question(data_folder(), port, cert, key))
    if as_json:
        write_json(_document(found))
    else:
        _show(found)
    return Exit.FAILED if worst(found) is State.ERROR else Exit.DONE


def _document(found: Sequence[Finding]) -> dict[str, object]:
    """All findings for a script: states and values as they are, sentences in both languages."""
    from drills.doctor.finding import NAMES, worst

    languages = {lang: speak(lang) for lang in ("vi", "en")}
    return {
        "schema": 1,
        "state": worst(found).name.lower(),
        "findings": [
            {
                "check": finding.check,
                "state": finding.state.name.lower(),
                "name": {lang: say(NAMES[finding.check]) for lang, say in languages.items()},
                "found": {lang: finding.said(say)[0] for lang, say in languages.items()},
                "advice": {lang: finding.said(say)[1] for lang, say in languages.items()},
                "values": finding.values,
            }
            for finding in found
        ],
    }


def _show(found: Sequence[Finding]) -> None:
    """One line a finding, its advice under it; colours where there is a terminal, states told by sign and word as well."""
    from rich.console import Console
    from rich.text import Text

    from drills.doctor.finding import NAMES, WORDS, State

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    room = max(len(_(NAMES[finding.check])) for finding in found) + 2
    lines = [Text(_("DIỄN TẬP · what this machine can do"), "bold")]
    for finding in found:
        words, advice = finding.said(_)
        style = COLOURS[finding.state]
        state = "" if finding.state is State.GOOD else f"{_(WORDS[finding.state])}: "
        begin = Text.assemble((f" {GLYPHS[finding.state]} ", style), f"{_(NAMES[finding.check]):<{room}}")
        lines += _hanging(console, begin, Text.assemble((state, style), words))
        if advice:
            lines += _hanging(console, Text(f"{'':{room + 3}}→ "), Text(advice))
        lines += [Text(f"{'':{room + 3}}{line}") for line in finding.sample]
    counts = [sum(finding.state is state for finding in found) for state in State]
    summary = " · ".join(f"{count} {_(WORDS[state])}" for state, count in zip(State, counts, strict=True))
    lines.append(Text(f"DIỄN TẬP · {summary}", "bold"))
    for line in lines:
        console.print(_sayable(line), soft_wrap=True)


def _hanging(console: Console, begin: Text, words: Text) -> list[Text]:
    """Words behind a beginning, wrapped under themselves."""
    from rich.text import Text

    wrapped = words.wrap(console, max(20, console.width - begin.cell_len), overflow="fold")
    for line in wrapped:
        line.rstrip()
    return [Text.assemble(begin if number == 0 else " " * begin.cell_len, line) for number, line in enumerate(wrapped)]


def _sayable(line: Text) -> Text:
    """A line as it is, or without marks and signs where the output has none: poor Vietnamese rather than a fault."""
    from rich.text import Text

    from drills.doctor.machine import can_say

    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    if can_say(line.plain, encoding):
        return line
    apart = unicodedata.normalize("NFD", line.plain.translate(_PLAIN))
    return Text(apart.encode("ascii", "ignore").decode())


_PLAIN = str.maketrans(
    {"đ": "d", "Đ": "D", "✓": "+", "✗": "x", "→": ">", "·": "-", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "…": "...", "│": "|"}
)
