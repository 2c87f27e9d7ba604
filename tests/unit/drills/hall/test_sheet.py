"""The hand-out: what everybody needs, nobody else's code, DIỄN TẬP at both ends, on a page."""

from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len

from drills.hall.sheet import LINES, PAGE, Place, Sheet, for_paper, for_terminal

PIN = "01234-56789-01234-56789-01234-56789-01234-56789"
SHEET = Sheet(
    title_vi="Mã độc tống tiền tại Trung tâm dữ liệu tỉnh",
    title_en="Ransomware in the provincial data centre",
    url=f"https://198.51.100.20:8443/#{PIN}",
    until="26/11/2026 18:00",
    places=(
        Place("0000-BCFG", "control"),
        Place("1111-BCFG", "leadership"),
        Place("2222-BCFG", "lead", "Đội ứng cứu sự cố tỉnh", "Provincial response team", "doi-ucsc-1", "Nguyễn Thị Hồng"),
        Place("3333-BCFG", "analyst", "Đội ứng cứu sự cố tỉnh", "Provincial response team", "doi-ucsc-2", group="Nhóm 2"),
        Place("4444-BCFG", "observer", "Đội ứng cứu sự cố tỉnh", "Provincial response team", "doi-ucsc-3"),
    ),
    pin=PIN,
    sha256="0a" * 31 + "ff",
)


def slips(paper: str) -> list[str]:
    """The pieces of paper that the scissors leave."""
    cut = "- " * (PAGE // 2)
    return [slip.strip("\n") for page in paper.split("\f") for slip in page.split(cut)]


def test_every_slip_stands_alone() -> None:
    """It begins and ends with DIỄN TẬP, holds its own code with what to type, the fingerprint, and no other code."""
    found = slips(for_paper(SHEET))
    assert len(found) == len(SHEET.places)
    for slip, place in zip(found, SHEET.places, strict=True):
        assert slip.startswith("DIỄN TẬP – ")
        assert slip.endswith("DIỄN TẬP")
        assert [other.code for other in SHEET.places if other.code in slip] == [place.code]
        assert (PIN.replace("-", " ") in slip) == (place.role != "leadership")
        assert (":".join(["0A"] * 15 + ["FF"]) in slip) == (place.role == "leadership")
        assert SHEET.title_vi in slip
        assert SHEET.title_en in slip
        assert SHEET.until in slip
    control, leadership, lead, analyst, observer = found
    assert "dientap control https://198.51.100.20:8443 0000-BCFG" in control
    assert "dientap join https://198.51.100.20:8443 2222-BCFG" in lead
    assert "dientap" not in leadership
    assert "https://198.51.100.20:8443\n" in leadership
    assert "chỉ huy đội" in lead
    assert "team lead" in lead
    assert "Nguyễn Thị Hồng" in lead
    assert "Nhóm 2" in analyst
    assert "F8" in analyst
    assert "F8" not in observer


def test_vietnamese_stands_first() -> None:
    """On every slip, each sentence is there twice, the Vietnamese one before the English one."""
    for slip in slips(for_paper(SHEET)):
        assert slip.index(SHEET.title_vi) < slip.index(SHEET.title_en)
        assert slip.index("Mọi tình huống đều giả định") < slip.index("Everything is simulated")


def test_it_fits_a_page() -> None:
    """No line is wider, no page longer, no slip torn apart, however many seats; every page begins and ends with DIỄN TẬP."""
    many = replace(SHEET, places=tuple(replace(SHEET.places[2], code=f"{number:04d}-BCFG") for number in range(60)))
    paper = for_paper(many)
    assert max(cell_len(line) for line in paper.splitlines()) <= PAGE
    for page in paper.split("\f"):
        assert page.count("\n") <= LINES
        assert page.startswith("DIỄN TẬP")
        assert page.rstrip("\n").endswith("DIỄN TẬP")
    assert len(slips(paper)) == 60


def test_the_terminal_shows_all_codes_in_columns() -> None:
    """One line a place, codes under one another; the URL carries the pin; begins and ends with DIỄN TẬP; in the person's language."""
    shown = for_terminal(SHEET)
    lines = shown.rstrip("\n").splitlines()
    assert lines[0] == f"DIỄN TẬP – {SHEET.title_vi}"
    assert lines[-1] == "DIỄN TẬP"
    columns = [cell_len(line[: line.index(place.code)]) for place in SHEET.places for line in lines if place.code in line]
    assert len(columns) == len(SHEET.places)
    assert len(set(columns)) == 1
    assert f"dientap join {SHEET.url} MÃ" in shown
    assert f"dientap control {SHEET.url} MÃ" in shown
    assert f"dientap join {SHEET.url} CODE" in for_terminal(SHEET, "en")
    assert "Provincial response team" in for_terminal(SHEET, "en")


def test_without_a_certificate_no_fingerprint_is_asked_for() -> None:
    """On loopback there is nothing to compare."""
    plain = replace(SHEET, url="http://127.0.0.1:8443", pin="", sha256="")
    for text in (for_paper(plain), for_terminal(plain)):
        assert "vân tay" not in text.lower()
        assert "fingerprint" not in text.lower()
        assert "chứng thư" not in text


def test_names_are_no_escape_and_no_new_line() -> None:
    """What people wrote changes neither the terminal nor the page."""
    evil = replace(
        SHEET, title_vi="A\x1b[2J\nB" * 90, places=(replace(SHEET.places[2], name="x\x1b]0;y\x07\n\u202ez", team_vi="T\n{url}"),)
    )
    for text in (for_terminal(evil), for_paper(evil)):
        assert "\x1b" not in text
        assert "\x07" not in text
        assert "\u202e" not in text
        assert "T {url}" in text
    assert max(cell_len(line) for line in for_paper(evil).splitlines()) <= PAGE
    assert len(for_terminal(evil).splitlines()) == len(for_terminal(replace(SHEET, places=SHEET.places[2:3])).splitlines())


def test_an_empty_exercise_has_a_sheet() -> None:
    """No places: still marked at both ends."""
    assert for_paper(replace(SHEET, places=())) == "DIỄN TẬP\n"
