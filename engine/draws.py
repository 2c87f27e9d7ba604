"""Keyed draws: every random value is a pure function of why it is drawn and of what, never of when or of how many before.

A value's key is (seed, cause, object, n-th time this cause met this object[, salt]). Two runs that differ in one input
therefore give the same value to every key that occurs in both, which is what makes "what if" comparable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

from engine.plan import Spread

_FIRST = "\x1f0\x1f0"
"""How the key of a first meeting ends where nothing is salted: most keys are drawn once."""
_ODD, _BITS = 0x9E3779B97F4A7C15, (1 << 64) - 1
"""Multiplier of Fibonacci hashing: 2^64 by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4)."""


_number = int.from_bytes
"""Big-endian."""


class Draws:
    """Draws of one run. `trace`, if given, receives every key with its value (for tests)."""

    __slots__ = ("_count", "_seed", "_seeded", "salt", "trace")

    def __init__(self, seed: int, trace: dict[tuple[str, str, int, int], int] | None = None) -> None:
        self._seed = seed
        self._seeded = blake2b(b"%d|" % seed, digest_size=8).copy
        self._count: dict[str, int] = {}
        """cause and object → how often they met."""
        self.salt = 0
        self.trace = trace

    def number(self, cause: str, thing: str) -> int:
        """64 uniform bits for this cause and object, a new value each time they meet."""
        key = f"{cause}\x1f{thing}"
        nth = self._count.get(key, 0)
        self._count[key] = nth + 1
        hasher = self._seeded()
        hasher.update((f"{key}\x1f{nth}\x1f{self.salt}" if nth or self.salt else key + _FIRST).encode())
        value = _number(hasher.digest())
        if self.trace is not None:
            if (cause, thing, nth, self.salt) in self.trace:
                raise AssertionError(f"key drawn twice: {cause} {thing} {nth}")
            self.trace[(cause, thing, nth, self.salt)] = value
        return value

    def chance(self, cause: str, thing: str, permille: int) -> bool:
        """True with that per-mille chance; a draw is made even where the answer is certain."""
        return (self.number(cause, thing) >> 32) * 1000 >> 32 < permille

    def sample(self, cause: str, thing: str, spread: Spread) -> int:
        """A value of the distribution, interpolated between its quantiles."""
        return quantile(spread, self.number(cause, thing))

    def lowest(self, cause: str, candidates: Iterable[str]) -> str:
        """The candidate with the lowest keyed hash: adding or removing others never changes the order of the rest.

        One key (cause, no object) is drawn for the choice; a candidate's hash comes of that value and its own name.
        """
        return _lowest(self.number(cause, ""), candidates)

    def ranked(self, cause: str, groups: dict[str, tuple[str, ...]]) -> Iterator[str]:
        """All candidates in keyed order, group by group (a site is chosen first, then a host there), hashed lazily.

        Like `lowest`, it draws one key for the whole order.
        """
        bits = self.number(cause, "")
        for group in _by_hash(bits, groups):
            yield from _by_hash(bits, groups[group])

    def pick(self, cause: str, groups: dict[str, tuple[str, ...]]) -> str:
        """The first that `ranked` would give, without ranking the rest; '' where there is none."""
        bits = self.number(cause, "")
        return _lowest(bits, groups[_lowest(bits, groups)]) if groups else ""

    def weighted(self, cause: str, thing: str, options: tuple[tuple[str, int], ...]) -> str:
        """One option by per-mille weights that need not add up to 1000."""
        total = sum([weight for _, weight in options])
        point = (self.number(cause, thing) >> 32) * total >> 32
        for name, weight in options:
            point -= weight
            if point < 0:
                return name
        return options[-1][0]

    def opaque(self, *cause: str) -> str:
        """A short id made from its cause and the seed: stable, the same whatever else happened, telling nothing to anybody
        who knows the scenario but not the seed."""
        hasher = self._seeded()
        hasher.update("\x1f".join(("id", *cause)).encode())
        return hasher.digest()[:5].hex()


def _lowest(bits: int, names: Iterable[str]) -> str:
    return min([(((bits ^ _name_bits(name)) * _ODD) & _BITS, name) for name in names], default=(0, ""))[1]


def _by_hash(bits: int, names: Iterable[str]) -> list[str]:
    return [name for _, name in sorted((((bits ^ _name_bits(name)) * _ODD) & _BITS, name) for name in names)]


@lru_cache(maxsize=1 << 17)
def _name_bits(name: str) -> int:
    """64 bits of a name, the same in every run."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


def quantile(spread: Spread, bits: int) -> int:
    """The value of a quantile table at a uniform 64-bit point."""
    table = spread.table
    last = len(table) - 1
    if not last:
        return table[0]
    point = (bits >> 32) * last
    index = point >> 32
    low = table[index]
    return low + ((table[index + 1] - low) * (point & 0xFFFFFFFF) >> 32)


def share(spread: Spread, permille: int) -> int:
    """The quantile at that per-mille (100 = the 10th percentile), for published ranges."""
    return quantile(spread, min(permille * (1 << 64) // 1000, (1 << 64) - 1))
