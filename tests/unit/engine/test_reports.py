"""Reports: where they go, when, and every field against what the team that wrote them could know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.bundle import Baselines, Bundle, Curve, Header
from engine.forms import FormReader
from engine.index import indexed
from engine.messages import Declare, Mark, Start
from engine.plan import (
    Duty,
    Effect,
    Form,
    FormField,
    Inject,
    Measure,
    Milestone,
    Objective,
    Org,
    Person,
    Plan,
    Profile,
    Signer,
    Text,
)
from engine.scoring import score
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, at, bench, campaign, carry_out, estate, fixed, foothold, give, of, run, seen

FIELDS = tuple(
    FormField(name, kind)
    for name, kind in (
        ("what", "text"),
        ("since", "time"),
        ("systems", "systems"),
        ("services", "services"),
        ("people", "people"),
        ("level", "level"),
        ("done", "measures"),
        ("needs", "help"),
    )
)
FORM = Form("initial", "initial", FIELDS)
NOTHING = Curve((0,), (0,), (0,), (0,), (0,))
BASIS = {"duty.first.basis": Text("theo quy chế diễn tập", "by the drill's rules")}


def plan(**changes: Any) -> Plan:
    """A notice owed to the police from the tenth minute on, within half an hour."""
    made = bench(
        net=estate(
            orgs=(
                Org("so", "department", IR),
                Org("dtc", "operator", OPS),
                Org("cong-an", "police"),
                Org("bao", "press"),
                Org("xa", "commune"),
            )
        ),
        milestones=(Milestone("noticed", at(10 * MINUTE), (IR,)),),
        duties=(Duty("first", IR, "initial", "cong-an", "noticed", 30 * MINUTE, also_to=("dtc",)),),
        organisation=Profile(forms=(FORM,)),
        **changes,
    )
    names = {
        "system.ht-tthc": Text("Hệ thống giải quyết TTHC", "Case-handling system"),
        "service.tthc": Text("Giải quyết TTHC", "Case handling"),
        "action.isolate": Text("Cô lập máy", "Isolate"),
        "action.reimage": Text("Cài lại từ bản chuẩn", "Rebuild"),
        "level.ordinary": Text("sự cố thông thường", "ordinary incident"),
    }
    return replace(made, texts=made.texts | names | BASIS)


def earned(sim: Simulation, measure: Measure) -> int:
    """Milli-points that a measure earns as things stand."""
    judged = replace(sim.plan, objectives=(Objective("o", IR, (measure,)),))
    header = Header("", 0, "", sim.seed, "", {}, "", Baselines(NOTHING, NOTHING))
    return score(Bundle(header, judged, tuple(sim.inputs), sim.clock, tuple(sim.events))).objectives[0].earned


def verdicts(sim: Simulation, fields: dict[str, Any], team: str = IR) -> dict[str, str]:
    """The verdict of every field as the team's knowledge stands."""
    judged = FormReader(indexed(sim.plan)).judge(FORM, fields, sim.view(team), sim.clock)
    return {item["field"]: item["verdict"] for item in judged}


# --- the body


def test_a_report_to_the_wrong_body_leaves_its_duty_open_and_cites_the_basis() -> None:
    """It reached somebody, not whom it is owed to; sent again, rightly, it fulfils."""
    sim = run(plan(), 12 * MINUTE)
    carry_out(sim, IR, "report", "initial", to="xa", fields={"what": "x"})
    assert [duty.state for duty in sim.view(IR).duties] == ["open"]
    (astray,) = of(sim, "report-misdirected")
    assert astray.data == {"team": IR, "form": "initial", "to": "xa", "should": "cong-an", "basis": "duty.first.basis"}
    assert astray.to == ()
    carry_out(sim, IR, "report", "initial", to="cong-an", fields={"what": "x"})
    assert [duty.state for duty in sim.view(IR).duties] == ["sent"]
    assert [event.data["wrong_body"] for event in of(sim, "report-judged")] == [True, False]


def test_it_may_go_to_any_body_that_the_duty_names_and_is_read_there() -> None:
    """`also_to` counts as rightly addressed, and the team that acts for it reads the report."""
    sim = run(plan(), 12 * MINUTE)
    carry_out(sim, IR, "report", "initial", to="dtc", fields={"what": "x"})
    assert [duty.state for duty in sim.view(IR).duties] == ["sent"]
    assert [message.kind for message in sim.view(OPS).messages] == ["report"]


def test_a_report_that_names_nobody_goes_where_it_is_owed() -> None:
    """And what stands beside the address is what was written."""
    sim = run(plan(), 12 * MINUTE)
    carry_out(sim, IR, "report", "initial", what="x")
    (sent,) = of(sim, "report-sent")
    assert (sent.data["organisation"], sent.data["fields"], sent.data["on_time"]) == ("cong-an", {"what": "x"}, True)


def test_a_late_report_cites_the_basis_of_its_term() -> None:
    """Told to the team when the term is over; the judgement says late."""
    sim = run(plan(), 45 * MINUTE)
    (missed,) = of(sim, "duty-missed")
    assert missed.data["basis"] == "duty.first.basis"
    assert missed.data["basis"] in sim.plan.texts
    carry_out(sim, IR, "report", "initial", to="cong-an", fields={})
    assert [event.data["late"] for event in of(sim, "report-judged")] == [True]


def test_a_report_to_the_press_is_a_leak() -> None:
    """Strangers who read it talk, and trust is lost."""
    sim = run(plan(), 12 * MINUTE)
    carry_out(sim, IR, "report", "initial", to="bao", fields={})
    assert [event.data["to"] for event in of(sim, "leak")] == ["bao"]
    assert sim.truth.trust_lost == 12


def test_sent_before_anybody_asks_it_is_judged_as_it_went_out() -> None:
    """Early, rightly addressed: fulfilled when the duty begins, with the verdicts of the moment it was written."""
    sim = run(plan(), MINUTE)
    carry_out(sim, IR, "report", "initial", to="cong-an", fields={"people": "300"})
    sim.advance(HOUR)
    judged = of(sim, "report-judged", duty="first")
    assert [field["verdict"] for field in judged[0].data["fields"] if field["field"] == "people"] == ["claimed-unknown"]
    assert not of(sim, "duty-missed")


def test_sent_early_to_the_wrong_body_it_is_judged_when_it_falls_due() -> None:
    """Nobody had asked for it yet; once somebody does, it lies with the wrong body, and the duty is open."""
    sim = run(plan(), MINUTE)
    carry_out(sim, IR, "report", "initial", to="xa", fields={})
    assert not of(sim, "report-misdirected")
    sim.advance(12 * MINUTE)
    assert [event.data["to"] for event in of(sim, "report-misdirected")] == ["xa"]
    assert [event.data["wrong_body"] for event in of(sim, "report-judged", duty="first")] == [True]
    assert [duty.state for duty in sim.view(IR).duties] == ["open"]


# --- unsigned


def signed_plan() -> Plan:
    """The initial report must be signed by the head; a notice, which nobody signs, is owed to the same body."""
    made = plan()
    forms = (replace(FORM, signed="head"), Form("notice", "notice", FIELDS[:1]))
    head = Person("head", "so", numbers=(("mobile", 1),), signs=fixed(10 * MINUTE))
    duties = (*made.duties, Duty("word", IR, "notice", "cong-an", "noticed", 15 * MINUTE))
    texts = made.texts | {"duty.word.basis": BASIS["duty.first.basis"]}
    return replace(made, duties=duties, texts=texts, organisation=Profile(forms=forms, signers=(Signer("so", "head"),), people=(head,)))


def test_an_unsigned_report_is_a_notice_and_judged_as_one() -> None:
    """It goes out at once and does for the notice; the report itself is still owed until a signed one goes."""
    sim = run(signed_plan(), 12 * MINUTE)
    carry_out(sim, IR, "report", "initial", to="cong-an", fields={"what": "x"}, unsigned=True)
    assert sim.clock < 22 * MINUTE
    assert {duty.id: duty.state for duty in sim.view(IR).duties} == {"first": "open", "word": "sent"}
    judged = {event.data["duty"]: event.data for event in of(sim, "report-judged")}
    assert judged["first"]["unsigned"]
    assert "unsigned" not in judged["word"]
    measure = Measure("m", "report", 10, ref="first", target=800, limit=400)
    assert earned(sim, measure) == 0
    carry_out(sim, IR, "report", "initial", to="cong-an", fields={"what": "x"})
    assert of(sim, "report-sent", duty="first")[0].data["signed_by"] == "head"
    assert earned(sim, measure) > 5_000


def test_an_unsigned_report_where_no_notice_is_owed() -> None:
    """It stands by itself, says that it is unsigned, and fulfils nothing, not even early."""
    sim = run(signed_plan(), MINUTE)
    carry_out(sim, IR, "report", "initial", to="cong-an", fields={"what": "x"}, unsigned=True)
    (sent,) = of(sim, "report-sent")
    assert (sent.data["unsigned"], sent.data["duty"]) == (True, "")
    sim.advance(11 * MINUTE)
    assert {duty.state for duty in sim.view(IR).duties} == {"open"}


# --- the fields


def test_with_nothing_known_nothing_can_be_left_out_or_claimed() -> None:
    """Empty is right; a figure out of the air is not."""
    sim = run(plan(), MINUTE)
    assert set(verdicts(sim, {}).values()) == {"not-knowable"}
    claimed = verdicts(sim, {"since": "07:25", "systems": "Hệ thống giải quyết TTHC", "people": "1.200", "level": "sự cố thông thường"})
    assert {claimed[name] for name in ("since", "systems", "people", "level")} == {"claimed-unknown"}
    assert verdicts(sim, {"services": "Giải quyết TTHC", "done": "Cô lập máy"})["services"] == "claimed-unknown"


def _knowing() -> Simulation:
    """An alert judged true on `app` at about five minutes, the machine confirmed, people told of, the level declared."""
    told = Inject("told", at(6 * MINUTE), (IR,), "phone", effects=(Effect("tell-people", value=1200),))
    attack = campaign(foothold("app", seen=seen("odd-file"), leaves=("run-key",)))
    sim = run(plan(campaigns=(attack,), injects=(told,)), 7 * MINUTE)
    give(sim, IR, Mark(sim.view(IR).alerts[0].id, "true"))
    carry_out(sim, IR, "read-disk", "app")
    give(sim, IR, Declare("ordinary"))
    carry_out(sim, IR, "isolate", "a-pc1")
    assert {a.id: a.state for a in sim.view(IR).assets}["app"] == "confirmed"
    return sim


@pytest.mark.parametrize(
    ("field", "value", "verdict"),
    [
        ("systems", "Hệ thống giải quyết TTHC", "right"),
        ("systems", "hệ thống giải quyết tthc và vài máy khác", "right"),
        ("systems", "APP", "right"),
        ("systems", ["ht-tthc", "a-pc1"], "right"),
        ("systems", "BK", "wrong"),
        ("systems", "Hệ thống giải quyết TTHC; BK", "wrong"),
        ("systems", "", "empty-but-known"),
        ("systems", "chưa xác định", "empty-but-known"),
        ("since", "07:22", "right"),
        ("since", "7 giờ 30", "right"),
        ("since", 2 * MINUTE, "right"),
        ("since", "09:40", "wrong"),
        ("since", "sáng nay", "empty-but-known"),
        ("people", "1.200", "right"),
        ("people", "khoảng 1 350 người", "right"),
        ("people", "40", "wrong"),
        ("people", "", "empty-but-known"),
        ("level", "Sự cố thông thường", "right"),
        ("level", "ordinary", "right"),
        ("level", "serious", "wrong"),
        ("level", "", "empty-but-known"),
        ("done", "Cô lập máy", "right"),
        ("done", "Đã tách máy nghi ngờ ra khỏi mạng", "right"),
        ("done", "Cài lại từ bản chuẩn", "wrong"),
        ("done", "", "empty-but-known"),
        ("services", "Giải quyết TTHC", "claimed-unknown"),
        ("services", "", "not-knowable"),
        ("what", "Máy chủ TTHC bị chiếm quyền", "right"),
        ("what", "", "empty-but-known"),
        ("needs", "", "not-knowable"),
        ("needs", "Xin thêm người", "right"),
    ],
)
def test_a_field_against_what_the_team_knew(field: str, value: Any, verdict: str) -> None:
    """Each kind of field: fits, does not, left out, not to be known, said without knowing."""
    assert verdicts(_knowing(), {field: value})[field] == verdict


def test_what_came_between_writing_and_sending_may_be_missing() -> None:
    """The machine was confirmed after the form was written: it need not stand there."""
    sim = _knowing()
    reader = FormReader(indexed(sim.plan))
    for written_at, verdict in ((sim.clock, "empty-but-known"), (6 * MINUTE, "not-knowable")):
        judged = {item["field"]: item["verdict"] for item in reader.judge(FORM, {}, sim.view(IR), written_at)}
        assert judged["systems"] == verdict


def test_only_what_the_team_knew_counts_not_what_is_true() -> None:
    """Another grip that no sensor of this team showed changes no verdict (two worlds)."""
    fields = {"systems": "Hệ thống giải quyết TTHC", "services": "", "people": "1200", "since": "07:22"}
    attack = campaign(foothold("app", seen=seen("odd-file"), leaves=("run-key",)))
    hidden = replace(campaign(foothold("bk", "db")), id="other")
    told = Inject("told", at(6 * MINUTE), (IR,), "phone", effects=(Effect("tell-people", value=1200),))
    found = []
    for stories in ((attack,), (attack, hidden)):
        sim = run(plan(campaigns=stories, injects=(told,)), 7 * MINUTE)
        give(sim, IR, Mark(sim.view(IR).alerts[0].id, "true"))
        carry_out(sim, IR, "report", "initial", to="cong-an", fields=fields)
        (judged,) = of(sim, "report-judged")
        found.append(judged.data["fields"])
    assert found[0] == found[1]


def test_a_longer_name_is_not_the_shorter_one_in_it() -> None:
    """«Cô lập máy ở xã» was done, «Cô lập máy» was not: each word counts for one name."""
    made = plan()
    made = replace(made, texts=made.texts | {"action.reimage": Text("Cô lập máy ở xã", "Isolate in a commune")})
    sim = run(made, MINUTE)
    carry_out(sim, IR, "reimage", "a-pc1")
    assert verdicts(sim, {"done": "Cô lập máy ở xã"})["done"] == "right"
    assert verdicts(sim, {"done": "Cô lập máy"})["done"] == "wrong"


def test_hostile_fields_are_read_as_words() -> None:
    """Numbers beyond all bounds, lists, mappings, braces: judged, never raised."""
    sim = _knowing()
    for value in ("9" * 400, ["{asset}", 3], {"a": 1}, "{level}" * 50, -1, True):
        fields = dict.fromkeys([field.id for field in FIELDS], value)
        assert set(verdicts(sim, fields)) == {field.id for field in FIELDS}
        assert give(sim, IR, Start("report", "initial", {"to": "cong-an", "fields": fields})).accepted
        sim.advance(sim.clock + 2 * MINUTE)
