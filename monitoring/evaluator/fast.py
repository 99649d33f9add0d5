"""The states of an alarm over a long series at once, with numpy (the extra ``fast``)."""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from monitoring.evaluator.alarm import (
    NOT_A_NUMBER,
    AlarmError,
    Judging,
    check_settings,
    comparison,
    evaluation_range,
)
from monitoring.evaluator.state import State

Series: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int8]
_Counts: TypeAlias = NDArray[np.intp]

STATES: Final = tuple(State)
"""What the numbers in an answer stand for."""

_OK, _ALARM, _INSUFFICIENT, _KEPT = 0, 1, 2, 3


def states_over(
    points: Series | Sequence[float | None], judging: Judging, first: State = State.INSUFFICIENT_DATA
) -> Codes:
    """What ``replay.states_over`` gives, as numbers: ``STATES[number]`` is the state.

    ``points`` are consecutive periods, the oldest first; in an array NaN is a missing point, in a list None.
    Raises what ``alarm_state`` raises.
    """
    compare = comparison(judging.operator)
    check_settings(judging.threshold, judging.m, judging.n, judging.missing)
    values = np.asarray(points, dtype=np.float64)
    real = ~np.isnan(values)
    if not isinstance(points, np.ndarray) and np.count_nonzero(real) != len(points) - points.count(None):
        raise AlarmError(NOT_A_NUMBER)
    judged = _Judged(real, compare(values, judging.threshold), judging.n)  # type: ignore[arg-type]
    if judging.missing in ("breaching", "notBreaching"):
        return _filled(judged, judging)
    return _sparse(judged, judging, first)


class _Judged:
    """For each period: how many real points are judged, how many of them breach, which is the oldest.

    Counts are as wide as indices, because numpy would copy narrower ones each time it looks something up.
    """

    def __init__(self, real: NDArray[np.bool_], breaching: NDArray[np.bool_], n: int) -> None:
        seen = np.cumsum(real, dtype=np.intp)
        self.real = np.minimum(_in_range(seen, evaluation_range(n)), n)
        self.before = seen - self.real
        self.positions = np.flatnonzero(real)
        bad = np.zeros(len(self.positions) + 1, dtype=np.intp)
        np.cumsum(breaching.take(self.positions), out=bad[1:])
        self.breaching = bad.take(seen) - bad.take(self.before)


def _in_range(seen: _Counts, reach: int) -> _Counts:
    """Of a running count, what fell into the last ``reach`` periods."""
    counts = seen.copy()
    counts[reach:] -= seen[:-reach]
    return counts


def _filled(judged: _Judged, judging: Judging) -> Codes:
    """States when missing points count as breaching, or as not."""
    breaching = judged.breaching
    if judging.missing == "breaching":
        breaching = breaching + (judging.n - judged.real)
    return (breaching >= judging.m).astype(np.int8)


def _sparse(judged: _Judged, judging: Judging, first: State) -> Codes:
    """States when missing points are missing, or keep the state."""
    codes = (judged.breaching >= judging.m).astype(np.int8)
    few = (judged.breaching == judged.real) & (judged.real < judging.n) & (codes == _OK)
    if judging.missing == "ignore":
        codes[few] = _KEPT
        return _keep(codes, first)
    periods = np.flatnonzero(few)
    codes[periods] = _INSUFFICIENT
    some = periods[judged.real[periods] > 0]
    ages = some - judged.positions[judged.before[some]] + 1
    codes[some[ages >= judging.m]] = _ALARM
    return codes


def _keep(codes: Codes, first: State) -> Codes:
    """Each kept state replaced by the last one before it."""
    found = codes != _KEPT
    states = np.append(np.int8(STATES.index(first)), codes[found])
    return states.take(np.cumsum(found, dtype=np.intp))
