"""A drill whose team has a case board: something read, sealed, handed over, supposed and decided."""

from __future__ import annotations

from dataclasses import replace

from engine.plan import Action, Effect, Spread, Text
from engine.views import BoardItem, BoardView, FindingView, HandOverView, ReasonView, SealView, TaskView
from tests.samples import MINUTE, PLAYER
from tests.tui.fake import FakeDrill, view

WORDS = {
    "action.preserve-evidence": Text("Niêm phong chứng cứ", "Seal evidence"),
    "action.reimage-host": Text("Cài lại máy", "Reimage the machine"),
    "action.sweep-indicator": Text("Rà quét dấu hiệu", "Sweep"),
    "artefact.run-key": Text("Mục tự chạy lạ.", "An odd autostart entry."),
    "observation.look": Text("Xem trang từ ngoài tỉnh", "The page seen from outside the province"),
    "observation.look.else": Text("Không thấy gì lạ", "Nothing odd was seen"),
    "state.encrypted": Text("bị mã hóa", "encrypted"),
}
HASH = "9f2c" * 16
FACTS = {"state:ttdl-file01:suspect": 6, "finding:run-key": 7, "looked:look": 8, "indicator:loader": 5, "done:x": 1}


def board_drill(**changes: object) -> FakeDrill:
    """Ten minutes on; `changes` replace fields of the view."""
    shown = view(
        findings=(
            FindingView("f1", 7 * MINUTE, "ttdl-file01", "run-key", (), (), "t1"),
            FindingView("f2", 8 * MINUTE, "", "", (), (), "t2", "look"),
        ),
        facts=frozenset(FACTS),
        since={fact: minute * MINUTE for fact, minute in FACTS.items()},
        tasks=(),
    )
    drill = FakeDrill(replace(shown, **changes))  # type: ignore[arg-type]
    plan = drill.plan
    staff, minutes = (("analyst", 1),), Spread((10 * MINUTE, 20 * MINUTE))
    known = {action.id for action in plan.actions}
    actions = (
        Action("preserve-evidence", "DT-2102", "asset", staff, minutes, (Effect("preserve-evidence"),), group="identify"),
        Action("reimage-host", "RA4001", "asset", staff, minutes, (Effect("reimage"),), group="eradicate"),
        Action("sweep-indicator", "RA2202", "indicator", staff, minutes, (Effect("sweep"),), group="identify"),
    )
    more = tuple(action for action in actions if action.id not in known)
    drill.plan = replace(
        plan,
        actions=(*plan.actions, *more),
        teams=tuple(replace(team, may=tuple(dict.fromkeys((*team.may, *(action.id for action in actions))))) for team in plan.teams),
        texts={**plan.texts, **WORDS},
    )
    return drill


def full_board(**changes: object) -> FakeDrill:
    """A board with an entry of every kind."""
    item = ("doi-ucsc-1",)
    board = BoardView(
        hypotheses=(
            BoardItem("h1", 6 * MINUTE, "Vào qua thư giả", "open", "low", *item, why="có tệp lạ"),
            BoardItem("h2", 7 * MINUTE, "TTDL-FILE01 là máy đầu tiên", "likely", "high", *item, about="first:ttdl-file01"),
        ),
        indicators=(BoardItem("indicator:loader", 7 * MINUTE, "cùng một công cụ", "", "middle", *item),),
        pins=(BoardItem("finding:run-key", 8 * MINUTE, "đầu mối", "", "", *item),),
        scope=(
            BoardItem("ttdl-file01", 8 * MINUTE, "có cảnh báo", "in", "low", *item),
            BoardItem("xa-ia-grai-pc01", 9 * MINUTE, "máy thử", "out", "", *item),
        ),
        reasons=(ReasonView("t5", 9 * MINUTE, "isolate-host", "ttdl-file01", "đang lây", "middle"),),
        custody=(
            SealView("s1", 8 * MINUTE, "ttdl-file01", HASH, PLAYER, (HandOverView(9 * MINUTE, PLAYER, "cong-an", "BB-07"),)),
            SealView("s2", 8 * MINUTE, "xa-ia-grai-pc01", HASH, PLAYER),
        ),
    )
    rebuilt = TaskView("t9", "reimage-host", "xa-ia-grai-pc01", {}, "done", MINUTE, MINUTE, MINUTE, "s", MINUTE, 9 * MINUTE)
    return board_drill(**({"board": board, "tasks": (rebuilt,)} | changes))
