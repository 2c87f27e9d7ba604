"""Words that date, mislead or hurt: refused where they break a law of the product, else a better word is offered."""

from __future__ import annotations

import re

from engine.plan import Text
from scenarios.diagnostics import FAULT, WARNING
from scenarios.rules.strings import Written
from scenarios.source import Source

REFUSED: dict[str, Text] = {
    "tế bào trắng": Text("Viết «Ban điều hành».", "Write «Ban điều hành»."),
    "diễn tập thực chiến": Text(
        "Đây là «diễn tập mô phỏng»; thực chiến là trên hệ thống thật.", "This is «diễn tập mô phỏng»; «thực chiến» means the real system."
    ),
    "ioffice": Text(
        "Viết tên chung (QLVB), không nêu sản phẩm bị tấn công.", "Use the general name (QLVB); no product is named under attack."
    ),
}
BETTER: dict[str, str] = {
    "dương tính giả": "cảnh báo giả",
    "bệnh nhân số 0": "máy bị xâm nhập đầu tiên",
    "quét chỉ số": "rà quét dấu hiệu",
    "chuỗi giám hộ": "niêm phong, biên bản giao nhận",
    "tái tạo hình ảnh": "cài lại từ bản chuẩn",
    "chế độ giấy": "chuyển sang tiếp nhận hồ sơ giấy",
    "phút-người dùng": "phút gián đoạn",
    "báo cáo sau hành động": "báo cáo tổng kết diễn tập",
    "hoá": "hóa",
    "khoá": "khóa",
    "xoá": "xóa",
    "uỷ": "ủy",
    "hoả": "hỏa",
    "toà": "tòa",
}
_ALL = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in (*REFUSED, *BETTER)), re.IGNORECASE)


def check(item: Written, source: Source) -> None:
    """Note words that are not used, in Vietnamese texts; product names anywhere."""
    for found in _ALL.finditer(item.text):
        word = found[0].lower()
        if word in REFUSED:
            source.report(
                "DT1404",
                item.place(source, found[0]),
                Text(f"Không dùng «{found[0]}».", f"“{found[0]}” is not used."),
                REFUSED[word],
                FAULT,
            )
        elif item.key == "vi":
            source.report(
                "DT1404",
                item.place(source, found[0]),
                Text(f"Nên thay «{found[0]}».", f"“{found[0]}” reads badly."),
                Text(f"Viết «{BETTER[word]}».", f"Write «{BETTER[word]}»."),
                WARNING,
            )
