"""A drill for screens: a small plan with words, hand-made views, and a record of every command."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from engine.bundle import Baselines, Bundle, Curve, Header
from engine.messages import Command, RealIncident, Receipt
from engine.plan import Action, Duty, Effect, Plan, Spread, Text
from engine.scoring import Harm, ObjectiveScore, Scorecard
from engine.views import (
    AlertView,
    AssetView,
    DutyView,
    IndicatorView,
    MeasureView,
    MessageView,
    ReplyView,
    ServiceView,
    StaffView,
    TaskView,
    TeamView,
)
from tests.samples import MINUTE, OPERATOR, PLAYER, small_plan

HOSTILE = "tệp [red]lạ[/red] \x1b[31m[@click=app.quit]"
"""What an author might try: markup, an escape code, a click."""

TEXTS = {
    "scenario.situation": Text("Trời nắng.\nMạng bình thường.", "Fair weather.\nThe network is normal."),
    "team.doi-ucsc.brief": Text("Anh/chị là Đội ứng cứu sự cố.", "You are the response team."),
    "team.doi-ucsc.decides": Text("Được tự quyết: cô lập máy.", "Yours to decide: isolating machines."),
    "severity.3": Text("Cao", "High"),
    "severity.2": Text("Trung bình", "Medium"),
    "severity.1": Text("Thấp", "Low"),
    "sensor.edr": Text("EDR", "EDR"),
    "alert.odd-file": Text(f"Vừa mở {HOSTILE}.", f"Opened {HOSTILE}."),
    "alert.odd-file.why": Text("Máy gọi ra máy chủ điều khiển.", "It calls a command server."),
    "alert.odd-file.else": Text("Phần mềm cập nhật.", "An updater."),
    "alert.odd-file.next": Text("Đọc ổ đĩa.", "Read the disk."),
    "alert.scan": Text("Dò cổng.", "A port scan."),
    "log.edr": Text("{time} {host} edr", "{time} {host} edr"),
    "role.analyst": Text("phân tích giám sát", "analysts"),
    "role.lead": Text("chỉ huy đội", "lead"),
    "action.triage-alert": Text("Xác minh cảnh báo", "Check the alert"),
    "action.collect-disk": Text("Đọc ổ đĩa", "Read the disk"),
    "action.isolate-host.effect": Text("Dịch vụ trên máy dừng.", "Its services stop."),
    "action.restore-backup": Text("Khôi phục", "Restore"),
    "action.initial-report": Text("Gửi báo cáo", "Send a report"),
    "action.stop-service": Text("Tạm dừng dịch vụ", "Stop the service"),
    "action.convene": Text("Triệu tập đội", "Convene the team"),
    "state.suspect": Text("nghi vấn", "suspect"),
    "state.confirmed": Text("xác nhận bị xâm nhập", "confirmed compromised"),
    "level.normal": Text("hoạt động bình thường", "working normally"),
    "level.down": Text("gián đoạn", "down"),
    "level.degraded": Text("chập chờn, còn {percent}%", "degraded, {percent} % left"),
    "level.ordinary": Text("sự cố thông thường", "ordinary incident"),
    "inject.reporter.from": Text("Phóng viên", "A reporter"),
    "inject.reporter.says": Text("Có bị tấn công không?", "Are you under attack?"),
    "inject.reporter.reply.hand-over": Text("Xin chuyển người phát ngôn.", "I hand you to the spokesperson."),
    "inject.reporter.reply.speculate": Text("Chắc là tin tặc.", "Hackers, surely."),
    "duty.first-report": Text("Báo cáo ban đầu", "Initial report"),
    "duty.first-report.basis": Text("theo quy chế diễn tập", "by the drill's rules"),
    "refusal.already-running": Text("Việc này đang làm rồi.", "This is under way already."),
    "glossary.c2.term": Text("máy chủ điều khiển (C2)", "command server (C2)"),
    "glossary.c2": Text("Máy ra lệnh từ bên ngoài.", "The outside machine that gives orders."),
    "org.cong-an": Text("Công an tỉnh", "Provincial police"),
    "event.alert": Text("{sensor}: {kind} – {asset}", "{sensor}: {kind} – {asset}"),
    "event.note": Text("Ghi sổ: {text}", "Log: {text}"),
}


def plan() -> Plan:
    """The small world, with words for every screen and two actions more."""
    base = small_plan()
    extra = (
        Action(
            "stop-service", "RA3501", "service", (("analyst", 1),), _minutes(4), (Effect("stop-service"),), authority="leader",
            approval=_minutes(15), group="contain",
        ),
        Action("convene", "DT-6001", "none", (("lead", 1),), _minutes(10), (Effect("convene"),), group="coordinate"),
    )  # fmt: skip
    teams = tuple(replace(team, may=(*team.may, "stop-service", "convene")) for team in base.teams)
    duties = (Duty("first-report", PLAYER, "initial-report", "cong-an", "noticed", 40 * MINUTE),)
    return replace(base, actions=(*base.actions, *extra), teams=teams, duties=duties, texts={**base.texts, **TEXTS})


def _minutes(number: int) -> Spread:
    return Spread((number * MINUTE, number * MINUTE, number * 2 * MINUTE))


def alert(name: str, at: int, *, kind: str = "odd-file", severity: int = 3, asset: str = "ttdl-file01", verdict: str = "") -> AlertView:
    """One alert."""
    record = {"format": "edr", "at": at, "fields": {"time": "06:05", "host": "TTDL-FILE01"}}
    return AlertView(name, at, kind, "edr", severity, asset, (record,), (("loader", "9f2c"),), verdict)


def view(**changes: Any) -> TeamView:
    """A team's view ten minutes into the drill; `changes` replace its fields."""
    base = TeamView(
        team=PLAYER,
        now=10 * MINUTE,
        version=5,
        alerts=(alert("a1", 5 * MINUTE), alert("a2", 8 * MINUTE, kind="scan", severity=2, asset="xa-ia-grai-pc01")),
        assets=(AssetView("ttdl-file01", "suspect", 6 * MINUTE, "odd-file"),),
        findings=(),
        indicators=(IndicatorView("loader", "hash", "9f2c", 5 * MINUTE, "ttdl-file01"),),
        tasks=(TaskView("t1", "collect-disk", "ttdl-file01", {}, "running", 7 * MINUTE, 6 * MINUTE, 20 * MINUTE, "s", 8 * MINUTE),),
        messages=(
            MessageView(
                "m1", 9 * MINUTE, "inject", "phone", "inject.reporter.from", "inject.reporter.says", {},
                (ReplyView("hand-over", "hand-over"), ReplyView("speculate", "speculate")), 24 * MINUTE,
            ),
        ),
        duties=(DutyView("first-report", "initial-report", "cong-an", 45 * MINUTE, "open"),),
        services=(ServiceView("tthc", 500, 9 * MINUTE),),
        sites=(),
        backups=(),
        locked=(),
        cut=(),
        staff=(StaffView("analyst", 2, 1), StaffView("lead", 1, 1)),
        measures=(MeasureView("detect", "time-to-contain", "running", 30 * MINUTE),),
        declared="",
        watches=(),
        facts=frozenset(),
        feed=(),
        over=False,
    )  # fmt: skip
    return replace(base, **changes)


class FakeDrill:
    """Stands in for a session: shows a view, remembers commands, lets tests turn its state."""

    def __init__(self, shown: TeamView | None = None, *, phase: str = "paused", why: str = "start") -> None:
        self.drill = "abcd2345"
        self.plan = plan()
        self.player = PLAYER
        self.seat = f"{PLAYER}-1"
        self.why = why
        self.phase = phase
        self.shown = shown or view()
        self.speed = 1
        self.skipping = -1
        self.is_eased = False
        self.commands: list[Command] = []
        self.skipped_for = 0
        self.looked: tuple[str, ...] = ()
        self.receipt = Receipt(True, id="t9")

    @property
    def now(self) -> int:
        return self.shown.now

    def view(self, team: str) -> TeamView:
        assert team == self.player != OPERATOR
        return self.shown

    def learn(self, **changes: Any) -> None:
        """Time goes on by a second, and the team learns something."""
        later = self.shown.now + 1000
        self.shown = replace(self.shown, now=later, version=self.shown.version + 1, **changes)

    @property
    def controls(self) -> FakeDrill:
        return self

    @property
    def hall(self) -> None:
        return None

    async def act(self, command: Command) -> Receipt:
        self.commands.append(command)
        return self.receipt

    def look(self, alerts: Iterable[str]) -> None:
        self.looked = tuple(dict.fromkeys((*self.looked, *alerts)))

    def tick(self) -> bool:
        return False

    def resume(self) -> None:
        self.phase, self.why = "running", ""

    def pause(self) -> None:
        self.phase, self.why = "paused", "hand"

    def set_speed(self, speed: int) -> None:
        self.speed = speed

    def skip_to(self, at: int) -> None:
        self.skipping = at

    def skip_to_news(self, within_ms: int) -> None:
        self.skipped_for = within_ms

    def real_incident(self, seat: str, team: str) -> None:
        assert (seat, team) == (self.seat, self.player)
        self.commands.append(RealIncident())
        self.phase, self.why = "frozen", "real-incident"

    def finish(self) -> None:
        self.phase = "over"

    def bundle(self) -> Bundle:
        flat = Curve((0,), (0,), (0,), (0,), (0,))
        header = Header("0", 1, "h", 1, "r", {}, PLAYER, Baselines(flat, flat))
        return Bundle(header, self.plan, (), self.now, ())

    def scorecard(self) -> Scorecard:
        harm = Harm(7_200_000, 0, 3, 120, 9)
        detect = ObjectiveScore("detect", 10_000, 10_000, 10_000, 7000, "S", ())
        inform = ObjectiveScore("inform", 20_000, 20_000, 5000, 0, "", ())
        return Scorecard(700, 900, 650, 750, "S", harm, 680, (detect, inform))
