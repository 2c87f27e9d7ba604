"""The ransomware story keeps its promises: it differs from seed to seed, both doors are used, doing nothing is costly."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from engine.messages import Input, Reply, Send
from engine.plan import Condition, Plan
from engine.proof import LULL_MS, Prover, Task
from engine.rehearsal import play
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


def asked(sim: Simulation, inject: str) -> list[int]:
    """When a situation was put to a team (ms)."""
    return [event.at for event in sim.events if event.kind == "message" and event.data["inject"] == inject]


def answer(sim: Simulation, team: str, inject: str, reply: str) -> None:
    """Let a team answer a situation as soon as it is put."""
    while not asked(sim, inject):
        assert not sim.over, inject
        sim.advance(sim.clock + MINUTE)
    message = next(item for item in sim.view(team).messages if item.text == f"inject.{inject}.says")
    assert sim.submit(Input(sim.clock, "seat", team, "seat", Reply(message.id, reply))).accepted


@pytest.mark.parametrize("level", ["novice", "trained", "expert"])
def test_every_seat_has_work_at_every_hour(level: str) -> None:
    """No seat waits longer than twenty minutes between two things that it sees or is asked."""
    prover = Prover(plan())
    for seed in SEEDS[:4]:
        for team, since, length in prover.run(Task(level, seed)).lulls:
            assert length <= LULL_MS, (team, since // MINUTE, seed)


def test_no_watch_is_asked_in_heaps() -> None:
    """A seat is asked at most three things within five minutes by the clock alone."""
    for team in plan().teams:
        times = sorted(c.value for i in plan().injects if i.when and team.id in i.to for c in leaves(i.when) if c.op == "at")
        assert all(later - earlier > 5 * MINUTE for earlier, later in zip(times, times[3:], strict=False)), team.id


def test_who_was_thanked_brings_another_and_who_was_scolded_none() -> None:
    """The officer's colleagues remember how the first one was spoken to."""
    for reply, comes, silent in (
        ("cam-on-hoi-ky", "nguoi-thu-hai-bao", "nguoi-thu-hai-im-lang"),
        ("trach-moc", "nguoi-thu-hai-im-lang", "nguoi-thu-hai-bao"),
    ):
        sim = Simulation(plan(), SEEDS[0])
        answer(sim, "doi-ucsc", "can-bo-mo-thu", reply)
        sim.advance(3 * HOUR)
        assert asked(sim, comes)
        assert not asked(sim, silent)


def test_a_vendor_let_in_lets_others_in() -> None:
    """Remote support opened on a call is a door; the engineer tells of the second session later."""
    sim = Simulation(plan(), SEEDS[0])
    answer(sim, "van-hanh", "nha-cung-cap-doi-vao", "mo-vpn")
    sim.advance(3 * HOUR)
    assert any(event.kind == "step-started" and event.data["step"] == "vendor-let-in" for event in sim.events)
    assert asked(sim, "ky-su-bao-xong")
    assert not asked(sim, "ky-su-toi-noi")


def test_a_leaked_chat_brings_the_rumour_sooner() -> None:
    """What was attached in the group chat got out: the screenshot goes round before its hour."""

    def rumour(leaks: int) -> int:
        story = plan()
        channels = tuple(replace(channel, leaks=leaks) if channel.id == "chat" else channel for channel in story.organisation.channels)
        sim = Simulation(replace(story, organisation=replace(story.organisation, channels=channels)), SEEDS[0])
        sim.advance(20 * MINUTE)
        fact = next(fact for fact in sim.view("doi-ucsc").facts if fact.startswith("alert:"))
        sent = Send(("cong-an-tinh",), "chat", "xem giúp", (fact,))
        assert sim.submit(Input(sim.clock, "seat", "doi-ucsc", "seat", sent)).accepted
        sim.advance(2 * HOUR)
        return asked(sim, "anh-chup-nhom-chat")[0]

    assert rumour(1000) < 25 * MINUTE
    assert rumour(0) == 98 * MINUTE


def test_the_second_wave_is_for_those_who_closed_too_soon() -> None:
    """It never comes where nobody said it was over and nothing came back too early."""
    second = next(campaign for campaign in plan().campaigns if campaign.id == "again")
    steps = {step.id for step in second.steps}
    for seed in SEEDS:
        assert not [e for e in untouched(seed).events if e.kind == "step-started" and e.data["step"] in steps], seed
    waves = [sim for sim in (play(plan(), seed, "novice") for seed in SEEDS) if began(sim, steps)]
    assert waves
    for sim in waves:
        begun = min(event.at for event in sim.events if event.kind == "step-started" and event.data["step"] in steps)
        closed = [e.at for e in sim.events if e.kind in ("replied", "declared") and {"ghi-da-xong", "over"} & {*map(str, e.data.values())}]
        relapsed = [e.at for e in sim.events if e.kind == "foothold-gained" and e.data.get("reason") == "relapse"]
        assert min(closed + relapsed) < begun


def began(sim: Simulation, steps: set[str]) -> bool:
    """Whether any of these steps began."""
    return any(event.kind == "step-started" and event.data["step"] in steps for event in sim.events)


def test_the_national_database_comes_back_on_proof_alone() -> None:
    """It leaves with the first encryption, and the paper that brings it back asks for a system proven clean."""
    assert all(asked(untouched(seed), "dan-so-tam-ngat") for seed in SEEDS)
    paper = next(action for action in plan().actions if action.id == "reconnect-national")
    assert paper.needs_proof == ("tthc",)
    assert [(effect.verb, effect.ref) for effect in paper.effects] == [("switch-off", "dan-cu-tam-ngat")]
