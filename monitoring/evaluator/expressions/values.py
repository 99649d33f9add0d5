"""What expressions are evaluated to and with."""

from collections.abc import Callable, Iterable, Sequence
from math import isfinite
from typing import Final, NamedTuple, TypeAlias

from monitoring.evaluator.expressions.errors import MathError, UnspecifiedMath
from monitoring.evaluator.expressions.tree import Node

Points: TypeAlias = list[float | None]
"""A series: one value a period, oldest first; None where there is no datapoint."""
Scalar: TypeAlias = float | None
"""A number; None when it was to be made of no datapoint at all, so that there is none."""
Value: TypeAlias = Scalar | Points | tuple[Points, ...] | str
"""A scalar, a series, an array of series, or a word or string."""

LAST_SECOND: Final = 253_402_300_799
"""The end of the year 9999."""


class Frame(NamedTuple):
    """The time that all series of an evaluation share; seconds."""

    start: int
    period: int
    size: int

    def constant(self, value: Scalar) -> Points:
        """A series that has the value everywhere."""
        return [value] * self.size

    def times(self) -> range:
        """When each period begins."""
        return range(self.start, self.start + self.period * self.size, self.period)


class Notes:
    """What AWS leaves open about a result, each once."""

    def __init__(self) -> None:
        self._texts: dict[str, None] = {}

    def add(self, text: str) -> None:
        """Note something; what is noted already stays where it is."""
        self._texts[text] = None

    @property
    def texts(self) -> tuple[str, ...]:
        """All notes, in the order in which they came."""
        return tuple(self._texts)


def clean(points: Iterable[float | None]) -> Points:
    """Only what CloudWatch stores: it knows no NaN and no infinity (PutMetricData, MetricDatum)."""
    return [None if value is None else finite(value) for value in points]


def finite(value: float) -> float | None:
    """The value as a float, or None when there is no such datapoint."""
    try:
        return float(value) if isfinite(value) else None
    except OverflowError:
        return None


def present(points: Points) -> list[float]:
    """The datapoints that there are."""
    return [value for value in points if value is not None]


def map_series(value: Value, change: Callable[[Points], Points]) -> Value:
    """The function applied to a series, or to each of an array."""
    return tuple(map(change, value)) if isinstance(value, tuple) else change(series_of(value))


def series_of(value: Value) -> Points:
    """The value, which its kind has shown to be a series."""
    if not isinstance(value, list):
        raise TypeError(f"a series was expected, not {value!r}")
    return value


def array_of(value: Value) -> tuple[Points, ...]:
    """The value, which its kind has shown to be an array."""
    if not isinstance(value, tuple):
        raise TypeError(f"an array was expected, not {value!r}")
    return value


def scalar_of(value: Value) -> Scalar:
    """The value, which its kind has shown to be a number."""
    if isinstance(value, (list, tuple, str)):
        raise TypeError(f"a number was expected, not {value!r}")
    return value


def whole_of(value: Value, node: Node) -> int:
    """A count or place: a number that is whole and not negative; raises UnspecifiedMath."""
    number = scalar_of(value)
    if number is None or number < 0 or number != int(number):
        message = f"AWS does not say what {number if number is not None else 'no number'} means here"
        raise UnspecifiedMath(message, node.offset, node.length, "write a whole number, 0 or more")
    return int(number)


def frame_of(series: Sequence[Sequence[float | None]], period: int, start: int) -> Frame:
    """The shared frame of some series; raises MathError when there is none."""
    counts = {len(points) for points in series}
    if len(counts) > 1:
        raise MathError(
            "the series are of different lengths", 0, 1, "align them, with None for what is missing"
        )
    count = counts.pop() if counts else 0
    if period < 1 or not 0 <= start <= start + period * count <= LAST_SECOND:
        raise MathError(f"no series has a period of {period} s from {start}", 0, 1, "give seconds since 1970")
    return Frame(start, period, count)
