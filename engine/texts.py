"""The one place that turns ids and parameters into words: fills plain `{name}` placeholders, nothing more.

A placeholder is a name in braces. What its value is called depends on the name: `{asset}` shows the asset's name,
`{team}` the team's, `{due}` a clock time, `{low}` a length of time; `PLACEHOLDERS` lists all. Authored text is never a
template language: anything in braces that is no known name stays as it is, and control characters are taken out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from engine.plan import Plan

_PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_-]*)\}")
_TERMINAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
"""What a terminal would obey, what turns the direction of writing, what nobody sees."""

_BY_TEXT = {  # placeholder → prefix of the text id that names its value
    "team": "team.",
    "to": "team.",
    "action": "action.",
    "service": "service.",
    "site": "site.",
    "organisation": "org.",
    "system": "system.",
    "sensor": "sensor.",
    "kind": "alert.",
    "form": "form.",
    "role": "role.",
    "artefact": "artefact.",
    "milestone": "milestone.",
    "inject": "inject.",
    "state": "state.",
    "level": "level.",
    "verdict": "verdict.",
    "answer": "answer.",
    "outcome": "outcome.",
    "reason": "reason.",
    "what": "what.",
    "step": "step.",
    "campaign": "campaign.",
    "duty": "duty.",
    "switch": "switch.",
    "pile": "pile.",
    "on": "on.",
    "severity": "severity.",
    "measure": "measure.",
    "objective": "objective.",
    "column": "column.",
    "by": "by.",
    "via": "via.",
    "planes": "plane.",
    "sender": "",
    "choice": "choice.",
    "reasoning": "",
    "hint": "",
    "basis": "",
    "should": "org.",
    "from": "team.",
    "person": "person.",
    "number": "number.",
    "field": "field.",
}
_CLOCK = {"at", "due", "until", "since"}
_LENGTH = {"low", "high", "length", "late_by"}
PLACEHOLDERS = frozenset(_BY_TEXT) | _CLOCK | _LENGTH
"""Placeholders with a meaning of their own; `{asset} {account} {indicator} {link} {target}` are names, others stand as they are."""


def clean(text: str) -> str:
    """Text from people or scenarios, NFC, without control characters that a terminal would obey."""
    if text.isascii() and text.isprintable():
        return text
    return _TERMINAL.sub("", unicodedata.normalize("NFC", text).replace("\t", " "))


@cache
def placeholders(text: str) -> frozenset[str]:
    """Names in braces that stand in a text."""
    return frozenset(_PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with each `{name}` that has a value replaced by it, once: values are never filled again."""
    return clean(_PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text))


def clock(starts: str, at: int, *, seconds: bool = False) -> str:
    """Local wall time of drill time `at` ms: 07:42, or 07:42:10."""
    moment = datetime.fromisoformat(starts) + timedelta(milliseconds=at)
    return moment.strftime("%H:%M:%S" if seconds else "%H:%M")


def length(ms: int, lang: str) -> str:
    """A length of time in words: 45 giây, 22 phút, 1 giờ 35 phút, 9 ngày."""
    seconds = max(0, ms) // 1000
    units = {"vi": ("giây", "phút", "giờ", "ngày"), "en": ("s", "min", "h", "d")}[lang]
    if seconds < 60:
        return f"{seconds} {units[0]}"
    minutes = (seconds + 30) // 60
    if minutes < 60:
        return f"{minutes} {units[1]}"
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} {units[3]}"
    return f"{hours} {units[2]}" + (f" {rest} {units[1]}" if rest else "")


class Speaker:
    """Says a plan's texts in one language, with the names of the things they speak of."""

    def __init__(self, plan: Plan, lang: str) -> None:
        self.plan = plan
        self.lang = lang
        estate = plan.estate
        self._names: dict[str, str] = {asset.id: asset.name for asset in estate.assets}
        self._names |= {account.id: account.name for account in estate.accounts}
        self._site_of_segment = {segment.id: segment.site for segment in estate.segments}
        self._links = {link.id: link for link in estate.links}
        self._backups = {backup.id: backup for backup in estate.backups}

    def say(self, text_id: str, params: Mapping[str, Any] | None = None) -> str:
        """The text of that id, filled; the id itself where the plan has no such text."""
        text = self.plan.texts.get(text_id)
        if text is None:
            return text_id
        raw = text.vi if self.lang == "vi" else text.en
        if not params or "{" not in raw:
            return clean(raw)
        return fill(raw, {name: self.value(name, value) for name, value in params.items()})

    def has(self, text_id: str) -> bool:
        """Whether the plan has a text of that id."""
        return text_id in self.plan.texts

    def value(self, name: str, value: Any) -> str:
        """How a parameter of that name is shown."""
        if isinstance(value, (list, tuple)):
            return ", ".join(self.value(name, item) for item in value) or "–"
        if isinstance(value, dict):
            return ", ".join(str(item) for item in value.values())
        if name in _CLOCK and isinstance(value, int):
            return clock(self.plan.starts, value)
        if name in _LENGTH and isinstance(value, int):
            return length(value, self.lang)
        if name == "level" and isinstance(value, int):
            return self._level(value)
        if name in _BY_TEXT:
            found = f"{_BY_TEXT[name]}{value}"
            return self.say(found) if found in self.plan.texts else self.name(str(value))
        return self.name(value) if isinstance(value, str) else str(value)

    def _level(self, permille: int) -> str:
        """How well a service runs, in words."""
        if permille >= 1000 or permille <= 0:
            return self.say("level.down" if permille <= 0 else "level.normal")
        return self.say("level.degraded", {"percent": str(permille // 10)})

    def name(self, thing: str) -> str:
        """The name a person knows a thing by: asset, account, link, backup, site, service, team, organisation."""
        if thing in self._names:
            return self._names[thing]
        for prefix in ("site.", "service.", "team.", "org.", "system.", "form.", "indicator.", "person."):
            if prefix + thing in self.plan.texts:
                return self.say(prefix + thing)
        if thing in self._links:
            link = self._links[thing]
            kind = self.say(f"link-kind.{link.kind}")
            return f"{kind} {self.say('site.' + self._site_of_segment[link.a])}"
        if thing in self._backups:
            backup = self._backups[thing]
            return f"{self._names[backup.asset]} −{length(backup.age_ms, self.lang)}"
        return thing

    def record(self, record: Mapping[str, Any]) -> str:
        """One log line, as its product would write it."""
        return self.say_plain(f"log.{record['format']}", dict(record["fields"]))

    def say_plain(self, text_id: str, values: Mapping[str, object]) -> str:
        """The text of that id filled with values as they stand, no names looked up."""
        text = self.plan.texts.get(text_id)
        if text is None:
            return clean(" ".join(f"{key}={value}" for key, value in sorted(values.items())))
        return fill(text.vi if self.lang == "vi" else text.en, values)
