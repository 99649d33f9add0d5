"""A TCP proxy in front of the database that counts round trips."""

import select
import socket
from collections import deque
from threading import Thread
from time import monotonic
from typing import Self

LATENCY = 0.01


class CountingProxy:
    """Passes bytes on between the service and a port of this machine; one thread sees them in their order.

    What the server says arrives `LATENCY` seconds late, as over a network: who goes on speaking meanwhile did
    not wait for it. A round trip begins when the service speaks after it has heard the server.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.trips = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.partner: dict[socket.socket, socket.socket] = {}
        self.servers: set[socket.socket] = set()
        self.late: deque[tuple[float, socket.socket, bytes]] = deque()
        self.asking: set[socket.socket] = set()
        self.ended = False
        self.thread = Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended = True
        self.thread.join()
        for each in [self.listener, *self.partner]:
            each.close()

    def _work(self) -> None:
        while not self.ended:
            ready, _, _ = select.select([self.listener, *self.partner], [], [], 0.002)
            for each in ready:
                if each is self.listener:
                    self._accept()
                elif each in self.partner:
                    self._pass_on(each)
            while self.late and self.late[0][0] <= monotonic():
                self._deliver(*self.late.popleft())

    def _accept(self) -> None:
        client, _ = self.listener.accept()
        server = socket.create_connection(("127.0.0.1", self.target))
        self.partner |= {client: server, server: client}
        self.servers.add(server)

    def _pass_on(self, source: socket.socket) -> None:
        try:
            data = source.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            self._close(source)
        elif source in self.servers:
            self.late.append((monotonic() + LATENCY, source, data))
        else:
            self.trips += source not in self.asking
            self.asking.add(source)
            self.partner[source].sendall(data)

    def _deliver(self, _due: float, server: socket.socket, data: bytes) -> None:
        client = self.partner.get(server)
        if client is not None:
            self.asking.discard(client)
            client.sendall(data)

    def _close(self, source: socket.socket) -> None:
        for each in (source, self.partner[source]):
            del self.partner[each]
            each.close()
