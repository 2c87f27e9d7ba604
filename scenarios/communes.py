"""The province's communes and wards: real names, codes and centroids from a table, their people estimated.

A population per commune is not published in a form that we may ship, so it is an estimate: a ward weighs more than a
commune, and each differs from the mean by a share drawn from its code. It is the same on every machine.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import InvalidPlan
from engine.plan import Text
from scenarios.model.network import Communes, SiteChange

HEADS = ("code", "name", "type", "lat", "lon")
MORE_HEADS = ("area_km2", "district")
WARD = "Phường"
TYPES = {"Phường": "Ward", "Thị trấn": "Township", "Xã": "Commune"}


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune or ward. Coordinates are micro-degrees."""

    id: str
    """Site id: xa-ia-grai, phuong-quy-nhon."""
    slug: str
    code: str
    name: Text
    is_ward: bool
    lat_e6: int
    lon_e6: int
    population: int
    size: str
    """Population class: small, middle, large, ward."""
    district: str = ""
    """Town of its district, '' where the table has none."""


def fold(words: str) -> str:
    """ASCII slug of a Vietnamese name: `Xã Đak Sơmei` → `xa-dak-somei`."""
    plain = unicodedata.normalize("NFD", words.lower().replace("đ", "d"))
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" if letter.isspace() else "" for letter in plain)
    return "-".join(part for part in kept.split("-") if part)


def micro(degrees: float) -> int:
    """Micro-degrees of a coordinate."""
    return round(degrees * 1_000_000)


def share_of(*names: str) -> int:
    """A per-mille number, 0 to 999, that depends on these names only."""
    mixed = zlib.crc32("|".join(names).encode())
    return (mixed ^ mixed >> 15) * 2654435761 % 4294967296 * 1000 // 4294967296


def read(table: Path, spec: Communes, changes: Mapping[str, SiteChange]) -> tuple[Commune, ...]:
    """All communes of the table, in its order.

    Raises:
        InvalidPlan: the table cannot be read or a row has not its shape.
    """
    rows = _rows(table)
    ids = _ids(rows)
    given = {number: change.population for number, name in enumerate(ids) if (change := changes.get(name)) and change.population}
    weights = [0 if number in given else _weight(row, spec) for number, row in enumerate(rows)]
    left, whole = spec.population - sum(given.values()), sum(weights)
    people = [given.get(number, left * weight // whole // 10 * 10 if whole else 0) for number, weight in enumerate(weights)]
    return tuple(_commune(row, name, count, spec) for row, name, count in zip(rows, ids, people, strict=True))


def _rows(table: Path) -> list[dict[str, str]]:
    try:
        lines = table.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidPlan(f"{table.name}: không đọc được / cannot be read ({error})") from error
    heads = tuple(lines[0].split("\t")) if lines else ()
    if heads[: len(HEADS)] != HEADS or not set(heads[len(HEADS) :]) <= set(MORE_HEADS):
        raise InvalidPlan(f"{table.name}:1: dòng đầu phải là / the first line must read {' '.join(HEADS)}")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(heads) or not _is_degree(cells[3]) or not _is_degree(cells[4]):
            raise InvalidPlan(f"{table.name}:{number}: dòng sai dạng / not a row of {len(heads)} cells with two coordinates")
        rows.append(dict(zip(heads, (unicodedata.normalize("NFC", cell) for cell in cells), strict=True)))
    return rows


def _is_degree(cell: str) -> bool:
    try:
        return -180 <= float(cell) <= 180
    except ValueError:
        return False


def _weight(row: Mapping[str, str], spec: Communes) -> int:
    base = 1000 * (spec.ward_weight if row["type"] == WARD else 1)
    return base * (1000 - spec.spread + 2 * spec.spread * share_of("people", row["code"]) // 1000) // 1000


def _ids(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """A site id for each row; of communes whose names fold alike each bears its code too."""
    plain = [fold(row["name"]) for row in rows]
    times = Counter(plain)
    return [name if times[name] == 1 else f"{name}-{row['code']}" for name, row in zip(plain, rows, strict=True)]


def _commune(row: Mapping[str, str], site: str, people: int, spec: Communes) -> Commune:
    is_ward = row["type"] == WARD
    own = row["name"].removeprefix(row["type"]).strip()
    name = Text(row["name"], f"{own} {TYPES.get(row['type'], 'Commune')}")
    size = "ward" if is_ward else "large" if people >= spec.large_from else "middle" if people >= spec.middle_from else "small"
    where = micro(float(row["lat"])), micro(float(row["lon"]))
    slug = site.removeprefix(f"{fold(row['type'])}-")
    return Commune(site, slug, row["code"], name, is_ward, *where, people, size, row.get("district", ""))


def nearest(lat_e6: int, lon_e6: int, places: Iterable[tuple[str, int, int]]) -> str:
    """The place (name, latitude, longitude) nearest to a point; here, 14° north, a degree of longitude counts 0.97 of one of latitude."""
    return min(places, key=lambda place: ((lat_e6 - place[1]) ** 2 + ((lon_e6 - place[2]) * 970 // 1000) ** 2, place[0]))[0]
