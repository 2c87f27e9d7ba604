"""The fingerprint that people compare: made, read out, typed, carried by a URL."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drills.pinning import BadPin, aloud, pin_of, read_pin, split_url


@given(st.binary(max_size=64))
def test_a_pin_is_forty_digits_of_the_sha256(certificate: bytes) -> None:
    """Eight groups of five digits, the hash's first 132 bits, read back however they are typed."""
    pin = pin_of(certificate)
    groups = pin.split("-")
    assert [len(group) for group in groups] == [5] * 8
    assert int("".join(groups)) == int(hashlib.sha256(certificate).hexdigest()[:33], 16)
    for typed in (pin, aloud(pin), f"  {aloud(pin)}\n", pin.replace("-", ""), pin.replace("-", " – "), pin.replace("-", ".")):
        assert read_pin(typed) == pin


def test_one_other_bit_is_another_pin() -> None:
    """Leading zeros stay, so that the groups keep their length."""
    assert pin_of(b"a") != pin_of(b"b")
    small = next(str(number).encode() for number in range(10_000) if pin_of(str(number).encode()).startswith("000"))
    assert len(pin_of(small)) == 47


@pytest.mark.parametrize("typed", ["12345", "12345-" * 8 + "1", "x2345" * 8, "1" * 39, "1" * 41, "ab:cd"])
def test_what_is_no_pin_is_refused(typed: str) -> None:
    """Too few digits, too many, letters: said, with what to do."""
    with pytest.raises(BadPin) as caught:
        read_pin(typed)
    assert caught.value.args[1] == {"typed": typed}
    assert caught.value.hint
    again = type(caught.value)(*caught.value.args)
    assert again.args == caught.value.args


def test_a_url_carries_its_pin() -> None:
    """Behind the #, which nothing sends on."""
    pin = pin_of(b"host")
    assert split_url(f"https://198.51.100.20:8443/#{pin}") == ("https://198.51.100.20:8443", pin)
    assert split_url("http://127.0.0.1:8443") == ("http://127.0.0.1:8443", "")
    assert split_url("https://dien-tap.example/") == ("https://dien-tap.example", "")
    with pytest.raises(BadPin):
        split_url("https://dien-tap.example/#here")


def test_a_seat_needs_no_server_libraries() -> None:
    """Neither the pin nor the hall's plain parts load a web framework, the store or cryptography."""
    code = (
        "import sys; import drills.pinning, drills.hall.codes, drills.hall.roles, drills.hall.sheet, drills.hall.limiter;"
        "print([name for name in ('cryptography', 'starlette', 'uvicorn', 'websockets', 'sqlalchemy', 'textual') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
