"""What a team holds, one fact at a time, by its name: what can go with a message, what can be pinned on the case board."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from drills.console.frame import Frame, Thing
from drills.console.spans import one_line
from engine.channels import SHARED
from engine.texts import clean

OUT_OF_ORDER = ("mains-lost", "power-lost", "line-down", "road-blocked")
PINNED = frozenset((
    "finding", "looked", "alert-on", "state", "service-down", "hits", "swept", "blocked", "locked", "message", "declared", "reached",
    "backup-clean", "backup-infected", "backup-unreadable", "backup-altered", "backup-matches", "proven", "switch-on", "switch-off",
    *OUT_OF_ORDER,
))  # fmt: skip
"""First words of facts that tell how the case went; indicators have a list of their own on the board."""


def attachable(frame: Frame) -> tuple[str, ...]:
    """Facts that can go with a message, what was learnt last first."""
    return _newest_first(frame, (fact for fact in frame.view.facts if fact.split(":")[0] in SHARED))


def pinnable(frame: Frame) -> tuple[str, ...]:
    """Facts that can be pinned on the case board and are not there yet, what was learnt last first."""
    there = {item.id for item in frame.view.board.pins}
    return _newest_first(frame, (fact for fact in frame.view.facts if fact.split(":")[0] in PINNED and fact not in there))


def _newest_first(frame: Frame, facts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(facts, key=lambda fact: (-frame.view.since.get(fact, 0), fact)))


def facts_about(frame: Frame, thing: Thing) -> tuple[str, ...]:
    """What could be pinned of one thing: an alert stands for its device, a task for what it brought."""
    view = frame.view
    about = {thing.id}
    found: set[str] = set()
    if thing.kind == "alert" and thing.id in frame.alerts:
        about.add(frame.alerts[thing.id].asset)
    elif thing.kind == "task" and thing.id in frame.tasks:
        about.add(frame.tasks[thing.id].target)
    elif thing.kind == "message" and thing.id in frame.messages:
        inject = frame.messages[thing.id].text.split(".")
        about.add(inject[1] if inject[0] == "inject" and len(inject) > 1 else thing.id)
    for finding in view.findings:
        if finding.asset in about or finding.task == thing.id:
            found.add(f"finding:{finding.artefact}" if finding.artefact else f"looked:{finding.observation}")
    return tuple(fact for fact in pinnable(frame) if fact in found or not about.isdisjoint(_parts(fact)))


def _parts(fact: str) -> set[str]:
    """The ids that a fact names."""
    return {part for piece in fact.split(":")[1:] for part in piece.split("@")}


def fact_words(frame: Frame, fact: str) -> str:
    """A fact by the name of what it is about."""
    head, _, rest = fact.partition(":")
    maker = _MAKERS.get(head)
    if maker is not None:
        return one_line(maker(frame, rest))
    if head in OUT_OF_ORDER:
        return one_line(frame.words.say(f"event.{head}", {"site": rest, "link": rest}))
    verdict = frame.words.said(f"verdict.{head.removeprefix('backup-')}", head)
    return f"{frame.words.name(rest.partition(':')[0])}: {verdict}"


def _state(frame: Frame, rest: str) -> str:
    asset, _, state = rest.partition(":")
    return f"{frame.words.name(asset)}: {frame.words.said(f'state.{state}', state)}"


def _service(frame: Frame, rest: str) -> str:
    service, _, site = rest.partition("@")
    place = f" ({frame.words.name(site)})" if site else ""
    return frame.words.tell("{service} fails", service=f"{frame.words.name(service)}{place}")


def _indicator(frame: Frame, name: str) -> str:
    return one_line(clean(frame.indicators[name].value)) if name in frame.indicators else frame.words.name(name)


def _looked(frame: Frame, observation: str) -> str:
    """What was looked at, and what there was to see."""
    words = frame.words
    seen = [item for item in frame.view.findings if item.observation == observation]
    nothing = bool(seen) and not any(item.artefact for item in seen)
    what = words.said(f"observation.{observation}.else" if nothing else f"observation.{observation}", observation)
    return words.tell("looked: {what}", what=one_line(what))


def _message(frame: Frame, inject: str) -> str:
    words = frame.words
    sender = words.said(f"inject.{inject}.from") or words.tell("a message")
    return f"{sender}: {one_line(words.said(f'inject.{inject}.says'))}"


def _measure(frame: Frame, switch: str) -> str:
    return one_line(frame.words.value("switch", switch))


_MAKERS: dict[str, Callable[[Frame, str], str]] = {
    "state": _state,
    "service-down": _service,
    "indicator": lambda frame, rest: frame.words.tell("indicator {value}", value=_indicator(frame, rest)),
    "swept": lambda frame, rest: frame.words.tell("searched for {value}", value=_indicator(frame, rest)),
    "hits": lambda frame, rest: frame.words.tell("seen by search: {value}", value=_indicator(frame, rest)),
    "blocked": lambda frame, rest: frame.words.tell("blocked here: {value}", value=_indicator(frame, rest)),
    "alert": lambda frame, rest: frame.words.tell("alert: {what}", what=one_line(frame.words.value("kind", rest))),
    "alert-on": lambda frame, rest: frame.words.tell("alert on {asset}", asset=frame.words.name(rest)),
    "finding": lambda frame, rest: frame.words.tell("finding: {what}", what=one_line(frame.words.value("artefact", rest))),
    "locked": lambda frame, rest: frame.words.tell("account locked: {name}", name=frame.words.name(rest)),
    "looked": _looked,
    "message": _message,
    "declared": lambda frame, rest: frame.words.tell("declared: {level}", level=frame.words.value("level", rest)),
    "reached": lambda frame, rest: frame.words.tell("reached: {who}", who=frame.words.value("person", rest)),
    "proven": lambda frame, rest: frame.words.tell("shown to be clean: {system}", system=frame.words.name(rest)),
    "switch-on": lambda frame, rest: frame.words.tell("in force: {measure}", measure=_measure(frame, rest)),
    "switch-off": lambda frame, rest: frame.words.tell("no longer in force: {measure}", measure=_measure(frame, rest)),
}
