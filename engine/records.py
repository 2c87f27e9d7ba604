"""Log records as people read them: filled from what an event says of a trace or an alert when somebody looks, not before.

An event carries only what its lines will show (`facts`): the machine it came from, the account, a process number, the
drill's values of indicators. Everything else stands in the published estate and in the plan's templates, so filling
needs neither the world nor a draw, and a log that nobody reads costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, overload

from engine.messages import Data
from engine.native import Place, made
from engine.plan import Artefact, LogFormat, LogRecord
from engine.texts import fill, placeholders

if TYPE_CHECKING:
    from engine.index import Index

ORDINARY_WITHIN_MS = 90 * 60_000
"""Ordinary records shown with a reading are at most this old (author's estimate: one screen of a busy log)."""
FIRST_PID, PIDS = 1000, 30_000


@dataclass(frozen=True, slots=True)
class Used:
    """What the lines of an artefact or alert show beyond the machine itself."""

    source: bool
    account: bool
    pid: bool
    indicators: tuple[str, ...]


def used_by(records: Iterable[LogRecord], indicators: Iterable[str]) -> Used:
    """What these lines will ask for; `indicators` are the ids a template may name."""
    names = {name for record in records for _, template in record.fields for name in placeholders(template)}
    return Used(
        source=bool(names & {"source", "source_address"}),
        account=bool(names & {"account", "user"}),
        pid="pid" in names,
        indicators=tuple(sorted(names.intersection(indicators))),
    )


class Lines(Sequence[Data]):
    """Records ({format, at, fields}) in order of time, filled when the first of them is looked at."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], tuple[Data, ...]]) -> None:
        self._make = make
        self._made: tuple[Data, ...] | None = None

    def _all(self) -> tuple[Data, ...]:
        if self._made is None:
            self._made = self._make()
        return self._made

    @overload
    def __getitem__(self, place: int) -> Data: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Data, ...]: ...
    def __getitem__(self, place: int | slice) -> Data | tuple[Data, ...]:
        return self._all()[place]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Data]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # its records are dictionaries

    def __repr__(self) -> str:
        return f"Lines({list(self._all())!r})"


class Reader:
    """Fills the records of one plan."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @cached_property
    def _starts(self) -> datetime:
        return datetime.fromisoformat(self._index.plan.starts)

    def alert(self, data: Data) -> Lines:
        """The line of an `alert` event."""
        record = self._index.alerts[data["kind"]].record
        return Lines(lambda: (self.filled(record, data["asset"], data["raised"], data["facts"], 0),))

    def finding(self, data: Data, read_at: int) -> Lines:
        """The lines of a `found` event read at `read_at` ms: the telling ones among ordinary ones."""
        artefact = self._index.artefacts[data["artefact"]]

        def make() -> tuple[Data, ...]:
            telling = self.of_trace(artefact, data["asset"], data["left"], data["facts"])
            return _in_order([*telling, *self.ordinary(data["at_source"], read_at, data["finding"])])

        return Lines(make)

    def nothing(self, data: Data, read_at: int) -> Lines:
        """The lines of a `collected` event: ordinary ones only."""
        return Lines(lambda: _in_order(self.ordinary(data["asset"], read_at, data["task"])))

    def of_trace(self, artefact: Artefact, asset: str, left: int, facts: Data) -> list[Data]:
        """The records of a trace of `asset` that was left at `left` ms."""
        return [self.filled(record, asset, left, facts, number) for number, record in enumerate(artefact.records)]

    def ordinary(self, asset: str, until: int, reading: str) -> list[Data]:
        """Harmless records of a machine from before `until`, the same whenever that reading (an opaque id) is looked at."""
        kind = self._index.assets[self._index.asset_of[asset]].kind
        out = []
        for benign in self._index.plan.benign:
            if "*" not in benign.kinds and kind not in benign.kinds:
                continue
            for copy in range(benign.count):
                bits = _bits(f"{reading}\x1f{benign.id}\x1f{copy}")
                at = until - bits % ORDINARY_WITHIN_MS
                out.append(self.filled(benign.record, asset, at, {"pid": bits >> 24}, 0))
        return out

    def filled(self, record: LogRecord, asset: str, at: int, facts: Data, place: int) -> Data:
        """One record of `asset` at `at` ms; `place` tells several records of one trace apart."""
        return {"format": record.format, "at": at, "fields": _fields(record, self._values(asset, at, facts, place))}

    def native(self, record: LogRecord, asset: str, at: int, facts: Data, place: int) -> Data:
        """The same record as its product keeps it: native names, the format's constants, the moment, digits as numbers."""
        values = self._values(asset, at, facts, place)
        form = self._formats.get(record.format, LogFormat(record.format))
        names = dict(form.names)
        fields = _fields(record, values)
        known = {**values, **fields}
        moment = self._starts + timedelta(milliseconds=at)
        own = _Own(Place(str(known["host"]), str(values["domain"]), str(values["account"]), moment, int(str(values["pid"]))), known)
        out = {names.get(name, name): fill(template, own) for name, template in form.fixed}
        out.update({name: str(known[ours]) for ours, name in form.names if ours in values})
        out.update({names.get(name, name): value for name, value in fields.items() if name != "time"})
        out.pop("", None)
        first = {form.time: out.pop(form.time, str(values["time"]))}
        return {**first, **{name: _number(value) for name, value in sorted(out.items())}}

    def moment(self, at: int) -> str:
        """ISO 8601 of drill time `at` ms, with the drill's offset."""
        return (self._starts + timedelta(milliseconds=at)).isoformat(timespec="milliseconds")

    def source_of(self, record: LogRecord) -> Data:
        """Which log a record stands in, in Sigma's words: product, category, service; what is not known is left out."""
        form = self._formats.get(record.format, LogFormat(record.format))
        said = {"product": form.product, "category": form.category, "service": form.service}
        return {name: value for name, value in said.items() if value}

    @cached_property
    def _formats(self) -> dict[str, LogFormat]:
        return {form.id: form for form in self._index.plan.formats}

    def _values(self, asset: str, at: int, facts: Data, place: int) -> dict[str, object]:
        """What the templates of a record may name."""
        index = self._index
        host = index.assets[index.asset_of[asset]]
        origin = index.assets[index.asset_of[facts["source"]]] if "source" in facts else host
        user = index.accounts[facts["account"]].name if "account" in facts else "SYSTEM"
        return {
            "host": host.name,
            "address": host.address,
            "domain": host.name.partition("-")[0],
            "source": origin.name,
            "source_address": origin.address,
            "account": user,
            "user": user,
            "time": (self._starts + timedelta(milliseconds=at)).isoformat(timespec="seconds"),
            "pid": FIRST_PID + (facts.get("pid", 0) + 4099 * place) % PIDS,
            **facts.get("values", {}),
        }


class _Own(Mapping[str, object]):
    """What is known of a record, and what its product makes of that, made when it is asked for."""

    def __init__(self, place: Place, known: Mapping[str, object]) -> None:
        self._place = place
        self._known = known

    def __getitem__(self, name: str) -> object:
        if name in self._known:
            return self._known[name]
        value = made(name, self._place, self._known)
        if value is None:
            raise KeyError(name)
        return value

    def __len__(self) -> int:
        return len(self._known)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)


def _fields(record: LogRecord, values: dict[str, object]) -> dict[str, str]:
    return {name: fill(template, values) if "{" in template else template for name, template in record.fields}


def _number(value: str) -> str | int:
    return int(value) if value.isascii() and value.isdecimal() and (value[0] != "0" or value == "0") else value


def _in_order(records: list[Data]) -> tuple[Data, ...]:
    def key(record: Data) -> tuple[Any, ...]:
        return record["at"], record["format"]

    return tuple(sorted(records, key=key))


def _bits(thing: str) -> int:
    return int.from_bytes(blake2b(thing.encode(), digest_size=8).digest(), "big")
