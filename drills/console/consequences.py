"""What an action would cost, out of the published estate and what the team knows: never out of the truth.

A service's level is worked out from its needs as the engine does (all, any, k of n), with the things this team knows to
be lost, once as it stands and once with the action done; what falls is the loss.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from drills.console.atlas import Atlas
from drills.console.frame import Frame
from engine.plan import Action, Need, Service

TAKES_DOWN = frozenset(("isolate", "power-off", "reimage", "restore-backup"))
"""Effects that stop what runs on an asset until it is brought back or rebuilt."""
RESTARTS = frozenset(("patch", "remove-persistence"))
"""Effects that interrupt it for minutes."""
LOST_STATES = frozenset(("isolated", "encrypted", "off"))
"""States of an asset in which nothing runs on it."""
FULL = 1000


@dataclass(frozen=True, slots=True)
class Loss:
    """A service that would fall: level before and after (per-mille), and the people concerned."""

    service: str
    before: int
    after: int
    users: int


def losses(frame: Frame, action: Action, target: str) -> tuple[Loss, ...]:
    """Services that would fall if the action were done on the target now."""
    verbs = {effect.verb for effect in action.effects}
    if "cut-link" in verbs:
        return _losses_at_site(frame, _site(frame.atlas, target))
    if "stop-service" in verbs and target in frame.atlas.services:
        return _fallen(frame, (), (target,))
    asset = frame.atlas.backups[target].asset if target in frame.atlas.backups else target
    if asset in frame.atlas.assets and verbs & (TAKES_DOWN | RESTARTS):
        return _fallen(frame, (asset,), ())
    return ()


def is_brief(action: Action) -> bool:
    """Whether what it stops comes back by itself within minutes."""
    verbs = {effect.verb for effect in action.effects}
    return bool(verbs & RESTARTS) and not verbs & TAKES_DOWN


def _site(atlas: Atlas, target: str) -> str:
    return atlas.site_of_link(target) if target in atlas.links else target


def _losses_at_site(frame: Frame, site: str) -> tuple[Loss, ...]:
    """What people at a site lose with its dedicated line: services that only this plane carries."""
    found = []
    for service, users in frame.atlas.used_at(site):
        access = frame.atlas.services[service].access
        if "tslcd" in access and "internet" not in access:
            found.append(Loss(service, FULL, 0, users))
    return tuple(found)


def _fallen(frame: Frame, assets: Collection[str], stopped: Collection[str]) -> tuple[Loss, ...]:
    atlas = frame.atlas
    lost = {asset.id for asset in frame.view.assets if asset.state in LOST_STATES}
    cut = set(frame.view.cut)
    before = levels(atlas, lost, cut, ())
    after = levels(atlas, lost | set(assets), cut, stopped)
    heard = frame.levels
    out = []
    for service in atlas.service_order:
        now = min(before[service], heard.get(service, FULL))
        if after[service] < now:
            out.append(Loss(service, now, after[service], atlas.users(service)))
    return tuple(out)


def levels(atlas: Atlas, assets: Collection[str], links: Collection[str], stopped: Collection[str]) -> dict[str, int]:
    """Level of every service (per-mille) with these assets, links and services gone."""
    out: dict[str, int] = {}
    for name in atlas.service_order:
        service = atlas.services[name]
        out[name] = 0 if name in stopped else _level(service, service.needs, assets, links, out)
    return out


def _level(service: Service, need: Need, assets: Collection[str], links: Collection[str], known: Mapping[str, int]) -> int:
    if need.op == "asset":
        return 0 if need.ref in assets else FULL
    if need.op == "link":
        return 0 if need.ref in links else FULL
    if need.op == "service":
        return known[need.ref]
    parts = sorted((_level(service, part, assets, links, known) for part in need.of), reverse=True)
    if need.op == "all":
        return parts[-1] if parts else FULL
    wanted = 1 if need.op == "any" else need.k
    best = parts[wanted - 1] if len(parts) >= wanted else 0
    return min(best, service.degraded_permille) if best and parts[-1] < best else best


def silences_party(frame: Frame, action: Action, target: str) -> bool:
    """Whether the commune's Party committee loses its line with the commune (they share the dedicated network)."""
    if not any(effect.verb == "cut-link" for effect in action.effects):
        return False
    site = frame.atlas.sites.get(_site(frame.atlas, target))
    return site is not None and site.kind == "commune"
