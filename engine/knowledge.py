"""The fold from a team's events to what it knows.

`learn` is called for every event addressed to the team and does the little that conditions need at once (facts); the
rest is folded when somebody looks. Only events and the published plan go in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from engine.casebook import Casebook
from engine.index import Index
from engine.messages import Data, Event
from engine.records import Reader
from engine.views import (
    AlertView,
    AssetView,
    BackupView,
    ContactView,
    DutyView,
    FindingView,
    IndicatorView,
    MeasureView,
    MessageView,
    PaperView,
    PileView,
    PlaceView,
    ReplyView,
    SentView,
    ServiceView,
    SiteView,
    StaffView,
    SwitchView,
    TaskView,
    TeamView,
)

OBSERVED = "observe:"
"""Beginning of what a `collected` event says was looked at, before the observation's id."""
OVER = frozenset(("done", "failed", "cancelled", "nothing"))
"""States of a task that is over."""
REMEDIES = ("clean", "restored")
"""States that lift graver ones; otherwise a lesser word never hides a graver one."""
SOUND = ("clean", "matches")
"""Verdicts on a copy that speak for it."""
_GRAVITY = {"clean": 0, "restored": 0, "suspect": 1, "confirmed": 2, "isolated": 3, "off": 3, "encrypted": 4}


class Knowledge:
    """What one team knows, growing event by event."""

    def __init__(self, index: Index, team: str) -> None:
        self._index = index
        self._reader = Reader(index)
        self._casebook = Casebook(team)
        self.team = team
        self.log: list[Event] = []
        self.facts: dict[str, int] = {}
        """fact → when it was learnt (ms)."""
        self.alerts: dict[str, tuple[str, str]] = {}
        """alert id → (kind, asset): what the rest of the engine asks for without the cost of a view."""
        self.states: dict[str, str] = {}
        """asset → the state last learnt."""
        self._services: dict[str, int] = {}
        self._folded = 0
        self._alerts: dict[str, AlertView] = {}
        self._assets: dict[str, AssetView] = {}
        self._findings: dict[str, FindingView] = {}
        self._indicators: dict[str, IndicatorView] = {}
        self._tasks: dict[str, TaskView] = {}
        self._messages: dict[str, MessageView] = {}
        self._duties: dict[str, DutyView] = {}
        self._service_views: dict[str, ServiceView] = {}
        self._sites: dict[str, SiteView] = {}
        self._places: dict[tuple[str, str], PlaceView] = {}
        self._backups: dict[str, BackupView] = {}
        self._locked: dict[str, bool] = {}
        self._cut: dict[str, bool] = {}
        self._out: dict[tuple[str, str], bool] = {}
        """(mains, power, line or road; site or line) → whether it was heard to be out."""
        self._switches: dict[tuple[str, str], SwitchView] = {}
        self._piles: dict[str, PileView] = {}
        self._staff: dict[str, int] = dict(index.teams[team].staff)
        self._busy: dict[str, tuple[tuple[str, int], ...]] = {}
        self._objectives = frozenset([item.id for item in index.plan.objectives if item.team in ("", team)])
        self._measures: dict[tuple[str, str], MeasureView] = {}
        self._declared = ""
        self._watches: dict[int, str] = {}
        self._over = False
        self._concerned = -1
        self._contacts: dict[str, ContactView] = {}
        self._papers: dict[str, PaperView] = {}
        self._letters: dict[str, SentView] = {}
        self._refused: set[tuple[str, str]] = set()
        self._last: TeamView | None = None
        self._stale: set[str] = set()
        self._built: dict[str, tuple[Any, ...]] = {}
        self._facts_built: frozenset[str] = frozenset()
        self._facts_since: dict[str, int] = {}

    # --- at once

    def learn(self, event: Event) -> Sequence[str]:
        """Take one event; the facts that are new by it."""
        self.log.append(event)
        maker = _FACTS.get(event.kind)
        if maker is None:
            return ()
        facts = self.facts
        fresh = [fact for fact in maker(self, event.data) if fact not in facts]
        for fact in fresh:
            facts[fact] = event.at
        return fresh

    def hear_of(self, service: str, level: int) -> None:
        """The level of a service as it was last told."""
        self._services[service] = level

    def is_news(self, asset: str, state: str) -> bool:
        """Whether that state of an asset would change what the team holds of it: only a remedy takes graver things back.

        That an asset is confirmed is news once, also of one that was isolated on suspicion.
        """
        known = self.states.get(asset)
        if known is None or (known != state and _outweighs(state, known)):
            return True
        return state == "confirmed" and f"state:{asset}:confirmed" not in self.facts

    def service_level(self, service: str) -> int:
        """The level last heard of, 1000 if nothing was; `SERVICE@SITE` for what people at one site have of it."""
        return self._services.get(service, 1000)

    # --- when somebody looks

    def view(self, now: int) -> TeamView:
        """The picture at this moment; the same object while nothing was learnt and no time passed."""
        last = self._last
        version = len(self.log)
        if last is not None and last.version == version:
            if last.now == now:
                return last
            self._last = replace(last, now=now)
            return self._last
        for event in self.log[self._folded :]:
            handler = _FOLDS.get(event.kind)
            if handler is not None:
                handler(self, event.at, event.data)
                self._stale.update(_SECTIONS[event.kind])
        self._folded = version
        self._last = TeamView(
            team=self.team,
            now=now,
            version=version,
            alerts=self._section("alerts", self._alerts),
            assets=self._section("assets", self._assets),
            findings=self._section("findings", self._findings),
            indicators=self._section("indicators", self._indicators),
            tasks=self._section("tasks", self._tasks),
            messages=self._section("messages", self._messages),
            duties=self._section("duties", self._duties),
            services=self._section("services", self._service_views),
            sites=self._section("sites", self._sites),
            places=self._section("places", self._places),
            backups=self._section("backups", self._backups),
            locked=tuple(account for account, on in self._locked.items() if on),
            cut=tuple(link for link, on in self._cut.items() if on),
            out=tuple(place for place, on in self._out.items() if on),
            switches=self._section("switches", self._switches),
            piles=self._section("piles", self._piles),
            staff=self._staff_views(),
            measures=self._section("measures", self._measures),
            declared=self._declared,
            watches=tuple(sorted(self._watches.items())),
            facts=self._frozen_facts(),
            since=self._facts_since,
            feed=tuple(self.log),
            over=self._over,
            refused=frozenset(self._refused),
            contacts=self._section("contacts", self._contacts),
            papers=self._section("papers", self._papers),
            sent=self._section("sent", self._letters),
            board=self._casebook.view(),
            concerned=self._concerned,
        )
        return self._last

    def _section(self, name: str, items: dict[Any, Any]) -> tuple[Any, ...]:
        """A part of the view, built anew only after something in it changed."""
        if name in self._stale or name not in self._built:
            self._stale.discard(name)
            self._built[name] = tuple(items.values())
        return self._built[name]

    def _frozen_facts(self) -> frozenset[str]:
        if len(self._facts_built) != len(self.facts):  # facts are only ever added
            self._facts_built = frozenset(self.facts)
            self._facts_since = dict(self.facts)
        return self._facts_built

    def _staff_views(self) -> tuple[StaffView, ...]:
        used: dict[str, int] = {}
        for staff in self._busy.values():
            for role, number in staff:
                used[role] = used.get(role, 0) + number
        return tuple(StaffView(role, total, total - used.get(role, 0)) for role, total in self._staff.items())

    # --- folding, one kind each

    def _alert(self, at: int, data: Data) -> None:
        self._alerts[data["alert"]] = AlertView(
            data["alert"],
            at,
            data["kind"],
            data["sensor"],
            data["severity"],
            data["asset"],
            self._reader.alert(data),
            tuple(sorted(data["indicators"].items())),
        )
        self._learn_indicators(at, data["indicators"], data["asset"])

    def _triaged(self, _: int, data: Data) -> None:
        alert = self._alerts[data["alert"]]
        if not alert.marked:
            self._alerts[alert.id] = replace(alert, verdict=data["verdict"], hint=data["hint"])

    def _marked(self, _: int, data: Data) -> None:
        self._alerts[data["alert"]] = replace(self._alerts[data["alert"]], verdict=data["verdict"], marked=True)

    def _learn_indicators(self, at: int, found: dict[str, str], source: str) -> None:
        for name, value in found.items():
            if name not in self._indicators:
                known = self._index.indicators[name]
                self._indicators[name] = IndicatorView(name, known.kind, value, at, source, account=known.account)

    def _task_ordered(self, at: int, data: Data) -> None:
        self._tasks[data["task"]] = TaskView(
            data["task"],
            data["action"],
            data["target"],
            data["params"],
            data["state"],
            at,
            data["low"],
            data["high"],
            data["seat"],
            why=data["why"],
        )
        self._casebook.ordered(at, data)

    def _task_approved(self, _: int, data: Data) -> None:
        self._tasks[data["task"]] = replace(self._tasks[data["task"]], state="queued")

    def _task_started(self, at: int, data: Data) -> None:
        task = self._tasks[data["task"]]
        self._tasks[task.id] = replace(task, state="running", started_at=at)
        if data["team"] == self.team:
            self._busy[task.id] = self._index.actions[task.action].staff

    def _task_ended(self, at: int, data: Data) -> None:
        task = self._tasks[data["task"]]
        self._tasks[task.id] = replace(task, state=data["outcome"], ended_at=at, params={**task.params, **data["params"]})
        self._busy.pop(task.id, None)

    def _found(self, at: int, data: Data) -> None:
        self._findings[data["finding"]] = FindingView(
            data["finding"],
            at,
            data["asset"],
            data["artefact"],
            self._reader.finding(data, at),
            tuple(sorted(data["indicators"].items())),
            data["task"],
            data.get("observation", ""),
        )
        self._learn_indicators(at, data["indicators"], data["asset"])

    def _collected(self, at: int, data: Data) -> None:
        """A reading that found nothing: what was read all the same. A look with nothing to see has no lines."""
        looked = data["what"].startswith(OBSERVED)
        lines: Sequence[Data] = () if looked else self._reader.nothing(data, at)
        observation = data["what"].removeprefix(OBSERVED) if looked else ""
        self._findings[data["task"]] = FindingView(data["task"], at, data["asset"], "", lines, (), data["task"], observation)

    def _board(self, at: int, data: Data) -> None:
        self._casebook.changed(at, data)

    def _sealed(self, at: int, data: Data) -> None:
        self._casebook.sealed(at, data)

    def _custody(self, at: int, data: Data) -> None:
        self._casebook.handed(at, data)

    def _swept(self, at: int, data: Data) -> None:
        known = self._indicators.get(data["indicator"])
        if known is not None:
            hits = tuple(sorted({*known.hits, *data["hits"]}))
            self._indicators[known.id] = replace(known, swept_at=at, hits=hits, blind=data["blind"])

    def _asset_known(self, at: int, data: Data) -> None:
        known = self._assets.get(data["asset"])
        if known is None or _outweighs(data["state"], known.state):
            self._assets[data["asset"]] = AssetView(data["asset"], data["state"], at, data["source"])

    def _indicator_blocked(self, at: int, data: Data) -> None:
        self._block(at, data, True)

    def _indicator_unblocked(self, at: int, data: Data) -> None:
        self._block(at, data, False)

    def _block(self, at: int, data: Data, on: bool) -> None:
        self._learn_indicators(at, {data["indicator"]: data["value"]}, "")
        self._indicators[data["indicator"]] = replace(self._indicators[data["indicator"]], blocked=on)

    def _message(self, at: int, data: Data) -> None:
        replies = tuple(ReplyView(item["id"], item["tag"]) for item in data["replies"])
        self._messages[data["message"]] = MessageView(
            data["message"],
            at,
            data["kind"],
            data["via"],
            data["sender"],
            data["text"],
            data["params"],
            replies,
            data["due"],
        )

    def _replied(self, at: int, data: Data) -> None:
        self._messages[data["message"]] = replace(self._messages[data["message"]], replied=data["reply"], replied_at=at)

    def _reply_missed(self, _: int, data: Data) -> None:
        self._messages[data["message"]] = replace(self._messages[data["message"]], missed=True)

    def _duty_started(self, _: int, data: Data) -> None:
        self._duties[data["duty"]] = DutyView(data["duty"], data["form"], data["organisation"], data["due"], "open")

    def _duty_missed(self, _: int, data: Data) -> None:
        self._duties[data["duty"]] = replace(self._duties[data["duty"]], state="missed")

    def _report_sent(self, at: int, data: Data) -> None:
        duty = self._duties.get(data["duty"])
        if duty is not None:
            self._duties[duty.id] = replace(duty, state="sent" if data["on_time"] else "late", at=at)

    def _service_noticed(self, at: int, data: Data) -> None:
        self._service_views[data["service"]] = ServiceView(data["service"], data["level"], at)

    def _pile_counted(self, at: int, data: Data) -> None:
        self._piles[data["pile"]] = PileView(data["pile"], data["waiting"], data["late"], data["total"], at)

    def _place_noticed(self, at: int, data: Data) -> None:
        place = PlaceView(data["service"], data["site"], data["level"], at)
        self._places[place.service, place.site] = place

    def _site_noticed(self, at: int, data: Data) -> None:
        self._sites[data["site"]] = SiteView(data["site"], tuple(data["planes"]), at)

    def _backup_checked(self, at: int, data: Data) -> None:
        """What is wrong with a copy stays wrong: a check of another kind that finds nothing does not hide it."""
        known = self._backups.get(data["backup"])
        if known is None or known.verdict in SOUND or data["verdict"] not in SOUND:
            self._backups[data["backup"]] = BackupView(data["backup"], data["asset"], data["verdict"], at)

    def _account_locked(self, _: int, data: Data) -> None:
        self._locked[data["account"]] = True

    def _account_unlocked(self, _: int, data: Data) -> None:
        self._locked[data["account"]] = False

    def _link_cut(self, _: int, data: Data) -> None:
        self._cut[data["link"]] = True

    def _link_restored(self, _: int, data: Data) -> None:
        self._cut[data["link"]] = False

    def _switched(self, at: int, data: Data) -> None:
        self._switches[data["switch"], data["site"]] = SwitchView(data["switch"], data["site"], bool(data["on"]), at)

    def _out_of_order(self, _: int, data: Data, what: str, is_out: bool) -> None:
        self._out[what, data["link"] if what == "line" else data["site"]] = is_out

    def _staff_changed(self, _: int, data: Data) -> None:
        self._staff[data["role"]] = data["total"]

    def _progress(self, _: int, data: Data) -> None:
        """Known once it begins: before, its very name would tell what is still to be found."""
        if data["objective"] in self._objectives:
            key = (data["objective"], data["measure"])
            self._measures[key] = MeasureView(*key, data["state"], data.get("due", -1))

    def _declare(self, _: int, data: Data) -> None:
        self._declared = data["level"]

    def _watch_set(self, _: int, data: Data) -> None:
        self._watches[data["until"]] = data["note"]

    def _watch_due(self, _: int, data: Data) -> None:
        self._watches.pop(data["until"], None)

    def _refuse(self, _: int, data: Data) -> None:
        self._refused.add((data["action"], data["target"]))

    def _learn_told(self, at: int, data: Data) -> None:
        self._learn_indicators(at, data["indicators"], "")
        self._concerned = max(self._concerned, data.get("people", -1))

    def _task_awaits(self, _: int, data: Data) -> None:
        """Its people are free again; the paper lies with the signer."""
        self._tasks[data["task"]] = replace(self._tasks[data["task"]], state="awaiting")
        self._busy.pop(data["task"], None)

    def _contact(self, data: Data) -> ContactView:
        return self._contacts.get(data["person"], ContactView(data["person"]))

    def _tried(self, at: int, data: Data) -> None:
        self._contacts[data["person"]] = replace(self._contact(data), tried_at=at)

    def _got_through(self, at: int, data: Data) -> None:
        self._contacts[data["person"]] = replace(self._contact(data), reached_at=at, tried_at=at)

    def _dead_number(self, at: int, data: Data) -> None:
        known = self._contact(data)
        self._contacts[known.id] = replace(known, tried_at=at, dead=(*known.dead, data["number"]))

    def _paper_owed(self, _: int, data: Data) -> None:
        self._papers[data["paper"]] = PaperView(data["paper"], data["action"], data["target"], data["due"], "owed")

    def _paper_done(self, _: int, data: Data) -> None:
        self._papers[data["paper"]] = replace(self._papers[data["paper"]], state="done")

    def _paper_missing(self, _: int, data: Data) -> None:
        self._papers[data["paper"]] = replace(self._papers[data["paper"]], state="missing")

    def _letter(self, at: int, data: Data) -> None:
        about = tuple(data["about"])
        self._letters[data["message"]] = SentView(data["message"], at, data["organisation"], data["via"], data["text"], about)

    def _shared(self, at: int, data: Data) -> None:
        """What another team attached: known from then on, as that team told it."""
        source = f"team.{data['from']}"
        self._learn_indicators(at, data["indicators"], source)
        for item in data["states"]:
            self._asset_known(at, {**item, "source": source})
        for item in data["findings"]:
            if item["finding"] not in self._findings:
                self._found(item["at"], item)
        for item in data["alerts"]:
            if item["alert"] not in self._alerts:
                self._alert(item["at"], item)

    def _shift_changed(self, _: int, data: Data) -> None:
        for name in data["stale"]:
            self._findings[name] = replace(self._findings[name], stale=True)

    def _end(self, _: int, __: Data) -> None:
        self._over = True


def _outweighs(state: str, known: str) -> bool:
    return _GRAVITY[state] >= _GRAVITY[known] or state in REMEDIES


_FOLDS: dict[str, Callable[[Any, int, Data], None]] = {
    "alert": Knowledge._alert,
    "triaged": Knowledge._triaged,
    "marked": Knowledge._marked,
    "task-ordered": Knowledge._task_ordered,
    "task-approved": Knowledge._task_approved,
    "task-started": Knowledge._task_started,
    "task-ended": Knowledge._task_ended,
    "found": Knowledge._found,
    "collected": Knowledge._collected,
    "board-changed": Knowledge._board,
    "sealed": Knowledge._sealed,
    "custody": Knowledge._custody,
    "swept": Knowledge._swept,
    "asset-known": Knowledge._asset_known,
    "indicator-blocked": Knowledge._indicator_blocked,
    "indicator-unblocked": Knowledge._indicator_unblocked,
    "message": Knowledge._message,
    "replied": Knowledge._replied,
    "reply-missed": Knowledge._reply_missed,
    "duty-started": Knowledge._duty_started,
    "duty-missed": Knowledge._duty_missed,
    "report-sent": Knowledge._report_sent,
    "service-noticed": Knowledge._service_noticed,
    "pile-counted": Knowledge._pile_counted,
    "place-noticed": Knowledge._place_noticed,
    "site-noticed": Knowledge._site_noticed,
    "backup-checked": Knowledge._backup_checked,
    "account-locked": Knowledge._account_locked,
    "account-unlocked": Knowledge._account_unlocked,
    "account-reset": Knowledge._account_unlocked,
    "link-cut": Knowledge._link_cut,
    "link-restored": Knowledge._link_restored,
    "switched": Knowledge._switched,
    "mains-lost": partial(Knowledge._out_of_order, what="mains", is_out=True),
    "mains-back": partial(Knowledge._out_of_order, what="mains", is_out=False),
    "power-lost": partial(Knowledge._out_of_order, what="power", is_out=True),
    "power-back": partial(Knowledge._out_of_order, what="power", is_out=False),
    "line-down": partial(Knowledge._out_of_order, what="line", is_out=True),
    "line-up": partial(Knowledge._out_of_order, what="line", is_out=False),
    "road-blocked": partial(Knowledge._out_of_order, what="road", is_out=True),
    "road-open": partial(Knowledge._out_of_order, what="road", is_out=False),
    "staff-changed": Knowledge._staff_changed,
    "objective-progress": Knowledge._progress,
    "declared": Knowledge._declare,
    "watch-set": Knowledge._watch_set,
    "watch-due": Knowledge._watch_due,
    "order-refused": Knowledge._refuse,
    "learnt": Knowledge._learn_told,
    "task-awaits": Knowledge._task_awaits,
    "reached": Knowledge._got_through,
    "no-answer": Knowledge._tried,
    "dead-number": Knowledge._dead_number,
    "paper-owed": Knowledge._paper_owed,
    "paper-done": Knowledge._paper_done,
    "paper-missing": Knowledge._paper_missing,
    "sent": Knowledge._letter,
    "shared": Knowledge._shared,
    "shift-changed": Knowledge._shift_changed,
    "drill-ended": Knowledge._end,
}


_SECTIONS: dict[str, tuple[str, ...]] = dict.fromkeys(_FOLDS, ()) | {
    "alert": ("alerts", "indicators"),
    "triaged": ("alerts",),
    "marked": ("alerts",),
    "task-ordered": ("tasks",),
    "task-approved": ("tasks",),
    "task-started": ("tasks",),
    "task-ended": ("tasks",),
    "found": ("findings", "indicators"),
    "collected": ("findings",),
    "swept": ("indicators",),
    "learnt": ("indicators",),
    "task-awaits": ("tasks",),
    "reached": ("contacts",),
    "no-answer": ("contacts",),
    "dead-number": ("contacts",),
    "paper-owed": ("papers",),
    "paper-done": ("papers",),
    "paper-missing": ("papers",),
    "sent": ("sent",),
    "shared": ("indicators", "assets", "findings", "alerts"),
    "shift-changed": ("findings",),
    "indicator-blocked": ("indicators",),
    "indicator-unblocked": ("indicators",),
    "asset-known": ("assets",),
    "message": ("messages",),
    "replied": ("messages",),
    "reply-missed": ("messages",),
    "duty-started": ("duties",),
    "duty-missed": ("duties",),
    "report-sent": ("duties",),
    "service-noticed": ("services",),
    "pile-counted": ("piles",),
    "place-noticed": ("places",),
    "site-noticed": ("sites",),
    "backup-checked": ("backups",),
    "switched": ("switches",),
    "objective-progress": ("measures",),
}
"""Kind of event → parts of the view that it changes (those that are cheap are built every time)."""


def _indicator_facts(data: Data) -> list[str]:
    return [f"indicator:{name}" for name in data["indicators"]]


def _alert_facts(knowledge: Knowledge, data: Data) -> list[str]:
    knowledge.alerts[data["alert"]] = (data["kind"], data["asset"])
    return [f"alert:{data['kind']}", f"alert-on:{data['asset']}", *_indicator_facts(data)]


def _verdict_facts(knowledge: Knowledge, data: Data) -> list[str]:
    kind = knowledge.alerts[data["alert"]][0]
    true = data["verdict"] in ("likely-true", "true")
    return [f"verdict-{'true' if true else 'false'}:{kind}"] if data["verdict"] not in ("unclear", "unsure") else []


def _found_facts(_: Knowledge, data: Data) -> list[str]:
    facts = _indicator_facts(data)
    if "observation" in data:
        facts.append(f"looked:{data['observation']}")
    return [f"finding:{data['artefact']}", *facts] if data["artefact"] else facts


def _collected_facts(_: Knowledge, data: Data) -> list[str]:
    what: str = data["what"]
    observation = what.removeprefix(OBSERVED)
    return [f"looked:{observation}"] if observation and observation != what else []


def _ended_facts(_: Knowledge, data: Data) -> list[str]:
    if data["outcome"] != "done":
        return []
    done = f"done:{data['action']}"
    return [done, f"{done}:{data['target']}"]


def _state_facts(knowledge: Knowledge, data: Data) -> list[str]:
    asset, state = data["asset"], data["state"]
    known = knowledge.states.get(asset)
    if known is None or _outweighs(state, known):
        knowledge.states[asset] = state
    return [f"state:{asset}:{state}"]


def _place_facts(knowledge: Knowledge, data: Data) -> list[str]:
    place = f"{data['service']}@{data['site']}"
    knowledge.hear_of(place, data["level"])
    return [f"service-down:{place}"] if data["level"] < 500 else []


def _service_facts(knowledge: Knowledge, data: Data) -> list[str]:
    knowledge.hear_of(data["service"], data["level"])
    return [f"service-down:{data['service']}"] if data["level"] < 500 else []


def _shared_facts(knowledge: Knowledge, data: Data) -> list[str]:
    """What was attached, and what comes with it."""
    facts = list(data["about"])
    for item in data["states"]:
        facts += _state_facts(knowledge, item)
    for item in data["findings"]:
        facts += _indicator_facts(item)
    for item in data["alerts"]:
        facts += _alert_facts(knowledge, item)
    return facts


_FACTS: dict[str, Callable[[Knowledge, Data], list[str]]] = {
    "alert": _alert_facts,
    "triaged": _verdict_facts,
    "marked": _verdict_facts,
    "found": _found_facts,
    "collected": _collected_facts,
    "swept": lambda _, data: [f"swept:{data['indicator']}"] + ([f"hits:{data['indicator']}"] if data["hits"] else []),
    "asset-known": _state_facts,
    "task-ended": _ended_facts,
    "service-noticed": _service_facts,
    "place-noticed": _place_facts,
    "milestone": lambda _, data: [f"milestone:{data['milestone']}"],
    "message": lambda _, data: [f"message:{data['inject']}"] if data["inject"] else [],
    "replied": lambda _, data: [f"replied:{data['inject']}"] if data["inject"] else [],
    "declared": lambda _, data: [f"declared:{data['level']}"],
    "backup-checked": lambda _, data: [f"backup-{data['verdict']}:{data['backup']}"],
    "organised": lambda _, data: [f"organised:{data['what']}"],
    "indicator-blocked": lambda _, data: [f"blocked:{data['indicator']}", f"indicator:{data['indicator']}"],
    "mains-lost": lambda _, data: [f"mains-lost:{data['site']}"],
    "power-lost": lambda _, data: [f"power-lost:{data['site']}"],
    "line-down": lambda _, data: [f"line-down:{data['link']}"],
    "road-blocked": lambda _, data: [f"road-blocked:{data['site']}"],
    "proven": lambda _, data: [f"proven:{data['system']}"],
    "account-locked": lambda _, data: [f"locked:{data['account']}"],
    "flagged": lambda _, data: [f"flag:{data['flag']}"],
    "switched": lambda _, data: [f"switch-on:{data['switch']}" if data["on"] else f"switch-off:{data['switch']}"],
    "learnt": lambda _, data: _indicator_facts(data),
    "reached": lambda _, data: [f"reached:{data['person']}"],
    "shared": _shared_facts,
}
