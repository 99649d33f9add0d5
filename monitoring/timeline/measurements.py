"""All samples of the period, and what a window of them measures."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from monitoring.evaluator.machine import Datum, Source
from monitoring.evaluator.statistics import Cell, apply_statistic, read_statistic
from monitoring.plan.parts import MetricStat
from monitoring.timeline.inputs import MetricKey, Sample, key_of


class Measurements:
    """Samples by metric, sorted by time."""

    def __init__(self, samples: Mapping[MetricKey, Iterable[Sample]]) -> None:
        self._samples = {key: sorted(each) for key, each in samples.items()}

    def has(self, key: MetricKey) -> bool:
        """Whether the metric is part of what was put in, if only as missing."""
        return key in self._samples

    def times(self, keys: Iterable[MetricKey]) -> list[int]:
        """When any of the metrics was measured, sorted."""
        found = {sample.at for key in keys for sample in self._samples.get(key, ())}
        return sorted(found)

    def samples(self, key: MetricKey, start: int, end: int) -> Sequence[Sample]:
        """The samples from ``start`` up to, but not including, ``end``."""
        every = self._samples.get(key, [])
        return every[bisect_left(every, (start,)) : bisect_left(every, (end,))]

    def source(self, stat: MetricStat) -> Source:
        """The statistic of any window, with its number of samples; None without samples."""
        key = key_of(stat)

        wanted = read_statistic(stat.statistic)

        @cache
        def find(start: int, end: int) -> Datum | None:
            cell = Cell()
            for sample in self.samples(key, start, end):
                cell.add_value(sample.value, 1.0)
            value = apply_statistic(wanted, cell) if cell.count else None
            return None if value is None else Datum(value, cell.count)

        return find
