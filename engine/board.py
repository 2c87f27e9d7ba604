"""The case board, and the custody of evidence: what a team thinks, what it holds sealed, and into whose hands it goes.

A board changes nothing in the world; it is kept for the team and for the report. Custody does count: evidence under seal
that other hands touch without a hand-over is worth half.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.codec import digest
from engine.index import Index
from engine.messages import Data, HandOver, Hypothesis, Pin, Receipt, Scope
from engine.plan import Effect
from engine.records import Reader
from engine.telemetry import Telemetry
from engine.world import Trace, World

if TYPE_CHECKING:
    from engine.response import Outcome, Task

STATES = ("open", "likely", "ruled-out")
SURE = ("", "low", "middle", "high")
CLAIMS = ("taken", "first", "clean", "account")
"""What a hypothesis may claim: a machine is (or was) in the attackers' hands, was their first, never was; an account is misused."""
LONGEST = 500
"""Characters of one entry."""
READS = frozenset(("read-disk",))
REBUILDS = frozenset(("reimage", "restore-backup"))


@dataclass(slots=True)
class Seal:
    """One sealed image of an asset: who may touch it, and what lies in it."""

    id: str
    asset: str
    holders: set[str]
    """Teams in whose hands it is, or was by a record."""
    weight: int
    """Evidence points of what lies in it."""
    handed: bool = False
    broken: bool = False


class Board:
    """Boards of all teams, and all seals."""

    def __init__(self, world: World, telemetry: Telemetry) -> None:
        self._world = world
        self._telemetry = telemetry
        self._reader = Reader(world.index)
        self._seals: dict[str, Seal] = {}
        self._on: dict[str, list[Seal]] = {}
        """asset → its seals."""
        self._own: dict[tuple[str, str], Seal] = {}
        """(team, asset) → the latest seal that the team knows of: another's sealing changes no answer."""
        self._times: dict[tuple[str, str], int] = {}
        self._items: set[tuple[str, str]] = set()

    # --- the board

    def take(self, team: str, seat: str, command: Hypothesis | Scope | Pin | HandOver) -> Receipt:
        """One entry, accepted or refused at once."""
        if isinstance(command, HandOver):
            return self._hand_over(team, seat, command)
        text = command.text if isinstance(command, Hypothesis) else command.why
        why = command.why if isinstance(command, Hypothesis) else ""
        if command.sure not in SURE or max(len(text), len(why)) > LONGEST:
            return Receipt(False, "bad-params", {"what": type(command).__name__})
        if isinstance(command, Hypothesis):
            return self._hypothesis(team, seat, command)
        if isinstance(command, Scope):
            if command.asset not in self._world.index.asset_of:
                return Receipt(False, "unknown-target", {"target": command.asset})
            state = "in" if command.in_scope else "out"
            return self._put(team, command.asset, "scope", text, state, command.sure, seat)
        if command.about not in self._world.knowledge[team].facts:
            return Receipt(False, "unknown-target", {"target": command.about})
        return self._put(team, command.about, "pin", text, "", command.sure, seat)

    def _hypothesis(self, team: str, seat: str, command: Hypothesis) -> Receipt:
        if command.state not in STATES or not command.text.strip():
            return Receipt(False, "bad-params", {"what": "Hypothesis"})
        if command.id and (team, command.id) not in self._items:
            return Receipt(False, "unknown-target", {"target": command.id})
        claim, _, thing = command.about.partition(":")
        known = self._world.index.accounts if claim == "account" else self._world.index.asset_of
        if command.about and (claim not in CLAIMS or thing not in known):
            return Receipt(False, "unknown-target", {"target": command.about})
        item = command.id or self._world.draws.opaque("hypothesis", team, command.text)
        more = {key: said for key, said in (("why", command.why), ("about", command.about)) if said}
        return self._put(team, item, "hypothesis", command.text, command.state, command.sure, seat, more)

    def _put(self, team: str, item: str, kind: str, text: str, state: str, sure: str, seat: str, more: Data | None = None) -> Receipt:
        self._items.add((team, item))
        data: Data = {"item": item, "kind": kind, "text": text, "state": state, "sure": sure, "seat": seat, **(more or {})}
        self._world.emit("board-changed", (team,), data)
        return Receipt(True, id=item)

    # --- custody

    def preserve(self, task: Task, effect: Effect) -> Outcome:
        """Image and seal: what lies there now is kept, whatever happens to the machine; the seal carries its hash value."""
        world = self._world
        lying = [trace for trace in world.traces.get(task.target, ()) if not trace.lost]
        for trace in lying:
            trace.sealed = True
        hostile = [trace for trace in lying if not trace.artefact.benign]
        key = (task.owner, task.target)
        nth = self._times.get(key, 0)
        self._times[key] = nth + 1
        name = world.draws.opaque("seal", *key, str(nth))
        seal = Seal(name, task.target, set(task.to), sum(trace.artefact.weight for trace in hostile))
        self._seals[name] = seal
        self._on.setdefault(task.target, []).append(seal)
        self._own.update({(team, task.target): seal for team in task.to})
        data = {"seal": name, "asset": task.target, "hash": self.hash_value(lying), "by": task.owner, "task": task.id}
        world.emit("sealed", task.to, data)
        return "done", {"count": len(hostile)}

    def hash_value(self, traces: list[Trace]) -> str:
        """SHA-256 of the canonical records of these traces: computed from what lies there, not drawn."""
        index: Index = self._world.index
        records = []
        for trace in traces:
            uses = index.artefact_uses[trace.artefact.id]
            facts = self._telemetry.facts(uses, trace.asset, trace.source, trace.account, trace.id)
            records += self._reader.of_trace(trace.artefact, trace.asset, trace.at, facts)
        return digest(sorted(records, key=lambda record: (record["at"], record["format"], sorted(record["fields"].items()))))

    def _hand_over(self, team: str, seat: str, command: HandOver) -> Receipt:
        """Into another body's hands, with a record of it."""
        index = self._world.index
        seal = self._seals.get(command.evidence) or self._own.get((team, command.evidence))
        if seal is None or team not in seal.holders:
            return Receipt(False, "unknown-target", {"target": command.evidence})
        if command.to_org not in index.org_team:
            return Receipt(False, "unknown-target", {"target": command.to_org})
        if len(command.sealed_as) > LONGEST:
            return Receipt(False, "bad-params", {"what": "HandOver"})
        receiver = index.org_team[command.to_org]
        if receiver:
            seal.holders.add(receiver)
            self._own[receiver, seal.asset] = seal
        seal.handed = True
        data = {"seal": seal.id, "asset": seal.asset, "from": team, "to": command.to_org, "sealed_as": command.sealed_as, "seat": seat}
        self._world.emit("custody", tuple(dict.fromkeys((team, receiver) if receiver else (team,))), data)
        return Receipt(True, id=seal.id)

    def touched(self, task: Task, effect: Effect) -> None:
        """An action worked on something that may be sealed: by other hands, or before any hand-over, it breaks the chain.

        Other hands cost half of what lies under seal. A machine rebuilt too early leaves the image without its original:
        that is counted, and costs no evidence.
        """
        if effect.verb in READS:
            for seal in self._on.get(task.target, ()):
                if seal.holders.isdisjoint(task.to):
                    self._break(seal, task, effect.verb, seal.weight // 2)
        elif effect.verb in REBUILDS:
            backup = self._world.index.backups.get(task.target)
            for seal in self._on.get(task.target if backup is None else backup.asset, ()):
                if not seal.handed:
                    self._break(seal, task, effect.verb, 0)

    def _break(self, seal: Seal, task: Task, reason: str, worth: int) -> None:
        if seal.broken:
            return
        seal.broken = True
        self._world.emit("custody-broken", (), {"seal": seal.id, "asset": seal.asset, "team": task.owner, "reason": reason})
        if worth:
            self._world.evidence_lost += worth
            self._world.count_harm("evidence", worth, "custody")
