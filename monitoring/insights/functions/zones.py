"""Time zones by name or offset, as time functions take them."""

from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from re import ASCII
from re import compile as regex
from typing import Final

from monitoring.insights.functions.errors import FunctionError

_NAME: Final = regex(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*", ASCII).fullmatch
_OFFSET: Final = regex(r"([+-])([01][0-9]):?([0-5][0-9])?", ASCII).fullmatch


@lru_cache(256)
def find_zone(name: str) -> tzinfo:
    """``UTC``, ``Z``, ``+09:00`` or an IANA zone such as ``Asia/Tokyo``; FunctionError for anything else."""
    if name in ("UTC", "GMT", "Z"):
        return UTC
    offset = read_offset(name)
    return _find_region(name) if offset is None else offset


def read_offset(text: str) -> tzinfo | None:
    """``+09``, ``+0900`` or ``+09:00``; None for anything else."""
    found = _OFFSET(text)
    if found is None:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-length if found[1] == "-" else length)


def _find_region(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    problem = FunctionError(f"{name!r} is no time zone; write UTC, +09:00 or a name such as Asia/Tokyo")
    if not _NAME(name):
        raise problem
    try:
        return ZoneInfo(name)
    except (OSError, KeyError, ValueError):
        raise problem from None
