"""Why a seat does not come in, and that a line broke."""

from __future__ import annotations

from drills.language import mark
from engine.errors import UserError


class LineLost(Exception):
    """The line is gone; `code` = the WebSocket's close code, 0 where it just broke."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


class NotJoined(UserError):
    """A seat did not come in: English sentence, its values."""

    code = "DT2050"


class NoConnection(NotJoined):
    """Nobody answers there, or not as a host of drills does."""

    code = "DT2051"
    hint = mark("Check the address, the network and whether the host runs; then try again.")


class NotLetIn(NotJoined):
    """The host refused the code, the seat or the role."""

    code = "DT2052"
    hint = mark("Look at the hand-out again, or ask exercise control.")


class OtherVersion(NotJoined):
    """Host and seat speak different versions of the protocol."""

    code = "DT2053"
    hint = mark("Install the version of dientap that the host has.")


class Unprotected(NotJoined):
    """A line that others could read."""

    code = "DT2054"
    hint = mark("Take the https address of the hand-out. Only in a closed network of your own: --insecure.")
