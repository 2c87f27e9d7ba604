"""What a team's seats are sent: one stream of frames for each team, encoded once for all who sit there.

A frame is made when what the team may see has changed: its view, the clock (in whole seconds, so that another team's
command, which moves the drill by a millisecond, shows nowhere), or how the drill stands. A seat that is a few frames
behind gets those; one that is further behind, or was on another branch, gets the whole picture.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from drills.exercise import MAIN
from drills.grouped import GroupedSession
from drills.protocol import Clock, Patch, Snapshot, encoded
from drills.wire import change, spelt
from engine.messages import Data, Event
from engine.published import words_for
from engine.views import TeamView

KEPT = 128
"""Frames that are kept for seats that were away: about half a minute."""
SECOND_MS = 1_000


class TeamStream:
    """The frames of one team in one drill."""

    def __init__(self, session: GroupedSession, team: str, branch: str = MAIN) -> None:
        self.session = session
        self.team = team
        self.branch = branch
        self.seq = 0
        self._view = self._look()
        self._clock = clock_of(session)
        self._frames: deque[tuple[int, str]] = deque(maxlen=KEPT)
        self._whole: tuple[int, str] = (-1, "")

    def advance(self) -> str | None:
        """The next frame, None where nothing changed for the team."""
        view, clock = self._look(), clock_of(self.session)
        before = self._view
        if view.version == before.version and clock == self._clock and view.now == before.now:
            return None
        self.seq += 1
        self._view, self._clock = view, clock
        frame = encoded(Patch(self.seq, self.branch, clock, change(before, view), self._words(view.feed[len(before.feed) :])))
        self._frames.append((self.seq, frame))
        return frame

    def snapshot(self) -> str:
        """The frame with the whole picture as of the last `advance`."""
        if self._whole[0] != self.seq:
            made = Snapshot(self.seq, self.branch, self._clock, change(None, self._view), self._words(self._view.feed))
            self._whole = self.seq, encoded(made)
        return self._whole[1]

    def since(self, seq: int, branch: str) -> list[str]:
        """The frames that bring a seat that has seen `seq` up to date: those it missed, or the whole picture."""
        if branch == self.branch and seq == self.seq:
            return []
        missed = [frame for number, frame in self._frames if number > seq]
        return missed if branch == self.branch and seq >= 0 and len(missed) == self.seq - seq else [self.snapshot()]

    def _look(self) -> TeamView:
        view = self.session.view(self.team)
        return replace(view, now=view.now // SECOND_MS * SECOND_MS)

    def _words(self, events: Iterable[Event]) -> Data:
        return spelt(dict(sorted(words_for(self.session.plan, events).items())))


def clock_of(session: GroupedSession) -> Clock:
    """How the drill stands, as every seat of it may know."""
    return Clock(
        now=session.now // SECOND_MS * SECOND_MS,
        phase=str(session.phase),
        why=session.why,
        speed=session.speed,
        eased=session.is_eased,
        skipping=session.skipping,
        acts_paused=session.act_while_paused,
    )
