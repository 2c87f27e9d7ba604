"""Injects, reporting duties and things that run dry."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field
from pydantic import Tag as Kind

from scenarios.model.base import Authored, Id, Names, Text
from scenarios.model.conditions import Condition, Targets
from scenarios.model.profile import Basis, Bodies
from scenarios.model.quantities import Duration, Length
from scenarios.model.response import Effects

Tag = Literal["verify", "hand-over", "comply", "decline", "speculate", "promise", "delay", "inform", "admit", "silence"]


class Reply(Authored):
    """An offered answer."""

    says: Text
    tag: Tag
    """Its kind, visible to all."""
    effects: Effects = []


class FromPerson(Authored):
    """Somebody of `people`, by office."""

    person: Id


def _sender_shape(value: Any) -> str:
    named = isinstance(value, FromPerson) or (isinstance(value, dict) and "person" in value)
    return "~person" if named else "~text"


Sender = Annotated[Annotated[Text, Kind("~text")] | Annotated[FromPerson, Kind("~person")], Discriminator(_sender_shape)]
"""Words, or `{person: …}`."""


class Inject(Authored):
    """A situation put to teams: by time or condition (`when`), or by control's hand (`standby: true`)."""

    when: Condition | None = None
    standby: bool = False
    to: Names
    """Teams."""
    via: Literal["phone", "mail", "chat", "paper", "visit", "system"]
    from_: Sender = Field(alias="from")
    says: Text
    expects: Text
    """What good looks like; for control and the report."""
    mistake: Text
    """The usual mistake."""
    replies: dict[Id, Reply] = {}
    reply_within: Length = 0
    """0 = no deadline."""
    effects: Effects = []
    """Apply when it is delivered."""
    if_ignored: Effects = []
    carried_by: Id | None = None
    """Service that carries it; while that is down it waits."""
    objective: Id | None = None


class Duty(Authored):
    """A report that a team owes, counted from a milestone; `as` takes over what the profile says of it."""

    as_: Id | None = Field(None, alias="as")
    """A duty of the profile; keys that stand here go before it."""
    name: Text | None = None
    basis: Basis | None = None
    """Why it is due then; where it is not `sure`, papers print «theo quy chế diễn tập»."""
    team: Id
    form: Id | None = None
    """A form of the profile or of the scenario."""
    to: Bodies = []
    """Organisation or role of the profile; the first must get it, the others get it as well."""
    since: Id
    """Milestone."""
    within: Annotated[Length, Field(gt=0)] | None = None


class Reserve(Authored):
    """Something that runs dry (UPS, battery): from `starts`, after `lasts`, unless `saved` by then, `powers` go dark until it is."""

    starts: Condition
    saved: Condition
    lasts: Duration
    powers: Targets


class Reentry(Authored):
    """What restoring from a copy costs: items that came in since it was taken pile up to be typed in again."""

    of: Targets
    """Machines whose restoration does so."""
    pile: Id
    per_hour: Annotated[int, Field(ge=1, le=1_000_000)]
    """Items that come in each hour."""
