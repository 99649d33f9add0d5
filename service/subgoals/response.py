"""Answers as API Gateway takes them, with the headers that browsers need."""

from typing import Final, TypedDict

from msgspec.json import Encoder

from service.subgoals.errors import KINDS, ServiceError

_HEADERS: Final = {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "POST,OPTIONS",
    "Access-Control-Allow-Headers": "Authorization,Content-Type,Idempotency-Key",
    "Access-Control-Max-Age": "600",
}
_ENCODER: Final = Encoder()


class Response(TypedDict):
    """What a proxy integration returns."""

    statusCode: int
    headers: dict[str, str]
    body: str


def write(value: object) -> str:
    """Compact JSON with Japanese as it is; ValueError for a text with half a surrogate pair."""
    return _ENCODER.encode(value).decode()


def answer(status: int, body: str, cors: dict[str, str]) -> Response:
    """An answer with a JSON body."""
    return {"statusCode": status, "headers": _HEADERS | cors, "body": body}


def failure(error: ServiceError, cors: dict[str, str]) -> Response:
    """The answer to a request that failed; nothing internal is in it."""
    kind = KINDS[error.code]
    said: dict[str, object] = {"code": error.code, "message": kind.message, "retryable": error.retryable}
    if error.details:
        said["details"] = error.details
    return answer(kind.status, write({"success": False, "error": said}), cors)


def preflight(cors: dict[str, str]) -> Response:
    """The answer to a browser that asks before it sends."""
    return {"statusCode": 204, "headers": _PREFLIGHT | cors, "body": ""}


def cors_headers(origin: str | None, allowed: tuple[str, ...]) -> dict[str, str]:
    """Lets a web page of a known origin read the answer, and tells caches that the origin matters."""
    if origin is None or origin not in allowed:
        return {"Vary": "Origin"}
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
