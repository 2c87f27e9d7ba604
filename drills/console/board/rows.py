"""Rows of the case board's five sections: pure functions from a frame to keyed rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drills.console import signs
from drills.console.board.claims import scope_sign, sure_span
from drills.console.board.custody import broken_by, holder, is_sealing, unsealed
from drills.console.facts import fact_words
from drills.console.feed import task_words
from drills.console.frame import Frame
from drills.console.listings import Column, Listing, Row
from drills.console.search import Query
from drills.console.spans import Line, Span, one_line
from drills.language import mark
from engine.texts import clean
from engine.views import BoardItem, IndicatorView, SealView

SHORT_HASH = 12
"""Characters of a hash value that a list shows; its page has all."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the board: its name, and what to do where it is empty."""

    id: str
    word: str
    hint: str
    """Keys in the lower edge."""
    rows: Callable[[Frame, Query], Listing]


def _said(text: str) -> str:
    return one_line(clean(text))


def _clock(frame: Frame, at: int) -> Span:
    return (frame.words.clock(max(0, at))[:5], "dim")


def _why(text: str, column: int = 1) -> list[Row]:
    """A reason under its row; the cursor steps over it."""
    if not text:
        return []
    return [Row("", (*((("", ""),) * column), (f"  ↳ {_said(text)}", "dim")))]


def hypothesis_rows(frame: Frame, query: Query) -> Listing:
    """What the team supposes: what is likely first, what is ruled out last."""
    order = ("likely", "open", "ruled-out")
    rows: list[Row] = []
    for item in sorted(frame.view.board.hypotheses, key=lambda item: order.index(item.state)):
        sign = signs.HYPOTHESIS[item.state]
        out = item.state == "ruled-out"
        rows.append(
            Row(
                f"hypothesis:{item.id}",
                ((sign.glyph, sign.tone), (_said(item.text), "dim" if out else "strong"), (frame.words.tell(sign.word), sign.tone),
                 sure_span(frame, item.sure)),
            )
        )  # fmt: skip
        rows += _why(item.why)
    empty = frame.words.tell(
        "No hypothesis yet. Write down what you think happened, even if unsure: press a. It keeps a team from chasing one idea only."
    )
    return Listing((Column(1), Column(0), Column(11), Column(12, 70)), query.of(rows), empty)


def scope_rows(frame: Frame, query: Query) -> Listing:
    """Devices that belong to the case, that may, that do not; then those known of that nobody placed yet."""
    words, board = frame.words, frame.view.board
    order = ("in", "out")
    rows: list[Row] = []
    for item in sorted(board.scope, key=lambda item: (order.index(item.state), item.sure == "low")):
        sign = scope_sign(item)
        rows.append(
            Row(
                f"scope:{item.id}",
                ((sign.glyph, sign.tone), (words.name(item.id), "strong"), (words.tell(sign.word), sign.tone), _clock(frame, item.at)),
            )
        )
        rows += _why(item.text)
    placed = {item.id for item in board.scope}
    known = [asset for asset in frame.view.assets if asset.id not in placed]
    if known:
        rows.append(Row("", ((f" {words.tell('Not placed yet, as known')}", "label"),)))
    for asset in sorted(known, key=lambda asset: -asset.since):
        state = signs.ASSET[asset.state]
        said = words.said(f"state.{asset.state}", asset.state)
        rows.append(
            Row(
                f"known:{asset.id}",
                (
                    (state.glyph, "dim"),
                    (words.name(asset.id), ""),
                    (said, "dim"),
                    _clock(frame, asset.since),
                ),
            )
        )
    empty = words.tell("No device in question yet. When an alert or a finding names one, say here whether it belongs to the case: press a.")
    return Listing((Column(1), Column(0), Column(22), Column(5)), query.of(rows), empty)


def indicator_rows(frame: Frame, query: Query) -> Listing:
    """Indicators that the team knows: those pinned first; where each was found, and what was done about it."""
    words = frame.words
    pinned = {item.id.partition(":")[2]: item for item in frame.view.board.indicators}
    rows: list[Row] = []
    for item in sorted(frame.view.indicators, key=lambda item: item.id not in pinned):
        pin = pinned.get(item.id)
        found = words.name(item.source) if item.source in frame.atlas.assets else words.tell("told by others")
        rows.append(
            Row(
                f"indicator:{item.id}",
                (("■", "accent") if pin else ("·", "dim"), (_said(item.value), "strong"), (found, "dim"), indicator_state(frame, item)),
            )
        )
        rows += _why(pin.text if pin else "")
    empty = words.tell(
        "No indicator yet: they come from alerts and from what you read. They can be swept for, watched and blocked from here."
    )
    return Listing((Column(1), Column(0), Column(14, 50), Column(25)), query.of(rows), empty)


def indicator_state(frame: Frame, item: IndicatorView) -> Span:
    """What was done about an indicator."""
    tell = frame.words.tell
    if item.swept_at < 0:
        return (tell("blocked"), "good") if item.blocked else (tell("not searched"), "info")
    seen = tell("seen on {count}", count=len(item.hits)) if item.hits else tell("seen nowhere")
    tone = "danger" if item.hits else "dim"
    return (f"{tell('blocked')} · {seen}" if item.blocked else seen, tone)


def timeline_rows(frame: Frame, query: Query) -> Listing:
    """Pinned facts and decisions with their reasons, in order of time."""
    words, board, since = frame.words, frame.view.board, frame.view.since
    told: list[tuple[int, Row, str]] = []
    for pin in board.pins:
        at = since.get(pin.id, pin.at)
        told.append((at, _moment(frame, f"pin:{pin.id}", at, ("◆", "accent"), fact_words(frame, pin.id), pin.sure), pin.text))
    for reason in board.reasons:
        said = words.tell("decided: {task}", task=task_words(frame, reason.action, reason.target))
        told.append((reason.at, _moment(frame, f"reason:{reason.task}", reason.at, ("→", "info"), said, reason.sure), reason.why))
    rows: list[Row] = []
    for _, row, why in sorted(told, key=lambda item: item[0]):
        rows.append(row)
        rows += _why(why, 2)
    empty = words.tell("Nothing pinned yet. Press a for what the team has found; on the desk, i puts what you are looking at here.")
    return Listing((Column(5), Column(1), Column(0), Column(12, 46)), query.of(rows), empty)


def _moment(frame: Frame, key: str, at: int, sign: Span, said: str, sure: str) -> Row:
    return Row(key, (_clock(frame, at), sign, (said, ""), sure_span(frame, sure)))


def evidence_rows(frame: Frame, query: Query) -> Listing:
    """The evidence log: what is sealed, when, by whom, its hash value, in whose hands; then what was read and not sealed."""
    words = frame.words
    rows = [_seal(frame, seal) for seal in frame.view.board.custody]
    for item in unsealed(frame):
        going = any(task.target == item.asset and is_sealing(frame, task.action) for task in frame.open_tasks)
        said = words.tell("being sealed") if going else words.tell("read, not sealed: press Enter")
        rows.append(
            Row(
                f"unsealed:{item.asset}",
                (
                    ("○", "warn"),
                    _clock(frame, item.at),
                    (words.name(item.asset), ""),
                    (said, "info" if going else "warn"),
                    ("", ""),
                    ("", ""),
                ),
            )
        )
    empty = words.tell(
        "Nothing sealed yet. Seal a device before it is rebuilt: an image with its hash value is kept, whatever happens to it. Press a."
    )
    return Listing((Column(1), Column(5), Column(14), Column(0), Column(SHORT_HASH + 1, 66), Column(22, 92)), query.of(rows), empty)


def _seal(frame: Frame, seal: SealView) -> Row:
    words = frame.words
    bad = broken_by(frame, seal)
    state = (words.tell("BROKEN: rebuilt before it was handed over"), "danger") if bad else (
        words.tell("held by {who}", who=holder(frame, seal)), "good" if seal.records else "info")  # fmt: skip
    sealed = words.tell("sealed by {team}", team=words.name(seal.by)) if seal.hash else words.tell("received sealed")
    cells: Line = (
        ("✖", "danger") if bad else ("§", "good"),
        _clock(frame, seal.at),
        (words.name(seal.asset), "strong"),
        state,
        (seal.hash[:SHORT_HASH] + "…" if seal.hash else "–", "raw"),
        (sealed, "dim"),
    )
    return Row(f"seal:{seal.id}", cells)


SECTIONS = (
    Section("hypothesis", mark("Hypotheses"), mark("a add  Enter change, rule out"), hypothesis_rows),
    Section("scope", mark("Scope"), mark("a add  Enter in, suspected, cleared"), scope_rows),
    Section("indicator", mark("Indicators"), mark("Enter sweep, watch, block, pin"), indicator_rows),
    Section("timeline", mark("Course of events"), mark("a pin a fact  Enter its reason"), timeline_rows),
    Section("evidence", mark("Evidence log"), mark("a seal  Enter hand over"), evidence_rows),
)
BY_ID = {section.id: section for section in SECTIONS}


def is_empty(frame: Frame) -> bool:
    """Whether nothing was put on the board yet."""
    board = frame.view.board
    return not (board.hypotheses or board.indicators or board.pins or board.scope or board.reasons or board.custody)


def item_of(items: tuple[BoardItem, ...], name: str) -> BoardItem | None:
    """The entry of that id."""
    return next((item for item in items if item.id == name), None)
