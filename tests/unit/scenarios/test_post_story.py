"""The post's story keeps its promises: blind at once, a hand in the own server, a line that must not be rejoined on a call."""

from __future__ import annotations

from functools import cache

import pytest

from engine.messages import Input, Start
from engine.plan import Plan
from engine.simulation import Simulation
from scenarios.compiler import check, load

STORY = "buu-chinh-te-liet"
SEEDS = range(301, 305)
MINUTE = 60_000
LOCKS = {"sync-lock", "sync-lock-nas", "sync-wait"}


@cache
def plan() -> Plan:
    """The story on the small network."""
    return load(STORY, "gia-lai-lite")


def played(seed: int, orders: list[tuple[int, str, str, str]]) -> Simulation:
    """A whole drill in which only these orders are given: minute, team, action, target."""
    sim = Simulation(plan(), seed)
    for minute, team, action, target in orders:
        sim.advance(minute * MINUTE)
        receipt = sim.submit(Input(minute * MINUTE + 1, "seat", team, "1", Start(action, target, ask=True)))
        assert receipt.accepted, receipt
    sim.advance(plan().lasts_ms)
    return sim


@cache
def untouched(seed: int) -> Simulation:
    """A whole drill in which nobody does anything."""
    return played(seed, [])


def steps(sim: Simulation) -> set[str]:
    """Steps that succeeded."""
    return {event.data["step"] for event in sim.events if event.kind == "step-succeeded"}


def chosen(sim: Simulation, choice: str) -> list[str]:
    """What the attackers decided."""
    return [event.data["option"] for event in sim.events if event.kind == "adversary-chose" and event.data["choice"] == choice]


@pytest.mark.parametrize("network", ["gia-lai-2025", "gia-lai-lite"])
def test_it_compiles_without_a_fault_or_a_warning(network: str) -> None:
    """Nothing but information is said about it, on either network."""
    assert [item for item in check(STORY, network) if item.severity in ("fault", "warning")] == []


def test_it_is_as_rich_as_a_full_scenario_has_to_be() -> None:
    """Teams, steps, decisions, situations, objectives and points reach what was promised."""
    story = plan()
    hostile = [campaign for campaign in story.campaigns if not campaign.benign]
    assert len(story.teams) == 4
    assert sum(len(campaign.steps) for campaign in hostile) >= 12
    assert sum(len(campaign.choices) for campaign in hostile) >= 3
    assert sum(inject.when is not None for inject in story.injects) >= 15
    assert sum(inject.when is None for inject in story.injects) >= 4
    assert sum(measure.points for objective in story.objectives for measure in objective.measures) == 100


def test_the_counters_go_blind_within_two_and_a_half_minutes() -> None:
    """In every drill the post's first sign is that, after a minute."""
    for seed in SEEDS:
        first = next(event for event in untouched(seed).events if event.kind == "alert" and "buu-dien-tinh" in event.to)
        assert first.data["kind"] == "counters-blind", seed
        assert MINUTE <= first.at <= 150_000, seed


def test_left_alone_the_province_is_encrypted_and_the_old_are_called() -> None:
    """The line stays open, so the list goes out and the locks come down."""
    for seed in SEEDS:
        assert {"sync-alter", "sync-send", "sync-lock", "call-old"} <= steps(untouched(seed)), seed


def test_a_line_cut_and_rejoined_on_a_call_brings_the_locks_down() -> None:
    """They wait behind a cut line; nobody answered the caller, so it is rejoined and they come."""
    for seed in SEEDS:
        sim = played(seed, [(160, "buu-dien-tinh", "cut-hanoi", "")])
        assert chosen(sim, "noi-lai") == ["bi-ngat"], seed
        assert "sync-wait" in steps(sim), seed


def test_the_sync_account_locked_early_saves_list_and_servers() -> None:
    """Without the account nothing of the province is altered, sent or locked."""
    for seed in SEEDS:
        done = steps(played(seed, [(5, "buu-dien-tinh", "lock-account", "bd-dong-bo")]))
        assert not done & (LOCKS | {"sync-alter", "sync-send"}), seed


def test_a_server_cleaned_with_the_key_left_in_the_door_is_entered_again() -> None:
    """Cleaning alone does not last; with the account locked first it does."""
    clean = (30, "buu-dien-tinh", "clean-sync", "buu-dien-tinh-sv01")
    for seed in SEEDS:
        assert "sync-back" in steps(played(seed, [clean])), seed
        assert "sync-back" not in steps(played(seed, [(5, "buu-dien-tinh", "lock-account", "bd-dong-bo"), clean])), seed


def test_every_way_to_pay_costs_something_else() -> None:
    """Waiting leaves people in the yard, paper loses lines of the list, and in full more than in half is paid to the wrong ones."""

    def fastest(sim: Simulation, pile: str, way: str) -> int:
        """Items an hour at the most."""
        return max((event.data[way] for event in sim.events if event.kind == "pile-moved" and event.data["pile"] == pile), default=0)

    full = played(302, [(25, "buu-dien-tinh", "pay-on-paper", "")])
    half = played(302, [(25, "buu-dien-tinh", "pay-half", "")])
    wait = untouched(302)
    assert fastest(full, "nguoi-cho-luong", "rate_out") > fastest(half, "nguoi-cho-luong", "rate_out")
    assert fastest(half, "nguoi-cho-luong", "rate_out") > fastest(wait, "nguoi-cho-luong", "rate_out")
    for pile in ("chi-trung", "dong-giay-lot"):
        assert fastest(full, pile, "rate_in") > fastest(half, pile, "rate_in") > fastest(wait, pile, "rate_in") == 0, pile
