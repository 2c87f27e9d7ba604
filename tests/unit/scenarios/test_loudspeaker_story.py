"""The loudspeaker story keeps its promises: a first sign, a false notice that spreads, a true one that must still be heard."""

from __future__ import annotations

from functools import cache

import pytest

from engine.plan import Plan
from engine.rehearsal import play
from engine.simulation import Simulation
from scenarios.compiler import check, load

STORY = "loa-truyen-thanh-truoc-quoc-khanh"
SEEDS = (101, 102, 103)
MINUTE = 60_000


@cache
def plan() -> Plan:
    """The story on its own network: there is no smaller edition of the province before 2025."""
    return load(STORY)


@cache
def drill(level: str, seed: int) -> Simulation:
    """A whole drill with all teams played at one level."""
    return play(plan(), seed, level)


def first(sim: Simulation, kind: str, **said: object) -> int:
    """When an event of that kind with that data first happened, -1 if it never did."""
    found = (event.at for event in sim.events if event.kind == kind and said.items() <= dict(event.data).items())
    return next(found, -1)


def waiting(sim: Simulation, pile: str) -> dict[str, int]:
    """A pile's count at the end."""
    counts: dict[str, dict[str, int]] = next(event.data["piles"] for event in sim.events if event.kind == "piles-counted")
    return counts[pile]


def test_it_compiles_without_a_fault_or_a_warning() -> None:
    """Nothing but information is said about it."""
    assert [item for item in check(STORY) if item.severity in ("fault", "warning")] == []


def test_it_is_as_rich_as_a_full_scenario_has_to_be() -> None:
    """Teams, steps, campaigns, situations, objectives and points reach what was promised."""
    story = plan()
    hostile = [campaign for campaign in story.campaigns if not campaign.benign]
    assert len(story.teams) == 6
    assert sum(len(campaign.steps) for campaign in hostile) >= 14
    assert len(story.campaigns) - len(hostile) == 3
    assert sum(inject.when is not None for inject in story.injects) >= 15
    assert sum(inject.when is None for inject in story.injects) >= 4
    assert len(story.objectives) == 5
    assert sum(measure.points for objective in story.objectives for measure in objective.measures) == 100
    assert {measure.ref for objective in story.objectives for measure in objective.measures} >= {
        "service",
        "data",
        "evidence",
        "information",
    }


def test_every_step_leaves_something_to_read() -> None:
    """No step of the attack goes without a log line."""
    artefacts = {artefact.id: artefact for artefact in plan().artefacts}
    for campaign in plan().campaigns:
        for step in campaign.steps:
            assert [record for name in step.leaves for record in artefacts[name].records], step.id


@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_sign_comes_early_and_the_voice_later(seed: int) -> None:
    """Every seat that keeps a duty log has the night's note between one minute and two and a half; nothing else is so early."""
    sim = drill("idle", seed)
    for team in ("so-tttt", "huyen-ia-pa"):
        signs = [event.at for event in sim.events if event.kind == "alert" and event.to == (team,) and event.data["kind"] == "loa-keu-dem"]
        assert 60_000 <= signs[0] <= 152_000, team
    assert first(sim, "step-succeeded", step="o-cast") >= 19 * MINUTE


@pytest.mark.parametrize("seed", SEEDS)
def test_doing_nothing_lets_thousands_leave_and_the_hamlets_stay(seed: int) -> None:
    """The false notice moves over ten thousand people, the true one reaches few of the hamlets before the water comes."""
    sim = drill("idle", seed)
    assert waiting(sim, "di-doi")["total"] > 10_000
    assert waiting(sim, "ho-chua-biet")["late"] > 300
    assert first(sim, "step-succeeded", step="o-fee") > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_muting_sends_the_attacker_to_the_other_platform(seed: int) -> None:
    """Once vendor 1 is mute the second platform is tried; the correction is answered with a lie where it still can."""
    sim = drill("reference", seed)
    muted = first(sim, "switched", switch="tat-loa-1", on=1)
    assert muted > 0
    assert first(sim, "step-started", step="o-loa2") >= muted


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_keeps_the_true_warning_heard(seed: int) -> None:
    """Nearly all households of the three hamlets know before the water comes, and few people left for nothing."""
    sim = drill("reference", seed)
    assert waiting(sim, "ho-chua-biet")["late"] < 60
    assert waiting(sim, "di-doi")["total"] < waiting(drill("idle", seed), "di-doi")["total"] // 2


def test_the_portal_is_posted_to_again_where_only_the_notice_was_removed() -> None:
    """`p-again` waits for a page that is right while a session still lives."""
    step = next(step for campaign in plan().campaigns for step in campaign.steps if step.id == "p-again")
    assert step.when is not None
    assert step.wait
    assert step.needs_foothold == ("cong-tt-web01",)


def test_nobody_is_rewarded_for_naming_the_vendor() -> None:
    """The press gets the spokesperson, and saying whose fault it was costs trust."""
    inject = next(inject for inject in plan().injects if inject.id == "bao-chi-hoi")
    cost = {reply.id: sum(effect.value for effect in reply.effects if effect.verb == "trust") for reply in inject.replies}
    assert cost["neu-ten"] < 0 < cost["chuyen-phat-ngon"]


def test_every_question_is_a_choice() -> None:
    """Answers are of different kinds, and at least one of them has a consequence."""
    for inject in plan().injects:
        if inject.replies:
            assert len({reply.tag for reply in inject.replies}) > 1, inject.id
            assert any(reply.effects for reply in inject.replies), inject.id
