"""`dientap host`: an exercise that teams join from their own machines."""

from __future__ import annotations

import socket
import sys
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drills.cli.failures import CommandError
from drills.cli.opening import DEFAULT_LEVEL, DEFAULT_SCENARIO
from drills.language import _, current, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drills.exercise import Exercise
    from drills.hall.places import Wanted
    from drills.hall.sheet import Sheet
    from drills.server.books import Books
    from drills.server.opening import Handed
    from drills.server.tls import Certificate
    from drills.store.exercises import HallStore
    from engine.plan import Plan


class BadAddress(CommandError):
    """The host cannot listen where it was told to."""

    code = "DT2041"
    hint = mark("`dientap doctor` shows which ports are free; another one is taken with --port.")


class NothingToResume(CommandError):
    """No exercise is there to be taken up."""

    code = "DT2042"
    hint = mark("Without --resume a new exercise begins.")


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
    cert: Annotated[Path | None, typer.Option(help=_("Your own certificate (PEM), with --key."))] = None,
    key: Annotated[Path | None, typer.Option(help=_("The key of your own certificate (PEM)."))] = None,
    insecure: Annotated[bool, typer.Option("--insecure", help=_("Without encryption, though others can reach this address."))] = False,
    sheet: Annotated[Path | None, typer.Option(help=_("Write the hand-out, to be printed and cut up, to this file."))] = None,
    resume: Annotated[
        str, typer.Option(help=_("Take up this exercise again (`last` = the newest), with its seats and codes."), show_default=False)
    ] = "",
) -> None:
    from drills.cli import opening
    from drills.cli.output import write_line
    from drills.hall import addresses
    from drills.server.serving import serve
    from drills.server.tls import chosen
    from drills.session import monotonic_ms
    from drills.store import data_folder
    from drills.store.wall import wall_ms

    level = opening.level(bots)
    certificate = chosen(listen, data_folder(), cert=cert, key=key, insecure=insecure)
    with _listening(listen, port) as listener, opening.store() as store:
        reached = addresses.own_address() if listen in addresses.EVERYWHERE else listen
        pin = certificate.pin if certificate is not None and not certificate.is_own else ""
        url = addresses.url(reached or listen, listener.getsockname()[1], secure=certificate is not None, pin=pin)
        if resume:
            exercise, books = _taken_up(store, resume)
            write_line(
                _("Exercise {exercise} goes on at {url}; codes and seats are those of before.").format(exercise=exercise.id, url=url)
            )
        else:
            plan = opening.plan_of(scenario, network)
            wanted = _wanted(plan, teams, groups if not joint else 0)
            exercise, books, handed = _begun(store, plan, opening.seed_of(seed), wanted, level, joint=joint)
            _hand_out(_sheet(exercise, handed, url, certificate), sheet)
        write_line(_("The host runs. Ctrl-C ends it; every drill is kept."))
        sys.stdout.flush()
        serve(exercise, store, books, listener, certificate, clock_ms=monotonic_ms, wall_ms=wall_ms)
    write_line(_("The host has ended. Go on with: dientap host --resume {exercise}").format(exercise=exercise.id))


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    from drills.server.serving import bound

    try:
        listener = bound(host, port)
    except OSError as error:
        why = error.strerror or str(error)
        raise BadAddress(mark("cannot listen at {host}:{port}: {why}"), {"host": host, "port": port, "why": why}) from error
    with listener:
        yield listener


def _begun(
    store: HallStore, plan: Plan, seed: int, wanted: tuple[Wanted, ...], level: str, *, joint: bool
) -> tuple[Exercise, Books, tuple[Handed, ...]]:
    from drills.cli.output import busy
    from drills.hall.codes import new_salt
    from drills.server.opening import open_exercise
    from drills.store.wall import wall_ms

    with busy(_("Preparing the drills and the codes …")):
        opened = open_exercise(store, plan, seed, "joint" if joint else "parallel", wanted, level, salt=new_salt(), wall_ms=wall_ms())
    return opened.exercise, opened.books, opened.handed


def _taken_up(store: HallStore, name: str) -> tuple[Exercise, Books]:
    from drills.cli.output import busy
    from drills.server.books import take_up

    if name == "last":
        kept = store.exercises()
        if not kept:
            raise NothingToResume(mark("there is no exercise yet"), {})
        name = kept[0].id
    with busy(_("Running the drills again up to where they stood …")):
        return take_up(store, name)


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


def _sheet(exercise: Exercise, handed: tuple[Handed, ...], url: str, certificate: Certificate | None) -> Sheet:
    from drills.hall.sheet import Place, Sheet
    from drills.server.opening import GOOD_FOR_MS
    from drills.store.wall import wall_ms
    from engine.plan import Text

    places = []
    for item in handed:
        team = exercise.plan.texts.get(f"team.{item.wanted.team}", Text("", ""))
        places.append(Place(item.code, item.wanted.role, team.vi, team.en, "", item.wanted.name, item.wanted.group))
    until = datetime.fromtimestamp((wall_ms() + GOOD_FOR_MS) / 1000).astimezone().strftime("%d/%m/%Y %H:%M")
    pin = certificate.pin if certificate is not None else ""
    return Sheet(exercise.title.vi, exercise.title.en, url, until, tuple(places), pin)


def _hand_out(handout: Sheet, file: Path | None) -> None:
    from drills.cli.output import write_line
    from drills.hall.sheet import for_paper, for_terminal

    write_line(for_terminal(handout, current()))
    if file is None:
        return
    try:
        file.write_text(for_paper(handout), encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise CommandError(mark("the hand-out could not be written to {file}: {why}"), {"file": str(file), "why": why}) from error
    write_line(_("The hand-out is in {file}.").format(file=file))
