"""Bots: seats that see only their view, decide the same whoever drives the clock, and pick up anywhere."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.bots import LEVELS, LOOK_MS, Crew, _Bot
from engine.errors import UnknownName
from engine.messages import Declare, Input, Mark, Note, Receipt, Reply, Start
from engine.plan import Account, Order, Plan
from engine.rehearsal import baselines, play, run_bots
from engine.replay import replay
from engine.simulation import Simulation
from engine.views import TeamView
from tests.samples import OPERATOR, PLAYER, small_plan
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, asset, bench, campaign, fixed, foothold, seen, step

PLAN = small_plan(lasts_ms=3 * HOUR, noise_every_ms=6 * MINUTE)
ALL = (*LEVELS, "reference")


def _crew(plan: Plan, level: str, seed: int) -> Crew:
    return Crew(plan, dict.fromkeys([team.id for team in plan.teams], level), seed)


def _busy(**more: object) -> Plan:
    """A plan in which bots of every level find much to do."""
    story = campaign(
        foothold("a-pc1", "app", leaves=("run-key", "implant", "proxy-line"), seen=seen("odd-file"), then=("more", "out")),
        step(
            "more",
            "move",
            ("db", "spare", "bk"),
            pick=3,
            gives_foothold=True,
            needs_foothold=("*",),
            leaves=("run-key", "logon"),
            seen=seen("odd-file", 700),
            then=("ruin",),
        ),
        step("out", "exfiltrate", ("db",), takes=fixed(2 * HOUR), needs_foothold=("*",), seen=seen("odd-traffic")),
        step("ruin", "encrypt", ("app", "db"), pick=2, takes=fixed(90 * MINUTE), needs_foothold=("*",)),
    )
    return bench(campaigns=(story,), **more)  # type: ignore[arg-type]


BUSY = _busy()


def test_idle_bots_do_nothing(seed: int) -> None:
    """The nobody run: no input, no task."""
    sim = play(PLAN, seed, "idle")
    assert sim.inputs == []
    assert sim.over


def test_names_that_are_not_there() -> None:
    """A team or a level of another drill."""
    with pytest.raises(UnknownName, match="no team"):
        Crew(PLAN, {"nobody": "expert"}, 1)
    with pytest.raises(UnknownName, match="no bot level"):
        Crew(PLAN, {PLAYER: "genius"}, 1)


@pytest.mark.parametrize("level", LEVELS[1:])
def test_each_level_acts_within_its_rights(seed: int, level: str) -> None:
    """Every order of a bot is one that its team may give, or ask for; hardly any is refused."""
    sim = play(BUSY, seed, level)
    commands = [entry.command for entry in sim.inputs]
    assert {type(command) for command in commands} <= {Start, Mark, Reply, Declare}
    assert any(isinstance(command, Start) for command in commands)
    refused = [event for event in sim.events if event.kind == "order-refused"]
    assert len(refused) <= len(commands) // 5


def test_bots_order_nothing_that_does_not_apply() -> None:
    """Memory is read on servers alone: workstations are contained without it, and no order is refused for its kind."""
    actions = tuple(replace(item, kinds=("server", "database")) if item.id == "read-memory" else item for item in BUSY.actions)
    sim = play(replace(BUSY, actions=actions), 3, "expert")
    assert "wrong-kind" not in {event.data["code"] for event in sim.events if event.kind == "order-refused"}
    assert any(isinstance(entry.command, Start) and entry.command == Start("isolate", "a-pc1", ask=True) for entry in sim.inputs)


# --- who drives the clock


Driver = Callable[[Simulation, Crew], None]


def _straight(sim: Simulation, crew: Crew) -> None:
    run_bots(sim, crew, sim.plan.lasts_ms)


def _every_look(sim: Simulation, crew: Crew) -> None:
    while not sim.over:
        crew.act(sim, sim.submit)
        sim.advance((sim.clock // LOOK_MS + 1) * LOOK_MS)


def _ticks(sim: Simulation, crew: Crew) -> None:
    """A live session at odd paces: targets that fall anywhere, small bounds of work, looks asked for all the time."""
    pace = random.Random(7)
    while not sim.over:
        target = sim.clock + pace.choice((40, 977, 13_001, 90_000))
        while sim.clock < target and not sim.over:
            crew.act(sim, sim.submit)
            sim.advance(min(target, (sim.clock // LOOK_MS + 1) * LOOK_MS), max_events=pace.choice((1, 5, 1000)))


def _in_parts(sim: Simulation, crew: Crew) -> None:
    """A headless run that is interrupted to be stored."""
    while not sim.over:
        run_bots(sim, crew, sim.clock + 7 * MINUTE + 1)


@pytest.mark.parametrize("level", ALL[1:])
@pytest.mark.parametrize("driver", [_every_look, _ticks, _in_parts])
def test_decisions_do_not_hang_on_the_driver(seed: int, level: str, driver: Driver) -> None:
    """At any tick size, with any bound of work: the same inputs at the same moments, the same digest."""
    for plan in (PLAN, BUSY):
        expected, other = Simulation(plan, seed), Simulation(plan, seed)
        _straight(expected, _crew(plan, level, seed))
        driver(other, _crew(plan, level, seed))
        assert other.inputs == expected.inputs
        assert other.digest() == expected.digest()


@pytest.mark.parametrize("level", ALL[1:])
def test_answering_alone_is_as_good_as_thinking_anew(seed: int, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages and answers make a bot look at messages only; it decides as if it had thought of everything again."""
    quick = [play(plan, seed, level) for plan in (PLAN, BUSY)]
    assert any(event.kind == "message" for sim in quick for event in sim.events)
    monkeypatch.setattr(_Bot, "_reconsider", lambda bot, view: setattr(bot, "_wishes", bot._in_order(bot._book.wishes(view))))
    for sim, plan in zip(quick, (PLAN, BUSY), strict=True):
        assert play(plan, seed, level).inputs == sim.inputs


@pytest.mark.parametrize("level", ["novice", "expert", "reference"])
def test_a_bot_picks_up_from_the_view_alone(seed: int, level: str) -> None:
    """Stopped anywhere and taken up by a fresh crew after a replay of the inputs, the drill has the same future."""
    for plan in (PLAN, BUSY):
        whole = play(plan, seed, level)
        for share in (1, 3, 7):
            at = plan.lasts_ms * share // 10
            begun = Simulation(plan, seed)
            run_bots(begun, _crew(plan, level, seed), at)
            resumed = replay(plan, seed, begun.inputs, begun.clock)
            run_bots(resumed, _crew(plan, level, seed), plan.lasts_ms)
            assert resumed.inputs == whole.inputs
            assert resumed.digest() == whole.digest()


def test_a_bot_picks_up_between_two_inputs_of_one_look() -> None:
    """A look whose inputs were stored is not taken twice."""
    whole = play(BUSY, 3, "expert")
    looks: dict[int, list[Input]] = {}
    for entry in whole.inputs:
        looks.setdefault(entry.at // LOOK_MS, []).append(entry)
    several = next(group for group in looks.values() if len(group) > 1)
    upto = [entry for entry in whole.inputs if entry.at <= several[-1].at]
    resumed = replay(BUSY, 3, upto, several[-1].at)
    run_bots(resumed, _crew(BUSY, "expert", 3), BUSY.lasts_ms)
    assert resumed.digest() == whole.digest()


def test_replay_runs_no_bot() -> None:
    """The recorded inputs alone give the drill back."""
    for level in ALL:
        sim = play(BUSY, 9, level)
        assert replay(BUSY, 9, sim.inputs, BUSY.lasts_ms).digest() == sim.digest()


def test_a_person_beside_the_bots() -> None:
    """A seat's command in the very millisecond of a look: the bots' follow it, and nothing is lost."""
    sim = Simulation(BUSY, 4)
    crew = Crew(BUSY, {OPS: "expert"}, 4)
    while not sim.over:
        sim.submit(Input(sim.clock if not sim.inputs else max(sim.clock, sim.inputs[-1].at + 1), "seat", IR, "ir-1", Note("x")))
        crew.act(sim, sim.submit)
        sim.advance((sim.clock // LOOK_MS + 1) * LOOK_MS)
    assert [entry.at for entry in sim.inputs] == sorted({entry.at for entry in sim.inputs})
    assert {entry.origin for entry in sim.inputs} == {"seat", "bot"}


# --- what they see


def test_bots_see_only_their_view(seed: int) -> None:
    """Decisions are a function of the view: the same view, from a world that is otherwise another, the same inputs."""
    net = BUSY.estate
    hidden = campaign(step("h", "exfiltrate", ("z1",), leaves=("run-key",), people=9), id="hidden")
    base = replace(BUSY, estate=replace(net, assets=(*net.assets, asset("z1", "xa-b-office", "kiosk", controls=()))))
    more = replace(base, campaigns=(*base.campaigns, hidden))
    one, other = play(base, seed, "trained"), play(more, seed, "trained")
    assert other.truth.people_exposed == one.truth.people_exposed + 9
    assert [entry for entry in one.inputs if entry.team == IR] == [entry for entry in other.inputs if entry.team == IR]


def test_the_crew_asks_for_nothing_but_views() -> None:
    """A simulation that shows only what a seat may have is enough for it."""

    class Window:
        """What a bot may look at."""

        def __init__(self, sim: Simulation) -> None:
            self._sim = sim
            self.plan = sim.plan

        clock = property(lambda self: self._sim.clock)
        over = property(lambda self: self._sim.over)
        inputs = property(lambda self: self._sim.inputs)
        next_at = property(lambda self: self._sim.next_at)

        def view(self, team: str) -> TeamView:
            return self._sim.view(team)

        def learnt(self, team: str) -> int:
            return self._sim.learnt(team)

        def submit(self, entry: Input) -> Receipt:
            return self._sim.submit(entry)

        def advance(self, until: int) -> int:
            return self._sim.advance(until)

    sim = Simulation(BUSY, 2)
    run_bots(Window(sim), _crew(BUSY, "expert", 2), BUSY.lasts_ms)  # type: ignore[arg-type]
    assert sim.digest() == play(BUSY, 2, "expert").digest()


# --- levels


def test_levels_lie_apart() -> None:
    """Over a dozen drills nobody is worst, and an expert is faster at containing than a novice."""
    lost: dict[str, int] = {}
    first: dict[str, int] = {}
    for level in ALL:
        sims = [play(BUSY, number, level) for number in range(12)]
        lost[level] = sum(sum(sim.truth.lost.values()) + sim.truth.people_exposed * HOUR for sim in sims)
        isolated = [
            next((e.at for e in sim.events if e.kind == "task-ended" and e.data["action"] == "isolate"), BUSY.lasts_ms) for sim in sims
        ]
        first[level] = sum(isolated)
    assert lost["expert"] < lost["idle"]
    assert first["expert"] < first["novice"] < first["idle"]


def test_the_reference_gives_the_authored_orders() -> None:
    """Once it knows what an order waits for: the order, the authored reply, the authored level."""
    orders = (
        Order(IR, "isolate", "each:suspect", 2 * MINUTE),
        Order(IR, "reimage", "spare", 30 * MINUTE),
        Order(IR, "power-off", "bk", knows=("flag:never",)),
        Order(OPS, "stop-service", "mail", 40 * MINUTE),
    )
    sim = play(replace(BUSY, reference=orders), 1, "reference")
    done = [(entry.team, entry.command.action, entry.command.target) for entry in sim.inputs if isinstance(entry.command, Start)]
    assert (IR, "isolate", "a-pc1") in done
    assert (IR, "reimage", "spare") in done
    assert (OPS, "stop-service", "mail") in done
    assert not any(verb == "power-off" for _, verb, _ in done)
    at = next(entry.at for entry in sim.inputs if isinstance(entry.command, Start) and entry.command.action == "reimage")
    assert at >= 30 * MINUTE


def test_the_reference_answers_as_authored() -> None:
    """The sample's reporter is handed over to who may speak."""
    sim = play(PLAN, 2, "reference")
    assert [event.data["tag"] for event in sim.events if event.kind == "replied" and event.to == (PLAYER,)] == ["hand-over"]
    assert OPERATOR in {team.id for team in PLAN.teams}


def test_a_run_tells_how_far_it_is() -> None:
    """For a progress bar: ever later drill times, the end last."""
    told: list[int] = []
    sim = Simulation(BUSY, 1)
    run_bots(sim, _crew(BUSY, "trained", 1), BUSY.lasts_ms, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == BUSY.lasts_ms


def test_baselines_are_two_runs_under_the_drills_own_draws(seed: int) -> None:
    """Nobody's curve is the idle run's, and the reference is not worse than nobody in the sample."""
    made = baselines(BUSY, seed)
    lost = play(BUSY, seed, "idle").truth.lost
    assert lost["tthc"] > 0
    assert all(abs(made.nobody.services.get(name, 0) - total) <= 1 for name, total in lost.items())
    assert made.nobody.at == made.reference.at
    assert made == baselines(BUSY, seed)


def test_experts_take_privileged_accounts_back() -> None:
    """Once a machine of the data centre is held the administrator's password is theirs: experts reset it, the others wait for proof."""
    net = BUSY.estate
    net = replace(net, accounts=(*net.accounts, Account("adm", "adm.dtc", "domain-admin", ("app", "db"), "dtc")))
    resets = {
        level: [e.command for e in play(replace(BUSY, estate=net), 3, level).inputs if e.command == Start("reset-account", "adm", ask=True)]
        for level in ("novice", "trained", "expert")
    }
    assert resets["expert"]
    assert not resets["novice"] + resets["trained"]


def test_a_scenarios_doctrine_is_known_from_its_level_on() -> None:
    """An order of level `trained` is given by trained bots and better ones, some time after they know what it waits for."""
    order = Order(IR, "statement", knows=("alert:odd-file",), level="trained")
    plan = replace(BUSY, reference=(order,))
    for level, expected in (("novice", False), ("trained", True), ("expert", True)):
        given = []
        for number in range(4):
            sim = play(plan, number, level)
            learnt = next(event.at for event in sim.events if event.kind == "alert" and event.data["kind"] == "odd-file" and IR in event.to)
            given += [item.at > learnt for item in sim.inputs if item.team == IR and item.command == Start("statement", ask=True)]
        assert all(given)
        assert (len(given) > 1) is expected, level


def test_an_order_without_a_level_is_the_references_alone() -> None:
    """What the reference is authored to do is not taught to anybody by that."""
    plan = replace(BUSY, reference=(Order(IR, "statement", knows=("alert:odd-file",)),))
    assert all(item.command != Start("statement", ask=True) for item in play(plan, 1, "novice").inputs)
    assert any(item.command == Start("statement", ask=True) for item in play(plan, 1, "reference").inputs)
