"""The service's public address on loopback: it works as long as its function may run."""

import json
from collections.abc import Callable
from typing import Any

from tests.service.rig.wire import Exchange, Server

TOKEN = "eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl"


class Service(Server):
    """``runs`` says whether the function may run; ``broken`` are statuses by path, each answered once."""

    def __init__(self) -> None:
        super().__init__(_Request)
        self.reset()

    def reset(self) -> None:
        """As new."""
        self.runs: Callable[[], bool] = lambda: True
        self.broken: dict[str, list[int]] = {}
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []


class _Request(Exchange):
    server: Service

    def do_GET(self) -> None:
        """The health checks."""
        self._take(b"")
        if self.path == "/health/deep" and "AWS4-HMAC-SHA256" not in self.headers.get("Authorization", ""):
            self._say(403, {"message": "Missing Authentication Token"})
        else:
            self._reply({"status": "ok", "timestamp": "2026-11-25T00:00:00Z"})

    def do_POST(self) -> None:
        """A request of a user."""
        self._take(self.body())
        if not self.server.runs():
            self._say(500, {"success": False, "error": {"code": "INTERNAL_ERROR"}})
        elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._say(401, {"success": False, "error": {"code": "AUTHENTICATION_ERROR"}})
        else:
            self._reply({"success": True, "data": {"subGoals": [{"position": at} for at in range(8)]}})

    def _take(self, body: bytes) -> None:
        self.server.asked.append((self.command, self.path, dict(self.headers.items()), body))

    def _reply(self, usual: dict[str, Any]) -> None:
        due = self.server.broken.get(self.path)
        if due:
            self._say(due.pop(0), {"status": "error"})
        else:
            self._say(200, self.server.answers.get(self.path, usual))

    def _say(self, status: int, body: dict[str, Any]) -> None:
        away = {"Location": "https://elsewhere.example/"} if status == 302 else {}
        self.answer(status, json.dumps(body).encode(), away)
