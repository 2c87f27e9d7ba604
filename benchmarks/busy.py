"""The floor's own story on the real engine: what one attack step and one defender's action cost when nobody ever rests.

The floor is full by its making: an intruder who goes from host to host, analysts who judge every alert, isolate and
repair. A drill is not: most of its minutes pass without a step or an action, while noise, sensors, services and
conditions run on. To compare like with like, the shipped scenario plays on the whole province with everything on, and
its own move from machine to machine is let loose on every workstation that it can reach, one after another, to the
end; every team has `HANDS` times its people, judges each alert that it gets, isolates what it takes for taken, and
later rebuilds it. Alerts, verdicts, findings, messages, duties, services, harm, conditions and the events that score are
those of any drill.

The rate is taken of a replay: neither bots nor this script's own looking are in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.index import Index, indexed
from engine.messages import Command, Input, Reply, Start
from engine.plan import Campaign, Front, Plan, Seen, Spread, Step
from engine.simulation import Simulation
from engine.views import TeamView

HANDS = 40
"""How many times its people a team has: in a real team, people are what bounds it, not the engine."""
LOOKS_EVERY_MS = 30_000
BEATS = Spread((6_000, 12_000, 20_000))
"""Between two hosts of the spreading step."""
FROM_DOOR = "rdp"
"""Remote management: the data centre's administrators reach every commune's office by it."""
WORKS = 500
"""Chance that a move succeeds, per-mille: the floor's."""
SEEN = 500
"""Chance that a step is seen where a sensor covers the machine, per-mille: the floor's."""
REBUILT_AFTER_MS = 60 * 60_000


@dataclass(frozen=True, slots=True)
class Busy:
    """A full drill, ready to be replayed."""

    plan: Plan
    seed: int
    inputs: list[Input]
    steps: int
    actions: int


def let_loose(plan: Plan) -> Plan:
    """The plan with one campaign more, which moves from machine to machine without end, and with people enough."""
    steps = [step for campaign in plan.campaigns if not campaign.benign for step in campaign.steps]
    move = next(step for step in steps if step.verb == "move" and step.gives_foothold)
    alert = next(item.alert for step in steps for item in step.seen if step.verb == "exploit")
    machines = tuple(asset.id for asset in plan.estate.assets if asset.kind == "workstation")
    return replace(
        plan,
        campaigns=(*plan.campaigns, _spreading(move, alert, door_of(plan), machines)),
        teams=tuple(replace(team, staff=tuple((role, number * HANDS) for role, number in team.staff)) for team in plan.teams),
    )


def door_of(plan: Plan) -> str:
    """The jump host: from it every office is reached, and the script's teams leave it alone."""
    return next(asset.id for asset in plan.estate.assets if asset.kind == "jump-host")


def _spreading(move: Step, alert: str, door: str, machines: tuple[str, ...]) -> Campaign:
    alone = replace(move, then=(), otherwise=(), one_of=(), when=None, needs_account="", channel=False)
    enter = replace(alone, id="busy-door", verb="exploit", targets=(door,), over="", needs_foothold=(), chance=1000, then=("busy-move",))
    spread = replace(
        alone,
        id="busy-move",
        targets=machines,
        needs_foothold=("*",),
        over=FROM_DOOR,
        chance=WORKS,
        seen=(Seen(alert, SEEN),),
        front=Front(BEATS, len(machines)),
        again_after=Spread((60_000,)),
        again_times=1_000_000,
    )
    return Campaign("busy", 0, (enter.id,), (enter, spread))


def fill(plan: Plan, seed: int) -> Busy:
    """Play the busy drill once, live, and keep what was ordered."""
    loose = let_loose(plan)
    sim = Simulation(loose, seed)
    crews = [_Crew(indexed(loose), team.id, door_of(plan)) for team in loose.teams]
    at = 0
    while at < loose.lasts_ms:
        moment = at
        for crew in crews:
            for command in crew.orders(sim.view(crew.team)):
                sim.submit(Input(moment, "bot", crew.team, f"busy-{crew.team}", command))
                moment += 1
        at += LOOKS_EVERY_MS
        sim.advance(at)
    return Busy(loose, seed, list(sim.inputs), sim.truth.steps_resolved, sim.truth.actions_finished)


class _Crew:
    """One team that judges, isolates and rebuilds without pause."""

    def __init__(self, index: Index, team: str, spared: str) -> None:
        self.team = team
        self._given: set[tuple[str, str]] = {("isolate", spared)}
        self._action = {
            effect.verb: action.id for action in index.plan.actions if action.id in index.teams[team].may for effect in action.effects
        }

    def orders(self, view: TeamView) -> list[Command]:
        """What there is to say at this moment, each thing once."""
        wanted: list[tuple[str, str]] = [("accept", item.id) for item in view.messages if item.kind == "request" and not item.missed]
        wanted += [("triage", alert.id) for alert in view.alerts]
        wanted += [("isolate", alert.asset) for alert in view.alerts if alert.verdict == "likely-true"]
        wanted += [("reimage", item.id) for item in view.assets if item.state == "isolated" and view.now - item.since > REBUILT_AFTER_MS]
        fresh = [item for item in dict.fromkeys(wanted) if item not in self._given and (item[0] in self._action or item[0] == "accept")]
        self._given.update(fresh)
        return [Reply(thing, "accept") if verb == "accept" else Start(self._action[verb], thing, ask=True) for verb, thing in fresh]
