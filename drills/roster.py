"""Who sits where: seat ids go into the journal, people's names stay in an erasable table beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.codec import digest
from engine.texts import clean


@dataclass(frozen=True, slots=True)
class Seat:
    """One participant's place: `name` may be empty, and may be erased later."""

    id: str
    team: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """The seats of a drill."""

    seats: tuple[Seat, ...] = ()

    @property
    def hash(self) -> str:
        """Hash of seats and teams, without names: erasing a name leaves it as it is."""
        return digest({seat.id: seat.team for seat in self.seats})

    @property
    def people(self) -> dict[str, str]:
        """Names by seat, where a name was given."""
        return {seat.id: clean(seat.name) for seat in self.seats if seat.name}


def seat_id(team: str, number: int = 1) -> str:
    """The id of a team's n-th seat."""
    return f"{team}-{number}"


def roster_of(teams: Iterable[str], name: str = "") -> Roster:
    """One seat for each team that people play."""
    return Roster(tuple(Seat(seat_id(team), team, name) for team in teams))
