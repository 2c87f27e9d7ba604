"""Dialogues of the desk: each asks a few cards in turn and ends in one command, or in none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drills.console import sending, signs
from drills.console.contacts import people_listing, person_lines, person_listing, person_name
from drills.console.feed import task_words
from drills.console.forms import Field
from drills.console.frame import OPEN, Frame, Thing
from drills.console.listings import Column, Listing, Row
from drills.console.menus import REPORTS, about_what, levels_listing, menu_listing, menu_offers, target_listing
from drills.console.messages import duty_words, open_duties
from drills.console.offers import Offer, fitting, offer_for
from drills.console.paperwork import confirming
from drills.console.screens.cards import Ask
from drills.console.screens.choice import Choice
from drills.console.screens.confirm import Confirm
from drills.console.screens.form import Form
from drills.console.screens.reply import ReplyCard
from drills.console.screens.report import ReportForm
from drills.console.spans import Line
from drills.console.suggestions import ALL, Suggestion, suggestions
from drills.language import mark
from engine.messages import Cancel, Data, Declare, Mark, Note, Receipt, Reply, Start, Watch

if TYPE_CHECKING:
    from drills.console.desk import Desk

MINUTE = 60_000
WAITS = (5, 10, 15, 30)
"""Minutes of waiting on purpose that are offered."""


async def start(desk: Desk, offer: Offer, params: Data | None = None) -> None:
    """From an offered action to its order: target, words where it takes some, confirmation."""
    frame = desk.console.frame()
    target = await _target(desk, frame, offer)
    if target is None:
        return
    target = _latest(frame, target)
    exact = offer_for(frame, offer.action, target)
    if exact is None:
        desk.console.tell(frame.words.tell("That is not possible there now."), grave=True)
        return
    verbs = {effect.verb: effect.ref for effect in offer.action.effects}
    if params is None and verbs.keys() & REPORTS:
        form = next(verbs[verb] for verb in REPORTS if verb in verbs) or target
        params = await _write(desk, form)
        if params is None:
            return
    decided = await desk.app.push_screen_wait(Confirm(desk.console.frame(), exact, target, str((params or {}).get("to", ""))))
    if decided is None:
        return
    _let_go(desk)
    if decided.oral:
        params = {**(params or {}), "oral": 1}
    order = Start(offer.action.id, target, params or {}, ask=decided.ask, why=decided.why, sure=decided.sure)
    _ordered(desk, await desk.console.order(order), exact, target)


def _latest(frame: Frame, target: str) -> str:
    """An alert is listed under its first time and acted on by its last; anything else stands for itself."""
    alike = frame.alike(target) if target in frame.alerts else ()
    return alike[-1].id if alike else target


def _let_go(desk: Desk) -> None:
    """Deciding while the clock is held lets it go on, as the card said."""
    drill = desk.console.drill
    if drill.phase == "paused" and drill.controls is not None:
        drill.controls.resume()


def _ordered(desk: Desk, receipt: Receipt, offer: Offer, target: str) -> None:
    """Say what was ordered or asked for: nothing is done yet."""
    if not receipt.accepted:
        return
    frame = desk.console.frame()
    said = task_words(frame, offer.action.id, target)
    if offer.word == "team":
        desk.console.tell(frame.words.tell("Asked {team}: {task}", team=frame.words.name(offer.doer), task=said))
    elif offer.word == "leader":
        desk.console.tell(frame.words.tell("Asked for direction: {task}", task=said))
    else:
        desk.console.tell(frame.words.tell("Ordered: {task}", task=said))


def _accepted(desk: Desk, receipt: Receipt, said: str) -> None:
    if receipt.accepted:
        desk.console.tell(f"✓ {said}")


async def _target(desk: Desk, frame: Frame, offer: Offer) -> str | None:
    targets = fitting(frame, offer.action) if offer.whole else offer.targets
    if len(targets) == 1:
        return targets[0]
    return await desk.app.push_screen_wait(
        Choice(frame, lambda now: now.words.value("action", offer.action.id), lambda now: target_listing(now, offer))
    )


async def _write(desk: Desk, form: str) -> Data | None:
    """The half-written report and its addressee; the officer supplies two facts."""
    return await desk.app.push_screen_wait(ReportForm(desk.console.frame(), form))


async def menu(desk: Desk) -> None:
    """Actions for what is selected, then all by stage."""
    frame = desk.console.frame()

    def title(now: Frame) -> str:
        about = now.words.name(about_what(now)) if now.selected is not None else ""
        return f"{now.words.tell('Actions')} · {about}" if about else now.words.tell("Actions")

    chosen = await desk.app.push_screen_wait(Choice(frame, title, menu_listing))
    offer = menu_offers(frame).get(chosen or "")
    if offer is not None:
        await start(desk, offer)


async def judge(desk: Desk) -> None:
    """Check an alert, or say what it is."""
    frame = desk.console.frame()
    thing = frame.selected
    if thing is None or thing.kind != "alert":
        desk.console.tell(frame.words.tell("Choose an alert first (1, then ↑ ↓)."), grave=True)
        return
    triage = next((a for a in frame.plan.actions if any(effect.verb == "triage" for effect in a.effects)), None)
    last = _latest(frame, thing.id)
    offer = offer_for(frame, triage, last) if triage is not None else None

    def listing(now: Frame) -> Listing:
        tell = now.words.tell
        rows = []
        if offer is not None:
            low, high = now.atlas.range(offer.action.id)
            rows.append(
                Row("check", (("○", "info"), (now.words.value("action", offer.action.id), ""), (now.words.spread(low, high), "dim")))
            )
        for verdict in ("true", "false", "unsure"):
            sign = signs.VERDICT[verdict]
            said = now.words.said(f"verdict.{verdict}", verdict)
            rows.append(Row(verdict, ((sign.glyph, sign.tone), (tell("We judge it ourselves: {verdict}", verdict=said), ""), ("", ""))))
        return Listing((Column(1), Column(0), Column(14)), tuple(rows))

    def note(now: Frame) -> tuple[Line, ...]:
        alert = now.alerts[thing.id]
        return (((now.words.say(f"alert.{alert.kind}"), "strong"),), ((now.words.name(alert.asset), "dim"),))

    chosen = await desk.app.push_screen_wait(Choice(frame, lambda now: now.words.tell("Judge the alert"), listing, note))
    if chosen == "check" and offer is not None:
        _let_go(desk)
        _ordered(desk, await desk.console.order(Start(offer.action.id, last, ask=offer.word != "own")), offer, last)
    elif chosen:
        open_ones = [alert.id for alert in frame.alike(thing.id) if not alert.verdict]
        for alert in open_ones or [last]:
            await desk.console.order(Mark(alert, chosen))


async def answer(desk: Desk) -> None:
    """Answer the message under the cursor, or the most urgent."""
    frame = desk.console.frame()
    kind, _, name = desk.inbox.rows.key.partition(":")
    waiting = [message.id for message in frame.waiting]
    if kind == "message" and name in waiting:
        await _reply(desk, name)
    elif waiting:
        await _reply(desk, waiting[0])
    else:
        desk.console.tell(frame.words.tell("Nobody waits for an answer."))


async def _reply(desk: Desk, message: str) -> None:
    given = await desk.app.push_screen_wait(ReplyCard(desk.console.frame(), message))
    if given is not None:
        _let_go(desk)
        _accepted(desk, await desk.console.order(Reply(message, given.reply, given.free)), desk.console.words.tell("Answer sent"))


async def open_inbox(desk: Desk, thing: Thing) -> None:
    """Open what stands in the list of contacts."""
    if thing.kind == "message" and thing.id in desk.console.frame().messages:
        await _reply(desk, thing.id)
    elif thing.kind == "paper":
        action = confirming(desk.console.frame())
        offer = offer_for(desk.console.frame(), action, "") if action is not None else None
        if offer is not None:
            await start(desk, offer)
    elif thing.kind == "signature":
        desk.select(Thing("task", thing.id))
    elif thing.kind == "duty":
        await _report_form(desk, desk.console.frame().atlas.duties[thing.id].form)


async def report(desk: Desk) -> None:
    """Choose a form, those owed first, and write it."""
    frame = desk.console.frame()

    def listing(now: Frame) -> Listing:
        owed = {duty.form: duty for duty in open_duties(now)}
        rows = []
        for form in (*owed, *(name for name in now.atlas.forms if name not in owed)):
            duty = owed.get(form)
            due = f"{now.words.clock(duty.due)} · {duty_words(now, duty.id)[1]}" if duty else ""
            rows.append(Row(form, (("§", "warn" if duty else "dim"), (now.words.value("form", form), ""), (due, "warn"))))
        return Listing((Column(1), Column(0), Column(34)), tuple(rows))

    chosen = await desk.app.push_screen_wait(Choice(frame, lambda now: now.words.tell("Which report?"), listing))
    if chosen:
        await _report_form(desk, chosen)


async def _report_form(desk: Desk, form: str) -> None:
    """Write a form and send it by the action that carries it."""
    frame = desk.console.frame()
    for action in frame.plan.actions:
        for effect in action.effects:
            if effect.verb not in REPORTS or (effect.ref or form) != form:
                continue
            offer = offer_for(frame, action, "" if action.target == "none" else form)
            if offer is not None:
                await start(desk, offer)
                return
    desk.console.tell(frame.words.tell("This team sends no such report."), grave=True)


async def advise(desk: Desk) -> None:
    """Suggestions with their reasons; the chosen one is begun."""
    frame = desk.console.frame()
    found = suggestions(frame, ALL)

    def listing(now: Frame) -> Listing:
        rows: list[Row] = []
        for number, item in enumerate(suggestions(now, ALL)):
            rows.append(Row(f"{number}", ((item.what, "strong"),)))
            rows += [Row("", ((f"    {item.why}", "dim"),))] if item.why else []
        return Listing((Column(0),), tuple(rows))

    def note(now: Frame) -> tuple[Line, ...]:
        return (((now.words.tell("Suggestions only, from what the team knows. Asking costs nothing."), "dim"),),)

    chosen = await desk.app.push_screen_wait(Choice(frame, lambda now: now.words.tell("What should I do?"), listing, note))
    if chosen:
        await _follow(desk, found[int(chosen)])


async def _follow(desk: Desk, item: Suggestion) -> None:
    if item.thing is not None and item.deed in ("look", "act"):
        desk.queue.point(item.thing)
        desk.select(item.thing)
        if desk.is_narrow:
            desk.turn_to(2 if item.deed == "act" else 1)
    frame = desk.console.frame()
    if item.deed == "act" and item.thing is not None:
        offer = offer_for(frame, frame.atlas.actions[item.action], item.thing.id)
        if offer is not None:
            await start(desk, offer)
    elif item.deed == "order":
        offer = offer_for(frame, frame.atlas.actions[item.action], item.target)
        if offer is not None:
            await start(desk, offer)
    elif item.deed == "reply" and item.thing is not None:
        await _reply(desk, item.thing.id)
    elif item.deed == "report" and item.thing is not None:
        await _report_form(desk, frame.atlas.duties[item.thing.id].form)
    else:
        await _tell_or_wait(desk, item)


async def _tell_or_wait(desk: Desk, item: Suggestion) -> None:
    """What is about no thing of a list: declare, look at the map, wait, write to somebody."""
    if item.deed == "declare":
        await declare(desk)
    elif item.deed == "map":
        desk.action_panel(5)
    elif item.deed == "watch":
        await _watch(desk, item.until)
    elif item.deed == "write":
        await sending.compose(desk, item.target, (item.fact,))


async def watch(desk: Desk) -> None:
    """Wait on purpose until a time."""
    frame = desk.console.frame()

    def listing(now: Frame) -> Listing:
        rows = [
            Row(f"{minutes}", ((now.words.clock(now.now + minutes * MINUTE), "strong"), (now.words.length(minutes * MINUTE), "dim")))
            for minutes in WAITS
        ]
        return Listing((Column(8), Column(0)), tuple(rows))

    chosen = await desk.app.push_screen_wait(Choice(frame, lambda now: now.words.tell("Keep watching, look again at …"), listing))
    if chosen:
        await _watch(desk, frame.now + int(chosen) * MINUTE)


async def _watch(desk: Desk, until: int) -> None:
    note_words = await _one_line(desk, mark("What will you look at again?"))
    if note_words is not None:
        until = max(until, desk.console.drill.now + MINUTE)
        said = desk.console.words.tell("Look again at {time}", time=desk.console.words.clock(until))
        _accepted(desk, await desk.console.order(Watch(until, note_words)), said)


async def people(desk: Desk) -> None:
    """Choose somebody, see what is known of him, and call."""
    frame = desk.console.frame()
    name = await desk.app.push_screen_wait(Choice(frame, lambda now: now.words.tell("People to call"), people_listing))
    if not name:
        return
    card = Choice(
        desk.console.frame(), lambda now: person_name(now, name), lambda now: person_listing(now, name), lambda now: person_lines(now, name)
    )
    chosen = await desk.app.push_screen_wait(card)
    frame = desk.console.frame()
    offer = offer_for(frame, frame.atlas.actions[chosen], name) if chosen else None
    if offer is not None:
        await start(desk, offer)


async def note(desk: Desk) -> None:
    """A line in the team's log."""
    written = await _one_line(desk, mark("A line in the team's log"))
    if written:
        await desk.console.order(Note(written))


async def _one_line(desk: Desk, title: str) -> str | None:
    def one(frame: Frame) -> tuple[Field, ...]:
        return (Field("text", frame.words.tell("In one line (may stay empty)"), ""),)

    card = Form(
        desk.console.frame(), lambda frame: frame.words.tell(title), one, lambda frame: (), lambda frame: frame.words.tell("Write it down")
    )
    found = await desk.app.push_screen_wait(card)
    return None if found is None else found["text"]


async def declare(desk: Desk) -> None:
    """Declare, raise, lower or close the incident."""
    frame = desk.console.frame()

    def note_lines(now: Frame) -> tuple[Line, ...]:
        standing = now.words.value("level", now.view.declared) if now.view.declared else now.words.tell("nothing declared yet")
        return (((f"{now.words.tell('Now')}: ", "label"), (standing, "")),)

    card = Choice(frame, lambda now: now.words.tell("Declare the incident's level"), levels_listing, note_lines)
    chosen = await desk.app.push_screen_wait(card)
    if chosen:
        _let_go(desk)
        _accepted(desk, await desk.console.order(Declare(chosen)), frame.words.value("level", chosen))


async def cancel(desk: Desk) -> None:
    """Cancel the task under the cursor, after a question."""
    frame = desk.console.frame()
    thing = frame.selected
    task = frame.tasks.get(thing.id) if thing is not None and thing.kind == "task" else None
    if task is None or task.state not in OPEN:
        desk.console.tell(frame.words.tell("Choose a task that is under way first (3, then ↑ ↓)."), grave=True)
        return
    said = task_words(frame, task.action, task.target)
    card = Ask(
        frame,
        lambda now: now.words.tell("Cancel this task?"),
        lambda now: f"{said}. {now.words.tell('The work done so far is lost; the people are free again.')}",
        lambda now: now.words.tell("Cancel it"),
    )
    if await desk.app.push_screen_wait(card):
        _let_go(desk)
        await desk.console.order(Cancel(task.id))


async def layer(desk: Desk) -> None:
    """Which service the map shows."""
    frame = desk.console.frame()

    def listing(now: Frame) -> Listing:
        rows = [Row("*", (("·", "dim"), (now.words.tell("what is known"), "strong"), ("", "")))]
        for name in now.atlas.services:
            level = now.levels.get(name, 1000)
            sign = signs.service_sign(level)
            rows.append(Row(name, ((sign.glyph, sign.tone), (now.words.name(name), ""), (now.words.value("level", level), sign.tone))))
        return Listing((Column(1), Column(0), Column(26)), tuple(rows))

    chosen = await desk.app.push_screen_wait(Choice(frame, lambda now: now.words.tell("On the map"), listing))
    if chosen:
        desk.province.set_service("" if chosen == "*" else chosen)
