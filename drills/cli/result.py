"""What a finished drill comes to, for `dientap run`: one JSON object with a published schema, and the same in words."""

from __future__ import annotations

from typing import Any

from drills.language import _, current, mark
from engine.bundle import Bundle
from engine.messages import Event
from engine.plan import Plan
from engine.scoring import Scorecard, curve
from engine.texts import Speaker

RATINGS = {"P": mark("Good"), "S": mark("Fair"), "M": mark("Pass"), "U": mark("Not passed"), "": mark("not rated")}
HARMS = ("service", "data", "evidence", "information", "weighted")

_PERMILLE = {"type": "integer", "description": "per-mille"}
_HARM_TEXTS = {
    "service": "user-milliseconds of service lost",
    "data": "people whose data was exposed, or records lost",
    "evidence": "evidence points destroyed before anybody collected them",
    "information": "public trust lost, per-mille",
    "weighted": "the four folded by the scenario's weights, milli-points",
}
_OBJECTIVE = {
    "type": "object",
    "required": ["id", "rating", "points", "due", "judged", "earned"],
    "properties": {
        "id": {"type": "string"},
        "rating": {"enum": ["P", "S", "M", "U", ""], "description": "'' where under 80 % of what came due is judged"},
        "points": {"type": "integer", "description": "milli-points"},
        "due": {"type": "integer", "description": "milli-points"},
        "judged": {"type": "integer", "description": "milli-points"},
        "earned": {"type": "integer", "description": "milli-points"},
    },
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "dientap run --json",
    "type": "object",
    "required": [
        "drill", "scenario", "network", "seed", "bots", "events", "digest", "score", "coverage",
        "harm", "avoided_harm", "path", "objectives", "services",
    ],
    "properties": {
        "drill": {"type": "string", "description": "id in the store, for `dientap report` and `dientap drills`"},
        "scenario": {"type": "string"},
        "network": {"type": "string"},
        "seed": {"type": "integer"},
        "bots": {"type": "string", "description": "level of the bots: idle, novice, trained, expert"},
        "events": {"type": "integer", "description": "number of events"},
        "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 over the canonical events"},
        "score": {**_PERMILLE, "description": "earned / judged, per-mille"},
        "coverage": {**_PERMILLE, "description": "judged / due, per-mille"},
        "range": {
            "type": "array", "items": _PERMILLE, "minItems": 2, "maxItems": 2,
            "description": "score if the unjudged earned nothing, or everything",
        },
        "rating": {"enum": ["P", "S", "M", "U", ""]},
        "harm": {
            "type": "object",
            "required": list(HARMS),
            "properties": {name: {"type": "integer", "description": _HARM_TEXTS[name]} for name in HARMS},
        },
        "avoided_harm": {
            "type": ["integer", "null"],
            "description": "(nobody - team) / (nobody - reference), per-mille; null where not measurable",
        },
        "path": {"type": "array", "items": {"type": "string"}, "description": "ids of the adversary's steps that succeeded, in order"},
        "objectives": {"type": "array", "items": _OBJECTIVE},
        "services": {"type": "object", "additionalProperties": {"type": "integer"}, "description": "user-milliseconds lost, by service"},
    },
}  # fmt: skip


def result(drill: str, level: str, bundle: Bundle, digest: str, card: Scorecard) -> dict[str, Any]:
    """The JSON object of a finished drill."""
    plan = bundle.plan
    return {
        "drill": drill,
        "scenario": plan.scenario,
        "network": plan.network,
        "seed": bundle.header.seed,
        "bots": level,
        "events": len(bundle.events),
        "digest": digest,
        "score": card.score,
        "coverage": card.coverage,
        "range": [card.low, card.high],
        "rating": card.rating,
        "harm": {name: getattr(card.harm, name) for name in HARMS},
        "avoided_harm": card.avoided,
        "path": path_of(plan, bundle.events),
        "objectives": [
            {"id": o.id, "rating": o.rating, "points": o.points, "due": o.due, "judged": o.judged, "earned": o.earned}
            for o in card.objectives
        ],
        "services": curve(bundle.events, bundle.horizon).services,
    }


def path_of(plan: Plan, events: tuple[Event, ...]) -> list[str]:
    """Ids of the adversary's steps that succeeded, each once, in the order of their first success."""
    hostile = {campaign.id for campaign in plan.campaigns if not campaign.benign}
    steps = (event.data["step"] for event in events if event.kind == "step-succeeded" and event.data["campaign"] in hostile)
    return list(dict.fromkeys(steps))


def in_words(drill: str, bundle: Bundle, card: Scorecard) -> list[str]:
    """The same for a person."""
    speaker = Speaker(bundle.plan, current())
    hours = card.harm.service // 3_600_000
    lines = [
        _("Drill {drill} is over: {title}").format(drill=drill, title=speaker.say("scenario.title")),
        _("  network {network}, seed {seed}").format(network=bundle.plan.network, seed=bundle.header.seed),
        _("  rating: {rating}; score {score} (between {low} and {high}), {coverage} of what came due was judged").format(
            rating=_(RATINGS[card.rating]),
            score=percent(card.score),
            low=percent(card.low),
            high=percent(card.high),
            coverage=percent(card.coverage),
        ),
        _("  lost: {hours} user-hours of service, data of {people} people, {evidence} evidence points, trust {trust}").format(
            hours=number(hours), people=number(card.harm.data), evidence=card.harm.evidence, trust=percent(card.harm.information)
        ),
        _("  avoidable harm that was avoided: {share}").format(
            share=_("not measurable") if card.avoided is None else percent(card.avoided)
        ),
    ]
    lines += [
        _("  {objective}: {rating}").format(objective=speaker.say(f"objective.{item.id}"), rating=_(RATINGS[item.rating]))
        for item in card.objectives
    ]
    lines.append(_("  report: dientap report {drill}").format(drill=drill))
    return lines


def percent(permille: int) -> str:
    """Per-mille as a percentage, as it is written in the person's language: 71,5%."""
    whole, tenth = divmod(abs(permille), 10)
    mark_ = "," if current() == "vi" else "."
    return f"{'-' if permille < 0 else ''}{whole}{mark_ + str(tenth) if tenth else ''}%"


def number(value: int) -> str:
    """A whole number with its thousands apart: 1.234 in Vietnamese, 1,234 in English."""
    text = f"{value:,}"
    return text.replace(",", ".") if current() == "vi" else text
