"""An alert in plain words: what, why it is suspicious, what else it may be, what to look at, and its raw line."""

from __future__ import annotations

from drills.console import signs
from drills.console.dossiers.page import Page, Sheet, asset_state, service_list
from drills.console.frame import Frame
from drills.console.listings import severity


def alert_dossier(frame: Frame, name: str) -> Page:
    """The page of one alert."""
    alike = frame.alike(name)
    alert = alike[-1]
    words = frame.words
    sheet = Sheet(frame)
    sheet.text(words.say(f"alert.{alert.kind}"), "strong")
    verdict = signs.VERDICT[alert.verdict]
    said = words.said(f"verdict.{alert.verdict}", words.tell(verdict.word))
    checking = not alert.verdict and any(task.target in {item.id for item in alike} for task in frame.open_tasks)
    shown = (words.tell("being checked"), "info") if checking else (f"{verdict.glyph} {said}", verdict.tone)
    sheet.add((f"{words.tell('Checked')}: ", "label"), shown, (f"   {words.tell('Device')}: ", "label"), asset_state(frame, alert.asset))
    if len(alike) > 1:
        said_times = words.tell("{count} times since {first}", count=len(alike), first=words.clock(alike[0].at))
        sheet.fact(words.tell("Raised"), f"{said_times}, {words.tell('last at {time}', time=words.clock(alert.at))}")
    sheet.fact(words.tell("Why it is suspicious"), words.said(f"alert.{alert.kind}.why"))
    sheet.fact(words.tell("What else it may be"), words.said(f"alert.{alert.kind}.else"))
    sheet.fact(words.tell("Look at next"), words.said(f"alert.{alert.kind}.next"))
    sheet.raw(words.record(alert.record))
    if alert.indicators:
        carried = ", ".join(value for _, value in alert.indicators)
        sheet.fact(words.tell("Indicators in it"), carried, "accent")
    if alert.asset in frame.atlas.assets:
        leaning = frame.atlas.leaning("asset", alert.asset)
        sheet.fact(words.tell("Services that lean on it"), service_list(frame, leaning))
    others = [a for a in frame.view.alerts if a.asset == alert.asset and a.kind != alert.kind]
    if others:
        sheet.fact(words.tell("Other alerts on this device"), ", ".join(words.clock(a.at) for a in others[-6:]))
    place = words.name(frame.atlas.site_of(alert.asset)) if alert.asset in frame.atlas.assets else ""
    return sheet.page(
        (words.name(alert.asset), "strong"), (f" · {place} · {words.clock(alert.at)} · ", ""), severity(frame, alert.severity)
    )
