"""Pages and lists as plain lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drills.console.feed import SILENT, feed_words, task_words
from drills.console.frame import Frame
from drills.console.messages import body, deadlines, reply_words, sender
from drills.console.screens.reply import in_drawn_order
from drills.console.spans import Line, one_line, plain
from drills.console.widgets.bars import counts, speed_words
from drills.console.words import Words
from engine.messages import Event
from engine.views import AlertView, MessageView


def situation(frame: Frame) -> Iterator[str]:
    """Where things stand, in a few lines."""
    words, tell = frame.words, frame.words.tell
    phases = {
        "paused": tell("the clock is held"),
        "frozen": tell("FROZEN"),
        "over": tell("over"),
        "running": speed_words(frame),
    }
    yield f"{words.clock(frame.now, seconds=True)} · {phases.get(frame.phase, frame.phase)}"
    yield one_line(plain(counts(frame)))
    for due in deadlines(frame):
        basis = f" · {due.basis}" if due.basis else ""
        yield f"{words.clock(due.at)} ({words.left(due.at, frame.now)}): {due.what}{basis}"
    for task in frame.open_tasks:
        yield tell("Under way: {task}", task=task_words(frame, task.action, task.target))


def news(frame: Frame, events: Iterable[Event]) -> Iterator[str]:
    """What the team learnt, a line an event; a message with all its words and answers."""
    for event in events:
        if event.kind in SILENT or event.at < 0:
            continue
        clock = frame.words.clock(event.at)
        yield f"{clock} {feed_words(frame, event)}"
        message = frame.messages.get(str(event.data.get("message", ""))) if event.kind == "message" else None
        if message is not None:
            yield from (f"      {line}" for line in message_lines(frame, message))


def message_lines(frame: Frame, message: MessageView) -> Iterator[str]:
    """What is said, until when, and the answers by number."""
    words, tell = frame.words, frame.words.tell
    yield from body(frame, message).splitlines()
    if message.replied or message.missed or not message.replies:
        return
    if message.due >= 0:
        yield tell("They wait until {time}, {left}.", time=words.clock(message.due), left=words.left(message.due, frame.now))
    number = [item.id for item in frame.view.messages].index(message.id) + 1
    for place, reply in enumerate(in_drawn_order(message), start=1):
        yield f"{place}. {reply_words(frame, message, reply.id)}"
    yield tell("To answer: answer {number} and the answer's number, then your own words.", number=number)


def alert_line(frame: Frame, alert: AlertView) -> str:
    """An alert on one line."""
    words = frame.words
    verdict = words.said(f"verdict.{alert.verdict}") if alert.verdict else words.tell("not checked")
    said = one_line(words.say(f"alert.{alert.kind}"))
    severity = words.said(f"severity.{alert.severity}", str(alert.severity))
    return f"{words.clock(alert.at)} {severity} · {words.name(alert.asset)} · {said} · {verdict}"


def message_line(frame: Frame, message: MessageView) -> str:
    """A message on one line."""
    tell = frame.words.tell
    state = tell("answered") if message.replied else tell("missed") if message.missed else tell("to answer") if message.replies else ""
    return f"{frame.words.clock(message.at)} {sender(frame, message)}: {one_line(body(frame, message))}{f' · {state}' if state else ''}"


def lines(page: Iterable[Line]) -> Iterator[str]:
    """A page's lines without signs of their tone."""
    yield from (plain(line).rstrip() for line in page)


def help_lines(words: Words) -> Iterator[str]:
    """All commands, in the language that is spoken."""
    tell = words.tell
    yield tell("status – where things stand")
    yield tell("alerts, messages, tasks – lists with numbers; crew – who sits in the team")
    yield tell("3 or see 3 – number 3 of the list printed last")
    yield tell("advise – suggestions; do ACTION DEVICE – an action, or do 2 of those offered")
    yield tell("judge 3 true, false or unsure – the alert with number 3 of the alerts")
    yield tell("answer 1 2 words – message 1 with its answer 2, and your own words")
    yield tell("find WORDS – a device; note WORDS – a line in the log; say WORDS – the team's chat")
    yield tell("declare LEVEL; cancel 2 – a task; yes or no – to what was asked")
    yield tell("language – the other language; real incident – the drill freezes at once; quit – leave")
