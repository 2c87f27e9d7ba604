"""The report's words: catalogues that are whole, and numbers, times and dates as each language writes them."""

from __future__ import annotations

import gettext
import re
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from reports.words import LANGUAGES, Words, middle, rounded
from tests.samples import small_plan
from tests.unit.reports.catalogue import PACKAGE, Msgid, msgids

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def catalogue(lang: str, kind: str) -> bytes:
    """A shipped catalogue file."""
    return (PACKAGE / "locale" / lang / "LC_MESSAGES" / f"reports.{kind}").read_bytes()


def entries(lang: str) -> dict[Msgid, tuple[str, ...]]:
    """Message id → its translations."""
    found = read_po(BytesIO(catalogue(lang, "po")), locale=lang)
    return {_tuple(entry.id) if len(_tuple(entry.id)) > 1 else _tuple(entry.id)[0]: _tuple(entry.string) for entry in found if entry.id}


def _tuple(value: object) -> tuple[str, ...]:
    return tuple(str(part or "") for part in value) if isinstance(value, (tuple, list)) else (str(value),)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue_is_whole_and_has_nothing_stale(lang: str) -> None:
    """Every message id in source and templates is translated; none is left over.

    To mend: `pybabel update`, translate, then `pybabel compile -d reports/locale -D reports`.
    """
    translated = entries(lang)
    assert set(translated) == msgids()
    assert not [msgid for msgid, strings in translated.items() if not all(strings)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_translations_keep_their_placeholders(lang: str) -> None:
    """A sentence says the same things in both languages."""
    for msgid, strings in entries(lang).items():
        wanted = set(PLACEHOLDER.findall(msgid if isinstance(msgid, str) else msgid[-1]))
        assert all(set(PLACEHOLDER.findall(string)) == wanted for string in strings), msgid


@pytest.mark.parametrize("lang", LANGUAGES)
def test_compiled_catalogue_is_the_written_one(lang: str) -> None:
    """What runs is what was translated."""
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(catalogue(lang, "po")), locale=lang))
    assert compiled.getvalue() == catalogue(lang, "mo")
    gettext.GNUTranslations(BytesIO(catalogue(lang, "mo")))


def test_vietnamese_tone_marks_stand_as_papers_print_them() -> None:
    """hóa, khóa, xóa, ủy: the mark on the first vowel of an open syllable."""
    text = catalogue("vi", "po").decode()
    assert not re.search(r"\b\w*(oá|oà|oả|oã|oạ|uỷ|uý|uỳ|uỵ)\b", text)
    assert "dương tính giả" not in text


@pytest.fixture
def vi() -> Words:
    """Vietnamese words about the small world, which begins at six in the morning of 4 July 2025."""
    return Words(small_plan(), "vi")


@pytest.fixture
def en() -> Words:
    """The same in English."""
    return Words(small_plan(), "en")


def test_numbers_are_grouped_by_language(vi: Words, en: Words) -> None:
    """1.234,5 in Vietnamese, 1,234.5 in English."""
    assert (vi.number(1234567), en.number(1234567)) == ("1.234.567", "1,234,567")
    assert (vi.points(7250), en.points(7250), vi.points(10000)) == ("7,3", "7.3", "10")
    assert (vi.percent(945), vi.percent(-300)) == ("95%", "−30%")
    assert vi.user_minutes(3 * 60_000 + 30_000) == "4"


def test_times_differ_between_screen_and_paper(vi: Words, en: Words) -> None:
    """07:42 in tables, «07 giờ 42 phút» in prose, and the date where it is another day."""
    at = 102 * 60_000
    assert (vi.clock(at), vi.moment(at), en.moment(at)) == ("07:42", "07 giờ 42 phút", "07:42")
    assert vi.clock(-24 * 3_600_000) == "3/7 06:00"
    assert vi.long_date() == "ngày 04 tháng 7 năm 2025"
    assert (vi.date(after_days=30), en.date(after_days=30)) == ("3/8/2025", "3 August 2025")
    assert vi.minute_of_day(at) == 462


def test_lists_are_cut_with_what_is_left(vi: Words, en: Words) -> None:
    """A long list says how many more there are."""
    assert vi.join(["a", "b", "c"]) == "a, b và c"
    assert en.some(list("abcdefg"), 3) == "a, b, c and 4 others"
    assert en.some(list("abcd"), 3) == "a, b, c and d"


def test_values_are_never_filled_twice(en: Words) -> None:
    """A placeholder inside a value stays as it stands."""
    assert en.text("{first} and {last}", first="{last}", last="x") == "{last} and x"


def test_rounding_is_done_in_integers() -> None:
    """Halves go away from zero; the median is one of the values."""
    assert [rounded(value, 10) for value in (4, 5, 14, 15, -5, -4)] == [0, 1, 1, 2, -1, 0]
    assert middle([5, 1, 9, 3]) == 3
    assert middle([]) is None


def test_unknown_language_is_refused() -> None:
    """A language without a catalogue is an error and not a silent fallback."""
    with pytest.raises(ValueError, match="vi, en"):
        Words(small_plan(), "fr")
