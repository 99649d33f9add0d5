"""A log line as a JSON object, however it is written and however deep it is."""

from collections.abc import Callable
from typing import Any, Final, NoReturn

import msgspec

_decode: Final[Callable[[str], Any]] = msgspec.json.Decoder().decode


def read_object(message: str) -> dict[str, Any] | None:
    """The object a line is; None for other lines, and for what nests deeper than Python's reader goes."""
    try:
        found = _decode(message)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _read_patiently(message)
    return found if isinstance(found, dict) else None


def _read_patiently(message: str) -> dict[str, Any] | None:
    """Read what is JSON for RFC 8259 but not for msgspec: large exponents, half of a surrogate pair."""
    if message.lstrip()[:1] != "{" or message.rstrip()[-1:] != "}":
        return None
    import json  # only odd lines pay for it

    try:
        found = json.loads(message, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")
