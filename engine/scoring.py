"""Score: what each judged item earned, by which events, with coverage and range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.bundle import Bundle, Curve
from engine.forms import GOOD
from engine.index import indexed
from engine.losses import Losses
from engine.messages import Event
from engine.plan import Measure, Objective, Plan, Weights


@dataclass(frozen=True, slots=True)
class Harm:
    """The four harms, never summed but in `weighted` (milli-points, by the scenario's declared weights)."""

    service: int
    """User-milliseconds lost."""
    data: int
    """People whose data was exposed, or records lost."""
    evidence: int
    """Evidence points destroyed before anybody collected them."""
    information: int
    """Public trust lost, per-mille."""
    weighted: int


@dataclass(frozen=True, slots=True)
class MeasureScore:
    """One judged item. `state`: not-due, unjudged, judged. `earned` and `points` in milli-points."""

    objective: str
    id: str
    kind: str
    state: str
    points: int
    earned: int
    value: int | None
    """What was measured (ms, per-mille, number), None where there is none."""
    target: int
    limit: int
    evidence: tuple[int, ...]
    """Positions in the event list of the events that decided it."""


@dataclass(frozen=True, slots=True)
class ObjectiveScore:
    """An objective's measures folded. rating: P S M U, '' where under 80 % of its due points are judged."""

    id: str
    points: int
    due: int
    judged: int
    earned: int
    rating: str
    measures: tuple[MeasureScore, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """score = earned / judged in per-mille; low and high: if the unjudged earned nothing or everything."""

    score: int
    coverage: int
    low: int
    high: int
    rating: str
    harm: Harm
    avoided: int | None
    """(nobody - team) / (nobody - reference) of weighted harm, per-mille; None where not measurable."""
    objectives: tuple[ObjectiveScore, ...]


HOUR_MS = 3_600_000
RATED_FROM = 800
"""Coverage (per-mille) below which nothing is rated or ranked."""
RATINGS = ((850, "P"), (650, "S"), (400, "M"), (0, "U"))
"""Earned per-mille → P Tốt, S Khá, M Đạt, U Chưa đạt (HSEEP's four, rule after domain practice; author's bounds)."""
LATE_REPORT = 500
"""What a report sent too late still earns, per-mille."""
TIMELY, ADDRESSED, FILLED = 400, 200, 400
"""What a report earns for its time, its address and its fields, per-mille of its points."""
CITED = 12
"""Events of one kind that a judgement cites, the first of them."""
DUE_FROM = 500
"""Share of an objective's points that must have come due (per-mille) for it to be rated at all."""
GRID_MS = 5 * 60_000
"""Distance of a curve's samples."""


def curve(events: Sequence[Event], end: int, plan: Plan | None = None) -> Curve:
    """The four harms over time out of the events alone, sampled every five minutes and at the end (ms).

    With the plan, what the people of single places lost is added to `services` where one of its measures asks for it.
    """
    grid = [*range(0, end, GRID_MS), end]
    totals: dict[str, list[int]] = {"service": [], "data": [], "evidence": [], "information": []}
    running = {"service": 0, "data": 0, "evidence": 0, "information": 0}
    """`service`: user-hours that no service of the estate lost, but people who wait in a pile."""
    services: dict[str, tuple[int, int, int]] = {}
    position = 0
    for moment in grid:
        while position < len(events) and events[position].at <= moment:
            event = events[position]
            if event.kind == "service-changed":
                services[event.data["service"]] = (event.data["lost"], event.data["micro"], max(0, event.at))
            elif event.kind == "harm-counted":
                running[event.data["column"]] += event.data["amount"]
            position += 1
        lost = sum(lost + micro * (moment - since) // 1_000_000 for lost, micro, since in services.values())
        totals["service"].append(lost + running["service"] * HOUR_MS)
        for column in ("data", "evidence", "information"):
            totals[column].append(running[column])
    ends = {name: lost + micro * (end - since) // 1_000_000 for name, (lost, micro, since) in sorted(services.items())}
    if plan is not None:
        ends |= _at_places(plan, events, end)
    return Curve(
        tuple(grid), tuple(totals["service"]), tuple(totals["data"]), tuple(totals["evidence"]), tuple(totals["information"]), ends
    )


def _at_places(plan: Plan, events: Sequence[Event], end: int) -> dict[str, int]:
    """SERVICE@PLACE that a harm measure names → user-milliseconds lost there."""
    refs = [measure.ref.removeprefix("service:") for objective in plan.objectives for measure in objective.measures if "@" in measure.ref]
    if not refs:
        return {}
    places = Losses(indexed(plan), events, end)
    return {ref: places.of(*ref.split("@")) for ref in refs}


def weighted(weights: Weights, service: int, data: int, evidence: int, information: int) -> int:
    """The four harms folded by the scenario's declared weights, milli-points."""
    hours = service * weights.service // HOUR_MS
    return hours + data * weights.data // 1000 + evidence * weights.evidence + information * weights.information


def harm_at_end(weights: Weights, run: Curve) -> Harm:
    """A run's harms at its last sample."""
    parts = (run.service[-1], run.data[-1], run.evidence[-1], run.information[-1])
    return Harm(*parts, weighted(weights, *parts))


def score(bundle: Bundle) -> Scorecard:
    """Judge a drill from its bundle: events, baselines and evaluations, and nothing else."""
    return _Judge(bundle).scorecard()


class _Judge:
    """One reading of one bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._plan = bundle.plan
        self._events = bundle.events
        self._end = max(0, min(bundle.horizon, bundle.plan.lasts_ms))
        self._run = curve(bundle.events, self._end, bundle.plan)
        self._first: dict[tuple[str, str], int] = {}
        for position, event in enumerate(bundle.events):
            name = _named(event)
            if name:
                self._first.setdefault((event.kind, name), position)
        self._closing = tuple(position for position, event in enumerate(bundle.events) if event.kind == "drill-ended")
        """The drill's end, if it came: evidence of what did not happen."""
        self._overrides = {(item.objective, item.measure): item for item in bundle.evaluations}

    def scorecard(self) -> Scorecard:
        objectives = tuple(self._objective(objective) for objective in self._plan.objectives)
        due = sum(item.due for item in objectives)
        judged = sum(item.judged for item in objectives)
        earned = sum(item.earned for item in objectives)
        coverage = judged * 1000 // due if due else 0
        value = earned * 1000 // judged if judged else 0
        weights = self._plan.weights
        harm = harm_at_end(weights, self._run)
        return Scorecard(
            score=value,
            coverage=coverage,
            low=earned * 1000 // due if due else 0,
            high=(earned + due - judged) * 1000 // due if due else 0,
            rating=_rating(value) if coverage >= RATED_FROM else "",
            harm=harm,
            avoided=self._avoided(harm),
            objectives=objectives,
        )

    def _avoided(self, harm: Harm) -> int | None:
        """(nobody - team) / (nobody - reference), never clipped; None where the difference is too small to measure."""
        weights = self._plan.weights
        nobody = self._weighted_at_end(self._bundle.header.baselines.nobody)
        reference = self._weighted_at_end(self._bundle.header.baselines.reference)
        if nobody - reference < max(1, weights.avoidable_at_least):
            return None
        return (nobody - harm.weighted) * 1000 // (nobody - reference)

    def _weighted_at_end(self, run: Curve) -> int:
        """A baseline's harm at the moment this drill ended."""
        last = max((n for n, at in enumerate(run.at) if at <= self._end), default=0)
        return weighted(self._plan.weights, run.service[last], run.data[last], run.evidence[last], run.information[last])

    def _objective(self, objective: Objective) -> ObjectiveScore:
        measures = tuple(self._measure(objective.id, measure) for measure in objective.measures)
        due = sum(item.points for item in measures if item.state != "not-due")
        judged = sum(item.points for item in measures if item.state == "judged")
        earned = sum(item.earned for item in measures)
        points = sum(item.points for item in measures)
        rated = judged and judged * 1000 // due >= RATED_FROM and due * 1000 // points >= DUE_FROM
        rating = _rating(earned * 1000 // judged) if rated else ""
        return ObjectiveScore(objective.id, points, due, judged, earned, rating, measures)

    def _measure(self, objective: str, measure: Measure) -> MeasureScore:
        judge = {
            "time": self._time,
            "harm": self._harm,
            "count": self._count,
            "reply": self._reply,
            "duty": self._duty,
            "report": self._report,
        }
        state, share, value, evidence = judge[measure.kind](measure)
        override = self._overrides.get((objective, measure.id))
        if override is not None:
            state, share = "judged", override.earned
        points = measure.points * 1000
        earned = points * share // 1000 if state == "judged" else 0
        return MeasureScore(objective, measure.id, measure.kind, state, points, earned, value, measure.target, measure.limit, evidence)

    # --- one kind of measure each: (state, earned per-mille, value, evidence)

    def _time(self, measure: Measure) -> _Verdict:
        since = self._first.get(("milestone", measure.since)) if measure.since else None
        if measure.since and since is None:
            return "not-due", 0, None, ()
        start = self._events[since].at if since is not None else 0
        until = self._first.get(("milestone", measure.until))
        if until is None:
            gone = self._end - start
            state = "judged" if gone > measure.limit or self._end >= self._plan.lasts_ms else "not-due"
            return state, 0, None, (*(() if since is None else (since,)), *self._closing)
        value = max(0, self._events[until].at - max(0, start))
        evidence = (until,) if since is None else tuple(sorted((since, until)))
        return "judged", _linear(value, measure), value, evidence

    def _harm(self, measure: Measure) -> _Verdict:
        nobody = self._bundle.header.baselines.nobody
        if self._end < self._plan.lasts_ms or not nobody.at:
            return "unjudged", 0, None, ()
        if measure.ref.startswith("service:"):
            name = measure.ref[8:]
            ours, theirs = self._run.services.get(name, 0), nobody.services.get(name, 0)
        else:
            ours, theirs = getattr(self._run, measure.ref)[-1], getattr(nobody, measure.ref)[-1]
        if theirs <= 0 and ours <= 0:
            return "not-due", 0, None, ()  # nothing of it was in danger under this drill's luck
        if theirs <= 0:
            return "judged", 0, None, self._harm_evidence(measure.ref)  # beyond any limit: doing nothing would have lost none
        value = ours * 1000 // theirs
        return "judged", _linear(value, measure), value, self._harm_evidence(measure.ref)

    def _harm_evidence(self, ref: str) -> tuple[int, ...]:
        """The changes that made up a harm, the first dozen, and the end up to which it was counted."""
        service = ref.removeprefix("service:").partition("@")[0]
        found = [
            position
            for position, event in enumerate(self._events)
            if (event.kind == "service-changed" and (ref == "service" or event.data["service"] == service))
            or (event.kind == "harm-counted" and event.data["column"] == ref)
        ]
        return (*found[:CITED], *self._closing)

    def _count(self, measure: Measure) -> _Verdict:
        kind, _, pile = measure.ref.partition(":")
        if pile:
            return self._pile(measure, pile, _PILED[kind])
        kinds = _COUNTED[measure.ref]
        if measure.ref in _OCCASIONS and not any(_OCCASIONS[measure.ref](event) for event in self._events):
            return "not-due", 0, None, ()
        found = [n for n, event in enumerate(self._events) if event.kind in kinds and event.at >= 0 and _counts(measure.ref, event)]
        value = sum(_amount(measure.ref, self._events[n]) for n in found)
        return "judged", _linear(value, measure), value, (*found[:CITED], *self._closing)

    def _pile(self, measure: Measure, pile: str, count: str) -> _Verdict:
        """A pile's count at the end; cited by its moves and by the last count."""
        counted = next((n for n, event in enumerate(self._events) if event.kind == "piles-counted"), None)
        if counted is None:
            return "unjudged", 0, None, ()
        value = self._events[counted].data["piles"][pile][count]
        moved = [n for n, event in enumerate(self._events) if event.kind == "pile-moved" and event.data["pile"] == pile]
        return "judged", _linear(value, measure), value, (*moved[:CITED], counted)

    def _reply(self, measure: Measure) -> _Verdict:
        asked = self._first.get(("message", measure.ref))
        if asked is None:
            return "not-due", 0, None, ()
        answered = self._first.get(("replied", measure.ref))
        if answered is None:
            missed = self._first.get(("reply-missed", measure.ref))
            if missed is None and self._end < self._plan.lasts_ms:
                return "not-due", 0, None, (asked,)
            return "judged", 0, None, (asked, *self._closing) if missed is None else (asked, missed)
        event = self._events[answered]
        good = not event.data["late"] and (not measure.tags or event.data["tag"] in measure.tags)
        return "judged", 1000 if good else 0, event.at - self._events[asked].at, (asked, answered)

    def _duty(self, measure: Measure) -> _Verdict:
        begun = self._first.get(("duty-started", measure.ref))
        if begun is None:
            return "not-due", 0, None, ()
        sent = self._first.get(("report-sent", measure.ref))
        if sent is None:
            missed = self._first.get(("duty-missed", measure.ref))
            return ("judged", 0, None, (begun, missed)) if missed is not None else ("not-due", 0, None, (begun,))
        on_time = self._events[sent].data["on_time"]
        value = self._events[sent].at - self._events[begun].at
        return "judged", 1000 if on_time else LATE_REPORT, value, (begun, sent)

    def _report(self, measure: Measure) -> _Verdict:
        """In time, to the right body at the first go, and right as far as the team could know."""
        state, timely, _, evidence = self._duty(measure)
        if state != "judged" or timely == 0:
            return state, 0, None, evidence
        judged = [n for n, e in enumerate(self._events) if e.kind == "report-judged" and e.data["duty"] == measure.ref]
        if not judged:
            return state, timely * TIMELY // 1000, None, evidence
        straight = 0 if self._events[judged[0]].data["wrong_body"] else ADDRESSED
        counts = [n for n in judged if not self._events[n].data.get("unsigned")]
        arrived = next((n for n in counts if not self._events[n].data["wrong_body"]), judged[0])
        verdicts = [field["verdict"] for field in self._events[arrived].data["fields"]]
        good = sum(verdict in GOOD for verdict in verdicts) * 1000 // len(verdicts) if verdicts else 1000
        span = max(1, measure.target - measure.limit)
        filled = FILLED * max(0, min(span, good - measure.limit)) // span
        return state, timely * TIMELY // 1000 + straight + filled, good, (*evidence, *dict.fromkeys((judged[0], arrived)))


_Verdict = tuple[str, int, int | None, tuple[int, ...]]

_COUNTED = {
    "wrong-isolations": ("isolated-wrongly", "cut-wrongly"),
    "evidence-lost": ("harm-counted",),
    "people-exposed": ("harm-counted",),
    "duties-late": ("duty-missed",),
    "reports-misdirected": ("report-misdirected",),
    "orders-over-head": ("order-over-head",),
    "leaks": ("leak",),
    "custody-broken": ("custody-broken",),
    "papers-missing": ("paper-missing",),
    "injects-ignored": ("reply-missed",),
    "copies-lost": ("copy-destroyed",),
    "wrong-marks": ("marked-wrongly",),
    "assets-lost": ("asset-encrypted", "asset-wiped"),
}
"""What a `count` measure may count → the event kinds that it is made of."""
_PILED = {"pile": "waiting", "pile-in": "total", "late": "late"}
"""What it may count of a pile (`pile:ID`) → which of the last counts."""


_OCCASIONS: dict[str, Callable[[Event], bool]] = {
    "wrong-marks": lambda event: event.kind == "marked",
    "papers-missing": lambda event: event.kind == "paper-owed",
    "wrong-isolations": lambda event: (
        event.kind == "link-cut" or (event.kind == "asset-known" and event.data["state"] in ("isolated", "off"))
    ),
}
"""Mistakes that can only be made by acting: not due before somebody did."""


def _counts(ref: str, event: Event) -> bool:
    if ref == "injects-ignored":
        return bool(event.data["inject"])  # a request between teams may go unanswered, too
    column = {"evidence-lost": "evidence", "people-exposed": "data"}.get(ref)
    return column is None or event.data["column"] == column


def _amount(ref: str, event: Event) -> int:
    return int(event.data["amount"]) if ref in ("evidence-lost", "people-exposed") else 1


def _named(event: Event) -> str:
    """The name under which a measure may ask for an event."""
    field = {
        "milestone": "milestone",
        "message": "inject",
        "replied": "inject",
        "reply-missed": "inject",
        "duty-started": "duty",
        "duty-missed": "duty",
        "report-sent": "duty",
    }.get(event.kind)
    return str(event.data[field]) if field else ""


def _linear(value: int, measure: Measure) -> int:
    """Full at target or better, nothing at limit or worse, linear between, per-mille."""
    if value <= measure.target:
        return 1000
    if value >= measure.limit:
        return 0
    return (measure.limit - value) * 1000 // (measure.limit - measure.target)


def _rating(share: int) -> str:
    return next(name for bound, name in RATINGS if share >= bound)
