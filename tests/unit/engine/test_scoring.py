"""Every kind of measure, what decides it, and what a score may say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.bundle import Baselines, Bundle, Curve, Evaluation, Header
from engine.messages import Event
from engine.plan import Measure, Milestone, Objective, Plan, Weights
from engine.rehearsal import baselines, play
from engine.scoring import Scorecard, curve, score
from tests.samples import small_plan
from tests.unit.engine.worlds import HOUR, IR, MINUTE, at, bench

END = 6 * HOUR
FLAT = Curve((0, END), (0, 100_000), (0, 1000), (0, 10), (0, 200), {"tthc": 80_000})
NONE = Curve((0, END), (0, 0), (0, 0), (0, 0), (0, 0), {})

WEIGHTS = Weights(1000, 2000, 500, 10)


def _event(kind: str, when: int, to: tuple[str, ...] = (), **data: object) -> Event:
    return Event(when, kind, to, data)


ENDED = (_event("drill-ended", END, (IR,)), _event("services-counted", END, lost={}))


def _bundle(
    measures: tuple[Measure, ...] | Measure,
    *events: Event,
    horizon: int = END,
    nobody: Curve = FLAT,
    reference: Curve = NONE,
    evaluations: tuple[Evaluation, ...] = (),
    weights: Weights = WEIGHTS,
    team: str = "",
) -> Bundle:
    made = (measures,) if isinstance(measures, Measure) else measures
    plan: Plan = bench(
        objectives=(Objective("o", "RS", made, team),), milestones=(Milestone("open", at(0)), Milestone("closed", at(0))), weights=weights
    )
    header = Header("0", 1, "h", 1, "", {}, IR, Baselines(nobody, reference))
    closing = ENDED if horizon >= END else ()
    return Bundle(header, plan, (), horizon, (*events, *closing), evaluations)


def _judged(measure: Measure, *events: Event, **more: object) -> tuple[str, int, int | None, tuple[str, ...]]:
    """State, earned per-mille, value, kinds of the events cited."""
    bundle = _bundle(measure, *events, **more)  # type: ignore[arg-type]
    item = score(bundle).objectives[0].measures[0]
    assert all(0 <= position < len(bundle.events) for position in item.evidence)
    return item.state, item.earned * 1000 // item.points, item.value, tuple(bundle.events[position].kind for position in item.evidence)


TIME = Measure("t", "time", 10, since="open", until="closed", target=10 * MINUTE, limit=30 * MINUTE)


def _reached(name: str, when: int) -> Event:
    return _event("milestone", when, milestone=name)


@pytest.mark.parametrize(
    ("events", "horizon", "expected"),
    [
        ((), END, ("not-due", 0, None, ())),
        ((_reached("open", HOUR),), END, ("judged", 0, None, ("milestone", "drill-ended"))),
        ((_reached("open", HOUR),), HOUR + 20 * MINUTE, ("not-due", 0, None, ("milestone",))),
        ((_reached("open", HOUR),), HOUR + 31 * MINUTE, ("judged", 0, None, ("milestone",))),
        ((_reached("open", HOUR), _reached("closed", HOUR + 5 * MINUTE)), END, ("judged", 1000, 5 * MINUTE, ("milestone", "milestone"))),
        ((_reached("open", HOUR), _reached("closed", HOUR + 20 * MINUTE)), END, ("judged", 500, 20 * MINUTE, ("milestone", "milestone"))),
        ((_reached("open", HOUR), _reached("closed", HOUR + 30 * MINUTE)), END, ("judged", 0, 30 * MINUTE, ("milestone", "milestone"))),
        ((_reached("closed", MINUTE), _reached("open", HOUR)), END, ("judged", 1000, 0, ("milestone", "milestone"))),
        ((_reached("open", -HOUR), _reached("closed", 20 * MINUTE)), END, ("judged", 500, 20 * MINUTE, ("milestone", "milestone"))),
    ],
)
def test_a_time_between_two_milestones(events: tuple[Event, ...], horizon: int, expected: object) -> None:
    """Full at the target, nothing at the limit, linear between; due with its first milestone."""
    assert _judged(TIME, *events, horizon=horizon) == expected


def test_a_time_from_the_first_minute() -> None:
    """Without `since` it is due from the start."""
    measure = replace(TIME, since="")
    assert _judged(measure, _reached("closed", 20 * MINUTE)) == ("judged", 500, 20 * MINUTE, ("milestone",))
    assert _judged(measure) == ("judged", 0, None, ("drill-ended",))


REPLY = Measure("r", "reply", 10, ref="press", tags=("hand-over",))


def _asked(when: int = HOUR) -> Event:
    return _event("message", when, (IR,), inject="press", message="m")


def _answered(tag: str, *, late: bool = False) -> Event:
    return _event("replied", HOUR + MINUTE, (IR,), inject="press", message="m", tag=tag, late=late)


MISSED = _event("reply-missed", 2 * HOUR, (IR,), inject="press", message="m")


@pytest.mark.parametrize(
    ("events", "horizon", "expected"),
    [
        ((), END, ("not-due", 0, None, ())),
        ((_asked(),), HOUR + MINUTE, ("not-due", 0, None, ("message",))),
        ((_asked(),), END, ("judged", 0, None, ("message", "drill-ended"))),
        ((_asked(), MISSED), END, ("judged", 0, None, ("message", "reply-missed"))),
        ((_asked(), _answered("hand-over")), END, ("judged", 1000, MINUTE, ("message", "replied"))),
        ((_asked(), _answered("speculate")), END, ("judged", 0, MINUTE, ("message", "replied"))),
        ((_asked(), _answered("hand-over", late=True)), END, ("judged", 0, MINUTE, ("message", "replied"))),
    ],
)
def test_an_answer_of_a_fitting_kind_in_time(events: tuple[Event, ...], horizon: int, expected: object) -> None:
    """Due when asked; what counts is its kind and its time."""
    assert _judged(REPLY, *events, horizon=horizon) == expected


def test_any_answer_will_do_where_no_kind_is_asked_for() -> None:
    """In time, that is."""
    assert _judged(replace(REPLY, tags=()), _asked(), _answered("speculate"))[1] == 1000


DUTY = Measure("d", "duty", 10, ref="first")
BEGUN = _event("duty-started", HOUR, (IR,), duty="first")


def _sent(*, on_time: bool) -> Event:
    return _event("report-sent", HOUR + MINUTE, (IR,), duty="first", on_time=on_time)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), ("not-due", 0, None, ())),
        ((BEGUN,), ("not-due", 0, None, ("duty-started",))),
        ((BEGUN, _event("duty-missed", 2 * HOUR, (IR,), duty="first")), ("judged", 0, None, ("duty-started", "duty-missed"))),
        ((BEGUN, _sent(on_time=True)), ("judged", 1000, MINUTE, ("duty-started", "report-sent"))),
        ((BEGUN, _sent(on_time=False)), ("judged", 500, MINUTE, ("duty-started", "report-sent"))),
    ],
)
def test_a_report_that_was_owed(events: tuple[Event, ...], expected: object) -> None:
    """In time, late (half), or never."""
    assert _judged(DUTY, *events) == expected


REPORT = Measure("r", "report", 10, ref="first", target=800, limit=300)


def _said(*verdicts: str, wrong_body: bool = False) -> Event:
    fields = [{"field": f"f{n}", "kind": "text", "verdict": verdict} for n, verdict in enumerate(verdicts)]
    return _event("report-judged", HOUR + MINUTE, duty="first", fields=fields, wrong_body=wrong_body)


@pytest.mark.parametrize(
    ("events", "earned", "value"),
    [
        ((BEGUN, _sent(on_time=True), _said("right", "not-knowable")), 1000, 1000),
        ((BEGUN, _sent(on_time=False), _said("right", "right")), 800, 1000),
        ((BEGUN, _sent(on_time=True), _said("wrong", "claimed-unknown", "empty-but-known")), 600, 0),
        ((BEGUN, _sent(on_time=True), _said("right", "wrong")), 760, 500),
        ((BEGUN, _said("wrong", wrong_body=True), _sent(on_time=True), _said("right")), 800, 1000),
        ((BEGUN, _event("duty-missed", 2 * HOUR, (IR,), duty="first"), _said("right", wrong_body=True)), 0, None),
    ],
)
def test_a_report_by_its_time_its_address_and_its_fields(events: tuple[Event, ...], earned: int, value: int | None) -> None:
    """40 % in time, 20 % to the right body at once, 40 % for its fields; never sent there it earns nothing."""
    state, share, found, _ = _judged(REPORT, *events)
    assert (state, share, found) == ("judged", earned, value)


def _down(when: int, lost: int, users: int) -> Event:
    return _event("service-changed", when, service="tthc", level=0, rate=users, micro=users * 1_000_000, lost=lost)


@pytest.mark.parametrize(
    ("ref", "events", "expected"),
    [
        ("service:tthc", (_down(END - 20_000, 0, 1),), ("judged", 937, 250, ("service-changed", "drill-ended"))),
        ("service", (_down(END - 20_000, 0, 1),), ("judged", 1000, 200, ("service-changed", "drill-ended"))),
        ("data", (_event("harm-counted", 1, column="data", amount=600, cause="x"),), ("judged", 500, 600, ("harm-counted", "drill-ended"))),
        ("evidence", (), ("judged", 1000, 0, ("drill-ended",))),
        (
            "information",
            (_event("harm-counted", 1, column="information", amount=200, cause="x"),),
            ("judged", 0, 1000, ("harm-counted", "drill-ended")),
        ),
    ],
)
def test_harm_against_what_nobody_would_have_prevented(ref: str, events: tuple[Event, ...], expected: object) -> None:
    """Per-mille of the nobody run's, full at 200, none at 1000."""
    assert _judged(Measure("h", "harm", 10, ref=ref, target=200, limit=1000), *events) == expected


def test_harm_that_cannot_be_measured_is_not_judged() -> None:
    """The drill ended early, before the nobody run's end: unjudged, and it lowers coverage."""
    measure = Measure("h", "harm", 10, ref="data", target=200, limit=1000)
    assert _judged(measure, horizon=HOUR)[0] == "unjudged"
    card = score(_bundle(measure, horizon=HOUR))
    assert (card.coverage, card.low, card.high, card.rating) == (0, 0, 1000, "")


def test_harm_that_was_not_in_danger_is_not_due() -> None:
    """Where doing nothing loses none, keeping it is no merit; losing it all the same earns nothing, and cites the loss."""
    measure = Measure("h", "harm", 10, ref="data", target=200, limit=1000)
    assert _judged(measure, nobody=NONE) == ("not-due", 0, None, ())
    lost = _event("harm-counted", 1, column="data", amount=1, cause="x")
    assert _judged(measure, lost, nobody=NONE) == ("judged", 0, None, ("harm-counted", "drill-ended"))


@pytest.mark.parametrize(
    ("ref", "events", "value"),
    [
        (
            "wrong-isolations",
            (_event("link-cut", 1, link="l", site="y"), _event("isolated-wrongly", 1, asset="x"), _event("cut-wrongly", 2, site="y")),
            2,
        ),
        (
            "evidence-lost",
            (
                _event("harm-counted", 1, column="evidence", amount=3, cause=""),
                _event("harm-counted", 1, column="data", amount=9, cause=""),
            ),
            3,
        ),
        (
            "people-exposed",
            (
                _event("harm-counted", 1, column="evidence", amount=3, cause=""),
                _event("harm-counted", 1, column="data", amount=9, cause=""),
            ),
            9,
        ),
        ("duties-late", (_event("duty-missed", 1, duty="d"),), 1),
        ("reports-misdirected", (_event("report-misdirected", 1, form="f"),), 1),
        ("orders-over-head", (_event("order-over-head", 1, team=IR),), 1),
        ("papers-missing", (_event("paper-owed", 1, paper="t"), _event("paper-missing", 2, paper="t")), 1),
        ("leaks", (_event("leak", 1, cause="chat"), _event("leak", 2, cause="report")), 2),
        ("injects-ignored", (MISSED, _event("reply-missed", 1, inject="", message="request")), 1),
        ("copies-lost", (_event("copy-destroyed", -5, backup="x"), _event("copy-destroyed", 5, backup="y")), 1),
        ("wrong-marks", (_event("marked", 1, alert="x"), _event("marked-wrongly", 1, alert="x")), 1),
        ("assets-lost", (_event("asset-encrypted", 1, asset="x"), _event("asset-wiped", 1, asset="y")), 2),
    ],
)
def test_happenings_are_counted(ref: str, events: tuple[Event, ...], value: int) -> None:
    """Of the drill, not of history; each with the events that it is made of."""
    state, earned, found, cited = _judged(Measure("c", "count", 10, ref=ref, target=0, limit=4), *events)
    assert (state, found) == ("judged", value)
    assert earned == max(0, 1000 - value * 250)
    assert cited[-1] == "drill-ended"
    assert len(cited) > 1


@pytest.mark.parametrize("ref", ["wrong-marks", "wrong-isolations", "papers-missing"])
def test_a_mistake_that_nobody_could_make_is_not_due(ref: str) -> None:
    """Who judged no alert has judged none rightly either."""
    state, earned, _, _ = _judged(Measure("c", "count", 10, ref=ref, target=0, limit=4))
    assert (state, earned) == ("not-due", 0)


def test_a_person_may_override_with_a_reason() -> None:
    """The grade counts, the evidence stays; also where nothing was judged."""
    grade = Evaluation(HOUR, "o", "r", 700, "nói đúng ý", "giám khảo")
    card = score(_bundle(REPLY, _asked(), _answered("speculate"), evaluations=(grade,)))
    item = card.objectives[0].measures[0]
    assert (item.state, item.earned, len(item.evidence)) == ("judged", 7000, 2)
    other = replace(grade, measure="something-else")
    assert score(_bundle(REPLY, _asked(), evaluations=(other,))).score == 0


def _three(*events: Event, **more: object) -> Scorecard:
    unmeasured = Measure("h", "harm", 30, ref="data", target=200, limit=1000)
    return score(_bundle((replace(REPLY, points=60), unmeasured, DUTY), *events, horizon=END - 1, **more))  # type: ignore[arg-type]


def test_coverage_and_range() -> None:
    """60 points judged and earned, 30 unjudged, 10 not due: two thirds covered, no rating, from 66 % to 100 %."""
    card = _three(_asked(), _answered("hand-over"))
    assert (card.score, card.coverage, card.low, card.high, card.rating) == (1000, 666, 666, 1000, "")
    objective = card.objectives[0]
    assert (objective.points, objective.due, objective.judged, objective.earned, objective.rating) == (100_000, 90_000, 60_000, 60_000, "")


@pytest.mark.parametrize(("earned", "rating"), [(1000, "P"), (850, "P"), (849, "S"), (650, "S"), (400, "M"), (399, "U"), (0, "U")])
def test_ratings_follow_by_rule(earned: int, rating: str) -> None:
    """Tốt, Khá, Đạt, Chưa đạt."""
    card = score(_bundle(REPLY, _asked(), _answered("x"), evaluations=(Evaluation(0, "o", "r", earned, "", ""),)))
    assert (card.rating, card.objectives[0].rating) == (rating, rating)


def test_nothing_due_is_nothing_said() -> None:
    """No score out of nothing."""
    card = score(_bundle(REPLY))
    assert (card.score, card.coverage, card.rating) == (0, 0, "")


@pytest.mark.parametrize(
    ("team", "reference", "avoided"),
    [(1000, 0, 0), (0, 0, 1000), (500, 0, 500), (500, 500, 1000), (0, 500, 2000), (2000, 0, -1000), (0, 1000, None), (0, 995, None)],
)
def test_avoided_harm_is_not_clipped(team: int, reference: int, avoided: int | None) -> None:
    """Between nobody and the reference, below and above; too small a difference is not measurable."""
    events = (_event("harm-counted", 1, column="data", amount=team, cause="x"),)
    curves = [replace(NONE, data=(0, amount)) for amount in (1000, reference)]
    bundle = _bundle(REPLY, *events, nobody=curves[0], reference=curves[1], weights=Weights(0, 1000, 0, 0, avoidable_at_least=10))
    assert score(bundle).avoided == avoided


def test_four_harms_are_folded_by_the_declared_weights_alone() -> None:
    """Milli-points per user-hour, thousand people, evidence point and per-mille of trust."""
    events = (
        _down(END - HOUR, 0, 5),
        _event("harm-counted", 1, column="data", amount=3000, cause=""),
        _event("harm-counted", 1, column="evidence", amount=4, cause=""),
        _event("harm-counted", 1, column="information", amount=50, cause=""),
    )
    harm = score(_bundle(REPLY, *sorted(events, key=lambda e: e.at))).harm
    assert (harm.service, harm.data, harm.evidence, harm.information) == (5 * HOUR, 3000, 4, 50)
    assert harm.weighted == 5 * 1000 + 3 * 2000 + 4 * 500 + 50 * 10


def test_a_curve_is_sampled_every_five_minutes_and_at_the_end() -> None:
    """The last sample stands at the end, whatever the grid."""
    drawn = curve((_down(7 * MINUTE, 0, 2),), 12 * MINUTE)
    assert drawn.at == (0, 5 * MINUTE, 10 * MINUTE, 12 * MINUTE)
    assert drawn.service == (0, 0, 6 * MINUTE, 10 * MINUTE)
    assert drawn.services == {"tthc": 10 * MINUTE}


@pytest.mark.parametrize("level", ["idle", "novice", "expert", "reference"])
def test_every_point_of_a_real_drill_cites_events_before_its_judgement(seed: int, level: str) -> None:
    """Evidence positions exist, lie before the horizon, and are there for each judged measure."""
    plan = small_plan()
    sim = play(plan, seed, level)
    header = Header("0", 1, "h", seed, "", {}, "", baselines(plan, seed))
    bundle = Bundle(header, plan, tuple(sim.inputs), plan.lasts_ms, tuple(sim.events))
    for objective in score(bundle).objectives:
        for measure in objective.measures:
            assert list(measure.evidence) == sorted(set(measure.evidence))
            assert all(bundle.events[position].at <= bundle.horizon for position in measure.evidence)
            assert measure.evidence or measure.state != "judged"
            assert 0 <= measure.earned <= measure.points


def test_a_score_says_the_same_of_a_bundle_every_time() -> None:
    """A pure function."""
    bundle = _bundle(REPLY, _asked(), _answered("hand-over"))
    assert score(bundle) == score(bundle)
