"""A team's picture on the wire: what changed in a `TeamView` since the one sent before, and back.

A picture is mostly lists that only grow and whose entries are now and then replaced, so a patch names places: a list
that changed is `{"n": its length, "at": {place: entry}}`. The log is only appended to, facts are only added. Lines of
records are filled when they are written here, once for all seats of a team.

    patch = change(before, after)      # before: the view sent last, None for a snapshot
    after = applied(before, patch)     # at the other end, with the same before

Who else learnt an event is not the team's to know, so events come without their addressees (`as_seen`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from typing import Any

from engine import views
from engine.codec import plain, read
from engine.errors import InvalidInput
from engine.messages import Data, Event
from engine.plan import Text
from engine.views import BoardView, TeamView

_SECTIONS: dict[str, type] = {
    "alerts": views.AlertView,
    "assets": views.AssetView,
    "findings": views.FindingView,
    "indicators": views.IndicatorView,
    "tasks": views.TaskView,
    "messages": views.MessageView,
    "duties": views.DutyView,
    "services": views.ServiceView,
    "sites": views.SiteView,
    "backups": views.BackupView,
    "staff": views.StaffView,
    "measures": views.MeasureView,
    "switches": views.SwitchView,
    "places": views.PlaceView,
    "piles": views.PileView,
    "contacts": views.ContactView,
    "papers": views.PaperView,
    "sent": views.SentView,
}
"""Lists of the picture and what they hold."""
_BOARD: dict[str, type] = {
    "hypotheses": views.BoardItem,
    "indicators": views.BoardItem,
    "pins": views.BoardItem,
    "scope": views.BoardItem,
    "reasons": views.ReasonView,
    "custody": views.SealView,
}
_SHORT: dict[str, Any] = {
    "locked": tuple[str, ...],
    "cut": tuple[str, ...],
    "watches": tuple[tuple[int, str], ...],
    "out": tuple[tuple[str, str], ...],
}
"""Short lists whose entries come and go: sent whole."""
_SINGLE: dict[str, type] = {"now": int, "version": int, "declared": str, "over": bool, "concerned": int}


def blank(team: str) -> TeamView:
    """The picture of a team that knows nothing: what a snapshot is a patch to."""
    lists: dict[str, Any] = dict.fromkeys((*_SECTIONS, *_SHORT, "feed"), ())
    return TeamView(team=team, now=-1, version=0, declared="", over=False, facts=frozenset(), **lists)


def as_seen(view: TeamView) -> TeamView:
    """The picture as a seat has it: events without the other teams that learnt them too."""
    return replace(view, feed=tuple([Event(event.at, event.kind, (view.team,), event.data) for event in view.feed]))


def spelt(words: Mapping[str, Text]) -> Data:
    """Texts as plain data: id → [Vietnamese, English]."""
    return {name: [text.vi, text.en] for name, text in words.items()}


def heard(words: Data) -> dict[str, Text]:
    """Texts out of plain data.

    Raises:
        InvalidInput: it is none of `spelt`'s.
    """
    return {name: Text(*pair) for name, pair in read(dict[str, tuple[str, str]], words).items()}


# --- what changed


def change(before: TeamView | None, after: TeamView) -> Data:
    """What turns one picture of a team into a later one, as plain data; from nothing where there is none before."""
    out: Data = {}
    if before is None:
        before = blank(after.team)
        out["team"] = after.team
    for name in _SINGLE:
        if getattr(before, name) != getattr(after, name):
            out[name] = getattr(after, name)
    for name in _SHORT:
        if getattr(before, name) != getattr(after, name):
            out[name] = plain(getattr(after, name))
    _changed_lists(out, before, after, _SECTIONS)
    if before.board is not after.board:
        board: Data = {}
        _changed_lists(board, before.board, after.board, _BOARD)
        if board:
            out["board"] = board
    _added(out, before, after)
    return out


def _changed_lists(out: Data, before: Any, after: Any, names: Mapping[str, type]) -> None:
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old is not new:
            found = _changed_list(old, new)
            if found:
                out[name] = found


def _changed_list(old: Sequence[Any], new: Sequence[Any]) -> Data:
    """Places that hold something else, and the length where it is another."""
    at = {str(place): plain(item) for place, item in enumerate(new) if place >= len(old) or not _is_same(old[place], item)}
    out: Data = {"at": at} if at else {}
    if len(new) != len(old):
        out["n"] = len(new)
    return out


def _is_same(old: Any, new: Any) -> bool:
    return old is new or bool(old == new)


def _added(out: Data, before: TeamView, after: TeamView) -> None:
    """What only ever grows: the log, facts and when they were learnt, refused orders."""
    fresh = after.feed[len(before.feed) :]
    if fresh:
        out["feed"] = [[event.at, event.kind, plain(event.data)] for event in fresh]
    if before.since is not after.since:
        since = dict(islice(after.since.items(), len(before.since), None))
        if since:
            out["since"] = since
    if before.facts is not after.facts:
        undated = sorted(fact for fact in after.facts - before.facts if fact not in after.since)
        if undated:
            out["facts"] = undated
    if len(before.refused) != len(after.refused):
        out["refused"] = sorted([list(pair) for pair in after.refused - before.refused])


# --- and back


def applied(before: TeamView | None, patch: Data) -> TeamView:
    """The picture after a patch.

    Raises:
        InvalidInput: the patch does not fit, or is none.
    """
    try:
        return _applied(blank(patch["team"]) if before is None else before, patch)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise InvalidInput(f"this is no patch to that picture: {error!r}") from error


def _applied(before: TeamView, patch: Data) -> TeamView:
    new: dict[str, Any] = {}
    for name, kind in (*_SINGLE.items(), *_SHORT.items()):
        if name in patch:
            new[name] = read(kind, patch[name])
    new |= _lists(before, patch, _SECTIONS)
    if "board" in patch:
        new["board"] = replace(before.board, **_lists(before.board, patch["board"], _BOARD))
    if "feed" in patch:
        team = (before.team,)
        fresh = [Event(read(int, at), read(str, kind), team, read(Data, data)) for at, kind, data in patch["feed"]]
        new["feed"] = (*before.feed, *fresh)
    if "since" in patch:
        new["since"] = before.since | read(dict[str, int], patch["since"])
    if "facts" in patch or "since" in patch:
        new["facts"] = before.facts.union(read(tuple[str, ...], patch.get("facts", ())), patch.get("since", ()))
    if "refused" in patch:
        new["refused"] = before.refused.union(read(tuple[tuple[str, str], ...], patch["refused"]))
    return replace(before, **new)


def _lists(before: TeamView | BoardView, patch: Data, names: Mapping[str, type]) -> dict[str, tuple[Any, ...]]:
    out = {}
    for name, kind in names.items():
        if name in patch:
            items = list(getattr(before, name))
            length = patch[name].get("n", len(items))
            del items[length:]
            at = patch[name].get("at", {})
            for number, raw in sorted([(int(place), raw) for place, raw in at.items()], key=itemgetter(0)):
                if number < len(items):
                    items[number] = read(kind, raw)
                elif number == len(items) < length:
                    items.append(read(kind, raw))
                else:
                    raise InvalidInput(f"{name}: there is no place {number}")
            out[name] = tuple(items)
    return out
