"""Accumulators over numbers: counts, sums, spread."""

from collections.abc import Callable
from math import sqrt
from typing import Final

from monitoring.insights.values import LARGEST, Number, Value, keep_finite

SUM_OF_BOOLEANS: Final = "AWS has not published what it gives for true and false here; they count as 1 and 0"
SUM_OF_MANY: Final = "the sum has more than 64 bits: AWS does not say what that gives"
STANDARD_DEVIATION: Final = (
    "AWS does not say whether stddev is a sample's; it is the population's, as variance is"
)
Warn = Callable[[str], None]


class Count:
    """Rows whose value is not missing."""

    __slots__ = ("_count",)

    def __init__(self, warn: Warn) -> None:
        self._count = 0

    def add(self, value: Value) -> None:
        """Take a value."""
        if value is not None:
            self._count += 1

    def result(self) -> Value:
        """The count."""
        return self._count


class Sum:
    """The sum of what is a number."""

    __slots__ = ("_count", "_total", "_warn")

    def __init__(self, warn: Warn) -> None:
        self._count = 0
        self._total: Number = 0
        self._warn = warn

    def add(self, number: Number | None) -> None:
        """Take a number."""
        if number is not None:
            if number.__class__ is bool:
                self._warn(SUM_OF_BOOLEANS)
            self._count += 1
            self._total += number

    def result(self) -> Value:
        """The sum; missing when there was no number (observed)."""
        if not self._count:
            return None
        if isinstance(self._total, int) and abs(self._total) > LARGEST:
            self._warn(SUM_OF_MANY)
        return _settle(self._total)


class Average(Sum):
    """The average of what is a number."""

    __slots__ = ()

    def result(self) -> Value:
        """The average; missing when there was no number (observed)."""
        return _settle(self._total / self._count) if self._count else None


def _settle(number: Number) -> Number | None:
    return number if isinstance(number, int) and abs(number) <= LARGEST else keep_finite(float(number))


class Variance:
    """How numbers spread, as of a whole population (documented), by Welford's method."""

    __slots__ = ("_count", "_mean", "_squares", "_warn")

    def __init__(self, warn: Warn) -> None:
        self._count = 0
        self._mean = self._squares = 0.0
        self._warn = warn

    def add(self, number: Number | None) -> None:
        """Take a number."""
        if number is not None:
            self._count += 1
            distance = number - self._mean
            self._mean += distance / self._count
            self._squares += distance * (number - self._mean)

    def result(self) -> Value:
        """The variance."""
        return keep_finite(self._squares / self._count) if self._count else None


class StandardDeviation(Variance):
    """The root of the variance."""

    __slots__ = ()

    def result(self) -> Value:
        """The standard deviation."""
        if self._count > 1 and self._squares:
            self._warn(STANDARD_DEVIATION)
        return keep_finite(sqrt(self._squares / self._count)) if self._count else None
