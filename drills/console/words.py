"""Everything the console says: the program's words through gettext, the drill's through the plan's texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from drills.console.spans import one_line
from drills.language import speak
from engine.plan import Plan
from engine.texts import Speaker, clean, clock, length

LONG_MINUTES = 120
"""From this many minutes on, a range is said in hours."""


class Words:
    """One language's words for one plan. Keeps nothing of a drill, so switching language is making another."""

    def __init__(self, plan: Plan, lang: str) -> None:
        self.plan = plan
        self.lang = lang
        self._speaker = Speaker(plan, lang)
        self._translate = speak(lang, "console")

    def tell(self, english: str, **values: object) -> str:
        """The program's own words, with `{name}` placeholders filled."""
        text = self._translate(english)
        return text.format_map(values) if values else text

    def say(self, text_id: str, params: Mapping[str, Any] | None = None) -> str:
        """A text of the plan; its id where there is none."""
        return self._speaker.say(text_id, params)

    def has(self, text_id: str) -> bool:
        """Whether the plan has a text of that id."""
        return self._speaker.has(text_id)

    def said(self, text_id: str, otherwise: str = "", params: Mapping[str, Any] | None = None) -> str:
        """A text of the plan, or something else where there is none."""
        return self._speaker.say(text_id, params) if self._speaker.has(text_id) else otherwise

    def name(self, thing: str) -> str:
        """The name a person knows a thing by, on one line."""
        return one_line(clean(self._speaker.name(thing)))

    def value(self, name: str, value: Any) -> str:
        """How a parameter of that name is shown."""
        return one_line(clean(self._speaker.value(name, value)))

    def record(self, record: Mapping[str, Any]) -> str:
        """One raw log line."""
        return one_line(self._speaker.record(record))

    def clock(self, at: int, *, seconds: bool = False) -> str:
        """Local time of a moment of the drill; with the day where it is not the drill's first."""
        shown = clock(self.plan.starts, at, seconds=seconds)
        start = datetime.fromisoformat(self.plan.starts)
        moment = start + timedelta(milliseconds=at)
        return shown if moment.date() == start.date() else f"{shown} {moment.day}/{moment.month}"

    def length(self, ms: int) -> str:
        """A length of time in words."""
        return length(ms, self.lang)

    def spread(self, low: int, high: int) -> str:
        """A published range: 4–8 phút; in minutes up to two hours, so that it stays short."""
        minutes = tuple((ms + 30_000) // 60_000 for ms in (low, high))
        if high < 60_000 or minutes[1] >= LONG_MINUTES:
            return self.length(high) if low == high else f"{self.length(low)} – {self.length(high)}"
        shown = f"{max(1, minutes[0])}–{minutes[1]}" if minutes[0] < minutes[1] else f"{minutes[1]}"
        return self.tell("{minutes} min", minutes=shown)

    def left(self, until: int, now: int) -> str:
        """How long until a moment: còn 18 phút, or quá 3 phút."""
        if until >= now:
            return self.tell("{length} left", length=self.length(until - now))
        return self.tell("{length} over", length=self.length(now - until))

    def count(self, number: int) -> str:
        """A number with its thousands apart: 12.345 in Vietnamese, 12,345 in English."""
        shown = f"{number:,}"
        return shown.replace(",", ".") if self.lang == "vi" else shown
