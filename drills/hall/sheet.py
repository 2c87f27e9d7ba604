"""The hand-out: who joins where, with which code, and what to type. For the host's terminal, and to be printed and cut up.

Vietnamese first, English beside it. Whatever leaves the screen begins and ends with «DIỄN TẬP» (DESIGN law 10), so every slip
does, too: it is cut off and carried about by itself, and shows nobody else's code.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drills.hall.codes import CONTROL, LEADERSHIP, OBSERVER
from drills.hall.roles import NAMES
from drills.language import Say, mark, speak
from drills.pinning import aloud
from engine.texts import clean

DRILL_MARK = "DIỄN TẬP"
PAGE = 78
"""Columns of the printed sheet: A4, a 10-point typewriter face, margins of 2 cm."""
LINES = 60
"""Lines of a printed page."""
LONGEST_NAME = 200
_LABEL = 25
"""Columns of a label on paper, the gap included."""
_CUT = "- " * (PAGE // 2)
_COMMANDS = {CONTROL: "dientap control {url} {code}", LEADERSHIP: "{url}"}
_JOIN = "dientap join {url} {code}"

_FIRST = {
    CONTROL: mark("Start the drill only when everybody sits: the list shows who is there."),
    LEADERSHIP: mark("Open the address in a browser and type the code there. Nothing is to be installed."),
    OBSERVER: mark("Write what you see, with the time: every note is pinned to drill time. You change nothing."),
}
_FIRST_IN_TEAM = mark("First press Enter to open the first alert; `?` says what to do next. A real incident: F8.")
_COMPARE = mark("When asked, compare the fingerprint digit by digit. If it differs, do not go on: call exercise control.")
_BROWSER = mark(
    "The browser does not know the host's certificate. Open the certificate, compare its SHA-256 with the lines above, and only then go on."
)
_SECRET = mark("This code is yours alone. Give it to nobody; who lost it asks exercise control for another.")
_UNTIL = mark("The code is good until {until}.")
_SIMULATED = mark("Everything is simulated. Nothing of this leaves the hall: no calls, no messages, no papers to the outside.")


@dataclass(frozen=True, slots=True)
class Place:
    """One code of the hand-out.

    Attributes:
        team_vi, team_en: the team's name; '' for control and leadership.
        seat: id of the seat; '' where the code is not of one.
        name: of the person, where it is known.
        group: which of several parallel drills, in words; '' = there is one.
    """

    code: str
    role: str
    team_vi: str = ""
    team_en: str = ""
    seat: str = ""
    name: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a hand-out says.

    Attributes:
        pin: of the host's certificate (`drills.pinning`); '' = none.
        url: what is typed; it may carry the pin.
        until: when the codes expire, in words that both languages share, such as `26/11/2026 18:00`.
    """

    title_vi: str
    title_en: str
    url: str
    until: str
    places: tuple[Place, ...]
    pin: str = ""
    sha256: str = ""
    """The same certificate's whole SHA-256 (hex), as browsers show it."""


def for_terminal(sheet: Sheet, lang: str = "vi") -> str:
    """What the host's terminal shows: the address, the fingerprint, a line a place. In one language, the person's own."""
    say = speak(lang)
    rows = [(_who(place, lang, say), say(NAMES[place.role]), place.code, _line(place.name)) for place in sheet.places]
    widths = [max((_width(row[column]) for row in rows), default=0) for column in range(3)]
    lines = [f"{DRILL_MARK} – {_title(sheet, lang)}", ""]
    lines += _address(sheet, say)
    lines += ["", *("  ".join([*map(_padded, row[:3], widths), row[3]]).rstrip() for row in rows), ""]
    lines += [say(mark("In each seat: {command}")).format(command=_JOIN.format(url=sheet.url, code=say(mark("CODE"))))]
    if any(place.role == CONTROL for place in sheet.places):
        command = _COMMANDS[CONTROL].format(url=sheet.url, code=say(mark("CODE")))
        lines.append(say(mark("Exercise control: {command}")).format(command=command))
    return "\n".join([*lines, "", DRILL_MARK, ""])


def for_paper(sheet: Sheet) -> str:
    """What is printed: a slip for each place, to be cut apart, in both languages, as many whole slips to a page as go there.

    The address stands there without the pin, which nobody types: the fingerprint is compared instead.
    """
    pages: list[list[str]] = []
    left = 0
    for place in sheet.places:
        slip = list(_slip(sheet, place))
        if len(slip) + 1 > left:
            pages.append(slip)
            left = LINES
        else:
            pages[-1] += [_CUT, *slip]
        left -= len(slip) + 1
    return "\f".join("\n".join([*page, ""]) for page in pages or [[DRILL_MARK]])


def _slip(sheet: Sheet, place: Place) -> Iterator[str]:
    vi, en = speak("vi"), speak("en")
    url = sheet.url.partition("#")[0].rstrip("/")
    yield from _wrapped(_title(sheet, "vi"), f"{DRILL_MARK} – ")
    yield from _wrapped(_title(sheet, "en"), f"{'':{len(DRILL_MARK)}}   ")
    yield ""
    for lang, say in (("vi", vi), ("en", en)):
        person = _line(place.name) if lang == "vi" else ""
        who = " · ".join(filter(None, (_who(place, lang, say), say(NAMES[place.role]), person)))
        yield from _wrapped(who[:1].upper() + who[1:])
    yield ""
    browses = place.role == LEADERSHIP
    yield from _labelled(mark("Join code"), [place.code])
    typed = _COMMANDS.get(place.role, _JOIN).format(url=url, code=place.code)
    yield from _labelled(mark("Open") if browses else mark("Type"), [typed])
    yield from _labelled("SHA-256", _hex_lines(sheet.sha256)) if browses else _labelled(mark("Fingerprint"), [aloud(sheet.pin)])
    yield ""
    compare = ([_BROWSER] if sheet.sha256 else []) if browses else [_COMPARE] if sheet.pin else []
    for words in (_FIRST.get(place.role, _FIRST_IN_TEAM), *compare, _SECRET, _UNTIL, _SIMULATED):
        yield from _wrapped(vi(words).format(until=sheet.until), "• ")
        yield from _wrapped(en(words).format(until=sheet.until), "  ")
    yield ""
    yield DRILL_MARK


def _labelled(label: str, lines: list[str]) -> Iterator[str]:
    """What stands under a label, in both languages; nothing where there is nothing to stand there."""
    both = " · ".join(dict.fromkeys((speak("vi")(label), label)))
    for number, line in enumerate(filter(None, lines)):
        yield f"{'' if number else both:<{_LABEL}}{line}"


def _hex_lines(sha256: str) -> list[str]:
    """Sixteen pairs a line."""
    pairs = [sha256[start : start + 2].upper() for start in range(0, len(sha256), 2)]
    return [":".join(pairs[start : start + 16]) for start in range(0, len(pairs), 16)]


def _address(sheet: Sheet, say: Say) -> Iterable[str]:
    yield say(mark("Address      {url}")).format(url=sheet.url)
    if sheet.pin:
        yield say(mark("Fingerprint  {pin}")).format(pin=aloud(sheet.pin))
    yield say(mark("Codes until  {until}")).format(until=sheet.until)


def _title(sheet: Sheet, lang: str) -> str:
    return _line(sheet.title_vi if lang == "vi" else sheet.title_en)


def _line(text: str) -> str:
    """Text from people, as one line of bounded length."""
    return " ".join(clean(text).split())[:LONGEST_NAME]


def _who(place: Place, lang: str, say: Say) -> str:
    team = _line(place.team_vi if lang == "vi" else place.team_en) or say(mark("the whole exercise"))
    return " · ".join(filter(None, (_line(place.group), team, _line(place.seat))))


def _wrapped(words: str, begin: str = "") -> list[str]:
    return textwrap.wrap(words, PAGE, initial_indent=begin, subsequent_indent=" " * len(begin)) or [begin.rstrip()]


def _width(words: str) -> int:
    from rich.cells import cell_len

    return cell_len(words)


def _padded(words: str, width: int) -> str:
    return words + " " * (width - _width(words))
