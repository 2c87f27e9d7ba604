"""Who reaches whom on the shipped networks, asked of the engine's own network: what stories rely on, and what must not be."""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import cache
from typing import Any

import pytest

from engine.clock import Clock
from engine.draws import Draws
from engine.index import Index
from engine.network import Network
from engine.plan import Plan, Weights
from engine.world import OFF, World
from scenarios import province

DISTRICTS = "gia-lai-truoc-2025"
SITES_ON_TSLCD = ("xa-ia-grai", "xa-nhon-chau", "phuong-pleiku", "so-khcn", "pvhcc")


@cache
def index(name: str = "gia-lai-2025") -> Index:
    """The engine's index of a plan that holds the network and nothing else."""
    estate, texts = province.load_network(name)
    known = {"scenario": "s", "version": "v", "network": name, "profile": "p", "attack": "v19.1", "starts": "2026-03-13T07:20+07:00"}
    given: dict[str, Any] = {**known, "lasts_ms": 1, "estate": estate, "weights": Weights(1, 1, 1, 1), "texts": texts}
    rest: dict[str, Any] = {item.name: () for item in fields(Plan) if item.name not in given and item.default is MISSING}
    return Index(Plan(**given, **rest))


def reaches(network: Network, source: str, target: str, service: str) -> bool:
    """Whether a host of one segment reaches a service in another."""
    number = network._index.segment_of
    return network.reaches(number[source], number[target], service)


@pytest.mark.parametrize(
    ("source", "target", "service"),
    [
        ("internet", "ttdl-dmz", "https"),
        ("internet", "ttdl-dmz", "vpn"),
        ("ttdl-dmz", "ttdl-mgmt", "rdp"),
        ("ttdl-office", "ttdl-server", "rdp"),
        ("ttdl-mgmt", "ttdl-server", "winrm"),
        ("ttdl-mgmt", "ttdl-backup", "backup"),
        ("ttdl-mgmt", "ttdl-db", "ssh"),
        ("ttdl-server", "ttdl-db", "sql"),
        ("ttdl-server", "ttdl-backup", "backup"),
        ("ttdl-server", "ttdl-mgmt", "https"),
        ("ttdl-server", "internet", "https"),
        ("ttdl-backup", "ttdl-mgmt", "hypervisor"),
        ("ttdl-mgmt", "xa-ia-grai-office", "rdp"),
        *((f"{site}-office", "ttdl-server", service) for site in SITES_ON_TSLCD for service in ("https", "smb", "ldap")),
        *((f"{site}-office", "internet", "https") for site in SITES_ON_TSLCD),
        ("cong-an-tinh-soc", "ttdl-server", "https"),
        ("bv-nhi-office", "bv-nhi-server", "smb"),
        ("xa-ia-grai-office", "xa-ia-grai-ot", "https"),
    ],
)
def test_what_is_let_through(source: str, target: str, service: str) -> None:
    """The ways that a story, a repair or a day's work takes."""
    assert reaches(Network(index()), source, target, service)


@pytest.mark.parametrize(
    ("source", "target", "service"),
    [
        ("internet", "ttdl-server", "https"),
        ("internet", "ttdl-mgmt", "rdp"),
        ("internet", "xa-ia-grai-office", "smb"),
        ("xa-ia-grai-office", "ttdl-mgmt", "rdp"),
        ("xa-ia-grai-office", "ttdl-db", "sql"),
        ("xa-ia-grai-office", "ttdl-backup", "smb"),
        ("xa-ia-grai-office", "xa-ia-ly-office", "smb"),
        ("xa-ia-grai-branch", "ttdl-server", "https"),
        ("xa-ia-grai-ot", "ttdl-server", "https"),
        ("bv-nhi-office", "ttdl-server", "smb"),
        ("xa-ia-grai-office", "bv-nhi-server", "smb"),
        ("xa-ia-grai-office", "cong-an-tinh-soc", "https"),
        ("ttdl-db", "internet", "https"),
        ("ttdl-server", "ttdl-mgmt", "rdp"),
        ("ttdl-backup", "internet", "https"),
    ],
)
def test_what_is_not(source: str, target: str, service: str) -> None:
    """Firewalls keep zones, sites and planes apart."""
    assert not reaches(Network(index()), source, target, service)


def test_cutting_a_communes_line_shuts_it_out_of_the_data_centre_only() -> None:
    """Its broadband stays; the other communes notice nothing."""
    network = Network(index())
    network.set_up("tslcd-xa-ia-grai", up=False)
    assert not reaches(network, "xa-ia-grai-office", "ttdl-server", "smb")
    assert reaches(network, "xa-ia-grai-office", "internet", "https")
    assert reaches(network, "xa-ia-ly-office", "ttdl-server", "smb")


def test_a_ring_survives_one_cut_and_not_two() -> None:
    """Between two towns of a ring traffic goes the other way round."""
    network = Network(index())
    network.set_up("trunk-duc-co-chu-prong", up=False)
    assert reaches(network, "xa-duc-co-office", "ttdl-server", "https")
    network.set_up("trunk-pleiku-ia-grai", up=False)
    assert not reaches(network, "xa-duc-co-office", "ttdl-server", "https")


@pytest.mark.parametrize("name", province.names())
def test_every_user_of_a_service_can_reach_it_before_anything_happens(name: str) -> None:
    """No service counts users at a site that none of its planes reaches: they would be lost from the first minute."""
    found = index(name)
    network = Network(found)
    for service in found.services.values():
        for site, _ in service.users:
            planes = [plane for plane in service.access if site in found.seats[plane]]
            assert not planes or any(site in found.reached(network.parts, plane) for plane in planes), (service.id, site)


@pytest.mark.parametrize("name", province.names())
def test_every_service_stands_when_all_is_well(name: str) -> None:
    """All at full level, by the engine's own arithmetic."""
    board = World(index(name), Clock(0), Draws(1)).services
    assert {service: board._compute(service) for service in board.level} == dict.fromkeys(board.level, 1000)


@pytest.mark.parametrize("name", province.names())
def test_every_service_falls_with_what_it_needs(name: str) -> None:
    """Losing every asset of a service's needs downs it: no tree holds by itself."""
    world = World(index(name), Clock(0), Draws(1))
    for asset in world.index.asset_of.values():
        world.flags[asset] = OFF
    for service in world.index.service_order:  # a service may lean on others only
        world.services.level[service] = world.services._compute(service)
    assert world.services.level == dict.fromkeys(world.index.services, 0)


def test_a_district_carries_its_communes() -> None:
    """Before July 2025 a commune's line led to its district: what cuts the district off cuts off just its own communes."""
    network = Network(index(DISTRICTS))
    estate, _ = province.load_network(DISTRICTS)
    offices = [f"{site.id}-office" for site in estate.sites if site.kind == "commune"]
    assert all(reaches(network, office, "ttdl-pleiku-server", "https") for office in offices)
    network.set_up("tslcd-huyen-ia-pa", up=False)
    cut = [office for office in offices if not reaches(network, office, "ttdl-pleiku-server", "https")]
    own = [link.a for link in estate.links if link.b == "huyen-ia-pa-core" and link.a.endswith("-office") and link.a in offices]
    assert cut == own
    assert len(own) == 9


@pytest.mark.parametrize(
    ("source", "target", "service"),
    [
        ("internet", "vt-a-dmz", "vpn"),
        ("vt-a-dmz", "vt-a-mgmt", "ssh"),
        ("vt-a-mgmt", "nut-tay-son-core", "ssh"),
        ("dai-ly-03-shop", "vt-a-dmz", "https"),
        ("vt-a-dmz", "vt-a-app", "https"),
        ("internet", "bv-da-khoa-quy-nhon-dmz", "vpn"),
        ("bv-da-khoa-quy-nhon-dmz", "bv-da-khoa-quy-nhon-server", "rdp"),
        ("tct-buu-dien-app", "buu-dien-tinh-sv", "smb"),
        ("buu-dien-tinh-sv", "bd-kho", "smb"),
        ("buu-dien-tinh-sv", "buu-dien-tinh-office", "smb"),
        ("internet", "ttdl-ai", "https"),
        ("may-do-ngoai", "internet", "https"),
    ],
)
@pytest.mark.parametrize("name", ["gia-lai-2025", "gia-lai-lite"])
def test_the_ways_that_the_other_stories_take(name: str, source: str, target: str, service: str) -> None:
    """Contractor to the ring, reseller to his portal, vendor to the hospital, headquarters to the province's post."""
    assert reaches(Network(index(name)), source, target, service)


@pytest.mark.parametrize(("name", "commune"), [("gia-lai-2025", "xa-ia-grai"), ("gia-lai-lite", "xa-ia-grai"), (DISTRICTS, "xa-ia-mron")])
def test_a_place_has_its_own_share_of_a_service(name: str, commune: str) -> None:
    """Masts, a loudspeaker box, a hospital's own server carry their service where they stand, and nowhere else."""
    world = World(index(name), Clock(0), Draws(1))
    board, hospital, care = world.services, "ttyt-pleiku", "kham-chua-benh" if name == DISTRICTS else "benh-an"
    other = "phuong-yen-do" if name == DISTRICTS else "phuong-quy-nhon"
    assert {board.site_level(service, commune) for service in ("bts", "truyen-thanh")} == {1000}
    for asset in world.index.assets:
        if asset.id in {f"{commune}-loactl", f"{hospital}-his01"} or (asset.id.startswith(f"{commune}-bts-a") and asset.id.endswith("1")):
            world.set_flag(world.index.asset_of[asset.id], OFF, on=True)
    assert board.site_level("truyen-thanh", commune) == 0
    assert 0 < board.site_level("bts", commune) < 1000
    assert board.site_level(care, hospital) == 0
    assert {board.site_level(service, other) for service in ("bts", "truyen-thanh")} == {1000}
