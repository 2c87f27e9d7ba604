"""People beside the teams: by office, with a role card, a place in the roster, and what follows when they are reached."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.model.base import Authored, Id, Text
from scenarios.model.conditions import WithinHours
from scenarios.model.quantities import Duration, Share
from scenarios.model.response import Effects, Headcount


class Card(Authored):
    """How to play him: for exercise control."""

    knows: Text
    wants: Text
    never: Text


class Brings(Authored):
    """Who comes with him when he is called out."""

    staff: Annotated[dict[Id, Headcount], Field(min_length=1)]


class Answers(Authored):
    """Whether a number that works is answered, and how long until one is put through."""

    works: Share = 1000
    after: Duration = 0


class Signs(Authored):
    """How long a paper takes; his papers wait for one another."""

    each: Duration


class Person(Authored):
    """Somebody by office."""

    name: Text
    org: Id
    calls_you: Text | None = None
    """How he addresses the team."""
    card: Card | None = None
    there: list[WithinHours] = []
    """When he is at his place; left out = always. Otherwise only by mobile or at home."""
    away: bool = False
    """On leave: never at his place."""
    numbers: dict[Literal["desk", "duty", "mobile", "home"], Literal["works", "dead"]] = {}
    """The roster's numbers, in its order; a dead one costs a try. No number is ever printed."""
    answers: Answers = Answers()
    signs: Signs | None = None
    brings: Brings | None = None
    tells: Effects = []
    """What follows when he is reached: reveal, tell-people, flag, staff …"""
    contract: Literal["valid", "lapsed"] | None = None
    """Of a vendor."""
