"""Small worlds without luck: fixed durations, certain outcomes, one action for every verb, two teams on two communes.

`bench()` is quiet: no noise, no campaign, no inject. Tests add what they look at.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.messages import Command, Event, Input, Receipt, Start
from engine.plan import (
    Account,
    Action,
    AlertKind,
    Artefact,
    Asset,
    Backup,
    Benign,
    Campaign,
    Condition,
    Effect,
    Estate,
    FlowRule,
    Indicator,
    Link,
    LogRecord,
    Need,
    Org,
    Plan,
    Seen,
    Segment,
    Sensor,
    Service,
    Site,
    Spread,
    Step,
    System,
    Team,
    Text,
    Weights,
)
from engine.simulation import Simulation

MINUTE = 60_000
HOUR = 60 * MINUTE

IR = "ir"
"""The response team: owns xa-a's devices."""
OPS = "ops"
"""Runs the data centre and every line."""


def fixed(ms: int) -> Spread:
    """A duration without luck."""
    return Spread((ms,))


def record(log: str = "log") -> LogRecord:
    """A line that names the host, its source, an indicator and a process number."""
    return LogRecord(log, (("host", "{host}"), ("from", "{source}"), ("c2", "{c2}"), ("pid", "{pid}")))


ACTION_TARGETS = {
    "triage": "alert",
    "read-memory": "asset",
    "read-disk": "asset",
    "read-logs": "asset",
    "sweep": "indicator",
    "observe": "asset",
    "watch-account": "account",
    "check-backup": "backup",
    "compare-copy": "backup",
    "correct": "asset",
    "prove-clean": "system",
    "repair-line": "link",
    "refuel": "site",
    "move-crew": "site",
    "intercept": "site",
    "preserve-evidence": "asset",
    "isolate": "asset",
    "reconnect": "asset",
    "power-off": "asset",
    "cut-link": "site",
    "restore-link": "site",
    "block-indicator": "indicator",
    "unblock-indicator": "indicator",
    "quarantine-mail": "indicator",
    "lock-account": "account",
    "unlock-account": "account",
    "reset-account": "account",
    "revoke-vendor": "none",
    "stop-service": "service",
    "start-service": "service",
    "fail-over": "service",
    "protect-backups": "none",
    "restore-backup": "backup",
    "reimage": "asset",
    "patch": "asset",
    "remove-persistence": "asset",
    "harden-edr": "site",
    "convene": "none",
    "call-help": "none",
    "paper": "service",
    "paper-end": "service",
    "notify": "form",
    "report": "form",
    "statement": "none",
    "warn-public": "none",
    "brief-communes": "none",
    "ask-direction": "none",
    "call": "person",
    "call-out": "person",
    "ask-vendor": "person",
    "sign-addendum": "person",
    "confirm-orders": "none",
    "hand-over": "none",
}
"""Every verb of `engine.effects`, each carried by an action of the same name, and what it is aimed at."""
_ARGUMENTS = {
    "fail-over": Effect("fail-over", value=800),
    "call-help": Effect("call-help", "analyst", 2),
    "statement": Effect("statement", value=30),
}


def action(verb: str, **changes: Any) -> Action:
    """The bench's action for a verb: one analyst, one minute."""
    effect = _ARGUMENTS.get(verb, Effect(verb))
    made = Action(verb, "DT-1", ACTION_TARGETS[verb], (("analyst", 1),), fixed(MINUTE), (effect,), group="contain")
    return replace(made, **changes)


def asset(name: str, segment: str, kind: str = "server", **more: Any) -> Asset:
    """A device; EDR and smb unless said otherwise."""
    return replace(Asset(name, name.upper(), segment, kind, "windows", controls=("edr",), exposes=("smb",)), **more)


def estate(**changes: Any) -> Estate:
    """A data centre and two communes."""
    made = Estate(
        id="bench",
        orgs=(Org("so", "department", IR), Org("dtc", "operator", OPS), Org("cong-an", "police"), Org("xa", "commune")),
        sites=(
            Site("internet", "national", "dtc"),
            Site("ttdl", "datacentre", "dtc"),
            Site("xa-a", "commune", "so"),
            Site("xa-b", "commune", "xa"),
        ),
        segments=(
            Segment("internet", "internet", "internet"),
            Segment("ttdl-server", "ttdl", "server"),
            Segment("ttdl-db", "ttdl", "db"),
            Segment("xa-a-office", "xa-a", "office"),
            Segment("xa-b-office", "xa-b", "office"),
        ),
        links=(
            Link("tslcd-xa-a", "fibre", "tslcd", "xa-a-office", "ttdl-server", 100, "dtc"),
            Link("tslcd-xa-b", "fibre", "tslcd", "xa-b-office", "ttdl-server", 100, "dtc"),
            Link("net-xa-a", "broadband", "internet", "xa-a-office", "internet", 50, "dtc"),
            Link("net-xa-b", "broadband", "internet", "xa-b-office", "internet", 50, "dtc"),
            Link("net-ttdl", "fibre", "internet", "ttdl-server", "internet", 500, "dtc"),
            Link("core-db", "fibre", "local", "ttdl-server", "ttdl-db", 1000, "dtc"),
        ),
        rules=(
            FlowRule("office", "server", ("smb", "https"), "tslcd"),
            FlowRule("office", "office", ("rdp",), "tslcd"),
            FlowRule("server", "db", ("sql", "smb"), "local"),
            FlowRule("internet", "office", ("smtp",), "internet"),
            FlowRule("office", "internet", ("https",), "internet"),
            FlowRule("server", "internet", ("https",), "internet"),
        ),
        systems=(System("ht-tthc", 3, "so", "dtc", "cong-an"),),
        assets=(
            asset("a-pc1", "xa-a-office", "workstation", users=1),
            asset("a-pc2", "xa-a-office", "workstation", users=1),
            asset("b-pc1", "xa-b-office", "workstation", users=1, controls=()),
            asset("app", "ttdl-server", system="ht-tthc", people=500),
            asset("db", "ttdl-db", "database", system="ht-tthc", people=4000),
            asset("spare", "ttdl-server"),
            asset("reserve", "ttdl-db"),
            asset("bk", "ttdl-server", "backup-server", controls=("logs",)),
            asset("logs", "ttdl-server", "log-server", controls=("logs",)),
        ),
        accounts=(
            Account("cb-a", "canbo.a", "user", ("a-pc1", "a-pc2"), "so"),
            Account("svc", "svc-backup", "service", ("app", "bk"), "dtc"),
            Account("vendor", "vendor-tthc", "vendor", ("app",), "dtc"),
        ),
        backups=(
            Backup("app-old", "app", 48 * HOUR, "bk"),
            Backup("app-new", "app", HOUR, "bk"),
            Backup("app-tape", "app", 72 * HOUR, "logs", offline=True),
        ),
        services=(
            Service(
                "tthc",
                "so",
                "ht-tthc",
                Need("all", of=(Need("asset", "app"), Need("asset", "db"))),
                (("xa-a", 30), ("xa-b", 10)),
                ("tslcd", "internet"),
                paper_permille=400,
                standby=Need("asset", "reserve"),
            ),
            Service("mail", "so", "", Need("asset", "spare"), (("xa-a", 7),), ("internet",)),
        ),
    )
    return replace(made, **changes)


def bench(*, net: Estate | None = None, **changes: Any) -> Plan:
    """The quiet plan, with whatever a test changes in it."""
    plan = Plan(
        scenario="bench",
        version="0" * 64,
        network="bench",
        profile="tu-07-2025",
        attack="v19.1",
        starts="2026-03-13T07:20:00+07:00",
        lasts_ms=6 * HOUR,
        estate=net or estate(),
        teams=(
            Team(IR, "so", (("analyst", 2), ("lead", 1)), tuple(ACTION_TARGETS), (("tthc", fixed(2 * MINUTE)),), player=True),
            Team(OPS, "dtc", (("analyst", 2),), tuple(ACTION_TARGETS), (("tthc", fixed(MINUTE)), ("mail", fixed(MINUTE)))),
        ),
        actions=tuple(action(verb) for verb in ACTION_TARGETS),
        indicators=(
            Indicator("c2", "domain", ("cap-nhat.example", "tai-lieu.example")),
            Indicator("c2-reserve", "address", ("198.18.7.7",)),
            Indicator("tool", "hash", ("9f2c", "77ab")),
            Indicator("stolen", "account", ("svc-backup",), account="svc"),
        ),
        artefacts=(
            Artefact("run-key", "disk", (record(),), reveals=("tool",), weight=3),
            Artefact("implant", "memory", (record(),), reveals=("c2",), weight=2),
            Artefact("proxy-line", "logs", (record(),), reveals=("c2",)),
            Artefact("logon", "source", (record(),), reveals=("stolen",)),
        ),
        benign=(Benign("morning", ("*",), record("benign"), 1),),
        sensors=(Sensor("edr", "edr", ((IR, fixed(MINUTE)),)), Sensor("edge", "", ((OPS, fixed(MINUTE)),))),
        alerts=(
            AlertKind("odd-file", "edr", 3, record(), ("tool",)),
            AlertKind("odd-traffic", "edge", 2, record(), ("c2",)),
            AlertKind("scan", "edge", 1, record()),
        ),
        noise=(),
        campaigns=(),
        injects=(),
        duties=(),
        reserves=(),
        milestones=(),
        objectives=(),
        weights=Weights(1000, 2000, 500, 10),
        reference=(),
        texts={"form.initial": Text("Báo cáo ban đầu", "Initial report"), "team.ir": Text("Đội ứng cứu", "Response team")},
    )
    return replace(plan, **changes)


def step(name: str, verb: str = "exploit", targets: tuple[str, ...] = ("a-pc1",), **more: Any) -> Step:
    """A certain step of one minute."""
    return replace(Step(name, verb, "T1059", "execution", targets, fixed(MINUTE), 1000), **more)


def campaign(*steps: Step, **more: Any) -> Campaign:
    """A campaign that begins with the drill, at its first step."""
    return replace(Campaign("ops-x", 0, (steps[0].id,), steps), **more)


def foothold(*assets: str, **more: Any) -> Step:
    """A first step that gives grips on the assets after a minute."""
    return step("enter", "exploit", assets, pick=len(assets), gives_foothold=True, **more)


def at(ms: int) -> Condition:
    """Drill time reached."""
    return Condition("at", value=ms)


def seen(alert: str, chance: int = 1000) -> tuple[Seen, ...]:
    """What a step shows to sensors."""
    return (Seen(alert, chance),)


def run(plan: Plan, until: int = 0, seed: int = 1, **more: Any) -> Simulation:
    """The plan, played by nobody until then."""
    sim = Simulation(plan, seed, **more)
    sim.advance(until)
    return sim


def give(sim: Simulation, team: str, command: Command, at: int | None = None, origin: str = "seat") -> Receipt:
    """A seat's command at the first millisecond that is free, or at a later one."""
    last = sim.inputs[-1].at if sim.inputs else -1
    return sim.submit(Input(max(sim.clock, last + 1) if at is None else at, origin, team, f"{team}-1", command))


def order(sim: Simulation, team: str, verb: str, target: str = "", *, ask: bool = False, **params: Any) -> str:
    """An order that must be accepted: its task."""
    receipt = give(sim, team, Start(verb, target, params, ask))
    assert receipt.accepted, receipt
    return receipt.id


def carry_out(sim: Simulation, team: str, verb: str, target: str = "", *, ask: bool = False, **params: Any) -> Event:
    """An order, accepted and seen to its end: its `task-ended`."""
    task = order(sim, team, verb, target, ask=ask, **params)
    while not (ended := of_task(sim, "task-ended", task)):
        assert sim.clock < sim.plan.lasts_ms, f"{verb} never ended"
        sim.advance(sim.clock + MINUTE)
    return ended[0]


def of(sim: Simulation, kind: str, /, **data: Any) -> list[Event]:
    """Events of a kind whose data holds all that is named."""
    return [e for e in sim.events if e.kind == kind and all(e.data.get(key) == value for key, value in data.items())]


def of_task(sim: Simulation, kind: str, task: str) -> list[Event]:
    """Events of a kind about a task."""
    return of(sim, kind, task=task)
