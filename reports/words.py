"""The report's own words: gettext catalogues, and numbers, times and dates as each language writes them.

Authored names come from `engine.texts.Speaker`; sentences that join them are message ids here, in English, filled with
`{name}` placeholders by the same function that fills authored texts, so a value is never filled twice.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median_low

from engine.plan import Plan
from engine.texts import Speaker, clean, fill, length

LANGUAGES = ("vi", "en")
_LOCALE = Path(__file__).parent / "locale"
_MINUTE = 60_000


def N_(msgid: str) -> str:  # noqa: N802 - the customary name, which extraction looks for
    """Mark a message id that is looked up later."""
    return msgid


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    return gettext.translation("reports", _LOCALE, [lang])


class Words:
    """Says the report's sentences about one plan in one language."""

    def __init__(self, plan: Plan, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"{lang!r} is none of {', '.join(LANGUAGES)}")
        self.lang = lang
        self.plan = plan
        self.speaker = Speaker(plan, lang)
        self._starts = datetime.fromisoformat(plan.starts)
        self._catalogue = _catalogue(lang)

    # --- sentences and names

    def text(self, msgid: str, /, **values: object) -> str:
        """The sentence in this language, filled."""
        return fill(self._catalogue.gettext(msgid), values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The sentence that suits the number `n`, which fills `{n}`."""
        return fill(self._catalogue.ngettext(one, many, n), {"n": self.number(n), **values})

    def name(self, thing: str) -> str:
        """What people call a thing of the estate or the plan."""
        return self.speaker.name(thing)

    def authored(self, text_id: str, fallback: str = "") -> str:
        """A text of the plan; without one the fallback, or the last part of its id."""
        if self.speaker.has(text_id):
            return self.speaker.say(text_id)
        return fallback or text_id.split(".")[-1]

    def lines(self, text_id: str) -> tuple[str, ...]:
        """A text of the plan line by line; empty where there is none."""
        text = self.plan.texts.get(text_id)
        if text is None:
            return ()
        raw = text.vi if self.lang == "vi" else text.en
        return tuple(clean(line).strip() for line in raw.splitlines() if line.strip())

    def join(self, items: Iterable[str]) -> str:
        """Items as a list in running text."""
        parts = list(items)
        if len(parts) < 2:
            return "".join(parts)
        return self.text("{first} and {last}", first=", ".join(parts[:-1]), last=parts[-1])

    def some(self, items: Iterable[str], most: int = 4) -> str:
        """The first few items, and how many more there are."""
        parts = list(items)
        if len(parts) <= most + 1:
            return self.join(parts)
        rest = len(parts) - most
        return ", ".join(parts[:most]) + " " + self.plural("and {n} other", "and {n} others", rest)

    # --- numbers

    def number(self, value: int) -> str:
        """1.234 or 1,234."""
        grouped = f"{abs(value):,}"
        return ("−" if value < 0 else "") + (grouped.replace(",", ".") if self.lang == "vi" else grouped)

    def percent(self, permille: int) -> str:
        """Per-mille as whole per cent."""
        return f"{self.number(rounded(permille, 10))}%"

    def permille(self, value: int) -> str:
        """Per-mille as per cent with one decimal: 2,5%."""
        return f"{self.points(value * 100)}%"

    def points(self, milli: int) -> str:
        """Milli-points with at most one decimal."""
        tenths = rounded(milli, 100)
        whole, rest = divmod(abs(tenths), 10)
        comma = "," if self.lang == "vi" else "."
        return ("−" if tenths < 0 else "") + f"{whole}" + (f"{comma}{rest}" if rest else "")

    def user_minutes(self, user_ms: int) -> str:
        """User-milliseconds as whole user-minutes."""
        return self.number(rounded(user_ms, _MINUTE))

    # --- times

    def length(self, ms: int) -> str:
        """A length of time in words."""
        return length(ms, self.lang)

    def clock(self, at: int) -> str:
        """Local wall time for tables: 07:42, with the date where it is another day."""
        moment = self._starts + timedelta(milliseconds=at)
        shown = moment.strftime("%H:%M")
        return shown if moment.date() == self._starts.date() else f"{self._day(moment)} {shown}"

    def moment(self, at: int) -> str:
        """Local wall time for prose: 07 giờ 42 phút on paper."""
        moment = self._starts + timedelta(milliseconds=at)
        shown = f"{moment:%H} giờ {moment:%M} phút" if self.lang == "vi" else f"{moment:%H:%M}"
        return shown if moment.date() == self._starts.date() else f"{shown}, {self._short(moment)}"

    def date(self, at: int = 0, after_days: int = 0) -> str:
        """The date in figures: 13/3/2026, or 13 March 2026."""
        return self._short(self._starts + timedelta(milliseconds=at, days=after_days))

    def long_date(self, at: int = 0) -> str:
        """The date as papers write it: ngày 05 tháng 3 năm 2026 (two figures below 10, and for January and February)."""
        moment = self._starts + timedelta(milliseconds=at)
        if self.lang == "vi":
            month = f"{moment.month:02}" if moment.month < 3 else f"{moment.month}"
            return f"ngày {moment.day:02} tháng {month} năm {moment.year}"
        return self._short(moment)

    def minute_of_day(self, at: int) -> int:
        """Minutes from the first midnight: the time axis of charts."""
        midnight = self._starts.replace(hour=0, minute=0, second=0, microsecond=0)
        return int((self._starts - midnight).total_seconds()) // 60 + at // _MINUTE

    def _day(self, moment: datetime) -> str:
        return f"{moment.day}/{moment.month}" if self.lang == "vi" else f"{moment.day} {_MONTHS[moment.month - 1][:3]}"

    def _short(self, moment: datetime) -> str:
        if self.lang == "vi":
            return f"{moment.day}/{moment.month}/{moment.year}"
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
"""Written out, because strftime's names follow the machine's locale."""


def rounded(value: int, unit: int) -> int:
    """`value / unit`, halves away from zero, in integers."""
    half = unit // 2
    return (value + half) // unit if value >= 0 else -((-value + half) // unit)


def middle(values: Iterable[int]) -> int | None:
    """The lower median, None of nothing."""
    items = list(values)
    return median_low(items) if items else None
