"""Control's line to the host: the newest overview, words to the host and what became of them; it dials again by itself."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import Protocol

from drills.protocol import PROTOCOL, Ack, Hello, Malformed, Overview, Refused, Steer, Welcome, encoded, from_host
from drills.remote.errors import LineLost, NoConnection, NotLetIn
from engine.messages import Data, Receipt

WAITS_S = (0.5, 1.0, 2.0, 4.0)
"""Between two tries to dial again; the last for as long as it takes."""
ANSWER_S = 10.0


class Frames(Protocol):
    """A line of frames; `LineLost` where it is gone."""

    async def send(self, frame: str) -> None:
        """Say a frame."""

    async def receive(self) -> str:
        """The next frame."""

    async def close(self) -> None:
        """Hang up."""


class ControlLine:
    """Exercise control at the other end.

    Attributes:
        overview: the newest picture, None before the first.
        is_connected: whether the host is there now.
    """

    def __init__(self, dial: Callable[[], Awaitable[Frames]], code: str, name: str = "") -> None:
        self.overview: Data | None = None
        self.is_connected = False
        self._dial = dial
        self._hello = Hello(PROTOCOL, code=code, name=name)
        self._frames: Frames | None = None
        self._answers: dict[str, asyncio.Future[Receipt]] = {}
        self._refs = itertools.count(1)
        self._hearing: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Come in.

        Raises:
            NoConnection: nobody answers.
            NotLetIn: the host refused the code.
        """
        try:
            await self._join()
        except LineLost as lost:
            raise NoConnection("nobody answers there as a host of drills does", {}) from lost
        self._hearing = asyncio.create_task(self._hear())

    async def steer(self, what: str, drill: str = "", **params: object) -> Receipt:
        """Say a word to the host; what became of it, `no-line` where the host is away."""
        ref = f"c-{next(self._refs)}"
        answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._answers[ref] = answer
        try:
            if self._frames is None or not self.is_connected:
                raise LineLost
            await self._frames.send(encoded(Steer(ref, what, drill, dict(params))))
            return await asyncio.wait_for(answer, ANSWER_S)
        except (LineLost, TimeoutError):
            return Receipt(False, "no-line")
        finally:
            self._answers.pop(ref, None)

    async def close(self) -> None:
        """Leave."""
        if self._hearing is not None:
            self._hearing.cancel()
        if self._frames is not None:
            await self._frames.close()

    async def _join(self) -> None:
        frames = await self._dial()
        await frames.send(encoded(self._hello))
        try:
            first = from_host(await frames.receive())
        except Malformed as error:
            raise LineLost from error
        if isinstance(first, Refused):
            raise NotLetIn("the host refuses this seat ({code})", {"code": first.code, **first.params})
        if not isinstance(first, Welcome):
            raise LineLost
        self._hello = Hello(PROTOCOL, token=first.token)
        self._frames, self.is_connected = frames, True

    async def _hear(self) -> None:
        tries = 0
        while True:
            try:
                if not self.is_connected:
                    await self._join()
                    tries = 0
                assert self._frames is not None
                self._take(await self._frames.receive())
            except LineLost:
                self.is_connected = False
                await asyncio.sleep(WAITS_S[min(tries, len(WAITS_S) - 1)])
                tries += 1

    def _take(self, frame: str) -> None:
        try:
            message = from_host(frame)
        except Malformed:
            return
        if isinstance(message, Overview):
            self.overview = message.body
        elif isinstance(message, Ack):
            answer = self._answers.get(message.ref)
            if answer is not None and not answer.done():
                answer.set_result(message.receipt)
