"""The one place that writes to stderr and decides the exit code.

Whatever goes wrong becomes: what happened and where, what to do, and a code; never a traceback (that goes to the log
file, and to the screen with `--debug`).
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from typer.exceptions import Abort, TyperException

from drills.cli.exits import Exit
from drills.language import LANGUAGES, _, current, mark
from engine.errors import DientapError, EngineFault, PhysicsMismatch

LOG_FILE = "dientap.log"
LOG_BYTES = 1_000_000


class CommandError(DientapError):
    """Something a command cannot do: English sentence with `{placeholders}`, their values, and what to do."""

    code = "DT2000"
    exit = Exit.USAGE
    hint = mark("Take one of those that are named.")

    def __str__(self) -> str:
        return said(self)


class NoTerminal(CommandError):
    """There is no screen to play on."""

    code = "DT2001"
    hint = mark("Without a screen: `dientap run`, which plays the drill with bots. With one: open a terminal and run `dientap play` there.")


class TerminalTooSmall(CommandError):
    """The terminal has fewer than 80 columns or 24 rows."""

    code = "DT2002"
    hint = mark("Enlarge the window, or make the letters smaller, then start again.")


class FileInTheWay(CommandError):
    """A file would be overwritten."""

    code = "DT2003"
    hint = mark("Choose another name, or allow it with `--force`.")


class NotWritten(CommandError):
    """A file could not be read or written."""

    code = "DT2004"
    exit = Exit.FAILED
    hint = mark("Check the folder, its rights and the space on the disk.")


class NotVerified(CommandError):
    """A drill or an export is not what was written."""

    code = "DT2005"
    exit = Exit.STORE
    hint = mark("Take the drill from a backup or an older export.")


class DrillFrozen(CommandError):
    """A drill was broken off before its end."""

    code = "DT2006"
    exit = Exit.ABORTED
    hint = mark("Everything up to there is kept: `dientap report {drill}` still works.")


class Interrupted(CommandError):
    """Broken off from the keyboard."""

    code = "DT2007"
    exit = Exit.INTERRUPTED
    hint = mark("Go on where it stopped: dientap drills resume {drill}")


def run_guarded(arguments: Sequence[str]) -> int:
    """Run one command line; its exit code."""
    given = list(arguments)
    is_debug = _take_flag(given, "--debug")
    try:
        _take_store(given)
        _take_language(given)
        from drills.cli.app import run_arguments

        return run_arguments(given)
    except Exception as error:  # noqa: BLE001 - the last line of defence: nothing ever leaves as a traceback
        _log(error, given)
        if is_debug:
            traceback.print_exception(error)
        _say(error)
        return int(exit_of(error))
    except KeyboardInterrupt:
        warn(_("Interrupted."))
        return int(Exit.INTERRUPTED)


def exit_of(error: Exception) -> Exit:
    """The exit code for an error."""
    from drills.remote.errors import NoConnection, NotLetIn, OtherVersion
    from drills.store.errors import StoreError

    if isinstance(error, CommandError):
        return error.exit
    for kind, code in (
        (StoreError, Exit.STORE),
        (NoConnection, Exit.NO_CONNECTION),
        (NotLetIn, Exit.REFUSED),
        (OtherVersion, Exit.PROTOCOL),
        (PhysicsMismatch, Exit.PROTOCOL),
        (EngineFault, Exit.FAULT),
        (DientapError, Exit.USAGE),
        (TyperException, Exit.USAGE),
        (Abort, Exit.INTERRUPTED),
    ):
        if isinstance(error, kind):
            return code
    return Exit.FAULT


def said(error: DientapError) -> str:
    """An error's sentence in this process's language."""
    words = error.args
    if len(words) > 1 and isinstance(words[1], dict):
        return _(str(words[0])).format(**words[1])
    return _(str(words[0])) if words else type(error).__name__


def warn(words: str) -> None:
    """Say something beside the data: on stderr."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def _say(error: Exception) -> None:
    if isinstance(error, DientapError):
        code, what = error.code, _with_places(error)
        values = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
        hint = _filled(_(error.hint), values) if error.hint else ""
    elif isinstance(error, TyperException):
        from drills.cli.usage import usage_fault

        code, (what, hint) = "DT2100", usage_fault(error)
    elif isinstance(error, Abort):
        warn(_("Interrupted."))
        return
    else:
        code, what = "DT7070", _("A fault of ours ({kind}).").format(kind=type(error).__name__)
        log = log_path()
        hint = _("Details are in {path}; please send it to whoever looks after this program.").format(path=log) if log else ""
    _print_fault(code, what, hint)


def _with_places(error: DientapError) -> str:
    """The sentence, or for faults in files the list of them with their places."""
    from scenarios.diagnostics import ScenarioError, as_text

    if isinstance(error, ScenarioError) and error.diagnostics:
        return said(error) + "\n\n" + as_text(error.diagnostics, current())
    return said(error)


def _print_fault(code: str, what: str, hint: str) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text.assemble((_("Error {code}").format(code=code), "bold red"), ": ", what))
    if hint:
        console.print(Text.assemble("  ", (_("What to do:"), "bold"), " ", hint))


def _filled(words: str, values: dict[str, object]) -> str:
    for name, value in values.items():
        words = words.replace("{" + name + "}", str(value))
    return words


def _take_flag(arguments: list[str], flag: str) -> bool:
    head = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if flag not in head:
        return False
    arguments.remove(flag)
    return True


def _take_language(arguments: list[str]) -> None:
    """`--lang` was obeyed already, so here it is only checked."""
    asked = _take_value(arguments, "--lang")
    if asked is not None and asked not in LANGUAGES:
        raise CommandError(mark("there is no language {name!r}; there are: {found}"), {"name": asked, "found": ", ".join(LANGUAGES)})


def _take_store(arguments: list[str]) -> None:
    """`--store` says where the drills of this command lie, and of the processes that it starts."""
    from drills.store import STORE

    asked = _take_value(arguments, "--store")
    if asked is not None:
        os.environ[STORE] = asked


def _take_value(arguments: list[str], option: str) -> str | None:
    """Take an option that may stand anywhere, and its value, out of a command line; None where it is not there."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for position, argument in enumerate(arguments[:end]):
        name, sign, value = argument.partition("=")
        if name == option:
            width = 1 if sign else 2
            asked = value if sign else "".join(arguments[position + 1 : position + 2])
            del arguments[position : position + width]
            return asked
    return None


def log_path() -> Path | None:
    """Where details of faults are written, None where the data folder cannot be written."""
    from drills.store import data_folder

    folder = data_folder() / "logs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder / LOG_FILE


def _log(error: Exception, arguments: Sequence[str]) -> None:
    if isinstance(error, TyperException):
        return
    path = log_path()
    if path is None:
        return
    try:
        handler = _Quiet(path, maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    record = logging.LogRecord("dientap", logging.ERROR, __file__, 0, "dientap %s (%s)", (" ".join(arguments), current()), None)
    record.exc_info = (type(error), error, error.__traceback__)
    with suppress(OSError):
        handler.emit(record)
        handler.close()


class _Quiet(logging.handlers.RotatingFileHandler):
    """Says nothing where the log itself cannot be written: on a full disk there is an error to be read already."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the base class's name
        pass
