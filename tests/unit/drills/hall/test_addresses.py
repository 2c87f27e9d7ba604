"""Where a host listens, and how it is written."""

from __future__ import annotations

import pytest

from drills.hall.addresses import is_loopback, own_address, url


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST.", "::ffff:127.0.0.1"])
def test_loopback(host: str) -> None:
    """Only this machine reaches it."""
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.4", "10.0.0.1", "fe80::1%eth0", "dien-tap.example", "", "localhost.example", "127.1"]
)
def test_not_loopback(host: str) -> None:
    """Others may reach it, or nobody knows: then it counts as reachable."""
    assert not is_loopback(host)


def test_own_address_is_one_that_others_see() -> None:
    """An address of this machine, or nothing where there is no network; never loopback."""
    found = own_address()
    assert found == "" or not is_loopback(found)


def test_urls() -> None:
    """With TLS or without, IPv6 in brackets, the pin behind the #."""
    assert url("127.0.0.1", 8443, secure=False) == "http://127.0.0.1:8443"
    assert url("2001:db8::5", 443, secure=True) == "https://[2001:db8::5]:443"
    assert url("198.51.100.20", 8443, secure=True, pin="12345-67890") == "https://198.51.100.20:8443/#12345-67890"
