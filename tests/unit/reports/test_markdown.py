"""Markdown escapes: words from outside stay literal text."""

from __future__ import annotations

import pytest

from reports.markdown import Plain, escape


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("svc-backup", "svc-backup"),
        ("a|b", r"a\|b"),
        ("[x](http://e.example)", r"\[x\](http:\//e.example)"),
        ("<script>", r"\<script\>"),
        ("*a* _b_ `c` ~d~", r"\*a\* \_b\_ \`c\` \~d\~"),
        ("# head", r"\# head"),
        ("- item", r"\- item"),
        ("3. third", r"3\. third"),
        ("two\nlines", "two lines"),
        ("&lt;", r"\&lt;"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_markup_is_escaped(text: str, wanted: str) -> None:
    """Each character that Markdown obeys is told not to."""
    assert escape(text) == wanted


def test_our_own_markdown_is_left_alone() -> None:
    """`Plain` marks what we wrote ourselves; numbers are text."""
    assert escape(Plain("**a**")) == "**a**"
    assert escape(7) == "7"
