"""Words to other organisations: whom, by which channel, with which of the things that the team holds attached."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.widget import Widget

from drills.console import signs
from drills.console.contacts import channels
from drills.console.facts import attachable, fact_words
from drills.console.forms import Field
from drills.console.frame import Frame
from drills.console.listings import Column, Listing, Row
from drills.console.screens.card import Card
from drills.console.screens.choice import Choice
from drills.console.screens.form import Form
from drills.console.spans import Line
from drills.console.widgets.rows import Rows
from engine.channels import MOST_ATTACHED
from engine.messages import Send

if TYPE_CHECKING:
    from drills.console.desk import Desk


async def compose(desk: Desk, to: str | None = None, ready: tuple[str, ...] = ()) -> None:
    """Ask for whom, by what, which words and what goes with them; then send.

    Args:
        to: the body, where it is known already.
        ready: facts that are marked from the start.
    """
    frame = desk.console.frame()
    if not channels(frame):
        desk.console.tell(frame.words.tell("This drill has no channel for words of one's own."), grave=True)
        return
    to = to or await desk.app.push_screen_wait(Choice(frame, lambda now: now.words.tell("Write to whom?"), receivers))
    if not to:
        return
    via = await desk.app.push_screen_wait(
        Choice(desk.console.frame(), lambda now: now.words.tell("By which channel?"), channel_listing, channel_note)
    )
    if not via:
        return
    about = await desk.app.push_screen_wait(Attach(desk.console.frame(), ready))
    if about is None:
        return

    def note(now: Frame) -> tuple[Line, ...]:
        return letter_lines(now, to, via, about)

    def words_field(now: Frame) -> tuple[Field, ...]:
        return (Field("text", now.words.tell("What you write"), "", asked=True),)

    card = Form(desk.console.frame(), lambda now: now.words.tell("A message"), words_field, note, lambda now: now.words.tell("Send"))
    written = await desk.app.push_screen_wait(card)
    if written is None or not (written["text"] or about):
        return
    if (await desk.console.order(Send((to,), via, written["text"], about))).accepted:
        frame = desk.console.frame()
        desk.console.tell(frame.words.tell("Sent to {body}; whether it was read is not known.", body=frame.words.name(to)))


def receivers(frame: Frame) -> Listing:
    """Organisations: those with a team in the drill first."""
    words = frame.words
    own = frame.atlas.teams[frame.view.team].org
    orgs = [org for org in frame.plan.estate.orgs if org.id != own and (org.team or org.kind != "commune")]
    orgs.sort(key=lambda org: (not org.team, words.name(org.id)))
    rows = tuple(
        Row(
            org.id,
            (("·", "dim"), (words.name(org.id), "strong" if org.team else ""), (words.tell("takes part") if org.team else "", "good")),
        )
        for org in orgs
    )
    return Listing((Column(1), Column(0), Column(17)), rows)


def channel_listing(frame: Frame) -> Listing:
    """Channels, each with what is heard of what it needs, and what it is worth afterwards."""
    words = frame.words
    rows = []
    for item in channels(frame):
        level = min((frame.levels.get(service, 1000) for service in item.needs), default=1000)
        sign = signs.service_sign(level)
        traits = [words.tell("counts as paper")] if item.paper else []
        traits += [words.tell("may get out")] if item.leaks else []
        state = words.tell("works as far as we know") if level >= 1000 else words.value("level", level)
        name = words.value("via", item.id)
        rows.append(Row(item.id, ((sign.glyph, sign.tone), (name, "strong"), (state, sign.tone), ("; ".join(traits), "warn"))))
    return Listing((Column(1), Column(0), Column(28), Column(22, 70)), tuple(rows))


def channel_note(frame: Frame) -> tuple[Line, ...]:
    """What nobody is told about a message."""
    return (((frame.words.tell("A channel that is down at their end holds the message back, and nobody tells you."), "dim"),),)


def letter_lines(frame: Frame, to: str, via: str, about: tuple[str, ...]) -> tuple[Line, ...]:
    """To whom, by what, and what goes with it."""
    words = frame.words
    lines: list[Line] = [
        (
            (f"{words.tell('To')}: ", "label"),
            (words.name(to), "strong"),
            (f"  {words.tell('by {channel}', channel=words.value('via', via))}", "dim"),
        )
    ]
    lines += [(("  + ", "good"), (fact_words(frame, fact), "")) for fact in about]
    return (*lines, ()) if about else (*lines, ((words.tell("Nothing attached: they learn only what you write."), "dim"),))


class Attach(Card[tuple[str, ...] | None]):
    """Mark what goes with a message: Enter marks, F10 goes on."""

    BINDINGS = [Binding("f10", "go_on", show=False)]

    def __init__(self, frame: Frame, ready: tuple[str, ...] = ()) -> None:
        super().__init__(frame)
        self.rows = Rows(id="attach-rows")
        self.chosen = [fact for fact in ready if fact in attachable(frame)]

    def extras(self) -> Iterable[Widget]:
        """The list."""
        return (self.rows,)

    def on_mount(self) -> None:
        """Begin in the list, or go straight on where nothing is held yet."""
        super().on_mount()
        self.rows.focus()

    def title_words(self) -> Line:
        """How many of how many."""
        tell = self.frame.words.tell
        return ((tell("What goes with it?"), "title"), (f" · {len(self.chosen)}/{MOST_ATTACHED}", "dim"))

    def tell(self) -> None:
        """Put words and rows up."""
        super().tell()
        words = self.frame.words
        rows = tuple(
            Row(
                fact,
                (
                    ("■", "accent") if fact in self.chosen else ("□", "dim"),
                    (fact_words(self.frame, fact), "strong" if fact in self.chosen else ""),
                    (words.clock(max(0, self.frame.view.since.get(fact, 0)))[:5], "dim"),
                ),
            )
            for fact in attachable(self.frame)
        )
        self.rows.show(Listing((Column(1), Column(0), Column(5)), rows, words.tell("The team holds nothing to attach yet. F10 goes on.")))

    def lines(self) -> tuple[Line, ...]:
        """What attaching means."""
        said = self.frame.words.tell("Whoever reads the message learns what is attached. Think who may know it.")
        return (((said, "dim"),),)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the last line."""
        tell = self.frame.words.tell
        return (("Enter", tell("mark, or not")), ("F10", tell("Go on")), ("Esc", tell("Leave it")))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Mark a row, or take its mark away."""
        event.stop()
        if event.key in self.chosen:
            self.chosen.remove(event.key)
        elif len(self.chosen) < MOST_ATTACHED:
            self.chosen.append(event.key)
        self.tell()

    def action_go_on(self) -> None:
        """With what is marked."""
        self.dismiss(tuple(self.chosen))
