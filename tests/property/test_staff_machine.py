"""A drill driven by anything at all: people are conserved, nothing is stuck, nothing raises, a cancel is final."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from engine.messages import Cancel, Command, Declare, Mark, Note, Receipt, Reply, Start, Watch
from engine.plan import Condition, Duty, Inject, Milestone, Plan, Spread
from engine.plan import Reply as Answer
from engine.simulation import Simulation
from tests.unit.engine.worlds import ACTION_TARGETS, HOUR, IR, MINUTE, OPS, action, bench, campaign, fixed, foothold, give, seen, step

TEAMS = (IR, OPS)
TARGETS = (
    "",
    "a-pc1",
    "app",
    "db",
    "bk",
    "xa-a",
    "xa-b",
    "c2",
    "tool",
    "svc",
    "vendor",
    "tthc",
    "mail",
    "app-old",
    "app-new",
    "initial",
    "nowhere",
)
OPEN = ("awaiting", "queued", "running")


def _plan() -> Plan:
    story = campaign(
        foothold("a-pc1", "app", leaves=("run-key", "implant"), seen=seen("odd-file"), gives_account=("svc",), then=("talk", "move")),
        step("talk", "beacon", (), on="enter", again_after=fixed(20 * MINUTE), seen=seen("odd-traffic", 500)),
        step(
            "move",
            "move",
            ("db", "bk"),
            over="smb",
            needs_foothold=("*",),
            gives_foothold=True,
            again_after=fixed(30 * MINUTE),
            again_times=3,
            then=("ruin",),
        ),
        step("ruin", "encrypt", ("db", "bk"), pick=2, needs_foothold=("*",), takes=Spread((MINUTE, HOUR))),
        channels=("c2", "c2-reserve"),
    )
    ask = Inject(
        "ask",
        Condition("at", value=30 * MINUTE),
        TEAMS,
        "mail",
        (Answer("yes", "comply"), Answer("no", "decline")),
        20 * MINUTE,
        carried_by="mail",
    )
    odd = {
        "isolate": action("isolate", authority="operator", takes=Spread((MINUTE, 9 * MINUTE)), noticed=500),
        "patch": action("patch", staff=(("analyst", 2), ("lead", 1)), takes=Spread((0, HOUR))),
        "reimage": action("reimage", authority="leader", approval=Spread((0, HOUR)), staff=(("analyst", 2),)),
        "power-off": action("power-off", staff=()),
        "harden-edr": action("harden-edr", staff=(("forensic", 1),)),
    }
    plan = bench(
        campaigns=(story,),
        injects=(ask,),
        milestones=(Milestone("known", Condition("knows", ref="alert:odd-file"), TEAMS),),
        duties=(Duty("first", IR, "initial", "so", "known", 40 * MINUTE),),
        lasts_ms=24 * HOUR,
    )
    return replace(plan, actions=tuple(odd.get(item.id, item) for item in plan.actions))


PLAN = _plan()
CODES = {
    "unknown-action",
    "unknown-target",
    "wrong-kind",
    "not-allowed",
    "not-yours",
    "needs-direction",
    "already-running",
    "already-so",
    "no-staff-ever",
    "no-such-task",
    "task-over",
    "not-open",
    "unknown-reply",
    "bad-params",
    "drill-over",
}


class Drill(RuleBasedStateMachine):
    """Orders, answers, cancels and time, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.sim = Simulation(PLAN, 5, trace={})
        self.cancelled: set[str] = set()

    def _give(self, team: str, command: Command) -> Receipt:
        receipt = give(self.sim, team, command)
        assert receipt.accepted == (receipt.code == "")
        assert receipt.code in CODES | {""}
        return receipt

    @rule(team=st.sampled_from(TEAMS), verb=st.sampled_from([*ACTION_TARGETS, "dance"]), thing=st.sampled_from(TARGETS), ask=st.booleans())
    def order(self, team: str, verb: str, thing: str, ask: bool) -> None:
        """Anything, at anything."""
        self._give(team, Start(verb, thing, {}, ask))

    @precondition(lambda self: self.sim._response.tasks)
    @rule(team=st.sampled_from(TEAMS), data=st.data())
    def cancel(self, team: str, data: st.DataObject) -> None:
        """Any task, by anybody."""
        task = data.draw(st.sampled_from(sorted(self.sim._response.tasks)))
        if self._give(team, Cancel(task)).accepted:
            self.cancelled.add(task)

    @rule(team=st.sampled_from(TEAMS), data=st.data(), word=st.sampled_from(["accept", "decline", "yes", "no", "hm"]))
    def answer(self, team: str, data: st.DataObject, word: str) -> None:
        """Any message of anybody's."""
        known = [message.id for name in TEAMS for message in self.sim.view(name).messages]
        self._give(team, Reply(data.draw(st.sampled_from([*known, "zzz"])), word))

    @rule(team=st.sampled_from(TEAMS), data=st.data(), verdict=st.sampled_from(["true", "false", "unsure", "?"]))
    def judge(self, team: str, data: st.DataObject, verdict: str) -> None:
        """Any alert."""
        known = [alert.id for alert in self.sim.view(team).alerts]
        alert = data.draw(st.sampled_from([*known, "zzz"]))
        self._give(team, Mark(alert, verdict))
        self._give(team, Start("triage", alert))

    @rule(team=st.sampled_from(TEAMS), level=st.sampled_from(["suspected", "serious", "over", "?"]), ahead=st.integers(-1, HOUR))
    def speak(self, team: str, level: str, ahead: int) -> None:
        """Declarations, waits and notes."""
        self._give(team, Declare(level))
        self._give(team, Watch(self.sim.clock + ahead))
        self._give(team, Note("x"))

    @rule(ms=st.one_of(st.integers(0, 5 * MINUTE), st.integers(0, 2 * HOUR)), most=st.one_of(st.none(), st.integers(1, 50)))
    def wait(self, ms: int, most: int | None) -> None:
        """Time goes by."""
        self.sim.advance(self.sim.clock + ms, most)

    @rule(team=st.sampled_from(TEAMS), role=st.sampled_from(["analyst", "lead", "forensic"]), number=st.integers(-2, 3))
    def people(self, team: str, role: str, number: int) -> None:
        """Help comes and goes."""
        if not self.sim.over:
            self.sim._response.add_people(team, role, number)

    @invariant()
    def people_are_conserved(self) -> None:
        """Free and busy make up the total, in the pool as in the view, and busy are exactly those of running tasks."""
        self.sim.advance(self.sim.clock + 1)
        for team in TEAMS:
            pool = self.sim._response.staff[team]
            busy: dict[str, int] = {}
            for task in self.sim._response.tasks.values():
                if task.doer == team and task.state == "running":
                    for role, number in task.action.staff:
                        busy[role] = busy.get(role, 0) + number
            assert {role: pool.total[role] - pool.free(role) for role in pool.total if pool.total[role] != pool.free(role)} == busy
            if not self.sim.over:
                assert {item.role: (item.total, item.free) for item in self.sim.view(team).staff} == {
                    r: (n, pool.free(r)) for r, n in pool.total.items()
                }

    @invariant()
    def cancelled_tasks_never_take_hold(self) -> None:
        """Once cancelled, always cancelled, and told to have ended once."""
        for task in self.cancelled:
            assert self.sim._response.tasks[task].state == "cancelled"
            ended = [event for event in self.sim.events if event.kind == "task-ended" and event.data["task"] == task]
            assert [event.data["outcome"] for event in ended] == ["cancelled"]

    def teardown(self) -> None:
        """Left alone, every task with people for it comes to an end; replayed, the same drill."""
        sim = self.sim
        if not sim.over:
            for team in TEAMS:
                for role in ("analyst", "lead", "forensic"):
                    sim._response.add_people(team, role, 99)
            room = sim.clock + 4 * HOUR <= PLAN.lasts_ms
            sim.advance(sim.clock + 4 * HOUR)
            assert not room or not [task for task in sim._response.tasks.values() if task.state in OPEN]
            sim.advance(PLAN.lasts_ms)
        sim.digest()


Drill.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
TestDrill = Drill.TestCase
