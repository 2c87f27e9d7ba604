"""Looking: nothing is revealed that no sensor or log holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.plan import Artefact, Campaign, Plan
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, bench, campaign, carry_out, foothold, of, order, record, run, step

LEFT = ("run-key", "implant", "proxy-line")


def _entered(*assets: str, leaves: tuple[str, ...] = LEFT, starts_ms: int = 0) -> Campaign:
    return campaign(foothold(*assets, leaves=leaves), starts_ms=starts_ms)


def _in(*assets: str, **more: object) -> Simulation:
    return run(bench(campaigns=(_entered(*assets, **more),)), 2 * MINUTE)  # type: ignore[arg-type]


def _found(sim: Simulation, team: str = IR) -> list[tuple[str, str]]:
    return [(item.artefact, item.asset) for item in sim.view(team).findings if item.artefact]


@pytest.mark.parametrize(
    ("verb", "target", "artefacts"),
    [
        ("read-memory", "a-pc1", ["implant"]),
        ("read-disk", "a-pc1", ["run-key"]),
        ("read-logs", "a-pc1", ["run-key"]),
        ("read-logs", "logs", ["proxy-line"]),
        ("read-memory", "a-pc2", []),
        ("read-disk", "logs", []),
    ],
)
def test_each_trace_lies_where_it_lies(verb: str, target: str, artefacts: list[str]) -> None:
    """Memory on the machine, disk on the machine, log lines where the logs are kept."""
    sim = _in("a-pc1")
    ended = carry_out(sim, IR, verb, target)
    assert _found(sim) == [(name, "a-pc1") for name in artefacts]
    assert ended.data["outcome"] == ("done" if artefacts else "nothing")


def test_a_trace_may_lie_where_the_attack_came_from() -> None:
    """`source`: on the foothold that the step worked from, telling of the machine it met."""
    move = step("move", "move", ("app",), over="smb", needs_foothold=("*",), gives_foothold=True, leaves=("logon",))
    sim = run(bench(campaigns=(campaign(foothold("a-pc1", then=("move",)), move),)), 5 * MINUTE)
    carry_out(sim, IR, "read-disk", "app")
    assert _found(sim) == []
    carry_out(sim, IR, "read-disk", "a-pc1")
    assert _found(sim) == [("logon", "app")]
    assert sim.view(IR).findings[1].records[0]["fields"]["from"] == "A-PC1"


def test_what_is_read_teaches_its_indicators_and_confirms_the_machine() -> None:
    """From a trace to an indicator to a search."""
    sim = _in("a-pc1")
    carry_out(sim, IR, "read-memory", "a-pc1")
    view = sim.view(IR)
    assert [item.id for item in view.indicators] == ["c2"]
    assert [item.state for item in view.assets] == ["confirmed"]
    assert {"finding:implant", "indicator:c2", "state:a-pc1:confirmed"} <= view.facts


def test_a_machine_isolated_on_suspicion_is_confirmed_by_reading_it() -> None:
    """It stays isolated in the picture, and the team knows from now on that it was right."""
    sim = _in("a-pc1")
    carry_out(sim, IR, "isolate", "a-pc1")
    carry_out(sim, IR, "read-disk", "a-pc1")
    assert [item.state for item in sim.view(IR).assets] == ["isolated"]
    assert "state:a-pc1:confirmed" in sim.view(IR).facts
    told = len(of(sim, "asset-known", state="confirmed"))
    carry_out(sim, IR, "read-memory", "a-pc1")
    assert len(of(sim, "asset-known", state="confirmed")) == told == 1


def test_ordinary_records_lie_among_the_telling_ones() -> None:
    """Reading is a skill: the line that matters is one of several, in the order of time."""
    sim = _in("a-pc1")
    sim.advance(HOUR)
    carry_out(sim, IR, "read-disk", "a-pc1")
    records = sim.view(IR).findings[0].records
    assert sorted(item["format"] for item in records) == ["benign", "log"]
    assert list(records) == sorted(records, key=lambda item: (item["at"], item["format"]))


def test_a_reading_that_finds_nothing_still_shows_what_it_saw() -> None:
    """Ordinary records only, and the machine taken for clean; memory alone proves nothing."""
    sim = _in("a-pc1")
    carry_out(sim, IR, "read-memory", "a-pc2")
    assert sim.view(IR).assets == ()
    carry_out(sim, IR, "read-disk", "a-pc2")
    assert [item.state for item in sim.view(IR).assets] == ["clean"]
    readings = sim.view(IR).findings
    assert [item.artefact for item in readings] == ["", ""]
    assert [item.records[0]["format"] for item in readings] == ["benign", "benign"]
    assert list(readings[0].records) != list(readings[1].records)


def test_what_was_read_is_not_found_again_by_the_same_team() -> None:
    """Another team reads it for itself."""
    sim = _in("a-pc1")
    for _ in range(2):
        carry_out(sim, IR, "read-disk", "a-pc1")
    carry_out(sim, OPS, "read-disk", "a-pc1")
    assert len(_found(sim)) == len(_found(sim, OPS)) == 1
    assert sim.view(IR).findings[0].id != sim.view(OPS).findings[0].id


def test_two_readers_of_one_line_read_the_same_line() -> None:
    """A log line does not change with its reader."""
    sim = _in("a-pc1")
    for team in (IR, OPS):
        carry_out(sim, team, "read-disk", "a-pc1")
    lines = [[item for item in sim.view(team).findings[0].records if item["format"] == "log"] for team in (IR, OPS)]
    assert lines[0] == lines[1]


def test_volatile_traces_do_not_live_for_ever() -> None:
    """A trace with a life of ten minutes is gone after it, and nobody is blamed."""
    short = Artefact("implant", "memory", (record(),), reveals=("c2",), lives_ms=10 * MINUTE, weight=2)
    plan = bench(campaigns=(_entered("a-pc1"),))
    plan = replace(plan, artefacts=tuple(short if item.id == "implant" else item for item in plan.artefacts))
    sim = run(plan, 20 * MINUTE)
    carry_out(sim, IR, "read-memory", "a-pc1")
    assert _found(sim) == []
    assert sim.truth.evidence_lost == 0


def test_history_leaves_traces_and_no_lost_evidence() -> None:
    """Last week's logon is still on the disk today."""
    sim = run(bench(campaigns=(_entered("a-pc1", starts_ms=-9 * 24 * HOUR),)))
    carry_out(sim, IR, "read-disk", "a-pc1")
    assert sim.view(IR).findings[0].records[0]["at"] == -9 * 24 * HOUR + MINUTE


def test_many_traces_of_one_kind_are_told_in_part() -> None:
    """A log server holds a line for each of five machines: three are told one by one, all count."""
    machines = ("a-pc1", "a-pc2", "app", "db", "spare")
    sim = _in(*machines)
    sim.advance(10 * MINUTE)
    ended = carry_out(sim, IR, "read-logs", "logs")
    assert ended.data["params"] == {"count": 5}
    assert len(_found(sim)) == 3


def test_a_harmless_trace_confirms_nothing() -> None:
    """An administrator's tool is found, and the machine stays what it was."""
    harmless = Artefact("run-key", "disk", (record(),), benign=True)
    plan = bench(campaigns=(_entered("a-pc1", leaves=("run-key",)),))
    plan = replace(plan, artefacts=tuple(harmless if item.id == "run-key" else item for item in plan.artefacts))
    sim = run(plan, 2 * MINUTE)
    carry_out(sim, IR, "read-disk", "a-pc1")
    assert _found(sim) == [("run-key", "a-pc1")]
    assert [item.state for item in sim.view(IR).assets] == ["clean"]


# --- sweeps


def _knowing(plan: Plan, *names: str, until: int = 10 * MINUTE) -> Simulation:
    sim = run(plan, until)
    sim._world.emit("learnt", (IR,), {"indicators": {name: sim._world.value(name) for name in names}, "source": "test"})
    return sim


def test_a_sweep_sees_only_where_something_watches() -> None:
    """The same file on a machine with an agent and on one without: one hit, and it is said how many are blind."""
    sim = _knowing(bench(campaigns=(_entered("a-pc1", "b-pc1", "bk"),)), "tool")
    ended = carry_out(sim, IR, "sweep", "tool")
    (known,) = sim.view(IR).indicators
    assert known.hits == ("a-pc1", "bk")
    assert known.blind == 1
    assert ended.data["params"] == {"count": 2, "blind": 1}
    assert [item.state for item in sim.view(IR).assets] == ["confirmed", "confirmed"]


def test_what_a_sweep_found_is_still_to_be_read() -> None:
    """A hit says where to look; the trace itself, and what else it tells, comes from reading."""
    sim = _knowing(bench(campaigns=(_entered("a-pc1"),)), "tool")
    carry_out(sim, IR, "sweep", "tool")
    assert carry_out(sim, IR, "read-disk", "a-pc1").data["outcome"] == "done"
    assert _found(sim) == [("run-key", "a-pc1")]


def test_a_hit_is_no_evidence_in_hand() -> None:
    """Swept, not read, and then wiped: it is lost."""
    sim = _knowing(bench(campaigns=(_entered("a-pc1", leaves=("run-key",)),)), "tool")
    carry_out(sim, IR, "sweep", "tool")
    carry_out(sim, IR, "reimage", "a-pc1")
    assert sim.truth.evidence_lost == 3


def test_logs_do_not_show_what_is_only_in_memory() -> None:
    """Forwarded logs without an agent: the disk's trace is seen, memory's is not."""
    sim = _knowing(bench(campaigns=(_entered("bk", leaves=("implant",)),)), "c2")
    carry_out(sim, IR, "sweep", "c2")
    assert sim.view(IR).indicators[0].hits == ()


def test_names_and_addresses_are_seen_at_the_edge() -> None:
    """A domain in the proxy's log tells of a machine that nothing watches."""
    sim = _knowing(bench(campaigns=(_entered("b-pc1", leaves=("proxy-line",)),)), "c2")
    carry_out(sim, IR, "sweep", "c2")
    assert sim.view(IR).indicators[0].hits == ("b-pc1",)


def test_a_sweep_for_what_nobody_left() -> None:
    """No hit is an answer too."""
    sim = _knowing(bench(), "tool")
    ended = carry_out(sim, IR, "sweep", "tool")
    assert ended.data["outcome"] == "nothing"
    assert {"swept:tool"} <= sim.view(IR).facts
    assert "hits:tool" not in sim.view(IR).facts


def test_a_wiped_trace_is_not_swept() -> None:
    """What was destroyed is not there to be found."""
    sim = _knowing(bench(campaigns=(_entered("a-pc1"),)), "tool")
    carry_out(sim, IR, "reimage", "a-pc1")
    carry_out(sim, IR, "sweep", "tool")
    assert sim.view(IR).indicators[0].hits == ()


# --- accounts and work


def test_a_watched_account_tells_of_its_grips_now_and_later() -> None:
    """What it holds at once, what it takes next when it takes it."""
    steps = (
        step("steal", "collect", gives_account=("svc",), then=("one",)),
        step("one", "login", ("app",), needs_account="svc", gives_foothold=True, then=("two",)),
        step("two", "login", ("bk",), needs_account="svc", gives_foothold=True, when=None, then=()),
    )
    slow = replace(steps[2], takes=replace(steps[2].takes, table=(HOUR,)))
    sim = run(bench(campaigns=(campaign(*steps[:2], slow),)), 5 * MINUTE)
    assert carry_out(sim, IR, "watch-account", "svc").data["params"] == {"count": 1}
    assert [item.id for item in sim.view(IR).assets] == ["app"]
    sim.advance(2 * HOUR)
    assert [item.id for item in sim.view(IR).assets] == ["app", "bk"]


def test_reading_takes_people_and_time() -> None:
    """Until it is over nothing is known."""
    sim = _in("a-pc1")
    order(sim, IR, "read-disk", "a-pc1")
    sim.advance(sim.clock + MINUTE - 1)
    assert _found(sim) == []
    sim.advance(sim.clock + 2)
    assert _found(sim) != []
