"""People beside the teams: who signs, who can be reached and by which number, who brings hands, who knows something.

A signer has one pair of hands: papers wait for one another. A number of the merger may be dead; whoever is not at the desk
is reached by the mobile only. What was agreed by word of mouth must follow on paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.applied import Applied, Occasion
from engine.conditions import Conditions
from engine.messages import Data, Receipt, Start
from engine.plan import Effect, Person
from engine.response import DIRECTION_WHEN_CONVENED, Outcome, Response, Task
from engine.world import World

DEPUTY_AFTER_MS = 20 * 60_000
"""Until a paper goes to the deputy of somebody who is not there (author's estimate)."""
NOBODY_AFTER_MS = 60 * 60_000
"""Until a paper finds a signer where neither is there: it is taken to his home (author's estimate)."""
BY_HAND = 2000
"""Signing by hand while digital signatures are down, per-mille of the usual time (author's estimate)."""
SIGNING_SERVICE = "ky-so"
CARRIES_MS = 60 * 60_000
"""How long a word of mouth holds good: an oral order needs its signer reached within this time (author's estimate)."""
AT_DESK = ("desk", "duty")
"""Numbers at which one is reached only while one is there."""


@dataclass(frozen=True, slots=True)
class Try:
    """One number that was called, and what came of it: reached, no-answer, dead-number."""

    number: str
    outcome: str


class People:
    """Signers, roster and papers of a run."""

    def __init__(self, world: World, conditions: Conditions, response: Response, applied: Applied) -> None:
        self._world = world
        self._conditions = conditions
        self._response = response
        self._applied = applied
        self._free_at: dict[str, int] = {}
        """Signer → when his desk is clear."""
        self._dead: dict[str, set[tuple[str, str]]] = {team: set() for team in world.index.teams}
        """Team → (person, number) that it knows to be dead."""
        self._reached: dict[tuple[str, str], int] = {}
        self._calls: dict[str, list[Try]] = {}
        """Task of a call under way → its tries."""
        self._brought: set[str] = set()
        self._renewed: set[str] = set()
        self._owed: dict[str, list[str]] = {team: [] for team in world.index.teams}
        """Team → tasks that were ordered by word of mouth and are not on paper yet."""
        self.line_works: Callable[[str], bool] = lambda organisation: True
        """Whether the telephone carries at an organisation's end; set by the channels."""
        response.signing = self
        response.lasting.append(self._lasts)

    # --- signatures

    def signature(self, task: Task) -> tuple[int, str] | None:
        """How long a paper of the task's owner waits, and who signs it in the end; None where no signer is named."""
        signer = self._world.index.signers.get(self._world.index.teams[task.owner].org)
        if signer is None:
            return None
        now = self._world.clock.now
        who, wait = signer.person, 0
        if not self._is_there(who):
            there = bool(signer.deputy) and self._is_there(signer.deputy)
            who, wait = (signer.deputy, DEPUTY_AFTER_MS) if there else (who, NOBODY_AFTER_MS)
        signs = self._world.index.people[who].signs
        assert signs is not None  # the compiler names as signers only those who sign
        takes = self._world.draws.sample(f"signs:{who}", f"{task.owner}:{task.action.id}:{task.target}", signs)
        if task.owner in self._response.convened:
            takes = takes * DIRECTION_WHEN_CONVENED // 1000
        if self._world.services.level.get(SIGNING_SERVICE, 1000) < 300:
            takes = takes * BY_HAND // 1000
        done = max(now + wait, self._free_at.get(who, 0)) + takes
        self._free_at[who] = done
        return done - now, who

    def must_sign(self, task: Task) -> bool:
        """Whether what the task writes goes out only with the head's signature."""
        forms = [effect.ref or task.target for effect in task.action.effects if effect.verb in ("report", "notify")]
        signed = any(form in self._world.index.forms and self._world.index.forms[form].signed for form in forms)
        return signed and self._world.index.teams[task.owner].org in self._world.index.signers

    def _is_there(self, who: str) -> bool:
        person = self._world.index.people[who]
        return not person.away and (person.there is None or self._conditions.holds(person.there))

    # --- by word of mouth

    def oral(self, team: str, start: Start) -> Receipt | None:
        """Why an order may not go ahead by word of mouth; None where its signer was reached a short while ago."""
        signer = self._world.index.signers.get(self._world.index.teams[team].org)
        if signer is None:
            return Receipt(False, "no-signer", {"action": start.action})
        since = self._world.clock.now - CARRIES_MS
        if any(self._reached.get((team, who), -CARRIES_MS - 1) >= since for who in (signer.person, signer.deputy) if who):
            return None
        return Receipt(False, "not-reached", {"action": start.action, "person": signer.person})

    def spoken(self, task: Task) -> None:
        """A task goes ahead by word of mouth."""
        self.owe_paper(task.owner, task, self._world.index.plan.organisation.oral_within_ms)

    def owe_paper(self, team: str, task: Task, within: int) -> None:
        """What was ordered by mouth must follow on paper."""
        due = self._world.clock.now + within
        self._owed[team].append(task.id)
        data = {"paper": task.id, "action": task.action.id, "target": task.target}
        self._world.emit("paper-owed", (team,), data | {"due": due})
        self._world.clock.later(within, self._paper_due, team, task)

    def _paper_due(self, team: str, task: Task) -> None:
        if task.id in self._owed[team]:
            self._world.emit("paper-missing", (team,), {"paper": task.id, "action": task.action.id})

    def confirm(self, task: Task, _: Effect) -> Outcome:
        """All that the team owes on paper is written, and (its action being the leader's) signed."""
        owed = self._owed[task.owner]
        if not owed:
            return "nothing", {"reason": "nothing-owed"}
        for paper in owed:
            self._world.emit("paper-done", (task.owner,), {"paper": paper})
        self._owed[task.owner] = []
        return "done", {"count": len(owed)}

    # --- calls

    def _lasts(self, task: Task, takes: int) -> int:
        """A call takes its time for every number that is tried, and then until one is put through."""
        if not any(effect.verb in CALLS for effect in task.action.effects):
            return takes
        person = self._world.index.people[task.target]
        tries = self._calls[task.id] = self._try(task.owner, person)
        through = bool(tries) and tries[-1].outcome == "reached"
        wait = self._world.draws.sample(f"put-through:{task.owner}", person.id, person.after) if through else 0
        return takes * max(1, len(tries)) + wait

    def _try(self, team: str, person: Person) -> list[Try]:
        """The numbers in the order of the roster, until one answers; those that are known to be dead are not tried again."""
        tries: list[Try] = []
        for number, works in person.numbers:
            if (person.id, number) in self._dead[team]:
                continue
            if not works:
                tries.append(Try(number, "dead-number"))
                continue
            answers = self._world.draws.chance(f"answers:{team}:{number}", person.id, person.answers)
            if answers and (number not in AT_DESK or self._is_there(person.id)):
                return [*tries, Try(number, "reached")]
            tries.append(Try(number, "no-answer"))
        return tries

    def call(self, task: Task, _: Effect) -> Outcome:
        """Whoever is reached tells what he knows."""
        person = self._world.index.people[task.target]
        if not self._reach(task, person):
            return "nothing", {"reason": "not-reached"}
        self._applied.apply(person.effects, Occasion(task.to, f"reached:{person.id}", task.target, task.owner))
        return "done", {}

    def call_out(self, task: Task, effect: Effect) -> Outcome:
        """Whoever is reached comes, with the hands he brings: once."""
        outcome = self.call(task, effect)
        if outcome[0] == "done" and task.target not in self._brought:
            self._brought.add(task.target)
            for role, number in self._world.index.people[task.target].brings:
                self._response.add_people(task.owner, role, number)
        return outcome

    def ask_vendor(self, task: Task, effect: Effect) -> Outcome:
        """A vendor's engineer does nothing on a contract that has lapsed."""
        person = self._world.index.people[task.target]
        if person.contract == "lapsed" and person.id not in self._renewed:
            return "failed", {"reason": "contract-lapsed"}
        return self.call_out(task, effect)

    def renew(self, task: Task, _: Effect) -> Outcome:
        """An addendum to a vendor's contract is signed."""
        person = self._world.index.people[task.target]
        if person.contract != "lapsed" or person.id in self._renewed:
            return "nothing", {"reason": "already-so"}
        self._renewed.add(person.id)
        return "done", {}

    def _reach(self, task: Task, person: Person) -> bool:
        """Tell what came of every number: with the line down at either end nobody answers, and no number is found dead."""
        tries = self._calls.pop(task.id, [])
        if not (self.line_works(self._world.index.teams[task.owner].org) and self.line_works(person.org)):
            tries = [Try(item.number, "no-answer") for item in tries]
        for item in tries:
            data: Data = {"person": person.id, "number": item.number}
            self._world.emit(item.outcome, task.to, data | {"task": task.id})
            if item.outcome == "dead-number":
                self._dead[task.owner].add((person.id, item.number))
            elif item.outcome == "reached":
                self._reached[task.owner, person.id] = self._world.clock.now
                return True
        return False


CALLS = frozenset(("call", "call-out", "ask-vendor"))
"""Verbs of actions that go through the numbers of a person."""
