"""The door: what `submit` and `advance` promise about time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import InvalidInput, OutOfOrder
from engine.messages import Cancel, Declare, Finish, Fire, Input, Mark, Note, RealIncident, Reply, Start, Watch
from engine.plan import Condition, Duty, Effect, Inject, Milestone, Spread
from engine.simulation import Simulation
from tests.samples import HOUR, PLAYER, small_plan
from tests.unit.engine.worlds import IR, MINUTE, OPS, action, at, bench, campaign, carry_out, foothold, give, of, order, run, seen, step


def _note(at: int, text: str = "x") -> Input:
    return Input(at, "seat", IR, "ir-1", Note(text))


def test_advance_runs_everything_strictly_before() -> None:
    """What happens at t has not happened when the clock stands at t, and has one millisecond later."""
    plan = bench(milestones=(Milestone("five", at(5 * MINUTE), (IR,)),))
    sim = run(plan, 5 * MINUTE)
    assert sim.clock == 5 * MINUTE
    assert not of(sim, "milestone")
    sim.advance(5 * MINUTE + 1)
    assert [event.at for event in of(sim, "milestone")] == [5 * MINUTE]


def test_an_input_applies_before_any_event_of_its_moment() -> None:
    """A report sent in the very millisecond in which it becomes late is read before the lateness; a note stands first."""
    plan = bench(milestones=(Milestone("five", at(5 * MINUTE), (IR,)),))
    sim = run(plan)
    sim.submit(_note(5 * MINUTE))
    sim.advance(6 * MINUTE)
    assert [event.kind for event in sim.events if event.at == 5 * MINUTE] == ["note", "milestone"]


def test_an_order_applies_before_the_step_of_its_moment() -> None:
    """A link that is cut in the millisecond of a move stops the move; one cut in the next does not."""
    move = step("move", "move", ("app",), over="smb", needs_foothold=("a-pc1",), gives_foothold=True)
    story = campaign(foothold("a-pc1", then=("move",)), move)
    instant = action("cut-link", takes=Spread((0,)))
    plan = bench(campaigns=(story,))
    plan = replace(plan, actions=tuple(instant if item.id == "cut-link" else item for item in plan.actions))
    outcomes = []
    for moment in (2 * MINUTE - 1, 2 * MINUTE + 1):
        sim = run(plan)
        assert give(sim, OPS, Start("cut-link", "xa-a", ask=True), moment).accepted
        sim.advance(10 * MINUTE)
        outcomes.append(bool(of(sim, "step-succeeded", step="move")))
    assert outcomes == [False, True]


def test_two_inputs_in_one_millisecond_are_refused() -> None:
    """The session gives each input a moment of its own; the engine insists."""
    sim = run(bench())
    sim.submit(_note(1000))
    with pytest.raises(OutOfOrder):
        sim.submit(_note(1000))
    sim.submit(_note(1001))
    assert [item.at for item in sim.inputs] == [1000, 1001]


def test_an_input_before_the_clock_is_refused() -> None:
    """The past is closed."""
    sim = run(bench(), MINUTE)
    with pytest.raises(OutOfOrder):
        sim.submit(_note(MINUTE - 1))
    assert sim.inputs == []
    sim.submit(_note(MINUTE))


def test_advance_never_goes_back_and_never_past_the_end() -> None:
    """An earlier moment changes nothing; a later one than the end ends the drill there."""
    sim = run(bench(lasts_ms=HOUR), MINUTE)
    assert sim.advance(0) == MINUTE
    assert sim.advance(100 * HOUR) == HOUR
    assert sim.over
    assert sim.clock == HOUR
    assert sim.advance(200 * HOUR) == HOUR


def test_an_inputs_moment_is_reached_by_submitting_it() -> None:
    """`submit` advances to the input's own time first."""
    sim = run(bench())
    sim.submit(_note(90_000))
    assert sim.clock == 90_000
    assert sim.view(IR).now == 90_000


def test_max_events_bounds_a_slice_and_ends_between_moments() -> None:
    """A slice ends with a whole moment, so that an input never lands inside one."""
    plan = small_plan(noise_every_ms=2 * MINUTE)
    sim = Simulation(plan, 4)
    reached = [sim.advance(2 * HOUR, max_events=1) for _ in range(5)]
    assert reached == sorted(set(reached))
    assert reached[-1] < 2 * HOUR
    moments = {event.at for event in sim.events}
    assert all(moment < sim.clock for moment in moments)


def test_nothing_is_taken_after_the_end() -> None:
    """The drill over, every command is refused, in words, and leaves no trace."""
    sim = run(bench(lasts_ms=HOUR), HOUR)
    count = len(sim.events)
    receipt = give(sim, IR, Note("late"))
    assert (receipt.accepted, receipt.code) == (False, "drill-over")
    assert len(sim.events) == count
    assert sim.inputs == []


def test_the_end_is_told_once_and_counts_the_losses() -> None:
    """Every team hears of the end, control alone of the sums."""
    sim = run(bench(lasts_ms=HOUR), HOUR)
    assert [event.to for event in of(sim, "drill-ended")] == [(IR, OPS)]
    assert of(sim, "services-counted")[0].to == ()
    assert sim.view(IR).over


def test_control_may_end_the_drill() -> None:
    """Finish ends it at its own moment, before what would have happened then."""
    plan = bench(milestones=(Milestone("five", at(5 * MINUTE), (IR,)),))
    sim = run(plan)
    assert sim.submit(Input(5 * MINUTE, "control", "", "control", Finish())).accepted
    assert sim.over
    assert sim.advance(HOUR) == 5 * MINUTE
    assert not of(sim, "milestone")


@pytest.mark.parametrize("command", [Finish(), Fire("press")])
def test_controls_commands_are_controls_alone(command: Finish | Fire) -> None:
    """A seat that sends one is refused."""
    sim = run(bench(injects=(Inject("press", None, (IR,), "phone"),)))
    assert give(sim, IR, command).code == "not-allowed"
    assert not sim.over
    assert not of(sim, "message")


@pytest.mark.parametrize(
    "command", [Start("isolate", "a-pc1"), Cancel("x"), Mark("x", "true"), Reply("x", "y"), Declare("over"), Watch(HOUR), Note("x")]
)
@pytest.mark.parametrize("team", ["", "nobody"])
def test_a_teams_command_needs_a_team_of_the_drill(command: Note, team: str) -> None:
    """An unknown team is an error of whoever sent it, whatever its origin, and nothing is recorded."""
    sim = run(bench())
    with pytest.raises(InvalidInput):
        sim.submit(Input(1, "control", team, "control", command))
    assert sim.inputs == []
    sim.submit(_note(1))


def test_control_may_act_for_a_team() -> None:
    """A white cell stands in for a team that is not there."""
    sim = run(bench())
    assert give(sim, IR, Start("isolate", "a-pc1"), origin="control").accepted


def test_a_real_incident_is_recorded_and_told_to_all() -> None:
    """The session freezes the drill; the engine only writes it down."""
    sim = run(bench())
    assert give(sim, OPS, RealIncident()).accepted
    assert of(sim, "real-incident")[0].to == (IR, OPS)


@pytest.mark.parametrize("params", [{"weight": 1.5}, {"deep": [{"x": float("nan")}]}, {3: "key"}, {"set": {1}}])
def test_params_that_cannot_be_recorded_are_refused(params: dict[str, object]) -> None:
    """A number with a comma would break the digest long after it was accepted."""
    sim = run(bench())
    assert give(sim, IR, Start("isolate", "a-pc1", params)).code == "bad-params"
    assert sim.inputs == []
    sim.digest()


@pytest.mark.parametrize("command", [Note("\ud800"), Declare("\udfff"), Start("isolate", "a-pc1", why="\ud800"), Watch(1.5)])  # type: ignore[arg-type]
def test_half_letters_and_fractions_are_refused(command: Note | Declare | Start | Watch) -> None:
    """What has no canonical bytes never enters a drill."""
    sim = run(bench())
    assert give(sim, IR, command).code == "bad-params"
    assert sim.events == []


def test_a_refused_order_stands_in_the_teams_log() -> None:
    """Whoever reads the view knows that it was tried."""
    sim = run(bench())
    assert give(sim, IR, Start("isolate", "nowhere")).code == "unknown-target"
    assert ("isolate", "nowhere") in sim.view(IR).refused
    assert ("isolate", "nowhere") not in sim.view(OPS).refused


def test_a_mark_judges_an_alert_and_makes_its_host_suspect() -> None:
    """By hand: true, false or unsure; true puts the host under suspicion."""
    sim = run(bench(campaigns=(campaign(step("enter", seen=seen("odd-file"))),)), 5 * MINUTE)
    (alert,) = sim.view(IR).alerts
    assert give(sim, IR, Mark(alert.id, "certainly")).code == "bad-params"
    assert give(sim, OPS, Mark(alert.id, "true")).code == "unknown-target"
    assert give(sim, IR, Mark(alert.id, "true")).accepted
    (after,) = sim.view(IR).alerts
    assert (after.verdict, after.marked) == ("true", True)
    assert "verdict-true:odd-file" in sim.view(IR).facts


def test_two_hands_never_share_a_drill() -> None:
    """Two simulations of one plan do not touch each other."""
    plan = bench()
    one, two = run(plan), run(plan)
    carry_out(one, IR, "isolate", "a-pc1")
    two.advance(one.clock)
    assert two.truth.actions_finished == 0
    assert two.view(IR).tasks == ()


def test_the_next_event_is_announced() -> None:
    """`next_at` says when something happens, at the latest the end."""
    sim = run(bench(milestones=(Milestone("five", at(5 * MINUTE), (IR,)),)), MINUTE)
    assert sim.next_at == 5 * MINUTE
    sim.advance(5 * MINUTE + 1)
    assert sim.next_at == sim.plan.lasts_ms


def test_the_digest_tells_drills_apart() -> None:
    """Another seed, another input: another digest; the same again: the same."""
    plan = small_plan()
    digests = []
    for number, text in ((1, "a"), (1, "a"), (2, "a"), (1, "b")):
        sim = Simulation(plan, number)
        sim.submit(Input(MINUTE, "seat", PLAYER, "s", Note(text)))
        sim.advance(HOUR)
        digests.append(sim.digest())
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_the_salt_leaves_everything_before_it() -> None:
    """A salted future is the same past: events before `salt_from` are those of the drill itself."""
    plan = small_plan(noise_every_ms=2 * MINUTE)
    own = Simulation(plan, 5)
    own.advance(2 * HOUR)
    for salt in (1, 2):
        other = Simulation(plan, 5, salt=salt, salt_from=HOUR)
        other.advance(2 * HOUR)
        assert [e for e in other.events if e.at < HOUR] == [e for e in own.events if e.at < HOUR]
        assert [e for e in other.events if e.at >= HOUR] != [e for e in own.events if e.at >= HOUR]


def test_what_an_input_draws_at_the_salted_moment_is_salted() -> None:
    """Draws made at `salt_from` belong to the other future, those of the input at that very moment included."""
    plan = bench(injects=(Inject("tip", None, (IR,), "phone", effects=(Effect("reveal", "c2"),)),))
    for moment, salts in ((HOUR - 1, {0}), (HOUR, {3})):
        trace: dict[tuple[str, str, int, int], int] = {}
        sim = Simulation(plan, 1, salt=3, salt_from=HOUR, trace=trace)
        sim.submit(Input(moment, "control", "", "control", Fire("tip")))
        assert {key[3] for key in trace if key[0] == "indicator:c2"} == salts


def test_a_duty_and_its_clock() -> None:
    """A report that goes out in the millisecond in which it falls due is on time: inputs come first."""
    instant = action("report", takes=Spread((0,)), staff=())
    plan = bench(milestones=(Milestone("known", at(MINUTE)),), duties=(Duty("first", IR, "initial", "cong-an", "known", 10 * MINUTE),))
    plan = replace(plan, actions=(*plan.actions[:0], *(instant if item.id == "report" else item for item in plan.actions)))
    sim = run(plan)
    order_at = 11 * MINUTE - 1
    give(sim, IR, Start("report", "initial"), order_at)
    sim.advance(HOUR)
    assert of(sim, "report-sent")[0].data["on_time"] is True
    assert not of(sim, "duty-missed")


def test_conditions_of_control_reach_no_team() -> None:
    """A milestone shown to nobody stays with control."""
    sim = run(bench(milestones=(Milestone("five", Condition("at", value=MINUTE)),)), HOUR)
    assert of(sim, "milestone")[0].to == ()
    assert order(sim, IR, "isolate", "a-pc1")
    assert not any(event.kind == "milestone" for event in sim.view(IR).feed)
