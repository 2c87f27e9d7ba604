"""What sensors make of what happens: alerts true and false, and what their log lines will show.

A sensor sees a step with a chance that depends on the controls in place; noise runs on keyed clocks of its own. Alerts
are addressed to teams; ids are made from their cause, per team, so that they tell nothing.
"""

from __future__ import annotations

from engine.clock import SHORTEST_MS, Process
from engine.messages import Data
from engine.plan import AlertKind, Noise, Seen
from engine.records import PIDS, Used
from engine.world import World

REPEATS_MS = 30 * 60_000
"""The same alert on the same machine is not raised again to a team within this time: consoles fold repeats (author's estimate)."""
INNOCENT = ("noise:", "weather:")
"""How causes begin that nobody hostile is behind."""
HARDENED = 1350
"""Detection of a site whose sensors were turned up, per-mille of the usual chance (author's estimate)."""


class Telemetry:
    """Raises alerts and gathers what records show."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._times: dict[tuple[str, str, str, str], int] = {}
        self._last: dict[tuple[str, str, str], tuple[int, str]] = {}
        """(team, kind, asset) → when the last alert of that kind was told there, and its id: it stands for its repeats."""
        self._pids: dict[str, int] = {}
        self.real: dict[str, bool] = {}
        """alert id → whether something hostile was behind it or behind a repeat of it."""
        self._harmless = {step.id for campaign in world.index.plan.campaigns if campaign.benign for step in campaign.steps}
        for noise in world.index.plan.noise:
            world.clock.start(self._noise(noise))

    def _noise(self, noise: Noise) -> Process:
        """False alarms at keyed intervals that do not depend on the world's state; a machine that does not run raises none."""
        world = self._world
        yield world.clock.pause(-world.clock.now)
        number = 0
        while True:
            yield world.clock.pause(max(SHORTEST_MS, world.draws.sample(f"noise:{noise.id}", "gap", noise.every)))
            number += 1
            asset = world.draws.pick(f"noise:{noise.id}:{number}", world.index.grouped(f"noise:{noise.id}", noise.targets))
            runs = world.serves(world.index.asset_of[asset])
            self.raise_alert(noise.alert, asset, asset, "", f"noise:{noise.id}", mute=not runs)

    def notice(self, step: str, seen: tuple[Seen, ...], asset: str, source: str, account: str, failed: bool = False) -> None:
        """Let the sensors try to see a step that met an asset; a failed attempt shows half as often."""
        world = self._world
        if not seen or world.clock.now < 0:
            return
        index = world.index
        number = index.asset_of[asset]
        keen = index.site[number] in world.hardened
        for item in seen:
            chance = item.chance // 2 if failed else item.chance
            if keen:
                chance = chance * HARDENED // 1000
            control = index.sensors[index.alerts[item.alert].sensor].control
            covers = not control or control in index.assets[number].controls
            if covers and world.draws.chance(f"seen:{step}:{item.alert}", asset, chance):
                self.raise_alert(item.alert, asset, source, account, step)

    def raise_alert(self, alert: str, asset: str, source: str, account: str, cause: str, *, mute: bool = False) -> None:
        """Send an alert on its way to every team that the sensor serves; a mute one is drawn and counted, and reaches nobody."""
        world = self._world
        kind = world.index.alerts[alert]
        raised = world.clock.now
        for team, delay in world.index.sensors[kind.sensor].to:
            after = world.draws.sample(f"alert:{cause}:{alert}:{team}", asset, delay)
            world.clock.later(after, self._deliver, kind, team, asset, source, account, raised, cause, mute)

    def _deliver(self, kind: AlertKind, team: str, asset: str, source: str, account: str, raised: int, cause: str, mute: bool) -> None:
        world = self._world
        key = (team, kind.id, asset, cause)
        nth = self._times.get(key, 0)
        self._times[key] = nth + 1  # folded, mute or not, so that an id never hangs on other alerts
        if mute:
            return
        real = not cause.startswith(INNOCENT) and cause not in self._harmless
        now, told_of = world.clock.now, key[:3]
        told_at, told = self._last.get(told_of, (-REPEATS_MS, ""))
        if now - told_at < REPEATS_MS:
            self.real[told] |= real
            return
        name = world.draws.opaque("alert", *key, str(nth))
        self.real[name] = real
        self._last[told_of] = (now, name)
        indicators = {item: world.value(item) for item in kind.indicators}
        world.emit(
            "alert",
            (team,),
            {
                "alert": name,
                "kind": kind.id,
                "sensor": kind.sensor,
                "severity": kind.severity,
                "asset": asset,
                "raised": raised,
                "facts": self.facts(world.index.alert_uses[kind.id], asset, source, account, name),
                "indicators": indicators,
            },
        )
        if kind.severity >= 2:
            world.know((team,), asset, "suspect", kind.id)

    def facts(self, used: Used, asset: str, source: str, account: str, thing: str) -> Data:
        """What lines about `asset` will show of where it came from: no more than they name (`engine.records`)."""
        index = self._world.index
        facts: Data = {}
        if used.source and source != asset and source in index.asset_of:
            facts["source"] = source
        if used.account and account in index.accounts:
            facts["account"] = account
        if used.pid:
            facts["pid"] = self._pid(thing)
        if used.indicators:
            facts["values"] = {item: self._world.value(item) for item in used.indicators}
        return facts

    def _pid(self, thing: str) -> int:
        """The process number in the lines about that thing: the same for everybody who reads them, whoever reads first."""
        pid = self._pids.get(thing)
        if pid is None:
            pid = self._pids[thing] = self._world.draws.number("pid", thing) % PIDS
        return pid
