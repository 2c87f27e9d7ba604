"""Evidence that was destroyed before anybody collected it never comes back into any view, and counts as lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.messages import Start
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, bench, campaign, foothold, give

DESTROYERS = ("power-off", "reimage")
LOOKS = ("read-memory", "read-disk", "read-logs", "preserve-evidence", "observe")
ASSETS = ("a-pc1", "a-pc2", "app", "spare")
KINDS = ("run-key", "implant")

orders = st.lists(
    st.tuples(st.sampled_from((IR, OPS)), st.sampled_from((*DESTROYERS, *LOOKS, "sweep")), st.sampled_from(ASSETS)), min_size=1, max_size=14
)


@settings(max_examples=60, deadline=None)
@given(orders, st.integers(1, 50))
def test_what_is_lost_stays_lost(script: list[tuple[str, str, str]], seed: int) -> None:
    """Whatever is ordered, by whom and when: no finding names a trace after its loss, and the lost weights add up."""
    attack = campaign(foothold(*ASSETS, leaves=KINDS))
    sim = Simulation(bench(campaigns=(attack,)), seed)
    sim.advance(10 * MINUTE)
    for number, (team, verb, asset) in enumerate(script):
        sim.advance((11 + 3 * number) * MINUTE)
        give(sim, team, Start(verb, "tool" if verb == "sweep" else asset))
    sim.advance(3 * HOUR)
    for team in (IR, OPS):
        give(sim, team, Start("read-disk", "a-pc1"))
    sim.advance(5 * HOUR)
    weights = {item.id: item.weight for item in sim.plan.artefacts}
    gone: dict[tuple[str, str], int] = {}
    for event in sim.events:
        if event.kind == "artefact-lost":
            assert (event.data["asset"], event.data["artefact"]) not in gone
            gone[event.data["asset"], event.data["artefact"]] = event.at
    for event in sim.events:
        if event.kind == "found":
            assert event.at <= gone.get((event.data["asset"], event.data["artefact"]), 1 << 60), event
    for team in (IR, OPS):
        shown = {(item.asset, item.artefact) for item in sim.view(team).findings}
        assert not shown & gone.keys()
    custody = sum(event.data["amount"] for event in sim.events if event.kind == "harm-counted" and event.data["cause"] == "custody")
    assert sim.truth.evidence_lost == sum(weights[artefact] for _, artefact in gone) + custody


def test_the_property_has_something_to_say() -> None:
    """A power-off loses what lay in memory, and a reimage what lay on the disk."""
    sim = Simulation(replace(bench(campaigns=(campaign(foothold("a-pc1", leaves=KINDS)),))), 1)
    sim.advance(10 * MINUTE)
    give(sim, IR, Start("power-off", "a-pc1"))
    sim.advance(20 * MINUTE)
    give(sim, IR, Start("reimage", "a-pc1"))
    sim.advance(30 * MINUTE)
    assert [event.data["artefact"] for event in sim.events if event.kind == "artefact-lost"] == ["implant", "run-key"]
    assert sim.truth.evidence_lost == 5
