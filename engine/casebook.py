"""The fold from a team's events to its case board: hypotheses, pinned facts, scope, reasons given, seals and hand-overs."""

from __future__ import annotations

from dataclasses import replace

from engine.messages import Data
from engine.views import BoardItem, BoardView, HandOverView, ReasonView, SealView


class Casebook:
    """One team's board, growing event by event."""

    def __init__(self, team: str) -> None:
        self._team = team
        self._items: dict[tuple[str, str], BoardItem] = {}
        self._reasons: dict[str, ReasonView] = {}
        self._seals: dict[str, SealView] = {}
        self._built: BoardView | None = BoardView()

    def changed(self, at: int, data: Data) -> None:
        """`board-changed`: an entry is new, or says something else now; it keeps its place."""
        key = (data["kind"], data["item"])
        self._items[key] = BoardItem(
            data["item"], at, data["text"], data["state"], data["sure"], data["seat"], data.get("why", ""), data.get("about", "")
        )
        self._built = None

    def ordered(self, at: int, data: Data) -> None:
        """`task-ordered` of the team's own with a reason."""
        if data["why"] and data["team"] == self._team:
            self._reasons[data["task"]] = ReasonView(data["task"], at, data["action"], data["target"], data["why"], data.get("sure", ""))
            self._built = None

    def sealed(self, at: int, data: Data) -> None:
        """`sealed`."""
        self._seals[data["seal"]] = SealView(data["seal"], at, data["asset"], data["hash"], data["by"])
        self._built = None

    def handed(self, at: int, data: Data) -> None:
        """`custody`: a receiver learns of the seal by the record itself."""
        seal = self._seals.get(data["seal"]) or SealView(data["seal"], at, data["asset"], "", data["from"])
        record = HandOverView(at, data["from"], data["to"], data["sealed_as"])
        self._seals[seal.id] = replace(seal, records=(*seal.records, record))
        self._built = None

    def view(self) -> BoardView:
        """The picture now; the same object while nothing changed."""
        if self._built is None:
            by_kind = {
                kind: tuple(item for (known, _), item in self._items.items() if known == kind) for kind in ("hypothesis", "pin", "scope")
            }
            pins = by_kind["pin"]
            self._built = BoardView(
                hypotheses=by_kind["hypothesis"],
                indicators=tuple(item for item in pins if item.id.startswith("indicator:")),
                pins=tuple(item for item in pins if not item.id.startswith("indicator:")),
                scope=by_kind["scope"],
                reasons=tuple(self._reasons.values()),
                custody=tuple(self._seals.values()),
            )
        return self._built
