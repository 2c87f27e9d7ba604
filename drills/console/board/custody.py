"""Evidence in whose hands: as the records of this team have it, and where its own work broke the chain."""

from __future__ import annotations

from dataclasses import dataclass

from drills.console.frame import Frame
from engine.board import REBUILDS
from engine.views import SealView, TaskView

SEALS = "preserve-evidence"
"""The effect that takes an image and seals it."""
_READINGS = frozenset(("done", "nothing"))


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A device from which the team read something, and which it has not sealed."""

    asset: str
    findings: int
    """Readings that held something."""
    at: int
    """When the last was read."""


def holder(frame: Frame, seal: SealView) -> str:
    """Who holds it now, by name: whoever it was handed to last, or who sealed it."""
    return frame.words.name(seal.records[-1].to if seal.records else seal.by)


def holds(frame: Frame, seal: SealView) -> bool:
    """Whether this team may hand it on: it sealed it, or it was handed to this team's organisation."""
    own = frame.atlas.teams[frame.view.team].org
    return seal.by == frame.view.team or bool(seal.hash) or any(record.to == own for record in seal.records)


def broken_by(frame: Frame, seal: SealView) -> TaskView | None:
    """The team's own task that rebuilt the sealed machine before anything was handed over, None where there is none.

    What others did to it is not for this team to know; the report tells it.
    """
    handed = seal.records[0].at if seal.records else frame.now + 1
    for task in frame.view.tasks:
        if task.state in _READINGS and seal.at <= task.ended_at < handed and _rebuilt(frame, task) == seal.asset:
            return task
    return None


def _rebuilt(frame: Frame, task: TaskView) -> str:
    """The asset that a task puts a new system on, '' where it does no such thing."""
    action = frame.atlas.actions.get(task.action)
    if action is None or not any(effect.verb in REBUILDS for effect in action.effects):
        return ""
    backup = frame.atlas.backups.get(task.target)
    return task.target if backup is None else backup.asset


def is_sealing(frame: Frame, action: str) -> bool:
    """Whether an action takes an image and seals it."""
    known = frame.atlas.actions.get(action)
    return known is not None and any(effect.verb == SEALS for effect in known.effects)


def unsealed(frame: Frame) -> tuple[Unsealed, ...]:
    """Devices that were read and are not under a seal that this team knows of, the latest reading first."""
    sealed = {seal.asset for seal in frame.view.board.custody}
    read: dict[str, list[int]] = {}
    for finding in frame.view.findings:
        if finding.artefact and finding.asset in frame.atlas.assets and finding.asset not in sealed:
            read.setdefault(finding.asset, []).append(finding.at)
    found = [Unsealed(asset, len(times), max(times)) for asset, times in read.items()]
    return tuple(sorted(found, key=lambda item: (-item.at, item.asset)))
