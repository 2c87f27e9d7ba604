"""Strangers at the door: how many wrong codes, how long locked, and what a hundred thousand addresses cost."""

from __future__ import annotations

import itertools
import tracemalloc
from dataclasses import dataclass, field

import pytest

from drills.hall.limiter import ADDRESSES, LOCKED_MS, LOCKED_OVERALL_MS, MINUTE_MS, WRONG, WRONG_OVERALL, Limiter, network

HALL = "198.51.100.7"


@dataclass
class Door:
    """A limiter and the clock that it reads."""

    now: int = 1_000_000
    limiter: Limiter = field(init=False)

    def __post_init__(self) -> None:
        self.limiter = Limiter(lambda: self.now)

    def wrong(self, address: str, times: int = 1) -> None:
        for _ in range(times):
            assert self.limiter.wait_ms(address) == 0
            self.limiter.wrong(address)


@pytest.fixture
def door() -> Door:
    """A door at which nobody was yet."""
    return Door()


def test_ten_wrong_codes_in_a_minute_lock_an_address_for_five(door: Door) -> None:
    """The ninth still lets try; the tenth locks this address alone, and not for ever."""
    door.wrong(HALL, WRONG - 1)
    assert door.limiter.wait_ms(HALL) == 0
    door.limiter.wrong(HALL)
    assert door.limiter.wait_ms(HALL) == LOCKED_MS
    assert door.limiter.wait_ms("198.51.100.8") == 0
    door.now += LOCKED_MS - 1
    assert door.limiter.wait_ms(HALL) == 1
    door.now += 1
    assert door.limiter.wait_ms(HALL) == 0
    door.wrong(HALL, WRONG - 1)
    assert door.limiter.wait_ms(HALL) == 0


def test_slow_mistakes_never_lock(door: Door) -> None:
    """Nine a minute, for an hour."""
    for _ in range(60):
        door.wrong(HALL, WRONG - 1)
        door.now += MINUTE_MS


def test_a_window_slides(door: Door) -> None:
    """Ten within any sixty seconds count, not ten within a minute of the clock."""
    door.wrong(HALL, 5)
    door.now += MINUTE_MS - 1
    door.wrong(HALL, 5)
    assert door.limiter.wait_ms(HALL) == LOCKED_MS


def test_a_right_code_clears_a_hall_once(door: Door) -> None:
    """Thirty people behind one address mistype and get in; one code does not buy guesses at others."""
    for seat in range(30):
        door.wrong(HALL, WRONG - 1)
        door.limiter.right(HALL, f"code-{seat}")
    assert door.limiter.wait_ms(HALL) == 0
    door.wrong(HALL, WRONG - 1)
    door.limiter.right(HALL, "code-0")
    door.limiter.wrong(HALL)
    assert door.limiter.wait_ms(HALL) > 0


def test_too_many_over_all_lock_strangers_and_not_who_is_known(door: Door) -> None:
    """Guessing from many addresses locks every address from which nobody came in."""
    door.limiter.right(HALL, "code-0")
    for number in range(WRONG_OVERALL):
        door.wrong(f"203.0.113.{number % 250}")
    assert door.limiter.wait_ms("192.0.2.1") == LOCKED_OVERALL_MS
    assert door.limiter.wait_ms(HALL) == 0
    door.now += LOCKED_OVERALL_MS
    assert door.limiter.wait_ms("192.0.2.1") == 0


def test_who_is_known_and_guesses_is_locked(door: Door) -> None:
    """Having come in once is no licence."""
    door.limiter.right(HALL, "code-0")
    door.wrong(HALL, WRONG)
    assert door.limiter.wait_ms(HALL) == LOCKED_MS


def test_a_hundred_thousand_addresses_cost_no_more_memory_than_ten_thousand(door: Door) -> None:
    """Tables are bounded; an attacker who obeys no wait fills them and nothing else; a lock outlives the flood's own limits."""
    addresses = (f"10.{a}.{b}.{c}" for a, b, c in itertools.product(range(4), range(100), range(250)))
    tracemalloc.start()
    sizes = []
    for number, address in enumerate(addresses, 1):
        door.limiter.wait_ms(address)
        door.limiter.wrong(address)
        door.limiter.right(address, f"code-{number % 7}")
        door.now += 1
        if number in (10_000, 100_000):
            sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert door.limiter.remembered <= 3 * ADDRESSES
    assert sizes[1] < sizes[0] * 1.1
    assert sizes[1] < 8_000_000


def test_a_lock_is_not_washed_away_by_others_who_obey(door: Door) -> None:
    """A guesser cannot free its address by sending wrong codes from others as fast as the door lets it, for the five minutes."""
    door.wrong(HALL, WRONG)
    end, number = door.now + LOCKED_MS, 0
    while door.now < end:
        number += 1
        other = f"2001:db8:{number % 65_536:x}:{number // 65_536:x}::1"
        if door.limiter.wait_ms(other) == 0:
            door.limiter.wrong(other)
        door.now += 5
        assert door.now >= end or door.limiter.wait_ms(HALL) == end - door.now


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.5", "192.0.2.5"),
        ("::ffff:192.0.2.5", "192.0.2.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("x" * 500, "x" * 64),
    ],
)
def test_an_ipv6_network_is_one_address(address: str, counted_as: str) -> None:
    """A subscriber's 2^64 addresses are one; an IPv4 address is the same in its IPv6 form."""
    assert network(address) == counted_as
