"""A finished drill's logs as its products would keep them: native field names, one record after another in order of time.

Made of what a bundle holds (plan, seed, events) and of nothing else: no world runs. What the events leave out is drawn
again by its key: values of indicators, process numbers, and the ordinary records among which the telling ones lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.draws import Draws
from engine.index import indexed
from engine.messages import Data, Event
from engine.native import number
from engine.plan import LogRecord, Plan
from engine.records import PIDS, Reader

HOUR_MS = 3_600_000


class Logs:
    """The records of one drill. What begins with `_` is ours: the log it stands in, and the truth about it."""

    def __init__(self, plan: Plan, seed: int, events: Sequence[Event]) -> None:
        self._index = indexed(plan)
        self._reader = Reader(self._index)
        self._draws = Draws(seed)
        self._events = events
        self._values = {item.id: self._draws.lowest(f"indicator:{item.id}", item.values) for item in plan.indicators}
        self._technique = {step.id: step.technique for campaign in plan.campaigns for step in campaign.steps}
        self._pids: dict[str, int] = {}

    def records(self) -> list[Data]:
        """Every record, in order of time: those of traces, and harmless ones of the same machines in the same hours."""
        found = [*self._telling(), *self._ordinary()]
        in_order = sorted(found, key=lambda item: (item[0], item[1]["_logsource"].get("service", ""), item[1]["_asset"]))
        return _numbered([record for _, record in in_order])

    def _telling(self) -> Iterator[tuple[int, Data]]:
        lost = self._lost()
        for event in self._events:
            if event.kind != "artefact-left":
                continue
            data = event.data
            artefact = self._index.artefacts[data["artefact"]]
            trace = f"{artefact.id}|{data['asset']}|{data['step']}"
            truth: Data = {"artefact": artefact.id, "step": data["step"], "benign": artefact.benign}
            of_step = self._technique.get(data["step"], "")
            more: Data = {"_lost": True} if (trace, event.at) in lost else {}
            facts: Data = {"pid": self._pid(trace), "values": self._values}
            facts.update({key: data[key] for key in ("source", "account") if key in data})
            for place, record in enumerate(artefact.records):
                native = self._reader.native(record, data["asset"], event.at, facts, place)
                head = self._head(record, data["asset"], data["holder"], event.at)
                technique = record.technique or of_step
                yield event.at, {**native, **head, "_truth": truth | ({"technique": technique} if technique else {}), **more}

    def _pid(self, trace: str) -> int:
        if trace not in self._pids:
            self._pids[trace] = self._draws.number("pid", trace) % PIDS
        return self._pids[trace]

    def _lost(self) -> set[tuple[str, int]]:
        """(trace, when it was left) of what was destroyed before anybody had read it."""
        left: dict[tuple[str, str, str], list[int]] = {}
        lost: set[tuple[str, int]] = set()
        for event in self._events:
            if event.kind == "artefact-left":
                left.setdefault((event.data["artefact"], event.data["asset"], event.data["step"]), []).append(event.at)
            elif event.kind == "artefact-lost":
                key = (event.data["artefact"], event.data["asset"], event.data["step"])
                lost.update(("|".join(key), at) for at in left.get(key, ()))
        return lost

    def _ordinary(self) -> Iterator[tuple[int, Data]]:
        """Harmless records of every machine that a trace speaks of or lies on: in the drill's hours and in the trace's own."""
        end = max((event.at for event in self._events), default=0)
        hours: dict[str, set[int]] = {}
        for event in self._events:
            if event.kind == "artefact-left":
                for asset in (event.data["asset"], event.data["holder"]):
                    hours.setdefault(asset, set(range(end // HOUR_MS + 1))).add(event.at // HOUR_MS)
        for asset in sorted(hours):
            kind = self._index.assets[self._index.asset_of[asset]].kind
            for benign in self._index.plan.benign:
                if "*" not in benign.kinds and kind not in benign.kinds:
                    continue
                for hour in sorted(hours[asset]):
                    for _ in range(benign.count):
                        bits = self._draws.number(f"ordinary:{benign.id}", f"{asset}:{hour}")
                        at = hour * HOUR_MS + bits % HOUR_MS
                        if at <= end:
                            native = self._reader.native(benign.record, asset, at, {"pid": bits >> 24}, 0)
                            yield at, {**native, **self._head(benign.record, asset, asset, at)}

    def _head(self, record: LogRecord, asset: str, holder: str, at: int) -> Data:
        """What we add: the log it stands in, the moment with its offset, whom it concerns, on what it lies."""
        return {"_logsource": self._reader.source_of(record), "_time": self._reader.moment(at), "_asset": asset, "_holder": holder}


def _numbered(records: list[Data]) -> list[Data]:
    """Windows numbers the records of each channel of a machine; in order of time."""
    last: dict[tuple[str, str], int] = {}
    for record in records:
        if "EventRecordID" in record:
            log = (record["Computer"], record["Channel"])
            last[log] = last.get(log, number("\x1f".join(log)) % 900_000 + 10_000) + 1
            record["EventRecordID"] = last[log]
    return records
