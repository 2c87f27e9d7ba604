"""The host's certificate: an own one that is checked, or one made on the spot; and how the host speaks TLS.

    chosen(bind, …)      which certificate a host listens with, or none: only on loopback, or where it was asked for
    own(cert, key)       the organisation's own, checked before anybody has to find out from a client's error
    made(folder, …)      self-signed, for a hall without any authority; kept and used again while it holds
    server_context(…)    what uvicorn is given

Who joins knows a certificate by its fingerprint; that side is `drills.pinning`.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from drills.hall.addresses import EVERYWHERE, LOOPBACK, is_loopback, own_address
from drills.language import mark
from drills.pinning import pin_of
from drills.store.wall import wall_ms
from engine.errors import UserError

FILE = "host.pem"
"""Key and certificate in one file, so that one replacement changes both."""
VALID_DAYS = 30
EARLIER_DAYS = 1
"""It is valid from the day before: clocks in a hall differ."""
SPARE_DAYS = 2
"""One that ends sooner is not used for another exercise."""
SUBJECT = "Dien Tap"
_DAY_MS = 86_400_000
_LARGEST = 256 * 1024
"""Bytes of a file that is taken for a certificate or a key."""


class BadCertificate(UserError):
    """A certificate or key that the host cannot use."""

    code = "DT2031"
    hint = mark("Give a certificate (chain) and its key as PEM files, or leave both out: the host then makes one itself.")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the host shows.

    Attributes:
        chain, key: PEM files; the same one where the host made it.
        pin: as people compare it (`drills.pinning`); `sha256`: hex, as browsers show it.
        begins, expires: wall time, ms since 1970.
        names: host names and addresses that it is for.
        is_own: the organisation's, not made by the host.
    """

    chain: Path
    key: Path
    pin: str
    sha256: str
    begins: int
    expires: int
    names: tuple[str, ...]
    is_own: bool


def chosen(bind: str, folder: Path, *, cert: Path | None = None, key: Path | None = None, insecure: bool = False) -> Certificate | None:
    """The certificate to listen with at an address; None = without TLS.

    Loopback goes without. Any other address needs TLS: the own certificate where one is given, else one made here; only
    `insecure`, said aloud, goes without it.

    Raises:
        BadCertificate: what was given cannot be used.
    """
    if cert is not None or key is not None:
        if cert is None or key is None:
            raise BadCertificate(mark("a certificate needs its key, and a key its certificate: give both --cert and --key"))
        if insecure:
            raise BadCertificate(mark("--insecure and a certificate do not go together"))
        return own(cert, key)
    return None if insecure or is_loopback(bind) else made(folder, names_for(bind))


def names_for(bind: str) -> tuple[str, ...]:
    """The names and addresses by which people reach a host that listens at `bind`."""
    reached = (own_address(), socket.gethostname()) if bind in EVERYWHERE else (bind,)
    return tuple(dict.fromkeys(name for name in (*reached, "localhost", LOOPBACK) if _as_name(name) is not None))


def own(cert: Path, key: Path, now: int | None = None) -> Certificate:
    """The certificate of an organisation, the host's own first in its file.

    Raises:
        BadCertificate: a file cannot be read, is none, does not fit the other, or is out of its time.
    """
    now = wall_ms() if now is None else now
    leaf = _leaf(cert)
    if _public(_key(key).public_key()) != _public(leaf.public_key()):
        raise BadCertificate(mark("the key in {key} is not that of the certificate in {cert}"), {"key": str(key), "cert": str(cert)})
    found = _described(leaf, cert, key, is_own=True)
    if now >= found.expires:
        raise BadCertificate(mark("the certificate in {cert} ended on {day}"), {"cert": str(cert), "day": _day(found.expires)})
    if now < found.begins:
        words = mark("the certificate in {cert} begins on {day}; if that is past, this machine's clock is wrong")
        raise BadCertificate(words, {"cert": str(cert), "day": _day(found.begins)})
    return found


def made(folder: Path, names: Sequence[str], now: int | None = None) -> Certificate:
    """A self-signed certificate for those names (ECDSA P-256, 30 days): the one that lies in the folder while it holds, else a new one.

    The file is the user's alone where the system has such rights.

    Raises:
        BadCertificate: it cannot be written.
    """
    now = wall_ms() if now is None else now
    path = folder / FILE
    kept = kept_in(folder)
    wanted = {str(name.value) for name in map(_as_name, names) if name is not None}
    if kept is not None and wanted <= set(kept.names) and kept.begins <= now < kept.expires - SPARE_DAYS * _DAY_MS:
        return kept
    body, leaf = _signed(names, now)
    try:
        _write_privately(path, body)
    except OSError as error:
        words = mark("the certificate could not be written to {path}: {why}")
        raise BadCertificate(words, {"path": str(path), "why": error.strerror or str(error)}) from error
    return _described(leaf, path, path, is_own=False)


def kept_in(folder: Path) -> Certificate | None:
    """The certificate that a host made there, whatever its dates; None where there is none that can be used."""
    path = folder / FILE
    try:
        leaf = _leaf(path)
        fits = _public(_key(path).public_key()) == _public(leaf.public_key())
    except BadCertificate:
        return None
    return _described(leaf, path, path, is_own=False) if fits else None


def server_context(certificate: Certificate) -> ssl.SSLContext:
    """How the host speaks TLS: version 1.2 and up, with that certificate.

    Raises:
        BadCertificate: the files were changed, or the system's TLS refuses them.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate.chain, certificate.key)
    except (OSError, ssl.SSLError) as error:
        words = mark("the certificate in {cert} cannot be used: {why}")
        raise BadCertificate(words, {"cert": str(certificate.chain), "why": str(error)}) from error
    return context


# --- making


def _signed(names: Sequence[str], now: int) -> tuple[bytes, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SUBJECT)])
    begins = datetime.fromtimestamp(now / 1000, UTC)
    leaf = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins - timedelta(days=EARLIER_DAYS))
        .not_valid_after(begins + timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName([name for name in map(_as_name, names) if name is not None]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return secret + leaf.public_bytes(serialization.Encoding.PEM), leaf


def _as_name(name: str) -> x509.GeneralName | None:
    """A host name or address as a certificate holds it; None for what is neither."""
    bare = name.strip("[]").partition("%")[0]
    try:
        return x509.IPAddress(ipaddress.ip_address(bare))
    except ValueError:
        pass
    try:
        return x509.DNSName(bare.encode("idna").decode()) if bare else None
    except UnicodeError:
        return None


def _write_privately(path: Path, body: bytes) -> None:
    """The whole file or none, readable by its owner alone from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as file:
            file.write(body)
        half.replace(path)
    except OSError:
        half.unlink(missing_ok=True)
        raise


# --- reading


def _leaf(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(_body(path))[0]
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadCertificate(mark("{path} holds no certificate (PEM)"), {"path": str(path)}) from error


def _key(path: Path) -> PrivateKeyTypes:
    try:
        return serialization.load_pem_private_key(_body(path), None)
    except TypeError as error:
        raise BadCertificate(
            mark("the key in {path} is locked with a password; the host needs one without"), {"path": str(path)}
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadCertificate(mark("{path} holds no private key (PEM)"), {"path": str(path)}) from error


def _body(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        words = mark("{path} cannot be read: {why}")
        raise BadCertificate(words, {"path": str(path), "why": error.strerror or str(error)}) from error


def _public(key: object) -> bytes:
    encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_bytes(encoding, form))  # type: ignore[attr-defined]  # every kind of key has it


def _described(leaf: x509.Certificate, chain: Path, key: Path, *, is_own: bool) -> Certificate:
    body = leaf.public_bytes(serialization.Encoding.DER)
    return Certificate(
        chain=chain,
        key=key,
        pin=pin_of(body),
        sha256=leaf.fingerprint(hashes.SHA256()).hex(),
        begins=_ms(leaf.not_valid_before_utc),
        expires=_ms(leaf.not_valid_after_utc),
        names=_names(leaf),
        is_own=is_own,
    )


def _names(leaf: x509.Certificate) -> tuple[str, ...]:
    try:
        found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    addresses = [str(address) for address in found.get_values_for_type(x509.IPAddress)]
    return (*found.get_values_for_type(x509.DNSName), *addresses)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone().strftime("%d/%m/%Y")
