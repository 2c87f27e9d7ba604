"""What every store promises, checked on each of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drills.store.errors import DrillBusy, LeaseLost, StoreDamaged, UnknownDrill
from drills.store.journal import encode_events, end_draft, horizon_draft, input_draft, inputs_of, plan_hash, refs_of
from drills.store.memory import MemoryStore
from drills.store.model import END, HORIZON, INPUT, Lease, NewDrill, Store
from engine.bundle import Baselines, Curve, Header
from engine.messages import Event, Input, Note, Start
from engine.plan import Plan
from tests.samples import other_plan, small_plan

FLAT = Curve((0,), (0,), (0,), (0,), (0,))


def new_drill(drill: str = "aaaa2222", plan_of: Callable[[], Plan] = small_plan) -> NewDrill:
    """A drill of the small plan, with flat baselines."""
    plan = plan_of()
    header = Header("0.1.0", 1, plan_hash(plan), 7, "0" * 64, {"van-hanh": "trained"}, "doi-ucsc", Baselines(FLAT, FLAT))
    return NewDrill(drill, header, plan)


def note(at: int, text: str = "ghi") -> Input:
    """A harmless input."""
    return Input(at, "seat", "doi-ucsc", "doi-ucsc-1", Note(text))


def test_new_drill_is_there_whole(store: Store) -> None:
    """A drill that was created comes back with its header, its plan and no records."""
    new = new_drill()
    store.create(new)
    stored = store.load(new.id)
    assert (stored.entry.header, stored.plan, stored.records) == (new.header, new.plan, ())
    assert (stored.entry.state, stored.entry.horizon, stored.entry.scenario) == ("open", 0, "nho")


def test_records_come_back_in_order_with_their_chain(store: Store) -> None:
    """Appended records are numbered, timed, chained and read back as they were given."""
    lease = store.create(new_drill())
    given = [note(5), Input(6, "bot", "van-hanh", "", Start("isolate-host", "ttdl-file01", {"n": 1}, ask=True, why="vì sao"))]
    assert store.append(lease, [input_draft(item) for item in given]) == 2
    assert store.append(lease, [horizon_draft(1000, speed=5)]) == 3
    stored = store.load("aaaa2222")
    assert inputs_of(stored.records) == tuple(given)
    assert [record.kind for record in stored.records] == [INPUT, INPUT, HORIZON]
    assert [record.seq for record in stored.records] == [1, 2, 3]
    assert len({record.chain for record in stored.records}) == 3
    assert stored.entry.head == stored.records[-1].chain
    assert stored.entry.horizon == 1000


def test_end_record_closes_the_drill(store: Store) -> None:
    """An end record makes the drill over, in the list too."""
    lease = store.create(new_drill())
    store.append(lease, [end_draft(7000, "d" * 64)])
    assert [(entry.state, entry.horizon) for entry in store.entries()] == [("over", 7000)]


def test_second_holder_is_refused_until_the_first_lets_go(store: Store) -> None:
    """One holder at a time; after a release the next one gets a higher epoch."""
    first = store.create(new_drill())
    with pytest.raises(DrillBusy, match="aaaa2222"):
        store.acquire("aaaa2222")
    store.append(first, [horizon_draft(10)])
    store.release(first)
    second = store.acquire("aaaa2222")
    assert second.epoch > first.epoch


def test_old_epoch_cannot_write(store: Store) -> None:
    """Who lost the drill writes neither records nor events, and nothing of it is kept."""
    first = store.create(new_drill())
    store.release(first)
    store.acquire("aaaa2222")
    with pytest.raises(LeaseLost):
        store.append(first, [horizon_draft(10)])
    with pytest.raises(LeaseLost):
        store.cache_events(first, encode_events([], 0, ""))
    assert store.load("aaaa2222").records == ()


def test_many_drills_are_written_together(store: Store) -> None:
    """One call writes several drills' records, as several calls would have; an empty batch writes nothing."""
    leases = [store.create(new_drill(drill)) for drill in ("aaaa2222", "bbbb2222", "cccc2222")]
    store.append(leases[1], [horizon_draft(5)])
    batches = [
        (leases[0], [input_draft(note(3)), horizon_draft(10)]),
        (leases[1], [horizon_draft(20), end_draft(20, "d" * 64)]),
        (leases[2], []),
    ]
    assert list(store.append_all(batches)) == [2, 3, 0]
    stored = [store.load(lease.drill) for lease in leases]
    assert [[record.kind for record in drill.records] for drill in stored] == [[INPUT, HORIZON], [HORIZON, HORIZON, END], []]
    assert [(drill.entry.horizon, drill.entry.state) for drill in stored] == [(10, "open"), (20, "over"), (0, "open")]
    assert store.append_all([]) == ()


def test_one_drill_may_stand_twice_in_a_call(store: Store) -> None:
    """Two batches of one drill follow each other in one chain."""
    lease = store.create(new_drill())
    assert list(store.append_all([(lease, [input_draft(note(3))]), (lease, [input_draft(note(4)), horizon_draft(9)])])) == [1, 3]
    assert [record.seq for record in store.load("aaaa2222").records] == [1, 2, 3]


def test_lost_drill_fails_alone(store: Store) -> None:
    """Who lost a drill, or names one that is not there, is told so; everybody else's records are written."""
    old = store.create(new_drill("aaaa2222"))
    store.release(old)
    store.acquire("aaaa2222")
    kept = store.create(new_drill("bbbb2222"))
    lost, written, unknown = store.append_all([(lease, [horizon_draft(10)]) for lease in (old, kept, Lease("qqqq2222", 1))])
    assert isinstance(lost, LeaseLost)
    assert "aaaa2222" in str(lost)
    assert written == 1
    assert isinstance(unknown, UnknownDrill)
    assert [len(store.load(drill).records) for drill in ("aaaa2222", "bbbb2222")] == [0, 1]


def test_reference_of_a_command_is_kept_beside_it(store: Store) -> None:
    """An input is the same with and without its client's reference, which is found again by seat."""
    lease = store.create(new_drill())
    other = Input(9, "seat", "doi-ucsc", "doi-ucsc-2", Note('"ref"'))
    store.append(
        lease, [input_draft(note(5)), input_draft(note(7), "r-1"), horizon_draft(8), input_draft(other), input_draft(note(11), "r-2")]
    )
    records = store.load("aaaa2222").records
    assert inputs_of(records) == (note(5), note(7), other, note(11))
    assert refs_of(records) == {("doi-ucsc-1", "r-1"): 2, ("doi-ucsc-1", "r-2"): 5}


def test_events_are_a_replaceable_cache(store: Store) -> None:
    """Cached events are read back, and a later set replaces them."""
    lease = store.create(new_drill())
    assert store.raw("aaaa2222").events is None
    store.cache_events(lease, encode_events([Event(1, "note", ("doi-ucsc",), {"text": "a"})], 10, "x"))
    later = encode_events([Event(2, "note", (), {"text": "b"})], 20, "y")
    store.cache_events(lease, later)
    assert store.raw("aaaa2222").events == later


def test_list_shows_newest_first_and_find_understands_last_and_prefixes(store: Store) -> None:
    """`last` is the newest drill; a beginning that fits one drill means it; others are refused with the nearest."""
    for drill in ("aaaa2222", "aabb3333", "zzzz9999"):
        store.create(new_drill(drill))
    assert [entry.id for entry in store.entries()] == ["zzzz9999", "aabb3333", "aaaa2222"]
    assert [store.find(name) for name in ("last", "aab", "aaaa2222")] == ["zzzz9999", "aabb3333", "aaaa2222"]
    with pytest.raises(UnknownDrill, match="aabb3333, aaaa2222"):
        store.find("aa")
    with pytest.raises(UnknownDrill, match="zzzz9999"):
        store.find("zzz9")


def test_nothing_is_found_in_an_empty_store(store: Store) -> None:
    """An empty store says that it is empty."""
    with pytest.raises(UnknownDrill, match="no drill yet"):
        store.find("last")
    with pytest.raises(UnknownDrill, match="'qqqq'"):
        store.load("qqqq")


def test_two_drills_may_share_a_plan(store: Store) -> None:
    """Drills of one plan and of another live side by side."""
    store.create(new_drill("aaaa2222"))
    store.create(new_drill("bbbb2222"))
    store.create(new_drill("cccc2222", other_plan))
    assert [store.load(drill).plan.scenario for drill in ("aaaa2222", "bbbb2222", "cccc2222")] == ["nho", "nho", "khac"]


def test_drill_moves_to_another_store_as_it_is(store: Store) -> None:
    """What `raw` gives, `restore` keeps, byte for byte, and only once."""
    lease = store.create(new_drill())
    store.append(lease, [input_draft(note(3)), horizon_draft(10)])
    store.cache_events(lease, encode_events([], 10, "x"))
    raw = store.raw("aaaa2222")
    other = MemoryStore()
    other.restore(raw)
    assert other.raw("aaaa2222") == raw
    with pytest.raises(StoreDamaged, match="already"):
        store.restore(raw)


def test_names_are_kept_beside_the_journal_and_can_be_forgotten(store: Store) -> None:
    """Names behind seats can be set, changed and erased; the chain does not notice."""
    store.create(new_drill())
    head = store.load("aaaa2222").entry.head
    store.name_people("aaaa2222", {"doi-ucsc-1": "Nguyễn Văn An"})
    store.name_people("aaaa2222", {"doi-ucsc-1": "Trần Thị Bình"})
    assert store.people("aaaa2222") == {"doi-ucsc-1": "Trần Thị Bình"}
    store.forget_people("aaaa2222")
    assert store.people("aaaa2222") == {}
    assert store.load("aaaa2222").entry.head == head
