"""The province: communes and wards at their centroids, coloured and marked by what they lost."""

from __future__ import annotations

from math import cos, radians

from reports.charts.canvas import SMALL, Canvas, wrapped
from reports.charts.style import BAND, INK
from reports.model import Place, Province, Report
from reports.words import Words, middle

MOST_NAMES = 5


def province_map(report: Report, words: Words) -> str:
    """The map, '' where no coordinates are known or every mark would be the same."""
    province = report.province
    if province is None or province.uniform:
        return ""
    width, tall = 300, 250
    canvas = Canvas(width, tall + 20)
    spots = _project(province.places, width, tall)
    for band, (color, shape, size) in BAND.items():
        rows = [{"x": x, "y": y} for place, (x, y) in zip(province.places, spots, strict=True) if place.band == band]
        canvas.points(rows, color=color, shape=shape, size=size)
    _names(canvas, province, spots, width)
    counts = {band: sum(place.band == band for place in province.places) for band in BAND}
    canvas.legend(
        [
            (words.text("{band_name} ({n})", band_name=province.bands[band], n=words.number(counts[band])), color, shape)
            for band, (color, shape, _) in BAND.items()
            if counts[band]
        ],
        tall + 14,
        0,
    )
    title = words.text("{service_name}: loss by commune and ward", service_name=province.name)
    return canvas.svg("province", title, _told(province, counts, words))


def _project(places: tuple[Place, ...], width: float, tall: float) -> list[tuple[float, float]]:
    """Equal distances east and north, north up, as large as the canvas allows."""
    flat = cos(radians(sum(place.lat_e6 for place in places) / len(places) / 1e6))
    xs = [place.lon_e6 * flat for place in places]
    ys = [-place.lat_e6 for place in places]
    spread = max((max(xs) - min(xs)) / (width - 20), (max(ys) - min(ys)) / (tall - 20)) or 1.0
    left = (width - (max(xs) - min(xs)) / spread) / 2
    return [(round(left + (x - min(xs)) / spread, 1), round(10 + (y - min(ys)) / spread, 1)) for x, y in zip(xs, ys, strict=True)]


def _names(canvas: Canvas, province: Province, spots: list[tuple[float, float]], width: float) -> None:
    """Names of the few that lost more than the usual."""
    usual = middle(place.lost_ms for place in province.places) or 0
    worst = sorted(zip(province.places, spots, strict=True), key=lambda pair: (-pair[0].lost_ms, pair[0].id))
    named = [(place, spot) for place, spot in worst if place.lost_ms > usual + 60_000][:MOST_NAMES]
    taken: list[tuple[float, float, float]] = []
    for place, (x, y) in named:
        name = wrapped(place.name, 22, 1)
        right = x > width * 0.6
        start = x - 8 - 7 * len(name) if right else x + 8
        if any(start < end and begin < start + 7 * len(name) and abs(y - other) < 14 for begin, end, other in taken):
            continue
        taken.append((start, start + 7 * len(name), y))
        row = {"x": x - 8 if right else x + 8, "y": y, "text": name}
        canvas.labels([row], align="right" if right else "left", fontSize=SMALL, color=INK, fontWeight="bold")


def _told(province: Province, counts: dict[str, int], words: Words) -> str:
    parts = [words.text("{band_name}: {n}", band_name=province.bands[band], n=words.number(n)) for band, n in counts.items() if n]
    return words.text("Communes and wards by time lost: {parts}.", parts="; ".join(parts))
