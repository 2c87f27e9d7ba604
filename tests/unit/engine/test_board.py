"""The case board changes nothing; seals and hand-overs are kept, and a broken chain costs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.board import LONGEST
from engine.codec import canonical, plain
from engine.messages import HandOver, Hypothesis, Pin, Scope, Start
from engine.plan import Plan
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, bench, campaign, carry_out, foothold, give, of, run, seen


def world(weight: int = 3) -> Plan:
    """A grip on a-pc1 that an alert tells of and that leaves a key of that weight on its disk."""
    plan = bench(campaigns=(campaign(foothold("a-pc1", leaves=("run-key",), seen=seen("odd-file"))),))
    return replace(plan, artefacts=tuple(replace(a, weight=weight) if a.id == "run-key" else a for a in plan.artefacts))


def started(weight: int = 3) -> Simulation:
    """Ten minutes on."""
    return run(world(weight), 10 * MINUTE)


# --- the board


def test_hypotheses_are_put_and_changed_in_place() -> None:
    """A hypothesis keeps its place when its state changes; the same words are the same hypothesis."""
    sim = started()
    first = give(sim, IR, Hypothesis("Vào qua thư giả", sure="low"))
    give(sim, IR, Hypothesis("Vào qua VPN"))
    give(sim, IR, Hypothesis("Vào qua thư giả mạo văn thư", "likely", "high", id=first.id))
    board = sim.view(IR).board
    assert [(item.text, item.state, item.sure) for item in board.hypotheses] == [
        ("Vào qua thư giả mạo văn thư", "likely", "high"),
        ("Vào qua VPN", "open", ""),
    ]
    assert sim.view(OPS).board == replace(board, hypotheses=())


def test_a_hypothesis_has_a_reason_and_a_claim() -> None:
    """What it says of which machine is kept with it, and may be taken back; its words need not say it."""
    sim = started()
    first = give(sim, IR, Hypothesis("Vào qua thư giả", why="có tệp lạ", about="first:a-pc1"))
    (item,) = sim.view(IR).board.hypotheses
    assert (item.why, item.about) == ("có tệp lạ", "first:a-pc1")
    give(sim, IR, Hypothesis("Vào qua thư giả", "ruled-out", id=first.id))
    (item,) = sim.view(IR).board.hypotheses
    assert (item.state, item.why, item.about) == ("ruled-out", "", "")


def test_scope_pins_and_reasons() -> None:
    """Assets in and out of the case, facts that the team knows, and the reasons of orders with how sure the seat was."""
    sim = started()
    assert give(sim, IR, Scope("a-pc1", True, "có cảnh báo", "middle")).accepted
    assert give(sim, IR, Scope("a-pc1", False, "máy thử", "low")).accepted
    assert give(sim, IR, Pin("alert:odd-file", "đầu mối")).accepted
    assert give(sim, IR, Pin("indicator:tool", "cùng một công cụ", "high")).accepted
    give(sim, IR, Start("read-disk", "a-pc1", why="xem tệp lạ", sure="middle"))
    board = sim.view(IR).board
    assert [(item.id, item.state, item.text) for item in board.scope] == [("a-pc1", "out", "máy thử")]
    assert [item.id for item in board.pins] == ["alert:odd-file"]
    assert [(item.id, item.sure) for item in board.indicators] == [("indicator:tool", "high")]
    assert [(item.action, item.target, item.why, item.sure) for item in board.reasons] == [("read-disk", "a-pc1", "xem tệp lạ", "middle")]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (Hypothesis(" "), "bad-params"),
        (Hypothesis("x", "certain"), "bad-params"),
        (Hypothesis("x", sure="very"), "bad-params"),
        (Hypothesis("x" * (LONGEST + 1)), "bad-params"),
        (Hypothesis("x", id="nobody"), "unknown-target"),
        (Hypothesis("x", why="y" * (LONGEST + 1)), "bad-params"),
        (Hypothesis("x", about="taken:nowhere"), "unknown-target"),
        (Hypothesis("x", about="guilty:a-pc1"), "unknown-target"),
        (Hypothesis("x", about="account:a-pc1"), "unknown-target"),
        (Scope("nowhere"), "unknown-target"),
        (Pin("finding:run-key"), "unknown-target"),
        (HandOver("a-pc1", "cong-an"), "unknown-target"),
    ],
)
def test_what_cannot_stand_on_a_board_is_refused(command: Hypothesis | Scope | Pin | HandOver, code: str) -> None:
    """Each refusal says what is wrong, and leaves no entry."""
    sim = started()
    receipt = give(sim, IR, command)
    assert (receipt.accepted, receipt.code) == (False, code)
    assert of(sim, "board-changed") == []


def test_a_board_changes_nothing_in_the_world() -> None:
    """The same drill without its board entries has the same truth and the same other events."""
    plain_, noted = started(), started()
    for text in ("một", "hai", "ba"):
        give(noted, IR, Hypothesis(text))
    for sim in (plain_, noted):
        sim.advance(20 * MINUTE)
        carry_out(sim, IR, "read-disk", "a-pc1")
        sim.advance(2 * HOUR)
    others = [canonical(plain(event)) for event in noted.events if event.kind != "board-changed"]
    assert others == [canonical(plain(event)) for event in plain_.events]


# --- custody


def test_a_seal_carries_the_hash_of_what_lies_there() -> None:
    """Computed from the records: the same for the same content, another for another, and the handed record is kept."""
    hashes = []
    for sim in (started(), started(), run(bench(), 10 * MINUTE)):
        carry_out(sim, IR, "preserve-evidence", "a-pc1")
        (seal,) = sim.view(IR).board.custody
        hashes.append(seal.hash)
    assert hashes[0] == hashes[1] != hashes[2]
    assert all(len(value) == 64 for value in hashes)


def test_hand_over_is_recorded_on_both_sides() -> None:
    """To the operator's team; to a body that nobody plays it is recorded all the same."""
    sim = started()
    carry_out(sim, IR, "preserve-evidence", "a-pc1")
    (seal,) = sim.view(IR).board.custody
    assert give(sim, IR, HandOver("a-pc1", "dtc", "BB-01")).id == seal.id
    assert give(sim, IR, HandOver(seal.id, "cong-an", "BB-02")).accepted
    records = [(item.giver, item.to, item.sealed_as) for item in sim.view(IR).board.custody[0].records]
    assert records == [(IR, "dtc", "BB-01"), (IR, "cong-an", "BB-02")]
    (received,) = sim.view(OPS).board.custody
    assert (received.id, received.hash, len(received.records)) == (seal.id, "", 1)


def test_other_hands_break_the_chain_and_cost_half() -> None:
    """Another team reads the sealed disk: half of what lies there is lost, once; after a hand-over it may."""
    for handed in (False, True):
        sim = started(weight=6)
        carry_out(sim, IR, "preserve-evidence", "a-pc1")
        if handed:
            give(sim, IR, HandOver("a-pc1", "dtc", "BB-01"))
        carry_out(sim, OPS, "read-disk", "a-pc1")
        carry_out(sim, OPS, "read-disk", "a-pc1")
        assert len(of(sim, "custody-broken")) == (0 if handed else 1)
        assert sim.truth.evidence_lost == (0 if handed else 3)
        assert sum(event.data["amount"] for event in of(sim, "harm-counted", column="evidence")) == sim.truth.evidence_lost


def test_own_hands_break_nothing() -> None:
    """Whoever sealed it may read it."""
    sim = started()
    carry_out(sim, IR, "preserve-evidence", "a-pc1")
    carry_out(sim, IR, "read-disk", "a-pc1")
    assert of(sim, "custody-broken") == []


def test_rebuilding_before_the_hand_over_is_counted() -> None:
    """The image stays, its original does not: counted, without loss; not after a hand-over."""
    for handed in (False, True):
        sim = started()
        carry_out(sim, IR, "preserve-evidence", "a-pc1")
        if handed:
            give(sim, IR, HandOver("a-pc1", "cong-an", "BB-01"))
        carry_out(sim, IR, "reimage", "a-pc1")
        assert len(of(sim, "custody-broken")) == (0 if handed else 1)
        assert sim.truth.evidence_lost == 0


def test_anothers_seal_changes_no_answer() -> None:
    """Two worlds: the other team seals the same machine, or does not; what this team is told is the same."""
    told = []
    for other in (False, True):
        sim = started()
        carry_out(sim, IR, "preserve-evidence", "a-pc1")
        moment = sim.clock + 5 * MINUTE
        if other:
            carry_out(sim, OPS, "preserve-evidence", "a-pc1")
        sim.advance(moment)
        receipt = give(sim, IR, HandOver("a-pc1", "cong-an", "BB-01"), at=moment)
        addressed = [plain(event) for event in sim.events if IR in event.to]
        told.append(canonical([plain(receipt), addressed, plain(replace(sim.view(IR), feed=()))]))
    assert told[0] == told[1]
