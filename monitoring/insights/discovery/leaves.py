"""The fields of a JSON object: its leaves, named by their path."""

from collections.abc import Iterator
from json import JSONDecoder
from typing import Any, Final, NoReturn

from monitoring.insights.values import Value

MOST_FIELDS: Final = 200
"""How many fields of one event AWS discovers (documented); those that come first, by our reading."""

Json = dict[str, Any]


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


# Numbers stay as they are written: 1.50 is not 1.5 in a result.
DECODER: Final = JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse)


def load_object(text: str) -> Json | None:
    """A text that is a JSON object, numbers as text; None for any other, and for one nested too deeply."""
    try:
        record = DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def flatten(record: Json) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first 200 leaves by name (``a.b``, ``a.0.b``), and the objects and arrays on the way, in order."""
    leaves: dict[str, Any] = {}
    inner: dict[str, Any] = {}
    stack: list[tuple[str, Iterator[tuple[Any, Any]]]] = [("", iter(record.items()))]
    while stack and len(leaves) < MOST_FIELDS:
        prefix, members = stack[-1]
        for key, value in members:
            name = f"{prefix}{key}"
            if isinstance(value, dict | list):
                inner[name] = value
                stack.append((f"{name}.", _members(value)))
                break
            leaves[name] = value
            if len(leaves) == MOST_FIELDS:
                break
        else:
            stack.pop()
    return leaves, inner


def _members(value: Json | list[Any]) -> Iterator[tuple[Any, Any]]:
    return iter(value.items()) if isinstance(value, dict) else enumerate(value)


def has_more(text: str) -> bool:
    """Whether a JSON text may have more leaves than are discovered: each but one comes after a comma."""
    return len(text) >= 2 * MOST_FIELDS and text.count(",") >= MOST_FIELDS


def read_leaf(value: Any) -> Value:
    """A leaf as a field: text as it is, a boolean as 1 or 0 (observed), null as missing."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return mend(value) if isinstance(value, str) else None


def mend(text: str) -> str:
    """The text; half characters such as ``\\ud83d``, which nothing can print, are shown as U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
