"""The command line as a person meets it: a process of its own, a data folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left: exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as the one JSON document it must be."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Dientap:
    """Runs commands with one data folder. `small`: the small scenario in place of any that is named."""

    data: Path
    cwd: Path

    def __call__(self, *arguments: str, small: bool = True, **env: str) -> Outcome:
        """Run one command to its end."""
        done = subprocess.run(
            self.line(*arguments, small=small), env=self.env(**env), cwd=self.cwd, capture_output=True, timeout=100, check=False
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *arguments: str, **env: str) -> subprocess.Popen[str]:
        """Start one command and leave it running."""
        return subprocess.Popen(
            self.line(*arguments), env=self.env(**env), cwd=self.cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def line(self, *arguments: str, small: bool = True) -> list[str]:
        """The command line."""
        program = [str(ROOT / "tests" / "cli" / "driver.py")] if small else ["-m", "drills.cli"]
        return [sys.executable, *program, *arguments]

    def env(self, **more: str) -> dict[str, str]:
        """The environment: nothing of the caller's that could change what is printed."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT", "TEMP", "TMP")}
        return {**kept, "DIENTAP_DATA": str(self.data), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "160", **more}


@pytest.fixture
def dientap(tmp_path: Path) -> Dientap:
    """The command, with an empty store and an empty folder to stand in."""
    (tmp_path / "here").mkdir()
    return Dientap(tmp_path / "data", tmp_path / "here")
