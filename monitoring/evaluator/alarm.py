"""The state of one alarm, from the datapoints of its evaluation range.

Source: "Configuring how CloudWatch alarms treat missing data" in the Amazon CloudWatch User Guide, with both
of its tables, and "Avoiding premature transitions to alarm state" there. Where prose and table disagree
(``0 - X - -`` with M = 2) the table is followed. Breaching points too young to alarm give INSUFFICIENT_DATA
under ``missing``, as the table of that page's first edition has it for ``- - - - X``; today's says only that
it is no ALARM.
"""

from collections.abc import Callable, Mapping, Sequence
from math import isnan
from operator import ge, gt, le, lt
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec import Struct

from monitoring.evaluator.state import State

Points: TypeAlias = Sequence[float | None]
"""Datapoints, the oldest first; None is a missing one."""

Compare: TypeAlias = Callable[[float, float], bool]

OPERATORS: Final[Mapping[str, Compare]] = MappingProxyType(
    {
        "GreaterThanOrEqualToThreshold": ge,
        "GreaterThanThreshold": gt,
        "LessThanOrEqualToThreshold": le,
        "LessThanThreshold": lt,
    }
)
BAND_OPERATORS: Final = (
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
)
MISSING: Final = ("missing", "ignore", "breaching", "notBreaching")
NOT_A_NUMBER: Final = (
    "a datapoint is not a number (NaN): CloudWatch stores none, give None when it is missing"
)
RANGE_NOTE: Final = (
    "How many datapoints CloudWatch fetches beyond the N it judges is unspecified by AWS, except that it is "
    "5 for N = 3. This engine fetches N + max(N // 3, 2). That agrees with the one other range that was "
    "observed: 10 for N = 8 at 15 minutes."
)


class Judging(Struct, frozen=True, kw_only=True):
    """How datapoints are judged: AWS's words under short names."""

    threshold: float
    operator: str
    m: int
    n: int
    missing: str = "missing"

    def state(self, points: Points, previous: State) -> State:
        """``alarm_state`` with these settings."""
        return alarm_state(
            points,
            threshold=self.threshold,
            operator=self.operator,
            m=self.m,
            n=self.n,
            missing=self.missing,
            previous=previous,
        )


class AlarmError(ValueError):
    """Settings that no alarm can have; says which, and what is possible."""


class UnsupportedAlarm(AlarmError):
    """Settings that CloudWatch takes and this engine cannot follow."""


def evaluation_range(n: int) -> int:
    """How many datapoints are fetched to judge the last ``n``; see ``RANGE_NOTE``.

    The rule is unspecified by AWS ("depends on the length of the alarm period and whether it is based on a
    metric with standard resolution or high resolution"), its example is 5 for N = 3.
    """
    return n + max(n // 3, 2)


def alarm_state(  # noqa: PLR0913 - the settings of an alarm, under AWS's names
    points: Points,
    *,
    threshold: float,
    operator: str,
    m: int,
    n: int,
    missing: str,
    previous: State | str,
) -> State:
    """The state after one evaluation of an M-of-N alarm.

    ``points`` are consecutive periods, the oldest first, None for a missing one; of a long series the
    evaluation range is looked at, its last ``evaluation_range(n)`` periods. ``operator`` and ``missing`` are
    AWS's words; ``previous`` is the state before, which ``ignore`` may keep.

    Raises AlarmError for settings that no alarm can have, UnsupportedAlarm for anomaly bands.
    """
    compare = comparison(operator)
    check_settings(threshold, m, n, missing)
    real = real_points(points[-evaluation_range(n) :], threshold, compare)[:n]
    breaching = sum(breaches for _, breaches in real)
    if len(real) == n or missing in ("breaching", "notBreaching"):
        filled = n - len(real) if missing == "breaching" else 0
        return State.ALARM if breaching + filled >= m else State.OK
    if breaching >= m:
        return State.ALARM
    if breaching < len(real):
        return State.OK
    return State(previous) if missing == "ignore" else state_of_few(real, m)


def state_of_few(real: Sequence[tuple[int, bool]], m: int) -> State:
    """The state when missing points are missing and none of the few real ones is good."""
    oldest = real[-1][0] if real else 0
    return State.ALARM if oldest >= m else State.INSUFFICIENT_DATA


def real_points(points: Points, threshold: float, compare: Compare) -> list[tuple[int, bool]]:
    """Age in periods (1 is the newest) and whether it breaches, of each real point, the newest first."""
    ages = enumerate(reversed(points), 1)
    return [(age, breaches(value, threshold, compare)) for age, value in ages if value is not None]


def breaches(value: float, threshold: float, compare: Compare) -> bool:
    """Whether a value crosses the threshold; CloudWatch stores no NaN, so here it is an error."""
    if isnan(value):
        raise AlarmError(NOT_A_NUMBER)
    return compare(value, threshold)


def comparison(operator: str) -> Compare:
    """What an operator of AWS does; raises AlarmError when there is none of that name."""
    if operator in BAND_OPERATORS:
        message = f"{operator} compares with a band that AWS learns from its own data; use a fixed threshold"
        raise UnsupportedAlarm(message)
    if operator not in OPERATORS:
        raise AlarmError(f"there is no operator {operator!r}; there are {', '.join(OPERATORS)}")
    return OPERATORS[operator]


def check_settings(threshold: float, m: int, n: int, missing: str) -> None:
    """Raise AlarmError for a threshold, M of N or treatment of missing data that no alarm can have."""
    if isnan(threshold):
        raise AlarmError("the threshold is not a number (NaN)")
    if not 1 <= m <= n:
        raise AlarmError(f"M of N is {m} of {n}: M is at least 1 and at most N")
    if missing not in MISSING:
        raise AlarmError(f"missing data cannot be {missing!r}; it is one of {', '.join(MISSING)}")
