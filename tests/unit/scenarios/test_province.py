"""The shipped networks: their size, their names, their addresses, and that every name in them leads somewhere."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterator

import jsonschema
import pytest

from engine.codec import digest, plain
from engine.errors import UnknownName
from engine.plan import Estate, Need, Text
from scenarios import province
from scenarios.building.devices import INSIDE
from scenarios.communes import fold
from scenarios.json_schema import json_schema
from scenarios.source import Source

FULL = "gia-lai-2025"
LITE = "gia-lai-lite"
DISTRICTS = "gia-lai-truoc-2025"
NAMES = (FULL, LITE, DISTRICTS)


def load(name: str) -> tuple[Estate, dict[str, Text]]:
    """A shipped network."""
    return province.load_network(name)


def test_networks_that_ship() -> None:
    """The full province, its small edition, and the province before the merger, in order."""
    assert tuple(province.names()) == NAMES


@pytest.mark.parametrize(("name", "least", "most"), [(FULL, 6_000, 9_000), (LITE, 300, 500), (DISTRICTS, 3_000, 4_500)])
def test_size(name: str, least: int, most: int) -> None:
    """The number of assets is what the design asks for."""
    assert least <= len(load(name)[0].assets) <= most


@pytest.mark.parametrize("name", [FULL, LITE])
def test_every_commune_is_there(name: str) -> None:
    """135 communes and wards, 25 of them wards, with their real names, codes, places and some people."""
    estate, texts = load(name)
    communes = [site for site in estate.sites if site.kind == "commune"]
    assert len(communes) == 135
    assert sum(site.id.startswith("phuong-") for site in communes) == 25
    assert len({site.code for site in communes}) == 135
    for site in communes:
        assert site.id == fold(texts[f"site.{site.id}"].vi)
        assert 13_000_000 < site.lat_e6 < 14_700_000
        assert 107_500_000 < site.lon_e6 < 109_400_000
        assert site.population > 0
    assert texts["site.xa-nhon-chau"].vi == "Xã Nhơn Châu"
    assert texts["site.xa-dak-somei"] == Text("Xã Đak Sơmei", "Đak Sơmei Commune")
    assert texts["org.ubnd-xa-ia-grai"].vi == "UBND xã Ia Grai"


def test_people_add_up_to_the_province() -> None:
    """About 3.5 million people, wards two to three times as many each as communes."""
    people = {site.id: site.population for site in load(FULL)[0].sites if site.kind == "commune"}
    wards = [count for site, count in people.items() if site.startswith("phuong-")]
    communes = [count for site, count in people.items() if site.startswith("xa-") and site != "xa-nhon-chau"]
    assert 3_490_000 <= sum(people.values()) <= 3_500_000
    assert 1.8 <= (sum(wards) / len(wards)) / (sum(communes) / len(communes)) <= 3


@pytest.mark.parametrize("name", NAMES)
def test_ids_names_and_addresses_are_unique(name: str) -> None:
    """Nothing stands twice within its kind, no two assets share a name or an address."""
    estate, _ = load(name)
    for kind in ("orgs", "sites", "segments", "links", "systems", "assets", "accounts", "backups", "services"):
        ids = [item.id for item in getattr(estate, kind)]
        assert [one for one, times in Counter(ids).items() if times > 1] == [], kind
    assert len({asset.name for asset in estate.assets}) == len(estate.assets)
    assert len({asset.address for asset in estate.assets}) == len(estate.assets)


@pytest.mark.parametrize("name", NAMES)
def test_addresses_are_private(name: str) -> None:
    """Every address lies in RFC 1918 or 100.64.0.0/10, and is no network or broadcast address."""
    for asset in load(name)[0].assets:
        address = ipaddress.IPv4Address(asset.address)
        assert any(address in block for block in INSIDE), asset
        assert int(address) % 256 not in (0, 255), asset


def _refs(need: Need) -> Iterator[tuple[str, str]]:
    if need.of:
        for part in need.of:
            yield from _refs(part)
    else:
        yield need.op, need.ref


def _dangling(estate: Estate) -> Iterator[str]:
    orgs, sites = {item.id for item in estate.orgs}, {item.id for item in estate.sites}
    segments, systems = {item.id for item in estate.segments}, {item.id for item in estate.systems}
    things = {kind: {item.id for item in getattr(estate, f"{kind}s")} for kind in ("asset", "link", "service")}
    yield from (f"site {item.id}" for item in estate.sites if item.org not in orgs)
    yield from (f"segment {item.id}" for item in estate.segments if item.site not in sites)
    yield from (f"link {item.id}" for item in estate.links if {item.a, item.b} - segments or item.operator not in orgs)
    yield from (f"asset {item.id}" for item in estate.assets if item.segment not in segments or item.system not in systems | {""})
    yield from (f"system {item.id}" for item in estate.systems if {item.owner, item.operator, item.specialised} - orgs)
    yield from (f"account {item.id}" for item in estate.accounts if set(item.grants) - things["asset"] or item.org not in orgs)
    yield from (f"backup {item.id}" for item in estate.backups if {item.asset, item.held_on} - things["asset"])
    for service in estate.services:
        if service.org not in orgs or service.system not in systems or {site for site, _ in service.users} - sites:
            yield f"service {service.id}"
        yield from (f"{service.id} needs {ref}" for kind, ref in _refs(service.needs) if ref not in things[kind])


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_leads_somewhere(name: str) -> None:
    """Sites, segments, links, assets, systems, accounts, copies and needs name only what is there."""
    assert list(_dangling(load(name)[0])) == []


@pytest.mark.parametrize("name", NAMES)
def test_everything_has_its_words(name: str) -> None:
    """Whatever a person may see is named in both languages."""
    estate, texts = load(name)
    wanted = {f"site.{item.id}" for item in estate.sites} | {f"org.{item.id}" for item in estate.orgs}
    wanted |= {f"system.{item.id}" for item in estate.systems} | {f"service.{item.id}" for item in estate.services}
    wanted |= {f"zone.{item.zone}" for item in estate.segments} | {f"kind.{item.kind}" for item in estate.assets}
    wanted |= {f"link-kind.{item.kind}" for item in estate.links} | {f"site-kind.{item.kind}" for item in estate.sites}
    assert wanted - texts.keys() == set()
    assert all(text.vi.strip() and text.en.strip() for text in texts.values())


def test_the_small_edition_is_part_of_the_full_one() -> None:
    """Sites, services, users and each asset of the small edition are those of the full one; five communes are all but whole."""
    full, lite = load(FULL)[0], load(LITE)[0]
    assert lite.sites == full.sites
    assert {asset.id: asset for asset in lite.assets}.items() <= {asset.id: asset for asset in full.assets}.items()
    assert [service.users for service in lite.services] == [service.users for service in full.services]
    site_of = {segment.id: segment.site for segment in full.segments}
    told = {"workstation", "branch-pc", "bts", "speaker-controller", "ups", "router"}
    count = {
        estate.id: Counter(site_of[asset.segment] for asset in estate.assets if asset.kind in told and "-tyt-" not in asset.id)
        for estate in (full, lite)
    }
    communes = [site.id for site in full.sites if site.kind == "commune"]
    whole = {site for site in communes if count[LITE][site] == count[FULL][site]}
    assert whole == {"phuong-quy-nhon", "xa-ia-grai", "xa-dak-rong", "xa-phu-cat", "xa-nhon-chau"}
    some = {site: count[LITE][site] for site in communes if site not in whole and count[LITE][site] > 1}
    assert some == {"xa-an-lao": 5, "phuong-ayun-pa": 4, "xa-chu-prong": 3}
    assert {count[LITE][site] for site in communes if site not in whole | some.keys()} == {1}


def test_the_province_before_the_merger() -> None:
    """17 districts by their own kind and name, each commune in one of them, none of the coast; no two communes called alike."""
    estate, texts = load(DISTRICTS)
    districts = [site for site in estate.sites if site.kind == "district"]
    communes = [site for site in estate.sites if site.kind == "commune"]
    assert (len(districts), len(communes)) == (17, 218)
    assert sorted(texts[f"org.{site.org}"].vi for site in districts)[:3] == [
        "UBND huyện Chư Prông",
        "UBND huyện Chư Păh",
        "UBND huyện Chư Pưh",
    ]
    assert texts["org.huyen-ia-pa"].vi == "UBND huyện Ia Pa"
    assert texts["org.huyen-pleiku"].vi == "UBND thành phố Pleiku"
    assert texts["org.so-tttt"].vi == "Sở Thông tin và Truyền thông"
    under = Counter(link.b for link in estate.links if link.kind == "tslcd" and link.b.startswith("huyen-"))
    assert sum(under.values()) == 218
    assert under["huyen-pleiku-core"] == 21
    assert max(site.lon_e6 for site in communes) < 108_900_000
    assert len({texts[f"site.{site.id}"].vi for site in communes}) == 218


def test_boxes_and_consoles_of_two_vendors() -> None:
    """A commune's box and loudspeakers are of one vendor; about six communes in ten of the first."""
    estate, _ = load(DISTRICTS)
    site_of = {segment.id: segment.site for segment in estate.segments}
    systems: dict[str, set[str]] = {}
    for asset in estate.assets:
        if asset.kind in ("speaker", "speaker-controller"):
            systems.setdefault(site_of[asset.segment], set()).add(asset.system)
    assert {len(found) for found in systems.values()} == {1}
    first = sum(found == {"loa-a"} for found in systems.values())
    assert 500 <= first * 1000 // len(systems) <= 700


@pytest.mark.parametrize("name", [FULL, LITE])
def test_what_the_nine_stories_are_written_around(name: str) -> None:
    """Devices, services and accounts that scenarios name stand in both editions."""
    estate, _ = load(name)
    assets = {asset.id for asset in estate.assets}
    named = [
        "vt-a-oam01",
        "vt-a-ems01",
        "vt-a-vpn01",
        "vt-a-log01",
        "vt-a-brand01",
        "vt-a-loc01",
        "vt-a-dealer01",
        "vt-a-api01",
        "vt-b-brand01",
        "nut-tay-son-agg01",
        "nut-an-khe-agg01",
        "may-do-ngoai-tinh",
        "tran-so-tt-xe01",
        "tran-so-tt-xe02",
        "ptds-rt",
        "nha-dang-ky-reg01",
        "nha-dang-ky-dns02",
        "ncc-his-upd01",
        "ncc-brand-app01",
        "ngan-hang-app01",
        "dai-ly-03-pc01",
        "dai-ly-05-pc01",
        "bv-da-khoa-quy-nhon-hisdb01",
        "bv-da-khoa-pleiku-hisdb01",
        "bv-da-khoa-quy-nhon-log01",
        "bv-da-khoa-quy-nhon-vpn01",
        "bv-da-khoa-quy-nhon-tu-thuoc",
        "bhxh-cong01",
        "buu-dien-tinh-sv01",
        "bd-nas01",
        "ttdl-ai-kho01",
        "ttdl-ai-log01",
        "ttdl-ai-cong01",
        "may-truy-xuat-web01",
        "txng-dns01",
        "xa-an-lao-loactl",
        "xa-an-lao-pc01",
        "phuong-ayun-pa-bd-pc01",
        "xa-chu-prong-pc01",
    ]
    assert [asset for asset in named if asset not in assets] == []
    services = (
        """otp thanh-toan sms-thuong-hieu canh-bao-dan cap-cuu giam-dinh-bhyt ke-don chi-tra ho-so-buu-chinh kenh-dieu-hanh quet-tem"""
    )
    assert set(services.split()) <= {service.id for service in estate.services}
    accounts = """nt-bao-tri-loi adm-ems api-brand-bv api-brand-ngan-hang dl-0417 dl-0233 sv-dealer-api vendor-his bt-kho-ai qt-ai
        txng-ten-mien txng-noi-dung bd-dong-bo"""
    assert set(accounts.split()) <= {account.id for account in estate.accounts}
    assert {"so-tttt-cu", "cuc-vien-thong", "quan-su", "cong-an-phuong-quy-nhon"} <= {org.id for org in estate.orgs}


def test_same_spec_same_network() -> None:
    """Expanding again, not from a cache, gives the same bytes."""
    province._shipped.cache_clear()
    first = digest(plain(load(LITE)[0]))
    province._shipped.cache_clear()
    assert digest(plain(load(LITE)[0])) == first


def test_texts_of_a_shipped_network_may_be_added_to() -> None:
    """What one caller adds to the texts, the next does not see."""
    load(LITE)[1]["site.xa-ia-grai"] = Text("khác", "other")
    assert load(LITE)[1]["site.xa-ia-grai"].vi == "Xã Ia Grai"


def test_network_can_be_blown_up() -> None:
    """For benchmarks: at least so many assets, the old ones among them, addresses still unique."""
    large = province.load_network(FULL, assets_at_least=20_000)[0]
    assert 20_000 <= len(large.assets) < 23_000
    assert len({asset.address for asset in large.assets}) == len(large.assets)
    assert {asset.id for asset in load(FULL)[0].assets} <= {asset.id for asset in large.assets}


def test_unknown_network_is_said_with_the_nearest() -> None:
    """A slip in the name is met with the name that was meant."""
    with pytest.raises(UnknownName, match="gia-lai-lite"):
        province.load_network("gia-lai-lit")


# --- what drills rely on


def test_data_centre_has_what_scenarios_name() -> None:
    """The devices, accounts and copies that stories are written around."""
    for name in (FULL, LITE):
        estate, _ = load(name)
        assets = {asset.id: asset for asset in estate.assets}
        pairs = {"fw", "core", "dns", "web", "file", "dc", "db", "san"}
        singles = {
            "vpn",
            "prx",
            "lgsp",
            "sso",
            "qlvb",
            "mail",
            "kyso",
            "ai",
            "qlvbdb",
            "vc",
            "jump",
            "edr",
            "log",
            "bk",
            "bkrepo",
            "tape",
            "ups",
            "gen",
        }
        numbered = {"app": 3, "hv": 6, **dict.fromkeys(pairs, 2), **dict.fromkeys(singles, 1)}
        wanted = {f"ttdl-{key}{number:02}" for key, count in numbered.items() for number in range(1, count + 1)} | {"ttdl-mailgw"}
        assert wanted - assets.keys() == set()
        assert assets["ttdl-file02"].name == "TTDL-FILE02"
        assert {"svc-backup", "vendor-tthc", "adm-dtc01", "adm-hv", "cb-xa-ia-grai"} <= {account.id for account in estate.accounts}


def test_copies_of_the_case_database() -> None:
    """Three nights and a week on disk, and an older one on tape, which nothing on the network can reach."""
    copies = sorted((copy.age_ms // 3_600_000, copy.held_on, copy.offline) for copy in load(FULL)[0].backups if copy.asset == "ttdl-db01")
    assert [age for age, _, _ in copies] == [9, 33, 57, 8 * 24, 12 * 24]
    assert [where for where, offline in {(held, offline) for _, held, offline in copies} if offline] == ["ttdl-tape01"]


def test_each_commune_has_people_at_machines() -> None:
    """10 to 16 single workstations that one account opens, most but not all with EDR, some weak."""
    estate, _ = load(FULL)
    accounts = {account.id: account for account in estate.accounts}
    assets = {asset.id: asset for asset in estate.assets}
    guarded = weak = total = 0
    for site in (site for site in estate.sites if site.kind == "commune"):
        pcs = [assets[asset] for asset in accounts[f"cb-{site.id}"].grants]
        assert 10 <= len(pcs) <= 16
        assert {(pc.kind, pc.count, pc.segment) for pc in pcs} == {("workstation", 1, f"{site.id}-office")}
        total += len(pcs)
        guarded += sum("edr" in pc.controls for pc in pcs)
        weak += sum("macro" in pc.weaknesses for pc in pcs)
    assert 500 <= guarded * 1000 // total <= 600
    assert 640 <= weak * 1000 // total <= 760


def test_every_commune_hangs_on_two_planes() -> None:
    """A dedicated line and broadband beside it, from the same office."""
    estate, _ = load(FULL)
    lines = {link.id: link for link in estate.links}
    for site in (site.id for site in estate.sites if site.kind == "commune"):
        for key, plane in (("tslcd", "tslcd"), ("net", "internet")):
            assert (lines[f"{key}-{site}"].plane, lines[f"{key}-{site}"].a) == (plane, f"{site}-office")


def test_shipped_spec_fits_the_published_schema() -> None:
    """An editor with the JSON Schema is silent on it, and not on a slip."""
    root = Source().read(province.HERE / f"{FULL}.yaml")
    assert root is not None
    written = root.plain()
    validator = jsonschema.Draft202012Validator(json_schema("network"))
    assert [error.message for error in validator.iter_errors(written)] == []
    written["templates"]["commune"]["lines"]["tslcd"]["plane"] = "tslc"
    assert [error.json_path for error in validator.iter_errors(written)] == ["$.templates.commune.lines.tslcd.plane"]


@pytest.mark.parametrize("name", [FULL, "gia-lai-lite"])
def test_a_domains_administrator_opens_the_officers_pcs(name: str) -> None:
    """Every PC of a commune or department that this edition builds, and no hospital's."""
    estate, _ = load(name)
    site = {segment.id: segment.site for segment in estate.segments}
    kind = {item.id: item.kind for item in estate.sites}
    (admin,) = [account for account in estate.accounts if account.id == "adm-dtc01"]
    pcs = {asset.id: kind[site[asset.segment]] for asset in estate.assets if asset.kind == "workstation"}
    opened = {asset for asset in pcs if asset in set(admin.grants)}
    assert opened == {asset for asset, where in pcs.items() if where in ("commune", "department", "datacentre")}


@pytest.mark.parametrize("name", [FULL, "gia-lai-lite"])
def test_a_standby_stands_apart_from_what_it_stands_for(name: str) -> None:
    """No machine that a service needs is in its standby."""
    estate, _ = load(name)
    standing = [service for service in estate.services if service.standby is not None]
    assert {service.id for service in standing} == {"tthc", "mot-cua"}
    for service in standing:
        assert service.standby is not None
        assert not set(_assets(service.needs)) & set(_assets(service.standby))


def _assets(need: Need) -> Iterator[str]:
    if need.op == "asset":
        yield need.ref
    for part in need.of:
        yield from _assets(part)
