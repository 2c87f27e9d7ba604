"""«Tôi nên làm gì?»: at most three suggestions, one of them waiting on purpose; from the view and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drills.console.contacts import channels, person_name
from drills.console.facts import fact_words
from drills.console.feed import task_words
from drills.console.frame import Frame, Thing
from drills.console.messages import duty_words, open_duties, sender
from drills.console.offers import fits, fitting, is_running, offer_for
from drills.console.paperwork import confirming, owed_papers, signatures, signer
from drills.console.spans import one_line
from drills.console.standing import local_losses, moving, unit_words
from engine.plan import Action
from engine.texts import clean

MOST = 3
ALL = 5
LOOK_AGAIN_MS = 10 * 60_000
ROUND_MS = 5 * 60_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something worth doing: what, why, on which thing, and by which action of the plan ('' = by the thing's own key).

    `deed`: look, act (on a thing), order (an action on `target`), reply, report, declare, map, watch, or write (to `target`, `fact`
    attached).
    """

    deed: str
    what: str
    why: str
    thing: Thing | None = None
    action: str = ""
    until: int = 0
    target: str = ""
    """What an order without a thing to point at is about; to which body to write."""
    fact: str = ""


def suggestions(frame: Frame, most: int = MOST) -> tuple[Suggestion, ...]:
    """The most useful next steps as far as the team knows, waiting last."""
    found: list[Suggestion] = []
    for suggestion in _all(frame):
        if len(found) == most - 1:
            break
        if suggestion not in found:
            found.append(suggestion)
    return (*found, _wait(frame))


def _all(frame: Frame) -> Iterator[Suggestion]:
    yield from _answers(frame)
    yield from _first_look(frame)
    yield from _ruin(frame)
    yield from _confirmed(frame)
    yield from _piles(frame)
    yield from _checks(frame)
    yield from _traces(frame)
    yield from _sweeps(frame)
    yield from _papers(frame)
    yield from _word_of_mouth(frame)
    yield from _calls(frame)
    yield from _letters(frame)
    yield from _proofs(frame)
    yield from _lies(frame)
    yield from _places(frame)
    yield from _quiet(frame)


def look_again_at(now: int) -> int:
    """When to look again: about ten minutes from now, on a round five."""
    return (now + LOOK_AGAIN_MS + ROUND_MS - 1) // ROUND_MS * ROUND_MS


def _wait(frame: Frame) -> Suggestion:
    until = look_again_at(frame.now)
    what = frame.words.tell("Keep watching, look again at {time}", time=frame.words.clock(until))
    return Suggestion("watch", what, frame.words.tell("Waiting on purpose is a decision too, and is recorded as one."), until=until)


def _answers(frame: Frame) -> Iterator[Suggestion]:
    tell = frame.words.tell
    for message in frame.waiting[:1]:
        why = tell("They wait until {time}.", time=frame.words.clock(message.due)) if message.due >= 0 else ""
        yield Suggestion("reply", tell("Answer {sender}", sender=sender(frame, message)), why, Thing("message", message.id))


def _first_look(frame: Frame) -> Iterator[Suggestion]:
    tell = frame.words.tell
    for alert in sorted(frame.fresh, key=lambda item: (-item.severity, item.at))[:1]:
        said = one_line(frame.words.say(f"alert.{alert.kind}"))
        what = (
            tell("Read the alert of {time} on {asset}", time=frame.words.clock(alert.at), asset=frame.words.name(alert.asset))
            if frame.seen
            else tell("Press Enter to read the first alert")
        )
        yield Suggestion("look", what, said, Thing("alert", frame.lead(alert.id)))


def _checks(frame: Frame) -> Iterator[Suggestion]:
    action = _action(frame, "triage")
    last = [group[-1] for group in frame.repeats.values()]
    open_ones = [a for a in last if not a.verdict and a.severity > 1 and action and not is_running(frame, action.id, a.id)]
    for alert in sorted(open_ones, key=lambda item: (-item.severity, item.at))[:1]:
        what = frame.words.tell("Check the alert on {asset}", asset=frame.words.name(alert.asset))
        why = frame.words.tell("About half of all alerts are false: check first, act after.")
        yield Suggestion("act", what, why, Thing("alert", frame.lead(alert.id)), action.id if action else "")


def _traces(frame: Frame) -> Iterator[Suggestion]:
    why = frame.words.tell("It tells how they came in and what to search for. It stops nothing.")
    for asset in frame.view.assets:
        if asset.state not in ("suspect", "confirmed"):
            continue
        done = {task.action for task in frame.tasks_on(asset.id)}
        for verb in ("read-memory", "read-disk", "read-logs"):
            action = _action(frame, verb)
            if action is None or action.id in done or not fits(frame, action, asset.id):
                continue
            yield Suggestion("act", task_words(frame, action.id, asset.id), why, Thing("asset", asset.id), action.id)
            break


def _confirmed(frame: Frame) -> Iterator[Suggestion]:
    action = _action(frame, "isolate")
    why = frame.words.tell("It is confirmed. Weigh what stops with it against how fast this spreads.")
    for asset in frame.view.assets:
        if (
            asset.state == "confirmed"
            and action is not None
            and not is_running(frame, action.id, asset.id)
            and fits(frame, action, asset.id)
        ):
            yield Suggestion("act", task_words(frame, action.id, asset.id), why, Thing("asset", asset.id), action.id)
            return


def _sweeps(frame: Frame) -> Iterator[Suggestion]:
    action = _action(frame, "sweep")
    why = frame.words.tell("It shows where else this was seen, before anyone notices you.")
    for item in frame.view.indicators:
        if action is not None and item.swept_at < 0 and not is_running(frame, action.id, item.id) and fits(frame, action, item.id):
            what = f"{frame.words.value('action', action.id)} · {one_line(clean(item.value))}"
            yield Suggestion("act", what, why, Thing("indicator", item.id), action.id)
            return


def _ruin(frame: Frame) -> Iterator[Suggestion]:
    action = _action(frame, "check-backup")
    checked = {item.id for item in frame.view.backups}
    why = frame.words.tell("The newest copy may hold the malware already. Know which one is clean before restoring.")
    for asset in frame.view.assets:
        if asset.state != "encrypted" or action is None:
            continue
        for copy in frame.atlas.copies_of(asset.id):
            if copy not in checked and not is_running(frame, action.id, copy):
                yield Suggestion("act", task_words(frame, action.id, copy), why, Thing("backup", copy), action.id)
                return


def _piles(frame: Frame) -> Iterator[Suggestion]:
    """What grows: the action that works it off, where there is one that is not under way."""
    tell, words = frame.words.tell, frame.words
    for item in moving(frame):
        action = next((action for action in frame.plan.actions if any(pile == item.pile.id for pile, _ in action.works)), None)
        if not item.pile.waiting or action is None or any(task.action == action.id for task in frame.open_tasks):
            continue
        target = next(iter(fitting(frame, action)), None)
        if target is None or offer_for(frame, action, target) is None:
            continue
        per_hour = next(rate for pile, rate in action.works if pile == item.pile.id)
        unit = unit_words(frame, item.pile.id)
        waiting = words.count(item.pile.waiting)
        why = tell("{waiting} {unit} wait; this works off {rate} an hour.", waiting=waiting, unit=unit, rate=words.count(per_hour))
        yield Suggestion("order", task_words(frame, action.id, target), why, action=action.id, target=target)
        return


def _proofs(frame: Frame) -> Iterator[Suggestion]:
    """Everything found in a system was dealt with: show it on paper before anything is joined again."""
    action = _action(frame, "prove-clean")
    if action is None:
        return
    why = frame.words.tell("Everything found there has been dealt with. Without the paper the other side does not reconnect.")
    states: dict[str, set[str]] = {}
    for asset in frame.view.assets:
        states.setdefault(frame.atlas.assets[asset.id].system, set()).add(asset.state)
    for system, known in states.items():
        settled = bool(system) and known <= {"clean", "restored"} and "restored" in known
        if settled and f"proven:{system}" not in frame.view.facts and not is_running(frame, action.id, system):
            yield Suggestion("order", task_words(frame, action.id, system), why, action=action.id, target=system)
            return


def _lies(frame: Frame) -> Iterator[Suggestion]:
    """A copy was found to be altered: set right what it was taken from."""
    action = _action(frame, "correct")
    why = frame.words.tell("A copy of it was found to be altered: what it says may be false as well.")
    for copy in frame.view.backups:
        if action is None or copy.verdict != "altered" or is_running(frame, action.id, copy.asset) or not fits(frame, action, copy.asset):
            continue
        if f"done:{action.id}:{copy.asset}" not in frame.view.facts:
            yield Suggestion("order", task_words(frame, action.id, copy.asset), why, action=action.id, target=copy.asset)
            return


def _places(frame: Frame) -> Iterator[Suggestion]:
    """A service fails at some places only: look where."""
    tell = frame.words.tell
    for service in frame.atlas.services:
        places = local_losses(frame, service)
        if places and frame.levels.get(service, 1000) >= 1000:
            what = tell("See where {service} fails", service=frame.words.name(service))
            why = tell("{count} places are short of it while it runs elsewhere: the cause is there.", count=len(places))
            yield Suggestion("look", what, why, Thing("service", service))
            return


def _quiet(frame: Frame) -> Iterator[Suggestion]:
    """Before anything happened: learn what is normal."""
    if not frame.view.alerts:
        tell = frame.words.tell
        yield Suggestion(
            "map", tell("Look at the map (5) and at who uses which service"), tell("Who knows what is normal sees what is odd.")
        )


def _papers(frame: Frame) -> Iterator[Suggestion]:
    tell = frame.words.tell
    grave = any(asset.state in ("confirmed", "encrypted") for asset in frame.view.assets)
    if grave and not frame.view.declared:
        yield Suggestion("declare", tell("Declare the incident's level"), tell("Reports and their clocks begin with it."))
    for duty in open_duties(frame)[:1]:
        what, basis = duty_words(frame, duty.id)
        why = tell("Due at {time}, {basis}.", time=frame.words.clock(duty.due), basis=basis)
        yield Suggestion("report", tell("Send: {form}", form=what), why, Thing("duty", duty.id))


def _word_of_mouth(frame: Frame) -> Iterator[Suggestion]:
    """What was ordered by word of mouth is owed on paper."""
    action = confirming(frame)
    for paper in owed_papers(frame)[:1]:
        if action is not None and not any(task.action == action.id for task in frame.open_tasks):
            why = frame.words.tell("Ordered by word of mouth; the paper is due at {time}.", time=frame.words.clock(paper.due))
            yield Suggestion("order", task_words(frame, action.id, ""), why, action=action.id, target="")


def _calls(frame: Frame) -> Iterator[Suggestion]:
    """Somebody's signature or word is waited for, and nobody reached him: call."""
    action = _action(frame, "call")
    waiting = signatures(frame)
    if action is None or not waiting:
        return
    person = waiting[0].person or signer(frame)
    reached = any(item.id == person and item.reached_at >= waiting[0].task.ordered_at for item in frame.view.contacts)
    if not person or reached or is_running(frame, action.id, person) or not fits(frame, action, person):
        return
    said = task_words(frame, waiting[0].task.action, waiting[0].task.target)
    why = frame.words.tell("This waits for them: {task}. A call now may save the wait.", task=said)
    yield Suggestion("order", frame.words.tell("Call {who}", who=person_name(frame, person)), why, action=action.id, target=person)


def _letters(frame: Frame) -> Iterator[Suggestion]:
    """A machine that another team runs is confirmed, and we have not told them."""
    if not channels(frame):
        return
    words, team = frame.words, frame.view.team
    for asset in frame.view.assets:
        runs = frame.atlas.operator(asset.id)
        fact = f"state:{asset.id}:{asset.state}"
        if asset.state not in ("confirmed", "encrypted") or runs in ("", team) or fact not in frame.view.facts:
            continue
        to = frame.atlas.teams[runs].org
        if not any(item.organisation == to and fact in item.about for item in frame.view.sent):
            why = words.tell("They run it, and have not heard of it from us: what is attached they know once they read it.")
            what = words.tell("Write to {body}: {fact}", body=words.name(to), fact=fact_words(frame, fact))
            yield Suggestion("write", what, why, target=to, fact=fact)
            return


def _action(frame: Frame, verb: str) -> Action | None:
    """An action with that effect that this team may start by itself or ask for."""
    fitting = [action for action in frame.plan.actions if any(effect.verb == verb for effect in action.effects)]
    own = [action for action in fitting if action.id in frame.atlas.teams[frame.view.team].may]
    return next(iter(own or fitting), None)
