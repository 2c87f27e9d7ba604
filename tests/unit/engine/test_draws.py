"""Keyed draws: what a value hangs on, and what it must not hang on."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.draws import Draws, quantile, share
from engine.plan import Spread

TOP = (1 << 64) - 1


def test_a_value_hangs_on_seed_cause_object_and_count_alone(seed: int) -> None:
    """What else was drawn before, and in which order, changes nothing."""
    plain, busy = Draws(seed), Draws(seed)
    for n in range(20):
        busy.number("other", str(n))
        busy.number("cause", f"other-{n}")
    assert [plain.number("cause", "thing") for _ in range(3)] == [busy.number("cause", "thing") for _ in range(3)]


def test_each_part_of_the_key_counts(seed: int) -> None:
    """Another seed, cause, object, count or salt gives another value."""
    salted = Draws(seed)
    salted.salt = 1
    base = Draws(seed)
    values = {
        base.number("a", "b"),
        base.number("a", "b"),
        Draws(seed + 1).number("a", "b"),
        Draws(seed).number("a", "c"),
        Draws(seed).number("b", "b"),
        salted.number("a", "b"),
    }
    assert len(values) == 6


def test_cause_and_object_do_not_run_together(seed: int) -> None:
    """`ab` on `c` is not `a` on `bc`."""
    assert Draws(seed).number("ab", "c") != Draws(seed).number("a", "bc")


def test_a_key_drawn_twice_is_an_error(seed: int) -> None:
    """The trace notices if ever the same key were drawn again."""
    draws = Draws(seed, {})
    draws.number("a", "b")
    draws._count.clear()
    with pytest.raises(AssertionError, match="drawn twice: a b 0"):
        draws.number("a", "b")


@pytest.mark.parametrize(("permille", "answer"), [(0, False), (1000, True)])
def test_certain_chances_are_certain_and_still_drawn(seed: int, permille: int, answer: bool) -> None:
    """A chance of 0 or 1000 never surprises, and uses its turn all the same."""
    trace: dict[tuple[str, str, int, int], int] = {}
    draws = Draws(seed, trace)
    assert {draws.chance("c", str(n), permille) for n in range(200)} == {answer}
    assert len(trace) == 200


def test_a_chance_comes_true_about_as_often_as_it_says() -> None:
    """300 per-mille over 4000 things is 1200, give or take three standard deviations."""
    draws = Draws(7)
    assert 1110 < sum(draws.chance("c", str(n), 300) for n in range(4000)) < 1290


def test_quantiles_are_the_tables_entries_and_the_lines_between() -> None:
    """The ends and the middle of a table are hit exactly; between two entries the value is on their line."""
    spread = Spread((10, 20, 60))
    assert [quantile(spread, point) for point in (0, 1 << 62, 1 << 63, 3 << 62)] == [10, 15, 20, 40]
    assert 59 <= quantile(spread, TOP) <= 60


def test_a_table_of_one_entry_is_that_entry() -> None:
    """A fixed duration has no luck in it."""
    assert {quantile(Spread((5,)), point) for point in (0, 1 << 63, TOP)} == {5}


def test_published_ranges_lie_where_they_say() -> None:
    """The tenth and the ninetieth percentile of a straight table."""
    spread = Spread(tuple(range(0, 1001, 10)))
    assert share(spread, 100) in (99, 100)
    assert share(spread, 900) in (899, 900)


def test_a_choice_survives_the_loss_of_other_candidates(seed: int) -> None:
    """Taking away anybody but the chosen one does not change the choice."""
    names = [f"pc{n}" for n in range(30)]
    chosen = Draws(seed).lowest("pick", names)
    for gone in names:
        if gone != chosen:
            assert Draws(seed).lowest("pick", [name for name in names if name != gone]) == chosen


def test_a_choice_does_not_hang_on_the_order_of_candidates(seed: int) -> None:
    """It is the lowest hash that wins, never an index."""
    names = [f"pc{n}" for n in range(30)]
    assert Draws(seed).lowest("pick", names) == Draws(seed).lowest("pick", reversed(names))


def test_nobody_to_choose_from() -> None:
    """An empty choice is the empty name."""
    assert Draws(1).lowest("pick", ()) == ""


def test_ranking_keeps_its_order_when_one_drops_out(seed: int) -> None:
    """The others stay in the order they had, group by group."""
    groups = {"x": ("a", "b", "c", "d"), "y": ("e", "f", "g")}
    whole = list(Draws(seed).ranked("r", groups))
    fewer = list(Draws(seed).ranked("r", {"x": ("a", "c", "d"), "y": ("e", "f", "g")}))
    assert sorted(whole) == list("abcdefg")
    assert [name for name in whole if name != "b"] == fewer
    assert {frozenset(whole[:4]), frozenset(whole[:3])} & {frozenset("abcd"), frozenset("efg")}


def test_a_ranking_is_one_draw(seed: int) -> None:
    """However many communes there are: each candidate's place comes of that draw and its own name."""
    trace: dict[tuple[str, str, int, int], int] = {}
    next(Draws(seed, trace).ranked("r", {f"site{n}": tuple(f"pc{n}-{m}" for m in range(50)) for n in range(10)}))
    assert len(trace) == 1


def test_a_pick_is_the_first_of_the_ranking(seed: int) -> None:
    """Whoever needs one of many need not rank the rest."""
    groups = {f"site{n}": tuple(f"pc{n}-{m}" for m in range(50)) for n in range(10)}
    assert Draws(seed).pick("r", groups) == next(Draws(seed).ranked("r", groups))
    assert Draws(seed).pick("r", {}) == ""


def test_choices_are_fair() -> None:
    """Of six candidates each is chosen about as often, whatever their names have in common."""
    draws, names = Draws(7), [f"xa-{n}-pc01" for n in range(6)]
    chosen = Counter(draws.lowest("pick", names) for _ in range(6000))
    assert set(chosen) == set(names)
    assert all(880 < count < 1120 for count in chosen.values())


def test_weights_decide_how_often() -> None:
    """Three to one over 2000 draws; weights need not add up to 1000."""
    draws = Draws(3)
    taken = [draws.weighted("w", str(n), (("often", 3), ("never", 0), ("rarely", 1))) for n in range(2000)]
    assert 1400 < taken.count("often") < 1600
    assert taken.count("never") == 0


def test_opaque_ids_are_stable_short_and_apart() -> None:
    """The same cause gives the same id everywhere; ten thousand causes, ten thousand ids of ten plain characters."""
    draws = Draws(7)
    ids = {draws.opaque("task", "ir", "isolate", f"pc{n}", "0") for n in range(10_000)}
    assert len(ids) == 10_000
    assert all(len(name) == 10 and name.isascii() and name.isalnum() for name in ids)
    assert draws.opaque("task", "ir", "isolate", "pc1", "0") == "8f290d4241"
    assert draws.opaque("a", "bc") != draws.opaque("ab", "c")


def test_opaque_ids_hang_on_the_seed_and_on_no_draw(seed: int) -> None:
    """Whoever knows the scenario and not the seed cannot tell what is behind an id; drawing, counting and salting leave it."""
    draws = Draws(seed)
    name = draws.opaque("alert", "ir", "scan", "app", "noise", "0")
    draws.number("a", "b")
    draws.salt = 9
    assert draws.opaque("alert", "ir", "scan", "app", "noise", "0") == name
    assert Draws(seed + 1).opaque("alert", "ir", "scan", "app", "noise", "0") != name
