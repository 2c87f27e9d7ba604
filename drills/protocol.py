"""What seats and host say to each other: typed messages, one JSON text frame each.

Version 1. A client opens a WebSocket, says `Hello`, and is answered by `Welcome` or `Refused`; from then on the host
sends what the seat's team learns (`Snapshot`, then `Patch`), and the client what its person does (`Do`). Nothing here
knows sockets, sessions or screens.

    Hello ->                                  first connection: a code; afterwards: the token of the Welcome
             <- Welcome                       who the seat is; its plan is then fetched once, by HTTP (`PLAN_PATH`)
             <- Snapshot, Patch, Patch …      the team's picture, beat by beat; `seq` counts beats of the team's stream
    Do ->    <- Ack                           one command, under a reference of the client's own: sent twice, done once
    Say ->   <- Said                          the team's chat
    Point -> <- Crew                          who sits there and what they look at
    Observe -> <- Ack                         an observer's note

Who comes again gets the lines of chat that it missed as well: `Said.number` tells what it has.

Every team's `seq` counts the host's beats, never what others did, so that nothing about them can be read from it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.codec import read, tagged
from engine.errors import InvalidInput
from engine.messages import Command, Data, Receipt

PROTOCOL = 1
LARGEST_FRAME = 64 * 1024
"""Bytes of a frame that a client may send."""
LONGEST_REF = 40
LONGEST_SAYING = 2_000
"""Characters of a chat line or a broadcast."""
SEAT_PATH = "/seat"
CONTROL_PATH = "/control"
PLAN_PATH = "/plan"

MALFORMED, BAD_CODE, FORBIDDEN, WRONG_VERSION, TOO_MANY, GOING_DOWN = 4400, 4401, 4403, 4409, 4429, 4503
"""Close codes: 4000 and the HTTP status that says the same."""


# --- what a client says


@dataclass(frozen=True, slots=True)
class Hello:
    """Who comes: by a join code, or again by the token that the last `Welcome` gave.

    Attributes:
        seen: the last `seq` that it has; -1 = nothing.
        branch: the branch of it.
    """

    protocol: int
    code: str = ""
    token: str = ""
    name: str = ""
    seen: int = -1
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Do:
    """One command of the seat's. `ref` is the client's own and never used twice for another command."""

    ref: str
    branch: str
    command: Command


@dataclass(frozen=True, slots=True)
class Look:
    """The person opened these alerts."""

    alerts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """What the seat has selected: kind as the console names it (alert, asset, site …) and id."""

    kind: str = ""
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """A line in the team's chat."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Observe:
    """What an observer wrote down at drill time `at`, about an objective ('' = none): an evaluation, never a team's note."""

    ref: str
    text: str
    at: int
    objective: str = ""


@dataclass(frozen=True, slots=True)
class Steer:
    """A word of exercise control (`drills.server.steering` lists them), under a reference as `Do` has it."""

    ref: str
    what: str
    drill: str = ""
    params: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bye:
    """The person leaves on purpose."""


FromClient = Hello | Do | Look | Point | Say | Observe | Steer | Bye


# --- what the host says


@dataclass(frozen=True, slots=True)
class Welcome:
    """Who the seat is. `plan`: hash of what `PLAN_PATH` gives to the bearer of the token."""

    protocol: int
    exercise: str
    title_vi: str
    title_en: str
    drill: str
    branch: str
    team: str
    seat: str
    role: str
    token: str
    plan: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not let in, or not understood; the connection is closed after it."""

    code: str
    params: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clock:
    """How the drill stands: `phase`, `why` and the rest as `drills.session.Session` has them."""

    now: int
    phase: str
    why: str = ""
    speed: int = 1
    eased: bool = False
    skipping: int = -1
    acts_paused: bool = False
    """Control lets seats act while the clock stands."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole picture of a team (`drills.wire`), with every word that it needs beyond the plan's own (`wire.spelt`)."""

    seq: int
    branch: str
    clock: Clock
    view: Data
    words: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Patch:
    """What changed in the picture since `seq - 1` (`drills.wire`), and the words that are new with it."""

    seq: int
    branch: str
    clock: Clock
    view: Data = field(default_factory=dict)
    words: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ack:
    """A command was accepted or refused; it is on disk."""

    ref: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Member:
    """A seat of the team: whether somebody is there, and what it points at."""

    seat: str
    role: str
    name: str = ""
    present: bool = False
    kind: str = ""
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who sits in the team, in the order of their seats."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the team's chat at drill time `at`; `number` counts the team's lines."""

    number: int
    seat: str
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A word of the host or of control to everybody who sits in the team; `text` is a person's own."""

    code: str
    params: Data = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What exercise control sees (`drills.server.overview`)."""

    seq: int
    body: Data


FromHost = Welcome | Refused | Snapshot | Patch | Ack | Crew | Said | Notice | Overview


class Malformed(InvalidInput):
    """A frame that is no message of this protocol."""


def encoded(message: FromClient | FromHost) -> str:
    """The frame of a message."""
    body = tagged(message)
    if isinstance(message, Do):
        body["command"] = tagged(message.command)  # one of many kinds, so it names its own
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def from_client(frame: str | bytes) -> FromClient:
    """The message in a client's frame.

    Raises:
        Malformed: it is none, or too large.
    """
    if len(frame) > LARGEST_FRAME or (isinstance(frame, str) and len(frame.encode(errors="replace")) > LARGEST_FRAME):
        raise Malformed(f"a frame has at most {LARGEST_FRAME} bytes")
    message: FromClient = _message(FromClient, frame)
    if isinstance(message, (Do, Say, Observe, Steer)) and not 0 < len(message.ref) <= LONGEST_REF:
        raise Malformed(f"a reference has 1 to {LONGEST_REF} characters")
    if isinstance(message, (Say, Observe)) and len(message.text) > LONGEST_SAYING:
        raise Malformed(f"a line has at most {LONGEST_SAYING} characters")
    return message


def from_host(frame: str | bytes) -> FromHost:
    """The message in a host's frame.

    Raises:
        Malformed: it is none.
    """
    message: FromHost = _message(FromHost, frame)
    return message


def _message(kinds: Any, frame: str | bytes) -> Any:
    try:
        return read(kinds, json.loads(frame, parse_constant=_refuse, parse_float=_refuse))
    except (ValueError, InvalidInput, RecursionError) as error:
        raise Malformed(str(error)[:200]) from error


def _refuse(name: str) -> Sequence[str]:
    raise ValueError(f"{name} is no number of this protocol: it knows whole ones")
