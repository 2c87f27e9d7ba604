"""Switches: measures that stay in force until somebody turns them off."""

from __future__ import annotations

from typing import Literal

from scenarios.model.base import Authored, Id, Names, Text
from scenarios.model.quantities import Share


class Switch(Authored):
    """A measure that stays in force: a sender blocked, loudspeakers mute, patients diverted, «do not scan» said."""

    name: Text
    scope: Literal["none", "site", "system"] = "none"
    """none = one state; site or system = one state each, where the action's target stands (or written SWITCH@PLACE)."""
    caps: dict[Id, Share] = {}
    """Service → its level at most, while on; with scope site only there."""
    lifts: dict[Id, Share] = {}
    """Service → its level at least, while on."""
    told: Names = []
    """Teams that hear of it at once, beside the one that turns it."""
    starts: bool = False
    """On from the beginning; for scope none."""
