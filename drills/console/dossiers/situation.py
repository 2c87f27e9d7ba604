"""The page for when nothing is selected: where the drill begins, and how to begin."""

from __future__ import annotations

from drills.console.dossiers.page import Page, Sheet
from drills.console.frame import Frame


def situation(frame: Frame) -> Page:
    """The situation before the drill, and what the first keys do."""
    words = frame.words
    sheet = Sheet(frame)
    for part in words.said("scenario.situation").splitlines():
        sheet.text(part.strip())
    sheet.gap()
    tell = words.tell
    if frame.view.alerts:
        sheet.add((tell("Press Enter or ↓ to look at the first alert."), "accent"))
    elif frame.is_guest:
        sheet.add((tell("No alert has come yet. That is normal: read, and look at the map."), "dim"))
    else:
        sheet.add((tell("No alert has come yet. That is normal: read, look at the map, press space to hold the clock."), "dim"))
    sheet.add((tell("Whatever you select in a list is explained here, with the actions that it allows."), "dim"))
    return sheet.page((tell("Situation"), "strong"))
