"""The commands of `dientap`, put together; said in the language that `drills.language.use` was told."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from typing import Annotated

import typer
from typer.main import get_command

from drills.cli import control, doctor, drills, host, join, networks, play, report, run, scenarios
from drills.cli.exits import Exit
from drills.cli.failures import warn
from drills.cli.wording import translate
from drills.language import _

VERSION = metadata.version("dientap")


def build() -> typer.Typer:
    """All commands."""
    app = typer.Typer(
        name="dientap",
        help=_("Diễn Tập: cyber-incident drills for a province. Every drill is simulated; nothing leaves this machine."),
        epilog=_("Everywhere: --lang vi|en, --store URL, --debug. Exit codes: docs/exit-codes.md."),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    app.command("play", help=_("Play a drill: one seat in the console, bots in the others."))(play.play)
    app.command("join", help=_("Take a seat in an exercise that another machine hosts."))(join.join)
    app.command("run", help=_("Run a drill without a screen, every team played by bots."))(run.run)
    app.command("host", help=_("Host an exercise that teams join from their own machines."))(host.host)
    app.command("control", help=_("Steer an exercise: the clock, situations, bots, a word to all."))(control.control)
    app.command("report", help=_("Write the after-action report of a drill."))(report.report)
    app.command("doctor", help=_("Say what this machine can do, and what to do about what it cannot."))(doctor.doctor)
    app.command("resume", hidden=True)(drills.resume)
    app.add_typer(drills.app, name="drills")
    app.add_typer(scenarios.app, name="scenarios")
    app.add_typer(networks.app, name="networks")
    return app


def print_version(asked: bool) -> None:
    """Say which version this is, and stop."""
    if asked:
        typer.echo(f"dientap {VERSION}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help=_("Print the version and stop."), callback=print_version, is_eager=True)
    ] = False,
    lang: Annotated[str, typer.Option("--lang", help=_("Language: vi or en (also DIENTAP_LANG)."), show_default=False)] = "",
    store: Annotated[
        str,
        typer.Option("--store", help=_("Address of a PostgreSQL database that holds the drills (also DIENTAP_STORE)."), show_default=False),
    ] = "",
    debug: Annotated[bool, typer.Option("--debug", help=_("Show the details of a fault."))] = False,
) -> None:
    """Options that hold for every command; all but `--version` are read before the command line is parsed."""


def run_arguments(arguments: Sequence[str]) -> int:
    """Run one command line; errors leave as exceptions, everything else as an exit code."""
    command = get_command(build())
    translate(command)
    outcome = command(list(arguments), prog_name="dientap", standalone_mode=False)
    code = outcome if isinstance(outcome, int) else int(Exit.DONE)
    if code == Exit.INTERRUPTED:
        warn(_("Interrupted."))
    return code
