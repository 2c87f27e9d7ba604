"""Lengths of time, shares and distributions as trainers write them, and their quantile tables.

A length is `90s`, `15m`, `2h30m`, `9d` or `0`; a share is `30%` or `0.3`; a distribution is a length (fixed) or one of
fixed, uniform, triangular, lognormal. Compiling may use floats; what comes out is integers only.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from statistics import NormalDist
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from engine.plan import Spread
from scenarios.model.base import Authored, fault

ENTRIES = 65
"""Entries of a quantile table: steps of 1/64, fine enough that a keyed draw between them is linear."""

CLIP = 0.002
"""A lognormal's tails are cut at p0.2 and p99.8: the heaviest draw stays a human length of time."""

_UNITS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
_LENGTH = re.compile(r"^([+-]?)(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?(?:(\d{1,9})ms)?$", re.ASCII)
_SHARE = re.compile(r"^(\d{1,3})(?:\.(\d))?%$", re.ASCII)
_TIME = re.compile(r"^(\d{1,2}):([0-5]\d)$", re.ASCII)
_DAY_MINUTES = 24 * 60
_FACTOR = re.compile(r"^(\d{3})%$", re.ASCII)
_LONGEST = 400 * 86_400_000
_P95 = NormalDist().inv_cdf(0.95)


def length_ms(text: str) -> int | None:
    """Milliseconds of a written length (`2h30m`), None where it is none."""
    found = _LENGTH.match(text)
    if not found or text.strip("+-") == "":
        return 0 if text == "0" else None
    total = sum(int(part) * _UNITS[unit] for part, unit in zip(found.groups()[1:], ("d", "h", "m", "s", "ms"), strict=True) if part)
    return (-total if found[1] == "-" else total) if total <= _LONGEST else None


def _read_signed(value: Any) -> Any:
    if type(value) is int and value == 0:
        return 0
    found = length_ms(value) if isinstance(value, str) else None
    if found is None:
        raise fault("length", given=str(value))
    return found


def _read_length(value: Any) -> Any:
    found = _read_signed(value)
    if found < 0:
        raise fault("length_negative", given=str(value))
    return found


def _read_share(value: Any) -> Any:
    if isinstance(value, str):
        found = _SHARE.match(value)
        if found and (share := int(found[1]) * 10 + int(found[2] or 0)) <= 1000:
            return share
    elif type(value) in (int, float) and 0 <= value <= 1:
        return round(value * 1000)
    raise fault("share", given=str(value))


def _read_time(value: Any) -> Any:
    found = _TIME.match(value) if isinstance(value, str) else None
    minutes = int(found[1]) * 60 + int(found[2]) if found else _DAY_MINUTES + 1
    if minutes > _DAY_MINUTES:
        raise fault("time_of_day", given=str(value))
    return minutes * 60_000


_LENGTH_SCHEMA = {
    "anyOf": [{"type": "string", "pattern": r"^(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$", "minLength": 2}, {"const": 0}],
    "examples": ["90s", "15m", "2h30m", "9d"],
}
_SIGNED_SCHEMA = {
    "anyOf": [{"type": "string", "pattern": r"^[+-]?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$", "minLength": 2}, {"const": 0}],
    "examples": ["-9d", "20m"],
}
_SHARE_SCHEMA = {
    "anyOf": [{"type": "string", "pattern": r"^\d{1,3}(\.\d)?%$"}, {"type": "number", "minimum": 0, "maximum": 1}],
    "examples": ["30%", 0.3],
}

Length = Annotated[int, BeforeValidator(_read_length), WithJsonSchema(_LENGTH_SCHEMA)]
"""A length of time, in ms once read."""
SignedLength = Annotated[int, BeforeValidator(_read_signed), WithJsonSchema(_SIGNED_SCHEMA)]
"""A drill time, negative before the drill's first minute; ms once read."""
Share = Annotated[int, BeforeValidator(_read_share), WithJsonSchema(_SHARE_SCHEMA)]
"""A share, per-mille once read."""

TimeOfDay = Annotated[
    int, BeforeValidator(_read_time), WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:[0-5]\d$", "examples": ["07:30"]})
]
"""A local time of day (24:00 = the day's end), ms since midnight once read."""


def _read_factor(value: Any) -> Any:
    found = _FACTOR.match(value) if isinstance(value, str) else None
    if not found or not 1000 <= int(found[1]) * 10 <= 5000:
        raise fault("factor", given=str(value))
    return int(found[1]) * 10


Factor = Annotated[int, BeforeValidator(_read_factor), WithJsonSchema({"type": "string", "pattern": r"^\d{3}%$", "examples": ["130%"]})]
"""How much more, from 100% to 500%; per-mille once read."""


class UniformRange(Authored):
    """Equally likely between two lengths."""

    low: Length
    high: Length

    @model_validator(mode="after")
    def _ordered(self) -> UniformRange:
        if self.low > self.high:
            raise fault("spread_order", names="low ≤ high")
        return self


class TriangularRange(Authored):
    """Human work: least, usual and most."""

    low: Length
    mode: Length
    high: Length

    @model_validator(mode="after")
    def _ordered(self) -> TriangularRange:
        if not self.low <= self.mode <= self.high:
            raise fault("spread_order", names="low ≤ mode ≤ high")
        return self


class LognormalRange(Authored):
    """Heavy-tailed times, as incident statistics report them: median and 95th percentile."""

    median: Length
    p95: Length

    @model_validator(mode="after")
    def _ordered(self) -> LognormalRange:
        if not 0 < self.median <= self.p95:
            raise fault("spread_order", names="0 < median ≤ p95")
        return self


class Fixed(Authored):
    """Always the same length."""

    fixed: Length


class Uniform(Authored):
    """Anything between two lengths."""

    uniform: UniformRange


class Triangular(Authored):
    """Least, usual, most."""

    triangular: TriangularRange


class Lognormal(Authored):
    """Median and 95th percentile."""

    lognormal: LognormalRange


_SHAPES = ("fixed", "uniform", "triangular", "lognormal")


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        return next(("~" + name for name in _SHAPES if name in value), "~none")
    return "~length" if not isinstance(value, Authored) else "~" + type(value).__name__.lower()


Duration = Annotated[
    Annotated[Length, Tag("~length")]
    | Annotated[Fixed, Tag("~fixed")]
    | Annotated[Uniform, Tag("~uniform")]
    | Annotated[Triangular, Tag("~triangular")]
    | Annotated[Lognormal, Tag("~lognormal")],
    Discriminator(_shape, custom_error_type="spread_shape", custom_error_message="spread_shape"),
    Field(description="a length, or one of fixed, uniform, triangular, lognormal"),
]


def spread(authored: int | Fixed | Uniform | Triangular | Lognormal) -> Spread:
    """The quantile table of an authored distribution: one entry when it is fixed, else 65, integers, never decreasing."""
    if isinstance(authored, int):
        return _table("fixed", authored, 0, 0)
    if isinstance(authored, Fixed):
        return _table("fixed", authored.fixed, 0, 0)
    if isinstance(authored, Uniform):
        return _table("uniform", authored.uniform.low, authored.uniform.high, 0)
    if isinstance(authored, Triangular):
        shape = authored.triangular
        return _table("triangular", shape.low, shape.mode, shape.high)
    return _table("lognormal", authored.lognormal.median, authored.lognormal.p95, 0)


@lru_cache(maxsize=512)
def _table(shape: str, a: int, b: int, c: int) -> Spread:
    """`a b c`: fixed length · low, high · low, mode, high · median, p95."""
    if shape == "fixed":
        return Spread((a,))
    quantile = {"uniform": _uniform, "triangular": _triangular, "lognormal": _lognormal}[shape]
    return Spread(tuple(math.floor(quantile(i / (ENTRIES - 1), a, b, c) + 0.5) for i in range(ENTRIES)))


def _uniform(p: float, low: int, high: int, _: int) -> float:
    return low + p * (high - low)


def _triangular(p: float, low: int, mode: int, high: int) -> float:
    if high == low:
        return low
    split = (mode - low) / (high - low)
    if p <= split:
        return low + math.sqrt(p * (high - low) * (mode - low))
    return high - math.sqrt((1 - p) * (high - low) * (high - mode))


def _lognormal(p: float, median: int, p95: int, _: int) -> float:
    sigma = math.log(p95 / median) / _P95
    return median * math.exp(sigma * NormalDist().inv_cdf(min(max(p, CLIP), 1 - CLIP)))
