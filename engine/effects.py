"""What an action does to the world when it takes hold: one function a verb.

Each returns what came of it and what to say; a team learns only that. Truth is read here and nowhere nearer to a team.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.applied import Applied, Occasion
from engine.board import Board
from engine.coordination import Coordination
from engine.investigation import Investigation
from engine.messages import Data
from engine.people import People
from engine.plan import Effect
from engine.recovery import Recovery
from engine.response import Outcome, Response, Task
from engine.services import FAIL_OVER
from engine.shifts import Shifts
from engine.world import ENCRYPTED, ISOLATED, OFF, WIPED, World

DONE: Outcome = ("done", {})
VENDOR = "vendor"
SAY_SO = frozenset(
    ("isolate", "power-off", "cut-link", "block-indicator", "quarantine-mail", "lock-account", "reset-account", "revoke-vendor")
)
"""Verbs that tell by themselves when they met something of the attackers'."""
HEARD_AGAIN = (1000, 400)
"""What the first and the second public word of a kind are worth, per-mille; a third changes no mind (author's estimate)."""
PARTIAL_CLEAN = 450
"""Chance to get rid of a grip whose traces were not all read, per-mille (author's estimate)."""


class Effects:
    """All verbs that actions may carry."""

    def __init__(
        self,
        world: World,
        response: Response,
        investigation: Investigation,
        coordination: Coordination,
        recovery: Recovery,
        crafts: Mapping[str, Callable[[Task, Effect], Outcome]],
        applied: Applied,
        people: People,
        shifts: Shifts,
        board: Board,
    ) -> None:
        self._world = world
        self._response = response
        self._coordination = coordination
        self._recovery = recovery
        self._applied = applied
        self._shifts = shifts
        self._board = board
        look = investigation
        self._said: dict[str, int] = {}
        self._silent = frozenset(
            [action.id for action in world.index.plan.actions if action.noticed and SAY_SO.isdisjoint([e.verb for e in action.effects])]
        )
        """Actions that may be noticed and do not tell by themselves what they met."""
        self._table: dict[str, Callable[[Task, Effect], Outcome]] = {
            "triage": look.triage,
            "read-memory": look.read_memory,
            "read-disk": look.read_disk,
            "read-logs": look.read_logs,
            "sweep": look.sweep,
            "watch-account": look.watch_account,
            "check-backup": look.check_backup,
            "preserve-evidence": board.preserve,
            "isolate": self._isolate,
            "reconnect": self._reconnect,
            "power-off": self._power_off,
            "cut-link": self._cut_link,
            "restore-link": self._restore_link,
            "block-indicator": self._block,
            "unblock-indicator": self._unblock,
            "quarantine-mail": self._quarantine,
            "lock-account": self._lock,
            "unlock-account": self._unlock,
            "reset-account": self._reset,
            "revoke-vendor": self._revoke_vendor,
            "stop-service": self._stop,
            "start-service": self._start,
            "fail-over": self._fail_over,
            "protect-backups": self._protect,
            "restore-backup": self._restore,
            "reimage": self._reimage,
            "patch": self._patch,
            "remove-persistence": self._remove,
            "harden-edr": self._harden,
            "convene": self._convene,
            "call-help": self._call_help,
            "paper": self._paper,
            "paper-end": self._paper_end,
            "notify": self._report,
            "report": self._report,
            "statement": self._statement,
            "warn-public": self._statement,
            "brief-communes": self._brief,
            "ask-direction": self._organise,
            "call": people.call,
            "call-out": people.call_out,
            "ask-vendor": people.ask_vendor,
            "sign-addendum": people.renew,
            "confirm-orders": people.confirm,
            "hand-over": shifts.hand_over,
        }
        self._table |= {**world.tampering.verbs, **recovery.verbs, **crafts}
        for verb in applied.verbs:
            self._table[verb] = self._shared

    @property
    def verbs(self) -> frozenset[str]:
        """Every verb that an action may carry."""
        return frozenset(self._table)

    def take_hold(self, task: Task) -> Outcome:
        """All effects of a task's action, in order: done if any was, and all that is to be said."""
        touched = task.action.id in self._silent and self._touched(task)
        outcomes = [self._table[effect.verb](task, effect) for effect in task.action.effects]
        for effect in task.action.effects:
            self._board.touched(task, effect)
        if touched:
            self._contact(task, task.target or task.action.id)
        if len(outcomes) == 1:
            return outcomes[0]
        said: Data = {}
        for _, params in outcomes:
            said |= params
        states = [state for state, _ in outcomes]
        best = next((state for state in ("done", "nothing", "failed") if state in states), "done")
        return best, said

    def _touched(self, task: Task) -> bool:
        """Whether the action works on something of the attackers'."""
        index, held = self._world.index, self._world.holds
        if task.action.target == "asset":
            return index.asset_of[task.target] in held
        if task.action.target == "service":
            return any(index.assets[number].id in index.needed_by(task.target) for number in held)
        return task.action.target == "none" and any(index.asset_of[holder] in held for holder in index.copies_on)

    def _shared(self, task: Task, effect: Effect) -> Outcome:
        """An effect that replies, injects and steps may have as well."""
        occasion = Occasion(task.to, task.action.id, task.target, task.owner)
        return DONE if self._applied.apply((effect,), occasion) else ("nothing", {"reason": "already-so"})

    # --- shorthand

    def _asset(self, task: Task) -> int:
        return self._world.index.asset_of[task.target]

    def _contact(self, task: Task, thing: str) -> None:
        """The action met something of the adversary's, who may notice."""
        if task.action.noticed:
            for listener in self._world.on_contact:
                listener(task.action.id, task.action.noticed * self._shifts.slips(task.doer) // 1000, thing)

    def _known(self, task: Task, asset: str, state: str) -> None:
        self._world.know(task.to, asset, state, task.action.id)

    # --- hosts

    def _isolate(self, task: Task, effect: Effect) -> Outcome:
        number = self._asset(task)
        held = number in self._world.holds
        if not self._world.set_flag(number, ISOLATED, True):
            return "nothing", {"reason": "already-so"}
        self._known(task, task.target, "isolated")
        self._coordination.isolated(task.target, held)
        if held:
            self._contact(task, task.target)
        return DONE

    def _reconnect(self, task: Task, effect: Effect) -> Outcome:
        number = self._asset(task)
        changed = [self._world.set_flag(number, bit, False) for bit in (ISOLATED, OFF)]
        if not any(changed):
            return "nothing", {"reason": "already-so"}
        ruined = self._world.flags[number] & (ENCRYPTED | WIPED)
        self._known(task, task.target, "encrypted" if ruined else "restored")
        self._recovery.came_back(number)
        return DONE

    def _power_off(self, task: Task, effect: Effect) -> Outcome:
        number = self._asset(task)
        if not self._world.set_flag(number, OFF, True):
            return "nothing", {"reason": "already-so"}
        self._known(task, task.target, "off")
        self._coordination.isolated(task.target, number in self._world.holds)
        if number in self._world.holds:
            self._contact(task, task.target)
        return DONE

    def _reimage(self, task: Task, effect: Effect) -> Outcome:
        number = self._asset(task)
        self._world.lose_traces(task.target, volatile_only=False, reason="reimaged")
        self._world.release(number, "reimaged")
        was_ruined = number in self._world.ruined
        for bit in (ENCRYPTED, WIPED, ISOLATED, OFF):
            self._world.set_flag(number, bit, False)
        if was_ruined:
            self._world.tell("ruined", task.target)
        self._world.patched.add(number)
        self._world.tampering.mend(number, "reimaged")
        self._known(task, task.target, "restored")
        self._recovery.came_back(number)
        return DONE

    def _remove(self, task: Task, effect: Effect) -> Outcome:
        """Cleans what was found; what nobody looked for may stay."""
        number = self._asset(task)
        traces = [trace for trace in self._world.traces.get(task.target, ()) if not trace.artefact.benign]
        thorough = bool(traces) and all((trace.seen_by | trace.swept_by) & set(task.to) or trace.lost for trace in traces)
        if number in self._world.holds and (thorough or self._world.draws.chance(f"clean:{task.owner}", task.target, PARTIAL_CLEAN)):
            self._world.release(number, "cleaned")
        self._known(task, task.target, "clean")
        return DONE

    def _patch(self, task: Task, effect: Effect) -> Outcome:
        self._world.patched.add(self._asset(task))
        return DONE

    def _harden(self, task: Task, effect: Effect) -> Outcome:
        site = task.target if task.target in self._world.index.sites else self._world.index.site[self._asset(task)]
        self._world.hardened.add(site)
        return DONE

    # --- lines

    def _links_of(self, target: str) -> list[str]:
        """The line named, or a site's own line to the province."""
        index = self._world.index
        if target in index.links:
            return [target]
        ends = [segment.id for segment in index.plan.estate.segments if segment.site == target]
        return [link.id for link in index.plan.estate.links if link.plane == "tslcd" and (link.a in ends or link.b in ends)]

    def _cut_link(self, task: Task, effect: Effect) -> Outcome:
        changed = [link for link in self._links_of(task.target) if self._world.set_link(link, False)]
        if not changed:
            return "nothing", {"reason": "already-so"}
        for site in self._tell_lines(task, "link-cut", changed):
            held = any(self._world.index.site[number] == site for number in self._world.holds)
            self._coordination.cut(site, held)
            if held:
                self._contact(task, site)
        return DONE

    def _tell_lines(self, task: Task, kind: str, links: list[str]) -> list[str]:
        """Tell what became of the lines and what their sites have left; the sites."""
        for link in links:
            self._world.emit(kind, task.to, {"link": link, "site": self._far_site(link)})
        sites = list(dict.fromkeys(self._far_site(link) for link in links))
        for site in sites:
            self._world.emit("site-noticed", task.to, {"site": site, "planes": list(self._world.planes_of(site))})
        return sites

    def _far_site(self, link: str) -> str:
        """The end of a line that hangs on it: the commune's, where there is one."""
        index = self._world.index
        record = index.plan.estate.links[index.links[link]]
        sites = [index.site_of_segment[index.segment_of[end]] for end in (record.a, record.b)]
        return next((site for site in sites if index.sites[site].kind == "commune"), sites[0])

    def _restore_link(self, task: Task, effect: Effect) -> Outcome:
        links = self._links_of(task.target)
        changed = [link for link in links if self._world.set_link(link, True)]
        if not changed and self._world.broken.intersection(links):
            return "failed", {"reason": "broken"}
        if not changed:
            return "nothing", {"reason": "already-so"}
        self._tell_lines(task, "link-restored", changed)
        return DONE

    # --- indicators and accounts

    def _block(self, task: Task, effect: Effect) -> Outcome:
        world = self._world
        if task.target in world.blocked:
            return "nothing", {"reason": "already-so"}
        world.blocked.add(task.target)
        world.emit("indicator-blocked", task.to, {"indicator": task.target, "value": world.value(task.target)})
        for service in [name for name, (_, ends) in world.floods.items() if task.target in ends]:
            world.end_flood(service)
        world.tell("blocked", task.target)
        self._contact(task, task.target)
        return DONE

    def _unblock(self, task: Task, effect: Effect) -> Outcome:
        if task.target not in self._world.blocked:
            return "nothing", {"reason": "already-so"}
        self._world.blocked.discard(task.target)
        self._world.emit("indicator-unblocked", task.to, {"indicator": task.target, "value": self._world.value(task.target)})
        self._world.tell("blocked", task.target)
        return DONE

    def _quarantine(self, task: Task, effect: Effect) -> Outcome:
        outcome = self._block(task, effect)
        return outcome if outcome[0] == "done" else DONE

    def _account_of(self, target: str) -> str:
        indicator = self._world.index.indicators.get(target)
        return indicator.account if indicator is not None else target

    def _lock(self, task: Task, effect: Effect) -> Outcome:
        return self._lock_one(task, self._account_of(task.target), "locked")

    def _lock_one(self, task: Task, account: str, reason: str) -> Outcome:
        world = self._world
        if account in world.locked:
            return "nothing", {"reason": "already-so"}
        world.locked.add(account)
        world.emit("account-locked", task.to, {"account": account})
        world.tell("locked", account)
        self._throw_out(task, account, reason)
        return DONE

    def _throw_out(self, task: Task, account: str, reason: str) -> None:
        """Sessions that came by the account end, but for those that have settled in."""
        world = self._world
        came = [number for number, hold in world.holds.items() if hold.account == account and not hold.persists]
        for number in came:
            world.release(number, reason)
        if account in world.stolen:
            self._contact(task, account)

    def _unlock(self, task: Task, effect: Effect) -> Outcome:
        account = self._account_of(task.target)
        if account not in self._world.locked:
            return "nothing", {"reason": "already-so"}
        self._world.locked.discard(account)
        self._world.emit("account-unlocked", task.to, {"account": account})
        self._world.tell("locked", account)
        return DONE

    def _reset(self, task: Task, effect: Effect) -> Outcome:
        account = self._account_of(task.target)
        self._throw_out(task, account, "reset")
        self._world.stolen.discard(account)
        self._world.locked.discard(account)
        self._world.emit("account-reset", task.to, {"account": account})
        self._world.tell("locked", account)
        return DONE

    def _revoke_vendor(self, task: Task, effect: Effect) -> Outcome:
        vendors = [name for name, account in self._world.index.accounts.items() if account.kind == VENDOR]
        outcomes = [self._lock_one(task, name, "locked") for name in vendors]
        return DONE if any(state == "done" for state, _ in outcomes) else ("nothing", {"reason": "already-so"})

    # --- services and copies

    def _stop(self, task: Task, effect: Effect) -> Outcome:
        if task.target in self._world.services.stopped:
            return "nothing", {"reason": "already-so"}
        self._world.services.stopped.add(task.target)
        self._world.services.refresh(task.target)
        return DONE

    def _start(self, task: Task, effect: Effect) -> Outcome:
        self._world.services.stopped.discard(task.target)
        self._world.services.refresh(task.target)
        level = self._world.services.level[task.target]
        return ("done" if level >= 500 else "nothing"), {"level": level}

    def _fail_over(self, task: Task, effect: Effect) -> Outcome:
        """The standby takes the service over, if it stands (an order for a service without one is refused)."""
        services = self._world.services
        if not services.standing_by(task.target):
            return "failed", {"reason": "standby-down"}
        services.lift(task.target, FAIL_OVER, effect.value)
        return DONE

    def _protect(self, task: Task, effect: Effect) -> Outcome:
        world = self._world
        standing = [copy for copy in world.index.backups if copy not in world.copies_lost and copy not in world.copies_offline]
        world.copies_offline.update(standing)
        return ("done", {"count": len(standing)}) if standing else ("nothing", {"reason": "already-so"})

    def _copy(self, task: Task) -> str:
        """The copy to restore: the one named, or the newest of the asset that still stands."""
        if task.target in self._world.index.backups:
            return task.target
        named = str(task.params.get("backup", ""))
        if named:
            return named
        copies = [c for c in self._world.index.backups.values() if c.asset == task.target and c.id not in self._world.copies_lost]
        return min(copies, key=lambda copy: copy.age_ms).id if copies else ""

    def _restore(self, task: Task, effect: Effect) -> Outcome:
        """Bring an asset back from a copy; one taken after the attackers came in brings them back too."""
        world = self._world
        copy = world.index.backups.get(self._copy(task))
        if copy is None or copy.id in world.copies_lost or task.target not in (copy.id, copy.asset):
            return "failed", {"reason": "no-copy"}
        number = world.index.asset_of[copy.asset]
        world.lose_traces(copy.asset, volatile_only=False, reason="restored")
        world.release(number, "restored")
        for bit in (ENCRYPTED, WIPED, OFF, ISOLATED):
            world.set_flag(number, bit, False)
        world.tell("ruined", copy.asset)
        self._known(task, copy.asset, "restored")
        self._coordination.restored(copy.asset)
        hold = world.lives_in(copy)
        if hold is not None:
            world.gain(number, hold)
        world.tampering.restored(copy)
        self._recovery.came_back(number)
        for entry, items in world.tampering.to_reenter(copy):
            self._applied.apply((Effect("pile-add", entry.pile, items),), Occasion(task.to, task.action.id, copy.asset, task.owner))
        return "done", {"asset": copy.asset, "length": copy.age_ms + world.clock.now}

    # --- people and papers

    def _convene(self, task: Task, effect: Effect) -> Outcome:
        self._response.convened.add(task.owner)
        return self._organise(task, effect)

    def _organise(self, task: Task, effect: Effect) -> Outcome:
        self._world.emit("organised", task.to, {"what": effect.ref or task.action.id})
        return DONE

    def _call_help(self, task: Task, effect: Effect) -> Outcome:
        self._response.add_people(task.owner, effect.ref, effect.value)
        return DONE

    def _paper(self, task: Task, effect: Effect) -> Outcome:
        if task.target in self._world.services.paper:
            return "nothing", {"reason": "already-so"}
        self._world.services.paper.add(task.target)
        self._world.services.refresh(task.target)
        self._world.emit("organised", task.to, {"what": f"paper:{task.target}"})
        return DONE

    def _paper_end(self, task: Task, effect: Effect) -> Outcome:
        self._world.services.paper.discard(task.target)
        self._world.services.refresh(task.target)
        return DONE

    def _report(self, task: Task, effect: Effect) -> Outcome:
        return self._coordination.reports.send(task.owner, effect.ref or task.target, task.params, task.ordered_at, task.signed_by)

    def _statement(self, task: Task, effect: Effect) -> Outcome:
        """Speaking helps once something is wrong; speaking of nothing alarms people."""
        wrong = self._coordination.public_knows()
        said = self._said.get(task.action.id, 0)
        self._said[task.action.id] = said + 1
        if said < len(HEARD_AGAIN):
            self._world.lose_trust(-effect.value * HEARD_AGAIN[said] // 1000 if wrong else effect.value // 2, task.action.id)
        self._world.emit("organised", task.to, {"what": task.action.id})
        return DONE

    def _brief(self, task: Task, effect: Effect) -> Outcome:
        self._world.briefed = True
        return self._organise(task, effect)
