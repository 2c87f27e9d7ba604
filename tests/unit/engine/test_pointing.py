"""Where traces lie when a kind of keeper is named, whom a reading points to, and what central logs answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.index import Index
from engine.plan import Artefact, Plan
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, asset, bench, campaign, carry_out, estate, foothold, of, record, run, step


def world(points: str = "source", where: str = "disk", reveals: str = "c2", kind: str = "proxy") -> Plan:
    """A grip on a-pc1, and from there a step that meets `app` and leaves one trace; `gate` keeps logs and nothing watches it."""
    net = estate()
    net = replace(net, assets=(*net.assets, asset("gate", "ttdl-server", kind, controls=())))
    left = Artefact("hop", where, (record(),), reveals=(reveals,), points=points)
    hop = step("hop", "move", ("app",), needs_foothold=("a-pc1",), over="smb", leaves=("hop",))
    return replace(bench(net=net), artefacts=(*bench().artefacts, left), campaigns=(campaign(foothold("a-pc1", then=("hop",)), hop),))


def states(sim: Simulation) -> dict[str, str]:
    """What the response team holds of each asset."""
    return {item.id: item.state for item in sim.view(IR).assets}


def test_reading_points_to_where_it_came_from() -> None:
    """The machine concerned is confirmed, the one behind it suspect; not where the artefact does not point."""
    for points, wanted in (("source", {"app": "confirmed", "a-pc1": "suspect"}), ("", {"app": "confirmed"})):
        sim = run(world(points), 10 * MINUTE)
        carry_out(sim, IR, "read-disk", "app")
        assert states(sim) == wanted


def test_pointing_hides_nothing_graver() -> None:
    """A machine already confirmed stays so, and is not told of again."""
    sim = run(world(), 10 * MINUTE)
    sim._world.know((IR,), "a-pc1", "confirmed", "seen")
    carry_out(sim, IR, "read-disk", "app")
    assert states(sim)["a-pc1"] == "confirmed"
    assert len(of(sim, "asset-known", asset="a-pc1")) == 1


def test_kind_of_keeper_is_the_sites_own_else_the_provinces() -> None:
    """The log server beside the machine, else that of the data centre, else the machine itself."""
    plan = bench()
    index = Index(plan)
    assert index.keeper("log-server", "a-pc1") == "logs"
    assert index.keeper("proxy", "a-pc1") == "a-pc1"
    net = estate()
    own = Index(bench(net=replace(net, assets=(*net.assets, asset("near", "xa-a-office", "log-server")))))
    assert own.keeper("log-server", "a-pc1") == "near"
    assert own.keeper("log-server", "app") == "logs"


def test_trace_on_a_kind_of_keeper_lies_there() -> None:
    """It is read on the keeper and speaks of the machine."""
    sim = run(world(where="log-server"), HOUR)
    (left,) = of(sim, "artefact-left", artefact="hop")
    assert (left.data["holder"], left.data["asset"], left.data["source"]) == ("logs", "app", "a-pc1")
    carry_out(sim, IR, "read-logs", "logs")
    assert states(sim) == {"app": "confirmed", "a-pc1": "suspect"}


@pytest.mark.parametrize(
    ("kind", "indicator", "hits"),
    [("proxy", "c2", ["app"]), ("dns", "c2", ["app"]), ("dns", "c2-reserve", []), ("vpn", "c2-reserve", ["app"]), ("proxy", "tool", [])],
)
def test_central_logs_answer_what_they_would_hold(kind: str, indicator: str, hits: list[str]) -> None:
    """A domain stands in a proxy's and a name server's log, an address in a gateway's, a hash in neither; no agent is needed."""
    sim = run(world(where="gate", reveals=indicator, kind=kind), 10 * MINUTE)
    sim._world.knowledge[IR].facts[f"indicator:{indicator}"] = 0
    carry_out(sim, IR, "sweep", indicator)
    (swept,) = of(sim, "swept", indicator=indicator)
    assert swept.data["hits"] == hits
