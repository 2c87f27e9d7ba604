"""Requests and orders between teams: put before the team whose people must do it, answered, or left lying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.messages import Data, Receipt, Reply
from engine.people import People
from engine.response import REQUEST_WAITS_MS, Response, Task
from engine.world import World

if TYPE_CHECKING:
    from engine.coordination import Coordination

ANSWERS = ("accept", "decline")


class Requests:
    """What one team wants of another's people."""

    def __init__(self, world: World, response: Response, coordination: Coordination, people: People) -> None:
        self._world = world
        self._people = people
        self._response = response
        self._coordination = coordination
        self._tasks: dict[str, Task] = {}
        """Message id → the task that waits for its answer."""
        self._answered: set[str] = set()
        response.ask_team = self._put

    def _put(self, task: Task) -> None:
        """Put it before the doing team: as an order where the profile lets this organisation order that one, else as a request."""
        world = self._world
        name = world.draws.opaque("request", task.id)
        self._tasks[name] = task
        owner, doer = world.index.teams[task.owner].org, world.index.teams[task.doer].org
        rule = world.index.order_rule(owner, doer, task.action.id)
        task.ordered_by = "" if rule is None else owner
        kind = "order" if task.ordered_by else "request"
        params = {"action": task.action.id, "target": task.target, "team": task.owner, "params": task.params, "why": task.why}
        replies = (("accept", "comply"), ("decline", "decline"))
        due = world.clock.now + REQUEST_WAITS_MS
        self._coordination.message(name, (task.doer,), kind, "phone", f"team.{task.owner}", f"what.{kind}", params, replies, due, "")
        if rule is not None and doer not in rule.whom and world.index.is_over_head(owner, doer):
            data = {"team": task.owner, "organisation": doer, "action": task.action.id, "task": task.id}
            world.emit("order-over-head", (), data)
        if rule is not None and rule.paper_within_ms:
            self._people.owe_paper(task.owner, task, rule.paper_within_ms)
        world.clock.later(REQUEST_WAITS_MS, self._fall_due, name, task)

    def _fall_due(self, name: str, task: Task) -> None:
        if name in self._answered or task.state != "awaiting":
            return
        self._answered.add(name)
        self._world.emit("reply-missed", (task.doer,), {"message": name, "inject": ""})
        self._tell(task, "late")
        self._response.deny(task, "late")

    def _tell(self, task: Task, answer: str) -> None:
        data = {"request": task.id, "answer": answer, "team": task.doer, "task": task.id}
        self._world.emit("request-answered", (task.owner,), data | {"action": task.action.id, "target": task.target})

    def asks(self, message: str, team: str) -> bool:
        """Whether that message is a request to that team."""
        task = self._tasks.get(message)
        return task is not None and task.doer == team

    def reply(self, team: str, seat: str, command: Reply) -> Receipt:
        """Accept or decline; an order is declined only with a reason."""
        task = self._tasks[command.message]
        if command.message in self._answered:
            return Receipt(False, "already-so", {})
        if command.reply not in ANSWERS:
            return Receipt(False, "unknown-reply", {})
        if task.state != "awaiting":
            return Receipt(False, "task-over", {"action": task.action.id})
        accepted = command.reply == "accept"
        if task.ordered_by and not accepted and not command.free.strip():
            return Receipt(False, "needs-why", {"action": task.action.id})
        lacking = self._response.staff[team].lacking(task.action.staff) if accepted else ""
        if lacking:
            return Receipt(False, "no-staff-ever", {"action": task.action.id, "role": lacking})
        self._answered.add(command.message)
        data: Data = {"message": command.message, "reply": command.reply, "by": seat, "free": command.free}
        self._world.emit("replied", (team,), data | {"inject": "", "tag": "", "late": False})
        self._tell(task, "accepted" if accepted else "declined")
        if accepted:
            self._response.grant(task, seat)
        else:
            self._response.deny(task, "declined")
        return Receipt(True, id=command.message)
