"""What API Gateway hands over: the caller, the headers and the body of a request."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final, NoReturn, TypeAlias

from service.subgoals.errors import Detail, ServiceError

Event: TypeAlias = Mapping[str, Any]

# Cognito's are UUIDs; whatever else comes goes into no log line.
_SUBJECT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.|-]{0,127}")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9_=-]{1,128}")
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")


def request_id(event: Event, context: object) -> str:
    """API Gateway's id, which the caller and the access log have as well; else the function's own."""
    for found in (_dig(event, "requestContext", "requestId"), getattr(context, "aws_request_id", None)):
        if isinstance(found, str) and _REQUEST_ID.fullmatch(found):
            return found
    return "unknown"


def caller(event: Event) -> str:
    """The `sub` of the token that the authorizer has checked; AUTHENTICATION_ERROR when there is none."""
    subject = _dig(event, "requestContext", "authorizer", "claims", "sub")
    if isinstance(subject, str) and _SUBJECT.fullmatch(subject):
        return subject
    raise ServiceError("AUTHENTICATION_ERROR", "認証情報がありません")


def header(event: Event, name: str) -> str | None:
    """A header, whatever case its name is in; None when it is not there."""
    headers = event.get("headers")
    for key, value in headers.items() if isinstance(headers, Mapping) else ():
        if isinstance(key, str) and key.lower() == name and isinstance(value, str):
            return value
    return None


def idempotency_key(event: Event) -> str | None:
    """The caller's Idempotency-Key: up to 255 printable ASCII characters without blanks."""
    key = header(event, "idempotency-key")
    if key is None or _KEY.fullmatch(key):
        return key
    detail: Detail = {"field": "Idempotency-Key", "message": "1〜255文字の英数字と記号で指定してください"}
    raise ServiceError("VALIDATION_ERROR", "Idempotency-Keyの誤り", details=(detail,))


def read_body(event: Event, most: int) -> dict[str, object]:
    """The JSON object in the body, which has at most so many bytes; VALIDATION_ERROR for anything else."""
    body = event.get("body")
    if not isinstance(body, str) or not body:
        _refuse("本文がありません")
    if len(body) > most * 2:
        _refuse("本文が大きすぎます")
    return parse_object(_text(body, most, encoded=bool(event.get("isBase64Encoded"))))


def parse_object(text: str) -> dict[str, object]:
    """A JSON object as RFC 8259 has it: no name twice, no NaN, no number that Python cannot hold."""
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except RecursionError:
        _refuse("本文の入れ子が深すぎます")
    except ValueError:
        _refuse("本文がJSONではありません")
    if not isinstance(found, dict):
        _refuse("本文がJSONのオブジェクトではありません")
    return found


def _text(body: str, most: int, *, encoded: bool) -> str:
    """The body as text."""
    try:
        raw = b64decode(body, validate=True) if encoded else body.encode()
        if len(raw) > most:
            _refuse("本文が大きすぎます")
        return raw.decode()
    except ValueError:
        _refuse("本文がUTF-8ではありません")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object, unless a name occurs twice: readers differ on which one counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_number(word: str) -> NoReturn:
    """Refuses NaN and Infinity, which JSON does not have."""
    raise ValueError(word)


def _refuse(reason: str) -> NoReturn:
    """Ends the request."""
    raise ServiceError("VALIDATION_ERROR", reason, details=({"field": "body", "message": reason},))


def _dig(value: object, *path: str) -> object:
    """What stands at a path, or None."""
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value
