"""Reports half written: the fields of a form, and what the view can already say in them."""

from __future__ import annotations

from dataclasses import dataclass

from drills.console.frame import Frame
from drills.console.spans import one_line

_GRAVE = ("confirmed", "encrypted", "isolated", "off")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a report: its key in the journal, its label, what is already written, and whether the person supplies it."""

    key: str
    label: str
    text: str
    asked: bool = False


def fields(frame: Frame) -> tuple[Field, ...]:
    """The fields of a report, after QĐ 05/2017's initial report: the person supplies what the system cannot know."""
    tell = frame.words.tell
    return (
        Field("what", tell("What happened"), "", asked=True),
        Field("needs", tell("Help or direction needed"), "", asked=True),
        Field("since", tell("Found at"), _since(frame)),
        Field("affected", tell("Affected"), _affected(frame)),
        Field("services", tell("Services"), _services(frame)),
        Field("done", tell("Done so far"), _done(frame)),
    )


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


def _done(frame: Frame) -> str:
    words = frame.words
    done = [words.value("action", task.action) for task in frame.view.tasks if task.state == "done"]
    return one_line("; ".join(dict.fromkeys(done))) or words.tell("nothing finished yet; being checked")
