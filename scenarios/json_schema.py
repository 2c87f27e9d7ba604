"""JSON Schema for editors, out of the models that check the files."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

KINDS = ("scenario", "network", "catalog")


def json_schema(kind: str) -> dict[str, Any]:
    """The schema of a scenario, a network or a catalogue file.

    Source: JSON Schema draft 2020-12, as pydantic writes it.
    """
    model = _model(kind)
    made = model.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"dientap {kind}",
        **{k: v for k, v in made.items() if k != "title"},
    }


def _model(kind: str) -> type[BaseModel]:
    if kind == "network":
        from scenarios.model.network import Network

        return Network
    from scenarios.model.scenario import Catalog, Scenario

    return Scenario if kind == "scenario" else Catalog
