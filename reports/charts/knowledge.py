"""What was known when: each key fact from the moment it was true to the last team that learnt it."""

from __future__ import annotations

from reports.charts.canvas import SMALL, Canvas, TimeAxis, wrapped
from reports.charts.style import AMBER, ATTACK, INK, MUTED, TEAM
from reports.model import FactRow, Report
from reports.words import Words

MINUTE = 60_000
PITCH = 30


def knowledge(report: Report, words: Words) -> str:
    """The chart, '' where there is no key fact."""
    facts = report.knowledge
    if not facts:
        return ""
    left, right = 300, 890
    bottom = 6 + PITCH * len(facts)
    canvas = Canvas(900, bottom + 20)
    axis = TimeAxis(words, (report.end_minute - report.start_minute) * MINUTE, left, right)
    canvas.time_axis(axis, 2, bottom)
    for number, fact in enumerate(facts):
        _fact(canvas, fact, axis, 6 + PITCH * number + PITCH / 2)
    teams = [(knew.name, *TEAM[number % len(TEAM)]) for number, knew in enumerate(facts[0].teams)]
    canvas.legend(
        (
            (words.text("came true"), ATTACK, "triangle-down"),
            (words.text("before the drill"), ATTACK, "triangle-left"),
            (words.text("first alert"), AMBER, "diamond"),
        ),
        bottom + 34,
    )
    canvas.legend(teams, bottom + 54)
    return canvas.svg("knowledge", words.text("What was known when"), _told(facts, words))


def _fact(canvas: Canvas, fact: FactRow, axis: TimeAxis, y: float) -> None:
    canvas.texts([{"x": left_edge(), "y": y, "text": wrapped(fact.text, 46)}], fontSize=SMALL)
    known = [knew.at for knew in fact.teams if knew.at is not None]
    start, end = axis.x(fact.at), axis.x(max(known)) if known else axis.x(fact.at)
    canvas.rules([{"x": start, "y": y, "x2": end, "y2": y}], color=MUTED, strokeWidth=2)
    canvas.points([{"x": start, "y": y}], color=ATTACK, shape="triangle-left" if fact.at < 0 else "triangle-down", size=62)
    if fact.alert_at is not None:
        canvas.points([{"x": axis.x(fact.alert_at), "y": y}], color=AMBER, shape="diamond", size=62)
    for number, knew in enumerate(fact.teams):
        if knew.at is not None:
            color, shape = TEAM[number % len(TEAM)]
            canvas.points([{"x": axis.x(knew.at), "y": y}], color=color, shape=shape, size=62, stroke="white", strokeWidth=1)
    if not known:
        canvas.texts([{"x": start + 10, "y": y, "text": fact.first_team}], fontSize=SMALL, color=INK, fontStyle="italic")


def left_edge() -> int:
    """Where the facts' words begin."""
    return 6


def _told(facts: tuple[FactRow, ...], words: Words) -> str:
    known = sum(any(knew.at is not None for knew in fact.teams) for fact in facts)
    return words.text("{known} of {all} key facts came to be known by some team.", known=words.number(known), all=words.number(len(facts)))
