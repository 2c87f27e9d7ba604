"""What several commands begin with: the store, a scenario's plan, a drill that somebody named."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from drills.cli.failures import CommandError
from drills.language import _, mark
from drills.store import open_store
from engine.errors import UnknownName

if TYPE_CHECKING:
    from drills.store.sql import SqlStore
    from engine.plan import Plan

DEFAULT_SCENARIO = "ma-doc-tong-tien-trung-tam-du-lieu"
DEFAULT_LEVEL = "trained"


@contextmanager
def store() -> Iterator[SqlStore]:
    """The person's store, let go of at the end."""
    opened = open_store()
    try:
        yield opened
    finally:
        opened.close()


def plan_of(scenario: str, network: str) -> Plan:
    """A scenario compiled on a network ('' = the one that the scenario names)."""
    from drills.cli.output import busy
    from scenarios import compiler

    with busy(_("Preparing the scenario and the network …")):
        return compiler.load(scenario, network or None)


def level(name: str) -> str:
    """A bot level that is there.

    Raises:
        CommandError: it is not; all are named.
    """
    from engine.bots import LEVELS

    if name not in LEVELS:
        raise CommandError(mark("there is no bot level {name!r}; there are: {found}"), {"name": name, "found": ", ".join(LEVELS)})
    return name


def team(plan: Plan, name: str) -> str:
    """The team a person plays: the one named, else the scenario's own choice.

    Raises:
        UnknownName: the scenario has no such team.
    """
    teams = [item.id for item in plan.teams]
    if not name:
        return next((item.id for item in plan.teams if item.player), teams[0])
    if name not in teams:
        raise UnknownTeam(mark("there is no team {name!r} in this scenario; there are: {found}"), {"name": name, "found": ", ".join(teams)})
    return name


class UnknownTeam(CommandError, UnknownName):
    """A team that the scenario does not have."""

    code = "DT2008"


def seed_of(given: int | None) -> int:
    """The seed asked for, else a new one that is easy to type again."""
    return secrets.randbelow(1_000_000) if given is None else given
