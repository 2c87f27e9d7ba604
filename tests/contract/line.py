"""A line to a server that can be cut, also right behind a COMMIT: what came of it is then known to the server alone."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from sqlalchemy import make_url


class Line:
    """Passes bytes between stores and a PostgreSQL server.

    Attributes:
        url: the server's address through this line.
        is_up: whether new connections come through.
        swallows_commit: cut the connection in which the next COMMIT is confirmed, and keep the confirmation back.
    """

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self._to = (address.host or "127.0.0.1", address.port or 5432)
        self._door = socket.create_server(("127.0.0.1", 0))
        through = address.set(host="127.0.0.1", port=self._door.getsockname()[1]).update_query_dict({"sslmode": "disable"})
        self.url = through.render_as_string(hide_password=False)
        self.is_up = True
        self.swallows_commit = False
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Cut every connection."""
        while self._ends:
            _end(self._ends.pop())

    def close(self) -> None:
        """Cut everything and take no more calls."""
        self.is_up = False
        _end(self._door)
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            if not self.is_up:
                near.close()
                continue
            far = socket.create_connection(self._to)
            self._ends += [near, far]
            dooms = threading.Event()
            threading.Thread(target=self._pass_on, args=(near, far, dooms), daemon=True).start()
            threading.Thread(target=self._pass_back, args=(far, near, dooms), daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket, dooms: threading.Event) -> None:
        with suppress(OSError):
            while said := near.recv(65536):
                if self.swallows_commit and b"COMMIT\0" in said:
                    self.swallows_commit = False
                    dooms.set()
                far.sendall(said)
        _end(far)

    def _pass_back(self, far: socket.socket, near: socket.socket, dooms: threading.Event) -> None:
        with suppress(OSError):
            while said := far.recv(65536):
                if dooms.is_set():
                    break
                near.sendall(said)
        _end(near)
        _end(far)


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
