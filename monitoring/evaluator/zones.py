"""Time zones as CloudWatch writes them."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from re import compile as regex
from typing import Final
from zoneinfo import ZoneInfo

_OFFSET: Final = regex(r"(?:UTC|GMT)?([+-])(\d\d):([0-5]\d)")


class ZoneError(ValueError):
    """A time zone that CloudWatch does not know."""


def parse_zone(text: str) -> tzinfo:
    """An IANA name, ``Z``, ``+05:30`` or ``UTC+05:30``; raises ZoneError.

    Source: Amazon CloudWatch User Guide, "Alarm evaluation window"; offsets are multiples of 5 minutes.
    """
    if text in ("Z", "UTC", "GMT"):
        return UTC
    if match := _OFFSET.fullmatch(text):
        return _offset(text, match[1], int(match[2]), int(match[3]))
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):  # what zoneinfo raises depends on what the name looks like
        raise ZoneError(f"there is no time zone {text!r}: write one such as Asia/Tokyo or +09:00") from None


def to_local(at: int, zone: tzinfo) -> datetime:
    """The wall clock at an epoch second."""
    return datetime.fromtimestamp(at, zone)


def to_epoch(local: datetime, zone: tzinfo) -> int:
    """The epoch second of a wall clock time without zone; the first one when there are two."""
    return round(local.replace(tzinfo=zone).timestamp())


def _offset(text: str, sign: str, hours: int, minutes: int) -> tzinfo:
    if minutes % 5 or hours > 18:
        raise ZoneError(f"the offset {text!r} is not possible: up to 18 hours, in steps of 5 minutes")
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(-delta if sign == "-" else delta)
