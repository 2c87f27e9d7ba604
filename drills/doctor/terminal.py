"""What the terminal can show: size, colours, and whether Vietnamese letters take the room that they should."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from drills.doctor.finding import Finding, State
from drills.language import mark

COLUMNS, ROWS = 80, 24
"""The least that the console needs."""
WIDE_COLUMNS, WIDE_ROWS = 120, 36

_BASES = ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
VIETNAMESE = (
    "".join(letter for base in _BASES for tone in _TONES if not (letter := unicodedata.normalize("NFC", base + tone)).isascii()) + "đ"
)
"""The 67 small letters that Vietnamese has and ASCII lacks."""
SIGNS = "─│┌┐└┘├┤█▁▅○●◆◇□▲▶✓✖×–…«»·‼"
"""Lines and signs of the console; a terminal set up for Chinese or Japanese draws some of them twice as wide."""
CHUNK = 40
"""Letters that are measured at once: they must fit a line."""
ANSWER_TENTHS = 10
"""How long a terminal may take to answer, tenths of a second."""
_ANSWER = re.compile(rb"\x1b\[\d+;(\d+)R")


# --- size


def terminal() -> Sequence[Finding]:
    """Whether there is one, and how large."""
    size = shutil.get_terminal_size()
    return [judged_terminal(is_there(), os.environ.get("TERM", ""), size.columns, size.lines)]


def is_there() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def judged_terminal(is_terminal: bool, kind: str, columns: int, rows: int) -> Finding:
    """A terminal of the least size or more."""
    values: dict[str, object] = {"columns": columns, "rows": rows, "kind": kind, "least_columns": COLUMNS, "least_rows": ROWS}
    if not is_terminal:
        advice = mark("To play or join, run dientap in a terminal window. Hosting, headless drills and reports need none.")
        return Finding("terminal", State.WARNING, mark("there is none here"), values, advice)
    if kind == "dumb":
        advice = mark("Use another terminal (TERM=dumb cannot move its cursor), or join with --plain.")
        return Finding("terminal", State.ERROR, mark("it can only print lines"), values, advice)
    if columns < COLUMNS or rows < ROWS:
        advice = mark("Enlarge the window or make the letters smaller, to {least_columns}x{least_rows} at least.")
        return Finding("terminal", State.ERROR, mark("{columns}x{rows} is too small"), values, advice)
    wide = columns >= WIDE_COLUMNS and rows >= WIDE_ROWS
    return Finding(
        "terminal", State.GOOD, mark("{columns}x{rows}") if wide else mark("{columns}x{rows}; from 120x36 on more is seen at once"), values
    )


# --- colours


def colours() -> Sequence[Finding]:
    """How many colours; asked of the library that draws."""
    if not is_there():
        return []
    from rich.console import Console

    return [judged_colours(Console().color_system, os.environ)]


def judged_colours(system: str | None, environment: Mapping[str, str]) -> Finding:
    """States are told by sign and word as well, so few colours are no fault."""
    values: dict[str, object] = {"system": system or "none"}
    if environment.get("NO_COLOR"):
        return Finding("colours", State.GOOD, mark("switched off by NO_COLOR"), values)
    if system == "truecolor":
        return Finding("colours", State.GOOD, mark("16 million"), values)
    if system == "256":
        return Finding("colours", State.GOOD, mark("256"), values)
    advice = mark("It works, plainly. Better: Windows Terminal, GNOME Terminal, iTerm2, or another with COLORTERM=truecolor.")
    if system is None:
        return Finding("colours", State.WARNING, mark("none"), values, advice)
    return Finding("colours", State.WARNING, mark("16"), values, advice)


# --- letters


class Ruler(Protocol):
    """Says in which column the cursor stands after a text that began at the left edge, from 0; -1 = no answer."""

    def after(self, text: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Widths:
    """How many letters of each kind take another width than one column; -1 = the terminal does not say."""

    letters: int
    apart: int
    """Of the same letters, written with their marks apart (NFD)."""
    signs: int


def letters() -> Sequence[Finding]:
    """Ask the terminal how wide it draws Vietnamese."""
    if not is_there() or os.environ.get("TERM") == "dumb":
        return []
    with ruler(sys.stdin.fileno(), sys.stdout.fileno()) as found:
        return [judged_letters(measured(found))]


def measured(ruler: Ruler) -> Widths:
    """What the ruler says of every letter, many at a time; one by one where many are wrong."""
    both = VIETNAMESE + VIETNAMESE.upper()
    if ruler.after("x") != 1:
        return Widths(-1, -1, -1)
    return Widths(
        _wrong(ruler, list(both)), _wrong(ruler, [unicodedata.normalize("NFD", letter) for letter in both]), _wrong(ruler, list(SIGNS))
    )


def _wrong(ruler: Ruler, texts: list[str]) -> int:
    wrong = 0
    for start in range(0, len(texts), CHUNK):
        some = texts[start : start + CHUNK]
        if ruler.after("".join(some)) != len(some):
            wrong += sum(ruler.after(text) != 1 for text in some) or 1
    return wrong


def judged_letters(found: Widths) -> Finding:
    """Vietnamese must be right; what is drawn apart is never sent."""
    letters = 2 * len(VIETNAMESE)
    values: dict[str, object] = {
        "letters": found.letters,
        "apart": found.apart,
        "signs": found.signs,
        "of": letters,
        "of_signs": len(SIGNS),
    }
    if found.letters < 0:
        advice = mark(
            "Compare by eye: the bars at the end of both lines must stand under each other, and no letter be a box or missing its mark."
        )
        line = "Đường truyền, thiết bị, cảnh báo, khẩn: Ỷ Ỡ Ặ Ễ ử"
        return Finding("letters", State.GOOD, mark("the terminal does not say"), values, advice, (f"{line}│", f"{'.' * len(line)}│"))
    if found.letters:
        advice = mark("Choose another font (Cascadia Mono, DejaVu Sans Mono, Consolas) or another terminal, and a UTF-8 locale.")
        return Finding(
            "letters", State.ERROR, mark("{letters} of {of} have a wrong width: columns will not stand under each other"), values, advice
        )
    if found.signs:
        advice = mark("In the terminal's settings make characters of ambiguous width narrow, or choose another font.")
        return Finding(
            "letters", State.WARNING, mark("right; but {signs} of {of_signs} lines and signs are drawn too wide"), values, advice
        )
    if found.apart:
        return Finding(
            "letters", State.GOOD, mark("all {of} right; with marks apart (NFD) they are not, so the program joins them (NFC)"), values
        )
    return Finding("letters", State.GOOD, mark("all {of} right, with marks joined or apart (NFC, NFD)"), values)


class _Silent:
    """A terminal that cannot be asked."""

    def after(self, text: str) -> int:
        return -1


class _Asking:
    """Writes, asks where the cursor is (`CSI 6 n`), reads the answer, and wipes the line."""

    def __init__(self, keys: int, screen: int) -> None:
        self._keys, self._screen = keys, screen

    def after(self, text: str) -> int:
        os.write(self._screen, f"\r{text}\x1b[6n".encode())
        heard = b""
        while not (answer := _ANSWER.search(heard)):
            more = os.read(self._keys, 64)
            if not more:
                break
            heard += more
        os.write(self._screen, b"\r\x1b[K")
        return int(answer[1]) - 1 if answer else -1


@contextmanager
def ruler(keys: int, screen: int) -> Iterator[Ruler]:
    """A ruler for a terminal given by its file descriptors; a silent one where it cannot be asked.

    Where there is `stty`, it lets the answer through unechoed; on Windows the console itself knows where its cursor is.
    """
    if sys.platform == "win32":
        yield _WindowsRuler()
        return
    stty = shutil.which("stty")
    before = _stty(stty, keys, "-g") if stty else ""
    if not stty or not before:
        yield _Silent()
        return
    try:
        _stty(stty, keys, "-icanon", "-echo", "min", "0", "time", str(ANSWER_TENTHS))
        yield _Asking(keys, screen)
    finally:
        _stty(stty, keys, before)


def _stty(stty: str, keys: int, *arguments: str) -> str:
    try:
        done = subprocess.run([stty, *arguments], stdin=keys, capture_output=True, text=True, timeout=5, check=False)  # noqa: S603 - ours
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


if sys.platform == "win32":

    class _WindowsRuler:
        """The Windows console's own word on its cursor."""

        def after(self, text: str) -> int:
            import ctypes
            from ctypes import wintypes

            class Screen(ctypes.Structure):
                _fields_ = [
                    ("size", wintypes._COORD),  # noqa: SLF001 - ctypes names it so
                    ("cursor", wintypes._COORD),  # noqa: SLF001
                    ("attributes", wintypes.WORD),
                    ("window", wintypes.SMALL_RECT),
                    ("largest", wintypes._COORD),  # noqa: SLF001
                ]

            sys.stdout.write(f"\r{text}")
            sys.stdout.flush()
            screen, kernel = Screen(), ctypes.windll.kernel32
            known = kernel.GetConsoleScreenBufferInfo(kernel.GetStdHandle(-11), ctypes.byref(screen))
            sys.stdout.write("\r" + " " * (2 * len(text)) + "\r")
            return int(screen.cursor.X) if known else -1
