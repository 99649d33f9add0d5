"""Operators over numbers, series and arrays.

Source: Amazon CloudWatch User Guide, "Basic arithmetic functions" and "Comparison and logical operators": a
datapoint that only one of two series has meets a 0, and a division by 0 drops the datapoint. Where neither
has one there is none, nor where the only series has none. Results that are no number (LOG(0), overflow) are
dropped too, since CloudWatch has no such values.
"""

import operator
from collections.abc import Callable
from typing import Final

from monitoring.evaluator.expressions.values import Points, Scalar, Value, finite, map_series

Operation = Callable[[float, float], float | None]


def _divide(left: float, right: float) -> float | None:
    return finite(left / right) if right else None


def _power(left: float, right: float) -> float | None:
    try:
        value = left**right
    except (OverflowError, ZeroDivisionError):
        return None
    return finite(value) if isinstance(value, float) else None


def _safe(operation: Callable[[float, float], float]) -> Operation:
    return lambda left, right: finite(operation(left, right))


def _truth(operation: Callable[[float, float], object]) -> Operation:
    return lambda left, right: 1.0 if operation(left, right) else 0.0


OPERATIONS: Final[dict[str, Operation]] = {
    "+": _safe(operator.add),
    "-": _safe(operator.sub),
    "*": _safe(operator.mul),
    "/": _divide,
    "^": _power,
    "==": _truth(operator.eq),
    "!=": _truth(operator.ne),
    "<": _truth(operator.lt),
    "<=": _truth(operator.le),
    ">": _truth(operator.gt),
    ">=": _truth(operator.ge),
    "AND": lambda left, right: 1.0 if left and right else 0.0,
    "OR": lambda left, right: 1.0 if left or right else 0.0,
}


def apply_binary(sign: str, left: Value, right: Value) -> Value:
    """What an operator makes of two values; series are of equal length."""
    operation = OPERATIONS[sign]
    if isinstance(left, tuple):
        return tuple(_combine(operation, item, right) for item in left)
    if isinstance(right, tuple):
        return tuple(_combine(operation, left, item) for item in right)
    if isinstance(left, list) or isinstance(right, list):
        return _combine(operation, left, right)
    return _of_scalars(operation, left, right)


def apply_unary(sign: str, operand: Value) -> Value:
    """What ``-`` or ``NOT`` makes of a value; missing datapoints stay missing."""
    change = _negate if sign == "-" else _invert
    if isinstance(operand, (tuple, list)):
        return map_series(
            operand, lambda points: [None if point is None else change(point) for point in points]
        )
    return None if operand is None or isinstance(operand, str) else change(operand)


def _negate(value: float) -> float:
    return -value


def _invert(value: float) -> float:
    return 0.0 if value else 1.0


def _of_scalars(operation: Operation, left: Value, right: Value) -> Scalar:
    if isinstance(left, float) and isinstance(right, float):
        return operation(left, right)
    return None


def _combine(operation: Operation, left: Value, right: Value) -> Points:
    if isinstance(left, list) and isinstance(right, list):
        return [
            None if a is None and b is None else operation(a or 0.0, b or 0.0)
            for a, b in zip(left, right, strict=True)
        ]
    if isinstance(left, list):
        if not isinstance(right, float):
            return [None] * len(left)
        return [None if a is None else operation(a, right) for a in left]
    if isinstance(right, list) and isinstance(left, float):
        return [None if b is None else operation(left, b) for b in right]
    return [None] * len(right) if isinstance(right, list) else []
