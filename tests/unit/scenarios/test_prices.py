"""What mistakes cost in whole drills of every shipped scenario: evidence destroyed, a machine isolated for nothing, a report
to the wrong body or too late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest

from engine.bots import Crew
from engine.bundle import Baselines, Bundle, Curve, Header
from engine.index import indexed
from engine.messages import Command, Input, Receipt, Reply, Start
from engine.plan import Action, Duty, Measure, Objective, Plan, Team
from engine.rehearsal import run_bots
from engine.scoring import ADDRESSED, LATE_REPORT, TIMELY, Scorecard, curve, score
from engine.simulation import Simulation
from scenarios import library
from scenarios.compiler import load
from tests.walker import MINUTE, Walker, many_hands

SEED = 431
HOUR = 60 * MINUTE
DESTROYERS = frozenset(("power-off", "reimage", "restore-backup"))
NOTHING = Curve((0,), (0,), (0,), (0,), (0,))
NO_ISOLATION = frozenset(("ten-mien-truy-xuat-mua-thu-hoach", "tram-bts-gia-tin-mao-danh"))
"""Stories in which no team can take a machine off the network that a service leans on."""
NO_DESTROYER = frozenset(("ten-mien-truy-xuat-mua-thu-hoach", "tram-bts-gia-tin-mao-danh", "mat-lien-lac-giua-bao"))
"""Stories in which no team can destroy traces by its own hand."""


@cache
def plan_of(name: str) -> Plan:
    """The shipped story with people enough that no order waits for another."""
    return many_hands(load(name))


def give(sim: Simulation, team: str, command: Command) -> Receipt:
    """A seat's command, now."""
    at = max(sim.clock, sim.inputs[-1].at + 1 if sim.inputs else 0)
    return sim.submit(Input(at, "seat", team, f"{team}-1", command))


def carried_out(sim: Simulation, team: str, action: Action, target: str) -> bool:
    """Order it; True once it is done, with the clock where it took hold. Who is asked agrees."""
    receipt = give(sim, team, Start(action.id, target, ask=True))
    if not receipt.accepted:
        return False
    while not sim.over:
        for other in sim.plan.teams:
            for message in sim.view(other.id).messages:
                if message.kind in ("request", "order") and not message.replied and not message.missed:
                    give(sim, other.id, Reply(message.id, "accept"))
        for event in reversed(sim.events):
            if event.kind == "task-ended" and event.data["task"] == receipt.id:
                return bool(event.data["outcome"] == "done")
        sim.advance(sim.next_at + 1)
    return False


def scored(sim: Simulation, measures: tuple[Measure, ...] = ()) -> Scorecard:
    """The score as things stand; of these measures, if any, instead of the story's own."""
    judged = replace(sim.plan, objectives=(Objective("o", "", measures),)) if measures else sim.plan
    header = Header("", 0, "", sim.seed, "", {}, "", Baselines(NOTHING, NOTHING))
    return score(Bundle(header, judged, tuple(sim.inputs), sim.clock, tuple(sim.events)))


def who_may(plan: Plan, verbs: frozenset[str]) -> Iterator[tuple[Team, Action]]:
    """Teams that have an action with one of these verbs, on a machine or a copy of one."""
    for team in plan.teams:
        for action in plan.actions:
            if action.id in team.may and action.target in ("asset", "backup") and any(e.verb in verbs for e in action.effects):
                yield team, action


# --- evidence


def unread(sim: Simulation, gone_with: Action) -> dict[str, set[tuple[str, str, int]]]:
    """Target → the hostile traces of some weight that this action would destroy there, as (artefact, asset, when it was left)."""
    volatile_only = all(effect.verb == "power-off" for effect in gone_with.effects)
    found: dict[str, set[tuple[str, str, int]]] = {}
    copies = {copy.asset: copy.id for copy in sim.plan.estate.backups}
    for holder, traces in sim._world.traces.items():
        target = copies.get(holder, "") if gone_with.target == "backup" else holder
        lying = {
            (trace.artefact.id, trace.asset, trace.at)
            for trace in traces
            if not trace.artefact.benign and trace.artefact.weight and not trace.lost and (trace.volatile or not volatile_only)
        }
        if target and lying:
            found[target] = lying
    return found


def lost(sim: Simulation) -> dict[tuple[str, str, int], int]:
    """Traces that were destroyed before anybody had read them → when."""
    left: dict[tuple[str, str, str], list[int]] = {}
    gone: dict[tuple[str, str, int], int] = {}
    for event in sim.events:
        data = event.data
        if event.kind == "artefact-left":
            left.setdefault((data["artefact"], data["asset"], data["step"]), []).append(event.at)
        elif event.kind == "artefact-lost":
            gone.update({(data["artefact"], data["asset"], at): event.at for at in left[data["artefact"], data["asset"], data["step"]]})
    return gone


def seen(sim: Simulation) -> dict[tuple[str, str, int], int]:
    """Traces that anybody found → when last."""
    return {(e.data["artefact"], e.data["asset"], e.data["left"]): e.at for e in sim.events if e.kind == "found"}


def search(sim: Simulation) -> None:
    """All teams look for whatever is still to be found."""
    team, alert = next((team.id, sim.view(team.id).alerts[0].id) for team in sim.plan.teams if sim.view(team.id).alerts)
    Walker(sim, team, alert).walk()


@pytest.mark.parametrize("name", library.names())
def test_what_was_destroyed_unread_is_in_no_later_view_and_counts(name: str) -> None:
    """Whatever is lost, by whose hand ever, nobody finds afterwards; its weight stands in the evidence column."""
    plan = plan_of(name)
    sim = Simulation(plan, SEED)
    sim.advance(4 * MINUTE)
    mine: set[tuple[str, str, int]] = set()
    for team, action in who_may(plan, DESTROYERS):
        for target, traces in unread(sim, action).items():
            if not mine and carried_out(sim, team.id, action, target):
                mine = traces & lost(sim).keys()
    assert bool(mine) != (name in NO_DESTROYER)
    search(sim)
    gone, found = lost(sim), seen(sim)
    assert all(found[trace] <= gone[trace] for trace in gone.keys() & found.keys())
    assert not mine & found.keys()
    weights = {item.id: item.weight for item in plan.artefacts}
    counted = {e.data["cause"]: 0 for e in sim.events if e.kind == "harm-counted" and e.data["column"] == "evidence"}
    for event in sim.events:
        if event.kind == "harm-counted" and event.data["column"] == "evidence":
            counted[event.data["cause"]] += event.data["amount"]
    destroyed = sum(e.data["weight"] for e in sim.events if e.kind == "artefact-lost")
    reasons = {e.data["reason"] for e in sim.events if e.kind == "artefact-lost"}
    assert sum(amount for cause, amount in counted.items() if cause in reasons) == destroyed
    assert destroyed >= sum(weights[artefact] for artefact, _, _ in mine)
    assert scored(sim).harm.evidence == sum(counted.values()) == curve(sim.events, plan.lasts_ms).evidence[-1]


# --- isolation


def leaned_on(plan: Plan) -> list[str]:
    """Machines on which a service hangs at once, and that no campaign of the story ever touches."""
    index = indexed(plan)
    met = {target for campaign in plan.campaigns for step in campaign.steps for target in step.targets}
    found = [leaf for service in plan.estate.services for leaf in _assets(service.needs)]
    return [asset for asset in dict.fromkeys(found) if asset not in met and asset in index.asset_of]


def _assets(need: object) -> Iterator[str]:
    if getattr(need, "op", "") == "asset":
        yield need.ref  # type: ignore[attr-defined]
    for inner in getattr(need, "of", ()):
        yield from _assets(inner)


@pytest.mark.parametrize("name", sorted(set(library.names()) - NO_ISOLATION))
def test_a_wrongful_isolation_costs_its_real_minutes(name: str) -> None:
    """Beside the same drill without it, the service loses its users' minutes while the machine is off, and no more once it is back."""
    plan = plan_of(name)
    index = indexed(plan)
    reconnects = {effect.verb: action for action in plan.actions for effect in action.effects}
    for team, action in who_may(plan, frozenset(("isolate",))):
        for asset in leaned_on(plan):
            sim, beside = Simulation(plan, SEED), Simulation(plan, SEED)
            for one in (sim, beside):
                one.advance(MINUTE)
            if not carried_out(sim, team.id, action, asset):
                continue
            off = sim.clock
            beside.advance(off)
            hurt = [s for s, level in sim.truth.service_levels.items() if level < beside.truth.service_levels[s] and index.users_total[s]]
            if not hurt or "reconnect" not in reconnects:
                continue
            _pay(sim, beside, hurt, team.id, reconnects["reconnect"], asset)
            return
    raise AssertionError("nobody can isolate a machine that a service leans on")


def _pay(sim: Simulation, beside: Simulation, hurt: list[str], team: str, reconnect: Action, asset: str) -> None:
    assert [e.data["asset"] for e in sim.events if e.kind == "isolated-wrongly"] == [asset]

    def cost() -> dict[str, int]:
        return {name: sim.truth.lost[name] - beside.truth.lost[name] for name in hurt}

    def wait(until: int) -> dict[str, int]:
        sim.advance(until)
        beside.advance(until)
        return cost()

    first = cost()
    began = sim.clock
    after = wait(began + 10 * MINUTE)
    users = indexed(sim.plan).users_total
    for name in hurt:  # no fewer than a minute of somebody's, and no more than everybody's whole ten
        assert MINUTE < after[name] - first[name] <= users[name] * 10 * MINUTE, name
    assert carried_out(sim, team, reconnect, asset)
    back = wait(sim.clock + MINUTE)
    assert all(back[name] > after[name] for name in hurt)
    assert any(sim.truth.service_levels[name] == beside.truth.service_levels[name] for name in hurt)
    later = wait(sim.clock + 10 * MINUTE)
    again = [name for name in hurt if sim.truth.service_levels[name] == beside.truth.service_levels[name]]
    assert {name: later[name] for name in again} == {name: back[name] for name in again}
    assert scored(sim).harm.service - scored(beside).harm.service >= sum(later.values()) > 0


# --- reports


def told(plan: Plan, duty: Duty, change: Callable[[Input, Simulation], Input | None], until: int) -> Simulation:
    """A drill with good bots, whose inputs for this duty's form are changed, or (None) kept back."""
    sim = Simulation(plan, SEED)
    forms = {a.id: e.ref for a in plan.actions for e in a.effects if e.verb in ("report", "notify")}

    def door(entry: Input) -> Receipt:
        command = entry.command
        if not isinstance(command, Start) or entry.team != duty.team or command.action not in forms:
            return sim.submit(entry)
        if (forms[command.action] or command.target) == duty.form:
            changed = change(entry, sim)
            return Receipt(False) if changed is None else sim.submit(changed)
        return sim.submit(entry)

    crew = Crew(plan, dict.fromkeys([team.id for team in plan.teams], "reference"), SEED)
    while not sim.over and sim.clock < until and not any(e.kind == "report-sent" and e.data["duty"] == duty.id for e in sim.events):
        run_bots(sim, crew, min(until, sim.clock + 20 * MINUTE), submit=door)
    return sim


def owed(plan: Plan) -> list[Duty]:
    """Duties for which the story has a measure."""
    asked = {measure.ref for objective in plan.objectives for measure in objective.measures if measure.kind == "report"}
    return [duty for duty in plan.duties if duty.id in asked]


def earned(sim: Simulation, duty: Duty) -> int:
    """Per-mille of the points of a report measure for this duty."""
    return scored(sim, (Measure("m", "report", 1, ref=duty.id, target=1000, limit=0),)).objectives[0].earned


@pytest.mark.parametrize("name", library.names())
def test_a_report_to_the_wrong_body_or_too_late_is_scored_so_and_cites_its_rule(name: str) -> None:
    """The same report, sent rightly, then to a body that it is not owed to, then after its term."""
    plan = load(name)
    duty = owed(plan)[0]
    basis = f"duty.{duty.id}.basis"
    assert plan.texts[basis].vi
    right = told(plan, duty, lambda entry, _: entry, plan.lasts_ms)
    judged = [e.data for e in right.events if e.kind == "report-judged" and e.data["duty"] == duty.id]
    assert judged
    assert not judged[0]["wrong_body"]
    assert not judged[0]["late"]

    stranger = next(org.id for org in plan.estate.orgs if org.id not in (duty.to, *duty.also_to) and org.kind == "department")

    def misdirect(entry: Input, sim: Simulation) -> Input:
        command = entry.command
        assert isinstance(command, Start)
        if any(e.kind == "report-misdirected" and e.data["team"] == duty.team for e in sim.events):
            return entry
        return replace(entry, command=replace(command, params=command.params | {"to": stranger}))

    wrong = told(plan, duty, misdirect, plan.lasts_ms)
    found = [e.data for e in wrong.events if e.kind == "report-misdirected" and e.data["team"] == duty.team]
    assert {(item["to"], item["should"], item["basis"]) for item in found} == {(stranger, duty.to, basis)}
    assert earned(wrong, duty) <= earned(right, duty) - ADDRESSED

    def delay(entry: Input, sim: Simulation) -> Input | None:
        return entry if any(e.kind == "duty-missed" and e.data["duty"] == duty.id for e in sim.events) else None

    late = told(plan, duty, delay, plan.lasts_ms)
    assert [e.data["basis"] for e in late.events if e.kind == "duty-missed" and e.data["duty"] == duty.id] == [basis]
    assert [e.data["late"] for e in late.events if e.kind == "report-judged" and e.data["duty"] == duty.id][:1] in ([True], [])
    assert earned(late, duty) <= 1000 - TIMELY + TIMELY * LATE_REPORT // 1000 < 1000
    assert earned(late, duty) < earned(right, duty)
