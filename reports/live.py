"""The live pages of an exercise: what leadership follows while it runs, and what hangs on the wall of the hall.

Both are made of the teams' own pictures and of nothing else, so they hold no truth and no score. Leadership sees what any
team knows; the wall, which every team can read, only what every team knows already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from pathlib import Path
from typing import Literal

from engine.messages import Event
from engine.plan import Plan, Site
from engine.texts import clean
from engine.views import TeamView
from reports.render import BANNER, DRAFT, environment
from reports.words import N_, Words

Kind = Literal["leadership", "wall"]
SECTIONS = ("state", "services", "map", "timeline")
"""Parts of a page that are brought up to date by themselves."""
LINES = 14
"""Lines of the timeline on a page."""
PUBLIC = ("report-sent", "declared", "place-noticed", "service-noticed")
"""Events of a team's log that leadership is shown: what it heard of services, and what it put on paper."""
WIDTH, HEIGHT = 360, 300
GONE, WEAK = 1, 995
"""Level (per-mille) below which people have nothing of a service, and below which it is not what it should be."""

_PHASES = {
    "paused": N_("The clock stands"),
    "running": N_("The drill runs"),
    "frozen": N_("The drill is frozen"),
    "over": N_("The drill is over"),
    "closed": N_("The drill is over"),
}
_FROZEN_BY = {"real-incident": N_("REAL INCIDENT: stop, follow exercise control")}


@dataclass(frozen=True, slots=True)
class Standing:
    """How one drill stands, as its seats may know it."""

    id: str
    group: str
    plan: Plan
    now: int
    phase: str
    why: str
    speed: int
    views: Mapping[str, TeamView]
    """By team."""
    bots: frozenset[str] = frozenset()
    """Teams where nobody sits."""


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service: `mark` is ok, weak or gone, said in `word`."""

    name: str
    mark: str
    word: str
    since: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A commune on the map."""

    x: float
    y: float
    mark: str
    name: str


@dataclass(frozen=True, slots=True)
class TimeLine:
    """One line of what happened."""

    clock: str
    team: str
    text: str


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that is due."""

    clock: str
    form: str
    team: str
    left: str


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team: who plays it and what it has open."""

    name: str
    played: str
    running: int
    owed: int


@dataclass(frozen=True, slots=True)
class LiveDrill:
    """One drill on a page."""

    id: str
    group: str
    clock: str
    date: str
    phase: str
    alarm: str
    speed: str
    level: str
    services: tuple[ServiceLine, ...]
    dots: tuple[Dot, ...]
    hit: str
    timeline: tuple[TimeLine, ...]
    owed: tuple[Owed, ...]
    teams: tuple[TeamLine, ...]


def situation(standing: Standing, kind: Kind, words: Words) -> LiveDrill:
    """What the page says of one drill."""
    views = list(standing.views.values())
    levels = _levels(views, kind)
    places = _places(views, kind)
    level = _declared(views, kind)
    return LiveDrill(
        id=standing.id,
        group=clean(standing.group),
        clock=words.clock(standing.now),
        date=words.long_date(standing.now),
        phase=words.text(_PHASES.get(standing.phase, _PHASES["paused"])),
        alarm=words.text(_FROZEN_BY[standing.why]) if standing.why in _FROZEN_BY else "",
        speed=words.text("{n} times real time", n=words.number(standing.speed)) if standing.speed > 1 else "",
        level=words.authored(f"level.{level}") if level else words.text("not declared"),
        services=tuple(_service(name, level_, since, words) for name, (level_, since) in sorted(levels.items(), key=lambda item: item[1])),
        dots=_dots(standing.plan, places, words),
        hit=_hit(places, words),
        timeline=_timeline(standing.views, words) if kind == "leadership" else (),
        owed=_owed(standing, words) if kind == "leadership" else (),
        teams=tuple(_team(standing, team, words) for team in standing.views),
    )


def _declared(views: Sequence[TeamView], kind: Kind) -> str:
    """The severity last declared; on the wall only where every team knows it."""
    said = {view.declared for view in views}
    if kind == "wall":
        return said.pop() if len(said) == 1 else ""
    latest = max(
        ((event.at, str(event.data.get("level", ""))) for view in views for event in view.feed if event.kind == "declared"), default=None
    )
    return latest[1] if latest else ""


def _levels(views: Sequence[TeamView], kind: Kind) -> dict[str, tuple[int, int]]:
    """Service → (level, since) as it was last heard of by any team, or, for the wall, by all of them."""
    found: dict[str, tuple[int, int]] = {}
    heard: dict[str, int] = {}
    for view in views:
        for item in view.services:
            heard[item.id] = heard.get(item.id, 0) + 1
            if item.id not in found or item.since > found[item.id][1]:
                found[item.id] = (item.level, item.since)
    return {name: value for name, value in found.items() if kind == "leadership" or heard[name] == len(views)}


def _places(views: Sequence[TeamView], kind: Kind) -> dict[str, int]:
    """Site → the worst level of a service there that teams have heard of."""
    found: dict[str, int] = {}
    for view in views if kind == "leadership" else ():
        for place in view.places:
            found[place.site] = min(found.get(place.site, 1000), place.level)
        for site in view.sites:
            if not site.planes:
                found[site.id] = 0
    return found


def _service(name: str, level: int, since: int, words: Words) -> ServiceLine:
    if level < GONE:
        return ServiceLine(words.name(name), "gone", words.authored("level.down"), words.clock(since))
    if level < WEAK:
        said = words.text("works at {share}", share=words.percent(level))
        return ServiceLine(words.name(name), "weak", said, words.clock(since))
    return ServiceLine(words.name(name), "ok", words.authored("level.normal"), words.clock(since))


def _mark(level: int) -> str:
    return "gone" if level < GONE else "weak" if level < WEAK else "ok"


def _dots(plan: Plan, places: Mapping[str, int], words: Words) -> tuple[Dot, ...]:
    communes = [site for site in plan.estate.sites if site.kind == "commune" and site.lat_e6]
    spots = _spots(tuple(communes))
    return tuple(Dot(x, y, _mark(places.get(site.id, 1000)), words.name(site.id)) for site, (x, y) in zip(communes, spots, strict=True))


@cache
def _spots(sites: tuple[Site, ...]) -> tuple[tuple[float, float], ...]:
    """Where communes lie on a map of `WIDTH` by `HEIGHT`: equal distances east and north."""
    if not sites:
        return ()
    flat = cos(radians(sum(site.lat_e6 for site in sites) / len(sites) / 1e6))
    xs = [site.lon_e6 * flat for site in sites]
    ys = [-float(site.lat_e6) for site in sites]
    spread = max((max(xs) - min(xs)) / (WIDTH - 20), (max(ys) - min(ys)) / (HEIGHT - 20)) or 1.0
    left = (WIDTH - (max(xs) - min(xs)) / spread) / 2
    return tuple((round(left + (x - min(xs)) / spread, 1), round(10 + (y - min(ys)) / spread, 1)) for x, y in zip(xs, ys, strict=True))


def _hit(places: Mapping[str, int], words: Words) -> str:
    gone = sum(level < GONE for level in places.values())
    weak = sum(GONE <= level < WEAK for level in places.values())
    if not gone + weak:
        return words.text("Nowhere has anybody heard of trouble.")
    return words.text("Without service: {gone}; with part of it: {weak}.", gone=words.number(gone), weak=words.number(weak))


def _timeline(views: Mapping[str, TeamView], words: Words) -> tuple[TimeLine, ...]:
    found = [(event.at, team, event) for team, view in views.items() for event in view.feed if event.kind in PUBLIC]
    told: dict[tuple[int, str], TimeLine] = {}
    for at, team, event in sorted(found, key=lambda item: item[:2]):
        text = _said(event, words)
        told.setdefault((at // 60_000, text), TimeLine(words.clock(at), words.name(team), text))
    return tuple(list(told.values())[-LINES:][::-1])


def _said(event: Event, words: Words) -> str:
    return words.speaker.say(f"event.{event.kind}", event.data)


def _owed(standing: Standing, words: Words) -> tuple[Owed, ...]:
    open_ = [(duty.due, duty.form, team) for team, view in standing.views.items() for duty in view.duties if duty.state == "open"]
    return tuple(
        Owed(words.clock(due), words.authored(f"form.{form}"), words.name(team), words.length(max(0, due - standing.now)))
        for due, form, team in sorted(open_)
    )


def _team(standing: Standing, team: str, words: Words) -> TeamLine:
    view = standing.views[team]
    running = sum(task.state in ("queued", "running", "awaiting") for task in view.tasks)
    owed = sum(duty.state == "open" for duty in view.duties)
    played = words.text("played by the machine") if team in standing.bots else words.text("played by people")
    return TeamLine(words.name(team), played, running, owed)


# --- pages


def page(drills: Iterable[Standing], kind: Kind, lang: str = "vi") -> str:
    """The whole page, which works without a script and is brought up to date where there is one."""
    standings = list(drills)
    words = Words(standings[0].plan, lang)
    shown = [situation(standing, kind, words) for standing in standings]
    return _template("live.html.j2", words, shown, kind, section="")


def fragments(drills: Iterable[Standing], kind: Kind, lang: str = "vi") -> dict[str, str]:
    """Section id → its markup now: what a page that is open exchanges."""
    found = {}
    for standing in drills:
        words = Words(standing.plan, lang)
        shown = situation(standing, kind, words)
        for section in SECTIONS:
            found[f"{section}-{standing.id}"] = _template("live_sections.html.j2", words, [shown], kind, section=section)
    return found


def door(plan: Plan, problem: str, lang: str = "vi") -> str:
    """The page that asks for a code; `problem` says why the last one was not taken."""
    words = Words(plan, lang)
    return environment(markup=True).get_template("door.html.j2").render(
        t=words.text, words=words, banner=BANNER, title=words.authored("scenario.title"), problem=problem
    )  # fmt: skip


def _template(name: str, words: Words, drills: Sequence[LiveDrill], kind: Kind, *, section: str) -> str:
    return environment(markup=True).get_template(name).render(
        drills=drills, kind=kind, section=section, t=words.text, plural=words.plural, words=words,
        banner=BANNER, draft=words.text(DRAFT), width=WIDTH, height=HEIGHT, sections=SECTIONS,
        title=words.authored("scenario.title"),
    )  # fmt: skip


def asset(name: str) -> tuple[str, bytes]:
    """Media type and bytes of what a page needs beside itself.

    Raises:
        KeyError: there is no such thing.
    """
    media = {"live.css": "text/css", "live.js": "text/javascript"}[name]
    return media, (Path(__file__).parent / "templates" / name).read_bytes()
