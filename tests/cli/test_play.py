"""`dientap play` on a terminal: it begins with the briefing, and survives being killed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from drills.cli.exits import Exit
from drills.session import Session
from drills.store.memory import MemoryStore
from tests.cli.conftest import Dientap
from tests.cli.driver import plan_of
from tests.samples import MINUTE, OPERATOR, PLAYER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

PATIENCE_S = 60


@dataclass(slots=True)
class Terminal:
    """A pseudo-terminal with a program in it."""

    process: subprocess.Popen[bytes]
    master: int
    shown: bytearray = field(default_factory=bytearray)

    def read(self) -> None:
        """Take in what the program draws, until it is gone."""
        while True:
            try:
                part = os.read(self.master, 65536)
            except OSError:
                return
            if not part:
                return
            self.shown += part

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self.master, keys.encode())

    def wait_for(self, words: str) -> None:
        """Wait until the program has drawn these words."""
        deadline = time.monotonic() + PATIENCE_S
        while words.encode() not in self.shown:
            assert time.monotonic() < deadline, self.shown[-2000:].decode(errors="replace")
            time.sleep(0.02)


@contextmanager
def terminal(dientap: Dientap, *arguments: str, columns: int = 100, rows: int = 30) -> Iterator[Terminal]:
    """`dientap` on a terminal of that size."""
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    env = {name: value for name, value in dientap.env(TERM="xterm-256color").items() if name != "COLUMNS"}
    process = subprocess.Popen(dientap.line(*arguments), env=env, cwd=dientap.cwd, stdin=slave, stdout=slave, stderr=slave, close_fds=True)
    os.close(slave)
    found = Terminal(process, master)
    reader = threading.Thread(target=found.read, daemon=True)
    reader.start()
    try:
        yield found
    finally:
        process.kill()
        process.wait()
        reader.join(5)
        os.close(master)


def horizon(dientap: Dientap) -> int:
    """Drill time that the store says was shown."""
    found: int = dientap("drills", "list", "--json").json[0]["horizon"]
    return found


def test_killed_play_is_resumed_with_the_same_future(dientap: Dientap) -> None:
    """SIGKILL in the middle of a played drill: it is kept up to what was shown, and ends as if it had never been killed."""
    with terminal(dientap, "play", "x", "--seed", "3", "--speed", "600", columns=120, rows=40) as screen:
        screen.wait_for("DIỄN TẬP")
        screen.wait_for("Bắt đầu")
        screen.press("\r")
        deadline = time.monotonic() + PATIENCE_S
        while horizon(dientap) <= MINUTE:
            assert time.monotonic() < deadline, screen.shown[-2000:].decode(errors="replace")
        screen.process.kill()
        screen.process.wait()
    shown = horizon(dientap)
    assert shown > MINUTE
    assert dientap("drills", "verify", "last", "--json").json["horizon"] == shown
    undisturbed = Session.create(MemoryStore(), plan_of("x", ""), 3, {OPERATOR: "trained"}, PLAYER)
    undisturbed.play_out()
    resumed = dientap("drills", "resume", "last", "--headless", "--json")
    assert resumed.json["digest"] == undisturbed.digest()


def test_small_terminal_is_refused_before_anything_begins(dientap: Dientap) -> None:
    """Fewer than 80x24 gives exit code 2, says both sizes, and leaves no drill behind."""
    with terminal(dientap, "play", "x", columns=70, rows=20) as screen:
        assert screen.process.wait(PATIENCE_S) == Exit.USAGE
        screen.wait_for("70x20")
        screen.wait_for("80x24")
    assert dientap("drills", "list", "--json").json == []
