"""Papers that wait: orders by word of mouth that are still owed on paper, what lies with a signer, reports that are due."""

from __future__ import annotations

from dataclasses import dataclass

from drills.console.feed import asked, task_words
from drills.console.frame import Frame
from drills.console.messages import duty_words, open_duties
from drills.console.spans import Line
from engine.plan import Action
from engine.views import PaperView, TaskView

CONFIRMS = "confirm-orders"
"""The effect that puts orders by word of mouth on paper."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A task that waits for a word or a signature; `person` '' where no signer is named."""

    task: TaskView
    person: str


def owed_papers(frame: Frame) -> tuple[PaperView, ...]:
    """What was ordered by word of mouth and is not on paper yet, the most urgent first."""
    return tuple(sorted((paper for paper in frame.view.papers if paper.state != "done"), key=lambda paper: (paper.due, paper.id)))


def signatures(frame: Frame) -> tuple[Awaited, ...]:
    """What lies with a signer or waits for direction, the oldest first; what another team was asked for is no paper of ours."""
    waiting = [task for task in frame.open_tasks if task.state == "awaiting" and not asked(frame, task)]
    if not waiting:
        return ()
    with_whom = {event.data["task"]: str(event.data["person"]) for event in frame.view.feed if event.kind == "task-awaits"}
    return tuple(Awaited(task, with_whom.get(task.id, "")) for task in waiting)


def confirming(frame: Frame) -> Action | None:
    """The team's action that puts its orders on paper."""
    may = frame.atlas.teams[frame.view.team].may
    return next((a for a in frame.plan.actions if a.id in may and any(effect.verb == CONFIRMS for effect in a.effects)), None)


def signer(frame: Frame) -> str:
    """Who signs for this team's body, '' where nobody is named."""
    own = frame.atlas.teams[frame.view.team].org
    return next((item.person for item in frame.plan.organisation.signers if item.org == own), "")


def paper_words(frame: Frame, paper: PaperView) -> str:
    """An order by word of mouth that is owed on paper."""
    return frame.words.tell("On paper: {task} (ordered by word of mouth)", task=task_words(frame, paper.action, paper.target))


def signature_words(frame: Frame, item: Awaited) -> str:
    """With whom a paper lies."""
    who = frame.words.value("person", item.person) if item.person else frame.words.tell("the leadership")
    return frame.words.tell("lies with {who}", who=who)


def paperwork_lines(frame: Frame) -> tuple[Line, ...]:
    """All three lists."""
    words, tell = frame.words, frame.words.tell
    lines: list[Line] = []
    for duty in open_duties(frame):
        what, basis = duty_words(frame, duty.id)
        tone = "danger" if duty.state == "missed" else "warn"
        lines.append((("§ ", tone), (f"{what}  ", "strong"), (_due(frame, duty.due), tone), (f" · {basis}", "dim")))
    for paper in owed_papers(frame):
        tone = "danger" if paper.state == "missing" else "warn"
        lines.append((("¶ ", tone), (f"{paper_words(frame, paper)}  ", "strong"), (_due(frame, paper.due), tone)))
    for item in signatures(frame):
        said = task_words(frame, item.task.action, item.task.target)
        since = tell("since {time}", time=words.clock(item.task.ordered_at))
        lines.append((("✎ ", "warn"), (said, "strong"), (f"  {signature_words(frame, item)}, {since}", "dim")))
    return tuple(lines) or (((tell("Nothing is owed and nothing waits for a signature."), "dim"),),)


def _due(frame: Frame, due: int) -> str:
    return f"{frame.words.clock(due)}, {frame.words.left(due, frame.now)}"
