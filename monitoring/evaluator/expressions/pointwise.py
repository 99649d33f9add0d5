"""Functions over each datapoint of a series: rounding, logarithms, differences, gaps.

Source: Amazon CloudWatch User Guide, "Functions supported for metric math". The value before another is the
last one that there was, else DIFF_TIME would always be the period. A running sum has a point where the series
has one, which AWS does not say; see GAPS.
"""

import math
from collections.abc import Callable
from typing import Final

from monitoring.evaluator.expressions.values import Frame, Points, Scalar, finite

Change = Callable[[Points, Frame], Points]


def _each(change: Callable[[float], float]) -> Change:
    return lambda points, frame: [None if value is None else finite(change(value)) for value in points]


def _logarithm(change: Callable[[float], float]) -> Change:
    return _each(lambda value: change(value) if value > 0 else math.nan)


def _differences(points: Points, frame: Frame, make: Callable[[float, float], float]) -> Points:
    """What ``make`` says of the difference to the value before, and of the seconds since then."""
    made: Points = []
    before: tuple[float, int] | None = None
    for value, time in zip(points, frame.times(), strict=True):
        if value is None or before is None:
            made.append(None)
        else:
            made.append(finite(make(value - before[0], time - before[1])))
        before = before if value is None else (value, time)
    return made


def _running_sum(points: Points, frame: Frame) -> Points:
    total = 0.0
    made: Points = []
    for value in points:
        total += value or 0.0
        made.append(None if value is None else finite(total))
    return made


CHANGES: Final[dict[str, Change]] = {
    "ABS": _each(abs),
    "CEIL": _each(math.ceil),
    "FLOOR": _each(math.floor),
    "LOG": _logarithm(math.log),
    "LOG10": _logarithm(math.log10),
    "DIFF": lambda points, frame: _differences(points, frame, lambda change, seconds: change),
    "DIFF_TIME": lambda points, frame: _differences(points, frame, lambda change, seconds: seconds),
    "RATE": lambda points, frame: _differences(points, frame, lambda change, seconds: change / seconds),
    "RUNNING_SUM": _running_sum,
}


GAPS: Final = {
    "RUNNING_SUM": "AWS does not say whether RUNNING_SUM has a value where its series has none; it has none",
    "REPEAT": "AWS does not say what FILL with REPEAT makes of a gap that nothing precedes; it stays",
    "LINEAR": "AWS does not say what FILL with LINEAR makes of a gap that is open on one side; it stays",
}
"""What to say of a result with gaps."""


def fill_constant(points: Points, filler: Scalar) -> Points:
    """Missing datapoints replaced by a number."""
    return [filler if value is None else value for value in points]


def fill_from(points: Points, filler: Points) -> Points:
    """Missing datapoints taken from another series, where it has some."""
    return [other if value is None else value for value, other in zip(points, filler, strict=True)]


def fill_repeating(points: Points) -> Points:
    """Missing datapoints replaced by the last value before them; none stands before the first."""
    made: Points = []
    last: float | None = None
    for value in points:
        last = last if value is None else value
        made.append(last)
    return made


def fill_linear(points: Points) -> Points:
    """Gaps bridged in a straight line; a gap with an open end stays."""
    made = list(points)
    left: int | None = None
    for right, value in enumerate(points):
        if value is None:
            continue
        if left is not None and right - left > 1:
            _bridge(made, left, right)
        left = right
    return made


def _bridge(points: Points, left: int, right: int) -> None:
    first, last = points[left] or 0.0, points[right] or 0.0
    for place in range(left + 1, right):
        share = (place - left) / (right - left)
        points[place] = finite(first * (1 - share) + last * share)
