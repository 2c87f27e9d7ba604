"""Single points of failure: on a network small enough to draw, and on the province."""

from __future__ import annotations

import pytest

from engine.plan import Asset, Estate, Link, Need, Org, Segment, Service, Site, System
from engine.topology import SinglePoint, graph, single_points_of_failure
from scenarios import province

OUTSIDE = ("internet", "internet")


def small(*extra: Link, needs: Need | None = None) -> Estate:
    """A data centre, two nodes in a row, a commune behind each; the second commune has broadband too.

    ttdl — n1 — n2 — b
             \\
              a            b — internet
    """
    sites = (("ttdl", "datacentre"), ("n1", "node"), ("n2", "node"), ("a", "commune"), ("b", "commune"), OUTSIDE)
    lines = (("t1", "ttdl", "n1"), ("t2", "n1", "n2"), ("la", "a", "n1"), ("lb", "b", "n2"))
    links = tuple(Link(name, "line", "tslcd", a, b, 10, "o") for name, a, b in lines)
    spare = Need("any", of=(Need("asset", "web1"), Need("asset", "web2")))
    app = needs or Need("all", of=(spare, Need("asset", "db")))
    return Estate(
        "small",
        (Org("o", "x"),),
        tuple(Site(name, kind, "o") for name, kind in sites),
        tuple(Segment(name, name, "office" if kind == "commune" else "server") for name, kind in sites),
        (*links, Link("nb", "net", "internet", "b", "internet", 10, "o"), *extra),
        (),
        (System("s", 3, "o", "o", "o"),),
        tuple(Asset(name, name.upper(), "ttdl", "server", "x") for name in ("web1", "web2", "db")),
        (),
        (),
        (
            Service("app", "o", "s", app, (("a", 10), ("b", 20)), ("tslcd", "internet")),
            Service("desk", "o", "s", Need("service", "app"), (("a", 1),), ("tslcd",)),
        ),
    )


def found(estate: Estate) -> dict[str, SinglePoint]:
    """Single points by id."""
    return {point.id: point for point in single_points_of_failure(estate)}


def test_an_asset_without_a_twin_takes_its_services_with_it() -> None:
    """The database downs both services, one through the other; of two web servers neither does."""
    points = found(small())
    assert points["db"] == SinglePoint("asset", "db", ("app", "desk"), (), 31)
    assert "web1" not in points


def test_k_of_n_has_room_for_as_many_as_it_spares() -> None:
    """Two of three: no single loss matters; three of three: each does."""
    leaves = tuple(Need("asset", name) for name in ("web1", "web2", "db"))
    assert {point.kind for point in found(small(needs=Need("k", of=leaves, k=2))).values()} == {"link", "site"}
    assert {"web1", "web2", "db"} <= found(small(needs=Need("k", of=leaves, k=3))).keys()


def test_lines_in_a_row_cut_off_what_hangs_behind_them() -> None:
    """Each line with the sites behind it; users who have another plane are not lost."""
    points = found(small())
    assert points["t1"].cut == (("tslcd", ("n1", "n2", "a", "b")),)
    assert points["t2"].cut == (("tslcd", ("n2", "b")),)
    assert points["t1"].users == 11
    assert points["t2"].users == 0
    assert points["nb"].cut == (("internet", ("b",)),)


def test_a_node_cuts_off_what_reaches_the_centre_through_it() -> None:
    """The first node both communes, the second only the far one; the ends of the network none."""
    points = found(small())
    assert points["n1"].cut == (("tslcd", ("n2", "a", "b")),)
    assert points["n2"].cut == (("tslcd", ("b",)),)
    assert points.keys() & {"ttdl", "a", "b", "internet"} == set()


def test_a_second_way_makes_a_line_spare() -> None:
    """With the ring closed, no trunk is a bridge and the far node no passage for the near commune; last lines still are."""
    points = found(small(Link("t3", "line", "tslcd", "ttdl", "n2", 10, "o")))
    assert points.keys() & {"t1", "t2", "t3"} == set()
    assert points["n1"].sites == ("a",)
    assert points["la"].sites == ("a",)


def test_two_lines_side_by_side_are_no_bridge() -> None:
    """Parallel lines between the same two places spare each other."""
    points = found(small(Link("t1b", "line", "tslcd", "ttdl", "n1", 10, "o")))
    assert points.keys() & {"t1", "t1b"} == set()


def test_a_line_that_a_service_needs_counts_by_itself() -> None:
    """A need of a line and its connectivity come together in one point."""
    point = found(small(needs=Need("all", of=(Need("asset", "db"), Need("link", "t2")))))["t2"]
    assert point.services == ("app", "desk")
    assert point.sites == ("n2", "b")
    assert point.users == 31


def test_a_site_takes_with_it_the_lines_that_end_there() -> None:
    """What needs a line needs both its ends."""
    assert found(small(needs=Need("link", "t2")))["n2"].services == ("app", "desk")


def test_worst_first() -> None:
    """Whatever hits most users leads the list."""
    users = [point.users for point in single_points_of_failure(small())]
    assert users == sorted(users, reverse=True)
    assert users[0] == 31


def test_graph_holds_only_the_planes_asked_for() -> None:
    """Edges bear their link's id, nodes their site and zone."""
    joined = graph(small(), ("internet",))
    assert [key for _, _, key in joined.edges(keys=True)] == ["nb"]
    assert joined.nodes["a"] == {"site": "a", "zone": "office"}


# --- the province


@pytest.fixture(scope="module")
def points() -> dict[str, SinglePoint]:
    """Single points of the full province."""
    return found(province.load_network("gia-lai-2025")[0])


def test_the_islet_hangs_on_one_microwave_path(points: dict[str, SinglePoint]) -> None:
    """Both its planes, and it alone."""
    assert dict(points["viba-nhon-chau"].cut) == dict.fromkeys(("tslcd", "internet", "ring"), ("xa-nhon-chau",))


def test_spurs_are_weak_and_rings_are_not(points: dict[str, SinglePoint]) -> None:
    """The line to a spur's end cuts off the communes there; no stretch of a ring does."""
    assert {"xa-phu-tuc", "nut-krong-pa"} <= set(points["trunk-ayun-pa-krong-pa"].sites)
    assert "trunk-an-khe-kbang" in points
    ring = ("quy-nhon-tuy-phuoc", "tuy-phuoc-an-nhon", "pleiku-ia-grai", "ia-grai-duc-co", "phu-cat-phu-my")
    assert not {f"trunk-{stretch}" for stretch in ring} & points.keys()


def test_the_data_centres_pairs_are_spare_and_its_singles_are_not(points: dict[str, SinglePoint]) -> None:
    """One exchange server carries three services; firewalls, databases and lines to the towns come in pairs."""
    assert points["ttdl-lgsp01"].services == ("tthc", "mot-cua", "lgsp")
    assert {
        "ttdl-fw01",
        "ttdl-core01",
        "ttdl-db01",
        "ttdl-web01",
        "ttdl-app01",
        "ttdl-hv01",
        "tslcd-ttdl-1",
        "net-ttdl-1",
    } & points.keys() == set()
