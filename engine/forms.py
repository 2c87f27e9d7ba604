"""What a report's fields say, against what the team that wrote it could know when it went out.

Nothing but the team's own knowledge and the published estate goes in, so a verdict can hold nothing that the team was not
told. A field is written by a person (words, a time, a number) or by a bot (lists and numbers); both are read alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from engine.index import Index
from engine.messages import Data
from engine.plan import Form, FormField
from engine.views import TeamView

RIGHT, WRONG, EMPTY, UNKNOWN, CLAIMED = "right", "wrong", "empty-but-known", "not-knowable", "claimed-unknown"
"""Verdicts: fits what was known · does not · left out though known · left out and not to be known · said without knowing."""
GOOD = frozenset((RIGHT, UNKNOWN))
"""Verdicts that a score counts in favour of the report."""
SINCE_OFF_MS = 15 * 60_000
"""A moment may be this far from the earliest alert that the team judged true (author's estimate)."""
PEOPLE_OFF = 250
"""A number of people may be this far off, per-mille of the one the team was told (author's estimate)."""
SURE_STATES = ("confirmed", "encrypted")
DOUBTFUL_STATES = ("suspect", "isolated", "off")
"""States of an asset that may be named in a report, but need not: a suspicion, or a precaution."""
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s*(?::|giờ|h)\s*([0-5]\d)?(?!\d)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:[. ]\d{3})+(?!\d)|\d+")
_DAY_MS = 86_400_000

_WORD = re.compile(r"[\w-]+")


class Names:
    """Words by which things may be named in a form → what they name: one word each, or several, the longest first."""

    def __init__(self, things: Mapping[str, frozenset[str]]) -> None:
        self._word = {name: thing for name, thing in things.items() if _WORD.fullmatch(name)}
        self._phrase = {name: things[name] for name in sorted(things.keys() - self._word.keys(), key=lambda name: (-len(name), name))}

    def named(self, value: Any) -> list[frozenset[str]]:
        """What is named in what was written, each word counting for one name: «cô lập máy ở xã» is not also «cô lập máy»."""
        said = _plain(_words(value))
        found = []
        for name, thing in self._phrase.items() if said else ():
            if name in said:
                rest = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", "\0", said)
                if rest != said:
                    found.append(thing)
                    said = rest
        return found + [self._word[word] for word in dict.fromkeys(_WORD.findall(said)) if word in self._word]


class Vocabulary:
    """What a plan's forms may speak of, by name; the same for every run of the plan."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @cached_property
    def systems(self) -> Names:
        """A system, or a machine of it → the system (a machine without one → itself)."""
        names: dict[str, frozenset[str]] = {}
        for asset in self._index.assets:
            thing = frozenset((asset.system or asset.id,))
            names[_plain(asset.id)] = names[_plain(asset.name)] = thing
        for system in self._index.systems:
            names |= dict.fromkeys(self._called("system", system), frozenset((system,)))
        return Names(names)

    @cached_property
    def services(self) -> Names:
        """Services by id and name."""
        return self._named("service", self._index.services)

    @cached_property
    def actions(self) -> Names:
        """Actions by id and name."""
        return self._named("action", self._index.actions)

    def _named(self, group: str, things: Iterable[str]) -> Names:
        return Names({name: frozenset((thing,)) for thing in things for name in self._called(group, thing)})

    def _called(self, group: str, thing: str) -> list[str]:
        """A thing's id and its names in both languages."""
        text = self._index.plan.texts.get(f"{group}.{thing}")
        return [_plain(word) for word in ((thing,) if text is None else (thing, text.vi, text.en))]


@lru_cache(maxsize=4)
def _vocabulary(index: Index) -> Vocabulary:
    """Put together once a plan: it names every machine of the estate."""
    return Vocabulary(index)


class FormReader:
    """Reads and judges forms for a plan."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._vocabulary = _vocabulary(index)
        self._zero = datetime.fromisoformat(index.plan.starts)

    def judge(self, form: Form, fields: Data, view: TeamView, written_at: int) -> list[Data]:
        """A verdict for every field of the form: {field, kind, verdict}.

        What the team learnt between writing (drill time `written_at`) and sending may stand in it, but need not.
        """
        return [
            {"field": item.id, "kind": item.kind, "verdict": self._verdict(item, fields.get(item.id, ""), view, written_at)}
            for item in form.fields
        ]

    def _verdict(self, field: FormField, value: Any, view: TeamView, written_at: int) -> str:
        if field.kind in ("systems", "services"):
            return self._named(field.kind, value, view, written_at)
        if field.kind == "time":
            return _number(self._moment(value), _since(view), SINCE_OFF_MS)
        if field.kind == "people":
            told = view.concerned
            return _number(_count(value), told if told >= 0 else None, max(0, told) * PEOPLE_OFF // 1000)
        if field.kind == "level":
            return _level(self._index, value, view)
        if field.kind == "measures":
            return _measures(self._vocabulary.actions, value, view)
        written = bool(_words(value))
        if field.kind == "help":  # not to need help is an answer
            return RIGHT if written else UNKNOWN
        if written:
            return RIGHT
        return EMPTY if view.alerts or view.assets or view.services else UNKNOWN

    # --- lists of things

    def _named(self, kind: str, value: Any, view: TeamView, written_at: int) -> str:
        names = self._vocabulary.systems if kind == "systems" else self._vocabulary.services
        must, may = self._known_systems(view, written_at) if kind == "systems" else _known_services(view, written_at)
        claimed = frozenset().union(*names.named(value))
        if not claimed:
            return EMPTY if must else UNKNOWN
        if not must and not may:
            return CLAIMED
        return RIGHT if must <= claimed <= must | may else WRONG

    def _known_systems(self, view: TeamView, written_at: int) -> tuple[frozenset[str], frozenset[str]]:
        """What must be named, and what may be: systems of machines known to be hit, other machines by themselves."""
        must: set[str] = set()
        may: set[str] = set()
        for asset in view.assets:
            if asset.state not in SURE_STATES + DOUBTFUL_STATES:
                continue
            system = self._index.assets[self._index.asset_of[asset.id]].system
            sure = system and asset.state in SURE_STATES and asset.since <= written_at
            (must if sure else may).add(system or asset.id)
        return frozenset(must), frozenset(may - must)

    # --- times

    def _moment(self, value: Any) -> int | None:
        """Drill time of a moment written as ms or as a clock time of the drill's day."""
        if type(value) is int:
            return value
        found = _CLOCK.search(value) if isinstance(value, str) else None
        if found is None:
            return None
        minutes = int(found[1]) * 60 + int(found[2] or 0) - (self._zero.hour * 60 + self._zero.minute)
        moment = minutes * 60_000 - self._zero.second * 1000
        return moment + _DAY_MS if moment < -_DAY_MS // 2 else moment


# --- single values ---------------------------------------------------------------------------------------------------


def _number(said: int | None, known: int | None, off: int) -> str:
    if said is None:
        return UNKNOWN if known is None else EMPTY
    if known is None:
        return CLAIMED
    return RIGHT if abs(said - known) <= off else WRONG


def _since(view: TeamView) -> int | None:
    """The earliest alert that the team holds for true."""
    return min((alert.at for alert in view.alerts if alert.verdict in ("true", "likely-true")), default=None)


def _known_services(view: TeamView, written_at: int) -> tuple[frozenset[str], frozenset[str]]:
    ailing = frozenset(item.id for item in view.services if item.level < 1000)
    down = frozenset(item.id for item in view.services if item.level < 500 and item.since <= written_at)
    return down, ailing - down


def _level(index: Index, value: Any, view: TeamView) -> str:
    said = _words(value)
    if not said:
        return EMPTY if view.declared else UNKNOWN
    if not view.declared:
        return CLAIMED
    text = index.plan.texts.get(f"level.{view.declared}")
    names = {_plain(view.declared)} | (set() if text is None else {_plain(text.vi), _plain(text.en)})
    return RIGHT if _plain(said) in names else WRONG


def _measures(names: Names, value: Any, view: TeamView) -> str:
    """Measures taken: one that was never begun is wrong; words that name none stand for what was done."""
    done = frozenset(task.action for task in view.tasks if task.state in ("done", "running", "nothing"))
    if not _words(value):
        return EMPTY if done else UNKNOWN
    if not done:
        return CLAIMED
    claimed = names.named(value)
    return WRONG if any(done.isdisjoint(actions) for actions in claimed) else RIGHT


def _count(value: Any) -> int | None:
    """The first whole number that is written, 12.400 and 12 400 read as one."""
    if type(value) is int:
        return value
    found = _NUMBER.search(value) if isinstance(value, str) else None
    return int(re.sub(r"\D", "", found[0])[:12]) if found else None


def _words(value: Any) -> str:
    """What was written, as one line."""
    if isinstance(value, (list, tuple)):
        return "; ".join(str(item) for item in value)
    return value.strip() if isinstance(value, str) else str(value)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
