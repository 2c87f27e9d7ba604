"""Coverage, score and range over any mixture of judged, unjudged and not yet due items."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.bundle import Baselines, Bundle, Curve, Evaluation, Header
from engine.messages import Event
from engine.plan import Measure, Objective
from engine.scoring import RATED_FROM, Scorecard, _linear, score
from tests.unit.engine.worlds import HOUR, bench

NONE = Curve((0,), (0,), (0,), (0,), (0,))
END = 6 * HOUR
states = st.sampled_from(["judged", "unjudged", "not-due"])
items = st.lists(st.tuples(states, st.integers(1, 50), st.integers(0, 1000)), max_size=8)


def _card(objectives: list[list[tuple[str, int, int]]]) -> Scorecard:
    """Judged: graded by hand. Unjudged: a harm before the end, where the nobody run stands. Not due: an inject that never came."""
    made, grades = [], []
    for number, group in enumerate(objectives):
        measures = []
        for item, (state, points, earned) in enumerate(group):
            kind, ref = ("harm", "data") if state == "unjudged" else ("reply", "never")
            measures.append(Measure(f"m{item}", kind, points, ref=ref))
            if state == "judged":
                grades.append(Evaluation(0, f"o{number}", f"m{item}", earned, "", ""))
        made.append(Objective(f"o{number}", "RS", tuple(measures)))
    header = Header("0", 1, "h", 1, "", {}, "", Baselines(NONE, NONE))
    events = (Event(END - 1, "drill-ended", (), {}),)
    return score(Bundle(header, bench(objectives=tuple(made)), (), END - 1, events, tuple(grades)))


@given(st.lists(items, max_size=4))
def test_the_arithmetic_of_a_scorecard(objectives: list[list[tuple[str, int, int]]]) -> None:
    """Score = earned / judged; coverage = judged / due; range = unjudged at nothing and at everything; no rating under 80 %."""
    card = _card(objectives)
    flat = [item for group in objectives for item in group]
    due = sum(points for state, points, _ in flat if state != "not-due") * 1000
    judged = sum(points for state, points, _ in flat if state == "judged") * 1000
    earned = sum(points * share for state, points, share in flat if state == "judged")
    assert card.coverage == (judged * 1000 // due if due else 0)
    assert card.score == (earned * 1000 // judged if judged else 0)
    assert (card.low, card.high) == ((earned * 1000 // due, (earned + due - judged) * 1000 // due) if due else (0, 0))
    assert 0 <= card.low <= card.high <= 1000
    assert bool(card.rating) == (due > 0 and card.coverage >= RATED_FROM)
    if judged == due:
        assert card.low == card.high == card.score
    for objective, group in zip(card.objectives, objectives, strict=True):
        assert objective.points == sum(points for _, points, _ in group) * 1000
        assert sum(item.points for item in objective.measures if item.state == "judged") == objective.judged
        assert sum(item.earned for item in objective.measures) == objective.earned <= objective.judged <= objective.due <= objective.points
    assert (sum(o.due for o in card.objectives), sum(o.judged for o in card.objectives)) == (due, judged)


@given(st.integers(-10, 4000), st.integers(0, 2000), st.integers(0, 2000))
def test_points_fall_in_a_straight_line(value: int, target: int, beyond: int) -> None:
    """Full at the target or better, none at the limit or worse, never rising in between."""
    measure = Measure("m", "count", 1, target=target, limit=target + beyond)
    earned = _linear(value, measure)
    assert 0 <= earned <= 1000
    assert (earned == 1000) if value <= target else (earned < 1000 or beyond == 0)
    assert earned == 0 or value < target + beyond or value <= target
    assert _linear(value + 1, measure) <= earned
