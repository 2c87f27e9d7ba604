"""Every message id of the reports package, gathered from its sources and templates."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract
from jinja2.ext import babel_extract

import reports

PACKAGE = Path(reports.__file__).parent
KEYWORDS = {"N_": None, "text": None, "t": None, "plural": (1, 2)}

Msgid = str | tuple[str, ...]


def msgids() -> set[Msgid]:
    """Singular ids as strings, plural ones as pairs."""
    found: set[Msgid] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        with path.open("rb") as source:
            found.update(_kept(message) for _, message, _, _ in extract("python", source, KEYWORDS))
    for path in sorted(PACKAGE.rglob("*.j2")):
        with path.open("rb") as source:
            for _, keyword, message, _ in babel_extract(source, list(KEYWORDS), [], {}):
                if isinstance(message, tuple):
                    found.add(_kept(message[:2] if keyword == "plural" else message[0]))
                else:
                    found.add(_kept(message))
    return {item for item in found if item}


def _kept(message: object) -> Msgid:
    if isinstance(message, tuple):
        parts = tuple(part for part in message if isinstance(part, str))
        return parts if len(parts) > 1 else "".join(parts)
    return message if isinstance(message, str) else ""
