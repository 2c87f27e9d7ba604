"""Words that officers do not use, tone marks, themes: each is found, and nothing that ships holds one."""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import drills
import reports
import scenarios
from scenarios import library, province, starter
from scenarios.rules import wording
from scenarios.rules.strings import PROSE, Written, strings
from scenarios.source import Node, Source

PACKAGE = Path(scenarios.__file__).parent
LOCALES = [Path(package.__file__ or "").parent / "locale" for package in (drills, reports)]

GLOSSARY = {  # story notes §2, column «not»: what is never said, in a sentence that would say it
    "exercise": ("Cuộc chơi bắt đầu lúc 08:00.", "Đây chỉ là một game."),
    "exercise control": ("Tế bào trắng gửi tình huống.",),
    "seat": ("Chọn ghế của anh/chị.",),
    "inject": ("Tiêm thứ ba tới lúc 09:00.",),
    "master events list": ("Mở MSEL để xem.",),
    "decision": ("Hành vi tiếp theo của đội.",),
    "attacker": ("Kẻ thù đã vào máy chủ.",),
    "asset": ("Các đối tượng mạng của xã.", "Danh sách tài nguyên bị khóa."),
    "owner": ("Chủ sở hữu hệ thống là UBND tỉnh.",),
    "severity": ("Cảnh báo nghiêm trọng lúc 07:42.", "Cảnh báo mức vừa."),
    "triage": ("Phân tích ba các cảnh báo.",),
    "false positive": ("Đây là dương tính giả.",),
    "sweep": ("Chạy quét chỉ số trên toàn tỉnh.",),
    "patient zero": ("Tìm bệnh nhân số 0.",),
    "foothold": ("Đối tượng tấn công có chỗ đứng trong mạng.",),
    "command and control": ("Máy phát đèn hiệu ra ngoài.",),
    "exfiltration": ("Dữ liệu bị rút trích.",),
    "contain": ("Cần chứa sự cố.",),
    "eradicate": ("Diệt tận gốc mã độc.",),
    "isolate": ("Cho cắt mạng xã.",),
    "rebuild": ("Tái tạo hình ảnh máy chủ.",),
    "paper": ("Chuyển sang chế độ giấy.",),
    "degraded, down": ("Dịch vụ suy giảm.", "Dịch vụ bị mất."),
    "side effect": ("Hậu quả của biện pháp này.",),
    "custody": ("Mất chuỗi giám hộ.",),
    "direction": ("Leo thang lên lãnh đạo.",),
    "press": ("Ra tuyên bố công khai.",),
    "mood": ("Chỉ số niềm tin giảm.",),
    "user-minutes": ("Mất 40 phút-người dùng.",),
    "reference": ("So với ứng cứu mẫu.",),
    "coverage": ("Độ phủ 80%.",),
    "rating": ("Đội hoàn thành tốt nhiệm vụ.",),
    "ledger": ("Xem sổ cái.",),
    "after-action report": ("Báo cáo sau hành động.",),
    "finding": ("Điểm yếu của đội.",),
    "rehearsal": ("Diễn tập thực chiến.", "Đăng nhập iOffice."),
}


@pytest.mark.parametrize("sentence", [line for lines in GLOSSARY.values() for line in lines])
def test_what_officers_do_not_say_is_refused(sentence: str) -> None:
    """Each word of the glossary's «not» column is found in a sentence."""
    assert wording.refused(sentence), sentence


@pytest.mark.parametrize("line", list(wording.table().values()), ids=lambda item: item.word)
def test_each_line_of_the_table(line: wording.Refused) -> None:
    """The word is found whole, in any case, not with a letter more, not in the phrases that are allowed; and has an answer."""
    sentence = f"Nay {line.word.upper()}, mai cũng vậy."
    assert [item.word for item, _ in wording.refused(sentence)] == [line.word]
    assert wording.refused(f"x{line.word}x") == []
    for phrase in line.but_in:
        assert line.word.lower() in phrase
        assert wording.refused(f"Theo {phrase} đã nêu.") == [], phrase
    assert line.kind in {"fault", "better", "theme"}
    assert line.instead.vi
    assert line.instead.en
    assert unicodedata.is_normalized("NFC", line.word + line.instead.vi)


@pytest.mark.parametrize("text", ["Ghé qua.", "Tiệm thuốc.", "Vừa xong.", "Tệp chứa mã độc.", "Sổ cải chính.", "gamepad", "Đèn hiểu."])
def test_another_accent_is_another_word(text: str) -> None:
    """Words that differ by one accent, or merely hold the letters, are none of the table's."""
    assert wording.refused(text) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("hoá", "hóa"), ("Khoá", "Khóa"), ("XOÁ", "XÓA"), ("uỷ", "ủy"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("toà", "tòa"),
     ("hòan", "hoàn"), ("tóan", "toán"), ("qúy", "quý"), ("tíên", "tiến"), ("thừơng", "thường"), ("mụôn", "muộn"), ("xóay", "xoáy")],
)  # fmt: skip
def test_tone_mark_is_put_where_papers_print_it(wrong: str, right: str) -> None:
    """A misplaced mark is found and moved; the mended word is left alone."""
    assert wording.misplaced(f"Đã {wrong} xong") == [wrong]
    assert wording.mended(wrong) == right
    assert wording.misplaced(right) == []


@pytest.mark.parametrize(
    "word",
    [
        "quý",
        "quỹ",
        "quỳnh",
        "thủy",
        "hoàn",
        "loét",
        "tuyến",
        "khuỷu",
        "nguyễn",
        "chuyện",
        "xoáy",
        "ngoáy",
        "hòa",
        "khỏe",
        "Chư",
        "Păh",
        "Đak",
        "Pơ",
        "Boòng",
    ],
)
def test_words_that_are_right_are_left_alone(word: str) -> None:
    """Rightly placed marks, and names of the highlands."""
    assert wording.misplaced(word) == []


# --- what ships


def shipped() -> list[Path]:
    """Every authored YAML file."""
    folders = (library.CATALOG, library.LIBRARY, province.HERE, starter.FOLDER)
    return sorted(path for folder in folders for path in folder.rglob("*.yaml"))


def _written(root: Node) -> Iterator[Written]:
    return (item for item in strings(root) if item.key in PROSE)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_that_ships_holds_one(path: Path) -> None:
    """Catalogue, scenarios, networks and the starter: no refused word, no theme, no misplaced mark; NFC throughout."""
    assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))
    source = Source()
    root = source.read(path, path.name)
    assert root is not None
    for item in _written(root):
        wording.check(item, source)
    assert [(found.place(), found.message.en) for found in source.found] == []


@pytest.mark.parametrize("path", sorted(path for folder in LOCALES for path in folder.rglob("*.mo")), ids=lambda path: path.name)
def test_the_programs_own_words(path: Path) -> None:
    """The console's, the command line's and the report's Vietnamese keep the same rules."""
    with path.open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    texts = [text for message, text in found.items() if message and isinstance(text, str)]
    assert len(texts) > 50
    assert [text for text in texts if not unicodedata.is_normalized("NFC", text)] == []
    assert [(item.word, text) for text in texts for item, _ in wording.refused(text)] == []
    assert [(word, text) for text in texts for word in wording.misplaced(text)] == []


@pytest.mark.parametrize("path", sorted(library.LIBRARY.rglob("*.vi.md")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_guides_for_control(path: Path) -> None:
    """The facilitator's page keeps the same rules."""
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert [(item.word, written) for item, written in wording.refused(text)] == []
    assert wording.misplaced(text) == []
