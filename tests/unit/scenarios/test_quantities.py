"""Lengths, shares and distributions as trainers write them."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scenarios.model.quantities import ENTRIES, Duration, Length, Share, SignedLength, length_ms, spread

DURATION: TypeAdapter[object] = TypeAdapter(Duration)
MINUTE = 60_000


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("90s", 90_000),
        ("15m", 900_000),
        ("2h30m", 9_000_000),
        ("9d", 777_600_000),
        ("-9d", -777_600_000),
        ("250ms", 250),
        ("0", 0),
        ("1d1ms", 86_400_001),
    ],
)
def test_length_in_ms(text: str, ms: int) -> None:
    """Units in falling order, each once, a sign in front."""
    assert length_ms(text) == ms


@pytest.mark.parametrize("text", ["", "-", "15", "15 m", "30m2h", "1.5h", "h", "999999d", "2h30", "١٥m"])
def test_not_a_length(text: str) -> None:
    """Anything else is none, lengths over a year included."""
    assert length_ms(text) is None


@given(st.integers(0, 99), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_length_round_trip(days: int, hours: int, minutes: int, seconds: int) -> None:
    """What is written out is read back."""
    text = f"{days}d{hours}h{minutes}m{seconds}s"
    assert length_ms(text) == (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000


@pytest.mark.parametrize(("given", "share"), [("30%", 300), ("12.5%", 125), (0.3, 300), (1, 1000), (0, 0), ("100%", 1000), (0.0004, 0)])
def test_share_in_permille(given: object, share: int) -> None:
    """Percent or a number between 0 and 1."""
    assert TypeAdapter(Share).validate_python(given) == share


@pytest.mark.parametrize("given", ["30", "130%", 30, 1.2, -0.1, True, None, "x%"])
def test_not_a_share(given: object) -> None:
    """A bare 30 could mean anything, so it is refused; true is no number."""
    with pytest.raises(ValidationError, match="share"):
        TypeAdapter(Share).validate_python(given)


def test_only_drill_times_may_be_negative() -> None:
    """A length of -5m is refused where it is a length, taken where it is a moment."""
    assert TypeAdapter(SignedLength).validate_python("-5m") == -5 * MINUTE
    with pytest.raises(ValidationError, match="length_negative"):
        TypeAdapter(Length).validate_python("-5m")


def test_fixed_is_one_entry() -> None:
    """A plain length and `fixed` are the same."""
    plain, fixed = (spread(DURATION.validate_python(item)) for item in ("5m", {"fixed": "5m"}))  # type: ignore[arg-type]
    assert plain == fixed
    assert plain.table == (5 * MINUTE,)


def _table(authored: object) -> tuple[int, ...]:
    return spread(DURATION.validate_python(authored)).table  # type: ignore[arg-type]


def test_uniform_runs_evenly_from_end_to_end() -> None:
    """Entry i stands at i/64 of the way."""
    table = _table({"uniform": {"low": "0", "high": "64s"}})
    assert table == tuple(1000 * i for i in range(ENTRIES))


def test_triangular_has_its_ends_and_its_mode() -> None:
    """P(X ≤ mode) = (mode - low) / (high - low): with the mode a quarter of the way up, quantile 1/4 is the mode."""
    table = _table({"triangular": {"low": "4m", "mode": "6m", "high": "12m"}})
    assert (table[0], table[16], table[-1]) == (4 * MINUTE, 6 * MINUTE, 12 * MINUTE)


def test_triangular_of_no_width() -> None:
    """low = mode = high is a fixed length, not a division by nothing."""
    assert set(_table({"triangular": {"low": "5m", "mode": "5m", "high": "5m"}})) == {5 * MINUTE}


def test_lognormal_hits_its_median_and_p95_and_is_clipped() -> None:
    """The median is exact, p95 lies between its neighbours, and the ends are the 0.2nd and 99.8th percentile."""
    table = _table({"lognormal": {"median": "21s", "p95": "3m"}})
    assert table[32] == 21_000
    assert table[60] < 180_000 < table[61]  # 0.95 = 60.8 / 64
    sigma = math.log(180 / 21) / NormalDist().inv_cdf(0.95)
    assert table[-1] == round(21_000 * math.exp(sigma * NormalDist().inv_cdf(0.998)))


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["uniform", "triangular", "lognormal"]))
def test_tables_never_decrease(a: int, b: int, c: int, kind: str) -> None:
    """65 integers, rising, whatever was written."""
    low, mode, high = (f"{n}s" for n in sorted((a, b, c)))
    authored = {
        "uniform": {"uniform": {"low": low, "high": high}},
        "triangular": {"triangular": {"low": low, "mode": mode, "high": high}},
        "lognormal": {"lognormal": {"median": f"{min(a, b, c) + 1}s", "p95": f"{max(a, b, c) + 1}s"}},
    }[kind]
    table = _table(authored)
    assert len(table) == ENTRIES
    assert all(type(entry) is int for entry in table)
    assert list(table) == sorted(table)


@pytest.mark.parametrize(
    "authored",
    [
        {"uniform": {"low": "5m", "high": "4m"}},
        {"lognormal": {"median": "0", "p95": "1m"}},
        {"normal": {"mean": "1m"}},
        {},
        [],
        None,
        5,
        {"fixed": "5m", "uniform": {}},
    ],
)
def test_not_a_distribution(authored: object) -> None:
    """Wrong order, unknown shapes, two shapes at once."""
    with pytest.raises(ValidationError):
        DURATION.validate_python(authored)
