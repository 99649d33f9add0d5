"""A server on loopback that answers as it is told, byte by byte if need be, and keeps what it was asked."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import NamedTuple

Answer = Callable[[socket.socket, Event], None]


class Asked(NamedTuple):
    """What came: the request's lines."""

    address: str
    heads: list[str]


@contextmanager
def answering(answer: Answer) -> Iterator[Asked]:
    """A server while the context is open; ``answer`` writes to the connection, the event ends its waiting."""
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        asked = Asked(f"http://127.0.0.1:{listening.getsockname()[1]}/production/health/deep", [])
        thread = Thread(target=_serve, args=(listening, answer, asked, over), daemon=True)
        thread.start()
        yield asked
        over.set()
        # A listening socket does not wake who waits for it when it is closed.
        socket.create_connection(listening.getsockname()).close()
        thread.join()


def _serve(listening: socket.socket, answer: Answer, asked: Asked, over: Event) -> None:
    while not over.is_set():
        connection, _ = listening.accept()
        with connection:
            head = _head(connection)
            if head:
                asked.heads.append(head)
                _ignoring_hung_up(answer, connection, over)


def _ignoring_hung_up(answer: Answer, connection: socket.socket, over: Event) -> None:
    try:
        answer(connection, over)
    except OSError:
        return


def _head(connection: socket.socket) -> str:
    read = b""
    while b"\r\n\r\n" not in read:
        more = connection.recv(4096)
        if not more:
            return ""
        read += more
    return read.decode()


def status(code: int, body: str = "", *headers: str) -> Answer:
    """A whole answer."""
    lines = [f"HTTP/1.1 {code} X", f"Content-Length: {len(body.encode())}", *headers, "", body]
    return lambda connection, _: connection.sendall("\r\n".join(lines).encode())


def silence(_: socket.socket, over: Event) -> None:
    """Takes the request and says nothing."""
    over.wait()


def dripping(connection: socket.socket, over: Event) -> None:
    """A byte now and then, so that no single wait is long."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 10_000:
        connection.sendall(bytes([byte]))
        if over.wait(0.02):
            return


def reset(connection: socket.socket, _: Event) -> None:
    """Breaks the connection off instead of answering."""
    linger_for_none = b"\x01\x00\x00\x00\x00\x00\x00\x00"
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_for_none)


def nonsense(connection: socket.socket, _: Event) -> None:
    """No HTTP."""
    connection.sendall(b"what?\r\n\r\n")
