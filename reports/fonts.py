"""The page's face, cut down to the letters it uses and embedded: no request leaves the page, every machine shows the same.

Plain TrueType, not woff: compressors differ between builds of Python, and the same report must give the same bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from io import BytesIO

FAMILY = "Be Vietnam Pro"
FACES = (("Regular", 400, "normal"), ("Italic", 400, "italic"), ("SemiBold", 600, "normal"))
_LATIN = "".join(chr(code) for code in range(0x20, 0x7F))
_MARKS = "–—‘’“”…«»·−×‰•→ °§©"
_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_NAMES = frozenset((0, 1, 2, 13, 14))
"""Copyright, family, style and the licence with its address."""
_UNICODE_PLATFORM = 3
_DROPPED = ("FFTM", "DSIG", "GDEF")
"""Tables that a browser does without: a build date, an empty signature, glyph classes."""


def _vietnamese() -> str:
    from unicodedata import normalize

    small = "".join(normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES) + "đ"
    return small + small.upper()


@cache
def _usual() -> frozenset[str]:
    """Letters that every report may use, so that most reports share one cut."""
    return frozenset(_LATIN + _MARKS + _vietnamese())


def font_css(letters: Iterable[str]) -> str:
    """`@font-face` rules whose fonts hold these letters, as far as the face has them."""
    wanted = _usual() | {letter for letter in letters if letter.isprintable()}
    rules = []
    for name, weight, style in FACES:
        data = b64encode(_cut(name, wanted)).decode()
        rules.append(
            f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-style:{style};'
            f'src:url("data:font/ttf;base64,{data}") format("truetype")}}'
        )
    return "".join(rules)


@cache
def _cut(name: str, letters: frozenset[str]) -> bytes:
    """One face with these letters only: no hints, no dates of ours."""
    from fontpkg_be_vietnam_pro import ROOT
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(ROOT / "files" / f"BeVietnamPro-{name}.ttf", recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "ccmp", "locl"]  # pages are composed letters (NFC): no mark is placed on another
    options.drop_tables += list(_DROPPED)
    names = font["name"]
    del font["name"]  # cut by hand: fontTools would walk every other table for names that are mentioned there
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(map(ord, letters)))
    cutter.subset(font)
    names.names = [record for record in names.names if record.nameID in _NAMES and record.platformID == _UNICODE_PLATFORM]
    font["name"] = names
    out = BytesIO()
    font.save(out)
    return out.getvalue()
