"""Times as the command line takes them: ISO 8601, or milliseconds since 1970."""

from argparse import ArgumentTypeError
from datetime import UTC, datetime
from re import compile as regex
from typing import Final

_LATEST: Final = 253_402_300_799_999  # the end of the year 9999
_SECONDS: Final = {"m": 60, "h": 3600, "d": 86_400}
_LENGTH: Final = regex(r"([1-9][0-9]{0,5}) ?([mhd])")


def parse_time(word: str) -> int:
    """Milliseconds since 1970; a time without an offset is UTC, as everywhere in CloudWatch."""
    if word.isascii() and word.isdigit():
        return _in_range(word)
    try:
        moment = datetime.fromisoformat(word)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return round(aware.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise ArgumentTypeError(
            f"`{word}` is no time; write it like 2026-11-20T09:00+09:00, or as milliseconds since 1970"
        ) from None


def _in_range(word: str) -> int:
    milliseconds = int(word) if len(word) <= len(str(_LATEST)) else _LATEST + 1
    if milliseconds > _LATEST:
        raise ArgumentTypeError(f"`{word}` is after the year 9999; times are milliseconds since 1970")
    return milliseconds


def parse_length(word: str) -> int:
    """Seconds of a length of time such as 30m, 3h, 7 d."""
    match = _LENGTH.fullmatch(word)
    if match is None:
        raise ArgumentTypeError(f"`{word}` is no length of time; write it like 30m, 3h or 7d")
    return int(match[1]) * _SECONDS[match[2]]
