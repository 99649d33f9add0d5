"""Functions over arrays of series as such: their order, their number, a part of them.

Source: Amazon CloudWatch User Guide, "Functions supported for metric math".
"""

from typing import Final

from monitoring.evaluator.expressions.errors import UnspecifiedMath
from monitoring.evaluator.expressions.reductions import as_scalars
from monitoring.evaluator.expressions.tree import Call
from monitoring.evaluator.expressions.values import Notes, Points, Value, array_of, present, whole_of

ARRAYS: Final = ("FIRST", "LAST", "METRIC_COUNT", "REMOVE_EMPTY", "SLICE", "SORT")


def apply_array(node: Call, arguments: list[Value], notes: Notes) -> Value:
    """The value of a function over an array; raises UnspecifiedMath."""
    array = array_of(arguments[0])
    match node.name:
        case "METRIC_COUNT":
            return float(len(array))
        case "REMOVE_EMPTY":
            return tuple(points for points in array if present(points))
        case "SLICE":
            places = [whole_of(value, part) for value, part in _numbers(node, arguments)]
            return array[places[0] : places[1]] if len(places) > 1 else array[places[0] :]
        case "SORT":
            return _sort(node, arguments, notes)
    if not array:
        message = f"AWS does not say what {node.name} makes of no series"
        raise UnspecifiedMath(message, node.offset, node.length, "name the series")
    return array[0 if node.name == "FIRST" else -1]


def _numbers(node: Call, arguments: list[Value]) -> list[tuple[Value, Call]]:
    return [
        (value, part)  # type: ignore[misc]
        for value, part in zip(arguments[1:], node.arguments[1:], strict=True)
        if not isinstance(value, str)
    ]


def _sort(node: Call, arguments: list[Value], notes: Notes) -> tuple[Points, ...]:
    array, key, order = array_of(arguments[0]), str(arguments[1]), arguments[2]
    scalars = as_scalars(key, array, notes)
    if None in scalars and len(array) > 1:
        message = "AWS does not say where SORT puts a series without datapoints"
        raise UnspecifiedMath(message, node.offset, node.length, "take it out with REMOVE_EMPTY(..)")
    places = sorted(range(len(array)), key=lambda place: scalars[place] or 0.0, reverse=order == "DESC")
    limit = [whole_of(value, part) for value, part in _numbers(node, arguments)]
    return tuple(array[place] for place in places[: limit[0] if limit else len(array)])
