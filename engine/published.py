"""What of a plan a team's seats may hold, and the words that come with what the team learns (law 5).

`published` is what stands before anything happened: the network as its drawings show it, what can be done and how long
it usually takes, who sits where, whom one may call, which papers there are. Whatever tells the truth or the future is
left out: it is named here by what stays, so that a new part of the plan stays at home until somebody publishes it.

`words_for` gives the texts that a team's events make visible; everything else that a seat shows is made of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from engine.index import indexed
from engine.knowledge import OBSERVED
from engine.messages import Data, Event
from engine.plan import (
    Action,
    Asset,
    Channel,
    Duty,
    Effect,
    Estate,
    LogRecord,
    Objective,
    Person,
    Plan,
    Profile,
    Queue,
    Service,
    Site,
    Spread,
    Switch,
    Team,
    Text,
    Weights,
)

PUBLISHED_VERBS = frozenset(
    (
        "triage", "read-memory", "read-disk", "read-logs", "sweep", "watch-account", "check-backup", "compare-copy",
        "preserve-evidence",
        "observe", "intercept", "isolate", "reconnect", "power-off", "cut-link", "restore-link", "block-indicator", "unblock-indicator",
        "quarantine-mail", "lock-account", "unlock-account", "reset-account", "revoke-vendor", "stop-service", "start-service",
        "fail-over", "protect-backups", "restore-backup", "reimage", "patch", "remove-persistence", "harden-edr", "correct",
        "prove-clean", "convene", "call-help", "paper", "paper-end", "notify", "report", "statement", "warn-public",
        "brief-communes", "ask-direction", "call", "call-out", "ask-vendor", "sign-addendum", "confirm-orders", "hand-over",
        "repair-line", "refuel", "move-crew", "switch-on", "switch-off",
    )
)  # fmt: skip
"""Verbs that an action's name says already; what else follows from it (flags, trust, what it reveals) is the author's secret."""
_NAMED_VERBS = frozenset(("notify", "report", "switch-on", "switch-off"))
"""Verbs of which a seat is shown the form or the switch."""
_WORDS = frozenset(
    (
        "answer", "by", "field", "form", "glossary", "group", "kind", "kind-of-account", "kind-of-indicator", "level", "link-kind",
        "number", "on", "outcome", "plane", "rating", "reason", "refusal", "role", "severity", "state", "verdict", "via", "what",
    )
)  # fmt: skip
"""Beginnings of texts that every drill shares: they say nothing about this one."""
_TOLD_TEAM = ("brief", "decides", "asks", "reports")
_TOLD_SCENARIO = ("title", "briefing", "situation")
_NOTHING = Weights(0, 0, 0, 0)


# --- the plan


def published(plan: Plan, team: str) -> Plan:
    """What the seats of a team may hold of a plan before anything happened.

    Raises:
        KeyError: the plan has no such team.
    """
    own = indexed(plan).teams[team].org
    actions = tuple([_action(plan, action) for action in plan.actions])
    turned = {effect.ref for action in actions for effect in action.effects if effect.verb in ("switch-on", "switch-off")}
    shown = Plan(
        scenario=plan.scenario,
        version="",
        network=plan.network,
        profile=plan.profile,
        attack=plan.attack,
        starts=plan.starts,
        lasts_ms=0,
        estate=_estate(plan.estate),
        teams=tuple([Team(item.id, item.org, (), item.may) for item in plan.teams]),
        actions=actions,
        indicators=(),
        artefacts=(),
        benign=(),
        sensors=(),
        alerts=(),
        noise=(),
        campaigns=(),
        injects=(),
        duties=tuple([_duty(item) for item in plan.duties if item.team in ("", team)]),
        reserves=(),
        milestones=(),
        objectives=tuple([Objective(item.id, "", (), item.team) for item in plan.objectives if item.team in ("", team)]),
        weights=_NOTHING,
        reference=(),
        switches=tuple([Switch(item.id, item.scope, item.caps) for item in plan.switches if item.id in turned]),
        organisation=_organisation(plan.organisation, own),
    )
    return replace(shown, texts=dict(_open_texts(plan, shown, team)))


def _estate(estate: Estate) -> Estate:
    """The network as its drawings show it: no weakness, no door, no rule of a firewall."""
    return replace(
        estate,
        sites=tuple([Site(item.id, item.kind, item.org, item.lat_e6, item.lon_e6, item.population) for item in estate.sites]),
        rules=(),
        assets=tuple([_asset(item) for item in estate.assets]),
        services=tuple([_service(item) for item in estate.services]),
    )


def _asset(item: Asset) -> Asset:
    return Asset(
        item.id, item.name, item.segment, item.kind, "", item.system, item.count, item.users, controls=item.controls, people=item.people
    )


def _service(item: Service) -> Service:
    queue = None if item.queue is None else Queue(item.queue.per_hour, item.queue.slack_ms)
    return replace(item, paper_permille=0, queue=queue, local=None)


def _action(plan: Plan, action: Action) -> Action:
    effects = [Effect(item.verb, item.ref if item.verb in _NAMED_VERBS else "") for item in action.effects if item.verb in PUBLISHED_VERBS]
    approval = action.approval
    return replace(
        action,
        takes=_range(*indexed(plan).ranges[action.id]),
        effects=tuple(effects),
        approval=None if approval is None else _range(*_tenths(approval)),
    )


def _tenths(spread: Spread) -> tuple[int, int]:
    """The entries about the 10th and the 90th percentile, as the console reads them of a signature."""
    table = spread.table
    return table[len(table) // 10], table[-1 - len(table) // 10]


def _range(low: int, high: int) -> Spread:
    """A table that gives these for the 10th and the 90th percentile and tells nothing in between."""
    return Spread((low,) * 5 + (high,) * 6)


def _duty(item: Duty) -> Duty:
    """To whom a paper goes, and not what makes it due."""
    return Duty(item.id, item.team, item.form, item.to, "", 0, item.also_to)


def _organisation(profile: Profile, own: str) -> Profile:
    return Profile(
        answers=tuple([pair for pair in profile.answers if pair[0] == own]),
        forms=profile.forms,
        signers=profile.signers,
        people=tuple([_person(item) for item in profile.people]),
        channels=tuple([_channel(item) for item in profile.channels if not item.only or own in item.only]),
    )


def _person(item: Person) -> Person:
    """Somebody as the roster has him; which of his numbers are dead, where he is and what he knows one learns by calling."""
    return Person(item.id, item.org, numbers=tuple([(number, 1) for number, _ in item.numbers]), contract=item.contract)


def _channel(item: Channel) -> Channel:
    """A channel, and whether things may get out by it at all."""
    return Channel(item.id, item.needs, Spread((0,)), Spread((0,)), leaks=min(1, item.leaks), paper=item.paper, only=item.only)


def _open_texts(plan: Plan, shown: Plan, team: str) -> Iterator[tuple[str, Text]]:
    """Texts that a seat may show from the first moment, in the plan's order."""
    wanted = set(_open_ids(shown, team))
    for name, text in plan.texts.items():
        if name in wanted or name.partition(".")[0] in _WORDS:
            yield name, text


def _open_ids(shown: Plan, team: str) -> Iterator[str]:
    estate = shown.estate
    yield from (f"scenario.{part}" for part in _TOLD_SCENARIO)
    yield from (f"team.{team}.{part}" for part in _TOLD_TEAM)
    for prefix, items in (
        ("team", shown.teams),
        ("org", estate.orgs),
        ("system", estate.systems),
        ("service", estate.services),
        ("site", estate.sites),
        ("objective", shown.objectives),
        ("person", shown.organisation.people),
        ("switch", shown.switches),
    ):
        yield from (f"{prefix}.{item.id}" for item in items)
    for action in shown.actions:
        yield from (f"action.{action.id}{part}" for part in ("", ".effect", ".evidence"))
        for pile, _ in action.works:
            yield from (f"pile.{pile}", f"pile.{pile}.unit")


# --- words that come later


def words_for(plan: Plan, events: Iterable[Event]) -> dict[str, Text]:
    """The texts that become visible by events of one team, those that every seat holds from the start not among them.

    Only what the engine itself put into an event is looked up: what a person wrote never names a text.
    """
    found: dict[str, Text] = {}
    for event in events:
        for name in _ids(plan, event):
            text = plan.texts.get(name)
            if text is not None and name.partition(".")[0] not in _WORDS:
                found[name] = text
    return found


def _ids(plan: Plan, event: Event) -> Iterator[str]:
    yield f"event.{event.kind}"
    maker = _LEARNT.get(event.kind)
    if maker is not None:
        yield from maker(plan, event.data)


def _lines(records: Iterable[LogRecord]) -> Iterator[str]:
    yield from (f"log.{record.format}" for record in records)


def _alert(plan: Plan, data: Data) -> Iterator[str]:
    kind = data["kind"]
    yield from (f"alert.{kind}{part}" for part in ("", ".why", ".else", ".next"))
    yield f"sensor.{data['sensor']}"
    yield from _lines((indexed(plan).alerts[kind].record,))
    yield from _indicators(plan, data)


def _indicators(_: Plan, data: Data) -> Iterator[str]:
    yield from (f"indicator.{name}" for name in data["indicators"])


def _indicator(_: Plan, data: Data) -> Iterator[str]:
    yield f"indicator.{data['indicator']}"


def _ordered(plan: Plan, data: Data) -> Iterator[str]:
    """What is to be done to an indicator: who is asked for it learns its name by that."""
    if indexed(plan).actions[data["action"]].target == "indicator":
        yield f"indicator.{data['target']}"


def _found(plan: Plan, data: Data) -> Iterator[str]:
    yield f"artefact.{data['artefact']}"
    yield f"observation.{data.get('observation', '')}"
    yield from _lines(indexed(plan).artefacts[data["artefact"]].records)
    yield from _ordinary(plan, data["at_source"])
    yield from _indicators(plan, data)


def _collected(plan: Plan, data: Data) -> Iterator[str]:
    what: str = data["what"]
    if what.startswith(OBSERVED):
        name = f"observation.{what.removeprefix(OBSERVED)}"
        yield from (name, f"{name}.else")
    else:
        yield from _ordinary(plan, data["asset"])


def _ordinary(plan: Plan, asset: str) -> Iterator[str]:
    """Everyday lines that may lie among those of a reading."""
    index = indexed(plan)
    kind = index.assets[index.asset_of[asset]].kind
    yield from _lines(item.record for item in plan.benign if "*" in item.kinds or kind in item.kinds)


def _shared(plan: Plan, data: Data) -> Iterator[str]:
    yield from _indicators(plan, data)
    for item in data["findings"]:
        yield from _found(plan, item)
    for item in data["alerts"]:
        yield from _alert(plan, item)
    for fact in data["about"]:
        head, _, rest = fact.partition(":")
        yield {"alert": "alert.", "finding": "artefact."}.get(head, "indicator.") + rest


def _message(plan: Plan, data: Data) -> Iterator[str]:
    """What an inject's author wrote: who, what, and the answers offered, never what is expected of them; what a request is about."""
    if data["kind"] == "request":
        yield from _ordered(plan, data["params"])
    elif data["kind"] == "inject":
        yield data["sender"]
        yield data["text"]
        yield from (f"inject.{data['inject']}.reply.{item['id']}" for item in data["replies"])


def _duty_words(_: Plan, data: Data) -> Iterator[str]:
    yield from (f"duty.{data['duty']}", f"duty.{data['duty']}.basis", data.get("basis", ""))


def _pile(_: Plan, data: Data) -> Iterator[str]:
    yield from (f"pile.{data['pile']}", f"pile.{data['pile']}.unit")


_LEARNT: dict[str, Callable[[Plan, Data], Iterator[str]]] = {
    "alert": _alert,
    "triaged": lambda _, data: iter((data["hint"],)),
    "task-ordered": _ordered,
    "found": _found,
    "collected": _collected,
    "shared": _shared,
    "learnt": _indicators,
    "swept": _indicator,
    "indicator-blocked": _indicator,
    "indicator-unblocked": _indicator,
    "message": _message,
    "duty-started": _duty_words,
    "duty-missed": _duty_words,
    "objective-progress": lambda _, data: iter((f"measure.{data['measure']}",)),
    "milestone": lambda _, data: iter((f"milestone.{data['milestone']}",)),
    "switched": lambda _, data: iter((f"switch.{data['switch']}",)),
    "pile-counted": _pile,
}
"""Kind of event → the texts that it makes visible, beside its own."""
