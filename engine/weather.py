"""Weather: mains, lines and roads that fail and come back, batteries that run down, and the crews that go out.

What falls where, when and for how long is drawn for each site and line as the weather begins, whatever happens in the
drill. A place is told of as one: its devices go dark together, and no event is made for each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.plan import Battery, Effect, Fall, Site, Weather
from engine.telemetry import Telemetry
from engine.world import World

if TYPE_CHECKING:
    from engine.conditions import Conditions
    from engine.response import Outcome, Response, Task

MAINS, LINE, ROAD = "mains", "line", "road"


class Climate:
    """All weather of a run, and what hangs on it."""

    def __init__(self, world: World, conditions: Conditions, telemetry: Telemetry, response: Response) -> None:
        self._world = world
        self._conditions = conditions
        self._telemetry = telemetry
        self._response = response
        self._falls: dict[tuple[str, str], set[str]] = {}
        """(what, site or line) → causes for which it is out."""
        self._batteries: dict[tuple[str, str], int] = {}
        """(site, battery) → when it will be empty; a later refuelling moves that."""
        self._dark: set[tuple[str, str]] = set()
        """(site, battery or '') whose devices are without power."""
        self._crews: dict[str, list[str]] = {}
        """team → sites where its crews stand, the last one sent at the end."""
        self.verbs: dict[str, Callable[[Task, Effect], Outcome]] = {
            "repair-line": self._repair,
            "refuel": self._refuel,
            "move-crew": self._move_crew,
        }
        for weather in world.index.plan.weather:
            world.clock.later(weather.starts_ms - world.clock.now, self._begin, weather)

    # --- what the sky does

    def _begin(self, weather: Weather) -> None:
        self._turn(weather, "begun")
        self._world.clock.later(weather.lasts_ms, self._turn, weather, "over")
        for number, fall in enumerate(weather.falls):
            for thing in fall.sites or fall.links:
                self._draw(weather, f"{weather.id}:{number}", fall, thing)

    def _turn(self, weather: Weather, state: str) -> None:
        self._world.emit("weather", (), {"weather": weather.id, "state": state})
        self._conditions.latch(f"weather:{weather.id}:{state}")

    def _draw(self, weather: Weather, cause: str, fall: Fall, thing: str) -> None:
        """Draw what becomes of one site or line; all three values, whether it is struck or not."""
        draws, clock = self._world.draws, self._world.clock
        struck = draws.chance(f"falls:{cause}", thing, fall.chance)
        at = draws.sample(f"fall-at:{cause}", thing, fall.at) + along(fall.along, self._place(fall, thing))
        lasts = 0 if fall.lasts is None else draws.sample(f"fall-lasts:{cause}", thing, fall.lasts)
        if not struck:
            return
        clock.later(at, self._strike, cause, fall, thing)
        if fall.lasts is not None:
            clock.later(at + lasts, self._pass, cause, fall, thing)

    def _place(self, fall: Fall, thing: str) -> Site:
        index = self._world.index
        return index.sites[thing if fall.sites else index.ends[thing][0]]

    def _strike(self, cause: str, fall: Fall, thing: str) -> None:
        causes = self._falls.setdefault((fall.what, thing), set())
        causes.add(cause)
        if len(causes) == 1:
            {MAINS: self._mains_fail, LINE: self._line_breaks, ROAD: self._road_closes}[fall.what](thing)
        watched = self._world.index.first_at.get(self._place(fall, thing).id)
        if watched:
            self._telemetry.notice(f"weather:{cause}", fall.seen, watched, "", "")

    def _pass(self, cause: str, fall: Fall, thing: str) -> None:
        """It comes back by itself: the power company, the operator's routine, the road service."""
        causes = self._falls.get((fall.what, thing), set())
        if cause in causes:
            causes.discard(cause)
            if not causes:
                {MAINS: self._mains_return, LINE: self._line_returns, ROAD: self._road_opens}[fall.what](thing)

    def is_out(self, what: str, thing: str) -> bool:
        """Whether the mains of a site, a line, or the road to a site is out."""
        return bool(self._falls.get((what, thing)))

    # --- mains and batteries

    def _mains_fail(self, site: str) -> None:
        index = self._world.index
        self._world.emit("mains-lost", self._there(site), {"site": site})
        self._darken(site, "")
        for battery in index.batteries_at.get(site, ()):
            lasts = self._world.draws.sample(f"battery:{battery.id}", site, battery.lasts)
            low, high = index.battery_ranges[battery.id]
            data = {"site": site, "battery": battery.id, "low": low, "high": high}
            self._world.emit("battery-started", self._of(site, battery.id), data)
            self._run_down(site, battery, lasts)

    def _run_down(self, site: str, battery: Battery, lasts: int) -> None:
        empty = self._world.clock.now + lasts
        self._batteries[site, battery.id] = empty
        self._world.clock.later(lasts, self._empty, site, battery.id, empty)

    def _empty(self, site: str, battery: str, due: int) -> None:
        if self._batteries.get((site, battery)) == due:  # not refuelled, and the mains not back
            self._darken(site, battery)

    def _mains_return(self, site: str) -> None:
        self._world.emit("mains-back", self._there(site), {"site": site})
        for battery in ("", *(item.id for item in self._world.index.batteries_at.get(site, ()))):
            self._batteries.pop((site, battery), None)
            self._light(site, battery)

    def _darken(self, site: str, battery: str) -> None:
        numbers = self._world.index.powered.get((site, battery), ())
        if numbers and (site, battery) not in self._dark:
            self._dark.add((site, battery))
            self._world.emit("power-lost", self._of(site, battery), {"site": site, "battery": battery})
            self._world.cut_power(site, numbers, True)

    def _light(self, site: str, battery: str) -> None:
        if (site, battery) in self._dark:
            self._dark.discard((site, battery))
            self._world.emit("power-back", self._of(site, battery), {"site": site, "battery": battery})
            self._world.cut_power(site, self._world.index.powered[site, battery], False)

    def _there(self, site: str) -> tuple[str, ...]:
        """The team that sits at a site."""
        team = self._world.index.operator_of(site)
        return (team,) if team else ()

    def _of(self, site: str, battery: str) -> tuple[str, ...]:
        """The team that sits there, and the one that runs the devices on the battery."""
        index = self._world.index
        devices = index.powered.get((site, battery), ()) if battery else ()
        runs = [index.operator_of(index.assets[devices[0]].id)] if devices else []
        return tuple(dict.fromkeys(team for team in (*self._there(site), *runs) if team))

    # --- lines and roads

    def _line_breaks(self, link: str) -> None:
        self._world.break_link(link, True)
        self._tell_line("line-down", link)

    def _line_returns(self, link: str) -> None:
        self._world.break_link(link, False)
        self._tell_line("line-up", link)

    def _tell_line(self, kind: str, link: str) -> None:
        team = self._world.index.operator_of(link)
        self._world.emit(kind, (team,) if team else (), {"link": link, "site": self._world.index.ends[link][0]})

    def _road_closes(self, site: str) -> None:
        self._world.emit("road-blocked", self._there(site), {"site": site})

    def _road_opens(self, site: str) -> None:
        self._world.emit("road-open", self._there(site), {"site": site})

    # --- crews

    def _gets_to(self, task: Task, site: str) -> bool:
        """Whether a team's crew comes to a site: by road, or because it stands there already."""
        return not self.is_out(ROAD, site) or site in self._crews.get(task.doer, ())

    def _turned_back(self, task: Task, site: str) -> Outcome:
        """The crew found the road closed: that much its team knows now."""
        self._world.emit("road-blocked", task.to, {"site": site})
        return "failed", {"reason": "road"}

    def _repair(self, task: Task, effect: Effect) -> Outcome:
        link = task.target
        causes = self._falls.get((LINE, link))
        if not causes:
            return "nothing", {"reason": "already-so"}
        closed = [site for site in self._world.index.ends[link] if not self._gets_to(task, site)]
        if closed:
            return self._turned_back(task, closed[0])
        causes.clear()
        self._line_returns(link)
        return "done", {}

    def _refuel(self, task: Task, effect: Effect) -> Outcome:
        site = task.target
        if not self._gets_to(task, site):
            return self._turned_back(task, site)
        batteries = [item for item in self._world.index.batteries_at.get(site, ()) if item.refuel_ms]
        if not batteries or not self.is_out(MAINS, site):
            return "nothing", {"reason": "already-so"}
        now = self._world.clock.now
        for battery in batteries:
            left = max(0, self._batteries.get((site, battery.id), now) - now)
            self._light(site, battery.id)
            self._run_down(site, battery, left + battery.refuel_ms)
        return "done", {}

    def _move_crew(self, task: Task, effect: Effect) -> Outcome:
        """A crew goes and stays: it is there when the road closes behind it. A team has as many as it has people for."""
        site, crews = task.target, self._crews.setdefault(task.doer, [])
        if site in crews:
            return "nothing", {"reason": "already-so"}
        if not self._gets_to(task, site):
            return self._turned_back(task, site)
        crews.append(site)
        role, number = task.action.staff[0]
        while len(crews) > max(1, self._response.staff[task.doer].total.get(role, 0) // number):
            crews.pop(0)
        return "done", {}


def along(track: tuple[int, ...], site: Site) -> int:
    """How much later the weather comes to a place (ms): its share of the way from the track's beginning to its end.

    `track`: latitude and longitude of both ends in micro-degrees, and how long the weather takes from one to the other.
    """
    if not track:
        return 0
    lat, lon, to_lat, to_lon, spread_ms = track
    north, east = to_lat - lat, to_lon - lon
    length = north * north + east * east
    gone = (site.lat_e6 - lat) * north + (site.lon_e6 - lon) * east
    return spread_ms * min(max(gone, 0), length) // length
