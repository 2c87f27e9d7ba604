"""The list of who plays what: a CSV file of the trainer's, or every role of every team.

    nhom,doi,vai,ten            (or in English: group,team,role,name)
    Hội trường A,doi-ucsc,lead,Nguyễn Thị Hồng

`nhom` tells parallel drills apart; empty where all teams share one world. A line is one seat with a code of its own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from drills.hall.codes import CONTROL, LEADERSHIP, OBSERVER, TEAM_ROLES
from drills.language import filled, mark
from engine.errors import UserError
from engine.plan import Plan
from engine.texts import clean

LARGEST = 1_000_000
"""Bytes of such a file."""
MOST = 2_000
"""Seats of an exercise."""
_COLUMNS = {"nhom": "group", "nhóm": "group", "doi": "team", "đội": "team", "vai": "role", "ten": "name", "tên": "name"}
_ROLES = {
    "truong": "lead",
    "trưởng": "lead",
    "phan-tich": "analyst",
    "phân tích": "analyst",
    "van-hanh": "operator",
    "vận hành": "operator",
    "truyen-thong": "communications",
    "truyền thông": "communications",
    "quan-sat": "observer",
    "quan sát": "observer",
}


class BadPlaces(UserError):
    """A list of seats that cannot be used."""

    code = "DT2040"
    hint = mark("Mend the line that is named; `dientap scenarios show SCENARIO` lists the teams.")

    def __str__(self) -> str:
        return filled(self.args)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One seat that gets a code."""

    group: str
    team: str
    role: str
    name: str = ""


def all_roles(plan: Plan, groups: Iterable[str], teams: Iterable[str] = ()) -> tuple[Wanted, ...]:
    """Each role of each team (of those named, where some are) in each group."""
    chosen = tuple(teams) or tuple(team.id for team in plan.teams)
    return tuple(Wanted(group, team, role) for group in groups for team in chosen for role in TEAM_ROLES if role != OBSERVER)


def read_places(text: str, plan: Plan, file: str) -> tuple[Wanted, ...]:
    """The seats that a CSV file names.

    Raises:
        BadPlaces: a column, team or role is unknown, or there are too many; the line is named.
    """
    if len(text) > LARGEST:
        raise BadPlaces(mark("{file} is too large: at most {most} characters"), {"file": file, "most": LARGEST})
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    head = [_COLUMNS.get(name.strip().lower(), name.strip().lower()) for name in next(rows, [])]
    unknown = [name for name in head if name not in ("group", "team", "role", "name")]
    if unknown or "team" not in head:
        raise BadPlaces(mark("{file}, line 1: the columns are nhom, doi, vai, ten (doi is needed)"), {"file": file})
    teams = {team.id for team in plan.teams}
    found = []
    for number, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(head, (clean(cell).strip() for cell in row), strict=False))
        role = cells.get("role", "").lower()
        wanted = Wanted(cells.get("group", ""), cells.get("team", ""), _ROLES.get(role, role or "lead"), cells.get("name", ""))
        if wanted.team not in teams:
            words = mark("{file}, line {line}: there is no team {team!r}; there are: {found}")
            raise BadPlaces(words, {"file": file, "line": number, "team": wanted.team[:40], "found": ", ".join(sorted(teams))})
        if wanted.role not in TEAM_ROLES:
            words = mark("{file}, line {line}: there is no role {role!r}; there are: {found}")
            raise BadPlaces(words, {"file": file, "line": number, "role": wanted.role[:40], "found": ", ".join(TEAM_ROLES)})
        found.append(wanted)
        if len(found) > MOST:
            raise BadPlaces(mark("{file} names too many seats: at most {most}"), {"file": file, "most": MOST})
    if not found:
        raise BadPlaces(mark("{file} names no seat"), {"file": file})
    return tuple(found)


BESIDE = (Wanted("", "", CONTROL), Wanted("", "", LEADERSHIP))
"""Places outside the teams that every exercise has."""
