"""As much of Sigma as these tests need: log sources, field modifiers, keywords, and the common forms of a condition.

Source: the Sigma specification 2.0 (modifiers contains, startswith, endswith, re, all; `1 of x*`, `all of them`).
Matching is without regard to letter case, as the specification asks; only `re` is exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `technique`: what a hit is taken for."""

    title: str
    technique: str
    logsource: dict[str, str]
    detection: dict[str, Any]

    def matches(self, record: Record) -> bool:
        """Whether the record is of the rule's log and meets its condition."""
        source = record["_logsource"]
        if any(source.get(key) != value for key, value in self.logsource.items()):
            return False
        named = {name: _search(part, record) for name, part in self.detection.items() if name != "condition"}
        return _condition(self.detection["condition"], named)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of these tests."""
    text = (Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8")
    return tuple(Rule(**item) for item in yaml.safe_load(text))


def _search(part: Any, record: Record) -> bool:
    if isinstance(part, dict):
        return all(_field(key, wanted, record) for key, wanted in part.items())
    if all(isinstance(item, dict) for item in part):
        return any(_search(item, record) for item in part)
    said = str(record.get("message", "")).lower()
    return any(str(word).lower() in said for word in part)


def _field(key: str, wanted: Any, record: Record) -> bool:
    name, *modifiers = key.split("|")
    if name not in record:
        return False
    value = str(record[name])
    options = wanted if isinstance(wanted, list) else [wanted]
    every = "all" in modifiers
    kind = next((word for word in modifiers if word != "all"), "is")
    told = [_COMPARE[kind](value, str(option)) for option in options]
    return all(told) if every else any(told)


def _is(value: str, option: str) -> bool:
    return fnmatchcase(value.lower(), option.lower().replace("[", "[[]")) if "*" in option else value.lower() == option.lower()


_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "is": _is,
    "contains": lambda value, option: option.lower() in value.lower(),
    "startswith": lambda value, option: value.lower().startswith(option.lower()),
    "endswith": lambda value, option: value.lower().endswith(option.lower()),
    "re": lambda value, option: re.search(option, value) is not None,
}


def _condition(text: str, named: dict[str, bool]) -> bool:
    """`a and not b`, `1 of x*`, `all of them`; `or` binds least."""
    return any(all(_term(term, named) for term in part.split(" and ")) for part in text.split(" or "))


def _term(term: str, named: dict[str, bool]) -> bool:
    words = term.split()
    if words[0] == "not":
        return not _term(" ".join(words[1:]), named)
    if words[:2] in (["1", "of"], ["all", "of"]):
        pattern = "*" if words[2] == "them" else words[2]
        told = [found for name, found in named.items() if fnmatchcase(name, pattern)]
        return any(told) if words[0] == "1" else all(told)
    return named[words[0]]
