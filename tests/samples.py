"""A small world that the real engine plays: one data centre, one commune, one campaign, two teams.

Shared by tests of the engine, the session, the store, the reports and the command line.
"""

from __future__ import annotations

from dataclasses import replace

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
    Duty,
    Effect,
    Estate,
    FlowRule,
    Front,
    Indicator,
    Inject,
    Link,
    LogRecord,
    Measure,
    Milestone,
    Need,
    Noise,
    Objective,
    Order,
    Org,
    Plan,
    Queue,
    Reply,
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
from scenarios.compiling.piles import of_queue

MINUTE = 60_000
HOUR = 60 * MINUTE

PLAYER = "doi-ucsc"
OPERATOR = "van-hanh"


def small_plan(*, lasts_ms: int = 2 * HOUR, noise_every_ms: int = 9 * MINUTE) -> Plan:
    """A whole plan of a few assets; longer and noisier on demand."""
    estate = _estate()
    return Plan(
        scenario="nho",
        version="0" * 64,
        network="nho",
        profile="tu-07-2025",
        attack="17.1",
        starts="2025-07-04T06:00:00+07:00",
        lasts_ms=lasts_ms,
        estate=estate,
        teams=(
            Team(PLAYER, "cntt", (("analyst", 2), ("lead", 1)), _ALL, (("tthc", _spread(2)),), player=True),
            Team(OPERATOR, "dtc", (("engineer", 2),), _ALL, (("tthc", _spread(1)),)),
        ),
        actions=_actions(),
        indicators=(Indicator("c2", "domain", ("cap-nhat.example", "tai-lieu.example")), Indicator("loader", "hash", ("9f2c", "77ab"))),
        artefacts=(
            Artefact("run-key", "disk", (_record("win-registry"),), reveals=("loader",)),
            Artefact("beacon-trace", "memory", (_record("win-network"),), reveals=("c2",), lives_ms=HOUR),
        ),
        piles=tuple(of_queue(service, (PLAYER, OPERATOR)) for service in estate.services),
        benign=(Benign("logon", ("*",), _record("win-logon")),),
        sensors=(Sensor("edr", "edr", ((PLAYER, _spread(1)),)), Sensor("netmon", "", ((OPERATOR, _spread(1)),))),
        alerts=(
            AlertKind("odd-file", "edr", 3, _record("edr"), ("loader",)),
            AlertKind("odd-traffic", "netmon", 2, _record("fw"), ("c2",)),
            AlertKind("scan", "netmon", 1, _record("fw")),
        ),
        noise=(
            Noise("scans", "scan", ("ttdl-file01", "xa-ia-grai-pc01"), Spread((noise_every_ms // 2, noise_every_ms, noise_every_ms * 2))),
        ),
        campaigns=(_campaign(),),
        injects=(
            Inject(
                "reporter",
                Condition("at", value=20 * MINUTE),
                (PLAYER,),
                "phone",
                (Reply("hand-over", "hand-over"), Reply("speculate", "speculate")),
                reply_within_ms=15 * MINUTE,
            ),
        ),
        duties=(Duty("first-report", PLAYER, "initial-report", "cong-an", "noticed", 40 * MINUTE),),
        reserves=(),
        milestones=(
            Milestone("noticed", Condition("knows", ref="alert:odd-file", team=PLAYER), (PLAYER,)),
            Milestone("contained", Condition("action", ref="isolate-host", value=1)),
        ),
        objectives=_objectives(),
        weights=Weights(service=1000, data=2000, evidence=500, information=10),
        reference=(
            Order(PLAYER, "collect-disk", "each:suspect", 2 * MINUTE),
            Order(PLAYER, "isolate-host", "each:suspect", 3 * MINUTE),
            Order(PLAYER, "reporter", knows=("message:reporter",), reply="hand-over"),
        ),
        texts=_texts(),
    )


def other_plan() -> Plan:
    """The same world under another name: another plan, another hash."""
    return replace(small_plan(), scenario="khac")


_ALL = ("triage-alert", "collect-disk", "isolate-host", "restore-backup", "initial-report")


def _spread(minutes: int) -> Spread:
    return Spread((minutes * MINUTE // 2, minutes * MINUTE, minutes * MINUTE * 2))


def _record(log: str) -> LogRecord:
    return LogRecord(log, (("host", "{host}"), ("time", "{time}")))


def _estate() -> Estate:
    return Estate(
        id="nho",
        orgs=(Org("cntt", "department", PLAYER), Org("dtc", "operator", OPERATOR), Org("cong-an", "police"), Org("xa", "commune")),
        sites=(
            Site("internet", "national", "cntt"),
            Site("ttdl", "datacentre", "dtc", 13_983_000, 108_000_000),
            Site("xa-ia-grai", "commune", "xa", 13_990_000, 107_740_000, 12_000, "23500"),
        ),
        segments=(
            Segment("internet", "internet", "internet"),
            Segment("ttdl-server", "ttdl", "server"),
            Segment("xa-ia-grai-office", "xa-ia-grai", "office"),
        ),
        links=(
            Link("tslcd-xa-ia-grai", "fibre", "tslcd", "xa-ia-grai-office", "ttdl-server", 100, "dtc"),
            Link("net-xa-ia-grai", "broadband", "internet", "xa-ia-grai-office", "internet", 50, "dtc"),
            Link("net-ttdl", "fibre", "internet", "ttdl-server", "internet", 500, "dtc"),
        ),
        rules=(FlowRule("office", "server", ("smb", "https"), "tslcd"), FlowRule("internet", "office", ("smtp",), "internet")),
        systems=(System("ht-tthc", 3, "cntt", "dtc", "cong-an"),),
        assets=(
            Asset(
                "xa-ia-grai-pc01",
                "IAGRAI-PC01",
                "xa-ia-grai-office",
                "workstation",
                "windows",
                users=1,
                controls=("edr",),
                exposes=("smb",),
            ),
            Asset(
                "xa-ia-grai-pc02",
                "IAGRAI-PC02",
                "xa-ia-grai-office",
                "workstation",
                "windows",
                users=1,
                controls=("edr",),
                exposes=("smb",),
            ),
            Asset(
                "ttdl-file01",
                "TTDL-FILE01",
                "ttdl-server",
                "file-server",
                "windows",
                "ht-tthc",
                controls=("edr",),
                exposes=("smb",),
                people=4000,
            ),
            Asset("ttdl-bk01", "TTDL-BK01", "ttdl-server", "backup-server", "windows", controls=("logs",), exposes=("backup",)),
        ),
        accounts=(Account("cb-ia-grai", "canbo.iagrai", "user", ("xa-ia-grai-pc01", "ttdl-file01"), "xa"),),
        backups=(Backup("file01-1d", "ttdl-file01", 24 * HOUR, "ttdl-bk01"),),
        services=(
            Service(
                "tthc", "cntt", "ht-tthc", Need("asset", "ttdl-file01"), (("xa-ia-grai", 40),), ("tslcd", "internet"), queue=Queue(60, HOUR)
            ),
        ),
    )


def _campaign() -> Campaign:
    quick = _spread(6)
    return Campaign(
        "ransom",
        -24 * HOUR,
        ("mail",),
        (
            Step("mail", "deliver", "T1566.001", "initial-access", ("xa-ia-grai-pc01", "xa-ia-grai-pc02"), _spread(60), 900,
                 gives_foothold=True, leaves=("run-key",), then=("call-home",)),
            Step("call-home", "beacon", "T1071", "command-and-control", (), Spread((23 * HOUR, 23 * HOUR + 30 * MINUTE, 24 * HOUR)), 1000,
                 on="mail", seen=(Seen("odd-traffic", 300),), leaves=("beacon-trace",), then=("move",)),
            Step("move", "move", "T1021.002", "lateral-movement", ("ttdl-file01",), quick, 800, needs_foothold=("*",), over="smb",
                 gives_foothold=True, seen=(Seen("odd-file", 900),), leaves=("run-key",), then=("encrypt",),
                 again_after=quick, again_times=4),
            Step("encrypt", "encrypt", "T1486", "impact", ("ttdl-file01",), _spread(30), 950, needs_foothold=("ttdl-file01",),
                 seen=(Seen("odd-file", 1000),), front=Front(_spread(3), 1), again_after=quick, again_times=2),
        ),
        channels=("c2",),
    )  # fmt: skip


def _actions() -> tuple[Action, ...]:
    return (
        Action("triage-alert", "RA2001", "alert", (("analyst", 1),), _spread(4), (Effect("triage"),), group="identify"),
        Action("collect-disk", "RA2113", "asset", (("analyst", 1),), _spread(12), (Effect("read-disk"),), group="identify"),
        Action("isolate-host", "RA3106", "asset", (("analyst", 1),), _spread(5), (Effect("isolate"),), noticed=300, group="contain"),
        Action("restore-backup", "RA5001", "backup", (("engineer", 1),), _spread(60), (Effect("restore-backup"),), group="recover"),
        Action("initial-report", "DT-4001", "form", (("lead", 1),), _spread(6), (Effect("report"),), group="coordinate"),
    )


def _objectives() -> tuple[Objective, ...]:
    return (
        Objective(
            "detect",
            "DE.AE",
            (Measure("time-to-contain", "time", 10, since="noticed", until="contained", target=20 * MINUTE, limit=90 * MINUTE),),
            PLAYER,
        ),
        Objective(
            "inform",
            "RS.CO",
            (
                Measure("first-report", "duty", 5, ref="first-report"),
                Measure("reporter", "reply", 5, ref="reporter", tags=("hand-over",)),
                Measure("tthc-loss", "harm", 10, ref="service:tthc", target=200, limit=1000),
            ),
            PLAYER,
        ),
    )


def _texts() -> dict[str, Text]:
    return {
        "scenario.title": Text("Phiên nhỏ để thử", "A small drill for tests"),
        "scenario.briefing": Text("Đội trực tại Trung tâm dữ liệu.", "The team is on duty at the data centre."),
        "team.doi-ucsc": Text("Đội ứng cứu sự cố", "Incident response team"),
        "team.van-hanh": Text("Đội vận hành", "Operations team"),
        "site.xa-ia-grai": Text("Xã Ia Grai", "Ia Grai commune"),
        "site.ttdl": Text("Trung tâm dữ liệu tỉnh", "Provincial data centre"),
        "service.tthc": Text("Giải quyết TTHC", "Case handling"),
        "action.isolate-host": Text("Cô lập máy", "Isolate the host"),
        "form.initial-report": Text("Báo cáo ban đầu", "Initial report"),
        "objective.detect": Text("Phát hiện, ngăn chặn", "Detect and contain"),
        "objective.inform": Text("Thông tin, báo cáo", "Inform and report"),
        "step.mail": Text("Gửi thư có tệp lạ", "Sent a mail with an odd file"),
        "step.call-home": Text("Gọi về máy chủ điều khiển", "Called home"),
        "step.move": Text("Lây lan sang máy chủ tệp", "Moved to the file server"),
        "step.encrypt": Text("Mã hóa máy chủ tệp", "Encrypted the file server"),
        "log.win-registry": Text("{time} {host} EventID=13", "{time} {host} EventID=13"),
    }
