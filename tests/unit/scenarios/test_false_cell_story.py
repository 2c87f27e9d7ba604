"""The story of the false cell keeps its promises: two sources, so that stopping one leaves the other; a gentle beginning."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from engine.messages import Input, Start
from engine.plan import Condition, Plan
from engine.rehearsal import play
from engine.simulation import Simulation
from scenarios.compiler import check, load

STORY = "tram-bts-gia-tin-mao-danh"
NETWORKS = ("gia-lai-2025", "gia-lai-lite")
SEEDS = range(101, 109)
MINUTE, HOUR = 60_000, 3_600_000
SECTORS = tuple(f"tran-so-tt-{name}01" for name in ("quy-nhon", "quy-nhon-nam", "quy-nhon-bac", "tuy-phuoc"))


@cache
def plan(network: str = "gia-lai-lite") -> Plan:
    """The story on a network."""
    return load(STORY, network)


@cache
def untouched(seed: int) -> Simulation:
    """A whole drill in which nobody does anything."""
    sim = Simulation(plan(), seed)
    sim.advance(plan().lasts_ms)
    return sim


def came(sim: Simulation, pile: str) -> int:
    """Items that came to a pile in all."""
    (event,) = [event for event in sim.events if event.kind == "piles-counted"]
    return int(event.data["piles"][pile]["total"])


def succeeded(sim: Simulation) -> list[str]:
    """Steps that succeeded in the drill, in order."""
    return [event.data["step"] for event in sim.events if event.kind == "step-succeeded" and event.at >= 0]


def leaves(condition: Condition) -> list[Condition]:
    """The conditions that a condition is made of."""
    return [leaf for part in condition.of for leaf in leaves(part)] if condition.of else [condition]


def ordered(sim: Simulation, team: str, action: str, targets: tuple[str, ...]) -> Simulation:
    """The same drill with one team's orders given now; it runs to its end."""
    for number, target in enumerate(targets, start=1):
        assert sim.submit(Input(sim.clock + number, "seat", team, "seat", Start(action, target))).accepted
    sim.advance(plan().lasts_ms)
    return sim


@pytest.mark.parametrize("network", NETWORKS)
def test_it_compiles_without_a_fault_or_a_warning(network: str) -> None:
    """Nothing but information is said about it, on either network."""
    assert [item for item in check(STORY, network) if item.severity in ("fault", "warning")] == []


def test_it_is_as_rich_as_a_full_scenario_has_to_be() -> None:
    """Teams, steps, decisions, situations, columns of harm and points reach what was promised."""
    story = plan()
    hostile = [campaign for campaign in story.campaigns if not campaign.benign]
    assert len(story.teams) == 6
    assert sum(len(campaign.steps) for campaign in hostile) >= 25
    assert sum(len(campaign.choices) for campaign in hostile) >= 4
    assert len(story.campaigns) - len(hostile) == 2
    assert len(story.injects) >= 25
    assert sum(inject.when is None for inject in story.injects) >= 4
    assert sum(measure.points for objective in story.objectives for measure in objective.measures) == 100
    assert {measure.ref for objective in story.objectives for measure in objective.measures} >= {
        "service",
        "data",
        "evidence",
        "information",
    }


def test_catching_the_car_leaves_the_stolen_name() -> None:
    """Every sector of the city held before the car moves on: it falls silent, and the gateway goes on sending."""
    for seed in SEEDS:
        sim = Simulation(plan(), seed)
        sim.advance(5 * MINUTE)
        ordered(sim, "cong-an-tinh", "intercept", SECTORS[:2])
        steps = succeeded(sim)
        assert "xe-tat" in steps, seed
        assert "xe-b" not in steps, seed
        assert "ten-dot-3" in steps, seed
        assert came(sim, "tin-gia-ten") == came(untouched(seed), "tin-gia-ten"), seed
        assert came(sim, "tin-gia-xe") < came(untouched(seed), "tin-gia-xe"), seed


def test_revoking_one_key_brings_the_other_and_leaves_the_car() -> None:
    """The hospital's key revoked in the first minutes: the bank's is taken from the same page, and the car drives on."""
    for seed in SEEDS:
        sim = Simulation(plan(), seed)
        sim.advance(5 * MINUTE)
        ordered(sim, "nha-mang-a", "reset-account", ("api-brand-bv",))
        steps = succeeded(sim)
        assert "ten-dung" in steps, seed
        assert "ten-khoa-hai" in steps, seed
        assert "ten-dot-hai" in steps, seed
        assert "xe-b" in steps, seed
        assert "xe-c" in steps, seed


def test_revoking_costs_nobody_a_message_and_blocking_does() -> None:
    """Blocking the name stops the hospital's own messages and the bank's codes; revoking its key stops neither."""
    sim, other = Simulation(plan(), 101), Simulation(plan(), 101)
    for world, action, target in ((sim, "block-sender", ""), (other, "reset-account", "api-brand-bv")):
        world.advance(5 * MINUTE)
        assert world.submit(Input(5 * MINUTE + 1, "seat", "nha-mang-a", "seat", Start(action, target, ask=True))).accepted
        world.advance(2 * HOUR)
    assert sim.truth.lost["sms-thuong-hieu"] > 0
    assert sim.truth.lost["otp"] > 0
    assert other.truth.lost["sms-thuong-hieu"] == 0
    assert other.truth.lost["otp"] == 0


def test_doing_nothing_is_costly() -> None:
    """Hundreds type their details, thousands of patients are listed, headquarters blocks every name in the end."""
    for seed in SEEDS:
        sim = untouched(seed)
        assert came(sim, "da-nhap") > 600, seed
        assert came(sim, "tin-gia-xe") + came(sim, "tin-gia-ten") > 40_000, seed
        assert sim.truth.lost["sms-thuong-hieu"] > 0, seed


def test_the_shop_is_innocent() -> None:
    """Whoever holds the shop's sector stops nobody: it counts as held for nothing."""
    sim = Simulation(plan(), 101)
    sim.advance(30 * MINUTE)
    ordered(sim, "cong-an-tinh", "intercept", ("tran-so-tt-an-nhon01",))
    assert [event.data["asset"] for event in sim.events if event.kind == "isolated-wrongly"] == ["tran-so-tt-an-nhon01"]
    assert "xe-tat" not in succeeded(sim)


def test_the_first_ten_minutes_are_gentle() -> None:
    """The player has a first alert between one and two and a half minutes, few in ten, and nobody asks anything yet."""
    player = next(team.id for team in plan().teams if team.player)
    for seed in SEEDS:
        alerts = [event.at for event in untouched(seed).events if event.kind == "alert" and player in event.to]
        assert MINUTE // 2 <= alerts[0] <= 5 * MINUTE // 2, seed
        assert len([at for at in alerts if at < 10 * MINUTE]) <= 4, seed
        assert not any(event.kind == "message" and player in event.to for event in untouched(seed).events if event.at < 10 * MINUTE)


def test_milestones_tell_no_team_what_it_could_not_know() -> None:
    """A milestone that is shown hangs on that team's own knowledge, on what all hear, or on what its own people do."""
    for milestone in plan().milestones:
        for team in milestone.shown_to:
            may = next(item.may for item in plan().teams if item.id == team)
            for leaf in leaves(milestone.when):
                known = leaf.op == "knows" and (leaf.team == team or leaf.ref.startswith("declared:"))
                assert known or (leaf.op == "action" and leaf.ref in may), (milestone.id, team, leaf)


def test_nobody_waits_long() -> None:
    """Every team sees something at least each twenty minutes, whoever plays well."""
    for level in ("novice", "expert"):
        sim = play(plan(), 103, level)
        for team in plan().teams:
            moments = [0, *(event.at for event in sim.events if event.at >= 0 and team.id in event.to), plan().lasts_ms]
            assert max(later - earlier for earlier, later in pairwise(moments)) <= 20 * MINUTE, (level, team.id)


def test_drills_differ() -> None:
    """The car begins in either of two sectors, and what is done with the second set and the money varies with what teams did."""
    begun = Counter(
        event.data["asset"]
        for seed in SEEDS
        for event in untouched(seed).events
        if event.kind == "step-succeeded" and event.data["step"] == "xe-a"
    )
    assert set(begun) == set(SECTORS[:2])
    decided = {
        (event.data["choice"], event.data["option"]) for event in play(plan(), 104, "expert").events if event.kind == "adversary-chose"
    }
    alone = {(event.data["choice"], event.data["option"]) for event in untouched(104).events if event.kind == "adversary-chose"}
    assert {("don-tien", "gap"), ("bo-thu-hai", "chay-ngay")} & decided
    assert ("don-tien", "tu-tu") in alone
    assert ("bo-thu-hai", "them") in alone


def test_the_second_set_comes_out_unless_it_was_found() -> None:
    """Followed in time, the car leads to the second set, which never transmits; untouched, it always does."""
    for seed in SEEDS:
        sim = Simulation(plan(), seed)
        sim.advance(5 * MINUTE)
        ordered(sim, "cong-an-tinh", "follow-source", ("",))
        steps = succeeded(sim)
        assert "bo-hai-vut" in steps, seed
        assert "bo-hai" not in steps, seed
        assert "bo-hai" in succeeded(untouched(seed)), seed
