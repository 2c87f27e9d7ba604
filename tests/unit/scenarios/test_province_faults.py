"""A network of one's own with slips in it: each is said at its place, several at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import InvalidPlan
from scenarios import communes, province
from scenarios.diagnostics import ScenarioError
from scenarios.model.network import Communes

SHIPPED = province.HERE / "gia-lai-2025.yaml"


def spoilt(folder: Path, *changes: tuple[str, str], name: str = "gia-lai-2025") -> list[tuple[str, str]]:
    """What is said of a copy of the shipped spec after these replacements: (code, excerpt's line)."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    table = province.HERE / "gia-lai-2025-communes.tsv"
    (folder / table.name).write_bytes(table.read_bytes())
    with pytest.raises(ScenarioError) as caught:
        province.load_network(str(path))
    lines = text.split("\n")
    return [(item.code, lines[item.line - 1].strip()) for item in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        (
            "ttdl-kyso01]}",
            "ttdl-kysoo1]}",
            "DT1301",
            "needs: {all: [{part: dc-network}, {part: dc-compute}, {part: dc-internet}, ttdl-kysoo1]}",
        ),
        (
            "{service: tslcd}",
            "{service: tslcdd}",
            "DT1301",
            "needs: {all: [{part: dc-network}, {part: dc-compute}, ttdl-lgsp01, {service: tslcdd},",
        ),
        ("template: datacentre,", "template: datacenter,", "DT1301", "ttdl:"),
        ("addresses: 10.10.30.0/24", "addresses: 203.0.113.0/24", "DT1401", "addresses: 203.0.113.0/24"),
        ("addresses: 10.10.30.0/24", "addresses: nowhere", "DT1206", "addresses: nowhere"),
        ("    step: 4096", "    step: 256000", "DT1320", "addresses: 10.64.0.0/11"),
        ("part: dc-network\n", "link: tslcd-dan-cu\n          part: dc-network\n", "DT1216", "- link: tslcd-dan-cu"),
        ("{at_least: 2, of:", "{at_least: 4, of:", "DT1216", "- {at_least: 4, of:"),
        ("directory:   {any: [ttdl-dc01, ttdl-dc02]}", "directory:   {part: directory}", "DT1321", "directory:   {part: directory}"),
        ("level: 3, owner: so-y-te, operator: so-y-te", "level: 3, owner: so-yte, operator: so-y-te", "DT1301", "benh-an:"),
        ("  xa-ia-grai:\n", "  xa-ia-gray:\n", "DT1301", "population: 31000"),
        ("      crm01:   {controls", "      crm09:   {controls", "DT1301", "crm09:   {controls"),
        ("lines: {trunk: tslcd, ring: ring}", "lines: {trank: tslcd, ring: ring}", "DT1301", "dong-nam:"),
        ("controls: {edr: 55%}", "controls: {edr: 155%}", "DT1209", "office-pc:"),
        (
            "    paper: 45%",
            "    paper: 45%\n    local: {kind: bts, asset: his01}",
            "DT1216",
            "local: {kind: bts, asset: his01}",
        ),
        ("    paper: 45%", "    paper: 45%\n    local: {kind: bst}", "DT1301", "local: {kind: bst}"),
        ("    paper: 45%", "    paper: 45%\n    local: {asset: hiss01}", "DT1301", "local: {asset: hiss01}"),
        ("level: 3, owner: so-y-te,", "level: 3, trusts: [dang-nhat], owner: so-y-te,", "DT1301", "benh-an:"),
        ("    paper: 45%", "    papper: 45%", "DT1202", "papper: 45%"),
    ],
)
def test_slip_is_found_at_its_place(tmp_path: Path, old: str, new: str, code: str, where: str) -> None:
    """The code and the very line."""
    found = spoilt(tmp_path, (old, new))
    assert any(item == code and line.startswith(where) for item, line in found), found


def test_several_slips_are_said_at_once(tmp_path: Path) -> None:
    """Nobody has to mend one to hear of the next."""
    found = spoilt(tmp_path, ("ttdl-kyso01]}", "ttdl-kyso09]}"), ("ttdl-mail01, ttdl-mailgw", "ttdl-mail09, ttdl-mailgw"))
    assert [code for code, _ in found] == ["DT1301", "DT1301"]


def test_services_may_not_lean_on_each_other_in_a_circle(tmp_path: Path) -> None:
    """Both ends of the circle are named."""
    found = spoilt(tmp_path, ("{part: directory}, ttdl-sso01]}", "{part: directory}, ttdl-sso01, {service: tthc}]}"))
    assert {code for code, _ in found} == {"DT1321"}
    assert len(found) == 2


def test_edition_with_an_unknown_commune_is_refused(tmp_path: Path) -> None:
    """The nearest name is offered."""
    text = (province.HERE / "gia-lai-lite.yaml").read_text(encoding="utf-8").replace("xa-ia-grai", "xa-ia-gray")
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="xa-ia-grai"):
        province.load_network(str(path))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", ":1:"),
        ("code\tname\n", ":1:"),
        ("code\tname\ttype\tlat\tlon\tarea_km2\n1\tXã A\tXã\tbắc\t108.1\t3\n", ":2:"),
        ("code\tname\ttype\tlat\tlon\tarea_km2\n1\tXã A\tXã\t14.1\t108.1\n", ":2:"),
    ],
)
def test_bad_table_of_communes_is_said_by_line(tmp_path: Path, table: str, said: str) -> None:
    """Empty, without its heads, with a word for a coordinate, with a cell too few."""
    path = tmp_path / "communes.tsv"
    path.write_text(table, encoding="utf-8")
    spec = Communes(table="communes.tsv", template="commune", population=1000, middle_from=10, large_from=20)
    with pytest.raises(InvalidPlan, match=f"communes.tsv{said}"):
        communes.read(path, spec, {})


def test_names_fold_to_ascii() -> None:
    """Every Vietnamese letter finds its plain one, apostrophes vanish."""
    assert communes.fold("Xã Đak Sơmei") == "xa-dak-somei"
    assert communes.fold("Phường Hoài Nhơn Bắc") == "phuong-hoai-nhon-bac"
    assert communes.fold("Xã K'Bang  Ươn") == "xa-kbang-uon"


def test_draws_by_name_are_even() -> None:
    """Shares drawn from like names come out as asked, within what chance allows."""
    hits = sum(communes.share_of(f"xa-a-pc{number:03}", "edr") < 300 for number in range(3000))
    assert 810 <= hits <= 990
