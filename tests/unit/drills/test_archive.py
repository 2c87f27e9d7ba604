"""Exports: the same bytes for the same drill, whole when imported, and no changed byte goes unseen."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from drills.bundles import bundle_of, completed, verify
from drills.session import Session
from drills.store.archive import LARGEST, pack, unpack
from drills.store.errors import StoreDamaged, StoreTooNew
from drills.store.journal import horizon_draft, input_draft, refs_of
from drills.store.memory import MemoryStore
from drills.store.model import Raw
from engine.messages import Input, Note
from engine.replay import replay_bundle
from tests.samples import HOUR, OPERATOR, PLAYER, small_plan
from tests.unit.drills.clocks import HandClock


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    """A store with one finished drill."""
    made = MemoryStore()
    session = Session.create(made, small_plan(), 3, {OPERATOR: "trained", PLAYER: "trained"}, clock_ms=HandClock())
    session.command("", PLAYER, Note("ghi chú đầu tiên"))
    session.play_out()
    session.close()
    return made


@pytest.fixture(scope="module")
def raw(store: MemoryStore) -> Raw:
    """That drill."""
    return store.raw(store.find("last"))


def written(path: Path, body: bytes) -> Path:
    """A file with these bytes."""
    path.write_bytes(body)
    return path


def test_export_is_the_same_every_time(raw: Raw) -> None:
    """Two exports of one drill do not differ in a byte."""
    assert pack(raw) == pack(raw)


def test_export_comes_back_as_it_was(raw: Raw, tmp_path: Path) -> None:
    """An imported drill has the same records, hashes, plan and events, and replays to the same digest."""
    back, faults = unpack(written(tmp_path / "a.dientap", pack(raw)))
    assert (faults, back) == ((), raw)
    verdict = verify(back)
    assert verdict.is_whole
    other = MemoryStore()
    other.restore(back)
    assert replay_bundle(bundle_of(other, back.id)).digest() == verdict.digest


def test_references_of_commands_go_along(tmp_path: Path) -> None:
    """What a client called its command is in the export and comes back, and the drill with it is whole."""
    made = MemoryStore()
    session = Session.create(made, small_plan(), 3, {OPERATOR: "trained"}, PLAYER, clock_ms=HandClock())
    session.close()
    drill = made.find("last")
    lease = made.acquire(drill)
    made.append(lease, [input_draft(Input(0, "seat", PLAYER, session.seat, Note("a")), "r-1"), horizon_draft(10)])
    back, faults = unpack(written(tmp_path / "a.dientap", pack(made.raw(drill))))
    assert faults == ()
    assert list(refs_of(back.records)) == [(session.seat, "r-1")]
    assert verify(replace(back, events=None)).is_whole


def test_every_changed_byte_is_found(raw: Raw, tmp_path: Path) -> None:
    """Whichever byte of the file is changed, the file is refused or its fault is named."""
    body = pack(raw)
    for position in range(0, len(body), 61):
        changed = bytearray(body)
        changed[position] ^= 1
        path = written(tmp_path / "b.dientap", bytes(changed))
        try:
            _, faults = unpack(path)
        except (StoreDamaged, StoreTooNew):
            continue
        assert faults, position


@pytest.mark.parametrize(
    ("member", "old", "new", "said"),
    [
        ("records.jsonl", "ghi chú".encode(), b"ghi chu", "records.jsonl"),
        ("events.json", b'"kind":"alert"', b'"kind":"alarm"', "events.json"),
        ("plan.json", b"TTDL-FILE01", b"TTDL-FILE02", "plan.json"),
        ("header.json", b'"seed":3', b'"seed":4', "header.json"),
    ],
)
def test_changed_member_is_named(raw: Raw, tmp_path: Path, member: str, old: bytes, new: bytes, said: str) -> None:
    """A member that somebody edited inside the zip is named."""
    _, faults = unpack(written(tmp_path / "c.dientap", _edited(pack(raw), member, old, new)))
    assert said in [fault.values.get("member") for fault in faults]


def _edited(body: bytes, member: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == member:
                assert old in content
                content = content.replace(old, new)
            target.writestr(info, content)
        target.comment = source.comment
    return out.getvalue()


def test_changed_records_are_named_by_number(raw: Raw) -> None:
    """Whoever changes a record and every hash of the file around it still breaks the chain at that record."""
    second = raw.records[1]
    forged = replace(second, body=second.body.replace(b'"at":', b'"at": '))
    verdict = verify(replace(raw, records=(raw.records[0], forged, *raw.records[2:])))
    assert [(fault.part, fault.values["seq"]) for fault in verdict.faults] == [("record", 2)]


def test_kept_events_that_the_records_do_not_give_are_found(raw: Raw, store: MemoryStore) -> None:
    """Events of another seed under this drill's records are found by re-execution."""
    other = Session.create(MemoryStore(), small_plan(), 4, {}, clock_ms=HandClock())
    other.play_out()
    from drills.store.journal import encode_events

    foreign = encode_events(other.events, raw.horizon, other.digest())
    verdict = verify(replace(raw, events=foreign))
    assert [fault.part for fault in verdict.faults] == ["events"]


def test_drill_without_kept_events_is_completed_for_the_export(raw: Raw) -> None:
    """A drill whose events were never kept (its process was killed) is exported with them."""
    assert completed(replace(raw, events=None)) == raw


def test_stale_events_do_not_reach_a_report(raw: Raw) -> None:
    """Where the kept events end before the records do, a bundle is made from the records."""
    from drills.store.journal import encode_events

    stale = MemoryStore()
    stale.restore(replace(raw, events=encode_events([], HOUR, "0" * 64)))
    assert len(bundle_of(stale, raw.id).events) > 20


@pytest.mark.parametrize("body", [b"", b"PK", b"no zip at all" * 100])
def test_other_files_are_refused(tmp_path: Path, body: bytes) -> None:
    """A file that is no export is called so."""
    with pytest.raises(StoreDamaged, match="no whole export"):
        unpack(written(tmp_path / "d.dientap", body))


def test_zip_bomb_is_refused_unread(raw: Raw, tmp_path: Path) -> None:
    """A member that claims to be huge is refused before it is unpacked."""
    body = pack(raw)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        claimed = archive.getinfo("events.json").file_size
    huge = body.replace(claimed.to_bytes(4, "little"), (LARGEST + 1).to_bytes(4, "little"))
    with pytest.raises(StoreDamaged):
        unpack(written(tmp_path / "e.dientap", huge))


def test_newer_format_is_refused(raw: Raw, tmp_path: Path) -> None:
    """An export of a newer version says so."""
    with pytest.raises(StoreTooNew, match="2"):
        unpack(written(tmp_path / "f.dientap", _edited(pack(raw), "manifest.json", b'"schema":1', b'"schema":2')))


def test_hostile_id_is_refused(raw: Raw, tmp_path: Path) -> None:
    """An id that would reach outside the store's folder is no id."""
    with pytest.raises(StoreDamaged):
        unpack(written(tmp_path / "g.dientap", pack(replace(raw, id="../../x"))))
