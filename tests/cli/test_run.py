"""`dientap run` and what can be done with the drill that it leaves."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from drills.cli.exits import Exit
from drills.cli.result import SCHEMA
from tests.cli.conftest import Dientap


def test_json_is_the_only_thing_on_stdout_and_fits_its_schema(dientap: Dientap) -> None:
    """`run --json` prints one object of the published schema, and nothing on either stream besides."""
    outcome = dientap("run", "x", "--seed", "3", "--bots", "expert", "--json")
    assert (outcome.code, outcome.err) == (0, "")
    assert dientap("run", "--schema").json == SCHEMA
    Draft202012Validator(SCHEMA).validate(outcome.json)
    assert set(SCHEMA["required"]) <= set(outcome.json)
    assert (outcome.json["seed"], outcome.json["bots"], outcome.json["scenario"]) == (3, "expert", "nho")


def test_same_seed_gives_the_same_digest_in_other_processes(dientap: Dientap) -> None:
    """Hash randomisation and another process change nothing; another seed does."""
    first = dientap("run", "x", "--seed", "3", "--json", PYTHONHASHSEED="1").json
    second = dientap("run", "x", "--seed", "3", "--json", PYTHONHASHSEED="2").json
    other = dientap("run", "x", "--seed", "4", "--json").json
    assert {key: first[key] for key in first if key != "drill"} == {key: second[key] for key in second if key != "drill"}
    assert other["digest"] != first["digest"]


def test_drill_is_kept_shown_exported_imported_and_verified(dientap: Dientap, tmp_path: Path) -> None:
    """A finished drill goes out as a file and comes back in another store with the same digest."""
    run = dientap("run", "x", "--seed", "3", "--json").json
    listed = dientap("drills", "list", "--json").json
    assert [(item["drill"], item["state"], item["horizon"]) for item in listed] == [(run["drill"], "over", 7_200_000)]
    assert dientap("drills", "show", run["drill"][:4], "--json").json["seed"] == 3
    assert run["drill"] in dientap("drills", "show", "last").out
    assert dientap("drills", "export", "last", "--output", "a.dientap").code == 0
    assert dientap("drills", "export", "last", "--output", "b.dientap").code == 0
    first, second = (dientap.cwd / name for name in ("a.dientap", "b.dientap"))
    assert first.read_bytes() == second.read_bytes()
    elsewhere = Dientap(tmp_path / "other-data", dientap.cwd)
    assert elsewhere("drills", "import", "a.dientap").code == 0
    verdict = elsewhere("drills", "verify", "last", "--json").json
    assert (verdict["whole"], verdict["digest"], verdict["faults"]) == (True, run["digest"], [])
    assert elsewhere("drills", "import", "a.dientap").code == 0
    assert elsewhere("drills", "export", "last", "--output", "c.dientap").code == 0
    assert (dientap.cwd / "c.dientap").read_bytes() == first.read_bytes()


def test_changed_byte_in_a_file_is_found_and_named(dientap: Dientap) -> None:
    """`verify FILE` on a changed export leaves with code 6 and says what is damaged; `import` refuses it."""
    dientap("run", "x", "--seed", "3")
    dientap("drills", "export", "last", "--output", "a.dientap")
    path = dientap.cwd / "a.dientap"
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(bytes(body))
    for command in ("verify", "import"):
        outcome = dientap("drills", command, "a.dientap")
        assert (outcome.code, "Traceback" in outcome.err) == (Exit.STORE, False)
        assert re.search(r"(plan|events|header|manifest)\.json|records\.jsonl", outcome.err)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE records SET body = replace(body, 'seat', 'sear') WHERE seq = (SELECT min(seq) FROM records WHERE kind = 'input')",
            "bản ghi",
        ),
        ("UPDATE plans SET body = substr(body, 1, 200) || x'00' || substr(body, 202)", "kế hoạch"),
        ("UPDATE events SET body = substr(body, 1, 200) || x'00' || substr(body, 202)", "diễn biến"),
    ],
)
def test_changed_byte_in_the_store_is_found_and_named(dientap: Dientap, statement: str, said: str) -> None:
    """`verify` finds one changed byte in records, plan and events, and names which of them it is."""
    dientap("run", "x", "--seed", "3", "--bots", "expert")
    with sqlite3.connect(dientap.data / "drills.sqlite3") as connection:
        assert connection.execute(_as_blob(statement)).rowcount == 1
    outcome = dientap("drills", "verify", "last")
    assert outcome.code == Exit.STORE
    assert said in outcome.err


def _as_blob(statement: str) -> str:
    return re.sub(r"SET body = (.*?)( WHERE|$)", r"SET body = CAST(\1 AS BLOB)\2", statement)


def test_report_is_written_once_and_replaced_only_by_force(dientap: Dientap) -> None:
    """`report` writes the page; a file that is there is left alone without `--force`."""
    dientap("run", "x", "--seed", "3")
    assert dientap("report", "last", "--format", "md", "-o", "r.md").code == 0
    assert "DIỄN TẬP" in (dientap.cwd / "r.md").read_text(encoding="utf-8")
    (dientap.cwd / "r.md").write_text("mine", encoding="utf-8")
    refused = dientap("report", "last", "--format", "md", "-o", "r.md")
    assert (refused.code, "--force" in refused.err) == (Exit.USAGE, True)
    assert (dientap.cwd / "r.md").read_text(encoding="utf-8") == "mine"
    assert dientap("report", "last", "--format", "md", "-o", "r.md", "--force").code == 0
    assert (dientap.cwd / "r.md").read_text(encoding="utf-8") != "mine"


def test_report_that_cannot_be_written_says_so(dientap: Dientap) -> None:
    """A folder that is not there gives exit code 1 and the path."""
    dientap("run", "x", "--seed", "3")
    outcome = dientap("report", "last", "--format", "json", "-o", "no/such/folder/r.json")
    assert outcome.code == Exit.FAILED
    assert "no/such/folder/r.json" in outcome.err


def test_backup_is_a_store_of_its_own(dientap: Dientap, tmp_path: Path) -> None:
    """A backup put in the place of a store holds the same drills."""
    run = dientap("run", "x", "--seed", "3", "--json").json
    assert dientap("drills", "backup", str(tmp_path / "backup" / "drills.sqlite3")).code == 0
    assert dientap("drills", "backup", str(tmp_path / "backup" / "drills.sqlite3")).code == Exit.USAGE
    restored = Dientap(tmp_path / "backup", dientap.cwd)
    assert restored("drills", "verify", run["drill"], "--json").json["digest"] == run["digest"]


def test_data_folder_that_cannot_be_used_says_so(dientap: Dientap) -> None:
    """A file where the data folder should be gives exit code 6 and the way out."""
    dientap.data.write_text("in the way", encoding="utf-8")
    outcome = dientap("run", "x", "--seed", "3")
    assert (outcome.code, outcome.out) == (Exit.STORE, "")
    assert "DIENTAP_DATA" in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file that is always full")
def test_full_disk_is_said_once_and_without_a_traceback(dientap: Dientap) -> None:
    """Where the log cannot be written either, the error alone reaches the person."""
    (dientap.data / "logs").mkdir(parents=True)
    (dientap.data / "logs" / "dientap.log").symlink_to("/dev/full")
    outcome = dientap("drills", "show", "zzzz", "--lang", "en")
    assert outcome.code == Exit.USAGE
    assert [line[:5] for line in outcome.err.splitlines()] == ["Error", "  Wha"]


def test_store_is_named_by_option_and_its_secret_stays_out_of_the_log(dientap: Dientap) -> None:
    """`--store` may stand anywhere; a server that is away gives exit code 6, and its password is shown and logged nowhere."""
    outcome = dientap("drills", "list", "--lang", "en", "--store", "postgresql://ai:mat-khau@127.0.0.1:1/kho")
    assert (outcome.code, outcome.out) == (Exit.STORE, "")
    assert "DT6008" in outcome.err
    assert "127.0.0.1" in outcome.err
    log = (dientap.data / "logs" / "dientap.log").read_text(encoding="utf-8")
    assert "StoreUnreachable" in log
    assert "mat-khau" not in outcome.err + log


def test_fault_of_ours_is_logged_and_shown_only_on_request(dientap: Dientap) -> None:
    """An unexpected error gives exit code 70, a path to the log that holds the traceback, and the traceback with --debug."""
    code = "import drills.cli.opening as o; o.plan_of = lambda s, n: 1 / 0; from drills.cli import main; main()"
    for more in ([], ["--debug"]):
        line = [sys.executable, "-c", code, "run", "x", *more]
        done = subprocess.run(line, env=dientap.env(), cwd=dientap.cwd, capture_output=True, text=True, check=False)
        assert done.returncode == Exit.FAULT
        assert ("Traceback" in done.stderr) is bool(more)
        assert "dientap.log" in done.stderr
    assert "ZeroDivisionError" in (dientap.data / "logs" / "dientap.log").read_text(encoding="utf-8")


def test_no_color_is_obeyed_and_pipes_get_none(dientap: Dientap) -> None:
    """No escape sequence reaches a pipe, on stdout or stderr."""
    dientap("run", "x", "--seed", "3")
    for outcome in (dientap("drills", "list"), dientap("drills", "show", "zzzz"), dientap("--help", NO_COLOR="1")):
        assert "\x1b" not in outcome.out + outcome.err


def test_logs_of_a_drill_are_lines_of_json_in_native_fields(dientap: Dientap) -> None:
    """`drills export --logs` writes one record a line, whole again or to stdout, and never over a file that is there."""
    run = dientap("run", "x", "--seed", "3", "--json").json
    told = dientap("drills", "export", "last", "--logs")
    assert told.code == 0
    written = dientap.cwd / f"{run['drill']}.jsonl"
    records = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    assert str(len(records)) in told.out
    assert len(records) > 10
    assert all({"_logsource", "_asset", "_holder"} <= set(record) for record in records)
    assert any(record.get("_truth", {}).get("step") for record in records)
    assert dientap("drills", "export", "last", "--logs").code == Exit.USAGE
    assert dientap("drills", "export", "last", "--logs", "--force", "--output", str(written)).code == 0
    assert dientap("drills", "export", "last", "--logs", "--output", "-").out.encode() == written.read_bytes()
