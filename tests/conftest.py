"""What every test may ask for."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("dientap", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("dientap")
"""A busy machine is no fault of the code: only what is found counts, not how long the search took."""


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """A drill seed of the test's own, another in every run; printed with the test if it fails.

    pytest-randomly reseeds `random` before each test from its own `-p randomly_seed`, so a failure is repeated by that.
    """
    number = random.randrange(1 << 32)
    request.node.add_report_section("setup", "seed", f"drill seed {number}")
    return number
