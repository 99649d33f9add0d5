"""Conditions: comparisons, and/or, like and =~, membership."""

from collections.abc import Callable
from operator import ge, gt, le, lt
from typing import Any, Final

from monitoring.insights.engine.regexes import compile_regex
from monitoring.insights.engine.scope import Condition, Evaluate, Scope
from monitoring.insights.errors import UnspecifiedQuery
from monitoring.insights.tree import (
    Boolean,
    Comparison,
    Expression,
    Field,
    Logical,
    Match,
    Membership,
    Number,
    String,
    Subquery,
    Unary,
)
from monitoring.insights.values import (
    Value,
    at_least,
    at_most,
    differ,
    equal,
    greater,
    is_true,
    less,
    to_number,
    to_text,
)

CompileOperand = Callable[[Expression, Scope], Evaluate]

_ORDERINGS: Final[dict[str, tuple[Callable[[Any, Any], bool], Callable[[Value, Value], bool]]]] = {
    "<": (lt, less),
    "<=": (le, at_most),
    ">": (gt, greater),
    ">=": (ge, at_least),
}
_TIMES: Final = ("@timestamp", "@ingestionTime")
_READABLE_TIME: Final = (
    "AWS does not filter by times that people can read, a time equals no text; compare toMillis(@timestamp)"
)
_CONSTANTS: Final = (String, Number, Boolean)


def compile_comparison(comparison: Comparison, scope: Scope, compile_operand: CompileOperand) -> Evaluate:
    """``=``, ``!=`` and the orderings."""
    _warn_of_times(comparison, scope)
    left = compile_operand(comparison.left, scope)
    constant = _constant(comparison.right)
    if constant is not None:
        return _with_constant(comparison.operator, left, constant)
    right = compile_operand(comparison.right, scope)
    if comparison.operator in _ORDERINGS:
        compare = _ORDERINGS[comparison.operator][1]
    else:
        compare = equal if comparison.operator == "=" else differ
    return lambda row: compare(left(row), right(row))


def _warn_of_times(comparison: Comparison, scope: Scope) -> None:
    sides = (comparison.left, comparison.right)
    texts = [side for side in sides if isinstance(side, String) and to_number(side.value) is None]
    if texts and any(isinstance(side, Field) and side.name in _TIMES for side in sides):
        scope.warn(_READABLE_TIME, comparison)


def _constant(expression: Expression) -> Value:
    return expression.value if isinstance(expression, _CONSTANTS) else None


def _with_constant(operator: str, read: Evaluate, constant: Value) -> Evaluate:
    number = to_number(constant)
    if operator in _ORDERINGS:
        return _ordered(read, constant, number, _ORDERINGS[operator])
    holds = _equal_to_text(read, constant) if number is None else _equal_to_number(read, constant, number)
    if operator == "=":
        return holds
    return lambda row: not isinstance(read(row), dict | list) and not holds(row)


def _equal_to_text(read: Evaluate, constant: Value) -> Evaluate:
    def holds(row: Any) -> bool:
        value = read(row)
        return value == constant if value.__class__ is str else equal(value, constant)

    return holds


def _equal_to_number(read: Evaluate, constant: Value, number: float) -> Evaluate:
    def holds(row: Any) -> bool:
        value = read(row)
        other = to_number(value)
        return other == number if other is not None else value == constant

    return holds


def _ordered(read: Evaluate, constant: Value, number: float | None, compare: tuple[Any, Any]) -> Evaluate:
    numerically, otherwise = compare

    def holds(row: Any) -> bool:
        value = read(row)
        other = to_number(value)
        if other is not None and number is not None:
            return bool(numerically(other, number))
        return bool(otherwise(value, constant))

    return holds


def as_condition(expression: Expression, evaluate: Evaluate) -> Condition:
    """Whether the value of an expression holds; those that are true or false already stay as they are."""
    negation = isinstance(expression, Unary) and expression.operator == "not"
    if negation or isinstance(expression, Comparison | Logical | Match | Membership):
        return evaluate  # type: ignore[return-value]
    return lambda row: is_true(evaluate(row))


def compile_logical(logical: Logical, scope: Scope, compile_operand: CompileOperand) -> Evaluate:
    """``and`` and ``or``; what decides ends the search."""
    operands = tuple(as_condition(each, compile_operand(each, scope)) for each in logical.operands)
    if len(operands) > 2:
        decide = all if logical.operator == "and" else any
        return lambda row: decide(operand(row) for operand in operands)
    first, second = operands
    if logical.operator == "and":
        return lambda row: first(row) and second(row)
    return lambda row: first(row) or second(row)


def compile_match(match: Match, scope: Scope, compile_operand: CompileOperand) -> Evaluate:
    """``like`` and ``=~``: part of a text, or a regex; case counts (documented)."""
    read = compile_operand(match.subject, scope)
    if isinstance(match.pattern, String):
        needle = match.pattern.value
        return _negatable(match, read, lambda text: needle in text, scope)
    search = compile_regex(match.pattern.pattern).search
    return _negatable(match, read, lambda text: search(text) is not None, scope)


def _negatable(
    node: Match | Membership, read: Evaluate, holds: Callable[[str], bool], scope: Scope
) -> Evaluate:
    negated = node.negated
    words = "not like" if isinstance(node, Match) else "not in"

    def evaluate(row: Any) -> bool:
        value = read(row)
        text = value if value.__class__ is str else to_text(value)
        if text is not None:
            return holds(text) is not negated
        if negated and value is None:
            scope.warn(f"AWS does not say whether `{words}` holds for a missing field; it does here", node)
        return negated and value is None

    return evaluate


def compile_membership(membership: Membership, scope: Scope, compile_operand: CompileOperand) -> Evaluate:
    """``in`` and ``not in``: equality with one of several values."""
    read = compile_operand(membership.subject, scope)
    if isinstance(membership.members, Subquery):
        return _negatable(membership, read, _among(_ask(membership.members, scope)), scope)
    constants = [_constant(member) for member in membership.members]
    if all(constant is not None for constant in constants):
        return _negatable(membership, read, _among(constants), scope)
    members = tuple(compile_operand(member, scope) for member in membership.members)

    def evaluate(row: Any) -> bool:
        value = read(row)
        return any(equal(value, member(row)) for member in members) is not membership.negated

    return evaluate


def _among(values: list[Value]) -> Callable[[str], bool]:
    texts = {to_text(value) for value in values}
    numbers = {number for value in values if (number := to_number(value)) is not None}
    if not numbers:
        return texts.__contains__
    return lambda text: text in texts or to_number(text) in numbers


def _ask(query: Subquery, scope: Scope) -> list[Value]:
    answer = scope.environment.ask(query, ())
    if len(answer.columns) != 1:
        message = f"a subquery after `in` gives one column, this one gives {', '.join(answer.columns)}"
        raise UnspecifiedQuery(f"{message}; end it with `| fields` and one field", query.offset, query.length)
    return [value for row in answer.rows if (value := row[answer.columns[0]]) is not None]
