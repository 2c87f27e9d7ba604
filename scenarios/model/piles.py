"""Piles: something counted that grows while a condition holds and is worked off."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.model.base import Authored, Count, Names, Text
from scenarios.model.conditions import Condition, Targets
from scenarios.model.quantities import Length

Column = Literal["service", "data", "evidence", "information"]
Rate = Annotated[int, Field(ge=1, le=1_000_000)]
"""Items an hour."""


class Flow(Authored):
    """So many items an hour, while a condition holds; with `each`, for every one of those machines that is held or tampered with."""

    per_hour: Rate
    while_: Condition | None = Field(None, alias="while")
    """Left out = always."""
    each: Targets | None = None


class HarmOf(Authored):
    """One unit of a harm for so many items."""

    per: Annotated[int, Field(ge=1, le=1_000_000)]


class Counting(Authored):
    """Who counts the pile, how often, and from when on."""

    teams: Names
    every: Annotated[Length, Field(ge=60_000)] = 30 * 60_000
    needs: Condition | None = None
    """They cannot count it before this has held."""


class Pile(Authored):
    """Something counted: answers given, records leaked, orders on paper, files that wait."""

    name: Text
    unit: Text
    """What is counted (câu trả lời, hồ sơ)."""
    starts_with: Count = 0
    """Items at the drill's first minute."""
    most: Count = 0
    """It never holds more; left out = no bound."""
    comes: list[Flow] = []
    """The first that holds gives the rate; none = nothing comes."""
    goes: list[Flow] = []
    """Worked off by itself, in the same way."""
    late_after: Length = 0
    """Items that wait longer are late; left out = no clock."""
    harm: dict[Column, HarmOf] = {}
    """Harm of what comes in: one unit of a column for so many items."""
    standing_harm: dict[Column, HarmOf] = {}
    """Harm of what lies there: one unit for so many items and hour."""
    counted_by: Counting | None = None
