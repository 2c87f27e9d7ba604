"""Log lines and formats of a scenario → the plan's: which fields a record has, what it says of its program, whose log it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ntpath import basename

from engine import plan
from engine.native import MADE
from engine.texts import placeholders
from scenarios.compiling.desk import Desk, Path_
from scenarios.compiling.placeholders import STANDARD_FIELDS
from scenarios.model import telemetry as authored

SYSTEM_USER = re.compile(r"^NT AUTHORITY\\SYSTEM$", re.IGNORECASE)
LONGEST_CHAIN = 8
"""A format may be like another, which is like another ..."""


class RecordCompiler:
    """Makes records; remembers the formats and indicators that they use."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._formats: dict[str, authored.LogFormat] = {}
        self.indicators: dict[str, None] = {}

    def formats(self) -> tuple[plan.LogFormat, ...]:
        """The formats of the records made so far."""
        return tuple(_plain(name, self._formats[name]) for name in sorted(self._formats))

    def of_artefact(self, item: authored.Artefact, path: Path_) -> tuple[plan.LogRecord, ...]:
        """Its own lines and those of the catalogue's traces that it includes."""
        at_source = item.where == "source"
        own = [self.record(line, (*path, "lines", place), at_source=at_source) for place, line in enumerate(item.lines)]
        self._desk.all_known("indicator", list(item.as_.values()), (*path, "as"))
        for name in self._desk.all_known("artefact", item.includes, (*path, "includes")):
            for place, line in enumerate(self._desk.scenario.artefacts[name].lines):
                given = {field: _renamed(template, item.as_) for field, template in line.with_.items()}
                included = line.model_copy(update={"technique": line.technique or technique_of(name), "with_": given})
                own.append(self.record(included, ("artefacts", name, "lines", place), at_source=at_source))
        return tuple(own)

    def record(self, line: authored.Line, path: Path_, *, at_source: bool = False) -> plan.LogRecord:
        """A record: every field of its format, given, fixed or standard; a field that the format does not know is a fault."""
        if not self._desk.known("log", line.log, (*path, "log")):
            return plan.LogRecord(line.log, ())
        form = self._format(line.log)
        given = dict(line.with_)
        self._check(line.log, form, given, path)
        shown = placeholders(form.line)
        if at_source and form.product in ("windows", "linux"):
            there = {"host": "{source}", "address": "{source_address}"}
            given = {name: value for name, value in there.items() if name in shown or name in form.names} | given
        whole = self._with_program(form, given)
        fixed = {name: str(value) for name, value in form.fixed.items() if name != "time"}  # a reader's time is the drill's own
        fields = {name: whole.get(name, fixed.get(name, f"{{{name}}}")) for name in sorted({*shown, *whole})}
        return plan.LogRecord(line.log, tuple(fields.items()), line.technique or "")

    def _check(self, name: str, form: authored.LogFormat, given: Mapping[str, str], path: Path_) -> None:
        shown = placeholders(form.line)
        may = {*shown, *form.fixed, *form.also, *form.names}
        for field in given:
            if field not in may:
                self._desk.fault(
                    "DT1307",
                    (*path, "with", field),
                    f"Định dạng «{name}» không có trường «{field}».",
                    f"The format `{name}` has no field `{field}`.",
                    (f"Các trường: {', '.join(sorted(may))}.", f"Its fields: {', '.join(sorted(may))}."),
                    key=True,
                )
        read = {field for field, value in form.fixed.items() if not placeholders(str(value)) & MADE.keys()}  # a reader has no maker
        missing = sorted(shown - given.keys() - read - set(STANDARD_FIELDS))
        if missing:
            self._desk.fault(
                "DT1307",
                path,
                f"Dòng nhật ký «{name}» thiếu trường {', '.join(missing)}.",
                f"The log line `{name}` lacks the fields {', '.join(missing)}.",
                ("Thêm vào «with».", "Add them to `with`."),
            )
        for field, template in given.items():
            self._template(template, (*path, "with", field))

    def _with_program(self, form: authored.LogFormat, given: dict[str, str]) -> dict[str, str]:
        """What the program's version resource says, and the rights that the system's own processes have."""
        if not form.program:
            return given
        told: dict[str, str] = {}
        program = self._desk.scenario.programs.get(basename(given.get(form.program, "")).lower())
        if program is not None:
            told = {
                "OriginalFileName": program.original,
                "Description": program.description,
                "Product": program.product,
                "Company": program.company,
                "FileVersion": program.version,
            }
        if "IntegrityLevel" in form.fixed and SYSTEM_USER.match(given.get("User", "")):
            told["IntegrityLevel"] = "System"
        return told | given

    def _format(self, name: str) -> authored.LogFormat:
        """The format of that name with all that it has from others, its line among the texts, made once."""
        if name not in self._formats:
            form = self._whole(name)
            self._formats[name] = form
            self._desk.texts[f"log.{name}"] = plan.Text(form.line, form.line)
            shown = placeholders(form.line)
            for field, value in form.fixed.items():
                for unknown in sorted(placeholders(str(value)) - {*STANDARD_FIELDS, *shown, *MADE}):
                    self._desk.fault(
                        "DT1308",
                        ("logs", name, "fixed", field),
                        f"Không ai điền «{{{unknown}}}» trong định dạng «{name}».",
                        f"Nobody fills `{{{unknown}}}` in the format `{name}`.",
                        (f"Dùng {', '.join(sorted(MADE))}.", f"Use {', '.join(sorted(MADE))}."),
                    )
        return self._formats[name]

    def _whole(self, name: str) -> authored.LogFormat:
        form = self._desk.scenario.logs[name]
        for _ in range(LONGEST_CHAIN):
            if form.like is None or not self._desk.known("log", form.like, ("logs", name, "like")):
                return form
            form = _over(self._desk.scenario.logs[form.like], form)
        return form

    def _template(self, template: str, path: Path_) -> None:
        for name in sorted(placeholders(template)):
            if name in self._desk.scenario.indicators:
                self.indicators[name] = None
            elif name not in STANDARD_FIELDS:
                self._desk.fault(
                    "DT1308",
                    path,
                    f"Không ai điền «{{{name}}}» trong dòng nhật ký.",
                    f"Nobody fills `{{{name}}}` in a log line.",
                    (f"Dùng {', '.join(STANDARD_FIELDS)} hoặc mã dấu hiệu.", f"Use {', '.join(STANDARD_FIELDS)} or an indicator's id."),
                )


def technique_of(trace: str) -> str:
    """ATT&CK id that a catalogue trace is named after (`t1003-001-lsass-read`); '' for other names."""
    found = re.match(r"^t(\d{4})(?:-(\d{3}))?-", trace)
    return "" if found is None else f"T{found[1]}" + (f".{found[2]}" if found[2] else "")


def _renamed(template: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        template = template.replace(f"{{{old}}}", f"{{{new}}}")
    return template


def _over(base: authored.LogFormat, form: authored.LogFormat) -> authored.LogFormat:
    return form.model_copy(
        update={
            "like": base.like,
            "product": form.product or base.product,
            "category": form.category or base.category,
            "service": form.service or base.service,
            "fixed": base.fixed | form.fixed,
            "names": base.names | form.names,
            "time": form.time or base.time,
            "program": form.program or base.program,
            "also": [*base.also, *form.also],
        }
    )


def _plain(name: str, form: authored.LogFormat) -> plan.LogFormat:
    fixed = tuple((field, str(value)) for field, value in form.fixed.items())
    names = tuple((ours, theirs or "") for ours, theirs in form.names.items())
    return plan.LogFormat(name, form.product, form.category, form.service, fixed, names, form.time or "time")
