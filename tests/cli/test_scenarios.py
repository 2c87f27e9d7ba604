"""`dientap scenarios`: lists, checks with exit codes, the schema, a new scenario."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Dientap

NAME = "ma-doc-tong-tien-trung-tam-du-lieu"


def test_list_names_the_library(dientap: Dientap) -> None:
    """One object each, with what a script would ask for."""
    done = dientap("scenarios", "list", "--json", small=False)
    found = {item["name"]: item for item in done.json}
    assert (done.code, done.err) == (0, "")
    assert found[NAME]["network"] == "gia-lai-2025"
    assert found[NAME]["steps"] >= 15
    assert found[NAME]["injects"] >= 20
    assert set(found[NAME]["title"]) == {"vi", "en"}


def test_show_tells_the_story(dientap: Dientap) -> None:
    """For people and for scripts."""
    done = dientap("scenarios", "show", NAME, small=False)
    assert done.code == 0
    assert "Đội ứng cứu sự cố tỉnh" in done.out
    details = dientap("scenarios", "show", NAME, "--json", small=False).json
    assert set(details["teams"]) == {"doi-ucsc", "van-hanh", "cong-an-tinh", "nha-mang-a"}


def test_new_scenario_is_good_and_is_not_overwritten(dientap: Dientap) -> None:
    """What `new` writes passes `check`; a second `new` leaves the first alone."""
    assert dientap("scenarios", "new", "thu-nghiem", small=False).code == 0
    checked = dientap("scenarios", "check", "thu-nghiem", small=False)
    assert (checked.code, checked.err) == (0, "")
    path = Path(dientap.cwd) / "thu-nghiem" / "scenario.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    again = dientap("scenarios", "new", "thu-nghiem", small=False)
    assert (again.code, again.out) == (2, "")
    assert path.read_text(encoding="utf-8").endswith("# mine\n")
    assert dientap("scenarios", "new", "thu-nghiem", "--force", small=False).code == 0
    assert not path.read_text(encoding="utf-8").endswith("# mine\n")


def test_check_tells_faults_and_leaves_with_2(dientap: Dientap) -> None:
    """File, line and column on stdout, as text in the person's language and as JSON."""
    dientap("scenarios", "new", "thu-nghiem", small=False)
    path = Path(dientap.cwd) / "thu-nghiem" / "adversary.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("do: deliver", "do: delivr"), encoding="utf-8")
    told = dientap("--lang", "en", "scenarios", "check", "thu-nghiem", small=False)
    assert told.code == 2
    assert "thu-nghiem/adversary.yaml:16:13: fault DT1204" in told.out
    assert "cannot be played" in told.out
    (item,) = json.loads(dientap("scenarios", "check", "thu-nghiem", "--format", "json", small=False).out)
    assert (item["code"], item["line"], item["column"]) == ("DT1204", 16, 13)


def test_what_is_no_scenario_is_refused(dientap: Dientap) -> None:
    """A name that is not there, and a name that no scenario may have."""
    unknown = dientap("--lang", "en", "scenarios", "check", "ma-doc-tong-tien-trung-tam", small=False)
    assert (unknown.code, unknown.out) == (2, "")
    assert f"nearest: {NAME}" in unknown.err
    bad = dientap("scenarios", "new", "../Ma Doc", small=False)
    assert (bad.code, bad.out) == (2, "")
    assert list(Path(dientap.cwd).iterdir()) == []


def test_schema_is_one_document(dientap: Dientap) -> None:
    """For each kind of file."""
    for kind in ("scenario", "network", "catalog"):
        assert dientap("scenarios", "schema", kind, small=False).json["title"] == f"dientap {kind}"
