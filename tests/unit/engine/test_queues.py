"""Work that piles up: exact counts, told to those who hear of the service."""

from __future__ import annotations

from dataclasses import replace

from engine.plan import Queue
from engine.queues import Pile
from engine.simulation import Simulation
from engine.world import OFF
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, bench, estate, of, run

QUEUE = Queue(60, HOUR, 1500)


def _sim(queue: Queue = QUEUE) -> Simulation:
    net = estate()
    return run(bench(net=replace(net, services=(replace(net.services[0], queue=queue), net.services[1]))))


def _turn(sim: Simulation, when: int, *, down: bool) -> None:
    sim.advance(when)
    sim._world.set_flag(sim._world.index.asset_of["app"], OFF, down)


def _told(sim: Simulation) -> list[tuple[int, int, int]]:
    return [(event.at // MINUTE, event.data["waiting"], event.data["late"]) for event in of(sim, "queue-counted")]


def test_a_pile_grows_while_the_service_is_down() -> None:
    """Sixty an hour, late after an hour: counted every half hour, told to both teams that hear of the service."""
    sim = _sim()
    _turn(sim, 10 * MINUTE, down=True)
    sim.advance(2 * HOUR)
    assert _told(sim) == [(40, 30, 0), (70, 60, 0), (100, 90, 30)]
    assert of(sim, "queue-counted")[0].to == (IR, OPS)


def test_only_the_outage_itself_counts() -> None:
    """Down for ten minutes of the half hour: ten items, five of them worked off since, not thirty."""
    sim = _sim()
    _turn(sim, 0, down=True)
    _turn(sim, 10 * MINUTE, down=False)
    sim.advance(3 * HOUR)
    assert _told(sim) == [(30, 0, 0)]
    longer = _sim()
    _turn(longer, 0, down=True)
    _turn(longer, 50 * MINUTE, down=False)
    longer.advance(5 * HOUR)
    assert _told(longer) == [(30, 30, 0), (60, 45, 0), (150, 0, 0)]


def test_a_second_outage_adds_to_what_is_left() -> None:
    """Down an hour, back an hour, down again: thirty left and growing; told once a half hour of the outage."""
    sim = _sim()
    for when, down in ((0, True), (60, False), (120, True)):
        _turn(sim, when * MINUTE, down=down)
    sim.advance(200 * MINUTE)
    assert _told(sim) == [(30, 30, 0), (60, 60, 0), (150, 60, 0), (180, 90, 0)]


def test_a_pile_that_is_never_worked_off_stays() -> None:
    """No spare hands: told once more when the service is back, and never as gone."""
    sim = _sim(Queue(60, HOUR, 1000))
    _turn(sim, 0, down=True)
    _turn(sim, 45 * MINUTE, down=False)
    sim.advance(6 * HOUR)
    assert _told(sim) == [(30, 30, 0), (60, 45, 0)]


def test_late_items_stay_late() -> None:
    """What passed its time has passed it."""
    pile = Pile(QUEUE)
    pile.turn(True, 0)
    pile.turn(False, 3 * HOUR)
    assert pile.count(3 * HOUR) == (180, 120)
    assert pile.count(20 * HOUR) == (0, 120)
    assert pile.gone_in(3 * HOUR) == 6 * HOUR


def test_a_service_that_is_merely_slow_takes_work_in() -> None:
    """Half its level is enough."""
    sim = _sim()
    sim._world.services.cap("tthc", "flood", 500)
    sim.advance(2 * HOUR)
    assert _told(sim) == []


def test_the_team_sees_the_pile_in_its_view() -> None:
    """As last counted."""
    sim = _sim()
    _turn(sim, 0, down=True)
    sim.advance(95 * MINUTE)
    (service,) = sim.view(OPS).services
    assert (service.waiting, service.late) == (90, 30)
