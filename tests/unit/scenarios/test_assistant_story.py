"""The assistant's story keeps its promises: nothing breaks at first, two keys, a filter that is answered, a paper nobody opens."""

from __future__ import annotations

from functools import cache

import pytest

from engine.messages import Input, Start
from engine.plan import Plan
from engine.rehearsal import play
from engine.simulation import Simulation
from scenarios.compiler import check, load

STORY = "tro-ly-ao-tra-loi-sai"
BASE = "ttdl-ai-kho01"
SEEDS = range(201, 207)
MINUTE, HOUR = 60_000, 3_600_000


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
    assert len(story.teams) == 5
    assert sum(len(campaign.steps) for campaign in hostile) >= 12
    assert sum(len(campaign.choices) for campaign in hostile) >= 3
    assert len(story.injects) >= 15
    assert sum(inject.when is None for inject in story.injects) >= 4
    assert sum(measure.points for objective in story.objectives for measure in objective.measures) == 100
    assert len(story.objectives) == 5


def test_the_first_sign_is_a_receipt_within_two_and_a_half_minutes() -> None:
    """In every drill, and not before a minute has gone."""
    for seed in SEEDS:
        first = next(event for event in untouched(seed).events if event.kind == "alert" and "so-khcn" in event.to)
        assert first.data["kind"] == "complaint-receipt", seed
        assert MINUTE <= first.at <= 150_000, seed


def test_nothing_is_down_at_first_and_the_base_is_gone_in_the_end() -> None:
    """Untouched, the assistant answers for two hours and a half, falsely; then its base is wiped and the questions are sold."""
    for seed in SEEDS:
        down = [event.at for event in untouched(seed).events if event.kind == "service-changed" and event.at > 0]
        assert 2.5 * HOUR < down[0] < 4.5 * HOUR, seed
        assert {"kho-burn", "kho-send", "kho-sell", "kho-wipe-history"} <= set(steps(untouched(seed))), seed


def test_a_filter_is_answered() -> None:
    """The link filtered out: they reword or go by mail, in most drills within the hour."""
    for seed in SEEDS:
        sim = ordered(seed, [(2, "dtc", "read-disk", BASE), (35, "dtc", "filter-answers", "pay-link")])
        assert chosen(sim, "loc-tu-khoa")[0] in ("viet-lai", "gui-thu"), seed
        assert {"kho-reword", "kho-mail"} & set(steps(sim)), seed


def test_one_key_locked_brings_the_second_and_two_end_it() -> None:
    """The editor locked alone: they return by the contributor's account; both locked, nobody returns."""
    for seed in SEEDS:
        one = ordered(seed, [(5, "pvhcc", "lock-account", "bt-kho-ai")])
        assert chosen(one, "xoa-lich-su") == ["chia-khoa-hai"], seed
        assert "kho-return" in steps(one), seed
        both = ordered(seed, [(5, "pvhcc", "lock-account", "bt-kho-ai"), (6, "pvhcc", "lock-account", "ctv-kho-ai")])
        assert "kho-return" not in steps(both), seed


def test_only_the_oldest_copy_is_clean() -> None:
    """The three newer copies were taken after the guide was altered."""
    copies = sorted((copy for copy in plan().estate.backups if copy.asset == BASE), key=lambda copy: copy.age_ms)
    sim = ordered(203, [(5 + 30 * place, "dtc", "check-backup", copy.id) for place, copy in enumerate(copies)])
    verdicts = {event.data["backup"]: event.data["verdict"] for event in sim.events if event.kind == "backup-checked"}
    assert [verdicts[copy.id] for copy in copies] == ["infected", "infected", "infected", "clean"]


def test_a_promise_brings_two_more_reports() -> None:
    """The communes that had uploaded speak up once nobody is to be blamed, and not else."""
    assert not any(event.kind == "message" and event.data["inject"] == "hai-xa-bao-them" for event in untouched(201).events)
    sim = ordered(201, [(5, "so-khcn", "promise-no-blame", "")])
    assert any(event.kind == "message" and event.data["inject"] == "hai-xa-bao-them" for event in sim.events)


def test_nobody_can_open_the_paper_for_a_reward() -> None:
    """Every answer that opens it or hands it round widens the leak."""
    inject = next(item for item in plan().injects if item.id == "to-co-dau")
    for reply in inject.replies:
        widens = any(effect.verb == "pile-add" and effect.ref == "ho-so-tai-len" for effect in reply.effects)
        assert widens == (reply.id != "khong-mo"), reply.id


def test_the_reference_keeps_most_of_it() -> None:
    """Led well, the base is clean and not wiped, and the questions are not sold."""
    for seed in (201, 202):
        done = steps(play(plan(), seed, "reference"))
        assert "kho-burn" not in done, seed
        assert "kho-sell" not in done, seed
