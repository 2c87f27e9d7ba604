"""What exercise control sees of all drills at once: how each stands, who sits where, what is due, who is idle or drowning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drills.grouped import GroupedSession
from drills.protocol import Overview
from engine.messages import Data
from engine.plan import Condition, Plan, Text
from engine.views import TeamView

if TYPE_CHECKING:
    from drills.server.host import Host

AHEAD_MS = 30 * 60_000
"""How far ahead the run sheet looks (drill time)."""


def overview(host: Host, seq: int) -> Overview:
    """The whole picture for control."""
    exercise = host.exercise
    drills = [_drill(host, session, exercise.groups.get(name, "")) for name, session in exercise.drills.items()]
    title = {"vi": exercise.title.vi, "en": exercise.title.en}
    return Overview(
        seq, {"exercise": exercise.id, "title": title, "mode": exercise.mode, "drills": drills, "standby": standby(exercise.plan)}
    )


def standby(plan: Plan) -> list[Data]:
    """Situations that wait for control's hand."""
    return [{"id": item.id, "says": _said(plan, f"inject.{item.id}.says")} for item in plan.injects if item.when is None]


def _said(plan: Plan, text: str) -> Data:
    found = plan.texts.get(text, Text(text, text))
    return {"vi": found.vi, "en": found.en}


def _drill(host: Host, session: GroupedSession, group: str) -> Data:
    return {
        "id": session.drill,
        "group": group,
        "now": session.now,
        "lasts": session.plan.lasts_ms,
        "starts": session.plan.starts,
        "phase": str(session.phase),
        "why": session.why,
        "speed": session.speed,
        "eased": session.is_eased,
        "skipping": session.skipping,
        "teams": [_team(host, session, team.id) for team in session.plan.teams],
        "due": due(session),
    }


def _team(host: Host, session: GroupedSession, team: str) -> Data:
    view = session.view(team)
    seats = host.exercise.team_seats(session.drill, team)
    return {
        "id": team,
        "name": _said(session.plan, f"team.{team}"),
        "bot": session.bots.get(team, ""),
        "seats": [
            {"id": seat.id, "role": seat.role, "name": seat.name, "present": (seat.drill, seat.id) in host.exercise.present}
            for seat in seats
        ],
        "unjudged": sum(1 for alert in view.alerts if not alert.verdict),
        "owed": len(_owed(view)),
        "running": sum(1 for task in view.tasks if task.state in ("queued", "running", "awaiting")),
        "last_act": max([task.ordered_at for task in view.tasks] + [message.replied_at for message in view.messages], default=-1),
    }


def _owed(view: TeamView) -> list[tuple[int, str, str]]:
    """(due, what, of whom) that the team owes an answer or a report for."""
    asked = [(item.due, item.text, view.team) for item in view.messages if item.due >= 0 and not item.replied and not item.missed]
    return asked + [(item.due, f"form.{item.form}", view.team) for item in view.duties if item.state == "open"]


def due(session: GroupedSession) -> list[Data]:
    """The run sheet: what comes within the next half hour of drill time, soonest first."""
    until = session.now + AHEAD_MS
    found: list[tuple[int, str, str, str]] = []
    for inject in session.plan.injects:
        at = _time_of(inject.when)
        if session.now <= at <= until:
            found.append((at, "inject", f"inject.{inject.id}.says", inject.to[0] if inject.to else ""))
    for team in session.plan.teams:
        found += [(at, "owed", what, team.id) for at, what, _ in _owed(session.view(team.id)) if at <= until]
    return [
        {"at": at, "kind": kind, "what": _said(session.plan, what), "team": _said(session.plan, f"team.{team}")}
        for at, kind, what, team in sorted(found)
    ]


def _time_of(when: Condition | None) -> int:
    """The drill time at which a situation comes by the clock alone, -1 where something else decides."""
    if when is None:
        return -1
    if when.op == "at":
        return when.value
    times = [item.value for item in when.of if item.op == "at"]
    return max(times) if when.op == "all" and times else -1
