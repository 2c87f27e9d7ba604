"""YAML text, and where every node of it stands.

Reads libyaml's events and builds the tree itself: positions for every key and value, duplicate keys refused, no anchors,
aliases, merges or tags, bounded size and depth, YAML 1.2's plain types only (`on`, `no` and `07:20` are strings).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from engine.plan import Text
from scenarios.diagnostics import FAULT, Diagnostic, excerpt

LARGEST_FILE = 2_000_000
DEEPEST = 40
LONGEST_STRING = 20_000
MOST_FAULTS = 200

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_COMMENT = re.compile(r"(?:^|(?<=\s))(#)")
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_INT = re.compile(r"^[-+]?\d{1,18}$", re.ASCII)
_FLOAT = re.compile(r"^[-+]?(\d+\.\d*|\.\d+)([eE][-+]?\d{1,3})?$", re.ASCII)
_PLAIN = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}

Scalar = str | int | float | bool | None


@dataclass(slots=True)
class Node:
    """One node: its value, and where it stands (lines and columns from 1). `keys`: where a mapping's keys stand."""

    value: Scalar | list[Node] | dict[str, Node]
    file: str
    line: int
    column: int
    keys: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def plain(self) -> Any:
        """The value without its positions."""
        value = self.value
        if isinstance(value, dict):
            return {key: item.plain() for key, item in value.items()}
        if isinstance(value, list):
            return [item.plain() for item in value]
        return value


@dataclass(slots=True)
class Source:
    """What was read so far: the lines of each file, and what was wrong with them."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    comments: dict[str, dict[int, str]] = field(default_factory=dict)
    """File → line → what is said there after `#`: where numbers name their source."""

    def report(self, code: str, place: tuple[str, int, int], message: Text, hint: Text | None = None, severity: str = FAULT) -> None:
        """Note a diagnostic at (file, line, column)."""
        file, line, column = place
        self.found.append(Diagnostic(code, severity, file, line, column, message, excerpt(self.lines.get(file, []), line, column), hint))

    def read(self, path: Path, shown: str = "") -> Node | None:
        """The tree of a file, None where it cannot be read at all; faults are noted under the name `shown`."""
        name = shown or str(path)
        try:
            if path.stat().st_size > LARGEST_FILE:
                self.report(
                    "DT1102",
                    (name, 0, 0),
                    Text(f"Tệp lớn hơn {LARGEST_FILE:,} byte.", f"The file is larger than {LARGEST_FILE:,} bytes."),
                    Text("Chia thành nhiều tệp bằng «include».", "Split it into several files with `include`."),
                )
                return None
            raw = path.read_bytes()
        except OSError as error:
            why = error.strerror or type(error).__name__
            self.report(
                "DT1101",
                (name, 0, 0),
                Text(f"Không đọc được tệp ({why}).", f"The file cannot be read ({why})."),
                Text("Kiểm tra đường dẫn và quyền đọc.", "Check the path and its permissions."),
            )
            return None
        return self.read_bytes(raw, name)

    def read_bytes(self, raw: bytes, name: str) -> Node | None:
        """The tree of a file's bytes."""
        try:
            text = raw.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            before = raw[: error.start].decode("utf-8")
            line = before.count("\n") + 1
            column = len(before) - (before.rfind("\n") + 1) + 1
            self.lines[name] = raw.decode("utf-8", "replace").splitlines()
            self.report(
                "DT1103",
                (name, line, column),
                Text("Tệp không được lưu theo mã UTF-8.", "The file is not saved as UTF-8."),
                Text("Lưu lại tệp với mã hóa UTF-8.", "Save it again as UTF-8."),
            )
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.lines[name] = text.split("\n")
        if self._unprintable(text, name):
            return None
        builder = _Builder(self, name)
        root = builder.build(text)
        self.comments[name] = _comments(self.lines[name], builder.spans)
        return root

    def _unprintable(self, text: str, name: str) -> bool:
        """Note control characters and tabs that indent; libyaml would stumble over them less clearly."""
        bad = list(_UNSEEN.finditer(text))[:MOST_FAULTS]
        for found in bad:
            code_point = f"U+{ord(found[0]):04X}"
            self.report(
                "DT1104",
                _place(text, found.start(), name),
                Text(f"Có ký tự không nhìn thấy được ({code_point}).", f"There is an invisible character ({code_point})."),
                Text("Xóa ký tự đó; thường nó lọt vào khi dán từ trang khác.", "Delete it; it usually comes with pasted text."),
            )
        tabs = list(_TAB.finditer(text))[:MOST_FAULTS]
        for found in tabs:
            self.report(
                "DT1105",
                _place(text, found.end() - 1, name),
                Text("Dòng thụt vào bằng phím Tab.", "The line is indented with a tab."),
                Text("Thay bằng dấu cách, hai dấu mỗi bậc.", "Use spaces, two for each level."),
            )
        return bool(bad or tabs)


def _place(text: str, offset: int, name: str) -> tuple[str, int, int]:
    return name, text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _comments(lines: Sequence[str], spans: Sequence[tuple[int, int, int, int]]) -> dict[int, str]:
    """Line → its comment: what follows a `#` that stands in no scalar (spans: first line and column, last line and column)."""
    held: dict[int, list[tuple[int, int]]] = {}
    for first, start, last, end in spans:
        for number in range(first, last + 1):
            held.setdefault(number, []).append((start if number == first else 0, end if number == last else len(lines[number - 1]) + 1))
    found = {}
    for number, line in enumerate(lines, start=1):
        for mark in _COMMENT.finditer(line):
            if not any(start <= mark.start(1) < end for start, end in held.get(number, ())):
                found[number] = line[mark.start(1) + 1 :].strip()
                break
    return found


class _TooMuch(Exception):
    """Reading stops here; why was noted."""


class _Builder:
    """Builds one file's tree from libyaml's events."""

    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self._name = name
        self.spans: list[tuple[int, int, int, int]] = []
        """Quoted and block scalars that could hold a `#`: first line and column, last line and column (columns from 0)."""

    def build(self, text: str) -> Node | None:
        try:
            events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            root = self._document(events)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (self._name, mark.line + 1, mark.column + 1) if mark else (self._name, 0, 0)
            self._syntax(place, error.problem or "")
            return None
        except (yaml.YAMLError, ValueError) as error:
            self._syntax((self._name, 0, 0), str(error).split("\n")[0])
            return None
        except _TooMuch:
            return None
        if root is None or not isinstance(root.value, dict):
            where = (self._name, root.line, root.column) if root is not None else (self._name, 0, 0)
            self._note(
                "DT1113", where, Text("Tệp phải bắt đầu bằng các khóa («tên: giá trị»).", "The file must begin with keys (`name: value`).")
            )
            return None
        return root

    def _syntax(self, place: tuple[str, int, int], problem: str) -> None:
        vi, en = _SYNTAX.get(problem, (f"Sai cú pháp YAML ({problem}).", f"This is not valid YAML ({problem})."))
        self._note(
            "DT1106",
            place,
            Text(vi, en),
            Text(
                "Xem lại thụt dòng, dấu hai chấm và dấu ngoặc ở dòng này hoặc dòng trên.",
                "Look at indentation, colons, quotes and brackets on this line or the one above.",
            ),
        )

    def _note(self, code: str, place: tuple[str, int, int], message: Text, hint: Text | None = None) -> None:
        if len(self._source.found) >= MOST_FAULTS:
            raise _TooMuch
        self._source.report(code, place, message, hint)

    def _document(self, events: Iterator[Any]) -> Node | None:
        root = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._note(
                        "DT1112",
                        self._at(event),
                        Text("Tệp chỉ được chứa một tài liệu.", "A file may hold one document only."),
                        Text("Bỏ dòng «---», đưa phần sau sang tệp khác.", "Drop the `---` line and move the rest to another file."),
                    )
                    return root
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, 0)
        return root

    def _at(self, event: Any) -> tuple[str, int, int]:
        return self._name, event.start_mark.line + 1, event.start_mark.column + 1

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self._refuse_cleverness(event)
        _, line, column = place = self._at(event)
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event, place), self._name, line, column)
        if isinstance(event, yaml.AliasEvent):
            return Node(None, self._name, line, column)
        if depth >= DEEPEST:
            self._note("DT1110", place, Text(f"Lồng nhau quá {DEEPEST} bậc.", f"Nested more than {DEEPEST} levels deep."))
            raise _TooMuch
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._sequence(events, depth), self._name, line, column)
        node = Node({}, self._name, line, column)
        self._mapping(node, events, depth)
        return node

    def _refuse_cleverness(self, event: Any) -> None:
        if event.anchor is not None:
            self._note(
                "DT1108",
                self._at(event),
                Text("Không dùng neo (&) và bí danh (*) của YAML ở đây.", "YAML anchors (&) and aliases (*) are not used here."),
                Text("Viết lại giá trị tại chỗ.", "Write the value out where it is needed."),
            )
        if getattr(event, "tag", None) is not None:
            self._note(
                "DT1109",
                self._at(event),
                Text(f"Không dùng nhãn kiểu «{event.tag}».", f"Tags like `{event.tag}` are not used here."),
                Text("Bỏ phần bắt đầu bằng dấu «!».", "Drop what begins with `!`."),
            )

    def _scalar(self, event: Any, place: tuple[str, int, int]) -> Scalar:
        text: str = event.value
        if "#" in text:
            start, end = event.start_mark, event.end_mark
            self.spans.append((start.line + 1, start.column, end.line + (1 if end.column else 0), end.column or 1 << 30))
        if not event.style:  # plain
            if text in _PLAIN:
                return _PLAIN[text]
            if _INT.match(text):
                return int(text)
            if _FLOAT.match(text):
                return float(text)
        if len(text) > LONGEST_STRING:
            self._note(
                "DT1111",
                place,
                Text(f"Chuỗi dài quá {LONGEST_STRING:,} ký tự.", f"The string is longer than {LONGEST_STRING:,} characters."),
            )
            return ""
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if event.style == '"' and _UNSEEN.search(text):
            self._note(
                "DT1104",
                place,
                Text("Chuỗi chứa ký tự điều khiển.", "The string holds a control character."),
                Text("Bỏ ký tự viết bằng dấu «\\» ở trong chuỗi.", "Drop the escaped character."),
            )
        return text

    def _sequence(self, events: Iterator[Any], depth: int) -> list[Node]:
        items: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, depth + 1))
        return items

    def _mapping(self, node: Node, events: Iterator[Any], depth: int) -> None:
        entries: dict[str, Node] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            place = self._at(event)
            key = self._key(event, events, depth)
            value = self._node(next(events), events, depth + 1)
            if key is None:
                continue
            if key in entries:
                self._twice(key, node.keys[key], place)
                continue
            entries[key] = value
            node.keys[key] = place
        node.value = entries

    def _key(self, event: Any, events: Iterator[Any], depth: int) -> str | None:
        if isinstance(event, yaml.ScalarEvent) and event.value:
            self._refuse_cleverness(event)
            return unicodedata.normalize("NFC", str(event.value))
        self._node(event, events, depth + 1)
        self._note(
            "DT1114",
            self._at(event),
            Text("Khóa phải là một chuỗi.", "A key must be a string."),
            Text("Giá trị bắt đầu bằng «{» hoặc «[» phải đặt trong dấu nháy.", "Quote a value that begins with `{` or `[`."),
        )
        return None

    def _twice(self, key: str, first: tuple[str, int, int], second: tuple[str, int, int]) -> None:
        where = f"{first[0]}:{first[1]}:{first[2]}"
        self._note(
            "DT1107",
            second,
            Text(f"Khóa «{key}» đã có ở {where}.", f"The key `{key}` stands at {where} already."),
            Text("Bỏ một trong hai, hoặc gộp lại.", "Drop one of the two, or join them."),
        )


_SYNTAX = {
    "could not find expected ':'": ("Thiếu dấu hai chấm sau tên khóa.", "A colon is missing after a key."),
    "mapping values are not allowed in this context": (
        "Dấu hai chấm ở chỗ không hợp lệ; chuỗi có dấu «: » phải đặt trong dấu nháy.",
        "A colon where none may stand; quote a string that holds `: `.",
    ),
    "did not find expected key": ("Thụt dòng không khớp với các khóa cùng bậc.", "The indentation does not match the keys beside it."),
    "found unexpected end of stream": ("Tệp kết thúc khi còn dấu nháy chưa đóng.", "The file ends inside a quoted string."),
    "did not find expected ',' or ']'": (
        "Danh sách trong ngoặc vuông thiếu dấu phẩy hoặc dấu «]».",
        "A comma or `]` is missing in a list.",
    ),
    "did not find expected ',' or '}'": ("Nhóm trong ngoặc nhọn thiếu dấu phẩy hoặc dấu «}».", "A comma or `}` is missing in a group."),
    "did not find expected node content": ("Sau dấu này phải có một giá trị.", "A value is expected here."),
    "found character that cannot start any token": (
        "Ký tự không thể đứng đầu một giá trị; hãy đặt chuỗi trong dấu nháy.",
        "A value cannot begin with this character; quote it.",
    ),
}
"""libyaml's commonest complaints in plain words."""

Path_ = Sequence[str | int]


def find(root: Node, path: Path_, *, key: bool = False) -> tuple[str, int, int]:
    """Where a path of keys and positions stands: the nearest node that exists.

    Args:
        path: keys and list positions from the root; parts that begin with `~` are a model's own tags and are skipped.
        key: the place of the last key rather than of its value.
    """
    node = root
    place = (root.file, root.line, root.column)
    of_key = place
    for part in path:
        if isinstance(part, str) and part.startswith("~"):
            continue
        value = node.value
        if isinstance(value, dict) and isinstance(part, str) and part in value:
            of_key = node.keys[part]
            node = value[part]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            node = value[part]
            of_key = (node.file, node.line, node.column)
        elif part == 0 and not isinstance(value, list):
            continue  # one value may stand for a list of one
        else:
            return of_key if isinstance(value, (dict, list)) else (node.file, node.line, node.column)
        place = (node.file, node.line, node.column)
    return of_key if key else place
