"""`dientap play`: one seat in the console, bots in the others."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from drills.cli.failures import NoTerminal, TerminalTooSmall
from drills.cli.opening import DEFAULT_LEVEL, DEFAULT_SCENARIO
from drills.language import _, current, mark

if TYPE_CHECKING:
    from drills.session import Session

COLUMNS, ROWS = 80, 24


def play(
    scenario: Annotated[str, typer.Argument(help=_("Scenario: a name of the library, or a folder."))] = DEFAULT_SCENARIO,
    team: Annotated[str, typer.Option(help=_("Team to play, in place of the scenario's choice."), show_default=False)] = "",
    speed: Annotated[int, typer.Option(min=1, max=3600, help=_("Drill seconds per second; can be changed while playing."))] = 1,
    seed: Annotated[
        int | None, typer.Option(help=_("Decides everything that chance decides; without it, a new one is taken."), show_default=False)
    ] = None,
    network: Annotated[str, typer.Option(help=_("Network to play on, in place of the scenario's."), show_default=False)] = "",
    bots: Annotated[str, typer.Option(help=_("How well the bots in the other seats play: idle, novice, trained, expert."))] = DEFAULT_LEVEL,
    name: Annotated[str, typer.Option(help=_("Your name for the report; it is kept apart and can be forgotten."), show_default=False)] = "",
) -> None:
    from drills.cli import opening

    level = opening.level(bots)
    require_terminal()
    with opening.store() as store:
        from drills.cli.output import busy
        from drills.session import Session

        plan = opening.plan_of(scenario, network)
        player = opening.team(plan, team)
        others = {item.id: level for item in plan.teams if item.id != player}
        with busy(_("Playing the drill once without you, to measure you against …")):
            session = Session.create(store, plan, opening.seed_of(seed), others, player, name=name)
        session.set_speed(speed)
        show(session)


def show(session: Session) -> None:
    """Put a drill on the screen until the person leaves, then say how to go on."""
    from drills.cli.output import write_line
    from drills.console.app import Console
    from drills.session import Phase

    gc.collect()
    gc.freeze()  # plan and world stay until the end; looking through them again costs a pause of about 80 ms
    try:
        Console(session, current()).run()
        is_over = session.phase is Phase.OVER
    finally:
        session.close()
    if is_over:
        write_line(_("Drill {drill} is over. Its report: dientap report {drill}").format(drill=session.drill))
    else:
        write_line(_("Drill {drill} is kept. Go on with: dientap drills resume {drill}").format(drill=session.drill))


def require_terminal() -> None:
    """Refuse where there is no screen to play on, or too small a one."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        raise NoTerminal(mark("there is no terminal here to play on"), {})
    size = shutil.get_terminal_size()
    if size.columns < COLUMNS or size.lines < ROWS:
        words = mark("the terminal is too small: {columns}x{rows}, at least {least_columns}x{least_rows} is needed")
        values = {"columns": size.columns, "rows": size.lines, "least_columns": COLUMNS, "least_rows": ROWS}
        raise TerminalTooSmall(words, values)
