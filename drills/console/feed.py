"""The team's events as lines: what happened, when, in words."""

from __future__ import annotations

from dataclasses import dataclass

from drills.console.facts import fact_words
from drills.console.frame import Frame
from drills.console.messages import reply_words, sender
from drills.console.signs import EVENT, HYPOTHESIS, NO_SIGN, SCOPE, TASK, Sign
from drills.console.spans import one_line
from drills.console.words import Words
from engine.knowledge import OBSERVED
from engine.messages import Data, Event
from engine.texts import clean
from engine.views import TaskView

SILENT = frozenset(("flagged", "learnt", "order-refused", "drill-ended"))
"""Kinds with nothing to say to a person: what they bring is shown elsewhere."""
WHOLE = 1000
"""Level (per-mille) of a service that has all."""
_READ = {"read-memory": "memory", "read-disk": "disk", "read-logs": "logs"}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the log: when (drill ms), its sign, its words and their tone."""

    key: str
    at: int
    glyph: str
    words: str
    tone: str


def feed(frame: Frame, most: int = 200) -> tuple[Told, ...]:
    """The last lines, newest first."""
    out = []
    events = frame.view.feed
    for number in range(len(events) - 1, -1, -1):
        event = events[number]
        if event.kind in SILENT or event.at < 0:
            continue
        sign = event_sign(event)
        out.append(Told(f"{number}", event.at, sign.glyph, feed_words(frame, event), sign.tone))
        if len(out) >= most:
            break
    return tuple(out)


def event_sign(event: Event) -> Sign:
    """How an event looks in the log; what has got well again does not look like what has failed."""
    sign = EVENT.get(event.kind, NO_SIGN)
    if event.kind in ("service-noticed", "place-noticed") and event.data["level"] >= WHOLE:
        return Sign("·", "good")
    if event.kind == "switched" and not event.data["on"]:
        return Sign("○", "dim")
    if event.kind == "task-ended":
        ended = TASK.get(str(event.data["outcome"]), sign)
        return Sign(ended.glyph, "danger" if event.data["outcome"] == "failed" else "")
    return sign


def feed_words(frame: Frame, event: Event) -> str:
    """One event in words."""
    words = frame.words
    maker = _MAKERS.get(event.kind)
    text = maker(frame, event.data) if maker is not None else words.say(f"event.{event.kind}", _named(words, event.data))
    return one_line(clean(text))


def _named(words: Words, data: Data) -> Data:
    """Data in which text ids stand as the words that they name."""
    hint = data.get("hint")
    return data | {"hint": words.said(hint)} if isinstance(hint, str) else data


def task_words(frame: Frame, action: str, target: str, *, target_first: bool = False) -> str:
    """An action and its target: «Cô lập máy · TTDL-FILE02»; in narrow columns what differs comes first."""
    name = frame.words.value("action", action)
    if not target:
        return name
    if target in frame.alerts:
        thing = frame.words.name(frame.alerts[target].asset)
    elif target in frame.indicators:
        thing = one_line(clean(frame.indicators[target].value))
    else:
        thing = frame.words.name(target)
    return f"{thing} · {name}" if target_first else f"{name} · {thing}"


def asked(frame: Frame, task: TaskView) -> str:
    """The team that a task was asked of and that has not answered yet, '' where none was."""
    action = frame.atlas.actions.get(task.action)
    if task.state != "awaiting" or action is None:
        return ""
    doer = frame.atlas.doer(frame.view.team, action, task.target)
    return doer if doer != frame.view.team else ""


def _ordered(frame: Frame, data: Data) -> str:
    said = task_words(frame, data["action"], data["target"])
    doer = data.get("doer", frame.view.team)
    if data["state"] == "awaiting" and doer != frame.view.team:
        return frame.words.tell("Asked {team}: {task}", team=frame.words.name(doer), task=said)
    if data["state"] == "awaiting":
        return frame.words.tell("Asked for direction: {task}", task=said)
    return frame.words.tell("Ordered: {task}", task=said)


def _started(frame: Frame, data: Data) -> str:
    task = frame.tasks.get(data["task"])
    said = task_words(frame, task.action, task.target) if task else ""
    return frame.words.tell("Begun: {task}", task=said)


def _approved(frame: Frame, data: Data) -> str:
    task = frame.tasks.get(data["task"])
    said = task_words(frame, task.action, task.target) if task else ""
    by = frame.words.said(f"by.{data['by']}") or frame.words.name(str(data["by"]))
    return frame.words.tell("{who} agreed: {task}", who=by, task=said)


def _ended(frame: Frame, data: Data) -> str:
    outcome = frame.words.said(f"outcome.{data['outcome']}", str(data["outcome"]))
    text = f"{outcome}: {task_words(frame, data['action'], data['target'])}"
    params = data.get("params", {})
    reason = params.get("reason")
    if not isinstance(reason, str):
        return text
    why = next((said for sort in ("reason", "refusal", "answer") if (said := frame.words.said(f"{sort}.{reason}", params=params))), "")
    return f"{text} ({why})" if why else text


def _collected(frame: Frame, data: Data) -> str:
    observation = str(data["what"]).removeprefix(OBSERVED)
    if observation != data["what"]:
        seen = frame.words.said(f"observation.{observation}.else", frame.words.tell("nothing to see"))
        return f"{frame.words.said(f'observation.{observation}', observation)}: {seen}"
    what = _READ.get(str(data["what"]), str(data["what"]))
    return frame.words.say("event.collected", {"asset": data["asset"], "what": what})


def _swept(frame: Frame, data: Data) -> str:
    words = frame.words
    if not data["hits"]:
        return words.tell(
            "Swept for {value}: seen nowhere; {blind} machines could not be checked", value=data["value"], blind=data["blind"]
        )
    hits = ", ".join(words.name(asset) for asset in data["hits"][:6])
    more = f" +{len(data['hits']) - 6}" if len(data["hits"]) > 6 else ""
    return words.tell(
        "Swept for {value}: seen on {hits}; {blind} machines could not be checked",
        value=data["value"],
        hits=hits + more,
        blind=data["blind"],
    )


def _organised(frame: Frame, data: Data) -> str:
    words = frame.words
    what = str(data["what"])
    if what.startswith("paper:"):
        return words.tell("Paper intake runs for: {service}", service=words.name(what[6:]))
    return words.said(f"what.{what}") or words.said(f"action.{what}", what)


def _switched(frame: Frame, data: Data) -> str:
    words = frame.words
    name = one_line(words.value("switch", data["switch"]))
    measure = f"{name} ({words.name(str(data['site']))})" if data.get("site") else name
    by = str(data.get("by", ""))
    if by and by != frame.view.team:
        team = words.name(by)
        return (
            words.tell("In force from now on, by {team}: {measure}", team=team, measure=measure)
            if data["on"]
            else words.tell("No longer in force, by {team}: {measure}", team=team, measure=measure)
        )
    return (
        words.tell("In force from now on: {measure}", measure=measure)
        if data["on"]
        else words.tell("No longer in force: {measure}", measure=measure)
    )


def _counted(frame: Frame, data: Data) -> str:
    words = frame.words
    pile = one_line(words.value("pile", data["pile"]))
    unit = one_line(words.said(f"pile.{data['pile']}.unit"))
    waiting = words.tell("{count} {unit} waiting", count=words.count(data["waiting"]), unit=unit)
    late = f", {words.tell('{count} late', count=words.count(data['late']))}" if data["late"] else ""
    return f"{pile}: {waiting}{late}"


def _sent(frame: Frame, data: Data) -> str:
    words = frame.words
    text = words.say("event.report-sent", data)
    if data.get("signed_by"):
        text = f"{text}, {words.tell('signed by {who}', who=words.value('person', data['signed_by']))}"
    if data.get("unsigned"):
        text = f"{text}, {words.tell('not signed: it counts as a notice')}"
    return text if data["on_time"] else f"{text} – {words.tell('late')}"


def _replied(frame: Frame, data: Data) -> str:
    free = one_line(clean(str(data.get("free", ""))))
    message = frame.messages.get(data["message"])
    if message is None:
        return frame.words.say("event.replied")
    said = reply_words(frame, message, data["reply"])
    text = frame.words.tell("Answered {sender}: {reply}", sender=sender(frame, message), reply=said)
    return f"{text} – “{free}”" if free else text


def _missed(frame: Frame, data: Data) -> str:
    message = frame.messages.get(data["message"])
    if message is None:
        return frame.words.say("event.reply-missed")
    return frame.words.tell("Time ran out without an answer to {sender}", sender=sender(frame, message))


def _site(frame: Frame, data: Data) -> str:
    words = frame.words
    if not data["planes"]:
        return words.tell("{site}: no line left", site=words.name(data["site"]))
    return words.say("event.site-noticed", data)


def _board(frame: Frame, data: Data) -> str:
    """An entry of the case board, by what it is about."""
    words, text = frame.words, one_line(clean(str(data["text"])))
    if data["kind"] == "hypothesis":
        return words.tell("Hypothesis, {state}: {text}", state=words.tell(HYPOTHESIS[data["state"]].word), text=text)
    why = f" – {text}" if text else ""
    if data["kind"] == "scope":
        state = "suspected" if data["state"] == "in" and data["sure"] == "low" else data["state"]
        return words.tell("Scope: {asset} {state}", asset=words.name(data["item"]), state=words.tell(SCOPE[state].word)) + why
    return words.tell("Pinned: {fact}", fact=fact_words(frame, data["item"])) + why


_MAKERS = {
    "board-changed": _board,
    "task-ordered": _ordered,
    "task-started": _started,
    "task-approved": _approved,
    "task-ended": _ended,
    "collected": _collected,
    "swept": _swept,
    "organised": _organised,
    "switched": _switched,
    "pile-counted": _counted,
    "report-sent": _sent,
    "replied": _replied,
    "reply-missed": _missed,
    "site-noticed": _site,
}
