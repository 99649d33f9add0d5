"""A TCP proxy that loses what the database says about a COMMIT, and is then as deaf as a broken network."""

import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Self

COMMIT = b"COMMIT\x00"


class CutProxy:
    """Between the service and a port of this machine; one connection after the other.

    COMMIT reaches the server, which carries it out. Its answer does not come back: the connection breaks, and
    new ones are refused until ``mend`` is called.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.broken = False
        Thread(target=self._work, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def mend(self) -> None:
        """Let connections through again, and lose no answer any more."""
        self.broken = False
        self._lose = lambda _: False

    def _work(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.broken:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.target))
            Thread(target=self._pass_on, args=(client, server), daemon=True).start()
            Thread(target=copy, args=(server, client), daemon=True).start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        """What the service says; after COMMIT the way back is closed first."""
        with suppress(OSError):  # a server that went away has nothing to hear any more
            while data := received(client):
                if self._lose(data):
                    self.broken = True
                    client.shutdown(socket.SHUT_WR)
                    server.sendall(data)
                    break
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)

    _lose: Callable[[bytes], bool] = staticmethod(lambda data: COMMIT in data)


def copy(source: socket.socket, target: socket.socket) -> None:
    """Pass everything on to the end; what nobody takes any more is lost."""
    while data := received(source):
        with suppress(OSError):
            target.sendall(data)
    source.close()


def received(source: socket.socket) -> bytes:
    """What comes next; nothing at the end."""
    try:
        return source.recv(65536)
    except OSError:
        return b""
