"""What every authored model shares: unknown keys refused, nothing guessed, ids, texts in both languages."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

ID_PATTERN = r"^[a-z0-9][a-z0-9-]*$"
LONGEST_TEXT = 4000

TAG = "~"
"""First character of every union tag, so that a fault's path can be told from the file's own keys."""


class Authored(BaseModel):
    """Base of everything a trainer writes: strict types, no unknown keys, immutable."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=80)]
"""A short ASCII name: small letters, digits, hyphens."""


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


def _names_schema(pattern: str) -> dict[str, Any]:
    one = {"type": "string", "pattern": pattern}
    return {"anyOf": [one, {"type": "array", "items": one}]}


Names = Annotated[list[Id], BeforeValidator(_listed), WithJsonSchema(_names_schema(ID_PATTERN))]
"""One id, or a list of ids."""

Words = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=200)]], BeforeValidator(_listed), WithJsonSchema(_names_schema(r"^.+$"))
]
"""One string, or a list of strings."""

Written = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S")]


class Text(Authored):
    """A text that people read, in both languages. Plain words: no markup, no template language."""

    vi: Written
    """Vietnamese, as officers say it."""
    en: Written
    """English, beside it."""


def fault(kind: str, **context: Any) -> PydanticCustomError:
    """An error of ours inside a validator; `scenarios.faults` has its words."""
    return PydanticCustomError(kind, kind, context)


Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
