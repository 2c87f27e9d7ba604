"""Shifts: tired people work more slowly and show themselves more; handing over rests a team, and what was not written is stale."""

from __future__ import annotations

from collections.abc import Iterator

from engine.messages import Event
from engine.plan import Effect, Shift
from engine.response import Outcome, Response, Task
from engine.world import World

RESTED = 1000
"""Per-mille: as the plan's durations and chances stand."""


class Shifts:
    """How long each team has been at work."""

    def __init__(self, world: World, response: Response) -> None:
        self._world = world
        self._since: dict[str, int] = {team.id: team.shift.since_ms for team in world.index.plan.teams if team.shift is not None}
        response.lasting.append(self._lasts)

    def _tired(self, team: str) -> Shift | None:
        """The team's shift, where it has been at work for too long; None where it is rested or has no shifts."""
        shift = self._world.index.teams[team].shift
        if shift is None or self._world.clock.now - self._since[team] < shift.tired_after_ms:
            return None
        return shift

    def _lasts(self, task: Task, takes: int) -> int:
        """Fixed when the task starts, so that a later hand-over changes no draw."""
        shift = self._tired(task.doer)
        return takes if shift is None else takes * shift.slower // RESTED

    def slips(self, team: str) -> int:
        """How much more likely the team's doing is to be noticed, per-mille of the rested one."""
        shift = self._tired(team)
        return RESTED if shift is None else shift.slips

    def hand_over(self, task: Task, _: Effect) -> Outcome:
        """The next shift takes over; what the last one read and wrote nowhere, it has to look up again."""
        if task.owner not in self._since:
            return "nothing", {"reason": "no-shifts"}
        self._since[task.owner] = self._world.clock.now
        stale = list(_unwritten(self._world.knowledge[task.owner].log))
        self._world.emit("shift-changed", (task.owner,), {"stale": stale})
        return "done", {"count": len(stale)}


def _unwritten(log: list[Event]) -> Iterator[str]:
    """Findings of a team that stand in no message and on no board."""
    written = {fact for event in log for fact in _facts_written(event)}
    for event in log:
        if event.kind == "found" and f"finding:{event.data['artefact']}" not in written:
            yield event.data["finding"]


def _facts_written(event: Event) -> list[str]:
    """Facts that an event put on record: attached to a message."""
    return list(event.data["about"]) if event.kind == "sent" else []
