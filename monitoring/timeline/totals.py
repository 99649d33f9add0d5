"""Sums, counts and averages of any window in no time, where they can be had exactly."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from monitoring.evaluator.machine import Datum, Source
from monitoring.evaluator.series import Datum as Measured
from monitoring.evaluator.series import Sample

_EXACT: Final = 2**53


class Totals:
    """Running totals of whole numbers, sorted by time: the difference of two is exact, as a sum is."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._times = [sample.timestamp for sample in samples]
        self._sums = [0, *accumulate(int(sample.value) * int(sample.count) for sample in samples)]
        self._counts = [0, *accumulate(int(sample.count) for sample in samples)]

    def source(self, statistic: str) -> Source:
        """Sum, SampleCount or Average of any window; None without samples."""

        def find(start: int, end: int) -> Datum | None:
            first = bisect_left(self._times, start * 1000)
            last = bisect_left(self._times, end * 1000, first)
            count = self._counts[last] - self._counts[first]
            if not count:
                return None
            total = self._sums[last] - self._sums[first]
            value = {"Sum": total, "SampleCount": count, "Average": total / count}[statistic]
            return Datum(float(value), float(count))

        return find


def exact_totals(samples: Sequence[Measured]) -> Totals | None:
    """The totals of samples that are whole numbers, all together small enough for a float to hold."""
    whole = [sample for sample in samples if isinstance(sample, Sample) and _is_whole(sample)]
    if len(whole) < len(samples) or sum(abs(each.value) * each.count for each in whole) >= _EXACT:
        return None
    return Totals(whole)


def _is_whole(sample: Sample) -> bool:
    return sample.value % 1 == 0 and sample.count % 1 == 0
