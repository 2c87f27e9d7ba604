"""Each way to spoil a scenario, and the exact code and place that it is told by.

A sample takes the starter scenario and replaces one snippet of one file; `¶` in the replacement marks where the
diagnostic must point.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from scenarios import compiler, diagnostics
from scenarios.diagnostics import FAULT, INFO, WARNING, Diagnostic

MARK = "¶"


@dataclass(frozen=True)
class Spoilt:
    """`old` of `file` becomes `new`; told by `code` at the mark, with `says` in its English words or hint."""

    code: str
    file: str
    old: str
    new: str
    says: str = ""
    severity: str = FAULT
    at: str = ""
    """Where it must point if the mark cannot stand there: the first place of these words in the spoilt file."""


STORM = "weather: {bao: {name: {vi: Bão, en: Gale}, lasts: 5h, falls: [{what: WHAT, on: ON, chance: 60%, at: 1h}]}}\ninjects:"
S, A, M = "scenario.yaml", "adversary.yaml", "situations.yaml"

SAMPLES = [
    # --- the text
    Spoilt("DT1104", S, "lasts:   3h", "lasts:   3h ¶\u200b# odd", "U+200B"),
    Spoilt("DT1104", S, "lasts:   3h", 'lasts: ¶"3h\\u0007"', "control character"),
    Spoilt("DT1105", S, "  commune-pcs:", "¶\tcommune-pcs:", "Use spaces"),
    Spoilt("DT1106", S, "sets:  ", "sets: [", "`]` is missing", at="file-servers: {"),
    Spoilt("DT1107", S, "lasts:   3h", "lasts:   3h\n¶lasts: 4h", "kich-ban-thu/scenario.yaml:11:1"),
    Spoilt("DT1107", M, "duties:", "¶title: {vi: a, en: b}\nduties:", "kich-ban-thu/scenario.yaml:5:1"),
    Spoilt("DT1108", S, "lasts:   3h", "lasts: ¶&long 3h", "anchors"),
    Spoilt("DT1108", S, "lasts:   3h", "lasts: ¶*long", "aliases"),
    Spoilt("DT1109", S, "lasts:   3h", "lasts: ¶!!python/object/apply:os.system [ls]", "Tags"),
    Spoilt("DT1110", S, "lasts:   3h", "lasts: " + "[" * 39 + "¶" + "[" + "]" * 40, "40 levels"),
    Spoilt("DT1111", S, "lasts:   3h", "lasts: ¶" + "x" * 20_001, "20,000"),
    Spoilt("DT1112", S, "lasts:   3h", "lasts: 3h\n¶---\na: 1", "one document"),
    Spoilt("DT1114", S, "lasts:   3h", "lasts: 3h\n¶{a: b}: c", "string"),
    Spoilt("DT1115", S, "situations.yaml]", "¶../secret.yaml]", "without a path"),
    Spoilt("DT1115", S, "situations.yaml]", "situations.yaml, ¶more.yaml]", "no file `more.yaml`"),
    # --- the shape
    Spoilt(
        "DT1201",
        S,
        "weights: {service: 100, data: 200, evidence: 1000, information: 200,",
        "¶weights: {data: 200, evidence: 1000, information: 200,",
        "Add `service: …`",
    ),
    Spoilt("DT1202", S, "lasts:   3h", "lasts: 3h\n¶breifing: 1", "`briefing`"),
    Spoilt("DT1202", A, "        chance: 60%", "        ¶chanse: 60%", "`chance`"),
    Spoilt("DT1202", A, "{vi: Việc hằng tuần., en: The weekly job.}", "{vi: Việc hằng tuần, ¶có lịch, en: The weekly job.}", "comma"),
    Spoilt("DT1203", S, "lasts:   3h", "lasts: 3h\ninclude: ¶adversary.yaml", "a list"),
    Spoilt("DT1203", A, "benign: true", "benign: ¶yes", "true or false"),
    Spoilt("DT1203", S, "title:   {vi: Mã độc từ một máy ở xã, en: Malware from one commune PC}", "title:   ¶Malware", "{vi: …, en: …}"),
    Spoilt("DT1203", M, "injects:", "reserves:¶\ninjects:", "empty"),
    Spoilt("DT1204", A, "do: deliver", "do: ¶delivr", "`deliver`"),
    Spoilt("DT1204", M, "via: visit", "via: ¶carrier-pigeon", "phone, mail"),
    Spoilt("DT1205", A, "times: 3", "times: ¶0", "at least 1"),
    Spoilt("DT1205", S, "analyst: 3,", "analyst: ¶900,", "at most 500"),
    Spoilt("DT1206", A, "technique: T1486", "technique: ¶1486x", "T1566.001"),
    Spoilt("DT1206", S, "csf: RS.MI", "csf: ¶mitigate", "RS.MI"),
    Spoilt("DT1206", S, "  commune-pcs:  {", "  ¶Commune PCs:  {", "small ASCII letters"),
    Spoilt("DT1217", M, "when: {at: 12m}", "when: {hours: [¶'25:00', '06:00']}", "07:30"),
    Spoilt("DT1207", A, "{vi: Việc hằng tuần., en: The weekly job.}", '{vi: ¶" ", en: The weekly job.}', "empty"),
    Spoilt(
        "DT1207", A, 'lines: [{log: may-tram, with: {process: svchost.exe, parent: "session from {source}"}}]', "lines: ¶[]", "At least 1"
    ),
    Spoilt("DT1208", S, "lasts:   3h", "lasts: ¶3 hours", "2h30m"),
    Spoilt("DT1208", M, "within: 60m", "within: ¶-60m", "minus"),
    Spoilt("DT1209", A, "chance: 60%", "chance: ¶60", "30%"),
    Spoilt("DT1209", A, "chance: 60%", "chance: ¶130%", "between 0 and 100%"),
    Spoilt("DT1210", A, "{low: 20m, mode: 40m, high: 90m}", "¶{low: 50m, mode: 40m, high: 90m}", "low ≤ mode ≤ high"),
    Spoilt("DT1210", A, "takes: {lognormal: {median: 21s, p95: 3m}} ", "takes: ¶{normal: {mean: 21s}} ", "fixed, uniform"),
    Spoilt("DT1211", M, "when: {at: 12m}", "when: ¶{after: 12m}", "all, any, not"),
    Spoilt("DT1202", S, "time-to-contain: {title", "time-to-contain: {¶tilte", "`title`"),
    Spoilt("DT1212", S, "count: wrong-isolations", "number: wrong-isolations", "time, harm, count", at="{title: {vi: Cô lập nhầm"),
    Spoilt("DT1213", S, "  - {team: doi-ucsc, declare: ordinary,", "  - ¶{team: doi-ucsc, do: triage, declare: ordinary,", "exactly one"),
    Spoilt("DT1214", S, "starts:  2026-03-13T07:30+07:00", "starts:  ¶2026-03-13 07:30", "+07:00"),
    Spoilt(
        "DT1214", S, "profile: tu-07-2025", "profile: tu-07-2025\nprofiles: {x: {name: {vi: x, en: x}, since: ¶yesterday}}", "2025-07-01"
    ),
    Spoilt("DT1215", A, "{vi: Việc hằng tuần., en: The weekly job.}", "{vi: Việc hằng tuần.}", "no English text", at="diary: {vi: Việc"),
    # --- what names each other
    Spoilt("DT1301", S, "network: gia-lai-lite", "network: ¶gia-lai-light", "`gia-lai-lite`"),
    Spoilt("DT1301", S, "org:     dtc", "org:     ¶dct", "`dtc`"),
    Spoilt("DT1301", S, "edr: 3m,", "¶edrr: 3m,", "`edr`"),
    Spoilt("DT1301", S, "hears:   {qlvb: 10m}", "hears:   {¶qlbv: 10m}", "`qlvb`"),
    Spoilt("DT1301", S, "hears:   {qlvb: 10m}", "hears:   {qlvb: 10m, ¶qlvb@xa-la: 5m}", "`xa-ia-ly`"),
    Spoilt("DT1301", S, "hears:   {qlvb: 10m}", "hears:   {¶qlbv@commune: 10m}", "`qlvb`"),
    Spoilt("DT1301", M, "injects:", "reentry: {a: {of: ttdl-db01, pile: ¶nhap-lai, per_hour: 5}}\ninjects:", "nhap-lai"),
    Spoilt(
        "DT1301",
        M,
        "injects:",
        STORM.replace("WHAT", "mains").replace("ON", "{site_kind: ¶comune}"),
        "`commune`",
    ),
    Spoilt(
        "DT1302",
        M,
        "injects:",
        STORM.replace("WHAT", "line").replace("ON", "¶{site_kind: commune}"),
        "link, kind",
    ),
    Spoilt(
        "DT1301",
        M,
        "injects:",
        STORM.replace("WHAT", "line").replace("ON", "{kind: ¶fiber}"),
        "`fibre`",
    ),
    Spoilt(
        "DT1204",
        M,
        "injects:",
        STORM.replace("WHAT", "¶wind").replace("ON", "{site_kind: commune}"),
        "mains",
    ),
    Spoilt(
        "DT1319", M, "injects:", "batteries: {a: {on: commune-pcs, lasts: 2h}, b: {on: ¶commune-pcs, lasts: 2h}}\ninjects:", "One battery"
    ),
    Spoilt("DT1314", A, "        do: deliver", "        do: deliver\n        ¶paused_by: {at: 5m}", "moves: true"),
    Spoilt("DT1314", A, "        do: deliver", "        do: deliver\n        ¶front: {every: 5m, most: 3, next: nearest}", "moves: true"),
    Spoilt(
        "DT1314", A, "        do: deliver", "        do: deliver\n        ¶front: {every: 5m, most: 3, lanes: 2, moves: true}", "lanes: 1"
    ),
    Spoilt("DT1412", A, "        do: deliver", "        do: persist", "report: over", severity=INFO, at="lure:"),
    Spoilt("DT1314", A, "        do: deliver", "        do: deliver\n        ¶until: {at: 5m}", "`until`"),
    Spoilt("DT1206", S, "hears:   {qlvb: 10m}", "hears:   {¶qlvb@@xa: 10m}", ""),
    Spoilt("DT1301", S, "site: commune}", "site: ¶comune}", "`commune`"),
    Spoilt("DT1301", A, "on: file-servers\n        takes: {lognormal", "on: ¶file-server\n        takes: {lognormal", "`file-servers`"),
    Spoilt("DT1301", A, "then: hop", "then: ¶hopp", "`hop`"),
    Spoilt("DT1301", A, "leaves: phien-la", "leaves: ¶phien-lạ".replace("ạ", "a-cu"), "`phien-la`"),
    Spoilt("DT1301", A, "account: svc-backup}", "account: ¶svc-bakcup}", "`svc-backup`"),
    Spoilt("DT1301", A, "reveals: c2", "reveals: ¶c3", "There are: c2."),
    Spoilt("DT1301", M, "since: confirmed", "since: ¶confirm", "`confirmed`"),
    Spoilt("DT1301", M, "form: bao-cao-ban-dau", "form: ¶bao-cao-dau", "`bao-cao-ban-dau`"),
    Spoilt("DT1301", M, "objective: inform", "objective: ¶informed", "`inform`"),
    Spoilt("DT1301", S, "reply: phong-vien-hoi, tags: hand-over}", "reply: phong-vien-hoi, tags: ¶promise}", "hand-over, speculate"),
    Spoilt("DT1301", S, "with: chuyen-phat-ngon", "with: ¶chuyen", "`chuyen-phat-ngon`"),
    Spoilt(
        "DT1301",
        S,
        'knows: ["finding:tep-la"]}\n  - {team: doi-ucsc, do: isolate',
        'knows: [¶"finding:tep"]}\n  - {team: doi-ucsc, do: isolate',
        "`tep-la`",
    ),
    Spoilt("DT1301", S, 'on: "each:suspect", after: 2m', 'on: ¶"each:suspicious", after: 2m', "`each:suspect`"),
    Spoilt("DT1301", S, "reconnect]", "¶reconect]", "`reconnect`"),
    Spoilt("DT1302", S, "file-servers: {kind: file-server, site: ttdl}", "file-servers: ¶{kind: file-server, site: commune}", "Drop a key"),
    Spoilt("DT1303", S, "file-servers: {kind: file-server, site: ttdl}", "file-servers: [ttdl-file01, ¶file-servers]", "made of itself"),
    Spoilt("DT1304", A, "      clean-up:", "      ¶hop:", "`lure`"),
    Spoilt("DT1305", S, "org:     dtc", "org:     ¶doi-ucsc-tinh", "`doi-ucsc`"),
    Spoilt(
        "DT1306",
        S,
        "staff:   {analyst: 3, forensic: 1, system: 1, liaison: 1}\n    may:     [triage, read-memory,",
        "staff:   {analyst: 3, system: 1, liaison: 1}\n    may:     [triage, ¶read-memory,",
        "1 forensic",
    ),
    Spoilt("DT1330", A, "    weight: 2\n", "    weight: 2\n    points: ¶source\n", "none of its lines names that machine"),
    Spoilt("DT1307", A, "process: svchost.exe,", "proces: svchost.exe,", "lacks the fields process", at="{log: may-tram, with: {proces:"),
    Spoilt("DT1307", A, "process: svchost.exe,", "process: svchost.exe, ¶image: x,", "Its fields: host"),
    Spoilt("DT1308", A, 'parent: "session from {source}"', 'parent: ¶"session from {sauce}"', "`{sauce}`"),
    Spoilt("DT1308", M, '{vi: "Mấy giờ thì xong?"', '{vi: ¶"Mấy giờ thì {service} xong?"', "`{service}`"),
    Spoilt(
        "DT1309",
        S,
        '["finding:tep-la"]}\n  - {team: doi-ucsc, reply',
        '[¶"state:ttdl-file01"]}\n  - {team: doi-ucsc, reply',
        "state:ASSET:ASSET-STATE",
    ),
    Spoilt("DT1310", S, "attack:  v19.1", "attack:  ¶v12.0", "v19.1"),
    Spoilt("DT1310", A, "technique: T1021.002", "technique: ¶T1021.999", "T1021.001"),
    Spoilt("DT1310", A, "technique: T1486", "technique: T1486\n        tactic: ¶TA0001", "TA0040"),
    Spoilt(
        "DT1311",
        S,
        "sets:  ",
        "actions: {shout: {name: {vi: a, en: b}, effect: {vi: a, en: b}, evidence: {vi: a, en: b}, code: ¶RA9999, stage: contain, "
        "staff: {analyst: 1}, takes: 1m, effects: convene}}\nsets:  ",
        "RA9999",
    ),
    Spoilt("DT1312", M, "  lanh-dao-hoi:\n    standby: true", "  ¶lanh-dao-hoi:\n    standby: false", "exactly one"),
    Spoilt(
        "DT1312", M, "    to: [doi-ucsc, van-hanh]", "    to: [doi-ucsc, van-hanh]\n    when: {at: 1h}", "exactly one", at="lanh-dao-hoi:"
    ),
    Spoilt("DT1313", A, "        then: lock", "        ¶one_of: {lock: 60%}", "60%"),
    Spoilt("DT1314", A, "        technique: T1486\n", "", "T1566.001", at="lock:\n"),
    Spoilt("DT1314", A, "on: {step: hop}", "on: ¶{service: qlvb}", "flood"),
    Spoilt("DT1314", A, "on: {step: hop}", "on: {step: hop}\n        ¶wait: true", "condition `when`"),
    Spoilt("DT1315", M, "effects: {do: evidence-lost, value: 1}", "effects: {do: ¶evidence-gone, value: 1}", "`evidence-lost`"),
    Spoilt("DT1316", S, "target: 45m, limit: 2h", "target: ¶3h, limit: 2h", "less than"),
    Spoilt(
        "DT1317",
        A,
        "  c2: {kind: domain, name: {vi: Máy chủ điều khiển, en: Command server}, "
        "values: [cap-nhat-van-phong.example, dong-bo-lich.example]}",
        "  ¶c2: {kind: domain, name: {vi: Máy chủ điều khiển, en: Command server}}",
        "no values",
    ),
    Spoilt("DT1318", M, "via: visit", "via: ¶chat", "`via.chat`"),
    Spoilt("DT1322", S, "lasts:   3h", "lasts: 3h\nswitches: {mute: {name: {vi: a, en: b}, scope: site, ¶starts: true}}", "`scope`"),
    Spoilt("DT1323", M, "effects: {do: evidence-lost, value: 1}", "effects: ¶{do: pile-add, on: tthc}", "`value: …`"),
    Spoilt(
        "DT1324",
        A,
        "    benign: true",
        "    benign: true\n    choices:\n      ¶c: {asks: {vi: a, en: b}, "
        "options: {x: {because: {vi: a, en: b}}, y: {because: {vi: c, en: d}}}}",
        "`at_step`",
    ),
    Spoilt("DT1331", M, "    form: bao-cao-ban-dau\n", "", "`initial` lacks: form", at="initial:\n"),
    Spoilt(
        "DT1332",
        S,
        "lasts:   3h",
        "lasts: 3h\npeople: {truc: {name: {vi: a, en: b}, org: dtc}}\nsigners: {dtc: {person: ¶truc}}",
        "`truc` signs nothing",
    ),
    Spoilt(
        "DT1301",
        S,
        "lasts:   3h",
        "lasts: 3h\npeople: {truc: {name: {vi: a, en: b}, org: dtc, brings: {staff: {¶analist: 1}}}}",
        "`analyst`",
    ),
    Spoilt("DT1301", M, "from: {vi: Lãnh đạo sở, en: The department's leadership}", "from: {person: ¶lanh-dao}", "no person"),
    Spoilt("DT1209", S, "    staff:   {analyst: 3,", "    shift: {tired_after: 8h, slower: ¶90%}\n    staff:   {analyst: 3,", "130%"),
    Spoilt("DT1301", M, "    form: bao-cao-ban-dau\n", "    as: ¶bao-cao-dau\n", "no duty `bao-cao-dau`"),
    Spoilt("DT1301", M, "    to: cong-an-tinh\n", "    to: [¶cong-an]\n", "`cong-an-tinh`"),
    # --- the product's laws
    Spoilt("DT1401", A, "https://{c2}/a", "https://¶8.8.8.8/a", "8.8.8.8"),
    Spoilt("DT1401", A, "https://{c2}/a", "https://[¶2a00:1450:4001::200e]/a", "2a00:1450:4001::200e"),
    Spoilt("DT1402", A, "cap-nhat-van-phong.example", "¶cap-nhat.com", ".example"),
    Spoilt("DT1402", M, "Lãnh đạo sở,", "Lãnh đạo sở ¶skhcn.gialai.gov.vn,", ".gov.vn"),
    Spoilt("DT1403", M, "Chúng tôi xem ngay.", "Gọi ¶0905 123 456 ngay.", "duty number"),
    Spoilt("DT1403", M, "Chúng tôi xem ngay.", "Gọi ¶19001234 ngay.", "duty number"),
    Spoilt("DT1404", M, "Lãnh đạo sở,", "¶Tế bào trắng,", "Ban điều hành"),
    Spoilt("DT1404", M, "Lãnh đạo sở,", "Lãnh đạo sở (¶khoá),", "khóa", WARNING),
    Spoilt("DT1404", M, "Lãnh đạo sở,", "Lãnh đạo sở (¶kẻ thù),", "đối tượng tấn công", WARNING),
    Spoilt("DT1441", M, "Lãnh đạo sở,", "Hai người ¶tử vong,", "reviewer", WARNING),
    Spoilt(
        "DT1440",
        S,
        "# Con số là ước tính của tác giả / numbers are the author's estimates. ",
        "# ",
        "names no source",
        WARNING,
        at="3m",
    ),
    Spoilt("DT1405", A, "        then: lock\n", "", "`then`", at="lock:\n"),
    Spoilt("DT1407", S, "starts:  2026-03-13T07:30+07:00", "starts:  2024-03-13T07:30+07:00", "does not hold", at="tu-07-2025"),
    Spoilt(
        "DT1451",
        S,
        "profile: tu-07-2025",
        "profile: x\nprofiles: {x: {name: {vi: x, en: y}, since: 2025-07-01, answers_to: {doi-ucsc-tinh: cong-an-tinh}}}",
        "to whom `dtc` answers",
        WARNING,
        at="dtc\n    brief",
    ),
    Spoilt(
        "DT1301",
        S,
        "profile: tu-07-2025",
        "profile: x\nprofiles: {x: {name: {vi: x, en: y}, answers_to: {doi-ucsc-tinh: ¶cong-an}}}",
        "`cong-an-tinh`",
    ),
    Spoilt("DT1408", S, "scenario: kich-ban-thu", "scenario: ¶kich-ban-khac", "kich-ban-thu"),
    Spoilt(
        "DT1410",
        A,
        "on: commune-pcs\n        pick: 3",
        "on: xa-ia-grai-pc02\n        pick: 3",
        "never raised",
        WARNING,
        at="edr-shell: 70%",
    ),
    Spoilt("DT1420", A, "        leaves: phien-la\n", "", "cannot be reached from the alert edr-shell", WARNING, at="hop:\n"),
    Spoilt("DT1411", A, "over: smb}", "over: ¶sql}", "No target"),
    Spoilt("DT1411", A, "        pick: 3\n", "        pick: 3\n        needs: {account: ¶svc-backup}\n", "opens none"),
    Spoilt("DT1411", A, "on: file-servers\n", "on: [ttdl-file01, ttdl-log01]\n", "ttdl-log01 do not offer", WARNING, at="smb}"),
]


def told(folder: Path, spoilt: Spoilt) -> tuple[list[Diagnostic], tuple[str, int, int]]:
    """What check says of the spoilt scenario, and where the diagnostic should point."""
    path = folder / spoilt.file
    text = path.read_text(encoding="utf-8")
    assert text.count(spoilt.old) >= 1, "the starter scenario no longer holds this snippet"
    text = text.replace(spoilt.old, spoilt.new, 1)
    offset = text.index(MARK) if MARK in text else text.index(spoilt.at)
    text = text.replace(MARK, "")
    path.write_text(text, encoding="utf-8")
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return compiler.check(str(folder)), (f"{folder.name}/{spoilt.file}", line, column)


@pytest.mark.parametrize("spoilt", SAMPLES, ids=lambda item: f"{item.code}-{item.new[:24]}")
def test_fault_is_told_by_code_and_place(folder: Path, spoilt: Spoilt) -> None:
    """The code, severity, file, line and column are exact, and the words name what they should."""
    found, place = told(folder, spoilt)
    same = [item for item in found if (item.code, item.file, item.line, item.column) == (spoilt.code, *place)]
    assert same, f"expected {spoilt.code} at {place}, told: {[(item.code, item.place(), item.message.en) for item in found]}"
    words = " ".join(item.message.en + " " + (item.hint.en if item.hint else "") for item in same)
    assert spoilt.says in words
    assert {item.severity for item in same} == {spoilt.severity}
    assert all(item.message.vi and item.message.vi != item.message.en for item in same)


@pytest.mark.parametrize(
    ("file", "old", "says"),
    [(A, "benign: true", "false trail"), (S, "dilemmas:", "dilemma"), (S, "reference:", "reference"), (A, "noise:", "false alarms")],
    ids=["false-trail", "dilemma", "reference", "noise"],
)
def test_what_makes_people_think_is_missed(folder: Path, file: str, old: str, says: str) -> None:
    """A scenario without a choice, a false trail, a reference or noise is warned of it, at its name."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    start = text.index(old)
    end = (
        start + len(old)
        if old.startswith("benign")
        else next((text.index(line, start) for line in text[start:].split("\n")[1:] if line[:1].strip()), len(text))
    )
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    warned = [item for item in compiler.check(str(folder)) if item.code == "DT1409"]
    assert [(item.severity, item.file, item.line, item.column) for item in warned] == [(WARNING, f"{folder.name}/{S}", 4, 11)]
    assert says in warned[0].message.en


def test_alerts_of_a_sensor_that_no_team_sees(folder: Path) -> None:
    """A sensor with alerts and without a team is warned of, at the team-less sensor."""
    path = folder / S
    path.write_text(path.read_text(encoding="utf-8").replace("edr: 3m, ", "").replace("    sees:    {edr: 2m}\n", ""), encoding="utf-8")
    warned = [item for item in compiler.check(str(folder)) if item.code == "DT1410"]
    assert [item.severity for item in warned] == [WARNING]
    assert "`edr`" in warned[0].message.en


def test_starter_has_nothing_to_say_but_its_situations(folder: Path) -> None:
    """The good sample is silent but for the count of situations."""
    found = compiler.check(str(folder))
    assert [(item.code, item.severity) for item in found] == [("DT1406", INFO)]


def test_several_faults_are_told_at_once(folder: Path) -> None:
    """Shape faults of several files come together, sorted by place."""
    for name, old, new in ((S, "csf: RS.MI", "csf: x"), (A, "do: deliver", "do: mail"), (M, "via: visit", "via: pigeon")):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = compiler.check(str(folder))
    assert [item.code for item in found if item.severity == FAULT] == ["DT1204", "DT1206", "DT1204"]
    assert [item.file for item in found] == sorted(item.file for item in found)


def test_unreadable_file_is_told_alone(folder: Path) -> None:
    """Names that a broken file holds are not reported as unknown."""
    (folder / A).write_text("adversary: [", encoding="utf-8")
    assert {item.code for item in compiler.check(str(folder))} == {"DT1106"}


def test_excerpt_shows_the_line_and_a_caret(folder: Path) -> None:
    """Up to three lines, numbered, and a caret under the column."""
    found, (_, line, column) = told(folder, Spoilt("DT1204", A, "do: deliver", "do: ¶delivr"))
    shown = next(item for item in found if item.code == "DT1204").excerpt
    assert len(shown) == 4
    assert shown[2] == f"{line} | " + " " * (column - 1) + "delivr" or shown[2].startswith(f"{line} | ")
    assert shown[3].index("^") == shown[2].index("delivr")


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"\xff\xfe", "DT1103"), (b"", "DT1113"), (b"- 1", "DT1113"), (b"a: 1\n" * 500_000, "DT1102")],
    ids=["not-utf8", "empty", "list", "too-large"],
)
def test_file_as_a_whole(folder: Path, body: bytes, code: str) -> None:
    """Files that are no files of ours at all."""
    (folder / S).write_bytes(body)
    assert compiler.check(str(folder))[0].code == code


def test_not_utf8_names_the_byte_s_place(folder: Path) -> None:
    """A stray byte of another encoding is found where it stands."""
    (folder / S).write_bytes("a: 1\ntên: x".encode() + b"\xe9")
    first = compiler.check(str(folder))[0]
    assert (first.code, first.line, first.column) == ("DT1103", 2, 7)


def test_every_code_has_a_sample() -> None:
    """No diagnostic without a broken sample that shows it."""
    shown = {item.code for item in SAMPLES} | {"DT1101", "DT1102", "DT1103", "DT1113", "DT1200", "DT1406", "DT1409"}
    of_networks = {"DT1216", "DT1319", "DT1320", "DT1321"}
    assert shown | of_networks == set(diagnostics.CODES)


def test_every_code_is_documented() -> None:
    """docs/diagnostics.md lists each code with its title in both languages, and no other."""
    page = (Path(__file__).parents[2] / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in page.splitlines() if line.startswith("| DT")]
    assert rows == [(code, title.vi, title.en) for code, title in sorted(diagnostics.CODES.items())]
