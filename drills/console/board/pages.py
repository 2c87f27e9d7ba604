"""A page about one row of the case board, and the page of an empty one: what it is for, and what to press."""

from __future__ import annotations

from collections.abc import Callable

from drills.console import signs
from drills.console.board.claims import about_words, scope_sign
from drills.console.board.custody import broken_by, holder
from drills.console.board.rows import indicator_state, is_empty, item_of
from drills.console.dossiers.page import Page, Sheet, asset_state
from drills.console.dossiers.parts import indicator_dossier, task_dossier
from drills.console.facts import fact_words
from drills.console.feed import task_words
from drills.console.frame import Frame
from drills.console.spans import one_line
from engine.texts import clean
from engine.views import BoardItem

MOST_FINDINGS = 6


def page(frame: Frame, key: str) -> Page:
    """The page about a row."""
    kind, _, name = key.partition(":")
    maker = _PAGES.get(kind)
    found = maker(frame, name) if maker is not None else None
    return found or intro(frame)


def intro(frame: Frame) -> Page:
    """What the board is for, and how to begin or go on."""
    tell = frame.words.tell
    sheet = Sheet(frame)
    sheet.text(tell("What the team thinks, why, and how sure it is; which devices belong to the case; who holds the evidence."))
    sheet.text(
        tell("It changes nothing in the network, costs no time, and goes into the report. Whoever takes over reads it first."), "dim"
    )
    if is_empty(frame):
        sheet.gap()
        sheet.add(("1 ", "key"), tell("Write your first hypothesis: press a. «Not sure» is an answer too."))
        sheet.add(("2 ", "key"), tell("Say of each suspicious device whether it belongs to the case, and why."))
        sheet.add(("i ", "key"), tell("On the desk, i puts the alert, device or indicator you are looking at on the board."))
        sheet.add(("5 ", "key"), tell("Seal what may be needed as evidence before anybody rebuilds it."))
    return sheet.page((tell("What the case board is for"), "strong"))


def _hypothesis(frame: Frame, name: str) -> Page | None:
    item = item_of(frame.view.board.hypotheses, name)
    if item is None:
        return None
    words, sheet = frame.words, Sheet(frame)
    sign = signs.HYPOTHESIS[item.state]
    sheet.add((f"{sign.glyph} {words.tell(sign.word)}", sign.tone), *_sureness(frame, item))
    sheet.fact(words.tell("Why"), item.why)
    sheet.fact(words.tell("It says"), about_words(frame, item.about))
    thing = item.about.partition(":")[2]
    if thing in frame.atlas.assets:
        sheet.add((f"{words.tell('What is known of it')}: ", "label"), asset_state(frame, thing))
    _signed(sheet, item)
    return sheet.page((one_line(clean(item.text)), "strong"))


def _scope(frame: Frame, name: str) -> Page | None:
    item = item_of(frame.view.board.scope, name)
    if item is None:
        return None
    words, sheet = frame.words, Sheet(frame)
    sign = scope_sign(item)
    sheet.add((f"{sign.glyph} {words.tell(sign.word)}", sign.tone), *_sureness(frame, item))
    sheet.fact(words.tell("Why"), item.text)
    _device(sheet, name)
    _signed(sheet, item)
    return sheet.page((words.name(name), "strong"), (f" · {words.name(frame.atlas.site_of(name))}", ""))


def _known(frame: Frame, name: str) -> Page | None:
    words, sheet = frame.words, Sheet(frame)
    sheet.text(words.tell("Nobody has said yet whether this device belongs to the case: press Enter."), "warn")
    _device(sheet, name)
    return sheet.page((words.name(name), "strong"), (f" · {words.name(frame.atlas.site_of(name))}", ""))


def _device(sheet: Sheet, name: str) -> None:
    """What is known of a device, in short."""
    frame, words = sheet.frame, sheet.frame.words
    sheet.add((f"{words.tell('What is known of it')}: ", "label"), asset_state(frame, name))
    found = [item for item in frame.view.findings if item.asset == name and item.artefact]
    for finding in found[-MOST_FINDINGS:]:
        sheet.add((words.clock(finding.at)[:5], "dim"), " ", one_line(words.said(f"artefact.{finding.artefact}", finding.artefact)))


def _indicator(frame: Frame, name: str) -> Page | None:
    if name not in frame.indicators:
        return None
    pin = item_of(frame.view.board.indicators, f"indicator:{name}")
    found = indicator_dossier(frame, name)
    if pin is None:
        return found
    sheet = Sheet(frame)
    sheet.add(
        ("■ ", "accent"),
        (frame.words.tell("on the board"), "accent"),
        *_sureness(frame, pin),
        "  ",
        indicator_state(frame, frame.indicators[name]),
    )
    sheet.fact(frame.words.tell("Why"), pin.text)
    return Page(found.title, (*sheet.lines, *found.lines))


def _pin(frame: Frame, name: str) -> Page | None:
    item = item_of(frame.view.board.pins, name)
    if item is None:
        return None
    words, sheet = frame.words, Sheet(frame)
    sheet.fact(words.tell("Learnt"), words.clock(max(0, frame.view.since.get(name, item.at))))
    sheet.fact(words.tell("Why it matters"), item.text or words.tell("not said yet: press Enter"))
    spans = _sureness(frame, item)
    if spans:
        sheet.add(*spans)
    kind, _, thing = name.partition(":")
    for finding in frame.view.findings:
        if kind == "finding" and finding.artefact == thing:
            sheet.add((words.clock(finding.at)[:5], "dim"), " ", (words.name(finding.asset) if finding.asset else "", "strong"))
            for record in finding.records[:3]:
                sheet.raw(words.record(record))
    _signed(sheet, item)
    return sheet.page((fact_words(frame, name), "strong"))


def _reason(frame: Frame, name: str) -> Page | None:
    reason = next((item for item in frame.view.board.reasons if item.task == name), None)
    if reason is None:
        return None
    if name in frame.tasks:
        return task_dossier(frame, name)
    sheet = Sheet(frame)
    sheet.fact(frame.words.tell("Why"), reason.why)
    return sheet.page((task_words(frame, reason.action, reason.target), "strong"))


def _seal(frame: Frame, name: str) -> Page | None:
    seal = next((item for item in frame.view.board.custody if item.id == name), None)
    if seal is None:
        return None
    words, sheet = frame.words, Sheet(frame)
    bad = broken_by(frame, seal)
    if bad is not None:
        said = words.tell(
            "The chain is broken: {task} at {time}, before anything was handed over. The image is kept, its original is gone.",
            task=task_words(frame, bad.action, bad.target), time=words.clock(bad.ended_at),
        )  # fmt: skip
        sheet.text(f"✖ {said}", "danger")
    sheet.fact(words.tell("Held now by"), holder(frame, seal))
    sheet.fact(words.tell("Sealed") if seal.hash else words.tell("Received"), f"{words.clock(seal.at)}, {words.name(seal.by)}")
    sheet.fact("SHA-256", seal.hash or words.tell("stands on the giver's record"))
    for record in seal.records:
        number = f" · {one_line(clean(record.sealed_as))}" if record.sealed_as else ""
        sheet.add(
            (words.clock(record.at)[:5], "dim"),
            (f"  {words.name(record.giver)} → {words.name(record.to)}", "strong"),
            (number, ""),
        )
    if not seal.records:
        sheet.text(words.tell("Not handed over yet. Whoever reads or rebuilds it without a record breaks the chain."), "warn")
    return sheet.page((words.name(seal.asset), "strong"), (f" · {words.tell('sealed image')}", ""))


def _unsealed(frame: Frame, name: str) -> Page | None:
    words, sheet = frame.words, Sheet(frame)
    sheet.text(
        words.tell("Traces were read here, but no image is sealed: a restart or a rebuild would take them. Press Enter to seal."), "warn"
    )
    _device(sheet, name)
    return sheet.page((words.name(name), "strong"), (f" · {words.name(frame.atlas.site_of(name))}", ""))


def _sureness(frame: Frame, item: BoardItem) -> tuple[tuple[str, str], ...]:
    if not item.sure:
        return ()
    return ((f"   {frame.words.tell('How sure')}: ", "label"), (frame.words.tell(signs.SURE[item.sure]), ""))


def _signed(sheet: Sheet, item: BoardItem) -> None:
    """When it was put there, and by which seat."""
    words = sheet.frame.words
    sheet.add((words.tell("put here at {time} by {seat}", time=words.clock(item.at), seat=item.seat), "dim"))


_PAGES: dict[str, Callable[[Frame, str], Page | None]] = {
    "hypothesis": _hypothesis,
    "scope": _scope,
    "known": _known,
    "indicator": _indicator,
    "pin": _pin,
    "reason": _reason,
    "seal": _seal,
    "unsealed": _unsealed,
}
