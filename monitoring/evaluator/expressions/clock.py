"""Functions of time: values made of each period's timestamp, in UTC; a series without gaps.

Source: Amazon CloudWatch User Guide: DAY is 1 for Monday to 7 for Sunday, EPOCH the seconds since 1970.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from monitoring.evaluator.expressions.values import Frame, Points

_DAY: Final = 86_400
_FIRST: Final = date(1970, 1, 1).toordinal()


@lru_cache(maxsize=1024)
def _date(day: int) -> date:
    return date.fromordinal(_FIRST + day)


_PARTS: Final[dict[str, Callable[[int], int]]] = {
    "EPOCH": lambda time: time,
    "MINUTE": lambda time: time // 60 % 60,
    "HOUR": lambda time: time // 3600 % 24,
    "DAY": lambda time: _date(time // _DAY).isoweekday(),
    "DATE": lambda time: _date(time // _DAY).day,
    "MONTH": lambda time: _date(time // _DAY).month,
    "YEAR": lambda time: _date(time // _DAY).year,
}
CLOCK: Final = tuple(_PARTS)


def read_clock(name: str, frame: Frame) -> Points:
    """The part of time that a function names, for each period."""
    part = _PARTS[name]
    return [float(part(time)) for time in frame.times()]
