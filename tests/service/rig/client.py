"""An HTTP client for the gateway: one request, its status and its JSON."""

import http.client
import json
from typing import Any, NamedTuple

from tests.service.rig.gateway import GENERATE, Gateway
from tests.service.rig.service import request
from tests.service.rig.tokens import token


class Answered(NamedTuple):
    """What came back."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]


def send(
    gateway: Gateway, body: bytes, headers: dict[str, str], path: str = GENERATE, method: str = "POST"
) -> Answered:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(gateway.address, timeout=60)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json", **headers})
        given = connection.getresponse()
        return Answered(given.status, json.loads(given.read() or b"{}"), dict(given.getheaders()))
    finally:
        connection.close()


def generate(gateway: Gateway, sub: str | None = None, **changes: Any) -> Answered:
    """A good request, but for ``changes``, with a good token."""
    signed = token() if sub is None else token(sub)
    return send(gateway, json.dumps(request(**changes)).encode(), {"Authorization": f"Bearer {signed}"})
