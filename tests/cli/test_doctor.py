"""`dientap doctor` as a person and a script meet it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from drills.cli.exits import Exit
from drills.doctor.finding import NAMES
from drills.store import FILE
from tests.cli.conftest import Dientap

TERMINAL_ONLY = {"colours", "letters"}


def test_a_healthy_machine(dientap: Dientap) -> None:
    """Without a terminal: everything else is looked at, in order, in both languages, and nothing is made."""
    outcome = dientap("doctor", "--json", small=False)
    assert outcome.code == Exit.DONE, outcome.out
    document = outcome.json
    assert document["schema"] == 1
    assert document["state"] == "warning"
    assert [item["check"] for item in document["findings"]] == [name for name in NAMES if name not in TERMINAL_ONLY]
    for item in document["findings"]:
        assert set(item) == {"check", "state", "name", "found", "advice", "values"}
        assert item["state"] in ("good", "warning", "error")
        assert all(item["name"][lang] and item["found"][lang] for lang in ("vi", "en"))
        assert bool(item["advice"]["vi"]) == (item["state"] != "good")
    terminal = next(item for item in document["findings"] if item["check"] == "terminal")
    assert (terminal["state"], terminal["found"]["vi"]) == ("warning", "không có")
    assert not dientap.data.exists()
    assert outcome.err == ""


def test_it_is_short_and_in_the_person_s_language(dientap: Dientap) -> None:
    """One line a finding, advice only where there is something to do, DIỄN TẬP at both ends, no colour into a pipe."""
    outcome = dientap("doctor", small=False)
    lines = outcome.out.splitlines()
    assert lines[0].startswith("DIỄN TẬP")
    assert lines[-1].startswith("DIỄN TẬP · ")
    assert "1 cảnh báo · 0 lỗi" in lines[-1]
    assert len(lines) < 24
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in outcome.out
    assert "\n ! Cửa sổ dòng lệnh  cảnh báo: không có\n" in outcome.out
    english = dientap("doctor", "--lang", "en", small=False).out
    assert "\n ! Terminal" in english
    assert "1 warning · 0 error" in english


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_output_without_vietnamese_letters_is_an_error_that_can_be_read(dientap: Dientap, encoding: str) -> None:
    """No fault, no traceback: the words without their marks."""
    outcome = dientap("doctor", small=False, PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert outcome.code == Exit.FAILED, outcome.err
    assert "PYTHONUTF8=1" in outcome.out
    assert "x Bang ma" in outcome.out
    assert "Traceback" not in outcome.err


def test_what_is_broken_fails(dientap: Dientap) -> None:
    """A damaged store: exit code 1, which check, what to do; the other checks are there all the same."""
    dientap.data.mkdir()
    (dientap.data / FILE).write_bytes(b"no database" * 500)
    outcome = dientap("doctor", "--json", small=False)
    assert outcome.code == Exit.FAILED
    assert outcome.json["state"] == "error"
    assert [item["check"] for item in outcome.json["findings"] if item["state"] == "error"] == ["store"]
    said = dientap("doctor", small=False)
    assert said.code == Exit.FAILED
    assert "✗ Kho phiên" in said.out


def test_a_port_and_a_certificate_can_be_asked_about(dientap: Dientap, tmp_path: Path) -> None:
    """A taken port warns; a certificate that cannot be read is an error."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        outcome = dientap("doctor", "--json", "--port", str(port), "--cert", str(tmp_path / "c"), "--key", str(tmp_path / "k"), small=False)
    states = {item["check"]: item["state"] for item in outcome.json["findings"]}
    assert (states["port"], states["certificate"]) == ("warning", "error")
    assert dientap("doctor", "--port", "70000", small=False).code == Exit.USAGE
