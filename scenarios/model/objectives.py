"""What is trained and how it is judged: milestones, objectives, measures, weights, the reference response, dilemmas."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from scenarios.model.base import Authored, Count, Id, Names, Text, fault
from scenarios.model.conditions import Condition
from scenarios.model.quantities import Length, Share

Points = Annotated[int, Field(ge=1, le=1000)]


class Milestone(Authored):
    """A condition whose first moment is recorded; injects, branches, duties and measures hang on it."""

    name: Text
    when: Condition
    shown_to: Names = []
    """Teams that are told."""


class TimeSpan(Authored):
    """From a milestone (left out: the drill's first minute) to a milestone."""

    from_: Id | None = Field(None, alias="from")
    to: Id


class TimeMeasure(Authored):
    """Time between two milestones: full points at `target` or sooner, none at `limit` or later."""

    title: Text
    points: Points
    time: TimeSpan
    target: Length
    limit: Length


class HarmMeasure(Authored):
    """A harm as a share of what it is when nobody acts; `service:bts@xa-an-lao`: what people of that site (or of all sites of
    a kind) lose."""

    title: Text
    points: Points
    harm: Annotated[str, StringConstraints(pattern=r"^(service|data|evidence|information|service:[a-z0-9-]+(@[a-z0-9-]+)?)$")]
    target: Share
    limit: Share


COUNTS = (
    "wrong-isolations",
    "wrong-marks",
    "evidence-lost",
    "people-exposed",
    "duties-late",
    "reports-misdirected",
    "orders-over-head",
    "leaks",
    "custody-broken",
    "papers-missing",
    "injects-ignored",
    "copies-lost",
    "assets-lost",
)
"""Happenings that may be counted."""
COUNTS_OF_PILES = ("pile", "pile-in", "late")
COUNT_PATTERN = rf"^({'|'.join(COUNTS)}|({'|'.join(COUNTS_OF_PILES)}):[a-z0-9][a-z0-9-]*)$"


class CountMeasure(Authored):
    """A number of happenings."""

    title: Text
    points: Points
    count: Annotated[str, StringConstraints(pattern=COUNT_PATTERN)]
    """A kind of happening; or items of a pile at the end: pile:ID (waiting), pile-in:ID (all that came), late:ID."""
    target: Count
    limit: Count


class ReplyMeasure(Authored):
    """An inject answered in time by a reply with one of these tags."""

    title: Text
    points: Points
    reply: Id
    tags: Names


class DutyMeasure(Authored):
    """A duty fulfilled in time."""

    title: Text
    points: Points
    duty: Id


class ReportMeasure(Authored):
    """A report that is owed: 40 % for its time, 20 % for the right body at once, 40 % for its fields.

    A field counts that is right, or that the team could not have known and left open.
    """

    title: Text
    points: Points
    report: Id
    """A duty."""
    target: Share = 800
    """Share of good fields that earns all of theirs."""
    limit: Share = 300
    """Share that earns nothing."""


_KINDS: dict[str, type[Authored]] = {
    "time": TimeMeasure,
    "harm": HarmMeasure,
    "count": CountMeasure,
    "reply": ReplyMeasure,
    "duty": DutyMeasure,
    "report": ReportMeasure,
}


def _measure_shape(value: Any) -> str:
    if isinstance(value, dict):
        return "~" + next((name for name in _KINDS if name in value), "none")
    return "~" + next((name for name, model in _KINDS.items() if type(value) is model), "none")


Measure = Annotated[
    Annotated[TimeMeasure, Tag("~time")]
    | Annotated[HarmMeasure, Tag("~harm")]
    | Annotated[CountMeasure, Tag("~count")]
    | Annotated[ReplyMeasure, Tag("~reply")]
    | Annotated[DutyMeasure, Tag("~duty")]
    | Annotated[ReportMeasure, Tag("~report")],
    Discriminator(_measure_shape, custom_error_type="measure_shape", custom_error_message="measure_shape"),
]


class Objective(Authored):
    """What is trained."""

    title: Text
    csf: Annotated[str, StringConstraints(pattern=r"^(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}$")]
    """NIST CSF 2.0 category."""
    team: Id | None = None
    """Left out = all teams."""
    measures: Annotated[dict[Id, Measure], Field(min_length=1)]


class Weights(Authored):
    """How the four harms fold into one figure where one is needed: milli-points per unit."""

    service: Count
    """Per user-hour of service."""
    data: Count
    """Per thousand people's data."""
    evidence: Count
    """Per evidence point."""
    information: Count
    """Per per-mille of public trust."""
    avoidable_at_least: Annotated[int, Field(ge=1)] = 1
    """Below this difference (milli-points) avoided harm is not measurable."""


class Order(Authored):
    """One line of the reference response: once the team knows all `knows` and `after` has passed, do it.

    Exactly one of `do` (an action), `reply` (an inject, with the reply's id in `with`) and `declare`.
    """

    team: Id
    do: Id | None = None
    on: Annotated[str, StringConstraints(max_length=200)] = ""
    """Target id, or each:suspect, each:confirmed, each:indicator, each:alert."""
    reply: Id | None = None
    with_: Id | None = Field(None, alias="with")
    declare: Literal["suspected", "ordinary", "serious", "over"] | None = None
    after: Length = 0
    knows: Annotated[list[str], Field()] = []
    """Facts: alert:KIND, finding:ARTEFACT, indicator:ID, state:ASSET:STATE, done:ACTION, message:INJECT ..."""
    level: Literal["novice", "trained", "expert"] | None = None
    """From which level on bots know to do it, too: the scenario's doctrine. Left out = the reference alone."""

    @model_validator(mode="after")
    def _one_thing(self) -> Order:
        if sum(item is not None for item in (self.do, self.reply, self.declare)) != 1 or (self.reply is None) != (self.with_ is None):
            raise fault("order_shape")
        return self


class Option(Authored):
    """One way to decide a dilemma: orders added to the reference response."""

    title: Text
    orders: Annotated[list[Order], Field(min_length=1)]


class Dilemma(Authored):
    """A true choice: no option may win on every measure."""

    title: Text
    options: Annotated[dict[Id, Option], Field(min_length=2)]
