"""Before anything is played: quick help, the version, languages, wrong command lines."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from drills.cli.exits import Exit
from tests.cli.conftest import ROOT, Dientap

HEAVY = ("textual", "networkx", "sqlalchemy", "altair", "jinja2", "simpy", "yaml", "vl_convert")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["play", "--help"], ["drills", "--help"], ["run", "--schema"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    """`--help` and `--version` import none of the libraries that take long to load."""
    code = (
        "import sys; from drills.cli.failures import run_guarded; code = run_guarded(sys.argv[1:]);"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules], code)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED [] 0"


def test_version_is_that_of_the_distribution(dientap: Dientap) -> None:
    """`--version` prints name and number."""
    assert re.fullmatch(r"dientap \d+\.\d+\.\d+\n", dientap("--version", small=False).out)


def test_help_is_vietnamese_unless_asked_otherwise(dientap: Dientap) -> None:
    """Help is Vietnamese by default, English by option or environment, library words included."""
    vietnamese = dientap("--help", small=False).out
    assert "Tham gia một phiên diễn tập" in vietnamese
    assert "Tùy chọn" in vietnamese
    assert "Hiện phần trợ giúp này" in vietnamese
    for english in (dientap("--help", "--lang", "en", small=False).out, dientap("--help", small=False, DIENTAP_LANG="en").out):
        assert "Play a drill" in english
        assert "Options" in english


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rnu"], "run"),
        (["run", "x", "--sed", "3"], "--seed"),
        (["run", "x", "--seed", "three"], "--seed"),
        (["run", "x", "--bots", "genius"], "expert"),
        (["run"], "dientap scenarios list"),
        (["run", "x", "y"], "y"),
        (["--lang", "fr", "run", "x"], "vi, en"),
        (["drills", "show"], "DRILL"),
        (["report", "last", "--format", "pdf"], "html"),
        (["drills", "show", "last"], "chưa có phiên nào"),
        (["play", "x"], "dientap run"),
    ],
)
def test_wrong_command_line_is_said_plainly(dientap: Dientap, arguments: list[str], said: str) -> None:
    """Each wrong command line gives exit code 2, names what is wrong and what to do, and no traceback."""
    outcome = dientap(*arguments)
    assert (outcome.code, outcome.out) == (Exit.USAGE, "")
    assert said in outcome.err
    assert "Cách xử lý" in outcome.err
    assert "Traceback" not in outcome.err


def test_unknown_scenario_names_the_nearest(dientap: Dientap) -> None:
    """A scenario's name with a slip gives exit code 2 and the name that was meant."""
    outcome = dientap("run", "ma-doc-tong-tien-trung-tam-du-lieux", small=False)
    assert outcome.code == Exit.USAGE
    assert "'ma-doc-tong-tien-trung-tam-du-lieux'" in outcome.err
    assert re.search(r"ma-doc-tong-tien-trung-tam-du-lieu\b", outcome.err)


def test_every_exit_code_is_documented() -> None:
    """docs/exit-codes.md lists exactly the codes of the enumeration."""
    text = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    documented = {(int(code), name) for code, name in re.findall(r"^\| (\d+) \| ([A-Z_]+) \|", text, re.MULTILINE)}
    assert documented == {(int(code), code.name) for code in Exit}


def test_every_error_code_of_the_command_line_and_the_store_is_documented() -> None:
    """docs/exit-codes.md lists every DT2… and DT6… code that is raised."""
    text = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    raised = set()
    for path in sorted(Path(ROOT / "drills").rglob("*.py")):
        raised |= set(re.findall(r'"(DT[267]\d{3})"', path.read_text(encoding="utf-8")))
    assert raised
    assert [code for code in sorted(raised) if f"| {code} |" not in text] == []
