"""Messages, duties and watches as words: who writes, what is asked, until when, and on what basis."""

from __future__ import annotations

from dataclasses import dataclass

from drills.console.frame import Frame, Thing
from drills.console.spans import one_line
from engine.texts import clean
from engine.views import DutyView, MessageView

REQUEST_REPLIES = ("accept", "decline")


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that is due: `what` in words, `basis` in words ('' where there is none to name)."""

    thing: Thing
    at: int
    what: str
    basis: str


def inject_of(message: MessageView) -> str:
    """The inject behind a message, '' where there is none."""
    return message.text[len("inject.") : -len(".says")] if message.text.startswith("inject.") and message.text.endswith(".says") else ""


def sender(frame: Frame, message: MessageView) -> str:
    """Who writes."""
    words = frame.words
    if words.has(message.sender):
        return one_line(words.say(message.sender))
    return words.name(message.sender.rpartition(".")[2])


def body(frame: Frame, message: MessageView) -> str:
    """What is said."""
    words = frame.words
    params = message.params
    if message.kind == "request":
        asked = words.value("action", params.get("action", ""))
        target = words.name(str(params["target"])) if params.get("target") else ""
        text = words.tell("We ask you for: {action}", action=f"{asked} {target}".strip())
        why = one_line(clean(str(params.get("why", ""))))
        return f"{text}. {words.tell('Reason: {why}', why=why)}" if why else f"{text}."
    if words.has(message.text):
        return words.say(message.text, params)
    if message.kind == "report":
        return words.tell("Received: {form}", form=words.value("form", params.get("form", "")))
    return words.say(message.text, params)


def reply_words(frame: Frame, message: MessageView, reply: str) -> str:
    """What an offered answer says."""
    words = frame.words
    if message.kind == "request":
        offered = {
            "accept": words.tell("Agree: our people will do it"),
            "decline": words.tell("Decline"),
        }
        return offered.get(reply, reply)
    return one_line(words.say(f"inject.{inject_of(message)}.reply.{reply}"))


def duty_words(frame: Frame, duty: str) -> tuple[str, str]:
    """A duty's name and basis; a deadline without a known basis is the drill's own rule."""
    words = frame.words
    record = frame.atlas.duties.get(duty)
    form = words.value("form", record.form) if record is not None else duty
    return words.said(f"duty.{duty}", form), words.said(f"duty.{duty}.basis", words.tell("by the drill's rules"))


def open_duties(frame: Frame) -> tuple[DutyView, ...]:
    """Reports that are still owed, the most urgent first."""
    return tuple(sorted((duty for duty in frame.view.duties if duty.state in ("open", "missed")), key=lambda duty: duty.due))


def deadlines(frame: Frame) -> tuple[Deadline, ...]:
    """Everything that is due to this team, the nearest first."""
    words = frame.words
    found = [Deadline(Thing("duty", duty.id), duty.due, *duty_words(frame, duty.id)) for duty in open_duties(frame) if duty.state == "open"]
    found += [
        Deadline(Thing("message", message.id), message.due, words.tell("Answer {sender}", sender=sender(frame, message)), "")
        for message in frame.waiting
        if message.due >= 0
    ]
    for until, note in frame.view.watches:
        what = one_line(clean(note)) or words.tell("Look again")
        found.append(Deadline(Thing("watch", str(until)), until, what, words.tell("set by us")))
    return tuple(sorted(found, key=lambda item: (item.at, item.thing.kind, item.thing.id)))
