"""From a scenario's files to the engine's Plan, or to the list of what is wrong with them.

`load` gives a Plan or raises with every fault; `check` gives everything there is to say, warnings too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from pathlib import Path

from pydantic import ValidationError

from engine import plan
from engine.plan import Estate, Plan
from scenarios import library, province, rules
from scenarios.compiling import faults as shape
from scenarios.compiling import reading, words
from scenarios.compiling.adversary import AdversaryCompiler
from scenarios.compiling.conditions import ConditionCompiler
from scenarios.compiling.desk import Desk
from scenarios.compiling.msel import MselCompiler
from scenarios.compiling.objectives import ObjectivesCompiler
from scenarios.compiling.observations import ObservationCompiler
from scenarios.compiling.people import PeopleCompiler
from scenarios.compiling.piles import PileCompiler
from scenarios.compiling.profile import ProfileCompiler
from scenarios.compiling.response import ResponseCompiler
from scenarios.compiling.switches import SwitchCompiler
from scenarios.compiling.telemetry import TelemetryCompiler
from scenarios.compiling.weather import WeatherCompiler
from scenarios.diagnostics import Diagnostic, ScenarioError, faults, nearest, sort
from scenarios.model.scenario import Scenario
from scenarios.selectors import Chooser
from scenarios.source import Source, find

UNREADABLE = frozenset({"DT1101", "DT1102", "DT1103", "DT1104", "DT1105", "DT1106", "DT1110", "DT1112", "DT1113", "DT1115"})
"""Faults after which (part of) a file is not in the tree."""


def load(name_or_path: str, network: str | None = None) -> Plan:
    """The plan of a scenario, on its own network or on the one named (a name, or the path of a network's file).

    Raises:
        UnknownName: there is no such scenario or network.
        ScenarioError: it has faults; all of them are in the error.
    """
    found, made = _compile(library.find(name_or_path), network)
    if made is None or faults(found):
        raise ScenarioError.of(name_or_path, found)
    return made


def check(name_or_path: str, network: str | None = None) -> list[Diagnostic]:
    """Everything there is to say about a scenario: faults first, then warnings and information."""
    return sort(_compile(library.find(name_or_path), network)[0])


def read(name_or_path: str) -> Scenario:
    """A scenario's authored model, for lists and summaries: its shape is checked, nothing else.

    Raises:
        UnknownName: there is no such scenario.
        ScenarioError: its files do not have their shape.
    """
    source = Source()
    material = reading.read(library.find(name_or_path), library.CATALOG, source)
    scenario = None if material is None else _validate(material)
    if scenario is None:
        raise ScenarioError.of(name_or_path, source.found)
    return scenario


def _compile(folder: Path, network: str | None) -> tuple[list[Diagnostic], Plan | None]:
    source = Source()
    material = reading.read(folder, library.CATALOG, source)
    if material is None:
        return source.found, None
    rules.check_words(material)
    if any(item.code in UNREADABLE for item in source.found):
        return source.found, None  # a file is missing from the tree: what it holds would be reported as unknown names
    scenario = _validate(material)
    if scenario is None:
        return source.found, None
    estate = _network(material, scenario.network) if network is None else _load_network(material, network)
    if estate is None:
        return source.found, None
    desk = Desk(material, scenario, *estate)
    made = _assemble(desk)
    rules.check(desk, made, folder)
    return source.found, made


def _validate(material: reading.Material) -> Scenario | None:
    try:
        return Scenario.model_validate(material.root.plain())
    except ValidationError as error:
        shape.report(error, Scenario, material.root, material.source)
        return None


def _load_network(material: reading.Material, name: str) -> tuple[Estate, dict[str, plan.Text]] | None:
    try:
        estate, texts = province.load_network(name)
    except ScenarioError as error:
        material.source.found.extend(error.diagnostics)
        return None
    return estate, dict(texts)


def _network(material: reading.Material, name: str) -> tuple[Estate, dict[str, plan.Text]] | None:
    """The scenario's own network; one that is not there is a fault of the scenario."""
    known = province.names()
    if name in known:
        return _load_network(material, name)
    close = nearest(name, known)
    hint = (
        plan.Text(f"Có phải «{close}»?", f"Did you mean `{close}`?")
        if close
        else plan.Text(*(f"{word}: {', '.join(known)}." for word in ("Có", "There are")))
    )
    message = plan.Text(f"Không có mạng «{name}».", f"There is no network `{name}`.")
    material.source.report("DT1301", find(material.root, ("network",)), message, hint)
    return None


def _assemble(desk: Desk) -> Plan:
    """Compile part by part; what telemetry holds is known last, when everything that uses it was read."""
    scenario = desk.scenario
    _name_everything(desk)
    chooser = Chooser(desk)
    chooser.check_sets()
    conditions = ConditionCompiler(desk, chooser)
    response = ResponseCompiler(desk)
    profile = ProfileCompiler(desk)
    msel = MselCompiler(desk, chooser, conditions, profile)
    judged = ObjectivesCompiler(desk, conditions)
    adversary = AdversaryCompiler(desk, chooser, conditions)
    telemetry = TelemetryCompiler(desk, chooser)
    weather = WeatherCompiler(desk, chooser)
    falling = weather.weather()
    words.say_words(desk)
    words.say_head(desk)
    campaigns = adversary.campaigns()
    noise = telemetry.noise()
    alerts = telemetry.alerts(adversary.alerts | weather.alerts | {item.alert for item in noise})
    looks = ObservationCompiler(desk, chooser, conditions)
    observations = looks.observations()
    artefacts = telemetry.artefacts(adversary.artefacts | looks.artefacts)
    benign = telemetry.benign()
    actions = response.actions()
    made = Plan(
        scenario=scenario.scenario,
        version=desk.material.version,
        network=desk.estate.id,
        profile=scenario.profile,
        attack=scenario.attack,
        starts=scenario.starts,
        lasts_ms=scenario.lasts,
        estate=_with_teams(desk.estate, {card.org: team for team, card in scenario.teams.items()}),
        teams=response.teams(),
        actions=actions,
        indicators=telemetry.indicators({name for campaign in campaigns for name in campaign.channels}),
        artefacts=artefacts,
        benign=benign,
        observations=observations,
        formats=telemetry.formats(),
        sensors=telemetry.sensors(alerts),
        alerts=alerts,
        noise=noise,
        campaigns=campaigns,
        injects=msel.injects(),
        duties=msel.duties(),
        reserves=msel.reserves(),
        reentries=msel.reentries(),
        weather=falling,
        batteries=weather.batteries(),
        milestones=judged.milestones(),
        objectives=judged.objectives(),
        weights=judged.weights(),
        reference=judged.reference(),
        dilemmas=judged.dilemmas(),
        switches=SwitchCompiler(desk).switches(),
        piles=PileCompiler(desk, chooser, conditions).piles(),
        organisation=_organisation(desk, profile, conditions, actions),
        texts=desk.texts,
    )
    desk.known("profile", scenario.profile, ("profile",))
    words.require(desk, desk.texts)
    return made


def _organisation(desk: Desk, profile: ProfileCompiler, conditions: ConditionCompiler, actions: tuple[plan.Action, ...]) -> plan.Profile:
    """The organisation profile with the people and channels of this drill."""
    people = PeopleCompiler(desk, profile, conditions)
    return dataclasses.replace(
        profile.compile(action.id for action in actions),
        signers=people.signers(),
        people=people.people(),
        channels=people.channels(),
        need_to_know=people.need_to_know(),
        oral_within_ms=profile.authored.oral_within,
    )


def _with_teams(estate: Estate, teams: dict[str, str]) -> Estate:
    """The estate with each organisation's team: a network knows organisations, a scenario says who plays them."""
    return dataclasses.replace(estate, orgs=tuple(dataclasses.replace(org, team=teams.get(org.id, "")) for org in estate.orgs))


def _channels_of_profile(scenario: Scenario) -> Collection[str]:
    profile = scenario.profiles.get(scenario.profile)
    return profile.channels if profile else ()


def _name_everything(desk: Desk) -> None:
    """Which names there are, by kind."""
    scenario, estate = desk.scenario, desk.estate
    desk.names = {
        "team": scenario.teams,
        "action": scenario.actions,
        "sensor": scenario.sensors,
        "alert": scenario.alerts,
        "artefact": scenario.artefacts,
        "indicator": scenario.indicators,
        "log": scenario.logs,
        "observation": scenario.observations,
        "inject": scenario.injects,
        "duty": scenario.duties,
        "milestone": scenario.milestones,
        "objective": scenario.objectives,
        "switch": scenario.switches,
        "weather": scenario.weather,
        "pile": {*scenario.piles, *(service.id for service in estate.services if service.queue is not None)},
        "campaign": scenario.adversary,
        "profile": scenario.profiles,
        "field": scenario.fields,
        "person": scenario.people,
        "step": frozenset(step for campaign in scenario.adversary.values() for step in campaign.steps),
        "choice": frozenset(choice for campaign in scenario.adversary.values() for choice in campaign.choices),
        "channel": {*_channels_of_profile(scenario), *scenario.channels},
        "form": scenario.words.get("form", {}),
        "role": scenario.words.get("role", {}),
        "asset": frozenset(asset.id for asset in estate.assets),
        "site": frozenset(site.id for site in estate.sites),
        "link": frozenset(link.id for link in estate.links),
        "account": frozenset(account.id for account in estate.accounts),
        "backup": frozenset(backup.id for backup in estate.backups),
        "service": frozenset(service.id for service in estate.services),
        "system": frozenset(system.id for system in estate.systems),
        "org": frozenset(org.id for org in estate.orgs),
    }
