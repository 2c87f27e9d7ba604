"""Serving an exercise until somebody ends it."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import Callable

import uvicorn

from drills.exercise import Exercise
from drills.protocol import LARGEST_FRAME
from drills.server.app import application
from drills.server.books import Books
from drills.server.host import Host
from drills.server.tls import Certificate, server_context
from drills.store.model import Store

PING_S = 10
"""A line that says nothing for twice so long is dead."""
LINES = 4_000
"""Connections at a time."""


def bound(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        OSError: the address is not ours, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError:
        listener.close()
        raise
    return listener


def serve(
    exercise: Exercise,
    store: Store,
    books: Books,
    listener: socket.socket,
    certificate: Certificate | None = None,
    *,
    clock_ms: Callable[[], int],
    wall_ms: Callable[[], int],
) -> None:
    """Serve until Ctrl-C or a signal to end; then everything is on disk."""
    host = Host(exercise, store, books, clock_ms=clock_ms, wall_ms=wall_ms)
    gc.collect()
    gc.freeze()  # plan and worlds stay until the end
    config = uvicorn.Config(
        application(host),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        ws="websockets-sansio",
        ws_max_size=LARGEST_FRAME,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PING_S,
        ws_per_message_deflate=False,
        limit_concurrency=LINES,
        timeout_graceful_shutdown=5,
        lifespan="on",
    )
    if certificate is not None:
        config.load()
        config.ssl = server_context(certificate)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))
