"""Tampering: it works and says something false; which copies hold that; what puts it right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.plan import Backup, Condition, Milestone, Pile, Reentry
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, at, bench, campaign, carry_out, estate, of, run, step

DB_COPIES = (Backup("db-old", "db", 48 * HOUR, "bk"), Backup("db-new", "db", HOUR, "bk"))
NET = estate(backups=DB_COPIES)
SCRAMBLE = step("scramble", "tamper", ("db",))
THERE = Condition("tampered", targets=("db", "app"))


def _scrambled(since: int, **more: object) -> Simulation:
    """The database altered `since` ms of drill time (and a minute)."""
    return run(bench(net=NET, campaigns=(campaign(replace(SCRAMBLE, **more), starts_ms=since),), milestones=(Milestone("m", THERE),)))  # type: ignore[arg-type]


def _is_false(sim: Simulation) -> bool:
    return sim._world.index.asset_of["db"] in sim._world.tampering.there


def test_it_goes_on_working() -> None:
    """No service falls, no state shows, nothing is lost; the log of the truth alone says so."""
    sim = _scrambled(0)
    sim.advance(HOUR)
    assert _is_false(sim)
    assert sim.truth.service_levels["tthc"] == 1000
    assert sim.truth.lost["tthc"] == 0
    assert sim._world.state_name(sim._world.index.asset_of["db"]) == "up"
    assert [(e.at, e.to, e.data) for e in of(sim, "asset-tampered")] == [(MINUTE, (), {"asset": "db", "campaign": "ops-x"})]
    assert [e.at for e in of(sim, "milestone")] == [MINUTE]
    assert sim.view(OPS).assets == ()


def test_a_check_for_malware_sees_nothing_and_a_comparison_does() -> None:
    """Altered two hours before the drill: the newest copy holds it, the older one does not; both are free of malware."""
    sim = _scrambled(-2 * HOUR)
    assert carry_out(sim, OPS, "check-backup", "db-new").data["params"]["verdict"] == "clean"
    assert carry_out(sim, OPS, "compare-copy", "db-new").data["params"]["verdict"] == "altered"
    assert carry_out(sim, OPS, "compare-copy", "db-old").data["params"]["verdict"] == "matches"
    assert {"backup-altered:db-new", "backup-matches:db-old"} <= sim.view(OPS).facts
    carry_out(sim, OPS, "check-backup", "db-new")
    assert {view.id: view.verdict for view in sim.view(OPS).backups} == {"db-new": "altered", "db-old": "matches"}
    sim._world.copies_lost.add("db-old")
    assert carry_out(sim, OPS, "compare-copy", "db-old").data["params"]["verdict"] == "unreadable"
    assert {view.id: view.verdict for view in sim.view(OPS).backups}["db-old"] == "unreadable"


def test_a_copy_that_matches_may_hold_malware_all_the_same() -> None:
    """Two checks, two questions; the worse answer stays."""
    inside = campaign(step("enter", "exploit", ("db",), gives_foothold=True), starts_ms=-2 * HOUR)
    sim = run(bench(net=NET, campaigns=(inside,)))
    carry_out(sim, OPS, "check-backup", "db-new")
    assert carry_out(sim, OPS, "compare-copy", "db-new").data["params"]["verdict"] == "matches"
    assert [view.verdict for view in sim.view(OPS).backups] == ["infected"]


def test_an_older_copy_puts_it_right_and_a_newer_one_brings_it_back() -> None:
    """Restoring is as good as what the copy holds."""
    sim = _scrambled(-2 * HOUR)
    carry_out(sim, OPS, "restore-backup", "db-old")
    assert not _is_false(sim)
    carry_out(sim, OPS, "restore-backup", "db-new")
    assert _is_false(sim)
    assert [e.data["reason"] for e in of(sim, "asset-mended")] == ["restored"]
    assert len(of(sim, "asset-tampered")) == 2


@pytest.mark.parametrize("verb", ["correct", "reimage"])
def test_a_correction_or_a_rebuild_puts_it_right(verb: str) -> None:
    """Then there is nothing more to correct."""
    sim = _scrambled(0)
    sim.advance(2 * MINUTE)
    assert carry_out(sim, OPS, verb, "db").data["outcome"] == "done"
    assert not _is_false(sim)
    again = carry_out(sim, OPS, "correct", "db").data
    assert (again["outcome"], again["params"]) == ("nothing", {"reason": "nothing-wrong"})


def _at_night(until: Condition) -> Simulation:
    return _scrambled(0, until=until)


def test_it_tells_the_truth_while_it_is_made_to() -> None:
    """False until the tenth minute, true until the hour, false again; corrections in between find nothing."""
    sim = _at_night(Condition("all", of=(at(10 * MINUTE), Condition("not", of=(at(HOUR),)))))
    sim.advance(9 * MINUTE)
    assert _is_false(sim)
    sim.advance(30 * MINUTE)
    assert not _is_false(sim)
    assert carry_out(sim, OPS, "correct", "db").data["outcome"] == "nothing"
    sim.advance(HOUR + MINUTE)
    assert [e.data["reason"] for e in of(sim, "asset-mended")] == ["hidden"]


def test_what_was_put_right_does_not_lie_again_by_itself() -> None:
    """Corrected while it lies, it stays true when its hour comes again."""
    sim = _at_night(Condition("all", of=(at(10 * MINUTE), Condition("not", of=(at(HOUR),)))))
    sim.advance(3 * MINUTE)
    assert carry_out(sim, OPS, "correct", "db").data["outcome"] == "done"
    sim.advance(2 * HOUR)
    assert not _is_false(sim)


moments = st.lists(st.tuples(st.integers(1, 90), st.sampled_from(["tamper", "mend"])), max_size=8)


@given(moments, st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_a_copy_holds_what_the_asset_said_when_it_was_taken(story: list[tuple[int, str]], age: int) -> None:
    """Against the plainest reading: walk the story up to the moment the copy was taken and see what it says then."""
    sim = run(bench(net=NET))
    world = sim._world
    number = world.index.asset_of["db"]
    copy = replace(DB_COPIES[0], age_ms=age - 450)  # a copy of the future: taken 50 to 450 ms into the drill
    said, now = False, 0
    for gap, what in story:
        now += gap
        sim.advance(now)
        if what == "tamper":
            world.tampering.begin(number, "x")
        else:
            world.tampering.mend(number, "test")
        if now <= 450 - age:
            said = what == "tamper"
    assert (world.tampering.altered(copy) is not None) == said


def test_no_team_is_told() -> None:
    """What nobody compares nobody knows."""
    sim = _scrambled(0)
    sim.advance(HOUR)
    for team in (IR, OPS):
        assert not [e for e in sim.view(team).feed if "tamper" in e.kind]


@pytest.mark.parametrize(("copy", "hours"), [("db-new", 1), ("db-old", 48)])
def test_what_came_in_since_the_copy_is_typed_in_again(copy: str, hours: int) -> None:
    """Restored at a known minute: items of the copy's age and of the drill so far, at their rate, once for each restoration."""
    plan = bench(net=NET, piles=(Pile("again", ()),), reentries=(Reentry(("db",), "again", 60),))
    sim = run(plan, 10 * MINUTE)
    done = carry_out(sim, OPS, "restore-backup", copy).at
    sim.advance(2 * HOUR)
    moved = [e.data["amount"] for e in of(sim, "pile-moved", pile="again")]
    assert moved[-1] == 60 * hours + done // MINUTE
    assert not of(run(bench(net=NET, piles=(Pile("again", ()),)), HOUR), "pile-moved", pile="other")
