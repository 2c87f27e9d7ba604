"""What a hypothesis can claim, so that it can be held against the truth afterwards; and how the board says its states."""

from __future__ import annotations

from drills.console.frame import Frame
from drills.console.signs import SCOPE as SCOPE_SIGNS
from drills.console.signs import SURE, Sign
from drills.console.spans import Span
from engine.board import CLAIMS
from engine.views import BoardItem

DEVICE_CLAIMS = tuple(claim for claim in CLAIMS if claim != "account")


def claim_words(frame: Frame, claim: str, name: str = "…") -> str:
    """A claim about something of that name."""
    tell = frame.words.tell
    said = {
        "taken": tell("{name} is in the attackers' hands", name=name),
        "first": tell("{name} was the first machine to be broken into", name=name),
        "clean": tell("{name} is clean: nobody broke into it", name=name),
        "account": tell("the account {name} is being misused", name=name),
    }
    return said[claim]


def about_words(frame: Frame, about: str) -> str:
    """What a hypothesis claims, '' where it claims nothing."""
    claim, _, thing = about.partition(":")
    return claim_words(frame, claim, frame.words.name(thing)) if thing else ""


def scope_state(item: BoardItem) -> str:
    """in, suspected or out: what is put in scope without being sure is suspected."""
    return "suspected" if item.state == "in" and item.sure == "low" else item.state


def scope_sign(item: BoardItem) -> Sign:
    """How that looks."""
    return SCOPE_SIGNS[scope_state(item)]


def sure_span(frame: Frame, sure: str) -> Span:
    """How sure somebody is, nothing where he did not say."""
    tones = {"": "dim", "low": "warn", "middle": "info", "high": "good"}
    return (frame.words.tell(SURE[sure]) if sure else "", tones[sure])
