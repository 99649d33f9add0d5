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
    return _keep(_judge(_array(points), judging), first)


def sliding_states(
    points: Series | Sequence[float | None], judging: Judging, stride: int, first: State
) -> Codes:
    """The states of an alarm that is judged more often than once a period, from one evaluation to the next.

    ``points`` are the periods that end at each evaluation, the oldest first: a period comes ``stride``
    evaluations after the one before it. The first ``stride * (evaluation_range(n) - 1)`` of them are only
    looked back at, and have no state; ``first`` is the state after them. Raises what ``alarm_state`` raises.
    """
    values = _array(points)
    codes = np.empty(len(values), dtype=np.int8)
    for phase in range(stride):
        codes[phase::stride] = _judge(values[phase::stride], judging)
    return _keep(codes[stride * (evaluation_range(judging.n) - 1) :], first)


def _array(points: Series | Sequence[float | None]) -> Series:
    """Points as numbers, NaN where one is missing; in a list NaN is no datapoint."""
    values = np.asarray(points, dtype=np.float64)
    if not isinstance(points, np.ndarray) and np.count_nonzero(np.isnan(values)) != points.count(None):
        raise AlarmError(NOT_A_NUMBER)
    return values


def _judge(values: Series, judging: Judging) -> Codes:
    """The state after each of consecutive periods, or that it is kept."""
    compare = comparison(judging.operator)
    check_settings(judging.threshold, judging.m, judging.n, judging.missing)
    judged = _Judged(~np.isnan(values), compare(values, judging.threshold), judging.n)  # type: ignore[arg-type]
    if judging.missing in ("breaching", "notBreaching"):
        return _filled(judged, judging)
    return _sparse(judged, judging)


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


def _sparse(judged: _Judged, judging: Judging) -> Codes:
    """States when missing points are missing, or keep the state."""
    codes = (judged.breaching >= judging.m).astype(np.int8)
    few = (judged.breaching == judged.real) & (judged.real < judging.n) & (codes == _OK)
    if judging.missing == "ignore":
        codes[few] = _KEPT
        return codes
    periods = np.flatnonzero(few)
    codes[periods] = _INSUFFICIENT
    some = periods[judged.real[periods] > 0]
    ages = some - judged.positions[judged.before[some]] + 1
    codes[some[ages >= judging.m]] = _ALARM
    return codes


def _keep(codes: Codes, first: State) -> Codes:
    """Each kept state replaced by the last one before it."""
    found = codes != _KEPT
    if found.all():
        return codes
    states = np.append(np.int8(STATES.index(first)), codes[found])
    return states.take(np.cumsum(found, dtype=np.intp))
