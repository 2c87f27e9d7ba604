"""The line over a real socket on this machine: addresses, a WebSocket, the plan by HTTP, and what is refused."""

from __future__ import annotations

import gzip
from http import HTTPStatus
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from drills.pinning import BadPin
from drills.protocol import FORBIDDEN, PLAN_PATH, SEAT_PATH
from drills.remote.errors import LineLost, NoConnection, Unprotected
from drills.remote.line import Address, Reach, address_of
from engine.codec import canonical, plain
from engine.published import published
from tests.samples import PLAYER, small_plan

PIN = "-".join(["12345"] * 8)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://10.0.0.5:9000/", Address("10.0.0.5", 9000, True)),
        ("10.0.0.5", Address("10.0.0.5", 8443, True)),
        (f"https://10.0.0.5:8443/#{PIN}", Address("10.0.0.5", 8443, True, PIN)),
        ("http://127.0.0.1:8000", Address("127.0.0.1", 8000, False)),
        ("ws://localhost:8000", Address("localhost", 8000, False)),
        ("wss://[fd00::1]:8443", Address("fd00::1", 8443, True)),
    ],
)
def test_addresses_as_people_type_them(url: str, found: Address) -> None:
    """With and without scheme, port and pin."""
    assert address_of(url) == found
    assert address_of(url).url(SEAT_PATH).endswith(SEAT_PATH)


def test_an_open_line_is_taken_on_this_machine_only() -> None:
    """Elsewhere somebody has to allow it."""
    with pytest.raises(Unprotected):
        address_of("http://10.0.0.5:8000")
    assert not address_of("http://10.0.0.5:8000", insecure=True).is_secure


@pytest.mark.parametrize("url", ["", "ftp://a", "https://", "https://a:99999", "http://["])
def test_what_is_no_address_is_refused(url: str) -> None:
    """Nothing is dialled."""
    with pytest.raises(NoConnection):
        address_of(url)


def test_what_is_no_fingerprint_is_refused() -> None:
    """Neither in the address nor beside it."""
    with pytest.raises(BadPin):
        address_of("https://a", "12")
    with pytest.raises(BadPin):
        address_of("https://a/#12")


async def test_frames_and_plan_come_over_one_address() -> None:
    """What is said comes back; the plan goes to the bearer alone; a close code arrives as it was given."""
    told = gzip.compress(canonical(plain(published(small_plan(), PLAYER))))

    def answer(_: ServerConnection, request: Request) -> Response | None:
        if request.path != PLAN_PATH:
            return None
        if request.headers.get("Authorization") != "Bearer right":
            return Response(HTTPStatus.FORBIDDEN, "no", Headers({"Content-Length": "0"}))
        return Response(HTTPStatus.OK, "ok", Headers({"Content-Encoding": "gzip", "Content-Length": str(len(told))}), told)

    async def echo(socket: ServerConnection) -> None:
        async for frame in socket:
            if frame == "bye":
                await socket.close(FORBIDDEN)
                return
            await socket.send(frame)

    async with serve(echo, "127.0.0.1", 0, process_request=answer) as server:
        port: Any = next(iter(server.sockets)).getsockname()[1]
        reach = Reach(Address("127.0.0.1", port, False))
        line = await reach.dial()
        await line.send("xin chào")
        assert await line.receive() == "xin chào"
        assert await reach.fetch("right") == published(small_plan(), PLAYER)
        with pytest.raises(LineLost):
            await reach.fetch("wrong")
        await line.send("bye")
        with pytest.raises(LineLost) as lost:
            await line.receive()
        assert lost.value.code == FORBIDDEN
        with pytest.raises(LineLost):
            await line.send("còn ai không")
        await line.close()
    with pytest.raises(LineLost):
        await reach.dial()
    assert reach.trouble
