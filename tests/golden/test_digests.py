"""Golden drills: the same digests, harms and scores on every Python and machine. `record.py` says when they may move."""

from __future__ import annotations

import pytest

from scenarios import library
from tests.golden.record import recorded, sample, shipped

TO_RECORD = "if this is meant, read tests/golden/record.py and run `python -m tests.golden.record`"


def test_the_samples_drills_are_those_on_record() -> None:
    """A move here is another physics."""
    assert sample() == recorded("sample"), TO_RECORD


@pytest.mark.parametrize("name", library.names())
def test_a_shipped_scenarios_drills_are_those_on_record(name: str) -> None:
    """Played on the small network with seed 7."""
    assert shipped(name) == recorded(name), TO_RECORD
