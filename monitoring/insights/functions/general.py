"""General functions: presence, the first of several values, choices, the query's time range."""

from functools import partial
from typing import Final

from monitoring.insights.functions.context import Context
from monitoring.insights.functions.function import define
from monitoring.insights.values import Value, is_true, to_number, to_text

_MOST_BRANCHES: Final = 10


def is_present(value: Value) -> bool:
    """Whether the field exists."""
    return value is not None


def first_present(*values: Value) -> Value:
    """The first value that is not missing."""
    for value in values:
        if value is not None:
            return value
    return None


def choose(condition: Value, when_true: Value, when_false: Value) -> Value:
    """One of two values."""
    return when_true if is_true(condition) else when_false


def choose_case(*arguments: Value) -> Value:
    """The value after the first condition that holds, else the default, else nothing."""
    for place in range(0, len(arguments) - 1, 2):
        if is_true(arguments[place]):
            return arguments[place + 1]
    return arguments[-1] if len(arguments) % 2 else None


def is_numeric(value: Value) -> bool:
    """Whether the value can be read as a number."""
    return to_number(value) is not None


def message_size(value: Value) -> Value:
    """The length in bytes of UTF-8."""
    text = to_text(value)
    return None if text is None else len(text.encode("utf-8", "surrogatepass"))


def query_start(context: Context) -> int:
    """The first moment of the time range."""
    return context.start_ms


def query_end(context: Context) -> int:
    """The last moment of the time range."""
    return context.end_ms


def query_range(context: Context) -> int:
    """The length of the time range."""
    return context.end_ms - context.start_ms


def unmask(value: Value) -> Value:
    """The value: nothing masks local events."""
    return value


_define = partial(define, "general")

GENERAL: Final = (
    _define("ispresent(field)", "Whether the field exists.", is_present),
    _define("coalesce(field, ...)", "The first value that is not missing.", first_present),
    _define("if(condition, whenTrue, whenFalse)", "One of two values.", choose),
    _define(
        "case(condition, value, ...)",
        "The value after the first condition that holds, else the default put last; at most 10 branches.",
        choose_case,
        maximum=2 * _MOST_BRANCHES + 1,
    ),
    _define("isNumeric(field)", "Whether the value can be read as a number.", is_numeric),
    _define("unmask(field)", "The value without the mask of a data-protection policy.", unmask),
    _define("messageSize(field)", "The length of the text in bytes.", message_size),
    _define(
        "queryStartTime()",
        "The start of the query's time range in epoch milliseconds.",
        query_start,
        needs_context=True,
    ),
    _define(
        "queryEndTime()",
        "The end of the query's time range in epoch milliseconds.",
        query_end,
        needs_context=True,
    ),
    _define(
        "queryTimeRange()",
        "The length of the query's time range in milliseconds.",
        query_range,
        needs_context=True,
    ),
)
