"""A pile's sums are those of single milliseconds, however rates change and whenever anybody looks."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from engine.tally import ITEM, Tally, clamped

Deed = tuple[str, int, int]
"""What is done: `run` for so many ms, `rates` in and out, `add` or `take` so many items."""

rates = st.integers(0, 5).map(lambda number: number * ITEM // 7)
"""Items an hour, so many that a few ms move whole items."""
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("run"), st.integers(1, 40), st.just(0)),
        st.tuples(st.just("rates"), rates, rates),
        st.tuples(st.sampled_from(("add", "take")), st.integers(1, 6), st.just(0)),
    ),
    max_size=14,
)


@dataclass
class ByTheMillisecond:
    """The same pile, stepped one ms at a time, every moment kept."""

    amount: int
    most: int
    age: int
    rate_in: int = 0
    rate_out: int = 0
    lain: int = 0
    late: int = 0
    came: list[int] = field(default_factory=list)
    """Units that had ever come at each moment; last = now."""

    def step(self) -> None:
        """One millisecond."""
        self.lain += self.amount
        after = max(0, self.amount + self.rate_in - self.rate_out)
        came = self.rate_in
        if self.most and after > self.most and self.rate_in > self.rate_out:
            came, after = self.most - self.amount + self.rate_out, self.most
        self.amount = after
        self.came.append(self.came[-1] + came)

    def grow_old(self, before: int) -> None:
        """Of what had come up to `age` ago, all that is not gone is late, each item once."""
        old = self.came[-1 - self.age] if len(self.came) > self.age else 0
        gone = self.came[-1] - self.amount
        self.late += max(0, old - max(before, gone))


def _compare(tally: Tally, slow: ByTheMillisecond) -> None:
    assert (tally.waiting, tally.total) == (slow.amount // ITEM, slow.came[-1] // ITEM)
    assert tally.item_hours == slow.lain // ITEM // ITEM
    assert (tally._amount, tally._in, tally._lain) == (slow.amount, slow.came[-1], slow.lain)


@given(deeds, st.integers(0, 4), st.integers(0, 9))
def test_amounts_and_what_lay_there_are_the_sum_over_milliseconds(done: list[Deed], starts: int, most: int) -> None:
    """Whole sums in whole units: waiting, total, items × time."""
    most = most and max(most, starts)
    tally = Tally(starts, most, 0)
    slow = ByTheMillisecond(starts * ITEM, most * ITEM, 0, came=[starts * ITEM])
    now = 0
    for verb, one, two in done:
        if verb == "run":
            now += one
            tally.run(now)
            for _ in range(one):
                slow.step()
        elif verb == "rates":
            tally.rate_in, tally.rate_out = slow.rate_in, slow.rate_out = one, two
        elif verb == "add":
            room = slow.most - slow.amount if slow.most else one * ITEM
            tally.add(one)
            slow.amount += min(one * ITEM, room)
            slow.came[-1] += min(one * ITEM, room)
        else:
            tally.take(one)
            slow.amount -= min(one * ITEM, slow.amount)
        _compare(tally, slow)


@given(deeds, st.integers(0, 4), st.integers(1, 25))
def test_lateness_is_the_sum_over_milliseconds(done: list[Deed], starts: int, age: int) -> None:
    """First in, first out: what had come an age ago and is not gone by then is late."""
    tally = Tally(starts, 0, age)
    slow = ByTheMillisecond(starts * ITEM, 0, age, came=[0])
    slow.came[-1] += starts * ITEM
    now, aged = 0, 0
    for verb, one, two in done:
        if verb == "run":
            now += one
            tally.run(now)
            for _ in range(one):
                slow.step()
                slow.grow_old(aged)
                aged = slow.came[-1 - age] if len(slow.came) > age else 0
        elif verb == "rates":
            tally.rate_in, tally.rate_out = slow.rate_in, slow.rate_out = one, two
        elif verb == "take":
            tally.take(one)
            slow.amount -= min(one * ITEM, slow.amount)
        assert tally._late == slow.late


@given(deeds, st.integers(0, 4), st.integers(0, 9), st.integers(0, 25), st.integers(1, 7))
def test_how_often_anybody_looks_changes_nothing(done: list[Deed], starts: int, most: int, age: int, slice_ms: int) -> None:
    """The slicing law: one long run, or many short ones."""
    most = most and max(most, starts)
    rough, fine = Tally(starts, most, age), Tally(starts, most, age)
    now = 0
    for verb, one, two in done:
        if verb == "run":
            for moment in (*range(now, now + one, slice_ms), now + one):
                fine.run(moment)
            now += one
            rough.run(now)
        for tally in (rough, fine):
            if verb == "rates":
                tally.rate_in, tally.rate_out = one, two
            elif verb in ("add", "take"):
                (tally.add if verb == "add" else tally.take)(one)
        assert (rough._amount, rough._in, rough._lain, rough._late) == (fine._amount, fine._in, fine._lain, fine._late)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 3), st.integers(1, 12))
def test_the_moment_of_a_crossing_is_the_first_one(rate_in: int, rate_out: int, starts: int, items: int) -> None:
    """At `until` the answer has changed, a ms before it had not."""
    tally = Tally(starts, 0, 0)
    tally.rate_in, tally.rate_out = rate_in * ITEM // 5, rate_out * ITEM // 5
    moment = tally.until(items)
    if moment:
        before = Tally(starts, 0, 0)
        before.rate_in, before.rate_out = tally.rate_in, tally.rate_out
        before.run(moment - 1)
        tally.run(moment)
        assert (before.waiting >= items) == (starts >= items)
        assert (tally.waiting >= items) != (starts >= items)
    else:
        tally.run(500)
        assert (tally.waiting >= items) == (starts >= items)


@given(st.integers(-50, 50), st.integers(-9, 9), st.integers(0, 20), st.integers(0, 40))
def test_a_clamped_progression(first: int, step: int, count: int, top: int) -> None:
    """Closed form against the sum itself."""
    assert clamped(first, step, count, top) == sum(min(max(first + step * place, 0), top) for place in range(count))
