"""Whatever ends a process, nothing that was journalled is lost, and the drill goes on to the same end."""

from __future__ import annotations

import random
import signal
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from drills.cli.exits import Exit
from tests.cli.conftest import Dientap

HOURS = "400"
"""Long enough that a run commits hundreds of times, two seconds or more in all."""


def journalled(path: Path) -> list[tuple[int, str, bytes, str]]:
    """The records that are on disk at this moment."""
    if not path.is_file():
        return []
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    try:
        return connection.execute("SELECT seq, kind, body, chain FROM records ORDER BY seq").fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        connection.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The same run, never disturbed."""
    base = tmp_path_factory.mktemp("whole")
    found: dict[str, object] = Dientap(base / "data", base)("run", "x", "--seed", "7", "--json", DRIVER_HOURS=HOURS).json
    return found


def until_records(dientap: Dientap, wanted: int) -> None:
    """Wait until that many records are on disk."""
    deadline = time.monotonic() + 60
    while len(journalled(dientap.data / "drills.sqlite3")) < wanted:
        assert time.monotonic() < deadline, "the run never got that far"
        time.sleep(0.005)


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_killed_run_loses_nothing_and_ends_the_same(dientap: Dientap, whole: dict[str, object], nth: int) -> None:
    """SIGKILL at a random journalled moment: all records are still there, and the resumed run has the undisturbed digest."""
    running = dientap.start("run", "x", "--seed", "7", "--json", DRIVER_HOURS=HOURS)
    until_records(dientap, random.Random(nth).randint(1, 250))
    running.kill()
    running.communicate()
    before = journalled(dientap.data / "drills.sqlite3")
    assert dientap("drills", "list", "--json").json[0]["state"] == "open"
    assert dientap("drills", "verify", "last").code == 0
    resumed = dientap("drills", "resume", "last", "--json")
    assert resumed.code == 0
    assert journalled(dientap.data / "drills.sqlite3")[: len(before)] == before
    assert {key: resumed.json[key] for key in ("digest", "events", "score", "harm", "path")} == {
        key: whole[key] for key in ("digest", "events", "score", "harm", "path")
    }


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process")
def test_interrupted_run_says_what_is_kept_and_how_to_go_on(dientap: Dientap, whole: dict[str, object]) -> None:
    """Ctrl-C gives exit code 130, names the drill and the command that resumes it; that ends as if nothing had happened."""
    running = dientap.start("run", "x", "--seed", "7", "--json", DRIVER_HOURS=HOURS)
    until_records(dientap, 5)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    drill = dientap("drills", "list", "--json").json[0]["drill"]
    assert (running.returncode, out) == (Exit.INTERRUPTED, "")
    assert f"dientap drills resume {drill}" in err
    assert "Traceback" not in err
    assert dientap("drills", "resume", drill, "--json").json["digest"] == whole["digest"]


def test_a_drill_that_runs_differently_here_is_refused_and_still_reported(dientap: Dientap) -> None:
    """An engine of the same number whose worlds are others: exit 5, what to do instead, nothing written; the report still comes."""
    running = dientap.start("run", "x", "--seed", "7", "--json", DRIVER_HOURS=HOURS)
    until_records(dientap, 5)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=30)
    before = journalled(dientap.data / "drills.sqlite3")
    refused = dientap("drills", "resume", "last", "--lang", "en", DRIVER_SHIFT="1")
    assert (refused.code, refused.out) == (Exit.PROTOCOL, "")
    assert "DT7002" in refused.err
    assert "dientap report" in refused.err
    assert "Traceback" not in refused.err
    assert journalled(dientap.data / "drills.sqlite3") == before
    assert dientap("report", "last", "--format", "md", "-o", "-", DRIVER_SHIFT="1").code == 0
    assert dientap("drills", "resume", "last", "--json").code == 0
