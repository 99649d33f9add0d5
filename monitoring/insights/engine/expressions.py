"""An expression becomes a closure from a row to a value, once per query."""

from collections.abc import Callable
from math import fmod
from operator import itemgetter
from typing import Any, Final, TypeAlias

from monitoring.insights.engine.calls import compile_call
from monitoring.insights.engine.conditions import (
    as_condition,
    compile_comparison,
    compile_logical,
    compile_match,
    compile_membership,
)
from monitoring.insights.engine.scope import Condition, Evaluate, Scope
from monitoring.insights.errors import UnspecifiedQuery
from monitoring.insights.tree import (
    Access,
    Arithmetic,
    Boolean,
    Call,
    Comparison,
    Expression,
    Field,
    Logical,
    Match,
    Membership,
    Number,
    String,
    Unary,
)
from monitoring.insights.values import LARGEST, Value, keep_finite, to_number
from monitoring.insights.values import Number as Numeric


def compile_expression(expression: Expression, scope: Scope) -> Evaluate:
    """The value of an expression in a row."""
    compiler = _COMPILERS.get(type(expression))
    if compiler is None:
        message = "AWS does not say what this is outside of a function"
        raise UnspecifiedQuery(message, expression.offset, expression.length)
    return compiler(expression, scope, compile_expression)


def compile_condition(expression: Expression, scope: Scope) -> Condition:
    """Whether an expression holds in a row."""
    return as_condition(expression, compile_expression(expression, scope))


def _compile_field(field: Field, scope: Scope, _: Any) -> Evaluate:
    if field.name in scope.made:
        return itemgetter(field.name)
    for cut in range(len(field.parts) - 1, 0, -1):
        base = ".".join(field.parts[:cut])
        if base in scope.made:
            return _member(field, base, field.parts[cut:], scope)
    scope.read(field)
    return itemgetter(field.name)


def _member(field: Field, base: str, keys: tuple[str | int, ...], scope: Scope) -> Evaluate:
    """A member of a map that the query made; where there is no map, the field of that name."""
    if scope.discovers:
        scope.read(field)
    name = field.name

    def read(row: Any) -> Value:
        value = row[base]
        return follow(value, keys) if isinstance(value, dict | list) else row[name]

    return read


def _compile_access(access: Access, scope: Scope, _: Any) -> Evaluate:
    read = _compile_field(access.base, scope, _)
    return lambda row: follow(read(row), access.keys)


def follow(value: Value, keys: tuple[str | int, ...]) -> Value:
    """A member of a map or list; missing when there is none."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(str(key))
        elif isinstance(value, list) and str(key).isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _compile_constant(constant: String | Boolean, scope: Scope, _: Any) -> Evaluate:
    value = constant.value
    return lambda row: value


def _compile_number(number: Number, scope: Scope, _: Any) -> Evaluate:
    value = settle(number.value)
    return lambda row: value


def _compile_unary(unary: Unary, scope: Scope, compile_operand: Any) -> Evaluate:
    if unary.operator == "not":
        holds = compile_condition(unary.operand, scope)
        return lambda row: not holds(row)
    read = compile_operand(unary.operand, scope)

    def negate(row: Any) -> Value:
        number = to_number(read(row))
        return None if number is None else settle(-number)

    return negate


def settle(number: Numeric) -> Numeric | None:
    """A computed number as a value: finite, and an integer of at most 64 bits."""
    if isinstance(number, int) and -LARGEST <= number <= LARGEST:
        return int(number)
    try:
        return keep_finite(float(number))
    except OverflowError:
        return None


def _divide(dividend: Numeric, divisor: Numeric) -> Numeric | None:
    try:
        return dividend / divisor
    except OverflowError:
        return None


def _power(base: Numeric, exponent: Numeric) -> Numeric | None:
    try:
        result = float(base) ** float(exponent)
    except (OverflowError, ZeroDivisionError):
        return None
    return result if isinstance(result, float) else None


_OPERATIONS: Final[dict[str, Callable[[Numeric, Numeric], Numeric | None]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "%": fmod,
    "^": _power,
}


def _compile_arithmetic(arithmetic: Arithmetic, scope: Scope, compile_operand: Any) -> Evaluate:
    first, *others = [compile_operand(operand, scope) for operand in arithmetic.operands]
    steps = [_step(sign, arithmetic, scope) for sign in arithmetic.operators]
    if len(steps) == 1:
        return _binary(first, steps[0], others[0])
    pairs = tuple(zip(steps, others, strict=True))

    def compute(row: Any) -> Value:
        number = to_number(first(row))
        for step, read in pairs:
            other = to_number(read(row))
            if number is None or other is None:
                return None
            number = step(number, other)
        return number

    return compute


Step: TypeAlias = Callable[[Numeric, Numeric], Numeric | None]


def _binary(first: Evaluate, step: Step, second: Evaluate) -> Evaluate:
    def compute(row: Any) -> Value:
        left, right = to_number(first(row)), to_number(second(row))
        return None if left is None or right is None else step(left, right)

    return compute


def _step(sign: str, node: Arithmetic, scope: Scope) -> Step:
    operation = _OPERATIONS[sign]

    def calculate(left: Numeric, right: Numeric) -> Numeric | None:
        if not right and sign in "/%":
            scope.warn("AWS does not say what a division by 0 gives; taken as missing", node)
            return None
        result = operation(left, right)
        return None if result is None else settle(result)

    return calculate


_COMPILERS: Final[dict[type, Callable[[Any, Scope, Any], Evaluate]]] = {
    Field: _compile_field,
    Access: _compile_access,
    String: _compile_constant,
    Boolean: _compile_constant,
    Number: _compile_number,
    Unary: _compile_unary,
    Arithmetic: _compile_arithmetic,
    Comparison: compile_comparison,
    Logical: compile_logical,
    Match: compile_match,
    Membership: compile_membership,
    Call: compile_call,
}
