"""What pydantic found wrong, in plain words and at its place."""

from __future__ import annotations

import re
import types
import typing
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from engine.plan import Text
from scenarios.diagnostics import nearest
from scenarios.model.base import ID_PATTERN, TAG
from scenarios.model.conditions import KEYS
from scenarios.model.objectives import COUNT_PATTERN, COUNTS
from scenarios.source import Node, Source, find

Loc = tuple[str | int, ...]


def report(error: ValidationError, model: type[BaseModel], root: Node, source: Source) -> None:
    """Note every fault of a validation at its place in the files."""
    for item in error.errors(include_url=False):
        loc: Loc = item["loc"]
        code, message, hint = _words(item, model)
        of_key = item["type"] in ("extra_forbidden", "missing") or loc[-1:] == ("[key]",)
        path = [part for part in loc if part != "[key]"]
        source.report(code, find(root, path, key=of_key), message, hint)


def _shown(loc: Loc) -> str:
    return ".".join(str(part) for part in loc if part != "[key]" and not str(part).startswith(TAG)) or "–"


def _words(item: ErrorDetails, model: type[BaseModel]) -> tuple[str, Text, Text | None]:
    kind = item["type"]
    loc: Loc = item["loc"]
    context: dict[str, Any] = item.get("ctx", {})
    given = _given(item["input"])
    if kind == "missing":
        return _missing(loc)
    if kind == "extra_forbidden":
        return _unknown_key(loc, model, item["input"])
    if kind in _OURS:
        code, message, hint = _OURS[kind]
        return code, _fill(message, given, context), hint
    if kind == "literal_error":
        return _literal(given, context)
    if kind == "string_pattern_mismatch":
        return _pattern(given, str(context.get("pattern", "")))
    if kind in _TYPES:
        return _wrong_type(kind, item["input"], loc)
    if kind in _SIZES:
        return "DT1207", _fill(_SIZES[kind], given, context), None
    if kind in _RANGES:
        return "DT1205", _fill(_RANGES[kind], given, context), None
    return "DT1200", Text(f"Giá trị «{given}» không hợp lệ.", f"The value `{given}` is not valid."), None


def _fill(text: Text, given: str, context: dict[str, Any]) -> Text:
    values = {"given": given} | {name: str(value) for name, value in context.items()}
    fill = re.compile(r"\{([a-z_]+)\}")
    return Text(*(fill.sub(lambda found: values.get(found[1], found[0]), words) for words in (text.vi, text.en)))


def _given(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(str(key) for key in list(value)[:4]) + "}"
    if isinstance(value, list):
        return "[…]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "null" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _missing(loc: Loc) -> tuple[str, Text, Text | None]:
    key, owner = str(loc[-1]), _shown(loc[:-1])
    if key in ("vi", "en"):
        name = {"vi": ("tiếng Việt", "Vietnamese"), "en": ("tiếng Anh", "English")}[key]
        return (
            "DT1215",
            Text(f"«{owner}» thiếu bản {name[0]}.", f"`{owner}` has no {name[1]} text."),
            Text(f"Thêm «{key}: …»: mọi văn bản cần cả hai ngôn ngữ.", f"Add `{key}: …`: every text needs both languages."),
        )
    return (
        "DT1201",
        Text(f"«{owner}» thiếu khóa «{key}».", f"`{owner}` lacks the key `{key}`."),
        Text(f"Thêm «{key}: …».", f"Add `{key}: …`."),
    )


def _unknown_key(loc: Loc, model: type[BaseModel], value: Any) -> tuple[str, Text, Text | None]:
    key = str(loc[-1])
    allowed = keys_at(model, loc[:-1])
    close = nearest(key, allowed)
    message = Text(f"Không có khóa «{key}» ở đây.", f"There is no key `{key}` here.")
    if value is None and allowed == ["vi", "en"]:
        return "DT1202", message, Text("Câu có dấu phẩy phải đặt trong dấu nháy.", "Quote a sentence that holds a comma.")
    if close:
        return "DT1202", message, Text(f"Có phải «{close}»?", f"Did you mean `{close}`?")
    return "DT1202", message, Text(f"Các khóa dùng được: {', '.join(allowed)}.", f"Keys that may stand here: {', '.join(allowed)}.")


def _literal(given: str, context: dict[str, Any]) -> tuple[str, Text, Text | None]:
    allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
    close = nearest(given, allowed)
    listed = ", ".join(allowed)
    hint = (
        Text(f"Có phải «{close}»? Dùng được: {listed}.", f"Did you mean `{close}`? Allowed: {listed}.")
        if close
        else Text(f"Dùng được: {listed}.", f"Allowed: {listed}.")
    )
    return "DT1204", Text(f"«{given}» không có trong danh mục.", f"`{given}` is not among the values allowed."), hint


_FORMS: dict[str, Text] = {
    ID_PATTERN: Text(
        "Tên chỉ gồm chữ thường không dấu, số và dấu gạch nối: ttdl-file02.",
        "A name has small ASCII letters, digits and hyphens: ttdl-file02.",
    ),
    r"^T\d{4}(\.\d{3})?$": Text("Mã kỹ thuật ATT&CK có dạng T1566 hoặc T1566.001.", "An ATT&CK technique id reads T1566 or T1566.001."),
    r"^TA\d{4}$": Text("Mã chiến thuật ATT&CK có dạng TA0001.", "An ATT&CK tactic id reads TA0001."),
    r"^v\d+(\.\d+)?$": Text("Phiên bản ATT&CK có dạng v19.1.", "An ATT&CK version reads v19.1."),
    r"^(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}$": Text("Nhóm NIST CSF 2.0 có dạng RS.MI.", "A NIST CSF 2.0 category reads RS.MI."),
    r"^(RA\d{4}|DT-[A-Z0-9-]+)$": Text(
        "Mã biện pháp là mã RE&CT (RA3105) hoặc mã riêng (DT-PAPER).", "An action's code is a RE&CT id (RA3105) or one of ours (DT-PAPER)."
    ),
    r"^(service|data|evidence|information|service:[a-z0-9-]+)$": Text(
        "Thiệt hại là service, data, evidence, information hoặc service:MÃ.",
        "A harm is service, data, evidence, information or service:ID.",
    ),
    COUNT_PATTERN: Text(
        f"Đếm được: {', '.join(COUNTS)}; hoặc pile:MÃ, pile-in:MÃ, late:MÃ.",
        f"What may be counted: {', '.join(COUNTS)}; or pile:ID, pile-in:ID, late:ID.",
    ),
    r"^[A-Za-z][A-Za-z0-9_-]*$": Text(
        "Tên trường nhật ký bắt đầu bằng chữ cái: source_address.", "A log field begins with a letter: source_address."
    ),
    r"\S": Text("Viết nội dung, không để toàn dấu cách.", "Write words, not blanks only."),
}


def _pattern(given: str, pattern: str) -> tuple[str, Text, Text | None]:
    hint = _FORMS.get(pattern)
    if pattern == r"\S":
        return "DT1207", Text("Văn bản trống.", "The text is empty."), hint
    return "DT1206", Text(f"«{given}» viết không đúng dạng.", f"`{given}` does not have the form it needs."), hint


_TYPES: dict[str, tuple[str, str]] = {
    "string_type": ("một chuỗi", "a string"),
    "int_type": ("một số nguyên", "a whole number"),
    "int_from_float": ("một số nguyên", "a whole number"),
    "float_type": ("một số", "a number"),
    "bool_type": ("true hoặc false", "true or false"),
    "list_type": ("một danh sách", "a list"),
    "dict_type": ("các khóa", "keys"),
    "model_type": ("các khóa", "keys"),
    "model_attributes_type": ("các khóa", "keys"),
}


def _wrong_type(kind: str, value: Any, loc: Loc) -> tuple[str, Text, Text | None]:
    wanted = _TYPES[kind]
    name = _shown(loc)
    if value is None:
        return (
            "DT1203",
            Text(f"«{name}» để trống; ở đây cần {wanted[0]}.", f"`{name}` is empty; {wanted[1]} should stand here."),
            Text("Điền giá trị, hoặc bỏ cả khóa.", "Fill it in, or drop the key."),
        )
    hint = None
    if kind == "string_type":
        hint = Text("Đặt giá trị trong dấu nháy nếu đó là chữ.", "Quote the value if it is meant as words.")
    elif kind.startswith("model") and isinstance(value, str):
        hint = Text(
            "Văn bản viết là {vi: …, en: …}; nhóm khác viết mỗi khóa một dòng.",
            "A text reads {vi: …, en: …}; other groups have one key a line.",
        )
    return (
        "DT1203",
        Text(
            f"«{_given(value)}» sai kiểu; ở đây cần {wanted[0]}.", f"`{_given(value)}` is of the wrong type; {wanted[1]} should stand here."
        ),
        hint,
    )


_SIZES: dict[str, Text] = {
    "string_too_short": Text("Văn bản quá ngắn (ít nhất {min_length} ký tự).", "The text is too short (at least {min_length} characters)."),
    "string_too_long": Text("Văn bản quá dài (nhiều nhất {max_length} ký tự).", "The text is too long (at most {max_length} characters)."),
    "too_short": Text(
        "Cần ít nhất {min_length} mục, mới có {actual_length}.", "At least {min_length} entries are needed, there are {actual_length}."
    ),
    "too_long": Text("Nhiều nhất {max_length} mục.", "At most {max_length} entries."),
}

_RANGES: dict[str, Text] = {
    "greater_than": Text("«{given}» phải lớn hơn {gt}.", "`{given}` must be more than {gt}."),
    "greater_than_equal": Text("«{given}» phải từ {ge} trở lên.", "`{given}` must be at least {ge}."),
    "less_than": Text("«{given}» phải nhỏ hơn {lt}.", "`{given}` must be less than {lt}."),
    "less_than_equal": Text("«{given}» không được quá {le}.", "`{given}` must be at most {le}."),
}

_OURS: dict[str, tuple[str, Text, Text]] = {
    "length": (
        "DT1208",
        Text("«{given}» không phải là khoảng thời gian.", "`{given}` is not a length of time."),
        Text("Viết 90s, 15m, 2h30m hoặc 9d.", "Write 90s, 15m, 2h30m or 9d."),
    ),
    "length_negative": (
        "DT1208",
        Text("Khoảng thời gian «{given}» không được âm.", "The length `{given}` may not be negative."),
        Text("Bỏ dấu trừ.", "Drop the minus."),
    ),
    "time_of_day": (
        "DT1217",
        Text("«{given}» không phải là giờ trong ngày.", "`{given}` is not a time of day."),
        Text("Viết 07:30 hoặc 24:00.", "Write 07:30 or 24:00."),
    ),
    "share": (
        "DT1209",
        Text("«{given}» không phải là tỷ lệ.", "`{given}` is not a share."),
        Text("Viết 30% hoặc 0.3, từ 0 đến 100%.", "Write 30% or 0.3, between 0 and 100%."),
    ),
    "factor": (
        "DT1209",
        Text("«{given}» không phải là mức tăng.", "`{given}` is not a factor."),
        Text("Viết 130%, từ 100% đến 500%.", "Write 130%, between 100% and 500%."),
    ),
    "spread_order": (
        "DT1210",
        Text("Các mốc phải theo thứ tự {names}.", "The points must be in the order {names}."),
        Text("Đổi lại thứ tự các giá trị.", "Put the values in order."),
    ),
    "spread_shape": (
        "DT1210",
        Text("Không rõ đây là phân bố nào.", "It is not clear which distribution this is."),
        Text(
            "Viết một độ dài (15m) hoặc một trong fixed, uniform, triangular, lognormal.",
            "Write a length (15m) or one of fixed, uniform, triangular, lognormal.",
        ),
    ),
    "need_shape": (
        "DT1216",
        Text("Không rõ dịch vụ cần gì ở đây.", "It is not clear what is needed here."),
        Text(
            "Viết tên thiết bị, hoặc một trong các khóa: all, any, at_least (kèm of), each, link, service, part.",
            "Write an asset's id, or one of the keys all, any, at_least (with `of`), each, link, service, part.",
        ),
    ),
    "condition_shape": (
        "DT1211",
        Text("Không rõ đây là điều kiện nào.", "It is not clear which condition this is."),
        Text(
            f"Một điều kiện có một trong các khóa: {', '.join(KEYS)}.",
            f"A condition has one of the keys {', '.join(KEYS)}.",
        ),
    ),
    "measure_shape": (
        "DT1212",
        Text("Không rõ tiêu chí này đo gì.", "It is not clear what this measure measures."),
        Text("Thêm một trong các khóa: time, harm, count, reply, duty.", "Add one of the keys time, harm, count, reply, duty."),
    ),
    "order_shape": (
        "DT1213",
        Text(
            "Lệnh phải có đúng một trong: do, reply (kèm with), declare.",
            "An order has exactly one of do, reply (with `with`) and declare.",
        ),
        Text("Tách thành nhiều lệnh, hoặc bỏ khóa thừa.", "Split it into several orders, or drop a key."),
    ),
    "moment": (
        "DT1214",
        Text("«{given}» không phải là thời điểm có múi giờ.", "`{given}` is not a moment with its offset."),
        Text("Viết 2026-03-13T07:20+07:00.", "Write 2026-03-13T07:20+07:00."),
    ),
    "day": ("DT1214", Text("«{given}» không phải là ngày.", "`{given}` is not a day."), Text("Viết 2025-07-01.", "Write 2025-07-01.")),
}


# --- which keys may stand where


def keys_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """Keys that the model at a path allows."""
    hint: Any = model
    for part in loc:
        hint = _step(hint, part)
        if hint is None:
            return []
    hint = _bare(hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return [field.alias or name for name, field in hint.model_fields.items()]
    return []


def _bare(hint: Any) -> Any:
    while typing.get_origin(hint) is typing.Annotated:
        hint = typing.get_args(hint)[0]
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        solid = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        return _bare(solid[0]) if len(solid) == 1 else hint
    return hint


def _step(hint: Any, part: str | int) -> Any:
    """The type one path part further down."""
    hint = _bare(hint)
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        chosen = [arg for arg in typing.get_args(hint) if _tag_of(arg) == part]
        return chosen[0] if chosen else None
    if origin is dict:
        return typing.get_args(hint)[1]
    if origin is list:
        return typing.get_args(hint)[0]
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        for name, field in hint.model_fields.items():
            if part in (name, field.alias):
                return typing.get_type_hints(hint, include_extras=True)[name]
    return None


def _tag_of(arg: Any) -> str:
    return next((meta.tag for meta in getattr(arg, "__metadata__", ()) if hasattr(meta, "tag")), "")
