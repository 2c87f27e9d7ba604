"""The harvest story keeps its promises: right by day, false by night, two doors, a move that is answered, nobody named."""

from __future__ import annotations

from functools import cache

import pytest

from engine.messages import Input, Start
from engine.plan import Plan
from engine.simulation import Simulation
from scenarios.compiler import check, load

STORY = "ten-mien-truy-xuat-mua-thu-hoach"
RECORD, PAGE = "txng-dns01", "nha-dang-ky-reg01"
SEEDS = range(301, 305)
MINUTE = 60_000


@cache
def plan() -> Plan:
    """The story on the small network."""
    return load(STORY, "gia-lai-lite")


@cache
def untouched(seed: int) -> Simulation:
    """A whole drill in which nobody does anything."""
    sim = Simulation(plan(), seed)
    sim.advance(plan().lasts_ms)
    return sim


def ordered(seed: int, orders: list[tuple[int, str, str, str]]) -> Simulation:
    """A drill with these orders: minute, team, action, target."""
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


@pytest.mark.parametrize("network", ["gia-lai-2025", "gia-lai-lite"])
def test_it_compiles_without_a_fault_or_a_warning(network: str) -> None:
    """Nothing but information is said about it, on either network."""
    assert [item for item in check(STORY, network) if item.severity in ("fault", "warning")] == []


def test_it_is_as_rich_as_a_full_scenario_has_to_be() -> None:
    """Teams, steps, decisions, situations, objectives and points reach what was promised."""
    story = plan()
    hostile = [campaign for campaign in story.campaigns if not campaign.benign]
    assert len(story.teams) == 5
    assert sum(len(campaign.steps) for campaign in hostile) >= 12
    assert sum(len(campaign.choices) for campaign in hostile) >= 3
    assert len(story.injects) >= 15
    assert sum(inject.when is None for inject in story.injects) >= 4
    assert sum(measure.points for objective in story.objectives for measure in objective.measures) == 100
    assert len(story.objectives) == 5


def test_the_first_sign_is_a_buyer_within_two_and_a_half_minutes() -> None:
    """In every drill, and not before a minute has gone."""
    for seed in SEEDS:
        first = next(event for event in untouched(seed).events if event.kind == "alert" and event.data["kind"] == "buyer-first")
        assert MINUTE <= first.at <= 150_000, seed


def test_the_record_tells_the_truth_until_six_in_the_evening() -> None:
    """At 18:00, an hour and a half into the drill, it begins to lie."""
    for seed in SEEDS:
        lies = [
            event.at
            for event in untouched(seed).events
            if event.kind == "asset-tampered" and event.data["asset"] == RECORD and event.at > 0
        ]
        assert lies[0] == 90 * MINUTE, seed


def test_a_trial_scan_by_day_shows_nothing() -> None:
    """The phone outside finds the false page after dark only."""

    def found(sim: Simulation) -> bool:
        return any(event.kind == "found" and event.data.get("artefact") == "page-outside" for event in sim.events)

    assert not found(ordered(301, [(20, "so-cong-thuong", "scan-stamp", "may-do-ngoai-tinh")]))
    assert found(ordered(301, [(120, "so-cong-thuong", "scan-stamp", "may-do-ngoai-tinh")]))


def test_untouched_the_evening_costs_what_the_story_says() -> None:
    """The list sold, the server wiped."""
    for seed in SEEDS:
        assert {"m-phones", "m-dump", "n-wipe"} <= set(steps(untouched(seed))), seed


def test_moving_the_record_with_the_contact_in_place_is_answered() -> None:
    """It is set again, or a second domain is used."""
    for seed in SEEDS:
        sim = ordered(seed, [(100, "nha-dang-ky", "move-domain", RECORD)])
        assert {"m-again", "m-second"} & set(steps(sim)), seed


def test_nobody_is_named_for_a_reward() -> None:
    """Naming the grower costs more trust than any other answer."""
    inject = next(item for item in plan().injects if item.id == "nghi-nguoi-trong")
    cost = {reply.id: sum(effect.value for effect in reply.effects if effect.verb == "trust") for reply in inject.replies}
    assert min(cost, key=cost.__getitem__) == "neu-ten"


def test_nobody_knows_where_the_page_lies_before_it_shows_itself() -> None:
    """Reading the record, the registrar's log and the platform by day names the machine, not the page: it cannot be taken down yet."""
    looks = [
        (5, "so-cong-thuong", "read-logs", RECORD),
        (6, "nha-dang-ky", "read-disk", PAGE),
        (7, "so-cong-thuong", "read-disk", "may-truy-xuat-web01"),
        (20, "so-cong-thuong", "scan-stamp", "may-do-ngoai-tinh"),
    ]
    for seed in SEEDS:
        sim = ordered(seed, looks)
        known = [
            event.at
            for event in sim.events
            if event.kind in ("alert", "found", "indicator-known") and "clone-page" in str(event.data.get("indicators", event.data))
        ]
        assert known, seed
        assert min(known) >= 90 * MINUTE, seed


def test_a_wide_warning_empties_the_store() -> None:
    """Told to the whole country it costs the store's evidence and brings the “new stamp”; told to markets it does neither."""
    for seed in SEEDS:
        wide = ordered(seed, [(40, "so-cong-thuong", "warn-buyers", "")])
        narrow = ordered(seed, [(40, "so-cong-thuong", "warn-outside", "")])
        assert "m-new-stamp" in steps(wide), seed
        assert "m-new-stamp" not in steps(narrow), seed
        lost = [event for event in wide.events if event.kind == "harm-counted" and event.data["cause"] == "choice:canh-bao"]
        assert sum(event.data["amount"] for event in lost if event.data["column"] == "evidence") == 4, seed


def test_following_the_page_first_saves_the_list() -> None:
    """Taken down at once, the numbers are sold; followed to the store first, they are left behind."""
    hurried = ordered(302, [(112, "cong-an-tinh", "take-page-down", "clone-page")])
    patient = ordered(302, [(94, "cong-an-tinh", "follow-page", ""), (215, "cong-an-tinh", "take-page-down", "clone-page")])
    assert "m-dump" in steps(hurried)
    assert "m-dump" not in steps(patient)
