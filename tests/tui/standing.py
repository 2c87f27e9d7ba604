"""A drill in which measures are in force, files pile up and a service fails at some places."""

from __future__ import annotations

from dataclasses import replace

from engine.messages import Event
from engine.plan import Action, Effect, Flow, Form, FormField, Org, Pile, Spread, Switch, Text
from engine.views import PileView, PlaceView, SwitchView
from tests.samples import MINUTE, PLAYER
from tests.tui.fake import FakeDrill, view

WORDS = {
    "switch.name-blocked": Text("Chặn tên định danh", "Sender name blocked"),
    "switch.speakers-mute": Text("Tắt loa một hãng", "Loudspeakers of one maker mute"),
    "pile.files": Text("Hồ sơ giấy chờ nhập lại", "Paper files to be typed in"),
    "pile.files.unit": Text("hồ sơ", "files"),
    "on.1": Text("Đang áp dụng", "Now in force"),
    "action.re-enter": Text("Nhập lại hồ sơ giấy", "Type the paper files in"),
    "action.block-sender": Text("Chặn tên định danh", "Block the sender name"),
    "form.signed-report": Text("Báo cáo có chữ ký", "A signed report"),
    "org.bao": Text("Một báo điện tử", "An online paper"),
    "event.place-noticed": Text("{service} tại {site}: {level}", "{service} at {site}: {level}"),
}
COUNTS = ((2, 40, 0, 40), (5, 120, 0, 130), (9, 1260, 12, 1290))
"""Minute, waiting, late, in all."""


def standing_drill() -> FakeDrill:
    """The small drill, ten minutes on."""
    counted = tuple(
        Event(minute * MINUTE, "pile-counted", (PLAYER,), {"pile": "files", "waiting": waiting, "late": late, "total": total})
        for minute, waiting, late, total in COUNTS
    )
    turned = Event(6 * MINUTE, "switched", (PLAYER,), {"switch": "name-blocked", "on": 1, "site": "", "by": "van-hanh"})
    noticed = Event(7 * MINUTE, "place-noticed", (PLAYER,), {"service": "tthc", "site": "xa-ia-grai", "level": 0})
    shown = view(
        switches=(
            SwitchView("name-blocked", "", True, 6 * MINUTE),
            SwitchView("speakers-mute", "xa-ia-grai", True, 8 * MINUTE),
            SwitchView("speakers-mute", "ttdl", False, 9 * MINUTE),
        ),
        piles=(PileView("files", 1260, 12, 1290, 9 * MINUTE),),
        places=(PlaceView("tthc", "xa-ia-grai", 0, 7 * MINUTE), PlaceView("tthc", "ttdl", 1000, 8 * MINUTE)),
        services=(),
        feed=(*counted[:2], turned, noticed, counted[2]),
    )
    drill = FakeDrill(shown)
    plan = drill.plan
    minutes = Spread((10 * MINUTE, 20 * MINUTE))
    staff = (("analyst", 1),)
    actions = (
        Action("re-enter", "DT-5006", "none", staff, minutes, (), works=(("files", 90),), group="recover"),
        Action("block-sender", "DT-2020", "none", staff, minutes, (Effect("switch-on", "name-blocked"),), group="contain"),
    )
    drill.plan = replace(
        plan,
        actions=(*plan.actions, *actions),
        teams=tuple(replace(team, may=(*team.may, "re-enter", "block-sender")) for team in plan.teams),
        switches=(Switch("name-blocked", caps=(("tthc", 300),)), Switch("speakers-mute", scope="site")),
        piles=(Pile("files", (Flow(100),), counters=(PLAYER,)),),
        organisation=replace(plan.organisation, forms=(Form("initial-report", "initial", (FormField("what", "text", True),), "head"),)),
        estate=replace(plan.estate, orgs=(*plan.estate.orgs, Org("bao", "press"))),
        texts={**plan.texts, **WORDS},
    )
    return drill
