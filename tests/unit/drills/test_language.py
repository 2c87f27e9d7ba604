"""The program's words: Vietnamese first, chosen by option or environment, and catalogues that are up to date."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from drills import language

PACKAGE = Path(language.__file__).parent


def test_vietnamese_is_spoken_unless_asked_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--lang` wins over DIENTAP_LANG, which wins over Vietnamese; what is not spoken is ignored here."""
    monkeypatch.delenv(language.ENVIRONMENT, raising=False)
    assert language.chosen([]) == "vi"
    assert language.chosen(["run", "--lang", "fr"]) == "vi"
    monkeypatch.setenv(language.ENVIRONMENT, "en")
    assert language.chosen([]) == "en"
    assert language.chosen(["run", "--lang=vi", "x"]) == "vi"
    assert language.chosen(["run", "--", "--lang", "vi"]) == "en"


def test_english_is_the_message_id() -> None:
    """English needs no catalogue; Vietnamese differs."""
    words = "Drills that are kept on this machine."
    assert language.speak("en")(words) == words
    assert language.speak("vi")(words) != words


@pytest.mark.parametrize("domain", language.DOMAINS)
def test_compiled_catalogue_is_that_of_its_source(domain: str, tmp_path: Path) -> None:
    """Each .mo file is what its .po file compiles to."""
    source = language.LOCALE / "vi" / "LC_MESSAGES" / f"{domain}.po"
    if not source.is_file():
        pytest.skip(f"{domain} has no catalogue yet")
    fresh = tmp_path / "fresh.mo"
    with source.open("rb") as po, fresh.open("wb") as mo:
        write_mo(mo, read_po(po))
    assert _messages(fresh) == _messages(source.with_suffix(".mo"))


def _messages(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]


def test_every_word_of_the_command_line_and_the_store_is_translated() -> None:
    """Each message id in the code has a Vietnamese translation with the same placeholders."""
    translated = _po("dientap")
    missing = [words for words in _ids() if not translated.get(words)]
    assert missing == []
    wrong = [words for words in _ids() if _holes(words) != _holes(translated[words])]
    assert wrong == []


def _po(domain: str) -> dict[str, str]:
    with (language.LOCALE / "vi" / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and not message.fuzzy}


def _ids() -> list[str]:
    from babel.messages.extract import extract_from_dir

    found = extract_from_dir(PACKAGE, [("console/**.py", "ignore"), ("**.py", "python")], keywords={"_": None, "mark": None})
    return sorted({str(message) for _, _, message, _, _ in found})


def _holes(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", words))
