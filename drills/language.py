"""The program's own words: Vietnamese first, English beside it, through gettext catalogues in `drills/locale`.

Message ids are the English words, so English needs no catalogue. Each surface has a catalogue of its own (`DOMAINS`);
a word is looked for in all of them. The command line speaks one language per process (`use`, then `_`); a console or a
server that serves several people takes a speaker for each (`speak`). Texts of a scenario are not here: they travel in
the Plan and are said by `engine.texts.Speaker`.

After a change to a `.po` file: `pybabel compile -d drills/locale -D dientap` (and `-D console`); a test compares them.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

LANGUAGES = ("vi", "en")
DEFAULT = "vi"
ENVIRONMENT = "DIENTAP_LANG"
DOMAINS = ("dientap", "console")
LOCALE = Path(__file__).parent / "locale"

Say = Callable[[str], str]

_spoken = {"now": DEFAULT}


@cache
def speak(lang: str, first_in: str = DOMAINS[0]) -> Say:
    """A function from English words to those of `lang` ('vi' or 'en'); a word without a translation stays as it is.

    Where two catalogues know a word, that of the surface `first_in` speaks.
    """
    if lang == "en":
        return _unchanged
    first: gettext.NullTranslations = gettext.NullTranslations()
    for domain in sorted(DOMAINS, key=lambda name: name == first_in):
        found = gettext.translation(domain, LOCALE, languages=[lang], fallback=True)
        found.add_fallback(first)
        first = found
    return first.gettext


def _unchanged(words: str) -> str:
    return words


def use(lang: str) -> None:
    """Let this process speak `lang` through `_`."""
    _spoken["now"] = lang


def use_everywhere(lang: str) -> None:
    """Like `use`, and let libraries that speak through gettext (typer's help) find our catalogue, too."""
    use(lang)
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(DOMAINS[0], str(LOCALE))
    gettext.textdomain(DOMAINS[0])


def current() -> str:
    """The language that `_` speaks."""
    return _spoken["now"]


def _(words: str) -> str:
    """The words in this process's language."""
    return speak(current())(words)


def mark(words: str) -> str:
    """Mark words for the catalogue that are translated later, where they are shown."""
    return words


def chosen(arguments: Sequence[str]) -> str:
    """The language asked for: `--lang` among the arguments, else the environment, else Vietnamese.

    Needed before the command line is parsed, because its help is in that language too.
    """
    wanted = os.environ.get(ENVIRONMENT, "")
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            wanted = argument.partition("=")[2]
        elif argument == "--lang" and position + 1 < len(arguments):
            wanted = arguments[position + 1]
    return wanted if wanted in LANGUAGES else DEFAULT


def filled(args: tuple[object, ...]) -> str:
    """The sentence of an error, its placeholders filled."""
    if not args:
        return ""
    words = str(args[0])
    if len(args) > 1 and isinstance(args[1], dict):
        return words.format(**args[1])
    return words
