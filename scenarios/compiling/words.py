"""The words that every drill shares, and which of them a plan cannot do without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine import plan
from scenarios.compiling.desk import Desk, Path_
from scenarios.compiling.placeholders import EVENTS, allowed_in_words


def say_words(desk: Desk) -> None:
    """Put the program's words (`event.…`, `refusal.…`, `role.…`) into the plan."""
    for group, names in desk.scenario.words.items():
        for name, text in names.items():
            desk.say(f"{group}.{name}", text, ("words", group, name), allowed_in_words(group, name).__contains__)


def say_head(desk: Desk) -> None:
    """The scenario's own texts."""
    scenario = desk.scenario
    for key, text in (("title", scenario.title), ("briefing", scenario.briefing), ("situation", scenario.situation)):
        desk.say(f"scenario.{key}", text, (key,))
    if scenario.summary is not None:
        desk.say("scenario.summary", scenario.summary, ("summary",))
    profile = scenario.profiles.get(scenario.profile)
    if profile is not None:
        desk.say(f"profile.{scenario.profile}", profile.name, ("profiles", scenario.profile, "name"))


def require(desk: Desk, texts: Mapping[str, plan.Text]) -> None:
    """Note every text that the drill will ask for and that nobody wrote."""
    for text_id, path in dict(_needed(desk)).items():
        if text_id not in texts:
            desk.fault(
                "DT1318",
                path,
                f"Thiếu văn bản «{text_id}».",
                f"The text `{text_id}` is missing.",
                (
                    "Thêm vào «words» của danh mục (scenarios/catalog/words.yaml) hoặc của kịch bản.",
                    "Add it to `words` of the catalogue (scenarios/catalog/words.yaml) or of the scenario.",
                ),
            )


def _needed(desk: Desk) -> Iterator[tuple[str, Path_]]:
    scenario = desk.scenario
    words: Path_ = ("words",)
    for kind in EVENTS:
        yield f"event.{kind}", words
    for number in "1234":
        yield f"severity.{number}", words
    for team, card in scenario.teams.items():
        for role in card.staff:
            yield f"role.{role}", ("teams", team, "staff", role)
    for inject, item in scenario.injects.items():
        for reply, body in item.replies.items():
            yield f"tag.{body.tag}", ("injects", inject, "replies", reply, "tag")
        yield f"via.{item.via}", ("injects", inject, "via")
    yield from ((f"kind-of-indicator.{item.kind}", ("indicators", name, "kind")) for name, item in scenario.indicators.items())
    estate = desk.estate
    yield from ((f"kind.{kind}", words) for kind in sorted({asset.kind for asset in estate.assets}))
    yield from ((f"zone.{zone}", words) for zone in sorted({segment.zone for segment in estate.segments}))
    yield from ((f"link-kind.{kind}", words) for kind in sorted({link.kind for link in estate.links}))
