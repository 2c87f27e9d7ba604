"""A hall for tests: a real host on loopback with a small drill, and a plain client that speaks the protocol."""

from __future__ import annotations

import gzip
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Self

import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close
from websockets.sync.client import ClientConnection, connect

from drills.hall.codes import new_salt
from drills.hall.places import Wanted
from drills.protocol import (
    CONTROL_PATH,
    PLAN_PATH,
    PROTOCOL,
    SEAT_PATH,
    Ack,
    Do,
    FromHost,
    Hello,
    Patch,
    Refused,
    Snapshot,
    Steer,
    Welcome,
    encoded,
    from_host,
)
from drills.server.app import application
from drills.server.books import take_up
from drills.server.host import Host
from drills.server.opening import Opened, open_exercise
from drills.server.serving import bound
from drills.session import monotonic_ms
from drills.store.exercises import HallStore
from drills.store.memory import MemoryStore
from drills.store.wall import wall_ms
from drills.wire import applied
from engine.messages import Command
from engine.views import TeamView
from tests.samples import OPERATOR, PLAYER, small_plan

PATIENCE_S = 10.0
"""Longer than anything takes; a test fails after it rather than hang."""
WANTED = (
    Wanted("A", PLAYER, "lead", "Hồng"),
    Wanted("A", PLAYER, "analyst"),
    Wanted("A", PLAYER, "observer"),
    Wanted("A", OPERATOR, "lead"),
    Wanted("B", PLAYER, "lead"),
)


class Hall:
    """A running host."""

    def __init__(self, opened: Opened, host: Host, port: int) -> None:
        self.opened = opened
        self.host = host
        self.port = port

    def code(self, team: str, role: str, group: str = "A") -> str:
        """The join code of a place."""
        return next(
            item.code
            for item in self.opened.handed
            if (item.wanted.team, item.wanted.role) == (team, role) and item.wanted.group in (group, "")
        )

    def seat(self, team: str = PLAYER, role: str = "lead", group: str = "A") -> Client:
        """Somebody who joins by code."""
        return Client(self, Hello(PROTOCOL, code=self.code(team, role, group), name="Hồng"))

    def control(self) -> Client:
        """Exercise control."""
        return Client(self, Hello(PROTOCOL, code=self.code("", "control")), CONTROL_PATH)

    def get(self, path: str, token: str = "") -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of a page."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {token}"} if token else {}
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()


class Client:
    """One line to the host, by hand."""

    def __init__(self, hall: Hall, hello: Hello | None, path: str = SEAT_PATH) -> None:
        self.hall = hall
        self._open = ExitStack()
        self.socket: ClientConnection = self._open.enter_context(
            connect(f"ws://127.0.0.1:{hall.port}{path}", compression=None, max_size=None)
        )
        self.frames: list[str] = []
        self.view: TeamView | None = None
        self.seq = -1
        self.welcome: Welcome | None = None
        self.refused: Refused | None = None
        self.acks: dict[str, Ack] = {}
        if hello is not None:
            self.socket.send(encoded(hello))
            first = self.next()
            if isinstance(first, Welcome):
                self.welcome = first
            elif isinstance(first, Refused):
                self.refused = first

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def next(self) -> FromHost:
        """The next thing that the host says; pictures are put together on the way."""
        frame = self.socket.recv(timeout=PATIENCE_S)
        assert isinstance(frame, str)
        self.frames.append(frame)
        message = from_host(frame)
        if isinstance(message, Snapshot):
            self.view, self.seq = applied(None, message.view), message.seq
        elif isinstance(message, Patch):
            assert message.seq == self.seq + 1
            self.view, self.seq = applied(self.view, message.view), message.seq
        elif isinstance(message, Ack):
            self.acks[message.ref] = message
        return message

    def until(self, wanted: Callable[[FromHost], bool]) -> FromHost:
        """Listen until the host says something that is wanted."""
        for _ in range(10_000):
            message = self.next()
            if wanted(message):
                return message
        raise AssertionError("the host said ten thousand other things")

    def rest(self) -> Close | None:
        """Listen until the host shuts the line; how it did."""
        try:
            self.until(lambda _: False)
        except ConnectionClosed as shut:
            return shut.rcvd
        return None

    def snapshot(self) -> TeamView:
        """The first whole picture."""
        self.until(lambda message: isinstance(message, Snapshot))
        assert self.view is not None
        return self.view

    def do(self, ref: str, command: Command, branch: str = "main") -> Ack:
        """Send a command and wait for what becomes of it."""
        self.socket.send(encoded(Do(ref, branch, command)))
        self.until(lambda message: isinstance(message, Ack) and message.ref == ref)
        return self.acks[ref]

    def steer(self, what: str, drill: str = "", **params: Any) -> Ack:
        """A word of control's."""
        ref = f"c-{len(self.acks)}"
        self.socket.send(encoded(Steer(ref, what, drill, params)))
        self.until(lambda message: isinstance(message, Ack) and message.ref == ref)
        return self.acks[ref]

    def plan(self) -> Any:
        """The published plan."""
        assert self.welcome is not None
        status, _, body = self.hall.get(PLAN_PATH, self.welcome.token)
        assert status == 200
        return json.loads(gzip.decompress(body))


@contextmanager
def hall(store: HallStore | None = None, *, mode: str = "joint", seed: int = 4) -> Iterator[Hall]:
    """A new exercise on a host that runs in a thread of its own."""
    kept = store or MemoryStore()
    salt, now = new_salt(), wall_ms()
    opened = open_exercise(kept, small_plan(), seed, "joint" if mode == "joint" else "parallel", WANTED, "trained", salt=salt, wall_ms=now)
    with served(kept, opened) as running:
        yield running


@contextmanager
def hall_again(store: HallStore, before: Hall) -> Iterator[Hall]:
    """The same exercise on another host, after the first is gone."""
    exercise, books = take_up(store, before.opened.exercise.id)
    with served(store, Opened(exercise, books, before.opened.handed)) as running:
        yield running


@contextmanager
def served(store: HallStore, opened: Opened) -> Iterator[Hall]:
    """A host in a thread of its own."""
    host = Host(opened.exercise, store, opened.books, clock_ms=monotonic_ms, wall_ms=wall_ms)
    with bound("127.0.0.1", 0) as listener:
        config = uvicorn.Config(
            application(host),
            log_level="critical",
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            lifespan="on",
            server_header=False,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            yield Hall(opened, host, listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(PATIENCE_S)
