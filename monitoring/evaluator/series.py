"""Samples -> one datapoint of a statistic per period.

Source: a datapoint bears the time at which its period begins, and holds what was published from then on until
before the next (Amazon CloudWatch User Guide, "Periods"). Periods are counted from the start that is asked
for (observed in GetMetricData and GetMetricStatistics); ``align`` gives the start on the clock.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from monitoring.evaluator.statistics import Cell, apply_statistic, read_statistic

MAX_VALUE: Final = 2.0**360
"""The largest value that CloudWatch takes; NaN and infinities it refuses (API reference, MetricDatum)."""
MAX_PERIODS: Final = 10_000_000


class SampleError(ValueError):
    """A sample that CloudWatch refuses, or a window that is none."""


class Series(Struct, frozen=True):
    """Datapoints from ``start`` (epoch seconds), one every ``period`` seconds, None where there is none."""

    start: int
    period: int
    points: list[float | None]


class Sample(Struct, frozen=True, gc=False):
    """A value that occurred ``count`` times; ``timestamp`` is in epoch milliseconds."""

    timestamp: int
    value: float
    count: float = 1.0


class StatisticSet(Struct, frozen=True, gc=False):
    """Samples that were published summed up; ``timestamp`` is in epoch milliseconds."""

    timestamp: int
    count: float
    total: float
    minimum: float
    maximum: float


Datum: TypeAlias = Sample | StatisticSet


class Window(NamedTuple):
    """So many periods from ``start`` on; seconds."""

    start: int
    period: int
    periods: int


def align(time: int, period: int) -> int:
    """When the period begins that a time lies in, counted from 1970 in UTC; seconds."""
    return time - time % period


class Buckets:
    """The samples of a window, period by period."""

    def __init__(self, window: Window, cells: dict[int, Cell]) -> None:
        self.window = window
        self._cells = cells

    def series(self, statistic: str) -> Series:
        """A statistic of each period; raises StatisticError for a word that is none."""
        wanted = read_statistic(statistic)
        points: list[float | None] = [None] * self.window.periods
        for index, cell in self._cells.items():
            points[index] = apply_statistic(wanted, cell)
        return Series(self.window.start, self.window.period, points)

    def counts(self) -> list[float]:
        """How many samples each period has, 0 where it has none."""
        return [
            self._cells[index].count if index in self._cells else 0.0 for index in range(self.window.periods)
        ]


def gather(data: Iterable[Datum], window: Window) -> Buckets:
    """Sort samples, in any order, into the periods of a window; those outside it are left out.

    Raises SampleError for values that CloudWatch refuses and for a window without periods.
    """
    start, period, periods = window
    if period < 1 or not 0 <= periods <= MAX_PERIODS:
        message = f"{periods:,} periods of {period} s are no window: a period has 1 s or more"
        raise SampleError(f"{message}, a window at most {MAX_PERIODS:,}")
    cells: dict[int, Cell] = {}
    for datum in data:
        index = (datum.timestamp - start * 1000) // (period * 1000)
        if 0 <= index < periods:
            cell = cells.get(index)
            if cell is None:
                cell = cells[index] = Cell()
            _add_datum(cell, datum)
    return Buckets(window, cells)


def measure(data: Iterable[Datum], statistic: str, window: Window) -> Series:
    """A statistic of each period of a window; raises SampleError and StatisticError."""
    return gather(data, window).series(statistic)


def _add_datum(cell: Cell, datum: Datum) -> None:
    if isinstance(datum, Sample):
        _check(datum.value, datum.count)
        cell.add_value(datum.value, datum.count)
        return
    for value in (datum.total, datum.minimum, datum.maximum):
        _check(value, datum.count)
    if datum.minimum > datum.maximum:
        raise SampleError(f"the minimum {datum.minimum} is above the maximum {datum.maximum}")
    cell.add_sums(datum.minimum, datum.maximum, datum.total, datum.count)


def _check(value: float, count: float) -> None:
    # A NaN fails every comparison.
    if not -MAX_VALUE <= value <= MAX_VALUE or not 0 < count <= MAX_VALUE:
        raise SampleError(f"CloudWatch refuses {count} times {value}: values reach from -2^360 to 2^360")
