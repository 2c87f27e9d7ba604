"""The adversary's named decisions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.model.base import Authored, Id, Names, Text
from scenarios.model.conditions import Condition
from scenarios.model.quantities import Duration, Share
from scenarios.model.response import Effects


class ChoiceOption(Authored):
    """One way to decide."""

    if_: Condition | None = Field(None, alias="if")
    """The first option whose `if` holds is taken; left out = one of those chosen by weight where none holds."""
    because: Text
    """Why, in the attacker's own words."""
    weight: Share = 1000
    """Against the other options without `if`."""
    then: Names = []
    """Steps that begin."""
    stops: Names = []
    """Steps that are given up."""
    turns: dict[Id, Literal["on", "off"]] = {}
    """Switches that it turns."""
    effects: Effects = []


class Choice(Authored):
    """A decision, asked once: by `when`, or before a step (`at_step`), which waits for it."""

    asks: Text
    """What the attacker asks itself."""
    when: Condition | None = None
    at_step: Id | None = None
    after: Duration = 0
    """How long they think it over."""
    options: Annotated[dict[Id, ChoiceOption], Field(min_length=2)]
