"""Who reaches whom: planes, rules, cuts and ways round."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.index import Index
from engine.network import Network
from engine.plan import Estate, FlowRule, Link, Segment, Site
from tests.unit.engine.worlds import asset, bench, estate


def _net(net: Estate | None = None) -> tuple[Index, Network]:
    index = Index(bench(net=net))
    return index, Network(index)


def _reaches(net: Estate | None, source: str, target: str, service: str, *cut: str) -> bool:
    index, network = _net(net)
    for link in cut:
        assert network.set_up(link, False)
    return network.reaches(index.segment_of[source], index.segment_of[target], service)


def test_a_rule_and_a_line_together_let_traffic_through() -> None:
    """Neither alone is enough, and a rule has a direction and a service."""
    assert _reaches(None, "xa-a-office", "ttdl-server", "smb")
    assert not _reaches(None, "ttdl-server", "xa-a-office", "smb")
    assert not _reaches(None, "xa-a-office", "ttdl-server", "ssh")
    assert not _reaches(None, "xa-a-office", "ttdl-server", "smb", "tslcd-xa-a")


def test_another_plane_does_not_carry_what_a_rule_allows_on_one() -> None:
    """Server shares are for the data network; that the broadband is up helps nothing."""
    assert not _reaches(None, "xa-a-office", "ttdl-server", "https", "tslcd-xa-a")
    assert _reaches(None, "xa-a-office", "internet", "https", "tslcd-xa-a")


def test_lines_join_over_others_of_their_plane() -> None:
    """Two communes meet in the data centre; cutting either line parts them."""
    assert _reaches(None, "xa-a-office", "xa-b-office", "rdp")
    assert not _reaches(None, "xa-a-office", "xa-b-office", "rdp", "tslcd-xa-b")


def test_neighbours_in_a_segment_always_reach_each_other() -> None:
    """No firewall stands between hosts of one segment."""
    assert _reaches(None, "xa-a-office", "xa-a-office", "anything", "tslcd-xa-a", "net-xa-a")


def test_a_ring_survives_one_cut_and_not_two() -> None:
    """Redundancy is what the graph says it is."""
    net = estate()
    net = replace(net, links=(*net.links, Link("tslcd-a-b", "fibre", "tslcd", "xa-a-office", "xa-b-office", 10, "dtc")))
    assert _reaches(net, "xa-a-office", "ttdl-server", "smb", "tslcd-xa-a")
    assert not _reaches(net, "xa-a-office", "ttdl-server", "smb", "tslcd-xa-a", "tslcd-xa-b")


def test_a_line_that_comes_back_carries_again() -> None:
    """Cut, restored, and told each time whether that changed anything."""
    index, network = _net()
    office, server = index.segment_of["xa-a-office"], index.segment_of["ttdl-server"]
    assert network.set_up("tslcd-xa-a", False)
    assert not network.set_up("tslcd-xa-a", False)
    assert not network.is_up("tslcd-xa-a")
    assert network.set_up("tslcd-xa-a", True)
    assert network.reaches(office, server, "smb")


def _path(source: str, target: str, service: str, *cut: str, net: Estate | None = None) -> list[str]:
    index, network = _net(net)
    for link in cut:
        network.set_up(link, False)
    names = [segment.id for segment in index.plan.estate.segments]
    return [names[hop] for hop in network.path([index.segment_of[source]], index.segment_of[target], service)]


@pytest.mark.parametrize(
    ("source", "target", "service", "cut", "hops"),
    [
        ("xa-a-office", "ttdl-server", "smb", (), ["ttdl-server"]),
        ("xa-a-office", "ttdl-db", "sql", (), ["ttdl-server", "ttdl-db"]),
        ("xa-a-office", "ttdl-db", "sql", ("core-db",), []),
        ("xa-a-office", "ttdl-db", "sql", ("tslcd-xa-a",), []),
    ],
)
def test_a_way_round_leads_through_what_can_be_taken(source: str, target: str, service: str, cut: tuple[str, ...], hops: list[str]) -> None:
    """From the office to the database by way of the server; no way where a line is missing."""
    assert _path(source, target, service, *cut) == hops


def test_a_way_round_never_leads_through_the_internet() -> None:
    """The internet is where attackers come from, not a machine room that they hold."""
    net = estate()
    rules = (FlowRule("office", "internet", ("https",), "internet"), FlowRule("internet", "server", ("smb",), "internet"))
    assert _path("xa-a-office", "ttdl-server", "smb", net=replace(net, rules=rules)) == []


def test_a_way_round_is_no_longer_than_three_hops() -> None:
    """A chain of four segments is out of reach, one of three is not."""
    net = estate()
    names = [f"s{n}" for n in range(6)]
    net = replace(
        net,
        sites=(*net.sites, *(Site(name, "department", "so") for name in names)),
        segments=(*net.segments, *(Segment(name, name, f"zone{n}") for n, name in enumerate(names))),
        assets=(*net.assets, *(asset(f"host-{name}", name) for name in names)),
        links=(*net.links, *(Link(f"l{n}", "fibre", "local", names[n], names[n + 1], 1, "dtc") for n in range(5))),
        rules=tuple(FlowRule(f"zone{n}", f"zone{n + 1}", ("smb",), "local") for n in range(5)),
    )
    assert len(_path("s0", "s3", "smb", net=net)) == 3
    assert _path("s0", "s4", "smb", net=net) == []
