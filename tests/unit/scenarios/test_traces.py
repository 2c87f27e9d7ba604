"""Log records say what products say: native fields, the catalogue of techniques, and rules that find them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from engine.index import Index
from engine.logs import Logs
from engine.messages import Data, Event
from engine.plan import Artefact, Plan
from engine.records import Reader
from engine.rehearsal import play
from engine.simulation import Simulation
from scenarios import compiler, library, province
from scenarios.compiling import attack, reading
from scenarios.compiling.desk import Desk
from scenarios.compiling.telemetry import TelemetryCompiler
from scenarios.selectors import Chooser
from scenarios.source import Source
from tests.unit.scenarios.sigma.fields import FIELDS
from tests.unit.scenarios.sigma.matcher import rules
from tests.unit.scenarios.sigma.schemas import AUDIT, CHANNELS, EVENTS, HEAD

STORY = "ma-doc-tong-tien-trung-tam-du-lieu"
LITE = "gia-lai-lite"
SOURCE, ASSET = "xa-dak-po-pc01", "ttdl-file01"


@cache
def catalogue() -> Plan:
    """The story's plan with every artefact of the catalogue in it besides, used or not."""
    source = Source()
    material = reading.read(library.find(STORY), library.CATALOG, source)
    assert material is not None
    scenario = compiler._validate(material)
    assert scenario is not None
    desk = Desk(material, scenario, *province.load_network(LITE))
    compiler._name_everything(desk)
    maker = TelemetryCompiler(desk, Chooser(desk))
    artefacts = maker.artefacts(scenario.artefacts)
    plan = compiler.load(STORY, LITE)
    benign = maker.benign()
    found = replace(plan, artefacts=artefacts, benign=benign, indicators=maker.indicators(()), formats=maker.formats())
    assert [item.message.en for item in source.found] == []
    return found


def techniques_of(plan: Plan) -> dict[str, list[Artefact]]:
    """Technique id → the catalogue's artefacts named after it."""
    known = attack.techniques(library.CATALOG, plan.attack)
    found: defaultdict[str, list[Artefact]] = defaultdict(list)
    for artefact in plan.artefacts:
        head, *rest = artefact.id.split("-")
        if head[:1] == "t" and head[1:].isdigit():
            whole = f"{head.upper()}.{rest[0]}" if rest[0].isdigit() else head.upper()
            assert whole in known, artefact.id
            found[whole].append(artefact)
    return found


def native(plan: Plan, artefact: Artefact) -> list[Data]:
    """The records of an artefact as their products keep them, with the log they stand in."""
    index = Index(plan)
    reader = Reader(index)
    assets = [asset.id for asset in plan.estate.assets]
    values = {item.id: item.values[0] for item in plan.indicators}
    facts: Data = {"source": assets[0], "account": "svc-backup", "pid": 77, "values": values}
    return [
        {**reader.native(record, ASSET, -5000, facts, place), "_logsource": reader.source_of(record)}
        for place, record in enumerate(artefact.records)
    ]


def test_the_catalogue_holds_ninety_techniques_of_attack() -> None:
    """Each is a technique of the table, and has at least two records."""
    found = techniques_of(catalogue())
    assert len(found) >= 90, sorted(found)
    assert [artefact.id for group in found.values() for artefact in group if len(artefact.records) < 2] == []


def whole(record: Data) -> set[str] | None:
    """The fields that its product writes; None for a log without a published schema."""
    if "EventID" in record:
        channel = "System" if record["EventID"] == 104 else record["Channel"]  # 104 says in `Channel` which log was cleared
        return {*HEAD.split(), *EVENTS[CHANNELS.get(channel, channel), record["EventID"]].split()}
    if record["_logsource"].get("service") == "auditd":
        return {"type", "msg", "node", *AUDIT[record["type"]].split()}
    return None


@cache
def every_plan() -> tuple[Plan, ...]:
    """The catalogue, and every scenario of the library."""
    return catalogue(), *(compiler.load(name, None if name.startswith("loa-") else LITE) for name in library.names())


@pytest.mark.parametrize("plan", every_plan(), ids=["catalogue", *library.names()])
def test_every_record_has_all_its_products_fields_and_no_others(plan: Plan) -> None:
    """Whatever catalogue and stories write is whole, under names that the product knows; nothing is left to be filled."""
    reader = Reader(Index(plan))
    asset = plan.estate.assets[0].id
    facts: Data = {"pid": 1, "account": plan.estate.accounts[0].id, "values": {item.id: item.values[0] for item in plan.indicators}}
    own = {form.id for form in plan.formats if not (form.product or form.category)}
    wrong = []
    for thing, record in [(a.id, r) for a in plan.artefacts for r in a.records] + [(b.id, b.record) for b in plan.benign]:
        if record.format in own:
            continue  # an application of the story: its names are those of its own line
        source = reader.source_of(record)
        given = {**reader.native(record, asset, 0, facts, 0), "_logsource": source}
        wanted = whole(given)
        fields = {name for name in given if name[0] != "_"}
        if wanted is None:
            allowed = set(FIELDS[source.get("product", ""), source.get("category", ""), source.get("service", "")].split())
            missing, extra = set(), fields - allowed
        else:
            missing, extra = wanted - fields, {name for name in fields - wanted if given.get("type") != "EXECVE" or name[0] != "a"}
        unfilled = {name for name, value in given.items() if re.search(r"\{[a-z_]+\}", str(value))}
        wrong += [(thing, record.format, sorted(missing), sorted(extra), sorted(unfilled))] if missing or extra or unfilled else []
    assert wrong == []


def test_moments_are_written_as_the_product_writes_them() -> None:
    """Windows and Sysmon in UTC, the audit daemon in seconds since 1970; `_time` with the drill's offset says the same moment."""
    sim = drill()
    for record in records():
        moment = datetime.fromisoformat(record["_time"])
        assert moment.utcoffset() == datetime.fromisoformat(sim.plan.starts).utcoffset()
        utc = moment.astimezone(UTC)
        if "UtcTime" in record:
            assert record["UtcTime"] == utc.strftime("%Y-%m-%d %H:%M:%S.") + f"{utc.microsecond // 1000:03d}"
        if "TimeCreated" in record:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z", record["TimeCreated"])
            assert datetime.fromisoformat(record["TimeCreated"][:-2] + "+00:00") == moment
        if "msg" in record:
            assert record["msg"].startswith(f"audit({moment.timestamp():.3f}:")


def test_windows_numbers_its_records_and_ids_are_numbers() -> None:
    """Record ids of a machine's channel rise with time; event ids, ports and process ids compare as numbers."""
    last: dict[tuple[str, str], int] = {}
    for record in records():
        if "EventRecordID" in record:
            log = (record["Computer"], record["Channel"])
            assert record["EventRecordID"] > last.get(log, 0)
            last[log] = record["EventRecordID"]
            assert isinstance(record["EventID"], int)
    assert last


def test_a_trace_brings_the_lines_it_includes_under_their_own_technique() -> None:
    """The step's technique stands on its own lines, the included traces' on theirs; indicators are the story's."""
    plan = compiler.load(STORY, LITE)
    opened = next(item for item in plan.artefacts if item.id == "lure-opened")
    assert {"", "T1059.001", "T1027", "T1033", "T1082", "T1218.011"} == {record.technique for record in opened.records}
    texts = [template for record in opened.records for _, template in record.fields]
    assert any("{lure-domain}" in text for text in texts)
    assert not any("{c2-domain}" in text for text in texts)
    told = {(r["_truth"]["artefact"], r["_truth"].get("technique")) for r in records() if "_truth" in r}
    assert {("lure-opened", "T1566.001"), ("lure-opened", "T1059.001")} <= told


def test_what_was_run_on_another_machine_stands_under_that_machines_name() -> None:
    """A trace at its source names the source as its computer, not the target."""
    plan = compiler.load(STORY, LITE)
    reader = Reader(Index(plan))
    listed = next(item for item in plan.artefacts if item.id == "ad-listed")
    for place, record in enumerate(listed.records):
        assert reader.native(record, "ttdl-dc01", 0, {"source": "ttdl-app02", "pid": 5}, place)["Computer"] == "TTDL-APP02"


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule.technique} {rule.title}")
def test_rule_finds_its_technique_in_the_catalogue_or_the_story(rule: object) -> None:
    """At least one trace of that technique is found, and no harmless record is."""
    from tests.unit.scenarios.sigma.matcher import Rule

    assert isinstance(rule, Rule)
    plan = catalogue()
    found = techniques_of(plan)
    story = {leaf for campaign in plan.campaigns for step in campaign.steps if step.technique == rule.technique for leaf in step.leaves}
    artefacts = [*found.get(rule.technique, []), *(item for item in plan.artefacts if item.id in story)]
    assert any(rule.matches(record) for artefact in artefacts for record in native(plan, artefact))
    reader = Reader(Index(plan))
    for benign in plan.benign:
        record = {**reader.native(benign.record, ASSET, 0, {"pid": 1}, 0), "_logsource": reader.source_of(benign.record)}
        assert not rule.matches(record), benign.id


# --- a drill's logs


@cache
def drill(seed: int = 7) -> Simulation:
    """The story with nobody acting."""
    return play(compiler.load(STORY, LITE), seed, "idle")


@cache
def records(seed: int = 7) -> list[Data]:
    """Its logs."""
    sim = drill(seed)
    return Logs(sim.plan, seed, sim.events).records()


def test_every_step_that_happened_stands_in_the_logs_of_its_technique() -> None:
    """Each technique of the story that succeeded is found by a rule for it; the rest of the rules name what else is there."""
    sim = drill()
    index = {step.id: step.technique for campaign in sim.plan.campaigns if not campaign.benign for step in campaign.steps}
    done = {index[event.data["step"]] for event in sim.events if event.kind == "step-succeeded" and event.data["step"] in index} - {""}
    by_technique: defaultdict[str, set[str]] = defaultdict(set)
    for record in records():
        truth = record.get("_truth", {})
        by_technique[truth.get("technique", "")].update(rule.technique for rule in rules() if rule.matches(record))
    lacking = {technique for technique in done if not by_technique[technique]}
    assert lacking <= {"T1016.001", "T1059.012", "T1595.002"}, lacking


def test_logs_are_made_of_the_bundle_alone_and_are_the_same_again() -> None:
    """Events read back from their canonical form give the same bytes; no world runs."""
    from drills.store.journal import decode_events, encode_events

    sim = drill()
    kept = decode_events(encode_events(tuple(sim.events), sim.plan.lasts_ms, sim.digest()))
    again = Logs(sim.plan, 7, kept).records()
    assert json.dumps(again, ensure_ascii=False) == json.dumps(records(), ensure_ascii=False)


def test_values_and_process_numbers_are_those_that_people_read() -> None:
    """What a team was shown of a trace stands in the exported record, value for value."""
    sim = play(compiler.load(STORY, LITE), 7, "expert")
    exported = Logs(sim.plan, 7, sim.events).records()
    by_trace: defaultdict[tuple[str, str], list[Data]] = defaultdict(list)
    for record in exported:
        if "_truth" in record:
            by_trace[record["_truth"]["artefact"], record["_asset"]].append(record)
    compared = 0
    for team in sim.plan.teams:
        for finding in sim.view(team.id).findings:
            for shown in finding.records:
                values = {str(value) for value in shown["fields"].values() if len(str(value)) > 3}
                told = by_trace.get((finding.artefact, finding.asset), [])
                compared += any(values - {shown["fields"].get("time")} <= {str(v) for v in r.values()} for r in told)
    assert compared > 20


def test_harmless_records_lie_among_them_in_order() -> None:
    """More ordinary lines than telling ones, on the same machines, ordered by time within the drill."""
    found = records()
    telling = [record for record in found if "_truth" in record]
    assert len(found) > 3 * len(telling) > 100
    moments = [record["_time"] for record in found]
    assert moments == sorted(moments)
    machines = {record["_asset"] for record in telling} | {record["_holder"] for record in telling}
    assert {record["_asset"] for record in found} <= machines


def test_what_was_destroyed_unread_is_marked() -> None:
    """As many traces are marked as the drill lost."""
    sim = drill()
    lost: list[Event] = [event for event in sim.events if event.kind == "artefact-lost"]
    assert lost
    marked = {(r["_truth"]["artefact"], r["_asset"]) for r in records() if r.get("_lost")}
    assert marked == {(event.data["artefact"], event.data["asset"]) for event in lost}
