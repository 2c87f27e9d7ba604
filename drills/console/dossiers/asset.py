"""A device: what it is, what is known, what is not, and which services lean on it."""

from __future__ import annotations

from drills.console.dossiers.page import Page, Sheet, asset_state, service_list
from drills.console.frame import OPEN, Frame
from drills.console.spans import one_line
from engine.texts import clean
from engine.views import FindingView

_READS = ("read-memory", "read-disk", "read-logs")
MOST_RECORDS = 14
"""Raw lines of one finding that the inspector shows."""


def asset_dossier(frame: Frame, name: str) -> Page:
    """The page of one device."""
    words, atlas = frame.words, frame.atlas
    asset = atlas.assets[name]
    sheet = Sheet(frame)
    sheet.add((f"{words.tell('State')}: ", "label"), asset_state(frame, name), *_running(frame, name))
    sheet.fact(words.tell("Known"), known(frame, name))
    sheet.fact(words.tell("Not known"), unknown(frame, name), "warn")
    leaning = atlas.leaning("asset", name)
    through = tuple(service for service in atlas.all_leaning("asset", name) if service not in leaning)
    sheet.fact(words.tell("Services that lean on it"), service_list(frame, leaning) or words.tell("none in the plan of the network"))
    sheet.fact(words.tell("Through those, also"), service_list(frame, through))
    _copies(sheet, name)
    sheet.fact(words.tell("Watched by"), _controls(frame, asset.controls))
    _bodies(sheet, name)
    for finding in reversed([item for item in frame.view.findings if item.asset == name]):
        _finding(sheet, finding)
    system = f" · {system_words(frame, asset.system)}" if asset.system else ""
    count = f" ×{asset.count}" if asset.count > 1 else ""
    kind = words.said(f"kind.{asset.kind}", asset.kind)
    return sheet.page((words.name(name) + count, "strong"), (f" · {kind} · {words.name(atlas.site_of(name))}{system}", ""))


def system_words(frame: Frame, system: str) -> str:
    """An information system and its level."""
    level = frame.atlas.systems[system].level if system in frame.atlas.systems else 0
    return frame.words.tell("{system}, level {level}", system=frame.words.name(system), level=level)


def _running(frame: Frame, name: str) -> tuple[tuple[str, str], ...]:
    going = [task for task in frame.tasks_on(name) if task.state in OPEN]
    if not going:
        return ()
    said = ", ".join(frame.words.value("action", task.action) for task in going)
    return ((f"   {frame.words.tell('Under way')}: ", "label"), (said, "info"))


def known(frame: Frame, name: str) -> str:
    """What the team knows of a device, in the order in which it learnt it."""
    words = frame.words
    facts = [
        (alert.at, one_line(words.say(f"alert.{alert.kind}")).rstrip("."))
        for alert in frame.view.alerts
        if alert.asset == name and alert.verdict not in ("false", "likely-false")
    ]
    facts += [
        (finding.at, one_line(words.say(f"artefact.{finding.artefact}")).rstrip("."))
        for finding in frame.view.findings
        if finding.asset == name and finding.artefact
    ]
    facts += [
        (item.swept_at, words.tell("carries {value}", value=one_line(clean(item.value))))
        for item in frame.view.indicators
        if name in item.hits
    ]
    seen: dict[str, int] = {}
    for at, text in sorted(facts):
        seen.setdefault(text, at)
    return "; ".join(f"{text} ({words.clock(at)[:5]})" for text, at in list(seen.items())[-5:])


def unknown(frame: Frame, name: str) -> str:
    """What the team has not looked at yet on a device that matters."""
    tell = frame.words.tell
    state = frame.assets[name].state if name in frame.assets else ""
    alerted = any(alert.asset == name for alert in frame.view.alerts)
    if not state and not alerted:
        return ""
    done = {task.action for task in frame.tasks_on(name) if task.state in ("done", "nothing")}
    verbs = {effect.verb for action in done if action in frame.atlas.actions for effect in frame.atlas.actions[action].effects}
    gaps = []
    if "read-memory" not in verbs and "reimage" not in verbs:
        gaps.append(tell("what runs in memory"))
    if not verbs & {"read-disk", "read-logs"}:
        gaps.append(tell("how they came in"))
    if not any(item.swept_at >= 0 for item in frame.view.indicators if item.source == name or name in item.hits):
        gaps.append(tell("how far it has spread"))
    copies = frame.atlas.copies_of(name)
    if copies and not any(item.asset == name for item in frame.view.backups):
        gaps.append(tell("whether a stored copy is still good"))
    return ", ".join(gaps)


def _copies(sheet: Sheet, name: str) -> None:
    frame, words = sheet.frame, sheet.frame.words
    checked = {item.id: item.verdict for item in frame.view.backups}
    parts = []
    for copy in frame.atlas.copies_of(name)[:4]:
        backup = frame.atlas.backups[copy]
        verdict = words.said(f"verdict.{checked[copy]}", checked[copy]) if copy in checked else words.tell("not checked")
        offline = f", {words.tell('offline')}" if backup.offline else ""
        parts.append(f"{words.length(backup.age_ms + max(0, frame.now))} ({verdict}{offline})")
    sheet.fact(words.tell("Stored copies"), "; ".join(parts))


def _controls(frame: Frame, controls: tuple[str, ...]) -> str:
    tell = frame.words.tell
    known_controls = {
        "edr": "EDR",
        "logs": tell("logs sent to the log server"),
        "mail-gateway": tell("mail gateway"),
        "mfa": tell("second factor"),
        "backup": tell("backup"),
        "netmon": tell("network monitoring"),
    }
    return ", ".join(known_controls.get(control, control) for control in controls) or tell("nothing: what happens there is not seen")


def _bodies(sheet: Sheet, name: str) -> None:
    frame, words = sheet.frame, sheet.frame.words
    asset = frame.atlas.assets[name]
    facts = []
    system = frame.atlas.systems.get(asset.system)
    if system is not None:
        owner, operator, special = (words.name(body) for body in (system.owner, system.operator, system.specialised))
        facts.append(
            words.tell("owner {owner}; operator {operator}; specialised body {special}", owner=owner, operator=operator, special=special)
        )
    if asset.people:
        facts.append(words.tell("personal data of {count} people", count=words.count(asset.people)))
    sheet.fact(words.tell("Whose"), "; ".join(facts))


def _finding(sheet: Sheet, finding: FindingView) -> None:
    words = sheet.frame.words
    sheet.gap()
    looked = f"observation.{finding.observation}.else" if finding.observation else ""
    said = words.said(f"artefact.{finding.artefact}") if finding.artefact else words.said(looked, words.tell("only everyday records"))
    sheet.add((words.clock(finding.at), "dim"), " ", (one_line(said), "strong" if finding.artefact else "dim"))
    for record in finding.records[:MOST_RECORDS]:
        sheet.raw(words.record(record))
    if finding.indicators:
        sheet.fact(words.tell("Indicators in it"), ", ".join(value for _, value in finding.indicators), "accent")
