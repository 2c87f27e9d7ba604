"""One drill as one file: a zip of readable JSON with a seal over every byte.

    manifest.json   what the drill is, hash of every other member
    header.json  plan.json  records.jsonl  events.json

The same drill gives the same bytes. The seal is the zip's comment: SHA-256 over the whole file with the comment zeroed,
so one changed byte anywhere, the zip's own fields included, is found; the members' hashes then tell where it stands.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drills.language import mark
from drills.store.check import Fault
from drills.store.errors import StoreDamaged, StoreTooNew
from drills.store.model import CachedEvents, Raw, Record
from engine.codec import canonical
from engine.plan import Text

FORMAT = "dientap-drill"
SCHEMA = 1
LARGEST = 1 << 29
"""No export unpacks to more than this many bytes; what claims to is refused unread."""

MEMBERS = ("manifest.json", "header.json", "plan.json", "records.jsonl", "events.json")
_SEAL = 64
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def pack(raw: Raw) -> bytes:
    """A drill as the bytes of an export."""
    members = _members(raw)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in MEMBERS:
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, members[name], compresslevel=6)
        archive.comment = b"0" * _SEAL
    body = buffer.getvalue()
    return body[:-_SEAL] + _seal(body)


def unpack(path: Path) -> tuple[Raw, tuple[Fault, ...]]:
    """The drill in an export, and what in the file is not as it was written.

    Raises:
        StoreDamaged: it is no export, or so damaged that nothing can be read.
        StoreTooNew: a newer version wrote it.
    """
    body = path.read_bytes()
    faults: list[Fault] = []
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = _read(archive, path)
        manifest = json.loads(members["manifest.json"])
        _require_known(manifest, path)
        faults += _member_faults(manifest, members)
        raw = _raw(manifest, members)
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise StoreDamaged(mark("{path} is no whole export of a drill: {why}"), {"path": str(path), "why": str(error)}) from error
    if not faults and body[-_SEAL:] != _seal(body):
        faults.append(Fault("archive", mark("the file around the drill's data is not what was written")))
    return raw, tuple(faults)


def _seal(body: bytes) -> bytes:
    return hashlib.sha256(body[:-_SEAL] + b"0" * _SEAL).hexdigest().encode()


def _members(raw: Raw) -> dict[str, bytes]:
    events = b"[]" if raw.events is None else zlib.decompress(raw.events.body)
    parts = {
        "header.json": raw.header,
        "plan.json": raw.plan,
        "records.jsonl": b"".join(_line(record) for record in raw.records),
        "events.json": events,
    }
    manifest = {
        "format": FORMAT,
        "schema": SCHEMA,
        "id": raw.id,
        "title": {"vi": raw.title.vi, "en": raw.title.en},
        "created": raw.created,
        "start": raw.start,
        "head": raw.head,
        "count": raw.count,
        "horizon": raw.horizon,
        "state": raw.state,
        "events": None if raw.events is None else {"digest": raw.events.digest, "horizon": raw.events.horizon},
        "files": {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()},
    }
    return {"manifest.json": canonical(manifest), **parts}


def _line(record: Record) -> bytes:
    plain = {
        "seq": record.seq,
        "kind": record.kind,
        "at": record.at,
        "wall": record.wall,
        "chain": record.chain,
        "body": json.loads(record.body),
    }
    return canonical(plain) + b"\n"


def _read(archive: zipfile.ZipFile, path: Path) -> dict[str, bytes]:
    infos = {info.filename: info for info in archive.infolist()}
    if sorted(infos) != sorted(MEMBERS):
        raise KeyError(f"members {sorted(infos)}")
    if sum(info.file_size for info in infos.values()) > LARGEST:
        raise StoreDamaged(mark("{path} unpacks to more than any drill holds"), {"path": str(path)})
    return {name: _member(archive, name) for name in MEMBERS}


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as member:
            found = member.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise zipfile.BadZipFile(f"{name}: {error}") from error
    if len(found) > LARGEST:
        raise zipfile.BadZipFile(f"{name} is too large")
    return found


def _require_known(manifest: dict[str, Any], path: Path) -> None:
    if manifest["format"] != FORMAT:
        raise ValueError(str(manifest["format"]))
    if int(manifest["schema"]) > SCHEMA:
        words = mark("{path} was written by a newer version (schema {found}, this one knows {known})")
        raise StoreTooNew(words, {"path": str(path), "found": manifest["schema"], "known": SCHEMA})


def _member_faults(manifest: dict[str, Any], members: dict[str, bytes]) -> Iterator[Fault]:
    for name, written in sorted(manifest["files"].items()):
        if hashlib.sha256(members[name]).hexdigest() != written:
            yield Fault("archive", mark("{member} is not what was written"), {"member": name})


def _raw(manifest: dict[str, Any], members: dict[str, bytes]) -> Raw:
    if not _ID.fullmatch(str(manifest["id"])):
        raise ValueError("id")
    kept = manifest["events"]
    lines = [json.loads(line) for line in members["records.jsonl"].splitlines()]
    return Raw(
        id=str(manifest["id"]),
        title=Text(str(manifest["title"]["vi"]), str(manifest["title"]["en"])),
        created=int(manifest["created"]),
        header=members["header.json"],
        plan=members["plan.json"],
        start=str(manifest["start"]),
        head=str(manifest["head"]),
        count=int(manifest["count"]),
        horizon=int(manifest["horizon"]),
        state=str(manifest["state"]),
        records=tuple(
            Record(int(line["seq"]), str(line["kind"]), int(line["at"]), canonical(line["body"]), int(line["wall"]), str(line["chain"]))
            for line in lines
        ),
        events=None if kept is None else CachedEvents(int(kept["horizon"]), str(kept["digest"]), zlib.compress(members["events.json"], 6)),
    )
