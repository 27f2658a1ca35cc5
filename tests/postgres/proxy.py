"""A line between a client and a server that can be cut, or held up, at any byte.

    with Proxy(server.port) as line:
        line.cut_after(1_000)

What a network does to a connection is done here on purpose: bytes stop in the middle of a message, a commit gets
through and its answer does not, or everything stands still and nobody hears that it does.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from threading import Event, Lock, Thread
from typing import Self

CHUNK = 65_536
ABRUPT = struct.pack("ii", 1, 0)
"""Closing without a word: the other side is told that the connection was reset."""


class Proxy:
    """Passes on what comes to a port of its own.

    Attributes:
        port: Where it listens, on 127.0.0.1.
    """

    def __init__(self, target: int) -> None:
        """A line to the port ``target``, open at once."""
        self._target, self._listener = target, socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends: set[socket.socket] = set()
        self._turn, self._flowing = Lock(), Event()
        self._passed = 0
        self._allowed: int | None = None
        self._flowing.set()
        Thread(target=self._accept, daemon=True).start()

    @property
    def passed(self) -> int:
        """How many bytes have gone through, both ways, since they were last counted from zero."""
        with self._turn:
            return self._passed

    def count(self) -> None:
        """Count from zero."""
        with self._turn:
            self._passed = 0

    def cut(self) -> None:
        """Cut every connection now; later ones go through."""
        with self._turn:
            self._cut()

    def cut_after(self, count: int) -> None:
        """Cut every connection once ``count`` more bytes have come, both ways together; later ones go through."""
        with self._turn:
            self._passed, self._allowed = 0, count

    def hold(self) -> None:
        """Pass nothing on, and say nothing of it."""
        self._flowing.clear()

    def release(self) -> None:
        """Pass on again, first what was held."""
        self._flowing.set()

    def close(self) -> None:
        """Cut every connection, and take no more."""
        self._listener.close()
        self.cut()
        self.release()

    def __enter__(self) -> Self:
        """The line itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close it."""
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                client.close()  # The server is away, and whoever asks for it hears so.
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._turn:  # From here on it may be cut at any moment.
                self._ends |= {client, server}
            for source, sink in ((client, server), (server, client)):
                Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                self._flowing.wait()
                sink.sendall(self._let_through(data))
        with self._turn:
            self._drop(source, sink)

    def _let_through(self, data: bytes) -> bytes:
        """The data, if it may pass.

        Raises:
            ConnectionError: It may not; every connection was cut.
        """
        with self._turn:
            allowed = None if self._allowed is None else self._allowed - self._passed
            self._passed += len(data)
            if allowed is None or len(data) <= allowed:
                return data
            self._allowed = None
            self._cut()
        raise ConnectionError

    def _cut(self) -> None:
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABRUPT)
        self._drop(*self._ends)

    def _drop(self, *ends: socket.socket) -> None:
        """Close ends; shutting down wakes the thread that reads from one."""
        for end in ends:
            self._ends.discard(end)
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
