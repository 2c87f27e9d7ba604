"""Canonical JSON of our plain data classes, and back: sorted keys, no spaces, NFC text, ints only.

Only what the engine's data classes are made of is understood: str, int, bool, None, tuples, dicts with str keys,
frozensets of str, other data classes, and unions of data classes (written with their class name under `"is"`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from engine.errors import InvalidInput

_UNION_TAG = "is"


def plain(value: Any) -> Any:
    """The JSON-able form of a data class tree; fields that hold their default are left out."""
    if isinstance(value, str) or value is None or type(value) in (int, bool):
        return value
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        if not all(type(key) is str for key in value):
            raise InvalidInput("a mapping can be recorded only where its keys are words")
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if dataclasses.is_dataclass(value):
        out = {}
        kind: type = type(value)
        for name, default in _fields(kind):
            item = getattr(value, name)
            if item != default:
                out[name] = plain(item)
        return out
    raise InvalidInput(f"{type(value).__name__} cannot be recorded")


LARGEST = 16_384
"""Bytes that one command may bring into a journal: a filled form has about two thousand."""


def recordable(value: Any) -> bool:
    """Whether a value from outside has canonical bytes: nothing but what `plain` understands, whole letters, not too many."""
    if dataclasses.is_dataclass(value) and _is_brief(value):
        return True
    try:
        if len(canonical(plain(value))) > LARGEST:
            return False
    except (InvalidInput, UnicodeEncodeError, RecursionError):
        return False
    return True


BRIEF = 64
"""Characters that a name or a short word has at most: commands made of such need no writing out to be found recordable."""


def _is_brief(value: Any) -> bool:
    """Whether a data class holds nothing but a few short ASCII words, ints and nothing: most commands do."""
    own: Any = type(value)
    for item in _values(own)(value):
        kind = type(item)
        if kind is str:
            if len(item) > BRIEF or not item.isascii():
                return False
        elif kind is dict:
            if item:
                return False
        elif kind is int:
            if item.bit_length() > BRIEF:
                return False
        elif kind is not bool:
            return False
    return True


@cache
def _values(cls: type) -> Callable[[Any], tuple[Any, ...]]:
    """What reads all fields of that data class at once."""
    names = [name for name, _ in _fields(cls)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def tagged(value: Any) -> dict[str, Any]:
    """Like `plain`, with the class name, for a value whose type is a union."""
    return {_UNION_TAG: type(value).__name__, **plain(value)}


def canonical(value: Any) -> bytes:
    """Canonical bytes of a plain value: the same for equal values, on every machine."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text).encode()


def digest(value: Any) -> str:
    """SHA-256 (hex) of the canonical bytes of a plain value."""
    return hashlib.sha256(canonical(value)).hexdigest()


_MISSING = object()


@cache
def _fields(cls: type) -> tuple[tuple[str, Any], ...]:
    out = []
    for item in dataclasses.fields(cls):
        default: Any = item.default
        if default is dataclasses.MISSING:
            make: Any = item.default_factory
            default = _MISSING if make is dataclasses.MISSING else make()
        out.append((item.name, default))
    return tuple(out)


@cache
def _reader(hint: Any) -> Any:
    """A function from plain JSON to a value of the type."""
    origin = typing.get_origin(hint)
    if hint is Any:
        return lambda raw: raw
    if hint in (str, int, bool):
        return lambda raw: _exact(raw, hint)
    if origin in (typing.Union, types.UnionType):
        return _union_reader(typing.get_args(hint))
    if origin is Sequence:
        one = _reader(typing.get_args(hint)[0])
        return lambda raw: tuple([one(item) for item in _sequence(raw)])
    if origin is tuple:
        args = typing.get_args(hint)
        if len(args) == 2 and args[1] is Ellipsis:
            one = _reader(args[0])
            return lambda raw: tuple([one(item) for item in _sequence(raw)])
        parts = [_reader(arg) for arg in args]
        return lambda raw: _fixed(parts, raw)
    if origin is dict:
        value = _reader(typing.get_args(hint)[1])
        return lambda raw: {key: value(item) for key, item in _mapping(raw).items()}
    if origin is frozenset:
        return lambda raw: frozenset(_sequence(raw))
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _class_reader(hint)
    raise InvalidInput(f"no reader for {hint!r}")


def _union_reader(args: tuple[Any, ...]) -> Any:
    solid = [arg for arg in args if arg is not type(None)]
    if len(solid) == 1:
        inner = _reader(solid[0])
        return lambda raw: None if raw is None else inner(raw)
    by_name = {arg.__name__: arg for arg in solid}

    def read(raw: Any) -> Any:
        name = _mapping(raw).get(_UNION_TAG)
        kind = by_name.get(name) if isinstance(name, str) else None
        if kind is None:
            raise InvalidInput(f"{name!r} is none of {', '.join(sorted(by_name))}")
        return _reader(kind)({key: item for key, item in raw.items() if key != _UNION_TAG})

    return read


def _class_reader(cls: type) -> Any:
    readers: dict[str, Any] = {}
    needed: list[str] = []

    def read(raw: Any) -> Any:
        if not readers:  # filled at first use, so that a class may contain itself
            hints = typing.get_type_hints(cls)
            needed.extend(name for name, default in _fields(cls) if default is _MISSING)
            readers.update({name: _reader(hints[name]) for name, _ in _fields(cls)})
        unknown = _mapping(raw).keys() - readers.keys()
        missing = [name for name in needed if name not in raw]
        if unknown or missing:
            what = f"unknown {sorted(map(str, unknown))}" if unknown else f"missing {missing}"
            raise InvalidInput(f"{cls.__name__}: {what}")
        return cls(**{key: readers[key](item) for key, item in raw.items()})

    return read


def _exact(raw: Any, kind: type) -> Any:
    if type(raw) is not kind:
        raise InvalidInput(f"{raw!r} is no {kind.__name__}")
    if isinstance(raw, str) and not raw.isascii():
        try:
            raw.encode()
        except UnicodeEncodeError as error:
            raise InvalidInput(f"{raw!r} holds half a letter") from error
    return raw


def _sequence(raw: Any) -> Any:
    if not isinstance(raw, (list, tuple)):
        raise InvalidInput(f"{raw!r} is no list")
    return raw


def _mapping(raw: Any) -> Any:
    if not isinstance(raw, dict):
        raise InvalidInput(f"{raw!r} is no mapping")
    return raw


def _fixed(parts: list[Any], raw: Any) -> tuple[Any, ...]:
    if len(_sequence(raw)) != len(parts):
        raise InvalidInput(f"{raw!r} has not {len(parts)} items")
    return tuple(part(item) for part, item in zip(parts, raw, strict=True))


def read(cls: Any, raw: Any) -> Any:
    """A value of `cls` from its plain form; `cls` may be a union of data classes.

    Raises:
        InvalidInput: a key is unknown or missing, or a value has another type.
    """
    return _reader(cls)(raw)
