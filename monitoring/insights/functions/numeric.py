"""Numeric functions: what is no number counts as missing, and gives nothing."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from math import asin, ceil, cos, floor, log, radians, sin, sqrt, trunc
from typing import Final

from monitoring.insights.functions.context import Context
from monitoring.insights.functions.function import define
from monitoring.insights.values import LARGEST, Number, Value, keep_finite, to_number

NO_LOG: Final = "AWS does not say what log gives for 0 and less; taken as missing"
NO_ROOT: Final = "AWS does not say what sqrt gives for less than 0; taken as missing"
TIES: Final = "AWS does not say how round treats a tie such as 2.5; rounded away from 0"
TENS: Final = (
    "AWS does not say what round does with negative or broken decimal places; rounded to tens and so on"
)
EARTH: Final = "AWS does not say how large haversine takes the earth to be; 6371 km"
FRACTION: Final = "AWS does not say how toInt and toLong treat a fraction; cut off"
TOO_LARGE: Final = "AWS does not say what toInt and toLong give for a number out of range; taken as missing"
_EARTH_KM: Final = 6371.0
_LARGEST_INT: Final = 2**31 - 1
_MOST_PLACES: Final = 15
_EXACT: Final = 1e11


def absolute(value: Value) -> Value:
    """The value without its sign."""
    number = to_number(value)
    return None if number is None else abs(number)


def round_up(value: Value) -> Value:
    """The smallest integer that is not smaller."""
    return _round_whole(to_number(value), ceil)


def round_down(value: Value) -> Value:
    """The largest integer that is not larger."""
    return _round_whole(to_number(value), floor)


def _round_whole(number: Number | None, rounding: Callable[[float], int]) -> Value:
    """A float beyond 64 bits is whole already."""
    if isinstance(number, float):
        return rounding(number) if -LARGEST < number < LARGEST else number
    return None if number is None else int(number)


def take_greatest(*values: Value) -> Value:
    """The largest number; what is missing or no number is passed over (observed)."""
    numbers = [number for value in values if (number := to_number(value)) is not None]
    return max(numbers, default=None)


def take_least(*values: Value) -> Value:
    """The smallest number; what is missing or no number is passed over (observed)."""
    numbers = [number for value in values if (number := to_number(value)) is not None]
    return min(numbers, default=None)


def take_log(context: Context, value: Value) -> Value:
    """The natural logarithm."""
    number = to_number(value)
    if number is not None and number <= 0:
        context.warn(NO_LOG)
        return None
    return None if number is None else keep_finite(log(number))


def take_root(context: Context, value: Value) -> Value:
    """The square root."""
    number = to_number(value)
    if number is not None and number < 0:
        context.warn(NO_ROOT)
        return None
    return None if number is None else keep_finite(sqrt(number))


def round_off(context: Context, value: Value, places: Value = 0) -> Value:
    """The nearest integer, or the nearest number with so many decimals."""
    number, decimals = to_number(value), to_number(places)
    if number is None or decimals is None:
        return None
    if decimals < 0 or decimals != int(decimals):
        context.warn(TENS)
    kept = max(min(int(decimals), _MOST_PLACES), -_MOST_PLACES)
    if isinstance(number, int) and kept >= 0:
        return int(number)
    return _round_places(context, number, kept)


def _round_places(context: Context, number: Number, kept: int) -> Value:
    scaled = abs(number) * 10**kept
    if scaled < _EXACT and abs(scaled % 1 - 0.5) > 1e-4:
        return keep_finite(float(round(number, kept)))
    return _round_carefully(context, number, kept)


def _round_carefully(context: Context, number: Number, kept: int) -> Value:
    """Near a tie the decimal digits decide, not the binary ones: 1.005 is a tie."""
    exact = Decimal(number if isinstance(number, int) else repr(number))
    unit = Decimal(1).scaleb(-kept)
    if abs(exact) >= Decimal(10) ** (_MOST_PLACES + 1):
        return keep_finite(float(number))
    if abs(exact % unit) * 2 == unit:
        context.warn(TIES)
    return keep_finite(float(exact.quantize(unit, ROUND_HALF_UP)))


def measure_distance(context: Context, *degrees: Value) -> Value:
    """Kilometres along the great circle from latitude, longitude to latitude, longitude."""
    numbers = [to_number(value) for value in degrees]
    angles = [radians(number) for number in numbers if number is not None]
    if len(angles) < 4:
        return None
    context.warn(EARTH)
    north, east, other_north, other_east = angles
    share = (
        sin((other_north - north) / 2) ** 2
        + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    )
    return keep_finite(2 * _EARTH_KM * asin(sqrt(min(max(share, 0.0), 1.0))))


def convert_number(value: Value) -> Value:
    """The value as a number, so that it prints as a computed one."""
    return to_number(value)


def convert_double(value: Value) -> Value:
    """The value as a floating point number."""
    number = to_number(value)
    return None if number is None else float(number)


def convert_int(context: Context, value: Value) -> Value:
    """The value as an integer of 32 bits."""
    return _convert_integer(context, value, _LARGEST_INT)


def convert_long(context: Context, value: Value) -> Value:
    """The value as an integer of 64 bits."""
    return _convert_integer(context, value, LARGEST)


def _convert_integer(context: Context, value: Value, largest: int) -> Value:
    number = to_number(value)
    if number is None:
        return None
    whole = trunc(number)
    if whole != number:
        context.warn(FRACTION)
    if not -largest - 1 <= whole <= largest:
        context.warn(TOO_LARGE)
        return None
    return whole


_define = partial(define, "numeric")

NUMERIC: Final = (
    _define("abs(number)", "The absolute value.", absolute),
    _define("ceil(number)", "The smallest integer that is not smaller.", round_up),
    _define("floor(number)", "The largest integer that is not larger.", round_down),
    _define("greatest(number, ...)", "The largest value.", take_greatest),
    _define("least(number, ...)", "The smallest value.", take_least),
    _define("log(number)", "The natural logarithm.", take_log, unspecified=(NO_LOG,)),
    _define("sqrt(number)", "The square root.", take_root, unspecified=(NO_ROOT,)),
    _define(
        "round(number, places?)",
        "The nearest integer, or the nearest number with so many decimals.",
        round_off,
        unspecified=(TIES, TENS),
    ),
    _define(
        "haversine(latitude, longitude, latitude, longitude)",
        "The distance of two points on earth in kilometres; degrees.",
        measure_distance,
        unspecified=(EARTH,),
    ),
    _define("toNumber(field)", "The text as a number.", convert_number),
    _define(
        "toInt(field)",
        "The value as an integer of 32 bits.",
        convert_int,
        unspecified=(FRACTION, TOO_LARGE),
    ),
    _define(
        "toLong(field)",
        "The value as an integer of 64 bits.",
        convert_long,
        unspecified=(FRACTION, TOO_LARGE),
    ),
    _define("toDouble(field)", "The value as a floating point number.", convert_double),
)
