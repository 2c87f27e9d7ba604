"""What a bot writes into a form: what its view holds, said with the plan's own words (a bot has none of its own)."""

from __future__ import annotations

from engine.forms import DOUBTFUL_STATES, SURE_STATES
from engine.index import Index
from engine.messages import Data
from engine.plan import FormField
from engine.texts import clock
from engine.views import TeamView

LISTED = 12
"""Machines, measures, services that a field lists at most."""


def written(index: Index, view: TeamView, form: str) -> Data:
    """Address and fields of a form: to whom it is owed, and all that is known for each field."""
    owed = next((duty for duty in view.duties if duty.form == form and duty.state in ("open", "missed")), None)
    known = index.forms.get(form)
    fields = {} if known is None else {field.id: _field(index, view, field) for field in known.fields}
    return {"fields": fields} if owed is None else {"to": owed.organisation, "fields": fields}


def _field(index: Index, view: TeamView, field: FormField) -> str:
    if field.kind == "time":
        moments = [alert.at for alert in view.alerts if alert.verdict in ("true", "likely-true")]
        return clock(index.plan.starts, min(moments)) if moments else ""
    if field.kind == "systems":
        return _systems(index, view)
    if field.kind == "services":
        return _names(index, "service", [item.id for item in view.services if item.level < 500])
    if field.kind == "people":
        return str(view.concerned) if view.concerned >= 0 else ""
    if field.kind == "level":
        return _names(index, "level", [view.declared]) if view.declared else ""
    if field.kind == "measures":
        return _names(index, "action", [task.action for task in view.tasks if task.state == "done"])
    return _text(index, view) if field.kind == "text" else ""


def _systems(index: Index, view: TeamView) -> str:
    """Systems known to be hit; while none is, the machines under suspicion."""
    hit = [index.assets[index.asset_of[asset.id]].system for asset in view.assets if asset.state in SURE_STATES]
    systems = [system for system in dict.fromkeys(hit) if system]
    if systems:
        return _names(index, "system", systems)
    return "; ".join(index.assets[index.asset_of[a.id]].name for a in view.assets if a.state in SURE_STATES + DOUBTFUL_STATES)


def _text(index: Index, view: TeamView) -> str:
    """What happened: the gravest alert that is held for true, in its own plain words."""
    true = [alert for alert in view.alerts if alert.verdict in ("true", "likely-true")] or list(view.alerts)
    gravest = max(true, key=lambda alert: (alert.severity, -alert.at, alert.id), default=None)
    return "" if gravest is None else _names(index, "alert", [gravest.kind])


def _names(index: Index, group: str, things: list[str]) -> str:
    texts = index.plan.texts
    found = [(texts[key].vi if (key := f"{group}.{thing}") in texts else thing) for thing in dict.fromkeys(things)]
    return "; ".join(found[:LISTED])
