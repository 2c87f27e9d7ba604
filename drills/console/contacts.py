"""People beside the teams: who they are, which numbers there are, who was reached, who signs."""

from __future__ import annotations

from drills.console.frame import Frame
from drills.console.listings import Column, Listing, Row
from drills.console.offers import offer_for
from drills.console.spans import Line, one_line
from engine.plan import Channel, Person


def people_listing(frame: Frame) -> Listing:
    """Everybody in the roster under the body that he belongs to, with what is known of reaching him."""
    people = sorted(frame.plan.organisation.people, key=lambda person: (frame.words.name(person.org), person.id))
    rows: list[Row] = []
    body = ""
    for person in people:
        if person.org != body:
            body = person.org
            rows.append(Row("", ((f" {frame.words.name(body)}", "label"),)))
        rows.append(_row(frame, person))
    return Listing((Column(1), Column(0), Column(24)), tuple(rows), frame.words.tell("This drill names nobody to call."))


def _row(frame: Frame, person: Person) -> Row:
    words = frame.words
    known = next((item for item in frame.view.contacts if item.id == person.id), None)
    if known is None:
        sign, state = ("○", "dim"), (words.tell("not called yet"), "dim")
    elif known.reached_at >= 0:
        sign, state = ("✓", "good"), (words.tell("reached at {time}", time=words.clock(known.reached_at)), "good")
    else:
        sign, state = ("–", "warn"), (words.tell("no answer at {time}", time=words.clock(known.tried_at)), "warn")
    return Row(person.id, (sign, (person_name(frame, person.id), "strong"), state))


def person_name(frame: Frame, person: str) -> str:
    """Somebody by his office."""
    return one_line(frame.words.said(f"person.{person}", person))


def person_lines(frame: Frame, name: str) -> tuple[Line, ...]:
    """One person's page: body, numbers with those that are known to be dead, what he signs, what a vendor's contract is."""
    words = frame.words
    person = next(item for item in frame.plan.organisation.people if item.id == name)
    known = next((item for item in frame.view.contacts if item.id == name), None)
    dead = known.dead if known is not None else ()
    lines: list[Line] = [((f"{words.tell('Body')}: ", "label"), (words.name(person.org), ""))]
    numbers: list[tuple[str, str]] = []
    for number, _ in person.numbers:
        said = words.said(f"number.{number}", number)
        numbers.append((f"{said} ✖  ", "danger") if number in dead else (f"{said}  ", ""))
    if numbers:
        lines.append(((f"{words.tell('Numbers in the roster')}: ", "label"), *numbers))
    signs_for = [words.name(item.org) for item in frame.plan.organisation.signers if name in (item.person, item.deputy)]
    if signs_for:
        lines.append(((f"{words.tell('Signs for')}: ", "label"), (", ".join(signs_for), "")))
    if person.contract:
        said = words.tell("in force") if person.contract == "valid" else words.tell("lapsed: an addendum is needed first")
        lines.append(((f"{words.tell('Contract')}: ", "label"), (said, "good" if person.contract == "valid" else "warn")))
    return tuple(lines)


def person_listing(frame: Frame, name: str) -> Listing:
    """What can be done about one person: call, call out, ask."""
    words = frame.words
    rows = []
    for action in frame.plan.actions:
        offer = offer_for(frame, action, name) if action.target == "person" else None
        if offer is not None:
            low, high = frame.atlas.range(action.id)
            rows.append(Row(action.id, (("☎", "accent"), (words.value("action", action.id), ""), (words.spread(low, high), "dim"))))
    return Listing((Column(1), Column(0), Column(14)), tuple(rows), words.tell("This team does not call; write to that body instead (g)."))


def channels(frame: Frame) -> tuple[Channel, ...]:
    """Channels that this team's organisation has."""
    org = frame.atlas.teams[frame.view.team].org
    return tuple(item for item in frame.plan.organisation.channels if not item.only or org in item.only)
