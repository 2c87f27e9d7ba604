"""The subscriber leak keeps its promises: three doors, a twist when one is shut, a silence, innocents, and nobody waits."""

from __future__ import annotations

from functools import cache

import pytest

from engine.messages import Input, Start
from engine.plan import Condition, Plan
from engine.rehearsal import play
from engine.simulation import Simulation
from scenarios.compiler import check, load

STORY = "lo-du-lieu-thue-bao"
NETWORKS = ("gia-lai-2025", "gia-lai-lite")
SEEDS = range(201, 207)
MINUTE = 60_000
CODES = ("dl-0417", "dl-0233", "sv-dealer-api")


@cache
def plan() -> Plan:
    """The story on the small network."""
    return load(STORY, "gia-lai-lite")


@cache
def drill(seed: int, level: str = "idle") -> Simulation:
    """A whole drill by one level of bots."""
    return play(plan(), seed, level)


def ordered(seed: int, orders: list[tuple[int, str, str, str]]) -> Simulation:
    """A drill with these orders alone: minute, team, action, target."""
    sim = Simulation(plan(), seed)
    for minute, team, action, target in orders:
        sim.advance(minute * MINUTE)
        receipt = sim.submit(Input(minute * MINUTE + 1, "seat", team, "1", Start(action, target, ask=True)))
        assert receipt.accepted, receipt
    sim.advance(plan().lasts_ms)
    return sim


def begun(sim: Simulation) -> set[str]:
    """Steps that began."""
    return {event.data["step"] for event in sim.events if event.kind == "step-started"}


def exposed(sim: Simulation) -> int:
    """People whose data left."""
    return sum(event.data["amount"] for event in sim.events if event.kind == "harm-counted" and event.data["column"] == "data")


def leaves(condition: Condition) -> list[Condition]:
    """The conditions that a condition is made of."""
    return [leaf for part in condition.of for leaf in leaves(part)] if condition.of else [condition]


@pytest.mark.parametrize("network", NETWORKS)
def test_it_compiles_without_a_fault_or_a_warning(network: str) -> None:
    """Nothing but information is said about it, on either network."""
    assert [item for item in check(STORY, network) if item.severity in ("fault", "warning")] == []


def test_it_is_as_rich_as_a_full_scenario_has_to_be() -> None:
    """Teams, steps, injects, objectives and points reach what was promised."""
    story = plan()
    hostile = [campaign for campaign in story.campaigns if not campaign.benign]
    assert len(story.teams) == 4
    assert sum(len(campaign.steps) for campaign in hostile) >= 12
    assert len(story.campaigns) - len(hostile) >= 2
    assert len(story.injects) >= 15
    assert sum(inject.when is None for inject in story.injects) >= 4
    assert len(story.objectives) == 5
    assert sum(measure.points for objective in story.objectives for measure in objective.measures) == 100
    assert {order.team for order in story.reference} == {team.id for team in story.teams}


def test_every_step_leaves_something_to_read() -> None:
    """No step goes without a log line."""
    artefacts = {artefact.id: artefact for artefact in plan().artefacts}
    for campaign in plan().campaigns:
        for step in campaign.steps:
            assert any(artefacts[name].records for name in step.leaves), step.id


def test_each_door_can_be_read_of_in_a_place_of_its_own() -> None:
    """What was left before the first minute gives away all three doors: two on the portal, one in the data server's own log."""
    accounts = {item.id: item.account for item in plan().indicators if item.account}
    reveals = {artefact.id: artefact.reveals for artefact in plan().artefacts}
    found: dict[str, set[str]] = {}
    for event in drill(SEEDS[0]).events:
        if event.kind == "artefact-left" and event.at < 0:
            for indicator in reveals[event.data["artefact"]]:
                if indicator in accounts:
                    found.setdefault(accounts[indicator], set()).add(event.data["holder"])
    assert set(found) == set(CODES)
    assert "vt-a-dealer01" in found["dl-0417"] & found["sv-dealer-api"]
    assert found["dl-0233"] == {"dai-ly-05-pc01", "vt-a-api01"}


def test_doing_nothing_loses_tens_of_thousands_and_the_notice() -> None:
    """The leak runs to its end, points are stopped, the counter is wiped and the notice missed."""
    for seed in SEEDS:
        sim = drill(seed)
        assert 15_000 <= exposed(sim) <= 45_000, seed
        kinds = {(event.kind, event.data.get("duty") or event.data.get("switch")) for event in sim.events}
        assert ("duty-missed", "data-notice") in kinds
        assert ("switched", "dung-400-diem") in kinds


def test_shutting_one_door_opens_another() -> None:
    """Where the first code is taken away the robber turns to another, in every drill."""
    for seed in SEEDS:
        sim = drill(seed, "expert")
        assert "turn-away" in begun(sim), seed
        assert begun(sim) & {"second-login", "key-login"}, seed
        assert exposed(sim) < exposed(drill(seed)), seed


def test_the_sample_proves_nothing_and_nobody_should_confirm_it() -> None:
    """What was captured of the offer is no trace of an intrusion, and the press gets silence for full marks."""
    offer = next(item for item in plan().artefacts if item.id == "offer-captured")
    assert offer.benign
    press = next(m for objective in plan().objectives for m in objective.measures if m.ref == "bao-chi-hoi")
    assert press.tags == ("hand-over",)


def test_the_first_ten_minutes_are_gentle() -> None:
    """The player has a first true alert within two and a half minutes, few more in ten, and no message."""
    player = next(team.id for team in plan().teams if team.player)
    for seed in SEEDS:
        early = [event for event in drill(seed).events if player in event.to and 0 <= event.at < 10 * MINUTE]
        alerts = [event.at for event in early if event.kind == "alert"]
        assert MINUTE <= alerts[0] <= 150_000, seed
        assert len(alerts) <= 3, seed
        assert not any(event.kind == "message" for event in early), seed


def test_milestones_tell_no_team_what_it_could_not_know() -> None:
    """A milestone that is shown hangs on that team's own knowledge, on what all hear, on other milestones or on deeds."""
    for milestone in plan().milestones:
        for team in milestone.shown_to:
            for leaf in leaves(milestone.when):
                known = leaf.op == "knows" and (leaf.team == team or leaf.ref.startswith("declared:"))
                assert known or leaf.op in ("action", "milestone"), (milestone.id, team, leaf)


def test_every_question_is_a_choice() -> None:
    """Answers are of different kinds, and at least one of them has a consequence."""
    for inject in plan().injects:
        if inject.replies:
            assert len({reply.tag for reply in inject.replies}) > 1, inject.id
            assert any(reply.effects for reply in inject.replies), inject.id


def test_a_session_traced_before_the_robber_turns_away_is_kept() -> None:
    """The rented machine behind it is burnt once he turns away, unless the police have traced it; nothing but patience saves it."""

    def burnt(sim: Simulation) -> int:
        return sum(event.data["amount"] for event in sim.events if event.kind == "harm-counted" and event.data["cause"] == "may-bi-dot")

    def turned(sim: Simulation) -> int:
        return next(event.at for event in sim.events if event.kind == "step-succeeded" and event.data["step"] == "turn-away")

    seed = SEEDS[0]
    hurried = ordered(seed, [(20, "nha-mang-a", "lock-code", "dl-0417")])
    patient = ordered(seed, [(5, "cong-an-tinh", "follow-session", ""), (100, "nha-mang-a", "lock-code", "dl-0417")])
    assert burnt(hurried) == 4
    assert turned(patient) > 80 * MINUTE
    assert burnt(patient) == 0
