"""General functions: presence, the first of several values, choices, the query's time range."""

from typing import Final

from monitoring.insights.functions.context import Context
from monitoring.insights.functions.errors import FunctionError
from monitoring.insights.functions.function import Function
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
    if len(arguments) > 2 * _MOST_BRANCHES + 1:
        raise FunctionError(f"case takes at most {_MOST_BRANCHES} branches and a default")
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


GENERAL: Final = (
    Function(
        name="ispresent",
        group="general",
        minimum=1,
        maximum=1,
        evaluate=is_present,
        signature="ispresent(field)",
        description="Whether the field exists.",
    ),
    Function(
        name="coalesce",
        group="general",
        minimum=1,
        maximum=None,
        evaluate=first_present,
        signature="coalesce(field, ...)",
        description="The first value that is not missing.",
    ),
    Function(
        name="if",
        group="general",
        minimum=3,
        maximum=3,
        evaluate=choose,
        signature="if(condition, whenTrue, whenFalse)",
        description="One of two values.",
    ),
    Function(
        name="case",
        group="general",
        minimum=2,
        maximum=2 * _MOST_BRANCHES + 1,
        evaluate=choose_case,
        signature="case(condition, value, ..., default?)",
        description="The value after the first condition that holds, else the default; at most 10 branches.",
    ),
    Function(
        name="isNumeric",
        group="general",
        minimum=1,
        maximum=1,
        evaluate=is_numeric,
        signature="isNumeric(field)",
        description="Whether the value can be read as a number.",
    ),
    Function(
        name="messageSize",
        group="general",
        minimum=1,
        maximum=1,
        evaluate=message_size,
        signature="messageSize(field)",
        description="The length of the text in bytes.",
    ),
    Function(
        name="queryStartTime",
        group="general",
        minimum=0,
        maximum=0,
        evaluate=query_start,
        signature="queryStartTime()",
        description="The start of the query's time range in epoch milliseconds.",
        needs_context=True,
    ),
    Function(
        name="queryEndTime",
        group="general",
        minimum=0,
        maximum=0,
        evaluate=query_end,
        signature="queryEndTime()",
        description="The end of the query's time range in epoch milliseconds.",
        needs_context=True,
    ),
    Function(
        name="queryTimeRange",
        group="general",
        minimum=0,
        maximum=0,
        evaluate=query_range,
        signature="queryTimeRange()",
        description="The length of the query's time range in milliseconds.",
        needs_context=True,
    ),
)
