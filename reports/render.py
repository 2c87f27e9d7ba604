"""Turns a bundle into a document: HTML (one self-contained page), Markdown, or JSON.

The same bundle, version and language give the same bytes: nothing here asks for the hour, the machine or a hash order.
"""

from __future__ import annotations

import json
import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.bundle import Bundle
from engine.scoring import score
from reports import FORMATS
from reports.analysis import analyse
from reports.markdown import Plain, escape
from reports.model import REPORT_SCHEMA, Entry, Report
from reports.words import LANGUAGES, N_, Words

if TYPE_CHECKING:
    from jinja2 import Environment

BANNER = "DIỄN TẬP"
"""Begins and ends every document, in both languages: nobody may take it for a real report."""
DRAFT = N_("Draft – not yet approved by exercise control")


def write(bundle: Bundle, format: str, lang: str = "vi") -> bytes:  # noqa: A002 - the customary word, also on the command line
    """The after-action report of a drill.

    Args:
        bundle: finished, or ended early.
        format: one of `reports.FORMATS`.
        lang: vi or en.

    Raises:
        ValueError: the format or the language is unknown.
    """
    if format not in FORMATS:
        raise ValueError(f"{format!r} is none of {', '.join(FORMATS)}")
    if lang not in LANGUAGES:
        raise ValueError(f"{lang!r} is none of {', '.join(LANGUAGES)}")
    report = analyse(bundle, score(bundle), lang)
    words = Words(bundle.plan, lang)
    writer = {"html": _html, "md": _markdown, "json": _json}[format]
    return unicodedata.normalize("NFC", writer(report, words)).encode()


def _json(report: Report, words: Words) -> str:
    """Every number and sentence of the report, keys sorted; `schema` names the document's shape."""
    document = {"banner": BANNER, "schema": f"dientap-report/{REPORT_SCHEMA}", "status": words.text(DRAFT), **asdict(report)}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _markdown(report: Report, words: Words) -> str:
    page = environment(markup=False).get_template("report.md.j2")
    return page.render(report=report, t=words.text, plural=words.plural, words=words, banner=BANNER, draft=words.text(DRAFT), plain=Plain)


def _html(report: Report, words: Words) -> str:
    from markupsafe import Markup

    from reports.charts import draw
    from reports.fonts import font_css

    pages = environment(markup=True)
    charts = {name: Markup(svg) for name, svg in asdict(draw(report, words)).items()}  # noqa: S704 - vl-convert's own output, escaped there
    shared = {"report": report, "t": words.text, "plural": words.plural, "words": words, "banner": BANNER, "draft": words.text(DRAFT)}
    body = pages.get_template("report.html.j2").render(**shared, charts=charts, pairs=side_by_side(report.timeline))
    style = pages.get_template("style.css.j2").render(draft_short=words.text("Draft"))
    fonts = font_css(body)
    return pages.get_template("page.html.j2").render(
        **shared,
        body=Markup(body),  # noqa: S704 - rendered with autoescape just above
        style=Markup(style),  # noqa: S704 - ours
        fonts=Markup(fonts),  # noqa: S704 - ours
        style_hashes=[_hash(fonts), _hash(style)],
    )


def side_by_side(entries: Sequence[Entry]) -> list[tuple[str, list[Entry], list[Entry]]]:
    """The timeline minute by minute: (clock, the attacker's lines, everybody else's)."""
    rows: list[tuple[str, list[Entry], list[Entry]]] = []
    for entry in entries:
        if not rows or rows[-1][0] != entry.clock:
            rows.append((entry.clock, [], []))
        (rows[-1][1] if entry.lane == "adversary" else rows[-1][2]).append(entry)
    return rows


def _hash(text: str) -> str:
    """A style's hash as a content security policy names it."""
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


@cache
def environment(*, markup: bool) -> Environment:
    """Autoescape where the output is markup, Markdown escapes where it is not; an unknown name is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("reports", "templates"),
        autoescape=markup,  # noqa: S701 - where it is off, `finalize` escapes Markdown
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    if not markup:
        environment.finalize = escape
    return environment
