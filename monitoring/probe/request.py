"""One signed request to an address, within a time budget, and in words why it failed.

The budget holds for everything, the search for the address included, and for a server that sends a byte now
and then: the request runs beside the caller, who stops waiting. What is left of it ends with its socket.
"""

import json
import ssl
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from queue import Empty, SimpleQueue
from re import compile as regex
from socket import gaierror
from threading import Thread
from typing import Final, NamedTuple, TypeAlias
from urllib.parse import SplitResult, urlsplit

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_MOST_READ: Final = 4096
_WORD: Final = regex(r"[a-z]{1,20}")

Headers: TypeAlias = dict[str, str]
Signer: TypeAlias = Callable[[str], Headers]
"""Address -> the headers of a signed GET."""


class Failure(Exception):
    """Why a request counts as failed, in a few words without anything secret."""


class Attempt(NamedTuple):
    """Where to, how it is signed, and how many seconds it may take in all."""

    address: str
    sign: Signer
    budget: float


def failure_of(attempt: Attempt) -> str:
    """Empty when the answer was 200 and said that all is well; otherwise the reason. Never raises."""
    told: SimpleQueue[str] = SimpleQueue()
    Thread(target=lambda: told.put(_try(attempt)), daemon=True).start()
    try:
        return told.get(timeout=attempt.budget)
    except Empty:
        return f"no answer within {attempt.budget:g} s"


def _try(attempt: Attempt) -> str:
    try:
        _ask(attempt)
    except Failure as failure:
        return str(failure)
    except Exception as error:
        return _word(error)
    return ""


def _ask(attempt: Attempt) -> None:
    place = _place(attempt.address)
    headers = attempt.sign(attempt.address)
    connection = _connect(place, attempt.budget)
    try:
        # A redirect is not followed: the signature is for this address.
        connection.request("GET", place.path or "/", headers=headers)
        _judge(connection.getresponse())
    finally:
        connection.close()


def _place(address: str) -> SplitResult:
    place = urlsplit(address)
    if not place.hostname or (place.scheme != "https" and place.hostname not in LOOPBACK):
        raise Failure("the probe's address is none of https")
    return place


def _connect(place: SplitResult, seconds: float) -> HTTPConnection:
    kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
    return kind(place.hostname or "", place.port, timeout=seconds)


def _judge(answer: HTTPResponse) -> None:
    body = _json(answer.read(_MOST_READ))
    if answer.status != 200:
        away = str(body.get("away", ""))
        raise Failure(f"status {answer.status}" + (f", away: {away}" if _WORD.fullmatch(away) else ""))
    if body.get("status") != "ok":
        raise Failure("status 200, but the answer is not that of the health check")


def _json(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


_WORDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (gaierror, "the address is not known (DNS)"),
    (ssl.SSLError, "TLS failed"),
    (TimeoutError, "timed out"),
    (ConnectionRefusedError, "connection refused"),
    (ConnectionError, "connection broken"),
    (HTTPException, "no HTTP answer"),
    (OSError, "no connection"),
)


def _word(error: Exception) -> str:
    """What happened; an error's own text may hold anything, so that its type has to do."""
    said = next((word for kind, word in _WORDS if isinstance(error, kind)), "the probe failed")
    return f"{said} ({type(error).__name__})"
