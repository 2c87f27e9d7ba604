"""The host's doors: the sockets of seats and control, and a seat's plan."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from drills.hall.codes import CONTROL, token_hash
from drills.protocol import (
    CONTROL_PATH,
    FORBIDDEN,
    LARGEST_FRAME,
    MALFORMED,
    PLAN_PATH,
    SEAT_PATH,
    TOO_MANY,
    Bye,
    FromClient,
    Hello,
    Malformed,
    Refused,
    encoded,
    from_client,
)
from drills.server import pages
from drills.server.connections import Line, Pace
from drills.server.host import Host

HELLO_S = 10
"""Whoever opens a line and says nothing is not waited for longer."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "script-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""On everything that is sent: nothing from elsewhere, nothing kept, nowhere framed."""

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Guarded:
    """Puts the security headers on every answer and turns whatever breaks into a plain word, never a trace."""

    def __init__(self, app: Callable[[_Scope, _Receive, _Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() != b"server"]
                message = {**message, "headers": [*kept, *[(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]]}
            await send(message)

        await self._app(scope, receive, guarded)


def application(host: Host) -> Guarded:
    """The web application of a running exercise."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        going = asyncio.create_task(host.run())
        try:
            yield
        finally:
            await host.stop()
            await going

    doors = _Doors(host)
    routes = [
        WebSocketRoute(SEAT_PATH, doors.seat),
        WebSocketRoute(CONTROL_PATH, doors.control),
        Route(PLAN_PATH, doors.plan, methods=["GET"]),
        *pages.routes(host),
    ]
    return Guarded(Starlette(routes=routes, lifespan=lifespan, exception_handlers={404: _nothing, 405: _nothing, 500: _broken}))


async def _nothing(_: Request, __: Exception) -> Response:
    return PlainTextResponse("không có gì ở đây / nothing here\n", 404)


async def _broken(_: Request, __: Exception) -> Response:
    return PlainTextResponse("máy chủ gặp lỗi / the host met a fault\n", 500)


class _Doors:
    def __init__(self, host: Host) -> None:
        self._host = host

    async def plan(self, request: Request) -> Response:
        """The published plan of the seat that the token belongs to."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        seat = self._host.exercise.by_token(token_hash(token)) if scheme.lower() == "bearer" and token else None
        if seat is None or not seat.team:
            return PlainTextResponse("cần mã của chỗ ngồi / a seat's token is needed\n", 401)
        name, body = self._host.plan((seat.drill, seat.team))
        if request.headers.get("if-none-match") == f'"{name}"':
            return Response(status_code=304, headers={"ETag": f'"{name}"'})
        packed = await asyncio.to_thread(gzip.compress, body, 6)
        headers = {"ETag": f'"{name}"', "Content-Encoding": "gzip", "Vary": "Authorization"}
        return Response(packed, media_type="application/json", headers=headers)

    async def seat(self, socket: WebSocket) -> None:
        """The line of a seat."""
        await self._serve(socket, control=False)

    async def control(self, socket: WebSocket) -> None:
        """The line of exercise control."""
        await self._serve(socket, control=True)

    async def _serve(self, socket: WebSocket, *, control: bool) -> None:
        await socket.accept()
        try:
            hello = await asyncio.wait_for(_heard(socket), HELLO_S)
            if not isinstance(hello, Hello):
                raise Malformed("the first word is Hello")
        except (Malformed, TimeoutError):
            await _shut(socket, Refused("malformed"), MALFORMED)
            return
        except WebSocketDisconnect:
            return
        door = await self._host.admit(hello, socket.client.host if socket.client else "")
        if door.seat is None:
            await _shut(socket, door.refused or Refused("code-unknown"), door.close)
            return
        if (door.seat.role == CONTROL) is not control:
            await _shut(socket, Refused("wrong-door"), FORBIDDEN)
            return
        try:
            await socket.send_text(encoded(self._host.welcome(door.seat, door.token)))
        except (WebSocketDisconnect, RuntimeError):
            return
        line = self._host.attach(door.seat, hello)
        hearing = asyncio.create_task(self._hear(socket, door.seat, line))
        try:
            code = await line.pump(socket.send_text)
            await _close(socket, code)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the other end is gone: nothing more to send
        finally:
            hearing.cancel()
            self._host.detach(door.seat, line)

    async def _hear(self, socket: WebSocket, seat: Any, line: Line) -> None:
        pace = Pace(self._host.now_ms())
        while True:
            try:
                message = await _heard(socket)
            except Malformed:
                line.close(MALFORMED)
                return
            except (WebSocketDisconnect, RuntimeError):
                line.close(1000)
                return
            if not pace.takes(self._host.now_ms()):
                line.close(TOO_MANY)
                return
            if isinstance(message, Bye):
                line.close(1000)
                return
            self._host.take(seat, line, message)


async def _heard(socket: WebSocket) -> FromClient:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code") or 1000)
    frame = message.get("text")
    if frame is None or len(frame) > LARGEST_FRAME:
        raise Malformed("a frame is text")
    return from_client(frame)


async def _shut(socket: WebSocket, why: Refused, code: int) -> None:
    try:
        await socket.send_text(encoded(why))
    except (WebSocketDisconnect, RuntimeError):
        return
    await _close(socket, code)


async def _close(socket: WebSocket, code: int) -> None:
    if socket.application_state is not WebSocketState.DISCONNECTED and socket.client_state is not WebSocketState.DISCONNECTED:
        await socket.close(code)
