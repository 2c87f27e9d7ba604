"""The last card: what happened, the score in words, and where the report is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

from textual import work
from textual.binding import Binding

from drills.console.frame import Frame
from drills.console.screens.card import Card
from drills.console.spans import Line, one_line
from engine.bundle import Bundle
from engine.scoring import ObjectiveScore, Scorecard

RATING = {"P": "good", "S": "good", "M": "warn", "U": "danger"}
HOUR_MS = 3_600_000


class Ending(Card[None]):
    """Enter leaves the console; Esc goes back to look around."""

    BINDINGS = [Binding("enter,q", "leave", show=False), Binding("b", "write", show=False)]

    def __init__(self, frame: Frame, drill: str, card: Scorecard | None, bundle: Callable[[], Bundle] | None) -> None:
        super().__init__(frame)
        self._bundle = bundle
        self._written = ""
        self._drill = drill
        self._score = card

    def title_words(self) -> Line:
        """Its name."""
        return ((self.frame.words.tell("The drill is over"), "title"),)

    def lines(self) -> tuple[Line, ...]:
        """What happened, the score in words, the four harms."""
        words, tell = self.frame.words, self.frame.words.tell
        out: list[Line] = [((" DIỄN TẬP ", "chip"), (f" {one_line(words.said('scenario.title', self.frame.plan.scenario))}", "strong")), ()]
        out += _happened(self.frame)
        if self._score is not None:
            out += [(), *_result(self.frame, self._score), (), *(_objective(self.frame, item) for item in self._score.objectives)]
            out += [(), *_harm(self.frame, self._score)]
        if self._bundle is None:
            out += [(), ((tell("The result and the report come from exercise control, when they are released."), "strong"),)]
            return tuple(out)
        out += [(), ((f"{tell('The report')}: ", "label"), (f"dientap report {self._drill}", "strong"))]
        if self._written:
            out.append(((self._written, "accent"),))
        out.append(((tell("Draft, not yet approved by exercise control. Not for ranking."), "dim"),))
        return tuple(out)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the last line."""
        tell = self.frame.words.tell
        if self._bundle is None:
            return (("Enter", tell("Leave")), ("Esc", tell("Look around once more")))
        return (("Enter", tell("Leave")), ("b", tell("Write the report (HTML) here")), ("Esc", tell("Look around once more")))

    def action_write(self) -> None:
        """B: the report as a file of the present folder; never over a file that is there."""
        if self._bundle is None:
            return
        self._written = self.frame.words.tell("Writing the report …")
        self.tell()
        self._write(self._bundle(), self.frame.words.lang)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _write(self, bundle: Bundle, lang: str) -> None:
        tell = self.frame.words.tell
        try:
            said = tell("The report is in {path}", path=str(written(bundle, self._drill, lang, Path.cwd())))
        except OSError as problem:
            said = tell("The report could not be written here: {why}", why=problem.strerror or str(problem))
        self.app.call_from_thread(self._say, said)

    def _say(self, said: str) -> None:
        self._written = said
        self.tell()

    def action_leave(self) -> None:
        """Out of the console."""
        self.app.exit()


def written(bundle: Bundle, drill: str, lang: str, folder: Path) -> Path:
    """Write a drill's HTML report into a folder under a name that is free there.

    Raises:
        OSError: the folder takes no file.
    """
    from reports import render  # charts and templates are loaded only by who asks for them

    body = render.write(bundle, "html", lang)
    for number in count(1):
        path = folder / (f"{drill}.html" if number == 1 else f"{drill}-{number}.html")
        try:
            with path.open("xb") as file:
                file.write(body)
        except FileExistsError:
            continue
        return path
    raise AssertionError("numbers do not end")


def _happened(frame: Frame) -> list[Line]:
    words, tell = frame.words, frame.words.tell
    view = frame.view
    states = [asset.state for asset in view.assets]
    done = sum(1 for task in view.tasks if task.state in ("done", "nothing"))
    answered = sum(1 for message in view.messages if message.replied)
    missed = sum(1 for message in view.messages if message.missed)
    sent = sum(1 for duty in view.duties if duty.state in ("sent", "late"))
    ruined = sum(1 for event in view.feed if event.kind == "asset-known" and event.data["state"] == "encrypted")
    judged = sum(1 for alert in view.alerts if alert.verdict)
    said = (
        tell("Until {time}: {alerts} alerts, {judged} judged; {done} tasks finished.", time=words.clock(frame.now), alerts=len(view.alerts),
             judged=judged, done=done),
        tell("{confirmed} devices confirmed or isolated, {ruined} heard to be encrypted.", ruined=ruined,
             confirmed=sum(1 for state in states if state in ("confirmed", "isolated"))),
        tell("{answered} messages answered, {missed} left unanswered; {sent} reports sent.", answered=answered, missed=missed, sent=sent),
    )  # fmt: skip
    return [((text, ""),) for text in said]


def _result(frame: Frame, card: Scorecard) -> list[Line]:
    tell = frame.words.tell
    percent = tell("of what came due, {share}% was judged", share=card.coverage // 10)
    if not card.rating:
        first: Line = ((f"{tell('Result')}: ", "label"), (tell("not rated"), "warn"), (f" ({percent})", "dim"))
    else:
        score = tell("{points}/100 points", points=(card.score + 5) // 10)
        first = (
            (f"{tell('Result')}: ", "label"),
            (rating_words(frame, card.rating), RATING[card.rating]),
            (f" ({score}; {percent})", "dim"),
        )
    if card.avoided is None:
        second = ((tell("How much harm the response avoided could not be measured in this run."), "dim"),)
    elif card.avoided < 0:
        second = ((tell("More harm was done than if nobody had responded."), "warn"),)
    else:
        second = ((tell("Of the harm that could be avoided, the response avoided {share}%.", share=card.avoided // 10), ""),)
    return [first, second]


def rating_words(frame: Frame, rating: str) -> str:
    """P S M U as officers say it."""
    tell = frame.words.tell
    known = {"P": tell("Good"), "S": tell("Fair"), "M": tell("Sufficient"), "U": tell("Not met")}
    return frame.words.said(f"rating.{rating}", known.get(rating, rating))


def _objective(frame: Frame, item: ObjectiveScore) -> Line:
    words = frame.words
    title = one_line(words.said(f"objective.{item.id}", item.id))
    if not item.due:
        return ((f"  · {title}: ", ""), (words.tell("did not come due"), "dim"))
    if not item.rating:
        return ((f"  · {title}: ", ""), (words.tell("not judged yet"), "dim"))
    return ((f"  · {title}: ", ""), (rating_words(frame, item.rating), RATING[item.rating]))


def _harm(frame: Frame, card: Scorecard) -> list[Line]:
    words, tell = frame.words, frame.words.tell
    harm = card.harm
    hours = words.count(harm.service // HOUR_MS)
    columns = (
        (tell("Services"), tell("{hours} user-hours lost", hours=hours)),
        (tell("Data"), tell("{count} people's data exposed", count=words.count(harm.data))),
        (tell("Evidence"), tell("{count} points lost before they were collected", count=words.count(harm.evidence))),
        (
            tell("Public trust"),
            tell("down by {share}%", share=f"{harm.information / 10:.1f}".replace(".", "," if words.lang == "vi" else ".")),
        ),
    )
    return [((f"  {label}: ", "label"), (said, "")) for label, said in columns]
