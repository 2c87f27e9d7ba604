"""The report's charts as inline SVG: Altair specifications turned to pictures by vl-convert, without a browser.

Every chart stands on a canvas of its own pixels, so that two machines place every letter alike, and carries a title and
a description; the template prints the table behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.charts.curves import harm_columns, harm_curves, service_levels
from reports.charts.knowledge import knowledge
from reports.charts.lanes import swimlanes
from reports.charts.network import attack_path
from reports.charts.province import province_map
from reports.charts.standing import standing
from reports.model import Report
from reports.words import Words


@dataclass(frozen=True, slots=True)
class Charts:
    """SVG by chart; '' where there is nothing to draw."""

    curves: str
    harms: str
    province: str
    lanes: str
    knowledge: str
    services: str
    path: str
    standing: str


def draw(report: Report, words: Words) -> Charts:
    """All charts of a report, each drawn once."""
    return Charts(
        curves=harm_curves(report, words),
        harms=harm_columns(report, words),
        province=province_map(report, words),
        lanes=swimlanes(report, words),
        knowledge=knowledge(report, words),
        services=service_levels(report, words),
        path=attack_path(report, words),
        standing=standing(report, words),
    )
