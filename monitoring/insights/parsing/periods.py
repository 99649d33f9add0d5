"""Lengths of time such as ``5m``: their units, in every spelling AWS documents."""

from typing import Final

from monitoring.insights.errors import UnspecifiedQuery
from monitoring.insights.lexer import Token
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.tree import Period, PeriodUnit

_MOST_DIGITS: Final = 12
_SPELLINGS: Final[dict[PeriodUnit, tuple[str, ...]]] = {
    "ms": ("ms", "millisecond", "msec"),
    "s": ("s", "second", "sec"),
    "m": ("m", "minute", "min"),
    "h": ("h", "hour", "hr"),
    "d": ("d", "day"),
    "w": ("w", "week"),
    "mo": ("mo", "month", "mon"),
    "q": ("q", "quarter", "qtr"),
    "y": ("y", "year", "yr"),
}
UNITS: Final[dict[str, PeriodUnit]] = {
    spelling + plural: unit
    for unit, spellings in _SPELLINGS.items()
    for spelling in spellings
    for plural in (("", "s") if len(spelling) > 1 else ("",))
}


def period_of(token: Token) -> Period | None:
    """The period that a token is written as; None for any other token.

    Source: AWS's page of stats, which lists units and abbreviations; those of several letters have a plural.
    """
    unit = token.text.lstrip("0123456789")
    digits = token.text[: -len(unit)] if unit else ""
    if token.kind != "word" or not 0 < len(digits) <= _MOST_DIGITS or unit.lower() not in UNITS:
        return None
    if unit not in UNITS:
        message = f"AWS does not say whether units may be upper case; write {digits}{unit.lower()}"
        raise UnspecifiedQuery(message, token.start, token.end - token.start)
    return Period(int(digits), UNITS[unit], offset=token.start, length=token.end - token.start)


def expect_period(cursor: Cursor, role: str) -> Period:
    """A period such as ``1h``; role says what it is for."""
    period = period_of(cursor.token)
    if period is None:
        cursor.refuse(f"expects {role} such as `1h`, got {cursor.shown()}")
    cursor.advance()
    return period
