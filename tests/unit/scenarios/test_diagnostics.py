"""How diagnostics are sorted and printed."""

from __future__ import annotations

import json

from engine.plan import Text
from scenarios.diagnostics import FAULT, INFO, WARNING, Diagnostic, ScenarioError, as_json, as_text, excerpt, nearest, sort


def note(severity: str, file: str, line: int, column: int = 1) -> Diagnostic:
    """A diagnostic at a place."""
    return Diagnostic("DT1301", severity, file, line, column, Text("sai", "wrong"), ("1 | x", "    ^"), Text("sửa", "mend"))


def test_faults_first_then_by_place_each_once() -> None:
    """The order in which a person mends."""
    items = [note(INFO, "a", 1), note(FAULT, "b", 2), note(FAULT, "b", 2), note(FAULT, "a", 10), note(FAULT, "a", 9), note(WARNING, "a", 1)]
    assert [(item.severity, item.file, item.line) for item in sort(items)] == [
        (FAULT, "a", 9),
        (FAULT, "a", 10),
        (FAULT, "b", 2),
        (WARNING, "a", 1),
        (INFO, "a", 1),
    ]


def test_text_in_both_languages() -> None:
    """file:line:column, severity, code, words, excerpt, hint."""
    assert as_text([note(FAULT, "a.yaml", 3, 7)], "en") == "a.yaml:3:7: fault DT1301: wrong\n    1 | x\n        ^\n    → mend"
    assert as_text([note(WARNING, "a.yaml", 0)], "vi") == "a.yaml: cảnh báo DT1301: sai\n    1 | x\n        ^\n    → sửa"


def test_json_holds_everything() -> None:
    """One object each, both languages."""
    (item,) = json.loads(as_json([note(FAULT, "a.yaml", 3, 7)]))
    assert item == {
        "code": "DT1301",
        "severity": "fault",
        "file": "a.yaml",
        "line": 3,
        "column": 7,
        "message": {"vi": "sai", "en": "wrong"},
        "excerpt": ["1 | x", "    ^"],
        "hint": {"vi": "sửa", "en": "mend"},
    }


def test_caret_stands_under_the_column_of_a_long_line() -> None:
    """A long line is cut so that the caret's place is in view."""
    shown = excerpt(["short", "x" * 300 + "Y" + "x" * 300], 2, 301)
    assert shown[0] == "1 | "
    assert shown[1][shown[2].index("^")] == "Y"
    assert excerpt(["a"], 5, 1) == ()


def test_nearest_name_or_beginning() -> None:
    """A slip of the finger, or the beginning of a long name; nothing where nothing is like it."""
    known = ["doi-ucsc", "van-hanh", "chuyen-phat-ngon"]
    assert nearest("doi-ucs", known) == "doi-ucsc"
    assert nearest("chuyen", known) == "chuyen-phat-ngon"
    assert nearest("xyz", known) == ""


def test_error_carries_its_diagnostics_and_survives_rebuilding() -> None:
    """Only faults stop a scenario; `type(e)(*e.args)` is the same error."""
    error = ScenarioError.of("thu", [note(FAULT, "a", 1), note(INFO, "a", 2)])
    again = type(error)(*error.args)
    assert [item.severity for item in again.diagnostics] == [FAULT]
    assert str(again) == str(error)
    assert str(error).startswith("thu cannot be used, faults found: 1")
