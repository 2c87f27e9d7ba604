"""What a seat has said and the host has not confirmed: sent again after every break, under the same reference."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator

from drills.protocol import Ack, Do, Observe, Said, Say
from engine.messages import Receipt

REF_BYTES = 15

Sayable = Do | Say | Observe


class Outbox:
    """Messages on their way, in the order in which they were said."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[Sayable, asyncio.Future[Receipt]]] = {}
        self.late: list[tuple[Sayable, Receipt]] = []
        """Answers that came when nobody waited for them any more."""

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def __iter__(self) -> Iterator[Sayable]:
        return iter([message for message, _ in self._waiting.values()])

    def put(self, message: Sayable) -> asyncio.Future[Receipt]:
        """Keep a message until it is confirmed; what it waits for."""
        answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting[message.ref] = (message, answer)
        return answer

    def confirmed(self, ack: Ack) -> None:
        """The host answered; a second answer to the same is nothing."""
        found = self._waiting.pop(ack.ref, None)
        if found is None:
            return
        message, answer = found
        if answer.done():
            self.late.append((message, ack.receipt))
        else:
            answer.set_result(ack.receipt)

    def heard(self, said: Said, seat: str) -> None:
        """A line of chat came back: the one of ours with these words has arrived."""
        for ref, (message, _) in self._waiting.items():
            if isinstance(message, Say) and said.seat == seat and message.text == said.text:
                self.confirmed(Ack(ref, Receipt(True)))
                return


def new_ref() -> str:
    """A reference that nobody used before."""
    return secrets.token_urlsafe(REF_BYTES)
