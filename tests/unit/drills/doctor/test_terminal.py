"""The terminal: too small, colourless, absent; and letters measured at terminals that draw them wrongly."""

from __future__ import annotations

import os
import re
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from drills.doctor import terminal
from drills.doctor.finding import State
from drills.doctor.terminal import SIGNS, VIETNAMESE, Widths
from drills.language import speak

GOOD, WARNING, ERROR = State.GOOD, State.WARNING, State.ERROR
Width = Callable[[str], int]


@pytest.mark.parametrize(
    ("is_terminal", "kind", "columns", "rows", "state"),
    [
        (True, "xterm-256color", 120, 36, GOOD),
        (True, "xterm", 80, 24, GOOD),
        (True, "xterm", 79, 24, ERROR),
        (True, "xterm", 80, 23, ERROR),
        (True, "dumb", 200, 50, ERROR),
        (False, "xterm", 80, 24, WARNING),
    ],
)
def test_size(is_terminal: bool, kind: str, columns: int, rows: int, state: State) -> None:
    """At least 80x24; without a terminal other things still work."""
    finding = terminal.judged_terminal(is_terminal, kind, columns, rows)
    assert finding.state is state
    assert bool(finding.advice) == (state is not GOOD)


@pytest.mark.parametrize(
    ("system", "environment", "state"),
    [
        ("truecolor", {}, GOOD),
        ("256", {}, GOOD),
        ("standard", {}, WARNING),
        ("windows", {}, WARNING),
        (None, {}, WARNING),
        (None, {"NO_COLOR": "1"}, GOOD),
        (None, {"NO_COLOR": ""}, WARNING),
    ],
)
def test_colours(system: str | None, environment: dict[str, str], state: State) -> None:
    """Few colours work and are said; none by wish is right."""
    assert terminal.judged_colours(system, environment).state is state


def test_the_alphabet_is_whole() -> None:
    """67 small letters beyond ASCII, each one sign; the large ones as many."""
    assert len(set(VIETNAMESE)) == len(VIETNAMESE) == 67
    assert all(unicodedata.normalize("NFC", letter) == letter for letter in VIETNAMESE)
    assert len(VIETNAMESE.upper()) == 67
    assert {"ỹ", "ợ", "ử", "đ", "ằ"} <= set(VIETNAMESE)
    assert len(set(SIGNS)) == len(SIGNS)


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Widths(0, 0, 0), GOOD),
        (Widths(0, 40, 0), GOOD),
        (Widths(0, 0, 3), WARNING),
        (Widths(5, 0, 3), ERROR),
        (Widths(-1, -1, -1), GOOD),
    ],
)
def test_letters(found: Widths, state: State) -> None:
    """Wrong letters are an error, wide signs a warning; a terminal that is silent gives something to compare by eye."""
    finding = terminal.judged_letters(found)
    assert finding.state is state
    assert bool(finding.sample) == (found.letters < 0)
    assert len({len(line) for line in finding.sample}) <= 1
    for lang in ("vi", "en"):
        assert "{" not in "".join(finding.said(speak(lang)))


# --- terminals that answer


def right(letter: str) -> int:
    """As it should be: marks take no room."""
    return 0 if unicodedata.combining(letter) else 1


def no_marks(letter: str) -> int:
    """A terminal that draws marks as letters of their own."""
    return 1


def wide_signs(letter: str) -> int:
    """Set up for Chinese or Japanese: what is ambiguous is wide."""
    return 2 if letter in SIGNS and unicodedata.east_asian_width(letter) == "A" else right(letter)


def old_font(letter: str) -> int:
    """Letters of the block «Latin Extended Additional» drawn wide."""
    return 2 if "\u1ea0" <= letter <= "\u1ef9" else right(letter)


@contextmanager
def drawn_by(width: Width | None) -> Iterator[tuple[int, bytearray]]:
    """A terminal of that habit behind a pseudo-terminal (None: it never answers); the program's end of it, and what it was sent."""
    import pty
    import select

    outer, inner = pty.openpty()
    sent, over = bytearray(), threading.Event()

    def live() -> None:
        waiting = b""
        while not over.is_set():
            if not select.select([outer], [], [], 0.02)[0]:
                continue
            some = os.read(outer, 65_536)
            sent.extend(some)
            waiting += some
            while (asked := waiting.find(b"\x1b[6n")) >= 0:
                shown = waiting[:asked].decode().rpartition("\r")[2]
                waiting = waiting[asked + 4 :]
                if width is not None:
                    column = 1 + sum(map(width, re.sub(r"\x1b\[\w", "", shown)))
                    os.write(outer, b"\x1b[7;%dR" % column)

    thread = threading.Thread(target=live)
    thread.start()
    try:
        yield inner, sent
    finally:
        over.set()
        thread.join()
        os.close(outer)
        os.close(inner)


WIDE = sum(wide_signs(letter) == 2 for letter in SIGNS)
OLD = sum(old_font(letter) == 2 for letter in VIETNAMESE + VIETNAMESE.upper())


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
@pytest.mark.parametrize(
    ("width", "found"),
    [(right, Widths(0, 0, 0)), (no_marks, Widths(0, 132, 0)), (wide_signs, Widths(0, 0, WIDE)), (old_font, Widths(OLD, 0, 0))],
)
def test_a_terminal_is_measured(width: Width, found: Widths) -> None:
    """What it draws wrongly is counted, letter by letter, and its line is wiped at the end; the keyboard is left as it was."""
    import termios

    with drawn_by(width) as (inner, sent):
        before = termios.tcgetattr(inner)
        with terminal.ruler(inner, inner) as ruler:
            assert terminal.measured(ruler) == found
        assert termios.tcgetattr(inner) == before
    assert WIDE > 5
    assert OLD == 90
    assert bytes(sent).endswith(b"\r\x1b[K")


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
def test_a_silent_terminal_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One wait, then by eye; the keyboard is left as it was."""
    import termios

    monkeypatch.setattr(terminal, "ANSWER_TENTHS", 2)
    with drawn_by(None) as (inner, sent):
        before = termios.tcgetattr(inner)
        with terminal.ruler(inner, inner) as ruler:
            assert terminal.measured(ruler) == Widths(-1, -1, -1)
        assert termios.tcgetattr(inner) == before
    assert bytes(sent).count(b"\x1b[6n") == 1


def test_where_nothing_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No stty, or no terminal behind the descriptor: nothing is written, nothing waited for."""
    outer, inner = os.pipe()
    try:
        with terminal.ruler(outer, inner) as ruler:
            assert terminal.measured(ruler) == Widths(-1, -1, -1)
        monkeypatch.setattr("shutil.which", lambda name: None)
        with terminal.ruler(outer, inner) as ruler:
            assert terminal.measured(ruler) == Widths(-1, -1, -1)
    finally:
        os.close(inner)
        assert os.read(outer, 10) == b""
        os.close(outer)
