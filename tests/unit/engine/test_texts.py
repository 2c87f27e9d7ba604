"""From ids and parameters to words: filled once, cleaned, never markup, never a template language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.plan import Backup, Text
from engine.texts import PLACEHOLDERS, Speaker, clean, clock, fill, length, placeholders
from tests.unit.engine.worlds import HOUR, MINUTE, bench, estate

STARTS = "2026-03-13T07:20:00+07:00"


def _speaker(lang: str = "vi", **texts: tuple[str, str]) -> Speaker:
    plan = bench()
    known = {name.replace("__", ".").replace("_", "-"): Text(*pair) for name, pair in texts.items()}
    return Speaker(replace(plan, texts={**plan.texts, **known}), lang)


def test_each_placeholder_is_filled_once() -> None:
    """A value that looks like a placeholder stays a value."""
    assert fill("{a} và {b}", {"a": "{b}", "b": "{a}"}) == "{b} và {a}"


@pytest.mark.parametrize(
    "text", ["{unknown}", "{}", "{ a }", "{a.b}", "{a!r}", "{a:>9}", "{{a}}", "{0}", "%(a)s", "${a}", "{% a %}", "{a", "a}"]
)
def test_anything_else_in_braces_stays_as_it_is(text: str) -> None:
    """No format language: what is no plain name is plain text."""
    filled = fill(text, {"b": "x"})
    assert filled == text


def test_double_braces_are_no_escape() -> None:
    """The inner name is filled, the outer braces stay."""
    assert fill("{{a}}", {"a": "x"}) == "{x}"


def test_names_of_placeholders() -> None:
    """Letters, digits, hyphens and underscores."""
    assert placeholders("{a} {b-c} {d_e} {f9} {9} {} {g h}") == {"a", "b-c", "d_e", "f9"}


def test_control_characters_are_taken_out() -> None:
    """Nothing that a terminal would obey, that turns the direction of writing, or that nobody sees."""
    controls = [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x061C, *range(0x200B, 0x2010), *range(0x2028, 0x202F), 0x2060]
    for code in (*controls, *range(0x2066, 0x206A), 0xFEFF, 0xE0041):
        assert clean(f"a{chr(code)}b") == "ab", hex(code)
        assert fill("{x}", {"x": f"a{chr(code)}b"}) == "ab", hex(code)


def test_escape_sequences_are_harmless() -> None:
    """The letters remain, the command does not."""
    assert clean("\x1b[31mđỏ\x1b]0;tên\x07") == "[31mđỏ]0;tên"


def test_lines_stay_lines_and_tabs_become_spaces() -> None:
    """A briefing has paragraphs."""
    assert clean("một\nhai\tba") == "một\nhai ba"


def test_vietnamese_is_composed() -> None:
    """The same letter, however it was typed."""
    assert clean("Tiê\u0301ng Viê\u0323t") == "Tiếng Việt"


@pytest.mark.parametrize("text", ["[bold]x[/bold]", "<b>x</b>", "**x**", "&lt;", "[link=file:///]x[/link]", "\\[x]"])
def test_markup_is_text(text: str) -> None:
    """Whoever draws it draws it as it stands."""
    assert clean(text) == text
    assert fill("{x}", {"x": text}) == text
    assert _speaker(note=("{text}", "{text}")).say("note", {"text": text}) == text


def test_both_languages() -> None:
    """The text in the speaker's language; an unknown id is itself."""
    assert _speaker("vi").say("form.initial") == "Báo cáo ban đầu"
    assert _speaker("en").say("form.initial") == "Initial report"
    assert _speaker().say("no.such") == "no.such"
    assert _speaker().has("form.initial")
    assert not _speaker().has("no.such")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("asset", "app", "APP"),
        ("account", "svc", "svc-backup"),
        ("team", "ir", "Đội ứng cứu"),
        ("form", "initial", "Báo cáo ban đầu"),
        ("target", "initial", "Báo cáo ban đầu"),
        ("team", "nobody", "nobody"),
        ("due", 25 * MINUTE, "07:45"),
        ("at", -HOUR, "06:20"),
        ("low", 90_000, "2 phút"),
        ("level", 0, "level.down"),
        ("level", 1000, "level.normal"),
        ("level", 430, "level.degraded"),
        ("count", 7, "7"),
        ("free", "app", "APP"),
        ("assets", ["app", "db"], "APP, DB"),
        ("indicators", {"c2": "x.example"}, "x.example"),
        ("flag", True, "True"),
    ],
)
def test_how_a_parameter_is_shown(name: str, value: object, said: str) -> None:
    """By what its name means: a thing's name, a clock time, a length, a level in words."""
    assert _speaker().value(name, value) == said


def test_every_placeholder_with_a_meaning_is_shown_by_it() -> None:
    """No known placeholder prints an id where the plan has a name for it, or a number where it means a time."""
    texts = {f"{kind}.x": Text(f"«{kind}»", "") for kind in _kinds()}
    plan = bench()
    speaker = Speaker(replace(plan, texts=texts), "vi")
    for name in PLACEHOLDERS:
        said = {speaker.value(name, "x"), speaker.value(name, 5 * MINUTE)}
        assert said != {"x", str(5 * MINUTE)} or name == "sender", name
    assert speaker.value("sender", "team.x") == "«team»"


def _kinds() -> set[str]:
    return {
        "team",
        "action",
        "service",
        "site",
        "org",
        "system",
        "sensor",
        "alert",
        "form",
        "role",
        "artefact",
        "milestone",
        "inject",
        "state",
        "level",
        "verdict",
        "answer",
        "outcome",
        "reason",
        "what",
        "step",
        "campaign",
        "duty",
        "severity",
        "measure",
        "objective",
        "column",
        "by",
        "via",
        "plane",
    }


def test_names_of_lines_and_copies() -> None:
    """A line by its kind and its commune, a copy by its machine and its age."""
    speaker = _speaker(link_kind__fibre=("Cáp quang", "Fibre"), site__xa_a=("Xã A", "A"))
    assert speaker.name("tslcd-xa-a") == "Cáp quang Xã A"
    plan = bench(net=estate(backups=(Backup("b", "app", 50 * HOUR, "bk"),)))
    assert Speaker(plan, "vi").name("b") == "APP −2 ngày"
    assert Speaker(plan, "en").name("b") == "APP −2 d"


@pytest.mark.parametrize(
    ("ms", "vi", "en"),
    [
        (-5, "0 giây", "0 s"),
        (45_000, "45 giây", "45 s"),
        (59_999, "59 giây", "59 s"),
        (60_000, "1 phút", "1 min"),
        (22 * MINUTE, "22 phút", "22 min"),
        (59 * MINUTE + 40_000, "1 giờ", "1 h"),
        (95 * MINUTE, "1 giờ 35 phút", "1 h 35 min"),
        (47 * HOUR, "47 giờ", "47 h"),
        (48 * HOUR, "2 ngày", "2 d"),
        (9 * 24 * HOUR, "9 ngày", "9 d"),
    ],
)
def test_lengths_in_words(ms: int, vi: str, en: str) -> None:
    """As officers say them."""
    assert (length(ms, "vi"), length(ms, "en")) == (vi, en)


def test_clock_times() -> None:
    """Local time of the drill, over midnight too."""
    assert clock(STARTS, 0) == "07:20"
    assert clock(STARTS, 61_000, seconds=True) == "07:21:01"
    assert clock(STARTS, 17 * HOUR) == "00:20"


def test_a_log_line_is_filled_as_it_stands() -> None:
    """No names are looked up in a record; without a format its fields are shown, in order."""
    speaker = _speaker(log__sshd=("{time} {host} sshd[{pid}]: {what}", "{time} {host} sshd[{pid}]: {what}"))
    fields = {"time": "T", "host": "app", "pid": 7, "what": "initial"}
    assert speaker.record({"format": "sshd", "at": 0, "fields": fields}) == "T app sshd[7]: initial"
    assert speaker.record({"format": "none", "at": 0, "fields": {"b": 1, "a": "\x1bx"}}) == "a=x b=1"
