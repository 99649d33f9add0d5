"""Values of a notification within what AWS can have meant, so that none beyond it stops what comes after."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from monitoring.oncall.clock import DAY

LONGEST: Final = 7 * 86_400
"""Seconds that an alarm looks back at most (PutMetricAlarm, Amazon CloudWatch API Reference)."""
_LARGEST: Final = 2.0**360
"""A metric's largest value (PutMetricData, Amazon CloudWatch API Reference)."""
_MOST_NAME: Final = 255
_EARLIEST: Final = 946_684_800_000
_AHEAD: Final = 3660 * DAY
"""What happened before 2000, or comes later than AWS announces anything, is a mistake."""


def read_text(value: object) -> str:
    """Any value as text that can be written as UTF-8; empty for None."""
    text = value if isinstance(value, str) else "" if value is None else _written(value)
    # JSON can hold half a surrogate pair, which nothing that comes after could write.
    return text.encode("utf-8", "replace").decode()


def shorten_name(text: str, most: int = _MOST_NAME) -> str:
    """A name that is longer than any can be, cut; a hash keeps those apart that begin alike."""
    if len(text) <= most:
        return text
    return f"{text[: most - 13]}-{sha256(text.encode()).hexdigest()[:12]}"


def read_number(value: object) -> float | None:
    """A number that a metric can have; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= _LARGEST else None


def read_whole(found: Mapping[str, Any], most: int, *names: str) -> int | None:
    """The first number of these names that is at least 1, ``most`` where it is larger."""
    values = (read_number(found.get(name)) for name in names)
    return next((min(round(value), most) for value in values if value is not None and value >= 1), None)


def read_time(written: object, otherwise: int) -> int:
    """Epoch milliseconds; ``otherwise``, which is about now, for what is no time or cannot be.

    CloudWatch writes ``2026-11-20T05:00:00.123+0000``, AWS Health ``Fri, 20 Nov 2026 05:00:00 GMT``.
    """
    text = read_text(written)
    for form in ("%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z", "%a, %d %b %Y %H:%M:%S %Z"):
        try:
            moment = datetime.strptime(text, form)  # noqa: DTZ007 - the last form says GMT in words
        except ValueError:
            continue
        zone = "+00:00" if moment.tzinfo is None else ""
        found = round(datetime.fromisoformat(moment.isoformat() + zone).timestamp() * 1000)
        return found if _EARLIEST <= found <= otherwise + _AHEAD else otherwise
    return otherwise


def _written(value: object) -> str:
    try:
        return str(value)
    except (RecursionError, ValueError):  # nested without end, a number of thousands of digits
        return ""
