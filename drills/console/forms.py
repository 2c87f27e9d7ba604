"""Reports half written: the fields of a form, and what the view can already say in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drills.console.frame import Frame
from drills.console.spans import one_line
from drills.language import mark
from engine.plan import FormField

_GRAVE = ("confirmed", "encrypted", "isolated", "off")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a report: its key in the journal, its label, what is already written, and whether the person supplies it."""

    key: str
    label: str
    text: str
    asked: bool = False


def fields(frame: Frame, form: str) -> tuple[Field, ...]:
    """The fields of a form as the profile lists them, those first that the person must write.

    A form of a plan that lists none has the few that any report needs.
    """
    known = next((item for item in frame.plan.organisation.forms if item.id == form), None)
    listed = known.fields if known is not None else BARE
    made = [Field(item.id, _label(frame, item), "" if item.asked else _FILLED[item.kind](frame), item.asked) for item in listed]
    return tuple(sorted(made, key=lambda field: not field.asked))


def _label(frame: Frame, field: FormField) -> str:
    said = frame.words.say(f"field.{field.id}")
    return frame.words.tell(_BARE_LABELS[field.id]) if said == f"field.{field.id}" and field.id in _BARE_LABELS else said


def _since(frame: Frame) -> str:
    moments = [alert.at for alert in frame.view.alerts if alert.verdict in ("true", "likely-true")] or [a.at for a in frame.view.alerts]
    return frame.words.clock(min(moments)) if moments else ""


def _affected(frame: Frame) -> str:
    names = [frame.words.name(asset.id) for asset in frame.view.assets if asset.state in _GRAVE]
    more = f" +{len(names) - 6}" if len(names) > 6 else ""
    if names:
        return "; ".join(names[:6]) + more
    suspects = [frame.words.name(asset.id) for asset in frame.view.assets if asset.state == "suspect"]
    if suspects:
        return frame.words.tell("suspect: {names}", names="; ".join(suspects[:6]))
    return frame.words.tell("not established yet")


def _services(frame: Frame) -> str:
    words = frame.words
    down = [f"{words.name(name)}: {words.value('level', level)}" for name, level in frame.levels.items() if level < 1000]
    return "; ".join(down) or words.tell("no interruption heard of")


def _level(frame: Frame) -> str:
    return frame.words.value("level", frame.view.declared) if frame.view.declared else ""


def _people(frame: Frame) -> str:
    return str(frame.view.concerned) if frame.view.concerned >= 0 else ""


def _nothing(_: Frame) -> str:
    return ""


def _done(frame: Frame) -> str:
    words = frame.words
    done = [words.value("action", task.action) for task in frame.view.tasks if task.state == "done"]
    return one_line("; ".join(dict.fromkeys(done))) or words.tell("nothing finished yet; being checked")


_FILLED: dict[str, Callable[[Frame], str]] = {
    "text": _nothing,
    "time": _since,
    "systems": _affected,
    "services": _services,
    "people": _people,
    "level": _level,
    "measures": _done,
    "help": _nothing,
}
"""Kind of field → what the view can already say in it."""
BARE = (
    FormField("what", "text", asked=True),
    FormField("needs", "help", asked=True),
    FormField("since", "time"),
    FormField("systems", "systems"),
    FormField("services", "services"),
    FormField("done", "measures"),
)
_BARE_LABELS = {
    "what": mark("What happened"),
    "needs": mark("Help or direction needed"),
    "since": mark("Found at"),
    "systems": mark("Affected"),
    "services": mark("Services"),
    "done": mark("Done so far"),
}
