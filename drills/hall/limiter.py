"""How often strangers may try: wrong join codes are counted by address and over all, and too many lock the door for a while.

Memory is bounded whatever comes: an attacker with a hundred thousand addresses fills the same two tables as one with ten.
A whole hall may sit behind one address, so a right code clears what the address had got wrong, and the lock over all does
not concern an address from which somebody came in rightly. Each code does so once: whoever holds one cannot buy guesses
at other people's with it.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

MINUTE_MS = 60_000
WRONG = 10
"""Wrong codes an address may send within a minute."""
LOCKED_MS = 5 * MINUTE_MS
WRONG_OVERALL = 300
"""Wrong codes that all addresses together may send within a minute: five hashes a second, a quarter of one core."""
LOCKED_OVERALL_MS = MINUTE_MS
ADDRESSES = 4096
"""Addresses that are remembered of each kind: those that were wrong, that are locked, that are known."""
NETWORK_BITS = 64
"""An IPv6 subscriber has a network of this prefix (RFC 6177), and with it as many addresses as it likes: counted as one."""


class Limiter:
    """Counts wrong codes and says how long to wait.

    Ask right before a code is hashed, and hash one at a time (a pool with one thread), else as many as came at once get
    past the count together.

    Args:
        clock_ms: a clock that never goes back (ms).
    """

    def __init__(
        self,
        clock_ms: Callable[[], int],
        *,
        wrong: int = WRONG,
        locked_ms: int = LOCKED_MS,
        wrong_overall: int = WRONG_OVERALL,
        locked_overall_ms: int = LOCKED_OVERALL_MS,
        addresses: int = ADDRESSES,
    ) -> None:
        self._clock_ms = clock_ms
        self._most_wrong = wrong
        self._locked_ms = locked_ms
        self._locked_overall_ms = locked_overall_ms
        self._addresses = addresses
        self._wrong: OrderedDict[str, deque[int]] = OrderedDict()
        self._locked: OrderedDict[str, int] = OrderedDict()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._spent: set[str] = set()
        self._overall: deque[int] = deque(maxlen=wrong_overall)
        self._locked_overall = 0

    def wait_ms(self, address: str) -> int:
        """How long that address has to wait before it may try a code; 0 = it may."""
        now, who = self._clock_ms(), network(address)
        until = self._locked.get(who, 0)
        if until <= now:
            self._locked.pop(who, None)
            until = 0 if who in self._known else self._locked_overall
        return max(0, until - now)

    def wrong(self, address: str) -> None:
        """That address sent a code that lets nobody in."""
        now, who = self._clock_ms(), network(address)
        tries = self._wrong.pop(who, None) or deque(maxlen=self._most_wrong)
        tries.append(now)
        if _too_many(tries, now):
            self._known.pop(who, None)
            self._remember(self._locked, who, now + self._locked_ms)
        else:
            self._remember(self._wrong, who, tries)
        self._overall.append(now)
        if _too_many(self._overall, now):
            self._locked_overall = now + self._locked_overall_ms
            self._overall.clear()

    def right(self, address: str, code: str) -> None:
        """Somebody came in from that address; `code` = hash of the code, one that was given out."""
        if code not in self._spent:
            self._spent.add(code)
            who = network(address)
            self._wrong.pop(who, None)
            self._remember(self._known, who, None)

    @property
    def remembered(self) -> int:
        """Addresses that are remembered just now, of all kinds."""
        return len(self._wrong) + len(self._locked) + len(self._known)

    def _remember(self, table: OrderedDict[str, T], who: str, what: T) -> None:
        table[who] = what
        table.move_to_end(who)
        if len(table) > self._addresses:
            table.popitem(last=False)


def _too_many(times: deque[int], now: int) -> bool:
    return len(times) == times.maxlen and now - times[0] < MINUTE_MS


def network(address: str) -> str:
    """What an address is counted by: an IPv4 address itself, an IPv6 one's network; anything else as it stands, cut short."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((found, NETWORK_BITS), strict=False))
    return str(found)
