"""The hash chain over a drill's records, wall time included: one changed byte is found, and where it stands is named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

from drills.store.model import Draft, Record
from engine.codec import canonical
from engine.plan import Text


def genesis(drill: str, title: Text, created: int, header: bytes) -> str:
    """The hash that the first record builds on: what the drill says of itself."""
    head = canonical({"created": created, "drill": drill, "header": hashlib.sha256(header).hexdigest(), "title": [title.vi, title.en]})
    return hashlib.sha256(head).hexdigest()


def link(before: str, seq: int, draft: Draft, wall: int) -> Record:
    """The record that follows the one whose hash is `before`."""
    return Record(seq, draft.kind, draft.at, draft.body, wall, _hash(before, seq, draft.kind, draft.at, draft.body, wall))


def extend(before: str, seq: int, drafts: Sequence[Draft], wall: int) -> list[Record]:
    """Records for several drafts, the first of them numbered `seq`."""
    out: list[Record] = []
    for draft in drafts:
        record = link(before, seq + len(out), draft, wall)
        before = record.chain
        out.append(record)
    return out


def first_break(start: str, records: Iterable[Record]) -> Record | None:
    """The first record that does not follow from those before it, None where all do."""
    before = start
    for seq, record in enumerate(records, start=1):
        expected = _hash(before, seq, record.kind, record.at, record.body, record.wall)
        if record.seq != seq or record.chain != expected:
            return record
        before = expected
    return None


def _hash(before: str, seq: int, kind: str, at: int, body: bytes, wall: int) -> str:
    text = f'{before}\n{{"at":{at},"kind":{_quoted(kind)},"seq":{seq},"wall":{wall}}}\n'  # canonical, without the way through an encoder
    return hashlib.sha256(text.encode() + body).hexdigest()


@lru_cache(maxsize=64)
def _quoted(kind: str) -> str:
    return canonical(kind).decode()
