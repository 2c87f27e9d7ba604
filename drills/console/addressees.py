"""To whom a report can go: the bodies that it is owed to first, then every other organisation."""

from __future__ import annotations

from drills.console.frame import Frame
from drills.console.listings import Column, Listing, Row
from drills.console.messages import duty_words, open_duties
from drills.console.spans import Line
from engine.views import DutyView


def owed(frame: Frame, form: str) -> DutyView | None:
    """The duty that waits for a form, the most urgent."""
    return next((duty for duty in open_duties(frame) if duty.form == form), None)


def asked_by(frame: Frame, form: str) -> tuple[str, ...]:
    """Organisations that a form of this team is owed to, or would be; the first is the one that it is counted for."""
    duty = owed(frame, form)
    records = [item for item in frame.plan.duties if item.form == form and item.team in ("", frame.view.team)]
    if duty is not None:
        records.sort(key=lambda item: item.id != duty.id)
    return tuple(dict.fromkeys(name for item in records for name in (item.to, *item.also_to) if name))


def first_addressee(frame: Frame, form: str) -> str:
    """Where a form goes unless somebody says otherwise: where it is owed, else to the body above, '' where there is none."""
    above = frame.atlas.above.get(frame.atlas.teams[frame.view.team].org, "")
    return next(iter(asked_by(frame, form)), above)


def addressee_listing(frame: Frame, form: str, chosen: str) -> Listing:
    """Organisations to choose from; the present one is marked."""
    words = frame.words
    first = asked_by(frame, form)
    rows = [_row(frame, name, chosen, words.tell("it is owed there")) for name in first]
    own = frame.atlas.teams[frame.view.team].org
    others = sorted(
        (words.name(org.id), org.id) for org in frame.plan.estate.orgs if org.id not in first and org.id != own and org.kind != "commune"
    )
    rows += [_row(frame, name, chosen, "") for _, name in others]
    return Listing((Column(1), Column(0), Column(22)), tuple(rows), words.tell("No organisation."))


def _row(frame: Frame, name: str, chosen: str, why: str) -> Row:
    sign = ("▶", "accent") if name == chosen else ("·", "dim")
    return Row(name, (sign, (frame.words.name(name), "strong" if why else ""), (why, "good")))


def address_lines(frame: Frame, form: str, to: str) -> tuple[Line, ...]:
    """To whom it goes, until when, on what basis, and whether it waits for a signature."""
    words = frame.words
    duty = owed(frame, form)
    lines: list[Line] = [((f"{words.tell('To')}: ", "label"), (words.name(to), "strong"), (f"  {words.tell('F9 another body')}", "dim"))]
    if duty is not None:
        what, basis = duty_words(frame, duty.id)
        when = f"{words.clock(duty.due)}, {words.left(duty.due, frame.now)}"
        lines.append(((f"§ {what}, {when}", "warn"), (f" · {basis}", "dim")))
    record = next((item for item in frame.plan.organisation.forms if item.id == form), None)
    if record is not None and record.signed:
        lines.append(((f"✎ {words.tell('The head signs this one: once written it waits for the signature before it goes out.')}", "warn"),))
    if to not in asked_by(frame, form) and asked_by(frame, form):
        asked = ", ".join(words.name(name) for name in asked_by(frame, form))
        lines.append(((f"! {words.tell('It is owed to {body}; what goes elsewhere does not fulfil the duty.', body=asked)}", "danger"),))
    return tuple(lines)
