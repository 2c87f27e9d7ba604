"""Weather and batteries → the plan's."""

from __future__ import annotations

from engine import plan
from scenarios.communes import micro
from scenarios.compiling.desk import Desk, Path_
from scenarios.model import weather as authored
from scenarios.model.quantities import spread
from scenarios.selectors import Chooser


class WeatherCompiler:
    """Compiles what falls, and what carries on; `alerts` gathers what is raised."""

    def __init__(self, desk: Desk, chooser: Chooser) -> None:
        self._desk = desk
        self._chooser = chooser
        self.alerts: set[str] = set()

    def weather(self) -> tuple[plan.Weather, ...]:
        """All weather."""
        return tuple(self._weather(name, item) for name, item in self._desk.scenario.weather.items())

    def batteries(self) -> tuple[plan.Battery, ...]:
        """All batteries; a device may stand on one only."""
        found, taken = [], dict[str, str]()
        for name, item in self._desk.scenario.batteries.items():
            path: Path_ = ("batteries", name, "on")
            assets = self._chooser.choose(item.on, path)
            twice = next((asset for asset in assets if asset in taken), "")
            if twice:
                self._desk.fault(
                    "DT1319",
                    path,
                    f"Thiết bị «{twice}» đã có trong nhóm ắc quy «{taken[twice]}».",
                    f"`{twice}` stands on the battery `{taken[twice]}` already.",
                    ("Mỗi thiết bị chỉ thuộc một nhóm.", "One battery for each device."),
                )
            taken.update(dict.fromkeys(assets, name))
            found.append(plan.Battery(name, assets, spread(item.lasts), item.refuel))
        return tuple(found)

    def _weather(self, name: str, item: authored.Weather) -> plan.Weather:
        path: Path_ = ("weather", name)
        self._desk.say(f"weather.{name}", item.name, (*path, "name"))
        falls = tuple(self._fall(fall, (*path, "falls", place)) for place, fall in enumerate(item.falls))
        return plan.Weather(name, item.starts, item.lasts, falls)

    def _fall(self, item: authored.Fall, path: Path_) -> plan.Fall:
        sites = self._sites(item.on, path) if item.what != "line" else ()
        links = self._links(item.on, path) if item.what == "line" else ()
        if not sites and not links:
            self._desk.fault(
                "DT1302",
                (*path, "on"),
                "Không có điểm hoặc đường truyền nào khớp với lựa chọn này.",
                "No site or line fits this choice.",
                (
                    "Với mains, road: site, site_kind. Với line: link, kind.",
                    "For mains and road: site, site_kind. For line: link, kind.",
                ),
            )
        alerts = {name: chance for name, chance in item.seen.items() if self._desk.known("alert", name, (*path, "seen", name), key=True)}
        self.alerts.update(alerts)
        track = item.along
        along = () if track is None else (*map(micro, track.from_), *map(micro, track.to), track.spread)
        if track is not None and track.from_ == track.to:
            self._desk.fault(
                "DT1216", (*path, "along", "to"), "Hai đầu của hướng đi trùng nhau.", "Both ends of the track are one.", None
            )  # fmt: skip
        lasts = None if item.lasts is None else spread(item.lasts)
        seen = tuple(plan.Seen(alert, chance) for alert, chance in alerts.items())
        return plan.Fall(item.what, spread(item.at), item.chance, sites, links, lasts, along, seen)

    def _sites(self, on: authored.Struck, path: Path_) -> tuple[str, ...]:
        sites = self._desk.estate.sites
        ids = self._known("site", on.site, (*path, "on", "site"), {site.id for site in sites})
        kinds = self._known("site", on.site_kind, (*path, "on", "site_kind"), {site.kind for site in sites})
        if ids is None and kinds is None:
            return ()
        return tuple(site.id for site in sites if (ids is None or site.id in ids) and (kinds is None or site.kind in kinds))

    def _links(self, on: authored.Struck, path: Path_) -> tuple[str, ...]:
        links = self._desk.estate.links
        ids = self._known("link", on.link, (*path, "on", "link"), {link.id for link in links})
        kinds = self._known("kind", on.kind, (*path, "on", "kind"), {link.kind for link in links})
        if ids is None and kinds is None:
            return ()
        return tuple(link.id for link in links if (ids is None or link.id in ids) and (kinds is None or link.kind in kinds))

    def _known(self, kind: str, names: list[str] | None, path: Path_, among: set[str]) -> set[str] | None:
        return None if names is None else set(self._desk.all_known(kind, names, path, among))
