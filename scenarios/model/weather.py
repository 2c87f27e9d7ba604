"""Weather, mains and batteries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.model.base import Authored, Id, Names, Text
from scenarios.model.conditions import Targets
from scenarios.model.network import Place
from scenarios.model.quantities import Duration, Length, Share, SignedLength


class Struck(Authored):
    """Sites (for mains and roads) or lines: each key given must hold."""

    site: Names | None = None
    """Site ids."""
    site_kind: Names | None = None
    """Kinds of site."""
    link: Names | None = None
    """Line ids."""
    kind: Names | None = None
    """Kinds of line."""


class Track(Authored):
    """The weather crosses the province: places further along are struck later."""

    from_: Place = Field(alias="from")
    to: Place
    spread: Annotated[Length, Field(gt=0)]
    """How long it takes from one end to the other."""


class Fall(Authored):
    """Something that fails: drawn for each site or line."""

    what: Literal["mains", "line", "road"]
    on: Struck
    chance: Share
    at: Duration
    """After the weather's beginning."""
    lasts: Duration | None = None
    """Until it comes back by itself; left out = somebody must repair it."""
    along: Track | None = None
    seen: dict[Id, Share] = {}
    """Alert kind → chance that it is raised at the place: true, and innocent."""


class Weather(Authored):
    """A storm, rain for days, a heat that trips the mains. Never a real one, never a name."""

    name: Text
    starts: SignedLength = 0
    lasts: Annotated[Length, Field(gt=0)]
    falls: Annotated[list[Fall], Field(min_length=1)]


class Battery(Authored):
    """What carries devices of a site when the mains fail; devices without one go dark at once."""

    on: Targets
    lasts: Duration
    """Drawn for each site."""
    refuel: Length = 0
    """How long one visit with fuel carries them (0 = they cannot be refuelled)."""
