"""What a product writes of itself into its records: clocks, record and process identities, session and security ids.

All of it is made from where and when a record stands and which process and account it names; nothing is drawn and
nothing is kept, so that a record that nobody exports costs nothing. The forms are the products' own: Sysmon's and
Windows' UTC clocks, the audit daemon's `epoch:serial`, a security id of a machine's own authority.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b, sha256

FIRST_PORT, PORTS = 49_152, 16_384
"""Ports that clients are given (IANA's dynamic range, RFC 6335)."""
SYSTEM_SESSION = 0x3E7
"""Logon id of the local system (Windows)."""
FIRST_RID = 1104
"""Account numbers of a domain begin above its built-in ones."""
_FILE = ("ImageLoaded", "Image", "SourceImage")
"""Fields that name the file whose hash a record gives, the first that is there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a record stands."""

    host: str
    domain: str
    user: str
    moment: datetime
    pid: int

    @property
    def key(self) -> str:
        """Tells this record's process from every other."""
        return f"{self.host}\x1f{self.pid}"


def made(name: str, place: Place, fields: Mapping[str, object]) -> str | None:
    """The value that the product itself gives under that name; None for a name that no product makes."""
    maker = MADE.get(name)
    return None if maker is None else maker(place, fields)


def number(thing: str) -> int:
    """64 bits that belong to a thing."""
    return int.from_bytes(blake2b(thing.encode(), digest_size=8).digest(), "big")


def _utc(place: Place) -> datetime:
    return place.moment.astimezone(UTC)


def _guid(thing: str) -> str:
    raw = blake2b(thing.encode(), digest_size=16).hexdigest()
    return f"{{{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}}}"


def _process_guid(place: Place, of: str) -> str:
    """Sysmon's form: machine, seconds of the start, and a serial."""
    machine, serial = f"{number(place.host):016x}"[:8], f"{number(of):016x}"
    start = f"{int(place.moment.timestamp()):08x}"
    return f"{{{machine}-{start[:4]}-{start[4:]}-{serial[:4]}-{serial[4:]}0000}}"


def _session(place: Place, fields: Mapping[str, object]) -> int:
    user = str(fields.get("User") or fields.get("SubjectUserName") or place.user).upper()
    return SYSTEM_SESSION if user.endswith(("SYSTEM", "ROOT")) else 0x10000 + number(f"{place.host}\x1f{user}") % 0xFFFFF


def _sid(place: Place, user: str) -> str:
    if user.upper() == "SYSTEM":
        return "S-1-5-18"
    authority = number(f"sid\x1f{place.domain}")
    parts = [authority % 4_000_000_000, (authority >> 16) % 4_000_000_000, (authority >> 32) % 4_000_000_000]
    return "S-1-5-21-" + "-".join(map(str, parts)) + f"-{FIRST_RID + number(user) % 4000}"


def _sha256(place: Place, fields: Mapping[str, object]) -> str:
    file = next((str(fields[name]) for name in _FILE if fields.get(name)), place.key)
    return sha256(file.lower().encode()).hexdigest().upper()


Maker = Callable[[Place, Mapping[str, object]], str]
MADE: dict[str, Maker] = {
    # clocks
    "sysmon_time": lambda place, fields: _utc(place).strftime("%Y-%m-%d %H:%M:%S.") + f"{_utc(place).microsecond // 1000:03d}",
    "windows_time": lambda place, fields: _utc(place).strftime("%Y-%m-%dT%H:%M:%S.") + f"{_utc(place).microsecond // 1000:03d}0000Z",
    "audit_time": lambda place, fields: f"audit({place.moment.timestamp():.3f}:{number(place.key) % 90_000 + 10_000})",
    "syslog_time": lambda place, fields: place.moment.strftime("%b %e %H:%M:%S"),
    "web_time": lambda place, fields: place.moment.strftime("%d/%b/%Y:%H:%M:%S %z"),
    "date": lambda place, fields: _utc(place).strftime("%Y-%m-%d"),
    "clock": lambda place, fields: _utc(place).strftime("%H:%M:%S"),
    # processes, sessions
    "guid": lambda place, fields: _process_guid(place, place.key),
    "parent_guid": lambda place, fields: _process_guid(place, f"parent\x1f{place.key}"),
    "target_guid": lambda place, fields: _process_guid(place, f"target\x1f{place.key}"),
    "parent_pid": lambda place, fields: str(400 + number(f"parent\x1f{place.key}") % 9000 // 4 * 4),
    "target_pid": lambda place, fields: str(500 + number(f"target\x1f{place.host}") % 9000 // 4 * 4),
    "hex_pid": lambda place, fields: hex(place.pid),
    "thread": lambda place, fields: str(1000 + number(f"thread\x1f{place.key}") % 9000),
    "logon": lambda place, fields: hex(_session(place, fields)),
    "logon_guid": lambda place, fields: _guid(f"logon\x1f{_session(place, fields)}\x1f{place.host}"),
    "session": lambda place, fields: "0" if _session(place, fields) == SYSTEM_SESSION else "1",
    "sid": lambda place, fields: _sid(place, str(fields.get("SubjectUserName", place.user))),
    "target_sid": lambda place, fields: _sid(place, str(fields.get("TargetUserName", place.user))),
    "member_sid": lambda place, fields: _sid(place, str(fields.get("MemberName", place.user))),
    "block": lambda place, fields: _guid(f"block\x1f{place.key}")[1:-1],
    "object_guid": lambda place, fields: _guid(f"object\x1f{fields.get('ObjectDN', place.host)}"),
    "unicode_syntax": lambda place, fields: "2.5.5.12",  # X.500 object identifier of Unicode strings, no address
    "uid": lambda place, fields: "0" if place.user.lower() in ("root", "system") else str(1000 + number(place.user) % 60),
    # files, connections
    "hashes": lambda place, fields: f"SHA256={_sha256(place, fields)}",
    "client_port": lambda place, fields: str(FIRST_PORT + number(f"port\x1f{place.key}") % PORTS),
    "inode": lambda place, fields: str(100_000 + number(str(fields.get("name", place.key))) % 900_000),
    "bytes": lambda place, fields: str(200 + number(f"bytes\x1f{place.key}") % 4000),
}
"""Name → how it is made. `fixed` of a log format may use these."""
