"""The storm's story keeps its promises: wind and water beside an intruder, a core that stops at the hour, a door that shuts."""

from __future__ import annotations

from functools import cache

import pytest

from engine.messages import Input, Start
from engine.plan import Plan
from engine.simulation import Simulation
from scenarios.compiler import check, load

STORY = "mat-lien-lac-giua-bao"
MINUTE = 60_000


@cache
def plan() -> Plan:
    """The story on the small network."""
    return load(STORY, "gia-lai-lite")


def drill(seed: int, orders: tuple[tuple[int, str, str, str], ...] = ()) -> Simulation:
    """A whole drill with these orders: minute, team, action, target."""
    sim = Simulation(plan(), seed)
    for minute, team, action, target in orders:
        sim.advance(minute * MINUTE)
        receipt = sim.submit(Input(minute * MINUTE + 1, "seat", team, "1", Start(action, target, ask=True)))
        assert receipt.accepted, receipt
    sim.advance(plan().lasts_ms)
    return sim


def steps(sim: Simulation) -> list[str]:
    """Steps that succeeded."""
    return [event.data["step"] for event in sim.events if event.kind == "step-succeeded"]


def chosen(sim: Simulation, choice: str) -> list[str]:
    """What the attackers decided."""
    return [event.data["option"] for event in sim.events if event.kind == "adversary-chose" and event.data["choice"] == choice]


@pytest.mark.parametrize("network", ["gia-lai-2025", "gia-lai-lite"])
def test_it_compiles_without_a_fault_or_a_warning(network: str) -> None:
    """Nothing but information is said about it, on either network."""
    assert [item for item in check(STORY, network) if item.severity in ("fault", "warning")] == []


def test_it_is_as_rich_as_a_full_scenario_has_to_be() -> None:
    """Teams, hostile steps, situations, decisions and points reach what was promised."""
    story = plan()
    hostile = [campaign for campaign in story.campaigns if not campaign.benign]
    assert len(story.teams) == 5
    assert sum(len(campaign.steps) for campaign in hostile) >= 16
    assert len(story.injects) >= 25
    assert sum(inject.when is None for inject in story.injects) == 4
    assert sum(measure.points for objective in story.objectives for measure in objective.measures) == 100


def test_untouched_the_core_stops_at_the_hour_of_evacuation_and_the_ring_is_taken() -> None:
    """Nobody acts: the intruder goes west, the forged word is sent and both controllers are stopped."""
    sim = drill(11)
    done = steps(sim)
    assert {"lan-theo-vong", "tin-nuoc-rut", "ngat-loi"} <= set(done)
    assert chosen(sim, "theo-duong-sua") == ["vong-truoc"]
    assert any(event.kind.startswith("mains") or "weather" in event.kind for event in sim.events)


def test_a_node_reloaded_before_a_line_is_joined_keeps_the_west_clean() -> None:
    """Tây Sơn's configuration first: the intruder has no ring to ride."""
    sim = drill(11, ((60, "noc-a", "redo-configuration", "nut-tay-son-agg01"),))
    assert chosen(sim, "theo-duong-sua") == ["loi-sach"]
    assert "lan-theo-vong" not in steps(sim)


def test_a_schedule_removed_in_time_leaves_the_core_running() -> None:
    """The element manager reloaded in the third hour: the restart never comes."""
    sim = drill(11, ((150, "noc-a", "redo-configuration", "vt-a-ems01"),))
    assert "dat-lich" in steps(sim)
    assert "ngat-loi" not in steps(sim)


def test_a_schedule_that_was_never_planted_stops_nothing() -> None:
    """The element manager off the network before 14:20: nothing waits for 18:25, and that counts as much as removing it."""
    sim = drill(11, ((5, "noc-a", "isolate", "vt-a-ems01"),))
    assert "dat-lich" not in steps(sim)
    assert "ngat-loi" not in steps(sim)
    assert any(event.kind == "milestone" and event.data["milestone"] == "lich-khong-con" for event in sim.events)
    untouched = drill(11)
    assert not any(event.kind == "milestone" and event.data["milestone"] == "lich-khong-con" for event in untouched.events)


def test_a_node_put_right_drops_no_more_calls_wherever_the_attacker_sits() -> None:
    """The policy's cap ends with the last altered node, whether or not the element manager is on the network."""
    sim = drill(11, ((5, "noc-a", "isolate", "vt-a-ems01"), (60, "noc-a", "redo-configuration", "nut-tay-son-agg01")))
    turned = [event.data["on"] for event in sim.events if event.kind == "switched" and event.data["switch"] == "chinh-sach-sai"]
    assert turned == [1, 0]


def test_what_was_not_copied_before_the_reload_is_gone() -> None:
    """Reloaded at once the altered version costs evidence; read first it does not."""

    def lost(sim: Simulation) -> int:
        return sum(event.data["amount"] for event in sim.events if event.kind == "harm-counted" and event.data["cause"] == "mat-ban-sua")

    reload = (80, "noc-a", "redo-configuration", "nut-tay-son-agg01")
    assert lost(drill(11, (reload,))) == 5
    assert lost(drill(11, ((50, "noc-a", "read-disk", "nut-tay-son-agg01"), reload))) == 0
