"""The ransomware story keeps its promises: it differs from seed to seed, both doors are used, doing nothing is costly."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from engine.plan import Condition, Plan
from engine.simulation import Simulation
from scenarios.compiler import check, load

STORY = "ma-doc-tong-tien-trung-tam-du-lieu"
NETWORKS = ("gia-lai-2025", "gia-lai-lite")
SEEDS = range(101, 113)
MINUTE, HOUR = 60_000, 3_600_000


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


def path(seed: int) -> tuple[str, ...]:
    """Steps of the attack that succeeded, in order of their first success."""
    hostile = {campaign.id for campaign in plan().campaigns if not campaign.benign}
    events = (event for event in untouched(seed).events if event.kind == "step-succeeded" and event.data["campaign"] in hostile)
    return tuple(dict.fromkeys(event.data["step"] for event in events))


def leaves(condition: Condition) -> list[Condition]:
    """The conditions that a condition is made of."""
    return [leaf for part in condition.of for leaf in leaves(part)] if condition.of else [condition]


@pytest.mark.parametrize("network", NETWORKS)
def test_it_compiles_without_a_fault_or_a_warning(network: str) -> None:
    """Nothing but information is said about it, on either network."""
    assert [item for item in check(STORY, network) if item.severity in ("fault", "warning")] == []


def test_it_is_as_rich_as_a_full_scenario_has_to_be() -> None:
    """Teams, steps, campaigns, injects, objectives, actions and points reach what was promised."""
    story = plan()
    hostile = [campaign for campaign in story.campaigns if not campaign.benign]
    assert len(story.teams) == 4
    assert len(story.actions) >= 28
    assert len(hostile) >= 2
    assert sum(len(campaign.steps) for campaign in hostile) >= 18
    assert len(story.campaigns) > len(hostile)
    assert len(story.injects) >= 20
    assert sum(inject.when is None for inject in story.injects) >= 3
    assert len(story.objectives) == 5
    assert sum(measure.points for objective in story.objectives for measure in objective.measures) == 100


def test_every_step_leaves_something_to_read() -> None:
    """No step of the attack goes without a log line, and each of its traces is told in a format of the catalogue."""
    artefacts = {artefact.id: artefact for artefact in plan().artefacts}
    for campaign in plan().campaigns:
        for step in campaign.steps:
            records = [record for name in step.leaves for record in artefacts[name].records]
            assert records, step.id
            assert all(f"log.{record.format}" in plan().texts for record in records), step.id


def test_drills_differ_and_both_doors_are_used() -> None:
    """Among a dozen untouched drills at least four stories are told, none in more than half, by either door."""
    stories = Counter(frozenset(path(seed)) for seed in SEEDS)
    assert len(stories) >= 4
    assert max(stories.values()) <= len(SEEDS) // 2
    assert any("lure-roast" in path(seed) for seed in SEEDS)
    assert any("vendor-passwords" in path(seed) for seed in SEEDS)


def test_doing_nothing_loses_the_data_centre() -> None:
    """Encryption comes between one and three and a half hours, and case handling is lost for hours in nearly every drill."""
    lost = 0
    users = sum(number for service in plan().estate.services if service.id == "tthc" for _, number in service.users)
    for seed in SEEDS:
        first = next(event.at for event in untouched(seed).events if event.kind == "asset-encrypted")
        assert HOUR <= first <= 3.5 * HOUR, seed
        lost += untouched(seed).truth.lost["tthc"] > 2 * HOUR * users
    assert lost >= len(SEEDS) - 1


def test_the_first_ten_minutes_are_gentle() -> None:
    """The player has a first alert within four minutes and at most three in ten."""
    player = next(team.id for team in plan().teams if team.player)
    for seed in SEEDS:
        alerts = [event.at for event in untouched(seed).events if event.kind == "alert" and player in event.to]
        early = [at for at in alerts if at < 10 * MINUTE]
        assert len(early) <= 3, seed
        assert not any(event.kind == "message" and player in event.to for event in untouched(seed).events if event.at < 10 * MINUTE)
        if "lure-mail" in path(seed):
            assert alerts[0] < 4 * MINUTE, seed


def test_milestones_tell_no_team_what_it_could_not_know() -> None:
    """A milestone that is shown hangs on that team's own knowledge, on what all hear, or on what its own people do."""
    common = "declared:"
    for milestone in plan().milestones:
        for team in milestone.shown_to:
            may = next(item.may for item in plan().teams if item.id == team)
            for leaf in leaves(milestone.when):
                known = leaf.op == "knows" and (leaf.team == team or leaf.ref.startswith(common))
                assert known or (leaf.op == "action" and leaf.ref in may), (milestone.id, team, leaf)


def test_every_question_is_a_choice() -> None:
    """Answers are of different kinds, and at least one of them has a consequence."""
    for inject in plan().injects:
        if inject.replies:
            assert len({reply.tag for reply in inject.replies}) > 1, inject.id
            assert any(reply.effects for reply in inject.replies), inject.id


DEEDS = {"action", "ordered", "locked", "blocked", "report", "replied", "switch"}
"""What only a team can bring about."""


def test_the_adversary_decides_by_what_teams_did() -> None:
    """Three decisions at least have an option that hangs on a deed, and each option says why in its own words."""
    choices = [choice for campaign in plan().campaigns for choice in campaign.choices]
    asked = [[leaf.op for item in choice.options if item.when for leaf in leaves(item.when)] for choice in choices]
    asked = [ops + ([leaf.op for leaf in leaves(choice.when)] if choice.when else []) for choice, ops in zip(choices, asked, strict=True)]
    assert sum(not DEEDS.isdisjoint(ops) for ops in asked) >= 3
    reasons = [plan().texts[f"choice.{choice.id}.{option.id}.because"].vi for choice in choices for option in choice.options]
    assert len(set(reasons)) == len(reasons) >= 12


def test_a_locked_door_makes_them_choose_another() -> None:
    """Vendor's account locked in the first minutes: by the spare key where it was planted, else they leave; never by log-in."""
    got = Counter[str]()
    for seed in SEEDS:
        sim = Simulation(plan(), seed)
        sim.advance(MINUTE)
        sim._world.locked.add("vendor-tthc")
        sim._world.tell("locked", "vendor-tthc")
        sim.advance(HOUR)
        (event,) = [event for event in sim.events if event.kind == "adversary-chose" and event.data["choice"] == "door-shut"]
        assert [item["ref"] for item in event.data["because"] if item["op"] == "locked"] == ["vendor-tthc"]
        got[event.data["option"]] += 1
        assert not [e for e in sim.events if e.kind == "step-succeeded" and e.data["step"] == "vendor-login"]
    assert set(got) == {"spare-key", "leave"}


def test_where_nobody_acts_only_their_own_luck_decides() -> None:
    """What they do first differs between drills in which nobody acts: files, copies or logs."""
    first = Counter(event.data["option"] for seed in SEEDS for event in untouched(seed).events if event.kind == "adversary-chose")
    assert {"files", "policy", "hosts"} <= set(first)
    assert not {"watched", "copies-away", "hosts-left", "domain-left", "guarded", "spare-key"} & set(first)
