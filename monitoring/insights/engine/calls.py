"""Function calls."""

from collections.abc import Callable
from typing import Any, Final

from monitoring.insights.aggregates import AGGREGATES
from monitoring.insights.engine.regexes import compile_regex
from monitoring.insights.engine.scope import Evaluate, Scope
from monitoring.insights.errors import QueryError, UnspecifiedQuery, UnsupportedQuery
from monitoring.insights.functions.errors import FunctionError, UnspecifiedFunction, UnsupportedFunction
from monitoring.insights.functions.function import Function
from monitoring.insights.functions.registry import FUNCTIONS
from monitoring.insights.times import Period as Duration
from monitoring.insights.times import rounding_down
from monitoring.insights.tree import Call, Expression, Period, Regex
from monitoring.insights.values import Value

_ERRORS: Final = ((UnspecifiedFunction, UnspecifiedQuery), (UnsupportedFunction, UnsupportedQuery))


def compile_call(
    call: Call, scope: Scope, compile_operand: Callable[[Expression, Scope], Evaluate]
) -> Evaluate:
    """A call of a scalar function, or of an aggregate where there are some."""
    if call.key in AGGREGATES:
        return _compile_aggregate(call, scope)
    function = FUNCTIONS.get(call.key)
    if function is None:
        raise QueryError(f"there is no function `{call.name}`", call.offset, len(call.name))
    _require_arguments(call, function)
    if call.key == "bin":
        return compile_bin(call, scope)
    _require_timestamp(call, function, scope)
    arguments = [_compile_argument(argument, scope, compile_operand) for argument in call.arguments]
    return _guard(call, _apply(call, function, arguments, scope))


def _compile_aggregate(call: Call, scope: Scope) -> Evaluate:
    evaluate = scope.aggregate(call) if scope.aggregate is not None else None
    if evaluate is None:
        message = (
            f"`{call.name}` is an aggregate, which stands in `stats` before `by`, not within another one"
        )
        raise QueryError(message, call.offset, call.length)
    return evaluate


def _require_arguments(call: Call, function: Function) -> None:
    if function.refused:
        raise UnsupportedQuery(f"{function.name}: {function.refused}", call.offset, call.length)
    count = len(call.arguments) + call.star
    if count < function.minimum or (function.maximum is not None and count > function.maximum) or call.star:
        message = f"{function.name} is called as {function.signature}"
        raise QueryError(message, call.offset, call.length)


def _require_timestamp(call: Call, function: Function, scope: Scope) -> None:
    if function.needs_timestamp and not (scope.discovers or "@timestamp" in scope.made):
        message = f"{call.name} needs @timestamp, which the commands before do not give"
        raise QueryError(message, call.offset, call.length)


def _compile_argument(
    argument: Expression, scope: Scope, compile_operand: Callable[[Expression, Scope], Evaluate]
) -> Any:
    if isinstance(argument, Period):
        period = Duration(argument.count, argument.unit)
        return lambda row: period
    if isinstance(argument, Regex):
        regex = compile_regex(argument.pattern)
        return lambda row: regex
    return compile_operand(argument, scope)


def _apply(call: Call, function: Function, arguments: list[Evaluate], scope: Scope) -> Evaluate:
    evaluate = function.evaluate
    if function.needs_timestamp:
        arguments = [lambda row: row["@timestamp"], *arguments]
    if function.needs_context:
        context: Any = scope.environment.context_at(call)
        return lambda row: evaluate(context, *[argument(row) for argument in arguments])
    if len(arguments) == 1:
        (only,) = arguments
        return lambda row: evaluate(only(row))
    return lambda row: evaluate(*[argument(row) for argument in arguments])


def _guard(call: Call, evaluate: Evaluate) -> Evaluate:
    """What a function refuses, with its place."""

    def guarded(row: Any) -> Value:
        try:
            return evaluate(row)
        except FunctionError as error:
            raise _placed(error, call) from None

    return guarded


def _placed(error: FunctionError, call: Call) -> QueryError:
    kind = next((placed for raised, placed in _ERRORS if isinstance(error, raised)), QueryError)
    return kind(str(error), call.offset, call.length)


def compile_bin(call: Call, scope: Scope) -> Evaluate:
    """``bin``: the start of the period in which ``@timestamp`` lies."""
    period = call.arguments[0]
    if not isinstance(period, Period):
        raise QueryError("bin takes a period such as 5m", call.offset, call.length)
    _require_timestamp(call, FUNCTIONS["bin"], scope)
    try:
        round_down = rounding_down(Duration(period.count, period.unit))
    except FunctionError as error:
        raise _placed(error, call) from None

    def evaluate(row: Any) -> Value:
        moment = row["@timestamp"]
        return round_down(moment) if isinstance(moment, int) else None

    return evaluate
