"""Dialogues of the case board: something is put on it, said anew, ruled out, sealed or handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from drills.console import flows, signs
from drills.console.board.claims import DEVICE_CLAIMS, about_words, claim_words, scope_state
from drills.console.board.custody import holds, is_sealing
from drills.console.board.rows import item_of
from drills.console.facts import fact_words, facts_about, pinnable
from drills.console.forms import Field
from drills.console.frame import Frame, Thing
from drills.console.listings import Column, Listing, Row, asset_rows
from drills.console.offers import Offer, all_offers, offers
from drills.console.screens.choice import Choice
from drills.console.screens.entry import Entry
from drills.console.screens.form import Form
from drills.console.search import Query
from drills.console.sending import receivers
from drills.console.spans import Line, one_line
from engine.messages import HandOver, Hypothesis, Pin, Scope
from engine.texts import clean
from engine.views import BoardItem

if TYPE_CHECKING:
    from drills.console.desk import Desk

Note = Callable[[Frame], tuple[Line, ...]]
MOST_FACTS = 40
"""Facts offered for pinning at once."""
ROW = (Column(1), Column(0), Column(16, 60))


# --- what is selected on the desk


async def put(desk: Desk) -> None:
    """Put what is selected on the board: into the scope, as a hypothesis, or pinned."""
    frame = desk.console.frame()
    thing = frame.selected
    if thing is None or not _ways(frame, thing):
        desk.console.tell(frame.words.tell("Choose an alert, a device or an indicator first; i puts it on the case board."), grave=True)
        return

    def listing(now: Frame) -> Listing:
        return Listing(ROW, tuple(_ways(now, thing)), now.words.tell("Nothing of it can be put on the board."))

    chosen = await desk.app.push_screen_wait(Choice(frame, lambda now: now.words.tell("Put on the case board"), listing))
    way, _, about = (chosen or "").partition("=")
    if way in ("in", "suspected", "out"):
        await _scope(desk, about, way)
    elif way == "claim":
        await _suppose(desk, about)
    elif way == "pin":
        await _pin(desk, about)


def _ways(frame: Frame, thing: Thing) -> list[Row]:
    """How a thing can be put on the board; key = way=what."""
    words = frame.words
    asset = frame.alerts[thing.id].asset if thing.kind == "alert" and thing.id in frame.alerts else thing.id
    rows: list[Row] = []
    if asset in frame.atlas.assets:
        name = words.name(asset)
        for state, sign in signs.SCOPE.items():
            rows.append(
                Row(f"{state}={asset}", ((sign.glyph, sign.tone), (f"{name}: {words.tell(sign.word)}", ""), (words.tell("scope"), "dim")))
            )
        rows += [_claim(frame, claim, asset) for claim in DEVICE_CLAIMS]
    if thing.kind == "account":
        rows.append(_claim(frame, "account", thing.id))
    if thing.kind == "indicator":
        said = f"{words.tell('indicator')}: {one_line(clean(frame.indicators[thing.id].value))}" if thing.id in frame.indicators else ""
        rows.append(Row(f"pin=indicator:{thing.id}", (("■", "accent"), (said, ""), (words.tell("pin"), "dim"))))
    return rows + [_fact(frame, fact) for fact in facts_about(frame, thing)[:8]]


def _claim(frame: Frame, claim: str, thing: str) -> Row:
    said = claim_words(frame, claim, frame.words.name(thing))
    return Row(f"claim={claim}:{thing}", (("○", "info"), (said, ""), (frame.words.tell("hypothesis"), "dim")))


def _fact(frame: Frame, fact: str) -> Row:
    when = frame.words.clock(max(0, frame.view.since.get(fact, 0)))[:5]
    return Row(f"pin={fact}", (("◆", "accent"), (fact_words(frame, fact), ""), (f"{frame.words.tell('pin')} · {when}", "dim")))


# --- adding from the board itself


async def add(desk: Desk, section: str) -> None:
    """Something new in a section."""
    if section == "hypothesis":
        await _new_hypothesis(desk)
    elif section == "scope":
        asset = await _device(desk)
        if asset:
            await _place(desk, asset)
    elif section == "evidence":
        await _seal(desk, "")
    elif section == "indicator":
        desk.console.tell(desk.console.words.tell("Indicators come from alerts and from what is read; choose one and press Enter."))
    else:
        await _choose_fact(desk)


async def open_row(desk: Desk, key: str) -> None:
    """Enter on a row: what can be done about it."""
    kind, _, name = key.partition(":")
    board = desk.console.frame().view.board
    if kind == "hypothesis":
        item = item_of(board.hypotheses, name)
        if item is not None:
            await _change(desk, item)
    elif kind in ("scope", "known"):
        await _place(desk, name)
    elif kind == "indicator":
        await _work_on(desk, name)
    elif kind == "pin":
        await _pin(desk, name)
    elif kind == "seal":
        await _hand_over(desk, name)
    elif kind == "unsealed":
        await _seal(desk, name)
    elif kind == "reason":
        desk.console.tell(desk.console.words.tell("A reason stands as it was given with the order."))


async def _new_hypothesis(desk: Desk) -> None:
    def listing(now: Frame) -> Listing:
        tell = now.words.tell
        some = tell("a device")
        rows = [Row(claim, (("○", "info"), (claim_words(now, claim, some), ""), ("", ""))) for claim in DEVICE_CLAIMS]
        rows.append(Row("account", (("○", "info"), (claim_words(now, "account", "…"), ""), ("", ""))))
        rows.append(Row("free", (("“", "info"), (tell("something else, in your own words"), ""), ("", ""))))
        return Listing(ROW, tuple(rows))

    def note(now: Frame) -> tuple[Line, ...]:
        return (((now.words.tell("What do you suppose? It can be changed or ruled out at any time."), "dim"),),)

    claim = await desk.app.push_screen_wait(Choice(desk.console.frame(), lambda now: now.words.tell("A new hypothesis"), listing, note))
    if not claim:
        return
    if claim == "free":
        await _suppose(desk, "")
        return
    thing = await (_account(desk) if claim == "account" else _device(desk))
    if thing:
        await _suppose(desk, f"{claim}:{thing}")


async def _device(desk: Desk) -> str | None:
    """A device: those known of first, then all; typing finds it."""

    def listing(now: Frame) -> Listing:
        known = asset_rows(now, Query())
        there = {row.key for row in known.rows}
        rest = [
            Row(name, (("·", "dim"), (now.words.name(name), ""), ("", ""), (now.words.name(now.atlas.site_of(name)), "dim"), ("", "")))
            for name in now.atlas.assets
            if name not in there
        ]
        return Listing(known.columns, (*known.rows, *rest))

    return await desk.app.push_screen_wait(Choice(desk.console.frame(), lambda now: now.words.tell("Which device?"), listing))


async def _account(desk: Desk) -> str | None:
    def listing(now: Frame) -> Listing:
        rows = tuple(Row(item.id, (("·", "dim"), (now.words.name(item.id), "strong"), ("", ""))) for item in now.plan.estate.accounts)
        return Listing(ROW, rows, now.words.tell("No account."))

    return await desk.app.push_screen_wait(Choice(desk.console.frame(), lambda now: now.words.tell("Which account?"), listing))


async def _suppose(desk: Desk, about: str) -> None:
    """Words, reason and sureness of a new hypothesis."""
    frame = desk.console.frame()
    await _write_hypothesis(desk, Hypothesis(about_words(frame, about), about=about))


async def _change(desk: Desk, item: BoardItem) -> None:
    """Another state for a hypothesis, or other words."""

    def listing(now: Frame) -> Listing:
        rows = []
        for state, sign in signs.HYPOTHESIS.items():
            mark = ("▶", "accent") if state == item.state else (sign.glyph, sign.tone)
            rows.append(Row(state, (mark, (_deed(now, state), ""), (now.words.tell("now") if state == item.state else "", "dim"))))
        rows.append(Row("words", (("✎", "info"), (now.words.tell("Other words, another reason"), ""), ("", ""))))
        return Listing(ROW, tuple(rows))

    chosen = await desk.app.push_screen_wait(
        Choice(
            desk.console.frame(),
            lambda now: now.words.tell("This hypothesis …"),
            listing,
            lambda now: (((one_line(clean(item.text)), "strong"),),),
        )
    )
    if chosen:
        state = item.state if chosen == "words" else chosen
        await _write_hypothesis(desk, Hypothesis(item.text, state, item.sure, item.id, item.why, item.about))


def _deed(frame: Frame, state: str) -> str:
    tell = frame.words.tell
    return {
        "open": tell("stays open"),
        "likely": tell("is likely: what we found points to it"),
        "ruled-out": tell("is ruled out: close it, and say why"),
    }[state]


async def _write_hypothesis(desk: Desk, draft: Hypothesis) -> None:
    def entries(now: Frame) -> tuple[Field, ...]:
        tell = now.words.tell
        return (Field("text", tell("We suppose"), draft.text, asked=True), Field("why", tell("Why we think so"), draft.why))

    def note(now: Frame) -> tuple[Line, ...]:
        sign = signs.HYPOTHESIS[draft.state]
        return (((f"{sign.glyph} {now.words.tell(sign.word)}", sign.tone),),)

    written = await desk.app.push_screen_wait(
        Entry(desk.console.frame(), lambda now: now.words.tell("A hypothesis"), entries, note, draft.sure)
    )
    if written is not None and written["text"]:
        command = Hypothesis(written["text"], draft.state, written["sure"], draft.id, written["why"], draft.about)
        _put(desk, (await desk.console.order(command)).accepted)


# --- scope


async def _place(desk: Desk, asset: str) -> None:
    """In the case, suspected, or cleared."""
    item = item_of(desk.console.frame().view.board.scope, asset)
    now_state = scope_state(item) if item is not None else ""

    def listing(now: Frame) -> Listing:
        rows = []
        for state, sign in signs.SCOPE.items():
            mark = ("▶", "accent") if state == now_state else (sign.glyph, sign.tone)
            rows.append(Row(state, (mark, (now.words.tell(sign.word), ""), (now.words.tell("now") if state == now_state else "", "dim"))))
        return Listing(ROW, tuple(rows))

    chosen = await desk.app.push_screen_wait(Choice(desk.console.frame(), lambda now: now.words.name(asset), listing))
    if chosen:
        await _scope(desk, asset, chosen)


async def _scope(desk: Desk, asset: str, state: str) -> None:
    """The reason, and how sure; what is only suspected is in scope without being sure."""
    item = item_of(desk.console.frame().view.board.scope, asset)
    sure = "low" if state == "suspected" else "" if item is None or item.sure == "low" else item.sure

    def note(now: Frame) -> tuple[Line, ...]:
        sign = signs.SCOPE[state]
        return (((f"{sign.glyph} {now.words.tell(sign.word)}", sign.tone),),)

    written = await _reason(desk, desk.console.words.name(asset), item.text if item is not None else "", sure, note)
    if written is not None:
        sure = "low" if state == "suspected" else written[1]
        _put(desk, (await desk.console.order(Scope(asset, state != "out", written[0], sure))).accepted)


async def _reason(desk: Desk, title: str, before: str, sure: str, note: Note | None = None) -> tuple[str, str] | None:
    def entries(now: Frame) -> tuple[Field, ...]:
        return (Field("why", now.words.tell("Why, in one line"), before, asked=True),)

    card = Entry(desk.console.frame(), lambda now: title, entries, note or (lambda now: ()), sure)
    written = await desk.app.push_screen_wait(card)
    return None if written is None else (written["why"], written["sure"])


# --- facts and indicators


async def _choose_fact(desk: Desk) -> None:
    def listing(now: Frame) -> Listing:
        rows = tuple(_fact(now, fact) for fact in pinnable(now)[:MOST_FACTS])
        return Listing(ROW, rows, now.words.tell("Nothing that is not there yet. It grows with what you read."))

    chosen = await desk.app.push_screen_wait(Choice(desk.console.frame(), lambda now: now.words.tell("Pin which fact?"), listing))
    if chosen:
        await _pin(desk, chosen.partition("=")[2])


async def _pin(desk: Desk, fact: str) -> None:
    """Why a fact belongs on the board."""
    frame = desk.console.frame()
    item = item_of((*frame.view.board.pins, *frame.view.board.indicators), fact)
    written = await _reason(desk, fact_words(frame, fact), item.text if item is not None else "", item.sure if item is not None else "")
    if written is not None:
        _put(desk, (await desk.console.order(Pin(fact, *written))).accepted)


async def _work_on(desk: Desk, indicator: str) -> None:
    """Pin an indicator, or begin what can be done about it."""
    thing = Thing("indicator", indicator)

    def able(now: Frame) -> dict[str, Offer]:
        return {offer.action.id: offer for offer in offers(now.select(thing), thing)}

    def listing(now: Frame) -> Listing:
        rows = [Row("=pin", (("■", "accent"), (now.words.tell("On the board, with the reason"), ""), ("", "")))]
        for name in able(now):
            low, high = now.atlas.range(name)
            rows.append(Row(name, (("→", "info"), (now.words.value("action", name), ""), (now.words.spread(low, high), "dim"))))
        return Listing(ROW, tuple(rows))

    frame = desk.console.frame()
    title = one_line(clean(frame.indicators[indicator].value))
    chosen = await desk.app.push_screen_wait(Choice(frame, lambda now: title, listing))
    if chosen == "=pin":
        await _pin(desk, f"indicator:{indicator}")
    elif chosen and chosen in (found := able(desk.console.frame())):
        await flows.start(desk, found[chosen])


# --- evidence


async def _seal(desk: Desk, asset: str) -> None:
    """Seal a device: the action that keeps evidence, with its confirmation."""
    frame = desk.console.frame()
    kept = [offer for offer in _sealing(frame, asset) if len(offer.action.effects) == 1] or _sealing(frame, asset)
    if kept:
        await flows.start(desk, kept[0])
    else:
        desk.console.tell(frame.words.tell("This team cannot seal that; ask those who can (g)."), grave=True)


def _sealing(frame: Frame, asset: str) -> list[Offer]:
    found = offers(frame, Thing("asset", asset)) if asset else all_offers(frame)
    return [offer for offer in found if is_sealing(frame, offer.action.id)]


async def _hand_over(desk: Desk, name: str) -> None:
    """Into another body's hands, with the number of the record."""
    frame = desk.console.frame()
    seal = next((item for item in frame.view.board.custody if item.id == name), None)
    if seal is None or not holds(frame, seal):
        return
    to = await desk.app.push_screen_wait(Choice(frame, lambda now: now.words.tell("Hand over to whom?"), receivers))
    if not to:
        return

    def entries(now: Frame) -> tuple[Field, ...]:
        return (Field("record", now.words.tell("Number of the hand-over record (may stay empty)"), "", asked=True),)

    def note(now: Frame) -> tuple[Line, ...]:
        said = now.words.tell("{asset} → {body}", asset=now.words.name(seal.asset), body=now.words.name(to))
        return (((said, "strong"),), ((f"SHA-256 {seal.hash}" if seal.hash else "", "dim"),))

    card = Form(
        desk.console.frame(), lambda now: now.words.tell("Hand-over record"), entries, note, lambda now: now.words.tell("Hand over")
    )
    written = await desk.app.push_screen_wait(card)
    if written is not None and (await desk.console.order(HandOver(seal.id, to, written["record"]))).accepted:
        desk.console.tell(f"✓ {desk.console.words.tell('Handed over, with a record')}")


def _put(desk: Desk, accepted: bool) -> None:
    if accepted:
        desk.console.tell(f"✓ {desk.console.words.tell('On the case board')}")
