"""Charts: valid specifications, deterministic pictures, our own face, nothing unescaped."""

from __future__ import annotations

from itertools import pairwise

import altair as alt
import pytest

from engine.scoring import score
from reports.analysis import analyse
from reports.charts import Charts, draw, style
from reports.charts.canvas import Canvas, TimeAxis, wrapped
from reports.charts.curves import nice_top
from reports.charts.style import FONT
from reports.model import Report
from reports.words import Words
from tests.samples import small_plan
from tests.unit.reports.sample import empty, played, uneven


def drawn(lang: str = "vi") -> Charts:
    """The charts of a played drill."""
    bundle = uneven(played())
    return draw(analyse(bundle, score(bundle), lang), Words(bundle.plan, lang))


def test_same_report_same_pictures() -> None:
    """Drawing twice gives the same letters at the same places."""
    assert drawn() == drawn()


def test_marks_hold_against_the_schema() -> None:
    """Drawing skips Altair's checks for speed; here they are on."""
    canvas = Canvas(100, 80)
    canvas.rects([{"x": 0, "y": 0, "x2": 9, "y2": 9}], color="red", opacity=1)
    canvas.rules([{"x": 0, "y": 0, "x2": 9, "y2": 9}], strokeDash=[4, 3])
    canvas.line([{"x": 0, "y": 0}, {"x": 9, "y": 9}], color="red", strokeDash=[1, 0], strokeWidth=2.0)
    canvas.points([{"x": 3, "y": 3, "angle": 90}], color="red", shape="triangle", size=9)
    canvas.labels([{"x": 3, "y": 3, "text": "x"}], align="center", fontWeight="bold")
    charts = [canvas._chart(layer) for layer in canvas._layers.values()]
    alt.layer(*charts, width=100, height=80, background="transparent", padding=2).to_dict()
    assert len(charts) == 6


def test_pictures_name_our_face_and_no_other() -> None:
    """A machine's own fonts must not change the layout."""
    for svg in vars_of(drawn()):
        assert FONT in svg
        assert svg.count("font-family") == svg.count(f'font-family="{FONT}"')


def vars_of(charts: Charts) -> list[str]:
    """Every picture of a report."""
    return [charts.curves, charts.harms, charts.province, charts.lanes, charts.knowledge, charts.services, charts.path]


def test_words_in_pictures_are_escaped() -> None:
    """A name with markup is text in the picture, in its title and in its description."""
    canvas = Canvas(50, 50)
    canvas.texts([{"x": 1, "y": 1, "text": "<script>&\\"}])
    svg = canvas.svg("x", "<b>title", "desc & <i>")
    assert "<script>" not in svg
    assert "&lt;script&gt;&amp;" in svg
    assert "&lt;b&gt;title" in svg
    assert "desc &amp; &lt;i&gt;" in svg


def test_nothing_to_draw_is_no_picture() -> None:
    """A drill in which nothing happened has the two charts of harm and no more."""
    bundle = empty()
    report: Report = analyse(bundle, score(bundle), "vi")
    charts = draw(report, Words(bundle.plan, "vi"))
    assert (charts.lanes, charts.knowledge, charts.services, charts.path) == ("", "", "", "")
    assert charts.curves
    assert charts.harms


def test_time_axis_has_whole_hours_or_parts() -> None:
    """Ticks stand on round clock times, in order, inside the axis."""
    words = Words(small_plan(), "vi")
    axis = TimeAxis(words, 125 * 60_000, 0, 600)
    assert [text for text, _ in axis.ticks] == ["06:00", "06:15", "06:30", "06:45", "07:00", "07:15", "07:30", "07:45", "08:00"]
    assert all(first[1] < second[1] for first, second in pairwise(axis.ticks))
    assert (axis.x(-1), axis.x(10**9)) == (0, 600)


@pytest.mark.parametrize(("value", "top"), [(0, 4), (4, 5), (64, 100), (101, 200), (700, 1000), (27_000, 50_000)])
def test_scale_ends_on_a_round_number(value: int, top: int) -> None:
    """The axis holds the greatest value."""
    assert nice_top(value) == top


def test_long_names_are_cut_between_lines() -> None:
    """Two lines at most, the rest as dots."""
    assert wrapped("Đội ứng cứu sự cố an toàn thông tin mạng tỉnh", 18) == "Đội ứng cứu sự cố\nan toàn thông tin…"
    assert wrapped("", 5) == ""


def luminance(color: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2 defines it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["#ffffff", style.FAINT])
def test_colours_of_words_can_be_read(ground: str) -> None:
    """Every colour that words are set in reaches WCAG AA on white and on the pale bands; symbols reach 3 to 1."""
    for color in (style.INK, style.MUTED, *(color for color, _, _ in style.RUN.values())):
        assert contrast(color, ground) >= 4.5
    marks = [color for color, _ in (*style.CATEGORY.values(), *style.STATE.values(), *style.TEAM)]
    for color in (*marks, *(color for color, _, _ in style.BAND.values())):
        assert contrast(color, ground) >= 3.0


def test_meaning_never_hangs_on_colour_alone() -> None:
    """Categories, bands, teams and runs differ in shape, size or dash as well."""
    assert len({shape for _, shape in style.CATEGORY.values()}) == len(style.CATEGORY)
    assert len({(shape, size) for _, shape, size in style.BAND.values()}) == len(style.BAND)
    assert len({shape for _, shape in style.TEAM}) == len(style.TEAM)
    assert len({tuple(dash) for _, dash, _ in style.RUN.values()}) == len(style.RUN)
