"""The card that asks before anything is done: effect, evidence, staff, what the attacker may notice, authority."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input, Static

from drills.console import signs
from drills.console.addressees import first_addressee
from drills.console.consequences import Loss, is_brief, losses, silences_party
from drills.console.feed import task_words
from drills.console.frame import Frame
from drills.console.keyboard import typed
from drills.console.offers import Offer, has_staff, has_staff_ever
from drills.console.paperwork import signer
from drills.console.screens.card import Card
from drills.console.spans import Line, content, one_line
from engine.plan import Action
from engine.recovery import ANY, lacks_proof

SURE = tuple(signs.SURE)
HARDLY, PERHAPS = 100, 500
"""Per-mille below which the attacker would hardly, or perhaps, notice."""
_READS = {"read-memory": "memory", "read-disk": "disk", "read-logs": "logs", "preserve-evidence": "evidence"}


@dataclass(frozen=True, slots=True)
class Decided:
    """What the person decided: to ask (True) or to do (False), why, and how sure."""

    ask: bool
    why: str
    sure: str
    oral: bool = False
    """By word of mouth, the paper to follow."""


class Confirm(Card[Decided | None]):
    """Confirm one action on one target."""

    AUTO_FOCUS = ""  # Enter means the card, until the person goes to the reason with Tab

    BINDINGS = [
        Binding("enter", "do", show=False),
        Binding("x", "arm", show=False),
        Binding("f6", "sure", show=False),
        Binding("o", "oral", show=False),
    ]

    def __init__(self, frame: Frame, offer: Offer, target: str, to: str = "") -> None:
        super().__init__(frame)
        self.offer = offer
        self.to = to
        self.target = target
        self.why = Input(id="why", compact=True, max_length=200)
        self.sure_line = Static(id="sure", markup=False)
        self.sure = 0
        self._warned = False
        self._armed = False

    def extras(self) -> Iterable[Widget]:
        """One line for the reason, one for how sure."""
        return (self.why, self.sure_line)

    def tell(self) -> None:
        """Put the words up."""
        super().tell()
        tell = self.frame.words.tell
        self.why.placeholder = tell("Why, in one line (Tab; may stay empty)")
        self.sure_line.update(content([sure_line(self.frame, SURE[self.sure])]))

    def title_words(self) -> Line:
        """The action and its target by name."""
        return ((task_words(self.frame, self.offer.action.id, self.target), "title"),)

    def lines(self) -> tuple[Line, ...]:
        """The five things to know before deciding."""
        out = confirm_lines(self.frame, self.offer, self.target, self.to)
        if self._armed:
            return (*out, (), ((f"⇄ {self.frame.words.tell('Press Enter to send it; any other key leaves it.')}", "warn"),))
        return (*out, (), ((f"! {not_ours(self.frame, self.offer)}", "danger"),)) if self._warned else out

    def keys(self) -> tuple[tuple[str, str], ...]:
        """What may be decided here."""
        tell = self.frame.words.tell
        close = ("Esc", tell("Leave it"))
        if self.offer.word == "own":
            return (("Enter", tell("Do it")), close)
        ask = tell("Ask for direction") if self.offer.word == "leader" else tell("Send the request")
        if self._armed:
            return (("Enter", ask), close)
        return (("x", ask), ("o", tell("By word of mouth")), close) if self._may_speak else (("x", ask), close)

    @property
    def _may_speak(self) -> bool:
        """Whether the one who decides could say it by word of mouth, the paper to follow."""
        return self.offer.word == "leader" and bool(signer(self.frame))

    def action_oral(self) -> None:
        """o: the one who signs said so on the phone; whether he was reached, the drill knows."""
        if self._may_speak:
            self.dismiss(Decided(False, typed(self.why.value), SURE[self.sure], oral=True))

    def action_do(self) -> None:
        """Do it, where it is ours to decide; ask for it, where x has said so just before."""
        if self.offer.word == "own":
            self._decide(ask=False)
        elif self._armed:
            self._decide(ask=True)
        else:
            self._warned = True
            self.tell()

    def action_arm(self) -> None:
        """x, where it is not ours: the next Enter asks for it."""
        if self.offer.word != "own":
            self._armed = True
            self.tell()

    def on_key(self, event: events.Key) -> None:
        """Whatever comes between x and Enter takes the x back: what is typed here by mistake asks for nothing."""
        if self._armed and event.key not in ("x", "enter"):
            self._armed = False
            self.tell()

    def action_sure(self) -> None:
        """How sure: round and round."""
        self.sure = (self.sure + 1) % len(SURE)
        self.tell()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter after the reason goes back to the card, where deciding has its own key."""
        event.stop()
        self.set_focus(None)

    def _decide(self, *, ask: bool) -> None:
        self.dismiss(Decided(ask, typed(self.why.value), SURE[self.sure]))


def sure_line(frame: Frame, sure: str) -> Line:
    """How sure, and the key that changes it."""
    tell = frame.words.tell
    return ((f"{tell('How sure')}: ", "label"), (tell(signs.SURE[sure]), ""), ("  F6", "key"))


def not_ours(frame: Frame, offer: Offer) -> str:
    """Why Enter alone does nothing here, and which key does."""
    if offer.word == "leader":
        return frame.words.tell("This is not yours to decide alone: press x, then Enter, to ask for direction.")
    return frame.words.tell("This is for {team} to decide: press x, then Enter, to send the request.", team=frame.words.name(offer.doer))


def confirm_lines(frame: Frame, offer: Offer, target: str, to: str = "") -> tuple[Line, ...]:
    """What is said before an action: from the published estate, ranges and the team's own knowledge.

    `to`: the body that a report goes to, where one was chosen.
    """
    tell = frame.words.tell
    action = offer.action
    low, high = frame.atlas.range(action.id)
    out: list[Line] = [((f"{tell('Time')}: ", "label"), (frame.words.spread(low, high), "strong"), (f"   {action.code}", "dim"))]
    form = next((effect.ref or target for effect in action.effects if effect.verb in ("report", "notify")), "")
    to = to or first_addressee(frame, form) if form else ""
    if to:
        out += _section(tell("To"), (((frame.words.name(to), "strong"),),))
    out += _standing(frame, action)
    out += _section(tell("Effect"), _effect(frame, action, target))
    out += _section(tell("Evidence"), _evidence(frame, action, target))
    out += _section(tell("Staff left"), _staff(frame, offer))
    out += _section(tell("The attacker may notice"), (((_noticed(frame, action), ""),),))
    out += _section(tell("Authority"), (_authority(frame, offer),))
    if frame.phase == "paused":
        said = tell("Exercise control holds the clock.") if frame.is_guest else tell("The clock is held. Deciding lets it go on.")
        out += [(), ((f"⏸ {said}", "warn"),)]
    return tuple(out)


def request_lines(frame: Frame, offer: Offer, target: str) -> tuple[Line, ...]:
    """What it would cost to do what another team asks for."""
    tell = frame.words.tell
    low, high = frame.atlas.range(offer.action.id)
    out: list[Line] = [((f"{tell('Time')}: ", "label"), (frame.words.spread(low, high), "strong"))]
    out += _section(tell("Effect"), _effect(frame, offer.action, target))
    out += _section(tell("Evidence"), _evidence(frame, offer.action, target))
    return (*out, *_section(tell("Staff left"), _staff(frame, offer)))


def _standing(frame: Frame, action: Action) -> list[Line]:
    """What an action turns, works off, or must be proven before it."""
    words = frame.words
    out: list[Line] = []
    switches = {item.id: item for item in frame.plan.switches}
    for effect in action.effects:
        if effect.verb in ("switch-on", "switch-off") and effect.ref in switches:
            name = one_line(words.value("switch", effect.ref))
            label = words.tell("Puts in force") if effect.verb == "switch-on" else words.tell("Ends")
            caps = [words.tell("{service} at most {percent}%", service=words.name(service), percent=level // 10)
                    for service, level in switches[effect.ref].caps]  # fmt: skip
            out.append(((f"{label}: ", "label"), (name, "strong"), (f"  {'; '.join(caps)}", "warn")))
    for pile, rate in action.works:
        said = words.tell("{rate} an hour of: {pile}", rate=words.count(rate), pile=one_line(words.value("pile", pile)))
        out.append(((f"{words.tell('Works off')}: ", "label"), (said, "")))
    lacking = lacks_proof(frame.view.facts, action.needs_proof)
    if lacking:
        system = words.tell("a system") if lacking == ANY else words.name(lacking)
        out.append(((f"! {words.tell('There is no paper yet that shows {system} to be clean.', system=system)}", "danger"),))
    return out


def _section(label: str, lines: tuple[Line, ...]) -> list[Line]:
    if not lines:
        return []
    first, *rest = lines
    return [((f"{label}: ", "label"), *first), *(((("  "), ""), *line) for line in rest)]


def _effect(frame: Frame, action: Action, target: str) -> tuple[Line, ...]:
    words = frame.words
    out: list[Line] = [((one_line(words.said(f"action.{action.id}.effect", words.tell("none"))), ""),)]
    found = losses(frame, action, target)
    out += [_loss(frame, loss, brief=is_brief(action)) for loss in found[:6]]
    if len(found) > 6:
        out.append(((words.tell("and {count} more services", count=len(found) - 6), "warn"),))
    if not found and target in frame.atlas.assets and action.group not in ("identify", "coordinate"):
        ill = any(frame.levels.get(service, 1000) < 1000 for service in frame.atlas.all_leaning("asset", target))
        said = (
            (words.tell("The services that lean on it are disturbed already; nothing more falls with it."), "warn")
            if ill
            else (words.tell("By the plan of the network no service stops with it."), "good")
        )
        out.append((("· ", said[1]), said))
    if silences_party(frame, action, target):
        out.append(((f"✖ {words.tell('The commune Party committee loses this line as well.')}", "danger"),))
    return tuple(out)


def _loss(frame: Frame, loss: Loss, *, brief: bool) -> Line:
    words = frame.words
    glyph, tone = ("✖", "danger") if loss.after <= 0 else ("o", "warn")
    state = words.value("level", loss.after)
    length = f" {words.tell('for some minutes')}" if brief else ""
    people = words.tell("{count} people", count=words.count(loss.users))
    return ((f"{glyph} {words.name(loss.service)}: {state}{length}", tone), (f" · {people}", "dim"))


def _evidence(frame: Frame, action: Action, target: str) -> tuple[Line, ...]:
    words = frame.words
    out: list[Line] = [((one_line(words.said(f"action.{action.id}.evidence", words.tell("none"))), ""),)]
    asset = frame.atlas.backups[target].asset if target in frame.atlas.backups else target
    if asset in frame.atlas.assets and action.group not in ("identify", "coordinate"):
        verbs = {
            effect.verb
            for task in frame.tasks_on(asset)
            if task.state in ("done", "nothing") and task.action in frame.atlas.actions
            for effect in frame.atlas.actions[task.action].effects
        }
        had = [words.said(f"what.{what}", what) for verb, what in _READS.items() if verb in verbs]
        if had:
            out.append(((words.tell("Collected from it so far: {what}", what=", ".join(had)), "good"),))
        else:
            out.append(((words.tell("Nothing has been collected from it yet."), "warn"),))
    return tuple(out)


def _staff(frame: Frame, offer: Offer) -> tuple[Line, ...]:
    words = frame.words
    if offer.word == "team":
        return (((words.tell("The people of {team} do it.", team=words.name(offer.doer)), ""),),)
    known = {staff.role: staff for staff in frame.view.staff}
    parts = []
    for role, number in offer.action.staff:
        staff = known.get(role)
        free = staff.free if staff else 0
        total = staff.total if staff else 0
        name = words.said(f"role.{role}", role)
        parts.append(words.tell("{role} {left} of {total} left free", role=name, left=max(0, free - number), total=total))
    out: list[Line] = [(("; ".join(parts) or words.tell("nobody is needed"), ""),)]
    if not has_staff_ever(frame, offer.action):
        out.append(((words.tell("The team has too few such people: it would wait until help comes."), "danger"),))
    elif not has_staff(frame, offer.action):
        out.append(((words.tell("Nobody free now: it waits for somebody."), "warn"),))
    return tuple(out)


def _noticed(frame: Frame, action: Action) -> str:
    tell = frame.words.tell
    if not action.noticed:
        return tell("no")
    share = tell("if something of theirs is touched, about {percent}%", percent=action.noticed // 10)
    if action.noticed < HARDLY:
        return f"{tell('hardly')} ({share})"
    return f"{tell('perhaps') if action.noticed < PERHAPS else tell('probably')} ({share})"


def _authority(frame: Frame, offer: Offer) -> Line:
    words = frame.words
    if offer.word == "team":
        return ((words.tell("{team} decides and does it: send a request.", team=words.name(offer.doer)), "warn"),)
    if offer.word == "leader":
        said = words.tell("needs direction")
        approval = offer.action.approval
        if approval is not None:
            table = approval.table
            wait = words.spread(table[len(table) // 10], table[-1 - len(table) // 10])
            said = words.tell("needs direction: a signature usually takes {range}", range=wait)
        return ((said, "warn"),)
    return ((words.tell("yours to decide"), "good"),)
