"""How much drill time is due at a moment of wall time."""

from __future__ import annotations

import pytest

from drills.pacer import FASTEST, GAP_MS, Pacer


def test_nothing_is_due_before_the_clock_runs() -> None:
    """A pacer that was not started stays where it is."""
    pacer = Pacer(3_000)
    assert not pacer.running
    assert pacer.due(99_999) == 3_000


def test_drill_time_follows_wall_time_in_whole_seconds() -> None:
    """At speed 1 a second is a second, and parts of one are not due."""
    pacer = Pacer(0)
    pacer.start(0, 500)
    assert [pacer.due(wall) for wall in (500, 1499, 1500, 4400)] == [0, 0, 1000, 3000]


def test_speed_multiplies_and_a_change_keeps_what_was_due() -> None:
    """At speed 10 ten seconds pass in one; a change of speed starts from where the drill stands."""
    pacer = Pacer(0, speed=10)
    pacer.start(0, 0)
    assert pacer.due(1000) == 10_000
    pacer.set_speed(2, 10_000, 1000)
    assert pacer.due(2000) == 12_000


def test_stopped_clock_loses_no_time_and_gains_none() -> None:
    """While it is stopped nothing comes due, and it goes on from where it was started again."""
    pacer = Pacer(0)
    pacer.start(0, 0)
    pacer.stop()
    pacer.start(2000, 60_000)
    assert pacer.due(61_000) == 3000


def test_a_long_gap_is_noticed_once() -> None:
    """More than five seconds between two ticks means that nobody watched; five are still fine."""
    pacer = Pacer(0)
    pacer.start(0, 0)
    assert not pacer.slept(GAP_MS)
    assert pacer.slept(2 * GAP_MS + 1)
    assert not pacer.slept(2 * GAP_MS + 100)


@pytest.mark.parametrize(("asked", "kept"), [(0, 1), (-5, 1), (7, 7), (10**9, FASTEST)])
def test_speed_stays_within_reason(asked: int, kept: int) -> None:
    """No speed below real time or beyond an hour a second."""
    assert Pacer(0, asked).speed == kept


def test_wall_clock_that_goes_back_takes_nothing_back() -> None:
    """Drill time never goes back, whatever the wall clock does."""
    pacer = Pacer(5_000)
    pacer.start(5_000, 1_000)
    assert pacer.due(0) == 5_000
