"""A stand-in for the REST API: authorizer, limits, proxy events, the gateway's own answers, access log."""

from collections.abc import Callable
from threading import Lock
from time import perf_counter
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from service.answers import ANSWERS, body
from tests.service.rig import tokens
from tests.service.rig.runtime import Outcome
from tests.service.rig.wire import Exchange, Server

PAYLOAD = 10 * 1024 * 1024
"""Bytes that API Gateway takes at most."""

GENERATE = "/api/ai/generate/subgoals"
ROUTES = {("POST", GENERATE): "token", ("GET", "/health"): "nothing", ("GET", "/health/deep"): "signature"}
"""What a route wants from its caller."""

Backend: TypeAlias = Callable[[dict[str, Any]], Outcome]
"""One execution environment."""

Given: TypeAlias = tuple[int, bytes, dict[str, str]]
"""Status, body, headers."""


class Refusal(Exception):
    """An answer of the gateway's own: response type, AWS's status for it, text for the access log."""

    def __init__(self, kind: str, status: int, text: str) -> None:
        super().__init__(text)
        self.kind, self.status, self.text = kind, status, text


class Function:
    """A function with reserved concurrency: so many environments, each serving one event at a time."""

    def __init__(self, environments: list[Backend]) -> None:
        self.free = list(environments)
        self.guard = Lock()
        self.throttles = 0
        self.busiest = 0
        self.total = len(environments)

    def invoke(self, event: dict[str, Any]) -> Outcome | None:
        """How it ended, or None when no environment was free."""
        with self.guard:
            if not self.free:
                self.throttles += 1
                return None
            taken = self.free.pop()
            self.busiest = max(self.busiest, self.total - len(self.free))
        try:
            return taken(event)
        finally:
            with self.guard:
                self.free.append(taken)


class Gateway(Server):
    """The API; ``burst`` requests are let through before it throttles (None: all of them)."""

    def __init__(self, functions: dict[str, Function]) -> None:
        super().__init__(Request)
        self.functions = functions
        self.access_log: list[dict[str, Any]] = []
        self.burst: int | None = None
        self.timeout_ms = 65_000.0
        self.guard = Lock()
        self.count = 0

    def number(self) -> int:
        """The next request's."""
        with self.guard:
            self.count += 1
            if self.burst is not None and self.count > self.burst:
                raise Refusal("THROTTLED", 429, "Too Many Requests")
            return self.count


class Request(Exchange):
    """One HTTP request on its way through the gateway."""

    server: Gateway

    def serve(self) -> None:
        """Answer it, and write the access log's line."""
        start = perf_counter()
        seen = {"responseType": "-", "errorMessage": "-", "integrationStatus": "-", "integrationLatency": "-"}
        try:
            given = self._given(seen)
        except Refusal as refusal:
            seen |= {"responseType": refusal.kind, "errorMessage": refusal.text}
            given = own_answer(refusal)
        self._log(given[0], seen, start)
        self.answer(*given)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Every method, also one that nobody has thought of, is answered."""
        if name.startswith("do_"):
            return self.serve
        raise AttributeError(name)

    def _given(self, seen: dict[str, str]) -> Given:
        path = urlsplit(self.path).path
        sent = self._checked_body()
        wanted = ROUTES.get((self.command, path), "signature")
        if wanted == "signature":
            raise unsigned(self.headers.get("Authorization"))
        claims = self._claims() if wanted == "token" else None
        number = self.server.number()
        begun = perf_counter()
        outcome = self.server.functions[path].invoke(self._event(number, sent, claims))
        seen["integrationLatency"] = str(taken := milliseconds(begun))
        if taken > self.server.timeout_ms:
            raise Refusal("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out")
        given = proxied(outcome)
        seen["integrationStatus"] = "200"
        return given

    def _checked_body(self) -> bytes:
        sent = self.body()
        if len(sent) > PAYLOAD:
            raise Refusal("REQUEST_TOO_LARGE", 413, "Request Too Long")
        return sent

    def _claims(self) -> dict[str, str]:
        try:
            return tokens.verify(self.headers.get("Authorization"))
        except tokens.Refused as refused:
            raise Refusal("UNAUTHORIZED", 401, str(refused)) from refused

    def _event(self, number: int, sent: bytes, claims: dict[str, str] | None) -> dict[str, Any]:
        parts = urlsplit(self.path)
        made = proxy_event(self.command, parts.path, text_of(sent), claims, str(UUID(int=number)))
        made["queryStringParameters"] = dict(parse_qsl(parts.query)) or None
        made["headers"] = dict(self.headers.items())
        made["multiValueHeaders"] = {name: self.headers.get_all(name) for name in self.headers}
        return made

    def _route(self) -> str:
        """The path of the route; what a stranger typed is not logged."""
        path = urlsplit(self.path).path
        return path if any(path == known for _, known in ROUTES) else "-"

    def _log(self, status: int, seen: dict[str, str], start: float) -> None:
        self.server.access_log.append(
            {
                "requestId": str(UUID(int=len(self.server.access_log))),
                "time": "01/Dec/2026:00:00:00 +0000",
                "method": self.command,
                "path": self._route(),
                "status": status,
                **seen,
                "latency": milliseconds(start),
                "sourceIp": "127.0.0.0",
            }
        )


def unsigned(authorization: str | None) -> Refusal:
    """Who is not signed, also on a route that does not exist; AWS takes every header there for a signature.

    The words are AWS's, with the header in them, as people who got them have published.
    """
    if not authorization:
        return Refusal("MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token")
    last = authorization.split()[-1] if authorization.split() else ""
    problem = f"'{last}' not a valid key=value pair (missing equal-sign)"
    return Refusal("INVALID_SIGNATURE", 403, f"{problem} in Authorization header: '{authorization}'.")


def text_of(sent: bytes) -> str | None:
    """The body as the proxy event carries it: text always, since no media type is declared binary."""
    return sent.decode("utf-8", errors="replace") if sent else None


def proxy_event(
    method: str,
    path: str,
    sent: str | None,
    claims: dict[str, str] | None,
    request_id: str = str(UUID(int=0)),
) -> dict[str, Any]:
    """An event of a REST API's Lambda proxy integration."""
    context: dict[str, Any] = {
        "requestId": request_id,
        "stage": "production",
        "httpMethod": method,
        "resourcePath": path,
        "identity": {"sourceIp": "127.0.0.1", "userAgent": "rig"},
    }
    if claims is not None:
        context["authorizer"] = {"claims": claims}
    return {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "body": sent,
        "isBase64Encoded": False,
        "headers": {"Content-Type": "application/json"},
        "multiValueHeaders": {"Content-Type": ["application/json"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": context,
    }


def proxied(outcome: Outcome | None) -> Given:
    """The function's answer; a throttled, crashed or ill-shaped one is a 5XX of the gateway's own."""
    if outcome is None:
        # REST proxy integrations do not pass the function's throttling on as 429.
        raise Refusal("DEFAULT_5XX", 500, "Internal server error")
    said = outcome.payload
    if not isinstance(said, dict) or not isinstance(said.get("statusCode"), int):
        raise Refusal("DEFAULT_5XX", 502, "Internal server error")
    headers = said.get("headers") or {}
    many = {name: ", ".join(values) for name, values in (said.get("multiValueHeaders") or {}).items()}
    return said["statusCode"], str(said.get("body") or "").encode(), {**headers, **many}


def own_answer(refusal: Refusal) -> Given:
    """What the stack's gateway responses make of it."""
    status, code = ANSWERS[refusal.kind]
    return status or refusal.status, body(code).encode(), {}


def milliseconds(start: float) -> int:
    """Whole ones since ``start``."""
    return round((perf_counter() - start) * 1000)
