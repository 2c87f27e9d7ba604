"""The published schemas say what the models say."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from scenarios import library
from scenarios.compiling import reading
from scenarios.json_schema import KINDS, json_schema
from scenarios.source import Source


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_a_schema(kind: str) -> None:
    """Draft 2020-12, closed: keys that are not there are refused."""
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert schema["title"] == f"dientap {kind}"


def test_fields_are_described() -> None:
    """What stands under a field in the model stands in the schema, by the key that trainers write."""
    schema = json_schema("scenario")
    assert schema["properties"]["sets"]["description"] == "Named selections of assets."
    assert schema["properties"]["logs"]["description"].startswith("Log formats")  # inherited from the catalogue
    assert schema["$defs"]["Line"]["properties"]["with"]["description"].startswith("Field → value")


def test_good_files_fit_and_spoilt_ones_do_not(folder: Path) -> None:
    """An editor with the schema is silent on the starter scenario and not on a slip in it."""
    material = reading.read(folder, library.CATALOG, Source())
    assert material is not None
    written = material.root.plain()
    validator = jsonschema.Draft202012Validator(json_schema("scenario"))
    assert [error.message for error in validator.iter_errors(written)] == []
    written["adversary"]["lure"]["steps"]["mail"]["do"] = "delivr"
    assert [error.json_path for error in validator.iter_errors(written)] == ["$.adversary.lure.steps.mail.do"]
