"""Date and time functions: times are epoch milliseconds in UTC and print as dates."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache, partial
from typing import Final

from monitoring.insights.functions.context import Context
from monitoring.insights.functions.date_formats import write_date
from monitoring.insights.functions.date_patterns import read_pattern
from monitoring.insights.functions.errors import FunctionError
from monitoring.insights.functions.function import define
from monitoring.insights.functions.zones import find_zone
from monitoring.insights.times import Period, Rounding, rounding_down, rounding_up
from monitoring.insights.values import EARLIEST_MS, LATEST_MS, Timestamp, Value, to_number, to_text

NUMBER_AS_TIME: Final = "AWS does not say what a number stands for where a time is asked; epoch milliseconds"
OUT_OF_RANGE: Final = "AWS does not say what a time outside of the years 1 to 9999 gives; taken as missing"
NO_ZONE: Final = "AWS does not say which zone formatDate and parseDate take when none is named; UTC"
NOT_PARSED: Final = "AWS does not say what parseDate gives for a text that does not fit; taken as missing"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_find_floor: Final = lru_cache(256)(rounding_down)
_find_ceiling: Final = lru_cache(256)(rounding_up)


def bin_time(moment: Value, period: object) -> Value:
    """The start of the period that ``@timestamp`` lies in; nothing when the row has no time."""
    return _find_floor(_expect_period(period))(moment) if isinstance(moment, Timestamp) else None


def floor_time(context: Context, value: Value, period: object) -> Value:
    """The start of the period that a time lies in."""
    return _round_time(context, value, _find_floor(_expect_period(period)))


def ceil_time(context: Context, value: Value, period: object) -> Value:
    """The next start of a period; a time that is a start stays."""
    return _round_time(context, value, _find_ceiling(_expect_period(period)))


def _expect_period(period: object) -> Period:
    if not isinstance(period, Period):
        raise FunctionError("expects a period such as 5m or 1h")
    return period


def _round_time(context: Context, value: Value, rounding: Rounding) -> Value:
    moment = _find_time(context, value)
    return None if moment is None else _keep_time(context, rounding(moment))


def _find_time(context: Context, value: Value) -> Timestamp | None:
    if isinstance(value, Timestamp):
        return value
    number = to_number(value)
    if number is None:
        return None
    context.warn(NUMBER_AS_TIME)
    return _keep_time(context, number)


def _keep_time(context: Context, number: float) -> Timestamp | None:
    if EARLIEST_MS <= number <= LATEST_MS:
        return Timestamp(number)
    context.warn(OUT_OF_RANGE)
    return None


def from_millis(context: Context, value: Value) -> Value:
    """The time so many milliseconds after 1970 began in UTC; a fraction is cut off."""
    number = to_number(value)
    return None if number is None else _keep_time(context, number)


def to_millis(context: Context, value: Value) -> Value:
    """The milliseconds since 1970 began in UTC."""
    moment = _find_time(context, value)
    return None if moment is None else int(moment)


def tell_now(context: Context) -> int:
    """When the query was started, in epoch seconds."""
    return context.now_ms // 1000


def format_date(context: Context, value: Value, layout: Value, *zone: Value) -> Value:
    """A time as strftime writes it."""
    moment, text = _find_time(context, value), to_text(layout)
    place = _choose_zone(context, zone)
    if moment is None or text is None or place is None:
        return None
    try:
        local = (_EPOCH + timedelta(milliseconds=moment)).astimezone(place)
    except OverflowError:
        context.warn(OUT_OF_RANGE)
        return None
    return write_date(local, text)


def parse_date(context: Context, value: Value, layout: Value, *zone: Value) -> Value:
    """The epoch milliseconds of a date written by a pattern of Java's DateTimeFormatter."""
    text, pattern_text = to_text(value), to_text(layout)
    if text is None or pattern_text is None:
        return None
    pattern = read_pattern(pattern_text)
    place = UTC if pattern.has_zone else _choose_zone(context, zone)
    moment = None if place is None else pattern.read(text, place)
    if moment is None:
        context.warn(NOT_PARSED)
    return moment


def _choose_zone(context: Context, given: tuple[Value, ...]) -> tzinfo | None:
    if not given:
        context.warn(NO_ZONE)
        return UTC
    name = to_text(given[0])
    return None if name is None else find_zone(name)


_define = partial(define, "datetime")
_formatting = partial(_define, unspecified=(NO_ZONE, NUMBER_AS_TIME, OUT_OF_RANGE))

DATETIME: Final = (
    _define(
        "bin(period)", "@timestamp, truncated to the start of its period.", bin_time, needs_timestamp=True
    ),
    _define(
        "datefloor(time, period)",
        "A time, truncated to the start of its period.",
        floor_time,
        unspecified=(NUMBER_AS_TIME, OUT_OF_RANGE),
    ),
    _define(
        "dateceil(time, period)",
        "A time, rounded up to the next start of a period.",
        ceil_time,
        unspecified=(NUMBER_AS_TIME, OUT_OF_RANGE),
    ),
    _define(
        "fromMillis(number)", "The time of epoch milliseconds.", from_millis, unspecified=(OUT_OF_RANGE,)
    ),
    _define(
        "toMillis(time)",
        "The epoch milliseconds of a time.",
        to_millis,
        unspecified=(NUMBER_AS_TIME, OUT_OF_RANGE),
    ),
    _define("now()", "When the query was started, in epoch seconds.", tell_now, needs_context=True),
    _formatting("formatDate(time, format, zone?)", "A time as strftime writes it.", format_date),
    _formatting("strftime(time, format, zone?)", "Another name for formatDate.", format_date),
    _define(
        "parseDate(text, pattern, zone?)",
        "The epoch milliseconds of a date written by a pattern of Java's DateTimeFormatter.",
        parse_date,
        unspecified=(NO_ZONE, NOT_PARSED),
    ),
)
