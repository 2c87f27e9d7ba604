"""What moves a world: in slices, and with every look of the bots at its moment."""

from __future__ import annotations

from drills.drive import Drive
from engine.bots import LOOK_MS, Submit
from engine.messages import Input, Receipt
from engine.simulation import Simulation
from tests.samples import HOUR, small_plan

FOREVER_MS = 10_000


class FakeCrew:
    """Bots that note when they looked; each look decides when the next is due."""

    def __init__(self, due: dict[int, int]) -> None:
        self.due = due
        self.looks: list[int] = []
        self._wakes = LOOK_MS

    def act(self, sim: Simulation, submit: Submit) -> None:
        """Look, at moments for looking only."""
        if sim.clock % LOOK_MS == 0:
            self.looks.append(sim.clock // LOOK_MS)
            self._wakes = self.due.get(sim.clock // LOOK_MS, 1000) * LOOK_MS

    def wakes_at(self, sim: Simulation) -> int:
        """When there may be something to decide."""
        return max(self._wakes, (sim.clock // LOOK_MS + 1) * LOOK_MS)


def drive_of(crew: FakeCrew) -> Drive:
    """A drive over the small world."""
    return Drive(Simulation(small_plan(), 3), crew, _refuse)  # type: ignore[arg-type]


def _refuse(item: Input) -> Receipt:
    raise AssertionError(item)


def test_next_look_is_asked_for_after_the_look_before() -> None:
    """What a look decides counts for when the next one is due."""
    crew = FakeCrew({0: 5, 1: 5, 5: 6, 6: 7, 7: 12})
    assert drive_of(crew).run(20 * LOOK_MS, FOREVER_MS)
    assert crew.looks == [0, 1, 5, 6, 7, 12]


def test_first_look_after_a_call_is_not_passed_over() -> None:
    """A person may have acted between two calls, so the next possible look is taken, whatever the bots said before."""
    crew = FakeCrew({})
    drive = drive_of(crew)
    drive.run(3 * LOOK_MS + 10, FOREVER_MS)
    drive.run(6 * LOOK_MS + 10, FOREVER_MS)
    assert crew.looks == [0, 1, 4]


def test_budget_ends_a_call_early_and_the_next_goes_on() -> None:
    """With no time at all a call does one slice and says that it did not arrive; repeated calls do."""
    drive = drive_of(FakeCrew({}))
    calls = 1
    while not drive.run(2 * HOUR, 0):
        calls += 1
    assert calls > 2
    assert drive.sim.over
