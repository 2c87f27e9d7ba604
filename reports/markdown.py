"""Text that is safe inside a Markdown document: authored words never become markup, links or table cells."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_\[\]<>|~#&])")
_SCHEME = re.compile(r"://")
_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


class Plain(str):
    """Markdown of our own making, not to be escaped again."""

    __slots__ = ()


def escape(value: object) -> str:
    """One line of literal text; anything but `Plain` is escaped."""
    if isinstance(value, Plain):
        return value
    text = " ".join(str(value).split())
    text = _MARKUP.sub(r"\\\1", text)
    text = _SCHEME.sub(r":\\//", text)
    return _START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", text)
