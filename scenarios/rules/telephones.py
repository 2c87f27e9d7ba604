"""No telephone number that could be dialled: nobody is to be rung up by a drill."""

from __future__ import annotations

import re

from engine.plan import Text
from scenarios.rules.strings import PROSE, Written
from scenarios.source import Source

_NUMBER = re.compile(r"(?<![\w.:/@-])(?:\+?84[ .-]?|0)[2-9](?:[ .-]?\d){8,9}(?![\w]|[.:-]\d)")
_HOTLINE = re.compile(r"(?<![\w.:/@-])1[89]00[ .-]?\d{2}(?:[ .-]?\d{2}){1,2}(?![\w]|[.:-]\d)")


def check(item: Written, source: Source) -> None:
    """Note every number that looks like a Vietnamese line, mobile or hot line, in what people read."""
    if item.key not in PROSE and "0" not in item.text:
        return
    for pattern in (_NUMBER, _HOTLINE):
        for found in pattern.finditer(item.text):
            source.report(
                "DT1403",
                item.place(source, found[0]),
                Text(f"«{found[0]}» có thể là số điện thoại gọi được.", f"“{found[0]}” may be a number that rings."),
                Text("Bỏ số, hoặc viết «số máy trực».", "Leave the number out, or write “the duty number”."),
            )
