"""One HTTP request with a limit in time; a token never follows a redirect to somewhere else."""

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, Final, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from monitoring.emergency.progress import Broken
from monitoring.oncall.clean import clean
from monitoring.oncall.clock import Clock
from monitoring.oncall.settings import LOOPBACK

_SECONDS: Final = 70
"""Longer than the gateway waits for the function."""
_MOST: Final = 1_000_000
_MOST_SHOWN: Final = 200


class Asked(NamedTuple):
    """A request."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes | None = None


class Answer(NamedTuple):
    """Status (0: none came), the JSON object of the body (empty: none), its text in one line, and seconds."""

    status: int
    data: Mapping[str, Any]
    text: str
    seconds: float


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def fetch(asked: Asked, clock: Clock) -> Answer:
    """The answer, whatever its status; 0 with the reason when there is none."""
    request = Request(asked.url, data=asked.body, headers=dict(asked.headers), method=asked.method)
    started = clock.monotonic()
    try:
        with build_opener(_Stay).open(request, timeout=_SECONDS) as response:
            status, body = response.status, response.read(_MOST)
    except HTTPError as error:
        status, body = error.code, error.read(_MOST)
    except (OSError, HTTPException) as error:
        return Answer(0, {}, clean(str(getattr(error, "reason", error)), _MOST_SHOWN), 0)
    text = body.decode("utf-8", "replace")
    return Answer(status, _object(text), clean(text, _MOST_SHOWN), clock.monotonic() - started)


def check_address(address: str) -> str:
    """The address without its last slash; raises Broken unless it is HTTPS, or on this machine."""
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise Broken(f"{address} is no address such as https://api.example.com/production")
    return address.rstrip("/")


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
