"""What a team knows: a fold over the events addressed to it, and over nothing else.

`Knowledge` takes a team's events one by one; `TeamView` is the immutable picture of it at a moment. Because nothing but
those events goes in, no view can hold what the team was never told. Console, bots and server all read `TeamView`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.messages import Data, Event


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert in the queue. `verdict`: '', likely-true, likely-false, unclear (triage) or true, false, unsure (by hand)."""

    id: str
    at: int
    kind: str
    sensor: str
    severity: int
    asset: str
    records: Sequence[Data]
    """{format, at, fields}: the one raw line, filled when it is looked at; said by `texts.Speaker.record`."""
    indicators: tuple[tuple[str, str], ...]
    """(indicator id, value) pairs carried by it."""
    verdict: str = ""
    marked: bool = False
    hint: str = ""

    @property
    def record(self) -> Data:
        """The raw line."""
        return self.records[0]


@dataclass(frozen=True, slots=True)
class AssetView:
    """What is known of an asset. state: suspect confirmed isolated encrypted off clean restored."""

    id: str
    state: str
    since: int
    source: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A trace that was read: `artefact` '' = only ordinary records."""

    id: str
    at: int
    asset: str
    artefact: str
    records: Sequence[Data]
    """Lines in order of time, filled when they are looked at."""
    indicators: tuple[tuple[str, str], ...]
    task: str
    observation: str = ""
    """What was looked at, where it was no reading: text `observation.O`, and `observation.O.else` where nothing was seen."""
    stale: bool = False
    """Read by a shift that went home and wrote it nowhere («ca trước chưa ghi»)."""


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator the team knows, with what was done about it."""

    id: str
    kind: str
    value: str
    at: int
    source: str
    """Asset it was learnt from."""
    blocked: bool = False
    swept_at: int = -1
    hits: tuple[str, ...] = ()
    blind: int = 0
    account: str = ""
    """The estate's account that it is, for kind account."""


@dataclass(frozen=True, slots=True)
class TaskView:
    """An action under way or over. state: awaiting queued running done failed nothing cancelled.

    `low_ms`..`high_ms` is the published range (10th to 90th percentile), never the drawn time.
    """

    id: str
    action: str
    target: str
    params: Data
    state: str
    ordered_at: int
    low_ms: int
    high_ms: int
    seat: str
    started_at: int = -1
    ended_at: int = -1
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReplyView:
    """An offered answer: text `inject.I.reply.R`, kind `tag.TAG`."""

    id: str
    tag: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message in the inbox. kind: inject request report answer note. `due` -1 = no answer expected."""

    id: str
    at: int
    kind: str
    via: str
    sender: str
    """Text id of who writes (`inject.I.from`, `team.T`, `org.O`)."""
    text: str
    """Text id of what is said."""
    params: Data
    replies: tuple[ReplyView, ...]
    due: int
    replied: str = ""
    replied_at: int = -1
    missed: bool = False


@dataclass(frozen=True, slots=True)
class DutyView:
    """A report owed: state open, sent, late, missed."""

    id: str
    form: str
    organisation: str
    due: int
    state: str
    at: int = -1


@dataclass(frozen=True, slots=True)
class ContactView:
    """Somebody who was called: when he was last reached (-1 = never), and which of his numbers are known to be dead."""

    id: str
    reached_at: int = -1
    tried_at: int = -1
    dead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperView:
    """What was ordered by word of mouth and is owed on paper: state owed, done, missing. `id` = its task."""

    id: str
    action: str
    target: str
    due: int
    state: str


@dataclass(frozen=True, slots=True)
class SentView:
    """A message that went out; whether it was read is not known."""

    id: str
    at: int
    organisation: str
    via: str
    text: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service as the team has heard of it: level in per-mille, 1000 = normal."""

    id: str
    level: int
    since: int


@dataclass(frozen=True, slots=True)
class PileView:
    """A pile as last counted, at `since`: items waiting, items that waited too long, items that ever came in."""

    id: str
    waiting: int
    late: int
    total: int
    since: int


@dataclass(frozen=True, slots=True)
class PlaceView:
    """What people at one site have of a service, as the team has heard: per-mille, 1000 = all of it."""

    service: str
    site: str
    level: int
    since: int


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site as the team has heard of it: planes still up ('' none heard lost)."""

    id: str
    planes: tuple[str, ...]
    since: int


@dataclass(frozen=True, slots=True)
class BackupView:
    """A stored copy that was checked (clean, infected, unreadable) or compared (altered, matches)."""

    id: str
    asset: str
    verdict: str
    at: int


@dataclass(frozen=True, slots=True)
class SwitchView:
    """A measure in force, or no longer, as the team has heard of it; `site`: where, '' where it has no place."""

    id: str
    site: str
    on: bool
    since: int


@dataclass(frozen=True, slots=True)
class BoardItem:
    """One entry of the case board. state: open likely ruled-out (hypothesis), in out (scope); sure: '' low middle high."""

    id: str
    at: int
    text: str
    state: str
    sure: str
    seat: str
    why: str = ""
    """Reason of a hypothesis; for anything else the text is the reason."""
    about: str = ""
    """What a hypothesis claims: taken:ASSET first:ASSET clean:ASSET account:ACCOUNT, or ''."""


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Why something was ordered, and how sure the seat was."""

    task: str
    at: int
    action: str
    target: str
    why: str
    sure: str


@dataclass(frozen=True, slots=True)
class HandOverView:
    """One line of the hand-over record: from a team to an organisation."""

    at: int
    giver: str
    to: str
    sealed_as: str


@dataclass(frozen=True, slots=True)
class SealView:
    """Sealed evidence: `hash` '' where the team received it and did not seal it."""

    id: str
    at: int
    asset: str
    hash: str
    by: str
    records: tuple[HandOverView, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardView:
    """The case board, in the order in which things were put on it."""

    hypotheses: tuple[BoardItem, ...] = ()
    indicators: tuple[BoardItem, ...] = ()
    pins: tuple[BoardItem, ...] = ()
    scope: tuple[BoardItem, ...] = ()
    reasons: tuple[ReasonView, ...] = ()
    custody: tuple[SealView, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffView:
    """People of one role: all, and those at no task."""

    role: str
    total: int
    free: int


@dataclass(frozen=True, slots=True)
class MeasureView:
    """How a measure stands as far as the team may know: running (with `due`), met, late. One that did not begin is not there."""

    objective: str
    id: str
    state: str
    due: int = -1


@dataclass(frozen=True, slots=True)
class TeamView:
    """Everything a team's seats may show at drill time `now` (ms)."""

    team: str
    now: int
    version: int
    """Grows by one with each event the team learns."""
    alerts: tuple[AlertView, ...]
    assets: tuple[AssetView, ...]
    findings: tuple[FindingView, ...]
    indicators: tuple[IndicatorView, ...]
    tasks: tuple[TaskView, ...]
    messages: tuple[MessageView, ...]
    duties: tuple[DutyView, ...]
    services: tuple[ServiceView, ...]
    """Only those heard to have changed; every other is normal as far as the team knows."""
    sites: tuple[SiteView, ...]
    backups: tuple[BackupView, ...]
    locked: tuple[str, ...]
    """Accounts known to be locked."""
    cut: tuple[str, ...]
    """Links known to be cut."""
    staff: tuple[StaffView, ...]
    measures: tuple[MeasureView, ...]
    declared: str
    """'' or the level last declared."""
    watches: tuple[tuple[int, str], ...]
    """Waiting on purpose: (until, note), not yet due."""
    facts: frozenset[str]
    """What reference orders and conditions may ask for: alert:KIND alert-on:ASSET verdict-true:KIND finding:ARTEFACT
    indicator:ID state:ASSET:STATE done:ACTION done:ACTION:TARGET service-down:ID service-down:ID@SITE milestone:ID message:INJECT
    replied:INJECT declared:LEVEL backup-clean:BACKUP organised:WHAT blocked:INDICATOR locked:ACCOUNT swept:INDICATOR
    hits:INDICATOR looked:OBSERVATION flag:NAME reached:PERSON proven:SYSTEM
    mains-lost:SITE power-lost:SITE line-down:LINK road-blocked:SITE switch-on:SWITCH switch-off:SWITCH."""
    feed: tuple[Event, ...]
    """The team's events, oldest first; text `event.KIND` with the event's data."""
    over: bool
    refused: frozenset[tuple[str, str]] = frozenset()
    """(action, target) of orders that were refused."""
    switches: tuple[SwitchView, ...] = ()
    """Only those heard to have been turned."""
    out: tuple[tuple[str, str], ...] = ()
    """(mains, power or road, site) and (line, link) as last heard to be out of order."""
    places: tuple[PlaceView, ...] = ()
    """Only those heard to have changed."""
    piles: tuple[PileView, ...] = ()
    """Only those that the team counts and that ever held anything."""
    contacts: tuple[ContactView, ...] = ()
    """People beside the teams who were called."""
    papers: tuple[PaperView, ...] = ()
    sent: tuple[SentView, ...] = ()
    since: dict[str, int] = field(default_factory=dict)
    """fact → when the team learnt it (ms)."""
    concerned: int = -1
    """The largest number of people concerned that anybody told the team, -1 = none did."""
    board: BoardView = BoardView()
