"""`dientap host`: an exercise that teams join from their own machines."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drills.cli.failures import CommandError
from drills.cli.opening import DEFAULT_LEVEL, DEFAULT_SCENARIO
from drills.language import _, current, mark

if TYPE_CHECKING:
    from drills.server.opening import Opened
    from drills.hall.places import Wanted
    from drills.hall.sheet import Sheet
    from engine.plan import Plan


class BadAddress(CommandError):
    """The host cannot listen where it was told to."""

    code = "DT2031"
    hint = mark("`dientap doctor` shows which ports are free; another one is taken with --port.")


class NeedsTls(CommandError):
    """Others would reach the host without encryption."""

    code = "DT2032"
    hint = mark("Give --cert and --key, or --self-signed, or, on a closed network that you trust, --insecure.")


def host(
    scenario: Annotated[str, typer.Argument(help=_("Scenario: a name of the library, or a folder."))] = DEFAULT_SCENARIO,
    joint: Annotated[
        bool, typer.Option("--joint/--parallel", help=_("All teams in one world, or a world for each group with the same draws."))
    ] = True,
    groups: Annotated[int, typer.Option(min=1, max=100, help=_("With --parallel and without --teams: how many groups."))] = 2,
    teams: Annotated[
        Path | None, typer.Option(help=_("CSV of seats: nhom,doi,vai,ten; without it, each role of each team gets a code."))
    ] = None,
    listen: Annotated[str, typer.Option("--host", help=_("Address to listen at; only this machine reaches the default."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help=_("Port to listen at; 0 = any that is free."))] = 8443,
    seed: Annotated[int | None, typer.Option(help=_("Decides everything that chance decides."), show_default=False)] = None,
    network: Annotated[str, typer.Option(help=_("Network to play on, in place of the scenario's."), show_default=False)] = "",
    bots: Annotated[str, typer.Option(help=_("How well bots play where nobody sits: idle, novice, trained, expert."))] = DEFAULT_LEVEL,
    insecure: Annotated[bool, typer.Option("--insecure", help=_("Without encryption, though others can reach this address."))] = False,
    sheet: Annotated[Path | None, typer.Option(help=_("Write the hand-out, to be printed and cut up, to this file."))] = None,
) -> None:
    from drills.cli import opening
    from drills.cli.output import busy, write_line
    from drills.hall import addresses
    from drills.hall.codes import new_salt
    from drills.server.opening import open_exercise
    from drills.server.books import InMemory
    from drills.hall.sheet import for_paper, for_terminal
    from drills.server.serving import bound, serve
    from drills.session import monotonic_ms
    from drills.store.wall import wall_ms

    level = opening.level(bots)
    if not addresses.is_loopback(listen) and not insecure:
        raise NeedsTls(mark("{host} can be reached by others, and there is no encryption"), {"host": listen})
    plan = opening.plan_of(scenario, network)
    wanted = _wanted(plan, teams, groups if not joint else 0)
    try:
        listener = bound(listen, port)
    except OSError as error:
        raise BadAddress(mark("cannot listen at {host}:{port}: {why}"), {"host": listen, "port": port, "why": error.strerror}) from error
    with listener, opening.store() as store:
        salt = new_salt()
        with busy(_("Preparing the drills and the codes …")):
            opened = open_exercise(
                store, plan, opening.seed_of(seed), "joint" if joint else "parallel", wanted, level, salt=salt, wall_ms=wall_ms()
            )
        handout = _sheet(opened, addresses.url(listen, listener.getsockname()[1], secure=False), wall_ms())
        write_line(for_terminal(handout, current()))
        if sheet is not None:
            sheet.write_text(for_paper(handout), encoding="utf-8")
        write_line(_("The host runs. Ctrl-C ends it; every drill is kept."))
        sys.stdout.flush()
        serve(opened.exercise, store, InMemory(salt, opened.codes), listener, clock_ms=monotonic_ms, wall_ms=wall_ms)
    write_line(_("The host has ended. Drills: {drills}").format(drills=", ".join(opened.exercise.drills)))


def _wanted(plan: Plan, file: Path | None, groups: int) -> tuple[Wanted, ...]:
    from drills.hall.places import all_roles, read_places

    if file is not None:
        try:
            return read_places(file.read_text(encoding="utf-8-sig"), plan, str(file))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(mark("{file} cannot be read: {why}"), {"file": str(file), "why": str(error)}) from error
    if not groups:
        return all_roles(plan, [""])
    player = next((team.id for team in plan.teams if team.player), plan.teams[0].id)
    return all_roles(plan, [_("Group {number}").format(number=number) for number in range(1, groups + 1)], [player])


def _sheet(opened: Opened, url: str, wall: int) -> Sheet:
    from drills.server.opening import GOOD_FOR_MS
    from drills.hall.sheet import Place, Sheet
    from engine.plan import Text

    texts = opened.exercise.plan.texts
    places = []
    for item in opened.handed:
        team = texts.get(f"team.{item.wanted.team}", Text("", ""))
        places.append(Place(item.code, item.wanted.role, team.vi, team.en, "", item.wanted.name, item.wanted.group))
    until = datetime.fromtimestamp((wall + GOOD_FOR_MS) / 1000).astimezone().strftime("%d/%m/%Y %H:%M")
    return Sheet(opened.exercise.title.vi, opened.exercise.title.en, url, until, tuple(places))
