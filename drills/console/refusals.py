"""Why a command was refused, and what to do instead."""

from __future__ import annotations

from drills.console.words import Words
from drills.hall.roles import REFUSALS as BY_ROLE
from drills.language import mark
from drills.session import REFUSALS as BY_SESSION
from engine.messages import Receipt

BY_HALL = {
    "observers-only": mark("Only an observer writes notes for exercise control."),
    "branch-left": mark("Exercise control took the drill back meanwhile. Look where it stands now, then decide again."),
    "too-many": mark("Too much at once: wait until what is under way is confirmed."),
}
_SAID = {**BY_ROLE, **BY_SESSION, **BY_HALL}


def refusal_words(words: Words, receipt: Receipt) -> str:
    """A refusal in words: the plan's own where it has some."""
    if words.has(f"refusal.{receipt.code}"):
        return words.say(f"refusal.{receipt.code}", receipt.params)
    if receipt.code in _SAID:
        return words.tell(_SAID[receipt.code], why=str(receipt.params.get("why", "")))
    return words.tell("Refused: {code}", code=receipt.code)
