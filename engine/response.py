"""The response: orders become tasks that wait for a word, queue for people, run, and take hold.

A task goes from call to call on the clock: its word, its people, its end. It is never interrupted: a cancelled one gives
its people back at once and finds out at its next call; a queued one leaves the queue and is not called again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from engine.applied import Applied, Occasion
from engine.conditions import Conditions
from engine.messages import Cancel, Data, Receipt, Start
from engine.piles import Piles
from engine.plan import Action, Effect
from engine.recovery import ANY, lacks_proof
from engine.staff import Place, Staff
from engine.world import World

DIRECTION_WHEN_CONVENED = 500
"""Waiting for direction once the team is convened, per-mille of the usual time (author's estimate)."""
REQUEST_WAITS_MS = 40 * 60_000
"""After this long without an answer a request counts as not answered (author's estimate)."""


@dataclass(slots=True)
class Task:
    """An action under way. `owner` ordered it; `doer` is the team whose people do it."""

    id: str
    action: Action
    target: str
    params: Data
    owner: str
    doer: str
    seat: str
    state: str
    ordered_at: int
    why: str = ""
    place: Place | None = None
    ordered_by: str = ""
    """The organisation that orders it of another's people, '' where it only asks."""

    signed_by: str = ""
    """Who signed what it wrote."""
    to: tuple[str, ...] = ()
    """Teams that hear of it."""

    def __post_init__(self) -> None:
        self.to = (self.owner,) if self.owner == self.doer else (self.owner, self.doer)


Outcome = tuple[str, Data]
"""What came of a task (done, nothing, failed) and what to say about it."""


class Signing(Protocol):
    """What the response must know of those who sign."""

    def signature(self, task: Task) -> tuple[int, str] | None:
        """How long the task's paper waits, and who signs; None where the profile names no signer."""

    def must_sign(self, task: Task) -> bool:
        """Whether what the task wrote goes out only with a signature."""

    def oral(self, team: str, start: Start) -> Receipt | None:
        """Why an order may not go ahead by word of mouth."""

    def spoken(self, task: Task) -> None:
        """A task goes ahead by word of mouth."""


class Response:
    """Orders, tasks and people of every team."""

    def __init__(self, world: World, conditions: Conditions, applied: Applied, piles: Piles, take_hold: Callable[[Task], Outcome]) -> None:
        self._world = world
        self._conditions = conditions
        self._piles = piles
        self._take_hold = take_hold
        self.tasks: dict[str, Task] = {}
        self.finished = 0
        self.convened: set[str] = set()
        self._ordered: dict[tuple[str, str, str], int] = {}
        self._under_way: set[tuple[str, str, str]] = set()
        """(owner, action, target) of tasks that are not over."""
        self.staff: dict[str, Staff] = {team.id: Staff(world.clock, team.staff) for team in world.index.plan.teams}
        self.ask_team: Callable[[Task], None] = lambda task: None
        """Puts a request before the doing team; set by the coordination."""
        applied.register("staff", self._staff_changes)
        applied.register("speed-approval", self._convene)
        self.level: Callable[[], str] = lambda: ""
        """The level that stands; set by the coordination."""
        self.signing: Signing
        """Who signs and who may be ordered by mouth; set by the people."""
        self.lasting: list[Callable[[Task, int], int]] = []
        """What makes a task last longer than was drawn for it, in this order."""

    # --- orders

    def order(self, team: str, seat: str, start: Start) -> Receipt:
        """Accept or refuse an order at once, on nothing but the published estate and what the team knows."""
        action = self._world.index.actions.get(start.action)
        if action is None:
            return Receipt(False, "unknown-action", {"action": start.action})
        refusal = self._misfit(team, action, start)
        if refusal is not None:
            return refusal
        if action.id in self._world.index.opened_by and self.level() not in self._world.index.opened_by[action.id]:
            return Receipt(False, "needs-level", {"action": action.id, "level": list(self._world.index.opened_by[action.id])})
        doer = self._doer(team, action, start.target)
        if not doer:
            return Receipt(False, "not-allowed", {"action": action.id})
        if doer != team and not start.ask:
            return Receipt(False, "not-yours", {"action": action.id, "team": doer, "target": start.target})
        needs_word = action.authority == "leader"
        spoken = needs_word and doer == team and bool(start.params.get("oral"))
        if needs_word and not start.ask and not spoken:
            return Receipt(False, "needs-direction", {"action": action.id})
        unheard = self.signing.oral(team, start) if spoken else None
        if unheard is not None:
            return unheard
        lacking = self.staff[team].lacking(action.staff) if doer == team else ""
        if lacking:
            return Receipt(False, "no-staff-ever", {"action": action.id, "role": lacking})
        if (team, action.id, start.target) in self._under_way:
            return Receipt(False, "already-running", {"action": action.id, "target": start.target})
        waits = (needs_word and not spoken) or doer != team
        task = self._make(team, doer, seat, action, start, "awaiting" if waits else "queued")
        if spoken:
            self.signing.spoken(task)
        return Receipt(True, id=task.id)

    def _misfit(self, team: str, action: Action, start: Start) -> Receipt | None:
        kind = self._kind(team, action.target, start.target)
        if kind is None:
            return Receipt(False, "unknown-target", {"action": action.id, "target": start.target})
        if action.kinds and kind not in action.kinds:
            return Receipt(False, "wrong-kind", {"action": action.id, "target": start.target})
        if action.id in self._world.index.fail_overs and self._world.index.services[start.target].standby is None:
            return Receipt(False, "no-standby", {"action": action.id, "target": start.target})
        lacking = lacks_proof(self._world.knowledge[team].facts, action.needs_proof) if action.needs_proof else ""
        if lacking:
            return Receipt(False, "needs-proof", {"action": action.id, "system": lacking if lacking != ANY else ""})
        return None

    def _kind(self, team: str, wanted: str, target: str) -> str | None:
        """The kind of a target of the wanted sort that the team may name; None where there is no such thing for it."""
        if wanted == "none":
            return "" if not target else None
        knowledge = self._world.knowledge[team]
        if wanted == "alert":
            return "" if target in knowledge.alerts else None
        if wanted == "indicator" and f"indicator:{target}" not in knowledge.facts:
            return None
        return self._world.index.kinds[wanted].get(target)

    def _doer(self, team: str, action: Action, target: str) -> str:
        """Who can do it: the team itself, or the one to ask; '' if nobody."""
        may = self._world.index.may[action.id]
        if action.authority == "operator":
            operator = self._world.index.operator_of(target)
            if operator in may:
                return operator
            if operator:
                return ""
        if team in may:
            return team
        return may[0] if may else ""

    def _make(self, team: str, doer: str, seat: str, action: Action, start: Start, state: str) -> Task:
        key = (team, action.id, start.target)
        nth = self._ordered.get(key, 0)
        self._ordered[key] = nth + 1
        name = self._world.draws.opaque("task", *key, str(nth))
        task = Task(name, action, start.target, start.params, team, doer, seat, state, self._world.clock.now, start.why)
        self.tasks[name] = task
        self._under_way.add(key)
        low, high = self._world.index.ranges[action.id]
        self._world.emit(
            "task-ordered",
            (team,),
            {
                "task": name,
                "action": action.id,
                "target": start.target,
                "params": start.params,
                "state": state,
                "low": low,
                "high": high,
                "seat": seat,
                "why": start.why,
                **({"sure": start.sure} if start.sure else {}),
                "team": team,
                "doer": doer,
            },
        )
        self._latch("ordered", task)
        if doer != team:
            self.ask_team(task)
        else:
            self._begin(task)
        return task

    def grant(self, task: Task, seat: str) -> None:
        """The team that was asked says yes: its own people do it."""
        task.state = "queued"
        low, high = self._world.index.ranges[task.action.id]
        data = {"task": task.id, "action": task.action.id, "target": task.target, "params": task.params, "state": "queued"}
        extra = {"low": low, "high": high, "seat": seat, "why": task.why, "team": task.doer, "doer": task.doer}
        self._world.emit("task-ordered", (task.doer,), data | extra)
        self._world.emit("task-approved", (task.owner,), {"task": task.id, "by": task.doer})
        self._enlist(task)

    def deny(self, task: Task, outcome: str) -> None:
        """The team that was asked says no, or nothing."""
        task.state = "failed"
        self._tell_end(task, (task.owner,), "failed", {"reason": outcome})

    def cancel(self, team: str, command: Cancel) -> Receipt:
        """Stop a task of the team's own."""
        task = self.tasks.get(command.task)
        if task is None or team not in task.to:
            return Receipt(False, "no-such-task", {})
        if task.state not in ("awaiting", "queued", "running"):
            return Receipt(False, "task-over", {"action": task.action.id})
        known = task.to if task.state != "awaiting" or task.owner == task.doer else (task.owner,)
        task.state = "cancelled"  # which it finds at its next call
        self._give_back(task)
        self._piles.rest(task.id)
        self._tell_end(task, known, "cancelled", {})
        return Receipt(True, id=task.id)

    # --- a task's life

    def _begin(self, task: Task) -> None:
        """It waits for a word where it needs one; else it asks for its people at once."""
        if task.state != "awaiting":
            self._enlist(task)
            return
        signed = self.signing.signature(task)
        if signed is not None:
            self._world.clock.later(signed[0], self._signed, task, *signed)
            return
        approval = task.action.approval
        if approval is None:
            self._approved(task, "leader")
            return
        after = self._world.draws.sample(f"approval:{task.action.id}", f"{task.owner}:{task.target}", approval)
        if task.owner in self.convened:
            after = after * DIRECTION_WHEN_CONVENED // 1000
        self._world.clock.later(after, self._approved, task, "leader")

    def _signed(self, task: Task, waited: int, person: str) -> None:
        if task.state == "awaiting":
            self._world.emit("signature-waited", task.to, {"task": task.id, "person": person, "length": waited})
            self._approved(task, person)

    def _approved(self, task: Task, by: str) -> None:
        if task.state == "awaiting":
            task.state = "queued"
            self._world.emit("task-approved", task.to, {"task": task.id, "by": by})
            self._enlist(task)

    def _enlist(self, task: Task) -> None:
        """Whose people are free begins at this very moment."""
        staff, hands = self.staff[task.doer], task.action.staff
        task.place = staff.at_once(hands)
        if task.place is not None:
            self._start(task)
        else:
            task.place = staff.ask(hands, partial(self._start, task))

    def _start(self, task: Task) -> None:
        if task.state != "queued":
            return
        task.state = "running"
        world, action, target = self._world, task.action, task.target
        world.emit("task-started", task.to, {"task": task.id, "action": action.id, "target": target, "team": task.doer})
        takes = world.draws.sample(f"takes:{action.id}", f"{task.owner}:{target}", action.takes)
        for longer in self.lasting:
            takes = longer(task, takes)
        world.clock.later(takes, self._set_up if action.works else self._done, task)

    def _set_up(self, task: Task) -> None:
        """Whoever works a pile off is busy until it is empty."""
        if task.state == "running":
            self._piles.work(task.id, task.action.works, partial(self._done, task))

    def _done(self, task: Task) -> None:
        if task.state != "running":
            return
        self._give_back(task)
        waits = not task.params.get("unsigned") and self.signing.must_sign(task)
        signed = self.signing.signature(task) if waits else None
        if signed is None:
            self._finish(task)
            return
        task.state = "awaiting"
        self._world.emit("task-awaits", task.to, {"task": task.id, "person": signed[1]})
        self._world.clock.later(signed[0], self._goes_out, task, *signed)

    def _goes_out(self, task: Task, waited: int, person: str) -> None:
        """What was written is signed."""
        if task.state == "awaiting":
            task.signed_by = person
            self._world.emit("signature-waited", task.to, {"task": task.id, "person": person, "length": waited})
            self._finish(task)

    def _give_back(self, task: Task) -> None:
        if task.place is not None:
            self.staff[task.doer].leave(task.place)

    def _finish(self, task: Task) -> None:
        self.finished += 1
        outcome, params = self._take_hold(task)
        task.state = outcome
        self._tell_end(task, task.to, outcome, params)
        if outcome in ("done", "nothing"):
            self._latch("action", task)

    def _tell_end(self, task: Task, to: tuple[str, ...], outcome: str, params: Data) -> None:
        self._under_way.discard((task.owner, task.action.id, task.target))
        data = {"task": task.id, "action": task.action.id, "target": task.target, "outcome": outcome, "params": params}
        self._world.emit("task-ended", to, data)

    def _latch(self, what: str, task: Task) -> None:
        """Let those conditions look that ask for it: by anybody or by its owner, on anything or on its target."""
        asked = self._world.index.asked_actions.get((what, task.action.id))
        if asked is None:
            return
        for team in ("", task.owner):
            for target in ("", task.target) if task.target else ("",):
                if (team, target) in asked:
                    self._conditions.latch(f"{what}:{task.action.id}:{team}:{target}")

    # --- people

    def _staff_changes(self, effect: Effect, occasion: Occasion) -> bool:
        for team in occasion.teams:
            self.add_people(team, effect.ref, effect.value)
        return True

    def _convene(self, _: Effect, occasion: Occasion) -> bool:
        self.convened.update(occasion.teams)
        return True

    def add_people(self, team: str, role: str, number: int) -> None:
        """More hands arrive, or some leave (those at work finish first)."""
        self._world.emit("staff-changed", (team,), {"role": role, "total": self.staff[team].change(role, number)})
