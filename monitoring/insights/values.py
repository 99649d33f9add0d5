"""What a field of a row can hold, and how AWS reads, compares, sorts and prints it.

A row is a dictionary of Values. Missing is ``None`` or no key. What a log says stays text, as it was
written (``0.000037``, ``007``): it counts as a number where one is asked for and prints unchanged. An ``int``
or ``float`` was computed by the query and prints by AWS's rules; it is finite, and an ``int`` has 64 bits at
most (keep_finite sees to both). A JSON boolean found in a log is the text ``1`` or ``0`` (observed); ``bool``
comes from conditions, a Timestamp from ``@timestamp`` and time functions, maps and lists from ``jsonParse``
and ``split`` only.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from math import isfinite
from operator import ge, gt, le, lt
from re import Match
from re import compile as regex
from typing import Any, Final, TypeAlias

import msgspec

Value: TypeAlias = str | int | float | bool | list[Any] | dict[str, Any] | None
Number: TypeAlias = int | float
SortKey: TypeAlias = tuple[int, Number, str]

LARGEST: Final = 2**63 - 1
EARLIEST_MS: Final = -62_135_596_800_000
LATEST_MS: Final = 253_402_300_799_999
_NUMBER_STARTS: Final = frozenset("0123456789-+.")
_NUMBER: Final = regex(r"[+-]?(?=\.?[0-9])[0-9]*(\.[0-9]*)?([eE][+-]?[0-9]+)?").fullmatch
_LONGEST_INTEGER: Final = 100
_NUMERIC: Final = (int, float)
_STRUCTURE: Final = (dict, list)
_DIGITS: Final = regex(r"[0-9]+")
_DAY_MS: Final = 86_400_000
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_LONGEST_RUN: Final = 0x10FFFF


class Timestamp(int):
    """A time: a number of epoch milliseconds (UTC) in every respect but that it prints as a date."""

    __slots__ = ()


class AggregatedTime(Timestamp):
    """A time that min, max, earliest or latest gives: it prints as epoch milliseconds (observed)."""

    __slots__ = ()


def keep_time(value: Value) -> Value:
    """What an aggregate gives for a value: a time as an AggregatedTime, anything else as it is."""
    return AggregatedTime(value) if isinstance(value, Timestamp) else value


def to_number(value: Value) -> Number | None:
    """The value as a number; text counts when it is one: ``12``, ``-1.5``, ``.5``, ``1e3``.

    Maps, lists, other text and what is not finite are None. True is 1 and false 0. Infinity, hexadecimal,
    blanks around and digits of other scripts make no number, AWS does not say that they would. Integers keep
    all their digits, so that long ids differ.
    """
    if isinstance(value, str):
        return _read_number(value)
    return value if isinstance(value, _NUMERIC) else None


def _read_number(text: str) -> Number | None:
    if text[:1] not in _NUMBER_STARTS or not text:
        return None
    if len(text) <= _LONGEST_INTEGER and text.isdigit() and text.isascii():
        return int(text)
    found = _NUMBER(text)
    if found is None:
        return None
    if found[1] is found[2] is None and len(text) <= _LONGEST_INTEGER:
        return int(text)
    number = float(text)
    return number if isfinite(number) else None


def keep_finite(number: float) -> Number | None:
    """A result as a Value: None when it is infinite or no number, for AWS has neither."""
    if not isfinite(number):
        return None
    return int(number) if number.is_integer() and -LARGEST < number < LARGEST else number


def to_text(value: Value) -> str | None:
    """What AWS prints; None for what is missing, and for maps and lists: functions take them for null.

    A computed number of 1 and more has 4 decimals at most, a smaller one 4 significant digits, trailing zeros
    dropped, never scientific (observed). A Timestamp is ``YYYY-MM-DD HH:MM:SS.mmm`` in UTC (milliseconds when
    it lies outside of the years 1 to 9999), a boolean 1 or 0.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return _print_float(value)
    if value.__class__ is Timestamp:
        return _print_time(value)
    return str(int(value)) if isinstance(value, int) else None


def to_output(value: Value) -> str | None:
    """What stands in a result row: as to_text, and JSON for a map or list."""
    return to_json(value) if isinstance(value, _STRUCTURE) else to_text(value)


def to_json(value: dict[str, Any] | list[Any]) -> str:
    """A map or list as JSON without blanks, keys in their order."""
    return msgspec.json.encode(value).decode()


def _print_float(number: float) -> str:
    if not isfinite(number):
        raise ValueError(f"{number} is no value: keep_finite makes it None")
    if abs(number) >= 1:
        return f"{number:.4f}".rstrip("0").rstrip(".")
    short = f"{number:.4g}"
    if "e" not in short:
        return "0" if short == "-0" else short
    digits, exponent = short.split("e")
    places = -int(exponent) + len(digits.partition(".")[2])
    return f"{number:.{places}f}"


def _print_time(moment: int) -> str:
    if not EARLIEST_MS <= moment <= LATEST_MS:
        return str(int(moment))
    days, rest = divmod(moment, _DAY_MS)
    seconds, millis = divmod(rest, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_print_day(days)} {hour:02}:{minute:02}:{second:02}.{millis:03}"


@lru_cache(4096)
def _print_day(days: int) -> str:
    return date.fromordinal(_EPOCH_DAY + days).isoformat()


def is_true(value: Value) -> bool:
    """Whether a condition holds: a number other than 0; missing and text that is no number do not.

    AWS documents Boolean operators for functions that return TRUE or FALSE only: the rest is unspecified.
    """
    if isinstance(value, bool):
        return value
    number = to_number(value)
    return number is not None and number != 0


def equal(left: Value, right: Value) -> bool:
    """``=``: as numbers when both are, else as text; false when a side is missing, a map or a list.

    A time equals no text and is neither before nor after one: AWS's functions page says that logs are not
    filtered by times that people can read, and such queries were observed to find nothing.
    """
    if isinstance(left, str) and left == right:
        return True
    first = to_number(left)
    second = None if first is None else to_number(right)
    if second is not None:
        return first == second
    if isinstance(left, Timestamp) or isinstance(right, Timestamp):
        return False
    text = to_text(left)
    return text is not None and text == to_text(right)


def differ(left: Value, right: Value) -> bool:
    """``!=``: true when exactly one side is missing (observed), false beside a map or list (documented).

    With both sides missing nothing differs; AWS does not say.
    """
    if isinstance(left, _STRUCTURE) or isinstance(right, _STRUCTURE):
        return False
    if left is None or right is None:
        return left is not right
    return not equal(left, right)


def _ordering(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Value], bool]:
    def ordered(left: Value, right: Value) -> bool:
        first = to_number(left)
        second = None if first is None else to_number(right)
        if second is not None:
            return compare(first, second)
        if isinstance(left, Timestamp) or isinstance(right, Timestamp):
            return False
        text, other = to_text(left), to_text(right)
        return text is not None and other is not None and compare(text, other)

    return ordered


# As numbers when both are, else as text in Unicode order; false when a side is missing, a map or a list.
less: Final = _ordering(lt)
at_most: Final = _ordering(le)
greater: Final = _ordering(gt)
at_least: Final = _ordering(ge)


def sort_key(value: Value) -> SortKey:
    """The place of a value in AWS's natural order, ascending; descending is its exact reverse.

    All that is no number before all numbers; in text a run of digits goes by length, then value, everything
    else by Unicode (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sort.html).
    Missing values are put first, as the empty text is: AWS does not say where.
    """
    if isinstance(value, str):
        number = _read_number(value)
        return (0, 0, _natural(value)) if number is None else (1, number, value)
    if isinstance(value, _NUMERIC):
        return (1, value, "")
    return (0, 0, "")


def _natural(text: str) -> str:
    return _DIGITS.sub(_mark_run, text)


def _mark_run(run: Match[str]) -> str:
    """A digit, the run's length as one character, the run: compares by length, then value."""
    digits = run[0]
    return f"0{chr(min(len(digits), _LONGEST_RUN))}{digits}"
