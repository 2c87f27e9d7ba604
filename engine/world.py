"""The state of the simulated world, and the few verbs that change it.

Everything that happens goes through `World.emit`; parts that act on the world (adversary, response, coordination) hold a
reference to it and to nothing of each other's insides.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.clock import Clock
from engine.draws import Draws
from engine.index import Index
from engine.knowledge import Knowledge
from engine.messages import Data, Event
from engine.network import Network
from engine.plan import Artefact, Backup
from engine.services import ServiceBoard
from engine.tally import Tally
from engine.tampering import Tampering

ISOLATED, OFF, NO_POWER, ENCRYPTED, WIPED = 1, 2, 4, 8, 16
ALL_TRUST = 1000
"""Per-mille: more cannot be lost."""
NOBODY: frozenset[str] = frozenset()
_GRAVEST = ((WIPED, "wiped"), (ENCRYPTED, "encrypted"), (NO_POWER, "no-power"), (OFF, "off"), (ISOLATED, "isolated"))
_STATE_NAMES = tuple(next((name for bit, name in _GRAVEST if flags & bit), "up") for flags in range(2 * WIPED))
"""State by an asset's flags: up, or the gravest of what ails it."""


@dataclass(slots=True)
class Hold:
    """The adversary's grip on an asset."""

    campaign: str
    since: int
    account: str = ""
    """Account it came by: locking it ends the grip unless it persists."""
    persists: bool = False


@dataclass(slots=True)
class Trace:
    """An artefact that was left by `step`: on `asset`, lying on `holder`."""

    artefact: Artefact
    asset: str
    holder: str
    source: str
    account: str
    at: int
    step: str
    seen_by: frozenset[str] = NOBODY
    """Teams that have read it, and so keep it whatever becomes of the machine."""
    swept_by: frozenset[str] = NOBODY
    """Teams that know from a sweep that it is there."""
    sealed: bool = False
    """Imaged: kept whatever becomes of the machine."""
    lost: bool = False
    """No longer to be read there."""

    @property
    def id(self) -> str:
        """Its own name in this run."""
        return f"{self.artefact.id}|{self.asset}|{self.step}"

    @property
    def volatile(self) -> bool:
        """Gone with the power."""
        return self.artefact.where == "memory"


class World:
    """One run's state. Times are ms; assets are numbers of the index."""

    def __init__(self, index: Index, clock: Clock, draws: Draws) -> None:
        self.index = index
        self.clock = clock
        self.draws = draws
        self.events: list[Event] = []
        self.network = Network(index)
        self.services = ServiceBoard(self)
        self.ruined: set[int] = set()
        """Assets that are encrypted or wiped."""
        self.flags = bytearray(len(index.assets))
        self.holds: dict[int, Hold] = {}
        self.live: dict[int, Hold] = {}
        """Holds on assets that are reachable and running: what the adversary can use."""
        self.live_in: dict[int, set[int]] = {}
        """segment → live held assets there."""
        self.live_segments: list[int] = []
        """Segments with a live held asset, in the order of the estate."""
        self.stolen: set[str] = set()
        self.locked: set[str] = set()
        self.blocked: set[str] = set()
        """Indicator ids blocked at the edge."""
        self.tampering = Tampering(self)
        self.broken: set[str] = set()
        """Lines that weather or water broke."""
        self._cut: set[str] = set()
        """Lines cut by hand."""
        self.patched: set[int] = set()
        self.hardened: set[str] = set()
        """Sites where sensors were turned up."""
        self.traces: dict[str, list[Trace]] = {}
        """holder asset → traces lying there."""
        self.copies_lost: set[str] = set()
        self.copies_offline: set[str] = {item.id for item in index.plan.estate.backups if item.offline}
        self.switches: dict[str, dict[str, int]] = {item.id: {} for item in index.plan.switches}
        """switch → place where it is on ('' where it has none) → since when."""
        self.tallies = {item.id: Tally(item.starts_with, item.most, item.late_after_ms) for item in index.plan.piles}
        """pile → how much lies there, up to when it last changed."""
        self.values: dict[str, str] = {}
        self.people_exposed = 0
        self.evidence_lost = 0
        self.trust_lost = 0
        self.briefed = False
        self.knowledge: dict[str, Knowledge] = {team: Knowledge(index, team) for team in index.teams}
        self._listeners: dict[str, list[Callable[[str], None]]] = {}
        self.intruder = ""
        """Campaign that last took a machine."""
        self._first_hold: dict[int, Hold] = {}
        """asset → the first grip there ever was on it."""
        self.asked_facts: set[str] = set()
        """Facts that a condition waits for: no other is told about."""
        self.on_contact: list[Callable[[str, int, str], None]] = []
        """Called as (action, per-mille chance to notice, thing) when a response touches something of the adversary's."""
        self._heard_at: dict[tuple[str, str], int] = {}
        """(service, site) that somebody listens to → what people there have of it."""
        self.floods: dict[str, tuple[int, tuple[str, ...]]] = {}
        """Flooded service → when the last wave ends, indicators whose blocking ends it at once."""

    # --- telling

    def emit(self, kind: str, to: tuple[str, ...], data: Data) -> None:
        """Record that something happened, and let the teams named learn it."""
        event = Event(self.clock.now, kind, to, data)
        self.events.append(event)
        if not to:
            return
        if len(to) == 1:
            fresh = self.knowledge[to[0]].learn(event)
        else:  # all hear it before anything follows from it
            fresh = list(dict.fromkeys([fact for team in to for fact in self.knowledge[team].learn(event)]))
        for fact in fresh:
            if fact in self.asked_facts:
                self.tell("fact", fact)

    def know(self, to: tuple[str, ...], asset: str, state: str, source: str) -> None:
        """Let teams learn an asset's state, each by itself: those to whom it is nothing new are not told, nor told of."""
        for team in to:
            if self.knowledge[team].is_news(asset, state):
                self.emit("asset-known", (team,), {"asset": asset, "state": state, "source": source})

    def on(self, topic: str, listener: Callable[[str], None]) -> None:
        """Call with what it is about whenever something of that topic happens: fact, hold, ruined, tampered, service, site,
        blocked, locked, switch, pile, lines."""
        self._listeners.setdefault(topic, []).append(listener)

    def tell(self, topic: str, thing: str = "") -> None:
        """Let whatever hangs on this topic look again."""
        for listener in self._listeners.get(topic, ()):
            listener(thing)

    def value(self, indicator: str) -> str:
        """The drill's value of an indicator, chosen once."""
        found = self.values.get(indicator)
        if found is None:
            found = self.draws.lowest(f"indicator:{indicator}", self.index.indicators[indicator].values)
            self.values[indicator] = found
        return found

    # --- assets

    def serves(self, asset: int) -> bool:
        """Whether the asset does its work for others."""
        return not self.flags[asset]

    def usable(self, asset: int) -> bool:
        """Whether an attacker could work on it: on the network and running."""
        return not self.flags[asset] & (ISOLATED | OFF | NO_POWER)

    def state_name(self, asset: int) -> str:
        """up, or the gravest of what ails it."""
        return _STATE_NAMES[self.flags[asset]]

    def set_flag(self, asset: int, bit: int, on: bool) -> bool:
        """Change one bit of an asset's state with all that follows; True where it changed."""
        before = self.flags[asset]
        after = before | bit if on else before & ~bit
        if after == before:
            return False
        self.flags[asset] = after
        (self.ruined.add if after & (ENCRYPTED | WIPED) else self.ruined.discard)(asset)
        machine = self.index.assets[asset]
        name = machine.id
        self.emit("asset-changed", (), {"asset": name, "state": _STATE_NAMES[after]})
        if asset in self.holds:
            self._relive(asset)
        if not before or not after:
            self.services.changed("asset", name)
            self.services.device_moved(asset, bool(after))
        if bit in (OFF, NO_POWER) and on:
            self.lose_traces(name, volatile_only=True, reason="power")
        return True

    def cut_power(self, site: str, numbers: Sequence[int], dark: bool) -> None:
        """Devices of one site go dark together, or have power again: whoever calls tells of it, once for all of them.

        Only devices that something else ails as well change one by one.
        """
        turned = []
        for number in numbers:
            flags = self.flags[number]
            if flags & ~NO_POWER:
                self.set_flag(number, NO_POWER, dark)
            elif bool(flags) != dark:
                self.flags[number] = NO_POWER if dark else 0
                turned.append(number)
                if number in self.holds:
                    self._relive(number)
        self.services.devices_moved(site, turned, dark)
        if dark and self.traces:
            for number in turned:
                if self.index.assets[number].id in self.traces:
                    self.lose_traces(self.index.assets[number].id, volatile_only=True, reason="power")

    # --- the adversary's grip

    def gain(self, asset: int, hold: Hold, reason: str = "") -> None:
        """The adversary holds the asset."""
        if asset in self.holds:
            return
        self.holds[asset] = hold
        self._first_hold.setdefault(asset, hold)
        self.intruder = hold.campaign
        data = {"asset": self.index.assets[asset].id, "campaign": hold.campaign}
        self.emit("foothold-gained", (), data | {"reason": reason} if reason else data)
        self._relive(asset)

    def release(self, asset: int, reason: str) -> None:
        """The adversary loses the asset."""
        hold = self.holds.pop(asset, None)
        if hold is None:
            return
        self.emit("foothold-lost", (), {"asset": self.index.assets[asset].id, "campaign": hold.campaign, "reason": reason})
        self._relive(asset)

    def lives_in(self, copy: Backup) -> Hold | None:
        """The grip that is in a stored copy, None in one that was taken before the attackers came."""
        hold = self._first_hold.get(self.index.asset_of[copy.asset])
        return hold if hold is not None and -copy.age_ms >= hold.since else None

    def _relive(self, asset: int) -> None:
        hold = self.holds.get(asset)
        alive = hold is not None and self.usable(asset)
        if alive == (asset in self.live):
            return
        segment = self.index.segment[asset]
        if hold is not None and alive:
            self.live[asset] = hold
            here = self.live_in.setdefault(segment, set())
            if not here:
                insort(self.live_segments, segment)
            here.add(asset)
        else:
            del self.live[asset]
            here = self.live_in[segment]
            here.discard(asset)
            if not here:
                self.live_segments.remove(segment)
        self.tell("hold", self.index.assets[asset].id)

    # --- traces

    def leave(self, artefact: Artefact, asset: str, source: str, account: str, step: str) -> None:
        """Leave an artefact of a step that met `asset`, working from `source`."""
        holder = artefact.where
        if holder in ("memory", "disk"):
            holder = asset
        elif holder == "source":
            holder = source or asset
        elif holder not in self.index.asset_of:
            holder = self.index.keeper(holder, asset)
        trace = Trace(artefact, asset, holder, source, account, self.clock.now, step)
        lying = self.traces.get(holder)
        if lying is None:
            self.traces[holder] = [trace]
        else:
            lying.append(trace)
        data = {"asset": asset, "artefact": artefact.id, "step": step, "holder": holder}
        if source and source != asset:
            data["source"] = source
        if account:
            data["account"] = account
        self.emit("artefact-left", (), data)
        if artefact.lives_ms:
            self.clock.later(artefact.lives_ms, self._expire, trace)

    def _expire(self, trace: Trace) -> None:
        self._lose(trace, "time")

    def _lose(self, trace: Trace, reason: str) -> None:
        if trace.lost or trace.sealed:
            return
        trace.lost = True
        if trace.seen_by or trace.artefact.benign or self.clock.now < 0 or reason == "time":
            return
        weight = trace.artefact.weight
        self.evidence_lost += weight
        data = {"asset": trace.asset, "artefact": trace.artefact.id, "step": trace.step, "weight": weight, "reason": reason}
        self.emit("artefact-lost", (), data)
        self.count_harm("evidence", weight, reason)

    def lose_traces(self, holder: str, volatile_only: bool, reason: str) -> int:
        """Destroy the traces that lie on an asset; how many there were that nobody had read."""
        before = self.evidence_lost
        for trace in self.traces.get(holder, ()):
            if trace.volatile or not volatile_only:
                self._lose(trace, reason)
        return self.evidence_lost - before

    # --- harm

    def count_harm(self, column: str, amount: int, cause: str) -> None:
        """Tell the harm just done in one of the three columns that are counted, not integrated."""
        self.emit("harm-counted", (), {"column": column, "amount": amount, "cause": cause})

    def expose(self, people: int, cause: str) -> None:
        """People's data got out."""
        if people and self.clock.now >= 0:
            self.people_exposed += people
            self.count_harm("data", people, cause)

    def lose_trust(self, permille: int, cause: str) -> None:
        """Public trust falls (or, negative, comes back): never under nothing, never above what it was; history is not charged."""
        change = min(max(permille, -self.trust_lost), ALL_TRUST - self.trust_lost)
        if change and self.clock.now >= 0:
            self.trust_lost += change
            self.count_harm("information", change, cause)

    def charge(self, column: str, amount: int, cause: str) -> None:
        """Harm of any column in its own unit: people, evidence points, per-mille of trust, user-hours of service."""
        if column == "data":
            self.expose(amount, cause)
        elif column == "information":
            self.lose_trust(amount, cause)
        elif self.clock.now >= 0:
            if column == "evidence":
                self.evidence_lost += amount
            self.count_harm(column, amount, cause)

    # --- lines and services

    def planes_of(self, site: str) -> tuple[str, ...]:
        """Planes over which a site's office and masts still reach the province's cores."""
        return self.services.footing.planes.get(site, ("tslcd", "internet"))

    def set_link(self, link: str, up: bool) -> bool:
        """Bring a line up or down by hand, with all that follows; True where it changed. A broken one stays down."""
        (self._cut.discard if up else self._cut.add)(link)
        return self._carry(link)

    def break_link(self, link: str, broken: bool) -> bool:
        """A line breaks, or was repaired; one that was cut by hand stays cut."""
        (self.broken.add if broken else self.broken.discard)(link)
        return self._carry(link)

    def _carry(self, link: str) -> bool:
        if not self.network.set_up(link, link not in self._cut and link not in self.broken):
            return False
        self.services.changed("link", link)
        for site in self.services.lines_moved(self.network.plane_of(link)):
            self.emit("site-access-changed", (), {"site": site, "planes": list(self.planes_of(site))})
        self.tell("lines")
        return True

    def end_flood(self, service: str) -> None:
        """The flood is over, or was filtered out."""
        if self.floods.pop(service, None) is not None:
            self.services.uncap(service, "flood")

    def service_moved(self, service: str) -> None:
        """A service's level changed: conditions look, teams that depend on it will notice."""
        self.tell("service", service)
        if self.clock.now < 0:
            return
        for team in self.index.plan.teams:
            for name, delay in team.hears:
                if name == service:
                    after = self.draws.sample(f"hears:{team.id}", service, delay)
                    self.clock.later(after, self._notice, team.id, service)

    def place_moved(self, service: str, site: str) -> None:
        """What people at a site have of a service may have changed: teams that listen there will notice."""
        level = self.services.site_level(service, site)
        if self._heard_at.get((service, site), 1000) == level:
            return
        self._heard_at[service, site] = level
        if self.clock.now >= 0:
            for team, delay in self.index.hearers.get((service, site), ()):
                after = self.draws.sample(f"hears:{team}", f"{service}@{site}", delay)
                self.clock.later(after, self._notice_at, team, service, site)

    def _notice_at(self, team: str, service: str, site: str) -> None:
        level = self.services.site_level(service, site)
        if self.knowledge[team].service_level(f"{service}@{site}") != level:
            self.emit("place-noticed", (team,), {"service": service, "site": site, "level": level})

    def _notice(self, team: str, service: str) -> None:
        """What is told is the level at the moment of noticing, once."""
        level = self.services.level[service]
        if self.knowledge[team].service_level(service) != level:
            self.emit("service-noticed", (team,), {"service": service, "level": level})
