"""`dientap networks`: what is printed for a person, and what for a script."""

from __future__ import annotations

from drills.cli.exits import Exit
from tests.cli.conftest import Dientap


def test_list_counts_the_networks(dientap: Dientap) -> None:
    """A table in Vietnamese, the same figures as JSON."""
    shown = dientap("networks", "list", small=False)
    assert (shown.code, shown.err) == (Exit.DONE, "")
    assert "Mạng tỉnh Gia Lai, từ 01/7/2025" in shown.out
    found = dientap("networks", "list", "--json", small=False).json
    assert [item["name"] for item in found] == ["gia-lai-2025", "gia-lai-lite", "gia-lai-truoc-2025"]
    assert [item["services"] for item in found] == [29, 29, 10]
    assert f"{found[0]['assets']:,}".replace(",", ".") in shown.out


def test_show_tells_the_whole_network(dientap: Dientap) -> None:
    """Sites, devices, lines, services with their needs, systems with three bodies, and what has no twin."""
    shown = dientap("networks", "show", "gia-lai-lite", "--lang", "en", small=False)
    assert shown.code == Exit.DONE
    for words in ("Sites", "Assets", "Lines", "Services", "Information systems", "Single points of failure"):
        assert f"\n{words}\n" in shown.out
    assert "TTDL-FW01/02 · TTDL-CORE01/02 · 4 of 6 TTDL-HV01…06" in shown.out
    assert "Case-handling system" in shown.out
    assert "more: --all" in shown.out
    everything = dientap("networks", "show", "gia-lai-lite", "--lang", "en", "--all", small=False).out
    assert "Microwave to Nhơn Châu islet" in everything
    assert "more: --all" not in everything


def test_show_as_json_holds_what_the_page_holds(dientap: Dientap) -> None:
    """One document: every site, service, system and single point."""
    found = dientap("networks", "show", "gia-lai-lite", "--json", small=False).json
    assert len(found["site_list"]) == found["sites"] == 258
    assert sum(site["assets"] for site in found["site_list"]) == sum(found["assets_by_kind"].values()) == found["assets"]
    tthc = next(item for item in found["service_list"] if item["id"] == "tthc")
    assert (tthc["level"], tthc["name"]["vi"]) == (3, "Giải quyết thủ tục hành chính")
    islet = next(point for point in found["single_points"] if point["id"] == "viba-nhon-chau")
    assert islet["cut"]["tslcd"] == ["xa-nhon-chau"]


def test_unknown_network_is_a_usage_error_with_the_nearest_name(dientap: Dientap) -> None:
    """Nothing on stdout, the nearest name and what to type on stderr."""
    shown = dientap("networks", "show", "gia-lai-lte", small=False)
    assert (shown.code, shown.out) == (Exit.USAGE, "")
    assert "gia-lai-lite" in shown.err
    assert "dientap networks list" in shown.err
