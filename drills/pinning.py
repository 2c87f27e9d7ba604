"""Knowing a host by its certificate's fingerprint, as it is printed on the hand-out: the client's side, standard library only.

A host in a hall has no certificate that any authority signed. It makes one, prints the fingerprint, and whoever joins
compares: by hand when the host is met first, or by the pin that the join URL carries.

A fingerprint is said as eight groups of five digits, because digits are read out over a telephone without spelling, in every
language. They are the first 132 bits of the SHA-256 of the certificate: an impostor would need a second certificate with the same
ones (2^132 tries), and gains nothing from making two that agree.
"""

from __future__ import annotations

import hashlib
import re
import socket
import ssl
import unicodedata
from typing import Any

from drills.language import mark
from engine.errors import UserError

GROUPS = 8
DIGITS = 5
_MODULUS = 10 ** (GROUPS * DIGITS)
_BITS = 132
"""As many bits as always fit: 2^132 < 10^40."""


class WrongHost(ssl.SSLCertVerificationError):
    """The host shows another certificate than the one that was pinned. `args[1]` says it in English, `found` is its pin."""

    found: str = ""


class BadPin(UserError):
    """What was given as a fingerprint is none."""

    code = "DT2030"
    hint = mark("Copy the fingerprint from the hand-out: eight groups of five digits.")


def pin_of(certificate: bytes) -> str:
    """The pin of a certificate (DER): `12345-67890-…`, forty digits in groups."""
    number = int.from_bytes(hashlib.sha256(certificate).digest(), "big") >> (256 - _BITS)
    digits = f"{number:0{GROUPS * DIGITS}d}"
    return "-".join(digits[start : start + DIGITS] for start in range(0, len(digits), DIGITS))


def aloud(pin: str) -> str:
    """The pin as it is printed and read out: groups, apart."""
    return pin.replace("-", " ")


def read_pin(typed: str) -> str:
    """A pin as somebody typed it, with whatever stands between its digits; '' stays ''.

    Raises:
        BadPin: it does not have forty digits.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    if not text:
        return ""
    digits = re.sub(r"[\s\-.,:‐-―−]+", "", text)
    if not re.fullmatch(rf"[0-9]{{{GROUPS * DIGITS}}}", digits):
        raise BadPin(mark("{typed!r} is no fingerprint: it has eight groups of five digits"), {"typed": typed[:80]})
    return "-".join(digits[start : start + DIGITS] for start in range(0, len(digits), DIGITS))


def split_url(url: str) -> tuple[str, str]:
    """A join URL without its pin, and the pin ('' where it carries none).

    Raises:
        BadPin: what stands behind the # is none.
    """
    address, _, pin = url.partition("#")
    return address.rstrip("/"), read_pin(pin)


def client_context(pin: str = "") -> ssl.SSLContext:
    """How a client speaks TLS with a host.

    With a pin, only the certificate of that pin is taken, whatever name and dates it has (a laptop with a wrong clock must get in,
    and nobody else can show it); the handshake itself fails otherwise (`WrongHost`), so nothing was said before. Without one, the
    system's authorities decide, as for any web page.
    """
    if not pin:
        return ssl.create_default_context()
    context = _PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.pin = pin
    context.sslsocket_class = _PinnedSocket
    context.sslobject_class = _PinnedObject
    return context


def pin_shown_by(host: str, port: int, timeout: float = 10.0) -> str:
    """The pin of whatever certificate a host shows just now, for a person to compare; nothing else is asked of it.

    Raises:
        OSError: there is no connection, or no TLS on it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection((host, port), timeout) as line, context.wrap_socket(line, server_hostname=host) as secure:
        return pin_of(secure.getpeercert(binary_form=True) or b"")


class _PinnedContext(ssl.SSLContext):
    pin: str = ""


class _PinnedSocket(ssl.SSLSocket):
    """A socket whose handshake fails where the certificate is not the pinned one."""

    def do_handshake(self, block: bool = False) -> None:
        super().do_handshake(block)
        _check(self)


class _PinnedObject(ssl.SSLObject):
    """The same for asyncio, which does without sockets."""

    def do_handshake(self) -> None:
        super().do_handshake()
        _check(self)


def _check(line: Any) -> None:
    """Whether the certificate of a line that just shook hands is the pinned one.

    Raises:
        WrongHost: it is not.
    """
    shown = pin_of(line.getpeercert(binary_form=True) or b"")
    if shown != line.context.pin:
        error = WrongHost(1, f"the host shows another certificate than the pinned one: {shown}")
        error.found = shown
        error.verify_code, error.verify_message = 18, "not the pinned certificate"
        raise error
