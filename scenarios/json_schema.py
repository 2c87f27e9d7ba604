"""JSON Schema for editors, out of the models that check the files.

The docstrings of models and of their fields become descriptions. They are read here, from the models' own text, and not
by pydantic when a model is made: that would double the time that the program takes to load a scenario.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from pydantic import BaseModel

KINDS = ("scenario", "network", "catalog")
MODELS = Path(__file__).parent / "model"


def json_schema(kind: str) -> dict[str, Any]:
    """The schema of a scenario, a network or a catalogue file.

    Source: JSON Schema draft 2020-12, as pydantic writes it.
    """
    model = _model(kind)
    made = model.model_json_schema(by_alias=True)
    words = _field_words()
    for name, part in made.get("$defs", {}).items():
        _describe(part, words.get(name.rsplit("__", 1)[-1], {}))
    _describe(made, words.get(model.__name__, {}))
    made.pop("title", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"dientap {kind}", **made}


def _model(kind: str) -> type[BaseModel]:
    if kind == "network":
        from scenarios.model.network import Network

        return Network
    from scenarios.model.scenario import Catalog, Scenario

    return Scenario if kind == "scenario" else Catalog


def _describe(part: dict[str, Any], words: dict[str, str]) -> None:
    for key, field in part.get("properties", {}).items():
        said = words.get(key) or words.get(f"{key}_")
        if said:
            field["description"] = said


def _field_words() -> dict[str, dict[str, str]]:
    """Class → field → the docstring under it, those of its bases included."""
    classes: dict[str, dict[str, str]] = {}
    for path in sorted(MODELS.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                inherited = [classes.get(base.id, {}) for base in node.bases if isinstance(base, ast.Name)]
                classes[node.name] = {name: said for words in [*inherited, _under(node)] for name, said in words.items()}
    return classes


def _under(node: ast.ClassDef) -> dict[str, str]:
    """Field → docstring of one class."""
    said = {}
    for field, after in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(after, ast.Expr):
            words = ast.literal_eval(after.value) if isinstance(after.value, ast.Constant) else None
            if isinstance(words, str):
                said[field.target.id] = " ".join(words.split())
    return said
