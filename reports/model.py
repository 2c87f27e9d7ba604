"""The report as plain data: what every format prints. Numbers stand beside the words made from them.

Times `at` are int milliseconds of drill time. A `Cite` names an event by its position in the bundle's event list; every
cited event has an entry in the timeline, so every claim can be followed to what happened.
"""

from __future__ import annotations

from dataclasses import dataclass

REPORT_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Cite:
    """Evidence: an event, and its time in words."""

    event: int
    clock: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and the events that it rests on."""

    text: str
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """A team: who played it. `bot` '' = people."""

    id: str
    name: str
    org: str
    bot: str
    played_by: str
    player: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What drill this was."""

    title: str
    scenario: str
    network: str
    version: str
    profile: str
    attack: str
    seed: int
    engine: str
    physics: int
    plan_hash: str
    branch: str
    pace: str
    date: str
    long_date: str
    begins: str
    ends: str
    ended_early: bool
    length: str
    planned: str
    parties: tuple[Party, ...]
    communes: int
    assets: int
    services: int
    inputs: int
    events: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of leadership's table: nobody acting, this drill, the reference response."""

    id: str
    label: str
    unit: str
    nobody: str
    today: str
    reference: str


@dataclass(frozen=True, slots=True)
class Notable:
    """A moment worth looking at, and what followed it in time (no cause is claimed)."""

    at: int
    clock: str
    text: str
    followed: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """Something to mend: who leads, with whom, by when, what it yields, how it is checked."""

    text: str
    task: str
    lead: str
    support: str
    deadline: str
    product: str
    recheck: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The score in words and numbers. Per-mille ints; `rating` P S M U or ''."""

    rating: str
    word: str
    score: int
    coverage: int
    low: int
    high: int
    avoided: int | None
    score_text: str
    coverage_text: str
    range_text: str
    avoided_text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One judged item."""

    objective: str
    id: str
    title: str
    kind: str
    state: str
    state_word: str
    value: str
    amount: int | None
    """What was measured (ms, per-mille, number), None where there is none."""
    relapsed: bool
    """What it measured came back, and failed again."""
    target: str
    limit: str
    points: str
    earned: str
    share: int | None
    """Per-mille of its points, None while not judged."""
    word: str
    override: str
    """Reason of the person who graded it, '' where the rule decided."""
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An objective with its measures."""

    id: str
    title: str
    csf: str
    team: str
    points: str
    earned: str
    share: int | None
    rating: str
    word: str
    measures: tuple[MeasureRow, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline. lane: adversary, world, or a team id. `count` > 1: like things told as one."""

    event: int
    at: int
    clock: str
    lane: str
    lane_name: str
    category: str
    text: str
    technique: str = ""
    diary: str = ""
    count: int = 1
    more: tuple[int, ...] = ()
    """Other events that this line tells as well."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of the timeline's chart."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Knew:
    """When a team came to know a fact; `at` None = never."""

    team: str
    name: str
    at: int | None
    clock: str
    after: str
    """Time since it happened."""
    cites: tuple[Cite, ...]
    told_by: str = ""
    """The team whose message told it, '' where it found out by itself."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A key fact: when it was true, first alerted, and known by whom."""

    id: str
    text: str
    at: int
    clock: str
    alert_at: int | None
    alert_clock: str
    first_team: str
    first_after: str
    spread: str
    """From the first team that knew to the last that did."""
    teams: tuple[Knew, ...]
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a service's level: per-mille, people losing it, user-ms lost when the stretch ends."""

    start: int
    end: int
    level: int
    losing: int
    lost: int


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """How one service fared. Losses in user-ms."""

    id: str
    name: str
    users: int
    lost: int
    lost_text: str
    down_text: str
    """Time with somebody losing it."""
    lowest: int
    nobody_text: str
    reference_text: str
    spans: tuple[Span, ...]
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class HarmCurve:
    """User-hours of service lost over time in one run."""

    id: str
    name: str
    at: tuple[int, ...]
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """User-hours lost by a moment, in the order of the curves."""

    at: int
    clock: str
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HarmColumn:
    """One of the four harms in the three runs."""

    id: str
    name: str
    unit: str
    nobody: int
    today: int
    reference: int
    nobody_text: str
    today_text: str
    reference_text: str


@dataclass(frozen=True, slots=True)
class PathNode:
    """A device, or like devices, that the attack reached. `column` and `row` place it."""

    id: str
    name: str
    zone: str
    column: int
    row: int
    at: int
    clock: str
    state: str
    """held, encrypted, wiped, taken (data left it), touched."""
    state_word: str
    count: int


@dataclass(frozen=True, slots=True)
class PathColumn:
    """A network segment on the path."""

    name: str
    place: str


@dataclass(frozen=True, slots=True)
class PathEdge:
    """A move along the path; `order` counts from 1."""

    order: int
    source: str
    target: str
    text: str
    technique: str
    at: int
    clock: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """The attack's way through the network."""

    columns: tuple[PathColumn, ...]
    nodes: tuple[PathNode, ...]
    edges: tuple[PathEdge, ...]
    more: int
    """Devices that are not drawn one by one."""


@dataclass(frozen=True, slots=True)
class Place:
    """A commune or ward on the map. `lost_ms`: time without the service at full strength, weighted by how much was missing."""

    id: str
    name: str
    lat_e6: int
    lon_e6: int
    lost_ms: int
    lost_text: str
    band: str
    """none, short, middle, long; the bounds are the map's own."""


@dataclass(frozen=True, slots=True)
class Province:
    """The map: loss of one service by commune."""

    service: str
    name: str
    places: tuple[Place, ...]
    affected: int
    bands: dict[str, str]
    """Band → its bounds in words."""
    uniform: str
    """One sentence where all lost the same, so that a map would show nothing; '' otherwise."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An accepted command that starts, changes or cancels an action, answers, declares or reports."""

    event: int
    at: int
    clock: str
    team: str
    team_name: str
    seat: str
    by: str
    """person, bot or control, in words."""
    kind: str
    text: str
    why: str
    sure: str
    outcome: str
    waited: str
    lasted: str
    waited_ms: int
    linked: bool = False
    """Whether its event has a line in the timeline."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A response time from two named events, or a count."""

    id: str
    name: str
    definition: str
    value: str
    value_ms: int | None
    start: Statement | None
    end: Statement | None


@dataclass(frozen=True, slots=True)
class Tally:
    """A count with what it counts and what it rests on."""

    id: str
    name: str
    value: int
    text: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A decision of the attacker: what they asked themselves, what they chose, what held when they did."""

    event: int
    at: int
    clock: str
    campaign: str
    asked: str
    chosen: str
    reasons: tuple[str, ...]
    moved: bool
    """Whether a reason was something that a team did."""
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class PileMark:
    """A pile at a moment: items waiting, items an hour that come and go from then on, items that ever came in."""

    at: int
    clock: str
    waiting: int
    rate_in: int
    rate_out: int
    total: int


@dataclass(frozen=True, slots=True)
class PileRow:
    """A pile over the drill; between two marks it moves evenly."""

    id: str
    name: str
    unit: str
    marks: tuple[PileMark, ...]
    most: int
    most_text: str
    most_clock: str
    end_text: str
    total_text: str
    late_text: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class SwitchSpan:
    """A stretch in which a measure was in force (ms)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SwitchRow:
    """A measure that was turned on or off. `by`: who did it first."""

    id: str
    name: str
    by: str
    spans: tuple[SwitchSpan, ...]
    told: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of a report: what stood in it, and what that was against what the team could know."""

    name: str
    said: str
    verdict: str
    word: str
    good: bool


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A report that went out, judged."""

    event: int
    at: int
    clock: str
    team_name: str
    form: str
    to: str
    astray: str
    """Where it should have gone, '' where it went there."""
    late: bool
    timing: str
    basis: str
    signed_by: str
    fields: tuple[FieldRow, ...]
    right: int
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class CommuneLoss:
    """User-minutes that people at one place lost, by service in the order of `CommuneLosses.services`."""

    id: str
    name: str
    lost: tuple[str, ...]
    total: int
    total_text: str


@dataclass(frozen=True, slots=True)
class CommuneLosses:
    """The services that were lost most, place by place, the hardest hit first. `more`: places that are not listed."""

    services: tuple[str, ...]
    places: tuple[CommuneLoss, ...]
    more: int


@dataclass(frozen=True, slots=True)
class TraceRow:
    """A trace of the attack: where it lay, who read it, whether it was kept or lost."""

    artefact: str
    where: str
    at: int
    clock: str
    read: tuple[str, ...]
    """«team, time» for each team that read it."""
    fate: str
    """read, kept, lost, unread."""
    fate_text: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class HypothesisRow:
    """What a team supposed, how it changed its mind, and the truth beside it."""

    text: str
    why: str
    claim: str
    """What it says of which machine or account, '' for words of the team's own."""
    states: tuple[str, ...]
    right: str
    """right, wrong: the team's last word against the truth; open: it claims nothing that can be checked, or was left open."""
    truth: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """Whether a team counted a machine to the case, last of all, and whether that was so."""

    asset: str
    where: str
    clock: str
    state: str
    why: str
    right: bool
    truth: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Pinned:
    """A fact that a team pinned, with its reason."""

    clock: str
    fact: str
    why: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """Sealed evidence: when, by whom, its SHA-256, every hand-over, who held it last, where the chain broke ('' nowhere)."""

    asset: str
    clock: str
    by: str
    hash: str
    moves: tuple[str, ...]
    holder: str
    broken: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class TeamBoard:
    """One team's case board. `missed`: machines that were taken and that it did not count to the case in the end."""

    team: str
    name: str
    hypotheses: tuple[HypothesisRow, ...]
    scope: tuple[ScopeRow, ...]
    missed: str
    pins: tuple[Pinned, ...]
    custody: tuple[CustodyRow, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The eight headings that leaders expect."""

    situation: tuple[Statement, ...]
    results: tuple[Statement, ...]
    strengths: tuple[Statement, ...]
    weaknesses: tuple[Statement, ...]
    causes: tuple[Statement, ...]
    lessons: tuple[Statement, ...]
    fixes: tuple[Fix, ...]
    proposals: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One drill's after-action report in one language."""

    lang: str
    facts: Facts
    story: str
    """What happened, in a sentence or two."""
    verdict: Verdict
    compared: tuple[Compared, ...]
    notable: tuple[Notable, ...]
    narrative: Narrative
    objectives: tuple[ObjectiveRow, ...]
    unjudged: tuple[MeasureRow, ...]
    lanes: tuple[Lane, ...]
    timeline: tuple[Entry, ...]
    knowledge: tuple[FactRow, ...]
    services: tuple[ServiceRow, ...]
    curves: tuple[HarmCurve, ...]
    hours: tuple[CurvePoint, ...]
    """The curves as a table."""
    harms: tuple[HarmColumn, ...]
    path: Path
    node_names: dict[str, str]
    """Path node id → its name."""
    province: Province | None
    decisions: tuple[Decision, ...]
    refused: int
    """Commands that were refused: they are no decisions."""
    metrics: tuple[Metric, ...]
    tallies: tuple[Tally, ...]
    choices: tuple[ChoiceRow, ...]
    piles: tuple[PileRow, ...]
    switches: tuple[SwitchRow, ...]
    papers: tuple[PaperRow, ...]
    communes: CommuneLosses | None
    traces: tuple[TraceRow, ...]
    boards: tuple[TeamBoard, ...]
    start_minute: int
    end_minute: int
    """The time axis: minutes from the first midnight."""
