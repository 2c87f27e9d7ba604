"""What is wrong with an authored file, where it stands, and what to do about it.

A `Diagnostic` names file, line and column, shows three lines with a caret and says in both languages what to do. Faults
are collected, never raised one by one; `ScenarioError` carries them all when a scenario has to be refused.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import UserError
from engine.plan import Text

FAULT, WARNING, INFO = "fault", "warning", "info"
_RANK = {FAULT: 0, WARNING: 1, INFO: 2}
_SAY = {
    FAULT: Text("lỗi", "fault"),
    WARNING: Text("cảnh báo", "warning"),
    INFO: Text("thông tin", "info"),
}

CODES: dict[str, Text] = {
    "DT1101": Text("không đọc được tệp", "file cannot be read"),
    "DT1102": Text("tệp quá lớn", "file is too large"),
    "DT1103": Text("tệp không phải UTF-8", "file is not UTF-8"),
    "DT1104": Text("ký tự điều khiển", "control character"),
    "DT1105": Text("thụt dòng bằng phím Tab", "indented with a tab"),
    "DT1106": Text("sai cú pháp YAML", "YAML syntax"),
    "DT1107": Text("khóa lặp lại", "key given twice"),
    "DT1108": Text("neo hoặc bí danh YAML", "YAML anchor or alias"),
    "DT1109": Text("nhãn kiểu YAML", "YAML tag"),
    "DT1110": Text("lồng quá sâu", "nested too deep"),
    "DT1111": Text("chuỗi quá dài", "string is too long"),
    "DT1112": Text("nhiều hơn một tài liệu trong tệp", "more than one document in the file"),
    "DT1113": Text("tệp không chứa các khóa", "file holds no keys"),
    "DT1114": Text("khóa không phải là chuỗi", "key is not a string"),
    "DT1115": Text("tệp đi kèm không hợp lệ", "bad include"),
    "DT1200": Text("giá trị không hợp lệ", "value is not valid"),
    "DT1201": Text("thiếu khóa", "key is missing"),
    "DT1202": Text("khóa không có trong quy ước", "unknown key"),
    "DT1203": Text("sai kiểu giá trị", "value of the wrong type"),
    "DT1204": Text("giá trị ngoài danh mục", "value is not among those allowed"),
    "DT1205": Text("số ngoài phạm vi", "number out of range"),
    "DT1206": Text("tên viết sai dạng", "name does not have its form"),
    "DT1207": Text("văn bản trống, quá dài hoặc danh sách quá ngắn", "empty, too long or too short"),
    "DT1208": Text("khoảng thời gian viết sai", "not a length of time"),
    "DT1209": Text("tỷ lệ viết sai", "not a share"),
    "DT1210": Text("phân bố viết sai", "not a distribution"),
    "DT1211": Text("điều kiện viết sai", "not a condition"),
    "DT1212": Text("tiêu chí viết sai", "not a measure"),
    "DT1213": Text("lệnh của phương án tham chiếu viết sai", "not a reference order"),
    "DT1214": Text("thời điểm viết sai", "not a moment or a day"),
    "DT1215": Text("thiếu một ngôn ngữ", "a language is missing"),
    "DT1216": Text("điều dịch vụ cần viết sai", "not a need of a service"),
    "DT1217": Text("giờ trong ngày viết sai", "not a time of day"),
    "DT1301": Text("tên không tồn tại", "name that is not there"),
    "DT1302": Text("không chọn được thiết bị nào", "selects nothing"),
    "DT1303": Text("tập chọn vòng quanh chính nó", "set refers to itself"),
    "DT1304": Text("mã bước trùng nhau", "step id used twice"),
    "DT1305": Text("hai đội cho một tổ chức", "two teams for one organisation"),
    "DT1306": Text("đội không đủ người cho biện pháp", "team lacks the people for an action"),
    "DT1307": Text("dòng nhật ký không khớp định dạng", "log line does not fit its format"),
    "DT1308": Text("chỗ điền không tồn tại", "unknown placeholder"),
    "DT1309": Text("dữ kiện viết sai", "not a fact"),
    "DT1310": Text("kỹ thuật ATT&CK không hợp lệ", "ATT&CK technique is not valid"),
    "DT1311": Text("mã biện pháp không có trong RE&CT", "action code is not in RE&CT"),
    "DT1312": Text("tình huống thiếu hoặc thừa cách kích hoạt", "inject needs one way to begin"),
    "DT1313": Text("tỷ lệ rẽ nhánh không đủ 100%", "branch shares do not make 100%"),
    "DT1314": Text("bước tấn công thiếu điều nó cần", "step lacks what it needs"),
    "DT1315": Text("hiệu lực không tồn tại", "unknown effect"),
    "DT1316": Text("mục tiêu và giới hạn ngược nhau", "target and limit are the wrong way round"),
    "DT1317": Text("dấu hiệu thiếu giá trị", "indicator lacks a value"),
    "DT1318": Text("thiếu văn bản", "a text is missing"),
    "DT1319": Text("tên dùng hai lần", "name used twice"),
    "DT1320": Text("dải địa chỉ không dùng được", "range of addresses cannot be used"),
    "DT1321": Text("dịch vụ cần chính nó", "service needs itself"),
    "DT1322": Text("biện pháp duy trì thiếu hoặc thừa nơi áp dụng", "switch lacks a place, or has none"),
    "DT1323": Text("số đếm viết sai", "pile does not add up"),
    "DT1324": Text("quyết định của đối tượng tấn công viết sai", "not a choice of the adversary"),
    "DT1330": Text("dấu vết chỉ về nguồn mà không nêu nguồn", "artefact points to a source that it does not name"),
    "DT1331": Text("trách nhiệm báo cáo thiếu phần", "duty lacks a part"),
    "DT1332": Text("người ký không ký văn bản nào", "signer signs nothing"),
    "DT1401": Text("địa chỉ mạng có thể là thật", "network address may be real"),
    "DT1402": Text("tên miền có thể là thật", "domain name may be real"),
    "DT1403": Text("số điện thoại có thể gọi được", "telephone number may be dialled"),
    "DT1404": Text("từ ngữ không dùng", "words that are not used"),
    "DT1405": Text("bước không bao giờ tới", "step is never reached"),
    "DT1406": Text("bảng tình huống", "master events list"),
    "DT1407": Text("hồ sơ tổ chức không hợp thời điểm", "profile does not fit the date"),
    "DT1408": Text("tên kịch bản khác tên thư mục", "scenario is not named as its folder"),
    "DT1409": Text("kịch bản thiếu phần làm người tham gia phải suy nghĩ", "scenario lacks what makes people think"),
    "DT1410": Text("cảnh báo không ai thấy", "alert that nobody sees"),
    "DT1411": Text("mục tiêu không mở cửa cho bước tấn công", "target that does not let the step in"),
    "DT1412": Text("đóng sự cố sớm không bị hậu quả gì", "closing too soon costs nothing"),
    "DT1420": Text("dấu vết không dẫn tới máy bị chiếm", "traces do not lead to a machine that was taken"),
    "DT1440": Text("con số không ghi nguồn, cũng không ghi là ước tính", "number that names neither a source nor an estimate"),
    "DT1441": Text("chủ đề cần người duyệt nội dung", "theme that a reviewer must see"),
    "DT1451": Text("hồ sơ không nói tổ chức của đội báo cáo cho ai", "profile does not say to whom a team answers"),
}
"""Every code with its title."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to say about a file. Lines and columns count from 1; 0 = the file as a whole."""

    code: str
    severity: str
    file: str
    line: int
    column: int
    message: Text
    excerpt: tuple[str, ...] = ()
    """Up to three lines with their numbers, and a caret line under the last."""
    hint: Text | None = None

    def order(self) -> tuple[int, str, int, int, str, str]:
        """Faults first, then by place."""
        return (_RANK[self.severity], self.file, self.line, self.column, self.code, self.message.en)

    def place(self) -> str:
        """file:line:column, as editors jump to it."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


def sort(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """In the order a person reads them, each once."""
    return sorted(dict.fromkeys(found), key=Diagnostic.order)


def faults(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Only those that stop a scenario."""
    return [item for item in found if item.severity == FAULT]


def excerpt(lines: list[str], line: int, column: int) -> tuple[str, ...]:
    """The line and up to two before it, numbered, with a caret under the column; long lines are cut around it."""
    if not 1 <= line <= len(lines):
        return ()
    start = max(0, column - 70)
    width = len(str(line))
    shown = [f"{number:>{width}} | {lines[number - 1][start : start + 110]}" for number in range(max(1, line - 2), line + 1)]
    return (*shown, f"{'':>{width}} | {'':>{max(0, column - 1 - start)}}^")


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like it, or begins with it; '' where none is."""
    there = list(known)
    found = difflib.get_close_matches(name, there, n=1, cutoff=0.6)
    longer = sorted((item for item in there if len(name) > 2 and item.startswith(name)), key=len)
    return next(iter([*found, *longer]), "")


def as_text(found: Iterable[Diagnostic], lang: str = "vi") -> str:
    """All of them as lines for a person."""
    return "\n\n".join(_one_text(item, lang) for item in sort(found))


def _one_text(item: Diagnostic, lang: str) -> str:
    def word(text: Text) -> str:
        return text.vi if lang == "vi" else text.en

    lines = [f"{item.place()}: {word(_SAY[item.severity])} {item.code}: {word(item.message)}"]
    lines += [f"    {line}" for line in item.excerpt]
    if item.hint is not None:
        lines.append(f"    → {word(item.hint)}")
    return "\n".join(lines)


def as_json(found: Iterable[Diagnostic]) -> str:
    """All of them as a JSON list."""
    return json.dumps([as_plain(item) for item in sort(found)], ensure_ascii=False, indent=2)


def as_plain(item: Diagnostic) -> dict[str, object]:
    """One of them as JSON-able data."""
    return {
        "code": item.code,
        "severity": item.severity,
        "file": item.file,
        "line": item.line,
        "column": item.column,
        "message": {"vi": item.message.vi, "en": item.message.en},
        "excerpt": list(item.excerpt),
        "hint": {"vi": item.hint.vi, "en": item.hint.en} if item.hint else None,
    }


class ScenarioError(UserError):
    """A scenario or network that cannot be used: (sentence, its values, diagnostics)."""

    code = "DT1000"
    hint = "dientap scenarios check {name}"

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong, in the order a person reads it."""
        return self.args[2] if len(self.args) > 2 else ()

    def __str__(self) -> str:
        sentence = str(self.args[0]).format(**self.args[1]) if len(self.args) > 1 else "".join(map(str, self.args))
        return "\n\n".join([sentence, *([as_text(self.diagnostics, "en")] if self.diagnostics else [])])

    @classmethod
    def of(cls, name: str, found: Iterable[Diagnostic]) -> ScenarioError:
        """The refusal of `name` for all its faults."""
        stops = faults(sort(found))
        return cls("{name} cannot be used, faults found: {count}", {"name": name, "count": len(stops)}, tuple(stops))
