"""Which actions are offered for what is selected: generated from the plan's actions and from what each team may do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from drills.console.consequences import Loss, losses
from drills.console.frame import Frame, Thing
from drills.language import mark
from engine.plan import Action

STAGES = ("identify", "contain", "eradicate", "recover", "coordinate")
"""Stages of the menu, in order; an action of another group comes last."""
_RUINS = {"power-off": mark("its memory"), "reimage": mark("its evidence"), "restore-backup": mark("its evidence")}
"""What is gone with an effect besides services: see it before choosing."""
_UNDOES = {"reconnect", "restore-link", "unblock-indicator", "unlock-account"}


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that could be started, on one of `targets` ('' = it needs none).

    `word`: own, leader (needs direction) or team (another team would do it: a request).
    """

    action: Action
    targets: tuple[str, ...]
    doer: str
    word: str
    whole: bool = False
    """Of the menu of everything: `targets` names only one of all that `fitting` finds."""

    @property
    def target(self) -> str:
        """The target, where there is only one."""
        return self.targets[0] if len(self.targets) == 1 and not self.whole else ""


def offers(frame: Frame, thing: Thing | None) -> tuple[Offer, ...]:
    """Actions for a thing, by stage; those that this team does itself come first in each."""
    if thing is None:
        return ()
    near = related(frame, thing)
    found = [offer for action in frame.plan.actions if (offer := _offer(frame, action, near.get(action.target, ())))]
    return tuple(sorted(found, key=lambda offer: (_stage(offer.action), offer.word == "team")))


def all_offers(frame: Frame) -> tuple[Offer, ...]:
    """Everything the team could start or ask for, by stage."""
    found = []
    for action in frame.plan.actions:
        first = next((name for name in candidates(frame, action) if fits(frame, action, name)), None)
        offer = _offer(frame, action, (first,)) if first is not None else None
        if offer is not None:
            found.append(replace(offer, whole=action.target != "none"))
    return tuple(sorted(found, key=lambda offer: (_stage(offer.action), offer.word == "team")))


def fitting(frame: Frame, action: Action) -> tuple[str, ...]:
    """Everything that an action could be done to."""
    return tuple(name for name in candidates(frame, action) if fits(frame, action, name))


def _stage(action: Action) -> int:
    return STAGES.index(action.group) if action.group in STAGES else len(STAGES)


def _offer(frame: Frame, action: Action, targets: tuple[str, ...]) -> Offer | None:
    found = tuple(target for target in targets if fits(frame, action, target))
    doer = frame.atlas.doer(frame.view.team, action, found[0]) if found else ""
    if not doer:
        return None
    if doer != frame.view.team:
        return Offer(action, found, doer, "team")
    return Offer(action, found, doer, "leader" if action.authority == "leader" else "own")


def offer_for(frame: Frame, action: Action, target: str) -> Offer | None:
    """The offer of one action on one target."""
    return _offer(frame, action, (target,))


def related(frame: Frame, thing: Thing) -> dict[str, tuple[str, ...]]:
    """Target kind → ids that belong to a thing: an alert's asset, site and indicators, an asset's copies ..."""
    if thing.kind == "alert":
        alert = frame.alerts.get(thing.id)
        if alert is None:
            return {}
        indicators = tuple(name for name, _ in alert.indicators if name in frame.indicators)
        return {"alert": (alert.id,), **_around_asset(frame, alert.asset, indicators), "backup": ()}
    if thing.kind == "asset":
        return _around_asset(frame, thing.id, _indicators_of(frame, thing.id))
    if thing.kind == "indicator":
        return {"indicator": (thing.id,), "account": _accounts(frame, (thing.id,))}
    if thing.kind == "backup":
        return {"backup": (thing.id,), "asset": (frame.atlas.backups[thing.id].asset,)}
    if thing.kind == "link":
        return {"link": (thing.id,), "site": (frame.atlas.site_of_link(thing.id),)}
    if thing.kind == "site":
        return {"site": (thing.id,), "link": frame.atlas.links_of(thing.id)}
    return {thing.kind: (thing.id,)}


def _around_asset(frame: Frame, asset: str, indicators: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {
        "asset": (asset,),
        "site": (frame.atlas.site_of(asset),),
        "indicator": indicators,
        "account": _accounts(frame, indicators),
        "backup": frame.atlas.copies_of(asset),
        "service": frame.atlas.leaning("asset", asset),
    }


def _indicators_of(frame: Frame, asset: str) -> tuple[str, ...]:
    """Indicators that this team met on an asset."""
    met = {name for finding in frame.view.findings if finding.asset == asset for name, _ in finding.indicators}
    met |= {name for alert in frame.view.alerts if alert.asset == asset for name, _ in alert.indicators}
    return tuple(item.id for item in frame.view.indicators if item.id in met or item.source == asset)


def _accounts(frame: Frame, indicators: tuple[str, ...]) -> tuple[str, ...]:
    named = [frame.indicators[name].account for name in indicators if name in frame.indicators]
    return tuple(dict.fromkeys(account for account in named if account))


def candidates(frame: Frame, action: Action) -> tuple[str, ...]:
    """Every target that an action could have, what the team knows something of first."""
    atlas, view = frame.atlas, frame.view
    if action.target == "asset":
        known = {asset.id for asset in view.assets}
        return (*(asset.id for asset in view.assets), *(name for name in atlas.assets if name not in known))
    tables: dict[str, tuple[str, ...]] = {
        "none": ("",),
        "alert": tuple(alert.id for alert in reversed(view.alerts)),
        "site": tuple(atlas.sites),
        "link": tuple(atlas.links),
        "account": tuple(atlas.accounts),
        "indicator": tuple(item.id for item in view.indicators),
        "service": tuple(atlas.services),
        "backup": tuple(atlas.backups),
        "form": atlas.forms,
        "person": tuple(person.id for person in frame.plan.organisation.people),
        "system": tuple(atlas.systems),
        "team": tuple(name for name in atlas.teams if name != view.team),
    }
    return tables.get(action.target, ())


def fits(frame: Frame, action: Action, target: str) -> bool:
    """Whether an action makes sense on a target, as far as the team knows."""
    kind = _kind(frame, action.target, target)
    if action.kinds and kind not in action.kinds:
        return False
    verbs = {effect.verb for effect in action.effects}
    if verbs & _UNDOES or "block-indicator" in verbs or "lock-account" in verbs or "isolate" in verbs or "cut-link" in verbs:
        return _is_open(frame, verbs, target)
    return True


def _kind(frame: Frame, wanted: str, target: str) -> str:
    atlas = frame.atlas
    if wanted == "asset":
        return atlas.assets[target].kind
    if wanted == "site":
        return atlas.sites[target].kind
    if wanted == "link":
        return atlas.links[target].kind
    if wanted == "account":
        return atlas.accounts[target].kind
    if wanted == "indicator":
        return frame.indicators[target].kind
    if wanted == "person":
        return next(("vendor" for person in frame.plan.organisation.people if person.id == target and person.contract), "")
    return ""


def _is_open(frame: Frame, verbs: set[str], target: str) -> bool:
    """Whether a switch stands the right way round for the action: nothing is cut twice or joined while it stands."""
    atlas = frame.atlas
    known = frame.assets.get(target)
    state = known.state if known else ""
    if "reconnect" in verbs:
        return state in ("isolated", "off")
    if "isolate" in verbs:
        return state not in ("isolated", "off")
    lines = (target,) if target in atlas.links else tuple(x for x in atlas.links_of(target) if atlas.links[x].plane == "tslcd")
    if "restore-link" in verbs:
        return any(link in frame.view.cut for link in lines)
    if "cut-link" in verbs:
        return any(link not in frame.view.cut for link in lines)
    item = frame.indicators.get(target)
    if "unblock-indicator" in verbs:
        return item is not None and item.blocked
    if "block-indicator" in verbs:
        return item is None or not item.blocked
    locked = target in frame.view.locked
    return locked if "unlock-account" in verbs else not locked


SHORT_ROLES = {
    "analyst": mark("analyst"),
    "forensic": mark("forensic"),
    "system": mark("system"),
    "network": mark("network"),
    "lead": mark("lead"),
    "liaison": mark("liaison"),
    "noc": mark("NOC"),
    "field": mark("field"),
    "investigator": mark("detective"),
}
"""Roles in one word, for a narrow column; the plan's `role.R` says them in full."""


def staff_words(frame: Frame, action: Action, *, short: bool = False) -> str:
    """The people an action takes: «1 phân tích giám sát», or «1 phân tích» where there is little room."""
    words = frame.words

    def role_name(role: str) -> str:
        return words.tell(SHORT_ROLES[role]) if short and role in SHORT_ROLES else words.said(f"role.{role}", role)

    return "; ".join(f"{number} {role_name(role)}" for role, number in action.staff) or "–"


def cost_words(frame: Frame, offer: Offer) -> str:
    """How many services would fall, in a few words for a list; else the evidence that would go, else a dash."""
    found: tuple[Loss, ...] = losses(frame, offer.action, offer.target) if offer.target else ()
    if not found:
        gone = next((what for verb, what in _RUINS.items() if any(effect.verb == verb for effect in offer.action.effects)), "")
        return f"✖ {frame.words.tell(gone)}" if gone else "–"
    glyph = "✖" if any(loss.after <= 0 for loss in found) else "o"
    return f"{glyph} {frame.words.tell('{count} services', count=len(found))}"


def is_running(frame: Frame, action: str, target: str) -> bool:
    """Whether the team has this under way already."""
    return any(task.action == action and task.target == target for task in frame.open_tasks)


def has_staff(frame: Frame, action: Action) -> bool:
    """Whether enough people are free right now."""
    free = {staff.role: staff.free for staff in frame.view.staff}
    return all(free.get(role, 0) >= number for role, number in action.staff)


def has_staff_ever(frame: Frame, action: Action) -> bool:
    """Whether the team has enough such people at all."""
    total = {staff.role: staff.total for staff in frame.view.staff}
    return all(total.get(role, 0) >= number for role, number in action.staff)
