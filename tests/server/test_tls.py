"""Certificates and who is let through: real keys, real files, real handshakes on loopback."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from drills.language import speak
from drills.pinning import WrongHost, client_context, pin_of, pin_shown_by
from drills.server.tls import FILE, BadCertificate, Certificate, chosen, kept_in, made, names_for, own, server_context
from drills.store.wall import wall_ms

DAY = 86_400_000
NOW = wall_ms()
NAMES = ("localhost", "127.0.0.1")
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def write_pair(folder: Path, *, starts: int = -1, ends: int = 9, key: Key | None = None, password: bytes = b"") -> tuple[Path, Path]:
    """An organisation's certificate and key, valid from and to so many days from now."""
    secret = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dien-tap.example")])
    now = datetime.now(UTC)
    leaf = (
        x509.CertificateBuilder(name, name, secret.public_key(), x509.random_serial_number())
        .not_valid_before(now + timedelta(days=starts))
        .not_valid_after(now + timedelta(days=ends))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("dien-tap.example")]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    folder.mkdir(exist_ok=True)
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked))
    return cert_file, key_file


@contextmanager
def listening(certificate: Certificate) -> Iterator[tuple[int, list[bytes]]]:
    """A host on loopback that says «hello» to whoever shakes hands; its port, and what it was told."""
    heard: list[bytes] = []
    context = server_context(certificate)

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(line, server_side=True) as secure:
                    secure.settimeout(5)
                    heard.append(secure.recv(100))
                    secure.sendall(b"hello")
            except OSError:
                line.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield listener.getsockname()[1], heard
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def talk(port: int, context: ssl.SSLContext) -> bytes:
    """Say «token» over TLS; the answer."""
    with socket.create_connection(("127.0.0.1", port), 5) as line, context.wrap_socket(line, server_hostname="127.0.0.1") as secure:
        secure.sendall(b"token")
        return secure.recv(100)


async def talk_async(port: int, context: ssl.SSLContext) -> bytes:
    """The same through asyncio, which uses no socket of ssl's."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname="127.0.0.1")
    writer.write(b"token")
    answer = await reader.read(100)
    writer.close()
    return answer


# --- made on the spot


def test_a_made_certificate_is_used_again_while_it_holds(tmp_path: Path) -> None:
    """Same names: the same file; other names or the last two days: another one; private where the system has rights."""
    first = made(tmp_path / "data", NAMES, NOW)
    assert (first.begins, first.expires) == ((NOW - DAY) // 1000 * 1000, (NOW + 30 * DAY) // 1000 * 1000)
    assert set(first.names) == set(NAMES)
    assert not first.is_own
    assert made(tmp_path / "data", ("127.0.0.1",), NOW + 27 * DAY) == first
    if os.name == "posix":
        assert stat.S_IMODE(first.key.stat().st_mode) == 0o600
    wider = made(tmp_path / "data", (*NAMES, "192.0.2.9", "[2001:db8::1]", "máy-chủ.example"), NOW)
    assert wider.pin != first.pin
    assert made(tmp_path / "data", ("[2001:db8::1]", "máy-chủ.example"), NOW) == wider
    later = made(tmp_path / "data", NAMES, NOW + 29 * DAY)
    assert later.pin != wider.pin
    earlier = made(tmp_path / "data", NAMES, NOW - 5 * DAY)
    assert earlier.pin != later.pin
    assert [path.name for path in (tmp_path / "data").iterdir()] == [FILE]


def test_a_made_certificate_is_ecdsa_for_its_names(tmp_path: Path) -> None:
    """P-256, no authority, for servers; pin and SHA-256 are those of its DER."""
    found = made(tmp_path, NAMES, NOW)
    leaf = x509.load_pem_x509_certificate(found.chain.read_bytes())
    body = leaf.public_bytes(serialization.Encoding.DER)
    key = leaf.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    assert (found.pin, found.sha256) == (pin_of(body), hashlib.sha256(body).hexdigest())
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


@pytest.mark.parametrize("damage", ["cut", "other-key", "empty", "folder"])
def test_a_damaged_file_is_replaced_or_named(tmp_path: Path, damage: str) -> None:
    """Half a file or a key of another certificate is made anew; what cannot be replaced is said."""
    first = made(tmp_path, NAMES, NOW)
    path = tmp_path / FILE
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:300])
    elif damage == "other-key":
        other = made(tmp_path / "b", NAMES, NOW).chain.read_bytes()
        path.write_bytes(other[: other.index(b"-----BEGIN CERT")] + path.read_bytes()[path.read_bytes().index(b"-----BEGIN CERT") :])
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        path.unlink()
        (path / "inside").mkdir(parents=True)
        with pytest.raises(BadCertificate) as caught:
            made(tmp_path, NAMES, NOW)
        assert str(path) in str(caught.value.args[1])
        assert [item.name for item in tmp_path.iterdir()] == [FILE]
        return
    assert kept_in(tmp_path) is None
    assert made(tmp_path, NAMES, NOW).pin != first.pin


# --- the organisation's own


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_an_own_certificate_is_taken_as_it_is(tmp_path: Path, kind: str) -> None:
    """Whatever its kind of key; a chain behind it does not matter."""
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else None
    cert, secret = write_pair(tmp_path, key=key)
    first = own(cert, secret)
    assert (first.names, first.is_own) == (("dien-tap.example",), True)
    cert.write_bytes(cert.read_bytes() + write_pair(tmp_path / "ca")[0].read_bytes())
    assert own(cert, secret).pin == first.pin


def _missing(cert: Path, key: Path) -> None:
    cert.unlink()


def _swapped(cert: Path, key: Path) -> None:
    key.write_bytes(write_pair(cert.parent / "other")[1].read_bytes())


def _no_key(cert: Path, key: Path) -> None:
    key.write_text("nothing", "utf-8")


def _no_cert(cert: Path, key: Path) -> None:
    cert.write_bytes(key.read_bytes())


def _expired(cert: Path, key: Path) -> None:
    write_pair(cert.parent, starts=-9, ends=-1)


def _early(cert: Path, key: Path) -> None:
    write_pair(cert.parent, starts=2)


def _locked(cert: Path, key: Path) -> None:
    write_pair(cert.parent, password=b"secret")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_missing, "không đọc được"),
        (_swapped, "không phải của chứng thư"),
        (_no_key, "không có khóa riêng"),
        (_no_cert, "không có chứng thư"),
        (_expired, "đã hết hạn ngày"),
        (_early, "có hiệu lực từ"),
        (_locked, "có mật khẩu"),
    ],
)
def test_an_own_certificate_is_checked(tmp_path: Path, spoil: object, said: str) -> None:
    """Unreadable, not matching, out of its time, locked: each is said in words, with the file, before anybody joins."""
    cert, key = write_pair(tmp_path)
    spoil(cert, key)  # type: ignore[operator]
    with pytest.raises(BadCertificate) as caught:
        own(cert, key)
    words, values = caught.value.args
    sentence = speak("vi")(words).format(**values)
    assert said in sentence
    assert str(tmp_path) in sentence


def test_files_changed_in_between_are_named(tmp_path: Path) -> None:
    """The check was long ago: starting says it, too."""
    cert, key = write_pair(tmp_path)
    found = own(cert, key)
    _swapped(cert, key)
    with pytest.raises(BadCertificate):
        server_context(found)


# --- which one


def test_only_loopback_goes_without_tls_unless_it_is_said(tmp_path: Path) -> None:
    """Any other address gets a certificate by itself; --insecure goes without; half a pair and both at once are refused."""
    cert, key = write_pair(tmp_path / "own")
    for bind in ("127.0.0.1", "::1", "localhost"):
        assert chosen(bind, tmp_path) is None
    assert not (tmp_path / FILE).exists()
    for bind in ("192.0.2.4", "0.0.0.0", "::", "dien-tap.example"):
        found = chosen(bind, tmp_path)
        assert found is not None
        assert set(names_for(bind)) == set(found.names)
    assert "192.0.2.4" in names_for("192.0.2.4")
    assert chosen("0.0.0.0", tmp_path, insecure=True) is None
    for bind in ("127.0.0.1", "0.0.0.0"):
        taken = chosen(bind, tmp_path, cert=cert, key=key)
        assert taken is not None
        assert taken.is_own
    for wrong in ({"cert": cert}, {"key": key}, {"cert": cert, "key": key, "insecure": True}):
        with pytest.raises(BadCertificate):
            chosen("0.0.0.0", tmp_path, **wrong)


# --- handshakes


async def test_who_has_the_pin_gets_in(tmp_path: Path) -> None:
    """By sockets and by asyncio; the pin shown to a stranger is the same one."""
    certificate = made(tmp_path, NAMES, NOW)
    with listening(certificate) as (port, heard):
        assert talk(port, client_context(certificate.pin)) == b"hello"
        assert await talk_async(port, client_context(certificate.pin)) == b"hello"
        assert heard == [b"token", b"token"]
        assert await asyncio.to_thread(pin_shown_by, "127.0.0.1", port) == certificate.pin


async def test_an_impostor_is_told_nothing(tmp_path: Path) -> None:
    """Another certificate for the same names: the handshake fails, names what was shown, and no byte of the token left."""
    asked, impostor = made(tmp_path / "a", NAMES, NOW), made(tmp_path / "b", NAMES, NOW)
    with listening(impostor) as (port, heard):
        with pytest.raises(WrongHost) as caught:
            talk(port, client_context(asked.pin))
        assert caught.value.found == impostor.pin
        with pytest.raises(WrongHost) as caught:
            await talk_async(port, client_context(asked.pin))
        assert caught.value.found == impostor.pin
    assert b"token" not in b"".join(heard)


def test_a_pin_outlives_a_wrong_clock(tmp_path: Path) -> None:
    """A laptop whose clock is years off joins by the pin; without one, nobody trusts a self-signed certificate."""
    old = made(tmp_path, NAMES, NOW - 900 * DAY)
    with listening(old) as (port, _):
        assert talk(port, client_context(old.pin)) == b"hello"
        with pytest.raises(ssl.SSLCertVerificationError):
            talk(port, client_context())


def test_old_versions_of_tls_are_refused(tmp_path: Path) -> None:
    """1.3 where both know it, nothing below 1.2."""
    certificate = made(tmp_path, NAMES, NOW)
    assert server_context(certificate).minimum_version is ssl.TLSVersion.TLSv1_2
    context = client_context(certificate.pin)
    with (
        listening(certificate) as (port, _),
        socket.create_connection(("127.0.0.1", port), 5) as line,
        context.wrap_socket(line, server_hostname="x") as secure,
    ):
        assert secure.version() == "TLSv1.3"
        secure.sendall(b"x")


def test_no_tls_at_all_is_an_error_of_the_line() -> None:
    """A host that speaks no TLS: said as a fault of the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def answer() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(10)
                line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(OSError):
            pin_shown_by("127.0.0.1", port, 5)
        thread.join()
