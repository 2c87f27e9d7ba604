"""Looking: triage, reading memory, disks and logs, sweeping for indicators, checking copies.

Nothing is revealed that no sensor or log holds. What is found is told as facts; its lines, with ordinary ones among the
telling ones, are filled when a person looks (`engine.records`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.plan import Effect
from engine.telemetry import Telemetry
from engine.world import ENCRYPTED, NO_POWER, OFF, WIPED, Trace, World

if TYPE_CHECKING:
    from engine.response import Outcome, Task

MOST_ALIKE = 3
"""Traces of one kind that a single reading reports one by one."""
TRUE_VERDICTS = (("likely-true", 780), ("unclear", 160), ("likely-false", 60))
FALSE_VERDICTS = (("likely-false", 700), ("unclear", 220), ("likely-true", 80))
"""How triage ends, per-mille. Source: missed and mistaken verdicts in SOC surveys (40-50 % of alerts false); the split
is the author's estimate."""
NETWORK_HOLDERS: dict[str, frozenset[str]] = {
    "domain": frozenset(("dns", "proxy", "firewall", "mail-gateway")),
    "address": frozenset(("firewall", "proxy", "vpn")),
    "url": frozenset(("proxy", "mail-gateway")),
    "account": frozenset(("domain-controller", "vpn", "log-server", "registrar", "sms-gateway", "nms")),
    "hash": frozenset(("mail-gateway",)),
    "file": frozenset(("mail-gateway", "file-server")),
}
"""Kind of indicator → kinds of asset whose own logs would hold it, whatever machine it concerns."""


class Investigation:
    """What teams find out by looking."""

    def __init__(self, world: World, telemetry: Telemetry) -> None:
        self._world = world
        self._telemetry = telemetry
        self._watched: dict[str, tuple[str, ...]] = {}
        world.on("hold", self._watch)

    # --- alerts

    def triage(self, task: Task, effect: Effect) -> Outcome:
        """Judge an alert: right more often than not, and sometimes unclear."""
        world = self._world
        real = self._telemetry.real[task.target]
        verdict = world.draws.weighted(f"triage:{task.owner}", task.target, TRUE_VERDICTS if real else FALSE_VERDICTS)
        kind, asset = world.knowledge[task.owner].alerts[task.target]
        for team in task.to:
            if task.target in world.knowledge[team].alerts:
                world.emit("triaged", (team,), {"alert": task.target, "verdict": verdict, "hint": f"alert.{kind}.next", "task": task.id})
        if verdict == "likely-true":
            world.know(task.to, asset, "suspect", kind)
        return "done", {"verdict": verdict}

    # --- reading

    def read_memory(self, task: Task, effect: Effect) -> Outcome:
        """What runs and is open now: gone with the power."""
        return self._read(task, effect, lambda trace: trace.volatile)

    def read_disk(self, task: Task, effect: Effect) -> Outcome:
        """What lies on the asset itself."""
        return self._read(task, effect, lambda trace: not trace.volatile and trace.artefact.where in ("disk", "source"))

    def read_logs(self, task: Task, effect: Effect) -> Outcome:
        """What the asset's own logs say, and those that others sent it."""
        return self._read(task, effect, lambda trace: not trace.volatile)

    def _read(self, task: Task, effect: Effect, lies_there: Callable[[Trace], bool]) -> Outcome:
        world = self._world
        number = world.index.asset_of[task.target]
        if world.flags[number] & (OFF | NO_POWER):
            return "failed", {"reason": "off"}
        wanted = [t for t in world.traces.get(task.target, ()) if not t.lost and lies_there(t)]
        fresh = [trace for trace in wanted if not trace.seen_by.issuperset(task.to)]
        alike: dict[str, int] = {}
        told = []
        for trace in fresh:
            trace.seen_by = trace.seen_by.union(task.to)
            alike[trace.artefact.id] = alike.get(trace.artefact.id, 0) + 1
            if alike[trace.artefact.id] <= MOST_ALIKE:
                told.append(trace)
                self.tell(task, trace)
            else:
                self._show(task, trace)
        hostile = any(not trace.artefact.benign for trace in wanted)
        if not hostile and effect.verb != "read-memory" and not world.flags[number] & (ENCRYPTED | WIPED):
            # an empty disk does not undo what a log elsewhere has shown: only cleaning does
            doubting = tuple(team for team in task.to if world.knowledge[team].states.get(task.target) != "confirmed")
            world.know(doubting, task.target, "clean", task.action.id)
        if not told:
            world.emit("collected", task.to, {"asset": task.target, "what": effect.verb, "task": task.id})
            return "nothing", {"reason": "nothing-found"}
        return "done", {"count": len(fresh)}

    def tell(self, task: Task, trace: Trace, observation: str = "", *, confirms: bool = True) -> None:
        """Tell a task's teams of a trace, and what it shows of machines."""
        world = self._world
        artefact = trace.artefact
        data = {
            "finding": world.draws.opaque("finding", task.owner, trace.id),
            "asset": trace.asset,
            "artefact": artefact.id,
            "at_source": trace.holder,
            "left": trace.at,
            "facts": self._telemetry.facts(world.index.artefact_uses[artefact.id], trace.asset, trace.source, trace.account, trace.id),
            "indicators": {item: world.value(item) for item in artefact.reveals},
            "task": task.id,
        }
        if observation:
            data["observation"] = observation
        world.emit("found", task.to, data)
        if confirms:
            self._show(task, trace)

    def _show(self, task: Task, trace: Trace) -> None:
        """Let a task's teams know what a trace shows of machines."""
        artefact = trace.artefact
        if artefact.benign:
            return
        self._world.know(task.to, trace.asset, "confirmed", artefact.id)
        if artefact.points and trace.source and trace.source != trace.asset:
            self._world.know(task.to, trace.source, "suspect", artefact.id)

    # --- sweeping

    def sweep(self, task: Task, effect: Effect) -> Outcome:
        """Search for an indicator wherever something watches: EDR on hosts, the edge for addresses and names."""
        world = self._world
        indicator = world.index.indicators[task.target]
        hits: set[str] = set()
        for traces in world.traces.values():
            for trace in traces:
                if task.target in trace.artefact.reveals and not trace.lost and self._sweepable(indicator.kind, trace):
                    hits.add(trace.asset)
                    trace.swept_by = trace.swept_by.union(task.to)
        found = sorted(hits)
        blind = world.index.unwatched
        data = {"indicator": task.target, "value": world.value(task.target), "hits": found, "blind": blind}
        world.emit("swept", task.to, data)
        for asset in found:
            world.know(task.to, asset, "confirmed", task.target)
        return ("done" if found else "nothing"), {"count": len(found), "blind": blind}

    def _sweepable(self, kind: str, trace: Trace) -> bool:
        """Central logs answer what they would hold; the rest is seen only where an agent looks or logs are forwarded."""
        world = self._world
        if trace.artefact.benign:
            return False
        holder = world.index.assets[world.index.asset_of[trace.holder]]
        if holder.kind in NETWORK_HOLDERS.get(kind, ()):
            return True
        return "edr" in holder.controls or ("logs" in holder.controls and not trace.volatile)

    def watch_account(self, task: Task, effect: Effect) -> Outcome:
        """From now on, whatever this account does on a live grip is told."""
        indicator = self._world.index.indicators.get(task.target)
        account = indicator.account if indicator is not None else task.target
        self._watched[account] = tuple(dict.fromkeys((*self._watched.get(account, ()), *task.to)))
        where = sorted(self._world.index.assets[n].id for n, hold in self._world.live.items() if hold.account == account)
        for asset in where:
            self._world.know(task.to, asset, "confirmed", task.target)
        return ("done" if where else "nothing"), {"count": len(where)}

    def _watch(self, asset: str) -> None:
        if not self._watched:
            return
        hold = self._world.live.get(self._world.index.asset_of[asset])
        if hold is not None and hold.account in self._watched:
            for team in self._watched[hold.account]:
                self._world.know((team,), asset, "confirmed", hold.account)

    # --- copies

    def check_backup(self, task: Task, effect: Effect) -> Outcome:
        """Is the copy there, does it open, did the attackers already live in it?"""
        world = self._world
        copy = world.index.backups[task.target]
        verdict = "clean" if world.lives_in(copy) is None else "infected"
        if copy.id in world.copies_lost:
            verdict = "unreadable"
        world.emit("backup-checked", task.to, {"backup": copy.id, "asset": copy.asset, "verdict": verdict})
        return "done", {"verdict": verdict}
