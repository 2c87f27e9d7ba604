"""Bundles to report on: the small world played by bots, and what may be odd about a drill."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from engine.bots import Crew
from engine.bundle import ENGINE_VERSION, PHYSICS, Baselines, Bundle, Curve, Evaluation, Header
from engine.codec import digest, plain
from engine.messages import Event, Input
from engine.plan import Plan, Service, Site, Text
from engine.rehearsal import baselines, run_bots
from engine.simulation import Simulation
from tests.samples import MINUTE, PLAYER, small_plan

SEED = 11
MORE_COMMUNES = (
    Site("phuong-pleiku", "commune", "xa", 13_983_000, 108_007_000, 60_000, "23551"),
    Site("xa-nhon-chau", "commune", "xa", 13_617_000, 109_355_000, 2_300, "21607"),
)


def plan() -> Plan:
    """The small world with two communes more, so that a map has something to show."""
    found = small_plan()
    services = tuple(_everywhere(service) for service in found.estate.services)
    estate = replace(found.estate, sites=(*found.estate.sites, *MORE_COMMUNES), services=services)
    return replace(found, estate=estate, texts=found.texts | {f"site.{site.id}": Text(site.id, site.id) for site in MORE_COMMUNES})


def _everywhere(service: Service) -> Service:
    return replace(service, users=(*service.users, *((site.id, 25) for site in MORE_COMMUNES)))


@cache
def played(level: str = "trained", minutes: int = 120) -> Bundle:
    """A drill that bots of one level played, for so many of its minutes."""
    world = plan()
    sim = Simulation(world, SEED)
    inputs: list[Input] = []

    def submit(item: Input) -> object:
        inputs.append(item)
        return sim.submit(item)

    levels = dict.fromkeys((team.id for team in world.teams), level)
    end = min(minutes * MINUTE, world.lasts_ms)
    run_bots(sim, Crew(world, levels, SEED), end, submit=submit)  # type: ignore[arg-type]
    bots = {team: name for team, name in levels.items() if team != PLAYER}
    header = Header(ENGINE_VERSION, PHYSICS, digest(plain(world)), SEED, "", bots, PLAYER, baselines(world, SEED), "×2")
    return Bundle(header, world, tuple(inputs), end, tuple(sim.events))


def uneven(bundle: Bundle) -> Bundle:
    """The drill with one commune's only workstation switched off, so that communes lost different times."""
    off = Event(10 * MINUTE, "asset-changed", (), {"asset": "xa-ia-grai-pc01", "state": "off"})
    later = next(number for number, event in enumerate(bundle.events) if event.at > off.at)
    return replace(bundle, events=(*bundle.events[:later], off, *bundle.events[later:]))


def empty() -> Bundle:
    """A drill that was ended before anything happened."""
    flat = Curve((0,), (0,), (0,), (0,), (0,))
    bundle = played()
    return replace(bundle, header=replace(bundle.header, baselines=Baselines(flat, flat)), inputs=(), horizon=0, events=())


def graded(bundle: Bundle, reason: str, by: str) -> Bundle:
    """The bundle with one measure graded by a person."""
    objective = bundle.plan.objectives[0]
    grade = Evaluation(bundle.horizon, objective.id, objective.measures[0].id, 500, reason, by)
    return replace(bundle, evaluations=(grade,))


def spoken(bundle: Bundle, words: str) -> Bundle:
    """The bundle with every authored text, every name and every seat's own word replaced."""
    estate = bundle.plan.estate
    assets = tuple(replace(asset, name=f"{asset.id}{words}") for asset in estate.assets)
    accounts = tuple(replace(account, name=f"{account.id}{words}") for account in estate.accounts)
    texts = {name: Text(words, words) for name in bundle.plan.texts}
    world = replace(bundle.plan, estate=replace(estate, assets=assets, accounts=accounts), texts=texts, scenario=words, network=words)
    events = tuple(
        replace(event, data={**event.data, **{key: words for key in ("free", "why", "note", "seat") if key in event.data}})
        for event in bundle.events
    )
    inputs = tuple(replace(item, seat=words) for item in bundle.inputs)
    header = replace(bundle.header, pace=words)
    return graded(replace(bundle, header=header, plan=world, inputs=inputs, events=events, branch=words), words, words)
