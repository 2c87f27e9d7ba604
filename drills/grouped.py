"""A drill of a hall: a session whose records go to disk together with those of other drills.

Whoever runs the hall goes round in beats: every session ticks, then gives its `batch`, all batches are written in one
transaction, and each session is told what became of its own (`written` or `refused`). Between `batch` and that word the
world stands still, so the writing may happen elsewhere. What is shown is what was on disk at the last such word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from drills.easing import fastest
from drills.journalled import JournalledWorld, Staged, WorldBroke
from drills.recovery import Recovered
from drills.session import Phase, Session
from drills.store.journal import Shown, refs_of
from drills.store.model import Draft, Lease, Record
from engine.codec import recordable
from engine.errors import DientapError
from engine.messages import Command, Finish, RealIncident, Receipt
from engine.views import TeamView

_BROKE = Receipt(False, "frozen")
"""What is said of a command that the engine broke on."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a seat's command."""

    seat: str
    ref: str
    receipt: Receipt


class GroupedSession(Session):
    """One live drill of a hall; made by `create` and `recover`, as every session is.

    Attributes:
        people: teams in which somebody sits now: the pace leaves them time for what they owe.
    """

    def __init__(
        self, drill: str, world: JournalledWorld, clock_ms: Callable[[], int], *, speed: int = 1, looked: Iterable[str] = ()
    ) -> None:
        super().__init__(drill, world, clock_ms, speed=speed, looked=looked)
        self.people: frozenset[str] = frozenset()
        self._staged: list[Staged] = []
        self._on_its_way: tuple[tuple[Staged, ...], tuple[Draft, ...], dict[str, Shown]] | None = None
        self._to_say: dict[str, Shown] = {}
        self._ending = False
        self.is_kept = False
        """Whether a drill that is over has its last record."""
        self._views = {team.id: world.sim.view(team.id) for team in self.plan.teams}
        self.answered: dict[tuple[str, str], Receipt] = {}
        """(seat, its own name for a command) → what became of it, before a recovery as well."""

    def _take_up(self, found: Recovered, records: Sequence[Record]) -> None:
        super()._take_up(found, records)
        self.is_kept = self.phase is Phase.OVER
        self.answered = {key: found.receipts.get(number, _BROKE) for key, number in refs_of(records).items()}

    # --- the round

    def stage(self, seat: str, team: str, command: Command, ref: str = "", origin: str = "seat") -> Receipt | None:
        """A command for the next batch; a receipt where it is refused at once."""
        refused = self._refusal(command, origin)
        if refused:
            return Receipt(False, refused)
        if not recordable(command):
            return Receipt(False, "bad-params", {"what": type(command).__name__})
        self._staged.append(Staged(seat, team, origin, command, ref))
        return None

    @property
    def lease(self) -> Lease:
        """The right under which its records are written."""
        return self._world.lease

    @property
    def is_idle(self) -> bool:
        """Whether nothing has to be written."""
        return not (self._staged or self._to_say or self._world.waits or self._world.sim.clock > self._world.horizon)

    def batch(self) -> tuple[Draft, ...]:
        """What has to be on disk before anything more is shown or acknowledged."""
        staged, said = tuple(self._staged), dict(self._to_say)
        self._staged.clear()
        self._to_say.clear()
        drafts = self._world.batch(staged, **said)
        self._on_its_way = staged, drafts, said
        return drafts

    def written(self, last: int) -> list[Settled]:
        """The batch is on disk: commands are applied; what to tell whom."""
        assert self._on_its_way is not None
        staged, drafts, _ = self._on_its_way
        self._on_its_way = None
        try:
            receipts = self._world.written(drafts, last)
        except WorldBroke as broke:
            error, receipts = broke.args
            self._freeze("fault", error)
            receipts = [*receipts, *[_BROKE] * (len(staged) - len(receipts))]
        if any(isinstance(item.command, RealIncident) for item in staged):
            self._freeze("real-incident", None)
        if self._ending or any(isinstance(item.command, Finish) for item in staged) or self._world.sim.over:
            self._finish_up()
        settled = [Settled(item.seat, item.ref, receipt) for item, receipt in zip(staged, receipts, strict=True) if item.ref]
        self.answered.update(((item.seat, item.ref), item.receipt) for item in settled)
        return settled

    def refused(self, error: DientapError) -> list[Settled]:
        """The disk refused: nothing of the batch happened, the drill is held."""
        assert self._on_its_way is not None
        staged, _, said = self._on_its_way
        self._on_its_way = None
        self._world.refused()
        self._to_say = {**said, **self._to_say}
        self._hold("store", error)
        return [Settled(item.seat, item.ref, Receipt(False, "store", {"why": str(error)})) for item in staged if item.ref]

    def keep(self) -> None:
        """Put the last record of a drill that is over on disk; slow, and may be done elsewhere: the world moves no more.

        Raises:
            StoreError: the disk refused; to be called again.
        """
        if self.phase is Phase.OVER and not self.is_kept:
            self._world.end()
            self.is_kept = True

    # --- looking

    def view(self, team: str) -> TeamView:
        """What a team knows, as of the last word from the disk."""
        if self._world.is_durable:
            self._views[team] = self._world.sim.view(team)
        return self._views[team]

    def learnt(self, team: str) -> int:
        """How many events the team has learnt: nothing but `now` changed in its view while this stays."""
        return self._world.sim.learnt(team)

    # --- who plays

    @property
    def bots(self) -> Mapping[str, str]:
        """Teams that bots play now, and how well."""
        return self._world.bots

    def man(self, levels: Mapping[str, str]) -> None:
        """From now on bots of these levels play these teams, and people the others."""
        if dict(levels) != dict(self._world.bots):
            self._world.man(dict(sorted(levels.items())))
            self._to_say["bots"] = [f"{team}={level}" for team, level in sorted(levels.items())]

    # --- what a session does at once is here left to the next batch

    def command(self, seat: str, team: str, command: Command, origin: str = "seat") -> Receipt:
        """Stage a command that nobody waits for."""
        return self.stage(seat, team, command, "", origin) or Receipt(True)

    def finish(self) -> None:
        """Control ends the drill with the next batch."""
        if self.phase not in (Phase.OVER, Phase.CLOSED):
            self._ending = True
            self.stage("", "", Finish(), "", "control")

    def _commit(self, **more: Shown) -> bool:
        self._to_say.update(more)
        return True

    def _keep_events(self) -> None:
        """Left to the end: packing a drill's events takes longer than a hall may wait."""

    def _end(self) -> None:
        self._ending = True

    def _finish_up(self) -> None:
        self._pacer.stop()
        self.phase, self.why = Phase.OVER, ""

    def _allowed(self) -> int:
        speed = self._wanted
        if self.phase is not Phase.OVER:
            for team in sorted(self.people):
                speed = fastest(self.plan, self._world.sim.view(team), speed)
        return speed
