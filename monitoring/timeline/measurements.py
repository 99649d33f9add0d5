"""All samples of the period, and what a window of them measures."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from monitoring.evaluator.machine import Datum, Source
from monitoring.evaluator.series import Datum as Measured
from monitoring.evaluator.series import Window, gather
from monitoring.plan.parts import MetricStat
from monitoring.timeline.inputs import MetricKey, key_of


class Measurements:
    """Samples by metric, sorted by time."""

    def __init__(self, samples: Mapping[MetricKey, Iterable[Measured]]) -> None:
        self._samples = {key: sorted(each, key=_time) for key, each in samples.items()}

    def has(self, key: MetricKey) -> bool:
        """Whether the metric is part of what was put in, if only as missing."""
        return key in self._samples

    def times(self, keys: Iterable[MetricKey]) -> list[int]:
        """The seconds at which any of the metrics was measured, sorted."""
        return sorted({_time(sample) // 1000 for key in keys for sample in self._samples.get(key, ())})

    def samples(self, key: MetricKey, start: int, end: int) -> Sequence[Measured]:
        """The samples from a second up to, but not including, another."""
        every = self._samples.get(key, [])
        first = bisect_left(every, start * 1000, key=_time)
        return every[first : bisect_left(every, end * 1000, first, key=_time)]

    def source(self, stat: MetricStat) -> Source:
        """The statistic of any window, with its number of samples; None without samples."""
        key = key_of(stat)

        @cache
        def find(start: int, end: int) -> Datum | None:
            inside = self.samples(key, start, end)
            if not inside:
                return None
            buckets = gather(inside, Window(start, end - start, 1))
            (value,) = buckets.series(stat.statistic).points
            return None if value is None else Datum(value, *buckets.counts())

        return find


def _time(sample: Measured) -> int:
    return sample.timestamp
