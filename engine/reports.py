"""Reports: owed from a milestone on, addressed by whoever writes them, and judged when they go out.

The team learns only that its report went out, to whom, and whether a duty is done; what was wrong with it is the truth's
(`report-judged`, `report-misdirected`) and comes with the after-action report.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.conditions import Conditions
from engine.forms import FormReader
from engine.messages import Data
from engine.plan import Duty
from engine.world import World

DUTY_LATE_TRUST = 5
"""Trust lost by a duty missed, per-mille (author's estimate)."""
READ_BY_STRANGERS_TRUST = 12
"""Trust lost when a report on an incident goes to the press or to a vendor, per-mille (author's estimate)."""
STRANGERS = ("press", "vendor")
"""Kinds of organisation that no report of an incident is for."""
_ADDRESS = ("to", "channel", "fields", "unsigned")
NOTICE = "notice"
"""Kind of form that needs no signature: what another one that goes out unsigned is worth."""

PassOn = Callable[[str, str, str, str], None]
"""Called as (message id, sending team, receiving team, form)."""


@dataclass(frozen=True, slots=True)
class Early:
    """A form that went out before anybody asked for it."""

    to: str
    fields: Data
    signed_by: str
    verdicts: list[Data]


class Reports:
    """Duties and reports of a run."""

    def __init__(self, world: World, conditions: Conditions, pass_on: PassOn) -> None:
        self._world = world
        self._conditions = conditions
        self._pass_on = pass_on
        self._reader = FormReader(world.index)
        self._duties: dict[str, str] = {}
        """Duty that has begun → open, missed, sent, late."""
        self._sent: dict[tuple[str, str], Early] = {}
        """(team, form) → what went out before anybody asked for it."""
        self._times: dict[tuple[str, str, str], int] = {}
        """(team, form, receiver) → how often it was delivered."""

    # --- duties

    def begin(self, duty: Duty) -> None:
        """The milestone it counts from was reached."""
        due = self._world.clock.now + duty.within_ms
        self._world.emit("duty-started", (duty.team,), {"duty": duty.id, "form": duty.form, "organisation": duty.to, "due": due})
        self._duties[duty.id] = "open"
        early = self._sent.get((duty.team, duty.form))
        if early is not None and _asks(duty, early.to):  # whoever warned before being asked has done it
            self._fulfil(duty, early.to, early.fields, early.signed_by)
            self._tell_judgement(duty.team, duty.form, early.to, duty, early.verdicts)
            return
        if early is not None and not self._is_asked_there(duty.team, duty.form, early.to):
            self._tell_judgement(duty.team, duty.form, early.to, duty, early.verdicts)
            self._say_astray(duty.team, duty.form, early.to, duty)
        self._world.clock.later(duty.within_ms, self._fall_due, duty)

    def _fall_due(self, duty: Duty) -> None:
        if self._duties[duty.id] == "open":
            self._duties[duty.id] = "missed"
            data = {"duty": duty.id, "form": duty.form, "organisation": duty.to, "basis": f"duty.{duty.id}.basis"}
            self._world.emit("duty-missed", (duty.team,), data)
            self._world.lose_trust(DUTY_LATE_TRUST, f"duty:{duty.id}")

    def _fulfil(self, duty: Duty, to: str, fields: Data, signed_by: str) -> None:
        on_time = self._duties[duty.id] == "open"
        self._duties[duty.id] = "sent" if on_time else "late"
        self._send(duty.team, duty.form, to, duty.id, on_time, fields, signed_by)

    # --- sending

    def send(self, team: str, form: str, params: Data, written_at: int, signed_by: str = "") -> tuple[str, Data]:
        """A form that was written at `written_at` goes out: it fulfils the duty that asks for it there, or stands by itself.

        One that its head must sign and did not is a notice, and no more.
        """
        fields = _fields(params)
        duty = self._asked_of(team, form)
        to = str(params.get("to", "")) or self._usual(duty, form)
        verdicts = self._judged(team, form, fields, written_at)
        if not signed_by and self._must_be_signed(team, form):
            return self._go_unsigned(team, form, to, duty, fields, verdicts)
        rightly = duty is not None and _asks(duty, to)
        if rightly and duty is not None:
            self._fulfil(duty, to, fields, signed_by)
        else:
            if duty is None:
                self._sent[team, form] = Early(to, fields, signed_by, verdicts)
            self._send(team, form, to, "", True, fields, signed_by)
        self._tell_judgement(team, form, to, duty, verdicts)
        if not rightly:
            self._gone_astray(team, form, to, duty)
        for name in (team, ""):
            self._conditions.latch(f"report:{form}:{name}")
        self._deliver(team, to, form)
        return "done", {"form": form, "organisation": to}

    def _must_be_signed(self, team: str, form: str) -> bool:
        """Whether the head signs such a form, and the profile names who that is."""
        index = self._world.index
        return form in index.forms and bool(index.forms[form].signed) and index.teams[team].org in index.signers

    def _go_unsigned(self, team: str, form: str, to: str, duty: Duty | None, fields: Data, verdicts: list[Data]) -> tuple[str, Data]:
        """It does for the notice that is owed there; its own duty stays open."""
        kinds = self._world.index.forms
        owed = [
            d for d in self._world.index.plan.duties if d.team == team and _asks(d, to) and self._duties.get(d.id) in ("open", "missed")
        ]
        notice = next((d for d in owed if d.form in kinds and kinds[d.form].kind == NOTICE), None)
        if notice is not None:
            self._fulfil(notice, to, fields, "")
            self._tell_judgement(team, notice.form, to, notice, verdicts)
        else:
            self._send(team, form, to, "", True, fields, "", unsigned=True)
        self._tell_judgement(team, form, to, duty, verdicts, unsigned=True)
        if duty is None or not _asks(duty, to):
            self._gone_astray(team, form, to, duty)
        self._deliver(team, to, form)
        return "done", {"form": form, "organisation": to}

    def _asked_of(self, team: str, form: str) -> Duty | None:
        """The duty of the team that asks for the form and is not done."""
        duties = self._world.index.plan.duties
        return next((d for d in duties if d.team == team and d.form == form and self._duties.get(d.id) in ("open", "missed")), None)

    def _usual(self, duty: Duty | None, form: str) -> str:
        """Where a form goes that names no recipient: where it is owed."""
        if duty is not None:
            return duty.to
        return next((other.to for other in self._world.index.plan.duties if other.form == form), "")

    def _send(
        self, team: str, form: str, to: str, duty: str, on_time: bool, fields: Data, signed_by: str, *, unsigned: bool = False
    ) -> None:
        data: Data = {"form": form, "organisation": to, "duty": duty, "on_time": on_time, "fields": fields}
        if signed_by:
            data["signed_by"] = signed_by
        if unsigned:
            data["unsigned"] = True
        self._world.emit("report-sent", (team,), data)

    def _judged(self, team: str, form: str, fields: Data, written_at: int) -> list[Data]:
        """Every field against what the team could know at this moment, for the score and the report."""
        known = self._world.index.forms.get(form)
        if known is None:
            return []
        return self._reader.judge(known, fields, self._world.knowledge[team].view(self._world.clock.now), written_at)

    def _tell_judgement(self, team: str, form: str, to: str, duty: Duty | None, verdicts: list[Data], *, unsigned: bool = False) -> None:
        data: Data = {"team": team, "form": form, "organisation": to, "duty": "" if duty is None else duty.id, "fields": verdicts}
        if duty is not None:
            late = self._duties[duty.id] in ("missed", "late")
            data |= {"wrong_body": not _asks(duty, to), "late": late, "basis": f"duty.{duty.id}.basis"}
        if unsigned:
            data["unsigned"] = True
        self._world.emit("report-judged", (), data)

    def _gone_astray(self, team: str, form: str, to: str, duty: Duty | None) -> None:
        """A report in the wrong hands: its duty stays open; strangers who read it talk."""
        world = self._world
        if duty is not None:
            self._say_astray(team, form, to, duty)
        if world.index.org_kind.get(to) in STRANGERS:
            world.emit("leak", (), {"team": team, "cause": "report", "to": to, "about": form})
            world.lose_trust(READ_BY_STRANGERS_TRUST, "leak:report")
            self._conditions.latch("leaked:report")

    def _say_astray(self, team: str, form: str, to: str, duty: Duty) -> None:
        data = {"team": team, "form": form, "to": to, "should": duty.to, "basis": f"duty.{duty.id}.basis"}
        self._world.emit("report-misdirected", (), data)

    def _is_asked_there(self, team: str, form: str, to: str) -> bool:
        """Whether any duty of the team, begun or not, asks for that form at that body."""
        return any(duty.team == team and duty.form == form and _asks(duty, to) for duty in self._world.index.plan.duties)

    def _deliver(self, team: str, to: str, form: str) -> None:
        """Whoever a report is addressed to reads it."""
        receiver = self._world.index.org_team.get(to, "")
        if receiver and receiver != team:
            nth = self._times[team, form, receiver] = self._times.get((team, form, receiver), 0) + 1
            self._pass_on(self._world.draws.opaque("report", team, form, receiver, str(nth)), team, receiver, form)


def _asks(duty: Duty, organisation: str) -> bool:
    """Whether a duty is owed to that organisation."""
    return organisation == duty.to or organisation in duty.also_to


def _fields(params: Data) -> Data:
    """What was written: under `fields`, or everything beside the address."""
    inner = params.get("fields")
    return inner if isinstance(inner, dict) else {key: value for key, value in params.items() if key not in _ADDRESS}
