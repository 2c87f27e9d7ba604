"""The embedded face: every letter that is needed, and the same bytes each time."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO

from fontTools.ttLib import TTFont

from reports.fonts import FACES, font_css

FACE = re.compile(r'src:url\("data:font/ttf;base64,([^"]+)"\)')


def fonts(css: str) -> list[TTFont]:
    """The fonts in a style sheet."""
    return [TTFont(BytesIO(b64decode(data))) for data in FACE.findall(css)]


def test_every_vietnamese_letter_is_there() -> None:
    """Both cases, all tones, in each face; symbols that the face lacks are left out without an error."""
    found = fonts(font_css("✖"))
    assert len(found) == len(FACES)
    for font in found:
        letters = font.getBestCmap()
        assert {ord(letter) for letter in "ếỜĂặđĐợỹ07«»–"} <= set(letters)
        assert ord("✖") not in letters


def test_a_rare_letter_is_added() -> None:
    """A page that uses a letter outside the usual set gets it."""
    assert all(ord("Ø") in font.getBestCmap() for font in fonts(font_css("Ø")))
    assert not any(ord("Ø") in font.getBestCmap() for font in fonts(font_css("")))


def test_cutting_is_repeatable_and_small() -> None:
    """No date and no order of hashes goes into the fonts; three faces stay under 150 kB."""
    css = font_css("abc")
    assert css == font_css("cab")
    assert len(css) < 150_000
