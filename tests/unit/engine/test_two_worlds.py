"""Fog of war: what a team cannot tell changes no byte that its seats are sent.

Two worlds differ in something hidden from a team; its views, its receipts and the events addressed to it are compared
as canonical bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.codec import canonical, plain
from engine.messages import Cancel, Command, Declare, Fire, Input, Mark, Note, Reply, Start, Watch
from engine.plan import Campaign, Condition, Effect, Indicator, Inject, Milestone, Plan, Segment, Site, Step
from engine.plan import Reply as Answer
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, asset, at, bench, campaign, estate, fixed, foothold, give, run, seen, step


def _told(sim: Simulation, team: str) -> bytes:
    """Everything that has left for the team's seats, and the picture they have now."""
    addressed = [plain(event) for event in sim.events if team in event.to]
    return canonical([addressed, plain(replace(sim.view(team), feed=()))])


def _story() -> Campaign:
    """A campaign that both teams see something of."""
    return campaign(
        foothold("a-pc1", seen=seen("odd-file"), leaves=("run-key", "implant"), then=("move",)),
        step(
            "move",
            "move",
            ("app",),
            over="smb",
            needs_foothold=("*",),
            gives_foothold=True,
            seen=seen("odd-traffic"),
            leaves=("proxy-line", "run-key"),
        ),
    )


def _remote(plan: Plan) -> Plan:
    """The plan with a site of its own that nothing joins to the rest and no sensor covers."""
    net = plan.estate
    return replace(
        plan,
        estate=replace(
            net,
            sites=(*net.sites, Site("xa-c", "commune", "xa")),
            segments=(*net.segments, Segment("xa-c-office", "xa-c", "office")),
            assets=(
                *net.assets,
                asset("c-pc1", "xa-c-office", "workstation", controls=()),
                asset("c-pc2", "xa-c-office", "workstation", controls=()),
            ),
        ),
        indicators=(*plan.indicators, Indicator("other-c2", "domain", ("khac.example",))),
    )


def _played(sim: Simulation, hidden: Callable[[Simulation], object] = lambda sim: None) -> list[bytes]:
    """A long round of orders by the response team; `hidden` happens between them. What the team was told, after each."""
    script: list[Callable[[Simulation], Command]] = [
        lambda sim: Start("triage", sim.view(IR).alerts[0].id),
        lambda sim: Mark(sim.view(IR).alerts[0].id, "true"),
        lambda sim: Start("read-memory", "a-pc1"),
        lambda sim: Start("read-disk", "a-pc1"),
        lambda sim: Start("read-logs", "logs"),
        lambda sim: Start("isolate", "a-pc1"),
        lambda sim: Start("isolate", "a-pc1"),
        lambda sim: Start("sweep", "tool"),
        lambda sim: Start("cut-link", "xa-a"),
        lambda sim: Cancel(sim.view(IR).tasks[-1].id),
        lambda sim: Start("read-memory", "b-pc1"),
        lambda sim: Start("watch-account", "svc"),
        lambda sim: Start("report", "initial"),
        lambda sim: Declare("suspected"),
        lambda sim: Watch(sim.clock + HOUR, "wait"),
        lambda sim: Note("dòng ghi"),
        lambda sim: Start("restore-backup", "app-old"),
    ]
    out = []
    sim.advance(5 * MINUTE)
    for number, make in enumerate(script):
        moment = (6 + 5 * number) * MINUTE
        sim.advance(moment - 2 * MINUTE)
        hidden(sim)
        sim.advance(moment)
        receipt = sim.submit(Input(moment, "seat", IR, "ir-1", make(sim)))
        out.append(canonical(plain(receipt)) + _told(sim, IR))
    sim.advance(4 * HOUR)
    return [*out, _told(sim, IR)]


def test_a_campaign_that_no_sensor_sees(seed: int) -> None:
    """Something hostile on machines that nobody watches and nothing joins: the team's world is the same."""
    base = _remote(bench(campaigns=(_story(),)))
    quiet = campaign(
        Step(
            "slip-in",
            "deliver",
            "T1566",
            "initial-access",
            ("c-pc1",),
            fixed(2 * MINUTE),
            700,
            gives_foothold=True,
            leaves=("run-key",),
            then=("ruin",),
            again_after=fixed(MINUTE),
            again_times=20,
        ),
        step("ruin", "exfiltrate", ("c-pc1", "c-pc2"), pick=2, needs_foothold=("*",), seen=seen("odd-file"), people=9),
        id="other",
        channels=("other-c2",),
    )
    more = replace(base, campaigns=(quiet, *base.campaigns))
    sim = Simulation(more, seed)
    assert _played(Simulation(base, seed)) == _played(sim)
    assert sim.truth.people_exposed == 18, "the hidden campaign must have happened, or the test says nothing"


def _each(*commands: Command) -> Callable[[Simulation], object]:
    waiting = list(commands)
    return lambda sim: give(sim, OPS, waiting.pop(0)) if waiting else None


@pytest.mark.parametrize(
    "work",
    [
        (Start("read-memory", "a-pc1"), Start("read-disk", "a-pc1"), Start("read-logs", "logs"), Start("read-disk", "app")),
        (Start("watch-account", "svc"), Start("watch-account", "vendor"), Start("check-backup", "app-new"), Start("sweep", "c2")),
        (Start("isolate", "spare"), Start("reconnect", "spare"), Start("reimage", "spare"), Start("power-off", "bk")),
        (Note("x"), Watch(HOUR), Start("isolate", "nowhere"), Start("report", "initial"), Cancel("zzz")),
        (Start("call-help"), Start("convene"), Start("harden-edr", "xa-b"), Start("protect-backups"), Start("patch", "db")),
        (Start("block-indicator", "c2"), Start("lock-account", "vendor"), Start("lock-account", "cb-a"), Start("reset-account", "cb-a")),
    ],
)
def test_another_teams_work(seed: int, work: tuple[Command, ...]) -> None:
    """What the operator reads, orders, blocks and writes down is the operator's, until it changes the world."""
    plan = bench(campaigns=(_story(),))
    assert _played(Simulation(plan, seed)) == _played(Simulation(plan, seed), _each(*work))


def _question(*to: str, **more: object) -> Inject:
    ask = Inject("press", None, to, "phone", (Answer("hand-over", "hand-over"), Answer("speculate", "speculate")), 20 * MINUTE)
    return replace(ask, **more)  # type: ignore[arg-type]


def test_an_inject_to_another_team(seed: int) -> None:
    """Control calls the operator; the response team's bytes know nothing of it, answered or not."""
    plan = bench(
        campaigns=(_story(),),
        injects=(
            _question(OPS, effects=(Effect("flag", "x"), Effect("reveal", "c2"), Effect("staff", "analyst", 3), Effect("trust", value=-9))),
        ),
    )

    def hidden(sim: Simulation) -> None:
        if not any(event.kind == "message" for event in sim.events):
            sim.submit(Input(sim.clock, "control", "", "control", Fire("press")))

    sim = Simulation(plan, seed)
    assert _played(Simulation(plan, seed)) == _played(sim, hidden)
    assert sim.view(OPS).messages[0].missed


def test_another_teams_answer_to_a_question_put_to_both() -> None:
    """Whether the operator answered the same caller does not show in what becomes of the team's own call."""
    plan = bench(injects=(_question(IR, OPS, when=at(MINUTE)),))
    silent, spoken = run(plan, 2 * MINUTE), run(plan, 2 * MINUTE)
    (call,) = spoken.view(OPS).messages
    assert give(spoken, OPS, Reply(call.id, "hand-over")).accepted
    silent.advance(HOUR)
    spoken.advance(HOUR)
    assert _told(silent, IR) == _told(spoken, IR)
    assert spoken.view(IR).messages[0].missed
    late = [give(sim, IR, Reply(sim.view(IR).messages[0].id, "hand-over")) for sim in (silent, spoken)]
    assert late[0] == late[1]
    assert _told(silent, IR) == _told(spoken, IR)


def test_a_watch_on_an_account_is_not_taken_over() -> None:
    """The operator watching the same account takes nothing from the team that watched it first."""
    login = step("login", "login", ("app",), needs_account="svc", gives_foothold=True, when=at(30 * MINUTE), wait=True)
    story = campaign(step("steal", "collect", gives_account=("svc",), then=("login",)), login)
    plan = bench(campaigns=(story,))
    alone, both = run(plan, 2 * MINUTE), run(plan, 2 * MINUTE)
    for sim in (alone, both):
        give(sim, IR, Start("watch-account", "svc"))
        sim.advance(10 * MINUTE)
    give(both, OPS, Start("watch-account", "svc"))
    for sim in (alone, both):
        sim.advance(HOUR)
    assert _told(alone, IR) == _told(both, IR)
    assert "state:app:confirmed" in both.view(IR).facts
    assert "state:app:confirmed" in both.view(OPS).facts


def test_what_the_other_side_of_a_request_knew() -> None:
    """The operator isolates a server for the team: whether it knew the server's state before shows in no byte of the team's."""
    told = []
    for known in (False, True):
        sim = run(bench())
        task = replace(Start("isolate", "app"), ask=True)
        plan = replace(
            sim.plan, actions=tuple(replace(item, authority="operator") if item.id == "isolate" else item for item in sim.plan.actions)
        )
        sim = run(plan)
        if known:
            sim._world.know((OPS,), "app", "isolated", "test")
        assert give(sim, IR, task).accepted
        assert give(sim, OPS, Reply(sim.view(OPS).messages[0].id, "accept")).accepted
        sim.advance(HOUR)
        told.append(_told(sim, IR))
    assert told[0] == told[1]


def test_controls_look_leaves_no_trace() -> None:
    """Views, truth and digest may be asked for at any moment: nothing about the drill changes."""
    plan = bench(campaigns=(_story(),))
    one, other = Simulation(plan, 3), Simulation(plan, 3)
    while not other.over:
        one.advance(one.clock + 10 * MINUTE)
        other.advance(other.clock + 10 * MINUTE)
        for team in (IR, OPS):
            other.view(team)
        assert other.truth.now == other.clock
        other.digest()
    assert one.digest() == other.digest()
    assert _told(one, IR) == _told(other, IR)


def test_a_refusal_tells_nothing_of_the_truth() -> None:
    """Orders against machines that are held and machines that are not get the same answers."""
    answers = []
    for story in ((), (_story(),)):
        sim = run(_blind(bench(campaigns=story)), 3 * MINUTE)
        answers.append([give(sim, IR, Start(verb, "a-pc1")) for verb in ("isolate", "reimage", "remove-persistence", "read-disk", "patch")])
    assert answers[0] == answers[1]


def _blind(plan: Plan) -> Plan:
    """No alert reaches anybody."""
    return replace(plan, sensors=tuple(replace(sensor, to=()) for sensor in plan.sensors))


def test_published_ranges_not_drawn_times(seed: int) -> None:
    """What a seat is told of a task's length is the same under every seed."""
    ranges = set()
    for number in (seed, seed + 1, seed + 2):
        sim = Simulation(bench(), number)
        give(sim, IR, Start("isolate", "a-pc1"))
        (task,) = sim.view(IR).tasks
        ranges.add((task.low_ms, task.high_ms))
    assert len(ranges) == 1


def test_the_fact_of_a_milestone_is_for_those_it_is_shown_to() -> None:
    """A condition on the truth does not leak through milestones that others are shown."""
    held = Condition("footholds", targets=("a-pc1",))
    sim = run(bench(campaigns=(_story(),), milestones=(Milestone("in", held, (OPS,)), Milestone("secret", held))), 10 * MINUTE)
    assert "milestone:in" in sim.view(OPS).facts
    assert not {"milestone:in", "milestone:secret"} & sim.view(IR).facts
    assert "milestone:secret" not in sim.view(OPS).facts


def test_estate_is_published_to_all() -> None:
    """The estate is no secret: any team may name any asset, and is told whose it is."""
    sim = run(bench(net=estate()))
    assert give(sim, IR, Start("isolate", "b-pc1")).accepted
