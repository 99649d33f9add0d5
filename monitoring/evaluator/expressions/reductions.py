"""Functions that make one of many: a number of a series, or a series of an array.

Source: Amazon CloudWatch User Guide, "Functions supported for metric math". Of a series, only AVG
counts what is missing (as 0): the others speak of "all data points". Across an array AWS says so for AVG only
as well; for SUM it comes to the same. MIN, MAX and STDDEV are refused where it would make a difference.
"""

from collections.abc import Callable, Sequence
from typing import Final

from monitoring.evaluator.expressions.errors import UnspecifiedMath
from monitoring.evaluator.expressions.tree import Node
from monitoring.evaluator.expressions.values import (
    Notes,
    Points,
    Scalar,
    Value,
    array_of,
    finite,
    present,
)

REDUCTIONS: Final = ("AVG", "DATAPOINT_COUNT", "MAX", "MIN", "STDDEV", "SUM")
POPULATION: Final = (
    "AWS does not say which standard deviation STDDEV is; this is the population's (divided by n)"
)
NOTHING: Final = "AWS does not say what {} makes of no datapoint at all; taken as no value"

NO_COUNT: Final = (
    "AWS does not say whether DATAPOINT_COUNT across series without datapoints is 0; taken as no value"
)

_Reduce = Callable[[Sequence[float]], float]


def _deviation(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return float((sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5)


_OF_PRESENT: Final[dict[str, _Reduce]] = {
    "MAX": max,
    "MIN": min,
    "STDDEV": _deviation,
    "SUM": sum,
}


def reduce_value(name: str, value: Value, node: Node, notes: Notes) -> Value:
    """A number of a series, or a series of an array; raises UnspecifiedMath."""
    if name == "STDDEV":
        notes.add(POPULATION)
    if isinstance(value, list):
        return reduce_series(name, value, notes)
    array = array_of(value)
    if not array:
        message = f"AWS does not say what {name} makes of no series"
        raise UnspecifiedMath(message, node.offset, node.length, "name the series")
    made = [_reduce_row(name, row, node) for row in zip(*array, strict=True)]
    if name == "DATAPOINT_COUNT" and None in made:
        notes.add(NO_COUNT)
    return made


def reduce_series(name: str, points: Points, notes: Notes) -> Scalar:
    """A number of a series; None when there is no datapoint to make it of."""
    values = present(points)
    if name == "DATAPOINT_COUNT":
        return float(len(values))
    if not values:
        notes.add(NOTHING.format(name))
        return None
    if name == "AVG":
        return finite(_guarded(sum, values) / len(points))
    return finite(_guarded(_OF_PRESENT[name], values))


def _reduce_row(name: str, row: Sequence[float | None], node: Node) -> float | None:
    values = [value for value in row if value is not None]
    if not values:
        return None
    if name == "DATAPOINT_COUNT":
        return float(len(values))
    if name == "AVG":
        return finite(_guarded(sum, values) / len(row))
    result = finite(_guarded(_OF_PRESENT[name], values))
    if (
        name != "SUM"
        and len(values) < len(row)
        and result != finite(_guarded(_OF_PRESENT[name], [value or 0.0 for value in row]))
    ):
        message = f"AWS does not say whether {name} across series counts a missing datapoint as 0"
        raise UnspecifiedMath(
            message, node.offset, node.length, "say it with FILL(.., 0) or FILL(.., REPEAT)"
        )
    return result


def _guarded(reduce_: _Reduce, values: Sequence[float]) -> float:
    try:
        return reduce_(values)
    except OverflowError:
        return float("inf")


def as_scalars(name: str, array: tuple[Points, ...], notes: Notes) -> list[Scalar]:
    """Each series of an array as a number."""
    return [reduce_series(name, points, notes) for points in array]
