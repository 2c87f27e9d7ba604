"""What every test may ask for."""

from __future__ import annotations

import random

import pytest


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """A drill seed of the test's own, another in every run; printed with the test if it fails.

    pytest-randomly reseeds `random` before each test from its own `-p randomly_seed`, so a failure is repeated by that.
    """
    number = random.randrange(1 << 32)
    request.node.add_report_section("setup", "seed", f"drill seed {number}")
    return number
