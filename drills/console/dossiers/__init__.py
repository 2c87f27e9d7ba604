"""What the inspector says about the selected thing: title and lines, one function a kind."""

from __future__ import annotations

from collections.abc import Callable

from drills.console.dossiers.alert import alert_dossier
from drills.console.dossiers.asset import asset_dossier
from drills.console.dossiers.page import Page
from drills.console.dossiers.parts import account_dossier, copy_dossier, indicator_dossier, service_dossier, task_dossier
from drills.console.dossiers.site import link_dossier, site_dossier
from drills.console.dossiers.situation import situation
from drills.console.frame import Frame

_DOSSIERS: dict[str, Callable[[Frame, str], Page]] = {
    "alert": alert_dossier,
    "asset": asset_dossier,
    "site": site_dossier,
    "link": link_dossier,
    "indicator": indicator_dossier,
    "account": account_dossier,
    "service": service_dossier,
    "backup": copy_dossier,
    "task": task_dossier,
}


def dossier(frame: Frame) -> Page:
    """The page about what is selected, or the situation where nothing is."""
    thing = frame.selected
    if thing is None or thing.kind not in _DOSSIERS or not frame.exists(thing):
        return situation(frame)
    return _DOSSIERS[thing.kind](frame, thing.id)
