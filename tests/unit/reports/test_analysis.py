"""What the report says of a drill follows from its events: truth of alerts, decisions, losses, times, evidence."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from engine.bundle import Bundle
from engine.messages import Event, Input, Start
from engine.scoring import curve, score
from reports.analysis import analyse
from reports.analysis.decisions import waiting_parts
from reports.analysis.findings import strengths
from reports.analysis.marks import duty_value
from reports.analysis.province import band, bounds
from reports.analysis.record import Record, TaskRun
from reports.analysis.service import people, spans_of, value_at
from reports.model import MeasureRow, Report
from reports.words import Words
from tests.samples import MINUTE, PLAYER
from tests.unit.reports.sample import empty, played


def record(bundle: Bundle) -> Record:
    """A bundle, read."""
    return Record(bundle, Words(bundle.plan, "en"))


def report(bundle: Bundle) -> Report:
    """A bundle, analysed in English."""
    return analyse(bundle, score(bundle), "en")


def with_events(*events: Event) -> Bundle:
    """A drill in which only these things happened."""
    bundle = played("idle")
    return replace(bundle, inputs=(), events=events)


def held(at: int, asset: str, gained: bool = True) -> Event:
    """The adversary gains or loses an asset."""
    return Event(at * MINUTE, "foothold-gained" if gained else "foothold-lost", (), {"asset": asset, "campaign": "ransom"})


def hit(at: int, step: str, asset: str, **more: object) -> Event:
    """A hostile step succeeds on an asset."""
    data = {"campaign": "ransom", "step": step, "verb": "move", "technique": "T1021.002", "asset": asset, **more}
    return Event(at * MINUTE, "step-succeeded", (), data)


def alert(at: int, name: str, kind: str, asset: str) -> Event:
    """An alert reaches the player's team."""
    return Event(at * MINUTE, "alert", (PLAYER,), {"alert": name, "kind": kind, "asset": asset, "severity": 3, "raised": at * MINUTE})


# --- what is true


def test_an_alert_is_true_where_an_attack_met_its_device() -> None:
    """Kind and device must both fit, and the attack must have come first."""
    found = record(
        with_events(
            alert(1, "early", "odd-file", "ttdl-file01"),
            hit(5, "move", "ttdl-file01"),
            alert(6, "right", "odd-file", "ttdl-file01"),
            alert(7, "elsewhere", "odd-file", "xa-ia-grai-pc01"),
            alert(8, "other", "scan", "ttdl-file01"),
        )
    ).alerts
    assert {name: item.real for name, item in found.items()} == {"early": False, "right": True, "elsewhere": False, "other": False}


def test_judgements_are_counted_against_the_truth() -> None:
    """Right, wrong and unseen are told apart; unsure is neither."""
    judged = [("a", "true"), ("b", "likely-false"), ("c", "unsure"), ("d", "likely-false")]
    bundle = with_events(
        hit(1, "move", "ttdl-file01"),
        *(alert(2, name, "odd-file" if name != "d" else "scan", "ttdl-file01") for name in "abcde"[:4]),
        alert(3, "e", "odd-file", "ttdl-file01"),
        *(Event(4 * MINUTE, "marked", (PLAYER,), {"alert": name, "verdict": verdict}) for name, verdict in judged),
    )
    counts = {tally.id: tally.value for tally in report(bundle).tallies}
    assert (counts["alerts-true"], counts["alerts-false"]) == (4, 1)
    assert (counts["alerts-right"], counts["alerts-wrong"], counts["alerts-unseen"]) == (2, 1, 1)


# --- losses


@pytest.mark.parametrize("level", ["idle", "novice", "trained"])
def test_a_services_stretches_add_up_to_what_the_engine_counted(level: str) -> None:
    """Stretches cover the drill without a gap and end at the engine's own loss."""
    bundle = played(level)
    spans = spans_of(record(bundle), "tthc")
    lost = curve(bundle.events, bundle.horizon).services["tthc"]
    assert (spans[0].start, spans[-1].end) == (0, bundle.horizon)
    assert all(first.end == second.start for first, second in pairwise(spans))
    assert abs(spans[-1].lost - lost) <= len(spans)


@pytest.mark.parametrize("level", ["idle", "trained"])
def test_communes_losses_weighted_by_users_are_the_services_loss(level: str) -> None:
    """The map and the service's integral tell one story."""
    bundle = played(level)
    found = report(bundle).province
    assert found is not None
    users = dict(bundle.plan.estate.services[0].users)
    total = sum(place.lost_ms * users[place.id] for place in found.places)
    lost = curve(bundle.events, bundle.horizon).services["tthc"]
    assert abs(total - lost) <= people(bundle.plan.estate.services[0]) * len(bundle.events)
    assert len(found.places) == 3


@pytest.mark.parametrize(("lost", "name"), [(0, "none"), (1, "short"), (30, "middle"), (120, "long")])
def test_bands_of_the_map(lost: int, name: str) -> None:
    """Each bound belongs to the longer band."""
    assert band(lost * MINUTE, 30 * MINUTE, 120 * MINUTE) == name


@pytest.mark.parametrize("minutes", [(10, *[30] * 9), (*[30] * 9, 60), (10, 20, 30, 40, 50, 60), (5, 5, 90)])
def test_bounds_of_the_map_part_what_differs(minutes: tuple[int, ...]) -> None:
    """Whatever the times are, the least and the greatest loss never share a band."""
    times = [minute * MINUTE for minute in minutes]
    low, high = bounds(times)
    assert band(min(times), low, high) != band(max(times), low, high)


def test_a_curve_is_read_between_its_points() -> None:
    """Service is straight between samples; counted harms keep the last sample."""
    run = replace(played().header.baselines.nobody, at=(0, 100), service=(0, 1000), data=(3, 9))
    assert (value_at(run, 50), value_at(run, 500)) == (500, 1000)
    assert (value_at(run, 99, "data"), value_at(run, 100, "data")) == (3, 9)


# --- decisions


def test_every_accepted_command_is_a_decision_and_no_refused_one() -> None:
    """A command that left no event is counted as refused."""
    bundle = played()
    told = report(bundle)
    odd = Input(bundle.inputs[-1].at + 1, "seat", PLAYER, "s1", Start("isolate-host", "no-such-host"))
    again = report(replace(bundle, inputs=(*bundle.inputs, odd)))
    assert len(told.decisions) >= 3
    assert again.refused == told.refused + 1
    assert again.decisions == told.decisions


def test_a_decision_tells_reason_outcome_and_who() -> None:
    """Why, what came of it and how long it took stand beside the order."""
    start = Input(2 * MINUTE, "seat", PLAYER, "s1", Start("isolate-host", "ttdl-file01", why="it beacons", sure="high"))
    order = {"task": "t1", "action": "isolate-host", "target": "ttdl-file01", "state": "queued", "team": PLAYER, "doer": PLAYER}
    bundle = with_events(
        Event(2 * MINUTE, "task-ordered", (PLAYER,), order),
        Event(9 * MINUTE, "task-started", (PLAYER,), {"task": "t1"}),
        Event(14 * MINUTE, "task-ended", (PLAYER,), {"task": "t1", "action": "isolate-host", "target": "ttdl-file01", "outcome": "done"}),
    )
    (made,) = report(replace(bundle, inputs=(start,))).decisions
    assert (made.why, made.sure, made.by) == ("it beacons", "sure", "seat s1")
    assert made.text == "Isolate the host: TTDL-FILE01"
    assert (made.outcome, made.lasted) == ("done at 06:14", "5 min")
    assert made.waited == "7 min for people to be free"


def test_waiting_is_charged_where_it_waited() -> None:
    """Direction, another team and free people are kept apart, and together make the whole wait."""

    def run(doer: str, approved: int) -> TaskRun:
        return TaskRun("t", PLAYER, doer, "a", "", {}, "", "", 0, 0, awaited=True, approved_at=approved)

    assert waiting_parts(run(PLAYER, 40), 60) == (("direction", 40), ("staff", 20))
    assert waiting_parts(run("van-hanh", 40), 60) == (("team", 40), ("staff", 20))
    assert waiting_parts(run("van-hanh", -1), 60) == (("team", 60), ("staff", 0))


# --- times


def test_containment_is_the_moment_after_which_nothing_hostile_works() -> None:
    """Isolating the last held device contains; a device gained later undoes it."""
    declared = Event(1 * MINUTE, "declared", (PLAYER,), {"level": "ordinary", "team": PLAYER})
    isolated = Event(9 * MINUTE, "asset-changed", (), {"asset": "ttdl-file01", "state": "isolated"})
    events = [declared, held(2, "a"), held(3, "ttdl-file01"), held(5, "a", gained=False), isolated]

    def contained(*more: Event) -> str:
        return next(metric.value for metric in report(with_events(*events, *more)).metrics if metric.id == "contain")

    assert contained() == "8 min"
    assert contained(held(20, "c")) == "not reached"
    assert contained(held(20, "c"), held(30, "c", gained=False)) == "29 min"


def test_times_name_their_two_events() -> None:
    """Every reached time can be recomputed from the events that it cites."""
    bundle = played()
    for metric in report(bundle).metrics:
        if metric.value_ms is not None:
            assert metric.start is not None
            assert metric.end is not None
            first, last = (bundle.events[statement.cites[0].event].at for statement in (metric.start, metric.end))
            assert metric.value_ms == last - first


# --- knowledge and path


def test_knowing_begins_with_a_right_judgement() -> None:
    """An alert alone is not knowledge; triage, a trace or a confirmation is, for the team that got it."""
    bundle = with_events(
        hit(5, "move", "ttdl-file01"),
        alert(6, "x", "odd-file", "ttdl-file01"),
        Event(20 * MINUTE, "triaged", (PLAYER,), {"alert": "x", "verdict": "likely-true"}),
        Event(50 * MINUTE, "found", ("van-hanh",), {"asset": "ttdl-file01", "artefact": "run-key"}),
    )
    (fact,) = report(bundle).knowledge
    assert (fact.at, fact.alert_at) == (5 * MINUTE, 6 * MINUTE)
    assert {knew.team: knew.at for knew in fact.teams} == {PLAYER: 20 * MINUTE, "van-hanh": 50 * MINUTE}
    assert fact.spread == "30 min"


def test_path_follows_the_sources_that_the_engine_names() -> None:
    """From outside to the first device, then from foothold to foothold, in order of time."""
    way = report(
        with_events(
            hit(-60, "mail", "xa-ia-grai-pc01"),
            hit(5, "move", "ttdl-file01", source="xa-ia-grai-pc01"),
            hit(9, "encrypt", "ttdl-file01", verb="encrypt"),
            Event(9 * MINUTE, "asset-encrypted", (), {"asset": "ttdl-file01", "campaign": "ransom"}),
        )
    ).path
    assert [(edge.source, edge.target) for edge in way.edges] == [("internet", "xa-ia-grai-pc01"), ("xa-ia-grai-pc01", "ttdl-file01")]
    assert {node.id: node.state for node in way.nodes}["ttdl-file01"] == "encrypted"
    assert way.columns[0].name == "Internet"


def test_bystanders_are_not_the_attacker() -> None:
    """A step of verb `act` is nobody's attack, whichever campaign it stands in."""
    bundle = played("idle")
    (campaign,) = bundle.plan.campaigns
    steps = tuple(replace(step, verb="act") if step.id == "mail" else step for step in campaign.steps)
    plan = replace(bundle.plan, campaigns=(replace(campaign, steps=steps),))
    told = report(replace(bundle, plan=plan, inputs=(), events=(hit(5, "mail", "xa-ia-grai-pc01"),)))
    assert not told.path.nodes
    assert not told.knowledge


# --- timeline and evidence


@pytest.mark.parametrize("level", ["idle", "novice", "trained", "expert"])
def test_whatever_is_cited_stands_in_the_timeline(level: str) -> None:
    """Every cite of every section, and every linked decision, has its line."""
    told = report(played(level))
    anchors = {position for entry in told.timeline for position in (entry.event, *entry.more)}
    cites = [cite for objective in told.objectives for measure in objective.measures for cite in measure.cites]
    cites += [cite for moment in told.notable for cite in moment.cites]
    cites += [cite for tally in told.tallies for cite in tally.cites]
    cites += [cite for fact in told.knowledge for knew in fact.teams for cite in (*fact.cites, *knew.cites)]
    cites += [cite for row in told.services for cite in row.cites]
    assert cites
    assert {cite.event for cite in cites} <= anchors
    assert [entry.at for entry in told.timeline] == sorted(entry.at for entry in told.timeline)
    assert sum(decision.linked for decision in told.decisions) >= sum(decision.kind == "start" for decision in told.decisions)


def test_like_things_are_told_as_one() -> None:
    """One step on many devices within minutes is one line with a count; after a long pause a new one."""
    many = [hit(minute, "move", "ttdl-file01") for minute in (1, 2, 3, 60)]
    lines = [entry for entry in report(with_events(*many)).timeline if entry.lane == "adversary"]
    assert [entry.count for entry in lines] == [3, 1]
    assert "3 times until 06:03" in lines[0].text


def test_moments_say_what_followed_and_not_what_it_caused() -> None:
    """The sharpest fall and rise of service are found, each with the numbers before and after."""

    def service(at: int, losing: int) -> Event:
        data = {
            "service": "tthc",
            "level": 0 if losing else 1000,
            "rate": losing,
            "micro": losing * 1_000_000,
            "lost": 0,
            "saved": 0,
            "stopped": 0,
        }
        return Event(at * MINUTE, "service-changed", (), data)

    restore = {"task": "t1", "action": "restore-backup", "target": "file01-1d", "state": "queued", "team": PLAYER, "doer": PLAYER}
    bundle = with_events(
        Event(1 * MINUTE, "task-ordered", (PLAYER,), restore),
        hit(10, "encrypt", "ttdl-file01"),
        service(10, 90),
        Event(40 * MINUTE, "task-ended", (PLAYER,), {**restore, "outcome": "done"}),
        service(40, 0),
    )
    moments = report(bundle).notable
    assert [moment.at for moment in moments] == [10 * MINUTE, 40 * MINUTE]
    assert "rose from 0 to 90" in moments[0].followed
    assert "fell from 90 to 0" in moments[1].followed
    assert moments[1].text.startswith("Incident response team: restore-backup")


def test_fixes_name_who_by_when_and_how_it_is_checked() -> None:
    """The measures that lost most lead, one an objective first; nothing to mend is no fix."""
    told = report(played("idle"))
    assert told.narrative.fixes[0].text.split(":")[0] in {"tthc-loss", "time-to-contain"}
    assert all(fix.lead and fix.deadline.startswith("by ") and fix.product and fix.recheck for fix in told.narrative.fixes)
    assert report(empty()).narrative.fixes == ()


def test_nothing_declared_is_said() -> None:
    """The absence of a declaration is itself a sentence."""
    assert any(statement.text == "No team declared an incident." for statement in report(played("idle")).narrative.situation)


# --- whose work, and what is no strength


def measured(**more: object) -> MeasureRow:
    """A measure that earned all of its points."""
    row = report(played()).objectives[0].measures[0]
    whole = {"kind": "count", "state": "judged", "share": 1000, "amount": 0, "relapsed": False, "cites": ()}
    return replace(row, **{**whole, **more})  # type: ignore[arg-type]


def told_strengths(*rows: MeasureRow, bundle: Bundle | None = None) -> list[str]:
    """What is said in praise of these measures alone."""
    found = record(bundle or played())
    objective = replace(report(played()).objectives[0], measures=rows)
    return [
        statement.text for statement in strengths(found, (objective,)) if "trace" not in statement.text and "alert" not in statement.text
    ]


def test_a_fault_under_its_limit_is_no_strength() -> None:
    """Three wrong verdicts of three allowed earn points and no praise; none at all does; nor does a service that failed again."""
    assert told_strengths(measured(amount=3)) == []
    assert told_strengths(measured(kind="time", amount=1, relapsed=True)) == []
    assert told_strengths(measured(share=640)) == []
    (line,) = told_strengths(measured(amount=0))
    assert line.startswith("Incident response team: ")


def test_machine_played_teams_are_marked_beside_people() -> None:
    """People's team comes first; what another team did is said to be the machine's."""
    bundle = played()
    ours, theirs = PLAYER, next(team for team in bundle.header.bots if team != PLAYER)
    objectives = tuple(replace(item, team=theirs if item.id == "detect" else ours) for item in bundle.plan.objectives)
    changed = replace(bundle, plan=replace(bundle.plan, objectives=objectives))
    lines = told_strengths(measured(objective="detect", id="x"), measured(objective="inform", id="y"), bundle=changed)
    assert lines[0].startswith("Incident response team: ")
    assert "(played by the machine): " in lines[1]


def test_nobody_who_acted_is_praised_for_nothing() -> None:
    """A drill without a command has no strengths."""
    assert told_strengths(measured(), bundle=replace(played(), inputs=())) == []


def test_a_report_not_owed_is_explained_where_data_left() -> None:
    """«Not owed» stands alone only where nothing was lost."""
    leak = Event(9 * MINUTE, "harm-counted", (), {"column": "data", "amount": 500, "asset": "ttdl-file01"})
    assert duty_value(record(with_events()), "first-report") == "not owed"
    assert duty_value(record(with_events(leak)), "first-report").startswith("not sent: “")


def test_an_unrated_objective_says_how_much_was_judged() -> None:
    """No letter, no rating's word, but the share of its points that was judged."""
    bundle = played()
    card = score(bundle)
    thin = replace(card.objectives[0], rating="", judged=4000, points=10_000)
    (row, *_) = analyse(bundle, replace(card, objectives=(thin, *card.objectives[1:])), "en").objectives
    assert row.word == "not enough to rate, 40% of the points judged"
