"""What the builders share: the faults they note, and the places that the spec comes to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from engine.errors import InvalidPlan
from engine.plan import Text
from scenarios.building.kinds import NAMES
from scenarios.diagnostics import nearest
from scenarios.model.premises import Template

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit, at a path of the spec."""

    path: Path_
    message: Text
    hint: Text | None
    code: str = "DT1301"


class Misfit(InvalidPlan):
    """A network spec whose parts do not fit together; the second argument holds its faults."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What does not fit."""
        return self.args[1] if len(self.args) > 1 else ()

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


@dataclass(slots=True)
class Faults:
    """Faults noted so far."""

    found: list[Fault] = field(default_factory=list)

    def note(self, path: Path_, vi: str, en: str, hint: Text | None = None, code: str = "DT1301") -> None:
        """Remember a fault."""
        self.found.append(Fault(path, Text(vi, en), hint, code))

    def known(self, kind: str, name: str, among: Collection[str], path: Path_) -> bool:
        """Whether a name is there; if not, a fault with the nearest one that is."""
        if name in among:
            return True
        vi, en = NAMES[kind]
        close = nearest(name, among)
        hint = Text(f"Có phải «{close}»?", f"Did you mean `{close}`?") if close else None
        self.note(path, f"Không có {vi} «{name}».", f"There is no {en} `{name}`.", hint)
        return False

    def settle(self, network: str) -> None:
        """Refuse the spec if anything was noted.

        Raises:
            Misfit: with all that was.
        """
        if self.found:
            said = "; ".join(f"{'.'.join(map(str, fault.path))}: {fault.message.vi} / {fault.message.en}" for fault in self.found[:12])
            raise Misfit(f"{network}: {said}", tuple(self.found))


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a site is built."""

    is_full: bool = True
    leaves_out: frozenset[str] = frozenset()
    """Equipment keys that do not stand even where it is full."""
    parts: Mapping[str, int] = field(default_factory=dict)
    """Equipment key → how many stand where it is not."""
    added: frozenset[str] = frozenset()
    """Equipment keys that only this site has."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One site to be built."""

    id: str
    name: Text
    template_id: str
    template: Template
    org: str
    number: int
    """Its place among the sites of its template: decides its addresses, the same in every edition."""
    short: str
    lat_e6: int
    lon_e6: int
    population: int
    size: str
    code: str
    town: str
    """Nearest town, or the commune's district; '' where the site has no place on the map."""
    extent: Extent
    path: Path_
    """Where the spec says so."""
    shape: str = ""
    """Which sites are made alike: the template's id, or the site's own where something was added to it."""

    def keeps_segment(self, key: str) -> bool:
        """Whether a segment of the template is built here."""
        if self.extent.is_full:
            return True
        kept = self.template.reduced is not None and key in self.template.reduced.segments
        return kept or any(self.keeps_equipment(name) for name in self.template.segments[key].equipment)

    def keeps_equipment(self, key: str) -> bool:
        """Whether devices of the template stand here."""
        return self.number_of(key, 1) > 0

    def number_of(self, key: str, whole: int) -> int:
        """How many of so many devices are built here."""
        if self.extent.is_full:
            return 0 if key in self.extent.leaves_out else whole
        if key in self.extent.parts:
            return min(whole, self.extent.parts[key])
        kept = self.template.reduced is not None and key in self.template.reduced.keep
        return whole if kept or key in self.extent.added else 0
