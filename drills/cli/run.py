"""`dientap run`: a whole drill without a screen, every team played by bots, journalled like any other."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from drills.cli.failures import CommandError, DrillFrozen, Interrupted
from drills.language import _, mark

if TYPE_CHECKING:
    from drills.session import Session


def run(
    scenario: Annotated[str, typer.Argument(help=_("Scenario: a name of the library, or a folder."), show_default=False)] = "",
    bots: Annotated[str, typer.Option(help=_("How well the bots play: idle, novice, trained, expert."))] = "trained",
    seed: Annotated[
        int | None, typer.Option(help=_("Decides everything that chance decides; without it, a new one is taken."), show_default=False)
    ] = None,
    network: Annotated[str, typer.Option(help=_("Network to play on, in place of the scenario's."), show_default=False)] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on stdout, nothing else."))] = False,
    schema: Annotated[bool, typer.Option("--schema", help=_("Print the JSON Schema of that object and stop."))] = False,
) -> None:
    from drills.cli import opening
    from drills.cli.output import write_json

    if schema:
        from drills.cli.result import SCHEMA

        write_json(SCHEMA)
        return
    if not scenario:
        raise NoScenario(mark("no scenario was named"), {})
    level = opening.level(bots)
    with opening.store() as store:
        from drills.session import Session

        plan = opening.plan_of(scenario, network)
        session = Session.create(store, plan, opening.seed_of(seed), dict.fromkeys([team.id for team in plan.teams], level))
        finish(session, level, as_json=as_json)


class NoScenario(CommandError):
    """`dientap run` without a scenario."""

    code = "DT2009"
    hint = mark("`dientap scenarios list` shows what there is.")


def finish(session: Session, level: str, *, as_json: bool) -> None:
    """Play a drill to its end at full speed and say what it came to.

    Raises:
        Interrupted: the person broke it off; what was journalled is kept.
        DrillFrozen: the engine broke.
    """
    from drills.cli.output import progress, write_json, write_line
    from drills.cli.result import in_words, result

    try:
        with _until_interrupted() as stopped, progress(_("Playing {drill}").format(drill=session.drill)) as told:
            is_over = session.play_out(told, stopped)
        if not is_over:
            _say_why(session)
        bundle, card, digest = session.bundle(), session.scorecard(), session.digest()
    finally:
        session.close()
    if as_json:
        write_json(result(session.drill, level, bundle, digest, card))
    else:
        for line in in_words(session.drill, bundle, card):
            write_line(line)


def _say_why(session: Session) -> None:
    from engine.texts import clock

    at = clock(session.plan.starts, session.now)
    if session.why == "store" and session.trouble is not None:
        raise session.trouble
    if session.why == "fault":
        words = mark("drill {drill} broke at {at} and is frozen there: {why}")
        raise DrillFrozen(words, {"drill": session.drill, "at": at, "why": str(session.trouble)}) from session.trouble
    raise Interrupted(mark("interrupted at {at}; drill {drill} is kept up to there"), {"drill": session.drill, "at": at})


class _Stop:
    """Whether the person asked to stop: the first Ctrl-C ends the run in good order, the second at once."""

    def __init__(self) -> None:
        self._asked = False

    def __call__(self) -> bool:
        return self._asked

    def ask(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True


@contextmanager
def _until_interrupted() -> Iterator[_Stop]:
    stop = _Stop()
    before = signal.signal(signal.SIGINT, stop.ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
