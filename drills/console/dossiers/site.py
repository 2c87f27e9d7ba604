"""A place and a line: what they carry, who is there, what is known."""

from __future__ import annotations

from collections import Counter

from drills.console import signs
from drills.console.dossiers.page import Page, Sheet, asset_state
from drills.console.frame import Frame
from drills.console.places import state_of_site


def site_dossier(frame: Frame, name: str) -> Page:
    """The page of one place."""
    words, atlas = frame.words, frame.atlas
    site = atlas.sites[name]
    sheet = Sheet(frame)
    sign = signs.SITE[state_of_site(frame, name)]
    sheet.add((f"{words.tell('State')}: ", "label"), (f"{sign.glyph} {words.tell(sign.word)}", sign.tone))
    states = Counter(_line_state(frame, link) for link in atlas.links_of(name))
    sheet.fact(words.tell("Lines"), "; ".join(f"{said} ×{count}" if count > 1 else said for said, count in states.items()))
    heard = next((item for item in frame.view.sites if item.id == name), None)
    if heard is not None:
        planes = ", ".join(words.said(f"plane.{plane}", plane) for plane in heard.planes) or words.tell("none")
        sheet.fact(words.tell("Heard at {time}: lines left", time=words.clock(heard.since)), planes)
    for place in frame.view.places:
        if place.site == name and place.level < 1000:
            found = signs.service_sign(place.level)
            since = words.tell("since {time}", time=words.clock(place.since))
            level = f"{found.glyph} {words.value('level', place.level)}, {since}"
            sheet.add((f"{words.name(place.service)}: ", "label"), (level, found.tone))
    used = [f"{words.name(service)} ({words.count(users)})" for service, users in atlas.used_at(name)]
    sheet.fact(words.tell("Services used here (people)"), ", ".join(used[:8]))
    if site.kind == "commune":
        sheet.text(words.tell("The commune's Party committee shares the dedicated line."), "dim")
    known = [asset for asset in atlas.assets_at(name) if asset in frame.assets]
    for asset in known[:8]:
        sheet.add((f"{words.name(asset)}  ", "strong"), asset_state(frame, asset))
    if not known:
        sheet.text(words.tell("Nothing is known of any device here yet."), "dim")
    sheet.fact(words.tell("Devices"), words.count(sum(atlas.assets[asset].count for asset in atlas.assets_at(name))))
    people = words.tell("{count} people", count=words.count(site.population)) if site.population else words.name(site.org)
    return sheet.page((words.name(name), "strong"), (f" · {people}", ""))


def _line_state(frame: Frame, link: str) -> str:
    """A line by its kind, and whether it is known to be cut."""
    words = frame.words
    state = words.tell("cut") if link in frame.view.cut else words.tell("open as far as we know")
    return f"{words.said('link-kind.' + frame.atlas.links[link].kind, link)}: {state}"


def link_dossier(frame: Frame, name: str) -> Page:
    """The page of one line."""
    words, link = frame.words, frame.atlas.links[name]
    sheet = Sheet(frame)
    cut = name in frame.view.cut
    state = (words.tell("cut"), "info") if cut else (words.tell("open as far as we know"), "")
    sheet.add((f"{words.tell('State')}: ", "label"), state)
    sheet.fact(words.tell("Run by"), words.name(link.operator))
    sheet.fact(words.tell("Capacity"), f"{link.capacity_mbps} Mbit/s")
    return sheet.page((words.name(name), "strong"))
