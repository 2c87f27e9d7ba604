"""From the starter scenario to a plan that the engine plays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine import codec
from engine.errors import UnknownName
from engine.plan import Condition, Org, Plan
from engine.simulation import Simulation
from engine.texts import Speaker
from scenarios import compiler, province
from scenarios.diagnostics import ScenarioError
from tests.unit.scenarios import sample

MINUTE = 60_000


@pytest.fixture
def plan(folder: Path) -> Plan:
    """The starter scenario, compiled."""
    return compiler.load(str(folder))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a snippet of one of the scenario's files."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_head_of_the_plan(plan: Plan) -> None:
    """What the scenario says of itself."""
    assert (plan.scenario, plan.network, plan.profile, plan.attack) == (sample.STARTER, "gia-lai-lite", "tu-07-2025", "v19.1")
    assert (plan.starts, plan.lasts_ms) == ("2026-03-13T07:30+07:00", 180 * MINUTE)


def test_step_with_everything_it_says(plan: Plan) -> None:
    """Names resolved, shares per-mille, lengths in ms, the tactic taken from the pinned table."""
    hop = next(step for step in plan.campaigns[0].steps if step.id == "hop")
    assert (hop.verb, hop.technique, hop.tactic, hop.chance, hop.over) == ("move", "T1021.002", "TA0008", 800, "smb")
    assert hop.targets == ("ttdl-file01",)
    assert len(hop.needs_foothold) == 6
    assert (hop.gives_foothold, hop.gives_account) == (True, ("svc-backup",))
    assert (hop.then, hop.again_times, hop.again_after and hop.again_after.table) == (("lock",), 2, (20 * MINUTE,))
    assert [(seen.alert, seen.chance) for seen in hop.seen] == [("edr-shadow", 400)]


def test_campaign_begins_with_its_first_step_and_before_the_drill(plan: Plan) -> None:
    """History is negative time; `hurry: 2` is half the time."""
    lure, clean_up = plan.campaigns
    assert (lure.starts_ms, lure.first, lure.channels) == (-40 * MINUTE, ("mail",), ("c2",))
    assert lure.alarm is not None
    assert lure.alarm.hurry == 500
    assert (clean_up.benign, clean_up.steps[0].technique) == (True, "")
    assert lure.steps[2].on == "hop"


def test_conditions(plan: Plan) -> None:
    """All-of, milestone, footholds with their targets, knowledge, service."""
    confirmed, contained = plan.milestones
    assert confirmed.when == Condition("knows", ref="declared:ordinary")
    assert contained.when.op == "all"
    assert contained.when.of[0] == Condition("milestone", ref="confirmed")
    footholds = contained.when.of[1]
    assert (footholds.op, footholds.state, footholds.for_ms, len(footholds.targets)) == ("footholds", "none", 15 * MINUTE, 7)
    assert plan.injects[1].when == Condition("service", ref="qlvb", for_ms=20 * MINUTE)
    assert plan.injects[2].when is None


@pytest.mark.parametrize(
    ("written", "compiled"),
    [
        ("{not: {at: -5m}}", Condition("not", (Condition("at", value=-5 * MINUTE),))),
        (
            "{any: [{step: mail}, {step: hop, is: gave-up}]}",
            Condition("any", (Condition("step", ref="mail", state="succeeded"), Condition("step", ref="hop", state="gave-up"))),
        ),
        ("{done: isolate, on: file-servers, times: 2}", Condition("action", ref="isolate", value=2, targets=("ttdl-file01",))),
        (
            "{done: lock-account, on: svc-backup, team: van-hanh}",
            Condition("action", ref="lock-account", team="van-hanh", value=1, targets=("svc-backup",)),
        ),
        ("{ordered: report}", Condition("ordered", ref="report", value=1)),
        ("{service: tthc, at_most: 50%}", Condition("service", ref="tthc", value=500)),
        ("{footholds_in: ttdl-db01, more_than: 2, for: 1m}", Condition("footholds", value=2, for_ms=MINUTE, targets=("ttdl-db01",))),
        ("{encrypted: file-servers}", Condition("encrypted", value=1, targets=("ttdl-file01",))),
        ("{report: ordinary, team: doi-ucsc}", Condition("report", ref="ordinary", team="doi-ucsc")),
        ("{replied: phong-vien-hoi, with: hand-over}", Condition("replied", ref="phong-vien-hoi", state="hand-over")),
        ("{ignored: phong-vien-hoi}", Condition("ignored", ref="phong-vien-hoi")),
        ('{knows: "done:isolate:ttdl-file01", team: van-hanh}', Condition("knows", ref="done:isolate:ttdl-file01", team="van-hanh")),
    ],
)
def test_condition(folder: Path, written: str, compiled: Condition) -> None:
    """Each kind of condition as it is written and as the engine reads it."""
    edit(folder, "situations.yaml", "when: {at: 12m}", f"when: {written}")
    assert compiler.load(str(folder)).injects[0].when == compiled


def test_team_hears_sees_and_may(plan: Plan) -> None:
    """Sensors name the teams that see them; the actions that nobody may take stay out."""
    edr = next(sensor for sensor in plan.sensors if sensor.id == "edr")
    assert [(team, delay.table) for team, delay in edr.to] == [("doi-ucsc", (3 * MINUTE,)), ("van-hanh", (2 * MINUTE,))]
    team = plan.teams[0]
    assert (team.player, team.hears[0][0], dict(team.staff)["analyst"]) == (True, "qlvb", 3)
    assert "isolate" in team.may
    assert "cut-link" not in {action.id for action in plan.actions}


def test_a_team_hears_place_by_place(folder: Path) -> None:
    """A site, or a kind of site: those with users of the service."""
    edit(folder, "scenario.yaml", "hears:   {qlvb: 10m}", "hears:   {qlvb: 10m, tthc@commune: 5m, tthc@xa-ia-ly: 6m, qlvb@xa-ia-grai: 7m}")
    heard = compiler.load(str(folder)).teams[0].hears_at
    assert [(item.service, item.sites, item.after.table) for item in heard] == [
        ("tthc", ("xa-ia-grai", "xa-ia-ly"), (5 * MINUTE,)),
        ("tthc", ("xa-ia-ly",), (6 * MINUTE,)),
        ("qlvb", ("xa-ia-grai",), (7 * MINUTE,)),
    ]


def test_weather_and_batteries(folder: Path) -> None:
    """Sites by kind or id, lines by kind; a track in micro-degrees; what a condition asks of it."""
    edit(
        folder,
        "situations.yaml",
        "injects:",
        """
weather:
  bao:
    name: {vi: Bão, en: Storm}
    starts: 1h
    lasts: 5h
    falls:
      - {what: mains, on: {site_kind: commune}, chance: 60%, at: 10m, lasts: 2h, along: {from: [13.5, 109.2], to: [13.9, 108], spread: 90m}}
      - {what: line, on: {kind: fibre, link: tslcd-xa-ia-ly}, chance: 20%, at: 5m}
      - {what: road, on: {site: xa-ia-grai}, chance: 5%, at: 0}
batteries:
  pin: {on: commune-pcs, lasts: 3h, refuel: 4h}
injects:""",
    )
    made = compiler.load(str(folder))
    [storm] = made.weather
    assert (storm.id, storm.starts_ms, storm.lasts_ms, made.texts["weather.bao"].vi) == ("bao", 60 * MINUTE, 300 * MINUTE, "Bão")
    mains, line, road = storm.falls
    assert (mains.sites, mains.links, mains.chance) == (("xa-ia-grai", "xa-ia-ly"), (), 600)
    assert mains.along == (13_500_000, 109_200_000, 13_900_000, 108_000_000, 90 * MINUTE)
    assert (line.links, line.lasts, road.sites) == (("tslcd-xa-ia-ly",), None, ("xa-ia-grai",))
    [battery] = made.batteries
    assert (battery.id, battery.refuel_ms) == ("pin", 240 * MINUTE)
    assert len(battery.assets) > 1


def test_stage_is_written_out(folder: Path) -> None:
    """`stage:identify` is every action of that stage, in the catalogue's order."""
    edit(
        folder,
        "scenario.yaml",
        "{analyst: 3, forensic: 1, system: 1, liaison: 1}",
        "{analyst: 3, forensic: 1, system: 1, liaison: 1, network: 1}",
    )
    edit(folder, "scenario.yaml", "[triage, read-memory, read-disk, read-logs, sweep, isolate, report]", "stage:identify")
    assert compiler.load(str(folder)).teams[0].may == tuple(sample._ACTIONS)


def test_organisations_get_the_scenario_s_teams(plan: Plan) -> None:
    """Who plays an organisation is the scenario's word; what the network said is forgotten."""
    assert [org for org in plan.estate.orgs if org.team] == [Org("doi-ucsc-tinh", "team", "doi-ucsc"), Org("dtc", "operator", "van-hanh")]


def test_log_line_fills_standard_fields(plan: Plan) -> None:
    """Fields of the format that a record does not give stand for themselves."""
    artefact = next(item for item in plan.artefacts if item.id == "phien-la")
    fields = dict(artefact.records[0].fields)
    assert fields == {"host": "{host}", "user": "{user}", "time": "{time}", "process": "svchost.exe", "parent": "session from {source}"}
    assert "log.may-tram" in plan.texts


def test_measures(plan: Plan) -> None:
    """Kinds, milestones, references and bounds."""
    measures = {measure.id: measure for objective in plan.objectives for measure in objective.measures}
    contain = measures["time-to-contain"]
    assert (contain.kind, contain.since, contain.until, contain.target, contain.limit) == (
        "time",
        "confirmed",
        "contained",
        45 * MINUTE,
        120 * MINUTE,
    )
    assert (measures["press"].kind, measures["press"].ref, measures["press"].tags) == ("reply", "phong-vien-hoi", ("hand-over",))
    assert (measures["initial-report"].kind, measures["initial-report"].ref) == ("duty", "initial")
    assert measures["wrong-cuts"].ref == "wrong-isolations"


def test_reference_and_dilemma_orders(plan: Plan) -> None:
    """Actions, declarations and replies; each option of a dilemma keeps its own orders."""
    kinds = [(order.action, order.target, order.reply) for order in plan.reference]
    assert ("declare", "ordinary", "") in kinds
    assert ("reply", "phong-vien-hoi", "chuyen-phat-ngon") in kinds
    (dilemma,) = plan.dilemmas
    assert dilemma.options == ("ngay", "theo-doi")
    assert [orders[0].after_ms for orders in dilemma.orders] == [0, 20 * MINUTE]


def test_every_text_is_said(plan: Plan) -> None:
    """A speaker finds words for all that the plan names, in both languages."""
    wanted = [
        "scenario.title",
        "team.doi-ucsc.brief",
        "action.isolate.effect",
        "alert.edr-shell.else",
        "inject.xa-goi.reply.giu-nguyen",
        "step.mail.diary",
    ]
    wanted += [
        "campaign.lure",
        "artefact.tep-la",
        "indicator.c2",
        "duty.initial.basis",
        "dilemma.co-lap-ngay.ngay",
        "milestone.confirmed",
        "measure.press",
        "profile.tu-07-2025",
    ]
    for lang in ("vi", "en"):
        speaker = Speaker(plan, lang)
        assert [name for name in wanted if speaker.say(name) == name] == []


def test_plan_goes_through_canonical_json(plan: Plan) -> None:
    """What is stored is read back the same."""
    assert codec.read(Plan, codec.plain(plan)) == plan


def test_the_engine_plays_it(plan: Plan) -> None:
    """Nobody acts, and the attack comes through to the end of the drill."""
    simulation = Simulation(plan, 7)
    simulation.advance(plan.lasts_ms + 1)
    assert {event.data["campaign"] for event in simulation.events if event.kind == "campaign-started"} == {"lure", "don-dep"}


def test_same_files_same_plan(folder: Path) -> None:
    """Compiling twice, or from a copy elsewhere with Windows line ends, gives the same canonical bytes."""
    one = compiler.load(str(folder))
    copy = folder.parent / "other" / folder.name
    shutil.copytree(folder, copy)
    for path in copy.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert codec.digest(codec.plain(compiler.load(str(copy)))) == codec.digest(codec.plain(one))


def test_version_follows_the_scenario_s_files(folder: Path) -> None:
    """One changed word changes the version; a file that is not included does not."""
    before = compiler.load(str(folder)).version
    (folder / "notes.md").write_text("x", encoding="utf-8")
    assert compiler.load(str(folder)).version == before
    edit(folder, "situations.yaml", "Mấy giờ thì xong?", "Bao giờ thì xong?")
    assert compiler.load(str(folder)).version != before


def test_scenario_replaces_a_catalogue_entry_whole(folder: Path) -> None:
    """An entry of the same id is the scenario's; its neighbours stay the catalogue's."""
    edit(
        folder,
        "scenario.yaml",
        "sets:  ",
        "sensors: {edr: {name: {vi: Máy dò, en: Probe}}}\nwords: {role: {system: {vi: thợ máy, en: engineers}}}\nsets:  ",
    )
    plan = compiler.load(str(folder))
    assert next(sensor for sensor in plan.sensors if sensor.id == "edr").control == ""
    assert (plan.texts["sensor.edr"].en, plan.texts["role.system"].en, plan.texts["role.analyst"].en) == ("Probe", "engineers", "analyst")


def test_a_section_may_stand_in_several_files(folder: Path) -> None:
    """Named entries of two files are joined; the same entry twice is a fault at the second."""
    edit(folder, "scenario.yaml", "include: [", "include: [sensors-one.yaml, sensors-two.yaml, ")
    one, two = (folder / f"sensors-{number}.yaml" for number in ("one", "two"))
    one.write_text("sensors: {radar: {name: {vi: Máy dò, en: Radar}}}\n", encoding="utf-8")
    two.write_text("sensors: {sonar: {name: {vi: Máy nghe, en: Sonar}}}\n", encoding="utf-8")
    assert {"radar", "sonar"} <= {sensor.id for sensor in compiler.load(str(folder)).sensors}
    two.write_text("sensors: {radar: {name: {vi: Máy nghe, en: Sonar}}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        compiler.load(str(folder))
    (fault,) = caught.value.diagnostics
    assert (fault.code, fault.file.rsplit("/", 1)[-1], fault.line) == ("DT1107", "sensors-two.yaml", 1)


@pytest.mark.parametrize("way", ["chat", "message", "report"])
def test_a_condition_on_what_got_out(folder: Path, way: str) -> None:
    """By a channel, to a wrong body, or with a report; no other way."""
    edit(folder, "scenario.yaml", "sets:  ", "channels: {chat: {name: {vi: Nhóm, en: Chat}, takes: 10s, read_after: 2m}}\nsets:  ")
    edit(folder, "scenario.yaml", '{knows: "declared:ordinary"}', f"{{leaked: {way}}}")
    milestone = next(item for item in compiler.load(str(folder)).milestones if item.id == "confirmed")
    assert milestone.when == Condition("leaked", ref=way)


def test_a_channel_that_is_not_there(folder: Path) -> None:
    """Named as such."""
    edit(folder, "scenario.yaml", '{knows: "declared:ordinary"}', "{leaked: telex}")
    with pytest.raises(ScenarioError) as caught:
        compiler.load(str(folder))
    (fault,) = caught.value.diagnostics
    assert (fault.code, fault.message.en) == ("DT1301", "There is no channel `telex`.")


def test_another_network_by_name(folder: Path) -> None:
    """The network asked for stands in the plan, not the scenario's."""
    assert compiler.load(str(folder), "gia-lai-2025").network == "gia-lai-2025"


def test_load_refuses_with_every_fault(folder: Path) -> None:
    """No plan is made of a scenario with faults; warnings do not stop one."""
    edit(folder, "adversary.yaml", "benign: true ", "benign: false")
    assert compiler.load(str(folder)).campaigns
    edit(folder, "adversary.yaml", "then: hop", "then: hopp")
    with pytest.raises(ScenarioError) as caught:
        compiler.load(str(folder))
    assert {item.code for item in caught.value.diagnostics} == {"DT1301", "DT1405"}


def test_unknown_scenario_names_the_nearest(folder: Path) -> None:
    """A name that is neither in the library nor a folder."""
    with pytest.raises(UnknownName, match="there is no scenario 'ma-doc'"):
        compiler.load("ma-doc")


def test_read_needs_no_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of scenarios are made without expanding networks."""
    monkeypatch.setattr(province, "load_network", lambda name: pytest.fail("expanded"))
    assert compiler.read(str(folder)).scenario == sample.STARTER


MEASURES = """
switches:
  loc-thu: {name: {vi: Đang lọc thư, en: Mail filtered}, caps: {qlvb: 80%}, told: van-hanh}
  tat-loa: {name: {vi: Tắt loa, en: Loudspeakers mute}, scope: site}
piles:
  nhap-lai:
    name: {vi: Hồ sơ giấy, en: Paper files}
    unit: {vi: hồ sơ, en: files}
    starts_with: 12
    most: 900
    comes: [{while: {all: [{switch: loc-thu}, {hours: ['22:00', '06:00'], days: [fri]}]}, per_hour: 40}, {per_hour: 3, each: commune-pcs}]
    goes: [{while: {not: {locked: svc-backup}}, per_hour: 5}]
    late_after: 8h
    harm: {data: {per: 2}}
    standing_harm: {service: {per: 10}}
    counted_by: {teams: van-hanh, every: 10m, needs: {knows: "switch-on:loc-thu"}}
milestones:
  m:
    name: {vi: a, en: b}
    when: {any: [{pile: nhap-lai, at_least: 30}, {chose: cach, is: nhanh}, {blocked: c2}, {service: qlvb, site: xa-ia-ly}]}
"""
CHOICES = """    choices:
      cach:
        asks: {vi: Nhanh hay chậm?, en: Fast or slow?}
        at_step: lock
        after: 2m
        options:
          nhanh: {if: {done: sweep}, because: {vi: Bị rà quét., en: They sweep.}, stops: hop, turns: {loc-thu: off}}
          cham: {because: {vi: Chưa ai hay., en: Nobody knows.}, weight: 50%, then: lock, effects: {do: pile-add, on: nhap-lai, value: 3}}
"""


def test_switches_piles_and_choices(folder: Path) -> None:
    """Every key of theirs finds its place in the plan, and the drill runs."""
    main = folder / "scenario.yaml"
    text = main.read_text(encoding="utf-8").replace("milestones:", "MILESTONES:", 1)
    extra = MEASURES.replace("milestones:\n", "")
    cut = extra.index("  m:\n")
    main.write_text(text.replace("MILESTONES:", f"{extra[:cut]}milestones:\n{extra[cut:].rstrip()}\n#", 1), encoding="utf-8")
    edit(folder, "adversary.yaml", "    steps:\n", f"{CHOICES}    steps:\n")
    made = compiler.load(str(folder))
    mail, mute = made.switches
    assert (mail.caps, mail.told, mail.scope, mute.scope) == ((("qlvb", 800),), ("van-hanh",), "none", "site")
    (pile,) = made.piles
    first, second = pile.comes
    assert first.when is not None
    assert first.when.of[1] == Condition("hours", value=22 * 60 * MINUTE, for_ms=8 * 60 * MINUTE, targets=("fri",))
    assert (first.per_hour, second.per_hour, len(second.each)) == (40, 3, 6)
    assert (pile.starts_with, pile.most, pile.late_after_ms, pile.every_ms) == (12, 900, 8 * 60 * MINUTE, 10 * MINUTE)
    assert (pile.harms, pile.standing, pile.counters) == ((("data", 2),), (("service", 10),), ("van-hanh",))
    assert made.texts["pile.nhap-lai.unit"].en == "files"
    (choice,) = made.campaigns[0].choices
    assert (choice.at_step, choice.after.table) == ("lock", (2 * MINUTE,))
    fast, slow = choice.options
    assert (fast.stops, [(effect.verb, effect.ref) for effect in fast.effects]) == (("hop",), [("switch-off", "loc-thu")])
    assert (slow.weight, [(effect.verb, effect.value) for effect in slow.effects]) == (500, [("pile-add", 3)])
    assert made.texts["choice.cach.nhanh.because"].vi == "Bị rà quét."
    codec.canonical(codec.plain(made))
    Simulation(made, 1).advance(60 * MINUTE)


@pytest.mark.parametrize(
    ("effect", "code"),
    [
        ("{do: switch-on, on: tat-loa}", "DT1322"),
        ("{do: switch-on, on: loc-thu@xa-ia-ly}", "DT1322"),
        ("{do: switch-on, on: loc}", "DT1301"),
    ],
)
def test_a_switch_is_turned_where_its_scope_says(folder: Path, effect: str, code: str) -> None:
    """A place exactly where it has several."""
    main = folder / "scenario.yaml"
    main.write_text(main.read_text(encoding="utf-8") + MEASURES[: MEASURES.index("piles:")], encoding="utf-8")
    edit(folder, "situations.yaml", "effects: {do: evidence-lost, value: 1}", f"effects: {effect}")
    assert code in {item.code for item in compiler.check(str(folder))}
    edit(folder, "situations.yaml", f"effects: {effect}", "effects: {do: switch-on, on: tat-loa@xa-ia-ly}")
    assert code not in {item.code for item in compiler.check(str(folder))}
