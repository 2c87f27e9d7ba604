"""What a team's seats hold before anything happened: nothing in it tells the truth, the future, or others' secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from engine.codec import canonical, plain
from engine.draws import share
from engine.plan import (
    Campaign,
    Condition,
    Duty,
    Effect,
    Indicator,
    Inject,
    Measure,
    Milestone,
    Noise,
    Objective,
    Order,
    Pile,
    Plan,
    Reply,
    Spread,
    Step,
    Switch,
    Text,
)
from engine.published import PUBLISHED_VERBS, published
from engine.simulation import Simulation
from scenarios import compiler, library
from tests.samples import PLAYER, small_plan

NETWORK = "gia-lai-lite"
ELSEWHERE = ("loa-truyen-thanh-truoc-quoc-khanh",)
"""Drills of another year's province."""
TOLD = (
    "step",
    "inject",
    "artefact",
    "alert",
    "choice",
    "campaign",
    "milestone",
    "measure",
    "dilemma",
    "weather",
    "observation",
    "indicator",
)
"""Beginnings of texts that none holds before it learnt them."""
LONG, OWN = 40, 6
"""Characters from which a text, or a value, is its author's own and not a word that occurs anyway."""


@cache
def plan_of(name: str) -> Plan:
    return compiler.load(name, None if name in ELSEWHERE else NETWORK)


def words_in(value: Any) -> Iterator[str]:
    """Every string of plain data, keys among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from words_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from words_in(item)


def secret_ids(plan: Plan) -> set[str]:
    """Ids of what a team has still to learn, those left out that are plain words."""
    steps = [step.id for campaign in plan.campaigns for step in campaign.steps]
    others = (plan.injects, plan.artefacts, plan.alerts, plan.indicators, plan.noise, plan.campaigns, plan.milestones, plan.dilemmas)
    found = {*steps, *(item.id for items in (*others, plan.weather, plan.observations, plan.reserves) for item in items)}
    return {name for name in found if "-" in name}


def open_ids(plan: Plan) -> set[str]:
    """Ids of what every seat may name."""
    estate, profile = plan.estate, plan.organisation
    known = (plan.actions, plan.teams, plan.duties, plan.switches, plan.objectives, profile.people, profile.forms)
    network = (estate.assets, estate.services, estate.systems, estate.orgs, estate.sites, estate.accounts)
    found = {item.id for items in (*known, *network) for item in items}
    return found | {field.id for form in profile.forms for field in form.fields} | {plan.scenario}


def secret_texts(plan: Plan) -> set[str]:
    """Texts that a team has still to learn, and values of indicators that are no names of the network."""
    shown = {account.name for account in plan.estate.accounts} | {asset.name for asset in plan.estate.assets}
    found = {value for item in plan.indicators for value in item.values if value not in shown and len(value) >= OWN}
    for name, text in plan.texts.items():
        parts = name.split(".")
        if parts[0] == "inject" and parts[-1] == "from":
            continue  # often somebody of the roster, who is known
        if parts[0] in TOLD or (parts[0] == "person" and len(parts) > 2) or name == "scenario.summary":
            found |= {said for said in (text.vi, text.en) if len(said) >= LONG}
    return found


@pytest.mark.parametrize("name", library.names())
def test_nothing_to_come_stands_in_what_is_published(name: str) -> None:
    """No id, text or value of a step, inject, trace, alert, role card, choice or measure, for any team of any drill."""
    plan = plan_of(name)
    for team in plan.teams:
        raw = plain(published(plan, team.id))
        assert not (set(words_in(raw)) - open_ids(plan) - PUBLISHED_VERBS) & secret_ids(plan)
        everything = canonical(raw).decode()
        assert not [text for text in secret_texts(plan) if json.dumps(text, ensure_ascii=False)[1:-1] in everything]
        assert not [text for text in raw["texts"] if text.split(".")[0] in TOLD]


def test_another_world_changes_no_byte() -> None:
    """A hidden campaign, injects, false alarms, another team's duty and aims: the same bytes (two-world test)."""
    plan = plan_of("ma-doc-tong-tien-trung-tam-du-lieu")
    team, other = plan.teams[0].id, plan.teams[1].id
    hour = Condition("at", value=3_600_000)
    asset = plan.estate.assets[0]
    step = Step("hidden-step", "login", "T1078", "initial-access", (asset.id,), Spread((0,)), 1000)
    first = plan.actions[0]
    worse = replace(first, effects=(*first.effects, Effect("flag", "hidden-flag"), Effect("trust", value=-5)), noticed=first.noticed)
    people = plan.organisation.people
    changed = replace(
        plan,
        version="another",
        lasts_ms=plan.lasts_ms + 1,
        actions=(worse, *plan.actions[1:]),
        campaigns=(*plan.campaigns, Campaign("hidden", 0, ("hidden-step",), (step,))),
        injects=(*plan.injects, Inject("hidden-inject", hour, (other,), "phone", (Reply("yes", "verify"),))),
        indicators=(*plan.indicators, Indicator("hidden-indicator", "domain", ("hidden.example",))),
        noise=(*plan.noise, Noise("hidden-noise", plan.alerts[0].id, (asset.id,), Spread((1000,)))),
        duties=(*plan.duties, Duty("hidden-duty", other, "hidden-form", "cong-an-tinh", "incident-known", 60_000)),
        milestones=(*plan.milestones, Milestone("hidden-milestone", hour, (other,))),
        objectives=(*plan.objectives, Objective("hidden-aim", "RS", (Measure("hidden-measure", "duty", 5),), other)),
        reference=(*plan.reference, Order(team, first.id)),
        switches=(*plan.switches, Switch("hidden-switch")),
        piles=(*plan.piles, Pile("hidden-pile", ())),
        estate=replace(plan.estate, assets=(replace(asset, weaknesses=("hidden-door",)), *plan.estate.assets[1:])),
        organisation=replace(plan.organisation, people=(replace(people[0], there=hour, away=True, answers=0), *people[1:])),
        texts={
            **plan.texts,
            **{
                name: Text("giấu", "hidden")
                for name in (
                    "step.hidden-step",
                    "inject.hidden-inject.says",
                    "objective.hidden-aim",
                    "duty.hidden-duty",
                    f"team.{other}.brief",
                    f"person.{people[0].id}.knows",
                    "switch.hidden-switch",
                )
            },
        },
    )
    assert canonical(plain(published(changed, team))) == canonical(plain(published(plan, team)))
    assert canonical(plain(published(changed, other))) != canonical(plain(published(plan, other))), "the other team sees its own aim"


def test_a_published_range_tells_nothing_but_its_ends() -> None:
    """The same 10th and 90th percentile, and no table behind them."""
    plan = small_plan()
    wide = replace(plan, actions=tuple(replace(item, takes=Spread(tuple(range(0, 50_000, 500)))) for item in plan.actions))
    for action in published(wide, PLAYER).actions:
        low, high = share(action.takes, 100), share(action.takes, 900)
        assert (low, high) == (share(wide.actions[0].takes, 100), share(wide.actions[0].takes, 900))
        assert set(action.takes.table) == {low, high}


def test_every_verb_of_an_action_is_published_or_kept_by_name() -> None:
    """A verb that the engine learns is kept at home until somebody decides; none is published that there is not."""
    sim = Simulation(small_plan(), 1)
    known = sim._effects.verbs
    assert known >= PUBLISHED_VERBS
    assert known - PUBLISHED_VERBS == {
        "alarm-adversary", "evidence-lost", "flag", "pile-add", "pile-take", "reveal", "speed-approval", "staff", "tell-people", "trust"
    }  # fmt: skip
