"""The hospital story keeps its promises: up is not safe, three copies of four lie, the door before the copy, a nurse not wronged."""

from __future__ import annotations

from functools import cache

import pytest

from engine.plan import Plan
from engine.rehearsal import play
from engine.simulation import Simulation
from scenarios.compiler import check, load

STORY = "benh-an-khi-nguoi-benh-cho"
NETWORKS = ("gia-lai-2025", "gia-lai-lite")
SEEDS = range(301, 304)
MINUTE = 60_000
DATABASES = {"bv-da-khoa-quy-nhon-hisdb01", "bv-da-khoa-pleiku-hisdb01"}


@cache
def plan() -> Plan:
    """The story on the small network."""
    return load(STORY, "gia-lai-lite")


@cache
def drill(seed: int, level: str = "idle") -> Simulation:
    """A whole drill by one level of bots."""
    return play(plan(), seed, level)


def harm(sim: Simulation, column: str) -> int:
    """What a column came to."""
    return sum(event.data["amount"] for event in sim.events if event.kind == "harm-counted" and event.data["column"] == column)


@pytest.mark.parametrize("network", NETWORKS)
def test_it_compiles_without_a_fault_or_a_warning(network: str) -> None:
    """Nothing but information is said about it, on either network."""
    assert [item for item in check(STORY, network) if item.severity in ("fault", "warning")] == []


def test_it_is_as_rich_as_a_full_scenario_has_to_be() -> None:
    """Teams, steps, decisions, injects, objectives and points reach what was promised."""
    story = plan()
    hostile = [campaign for campaign in story.campaigns if not campaign.benign]
    assert len(story.teams) == 5
    assert sum(len(campaign.steps) for campaign in hostile) >= 12
    assert len(story.campaigns) - len(hostile) >= 2
    assert sum(len(campaign.choices) for campaign in hostile) >= 3
    assert len(story.injects) >= 15
    assert sum(inject.when is None for inject in story.injects) >= 4
    assert len(story.objectives) == 5
    assert sum(measure.points for objective in story.objectives for measure in objective.measures) == 100
    assert {order.team for order in story.reference} == {team.id for team in story.teams}


def test_the_data_is_false_before_anything_stops() -> None:
    """Both databases say what is false from before the first minute, and the system slows down only later."""
    for seed in SEEDS:
        events = drill(seed).events
        assert {e.data["asset"] for e in events if e.kind == "asset-tampered" and e.at < 0} == DATABASES
        slow = next(e.at for e in events if e.kind == "switched" and e.data["switch"] == "he-thong-cham")
        assert 40 * MINUTE < slow < 60 * MINUTE


def test_doing_nothing_lets_wrong_orders_rise_and_ends_locked() -> None:
    """Hundreds of wrong orders, the record servers encrypted, every duty missed."""
    for seed in SEEDS:
        sim = drill(seed)
        assert harm(sim, "data") >= 300
        assert any(event.kind == "asset-encrypted" for event in sim.events)
        assert sum(event.kind == "duty-missed" for event in sim.events) == 3


def test_an_expert_makes_the_data_true_again_and_spares_most() -> None:
    """Experts harm the patients' data far less than idle teams and bring a true copy back."""
    for seed in SEEDS:
        sim = drill(seed, "expert")
        assert harm(sim, "data") * 2 < harm(drill(seed), "data")
        assert {e.data["asset"] for e in sim.events if e.kind == "asset-mended"} & DATABASES


def test_the_nurse_put_things_right() -> None:
    """What is found of her is innocent, and only verifying earns points."""
    found = {item.id: item for item in plan().artefacts}
    assert found["dieu-duong-sua"].benign
    assert found["so-ban-giao"].benign
    asked = next(m for objective in plan().objectives for m in objective.measures if m.ref == "dieu-duong-bi-nghi")
    assert asked.tags == ("verify",)


def test_the_first_ten_minutes_are_gentle() -> None:
    """The player has a first true alert within two and a half minutes, few more in ten, and no message."""
    player = next(team.id for team in plan().teams if team.player)
    for seed in SEEDS:
        early = [event for event in drill(seed).events if player in event.to and 0 <= event.at < 10 * MINUTE]
        alerts = [event.at for event in early if event.kind == "alert"]
        assert MINUTE <= alerts[0] <= 150_000
        assert len(alerts) <= 3
        assert not any(event.kind == "message" for event in early)
