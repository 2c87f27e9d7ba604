"""The first card: DIỄN TẬP, who you are, what you may decide, the situation before the drill."""

from __future__ import annotations

from textual.binding import Binding

from drills.console.frame import Frame
from drills.console.screens.card import Card
from drills.console.search import folded
from drills.console.spans import Line, one_line

ONE_PAGE_FROM = 34
"""Rows from which roles and situation stand on one page."""
TEAM_TEXTS = ("brief", "decides", "asks", "reports")
LONGEST_LABEL = 40


class Briefing(Card[bool | None]):
    """Enter starts the drill; where the screen is short, the situation is on a second page."""

    BINDINGS = [Binding("enter,space", "start", show=False)]

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._page = 1

    def title_words(self) -> Line:
        """The scenario's name."""
        words = self.frame.words
        return ((one_line(words.said("scenario.title", self.frame.plan.scenario)), "title"),)

    def lines(self) -> tuple[Line, ...]:
        """Roles and situation, on one page or two."""
        if not self._is_split:
            return (*self._roles(), (), *self._situation())
        return self._roles() if self._page == 1 else self._situation()

    @property
    def _is_split(self) -> bool:
        return self.app.size.height < ONE_PAGE_FROM

    @property
    def _again(self) -> bool:
        return self.frame.why == "recovered"

    def _roles(self) -> tuple[Line, ...]:
        """Everything is assumed; who you are, decide, ask, report to, and who is with you."""
        words, tell = self.frame.words, self.frame.words.tell
        team = f"team.{self.frame.view.team}"
        warning = tell("everything here is assumed. Do not telephone, text or send papers outside. For a real incident press F8.")
        out: list[Line] = [((" DIỄN TẬP ", "chip"), (f" {warning}", "strong")), ()]
        out += [_headed(words.said(f"{team}.{part}")) for part in TEAM_TEXTS if words.has(f"{team}.{part}")]
        if not words.has(f"{team}.brief"):
            out.append(((one_line(words.said(team, self.frame.view.team)), "strong"),))
        out.append(((f"{tell('With you')}: ", "label"), (self._mates(), "")))
        return tuple(out)

    def _situation(self) -> tuple[Line, ...]:
        """What is asked for, and how things stand; or where the drill is taken up again."""
        words, tell = self.frame.words, self.frame.words.tell
        if self._again:
            return (((tell("This drill is taken up where it stopped: {time}.", time=words.clock(self.frame.now)), "warn"),),)
        roles = [words.said(f"team.{self.frame.view.team}.{part}") for part in TEAM_TEXTS]
        said = {_opening(sentence) for role in roles for sentence in role.replace("\n", " ").split(". ")}
        mission = [one_line(line) for line in words.said("scenario.briefing").splitlines() if line.strip()]
        out: list[Line] = [((line, ""),) for line in mission if _opening(line) not in said and not _is_warning(line)]
        out += [(), ((tell("Situation"), "label"),)]
        out += [((f"· {one_line(line)}", ""),) for line in words.said("scenario.situation").splitlines() if line.strip()]
        return tuple(out)

    def _mates(self) -> str:
        words = self.frame.words
        own = "; ".join(
            words.tell("{role} ({count})", role=words.said(f"role.{staff.role}", staff.role), count=staff.total)
            for staff in self.frame.view.staff
        )
        others = "; ".join(words.name(team.id) for team in self.frame.plan.teams if team.id != self.frame.view.team)
        return words.tell("{own}. Other teams: {others}.", own=own, others=others) if others else own

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the last line."""
        tell = self.frame.words.tell
        more = self._is_split and self._page == 1
        start = tell("The situation") if more else tell("Go on") if self._again or self.frame.is_guest else tell("Begin the drill")
        return (("Enter", start), ("F1", tell("Help")), ("F2", "Tiếng Việt / English"), ("F3", tell("Colours")), ("q", tell("Leave")))

    def action_start(self) -> None:
        """The next page, or let it begin."""
        if self._is_split and self._page == 1:
            self._page = 2
            self.tell()
        else:
            self.dismiss(True)

    def action_close(self) -> None:
        """Esc goes back a page; it does not skip the briefing by accident."""
        self._page = 1
        self.tell()

    def key_q(self) -> None:
        """Leave before it began."""
        self.dismiss(False)


def _headed(text: str) -> Line:
    """A sentence whose first words before a colon are its label."""
    head, colon, rest = one_line(text).partition(":")
    if colon and len(head) <= LONGEST_LABEL:
        return ((f"{head}:", "label"), (rest, ""))
    return ((head + colon + rest, ""),)


def _opening(text: str) -> tuple[str, ...]:
    """The first two words, by which a sentence is known to have been said already."""
    return tuple(folded(text).split()[:2])


def _is_warning(text: str) -> bool:
    """Whether a line of the briefing is the warning that stands at the top anyway."""
    return text.startswith(("DIỄN TẬP", "DRILL"))
