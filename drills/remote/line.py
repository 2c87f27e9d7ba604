"""A line over a WebSocket, and the plan over HTTP: the only place that knows sockets."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import json
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import websockets.asyncio.client
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from drills.hall.addresses import PORT, is_loopback
from drills.language import mark
from drills.pinning import WrongHost, client_context, read_pin, split_url
from drills.protocol import PLAN_PATH, SEAT_PATH
from drills.remote.errors import LineLost, NoConnection, Unprotected
from engine.codec import read
from engine.errors import InvalidInput
from engine.plan import Plan

OPEN_S = 10.0
BEAT_S = 10.0
"""Between two signs of life on a quiet line, and how long the other end may take to answer one."""
LARGEST_FRAME = 32 * 1024 * 1024
LARGEST_PLAN = 64 * 1024 * 1024
"""Bytes that a host may send at once; a snapshot of a long drill has about a quarter of a million."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a host is: `pin` = its certificate's fingerprint, '' = the system's authorities decide."""

    host: str
    port: int
    is_secure: bool
    pin: str = ""

    def url(self, path: str) -> str:
        """Where lines connect: seats and control have doors of their own."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'wss' if self.is_secure else 'ws'}://{shown}:{self.port}{path}"


def address_of(url: str, pin: str = "", *, insecure: bool = False) -> Address:
    """The host of a join URL as people type it: with or without https://, port and pin.

    Raises:
        NoConnection: it is no address.
        Unprotected: it is neither protected nor on this machine, and nobody allowed that.
        BadPin: the fingerprint is none.
    """
    plain, carried = split_url(url.strip())
    plain = plain if ":/" in plain or plain in ("http:", "https:", "ws:", "wss:") else f"https://{plain}"
    try:
        parts = urlsplit(plain)
        host, port = parts.hostname or "", parts.port or PORT
    except ValueError:
        host, port = "", PORT
    if not host or parts.scheme not in ("http", "https", "ws", "wss"):
        raise NoConnection(mark("{url!r} is no address of a host"), {"url": url[:200]})
    is_secure = parts.scheme in ("https", "wss")
    if not is_secure and not insecure and not is_loopback(host):
        raise Unprotected(mark("the line to {host} would be open to everybody on the way"), {"host": host})
    return Address(host, port, is_secure, read_pin(pin) or carried)


class SocketLine:
    """A WebSocket as a line of frames."""

    def __init__(self, socket: websockets.asyncio.client.ClientConnection) -> None:
        self._socket = socket

    async def send(self, frame: str) -> None:
        """Say a frame."""
        try:
            await self._socket.send(frame)
        except ConnectionClosed as closed:
            raise LineLost(_code(closed)) from closed

    async def receive(self) -> str:
        """The next frame; one that is no text means nothing here."""
        try:
            frame = await self._socket.recv()
        except ConnectionClosed as closed:
            raise LineLost(_code(closed)) from closed
        if not isinstance(frame, str):
            raise LineLost
        return frame

    async def close(self) -> None:
        """Hang up."""
        await self._socket.close()


class Reach:
    """How to get to one host: a line, and the published plan.

    Attributes:
        trouble: why the last try failed, '' where none did.
    """

    def __init__(self, address: Address, path: str = SEAT_PATH) -> None:
        self.address = address
        self._path = path
        self.trouble = ""
        self._context: ssl.SSLContext | None = client_context(address.pin) if address.is_secure else None

    async def dial(self) -> SocketLine:
        """A new line.

        Raises:
            LineLost: nobody answers, or somebody else.
        """
        try:
            socket = await websockets.asyncio.client.connect(
                self.address.url(self._path),
                ssl=self._context,
                open_timeout=OPEN_S,
                ping_interval=BEAT_S,
                ping_timeout=BEAT_S,
                max_size=LARGEST_FRAME,
                proxy=None,
            )
        except (OSError, InvalidHandshake, InvalidURI, TimeoutError) as error:
            self.trouble = _said(error)
            raise LineLost from error
        return SocketLine(socket)

    async def fetch(self, token: str) -> Plan:
        """The published plan for the bearer of a token.

        Raises:
            LineLost: it did not come.
        """
        try:
            return await asyncio.to_thread(self._fetch, token)
        except (OSError, http.client.HTTPException, ValueError, InvalidInput, EOFError) as error:
            self.trouble = _said(error)
            raise LineLost from error

    def _fetch(self, token: str) -> Plan:
        where = (self.address.host, self.address.port)
        if self._context is None:
            connection = http.client.HTTPConnection(*where, timeout=OPEN_S)
        else:
            connection = http.client.HTTPSConnection(*where, timeout=OPEN_S, context=self._context)
        try:
            connection.request("GET", PLAN_PATH, headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            body = answer.read(LARGEST_PLAN)
            if answer.status != http.client.OK:
                raise ValueError(f"HTTP {answer.status}")
            if answer.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            plan: Plan = read(Plan, json.loads(body))
            return plan
        finally:
            connection.close()


def _code(closed: ConnectionClosed) -> int:
    return closed.rcvd.code if closed.rcvd is not None else 0


def _said(error: BaseException) -> str:
    if isinstance(error, WrongHost):
        return mark("the host shows another certificate than the hand-out's: do not go on, ask exercise control")
    if isinstance(error, ssl.SSLError):
        return mark("no protected line came about: give the fingerprint of the hand-out with --fingerprint")
    return mark("nobody answers there as a host of drills does")
