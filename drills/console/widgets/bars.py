"""The lines that are always there: header, tabs, suggestions, footer."""

from __future__ import annotations

from textual import events
from textual.widgets import Static

from drills.console.commands import footer_commands
from drills.console.frame import Frame
from drills.console.messages import deadlines, open_duties
from drills.console.spans import Line, Span, bar, clip, content, one_line, width_of
from drills.console.standing import summary
from drills.console.suggestions import MOST, suggestions
from drills.language import mark

TABS = (mark("Alerts"), mark("Devices"), mark("Work"), mark("Contacts"), mark("Map"))
_PHASES = {
    "paused": ("⏸", mark("PAUSED – press space to go on")),
    "frozen": ("■", mark("FROZEN")),
    "over": ("■", mark("OVER")),
    "closed": ("■", mark("CLOSED")),
}
_HELD = mark("PAUSED by exercise control")
_WHYS = {
    "gap": mark("the machine slept, so the clock was held"),
    "store": mark("the disk refused: free some space, then press space"),
    "recovered": mark("taken up where it stopped"),
}
DUE_SOON_MS = 5 * 60_000


class Bar(Static):
    """A fixed line or two; redrawn only when its words change."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._said: tuple[Line, ...] = ()

    def say(self, lines: tuple[Line, ...]) -> None:
        """Put these lines up."""
        if lines != self._said:
            self._said = lines
            self.update(content(lines))


class HeaderBar(Bar):
    """DIỄN TẬP, who I am, the clock and its speed in words, the nearest deadline with its basis, what waits."""

    def show(self, frame: Frame) -> None:
        """Draw a frame."""
        width = self.size.width or self.app.size.width
        self.say((self._first(frame, width), self._second(frame, width)))

    def _first(self, frame: Frame, width: int) -> Line:
        words = frame.words
        team = one_line(words.said(f"team.{frame.view.team}", frame.view.team))
        title = one_line(words.said("scenario.title", frame.plan.scenario))
        left: Line = ((" DIỄN TẬP ", "chip"), (" ", ""), (team, "strong"))
        if width >= 100:
            left = (*left, (" │ ", "dim"), (title, ""))
        return bar(left, (*self._clock(frame), (" ", "")), width)

    def _clock(self, frame: Frame) -> Line:
        words = frame.words
        shown: Span = (words.clock(frame.now, seconds=True), "strong")
        if frame.skipping >= 0:
            return (shown, (f" ▶▶ {words.tell('skipping to {time}', time=words.clock(frame.skipping))}", "warn"))
        if frame.phase in _PHASES:
            glyph, said = _PHASES[frame.phase]
            if frame.is_guest and frame.phase == "paused":
                said = _HELD
            return (shown, (f" {glyph} {words.tell(said)}", "warn"))
        eased = f" ({words.tell('slowed: something waits for you')})" if frame.eased else ""
        return (shown, (f" ▶ {speed_words(frame)}", "good"), (eased, "warn"))

    def _second(self, frame: Frame, width: int) -> Line:
        words = frame.words
        if frame.link:
            lost = words.tell("The line is lost; dialling again. You can read; whatever you order goes out when it stands.")
            return bar(((f" ⚠ {lost}", "danger"),), (*counts(frame, short=True), (" ", "")), width)
        nearest = next(iter(deadlines(frame)), None)
        if frame.phase == "paused" and frame.why in _WHYS:
            left: Line = ((f" ⏸ {words.tell(_WHYS[frame.why])}", "warn"),)
        elif nearest is None:
            left = ((f" {words.tell('No deadline now')}", "dim"),)
        else:
            tone = "danger" if nearest.at - frame.now < DUE_SOON_MS else "warn"
            basis = f" · {nearest.basis}" if nearest.basis else ""
            when = f"{words.clock(nearest.at)}, {words.left(nearest.at, frame.now)}"
            left = ((f" § {when}", tone), (f" · {nearest.what}", ""), (basis, "dim"))
        return bar(left, (*counts(frame, short=width < 100), (" ", "")), width)


def counts(frame: Frame, *, short: bool = False) -> Line:
    """What waits for this seat: new alerts, messages to answer, reports owed, people free; and the declared level."""
    words = frame.words
    out: list[Span] = []
    if frame.view.declared and not short:
        out.append((f"{words.value('level', frame.view.declared)}  ", "accent"))
    for glyph, number, word in (
        ("!", len(frame.fresh), words.tell("new")),
        ("✉", len(frame.waiting), words.tell("to answer")),
        ("§", len(open_duties(frame)), words.tell("owed")),
    ):
        out.append((f"{glyph} {number} " if short else f"{glyph} {number} {word}  ", "warn" if number else "dim"))
    free = sum(staff.free for staff in frame.view.staff)
    total = sum(staff.total for staff in frame.view.staff)
    if not short:
        out.append((words.tell("{free}/{total} free", free=free, total=total), "info" if free else "warn"))
    return tuple(out)


def speed_words(frame: Frame) -> str:
    """The pace in words."""
    if frame.speed == 1:
        return frame.words.tell("real time")
    return frame.words.tell("{times} times as fast", times=frame.speed)


class TabBar(Bar):
    """The five tabs of a narrow screen, with what is unread on each."""

    def show(self, frame: Frame, tab: int) -> None:
        """Draw a frame."""
        waiting = len(frame.waiting) + len(open_duties(frame))
        numbers = (len(frame.fresh), 0, len(frame.open_tasks), waiting, 0)
        out: list[Span] = []
        for place, (word, number) in enumerate(zip(TABS, numbers, strict=True), start=1):
            count = f" ({number})" if number else ""
            out.append((f" {place} {frame.words.tell(word)}{count} ", "band" if place == tab else "warn" if number else "dim"))
            out.append((" ", ""))
        self.say((tuple(out),))


class Strip(Bar):
    """Suggestions: four lines in the first ten minutes where there is room, then one."""

    def show(self, frame: Frame) -> None:
        """Draw a frame."""
        tell = frame.words.tell
        found = suggestions(frame)
        head: Line = ((f" {tell('Suggestions')} ", "chip"), (f" {tell('? shows why and does it')}", "dim"))
        is_full = frame.early and self.app.size.height >= 32 and self.app.size.width >= 100
        self.styles.height = MOST + 1 if is_full else 1  # fixed, so that nothing below it jumps
        if not is_full:
            self.say((((f" {tell('Suggestions')} ", "chip"), (f" {found[0].what}", "strong"), (f"  {tell('? more')}", "dim")),))
        else:
            rows = [((f"  {number}. {item.what}", "strong"), (f"  {item.why}", "dim")) for number, item in enumerate(found, start=1)]
            self.say((head, *(clip(row, self.app.size.width) for row in rows)))


class StandingBar(Bar):
    """Measures in force, what is counted, places short of a service: there only while something stands."""

    def show(self, frame: Frame) -> None:
        """Draw a frame."""
        found = summary(frame)
        self.display = bool(found)
        if found:
            hint = ((f"{frame.words.tell('m more')} ", "dim"),)
            self.say((bar(found, hint, self.app.size.width),))

    async def on_click(self) -> None:
        """A click shows it in full."""
        await self.run_action("screen.standing")


class FooterBar(Bar):
    """At most six keys, which fit 80 columns; each can be clicked."""

    def __init__(self) -> None:
        super().__init__(id="footer")
        self._words: tuple[str, ...] = ()

    def show(self, frame: Frame) -> None:
        """Draw a frame."""
        commands = footer_commands()
        self._words = tuple(frame.words.tell(command.word) for command in commands)
        spans: list[Span] = []
        for command, word in zip(commands, self._words, strict=True):
            spans += [(f" {command.key}", "key"), (f" {word} ", "danger" if command.id == "real_incident" else "")]
        self.say((tuple(spans),))

    async def on_click(self, event: events.Click) -> None:
        """A click on a key's word does what the key does."""
        edge = 0
        for command, word in zip(footer_commands(), self._words, strict=False):
            edge += footer_width([(command.key, word)])
            if event.x < edge:
                await self.run_action(f"{command.scope}.{command.id}")
                return


def footer_width(words: list[tuple[str, str]]) -> int:
    """Cells that the footer takes with these (key, word) pairs."""
    return sum(width_of(((f" {key}", ""), (f" {word} ", ""))) for key, word in words)
