"""Looking at what is not a log: it depends on the moment and the place, and tells nothing else."""

from __future__ import annotations

from dataclasses import replace

from engine.codec import canonical, plain
from engine.messages import Start
from engine.plan import Artefact, Condition, Observation, Plan, Sight
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, at, bench, campaign, carry_out, foothold, give, of, record, run

FALSE_PAGE = Artefact("false-page", "disk", (record(),), reveals=("c2",), weight=2)


def world(*sees: Sight, **changes: object) -> Plan:
    """Something to look at from a-pc1."""
    look = replace(Observation("page", ("a-pc1",), sees), **changes)  # type: ignore[arg-type]
    plan = bench()
    return replace(plan, artefacts=(*plan.artefacts, FALSE_PAGE), observations=(look,))


def test_what_is_seen_depends_on_the_moment() -> None:
    """Nothing before its time, then the sight: its lines, its indicators, no machine accused that it does not name."""
    sim = run(world(Sight(at(30 * MINUTE), "false-page", 1000)))
    assert carry_out(sim, IR, "observe", "a-pc1").data["outcome"] == "nothing"
    view = sim.view(IR)
    assert [(item.observation, item.artefact, tuple(item.records)) for item in view.findings] == [("page", "", ())]
    assert "looked:page" in view.facts
    assert view.assets == ()
    sim.advance(40 * MINUTE)
    assert carry_out(sim, IR, "observe", "a-pc1").data["outcome"] == "done"
    found = sim.view(IR).findings[-1]
    assert (found.artefact, found.observation, len(found.records) > 0) == ("false-page", "page", True)
    assert {"finding:false-page", "indicator:c2"} <= sim.view(IR).facts
    assert sim.view(IR).assets == ()


def test_a_sight_confirms_only_what_it_names() -> None:
    """With `about`, the machine behind it is known; never is one called clean."""
    sim = run(world(Sight(None, "false-page", 1000, about="app")))
    carry_out(sim, IR, "observe", "a-pc1")
    assert [(item.id, item.state) for item in sim.view(IR).assets] == [("app", "confirmed")]
    quiet = run(world(Sight(None, "false-page", 0, about="app")))
    carry_out(quiet, IR, "observe", "a-pc1")
    assert of(quiet, "asset-known") == []


def test_the_first_sight_that_holds_is_seen() -> None:
    """An order of precedence; one that fails its chance lets the next be seen."""
    other = replace(FALSE_PAGE, id="other-page")
    for first, wanted in ((1000, "false-page"), (0, "other-page")):
        plan = world(Sight(None, "false-page", first), Sight(None, "other-page", 1000))
        sim = run(replace(plan, artefacts=(*plan.artefacts, other)))
        carry_out(sim, IR, "observe", "a-pc1")
        assert [event.data["artefact"] for event in of(sim, "found")] == [wanted]


def test_another_look_is_another_chance() -> None:
    """Looking again draws anew, by key; most looks at an even chance differ somewhere."""
    sim = run(world(Sight(None, "false-page", 500)))
    outcomes = [carry_out(sim, IR, "observe", "a-pc1").data["outcome"] for _ in range(12)]
    assert set(outcomes) == {"done", "nothing"}


def test_needs_what_one_looks_with() -> None:
    """Without the machine to look from, nobody looks."""
    sim = run(world(Sight(None, "false-page", 1000), needs="spare"))
    give(sim, OPS, Start("power-off", "spare"))
    sim.advance(10 * MINUTE)
    ended = carry_out(sim, IR, "observe", "a-pc1")
    assert (ended.data["outcome"], ended.data["params"]) == ("failed", {"reason": "off"})


def test_nothing_to_observe_there() -> None:
    """Where the story has nothing to see, a look finds nothing and is told as such."""
    sim = run(world(Sight(None, "false-page", 1000)))
    assert carry_out(sim, IR, "observe", "db").data["outcome"] == "nothing"
    assert "looked:" not in " ".join(sim.view(IR).facts)


def test_what_was_seen_is_kept() -> None:
    """A sight is no trace on a disk: wiping the machine loses nothing, and nobody else finds it there."""
    sim = run(world(Sight(None, "false-page", 1000)))
    carry_out(sim, IR, "observe", "a-pc1")
    carry_out(sim, OPS, "read-disk", "a-pc1")
    assert of(sim, "found", artefact="false-page", task=of(sim, "found")[0].data["task"]) == of(sim, "found")
    carry_out(sim, IR, "reimage", "a-pc1")
    assert sim.truth.evidence_lost == 0


def _told(sim: Simulation) -> bytes:
    addressed = [plain(event) for event in sim.events if IR in event.to]
    return canonical([addressed, plain(replace(sim.view(IR), feed=()))])


def test_not_now_says_the_same_as_never() -> None:
    """Two worlds that differ in a sight whose time never comes, or in what happens unseen: every byte is the same."""
    never = world(Sight(Condition("knows", ref="flag:x", team=OPS), "false-page", 1000))
    late = world(Sight(at(5 * HOUR), "false-page", 1000))
    attacked = replace(late, campaigns=(campaign(foothold("b-pc1")),))
    told = []
    for plan in (never, late, attacked):
        sim = run(plan)
        for _ in range(3):
            carry_out(sim, IR, "observe", "a-pc1")
        told.append(_told(sim))
    assert told[0] == told[1] == told[2]
