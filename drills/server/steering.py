"""What exercise control may say, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drills.grouped import GroupedSession
from drills.protocol import LONGEST_SAYING, Notice, Steer
from drills.session import Phase
from engine.bots import LEVELS
from engine.messages import Data, Fire, Receipt
from engine.texts import clean

if TYPE_CHECKING:
    from drills.server.host import Host

DONE = Receipt(True)


@dataclass(frozen=True, slots=True)
class _Order:
    """One word of control's, as it concerns one drill."""

    host: Host
    session: GroupedSession
    seat: str
    params: Data


def steer(host: Host, seat: str, word: Steer) -> Receipt:
    """Do what control says: to one drill, or ('') to all of them."""
    drills = host.exercise.drills
    if word.drill and word.drill not in drills:
        return Receipt(False, "no-such-drill", {"drill": word.drill[:40]})
    verb = _WORDS.get(word.what)
    if verb is None:
        return Receipt(False, "unknown-word", {"what": word.what[:40]})
    receipts = [verb(_Order(host, session, seat, word.params)) for name, session in drills.items() if word.drill in ("", name)]
    return next((receipt for receipt in receipts if not receipt.accepted), DONE)


def _start(order: _Order) -> Receipt:
    if order.session.phase is Phase.OVER:
        return Receipt(False, "over")
    order.session.resume()
    return DONE


def _pause(order: _Order) -> Receipt:
    order.session.pause()
    return DONE


def _speed(order: _Order) -> Receipt:
    speed = order.params.get("speed")
    if type(speed) is not int or not 1 <= speed <= 3_600:
        return Receipt(False, "bad-params", {"what": "speed"})
    order.session.set_speed(speed)
    return DONE


def _skip(order: _Order) -> Receipt:
    to = order.params.get("to")
    if type(to) is not int or not order.session.now < to <= order.session.plan.lasts_ms:
        return Receipt(False, "bad-params", {"what": "to"})
    order.session.skip_to(to)
    return DONE


def _end(order: _Order) -> Receipt:
    order.session.finish()
    return DONE


def _fire(order: _Order) -> Receipt:
    inject = order.params.get("inject")
    if inject not in {item.id for item in order.session.plan.injects}:
        return Receipt(False, "no-such-inject", {"inject": str(inject)[:40]})
    return order.session.stage(order.seat, "", Fire(str(inject)), "", "control") or DONE


def _bots(order: _Order) -> Receipt:
    team, level = order.params.get("team"), order.params.get("level", "")
    if team not in {item.id for item in order.session.plan.teams} or (level and level not in LEVELS):
        return Receipt(False, "bad-params", {"what": "team"})
    order.host.exercise.hand_over(order.session.drill, str(team), str(level))
    return DONE


def _say(order: _Order) -> Receipt:
    text = clean(str(order.params.get("text", "")))[:LONGEST_SAYING].strip()
    if not text:
        return Receipt(False, "bad-params", {"what": "text"})
    order.host.tell(Notice("control", {}, text), order.session.drill)
    return DONE


def _act_paused(order: _Order) -> Receipt:
    order.session.act_while_paused = order.params.get("on") is not False
    return DONE


_WORDS: dict[str, Callable[[_Order], Receipt]] = {
    "start": _start,
    "pause": _pause,
    "speed": _speed,
    "skip": _skip,
    "end": _end,
    "fire": _fire,
    "bots": _bots,
    "say": _say,
    "act-paused": _act_paused,
}
"""What control may say → what it does to one drill."""
