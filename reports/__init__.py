"""After-action reports: a finished bundle in, a document out.

`reports.render.write(bundle, format, lang)` is the door; `reports.analysis.analyse` makes the plain data behind every
format. Imports nothing but `engine`; Jinja2, Altair and vl-convert are loaded where they are used, so that asking for
the formats costs nothing.
"""

from __future__ import annotations

FORMATS: tuple[str, ...] = ("html", "md", "json")
"""What `render.write` can make, the first being the default."""


def extension(format: str) -> str:  # noqa: A002 - the customary word, also on the command line
    """File name extension of a format, with its dot.

    Raises:
        ValueError: the format is none of `FORMATS`.
    """
    if format not in FORMATS:
        raise ValueError(f"{format!r} is none of {', '.join(FORMATS)}")
    return f".{format}"
