"""The glossary that travels in the plan: terms, what they mean, and where they occur in a text."""

from __future__ import annotations

from dataclasses import dataclass

from drills.console.spans import Line, Span
from drills.console.words import Words

_PREFIX, _SUFFIX = "glossary.", ".term"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the trade and its meaning."""

    id: str
    word: str
    meaning: str


def terms(words: Words) -> tuple[Term, ...]:
    """All terms, by word."""
    ids = [text[len(_PREFIX) : -len(_SUFFIX)] for text in words.plan.texts if text.startswith(_PREFIX) and text.endswith(_SUFFIX)]
    found = [Term(name, words.say(f"{_PREFIX}{name}{_SUFFIX}"), words.said(f"{_PREFIX}{name}")) for name in ids]
    return tuple(sorted(found, key=lambda term: term.word.casefold()))


def spoken(term: Term) -> tuple[str, ...]:
    """The forms in which a term occurs in running text: «máy chủ điều khiển (C2)» is also said «C2»."""
    head, _, rest = term.word.partition(" (")
    inner = rest.rstrip(")")
    forms = [head, inner] if inner else [head]
    return tuple(form for form in forms if len(form) >= 2)


def found_in(all_terms: tuple[Term, ...], text: str) -> tuple[Term, ...]:
    """Terms that occur in a text."""
    low = text.casefold()
    return tuple(term for term in all_terms if any(_find(low, form.casefold()) >= 0 for form in spoken(term)))


def underlined(all_terms: tuple[Term, ...], text: str, tone: str = "") -> Line:
    """A text with the first occurrence of each term underlined."""
    low = text.casefold()
    if len(low) != len(text):
        return ((text, tone),)
    marks: list[tuple[int, int]] = []
    for term in all_terms:
        for form in spoken(term):
            at = _find(low, form.casefold())
            if at >= 0:
                marks.append((at, at + len(form)))
                break
    out: list[Span] = []
    position = 0
    for begin, end in sorted(marks):
        if begin < position:
            continue
        out.extend(((text[position:begin], tone), (text[begin:end], "term")))
        position = end
    out.append((text[position:], tone))
    return tuple(span for span in out if span[0])


def _find(text: str, word: str) -> int:
    """Where a whole word (or words) begins in a text, -1 where it does not occur."""
    at = text.find(word)
    while at >= 0:
        before = text[at - 1] if at else " "
        after = text[at + len(word)] if at + len(word) < len(text) else " "
        if not before.isalnum() and not after.isalnum():
            return at
        at = text.find(word, at + 1)
    return -1
